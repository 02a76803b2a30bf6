"""A sheet to draw on in CSS pixels: one axes, y downwards, saved as an SVG that stands in a page."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ihanalysis.charts.style import GRID, INK, LINE, SETTINGS, TEXT

#: With 72 dots an inch a point is a pixel, so sizes mean the same everywhere.
_DPI = 72
_REFERENCE = re.compile(r'(?:url\(#|xlink:href="#)([^)"]+)')
_OWN_STYLE = re.compile(r"<metadata>.*?</metadata>\s*|<defs>\s*<style.*?</style>\s*</defs>\s*", re.DOTALL)
_ID = re.compile(r' id="([^"]+)"')


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
    """Draws with few calls and no layout engine, which is what makes charts quick."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._figure = Figure(figsize=(width / _DPI, height / _DPI), dpi=_DPI)
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, width)
        self._axes.set_ylim(height, 0)

    def text(self, x: float, y: float, words: str, **style: Any) -> None:
        """Words with their middle line at y; left-aligned in ink unless told otherwise.

        With `clear=True` nothing that was drawn before shows through them.
        """
        if style.pop("clear", False):
            style["bbox"] = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1}
        settings = {"fontsize": TEXT, "color": INK, "ha": "left", "va": "center_baseline", **style}
        # A dollar sign would otherwise begin a formula.
        self._axes.text(x, y, words.replace("$", r"\$"), **settings)

    def line(self, x: Sequence[float], y: Sequence[float], color: str = LINE, **style: Any) -> None:
        """A line through points."""
        self._axes.plot(x, y, color=color, **{"linewidth": 1, "solid_capstyle": "butt", **style})

    def lines(self, segments: Sequence[Sequence[tuple[float, float]]], color: str = GRID, **style: Any) -> None:
        """Many separate lines of one kind, as one element."""
        x: list[float] = []
        y: list[float] = []
        for segment in segments:
            x += [point[0] for point in segment] + [float("nan")]
            y += [point[1] for point in segment] + [float("nan")]
        self.line(x, y, color, **style)

    def mark(self, x: float, y: float, shape: str = "o", color: str = INK, size: float = 9, **style: Any) -> None:
        """A mark: "o" circle, "D" diamond, "^" and "v" triangles; `open=True` for an outline."""
        fill = "white" if style.pop("open", False) else color
        size = size * 0.8 if shape == "D" else size
        self._axes.plot(
            [x], [y], marker=shape, markersize=size, markerfacecolor=fill, markeredgecolor=color,
            markeredgewidth=1.5, linestyle="none", **style,
        )  # fmt: skip

    def interval(self, low: float, high: float, y: float, color: str, cap: float = 4) -> None:
        """A capped line between two limits."""
        strokes = [
            [(low, y), (high, y)],
            [(low, y - cap), (low, y + cap)],
            [(high, y - cap), (high, y + cap)],
        ]
        self.lines(strokes, color, linewidth=1.6)

    def box(self, x: float, y: float, width: float, height: float, **style: Any) -> None:
        """A rectangle by its top left corner."""
        self._axes.add_patch(Rectangle((x, y), width, height, **style))

    def band(self, x: Sequence[float], low: Sequence[float], high: Sequence[float], **style: Any) -> None:
        """The area between two lines."""
        self._axes.fill_between(x, low, high, **style)

    def legend(self, x: float, y: float, entries: Sequence[tuple[str, str, bool, str]]) -> None:
        """Marks and their words in one row: (shape, colour, open, words)."""
        for shape, color, hollow, words in entries:
            self.mark(x + 5, y, shape, color, open=hollow)
            self.text(x + 14, y, words, fontsize=TEXT - 0.5)
            x += 14 + 6.4 * len(words) + 24

    def svg(self, name: str, alt: str) -> str:
        """The drawing as an SVG element that scales with its column and says what it shows."""
        buffer = io.StringIO()
        with mpl.rc_context(SETTINGS | {"svg.hashsalt": name}):
            FigureCanvasSVG(self._figure).print_svg(buffer, metadata={"Date": None, "Creator": None})
        drawing = buffer.getvalue()
        drawing = drawing[drawing.index("<svg") :]
        # Its style sheet would reach the whole page; the two settings go on the element instead.
        drawing = _OWN_STYLE.sub("", drawing)
        referred = set(_REFERENCE.findall(drawing))
        # matplotlib names every group alike in every drawing; on one page names must be unique.
        drawing = _ID.sub(lambda found: found[0] if found[1] in referred else "", drawing)
        opening = (
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" role="img" '
            f'aria-label="{escape(alt, quote=True)}" viewBox="0 0 {self.width:g} {self.height:g}" '
            'stroke-linejoin="round" stroke-linecap="butt" '
            f'style="width:100%;max-width:{self.width:g}px;height:auto;background:#fff">'
        )
        return re.sub(r"<svg[^>]*>", lambda _: opening, drawing, count=1).strip()
