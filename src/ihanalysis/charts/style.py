"""The house style: colours with one role each, type, and the two widths every chart is drawn in."""

from __future__ import annotations

from typing import Any

#: Widths in CSS pixels: the text column of a page, and a phone less its margins.
WIDE, NARROW = 680, 358

INK = "#1D1D1D"  # text, the line of "the same"
GREY = "#595959"  # subtitles and second lines: 7.0 to 1 on white
SYSTEM = "#12436D"  # this system, always: 10.3 to 1
ENGLAND = "#6B6B6B"  # England or everyone, always with a diamond: 5.3 to 1
GROUP = "#801650"  # an inclusion health group: 9.8 to 1
LINE = "#8A8A8A"  # axes: 3.5 to 1
GRID = "#E2E2E2"  # helps the eye and carries no meaning
BAND, BAND_EDGE = "#D5DFE9", "#6C87A2"

FONTS = ["Arial", "Helvetica", "Liberation Sans", "DejaVu Sans"]
TEXT, TICK, SMALL = 13, 12, 11.5

#: What matplotlib must know while a chart is drawn; nothing of it outlives the drawing.
SETTINGS: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": FONTS,
}


#: The order in which a chart with several series takes its colours, four at most.
PALETTE = [SYSTEM, "#28A197", GROUP, "#F46A25"]


def use_house_style() -> None:
    """Let charts that an analyst draws with seaborn or matplotlib look like those of a briefing."""
    # It takes longer to import than a first answer should take, and no chart of our own needs it.
    import seaborn as sns

    sns.set_theme(
        style="white",
        palette=PALETTE,
        rc={
            "font.family": "sans-serif",
            "font.sans-serif": FONTS,
            "axes.edgecolor": LINE,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.titlelocation": "left",
            "axes.titleweight": "bold",
            "grid.color": GRID,
            "text.color": INK,
            "figure.figsize": (9, 4.5),
        },
    )
