"""Figures over time: one series with its interval, or many small ones beside England's."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ihanalysis.charts.canvas import Canvas, Scale, two_lines
from ihanalysis.charts.comparisons import round_ticks
from ihanalysis.charts.style import BAND, BAND_EDGE, ENGLAND, GREY, GRID, LINE, NARROW, SMALL, SYSTEM, TICK, WIDE

_MISSING_YEAR = "#F3F3F3"
#: Of a small chart: its title above, its ends below, and its labels to the right of what is drawn.
_ABOVE, _BELOW, _RIGHT = 44, 34, 40


@dataclass(frozen=True, slots=True)
class Point:
    """A period's value with its limits; a value that is not a number is a period without a figure."""

    period: str
    value: float
    lower: float = math.nan
    upper: float = math.nan


@dataclass(frozen=True, slots=True)
class Panel:
    """One small chart of many: the system's series and England's."""

    title: str
    system: tuple[float, ...]
    england: tuple[float, ...]


def draw_trend(points: Sequence[Point], labelled: Sequence[str], name: str, alt: str) -> tuple[str, str]:
    """A line with a band for the interval, broken where a period has no figure.

    Parameters
    ----------
    points
        One a period, in order, without leaving a period out.
    labelled
        The periods whose value stands beside its mark.
    """
    drawings = [_trend(points, labelled, width) for width in (WIDE, NARROW)]
    return drawings[0].svg(f"{name}-wide", alt), drawings[1].svg(f"{name}-narrow", alt)


def draw_panels(panels: Sequence[Panel], periods: tuple[str, str], system: str, name: str, alt: str) -> tuple[str, str]:
    """Small multiples on one scale, named once; England dashed."""
    drawings = [_panels(panels, periods, system, width) for width in (WIDE, NARROW)]
    return drawings[0].svg(f"{name}-wide", alt), drawings[1].svg(f"{name}-narrow", alt)


def _trend(points: Sequence[Point], labelled: Sequence[str], width: int) -> Canvas:
    top, bottom, left = 24, 214, 40
    canvas = Canvas(width, bottom + 28)
    known = [number for p in points for number in (p.value, p.upper) if not math.isnan(number)]
    ticks = round_ticks(0, max(known))
    x = Scale(0, len(points) - 1, left + 12, width - 24)
    y = Scale(ticks[0], ticks[-1], bottom, top)
    canvas.lines([[(left, y(tick)), (width - 4, y(tick))] for tick in ticks[1:]])
    canvas.line([left, width - 4], [y(0)] * 2, LINE)
    for tick in ticks:
        canvas.text(left - 8, y(tick), f"{tick:,.0f}", fontsize=TICK, color=GREY, ha="right")
    _missing(canvas, points, x, top, bottom)
    for run in _stretches(range(len(points)), [not math.isnan(point.value) for point in points]):
        _run(canvas, run, points, x, y)
    # Eight labels of years are as many as a phone can hold.
    every = math.ceil(len(points) / (8 if width == WIDE else 4))
    for number, point in enumerate(points):
        if number % every == 0 or (number == len(points) - 1 and number % every > every / 2):
            canvas.text(x(number), bottom + 16, point.period, fontsize=TICK, color=GREY, ha="center")
        if point.period in labelled and not math.isnan(point.value):
            canvas.text(
                x(number), y(max(point.value, point.upper)) - 9, f"{point.value:,.0f}",
                color=SYSTEM, weight="bold", ha="center", fontsize=12.5,
            )  # fmt: skip
    return canvas


def _missing(canvas: Canvas, points: Sequence[Point], x: Scale, top: float, bottom: float) -> None:
    """A period without a figure is a grey band that says so, never a line across."""
    for number, point in enumerate(points):
        if math.isnan(point.value):
            half = (x(1) - x(0)) * 0.42
            canvas.box(x(number) - half, top, 2 * half, bottom - top, facecolor=_MISSING_YEAR, edgecolor="none")
            canvas.text(x(number), top + 10, "[x]", fontsize=SMALL, color=GREY, ha="center")


