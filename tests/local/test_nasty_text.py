"""Text that means something elsewhere arrives as plain text in every format."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import openpyxl
import pandas as pd
import pypdf
import pytest

from ihanalysis import Briefing, Workbook
from ihanalysis.publish.exporter import BriefingExporter
from ihanalysis.publish.formats import FORMATS
from ihanalysis.publish.reading import produced_on, read_notebook
from tests.local.conftest import NASTY
from tests.publish.reading import Page

#: Titles of measures are short; each of these is a measure of its own.
MEASURES = (
    "<script>alert(1)</script> &amp;",
    "=cmd|'/C calc'!A0",
    '#import "@preview/x:0.1.0" $x^2$ @ref <label>',
    "[a link](x) [1] **not strong** ** `b` # heading",
    "\u202eright to left\u202c \u05e9\u05dc\u05d5\u05dd",
)
HOLDER = "@SUM(1+1) $$note$$ **held** [2] <b>by</b> fictitious"


@pytest.fixture(scope="module")
def folder(workbook: Workbook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every format of a briefing into which the nasty text was put wherever a local file lets it."""
    root = tmp_path_factory.mktemp("nasty")
    for name in ("data", "notebooks"):
        (root / name).symlink_to(workbook.root / name)
    own = Workbook(root)
    own.local.mkdir()
    text = "'''" + NASTY.replace("'", "’") + "'''"
    (own.local / "kent-and-medway.toml").write_text(
        f"by = '''{HOLDER}'''\ndate = 2026-05-31\n"
        f"[comments]\nlimits = {text}\nvulnerable-migrants = {text}\nat-a-glance = {text}\n"
        f"[answers]\ncommit = {text}\n[[actions]]\naction = {text}\nowner = '''{HOLDER}'''\ndue = 2027-01-01\n"
        f"[indicators]\n{json.dumps(MEASURES[2])} = {text}\n",
        encoding="utf-8",
    )
    rows = [
        (measure, group, "Kent and Medway", "2024", count, 1000, 100, "none", HOLDER)
        for measure in MEASURES
        for group, count in (("vulnerable migrants", 75), ("everyone", 250))
    ]
    columns = ["measure", "group", "area", "period", "count", "denominator", "per", "polarity", "source"]
    pd.DataFrame(rows, columns=columns).to_csv(own.local / "figures.csv", index=False)
    briefing = Briefing.of("kent", workbook=own)
    cells = []
    for number, part in enumerate([briefing.title(), *briefing.sections()]):
        data, metadata = part._repr_mimebundle_()
        output = nbformat.v4.new_output("execute_result", data, metadata=metadata, execution_count=number)
        cells.append(nbformat.v4.new_code_cell("show", outputs=[output]))
    notebook = nbformat.v4.new_notebook(cells=cells)
    nbformat.write(notebook, root / "briefing.ipynb")
    page, _ = BriefingExporter().from_notebook_node(notebook)  # type: ignore[no-untyped-call]
    (root / "briefing.html").write_text(page, encoding="utf-8")
    title, sections = read_notebook(root / "briefing.ipynb")
    for one in FORMATS:
        one.write(title, sections, root, produced_on(title))
    return root


WORDS = NASTY.replace("'", "’")
EVERYTHING = (WORDS, HOLDER, *MEASURES)


def _packed(text: str) -> str:
    """Without spaces, marks of direction and breaks, which formats set in their own ways."""
    return re.sub(r"[\s\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text)


def test_a_page_shows_every_sign_and_makes_nothing_of_them(folder: Path) -> None:
    page = Page((folder / "briefing.html").read_text(encoding="utf-8"))
    shown = "\n".join(element.text for element in page.all("bdi"))
    for words in EVERYTHING:
        assert words in shown
    assert not page.all("script", "label", "b")
    assert not [strong for strong in page.all("strong") if "not strong" in strong.text or "held" in strong.text]
    assert not [link for link in page.all("a") if link.text in ("a link", "1") and "bdi" in link.above]


def test_a_pdf_shows_every_sign(folder: Path) -> None:
    text = _packed("".join(page.extract_text() for page in pypdf.PdfReader(folder / "briefing.pdf").pages))
    for words in (WORDS, HOLDER, *MEASURES[:4]):
        for piece in re.split(r"[\u202e\u202c\u0590-\u05ff]+", words)[:1]:
            assert _packed(piece) in text, piece


def test_a_word_document_shows_every_sign(folder: Path) -> None:
    with zipfile.ZipFile(folder / "briefing.docx") as document:
        body = ElementTree.fromstring(document.read("word/document.xml"))
    text = _packed("".join(body.itertext()))
    for words in EVERYTHING:
        assert _packed(words) in text, words


def test_a_spreadsheet_shows_every_sign_and_calculates_nothing(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "briefing.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert not [cell for cell in cells if cell.hyperlink and cell.hyperlink.target == "x"]
    text = {_packed(str(cell.value)) for cell in cells}
    for words in (WORDS, *MEASURES):
        # The library would read a link or a note into these; a space keeps them words.
        assert _packed(words) in text, words


def test_a_csv_shows_every_sign_and_holds_no_formula(folder: Path) -> None:
    cells: list[str] = []
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            cells += [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r"))]
    shown = {cell.removeprefix("'") for cell in cells}
    assert {WORDS, HOLDER, *MEASURES} <= shown
