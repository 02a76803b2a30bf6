"""Disclosure control of a frame: what may be shown, why the rest is not, and the proof of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ihanalysis.disclosure.attack import Knowledge
from ihanalysis.disclosure.cells import Cells, check_totals, gather
from ihanalysis.disclosure.display import AUDIT_COLUMNS, Shown, audit_of, count_shown, rate_shown, ratio
from ihanalysis.disclosure.hiding import Hiding, choose
from ihanalysis.disclosure.layout import Layout, Total
from ihanalysis.disclosure.policies import Policy, policy_named
from ihanalysis.disclosure.proof import PROOF_COLUMNS, check_consistent, proof_table
from ihanalysis.disclosure.reading import National, counts_of, keys_of, names_differ, national_rows, rates_of
from ihanalysis.disclosure.siege import INSIDER, READER, prove

#: A rate is for each hundred unless another multiplier is asked for.
PER_CENT = 100.0

#: The column of rates that are calculated.
RATE = "rate"


@dataclass(frozen=True, slots=True, eq=False)
class ControlledFigures:
    """Figures that may be shown, and what the publisher keeps to stand by them.

    Attributes
    ----------
    figures
        The dimension columns, and each figure with its code: `[c]` suppressed, `[x]` not available,
        `[low]` too few events for a rate, `[u]` a rate from few events. A true zero is 0. Nothing else of
        the frame is in it, and no number of a suppressed cell. Only this is for publication.
    audit
        What was done to which figure (primary, secondary, rounded, rate withheld, rate flagged) and by
        which rule, without any count. It tells small cells from others, so it stays with the publisher.
    proof
        For each suppressed cell and each kind of attacker the interval that they can work out
        (`lower`, `upper`), how wide it had to be (`width_required`), and whether it `passes`.
    """

    figures: pd.DataFrame
    audit: pd.DataFrame
    proof: pd.DataFrame


def apply(
    frame: pd.DataFrame,
    policy: str | Policy,
    *,
    count: str,
    by: Sequence[str],
    total: Total = None,
    denominator: str | None = None,
    multiplier: float = PER_CENT,
    standardised_rate: str | None = None,
    national: National = None,
) -> ControlledFigures:
    """Hide, round and withhold what a policy says, and enough more that nothing hidden can be worked out.

    Parameters
    ----------
    frame
        One row for each combination of the dimension columns, totals included. A row that a total
        has to have, but that is not there, is read as zero; a missing count as not available.
    policy
        The name of a policy (`POLICIES`), or one of your own.
    count, denominator
        Columns of whole numbers of people or events. With a denominator, a `rate` (per `multiplier`,
        by default a percentage) is calculated from the parts as they are shown.
    by
        The dimension columns.
    total
        Which labels are totals: one label for every column ("All"), a label a column
        (`{"sex": "All"}`), or for each total its parts (`{"area": {"England": [...], "Kent": [...]}}`).
    standardised_rate
        A column of standardised rates to hand on; they are not altered, only withheld where the policy
        says so or the count is suppressed.
    national
        Which rows are national figures, such as `{"area": "England"}`: shown exactly under a policy
        that exempts them, unless that would give a hidden cell away.

    Notes
    -----
    Whoever reads the figures is taken to know the policy, every way in which the table adds up, and that
    zeros are shown. Against a second attacker, who also knows which cells are small, each small cell has
    to keep the policy's whole range; less is accepted only where the codes alone already narrow it. The
    people not counted (denominator less count) are protected where they have rows of their own. The proof
    is of this one table: it cannot know of figures that were, or will be, published elsewhere. A table of
    170 rows takes about a second, one of 650 rows a quarter of a minute, one of 1,200 rows a minute or more.

    Raises
    ------
    UnknownChoiceError
        If the policy, a column or a label does not exist.
    BadFileError
        If a count is not a whole number of people, a row is there twice, or a total is not the sum of
        its parts. Messages name rows, never what they hold.
    NotPossibleError
        If two output columns would have one name, or the table is too large to prove anything about.

    Examples
    --------
    >>> people = pd.DataFrame({"sex": ["Women", "Men", "All"], "people": [3, 40, 43]})
    >>> safe = apply(people, "under_five", count="people", by=["sex"], total="All")
    >>> safe.figures["people_status"].tolist(), safe.figures["people"].isna().tolist()
    (['[c]', '[c]', ''], [True, True, False])
    >>> safe.audit["action"].tolist(), bool(safe.proof["passes"].all())
    (['primary', 'secondary'], True)
    """
    rules = policy_named(policy)
    layout = Layout.of(by, keys_of(frame, by), total)
    if not rules.hidden_to:
        # Where nothing is hidden nothing can be worked out, so totals need not add up.
        layout = layout.without_totals
    counts = (count, counts_of(frame, count))
    people = None if denominator is None else (denominator, counts_of(frame, denominator))
    given = None if standardised_rate is None else (standardised_rate, rates_of(frame, standardised_rate))
    names = [figure[0] for figure in (counts, people, people and (RATE,), given) if figure]
    names_differ([*by, *names, *(f"{name}_status" for name in names)])
    names_differ([*by, *AUDIT_COLUMNS])
    names_differ([*by, *PROOF_COLUMNS])
    check_totals(layout, *counts)
    cells = gather(layout, national_rows(layout, national), counts, people)
    check_consistent(cells, _exactly(cells), count)
    hiding = choose(cells, rules)
    shown = [_shown(name, layout, cells, hiding, rules) for name in dict.fromkeys(cells.figure)]
    rates = []
    if people is not None:
        crude = ratio(shown[0], shown[1], multiplier)
        rates.append(rate_shown(RATE, crude, shown[0], shown, rules.crude_rate_from, rules))
    if given is not None:
        rates.append(rate_shown(*given, shown[0], shown, rules.standardised_rate_from, rules))
    labels = frame[list(by)].reset_index(drop=True)
    columns = [
        *(figure.columns(whole=True) for figure in shown),
        *(rate.columns(whole=False) for rate in rates),
    ]
    return ControlledFigures(
        pd.concat([labels, *columns], axis=1),
        audit_of(labels, [*shown, *rates]),
        proof_table(labels, cells, prove(cells, rules, hiding.hidden, (READER, INSIDER))),
    )


def _exactly(cells: Cells) -> Knowledge:
    """All that there is to know: every number, except where it is not available."""
    return Knowledge(np.nan_to_num(cells.number), np.nan_to_num(cells.number, nan=np.inf))


def _shown(name: str, layout: Layout, cells: Cells, hiding: Hiding, policy: Policy) -> Shown:
    """One figure of every row as it is shown, in the order of the rows."""
    places = np.flatnonzero((np.array(cells.figure) == name) & (cells.row >= 0))
    places = places[np.argsort(cells.row[places])]
    protects = [_reason(cells, layout, hiding.protects.get(place)) for place in places.tolist()]
    return count_shown(
        name,
        cells.number[places],
        cells.shown(policy)[places],
        cells.small(policy)[places],
        cells.national[places] & policy.national_exempt,
        protects,
        policy,
    )


def _reason(cells: Cells, layout: Layout, protected: int | None) -> str:
    if protected is None:
        return ""
    labels = ", ".join(map(str, layout.keys[cells.row[protected]]))
    return f"hidden so that {cells.figure[protected]} of {labels} cannot be worked out"
