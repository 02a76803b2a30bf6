"""Intervals for a difference and for a ratio, from the interval of each side (MOVER)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ihanalysis.stats.arguments import ArgumentError
from ihanalysis.stats.estimate import Estimate, Floats


class Sided(NamedTuple):
    """A value with its limits, as arrays that already broadcast against each other."""

    value: Floats
    lower: Floats
    upper: Floats


def difference_limits(first: Sided, second: Sided) -> tuple[Floats, Floats]:
    """Limits of first − second, for two independent estimates.

    The method of variance estimates recovery: each side's distance from its estimate to the limit that
    matters is its spread there, and spreads add in quadrature,

    L = d − √((θ₁ − l₁)² + (u₂ − θ₂)²),  U = d + √((u₁ − θ₁)² + (θ₂ − l₂)²)

    (Zou and Donner 2008, Stat Med 27: 1693-1702). With Wilson's limits on both sides it is Newcombe's
    hybrid score interval (Newcombe 1998, Stat Med 17: 873-890, method 10).

    >>> from ihanalysis.stats.limits import wilson_limits
    >>> first = Sided(56 / 70, *wilson_limits(56, 70))
    >>> second = Sided(48 / 80, *wilson_limits(48, 80))
    >>> lower, upper = difference_limits(first, second)
    >>> round(float(lower), 4), round(float(upper), 4)
    (0.0524, 0.3339)
    """
    difference = first.value - second.value
    below = np.hypot(first.value - first.lower, second.upper - second.value)
    above = np.hypot(first.upper - first.value, second.value - second.lower)
    return difference - below, difference + above


def ratio_limits(first: Sided, second: Sided) -> tuple[Floats, Floats]:
    """Limits of first / second, for two independent estimates that are not negative.

    MOVER-R (Donner and Zou 2012, Stat Methods Med Res 21: 347-359), which asks for which R the interval
    of θ₁ − Rθ₂ has a limit at zero, so that the ratio differs from 1 exactly when the difference differs
    from 0. Unlike the logarithmic method it has limits when the first side is zero. With a second side
    whose lower limit is zero no ratio is too large for the data, and the upper limit is infinite.

    >>> lower, upper = ratio_limits(Sided(0.0, 0.0, 3.0), Sided(2.0, 1.0, 4.0))
    >>> float(lower), round(float(upper), 3)
    (0.0, 1.732)
    """
    product = first.value * second.value
    first_low = first.lower * (2 * first.value - first.lower)
    first_high = first.upper * (2 * first.value - first.upper)
    second_low = second.lower * (2 * second.value - second.lower)
    second_high = second.upper * (2 * second.value - second.upper)
    with np.errstate(divide="ignore", invalid="ignore"):
        # The textbook form, rationalised: it has no 0/0 where the upper limit is twice the estimate.
        lower = first_low / (product + np.sqrt(product**2 - first_low * second_high))
        upper = (product + np.sqrt(product**2 - first_high * second_low)) / second_low
    known = ~np.isnan(first.value + first.lower + first.upper + second.value + second.lower + second.upper)
    lower = np.where(known & (first.lower == 0), 0.0, lower)
    return lower, np.where(known & (second.lower <= 0), np.inf, upper)


def aligned(first: Estimate, second: Estimate) -> tuple[Sided, Sided, bool]:
    """Both sides with their levels, if there are several, on the last axis; and whether there are.

    Raises
    ------
    ArgumentError
        If one has several levels and the other one, or the shapes do not broadcast.
    """
    own_axis = [np.ndim(side.lower) > np.ndim(side.value) for side in (first, second)]
    several = any(own_axis)
    sides = []
    for side, own in zip((first, second), own_axis, strict=True):
        lower, upper = np.asarray(side.lower), np.asarray(side.upper)
        if several and not own:
            # Without sampling error, or without an interval, a side is the same at every level.
            if np.any(lower < upper):
                raise ArgumentError("both sides must have intervals at the same levels, not one and several")
            lower, upper = lower[..., np.newaxis], upper[..., np.newaxis]
        value = np.asarray(side.value)
        sides.append(Sided(value[..., np.newaxis] if several else value, lower, upper))
    try:
        np.broadcast_shapes(*(part.shape for side in sides for part in side))
    except ValueError as error:
        shapes = " and ".join(str(side.lower.shape) for side in sides)
        raise ArgumentError(f"both sides must broadcast, and have the same levels; found {shapes}") from error
    return sides[0], sides[1], several
