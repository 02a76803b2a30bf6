"""A population in groups, on the last axis: values with their uncertainty, shares and mid-ranks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ihanalysis.errors import UnknownChoiceError
from ihanalysis.stats.arguments import ArgumentError, number_array, number_arrays, refuse
from ihanalysis.stats.estimate import DEFAULT_LEVEL, Floats
from ihanalysis.stats.limits import normal_quantile
from ihanalysis.stats.scales import Scale, scale_named

#: What to do with a group that has no value: refuse the whole call, or leave the group out.
MISSING_RULES = ("refuse", "omit")

NO_STANDARD_ERROR = "no standard errors, so no interval"
ONE_GROUP = "fewer than two groups"


@dataclass(frozen=True, slots=True)
class Limits:
    """Confidence limits as published for each group, where its standard error is not known.

    Attributes
    ----------
    lower, upper
        The limits, in the unit of the value.
    level
        Their confidence level.
    scale
        The scale on which they lie about symmetrically around the value: "identity" for means and
        life expectancies, "log" for rates, "logit" for proportions.
    """

    lower: ArrayLike
    upper: ArrayLike
    level: float = DEFAULT_LEVEL
    scale: str = "identity"


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups that were checked; one left out has no share, the average as its value and no error."""

    value: Floats
    share: Floats
    kept: NDArray[np.bool_]
    #: The scale of the uncertainty, and the standard errors there; None where nobody knows them.
    scale: Scale
    spread: Floats | None

    @property
    def variance(self) -> Floats:
        """The variances in the unit of the value, carried over from the scale of the uncertainty."""
        if self.spread is None:
            return np.full(self.value.shape, np.nan)
        with np.errstate(divide="ignore", invalid="ignore"):
            error = self.spread / self.scale.slope(self.value)
        return np.asarray(np.where(self.spread == 0, 0.0, error**2))

    @property
    def mid_rank(self) -> Floats:
        """Where the middle of each group stands in the population, from 0 (first group) to 1 (last)."""
        return np.asarray(np.cumsum(self.share, axis=-1) - self.share / 2)

    @property
    def enough(self) -> NDArray[np.bool_]:
        """Where at least two groups are left."""
        return np.asarray(self.kept.sum(axis=-1) >= 2)


def read_groups(
    value: ArrayLike,
    uncertainty: ArrayLike | Limits | None,
    population: ArrayLike | None,
    *,
    missing: str = "refuse",
    rank: ArrayLike | None = None,
) -> Groups:
    """Check a population in groups and bring its uncertainty to one form.

    Parameters
    ----------
    value
        One number a group; groups on the last axis, places on the axes before it.
    uncertainty
        Standard errors in the unit of the value, `Limits`, or None.
    population
        People in each group; None counts every group alike.
    missing
        "refuse" or "omit" groups without a value, standard error or population.
    rank
        The order of the groups, to have it checked: strictly rising.

    Raises
    ------
    ArgumentError
        If numbers are missing and not to be omitted, a population is not above 0, a standard error is
        negative, limits do not hold the value, or ranks are unsorted or repeated.

    >>> read_groups([10, 20, 30], None, [50, 25, 25]).mid_rank.tolist()
    [0.25, 0.625, 0.875]
    """
    if missing not in MISSING_RULES:
        raise UnknownChoiceError.of("rule for missing groups", missing, MISSING_RULES)
    people = 1.0 if population is None else population
    if isinstance(uncertainty, Limits):
        y, n, lower, upper = number_arrays(
            value=value, population=people, lower=uncertainty.lower, upper=uncertainty.upper
        )
        scale, spread = scale_named(uncertainty.scale), spread_of_limits(y, lower, upper, uncertainty)
    else:
        given = 0.0 if uncertainty is None else uncertainty
        y, n, spread = number_arrays(value=value, population=people, standard_error=given)
        refuse(spread < 0, "standard_error", spread, "0 or more")
        scale = scale_named("identity")
    if y.ndim == 0:
        raise ArgumentError("value must have groups on its last axis; found a single number")
    refuse(n <= 0, "population", n, "above 0 in every group")
    check_rank(rank, y.shape[-1])
    kept = ~np.isnan(y + n + spread)
    if missing == "refuse":
        for name, numbers in (("value", y), ("population", n), ("standard_error", spread)):
            refuse(np.isnan(numbers), name, numbers, "known for every group (or ask for missing='omit')")
    return _shares(y, n, kept, scale, None if uncertainty is None else spread)


def spread_of_limits(y: Floats, lower: Floats, upper: Floats, limits: Limits) -> Floats:
    """The standard error on the scale of the limits: their distance over twice the normal quantile.

    Raises
    ------
    ArgumentError
        If limits do not hold the value, or cannot be on their scale.

    >>> limits = Limits([80.4], [99.6])
    >>> spread_of_limits(np.array([90.0]), np.array([80.4]), np.array([99.6]), limits).round(2).tolist()
    [4.9]
    """
    scale = scale_named(limits.scale)
    refuse((lower > y) | (upper < y), "limits", np.where(lower > y, lower, upper), "on both sides of the value")
    for name, numbers in (("lower", lower), ("value", y), ("upper", upper)):
        outside = ~np.isnan(numbers) & ~scale.allows(np.where(np.isnan(numbers), 0.5, numbers))
        refuse(outside, name, numbers, f"{scale.expected} on the {scale.name} scale of the limits")
    z = float(normal_quantile(limits.level))
    return np.asarray((scale.forward(upper) - scale.forward(lower)) / (2 * z))


def _shares(y: Floats, n: Floats, kept: NDArray[np.bool_], scale: Scale, spread: Floats | None) -> Groups:
    people = np.where(kept, n, 0.0)
    total = people.sum(axis=-1, keepdims=True)
    share = people / np.where(total > 0, total, 1.0)
    known = np.where(kept, y, 0.0)
    average = (share * known).sum(axis=-1, keepdims=True)
    return Groups(
        value=np.where(kept, y, average),
        share=share,
        kept=kept,
        scale=scale,
        spread=None if spread is None else np.where(kept, spread, 0.0),
    )


def check_rank(rank: ArrayLike | None, groups: int) -> None:
    """Refuse ranks that are not one for each group, strictly rising.

    >>> check_rank([1, 2, 2], 3)
    Traceback (most recent call last):
    ihanalysis.stats.arguments.ArgumentError: rank must be strictly rising; found 2 at position 2
    """
    if rank is None:
        return
    ranks = number_array("rank", rank)
    if ranks.shape != (groups,):
        raise ArgumentError(f"rank must have one number for each of {groups} groups; found shape {ranks.shape}")
    rising = np.concatenate([[True], np.diff(ranks) > 0])
    refuse(~rising, "rank", ranks, "strictly rising")
