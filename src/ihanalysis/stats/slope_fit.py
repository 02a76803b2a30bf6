"""A line or curve through groups by their rank in the population, with what each group adds to its ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from ihanalysis.errors import UnknownChoiceError
from ihanalysis.stats.arguments import refuse
from ihanalysis.stats.estimate import Floats, reasons
from ihanalysis.stats.groups import ONE_GROUP, Groups
from ihanalysis.stats.scales import SCALES, scale_named

#: The shapes that can be fitted: a line on one of the scales, or a logistic curve to the proportions.
FIT_SCALES = (*SCALES, "logistic")

#: Newton's steps for the logistic curve; it settles in about six unless the groups are separated.
MOST_STEPS = 50
#: A step beyond this many units of log odds is shortened, and a curve steeper than twice ten is no curve.
LONGEST_STEP, STEEPEST = 5.0, 20.0


@dataclass(frozen=True, slots=True)
class Fit:
    """The fitted values at both ends of the population, in the unit of the indicator.

    Attributes
    ----------
    first, last
        The fitted value at rank 0 (before the first group) and at rank 1 (after the last).
    first_gradient, last_gradient
        How much each end moves with each group's value; groups on the last axis.
    reason
        Why there is no fit ("" where there is one).
    """

    first: Floats
    last: Floats
    first_gradient: Floats
    last_gradient: Floats
    reason: NDArray[np.str_]


def fit_ends(groups: Groups, scale: str) -> Fit:
    """Fit by weighted least squares on a scale, or by a logistic curve, and return both ends.

    With shares aᵢ and mid-ranks xᵢ the slope is b = Σ aᵢ(xᵢ − ½) g(yᵢ) / Σ aᵢ(xᵢ − ½)², because mid-ranks
    always average ½, and the ends are g⁻¹(Σ aᵢ g(yᵢ) ∓ b/2). A population weight counts once.

    Raises
    ------
    UnknownChoiceError
        If the scale is not one of `FIT_SCALES`.
    ArgumentError
        If a value cannot be on the scale: below 0 on "log", outside 0 to 1 on "logit" and "logistic".
    """
    if scale not in FIT_SCALES:
        raise UnknownChoiceError.of("scale", scale, FIT_SCALES)
    if scale == "log":
        refuse(groups.value < 0, "value", groups.value, "0 or more on the log scale")
    if scale in ("logit", "logistic"):
        beyond = (groups.value < 0) | (groups.value > 1)
        refuse(beyond, "value", groups.value, f"a proportion from 0 to 1 on the {scale} scale, not a percentage")
    return _fit_logistic(groups) if scale == "logistic" else _fit_line(groups, scale)


def _fit_line(groups: Groups, scale: str) -> Fit:
    chosen = scale_named(scale)
    usable = (chosen.allows(groups.value) | ~groups.kept).all(axis=-1) & groups.enough
    y = np.where(usable[..., np.newaxis], groups.value, np.nan)
    first_weight, last_weight = line_weights(groups)
    f = chosen.forward(y)
    first = chosen.inverse((first_weight * f).sum(axis=-1))
    last = chosen.inverse((last_weight * f).sum(axis=-1))
    slopes = chosen.slope(y)
    return Fit(
        first,
        last,
        first_weight * slopes / chosen.slope(first)[..., np.newaxis],
        last_weight * slopes / chosen.slope(last)[..., np.newaxis],
        reasons((~groups.enough, ONE_GROUP), (~usable, f"a group's value has no {scale}")),
    )


def line_weights(groups: Groups) -> tuple[Floats, Floats]:
    """What each group's value weighs in the two ends of the least squares line.

    >>> from ihanalysis.stats.groups import read_groups
    >>> first, last = line_weights(read_groups([1, 2], None, [50, 50]))
    >>> first.tolist(), last.tolist()
    ([1.5, -0.5], [-0.5, 1.5])
    """
    distance = groups.mid_rank - 0.5
    spread = (groups.share * distance**2).sum(axis=-1, keepdims=True)
    slope = groups.share * distance / np.where(spread > 0, spread, 1.0)
    return groups.share - slope / 2, groups.share + slope / 2


def _fit_logistic(groups: Groups) -> Fit:
    """The logistic curve whose weighted residuals are zero in sum and along the rank (quasi-likelihood).

    Newton's method for all places at once. How the ends move with a group's value follows from the
    implicit function theorem: dβ/dyᵢ = (Σ aⱼ pⱼ(1 − pⱼ) xⱼxⱼᵀ)⁻¹ aᵢ xᵢ.
    """
    x, share, y = groups.mid_rank - 0.5, groups.share, groups.value
    average = (share * y).sum(axis=-1)
    usable = groups.enough & (average > 0) & (average < 1)
    level = logit(np.where(usable, average, 0.5))
    slope = np.zeros_like(level)
    for _ in range(MOST_STEPS):
        p = expit(level[..., np.newaxis] + slope[..., np.newaxis] * x)
        i00, i01, i11, determinant = _information(share * p * (1 - p), x)
        u0, u1 = (share * (y - p)).sum(axis=-1), (share * (y - p) * x).sum(axis=-1)
        level_step = np.clip((i11 * u0 - i01 * u1) / determinant, -LONGEST_STEP, LONGEST_STEP)
        slope_step = np.clip((i00 * u1 - i01 * u0) / determinant, -LONGEST_STEP, LONGEST_STEP)
        settled = np.maximum(abs(level_step), abs(slope_step)) < 1e-12
        steep = np.maximum(abs(level + slope / 2), abs(level - slope / 2)) > STEEPEST
        level, slope = np.where(steep, level, level + level_step), np.where(steep, slope, slope + slope_step)
        if (settled | steep | ~usable).all():
            break
    found = usable & ~steep & (np.maximum(abs(level_step), abs(slope_step)) < 1e-8)
    level, slope = np.where(found, level, np.nan), np.where(found, slope, np.nan)
    p = expit(level[..., np.newaxis] + slope[..., np.newaxis] * x)
    ends = [_logistic_end(level + at * slope, at, share * p * (1 - p), share, x) for at in (-0.5, 0.5)]
    why = reasons(
        (~groups.enough, ONE_GROUP),
        (~usable, "all values are 0, or all are 1"),
        (~found, "no logistic curve fits: an end of the population would be 0 or 1"),
    )
    return Fit(ends[0][0], ends[1][0], ends[0][1], ends[1][1], why)


def _information(weight: Floats, x: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    i00, i01, i11 = weight.sum(axis=-1), (weight * x).sum(axis=-1), (weight * x**2).sum(axis=-1)
    determinant = i00 * i11 - i01**2
    return i00, i01, i11, np.where(determinant > 0, determinant, np.nan)


def _logistic_end(log_odds: Floats, at: float, weight: Floats, share: Floats, x: Floats) -> tuple[Floats, Floats]:
    """The fitted proportion at one end, and how much it moves with each group's value."""
    i00, i01, i11, determinant = _information(weight, x)
    constant, linear = (i11 - i01 * at) / determinant, (i00 * at - i01) / determinant
    p = expit(log_odds)
    moves = share * (constant[..., np.newaxis] + linear[..., np.newaxis] * x)
    return p, (p * (1 - p))[..., np.newaxis] * moves
