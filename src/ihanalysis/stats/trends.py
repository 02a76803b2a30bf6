"""Linear trend over independent periods, refused with a reason where it would mislead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc

from ihanalysis.errors import UnknownChoiceError
from ihanalysis.stats.arguments import ArgumentError, number_arrays, positive_number, refuse
from ihanalysis.stats.estimate import DEFAULT_LEVEL, Floats, Level, reasons, tail, with_level_axis
from ihanalysis.stats.groups import Limits, spread_of_limits
from ihanalysis.stats.limits import normal_quantile
from ihanalysis.stats.periods import PeriodLike, overlapping, read_periods
from ihanalysis.stats.scales import scale_named

#: Fewer points than this show no trend, and the recent trend is that of the last five
#: (Fingertips technical guidance, Recent trends).
FEWEST_POINTS = 5

#: A trend is called one where p is below 0.002, the 99.8% level of the same guidance.
TREND_LEVEL = 0.998

#: What a point is: people out of people, events out of person-years, or a value with its standard error.
TREND_STATISTICS = ("proportion", "rate", "value")

INCREASING, DECREASING, NO_CLEAR_CHANGE = "increasing", "decreasing", "no clear change"
NOT_CALCULATED = "not calculated"
ONE_POINT = "the direction hangs on one point"


@dataclass(frozen=True, slots=True)
class Trend:
    """The change per year, its interval and what may be said of it.

    Attributes
    ----------
    value, lower, upper
        The change per year, in the shape of the series; several levels add a last axis to the limits.
    reason
        Why there is no trend.
    direction
        "increasing", "decreasing", "no clear change" or "not calculated".
    caution
        "" or that the direction hangs on one point.
    chi_square, p_value
        The test for linear trend, on one degree of freedom.
    points
        How many points were used.
    """

    value: Floats
    lower: Floats
    upper: Floats
    reason: NDArray[np.str_]
    direction: NDArray[np.str_]
    caution: NDArray[np.str_]
    chi_square: Floats
    p_value: Floats
    points: int


def trend(
    periods: Sequence[PeriodLike],
    value: ArrayLike,
    uncertainty: ArrayLike | Limits,
    *,
    statistic: str = "proportion",
    last: int | None = FEWEST_POINTS,
    test_level: float = TREND_LEVEL,
    multiplier: float = 1,
    level: Level = DEFAULT_LEVEL,
) -> Trend:
    """The chi-square test for linear trend on the last five points, with the change per year.

    With times t (the middle of each period), values v and weights w, the weighted mean time is t̄, the
    change per year b = Σ w(t − t̄)v / Σ w(t − t̄)², its variance 1/Σ w(t − t̄)², and χ² = b² Σ w(t − t̄)² on
    one degree of freedom. For proportions v = x/n and w = n/(p̄(1 − p̄)), which is the Cochran-Armitage
    test; for rates w = n/r̄; for values with standard errors w = 1/s² (Armitage 1955, Biometrics 11:
    375-386; Fingertips technical guidance, Recent trends).

    A direction is given where p is below 1 − `test_level`, unless leaving any single point out turns
    it round.

    Parameters
    ----------
    periods
        One a point, in order of time: years, labels such as "2019/20", or pairs of first and last year.
    value, uncertainty
        For "proportion" and "rate" the count and its denominator; for "value" the value and its standard
        error, or `Limits`. Points on the last axis, any number of series before it.
    statistic
        "proportion", "rate" or "value".
    last
        How many of the latest points to use, 5 or more; None for all.
    test_level
        The level at which a trend is called one.
    multiplier
        100 for percentage points a year, 100,000 for a rate.
    level
        One level or several, for the limits of the change.

    Boundary rules, each with its reason in the result: fewer than five points, overlapping periods
    (rolling averages are not independent), a missing point among those used, no events in any period, all
    people counted in every period. A count of 0 in one period is an observation.

    Raises
    ------
    ArgumentError
        If periods are not understood, unsorted or repeated, or not one a point; if a count is negative or
        above its denominator, a denominator is not above 0, or a standard error is not above 0.
    UnknownChoiceError
        If the statistic is unknown.

    Notes
    -----
    Agrees in the test with `assign_trend_markers` of PHEindicatormethods, which for proportions takes the
    direction from unweighted logits, so that it has none where a count is 0. It does not look at overlap.

    >>> deaths = trend(range(2015, 2020), [60, 70, 80, 92, 101], [50_000] * 5, statistic="rate",
    ...                multiplier=100_000)
    >>> round(float(deaths.value), 1), round(float(deaths.chi_square), 1), str(deaths.direction)
    (20.8, 13.4, 'increasing')
    >>> str(trend(["2015-17", "2016-18"], [1, 2], [9, 9]).reason)
    'fewer than 5 points'
    """
    if statistic not in TREND_STATISTICS:
        raise UnknownChoiceError.of("statistic of a trend", statistic, TREND_STATISTICS)
    if last is not None and last < FEWEST_POINTS:
        raise ArgumentError(f"last must be {FEWEST_POINTS} or more, or None for all points; found {last}")
    factor = positive_number("multiplier", multiplier)
    outside = 2 * float(tail(test_level))
    spans = read_periods(list(periods))
    v, size = _points(value, uncertainty, statistic)
    if v.shape[-1:] != (len(spans),):
        raise ArgumentError(f"periods must be one for each point; found {len(spans)} for shape {v.shape}")
    used = slice(None) if last is None else slice(-last, None)
    spans, v, size = spans[used], v[..., used], size[..., used]
    missing = np.isnan(v).any(axis=-1)
    spread, flat = _spread(v, size, statistic)
    why = np.broadcast_to(
        reasons(
            (len(spans) < FEWEST_POINTS, f"fewer than {FEWEST_POINTS} points"),
            (overlapping(spans), "periods overlap"),
            (missing, "a point is missing"),
            *flat,
        ),
        missing.shape,
    )
    times = np.array([span.middle for span in spans])
    w = np.where((why == "")[..., np.newaxis], size / np.where(spread > 0, spread, np.nan)[..., np.newaxis], np.nan)
    change, information = _slope(times, v, w)
    chi_square = change**2 * information
    p_value = chdtrc(1, chi_square)
    sole = _hangs_on_one(times, v, w, change)
    clear = (p_value < outside) & ~sole
    direction = np.where(clear, np.where(change > 0, INCREASING, DECREASING), NO_CLEAR_CHANGE)
    middle = with_level_axis(change, level)
    reach = normal_quantile(level) / np.sqrt(with_level_axis(information, level))
    return Trend(
        (factor * change)[()],
        (factor * (middle - reach))[()],
        (factor * (middle + reach))[()],
        why[()],
        np.where(why == "", direction, NOT_CALCULATED)[()],
        np.where((p_value < outside) & sole, ONE_POINT, "")[()],
        chi_square[()],
        p_value[()],
        len(spans),
    )


def _points(value: ArrayLike, uncertainty: ArrayLike | Limits, statistic: str) -> tuple[Floats, Floats]:
    """The values, and what weighs them: denominators, or one over the variance."""
    if statistic == "value":
        v, error = _with_error(value, uncertainty)
        refuse(error <= 0, "uncertainty", error, "a standard error above 0")
        missing = np.isnan(v) | np.isnan(error)
        return np.where(missing, np.nan, v), 1 / error**2
    if isinstance(uncertainty, Limits):
        raise ArgumentError(f"uncertainty must be the denominator of a {statistic}; found limits")
    count, n = number_arrays(count=value, denominator=uncertainty)
    refuse(count < 0, "count", count, "0 or more")
    refuse(n <= 0, "denominator", n, "above 0")
    if statistic == "proportion":
        refuse(count > n, "count", count, "no more than its denominator")
    return count / n, n


def _with_error(value: ArrayLike, uncertainty: ArrayLike | Limits) -> tuple[Floats, Floats]:
    """The values with their standard errors in the unit of the value."""
    if not isinstance(uncertainty, Limits):
        v, error = number_arrays(value=value, uncertainty=uncertainty)
        return v, error
    v, lower, upper = number_arrays(value=value, lower=uncertainty.lower, upper=uncertainty.upper)
    spread = spread_of_limits(v, lower, upper, uncertainty)
    return v, np.asarray(spread / scale_named(uncertainty.scale).slope(v))


def _spread(v: Floats, size: Floats, statistic: str) -> tuple[Floats, list[tuple[NDArray[np.bool_], str]]]:
    """The variance of one person (or person-year) without a trend, and why there may be none."""
    if statistic == "value":
        return np.ones(v.shape[:-1]), []
    pooled = (size * v).sum(axis=-1) / size.sum(axis=-1)
    flat = [(pooled == 0, "no events in any period")]
    if statistic == "rate":
        return pooled, flat
    return pooled * (1 - pooled), [*flat, (pooled == 1, "everybody is counted in every period")]


def _slope(times: Floats, v: Floats, w: Floats) -> tuple[Floats, Floats]:
    """The weighted change per year, and how much the points say about it (one over its variance)."""
    centre = (w * times).sum(axis=-1, keepdims=True) / w.sum(axis=-1, keepdims=True)
    away = times - centre
    information = (w * away**2).sum(axis=-1)
    return np.asarray((w * away * v).sum(axis=-1) / information), np.asarray(information)


def _hangs_on_one(times: Floats, v: Floats, w: Floats, change: Floats) -> NDArray[np.bool_]:
    """Where the change without some single point would not go the same way."""
    t = times - times.mean()
    parts = (w, w * t, w * v, w * t * v)
    s0, s1, v0, v1 = (part.sum(axis=-1, keepdims=True) - part for part in parts)
    without = s0 * v1 - s1 * v0
    return np.asarray((np.sign(without) != np.sign(change)[..., np.newaxis]).any(axis=-1))
