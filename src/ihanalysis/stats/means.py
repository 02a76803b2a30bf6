"""Means, such as a mean age, with Student's t interval."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from ihanalysis.stats.arguments import ArgumentError, number_arrays, positive_number, refuse
from ihanalysis.stats.estimate import (
    DEFAULT_LEVEL,
    MISSING,
    Estimate,
    Level,
    reasons,
    tail,
    with_level_axis,
)

#: A spread needs two observations.
FEWEST_OBSERVATIONS = 2
FEW_OBSERVATIONS = f"fewer than {FEWEST_OBSERVATIONS} observations"


def mean(
    values: ArrayLike,
    *,
    frequency: ArrayLike | None = None,
    axis: int = -1,
    multiplier: float = 1,
    level: Level = DEFAULT_LEVEL,
) -> Estimate:
    """The mean of observations along an axis, with limits from Student's t distribution.

    The value is x̄ = Σfx / n with n = Σf, the limits are x̄ ± t s/√n with s² = Σf(x − x̄)² / (n − 1) and t
    the quantile with n − 1 degrees of freedom (Student 1908, Biometrika 6: 1-25; Association of Public
    Health Observatories, Technical Briefing 3, 2008). For a mean that is published with its standard
    deviation see `mean_from_summary`.

    Parameters
    ----------
    values
        The observations along `axis`; other axes, such as areas, remain. NaN means missing.
    frequency
        How often each value was observed, such as the deaths at each age; broadcasts with `values`.
        One each unless given.
    axis
        The axis of the observations: the last unless given.
    multiplier
        What to express the mean in, such as 12 for years in months.
    level
        One confidence level, or several, which add a last axis to the limits.

    Boundary rules: a single observation is its own mean but has no limits, and the reason says so; none
    have no mean either; a missing observation makes the mean missing.

    Raises
    ------
    ArgumentError
        If a frequency is negative, the shapes do not broadcast, or there is no such axis.

    >>> age_at_death = mean([42, 48, 60], frequency=[[1, 2, 1], [0, 1, 0]])
    >>> age_at_death.value.tolist(), age_at_death.reason.tolist()
    ([49.5, 48.0], ['', 'fewer than 2 observations'])
    >>> age_at_death.lower.round(2).tolist(), age_at_death.upper.round(2).tolist()
    ([37.49, nan], [61.51, nan])
    """
    x, f = number_arrays(values=values, frequency=1.0 if frequency is None else frequency)
    refuse(f < 0, "frequency", f, "0 or more")
    if not -x.ndim <= axis < x.ndim:
        raise ArgumentError(f"axis must be one of the {x.ndim} axes of the values; found {axis}")
    n = f.sum(axis=axis, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        centre = (f * x).sum(axis=axis, keepdims=True) / n
        deviation = np.sqrt((f * (x - centre) ** 2).sum(axis=axis, keepdims=True) / (n - 1))
    value, spread, size = (a.squeeze(axis=axis) for a in (centre, deviation, n))
    return mean_from_summary(value, spread, size, multiplier=multiplier, level=level)


def mean_from_summary(
    value: ArrayLike,
    standard_deviation: ArrayLike,
    n: ArrayLike,
    *,
    multiplier: float = 1,
    level: Level = DEFAULT_LEVEL,
) -> Estimate:
    """A published mean with its Student's t limits, from its standard deviation and number.

    Parameters
    ----------
    value, standard_deviation, n
        Mean, standard deviation (with n − 1) and number of observations; any shapes that broadcast.
        NaN means missing.
    multiplier, level
        As in `mean`.

    Boundary rules: those of `mean`.

    Raises
    ------
    ArgumentError
        If a standard deviation or number is negative, or the shapes do not broadcast.

    >>> age_at_death = mean_from_summary(46, 12, 25)
    >>> print(age_at_death.lower.round(2), age_at_death.upper.round(2))
    41.05 50.95
    """
    centre, spread, size = number_arrays(value=value, standard_deviation=standard_deviation, n=n)
    scale = positive_number("multiplier", multiplier)
    refuse(spread < 0, "standard_deviation", spread, "0 or more")
    refuse(size < 0, "n", size, "0 or more")
    few = size < FEWEST_OBSERVATIONS
    missing = np.isnan(size) | ~few & np.isnan(centre + spread)
    enough, levels = np.where(few, np.nan, size), tail(level)
    quantile = stdtrit(with_level_axis(enough, level) - 1, 1 - levels)
    margin = scale * quantile * with_level_axis(spread / np.sqrt(enough), level)
    middle = with_level_axis(scale * centre, level)
    return Estimate.of(
        np.where(missing, np.nan, scale * centre),
        middle - margin,
        middle + margin,
        reasons((missing, MISSING), (few, FEW_OBSERVATIONS)),
    )
