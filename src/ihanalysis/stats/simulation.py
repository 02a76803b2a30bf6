"""Seeded parametric simulation: percentile limits, for where no formula is known or one is asked for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from ihanalysis.stats.arguments import ArgumentError
from ihanalysis.stats.estimate import Floats, Level, tail
from ihanalysis.stats.groups import Groups
from ihanalysis.stats.scales import Scale

#: Numbers drawn at once, so that memory stays the same however many places there are (about 30 MB).
BLOCK = 4_000_000

#: Fewer than this leave the limits at the mercy of the seed.
FEWEST_SIMULATIONS = 1_000

#: From a block of drawn values (draws, places, groups) and those places, one figure a draw and place.
Statistic = Callable[[Floats, slice], Floats]


def percentile_limits(
    statistic: Statistic,
    groups: Groups,
    *,
    simulations: int,
    seed: int,
    level: Level,
    bounds: tuple[float, float] = (-np.inf, np.inf),
) -> tuple[Floats, Floats]:
    """The percentiles of a statistic when every group is drawn anew from its own error.

    Every draw is normal on the scale of the groups' uncertainty, independent between groups, and cut
    off at `bounds` (Ahn and others 2019, PLoS ONE 14(7): e0219542). The same seed gives the same limits.

    `statistic` gets blocks of places; the second argument is the slice of places, all axes before the
    groups run together.

    Raises
    ------
    ArgumentError
        If there are fewer than 1,000 simulations, or the seed is not a whole number.
    """
    if simulations < FEWEST_SIMULATIONS:
        raise ArgumentError(f"simulations must be {FEWEST_SIMULATIONS:,} or more; found {simulations}")
    if not isinstance(seed, int | np.integer):
        raise ArgumentError(f"seed must be a whole number, so that the limits can be repeated; found {seed!r}")
    shape, count = groups.value.shape[:-1], groups.value.shape[-1]
    centre = groups.value.reshape(-1, count)
    spread = np.zeros_like(centre) if groups.spread is None else groups.spread.reshape(-1, count)
    generator = np.random.default_rng(seed)
    outside = np.atleast_1d(tail(level))
    found = np.empty((2, outside.size, centre.shape[0]))
    step = max(1, BLOCK // (simulations * count))
    for start in range(0, centre.shape[0], step):
        block = slice(start, start + step)
        drawn = _draw(generator, centre[block], spread[block], simulations, groups.scale, bounds)
        with np.errstate(divide="ignore", invalid="ignore"):
            figures = statistic(drawn, block)
        found[0, :, block] = np.quantile(figures, outside, axis=0)
        found[1, :, block] = np.quantile(figures, 1 - outside, axis=0)
    limits = np.moveaxis(found, 1, 2).reshape(2, *shape, outside.size)
    limits = limits[..., 0] if np.ndim(level) == 0 else limits
    return limits[0], limits[1]


def _draw(
    generator: np.random.Generator,
    centre: Floats,
    spread: Floats,
    simulations: int,
    scale: Scale,
    bounds: tuple[float, float],
) -> Floats:
    """Draws of every group in the unit of the value, inside the bounds."""
    size = (simulations, *centre.shape)
    middle = scale.forward(np.where(scale.allows(centre), centre, np.nan))
    if bounds == (-np.inf, np.inf):
        return scale.inverse(middle + spread * generator.standard_normal(size))
    below, above = (_on_scale(bound, scale) for bound in bounds)
    with np.errstate(divide="ignore", invalid="ignore"):
        low = np.where(spread > 0, ndtr((below - middle) / spread), 0.0)
        high = np.where(spread > 0, ndtr((above - middle) / spread), 1.0)
    chance = low + (high - low) * generator.random(size)
    return scale.inverse(middle + np.where(spread > 0, spread * ndtri(np.clip(chance, 1e-15, 1 - 1e-15)), 0.0))


def _on_scale(bound: float, scale: Scale) -> NDArray[np.float64]:
    """A bound on the scale of the draws; one that the scale cannot reach does not bind."""
    with np.errstate(divide="ignore", invalid="ignore"):
        moved = scale.forward(np.asarray(bound, dtype=float))
    return np.where(np.isnan(moved), np.copysign(np.inf, bound), moved)
