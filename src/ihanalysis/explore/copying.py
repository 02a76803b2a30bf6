"""A picture to take away: shown as an image, with files that are part of the page, so that nothing is fetched."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from textwrap import wrap
from typing import Any

import pandas as pd

from ihanalysis.charts.style import FONTS, GREY, INK, SMALL, TICK
from ihanalysis.content import Chart, emphasised
from ihanalysis.errors import UnknownChoiceError
from ihanalysis.publish.composition import size
from ihanalysis.publish.pdf import draw_pngs
from ihanalysis.publish.tables import csv_bytes

#: Points of a PNG for each pixel of the drawing: sharp in print at the width of a page.
_DOTS = 2
#: Room for the words above and below an exported drawing: letters and pixels of a line.
_HEADLINE, _WORDS = (78, 21), (108, 16)
_EDGE = 16
#: As what a picture can be saved.
_KINDS = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv"}
_STYLE = """<style>
.ih-picture{margin:0 0 1.5em;max-width:720px}.ih-picture h3{margin:.8em 0 .2em;font-size:1.15em;font-weight:bold}
.ih-picture p{margin:.2em 0 .6em}.ih-picture .from{font-size:.9em;opacity:.85}
.ih-picture img{display:block;width:100%;max-width:680px;height:auto;background:#fff}
.ih-picture .save a{margin-left:.6em;text-decoration:underline}
</style>"""


@dataclass(frozen=True, eq=False, repr=False)
class Picture:
    """A chart that shows itself with links to save it, and gives up its frame.

    Attributes
    ----------
    chart
        Headline, drawing, text alternative, table and source.
    frame
        The figures that are drawn, unrounded.
    """

    chart: Chart
    frame: pd.DataFrame

    def __repr__(self) -> str:
        return f"{self.chart.headline}\n{self.chart.alt}"

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        return self.chart.alt

    def file(self, kind: str) -> bytes:
        """The picture as "svg" or "png", with headline and source inside, or its figures as "csv".

        Raises
        ------
        UnknownChoiceError
            If it is asked for as anything else.
        """
        match kind:
            case "svg":
                return exported(self.chart).encode()
            case "png":
                return draw_pngs([exported(self.chart)], _DOTS)[0]
            case "csv":
                return csv_bytes(self.frame)
        raise UnknownChoiceError.of("kind of file", kind, _KINDS)

    def save(self, path: Path | str) -> Path:
        """Write the picture, or its figures, to a file whose ending says which: .svg, .png or .csv.

        Raises
        ------
        UnknownChoiceError
            If the ending is another.
        """
        there = Path(path)
        there.write_bytes(self.file(there.suffix.removeprefix(".").lower()))
        return there

    def html(self) -> str:
        """Headline, image with its text alternative, source, and links to save it."""
        chart = self.chart
        links = " ".join(
            f'<a download="{chart.name}.{kind}" href="{_address(media, self.file(kind))}" '
            f'aria-label="Save as {kind.upper()}: {escape(chart.headline, quote=True)}">{kind.upper()}</a>'
            for kind, media in _KINDS.items()
        )
        image = _address(_KINDS["svg"], _sized(chart.wide).encode())
        return (
            f'{_STYLE}<figure class="ih-picture"><figcaption><h3>{escape(chart.headline)}</h3>'
            f'<p>{escape(chart.subtitle)}</p></figcaption><img src="{image}" alt="{escape(chart.alt, quote=True)}">'
            f'<p class="from">{emphasised(chart.source)}</p><p class="save">Save as {links}</p></figure>'
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": self.html(), "text/plain": repr(self)}


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
