"""Variation between places: whether beyond chance, how much, and each rate drawn to the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc, gammaincinv

from ihanalysis.stats.arguments import number_arrays, positive_number, refuse
from ihanalysis.stats.estimate import (
    DEFAULT_LEVEL,
    MISSING,
    NO_DENOMINATOR,
    Floats,
    Level,
    reasons,
    tail,
    with_level_axis,
)
from ihanalysis.stats.limits import poisson_limits

#: The chi-square distribution is trusted while no more than this part of the places expect fewer than
#: five events, and none fewer than one (Cochran 1954, Biometrics 10: 417-451).
FEW_EXPECTED, FEWEST_EXPECTED, PART_WITH_FEW = 5.0, 1.0, 0.2

ONE_PLACE = "fewer than two places"
NO_EVENTS = "no events in any place"


@dataclass(frozen=True, slots=True)
class BetweenPlaceVariation:
    """The test of equal rates, and a shrunken rate for every place.

    Attributes
    ----------
    value, lower, upper
        Each place's shrunken rate with its interval, places on the last axis (before the levels).
    reason
        Why a place has none.
    overall
        The rate of all places together.
    chi_square, degrees_of_freedom, p_value
        The test that all places have that rate.
    i_squared
        The part of the variation that is beyond chance, in per cent.
    between_variance
        The variance of the true rates between places, in the squared unit of the rate.
    caution
        "" or why the p-value is only approximate, or why there is no test.
    """

    value: Floats
    lower: Floats
    upper: Floats
    reason: NDArray[np.str_]
    overall: Floats
    chi_square: Floats
    degrees_of_freedom: NDArray[np.int64]
    p_value: Floats
    i_squared: Floats
    between_variance: Floats
    caution: NDArray[np.str_]


def between_place_variation(
    count: ArrayLike, denominator: ArrayLike, *, multiplier: float = 1, level: Level = DEFAULT_LEVEL
) -> BetweenPlaceVariation:
    """Test whether places differ by more than chance, and shrink their rates accordingly.

    With an overall rate m = ΣO/Σn the expected events are Eᵢ = m nᵢ; heterogeneity is
    χ² = Σ (Oᵢ − Eᵢ)²/Eᵢ on k − 1 degrees of freedom, and I² = (χ² − (k − 1))/χ², not below 0
    (Higgins and Thompson 2002, Stat Med 21: 1539-1558).

    Shrunken rates are empirical Bayes: the true rates follow a gamma distribution with mean m and variance A,
    by moments A = Σ nᵢ(rᵢ − m)²/Σn − m/n̄, not below 0 (Marshall 1991, Appl Stat 40: 283-294; Clayton and
    Kaldor 1987, Biometrics 43: 671-681). A place's rate is then (Oᵢ + m²/A)/(nᵢ + m/A), and its interval the
    quantiles of that gamma distribution.

    Parameters
    ----------
    count, denominator
        Events and people (or person-years) of each place, places on the last axis.
    multiplier
        1,000 or 100,000 for the rates.
    level
        One level or several, which add a last axis to the limits.

    Boundary rules: a count of 0 is an observation and is drawn upwards; where A is 0 every place gets the
    overall rate, with the overall rate's own Poisson interval; a place without denominator or count is left
    out and says so; with one place, or no events, there is no test.

    Raises
    ------
    ArgumentError
        If a count or denominator is negative.

    Notes
    -----
    The interval takes m and A as known, so that with few places it is somewhat too narrow.

    >>> places = between_place_variation([2, 0, 15, 4], [1000, 800, 2000, 1500], multiplier=1000)
    >>> round(float(places.chi_square), 2), int(places.degrees_of_freedom), round(float(places.p_value), 3)
    (11.09, 3, 0.011)
    >>> places.value.round(2).tolist()
    [2.84, 1.91, 6.54, 3.1]
    """
    events, n = number_arrays(count=count, denominator=denominator)
    factor = positive_number("multiplier", multiplier)
    events, n = np.atleast_1d(events), np.atleast_1d(n)
    refuse(events < 0, "count", events, "0 or more")
    refuse(n < 0, "denominator", n, "0 or more")
    missing = np.isnan(events) | np.isnan(n)
    used = ~missing & (n > 0)
    o, people = np.where(used, events, 0.0), np.where(used, n, 0.0)
    places, total = used.sum(axis=-1), o.sum(axis=-1)
    tested = (places >= 2) & (total > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        overall = total / people.sum(axis=-1)
        expected = overall[..., np.newaxis] * people
        pieces = np.where(used, (o - expected) ** 2 / expected, 0.0)
        chi_square = np.where(tested, pieces.sum(axis=-1), np.nan)
        beyond = np.maximum(chi_square - (places - 1), 0.0)
        i_squared = np.where(chi_square > 0, 100 * beyond / chi_square, np.where(tested, 0.0, np.nan))
        between = _between_variance(o, people, overall, used)
    value, lower, upper = _shrunken(o, people, overall, between, used, level)
    why = reasons((missing, MISSING), (n == 0, NO_DENOMINATOR), (~(places >= 2)[..., np.newaxis], ONE_PLACE))
    known = np.broadcast_to(why, n.shape) == ""
    with_limits = with_level_axis(known, level) != 0
    return BetweenPlaceVariation(
        factor * np.where(known, value, np.nan),
        factor * np.where(with_limits, lower, np.nan),
        factor * np.where(with_limits, upper, np.nan),
        np.broadcast_to(why, n.shape),
        (factor * overall)[()],
        chi_square[()],
        np.maximum(places - 1, 0)[()],
        chdtrc(np.maximum(places - 1, 1), chi_square)[()],
        i_squared[()],
        (factor**2 * between)[()],
        np.broadcast_to(_caution(expected, used, tested, total), places.shape)[()],
    )


def _between_variance(o: Floats, people: Floats, overall: Floats, used: NDArray[np.bool_]) -> Floats:
    """The variance of the true rates by moments: the observed less what chance explains."""
    total = people.sum(axis=-1)
    rate = np.where(used, o / people, 0.0)
    observed = (people * (rate - overall[..., np.newaxis]) ** 2).sum(axis=-1) / total
    by_chance = overall * used.sum(axis=-1) / total
    return np.asarray(np.maximum(observed - by_chance, 0.0))


def _shrunken(
    o: Floats, people: Floats, overall: Floats, between: Floats, used: NDArray[np.bool_], level: Level
) -> tuple[Floats, Floats, Floats]:
    """The posterior mean and quantiles of each place's rate."""
    spread = (between > 0)[..., np.newaxis] & used
    with np.errstate(divide="ignore", invalid="ignore"):
        prior = np.where(spread, (overall / between)[..., np.newaxis], np.nan)
        shape, exposure = o + prior * overall[..., np.newaxis], people + prior
        value = np.where(spread, shape / exposure, overall[..., np.newaxis])
    everybody = with_level_axis(people.sum(axis=-1), level)
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = [limit / everybody for limit in poisson_limits(o.sum(axis=-1), level)]
    share = [np.expand_dims(limit, -1 if np.ndim(level) == 0 else -2) for limit in pooled]
    outside, a, b = tail(level), with_level_axis(shape, level), with_level_axis(exposure, level)
    apart = with_level_axis(spread, level) != 0
    lower = np.where(apart, gammaincinv(a, outside) / b, share[0])
    upper = np.where(apart, gammaincinv(a, 1 - outside) / b, share[1])
    # A distribution crowded at zero can have its mean beyond its upper quantile.
    return value, lower, np.maximum(upper, with_level_axis(value, level))


def _caution(expected: Floats, used: NDArray[np.bool_], tested: NDArray[np.bool_], total: Floats) -> NDArray[np.str_]:
    """Why there is no test, or why it is approximate."""
    few = (used & (expected < FEW_EXPECTED)).sum(axis=-1) > PART_WITH_FEW * used.sum(axis=-1)
    fewest = (used & (expected < FEWEST_EXPECTED)).any(axis=-1)
    return reasons(
        (~tested & (total == 0), NO_EVENTS),
        (~tested, ONE_PLACE),
        (few | fewest, "few events are expected in some places, so the p-value is approximate"),
    )
