"""Confidence limits for counts and proportions: exact Poisson, Byar's and Wilson's."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaincinv, ndtri

from ihanalysis.stats.estimate import DEFAULT_LEVEL, Floats, Level, tail, with_level_axis

#: Below this many events the exact limits are used; from it on Byar's approximation, which is then
#: within 0.2% of them at 95% (Public Health England, Technical Guide: Confidence Intervals, 2018).
BYARS_FROM = 10


def normal_quantile(level: Level = DEFAULT_LEVEL) -> Floats:
    """The number of standard errors on each side of an interval: 1.96 for 0.95.

    >>> normal_quantile([0.95, 0.998]).round(2).tolist()
    [1.96, 3.09]
    """
    return np.asarray(ndtri(1 - tail(level)))


def poisson_limits(count: ArrayLike, level: Level = DEFAULT_LEVEL) -> tuple[Floats, Floats]:
    """Confidence limits of a Poisson count: exact below ten events, Byar's from ten.

    Exact limits are half the chi-square quantiles with 2x and 2x + 2 degrees of
    freedom (Garwood 1936), which are gamma quantiles, so that a count which was
    divided between areas by population share need not be whole. Byar's
    approximation is that of Breslow and Day (1987, p. 69).

    >>> lower, upper = poisson_limits([0, 10])
    >>> lower.round(2).tolist(), upper.round(2).tolist()
    ([0.0, 4.79], [3.69, 18.39])
    """
    events = np.asarray(count, dtype=float)
    lower, upper = _byars_limits(events, level)
    few = events < BYARS_FROM
    # Exact limits cost a hundred times Byar's, but whole counts below ten are only ten numbers.
    whole = few & (events >= 0) & (events == np.floor(events))
    table = _exact_limits(np.arange(BYARS_FROM, dtype=float), level)
    row = events[whole].astype(int)
    lower[whole], upper[whole] = table[0][row], table[1][row]
    parts = few & ~whole
    if parts.any():
        lower[parts], upper[parts] = _exact_limits(events[parts], level)
    return lower, upper


def _byars_limits(events: Floats, level: Level) -> tuple[Floats, Floats]:
    x, z = with_level_axis(events, level), normal_quantile(level)
    more = x + 1
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        lower = x * (1 - 1 / (9 * x) - z / (3 * np.sqrt(x))) ** 3
        upper = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3
    return np.asarray(lower), np.asarray(upper)


def _exact_limits(events: Floats, level: Level) -> tuple[Floats, Floats]:
    x, outside = with_level_axis(events, level), tail(level)
    return np.where(x == 0, 0.0, gammaincinv(x, outside)), gammaincinv(x + 1, 1 - outside)


def wilson_limits(count: ArrayLike, total: ArrayLike, level: Level = DEFAULT_LEVEL) -> tuple[Floats, Floats]:
    """Wilson's score limits of a proportion (Wilson 1927; Newcombe 1998, method 3); NaN for a total of 0.

    >>> lower, upper = wilson_limits(0, 10)
    >>> float(lower), round(float(upper), 4)
    (0.0, 0.2775)
    """
    events, n = with_level_axis(count, level), with_level_axis(total, level)
    z = normal_quantile(level)
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = events + z**2 / 2
        spread = z * np.sqrt(events * (n - events) / n + z**2 / 4)
        lower, upper = (centre - spread) / (n + z**2), (centre + spread) / (n + z**2)
    # Rounding may leave 1e-18 where the limit is 0 or 1 by construction.
    none, everybody = (events == 0) & (n > 0), (events == n) & (n > 0)
    return np.where(none, 0.0, lower), np.where(everybody, 1.0, upper)
