"""A Word document as a file: its text with styles, running title, page numbers, lists and pictures.

It is a set of parts in a zip file; those that are the same for all stand in `templates/word`.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from ihanalysis.publish.composition import Paper
from ihanalysis.publish.wordprocessing import References

_PARTS = Path(__file__).parent / "templates" / "word"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#: The lists that `numbering.xml` describes.
_POINTS, _NUMBERED = 0, 1
#: Where each part stands in the zip file.
_PLACES = {
    "[Content_Types].xml": "content_types.xml",
    "_rels/.rels": "package.xml",
    "docProps/core.xml": "core.xml",
    "word/document.xml": "document.xml",
    "word/_rels/document.xml.rels": "relations.xml",
    "word/styles.xml": "styles.xml",
    "word/settings.xml": "settings.xml",
    "word/numbering.xml": "numbering.xml",
    "word/header1.xml": "header.xml",
    "word/footer1.xml": "footer.xml",
}


def packed(blocks: Iterable[str], references: References, paper: Paper, produced: date) -> bytes:
    """The file, the same bytes for the same input.

    Parameters
    ----------
    blocks
        The text, which adds to the references as it is written.
    references
        What it refers to.
    paper
        Names the document and says what it is for.
    produced
        The day that its properties give, and every part in the zip.
    """
    words = {
        "body": "\n".join(blocks),
        "name": escape(paper.name),
        "purpose": escape(paper.title.purpose),
        "time": f"{produced.isoformat()}T00:00:00Z",
        "lists": "\n  ".join(_lists(references)),
        "references": "\n  ".join(_relations(references)),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for place, part in _PLACES.items():
            file.writestr(_about(place, produced), _template(part).substitute(words), zipfile.ZIP_DEFLATED)
        for name, png in references.pictures.items():
            file.writestr(_about(f"word/media/{name}.png", produced), png, zipfile.ZIP_STORED)  # it is compressed
    return buffer.getvalue()


def _lists(references: References) -> Iterator[str]:
    for number, numbered in enumerate(references.lists, start=1):
        # Each begins at 1, not where the last one ended.
        start = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>' if numbered else ""
        kind = f'<w:abstractNumId w:val="{_NUMBERED if numbered else _POINTS}"/>'
        yield f'<w:num w:numId="{number}">{kind}{start}</w:num>'


def _relations(references: References) -> Iterator[str]:
    for name in references.pictures:
        yield f'<Relationship Id="{name}" Type="{_RELATION}/image" Target="media/{name}.png"/>'
    for address, name in references.addresses.items():
        target = f'Target="{escape(address)}" TargetMode="External"'
        yield f'<Relationship Id="{name}" Type="{_RELATION}/hyperlink" {target}/>'


@cache
def _template(part: str) -> Template:
    return Template((_PARTS / part).read_text(encoding="utf-8"))


def _about(place: str, produced: date) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(place, (produced.year, produced.month, produced.day, 0, 0, 0))
