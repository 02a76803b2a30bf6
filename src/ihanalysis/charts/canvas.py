"""A sheet to draw on in CSS pixels, y downwards: an SVG that stands in a page."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from ihanalysis.charts.style import FONTS, GRID, INK, LINE, TEXT

#: How far the foot of letters lies below the middle line of a text, in letter sizes. Arial's, which
#: charts are laid out for; the other fonts of the list are made to its measures.
_FOOT = 0.38
#: Which end of a text its x is.
_ANCHORS = {"left": "start", "center": "middle", "right": "end"}
#: Corners of marks whose size is 1, around their middle.
_CORNERS = {
    "D": ((0.0, -0.7071), (0.7071, 0.0), (0.0, 0.7071), (-0.7071, 0.0)),
    "^": ((0.0, -0.5), (0.5, 0.5), (-0.5, 0.5)),
    "v": ((0.0, 0.5), (-0.5, -0.5), (0.5, -0.5)),
    "<": ((-0.5, 0.0), (0.5, -0.5), (0.5, 0.5)),
    ">": ((0.5, 0.0), (-0.5, 0.5), (-0.5, -0.5)),
}
#: Slanted lines through a tile, which join those of the next.
_TILE = 6
_SLANTS = {"////": "M-1 1L1 -1M0 6L6 0M5 7L7 5", "\\\\\\\\": "M-1 5L1 7M0 0L6 6M5 -1L7 1"}


@dataclass(frozen=True, slots=True)
class Scale:
    """Where values stand on a sheet: from one pixel to another, plain or logarithmic."""

    low: float
    high: float
    left: float
    right: float

    def __call__(self, value: float) -> float:
        """The pixel of a value."""
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)


def two_lines(words: str, width: int) -> list[str]:
    """Words longer than a width are broken at the space nearest their middle.

    >>> two_lines("no clear difference", 10)
    ['no clear', 'difference']
    """
    if len(words) <= width or " " not in words:
        return [words]
    spaces = [n for n, letter in enumerate(words) if letter == " "]
    middle = min(spaces, key=lambda n: abs(n - len(words) / 2))
    return [words[:middle], words[middle + 1 :]]


class Canvas:
    """Writes the elements of an SVG: areas lie below lines and marks, and words above all."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._areas: list[str] = []
        self._strokes: list[str] = []
        self._words: list[str] = []
        self._tiles: list[tuple[str, str]] = []

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        fontsize: float = TEXT,
        color: str = INK,
        ha: str = "left",
        weight: str = "normal",
        clear: bool = False,
    ) -> None:
        """Words with their middle line at y; left-aligned in ink unless told otherwise.

        With `clear=True` nothing that was drawn before shows through them.
        """
        bold = ' font-weight="700"' if weight == "bold" else ""
        halo = ' stroke="#fff" stroke-width="4" stroke-opacity="0.85" paint-order="stroke"' if clear else ""
        self._words.append(
            f'<text x="{_n(x)}" y="{_n(y + _FOOT * fontsize)}" font-size="{_n(fontsize)}" fill="{color}" '
            f'text-anchor="{_ANCHORS[ha]}"{bold}{halo}>{escape(words, quote=False)}</text>'
        )

    def line(
        self,
        x: Sequence[float],
        y: Sequence[float],
        color: str = LINE,
        *,
        linewidth: float = 1,
        dashes: Sequence[float] = (),
    ) -> None:
        """A line through points, broken where one is not a number; dashes are in widths of the line."""
        self._stroke([list(zip(x, y, strict=True))], color, linewidth, dashes)

    def lines(self, segments: Sequence[Sequence[tuple[float, float]]], color: str = GRID, linewidth: float = 1) -> None:
        """Many separate lines of one kind, as one element."""
        self._stroke(segments, color, linewidth, ())

    def _stroke(
        self,
        segments: Iterable[Sequence[tuple[float, float]]],
        color: str,
        width: float,
        dashes: Sequence[float],
    ) -> None:
        dashed = f' stroke-dasharray="{",".join(_n(dash * width) for dash in dashes)}"' if dashes else ""
        self._strokes.append(
            f'<path d="{"".join(map(_path, segments))}" fill="none" stroke="{color}" stroke-width="{_n(width)}"{dashed}/>'
        )

    def mark(
        self, x: float, y: float, shape: str = "o", color: str = INK, size: float = 9, *, open: bool = False
    ) -> None:
        """A mark: "o" circle, "D" diamond, "^", "v", "<" and ">" triangles; `open=True` for an outline."""
        if math.isnan(x) or math.isnan(y):
            return
        look = f'fill="{"#fff" if open else color}" stroke="{color}" stroke-width="1.5"'
        if shape == "o":
            self._strokes.append(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(size / 2)}" {look}/>')
            return
        size = size * 0.8 if shape == "D" else size
        corners = " ".join(f"{_n(x + size * across)},{_n(y + size * down)}" for across, down in _CORNERS[shape])
        self._strokes.append(f'<polygon points="{corners}" {look} stroke-linejoin="miter"/>')

    def interval(self, low: float, high: float, y: float, color: str, cap: float = 4) -> None:
        """A capped line between two limits."""
        strokes = [
            [(low, y), (high, y)],
            [(low, y - cap), (low, y + cap)],
            [(high, y - cap), (high, y + cap)],
        ]
        self.lines(strokes, color, linewidth=1.6)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        facecolor: str,
        edgecolor: str = "none",
        linewidth: float = 1,
        hatch: str = "",
    ) -> None:
        """A rectangle by its top left corner; `hatch` fills it with lines of the edge's colour."""
        place = f'x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"'
        self._areas.append(
            f'<rect {place} fill="{facecolor}" stroke="{edgecolor}" stroke-width="{_n(linewidth)}" '
            'stroke-linejoin="miter"/>'
        )
        if hatch:
            if (hatch, edgecolor) not in self._tiles:
                self._tiles.append((hatch, edgecolor))
            number = self._tiles.index((hatch, edgecolor))
            self._areas.append(f'<rect {place} fill="url(#{_HATCH.format(number=number)})"/>')

    def band(
        self,
        x: Sequence[float],
        low: Sequence[float],
        high: Sequence[float],
        *,
        facecolor: str,
        edgecolor: str = "none",
        linewidth: float = 1,
    ) -> None:
        """The area between two lines."""
        around = [*zip(x, low, strict=True), *reversed([*zip(x, high, strict=True)])]
        self._areas.append(
            f'<path d="{_path(around)}Z" fill="{facecolor}" stroke="{edgecolor}" stroke-width="{_n(linewidth)}"/>'
        )

    def legend(self, x: float, y: float, entries: Sequence[tuple[str, str, bool, str]]) -> None:
        """Marks and their words in one row: (shape, colour, open, words)."""
        for shape, color, hollow, words in entries:
            self.mark(x + 5, y, shape, color, open=hollow)
            self.text(x + 14, y, words, fontsize=TEXT - 0.5)
            x += 14 + 6.4 * len(words) + 24

    def svg(self, name: str, alt: str) -> str:
        """The drawing as an SVG element that scales with its column and says what it shows.

        Parameters
        ----------
        name
            Unique on the page: what is named within the drawing is named by it.
        alt
            What the drawing shows, in words.
        """
        tiles = "".join(
            f'<pattern id="{_HATCH.format(number=number)}" patternUnits="userSpaceOnUse" width="{_TILE}" '
            f'height="{_TILE}"><path d="{_SLANTS[hatch]}" stroke="{color}" stroke-width="1"/></pattern>'
            for number, (hatch, color) in enumerate(self._tiles)
        )
        body = "\n".join([*([f"<defs>{tiles}</defs>"] if tiles else []), *self._areas, *self._strokes, *self._words])
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" role="img" '
            f'aria-label="{escape(alt, quote=True)}" viewBox="0 0 {self.width:g} {self.height:g}" '
            'stroke-linejoin="round" stroke-linecap="butt" '
            f'style="width:100%;max-width:{self.width:g}px;height:auto;background:#fff;font-family: {_FAMILY}">\n'
            f"{body.replace(_NAME, escape(name, quote=True))}\n</svg>"
        )


#: How a hatching is named: the drawing's own name takes the place of the mark, which no text has.
_NAME = "\x00"
_HATCH = _NAME + "-hatch-{number}"
_FAMILY = ", ".join([*(f"'{font}'" for font in FONTS), "sans-serif"])


def _path(points: Sequence[tuple[float, float]]) -> str:
    """Points as an SVG path; a new line begins after one that is not a number."""
    words, pen = [], "M"
    for x, y in points:
        if math.isnan(x) or math.isnan(y):
            pen = "M"
            continue
        words.append(f"{pen}{_n(x)} {_n(y)}")
        pen = "L"
    return "".join(words)


def _n(number: float) -> str:
    """A number as short as a hundredth of a pixel allows.

    >>> _n(12.0), _n(0.126)
    ('12', '0.13')
    """
    return f"{number:.2f}".rstrip("0").rstrip(".")
