"""The Word document as an analyst edits it and assistive technology reads it."""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import docx
import pytest

from ihanalysis.content import Chart, Prose, Section, Table
from ihanalysis.publish import wordprocessing
from ihanalysis.publish.composition import compose
from ihanalysis.publish.word import write_word
from tests.publish.conftest import HOSTILE, PRODUCED, Content

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"


class Document:
    """The parts of a Word document."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as parts:
            self.parts = {name: parts.read(name) for name in parts.namelist()}
        self.body = ElementTree.fromstring(self.parts["word/document.xml"])
        self.words = _packed(_words(self.body))

    def paragraphs(self, *styles: str) -> list[str]:
        """The words of each paragraph of a style."""
        return [_words(p) for p in self.body.iter(f"{_W}p") if _style(p) in styles]


def _words(element: ElementTree.Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{_W}t"))


def _style(paragraph: ElementTree.Element) -> str:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return "" if style is None else style.attrib[f"{_W}val"]


def _packed(text: str) -> str:
    return re.sub(r"[\s*]+", "", text)


@pytest.fixture(scope="module")
def document(content: Content, tmp_path_factory: pytest.TempPathFactory) -> Document:
    path = tmp_path_factory.mktemp("word") / "briefing.docx"
    write_word(*content, path, PRODUCED)
    return Document(path)


def _tables(section: Section) -> list[Table]:
    parts = [part.table if isinstance(part, Chart) else part for part in section.parts]
    return [part for part in parts if isinstance(part, Table)]


def test_headings_are_headings(document: Document, content: Content) -> None:
    paper = compose(*content)
    assert document.paragraphs("Heading1") == [content[0].name]
    assert document.paragraphs("Heading2")[:-1] == [chapter.message for chapter in paper.chapters]
    levels = [int(_style(p)[-1]) for p in document.body.iter(f"{_W}p") if _style(p).startswith("Heading")]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    headlines = {chart.headline for section in content[1] for chart in section.charts}
    assert headlines <= set(document.paragraphs("Heading3", "Heading4"))


def test_every_style_in_use_is_defined(document: Document) -> None:
    defined = set(re.findall(r'w:styleId="(\w+)"', document.parts["word/styles.xml"].decode()))
    used = set(re.findall(r'w:(?:pStyle|rStyle|tblStyle) w:val="(\w+)"', document.parts["word/document.xml"].decode()))
    assert used <= defined


def test_every_picture_has_its_own_alternative(document: Document, content: Content) -> None:
    alternatives = [picture.attrib["descr"] for picture in document.body.iter(f"{_PICTURE}docPr")]
    assert sorted(alternatives) == sorted(chart.alt for section in content[1] for chart in section.charts)


def test_every_picture_has_a_caption_with_a_number_that_word_counts(document: Document, content: Content) -> None:
    captions = document.paragraphs("ImageCaption")
    number = sum(len(section.charts) for section in content[1])
    assert [caption.split(".")[0] for caption in captions] == [f"Figure {n}" for n in range(1, number + 1)]
    assert document.parts["word/document.xml"].decode().count(" SEQ Figure ") == number


def test_pictures_are_pictures_as_wide_as_the_page(document: Document) -> None:
    pictures = [part for name, part in document.parts.items() if name.startswith("word/media/")]
    assert pictures
    assert all(part.startswith(b"\x89PNG") for part in pictures)
    widths = set(re.findall(r'<wp:extent cx="(\d+)"', document.parts["word/document.xml"].decode()))
    assert {round(int(width) / 360_000, 1) for width in widths} == {17.6}  # centimetres
    assert b"base64" not in document.parts["word/document.xml"]


def test_no_picture_is_stretched(document: Document) -> None:
    names = dict(
        re.findall(
            r'Id="(\w+)" Type="[^"]+" Target="(media/[^"]+)"', document.parts["word/_rels/document.xml.rels"].decode()
        )
    )
    for picture in document.body.iter(f"{_W}drawing"):
        extent = next(picture.iter(f"{_PICTURE}extent")).attrib
        blip = next(element for element in picture.iter() if element.tag.endswith("}blip"))
        part = document.parts[f"word/{names[blip.attrib[_EMBED]]}"]
        width, height = struct.unpack(">II", part[16:24])  # of a PNG
        assert int(extent["cx"]) / int(extent["cy"]) == pytest.approx(width / height, rel=0.01)


def test_every_table_has_a_caption_a_repeated_head_and_named_rows(document: Document) -> None:
    tables = list(document.body.iter(f"{_W}tbl"))
    captions = document.paragraphs("TableCaption")
    assert len(captions) == len(tables) > 10
    assert all(re.match(r"Table A?\d+\. ", caption) for caption in captions)
    for table in tables:
        assert len(list(table.iter(f"{_W}tblHeader"))) == 1
        assert not list(table.iter(f"{_W}gridSpan"))
        look = next(table.iter(f"{_W}tblLook"))
        assert look.attrib[f"{_W}firstRow"] == look.attrib[f"{_W}firstColumn"] == "1"


def test_no_cell_is_empty(document: Document) -> None:
    assert all(_words(cell).strip() for cell in document.body.iter(f"{_W}tc"))


def test_every_sentence_and_every_cell_is_there(document: Document, content: Content) -> None:
    for section in content[1]:
        for part in section.parts:
            if isinstance(part, Prose):
                assert all(_packed(paragraph) in document.words for paragraph in part.paragraphs)
        for table in _tables(section):
            assert all(_packed(str(cell)) in document.words for cell in table.rows.to_numpy().ravel())


def test_it_speaks_british_english_and_names_the_system(document: Document, content: Content) -> None:
    properties = document.parts["docProps/core.xml"].decode()
    assert f"<dc:title>{content[0].name}: inclusion health briefing</dc:title>" in properties
    assert "<dc:language>en-GB</dc:language>" in properties
    assert f">{PRODUCED.isoformat()}T00:00:00Z<" in properties
    assert 'w:lang w:val="en-GB"' in document.parts["word/styles.xml"].decode()


def test_pages_carry_the_running_title_and_their_number(document: Document, content: Content) -> None:
    assert content[0].name in document.parts["word/header1.xml"].decode()
    assert " PAGE " in document.parts["word/footer1.xml"].decode()
    relations = document.parts["word/_rels/document.xml.rels"].decode()
    for used in ("rIdHeader", "rIdFooter"):
        assert f'Id="{used}"' in relations
        assert f'r:id="{used}"' in document.parts["word/document.xml"].decode()


def test_links_lead_to_sources_in_the_document_and_nothing_is_loaded(document: Document) -> None:
    relations = ElementTree.fromstring(document.parts["word/_rels/document.xml.rels"])
    outside = [r.attrib for r in relations if r.attrib.get("TargetMode") == "External"]
    assert outside
    assert all(r["Type"].endswith("/hyperlink") and r["Target"].startswith("https://") for r in outside)
    anchors = {
        link.attrib[f"{_W}anchor"] for link in document.body.iter(f"{_W}hyperlink") if f"{_W}anchor" in link.attrib
    }
    marks = {mark.attrib[f"{_W}name"] for mark in document.body.iter(f"{_W}bookmarkStart")}
    assert anchors
    assert anchors <= marks


def test_another_library_reads_what_a_reader_sees(kent_content: Content, tmp_path: Path) -> None:
    write_word(*kent_content, tmp_path / "briefing.docx", PRODUCED)
    read = docx.Document(str(tmp_path / "briefing.docx"))
    paper = compose(*kent_content)
    assert read.core_properties.title == paper.name
    assert [p.text for p in read.paragraphs if p.style.name == "Heading 1"] == [kent_content[0].name]
    assert len(read.inline_shapes) == len(paper.figures)
    width = read.sections[0].page_width - read.sections[0].left_margin - read.sections[0].right_margin
    assert {shape.width for shape in read.inline_shapes} == {width}
    for table in read.tables:
        assert len({len(row.cells) for row in table.rows}) == 1
        assert sum(column.width for column in table.columns) <= width
    numbered = [p for p in read.paragraphs if p.style.name == "Message"]
    numbers = {p._p.pPr.numPr.numId.val for p in numbered}
    known = read.part.numbering_part.element.xpath("//w:num/@w:numId")
    assert len(numbers) == 1
    assert {str(number) for number in numbers} <= set(known)
    assert {name for name, part in read.part.rels.items() if part.is_external} == {
        link._hyperlink.rId for p in _everywhere(read) for link in p.hyperlinks if link.address
    }


def _everywhere(read: docx.document.Document) -> Iterator[Any]:
    yield from read.paragraphs
    for table in read.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from cell.paragraphs


def test_a_table_without_rows_is_a_table(kent_content: Content, tmp_path: Path) -> None:
    made = wordprocessing.table("Nothing", [1, 1], [False, True], [wordprocessing.words("a")] * 2, [], whole=True)
    assert made.count("<w:tr>") == 1


def test_what_no_xml_may_hold_is_left_out() -> None:
    assert ">ab c<" in wordprocessing.words("a\x00b\x0c\x1bc")


def test_the_same_content_is_the_same_to_the_byte(kent_content: Content, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_word(*kent_content, tmp_path / name, PRODUCED)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_hostile_text_arrives_as_it_is(hostile: Content, tmp_path: Path) -> None:
    write_word(*hostile, tmp_path / "hostile.docx", PRODUCED)
    document = Document(tmp_path / "hostile.docx")
    for words in HOSTILE:
        assert _packed(words) in document.words, words
    assert document.paragraphs("Heading1") == [HOSTILE[0]]
    assert {picture.attrib["descr"] for picture in document.body.iter(f"{_PICTURE}docPr")} == {
        hostile[1][0].charts[0].alt
    }
    for part in document.parts.values():
        if part.startswith(b"<?xml"):
            ElementTree.fromstring(part)
