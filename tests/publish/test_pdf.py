"""The PDF as a reader and assistive technology find it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from ihanalysis.content import Chart, Points, Prose, Section, Table
from ihanalysis.publish.pdf import FONT, draw_pngs, write_pdf
from tests.publish.conftest import HOSTILE, PRODUCED, Content


@pytest.fixture(scope="module")
def path(content: Content, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "briefing.pdf"
    write_pdf(*content, path, PRODUCED)
    return path


@pytest.fixture(scope="module")
def pdf(path: Path) -> PdfReader:
    return PdfReader(path)


@pytest.fixture(scope="module")
def structure(pdf: PdfReader) -> list[DictionaryObject]:
    """Every element of the structure in reading order."""
    return list(_below(pdf.root_object["/StructTreeRoot"]))


def _below(element: Any) -> Iterator[DictionaryObject]:
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, ArrayObject) else [kids]:
        found = kid.get_object()
        if isinstance(found, DictionaryObject) and "/S" in found:
            yield found
            yield from _below(found)


def _tags(structure: list[DictionaryObject]) -> list[str]:
    return [str(element["/S"]) for element in structure]


def _text(pdf: PdfReader) -> str:
    """The words of all pages without spaces, which lines break differently."""
    return _packed(" ".join(page.extract_text() for page in pdf.pages))


def _packed(text: str) -> str:
    return re.sub(r"[\s\u200b*]+", "", text)


def _charts(content: Content) -> list[Chart]:
    return [chart for section in content[1] for chart in section.charts]


def _tables(section: Section) -> list[Table]:
    parts = [part.table if isinstance(part, Chart) else part for part in section.parts]
    return [part for part in parts if isinstance(part, Table)]


def test_the_document_names_the_system_and_speaks_british_english(pdf: PdfReader, content: Content) -> None:
    title = content[0]
    assert pdf.metadata is not None
    assert pdf.metadata.title == f"{title.name}: inclusion health briefing"
    assert pdf.metadata.subject == title.purpose
    assert pdf.root_object["/Lang"] == "en-GB"
    assert pdf.root_object["/ViewerPreferences"]["/DisplayDocTitle"]


def test_it_declares_both_standards(pdf: PdfReader) -> None:
    declared = pdf.root_object["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in declared
    assert "<pdfaid:part>2</pdfaid:part>" in declared
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in declared
    assert pdf.root_object["/MarkInfo"]["/Marked"]


def test_about_five_pages_are_read_and_the_rest_is_annex(pdf: PdfReader) -> None:
    annex = next(n for n, page in enumerate(pdf.pages) if "\nAnnex\n" in page.extract_text())
    assert 4 <= annex <= 6
    assert len(pdf.pages) - annex < 20


def test_the_first_page_is_the_key_messages_and_the_second_the_gaps(pdf: PdfReader, content: Content) -> None:
    first, second, third = (_packed(page.extract_text()) for page in pdf.pages[:3])
    messages = content[1][0].parts[0]
    assert isinstance(messages, Points)
    assert all(_packed(point) in first for point in messages.points)
    assert _packed(content[1][1].message) in second
    assert _packed(content[1][2].message) in third


def test_pages_are_numbered_and_carry_the_running_title(pdf: PdfReader, content: Content) -> None:
    number = len(pdf.pages)
    for n, page in enumerate(pdf.pages, start=1):
        text = page.extract_text()
        assert f"Page {n} of {number}" in text
        assert (f"{content[0].name}: inclusion health briefing" in text) == (n > 1)


def test_bookmarks_name_the_system_and_every_section(pdf: PdfReader, content: Content) -> None:
    def names(outline: Any) -> Iterator[str]:
        for item in outline:
            if isinstance(item, list):
                yield from names(item)
            else:
                yield item.title

    bookmarks = list(names(pdf.outline))
    assert bookmarks[0] == content[0].name
    assert {section.message for section in content[1]} <= set(bookmarks)


def test_headings_start_with_the_system_and_skip_no_level(structure: list[DictionaryObject]) -> None:
    levels = [int(tag[2]) for tag in _tags(structure) if re.fullmatch(r"/H\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_picture_has_its_own_alternative(structure: list[DictionaryObject], content: Content) -> None:
    alternatives = [str(element.get("/Alt", "")) for element in structure if element["/S"] == "/Figure"]
    assert sorted(alternatives) == sorted(chart.alt for chart in _charts(content))


def test_every_table_has_a_caption_and_headers(structure: list[DictionaryObject], content: Content) -> None:
    tables = [element for element in structure if element["/S"] == "/Table"]
    assert len(tables) == sum(len(_tables(section)) for section in content[1])
    for table in tables:
        tags = [str(element["/S"]) for element in _below(table)]
        assert tags.count("/Caption") == 1
        assert "/TH" in tags
        assert "/THead" in tags


def test_words_are_paragraphs_lists_and_cells(structure: list[DictionaryObject], content: Content) -> None:
    tags = _tags(structure)
    lists = [part for section in content[1] for part in section.parts if isinstance(part, Points)]
    assert tags.count("/L") == len(lists)
    assert tags.count("/LI") == sum(len(part.points) for part in lists)
    assert tags.count("/P") > 50


def test_every_sentence_and_every_cell_is_printed(pdf: PdfReader, content: Content) -> None:
    text = _text(pdf)
    prose = [p for s in content[1] for part in s.parts if isinstance(part, Prose) for p in part.paragraphs]
    # A sentence that runs over a page has the number of the page in its middle.
    missing = [sentence for sentence in prose if _packed(sentence) not in text]
    assert len(missing) <= 2, missing
    for table in (table for section in content[1] for table in _tables(section)):
        for cell in table.rows.to_numpy().ravel():
            assert _packed(str(cell)) in text, cell


def test_the_numbers_in_a_picture_are_text(pdf: PdfReader, content: Content) -> None:
    text = _text(pdf)
    for chart in _charts(content):
        for number in re.findall(r">(−?\d+\.\d+)<", chart.narrow):
            assert number in text


def test_only_the_font_that_travels_with_the_library_is_used(pdf: PdfReader) -> None:
    for page in pdf.pages:
        for font in page["/Resources"]["/Font"].values():
            assert FONT in font.get_object()["/BaseFont"]
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            assert "/FontFile2" in descendant["/FontDescriptor"].get_object()


def test_a_citation_leads_to_its_source(pdf: PdfReader) -> None:
    links = [a.get_object() for page in pdf.pages for a in page.get("/Annots", [])]
    inner = [link for link in links if "/Dest" in link or link.get("/A", {}).get("/S") == "/GoTo"]
    outer = [str(link["/A"]["/URI"]) for link in links if link.get("/A", {}).get("/S") == "/URI"]
    assert len(inner) > 30
    assert outer
    assert all(address.startswith("https://") for address in outer)
    assert not [address for address in outer if "\u200b" in address]


def test_the_same_content_is_the_same_to_the_byte(kent_content: Content, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_pdf(*kent_content, tmp_path / name, PRODUCED)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    reader = PdfReader(tmp_path / "one")
    assert reader.metadata is not None
    assert reader.metadata.creation_date is not None
    assert reader.metadata.creation_date.date() == PRODUCED


def test_hostile_text_is_printed_as_it_is(hostile: Content, tmp_path: Path) -> None:
    write_pdf(*hostile, tmp_path / "hostile.pdf", PRODUCED)
    reader = PdfReader(tmp_path / "hostile.pdf")
    text = _text(reader)
    for words in HOSTILE:
        if "right to left" not in words:  # read in another order
            assert _packed(words) in text, words
    assert reader.metadata is not None
    assert reader.metadata.title == f"{HOSTILE[0]}: inclusion health briefing"


@pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="poppler is not installed")
def test_poppler_reads_the_structure(path: Path, content: Content) -> None:
    told = subprocess.run(["pdfinfo", "-struct", path], capture_output=True, errors="replace", check=True).stdout
    assert told.startswith("Document")
    assert f'H1 "{content[0].name}"' in told
    assert told.count("\n  H1 ") == 1
    about = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Tagged:\s+yes", about)
    assert re.search(r"Page size:.*\(A4\)", about)


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_qpdf_finds_no_fault(path: Path) -> None:
    assert subprocess.run(["qpdf", "--check", path], capture_output=True, check=False).returncode == 0


def test_pictures_come_in_the_order_of_their_drawings(content: Content) -> None:
    first, second = (chart.narrow for chart in _charts(content)[:2])
    alone = draw_pngs([second], 1)
    assert draw_pngs([first, second, first], 1) == [*draw_pngs([first], 1), *alone, *draw_pngs([first], 1)]
    assert draw_pngs([second], 1) == alone
    assert draw_pngs([second], 0.5) != alone
    assert draw_pngs([], 1) == []
