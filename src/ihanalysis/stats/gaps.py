"""Making the gap between a group and its comparator, also where the group is part of the comparator."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from ihanalysis.stats.arguments import ArgumentError, number_array, number_arrays, refuse
from ihanalysis.stats.blocks import in_blocks
from ihanalysis.stats.comparison import Gap
from ihanalysis.stats.estimate import (
    DEFAULT_LEVEL,
    Estimate,
    Floats,
    Level,
    first_words,
    reasons,
    why_missing,
)
from ihanalysis.stats.mover import Sided, aligned, difference_limits, ratio_limits
from ihanalysis.stats.proportions import proportion
from ihanalysis.stats.rates import rate

#: How to treat a group that is counted in its own comparator, as a system is in England: "covariance"
#: compares it with the whole, as published, and lets the interval know of the overlap; "remainder"
#: compares it with everybody else; None, the default, takes the two as independent.
PartOfComparator = Literal["covariance", "remainder"] | None

COMPARATOR_IS_ZERO = "comparator is zero"
BELOW_ZERO = "a ratio needs values of 0 or more"
WITHIN_COMPARATOR = "no more than the comparator's, being part of it"


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
        None takes the two as independent, which for a group inside its comparator makes the interval a
        little too wide. "covariance" and "remainder" recover everybody else's value (θ − sθ₁) / (1 − s)
        and interval from the two estimates and the group's share s. "remainder" compares the group with
        everybody else; "covariance" with the whole, whose difference is (1 − s) times the remainder's and
        whose ratio is R / (sR + 1 − s). Where the counts are known, `gap_of_proportions` and
        `gap_of_rates` need no recovery.
    share
        The group's part, at least 0 and below 1, of the comparator's denominator; only for a group
        inside it. NaN, where it is not known, leaves the gap without limits.
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
    1.34 2.87
    """
    one = _as_estimate("group", group, spread=np.nan)
    whole = _as_estimate("comparator", comparator, spread=0)
    known_events = np.asarray(np.nan) if events is None else number_array("events", events)
    if (part_of_comparator is None) != (share is None):
        raise ArgumentError(
            "share and part_of_comparator go together: the group's part of the comparator's denominator, and "
            f"'covariance' or 'remainder'; found share={share!r}, part_of_comparator={part_of_comparator!r}"
        )
    if share is None:
        return _gap(one, whole, whole, np.asarray(0.0), known_events)
    part = number_array("share", share)
    refuse((part < 0) | (part >= 1), "share", part, "at least 0 and below 1")
    return _overlapping(part_of_comparator, one, whole, _recovered(one, whole, part), part, known_events)


def gap_of_proportions(
    count: ArrayLike,
    total: ArrayLike,
    comparator_count: ArrayLike,
    comparator_total: ArrayLike,
    *,
    part_of_comparator: PartOfComparator = None,
    multiplier: float = 1,
    level: Level = DEFAULT_LEVEL,
) -> Gap:
    """The gap between two proportions, from their counts and totals.

    As `gap(proportion(...), proportion(...))`: Newcombe's hybrid score limits (1998, Stat Med 17:
    873-890, method 10) for the difference, MOVER-R for the ratio. For a group inside its comparator
    everybody else is the comparator's counts without the group's. The events by which `Gap.direction`
    judges are those of the group, or those the comparator's proportion would give it, whichever are more.

    Raises
    ------
    ArgumentError
        As `proportion`; or if a group that is part of its comparator has more people than it.

    >>> newcombe_row_a = gap_of_proportions(56, 70, 48, 80).difference
    >>> print(newcombe_row_a.lower.round(4), newcombe_row_a.upper.round(4))
    0.0524 0.3339
    """
    numbers = number_arrays(
        count=count, total=total, comparator_count=comparator_count, comparator_total=comparator_total
    )
    x, n, whole_x, whole_n = numbers
    refuse(whole_x > whole_n, "comparator_count", whole_x, "no more than its total")
    if part_of_comparator is not None:
        refuse(n - x > whole_n - whole_x, "total - count", n - x, WITHIN_COMPARATOR)
    estimate = partial(proportion, multiplier=multiplier, level=level)
    comparator = comparator_count, comparator_total
    return _gap_of_counts(estimate, ("count", "total"), numbers, comparator, part_of_comparator, multiplier)


def gap_of_rates(
    count: ArrayLike,
    person_time: ArrayLike,
    comparator_count: ArrayLike,
    comparator_person_time: ArrayLike,
    *,
    part_of_comparator: PartOfComparator = None,
    multiplier: float = 1,
    level: Level = DEFAULT_LEVEL,
) -> Gap:
    """The gap between two crude rates, from their counts and person-time.

    As `gap(rate(...), rate(...))`: MOVER limits from the exact or Byar's limits of each side for the
    difference, MOVER-R for the ratio. For a group inside its comparator everybody else is the
    comparator's counts without the group's. The events by which `Gap.direction` judges are those of the
    group, or those the comparator's rate would give it, whichever are more.

    Raises
    ------
    ArgumentError
        As `rate`; or if a group that is part of its comparator has more events or time than it.

    >>> none_where_forty_are_expected = gap_of_rates(0, 10_000, 4_000, 1_000_000)
    >>> print(none_where_forty_are_expected.direction("lower is better"))
    better
    """
    numbers = number_arrays(
        count=count,
        person_time=person_time,
        comparator_count=comparator_count,
        comparator_person_time=comparator_person_time,
    )
    estimate = partial(rate, multiplier=multiplier, level=level)
    comparator = comparator_count, comparator_person_time
    return _gap_of_counts(estimate, ("count", "person_time"), numbers, comparator, part_of_comparator, multiplier)


