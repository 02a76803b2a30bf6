"""A gap, the word for it, and the excess that comes with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ihanalysis.stats.arguments import ArgumentError, number_arrays, refuse
from ihanalysis.stats.estimate import FEW_EVENTS, FEWEST_EVENTS, MISSING, Estimate, Floats, reasons

#: Which way is good, for the word of a gap.
HIGHER_IS_BETTER = "higher is better"
LOWER_IS_BETTER = "lower is better"

#: The words of a gap. A published pair without intervals, or a missing side, gets no word: "".
BETTER, WORSE, HIGHER, LOWER = "better", "worse", "higher", "lower"
NO_CLEAR_DIFFERENCE = "no clear difference"
TOO_FEW_TO_SAY = "too few to say"


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
        The events by which `direction` judges whether there are enough to say anything; NaN if unknown.
    """

    group: Estimate
    comparator: Estimate
    difference: Estimate
    ratio: Estimate
    events: Floats

    def direction(self, polarity: ArrayLike | None = None) -> NDArray[np.str_]:
        """What each gap means, in a word.

        "too few to say" where there are fewer than `FEWEST_EVENTS` events; else "no clear difference"
        where the interval of the difference holds zero; else "better" or "worse" by the polarity, or
        "higher" or "lower" where there is none. Without an interval there is no word: "". The shape is
        that of the difference's limits, so that several levels give a word each.

        Parameters
        ----------
        polarity
            `HIGHER_IS_BETTER`, `LOWER_IS_BETTER`, or None or "" for a measure that has none;
            one for all, or an array of them.

        Raises
        ------
        ArgumentError
            If a polarity is none of these.

        >>> from ihanalysis.stats import gap, rate
        >>> deaths = gap(rate([4, 40, 4], 1000), rate(9000, 1_000_000), events=[4, 40, np.nan])
        >>> deaths.direction("lower is better").tolist()
        ['too few to say', 'worse', 'no clear difference']
        """
        limits = self.difference
        several = np.ndim(limits.lower) > np.ndim(limits.value)
        few, good = np.asarray(self.events < FEWEST_EVENTS), _polarity(polarity)
        for side in (self.group, self.comparator):
            few = few | (side.reason == FEW_EVENTS)
        if several:
            few, good = few[..., np.newaxis], good[..., np.newaxis]
        above, below = np.asarray(limits.lower > 0), np.asarray(limits.upper < 0)
        better = (above & (good == HIGHER_IS_BETTER)) | (below & (good == LOWER_IS_BETTER))
        return reasons(
            (few, TOO_FEW_TO_SAY),
            (better, BETTER),
            ((above | below) & (good != ""), WORSE),
            (above, HIGHER),
            (below, LOWER),
            (~np.isnan(limits.lower), NO_CLEAR_DIFFERENCE),
            shape=np.shape(limits.lower),
        )


def excess(gap: Gap, denominator: ArrayLike, *, multiplier: ArrayLike = 1) -> Estimate:
    """How many more events, or people, than the comparator's value would give: fewer if negative.

    (group value − comparator value) × the group's denominator, with the interval of the difference
    scaled likewise; the denominator is known without error.

    Parameters
    ----------
    gap
        The group against its comparator.
    denominator
        The group's people or person-time; broadcasts with the gap.
    multiplier
        The one that the values of the gap were made with, such as 1,000; one for all, or one for each.

    Raises
    ------
    ArgumentError
        If a denominator is negative or does not broadcast, or a multiplier is not above 0.

    >>> from ihanalysis.stats import gap, rate
    >>> more = excess(gap(rate(30, 10_000, multiplier=1000), 2), 10_000, multiplier=1000)
    >>> float(more.value), float(more.lower.round(1)), float(more.upper.round(1))
    (10.0, 0.2, 22.8)
    """
    value, people, scale = number_arrays(
        difference=gap.difference.value, denominator=denominator, multiplier=multiplier
    )
    refuse(people < 0, "denominator", people, "0 or more")
    refuse(~(scale > 0), "multiplier", scale, "above 0")
    several = np.ndim(gap.difference.lower) > np.ndim(gap.difference.value)
    times = (people / scale)[..., np.newaxis] if several else people / scale
    unknown = (np.isnan(people), MISSING)
    reason = np.where(gap.difference.reason == "", reasons(unknown), gap.difference.reason)
    return Estimate.of(value * people / scale, gap.difference.lower * times, gap.difference.upper * times, reason)


def more_or_fewer(excess: Estimate) -> NDArray[np.str_]:
    """The word for each excess: "more", or "fewer" where it is negative; "" where it is zero or missing.

    >>> more_or_fewer(Estimate.of([12.0, -3.0], [1.0, -9.0], [20.0, 4.0])).tolist()
    ['more', 'fewer']
    """
    return reasons((excess.value > 0, "more"), (excess.value < 0, "fewer"), shape=np.shape(excess.value))


def _polarity(polarity: ArrayLike | None) -> NDArray[np.str_]:
    """The polarity as words, "" for a measure that has none."""
    given = np.asarray("" if polarity is None else polarity, dtype=object)
    words = np.asarray(np.where(given == None, "", given), dtype=np.str_)  # noqa: E711 (elementwise)
    unknown = ~np.isin(words, ["", HIGHER_IS_BETTER, LOWER_IS_BETTER])
    if unknown.any():
        raise ArgumentError(
            f"polarity must be {HIGHER_IS_BETTER!r}, {LOWER_IS_BETTER!r} or None; found {words[unknown][0]!r}"
        )
    return words
