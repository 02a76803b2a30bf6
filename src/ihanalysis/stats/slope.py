"""The slope index of inequality, with a deterministic interval or a seeded one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ihanalysis.stats.arguments import ArgumentError, positive_number
from ihanalysis.stats.estimate import DEFAULT_LEVEL, Floats, Level, reasons, with_level_axis
from ihanalysis.stats.groups import NO_STANDARD_ERROR, Groups, Limits, read_groups
from ihanalysis.stats.limits import normal_quantile
from ihanalysis.stats.simulation import percentile_limits
from ihanalysis.stats.slope_fit import Fit, fit_ends


@dataclass(frozen=True, slots=True)
class SlopeEstimate:
    """A slope or relative index with its interval and the fit it comes from.

    Attributes
    ----------
    value, lower, upper, reason
        As in `Estimate`, in the shape of the places; several levels add a last axis to the limits.
    standard_error
        The propagated standard error of the value (of a relative index: over the value).
    first, last
        The fitted values at rank 0 and rank 1, for a chart, in the unit of the indicator.
    """

    value: Floats
    lower: Floats
    upper: Floats
    reason: NDArray[np.str_]
    standard_error: Floats
    first: Floats
    last: Floats


def slope_index(
    value: ArrayLike,
    standard_error: ArrayLike | Limits | None,
    population: ArrayLike,
    *,
    scale: str = "identity",
    rank: ArrayLike | None = None,
    missing: str = "refuse",
    multiplier: float = 1,
    level: Level = DEFAULT_LEVEL,
    simulations: int | None = None,
    seed: int | None = None,
) -> SlopeEstimate:
    """The slope index of inequality: the fitted difference between the two ends of a population.

    Groups (such as deprivation tenths) are ordered from the most to the least deprived and placed at the
    middle of their range in the population. A line is fitted by least squares, each group weighted by its
    share, and the index is the fitted value at rank 1 less the one at rank 0. On the scales "log" and
    "logit" the line is fitted to the transformed values, and both ends are brought back to the unit of the
    indicator before they are compared; "logistic" fits a logistic curve to the proportions themselves,
    for which a group may have 0 or 1.

    The interval is deterministic: each end is a known function of the groups' values, so their variances
    carry over, Var(SII) = Σ (∂SII/∂yᵢ)² sᵢ² (the delta method, exact on "identity").
    With `simulations` it is a percentile interval of that many draws instead, which needs a `seed`.

    Sources: Preston, Haines and Pamuk 1981; Low and Low 2004, J Public Health 26: 388-395; Office for Health
    Improvement and Disparities, Fingertips technical guidance on the slope index.

    Parameters
    ----------
    value
        One number a group, groups on the last axis and any number of places before it.
    standard_error
        Of each value, in its unit; or `Limits`, the published limits of each; or None for no interval.
    population
        People in each group, above 0.
    scale
        "identity", "log", "logit" or "logistic", as the analyst decides; it is never guessed from the values.
    rank
        Optionally the order of the groups, which is checked to rise.
    missing
        "refuse" stops when a group has no value; "omit" leaves it out of population and fit.
    multiplier
        Turns the index into another unit, such as 100 for percentage points.
    level
        One confidence level, or several, which add a last axis to the limits.

    Boundary rules: two groups are enough; a place with fewer gives NaN with the reason, and so does
    a value of 0 on the "log" and "logit" scales.

    Raises
    ------
    ArgumentError
        If populations are not above 0, standard errors are negative, numbers are missing and not to be
        omitted, ranks do not rise, or values cannot be on the scale.
    UnknownChoiceError
        If the scale or the rule for missing groups is unknown.

    Notes
    -----
    The value agrees with `phe_sii` of R's PHEindicatormethods, whose limits are simulated: its `value_type`
    is the `scale` of the `Limits` here, its `transform` the `scale` of the fit. After a transformation it
    simulates the slope but holds the middle of the line fixed, so its limits are a little too narrow.
    WHO's toolkit (healthequal 1.0) fits "logistic" with the population as counts and again as weights,
    so that large groups count by the square of their size.

    >>> life = slope_index([70.5, 72.5, 75.0, 78.0], [0.4, 0.4, 0.5, 0.5], [20_000, 25_000, 22_000, 18_000])
    >>> round(float(life.value), 2), round(float(life.lower), 2), round(float(life.upper), 2)
    (9.52, 8.0, 11.04)
    """
    groups = read_groups(value, standard_error, population, missing=missing, rank=rank)
    factor = positive_number("multiplier", multiplier)
    fit = fit_ends(groups, scale)
    index = fit.last - fit.first
    error = propagated_error(fit.last_gradient - fit.first_gradient, groups)
    if simulations is None:
        middle, reach = with_level_axis(index, level), normal_quantile(level) * with_level_axis(error, level)
        limits = middle - reach, middle + reach
    else:
        limits = simulated_limits(groups, lambda f, _: f.last - f.first, scale, simulations, seed, level)
    why = np.where(fit.reason != "", fit.reason, reasons((groups.spread is None, NO_STANDARD_ERROR)))
    return gathered(index, limits, factor * error, fit, why, factor)


def propagated_error(gradient: Floats, groups: Groups) -> Floats:
    """The standard error of a figure that moves so much with each group's value.

    >>> from ihanalysis.stats.groups import read_groups
    >>> float(propagated_error(np.array([1.0, -1.0]), read_groups([5, 2], [3, 4], [1, 1])))
    5.0
    """
    return np.asarray(np.sqrt((gradient**2 * groups.variance).sum(axis=-1)))


def simulated_limits(
    groups: Groups,
    statistic: Callable[[Fit, Groups], Floats],
    scale: str,
    simulations: int,
    seed: int | None,
    level: Level,
) -> tuple[Floats, Floats]:
    """Percentile limits of a figure of the fit, which is fitted anew to every draw.

    Raises
    ------
    ArgumentError
        If there is no seed, or no standard errors to draw from.
    """
    if seed is None:
        raise ArgumentError("seed must be given with simulations, so that the limits can be repeated")
    if groups.spread is None:
        raise ArgumentError("standard_error must be given with simulations; found None")
    places = (-1, groups.value.shape[-1])
    share, kept = groups.share.reshape(places), groups.kept.reshape(places)

    def of_block(drawn: Floats, block: slice) -> Floats:
        redrawn = replace(groups, value=drawn, share=share[block], kept=kept[block])
        return statistic(fit_ends(redrawn, scale), redrawn)

    bounds = {"log": (0.0, np.inf), "logit": (0.0, 1.0), "logistic": (0.0, 1.0)}.get(scale, (-np.inf, np.inf))
    return percentile_limits(of_block, groups, simulations=simulations, seed=seed, level=level, bounds=bounds)


def gathered(
    index: Floats,
    limits: tuple[Floats, Floats],
    error: Floats,
    fit: Fit,
    reason: NDArray[np.str_],
    factor: float,
) -> SlopeEstimate:
    """The result in the unit asked for; single numbers stay single numbers."""
    words = np.broadcast_to(reason, index.shape)
    lower, upper = (np.asarray(factor * limit)[()] for limit in limits)
    return SlopeEstimate(
        (factor * index)[()],
        lower,
        upper,
        words[()],
        error[()],
        (fit.first * factor)[()],
        (fit.last * factor)[()],
    )
