"""Places against their own average, within limits that narrow as places grow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ihanalysis.charts.canvas import Canvas, Scale
from ihanalysis.charts.comparisons import round_ticks
from ihanalysis.charts.style import GREY, GROUP, INK, LINE, NARROW, SMALL, SYSTEM, TICK, WIDE

_APART = 14  # pixels between two lines of words
_HIGHER, _LOWER = GROUP, "#1E7B73"
_OUTER, _INNER, _EDGE = "#F0F3F6", "#E3EAF1", "#767676"

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Place:
    """A place: residents, rate, where it stands in the funnel, and whether it may be named there."""

    name: str
    residents: float
    value: float
    where: str
    named: bool = True
    focus: bool = False


def draw(
    places: Sequence[Place],
    limits: tuple[Floats, Floats, Floats],
    average: tuple[float, str],
    axis: str,
    name: str,
    alt: str,
) -> tuple[str, str]:
    """The funnel as SVG, wide and narrow.

    Parameters
    ----------
    limits
        Residents (n), lower limits and upper limits (n by two: 95% and 99.8%).
    average
        Around which the funnel is drawn, in the unit of the places' values, and its label.
    axis
        What is across.
    """
    drawings = [_draw(places, limits, average, axis, width) for width in (WIDE, NARROW)]
    return drawings[0].svg(f"{name}-wide", alt), drawings[1].svg(f"{name}-narrow", alt)


def _draw(
    places: Sequence[Place], limits: tuple[Floats, Floats, Floats], average: tuple[float, str], axis: str, width: int
) -> Canvas:
    residents, lower, upper = limits
    top, bottom, left = 16, 316, 36
    canvas = Canvas(width, bottom + 46)
    highest = max(*(place.value for place in places), float(np.median(upper[:, 1])))
    ticks = round_ticks(0, highest * 1.04)
    x = Scale(float(residents[0]), float(residents[-1]), left, width - 8)
    y = Scale(0, ticks[-1], bottom, top)
    canvas.lines([[(left, y(tick)), (width, y(tick))] for tick in ticks[1:]])
    across = [x(float(n)) for n in residents]
    # Limits of very small places may leave the sheet; they are drawn to its edge.
    edges = {level: [np.minimum(side[:, level], ticks[-1]) for side in (lower, upper)] for level in (0, 1)}
    close = abs(y(float(edges[0][1][-1])) - y(float(edges[1][1][-1]))) < _APART
    for level, color, dashes in ((1, _OUTER, (3, 3)), (0, _INNER, ())):
        low, high = ([y(float(v)) for v in side] for side in edges[level])
        canvas.band(across, low, high, facecolor=color, edgecolor="none")
        for line in (low, high):
            canvas.line(across, line, _EDGE, dashes=dashes, linewidth=0.9)
        words = ("95% and 99.8% limits" if close else "99.8% limits") if level else "95% limits"
        if level or not close:
            canvas.text(width - 10, high[-1] - 9, words, fontsize=SMALL, color=GREY, ha="right", clear=True)
    canvas.line([left, width], [y(average[0])] * 2, INK, linewidth=1.2)
    canvas.text(width - 10, y(average[0]) + 10, average[1], fontsize=SMALL, ha="right", clear=True)
    canvas.line([left, width], [y(0)] * 2, LINE)
    for tick in ticks:
        canvas.text(left - 8, y(tick), f"{tick:g}", fontsize=TICK, color=GREY, ha="right")
    for tick in round_ticks(float(residents[0]), float(residents[-1])):
        if residents[0] <= tick <= residents[-1]:
            canvas.text(x(tick), bottom + 16, f"{tick / 1000:,.0f}", fontsize=TICK, color=GREY, ha="center")
    canvas.text((left + width) / 2, bottom + 34, axis, fontsize=TICK, color=GREY, ha="center")
    for place in places:
        _place(canvas, place, x(place.residents), y(place.value), width)
    return canvas


def _place(canvas: Canvas, place: Place, x: float, y: float, width: int) -> None:
    outside = "99.8%" in place.where
    if place.focus:
        canvas.mark(x, y, "o", SYSTEM, size=11)
    elif outside:
        shape, color = ("^", _HIGHER) if place.where.startswith("above") else ("v", _LOWER)
        canvas.mark(x, y, shape, color, size=10)
    else:
        canvas.mark(x, y, "o", SYSTEM, size=7, open=True)
    if place.focus or (place.named and place.where != "within limits"):
        right = x > width * 0.62
        canvas.text(
            x + (-10 if right else 10), y, place.name, fontsize=TICK, ha="right" if right else "left",
            color=SYSTEM if place.focus else INK if outside else GREY,
            weight="bold" if outside or place.focus else "normal", clear=True,
        )  # fmt: skip
