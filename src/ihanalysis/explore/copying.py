"""A picture to take away: shown as an image, with files that are part of the page, so that nothing is fetched."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from html import escape
from textwrap import wrap

import pandas as pd

from ihanalysis.charts.style import FONTS, GREY, INK, SMALL, TICK
from ihanalysis.content import Chart, emphasised
from ihanalysis.publish.composition import size
from ihanalysis.publish.pdf import draw_png
from ihanalysis.publish.tables import csv_bytes

#: Points of a PNG for each pixel of the drawing: sharp in print at the width of a page.
_DOTS = 2
#: Room for the words above and below an exported drawing: letters and pixels of a line.
_HEADLINE, _WORDS = (78, 21), (108, 16)
_EDGE = 16


def picture(chart: Chart, frame: pd.DataFrame) -> str:
    """A chart as HTML: headline, image with its text alternative, source, and links to save it.

    Parameters
    ----------
    frame
        The figures behind the chart, for the CSV.
    """
    whole = exported(chart)
    files = (
        ("SVG", "svg", "image/svg+xml", whole.encode()),
        ("PNG", "png", "image/png", draw_png(whole, _DOTS)),
        ("CSV", "csv", "text/csv", csv_bytes(frame)),
    )
    links = " ".join(
        f'<a download="{chart.name}.{ending}" href="{_address(kind, content)}" '
        f'aria-label="Save as {name}: {escape(chart.headline, quote=True)}">{name}</a>'
        for name, ending, kind, content in files
    )
    image = _address("image/svg+xml", _sized(chart.wide).encode())
    return (
        f'<figure class="ih-picture"><figcaption><h3>{escape(chart.headline)}</h3><p>{escape(chart.subtitle)}</p>'
        f'</figcaption><img src="{image}" alt="{escape(chart.alt, quote=True)}">'
        f'<p class="from">{emphasised(chart.source)}</p><p class="save">Save as {links}</p></figure>'
    )


def exported(chart: Chart) -> str:
    """The drawing as an SVG of its own, with headline, subtitle and source inside."""
    width, height = size(chart.wide)
    above = [(line, 15, INK, "bold", _HEADLINE[1]) for line in wrap(chart.headline, _HEADLINE[0])]
    above += [(line, TICK, GREY, "normal", _WORDS[1]) for line in wrap(chart.subtitle, _WORDS[0])]
    below = [(line, SMALL, GREY, "normal", _WORDS[1]) for line in wrap(chart.source, _WORDS[0])]
    top = _EDGE + sum(line[-1] for line in above) + _EDGE / 2
    lines = [*_lines(above, _EDGE), *_lines(below, top + height + _EDGE)]
    whole = width + 2 * _EDGE, top + height + sum(line[-1] for line in below) + 2 * _EDGE
    placed = f'x="{_EDGE}" y="{top:g}" width="{width:g}" height="{height:g}"'
    drawing = re.sub(r'<svg([^>]*) style="[^"]*">', rf"<svg\1 {placed}>", chart.wide, count=1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(chart.alt, quote=True)}" '
        f'width="{whole[0]:g}" height="{whole[1]:g}" viewBox="0 0 {whole[0]:g} {whole[1]:g}">'
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(lines)}{drawing}</svg>'
    )


def _lines(lines: Sequence[tuple[str, float, str, str, int]], y: float) -> list[str]:
    family = ", ".join(FONTS)
    texts = []
    for words, letters, color, weight, step in lines:
        y += step
        texts.append(
            f'<text x="{_EDGE}" y="{y - step * 0.3:g}" fill="{color}" '
            f'style="font-size: {letters}px; font-weight: {weight}; font-family: {family}">{escape(words)}</text>'
        )
    return texts


def _sized(drawing: str) -> str:
    """An SVG that stands in an image needs a size of its own."""
    width, height = size(drawing)
    return drawing.replace("<svg ", f'<svg width="{width:g}" height="{height:g}" ', 1)


def _address(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{b64encode(content).decode('ascii')}"
