"""Every system as an open circle on one line; this one filled and named, England a dashed line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ihanalysis.charts.canvas import Canvas, Scale
from ihanalysis.charts.comparisons import round_ticks
from ihanalysis.charts.style import ENGLAND, GREY, LINE, NARROW, SYSTEM, TICK, WIDE

_SIZE = 9


def draw(
    values: Mapping[str, float],
    focus: str,
    label: str,
    england: tuple[float, str],
    name: str,
    alt: str,
) -> tuple[str, str]:
    """The strip as SVG, wide and narrow.

    Parameters
    ----------
    values
        A value for each system's code; the others stay without a name.
    focus, label
        The code of the system of the briefing, and what stands beside it.
    england
        England's value and its label.
    """
    drawings = [_draw(values, focus, label, england, width) for width in (WIDE, NARROW)]
    return drawings[0].svg(f"{name}-wide", alt), drawings[1].svg(f"{name}-narrow", alt)


def _draw(values: Mapping[str, float], focus: str, label: str, england: tuple[float, str], width: int) -> Canvas:
    ticks = round_ticks(min(values.values()), max(values.values()))
    scale = Scale(ticks[0], ticks[-1], 16, width - 16)
    places = _stacked(values, scale)
    tallest = max(height for _, height in places.values())
    base = 56 + tallest * (_SIZE + 1)
    canvas = Canvas(width, base + 34)
    canvas.line([scale(ticks[0]), scale(ticks[-1])], [base + 8] * 2, LINE)
    dashed = scale(england[0])
    canvas.line([dashed] * 2, [44, base + 8], ENGLAND, dashes=(4, 3), linewidth=1.4)
    canvas.text(dashed, 34, england[1], color=ENGLAND, ha=_side(dashed, width), fontsize=12.5)
    for code, (x, height) in places.items():
        if code != focus:
            canvas.mark(x, base - height * (_SIZE + 1), "o", GREY, size=7, open=True)
    x, height = places[focus]
    y = base - height * (_SIZE + 1)
    canvas.line([x, x], [22, y], SYSTEM)
    canvas.mark(x, y, "o", SYSTEM, size=10)
    canvas.text(x, 12, label, color=SYSTEM, weight="bold", ha=_side(x, width), fontsize=12.5)
    for tick in ticks:
        canvas.text(scale(tick), base + 22, f"{tick:g}", fontsize=TICK, color=GREY, ha="center")
    return canvas


def _side(x: float, width: int) -> str:
    """Words near an edge grow away from it."""
    if x < width * 0.3:
        return "left"
    return "right" if x > width * 0.7 else "center"


def _stacked(values: Mapping[str, float], scale: Scale) -> dict[str, tuple[float, int]]:
    """Circles that would overlap stand on one another: pixel and height of each."""
    heights: Counter[int] = Counter()
    places = {}
    for code, value in sorted(values.items(), key=lambda item: item[1]):
        column = round(scale(value) / _SIZE)
        places[code] = (float(column * _SIZE), heights[column])
        heights[column] += 1
    return places
