"""The proof as a table: what can be worked out of each hidden count, in figures of one's own or of others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ihanalysis.disclosure.attack import Flags, Knowledge, knowledge, possible
from ihanalysis.disclosure.cells import Cells, gather
from ihanalysis.disclosure.display import NOT_AVAILABLE
from ihanalysis.disclosure.layout import Layout, Total
from ihanalysis.disclosure.policies import Floats, Policy, policy_named
from ihanalysis.disclosure.reading import FRAME, National, columns_of, keys_of, names_differ, national_rows
from ihanalysis.disclosure.siege import INSIDER, READER, Interval, prove
from ihanalysis.errors import BadFileError, Problem

#: What the proof says of a hidden cell, beside its labels, and the types of it.
PROOF_COLUMNS = {
    "figure": "str",
    "attacker": "str",
    "lower": "float64",
    "upper": "float64",
    "width_required": "float64",
    "passes": "bool",
}


def protection_intervals(
    figures: pd.DataFrame,
    policy: str | Policy,
    *,
    count: str,
    by: Sequence[str],
    total: Total = None,
    national: National = None,
    secondary: bool = True,
) -> pd.DataFrame:
    """What can be worked out of each hidden count of a table that somebody has already suppressed.

    Parameters
    ----------
    figures
        The table as published. A count that is not a number ("*", "[c]", missing) is hidden, unless it is
        marked `[x]`, not available, in its place or in a column `<count>_status`.
    policy, count, by, total, national
        As in `apply`; the policy is the one that the publisher followed.
    secondary
        Whether the publisher also hides cells to protect others. If not, every hidden count is known to
        lie in the range that the policy hides.

    Returns
    -------
    pandas.DataFrame
        For each hidden cell the dimension columns, `figure`, `attacker`, `lower`, `upper`,
        `width_required` and `passes`.

    Raises
    ------
    UnknownChoiceError
        If the policy, a column or a label does not exist.
    BadFileError
        If a number is shown that the policy would not show, or the figures contradict one another.

    Examples
    --------
    A single hidden count is the total less the others:

    >>> table = pd.DataFrame({"sex": ["Women", "Men", "All"], "people": ["*", 40, 43]})
    >>> found = protection_intervals(table, "under_five", count="people", by=["sex"], total="All")
    >>> found[["sex", "lower", "upper", "passes"]].to_dict("records")
    [{'sex': 'Women', 'lower': 3.0, 'upper': 3.0, 'passes': False}]
    """
    rules = policy_named(policy)
    layout = Layout.of(by, keys_of(figures, by), total)
    names_differ([*by, *PROOF_COLUMNS])
    numbers, hidden = _as_published(figures, count)
    is_national = national_rows(layout, national)
    _check_shown(numbers, is_national & rules.national_exempt, count, rules)
    # What is behind a hidden cell is not known here; any count that the policy hides stands for it.
    cells = gather(layout, is_national, (count, np.where(hidden, 1.0, numbers)))
    places = np.isin(cells.row, np.flatnonzero(hidden))
    attacker = READER if secondary else INSIDER
    check_consistent(cells, knowledge(cells, rules, places, attacker), count)
    labels = figures[list(by)].reset_index(drop=True)
    return proof_table(labels, cells, prove(cells, rules, places, (attacker,)))


def proof_table(labels: pd.DataFrame, cells: Cells, intervals: Sequence[Interval]) -> pd.DataFrame:
    """The intervals as a table, in the order of the rows that the cells are in."""
    found = sorted(intervals, key=lambda interval: int(cells.row[interval.cell]))
    said = [(cells.figure[i.cell], i.attacker.name, i.lower, i.upper, i.width_required, i.passes) for i in found]
    table = pd.DataFrame(said, columns=list(PROOF_COLUMNS)).astype(PROOF_COLUMNS)
    where = labels.iloc[cells.row[[interval.cell for interval in found]]].reset_index(drop=True)
    return pd.concat([where, table], axis=1)


def check_consistent(cells: Cells, known: Knowledge, column: str) -> None:
    """Check that some table agrees with the figures; if none does, bounds from them would mean nothing.

    Raises
    ------
    BadFileError
        If none does.
    """
    if not possible(cells, known):
        raise BadFileError(
            [
                Problem(
                    FRAME,
                    None,
                    column,
                    "totals that contradict their parts",
                    "figures that add up; check `total`, and that every part that is not zero has a row",
                )
            ]
        )


def _as_published(figures: pd.DataFrame, count: str) -> tuple[Floats, Flags]:
    """The numbers of a published column, and which of those missing are hidden rather than not available."""
    columns_of(figures, [count])
    numbers = np.array(
        [np.nan if pd.isna(n) else n for n in pd.to_numeric(figures[count], errors="coerce")], dtype=float
    )
    codes = [figures[name] for name in (count, f"{count}_status") if name in figures.columns]
    not_available = np.any([[str(code) == NOT_AVAILABLE for code in column] for column in codes], axis=0)
    return numbers, np.isnan(numbers) & ~not_available


def _check_shown(numbers: Floats, exact: Flags, column: str, policy: Policy) -> None:
    lower, _ = policy.range_of(numbers)
    shown = np.isnan(numbers) | exact | (numbers == 0)
    shown |= (policy.rounded(numbers) == numbers) & (policy.rounded(lower) <= numbers) & (numbers > 0)
    if not shown.all():
        raise BadFileError(
            Problem(
                FRAME,
                int(row),
                column,
                f"a number that policy {policy.name!r} would not show",
                "what it shows; name the policy that the publisher followed",
            )
            for row in np.flatnonzero(~shown)
        )
