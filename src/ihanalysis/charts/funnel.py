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
_LETTER = 7  # pixels that a letter of a name takes at most, on average
_RIGHT = 0.62  # of the width: names of places further right stand on their left
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
            # A name on the right would run into the label, which then stands on the left.
            free = not any(
                _named(p) and x(p.residents) > width * _RIGHT and abs(y(p.value) - high[-1] + 9) < _APART
                for p in places
            )
            at, side, end = (width - 10.0, "right", -1) if free else (left + 8.0, "left", 0)
            canvas.text(at, high[end] - 9, words, fontsize=SMALL, color=GREY, ha=side, clear=True)
    canvas.line([left, width], [y(average[0])] * 2, INK, linewidth=1.2)
    points = [(place, x(place.residents), y(place.value)) for place in places]
    under = y(average[0]) + 10
    covered = any(
        at > width - 10 - _LETTER * len(average[1]) and abs(height - under) < _APART for _, at, height in points
    )
    at, side = (left + 8.0, "left") if covered else (width - 10.0, "right")
    canvas.text(at, under, average[1], fontsize=SMALL, ha=side, clear=not covered)
    canvas.line([left, width], [y(0)] * 2, LINE)
    for tick in ticks:
        canvas.text(left - 8, y(tick), f"{tick:g}", fontsize=TICK, color=GREY, ha="right")
    for tick in round_ticks(float(residents[0]), float(residents[-1])):
        if residents[0] <= tick <= residents[-1]:
            canvas.text(x(tick), bottom + 16, f"{tick / 1000:,.0f}", fontsize=TICK, color=GREY, ha="center")
    canvas.text((left + width) / 2, bottom + 34, axis, fontsize=TICK, color=GREY, ha="center")
    _places(canvas, points, width, bottom)
    return canvas


def _places(canvas: Canvas, points: Sequence[tuple[Place, float, float]], width: int, bottom: int) -> None:
    """The places, those with one mark as one element, and the names that are given."""
    for mark in dict.fromkeys(_mark(place) for place, _, _ in points):
        shape, color, size, hollow = mark
        across, down = zip(*((x, y) for place, x, y in points if _mark(place) == mark), strict=True)
        canvas.marks(across, down, shape, color, size=size, open=hollow)
    taken: list[tuple[float, float, float]] = []
    for place, x, y in sorted((point for point in points if _named(point[0])), key=lambda point: point[2]):
        _name(canvas, place, x, y, (width, bottom), taken)


def _mark(place: Place) -> tuple[str, str, float, bool]:
    """Shape, colour, size, and whether it is an outline."""
    if place.focus:
        return "o", SYSTEM, 11, False
    if "99.8%" in place.where:
        return ("^", _HIGHER, 10, False) if place.where.startswith("above") else ("v", _LOWER, 10, False)
    return "o", SYSTEM, 7, True


def _named(place: Place) -> bool:
    return place.focus or (place.named and place.where != "within limits")


def _name(
    canvas: Canvas, place: Place, x: float, y: float, sheet: tuple[int, int], taken: list[tuple[float, float, float]]
) -> None:
    """Write a place's name beside its mark, below the names that are taken: start, end and height of each.

    One that would stand below the sheet is left to the table, unless the place is outside the outer limits.
    """
    width, bottom = sheet
    right = x > width * _RIGHT
    long = _LETTER * len(place.name)
    start = x - 10 - long if right else x + 10
    while any(abs(y - at) < _APART and start < end and begin < start + long for begin, end, at in taken):
        y += _APART
    outside = "99.8%" in place.where
    if y > bottom - _APART / 2 and not outside and not place.focus:
        return
    taken.append((start, start + long, y))
    canvas.text(
        x + (-10 if right else 10), y, place.name, fontsize=TICK, ha="right" if right else "left",
        color=SYSTEM if place.focus else INK if outside else GREY,
        weight="bold" if outside or place.focus else "normal",
    )  # fmt: skip
