"""Proportions of people, with Wilson's score interval."""

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
from ihanalysis.stats.limits import wilson_limits


def proportion(
    count: ArrayLike, total: ArrayLike, *, multiplier: ArrayLike = 1, level: Level = DEFAULT_LEVEL
) -> Estimate:
    """The part of a total, with Wilson's score limits.

    The value is x / n, the limits are
    (x + z²/2 ± z √(x(n − x)/n + z²/4)) / (n + z²), all times the multiplier
    (Wilson 1927, J Am Stat Assoc 22: 209-212; recommended by Newcombe 1998, Stat Med 17: 857-872,
    and by the Association of Public Health Observatories, Technical Briefing 3, 2008).

    Parameters
    ----------
    count, total
        People with the characteristic, and all people; any shapes that broadcast. NaN means missing.
    multiplier
        1 for a proportion, 100 for a percentage; one for all, or one for each.
    level
        One confidence level, or several, which add a last axis to the limits.

    Boundary rules: with nobody counted the lower limit is exactly 0, with everybody the upper is
    exactly 1; a total of zero gives NaN with the reason; a missing input gives NaN and "missing".

    Raises
    ------
    ArgumentError
        If a count or total is negative, a count is above its total, or a multiplier is not above 0.

    >>> homeless_with_support_need = proportion([81, 0], [263, 20], multiplier=100)
    >>> homeless_with_support_need.value.round(1).tolist()
    [30.8, 0.0]
    >>> homeless_with_support_need.lower.round(1).tolist(), homeless_with_support_need.upper.round(1).tolist()
    ([25.5, 0.0], [36.6, 16.1])
    """
    events, n, scale = number_arrays(count=count, total=total, multiplier=multiplier)
    refuse(~(scale > 0), "multiplier", scale, "above 0")
    refuse(events < 0, "count", events, "0 or more")
    refuse(n < 0, "total", n, "0 or more")
    refuse(events > n, "count", events, "no more than its total")

    def of_places(events: Floats, n: Floats, scale: Floats) -> tuple[Floats, Floats, Floats]:
        with np.errstate(divide="ignore", invalid="ignore"):
            value = scale * (events / n)
        lower, upper = wilson_limits(events, n, level)
        times = with_level_axis(scale, level)
        return value, times * lower, times * upper

    missing = np.isnan(events) | np.isnan(n)
    value, lower, upper = in_blocks(of_places, events.shape, events, n, scale)
    return Estimate.of(value, lower, upper, reasons((missing, MISSING), (n == 0, NO_DENOMINATOR)))
