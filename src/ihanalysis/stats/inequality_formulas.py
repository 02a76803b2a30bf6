"""The formulas of the inequality measures: each figure, and how much it moves with each group's value.

Groups are on the last axis. Shares are pⱼ, values yⱼ, the average μ = Σ pⱼyⱼ unless a known one is given,
mid-ranks Rⱼ. A gradient is ∂(figure)/∂yⱼ, which the delta method needs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import xlogy

from ihanalysis.stats.estimate import Floats


@dataclass(frozen=True, slots=True)
class Situation:
    """What a formula may use; arrays broadcast, so that draws can stand on an axis before the places."""

    y: Floats
    share: Floats
    kept: NDArray[np.bool_]
    ordered: bool = False
    favourable: bool | None = None
    reference: int | None = None
    bounds: tuple[float, float] | None = None
    average: Floats | None = None

    @property
    def mean(self) -> Floats:
        """The population average, or the known one."""
        return np.asarray((self.share * self.y).sum(axis=-1)) if self.average is None else self.average

    @property
    def mean_gradient(self) -> Floats:
        """How much the average moves with each group's value: not at all where it is known."""
        return self.share if self.average is None else np.zeros_like(self.share)

    @property
    def equal(self) -> Floats:
        """Weights that count every group alike."""
        return np.asarray(self.kept / self.kept.sum(axis=-1, keepdims=True))

    @property
    def distance(self) -> Floats:
        """Each group's distance from the average."""
        return np.asarray(self.y - self.mean[..., np.newaxis])

    @property
    def ratio(self) -> Floats:
        """Each group's value over the average."""
        return np.asarray(self.y / self.mean[..., np.newaxis])

    @property
    def rank_weight(self) -> Floats:
        """pⱼ(2Rⱼ − 1): below zero for the first groups, above for the last."""
        return np.asarray(self.share * (2 * np.cumsum(self.share, axis=-1) - self.share - 1))

    def extreme(self, highest: bool, but: int | None = None) -> NDArray[np.bool_]:
        """Marks the group with the highest (or lowest) value, leaving one group aside if asked."""
        aside = np.arange(self.y.shape[-1]) == (-1 if but is None else but)
        y = np.where(self.kept & ~aside, self.y, -np.inf if highest else np.inf)
        return self._mark(y.argmax(axis=-1) if highest else y.argmin(axis=-1))

    def end(self, last: bool) -> NDArray[np.bool_]:
        """Marks the first (or last) group that was kept."""
        if last:
            return self._mark(self.y.shape[-1] - 1 - self.kept[..., ::-1].argmax(axis=-1))
        return self._mark(self.kept.argmax(axis=-1))

    def chosen(self) -> NDArray[np.bool_]:
        """Marks the reference: the named group, else the last of ordered groups, else the best performing."""
        if self.reference is not None:
            return self._mark(np.asarray(self.reference))
        return self.end(last=True) if self.ordered else self.extreme(highest=bool(self.favourable))

    def _mark(self, index: NDArray[np.intp]) -> NDArray[np.bool_]:
        return np.asarray(np.arange(self.y.shape[-1]) == index[..., np.newaxis])


def value_of(mark: NDArray[np.bool_], s: Situation) -> Floats:
    """The value of the marked group."""
    return np.asarray(np.where(mark, s.y, 0.0).sum(axis=-1))


def pair(s: Situation) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """The two groups that difference and ratio compare, so that more means more inequality.

    Ordered groups: the two ends. A reference: with the extreme of the others. Neither: highest and lowest.
    """
    if s.ordered:
        return s.end(last=bool(s.favourable)), s.end(last=not s.favourable)
    if s.reference is None:
        return s.extreme(highest=True), s.extreme(highest=False)
    other = s.extreme(highest=not s.favourable, but=s.reference)
    return (s.chosen(), other) if s.favourable else (other, s.chosen())


def difference(s: Situation) -> Floats:
    """The difference y_A − y_B."""
    first, second = pair(s)
    return value_of(first, s) - value_of(second, s)


def difference_gradient(s: Situation) -> Floats:
    """Of the difference: 1 for A, −1 for B."""
    first, second = pair(s)
    return first.astype(float) - second


def ratio(s: Situation) -> Floats:
    """The ratio y_A / y_B."""
    first, second = pair(s)
    return value_of(first, s) / value_of(second, s)


def log_ratio_gradient(s: Situation) -> Floats:
    """Of the logarithm of the ratio: 1/y_A for A, −1/y_B for B."""
    first, second = pair(s)
    return first / value_of(first, s)[..., np.newaxis] - second / value_of(second, s)[..., np.newaxis]


def absolute_concentration(s: Situation) -> Floats:
    """ACI = Σ pⱼ(2Rⱼ − 1)yⱼ."""
    return np.asarray((s.rank_weight * s.y).sum(axis=-1))


def absolute_concentration_gradient(s: Situation) -> Floats:
    """Of the absolute concentration index."""
    return s.rank_weight


def relative_concentration(s: Situation) -> Floats:
    """RCI = ACI / μ."""
    return absolute_concentration(s) / s.mean


def relative_concentration_gradient(s: Situation) -> Floats:
    """Of the relative concentration index."""
    tilt = relative_concentration(s)[..., np.newaxis] * s.mean_gradient
    return (s.rank_weight - tilt) / s.mean[..., np.newaxis]


def _bounded(s: Situation) -> tuple[float, float, Floats]:
    """The lowest possible value, the range of the indicator, and the average within it (0 to 1)."""
    low, high = (0.0, 1.0) if s.bounds is None else s.bounds
    return low, high - low, (s.mean - low) / (high - low)


