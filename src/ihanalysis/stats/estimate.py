"""What every estimator returns: a value with its interval, and the reason where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

#: The level of every interval unless another is asked for.
DEFAULT_LEVEL = 0.95

#: One confidence level, or several to be calculated in one call.
Level = float | Sequence[float]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its confidence interval, for one area or for any number at once.

    Attributes
    ----------
    value
        The estimate, in the shape the inputs broadcast to.
    lower, upper
        The confidence limits. One level gives the shape of `value`; several
        levels add a last axis, in the order the levels were given.
    reason
        Why something is missing ("" where nothing is), in the shape of `value`.
    """

    value: Floats
    lower: Floats
    upper: Floats
    reason: NDArray[np.str_]

    @classmethod
    def of(cls, value: ArrayLike, lower: ArrayLike, upper: ArrayLike, reason: ArrayLike = "") -> Estimate:
        """Gather the parts; single numbers stay single numbers rather than arrays of no dimension."""
        number = np.asarray(value, dtype=float)
        words = np.broadcast_to(np.asarray(reason, dtype=np.str_), number.shape)
        return cls(
            number[()],
            np.asarray(lower, dtype=float)[()],
            np.asarray(upper, dtype=float)[()],
            words[()],
        )


def with_level_axis(array: ArrayLike, level: Level) -> Floats:
    """Give an array the last axis that several levels need; one level needs none.

    >>> with_level_axis([1, 2], 0.95).shape, with_level_axis([1, 2], [0.95, 0.998]).shape
    ((2,), (2, 1))
    """
    numbers = np.asarray(array, dtype=float)
    return numbers if np.ndim(level) == 0 else numbers[..., np.newaxis]


def tail(level: Level) -> Floats:
    """The probability left outside on each side of an interval: 0.025 for 0.95.

    Raises
    ------
    ValueError
        If a level is not between 0 and 1; 95 is not 0.95.
    """
    levels = np.asarray(level, dtype=float)
    if not np.all((levels > 0) & (levels < 1)):
        raise ValueError(f"a confidence level lies between 0 and 1, such as 0.95; found {level!r}")
    return np.asarray((1 - levels) / 2)
