"""What the statistics accept: numbers that broadcast, and a refusal that says which argument and where."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ihanalysis.errors import InclusionHealthError

#: How many offending positions a refusal spells out.
POSITIONS_SHOWN = 5


class ArgumentError(InclusionHealthError, ValueError):
    """An argument of a statistic that cannot be used: which one, what was found, where, what was expected."""


def number_array(argument: str, value: ArrayLike) -> NDArray[np.float64]:
    """One argument as an array of numbers; NaN, None and masked cells mean "missing" and stay so.

    Raises
    ------
    ArgumentError
        If it holds something that is not a number, or an infinite one.

    >>> number_array("count", [1, None])
    array([ 1., nan])
    """
    if isinstance(value, np.ma.MaskedArray):
        value = np.ma.filled(value.astype(float), np.nan)
    try:
        numbers = np.asarray(value, dtype=float)
    except (TypeError, ValueError) as error:
        raise ArgumentError(f"{argument} must be numbers; found {value!r}") from error
    refuse(np.isinf(numbers), argument, numbers, "finite numbers")
    return numbers


def number_arrays(**arguments: ArrayLike) -> tuple[NDArray[np.float64], ...]:
    """Several arguments as arrays of numbers that broadcast against each other.

    Raises
    ------
    ArgumentError
        If one is not numbers, or the shapes do not broadcast.

    >>> [a.tolist() for a in number_arrays(count=[1, 2], total=10)]
    [[1.0, 2.0], [10.0, 10.0]]
    """
    arrays = [number_array(name, value) for name, value in arguments.items()]
    try:
        return tuple(np.broadcast_arrays(*arrays))
    except ValueError as error:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in zip(arguments, arrays, strict=True))
        raise ArgumentError(f"the shapes must broadcast against each other; found {shapes}") from error


def refuse(offending: ArrayLike, argument: str, values: ArrayLike, expected: str) -> None:
    """Raise if anything offends, naming the argument, the first positions and what stands there.

    >>> refuse(np.array([False, True]), "count", np.array([3.0, -1.0]), "0 or more")
    Traceback (most recent call last):
    ihanalysis.stats.arguments.ArgumentError: count must be 0 or more; found -1 at position 1
    """
    where = np.asarray(offending)
    if not where.any():
        return
    found = np.broadcast_to(np.asarray(values, dtype=float), where.shape)
    if where.ndim == 0:
        raise ArgumentError(f"{argument} must be {expected}; found {found:.15g}")
    positions = np.argwhere(where)
    shown = [
        f"{found[tuple(p)]:.15g} at position {p[0] if p.size == 1 else tuple(p.tolist())}"
        for p in positions[:POSITIONS_SHOWN]
    ]
    more = f" and {len(positions) - POSITIONS_SHOWN} more" if len(positions) > POSITIONS_SHOWN else ""
    raise ArgumentError(f"{argument} must be {expected}; found {', '.join(shown)}{more}")


def positive_number(argument: str, value: float) -> float:
    """A single number above zero, such as a multiplier.

    >>> positive_number("multiplier", 100_000)
    100000.0
    """
    number = number_array(argument, value)
    refuse(~(number > 0) | (number.ndim > 0), argument, number, "one number above 0")
    return float(number)