def wagstaff(s: Situation) -> Floats:
    """W = ACI* / (μ*(1 − μ*)), of the values rescaled to 0-1 (*)."""
    _, width, m = _bounded(s)
    return absolute_concentration(s) / width / (m * (1 - m))


def wagstaff_gradient(s: Situation) -> Floats:
    """Of Wagstaff's index."""
    _, width, m = _bounded(s)
    scale = (m * (1 - m))[..., np.newaxis]
    tilt = (wagstaff(s) * (1 - 2 * m))[..., np.newaxis]
    return (s.rank_weight - tilt * s.mean_gradient) / (width * scale)


def erreygers(s: Situation) -> Floats:
    """E = 4 ACI / (b − a), for an indicator that lies between a and b."""
    return 4 * absolute_concentration(s) / _bounded(s)[1]


def erreygers_gradient(s: Situation) -> Floats:
    """Of Erreygers's index."""
    return 4 * s.rank_weight / _bounded(s)[1]


def between_group_variance(s: Situation) -> Floats:
    """BGV = Σ pⱼ(yⱼ − μ)²."""
    return np.asarray((s.share * s.distance**2).sum(axis=-1))


def between_group_variance_error(s: Situation, variance: Floats) -> Floats:
    """The standard error of BGV as a quadratic form of independent normal values.

    Var = 4 Σ pⱼ²vⱼ(yⱼ − μ)² + 2[(Σ pⱼ²vⱼ)² − Σ pⱼ⁴vⱼ² + Σ pⱼ²(1 − pⱼ)²vⱼ²] (Ahn and others 2018).
    """
    weighted = s.share**2 * variance
    first = 4 * (weighted * s.distance**2).sum(axis=-1)
    own = (weighted**2).sum(axis=-1)
    cross = weighted.sum(axis=-1) ** 2 - own + ((s.share * (1 - s.share) * variance) ** 2).sum(axis=-1)
    return np.asarray(np.sqrt(first + 2 * cross))


def between_group_deviation(s: Situation) -> Floats:
    """BGSD = √BGV."""
    return np.asarray(np.sqrt(between_group_variance(s)))


def coefficient_of_variation(s: Situation) -> Floats:
    """COV = BGSD / μ."""
    return between_group_deviation(s) / s.mean


def squared_variation_error(s: Situation, variance: Floats) -> Floats:
    """The standard error of COV² = BGV / μ², with the covariance of BGV and μ."""
    mean, square = s.mean, coefficient_of_variation(s) ** 2
    of_variance = between_group_variance_error(s, variance) ** 2
    of_mean = (s.mean_gradient**2 * variance).sum(axis=-1)
    both = 2 * (s.share * s.distance * s.mean_gradient * variance).sum(axis=-1)
    total = of_variance - 4 * mean * square * both + 4 * mean**2 * square**2 * of_mean
    return np.asarray(np.sqrt(np.maximum(total, 0.0)) / mean**2)


def mean_log_deviation(s: Situation) -> Floats:
    """MLD = Σ pⱼ(−ln(yⱼ/μ))."""
    logs = np.where(s.share > 0, np.log(s.ratio), 0.0)
    return np.asarray(-(s.share * logs).sum(axis=-1))


def mean_log_deviation_gradient(s: Situation) -> Floats:
    """Of the mean log deviation: (pⱼ/μ)(1 − μ/yⱼ)."""
    return s.share / s.mean[..., np.newaxis] * (1 - 1 / s.ratio)


def theil(s: Situation) -> Floats:
    """T = Σ pⱼ(yⱼ/μ) ln(yⱼ/μ); a value of 0 adds 0, its limit."""
    return np.asarray((s.share * xlogy(s.ratio, s.ratio)).sum(axis=-1))


def theil_gradient(s: Situation) -> Floats:
    """Of Theil's index: (pⱼ/μ)(1 + ln rⱼ − Σ pᵢrᵢ(1 + ln rᵢ)) with r = y/μ."""
    logs = 1 + np.log(s.ratio)
    total = (s.share * (s.ratio + xlogy(s.ratio, s.ratio))).sum(axis=-1, keepdims=True)
    return np.asarray(s.share / s.mean[..., np.newaxis] * (logs - total))


def mean_difference(s: Situation, weight: Floats, anchor: Floats) -> Floats:
    """Σ wⱼ|yⱼ − anchor|: the mean difference from the average, the best group or the reference group."""
    return np.asarray((weight * np.abs(s.y - anchor[..., np.newaxis])).sum(axis=-1))


def best(s: Situation) -> Floats:
    """The value of the best performing group."""
    return value_of(s.extreme(highest=bool(s.favourable)), s)


def population_attributable_risk(s: Situation) -> Floats:
    """PAR = y_ref − μ, or 0 where the reference is already passed."""
    gain = value_of(s.chosen(), s) - s.mean
    return np.maximum(gain, 0.0) if s.favourable else np.minimum(gain, 0.0)


def population_attributable_risk_gradient(s: Situation) -> Floats:
    """Of the population attributable risk."""
    return s.chosen() - s.mean_gradient


def population_attributable_fraction(s: Situation) -> Floats:
    """PAF = PAR / μ."""
    return population_attributable_risk(s) / s.mean


def population_attributable_fraction_gradient(s: Situation) -> Floats:
    """Of the population attributable fraction."""
    relative = (value_of(s.chosen(), s) / s.mean)[..., np.newaxis]
    return (s.chosen() - relative * s.mean_gradient) / s.mean[..., np.newaxis]
