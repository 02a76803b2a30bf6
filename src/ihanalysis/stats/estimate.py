"""What every estimator returns: a value with its interval, and the reason where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ihanalysis.stats.arguments import ArgumentError

Floats = NDArray[np.float64]

#: The level of every interval unless another is asked for.
DEFAULT_LEVEL = 0.95

#: One confidence level, or several to be calculated in one call.
Level = float | Sequence[float]

#: Why a value, or its interval, is missing; shared so that a table can count them.
MISSING = "missing"
NO_DENOMINATOR = "denominator is zero"
NO_INTERVAL = "published without an interval"

#: Fewer events than this are too few for a directly standardised rate (Public Health England, Technical
#: Guide: Confidence Intervals, 2018), and here too few for a verdict on a gap.
FEWEST_EVENTS = 10
FEW_EVENTS = f"fewer than {FEWEST_EVENTS} events"


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
    ArgumentError
        If a level is not between 0 and 1 (95 is not 0.95), or the levels are not in one row.
    """
    levels = np.asarray(level, dtype=float)
    if levels.ndim > 1 or levels.size == 0 or not np.all((levels > 0) & (levels < 1)):
        raise ArgumentError(f"level must lie between 0 and 1, such as 0.95; found {level!r}")
    return np.asarray((1 - levels) / 2)


def reasons(*cases: tuple[ArrayLike, str], shape: tuple[int, ...] = ()) -> NDArray[np.str_]:
    """The words of the first case that holds at each position, "" where none does.

    >>> reasons(([True, False], "missing"), ([True, True], "denominator is zero")).tolist()
    ['missing', 'denominator is zero']
    """
    # Words take more memory than numbers, so a table without gaps gets a single "".
    holding = [(np.asarray(where), words) for where, words in cases if np.any(where)]
    if not holding:
        return np.broadcast_to(np.asarray(""), shape)
    places, texts = zip(*holding, strict=True)
    words = np.asarray(np.select(np.broadcast_arrays(*places), texts, default=""))
    return np.broadcast_to(words, np.broadcast_shapes(words.shape, shape))


def first_words(*words: NDArray[np.str_]) -> NDArray[np.str_]:
    """At each position the first of several reasons that says something.

    >>> first_words(np.array(["", "missing"]), np.array(["denominator is zero"])).tolist()
    ['denominator is zero', 'missing']
    """
    said = np.asarray("")
    for more in words:
        if np.any(more != ""):
            said = np.where(said == "", more, said)
    return said


def why_missing(estimate: Estimate, side: str) -> NDArray[np.str_]:
    """Why a side of a comparison, or only its interval, is missing; "" where nothing is.

    >>> print(why_missing(Estimate.of(42, np.nan, np.nan), "group"))
    group: published without an interval
    """
    unknown = np.asarray(np.isnan(estimate.lower) | np.isnan(estimate.upper))
    if unknown.ndim > np.ndim(estimate.value):
        unknown = np.any(unknown, axis=-1, keepdims=False)
    if not unknown.any():
        return np.asarray("")
    default = np.where(np.isnan(estimate.value), MISSING, NO_INTERVAL)
    words = np.where(estimate.reason == "", default, estimate.reason)
    return np.where(unknown, np.char.add(f"{side}: ", words), "")
