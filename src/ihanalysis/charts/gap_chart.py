"""The picture of all gaps: one row a measure, ratio to the comparator, values and words beside it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from ihanalysis.charts.canvas import Canvas, Scale, two_lines
from ihanalysis.charts.style import GREY, INK, LINE, NARROW, SMALL, SYSTEM, TICK, WIDE

#: The ratios the scale shows, doubling each step; a figure beyond them becomes an arrow.
TICKS = {0.125: "⅛", 0.25: "¼", 0.5: "½", 1.0: "same", 2.0: "2×", 4.0: "4×"}
_ROW, _HEADING, _TOP = 38, 36, 8
_ARROW = 14


@dataclass(frozen=True, slots=True)
class GapRow:
    """One measure: what it is, its ratio with limits, and how its values and verdict read."""

    title: str
    unit: str
    ratio: float
    lower: float
    upper: float
    value: str
    comparator: str
    words: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class GapBlock:
    """Rows of one kind under their heading: group gaps, or place gaps."""

    heading: str
    columns: tuple[str, str]
    rows: tuple[GapRow, ...]
    color: str = SYSTEM
    shape: str = "o"
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the columns of a drawing stand, how high a row is, and what stands in it above the picture."""

    width: int
    row: int
    above: int
    scale: tuple[float, float]
    value: float
    comparator: float
    words: float


_WIDE = _Columns(WIDE, _ROW, 0, (258, 462), 530, 592, 606)
_NARROW = _Columns(NARROW, 62, 34, (10, 172), 222, 276, 286)


def draw(blocks: Sequence[GapBlock], name: str, alt: str) -> tuple[str, str]:
    """The chart as SVG, wide and narrow."""
    return _draw(blocks, _WIDE, f"{name}-wide", alt), _draw(blocks, _NARROW, f"{name}-narrow", alt)


def _draw(blocks: Sequence[GapBlock], columns: _Columns, name: str, alt: str) -> str:
    height = _TOP + sum(_HEADING + columns.row * len(block.rows) for block in blocks) + 28
    canvas = Canvas(columns.width, height)
    low, high = math.log2(min(TICKS)), math.log2(max(TICKS))
    scale = Scale(low, high, *columns.scale)
    rows, y = [], float(_TOP)
    for block in blocks:
        _heading(canvas, columns, block, y)
        y += _HEADING
        for row in block.rows:
            rows.append((block, row, y))
            y += columns.row
    _grid(canvas, columns, scale, {y: not row.instead for _, row, y in rows})
    for block, row, top in rows:
        _row(canvas, columns, scale, block, row, top)
    for ratio, words in TICKS.items():
        canvas.text(scale(math.log2(ratio)), y + 14, words, fontsize=TICK, ha="center", color=GREY)
    return canvas.svg(name, alt)


def _grid(canvas: Canvas, columns: _Columns, scale: Scale, rows: Mapping[float, bool]) -> None:
    """A line below each row; across those that have a picture the ticks, and no difference in ink."""
    uprights = {
        ratio: [
            [(scale(math.log2(ratio)), y + columns.above), (scale(math.log2(ratio)), y + columns.row)]
            for y, has_picture in rows.items()
            if has_picture
        ]
        for ratio in TICKS
    }
    same = uprights.pop(1)
    feet = [[(0.0, y + columns.row), (float(columns.width), y + columns.row)] for y in rows]
    canvas.lines([*feet, *chain(*uprights.values())])
    canvas.lines(same, INK)


def _heading(canvas: Canvas, columns: _Columns, block: GapBlock, y: float) -> None:
    heading = block.heading if columns.width == WIDE else block.heading.split(":")[0]
    canvas.text(0, y + 18, heading, weight="bold", fontsize=12.5)
    for x, words in zip((columns.value, columns.comparator), block.columns, strict=True):
        canvas.text(x, y + 18, words, fontsize=TICK, color=GREY, ha="right")
    canvas.text(columns.words, y + 18, "In words", fontsize=TICK, color=GREY)
    canvas.line([0, columns.width], [y + _HEADING - 2] * 2, LINE)


def _row(canvas: Canvas, columns: _Columns, scale: Scale, block: GapBlock, row: GapRow, y: float) -> None:
    wide = columns.width == WIDE
    # On a phone the name stands above its picture, and the picture keeps the width of a column.
    middle = y + (columns.row / 2 if wide else 46)
    canvas.text(0, y + 12, row.title, fontsize=12.5)
    canvas.text(0, y + 27, row.unit, fontsize=SMALL, color=GREY)
    if row.instead:
        centre = (columns.scale[0] + columns.scale[1]) / 2
        canvas.text(centre, middle, row.instead, fontsize=TICK, color=block.color, ha="center")
    else:
        _mark(canvas, scale, block, row, middle)
    canvas.text(columns.value, middle, row.value, weight="bold", ha="right", fontsize=12.5)
    canvas.text(columns.comparator, middle, row.comparator, ha="right", color=GREY, fontsize=12.5)
    lines = two_lines(row.words, 10)
    for number, words in enumerate(lines):
        offset = 0 if len(lines) == 1 else (-7.5, 7.5)[number]
        canvas.text(columns.words, middle + offset, words, fontsize=TICK)


def _mark(canvas: Canvas, scale: Scale, block: GapBlock, row: GapRow, y: float) -> None:
    if math.isnan(row.ratio):
        return
    inside = [_inside(scale, ratio) for ratio in (row.lower, row.ratio, row.upper)]
    if not math.isnan(row.lower):
        canvas.interval(inside[0], inside[2], y, block.color)
    for ratio, edge, shape in ((row.lower, scale.left, "<"), (row.upper, scale.right, ">")):
        beyond = ratio < min(TICKS) if shape == "<" else ratio > max(TICKS)
        if beyond:
            canvas.mark(edge - _ARROW / 2 if shape == "<" else edge + _ARROW / 2, y, shape, block.color, size=7)
    canvas.mark(inside[1], y, block.shape, block.color, open=block.hollow)


def _inside(scale: Scale, ratio: float) -> float:
    if math.isnan(ratio):
        return math.nan
    smallest, largest = min(TICKS), max(TICKS)
    return scale(math.log2(min(max(ratio, smallest), largest)))
