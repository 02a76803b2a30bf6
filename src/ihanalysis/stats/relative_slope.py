"""The relative index of inequality, in three named conventions that must not be mixed up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ihanalysis.errors import UnknownChoiceError
from ihanalysis.stats.arguments import ArgumentError, positive_number
from ihanalysis.stats.estimate import DEFAULT_LEVEL, Floats, Level, reasons, with_level_axis
from ihanalysis.stats.groups import NO_STANDARD_ERROR, Groups, Limits, read_groups
from ihanalysis.stats.limits import normal_quantile
from ihanalysis.stats.slope import SlopeEstimate, gathered, propagated_error, simulated_limits
from ihanalysis.stats.slope_fit import Fit, fit_ends

#: What the literature calls the relative index of inequality, most used in England first.
RATIO_OF_ENDS = "ratio of fitted ends"
LOGISTIC_RATIO = "logistic ratio"
SLOPE_OVER_MEAN = "slope over mean"
RELATIVE_CONVENTIONS = (RATIO_OF_ENDS, LOGISTIC_RATIO, SLOPE_OVER_MEAN)


def relative_index(
    value: ArrayLike,
    standard_error: ArrayLike | Limits | None,
    population: ArrayLike,
    *,
    convention: str = RATIO_OF_ENDS,
    scale: str | None = None,
    rank: ArrayLike | None = None,
    missing: str = "refuse",
    multiplier: float = 1,
    level: Level = DEFAULT_LEVEL,
    simulations: int | None = None,
    seed: int | None = None,
) -> SlopeEstimate:
    """The relative index of inequality, in one of three conventions that must not be mixed up.

    ============================ ==================================== =====================================
    convention                   value                                interval
    ============================ ==================================== =====================================
    "ratio of fitted ends"       fitted at rank 1 / fitted at rank 0  Fieller on "identity", which is what
                                 (Mackenbach and Kunst 1997)          percentiles of simulated ratios tend
                                                                      to; delta on the logarithm elsewhere
    "logistic ratio"             the same, of a logistic curve (WHO,  delta on the logarithm
                                 Schlotheuber and Hosseinpoor 2022)
    "slope over mean"            slope index / population mean        Fieller, with the covariance of slope
                                 (Pamuk 1985)                         and mean
    ============================ ==================================== =====================================

    The first two say no inequality with 1, the third with 0. Parameters as in `slope_index`; `scale`
    is "identity" unless given, and "logistic" by definition in the logistic ratio.

    Boundary rules: where a fitted end (or the mean) is zero or below there is no ratio, with the reason;
    where the lower one cannot be told from zero the ratio is given and its limits are not.

    Raises
    ------
    ArgumentError, UnknownChoiceError
        As `slope_index`; also if the convention is unknown, or a scale is given with the logistic ratio.

    Sources: Mackenbach and Kunst 1997, Soc Sci Med 44: 757-771; Pamuk 1985, Population Studies 39: 17-31;
    Schlotheuber and Hosseinpoor 2022, Int J Environ Res Public Health 19: 3697; Fieller 1954, J R Stat Soc
    B 16: 175-185.

    >>> smoking = [0.30, 0.24, 0.20, 0.14, 0.10]
    >>> error = [0.010, 0.010, 0.009, 0.008, 0.007]
    >>> for convention in RELATIVE_CONVENTIONS:
    ...     index = relative_index(smoking, error, [2000] * 5, convention=convention)
    ...     print(convention, index.value.round(3), index.lower.round(3), index.upper.round(3))
    ratio of fitted ends 0.221 0.173 0.273
    logistic ratio 0.267 0.23 0.31
    slope over mean -1.276 -1.411 -1.142
    """
    if convention not in RELATIVE_CONVENTIONS:
        raise UnknownChoiceError.of("convention of the relative index", convention, RELATIVE_CONVENTIONS)
    if convention == LOGISTIC_RATIO and scale not in (None, "logistic"):
        raise ArgumentError(f"scale must be left out with {LOGISTIC_RATIO!r}, which sets it; found {scale!r}")
    scale = "logistic" if convention == LOGISTIC_RATIO else scale or "identity"
    groups = read_groups(value, standard_error, population, missing=missing, rank=rank)
    factor = positive_number("multiplier", multiplier)
    fit = fit_ends(groups, scale)
    top, bottom = _parts(fit, groups, convention)
    why = _no_ratio(fit, top, bottom, convention)
    with np.errstate(divide="ignore", invalid="ignore"):
        index = np.where(why == "", top.value / bottom.value, np.nan)
        relative = top.gradient / top.value[..., np.newaxis] - bottom.gradient / bottom.value[..., np.newaxis]
    error = np.where(why == "", propagated_error(relative, groups), np.nan)
    if simulations is not None:
        limits = simulated_limits(groups, _ratio_of(groups, convention), scale, simulations, seed, level)
    elif convention == SLOPE_OVER_MEAN or scale == "identity":
        limits = _fieller(top, bottom, groups, level)
    else:
        spread = np.exp(normal_quantile(level) * with_level_axis(error, level))
        limits = with_level_axis(index, level) / spread, with_level_axis(index, level) * spread
    open_ended = np.isnan(np.reshape(limits[0], (*index.shape, -1))).any(axis=-1) & (why == "")
    words = reasons(
        (groups.spread is None, NO_STANDARD_ERROR),
        (open_ended, "the denominator cannot be told from zero, so no limits"),
    )
    return gathered(index, limits, error, fit, np.where(why != "", why, words), factor)


@dataclass(frozen=True, slots=True)
class _Part:
    """One side of a ratio, and how much it moves with each group's value."""

    value: Floats
    gradient: Floats


