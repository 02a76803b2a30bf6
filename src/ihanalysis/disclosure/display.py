"""How figures are shown: each number with its code, rates from the numbers as shown, the audit of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ihanalysis.disclosure.attack import Flags
from ihanalysis.disclosure.policies import Floats, Policy

#: The codes in the place of a number, or beside it: suppressed, not available, too few events for a rate, and
#: a rate from few events. A true zero is a number like any other: [z] is the Analysis Function's "not applicable".
SUPPRESSED, NOT_AVAILABLE, TOO_FEW, UNRELIABLE = "[c]", "[x]", "[low]", "[u]"

#: What the audit says of a figure, beside its labels.
AUDIT_COLUMNS = ("figure", "action", "rule")

Words = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure of each row as it is shown, and for the audit what was done to it and why.

    `number` is NaN where nothing is shown; `action` and `rule` are "" where nothing was done.
    """

    name: str
    number: Floats
    code: Words
    action: Words
    rule: Words

    def columns(self, *, whole: bool) -> pd.DataFrame:
        """The figure and its code as two columns."""
        # Made from what is shown: a masked column made from the counts would keep them behind its mask.
        number = pd.Series(self.number, dtype=float)
        return pd.DataFrame({self.name: number.astype("Int64") if whole else number, f"{self.name}_status": self.code})


def count_shown(
    name: str,
    number: Floats,
    as_shown: Floats,
    small: Flags,
    exact: Flags,
    protects: Sequence[str],
    policy: Policy,
) -> Shown:
    """Counts: small ones hidden, those that protect others hidden as well, the rest as the policy rounds.

    Parameters
    ----------
    number, as_shown
        The counts, and what would be shown of them.
    small, exact
        Which are hidden for their own sake, and which are shown without rounding.
    protects
        For each count what it is hidden to protect; "" where it is not.
    """
    secondary = np.array([bool(text) for text in protects], dtype=bool)
    hidden = small | secondary
    missing = np.isnan(number)
    # Every count that is open to rounding is listed: a list of those that changed would tell which did not.
    rounded = (number > 0) & ~hidden & ~exact & (policy.round_to > 1)
    hides = f"{policy.name}: counts from 1 to {policy.hidden_to} are hidden"
    return Shown(
        name,
        np.where(hidden, np.nan, as_shown),
        _first((hidden, SUPPRESSED), (missing, NOT_AVAILABLE)),
        _first((small, "primary"), (secondary, "secondary"), (rounded, "rounded")),
        _first(
            (small, hides),
            *((secondary & (np.arange(number.size) == i), text) for i, text in enumerate(protects) if text),
            (rounded, f"{policy.name}: to the nearest {policy.round_to}"),
        ),
    )


def rate_shown(name: str, rate: Floats, events: Shown, parts: Sequence[Shown], least: int, policy: Policy) -> Shown:
    """Rates: none where one of their parts is hidden or missing, or from fewer than `least` events."""
    suppressed = np.any([part.code == SUPPRESSED for part in (events, *parts)], axis=0)
    missing = np.isnan(events.number) | ~np.isfinite(rate)
    few = events.number < least
    unreliable = events.number < policy.reliable_from
    withheld = suppressed | missing | few
    return Shown(
        name,
        np.where(withheld, np.nan, rate),
        _first(
            (suppressed, SUPPRESSED),
            (missing, NOT_AVAILABLE),
            (few, TOO_FEW),
            (unreliable, UNRELIABLE),
        ),
        _first((suppressed, "rate withheld"), (missing, ""), (few, "rate withheld"), (unreliable, "rate flagged")),
        _first(
            (suppressed, "a number that it could give away is hidden"),
            (missing, ""),
            (few, f"{policy.name}: fewer than {least} events"),
            (unreliable, f"{policy.name}: fewer than {policy.reliable_from} events"),
        ),
    )


def ratio(events: Shown, people: Shown, multiplier: float) -> Floats:
    """The rate of the numbers as they are shown, so that it holds nothing that they do not."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(events.number / people.number * multiplier)


def audit_of(labels: pd.DataFrame, figures: Sequence[Shown]) -> pd.DataFrame:
    """What was done to which figure and by which rule, in the order of the rows."""
    done = [labels.assign(figure=f.name, action=f.action, rule=f.rule)[f.action != ""] for f in figures]
    table: pd.DataFrame = pd.concat(done)
    return table.sort_index(kind="stable").reset_index(drop=True)


def _first(*cases: tuple[Flags, str]) -> Words:
    """For each row the word of the first case that it is; "" if it is none."""
    words = np.full(cases[0][0].shape, "", dtype=object)
    for rows, word in reversed(cases):
        words[rows] = word
    return words
