"""A sheet to draw on in CSS pixels: y downwards, saved as an SVG that stands in a page."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from html import escape
from operator import itemgetter
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import to_rgba
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from ihanalysis.charts.style import FONTS, GRID, INK, LINE, SETTINGS, TEXT

#: What lies under what.
_AREAS, _LINES, _WORDS = range(3)
#: From the middle of a line of words down to the foot of its letters, in parts of their size.
_MIDDLE = 0.38
_HATCH = 1.0
_ANCHORS = {"center": "middle", "right": "end"}
_FAMILY = ", ".join([*FONTS, "sans-serif"])
#: The corners of marks around their middle, in parts of their size; a diamond is drawn a little smaller.
_CORNERS = {
    "D": ((0, -0.566), (0.566, 0), (0, 0.566), (-0.566, 0)),
    "^": ((0, -0.5), (0.5, 0.5), (-0.5, 0.5)),
    "v": ((0, 0.5), (-0.5, -0.5), (0.5, -0.5)),
    "<": ((-0.5, 0), (0.5, -0.5), (0.5, 0.5)),
    ">": ((0.5, 0), (-0.5, 0.5), (-0.5, -0.5)),
}
#: The drawing travels in a page, which says who made it and when.
_NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))

#: Lengths of strokes and of gaps, in widths of the line.
Dashes = tuple[float, ...]
#: Elements of SVG, or something drawn when there is a renderer to draw it on.
Stroke = str | Callable[[RendererSVG], None]


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
    """Draws with few calls straight on matplotlib's SVG renderer.

    No figure, no axes, no layout engine: they would take ten times as long as the drawing itself, and the
    place of a word would depend on the fonts of the machine. Areas lie under lines, and lines under words.
    """

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._strokes: list[tuple[int, Stroke]] = []
        # The renderer measures from the bottom, as matplotlib does.
        self._from_top = Affine2D().scale(1, -1).translate(0, height).frozen()

    def text(
        self, x: float, y: float, words: str, *, fontsize: float = TEXT, color: str = INK, weight: str = "normal",
        ha: str = "left", clear: bool = False,
    ) -> None:  # fmt: skip
        """Words with their middle line at y; left-aligned in ink unless told otherwise.

        With `clear=True` no area and no line that was drawn before shows through them; marks that follow stand on them.
        """
        if clear:
            self._clear(x, y, words, fontsize, weight, ha)
        # Not by the renderer's own way with words, which repeats the list of fonts for each of them.
        where = {"x": f"{x:.6g}", "y": f"{y + _MIDDLE * fontsize:.6g}", "font-size": f"{fontsize:g}", "fill": color}
        if ha != "left":
            where["text-anchor"] = _ANCHORS[ha]
        if weight != "normal":
            where["font-weight"] = weight
        self._strokes.append((_WORDS, _element("text", where, words)))

    def _clear(self, x: float, y: float, words: str, fontsize: float, weight: str, ha: str) -> None:
        """Whiten the ground that words will stand on."""

        def draw(renderer: RendererSVG) -> None:
            font = FontProperties(family="sans-serif", size=fontsize, weight=weight)
            width, _, _ = renderer.get_text_width_height_descent(words, font, ismath=False)
            left = x - {"left": 0, "center": width / 2, "right": width}[ha]
            box = Path.unit_rectangle().transformed(
                Affine2D().scale(width + 2, fontsize + 2).translate(left - 1, y - fontsize / 2 - 1)
            )
            renderer.draw_path(_pen(width=0), box, self._from_top, to_rgba("white", 0.85))

        self._strokes.append((_LINES, draw))

    def line(
        self, x: Sequence[float], y: Sequence[float], color: str = LINE, *, linewidth: float = 1,
        dashes: Dashes = (),
    ) -> None:  # fmt: skip
        """A line through points; where one is missing it is broken."""
        path = Path(np.column_stack([x, y]))

        def draw(renderer: RendererSVG) -> None:
            renderer.draw_path(_pen(color, linewidth, dashes), path, self._from_top)

        self._strokes.append((_LINES, draw))

    def lines(self, segments: Sequence[Sequence[tuple[float, float]]], color: str = GRID, **style: Any) -> None:
        """Many separate lines of one kind, as one element."""
        x: list[float] = []
        y: list[float] = []
        for segment in segments:
            x += [point[0] for point in segment] + [float("nan")]
            y += [point[1] for point in segment] + [float("nan")]
        self.line(x, y, color, **style)

    def mark(self, x: float, y: float, shape: str = "o", color: str = INK, size: float = 9, **style: Any) -> None:
        """A mark: "o" circle, "D" diamond, "^", "v", "<" and ">" triangles; `open=True` for an outline."""
        self.marks([x], [y], shape, color, size, **style)

    def marks(
        self, x: Sequence[float], y: Sequence[float], shape: str = "o", color: str = INK, size: float = 9, *,
        open: bool = False,
    ) -> None:  # fmt: skip
        """Many marks of one kind; where a number is missing there is none."""
        look = {"fill": "white" if open else color, "stroke": color, "stroke-width": "1.5"}
        if shape != "o":
            look["stroke-linejoin"] = "miter"
        # As the shapes that SVG has: the renderer's own marks take ten times as long.
        places = [_placed(shape, *point, size) for point in zip(x, y, strict=True) if not any(map(math.isnan, point))]
        self._strokes.append((_LINES, "".join(_element(name, where | look) for name, where in places)))

    def interval(self, low: float, high: float, y: float, color: str, cap: float = 4) -> None:
        """A capped line between two limits."""
        strokes = [
            [(low, y), (high, y)],
            [(low, y - cap), (low, y + cap)],
            [(high, y - cap), (high, y + cap)],
        ]
        self.lines(strokes, color, linewidth=1.6)

    def box(
        self, x: float, y: float, width: float, height: float, *, facecolor: str, edgecolor: str = "none",
        linewidth: float = 1, dashes: Dashes = (), hatch: str = "",
    ) -> None:  # fmt: skip
        """A rectangle by its top left corner."""
        path = Path.unit_rectangle().transformed(Affine2D().scale(width, height).translate(x, y))
        self._area(path, facecolor, edgecolor, linewidth, dashes, hatch)

    def band(
        self, x: Sequence[float], low: Sequence[float], high: Sequence[float], *, facecolor: str,
        edgecolor: str = "none", linewidth: float = 1,
    ) -> None:  # fmt: skip
        """The area between two lines."""
        corners = [*zip(x, low, strict=True), *zip(reversed(x), reversed(high), strict=True)]
        self._area(Path([*corners, corners[0]], closed=True), facecolor, edgecolor, linewidth)

    def _area(
        self, path: Path, facecolor: str, edgecolor: str, linewidth: float, dashes: Dashes = (),
        hatch: str = "",
    ) -> None:  # fmt: skip
        def draw(renderer: RendererSVG) -> None:
            pen = _pen(edgecolor, 0 if edgecolor == "none" else linewidth, dashes, "miter", hatch)
            renderer.draw_path(pen, path, self._from_top, to_rgba(facecolor))

        self._strokes.append((_AREAS, draw))

    def legend(self, x: float, y: float, entries: Sequence[tuple[str, str, bool, str]]) -> None:
        """Marks and their words in one row: (shape, colour, open, words)."""
        for shape, color, hollow, words in entries:
            self.mark(x + 5.5, y, shape, color, open=hollow)  # its edge included, on the sheet
            self.text(x + 14, y, words, fontsize=TEXT - 0.5)
            x += 14 + 6.4 * len(words) + 24

    def svg(self, name: str, alt: str) -> str:
        """The drawing as an SVG element that scales with its column and says what it shows."""
        buffer = io.StringIO()
        with _settings(SETTINGS | {"svg.hashsalt": name}):
            renderer = RendererSVG(self.width, self.height, buffer, metadata=_NO_METADATA)
            for _, stroke in sorted(self._strokes, key=itemgetter(0)):
                if isinstance(stroke, str):
                    buffer.write(stroke)
                else:
                    stroke(renderer)
            renderer.finalize()
        # Its style sheet would reach the whole page; the two settings go on the element instead.
        drawing = buffer.getvalue().split("</defs>", 1)[1]
        opening = (
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" role="img" '
            f'aria-label="{escape(alt, quote=True)}" viewBox="0 0 {self.width:g} {self.height:g}" '
            f'font-family="{_FAMILY}" '
            'stroke-linejoin="round" stroke-linecap="butt" '
            f'style="width:100%;max-width:{self.width:g}px;height:auto;background:#fff">'
        )
        return opening + drawing.rstrip()


@contextmanager
def _settings(wanted: dict[Any, Any]) -> Iterator[None]:
    """Settings of matplotlib for a while, the few that the renderer reads: `rc_context` copies all there are."""
    before = {name: mpl.rcParams[name] for name in wanted}
    mpl.rcParams.update(wanted)
    try:
        yield
    finally:
        mpl.rcParams.update(before)


@cache
def _pen(
    color: str = INK, width: float = 1, dashes: Dashes = (), join: Any = "round", hatch: str = ""
) -> GraphicsContextBase:
    """What the renderer draws a line or the edge of an area with; dashes are as long as the line is wide."""
    pen = GraphicsContextBase()
    pen.set_foreground(to_rgba(color), isRGBA=True)
    pen.set_linewidth(width)
    pen.set_joinstyle(join)
    if dashes:
        pen.set_dashes(0, [length * width for length in dashes])
    if hatch:
        pen.set_hatch(hatch)
        pen.set_hatch_color(to_rgba(color))
        pen.set_hatch_linewidth(_HATCH)
    return pen


def _element(name: str, attributes: Mapping[str, str], words: str = "") -> str:
    """An element as the renderer writes its own."""
    told = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f" <{name}{told}>{escape(words, quote=False)}</{name}>\n" if words else f" <{name}{told}/>\n"


def _placed(shape: str, x: float, y: float, size: float) -> tuple[str, dict[str, str]]:
    """The element of a mark, and where it stands."""
    if shape == "o":
        return "circle", {"cx": f"{x:.6g}", "cy": f"{y:.6g}", "r": f"{size / 2:g}"}
    corners = " ".join(f"{x + across * size:.6g},{y + down * size:.6g}" for across, down in _CORNERS[shape])
    return "polygon", {"points": corners}