def _gap_of_counts(
    estimate: Callable[[ArrayLike, ArrayLike], Estimate],
    names: tuple[str, str],
    numbers: tuple[Floats, ...],
    comparator: tuple[ArrayLike, ArrayLike],
    part_of_comparator: PartOfComparator,
    multiplier: float,
) -> Gap:
    x, n, whole_x, whole_n = numbers
    for name, known in zip(names, (whole_x, whole_n), strict=True):
        refuse(known < 0, f"comparator_{name}", known, "0 or more")
    # As it was given, so that one comparator for many groups is calculated, and kept, once.
    one, whole = estimate(x, n), estimate(*comparator)
    events = np.fmax(x, np.asarray(whole.value) / multiplier * n)
    if part_of_comparator is None:
        return _gap(one, whole, whole, np.asarray(0.0), events)
    refuse(x > whole_x, names[0], x, WITHIN_COMPARATOR)
    refuse(n > whole_n, names[1], n, WITHIN_COMPARATOR)
    rest = estimate(whole_x - x, whole_n - n)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = n / whole_n
    return _overlapping(part_of_comparator, one, whole, rest, share, events)


def _overlapping(
    part_of_comparator: PartOfComparator,
    group: Estimate,
    whole: Estimate,
    rest: Estimate,
    share: Floats,
    events: Floats,
) -> Gap:
    """The gap of a group with the whole that it is part of, or with the rest of it."""
    if part_of_comparator == "remainder":
        return _gap(group, rest, rest, np.asarray(0.0), events)
    if part_of_comparator == "covariance":
        return _gap(group, whole, rest, share, events)
    raise ArgumentError(f"part_of_comparator must be 'covariance', 'remainder' or None; found {part_of_comparator!r}")


def _gap(group: Estimate, shown: Estimate, rest: Estimate, share: Floats, events: Floats) -> Gap:
    """The gap of a group with what is shown, of which it is a share and an independent rest the other part.

    As group − whole is (1 − s)(group − rest), and group / whole is R / (sR + 1 − s) with R = group / rest,
    the limits against the whole are those against the rest, carried over: exactly so, covariance and all.
    """
    one, other, several = aligned(group, rest)
    sides = (("group", group), ("comparator", shown), ("comparator", rest))
    why = first_words(*(why_missing(side, name) for name, side in sides))

    below_zero = np.asarray((group.value < 0) | (shown.value < 0))
    undefined = below_zero | (shown.value == 0)
    why_no_ratio = first_words(reasons((below_zero, BELOW_ZERO), (undefined, COMPARATOR_IS_ZERO)), why)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(undefined, np.nan, group.value / shown.value)
    parts = [a[..., np.newaxis] if several else a for a in (share, undefined)]
    shape = np.broadcast_shapes(*(a.shape for a in (*one, *other, *parts)))
    lower, upper, ratio_lower, ratio_upper = in_blocks(_limits, shape, *one, *other, *parts)
    return Gap(
        group,
        shown,
        Estimate.of(group.value - shown.value, lower, upper, why),
        Estimate.of(value, ratio_lower, ratio_upper, why_no_ratio),
        events,
    )


def _limits(*columns: Floats) -> tuple[Floats, ...]:
    """The limits of the difference and of the ratio, from both sides, the share, and where no ratio is defined."""
    first, second, (part, undefined) = Sided(*columns[:3]), Sided(*columns[3:6]), columns[6:]
    differences, ratios = difference_limits(first, second), ratio_limits(first, second)
    with np.errstate(divide="ignore", invalid="ignore"):
        # Divided through by R, so that an infinite upper limit against the rest becomes 1 / s.
        against_whole = [np.where(undefined, np.nan, 1 / (part + (1 - part) / r)) for r in ratios]
    return *((1 - part) * d for d in differences), *against_whole


def _as_estimate(argument: str, side: Estimate | ArrayLike, spread: float) -> Estimate:
    """A plain number as an estimate whose limits are a spread away from it."""
    if isinstance(side, Estimate):
        return side
    value = number_array(argument, side)
    return Estimate.of(value, value + spread, value + spread)


def _recovered(group: Estimate, whole: Estimate, share: Floats) -> Estimate:
    """Everybody else, from the whole = s × group + (1 − s) × rest, whose spreads add in quadrature."""
    one, other, several = aligned(group, whole)
    part = share[..., np.newaxis] if several else share
    certain = (other.lower == other.upper) & (part > 0)
    refuse(certain, "comparator", other.value, "given with its interval when the group is part of it")
    value = (other.value - part * one.value) / (1 - part)
    # Only the group's nearer limit is sure to be part of either spread of the whole: taking off the farther
    # one would leave a rest without events no spread at all.
    groups = part * np.minimum(one.value - one.lower, one.upper - one.value)
    below = np.maximum((other.value - other.lower) ** 2 - groups**2, 0)
    above = np.maximum((other.upper - other.value) ** 2 - groups**2, 0)
    lower = value - np.sqrt(below) / (1 - part)
    upper = value + np.sqrt(above) / (1 - part)
    return Estimate.of(value[..., 0] if several else value, lower, upper)
