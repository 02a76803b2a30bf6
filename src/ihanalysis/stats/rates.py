"""Crude rates of events in a population or in person-time, with exact and Byar's limits."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ihanalysis.stats.arguments import number_arrays, refuse
from ihanalysis.stats.blocks import in_blocks
from ihanalysis.stats.estimate import (
    DEFAULT_LEVEL,
    MISSING,
    NO_DENOMINATOR,
    Estimate,
    Floats,
    Level,
    reasons,
    with_level_axis,
)
from ihanalysis.stats.limits import poisson_limits


def rate(
    count: ArrayLike, person_time: ArrayLike, *, multiplier: ArrayLike = 1, level: Level = DEFAULT_LEVEL
) -> Estimate:
    """Events for each person, or each year of a person's time, with limits from the Poisson count.

    The value is x / n; the limits are those of the count over n, all times the multiplier: exact
    (Garwood 1936, Biometrika 28: 437-442) below ten events, Byar's approximation from ten
    (Breslow and Day 1987, p. 69), as in the Association of Public Health Observatories'
    Technical Briefing 3 (2008).

    Parameters
    ----------
    count, person_time
        Events, and the people or person-years they happened in; any shapes that broadcast. The count
        need not be whole, and may be above the person-time. NaN means missing.
    multiplier
        1 for a rate a person, 100,000 for a rate per 100,000; one for all, or one for each.
    level
        One confidence level, or several, which add a last axis to the limits.

    Boundary rules: no events give the value 0, the lower limit 0 and the exact upper limit; a
    person-time of zero gives NaN with the reason; a missing input gives NaN and "missing".

    Raises
    ------
    ArgumentError
        If a count or person-time is negative, or a multiplier is not above 0.

    >>> deaths = rate([0, 65], [50_000, 100_000], multiplier=100_000)
    >>> deaths.value.tolist(), deaths.lower.round(2).tolist(), deaths.upper.round(2).tolist()
    ([0.0, 65.0], [0.0, 50.16], [7.38, 82.85])
    """
    events, n, scale = number_arrays(count=count, person_time=person_time, multiplier=multiplier)
    refuse(~(scale > 0), "multiplier", scale, "above 0")
    return poisson_quotient(events, n, scale, level, names=("count", "person_time"), zero=NO_DENOMINATOR)


def poisson_quotient(
    events: Floats,
    divisor: Floats,
    scale: float | Floats,
    level: Level,
    *,
    names: tuple[str, str],
    zero: str,
) -> Estimate:
    """A Poisson count over something known, such as a population or the events expected.

    `names` are the arguments that a refusal names; `zero` is the reason where the divisor is zero.

    >>> none, people = np.array(0.0), np.array(2.0)
    >>> print(poisson_quotient(none, people, 1, 0.95, names=("count", "people"), zero="").upper.round(4))
    1.8444
    """
    for name, numbers in zip(names, (events, divisor), strict=True):
        refuse(numbers < 0, name, numbers, "0 or more")

    def of_places(x: Floats, n: Floats, times: Floats) -> tuple[Floats, Floats, Floats]:
        lower, upper = poisson_limits(x, level)
        known = np.where(n == 0, np.nan, n)
        limit_each = with_level_axis(times / known, level)
        # Multiplied last, so that the value is the quotient a reader would work out.
        return times * (x / known), lower * limit_each, upper * limit_each

    missing = np.isnan(events) | np.isnan(divisor) | np.isnan(scale)
    value, lower, upper = in_blocks(of_places, events.shape, events, divisor, np.asarray(scale))
    return Estimate.of(value, lower, upper, reasons((missing, MISSING), (divisor == 0, zero)))
