"""Quantiles of places, such as deprivation tenths, by their rank."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ihanalysis.stats.arguments import ArgumentError, number_array
from ihanalysis.stats.estimate import MISSING, Floats, reasons

#: Tenths, as England's indices of deprivation are shown.
TENTHS = 10


@dataclass(frozen=True, slots=True)
class Quantiles:
    """The quantile of each place, and why a place has none.

    Attributes
    ----------
    value
        1 to the number of quantiles, NaN where there is none, in the shape of the values.
    reason
        "" or why there is none.
    """

    value: Floats
    reason: NDArray[np.str_]


def quantile(values: ArrayLike, quantiles: int = TENTHS, *, invert: bool = False) -> Quantiles:
    """Assign places to quantiles by rank.

    With N places and Q quantiles the quantile of rank r is ⌊(Q + 1) − ⌈(N + 1 − r)/(N/Q)⌉⌋, where equal
    values all get the lowest of their ranks, and never below 1 (Office for Health Improvement and
    Disparities, Assigning deprivation categories, technical guidance). Worked in whole numbers, so that no
    place changes its quantile by rounding.

    Parameters
    ----------
    values
        One number a place, places on the last axis; each row before it is a set of its own.
    quantiles
        How many, 2 or more.
    invert
        False puts the lowest values into quantile 1. True puts the highest there, as for a deprivation
        score, of which a high one means more deprived.

    Boundary rules: missing values stay missing and do not count; a set with fewer places than quantiles
    gets none, with the reason.

    Raises
    ------
    ArgumentError
        If the number of quantiles is not a whole number of 2 or more, or a value is not a number.

    Notes
    -----
    Agrees with `phe_quantile` (R) and `ph_quantile` (Python), whose `invert` is True unless given.

    >>> quantile([12, 30, 30, 45, 51, 60, None, 75], 4).value.tolist()
    [1.0, 1.0, 1.0, 2.0, 3.0, 3.0, nan, 4.0]
    >>> quantile([1, 2, 3], 4).reason.tolist()
    ['fewer places than quantiles', 'fewer places than quantiles', 'fewer places than quantiles']
    """
    if isinstance(quantiles, bool) or not isinstance(quantiles, int | np.integer) or quantiles < 2:
        raise ArgumentError(f"quantiles must be a whole number of 2 or more; found {quantiles!r}")
    numbers = np.atleast_1d(number_array("values", values))
    missing = np.isnan(numbers)
    places = (~missing).sum(axis=-1, keepdims=True)
    rank = lowest_rank(-numbers if invert else numbers)
    # The ceiling as a floor of whole numbers: -(-a // b).
    steps = -(-(places + 1 - rank) * quantiles // np.maximum(places, 1))
    assigned = np.maximum(quantiles + 1 - steps, 1)
    few = (places < quantiles) & ~missing
    return Quantiles(
        np.where(missing | few, np.nan, assigned),
        np.broadcast_to(reasons((missing, MISSING), (few, "fewer places than quantiles")), numbers.shape),
    )


def lowest_rank(numbers: Floats) -> NDArray[np.int64]:
    """Ranks from 1 on the last axis, equal numbers sharing the lowest; missing ones come last.

    >>> lowest_rank(np.array([5.0, 3.0, 5.0, 9.0])).tolist()
    [2, 1, 2, 4]
    """
    order = np.argsort(numbers, axis=-1, kind="stable")
    inline = np.take_along_axis(numbers, order, axis=-1)
    position = np.broadcast_to(np.arange(1, numbers.shape[-1] + 1), numbers.shape)
    first = np.ones(numbers.shape, dtype=bool)
    first[..., 1:] = inline[..., 1:] != inline[..., :-1]
    shared = np.maximum.accumulate(np.where(first, position, 0), axis=-1)
    rank = np.empty(numbers.shape, dtype=np.int64)
    np.put_along_axis(rank, order, shared, axis=-1)
    return rank
