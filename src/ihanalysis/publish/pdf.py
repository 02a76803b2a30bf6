"""A briefing as PDF: tagged, PDF/UA-1 and PDF/A-2a, composed for A4 by Typst.

The compiler refuses what the two standards forbid: a picture without a text
alternative, a missing title, a skipped heading level, a font that is not embedded.
It keeps threads, which a fork does not copy: a process that has written a PDF (or a
picture for Word) must not be forked to write another, which would wait for ever.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import typst

from ihanalysis.content import Comment, Points, Prose, Quote, Section, Title
from ihanalysis.publish.composition import Chapter, Figure, Leaf, Listed, Paper, compose, size
from ihanalysis.publish.printed_table import Cell, printed
from ihanalysis.publish.runs import Run, runs, source_of, verbatim

#: Its letters are as wide as Arial's, which charts are laid out for; it travels with the library, so
#: that a briefing is the same document on every machine. Licence: fonts/OFL.txt.
FONT = "Arimo"

_HERE = Path(__file__).parent
_TEMPLATES = _HERE / "templates"
_FAMILY = re.compile(r'font-family="[^"]*"')
_LONG = re.compile(r"\w{20,}")
#: A table of at most so many rows is not broken over two pages.
_WHOLE = 25
#: The pictures of the last call: a few of them, national ones, are in every briefing.
_drawn: dict[tuple[str, float], bytes] = {}


def write_pdf(title: Title, sections: Iterable[Section], path: Path, produced: date) -> None:
    """Write a briefing as PDF; a `publish.formats.Writer`."""
    day = datetime(produced.year, produced.month, produced.day, tzinfo=UTC)
    document = _document(compose(title, sections))
    made = _compiled("briefing.typ", document, format="pdf", pdf_standards=["ua-1", "a-2a"], timestamp=day)
    path.write_bytes(cast(bytes, made))


def draw_pngs(drawings: Sequence[str], dots: float) -> list[bytes]:
    """SVGs as pictures of points, for programs that show no SVG.

    Parameters
    ----------
    drawings
        The SVGs. Those that the last call had too are not drawn again.
    dots
        Points of the picture for each pixel of the drawing.
    """
    known = dict(_drawn)
    new = [drawing for drawing in dict.fromkeys(drawings) if (drawing, dots) not in known]
    if new:
        # At 72 to the inch a point of the page is a pixel of the drawing. All at once, because with every document
        # Typst forgets some of what it knows of the ones before.
        made = _compiled("pictures.typ", [_sheet(drawing) for drawing in new], format="png", ppi=72 * dots)
        pictures = made if isinstance(made, list) else [made]
        known |= {(drawing, dots): cast(bytes, picture) for drawing, picture in zip(new, pictures, strict=True)}
    wanted = {(drawing, dots): known[drawing, dots] for drawing in drawings}
    _drawn.clear()
    _drawn.update(wanted)
    return [wanted[drawing, dots] for drawing in drawings]


def _sheet(drawing: str) -> dict[str, Any]:
    width, height = size(drawing)
    return {"drawing": _in_our_font(drawing), "width": width, "height": height}


def _compiled(template: str, data: Any, **options: Any) -> bytes | list[bytes] | None:
    """What Typst makes of a template and data.

    The data come by a file, not as an input: where those differ, Typst lays out everything anew, and a process
    that publishes many briefings would gain nothing from what they share.
    """
    with TemporaryDirectory(prefix="ih") as folder:
        Path(folder, "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        main = shutil.copy(_TEMPLATES / template, folder)
        return typst.Compiler(main, root=folder, font_paths=_fonts()).compile(**options)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[_HERE / "fonts"])


def _document(paper: Paper) -> dict[str, Any]:
    """All that the template lays out."""
    return {
        "font": FONT,
        "name": paper.name,
        "title": {
            "kind": paper.title.kind,
            "name": paper.title.name,
            "purpose": paper.title.purpose,
            "facts": list(paper.title.facts.items()),
        },
        "rows": [[_chapter(chapter, len(row) > 1) for chapter in row] for row in paper.rows],
        "annex": [_annex(chapter) for chapter in paper.chapters if chapter.annexed],
        "reference": [_annex(chapter) for chapter in paper.reference],
        "sources": sorted(paper.sources),
    }


def _chapter(chapter: Chapter, abreast: bool) -> dict[str, Any]:
    return {
        "name": chapter.name,
        "message": chapter.message,
        "picture": chapter.picture,
        "leaves": [_leaf(leaf, abreast) for leaf in chapter.read],
    }


def _annex(chapter: Chapter) -> dict[str, Any]:
    return {
        "name": chapter.name,
        "message": chapter.message,
        "leaves": [_leaf(leaf) for leaf in chapter.rest],
        "tables": [_table(listed) for listed in chapter.tables],
    }


def _leaf(leaf: Leaf, abreast: bool = False) -> dict[str, Any]:
    match leaf:
        case Prose():
            return {"kind": "prose", "paragraphs": [_runs(text) for text in leaf.paragraphs]}
        case Points():
            points = [_runs(text) for text in leaf.points]
            return {"kind": "points", "title": leaf.title, "numbered": leaf.numbered, "points": points}
        case Quote():
            return {"kind": "quote", "text": _runs(leaf.text)}
        case Comment():
            words = [_written(verbatim(text)) for text in leaf.paragraphs]
            return {"kind": "comment", "title": leaf.title, "paragraphs": words, "said_by": leaf.said_by}
        case Listed():
            return {"kind": "table", **_table(leaf)}
        case figures:
            narrow = abreast or len(figures) > 1
            return {"kind": "figures", "figures": [_figure(figure, narrow) for figure in figures]}


def _figure(figure: Figure, narrow: bool) -> dict[str, Any]:
    chart = figure.chart
    return {
        "headline": chart.headline,
        "caption": figure.caption,
        "alt": chart.alt,
        "drawing": _in_our_font(chart.narrow if narrow else chart.wide),
        "source": _runs(chart.source),
        "table": figure.table,
    }


def _table(listed: Listed) -> dict[str, Any]:
    table = printed(listed.table)
    return {
        "number": listed.number,
        "caption": listed.caption,
        "names": table.names,
        "right": table.right,
        "widths": table.shares if listed.table.wordy else (),
        "blocks": [{"heading": block.heading, "rows": [_row(row) for row in block.rows]} for block in table.blocks],
        "note": _runs(listed.table.note),
        "whole": len(table.rows) <= _WHOLE and not listed.table.wordy,
    }


def _row(row: Sequence[Cell]) -> dict[str, Any]:
    cells = [
        {"words": _written(verbatim(cell.words) if cell.verbatim else runs(cell.words)), "small": _runs(cell.small)}
        for cell in row
    ]
    return {"source": source_of(row[0].words), "cells": cells}


def _runs(text: str) -> str | list[dict[str, Any]]:
    return _written(runs(text))


def _written(words: Sequence[Run]) -> str | list[dict[str, Any]]:
    """Words as the template writes them: a text where they are of one kind and lead nowhere, as most are."""
    if all(not (run.strong or run.address or run.source) for run in words):
        return "".join(run.text for run in words)
    return [
        {
            "text": _LONG.sub(_may_break, run.text) if run.address else run.text,
            "strong": run.strong,
            "address": run.address,
            "source": run.source,
        }
        for run in words
    ]


def _may_break(word: re.Match[str]) -> str:
    """A word of an address that is wider than a column, with places where a line may end."""
    return "\u200b".join(re.findall(".{1,10}", word[0]))


def _in_our_font(drawing: str) -> str:
    return _FAMILY.sub(f'font-family="{FONT}"', drawing, count=1)
