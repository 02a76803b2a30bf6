"""Two or three values side by side: a group and everyone, a system and England, counts at two rates."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ihanalysis.charts.canvas import Canvas, Scale
from ihanalysis.charts.style import ENGLAND, GREY, GROUP, INK, LINE, NARROW, SMALL, SYSTEM, TICK, WIDE


@dataclass(frozen=True, slots=True)
class Pair:
    """A group's value beside everyone's, and beside the comparison that is usually quoted, if any."""

    label: str
    note: str
    group: float
    everyone: float
    gap: str
    unlike: float = math.nan


@dataclass(frozen=True, slots=True)
class Row:
    """A system's value and interval above England's."""

    label: str
    note: str
    system: tuple[float, float, float]
    england: tuple[float, float, float]
    words: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Expected:
    """A modelled count: a rate applied to people, with an interval where there is one."""

    label: str
    note: str
    value: float
    limits: tuple[float, float] | None
    words: str


def draw_pairs(
    pairs: Sequence[Pair],
    names: tuple[str, ...],
    write: Callable[[float], str],
    axis: tuple[float, float],
    name: str,
    alt: str,
) -> tuple[str, str]:
    """Group and everyone joined by a thick line with the gap in words; the unlike one on a dashed line."""
    return _both(lambda width: _pairs(pairs, names, write, axis, width), name, alt)


def draw_rows(rows: Sequence[Row], system: str, name: str, alt: str) -> tuple[str, str]:
    """Values with intervals from zero, system above England."""
    return _both(lambda width: _rows(rows, system, width), name, alt)


def draw_expected(bars: Sequence[Expected], name: str, alt: str) -> tuple[str, str]:
    """Hatched bars, because the counts are modelled."""
    return _both(lambda width: _expected(bars, width), name, alt)


def _both(draw: Callable[[int], Canvas], name: str, alt: str) -> tuple[str, str]:
    return draw(WIDE).svg(f"{name}-wide", alt), draw(NARROW).svg(f"{name}-narrow", alt)


def _pairs(
    pairs: Sequence[Pair],
    names: tuple[str, ...],
    write: Callable[[float], str],
    axis: tuple[float, float],
    width: int,
) -> Canvas:
    wide = width == WIDE
    labels_above = 0 if wide else 22
    step, top = 66 + labels_above, _legend_height(len(names), wide)
    canvas = Canvas(width, top + step * len(pairs) + 26)
    marks = [("o", GROUP, False), ("D", ENGLAND, False), ("D", GREY, True)]
    _legend(canvas, [(*mark, words) for mark, words in zip(marks, names, strict=False)], wide)
    scale = Scale(*axis, 150 if wide else 16, width - 30)
    ticks = round_ticks(*axis)
    canvas.lines([[(scale(t), top), (scale(t), top + step * len(pairs))] for t in ticks])
    for number, pair in enumerate(pairs):
        _pair(canvas, scale, pair, top + step * number + step / 2 + labels_above / 2, write, wide)
    for tick in ticks:
        canvas.text(
            scale(tick),
            top + step * len(pairs) + 14,
            write(tick).removesuffix(".0"),
            fontsize=TICK,
            color=GREY,
            ha="center",
        )
    return canvas


def _pair(canvas: Canvas, scale: Scale, pair: Pair, y: float, write: Callable[[float], str], wide: bool) -> None:
    label = (y - 7 if pair.note else y) if wide else y - 36 - (14 if pair.note else 0)
    canvas.text(0, label, pair.label, weight="bold", fontsize=12.5)
    if pair.note:
        canvas.text(0, label + (15 if wide else 14), pair.note, fontsize=SMALL, color=GREY)
    group, everyone = scale(pair.group), scale(pair.everyone)
    canvas.line([group, everyone], [y, y], GROUP, linewidth=3)
    canvas.text((group + everyone) / 2, y - 13, pair.gap, color=GROUP, weight="bold", ha="center", fontsize=12.5)
    if not math.isnan(pair.unlike):
        unlike = scale(pair.unlike)
        canvas.line([everyone, unlike], [y, y], LINE, dashes=(3, 3))
        canvas.mark(unlike, y, "D", GREY, open=True)
        canvas.text(unlike, y + 16, write(pair.unlike), color=GREY, ha="center", fontsize=12.5)
    canvas.mark(group, y, "o", GROUP)
    canvas.mark(everyone, y, "D", ENGLAND)
    canvas.text(group, y + 16, write(pair.group), color=GROUP, weight="bold", ha="center", fontsize=12.5)
    canvas.text(everyone, y + 16, write(pair.everyone), weight="bold", ha="center", fontsize=12.5)


def _rows(rows: Sequence[Row], system: str, width: int) -> Canvas:
    wide = width == WIDE
    step, top = (54 if wide else 74), _legend_height(2, wide)
    canvas = Canvas(width, top + step * len(rows) + 26)
    _legend(canvas, [("o", SYSTEM, False, system), ("D", ENGLAND, False, "England")], wide)
    largest = max(max(_known(row.system + row.england)) for row in rows)
    ticks = round_ticks(0, largest)
    scale = Scale(0, ticks[-1], 262 if wide else 6, width - 60)
    bottom = top + step * len(rows)
    middles = [top + step * number + (step / 2 if wide else 50) for number in range(len(rows))]
    # On a phone the row's words stand above its marks, and no line of the grid may cross them.
    spans = [(top, bottom)] if wide else [(y - 18, y + 20) for y in middles]
    canvas.lines([[(scale(t), start), (scale(t), end)] for start, end in spans for t in ticks[1:]])
    canvas.lines([[(scale(0), start), (scale(0), end)] for start, end in spans], LINE)
    for row, y in zip(rows, middles, strict=True):
        canvas.text(0, y - 7 if wide else y - 42, row.label, fontsize=12.5)
        canvas.text(0, y + 9 if wide else y - 28, row.note, fontsize=SMALL, color=GREY)
        sides = (
            (row.system, "o", SYSTEM, y - 9, row.words[0]),
            (row.england, "D", ENGLAND, y + 9, row.words[1]),
        )
        for (value, lower, upper), shape, color, at, words in sides:
            _with_interval(canvas, scale, (value, lower, upper), shape, color, at)
            end = max(_known((value, upper))) if _known((value, upper)) else 0
            weight = "bold" if color == SYSTEM else "normal"
            canvas.text(scale(end) + 10, at, words, color=color, weight=weight, fontsize=12.5)
    for tick in ticks:
        canvas.text(scale(tick), bottom + 14, f"{tick:g}", fontsize=TICK, color=GREY, ha="center")
    return canvas


def _legend_height(entries: int, wide: bool) -> int:
    return 26 if wide else 20 * entries + 4


def _legend(canvas: Canvas, entries: Sequence[tuple[str, str, bool, str]], wide: bool) -> None:
    """In one row, or on a phone one below the other."""
    for number, group in enumerate([entries] if wide else [[entry] for entry in entries]):
        canvas.legend(0, 8 + 20 * number, group)


def _with_interval(
    canvas: Canvas, scale: Scale, figure: tuple[float, float, float], shape: str, color: str, y: float
) -> None:
    value, lower, upper = figure
    if math.isnan(value):
        return
    # An interval narrower than its mark would only blur it.
    if not math.isnan(lower) and scale(upper) - scale(lower) > 9:
        canvas.interval(scale(lower), scale(upper), y, color)
    canvas.mark(scale(value), y, shape, color)


def _expected(bars: Sequence[Expected], width: int) -> Canvas:
    wide = width == WIDE
    step = 54 if wide else 74
    canvas = Canvas(width, step * len(bars) + 6)
    longest = max(max(bar.value, *(bar.limits or (0,))) for bar in bars)
    scale = Scale(0, longest or 1, 230 if wide else 2, width - 110)
    for number, bar in enumerate(bars):
        y = step * number + (step / 2 if wide else 52)
        color, hatch = ((GROUP, "////"), (GREY, "\\\\\\\\"))[number % 2]
        canvas.text(0, y - 7 if wide else y - 38, bar.label, fontsize=12.5)
        canvas.text(0, y + 9 if wide else y - 24, bar.note, fontsize=SMALL, color=GREY)
        canvas.box(
            scale(0),
            y - 11,
            scale(bar.value) - scale(0),
            22,
            facecolor="white",
            edgecolor=color,
            hatch=hatch,
            linewidth=1.4,
        )
        end = bar.value
        if bar.limits:
            canvas.interval(scale(bar.limits[0]), scale(bar.limits[1]), y, INK)
            end = bar.limits[1]
        canvas.text(scale(end) + 10, y, bar.words, color=color, weight="bold" if number == 0 else "normal")
    return canvas


def _known(numbers: Sequence[float]) -> list[float]:
    return [number for number in numbers if not math.isnan(number)]


def round_ticks(low: float, high: float) -> list[float]:
    """Three to seven round numbers that hold a range between the first and the last.

    >>> round_ticks(0, 11.8), round_ticks(100.7, 127.9)
    ([0.0, 5.0, 10.0, 15.0], [100, 110, 120, 130])
    """
    span = (high - low) or 1
    size = 10 ** math.floor(math.log10(span))
    step = next(step for step in (size / 5, size / 2, size, 2 * size, 5 * size) if span / step <= 5)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(step * number, 10) for number in range(first, last + 1)]