def _parts(fit: Fit, groups: Groups, convention: str) -> tuple[_Part, _Part]:
    first = _Part(fit.first, fit.first_gradient)
    last = _Part(fit.last, fit.last_gradient)
    if convention != SLOPE_OVER_MEAN:
        return last, first
    mean = _Part((groups.share * groups.value).sum(axis=-1), groups.share)
    return _Part(last.value - first.value, last.gradient - first.gradient), mean


def _no_ratio(fit: Fit, top: _Part, bottom: _Part, convention: str) -> NDArray[np.str_]:
    """Why there is no ratio: no fit, or a side that a ratio cannot have."""
    if convention == SLOPE_OVER_MEAN:
        words = reasons((bottom.value <= 0, "the population mean is zero or below"))
    else:
        words = reasons(((bottom.value <= 0) | (top.value <= 0), "a fitted end is zero or below"))
    return np.where(fit.reason != "", fit.reason, words)


def _fieller(top: _Part, bottom: _Part, groups: Groups, level: Level) -> tuple[Floats, Floats]:
    """The ratios r for which top − r × bottom cannot be told from zero; NaN where they have no end."""
    variance = groups.variance
    tt, bb, tb = (
        with_level_axis((first * second * variance).sum(axis=-1), level)
        for first, second in (
            (top.gradient, top.gradient),
            (bottom.gradient, bottom.gradient),
            (top.gradient, bottom.gradient),
        )
    )
    numerator, denominator = with_level_axis(top.value, level), with_level_axis(bottom.value, level)
    z2 = normal_quantile(level) ** 2
    a, b, c = denominator**2 - z2 * bb, numerator * denominator - z2 * tb, numerator**2 - z2 * tt
    with np.errstate(divide="ignore", invalid="ignore"):
        root = np.sqrt(np.maximum(b**2 - a * c, 0.0))
        closed = (a > 0) & (denominator > 0)
        return np.where(closed, (b - root) / a, np.nan), np.where(closed, (b + root) / a, np.nan)


def _ratio_of(groups: Groups, convention: str) -> Callable[[Fit, Groups], Floats]:
    def ratio(fit: Fit, drawn: Groups) -> Floats:
        top, bottom = _parts(fit, drawn, convention)
        return np.asarray(top.value / bottom.value)

    return ratio
