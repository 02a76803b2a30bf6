"""Places against their own average, within limits that narrow as places grow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from ihanalysis.charts.canvas import Canvas, Scale, two_lines
from ihanalysis.charts.comparisons import round_ticks
from ihanalysis.charts.names import ROW, Box, along, beside, clearest, covered
from ihanalysis.charts.names import width as width_of
from ihanalysis.charts.style import GREY, GROUP, INK, LINE, NARROW, SMALL, SYSTEM, TICK, WIDE

_LONG = 0.085  # letters for each pixel of the sheet: a longer name, of about six tenths of it, takes two lines
_RIGHT = 0.62  # of the width: names of places further right stand on their left
_HIGHER, _LOWER = GROUP, "#1E7B73"
_OUTER, _INNER, _EDGE = "#F0F3F6", "#E3EAF1", "#767676"

Floats = NDArray[np.float64]
#: Words, their colour, and the lines, from left to right, on which their middle may stand.
Label = tuple[str, str, Sequence[tuple[Sequence[float], Sequence[float]]]]


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
    residents, _, upper = limits
    top, bottom, left = 16, 316, 36
    canvas = Canvas(width, bottom + 46)
    highest = max(*(place.value for place in places), float(np.median(upper[:, 1])))
    ticks = round_ticks(0, highest * 1.04)
    x = Scale(float(residents[0]), float(residents[-1]), left, width - 8)
    y = Scale(0, ticks[-1], bottom, top)
    canvas.lines([[(left, y(tick)), (width, y(tick))] for tick in ticks[1:]])
    labels = _limits(canvas, limits, x, y)
    middle = y(average[0])
    canvas.line([left, width], [middle] * 2, INK, linewidth=1.2)
    labels.append((average[1], INK, [([left, width], [middle + away] * 2) for away in (10, -10)]))
    canvas.line([left, width], [y(0)] * 2, LINE)
    for tick in ticks:
        canvas.text(left - 8, y(tick), f"{tick:g}", fontsize=TICK, color=GREY, ha="right")
    for tick in round_ticks(float(residents[0]), float(residents[-1])):
        if residents[0] <= tick <= residents[-1]:
            canvas.text(x(tick), bottom + 16, f"{tick / 1000:,.0f}", fontsize=TICK, color=GREY, ha="center")
    canvas.text((left + width) / 2, bottom + 34, axis, fontsize=TICK, color=GREY, ha="center")
    points = [(place, x(place.residents), y(place.value)) for place in places]
    taken = [_box(*point) for point in points]
    taken.append(Box(left, middle - 1, width, middle + 1))
    sheet = Box(left, 0, width - 2, bottom)
    _label(canvas, labels, sheet, taken)
    _mark_all(canvas, points)
    # Whom the page is about is named first, then from the top.
    for point in sorted(points, key=lambda point: (not point[0].focus, point[2])):
        if _named(point[0]):
            _name(canvas, *point, sheet, taken)
    return canvas


def _limits(canvas: Canvas, limits: tuple[Floats, Floats, Floats], x: Scale, y: Scale) -> list[Label]:
    """Both pairs of limits, and the labels of the upper ones."""
    residents, lower, upper = limits
    across = [x(float(n)) for n in residents]
    # Limits of very small places may leave the sheet; they are drawn to its edge.
    edges = {level: [np.minimum(side[:, level], y.high) for side in (lower, upper)] for level in (0, 1)}
    close = abs(y(float(edges[0][1][-1])) - y(float(edges[1][1][-1]))) < ROW
    labels: list[Label] = []
    for level, color, dashes in ((1, _OUTER, (3, 3)), (0, _INNER, ())):
        low, high = ([y(float(v)) for v in side] for side in edges[level])
        canvas.band(across, low, high, facecolor=color, edgecolor="none")
        for line in (low, high):
            canvas.line(across, line, _EDGE, dashes=dashes, linewidth=0.9)
        words = ("95% and 99.8% limits" if close else "99.8% limits") if level else "95% limits"
        if level or not close:
            labels.append((words, GREY, [(across, [height - 9 for height in high])]))
    return labels


def _label(canvas: Canvas, labels: Sequence[Label], sheet: Box, taken: list[Box]) -> None:
    """The labels of lines, under the marks, as far right as there is room."""
    for words, color, lines in labels:
        wide = width_of(words, SMALL)
        spot = clearest(chain.from_iterable(along(*line, wide, sheet) for line in lines), taken)
        taken.append(spot.box)
        canvas.text(spot.x, spot.y, words, fontsize=SMALL, color=color, ha=spot.side, clear=True)


def _mark_all(canvas: Canvas, points: Sequence[tuple[Place, float, float]]) -> None:
    """The places, those with one mark as one element."""
    for mark in dict.fromkeys(_mark(place) for place, _, _ in points):
        shape, color, size, hollow = mark
        across, down = zip(*((x, y) for place, x, y in points if _mark(place) == mark), strict=True)
        canvas.marks(across, down, shape, color, size=size, open=hollow)


def _box(place: Place, x: float, y: float) -> Box:
    """What a place's mark covers."""
    half = _mark(place)[2] / 2
    return Box(x - half, y - half, x + half, y + half)


def _mark(place: Place) -> tuple[str, str, float, bool]:
    """Shape, colour, size, and whether it is an outline."""
    if place.focus:
        return "o", SYSTEM, 11, False
    if "99.8%" in place.where:
        return ("^", _HIGHER, 10, False) if place.where.startswith("above") else ("v", _LOWER, 10, False)
    return "o", SYSTEM, 7, True


def _named(place: Place) -> bool:
    return place.focus or (place.named and place.where != "within limits")


def _name(canvas: Canvas, place: Place, x: float, y: float, sheet: Box, taken: list[Box]) -> None:
    """Write a place's name near its mark, where it covers least.

    A place within the outer limits whose name would stand on others is left to the table.
    """
    outside = "99.8%" in place.where
    bold = outside or place.focus
    rows = two_lines(place.name, int((sheet.right - sheet.left) * _LONG))
    wide = max(width_of(row, TICK, bold) for row in rows)
    spots = beside(x, y, wide, sheet, turn=canvas.width * _RIGHT, rows=len(rows), far=bold)
    spot = clearest(spots, taken)
    if not bold and covered(spot, taken):
        return
    taken.append(spot.box)
    color = SYSTEM if place.focus else INK if outside else GREY
    if spot.away > 1:
        end = spot.y if spot.side != "center" else spot.box.bottom if spot.y < y else spot.box.top
        canvas.line([x, spot.x], [y, end], color, linewidth=0.8)
    first = spot.y - ROW * (len(rows) - 1) / 2
    for number, row in enumerate(rows):
        canvas.text(
            spot.x, first + ROW * number, row, fontsize=TICK, ha=spot.side, color=color,
            weight="bold" if bold else "normal",
        )  # fmt: skip
