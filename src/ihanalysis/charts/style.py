"""The house style: colours with one role each, type, and the two widths every chart is drawn in."""

from __future__ import annotations

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

#: The order in which a chart with several series takes its colours, four at most.
PALETTE = [SYSTEM, "#28A197", GROUP, "#F46A25"]


def use_house_style() -> None:
    """Let charts that an analyst draws with seaborn or matplotlib look like those of a briefing."""
    import seaborn as sns  # costs a second, which briefings need not pay

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
