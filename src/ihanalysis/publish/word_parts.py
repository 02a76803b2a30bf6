"""Finish what pandoc converted: the house styles, running title, page numbers, properties, fields.

A Word document is a set of parts in a zip file. Pandoc writes the text; the parts
that make it look and behave like a briefing stand in `templates/word`.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from ihanalysis.publish.composition import Paper

_PARTS = Path(__file__).parent / "templates" / "word"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
#: A4 with the margins of the printed briefing, in twentieths of a point; no running title on the first page.
_TEXT_WIDTH = (11906 - 2 * 964) * 635  # in English metric units, 635 to the twentieth of a point
_SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rIdHeader"/><w:footerReference w:type="default" '
    'r:id="rIdFooter"/><w:footerReference w:type="first" r:id="rIdFooter"/><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1190" w:right="964" w:bottom="1077" w:left="964" w:header="600" w:footer="600" w:gutter="0"/>'
    "<w:titlePg/></w:sectPr>"
)
_NUMBER = re.compile(r'<w:r>\s*<w:rPr>\s*<w:rStyle w:val="SequenceNumber" />\s*</w:rPr>.*?</w:r>', re.DOTALL)
_MEDIA = re.compile(r'Id="(\w+)" Target="(media/[^"]+)"')
_DRAWING = re.compile(r'<w:drawing>(?:(?!</w:drawing>).)*r:embed="(\w+)".*?</w:drawing>', re.DOTALL)
_EXTENT = re.compile(r'(<wp:extent|<a:ext) cx="\d+" cy="\d+"')
_TABLE = re.compile(r"<w:tbl>.*?</w:tbl>", re.DOTALL)
_ROW = re.compile(r"<w:tr>(?!\s*<w:trPr>)")
#: Pandoc's style for what stands in a cell, and how it says that a cell has a number.
_CELL = '<w:pStyle w:val="Compact" />'
_NUMBER_CELL = f'{_CELL}<w:jc w:val="right" />'
#: A table of at most so many rows is not broken over two pages.
_WHOLE = 26
_LAST_SECTION = re.compile(r"<w:sectPr.*?</w:sectPr>|<w:sectPr ?/>", re.DOTALL)


def finished(document: bytes, paper: Paper, produced: date, pictures: Mapping[bytes, bytes]) -> bytes:
    """The document with the parts of the house, the same bytes for the same input.

    Parameters
    ----------
    document
        As pandoc wrote it.
    paper
        Names the document and says what it is for.
    produced
        The day that its properties give, and every file in the zip.
    pictures
        The pictures by what stands in for them.
    """
    words = {
        "name": escape(paper.name),
        "purpose": escape(paper.title.purpose),
        "time": f"{produced.isoformat()}T00:00:00Z",
    }
    with zipfile.ZipFile(io.BytesIO(document)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts |= {name: pictures[part] for name, part in parts.items() if part in pictures}
    parts["word/styles.xml"] = _part("styles.xml").encode()
    parts["word/header1.xml"] = Template(_part("header.xml")).substitute(words).encode()
    parts["word/footer1.xml"] = Template(_part("footer.xml")).substitute(words).encode()
    parts["docProps/core.xml"] = Template(_part("core.xml")).substitute(words).encode()
    relations = parts["word/_rels/document.xml.rels"].decode()
    heights = {name: _height(parts[f"word/{target}"]) for name, target in _MEDIA.findall(relations)}
    parts["word/document.xml"] = _body(parts["word/document.xml"].decode(), heights).encode()
    parts["[Content_Types].xml"] = _types(parts["[Content_Types].xml"].decode()).encode()
    parts["word/_rels/document.xml.rels"] = _relations(relations).encode()
    return _zipped(parts, produced)


@cache
def _part(name: str) -> str:
    return (_PARTS / name).read_text(encoding="utf-8")


def _height(picture: bytes) -> int:
    """How high a PNG is when it is as wide as the page."""
    width, height = (int.from_bytes(picture[at : at + 4]) for at in (16, 20))
    return round(height * _TEXT_WIDTH / width)


def _body(body: str, heights: Mapping[str, int]) -> str:
    """The text with numbered figures, pictures as wide as the page, row headers, and the page itself.

    `heights` are those of pictures by the name that the text embeds them with.
    """
    body = _NUMBER.sub(lambda run: f'<w:fldSimple w:instr=" SEQ Figure \\* ARABIC ">{run[0]}</w:fldSimple>', body)
    body = _DRAWING.sub(
        lambda drawing: _EXTENT.sub(rf'\1 cx="{_TEXT_WIDTH}" cy="{heights[drawing[1]]}"', drawing[0]), body
    )
    # Without distances, some programs put a picture away from the margin.
    body = body.replace("<wp:inline>", '<wp:inline distT="0" distB="0" distL="0" distR="0">')
    # Pandoc repeats the whole picture as the description of its file.
    body = re.sub(r'(<pic:cNvPr descr=")data:[^"]*', r"\1", body)
    body = _TABLE.sub(lambda table: _kept_together(table[0]), body)
    before, _, after = body.rpartition("</w:body>")
    return f"{_LAST_SECTION.sub('', before)}{_SECTION}</w:body>{after}"


def _kept_together(table: str) -> str:
    """A table whose first column names its rows, which break over no page; a short one is kept whole."""
    table = table.replace('w:firstColumn="0"', 'w:firstColumn="1"').replace('w:val="0020"', 'w:val="00A0"')
    head, *rows = _ROW.split(table)
    kept = "<w:keepNext />" if len(rows) < _WHOLE else ""
    styled = [_styled(row, "", kept if number < len(rows) else "") for number, row in enumerate(rows, start=1)]
    return "<w:tr><w:trPr><w:cantSplit /></w:trPr>".join([_styled(head, "Head", kept), *styled])


def _styled(row: str, kind: str, kept: str) -> str:
    """A row in the styles of the house for numbers and for words, kept with the next or not."""
    row = row.replace(_NUMBER_CELL, f'<w:pStyle w:val="TableNumber{kind}" />{kept}')
    return row.replace(_CELL, f'<w:pStyle w:val="Table{kind or "Text"}" />{kept}')


def _types(types: str) -> str:
    added = "".join(
        f'<Override PartName="/word/{part}1.xml" ContentType="{_MAIN}.{part}+xml"/>' for part in ("header", "footer")
    )
    return types.replace("</Types>", f"{added}</Types>")


def _relations(relations: str) -> str:
    added = "".join(
        f'<Relationship Id="rId{part.title()}" Type="{_RELATION}/{part}" Target="{part}1.xml"/>'
        for part in ("header", "footer")
    )
    return relations.replace("</Relationships>", f"{added}</Relationships>")


def _zipped(parts: dict[str, bytes], produced: date) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name, part in parts.items():
            about = zipfile.ZipInfo(name, (produced.year, produced.month, produced.day, 0, 0, 0))
            # A PNG is compressed already.
            about.compress_type = zipfile.ZIP_STORED if name.startswith("word/media/") else zipfile.ZIP_DEFLATED
            new.writestr(about, part)
    return buffer.getvalue()
