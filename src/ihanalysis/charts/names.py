"""Where the names of marks stand, so that they can be read and one sees whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

#: About how wide letters are, in parts of their size: enough to keep words apart and to break a line.
_NARROW_LETTERS, _WIDE_LETTERS = "fijlrtI,.-& ", "mwMW"
_BOLD = 1.08
#: Pixels from the middle of a mark to its name, from one line of words to the next, and how high words are.
_BESIDE, ROW, _HIGH = 10, 14, 12
#: Which part of the words is left of the pixel that they are set by.
_ANCHORS = {"left": 0.0, "center": 0.5, "right": 1.0}
#: Pixels from one place on a line where its label may stand to the next.
_STEP = 20
#: How many lines away from its mark a name may stand, and the square pixels it would rather cover than go one more.
_LINES, _FAR = 8, 2
_NEAREST_FIRST = sorted(range(-_LINES, _LINES + 1), key=lambda lines: (abs(lines), -lines))


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a sheet, in pixels from its top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def within(self, other: Box) -> bool:
        """Whether nothing of it stands out of the other."""
        return (
            other.left <= self.left
            and self.right <= other.right
            and other.top <= self.top
            and self.bottom <= other.bottom
        )

    def shared(self, other: Box) -> float:
        """Square pixels that lie in both.

        >>> Box(0, 0, 10, 10).shared(Box(8, 4, 20, 6)), Box(0, 0, 10, 10).shared(Box(10, 0, 20, 9))
        (4, 0)
        """
        if self.right <= other.left or other.right <= self.left or self.bottom <= other.top or other.bottom <= self.top:
            return 0  # most of the time
        across = min(self.right, other.right) - max(self.left, other.left)
        return across * (min(self.bottom, other.bottom) - max(self.top, other.top))


@dataclass(frozen=True, slots=True)
class Spot:
    """Where words may stand: the pixel of their `side` (left, center, right), their middle, how wide and high they are.

    `away` counts the lines between the middle of a mark and that of its name.
    """

    x: float
    y: float
    side: str
    wide: float
    high: float = _HIGH
    away: int = 0

    @property
    def box(self) -> Box:
        """What the words cover."""
        left = self.x - self.wide * _ANCHORS[self.side]
        return Box(left, self.y - self.high / 2, left + self.wide, self.y + self.high / 2)


def beside(
    x: float, y: float, wide: float, sheet: Box, *, turn: float, rows: int = 1, far: bool = True
) -> Iterator[Spot]:
    """Where the name of a mark, in so many rows, may stand, the nearest first.

    On its right, or beyond `turn` on its left; then on the other side; then above and below. Only what lies on the
    sheet is given, and what is more than a line away only if it may be `far`. Last comes, for a name that fits nowhere,
    the line above.
    """
    high = _HIGH + ROW * (rows - 1)
    sides = [("left", x + _BESIDE), ("right", x - _BESIDE)]
    if x > turn:
        sides.reverse()
    over = ("center", max(sheet.left + wide / 2, min(x, sheet.right - wide / 2)))
    for away in (lines for lines in _NEAREST_FIRST if far or abs(lines) <= 1):
        for side, start in [*sides, over] if away else sides:
            spot = Spot(start, y + ROW * away, side, wide, high, abs(away))
            if spot.box.within(sheet):
                yield spot
    yield Spot(over[1], y - ROW, "center", wide, high, 1)


def along(x: Sequence[float], y: Sequence[float], wide: float, sheet: Box) -> Iterator[Spot]:
    """Where the label of a line may stand, above all that is under it, the furthest to the right first."""
    end = sheet.right - _BESIDE
    while True:
        height = np.interp(np.linspace(end - wide, end, _STEP), x, y).min()
        yield Spot(end, float(height), "right", wide)
        end -= _STEP
        if end - wide < sheet.left:
            return


def clearest(spots: Iterable[Spot], taken: Sequence[Box]) -> Spot:
    """The spot that covers least of what is taken; of two alike the first, and rather one near than one far.

    Spots come the nearest first: one that covers nothing ends the search.
    """
    costs = {}
    for spot in spots:
        covers = covered(spot, taken)
        costs[spot] = covers + _FAR * spot.away
        if not covers:
            break
    return min(costs, key=costs.__getitem__)


def covered(spot: Spot, taken: Sequence[Box]) -> float:
    """Square pixels of what is taken that words would cover."""
    box = spot.box
    return sum(box.shared(other) for other in taken)


def width(words: str, fontsize: float = 1, bold: bool = False) -> float:
    """About how wide words are in a plain sans serif, in pixels, or in parts of their size.

    >>> round(width("Kent and Medway", 12))
    99
    """
    letters = sum(
        0.3 if letter in _NARROW_LETTERS else 0.85 if letter in _WIDE_LETTERS else 0.69 if letter.isupper() else 0.55
        for letter in words
    )
    return letters * fontsize * (_BOLD if bold else 1)
