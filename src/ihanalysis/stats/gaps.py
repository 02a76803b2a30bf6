"""The gap between a group and its comparator: difference and ratio, their intervals, and what they mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ihanalysis.stats.arguments import ArgumentError, number_array, number_arrays, positive_number, refuse
from ihanalysis.stats.estimate import (
    DEFAULT_LEVEL,
    FEW_EVENTS,
    FEWEST_EVENTS,
    MISSING,
    Estimate,
    Floats,
    Level,
    reasons,
)
from ihanalysis.stats.mover import Sided, difference_limits, ratio_limits
from ihanalysis.stats.proportions import proportion
from ihanalysis.stats.rates import rate

#: How to treat a group that is counted in its own comparator, as a system is in England:
#: "covariance" compares it with the whole and lets the interval know of the overlap,
#: "remainder" compares it with everybody else; None takes the two as independent.
PartOfComparator = Literal["covariance", "remainder"] | None

#: Which way is good, for the word of a gap.
HIGHER_IS_BETTER = "higher is better"
LOWER_IS_BETTER = "lower is better"

#: The words of a gap. A published pair without intervals, or a missing side, gets no word: "".
BETTER, WORSE, HIGHER, LOWER = "better", "worse", "higher", "lower"
NO_CLEAR_DIFFERENCE = "no clear difference"
TOO_FEW_TO_SAY = "too few to say"

NO_INTERVAL = "published without an interval"
COMPARATOR_IS_ZERO = "comparator is zero"
BELOW_ZERO = "a ratio needs values of 0 or more"


@dataclass(frozen=True, slots=True)
class Gap:
    """A group against its comparator, for one pair or for any number at once.

    Attributes
    ----------
    group, comparator
        The two sides that were compared; with "remainder" the comparator is everybody else.
    difference
        Group − comparator, in the unit of the two: the absolute gap.
    ratio
        Group / comparator: the relative gap.
    events
        The events that decide whether there are enough to say anything: those in the group, or those
        that the comparator's value leads one to expect there, whichever are more; NaN if not known.
    """

    group: Estimate
    comparator: Estimate
    difference: Estimate
    ratio: Estimate
    events: Floats

    def direction(self, polarity: ArrayLike | None = None) -> NDArray[np.str_]:
        """What each gap means in a word.

        "too few to say" where there are fewer than `FEWEST_EVENTS` events; else "no clear difference"
        where the interval of the difference holds zero; else "higher" or "lower", or by the polarity
        "better" or "worse". Without an interval there is no word: "".

        Parameters
        ----------
        polarity
            `HIGHER_IS_BETTER`, `LOWER_IS_BETTER`, or None or "" for a measure that has none;
            one for all or an array of them.

        Raises
        ------
        ArgumentError
            If a polarity is none of these.

        >>> against_england = gap(rate([4, 40, 40], 1000), rate(10_000, 1_000_000), events=[4, 40, 40])
        >>> against_england.direction(["lower is better", "lower is better", ""]).tolist()
        ['too few to say', 'worse', 'higher']
        """
        limits = self.difference
        several = np.ndim(limits.lower) > np.ndim(limits.value)
        good, events, group_reason, comparator_reason = (
            np.asarray(a)[..., np.newaxis] if several else np.asarray(a)
            for a in (_polarity(polarity), self.events, self.group.reason, self.comparator.reason)
        )
        few = (events < FEWEST_EVENTS) | (group_reason == FEW_EVENTS) | (comparator_reason == FEW_EVENTS)
        above, below = limits.lower > 0, limits.upper < 0
        clear = above | below
        conditions: list[tuple[ArrayLike, str]] = [
            (few, TOO_FEW_TO_SAY),
            (above & (good == HIGHER_IS_BETTER) | below & (good == LOWER_IS_BETTER), BETTER),
            (clear & (good != ""), WORSE),
            (above, HIGHER),
            (below, LOWER),
            (~np.isnan(limits.lower), NO_CLEAR_DIFFERENCE),
        ]
        words = np.broadcast_arrays(*(np.asarray(where) for where, _ in conditions))
        return np.asarray(np.select(words, [word for _, word in conditions], default=""))[()]


def gap(
    group: Estimate | ArrayLike,
    comparator: Estimate | ArrayLike,
    *,
    part_of_comparator: PartOfComparator = None,
    share: ArrayLike | None = None,
    events: ArrayLike | None = None,
) -> Gap:
    """The gap between two estimates with intervals: proportions, rates, standardised rates or means.

    The difference has MOVER limits, which for two proportions with Wilson's limits are Newcombe's hybrid
    score limits (method 10); the ratio has MOVER-R limits: see `ihanalysis.stats.mover`. Both are at the
    level of the two sides' own intervals. The ratio's limits exclude 1 exactly when the difference's
    exclude 0.

    Parameters
    ----------
    group, comparator
        Estimates that broadcast, in the same unit and with intervals at the same level or levels.
        A plain number as the comparator has no sampling error, such as a target. A plain number as
        the group, or limits that are NaN on either side, is a value published without its interval:
        the gap then has values, no limits, and says so.
    part_of_comparator
        None (the default) takes the two as independent, which for a group inside its comparator makes
        the interval a little too wide. "covariance" and "remainder" both recover everybody else's value
        (θ − sθ₁) / (1 − s) and interval from the two estimates and the group's share s. "remainder" then
        compares the group with everybody else; "covariance" compares it with the whole, as published,
        whose difference is (1 − s) and whose ratio is R / (sR + 1 − s) of the remainder's.
    share
        The group's part, from 0 up to 1, of the comparator's denominator; only for a group inside it.
    events
        The events behind the group, for `Gap.direction`; unknown unless given.

    Boundary rules: a comparator of zero has a difference but no ratio; a group of zero has both. Where
    the comparator's lower limit is zero the ratio's upper limit is infinite (with "covariance": 1 / s).

    Raises
    ------
    ArgumentError
        If shapes do not broadcast, the levels differ, or share and part_of_comparator do not go together.

    >>> rough_sleeping = gap(rate(30, 10_000, multiplier=1000), rate(900, 600_000, multiplier=1000))
    >>> print(rough_sleeping.difference.value, rough_sleeping.ratio.value)
    1.5 2.0
    >>> print(rough_sleeping.ratio.lower.round(2), rough_sleeping.ratio.upper.round(2))
    1.35 2.86
    """
    if (part_of_comparator is None) != (share is None):
        raise ArgumentError(
            "share and part_of_comparator go together: the group's part of the comparator's denominator, and "
            f"'covariance' or 'remainder'; found share={share!r}, part_of_comparator={part_of_comparator!r}"
        )
    one, other = _side(group, without_interval=np.nan), _side(comparator, without_interval=0)
    count = np.nan if events is None else number_array("events", events)
    if share is None:
        return _gap(one, other, other, np.asarray(0.0), count)
    part = number_array("share", share)
    refuse(~((part >= 0) & (part < 1)), "share", part, "from 0 up to, but not, 1")
    rest = _remainder(one, other, part)
    if _overlap(part_of_comparator) == "remainder":
        return _gap(one, rest, rest, np.asarray(0.0), count)
    return _gap(one, other, rest, part, count)