def _stretches(numbers: Sequence[int], known: Sequence[bool]) -> list[list[int]]:
    """The numbers that are known, in stretches without a gap."""
    stretches: list[list[int]] = [[]]
    for number in numbers:
        if known[number]:
            stretches[-1].append(number)
        else:
            stretches.append([])
    return [stretch for stretch in stretches if stretch]


def _run(canvas: Canvas, run: list[int], points: Sequence[Point], x: Scale, y: Scale) -> None:
    # A period without limits breaks the band, and only the band.
    for stretch in _stretches(run, [not math.isnan(point.lower) for point in points]):
        lower, upper = ([y(getattr(points[n], side)) for n in stretch] for side in ("lower", "upper"))
        if len(stretch) > 1:
            canvas.band([x(n) for n in stretch], lower, upper, facecolor=BAND, edgecolor=BAND_EDGE, linewidth=0.8)
    values = [y(points[n].value) for n in run]
    across = [x(number) for number in run]
    canvas.line(across, values, SYSTEM, linewidth=2)
    canvas.marks(across, values, "o", SYSTEM, size=5)


def _panels(panels: Sequence[Panel], periods: tuple[str, str], system: str, width: int) -> Canvas:
    columns = 4 if width == WIDE else 2
    across, down, top = width / columns, 144, 34
    canvas = Canvas(width, top + down * math.ceil(len(panels) / columns))
    canvas.legend(0, 8, [("o", SYSTEM, False, system), ("D", ENGLAND, False, "England")])
    largest = max(v for p in panels for v in (*p.system, *p.england) if not math.isnan(v))
    ticks = round_ticks(0, largest)
    places = [(across * (number % columns), top + down * (number // columns)) for number in range(len(panels))]
    for height, color in ((down - _BELOW, LINE), (_ABOVE, GRID)):
        canvas.lines([[(x, y + height), (x + across - _RIGHT, y + height)] for x, y in places], color)
    for number, (panel, (left, upper)) in enumerate(zip(panels, places, strict=True)):
        _panel(canvas, panel, periods, (left, upper, across, down), ticks[-1], first=number == 0)
    return canvas


def _panel(
    canvas: Canvas, panel: Panel, periods: tuple[str, str], place: tuple[float, float, float, float],
    highest: float, *, first: bool,
) -> None:  # fmt: skip
    left, upper, across, down = place
    for number, words in enumerate(two_lines(panel.title, 20)):
        canvas.text(left, upper + 6 + 14 * number, words, weight="bold", fontsize=12)
    x = Scale(0, max(len(panel.system) - 1, 1), left + 2, left + across - 46)
    y = Scale(0, highest, upper + down - _BELOW, upper + _ABOVE)
    if first:
        canvas.text(left, y(highest) - 8, f"{highest:g}%", fontsize=SMALL, color=GREY)
    ends = []
    for values, color, shape, style in (
        (panel.england, ENGLAND, "D", {"dashes": (4, 3), "linewidth": 1.4}),
        (panel.system, SYSTEM, "o", {"linewidth": 2}),
    ):
        canvas.line([x(n) for n in range(len(values))], [y(v) for v in values], color, **style)
        known = [n for n, value in enumerate(values) if not math.isnan(value)]
        if known:
            canvas.mark(x(known[-1]), y(values[known[-1]]), shape, color, size=6)
            ends.append((values[known[-1]], color))
    _end_labels(canvas, ends, x.right + 8, y)
    for words, at, side in ((periods[0], x.left, "left"), (periods[1], x.right, "right")):
        canvas.text(at, y(0) + 13, words, fontsize=SMALL, color=GREY, ha=side)


def _end_labels(canvas: Canvas, ends: list[tuple[float, str]], x: float, y: Scale) -> None:
    """Last values of both series, pushed apart where they would touch."""
    placed = sorted(((y(value), value, color) for value, color in ends))
    if len(placed) == 2 and placed[1][0] - placed[0][0] < 13:
        middle = (placed[0][0] + placed[1][0]) / 2
        placed = [(middle - 6.5, *placed[0][1:]), (middle + 6.5, *placed[1][1:])]
    for at, value, color in placed:
        weight = "bold" if color == SYSTEM else "normal"
        canvas.text(x, at, f"{value:.0f}%", color=color, weight=weight, fontsize=TICK)
