"""Funnel limits: how far a place of a given size may stray from the average by chance alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gdtrib

from ihanalysis.errors import UnknownChoiceError
from ihanalysis.stats.arguments import ArgumentError, number_array, number_arrays, positive_number, refuse
from ihanalysis.stats.estimate import MISSING, NO_DENOMINATOR, Floats, Level, reasons, tail, with_level_axis
from ihanalysis.stats.limits import normal_quantile

#: The control limits of public health funnels: about two and three standard errors
#: (Spiegelhalter 2005; Fingertips technical guidance).
FUNNEL_LEVELS = (0.95, 0.998)

#: What is on the vertical axis: people out of people, events out of person-years, observed over expected.
FUNNEL_STATISTICS = ("proportion", "rate", "ratio")

#: How variation beyond chance widens the limits.
OVERDISPERSION = ("none", "multiplicative", "additive")

#: The part of the places at each end whose z-scores are drawn in before over-dispersion is measured, so
#: that real outliers do not hide themselves (Spiegelhalter 2005).
WINSORISED = 0.1

WITHIN, NOT_CLASSED = "within limits", "not calculated"


@dataclass(frozen=True, slots=True)
class Funnel:
    """Funnel limits for places, or for the points of a drawn line.

    Attributes
    ----------
    value
        What was observed in each place, times the multiplier.
    lower, upper
        The control limits; several levels on the last axis, in the order they were given.
    reason
        Why a place has none.
    baseline
        The average around which the funnel is drawn, times the multiplier.
    phi, tau
        Over-dispersion: the winsorised mean of the squared z-scores, and the standard deviation between
        places on top of chance (0 where there is none), times the multiplier.
    """

    value: Floats
    lower: Floats
    upper: Floats
    reason: NDArray[np.str_]
    baseline: Floats
    phi: Floats
    tau: Floats


def funnel_limits(
    count: ArrayLike,
    denominator: ArrayLike,
    *,
    statistic: str = "proportion",
    baseline: ArrayLike | None = None,
    at: ArrayLike | None = None,
    overdispersion: str = "none",
    winsorise: float = WINSORISED,
    multiplier: float = 1,
    level: Level = FUNNEL_LEVELS,
) -> Funnel:
    """Control limits of a funnel plot.

    For a proportion the limits are Wilson's turned round: the observed proportions whose Wilson interval
    just reaches the average, θ ± z √(θ(1 − θ)/n), kept inside 0 to 1. For a rate or a ratio they are the
    exact Poisson limits turned round: the counts x with P(X ≥ x) = α/2 above and P(X ≤ x) = α/2 below when
    the average holds, between whole counts by the gamma function, over the denominator.

    Over-dispersion (Spiegelhalter 2005): with z-scores zᵢ = (yᵢ − θ)/sᵢ, winsorised, φ = Σ zᵢ²/I.
    "multiplicative" widens every limit by √φ where φ > 1. "additive" adds a variance between places
    τ² = (Iφ − (I − 1)) / (Σwᵢ − Σwᵢ²/Σwᵢ) with wᵢ = 1/sᵢ², 0 where Iφ < I − 1, which widens each limit
    by √(1 + τ²/sᵢ²): large places most.

    Sources: Spiegelhalter 2005, Stat Med 24: 1185-1202, and Qual Saf Health Care 14: 347-351; Fingertips
    technical guidance on funnel plots.

    Parameters
    ----------
    count, denominator
        Events and people (or person-years, or expected events) of each place, places on the last axis; a
        single place is a row of one.
        For a directly standardised rate the denominator is count / rate, its effective population.
    statistic
        "proportion", "rate" or "ratio" (observed over expected, indirectly standardised).
    baseline
        The average as a plain proportion, rate or ratio; the sum of counts over the sum of denominators
        unless given, and 1 for a ratio.
    at
        Denominators at which limits are wanted, to draw the lines; those of the places unless given.
    overdispersion, winsorise
        "none", "multiplicative" or "additive", and the part of the places drawn in at each end.
    multiplier
        100 for per cent, 100,000 for a rate.
    level
        One level or several; 95% and 99.8% unless given.

    Boundary rules: below about 3.7 expected events no count is low enough for the lower 95% limit, which
    is 0; a place without denominator or count has no limits and takes no part in the average.

    Raises
    ------
    ArgumentError
        If a count or denominator is negative, a count is above the denominator of a proportion, or the
        baseline or the part to be winsorised is out of range.
    UnknownChoiceError
        If the statistic or the kind of over-dispersion is unknown.

    Notes
    -----
    Agrees with `calculate_funnel_limits` of PHEindicatormethods and PHStatsMethods, which trace the same
    lines by 100 counts and search each limit in a loop. Here any denominator is answered, at once.

    >>> homes = funnel_limits([30, 12, 50], [1000, 1000, 1000], statistic="rate", multiplier=1000)
    >>> homes.upper.round(1)[0].tolist(), homes.lower.round(1)[0].tolist()
    ([42.5, 49.6], [19.8, 14.6])
    """
    if statistic not in FUNNEL_STATISTICS:
        raise UnknownChoiceError.of("statistic of a funnel", statistic, FUNNEL_STATISTICS)
    if overdispersion not in OVERDISPERSION:
        raise UnknownChoiceError.of("kind of over-dispersion", overdispersion, OVERDISPERSION)
    if not 0 <= winsorise < 0.5:
        raise ArgumentError(f"winsorise must be 0 or more and below 0.5; found {winsorise}")
    factor = positive_number("multiplier", multiplier)
    x, n = np.atleast_1d(*number_arrays(count=count, denominator=denominator))
    refuse(x < 0, "count", x, "0 or more")
    refuse(n < 0, "denominator", n, "0 or more")
    if statistic == "proportion":
        refuse(x > n, "count", x, "no more than its denominator")
    missing = np.isnan(x) | np.isnan(n)
    usable = ~missing & (n > 0)
    theta = _baseline(x, n, usable, statistic, baseline)
    phi, tau2 = _dispersion(x, n, usable, theta, statistic, winsorise)
    size = np.where(usable, n, np.nan) if at is None else np.atleast_1d(number_array("at", at))
    refuse(size <= 0, "at", size, "above 0")
    lower, upper = _plain_limits(size, theta, statistic, level)
    centre = with_level_axis(theta[..., np.newaxis], level)
    wider = with_level_axis(_widening(size, theta, phi, tau2, statistic, overdispersion), level)
    highest = 1.0 if statistic == "proportion" else np.inf
    lower = np.clip(centre + wider * (lower - centre), 0.0, highest)
    upper = np.clip(centre + wider * (upper - centre), 0.0, highest)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(usable, x / n, np.nan)
    why = reasons((missing, MISSING), (n == 0, NO_DENOMINATOR))
    return Funnel(
        (factor * value)[()],
        (factor * lower)[()],
        (factor * upper)[()],
        np.broadcast_to(why, value.shape)[()],
        (factor * theta)[()],
        phi[()],
        (factor * np.sqrt(tau2))[()],
    )


def funnel_class(
    count: ArrayLike,
    denominator: ArrayLike,
    *,
    statistic: str = "proportion",
    baseline: ArrayLike | None = None,
    overdispersion: str = "none",
    winsorise: float = WINSORISED,
    level: Level = FUNNEL_LEVELS,
) -> NDArray[np.str_]:
    """Where each place stands in the funnel, in words.

    "above 99.8%", "above 95%", "within limits", "below 95%" or "below 99.8%": the outermost limit that
    the place is strictly beyond; "not calculated" where it has no limits. Whether that is good or bad depends
    on the indicator. Parameters, errors and sources as in `funnel_limits`.

    Notes
    -----
    `assign_funnel_significance` of PHEindicatormethods decides about a rate by Byar's approximation from
    10 events on; here the test is exact at any count, so that a place on the very limit may differ.

    >>> funnel_class([30, 12, 45, 28], [1000, 1000, 1000, 0], statistic="rate").tolist()
    ['within limits', 'below 99.8%', 'above 95%', 'not calculated']
    """
    funnel = funnel_limits(
        count,
        denominator,
        statistic=statistic,
        baseline=baseline,
        overdispersion=overdispersion,
        winsorise=winsorise,
        level=level,
    )
    levels = np.atleast_1d(np.asarray(level, dtype=float))
    value = np.asarray(funnel.value)
    lower = np.reshape(funnel.lower, (*value.shape, levels.size))
    upper = np.reshape(funnel.upper, (*value.shape, levels.size))
    words = np.full(value.shape, WITHIN, dtype="<U20")
    for position in np.argsort(levels):
        name = f"{100 * levels[position]:.10g}%"
        words = np.where(value > upper[..., position], f"above {name}", words)
        words = np.where(value < lower[..., position], f"below {name}", words)
    return np.where(np.isnan(value), NOT_CLASSED, words)[()]


def _baseline(x: Floats, n: Floats, usable: NDArray[np.bool_], statistic: str, baseline: ArrayLike | None) -> Floats:
    """The average of the places, or the one that was given."""
    if baseline is None and statistic != "ratio":
        total = np.where(usable, n, 0.0).sum(axis=-1)
        events = np.where(usable, x, 0.0).sum(axis=-1)
        return np.asarray(events / np.where(total > 0, total, np.nan))
    theta = number_array("baseline", 1.0 if baseline is None else baseline)
    refuse(~(theta >= 0), "baseline", theta, "0 or more")
    if statistic == "proportion":
        refuse(theta > 1, "baseline", theta, "a proportion from 0 to 1")
    return np.broadcast_to(theta, x.shape[:-1])


def _variance(n: Floats, theta: Floats, statistic: str) -> Floats:
    """The variance by chance of a place of size n when the average holds."""
    average = theta[..., np.newaxis]
    spread = average * (1 - average) if statistic == "proportion" else average
    return np.asarray(spread / n)


def _plain_limits(size: Floats, theta: Floats, statistic: str, level: Level) -> tuple[Floats, Floats]:
    """The limits without over-dispersion."""
    if statistic == "proportion":
        centre = with_level_axis(theta[..., np.newaxis], level)
        reach = normal_quantile(level) * np.sqrt(with_level_axis(_variance(size, theta, statistic), level))
        return centre - reach, centre + reach
    expected = with_level_axis(size * theta[..., np.newaxis], level)
    people, outside = with_level_axis(size, level), tail(level)
    # P(X >= x) = P(Gamma(x) <= expected), inverted in the shape x. Where no events at all are still likely
    # enough, no count is low.
    some = np.where(expected > 0, expected, np.nan)
    upper = np.where(expected == 0, 0.0, gdtrib(1.0, outside, some))
    enough = np.where(np.exp(-expected) < outside, expected, np.nan)
    lower = np.where(np.exp(-expected) >= outside, 0.0, gdtrib(1.0, 1 - outside, enough) - 1)
    return lower / people, upper / people


def _dispersion(
    x: Floats, n: Floats, usable: NDArray[np.bool_], theta: Floats, statistic: str, winsorise: float
) -> tuple[Floats, Floats]:
    """The winsorised mean squared z-score, and the variance between places that it speaks for."""
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.where(usable, _variance(n, theta, statistic), np.nan)
        variance = np.where(variance > 0, variance, np.nan)
        z = (x / n - theta[..., np.newaxis]) / np.sqrt(variance)
    places = (~np.isnan(z)).sum(axis=-1)
    filled = np.where((places > 0)[..., np.newaxis], z, 0.0)
    low, high = np.nanquantile(filled, [winsorise, 1 - winsorise], axis=-1)[..., np.newaxis]
    squared = np.nansum(np.clip(z, low, high) ** 2, axis=-1)
    phi = squared / np.where(places > 0, places, np.nan)
    weight = np.nan_to_num(1 / variance)
    total = weight.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        tau2 = (squared - (places - 1)) / (total - (weight**2).sum(axis=-1) / total)
    return np.asarray(phi), np.where(places >= 2, np.maximum(tau2, 0.0), np.nan)


def _widening(size: Floats, theta: Floats, phi: Floats, tau2: Floats, statistic: str, overdispersion: str) -> Floats:
    """How much further from the average over-dispersion moves each limit."""
    if overdispersion == "none":
        return np.ones(np.broadcast_shapes(size.shape, (*theta.shape, 1)))
    if overdispersion == "multiplicative":
        wider = np.sqrt(np.maximum(np.nan_to_num(phi, nan=1.0), 1.0))[..., np.newaxis]
        return np.broadcast_to(wider, np.broadcast_shapes(size.shape, wider.shape))
    variance = _variance(size, theta, statistic)
    extra = np.nan_to_num(tau2)[..., np.newaxis]
    return np.asarray(np.sqrt(1 + np.where(variance > 0, extra / np.where(variance > 0, variance, 1.0), 0.0)))
