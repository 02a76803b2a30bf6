"""The limits of the inequality measures: by formula, by simulation, and never past what is possible."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from ihanalysis.stats.estimate import Floats, Level, tail, with_level_axis
from ihanalysis.stats.groups import Groups
from ihanalysis.stats.inequality_formulas import Situation, between_group_variance
from ihanalysis.stats.inequality_measures import (
    BY_POLARITY,
    LOG_DELTA,
    NEVER_NEGATIVE,
    ROOT,
    SIMULATION,
    InequalityMeasure,
)
from ihanalysis.stats.limits import normal_quantile
from ihanalysis.stats.simulation import percentile_limits


def inequality_limits(
    measure: InequalityMeasure,
    situation: Situation,
    groups: Groups,
    figure: Floats,
    level: Level,
    simulations: int,
    seed: int,
) -> tuple[Floats, Floats]:
    """The limits of a measure, before its multiplier; NaN where the groups have no standard errors."""
    if groups.spread is None:
        unknown = np.full(figure.shape, np.nan)
        limits = with_level_axis(unknown, level) * normal_quantile(level)
        return limits, limits
    if measure.interval == SIMULATION:
        lower, upper = _simulated(measure, situation, groups, figure, level, simulations, seed)
    else:
        lower, upper = _analytic(measure, situation, groups, figure, level)
    if _one_sided(measure, situation):
        equal = measure.no_inequality
        plausible = equality_plausible(situation, groups, level)
        above = with_level_axis(figure >= equal, level) != 0
        lower = np.where(plausible & above, np.minimum(lower, equal), lower)
        upper = np.where(plausible & ~above, np.maximum(upper, equal), upper)
    return _kept_to_sign(measure, situation.favourable, lower, upper)


def equality_plausible(s: Situation, groups: Groups, level: Level) -> NDArray[np.bool_]:
    """Where groups that do not differ at all would show as much variance in more than α/2 of cases.

    Without differences the between-group variance is a quadratic form of the groups' errors, with mean
    E = Σ p(1 − p)v and variance V = 2[(Σ p²v)² − Σ p⁴v² + Σ p²(1 − p)²v²]; it is taken for V/2E times a
    chi-square with 2E²/V degrees of freedom (Satterthwaite 1946, Biometrics Bull 2: 110-114).

    >>> from ihanalysis.stats.groups import read_groups
    >>> groups = read_groups([[20, 22, 21], [10, 30, 20]], 2.0, [1, 1, 1])
    >>> equality_plausible(Situation(groups.value, groups.share, groups.kept), groups, 0.95).tolist()
    [True, False]
    """
    share, variance = s.share, groups.variance
    mean = (share * (1 - share) * variance).sum(axis=-1)
    own = (share**2 * variance**2 * (share**2 - (1 - share) ** 2)).sum(axis=-1)
    spread = 2 * ((share**2 * variance).sum(axis=-1) ** 2 - own)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = replace(s, average=None)
        chance = chdtrc(2 * mean**2 / spread, between_group_variance(found) * 2 * mean / spread)
    return np.asarray(with_level_axis(np.nan_to_num(chance, nan=0.0), level) > tail(level))


def _one_sided(measure: InequalityMeasure, s: Situation) -> bool:
    """Whether the value lies on one side of equality however the groups fall, as the largest difference does."""
    if measure.name in ("difference", "ratio") or measure.sign == BY_POLARITY:
        return not s.ordered and s.reference is None
    return measure.sign == NEVER_NEGATIVE


def _analytic(
    measure: InequalityMeasure, s: Situation, groups: Groups, figure: Floats, level: Level
) -> tuple[Floats, Floats]:
    """The limits by the formula that the definition names."""
    z, middle = normal_quantile(level), with_level_axis(figure, level)
    if measure.error is not None:
        reach = z * with_level_axis(measure.error(s, groups.variance), level)
        if measure.interval == ROOT:
            return np.sqrt(np.maximum(middle**2 - reach, 0.0)), np.sqrt(middle**2 + reach)
        return middle - reach, middle + reach
    assert measure.gradient is not None  # a definition has one of the two
    # A group without error adds none, however steep the measure is there (Theil at 0).
    moves = np.where(groups.variance > 0, measure.gradient(s) ** 2 * groups.variance, 0.0)
    reach = z * with_level_axis(np.sqrt(moves.sum(axis=-1)), level)
    if measure.interval == LOG_DELTA:
        return middle * np.exp(-reach), middle * np.exp(reach)
    return middle - reach, middle + reach


def _simulated(
    measure: InequalityMeasure,
    s: Situation,
    groups: Groups,
    figure: Floats,
    level: Level,
    simulations: int,
    seed: int,
) -> tuple[Floats, Floats]:
    """The percentiles of the draws joined with their reflection in the value."""
    places, count = s.y.shape[:-1], s.y.shape[-1]
    average = None if s.average is None else np.broadcast_to(s.average, places).reshape(-1)

    def of_block(drawn: Floats, block: slice) -> Floats:
        return measure.estimate(
            replace(
                s,
                y=drawn,
                share=s.share.reshape(-1, count)[block],
                kept=s.kept.reshape(-1, count)[block],
                average=None if average is None else average[block],
            )
        )

    low, high = percentile_limits(
        of_block,
        groups,
        simulations=simulations,
        seed=seed,
        level=level,
        bounds=(-np.inf, np.inf) if s.bounds is None else s.bounds,
    )
    value = with_level_axis(figure, level)
    return np.minimum(low, 2 * value - high), np.maximum(high, 2 * value - low)


def _kept_to_sign(
    measure: InequalityMeasure, favourable: bool | None, lower: Floats, upper: Floats
) -> tuple[Floats, Floats]:
    """No limit on a side of zero where the measure cannot be."""
    if measure.sign == NEVER_NEGATIVE or (measure.sign == BY_POLARITY and favourable):
        return np.maximum(lower, 0.0), np.maximum(upper, 0.0)
    if measure.sign == BY_POLARITY:
        return np.minimum(lower, 0.0), np.minimum(upper, 0.0)
    return lower, upper
