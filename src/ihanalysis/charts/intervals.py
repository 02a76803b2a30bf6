"""Areas one under another in the order of the alphabet, each with its interval; England a dashed line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ihanalysis.charts.canvas import Canvas, Scale, two_lines
from ihanalysis.charts.comparisons import round_ticks
from ihanalysis.charts.style import ENGLAND, GREY, GRID, LINE, NARROW, SYSTEM, TICK, WIDE

_TOP = 30
#: Longer names take two lines.
_LONG = 38
#: The scale ends where the largest figure is so far along; a longer interval becomes an arrow.
_ROOM = 1.6


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area: its figure with limits, how the figure is written, and whether the eye should find it first."""

    name: str
    value: float
    lower: float
    upper: float
    words: str
    focus: bool = False
    comparator: bool = False


def draw(rows: Sequence[AreaRow], england: tuple[float, str], name: str, alt: str) -> tuple[str, str]:
    """The rows as SVG, wide and narrow; `england` is its figure, not a number where there is none, and its label."""
    drawings = [_draw(rows, england, width) for width in (WIDE, NARROW)]
    return drawings[0].svg(f"{name}-wide", alt), drawings[1].svg(f"{name}-narrow", alt)


def _draw(rows: Sequence[AreaRow], england: tuple[float, str], width: int) -> Canvas:
    wide = width == WIDE
    heights = [(34 if len(two_lines(row.name, _LONG)) > 1 else 25) if wide else 44 for row in rows]
    bottom = _TOP + sum(heights)
    canvas = Canvas(width, bottom + 30)
    known = [v for v in (*(row.value for row in rows), england[0]) if not math.isnan(v)] or [1.0]
    uppers = [row.upper for row in rows if not math.isnan(row.upper)]
    ticks = round_ticks(0, min(max([*known, *uppers]), max(known) * _ROOM) or 1)
    scale = Scale(0, ticks[-1], 262 if wide else 8, width - (86 if wide else 72))
    canvas.lines([[(scale(tick), _TOP), (scale(tick), bottom)] for tick in ticks[1:]], GRID)
    canvas.line([scale(0)] * 2, [_TOP, bottom], LINE)
    if not math.isnan(england[0]):
        dashed = scale(england[0])
        canvas.line([dashed] * 2, [_TOP - 6, bottom], ENGLAND, dashes=(4, 3), linewidth=1.4)
        side = "left" if dashed < width * 0.3 else "right" if dashed > width * 0.75 else "center"
        canvas.text(dashed, 12, england[1], color=ENGLAND, ha=side, fontsize=12.5)
    y = float(_TOP)
    for row, height in zip(rows, heights, strict=True):
        _row(canvas, scale, row, y, height, width)
        y += height
    for tick in ticks:
        canvas.text(scale(tick), bottom + 14, f"{tick:g}", fontsize=TICK, color=GREY, ha="center")
    return canvas


def _row(canvas: Canvas, scale: Scale, row: AreaRow, y: float, height: float, width: int) -> None:
    wide = width == WIDE
    middle = y + (height / 2 if wide else 30)
    color, weight = (SYSTEM, "bold") if row.focus else (GREY, "normal")
    lines = two_lines(row.name, _LONG) if wide else [row.name]
    for number, words in enumerate(lines):
        at = middle + (number - (len(lines) - 1) / 2) * 14 if wide else y + 12
        canvas.text(0, at, words, fontsize=TICK, weight=weight, color=SYSTEM if row.focus else "black")
    canvas.text(width, middle, row.words, fontsize=TICK, weight=weight, ha="right")
    if math.isnan(row.value):
        return
    if not math.isnan(row.lower):
        canvas.interval(scale(row.lower), scale(min(row.upper, scale.high)), middle, color)
        if row.upper > scale.high:
            canvas.mark(scale.right + 5, middle, ">", color, size=7)
    shape = "D" if row.comparator else "o"
    canvas.mark(scale(row.value), middle, shape, color, size=10 if row.focus else 8)
