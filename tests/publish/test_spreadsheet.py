"""The spreadsheet by the rules of the Analysis Function: found again in the file, not in the program."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from ihanalysis.content import Chart, Data, Section, Table
from ihanalysis.publish.composition import compose
from ihanalysis.publish.spreadsheet import write_spreadsheet
from ihanalysis.publish.tables import datasets
from ihanalysis.publish.typed import typed
from tests.publish.conftest import HOSTILE, PRODUCED, Content


@pytest.fixture(scope="module")
def workbook_file(content: Content, tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    path = tmp_path_factory.mktemp("spreadsheet") / "briefing.xlsx"
    write_spreadsheet(*content, path, PRODUCED)
    return openpyxl.load_workbook(path)


def _tables(section: Section) -> list[Table]:
    parts = [part.table if isinstance(part, Chart) else part for part in section.parts]
    return [part for part in parts if isinstance(part, Table)]


def _grid(sheet: Worksheet) -> list[list[Any]]:
    """The cells of the one table of a sheet, headings first."""
    (table,) = sheet.tables.values()
    return [[cell.value for cell in row] for row in sheet[table.ref]]


def _data_sheets(workbook: openpyxl.Workbook) -> list[Worksheet]:
    return [sheet for sheet in workbook.worksheets if sheet.title not in ("Cover", "Contents", "Notes")]


def test_it_opens_with_a_cover_contents_notes_and_every_gap(workbook_file: openpyxl.Workbook) -> None:
    assert workbook_file.sheetnames[:4] == ["Cover", "Contents", "Notes", "Gaps"]
    assert workbook_file.sheetnames[-1] == "Sources"


def test_every_table_of_the_briefing_has_a_sheet_under_the_number_it_has_in_print(
    workbook_file: openpyxl.Workbook, content: Content
) -> None:
    paper = compose(*content)
    captions = {
        listed.caption
        for chapter in paper.chapters
        for listed in [*chapter.tables, *(leaf for leaf in (*chapter.read, *chapter.rest) if hasattr(leaf, "caption"))]
    }
    titles = {re.sub(r" \[note \d+\]$", "", sheet["A1"].value) for sheet in _data_sheets(workbook_file)}
    assert captions <= titles
    assert len(titles) == len(captions) + 2  # gaps and sources


def test_the_contents_lead_to_every_sheet(workbook_file: openpyxl.Workbook) -> None:
    rows = _grid(workbook_file["Contents"])[1:]
    assert [row[0] for row in rows] == workbook_file.sheetnames[3:]
    cells = [cell for row in workbook_file["Contents"].iter_rows() for cell in row if cell.hyperlink]
    links = [cell.hyperlink.location for cell in cells if cell.hyperlink]
    assert links == [f"'{name}'!A1" for name in workbook_file.sheetnames[3:]]


def test_each_sheet_holds_one_table_with_one_row_of_headings(workbook_file: openpyxl.Workbook) -> None:
    for sheet in workbook_file.worksheets[1:]:
        assert len(sheet.tables) == 1
        headings, *rows = _grid(sheet)
        assert all(isinstance(heading, str) and heading for heading in headings)
        assert len(set(headings)) == len(headings)
        assert rows


def test_nothing_is_merged_hidden_or_empty(workbook_file: openpyxl.Workbook) -> None:
    for sheet in workbook_file.worksheets:
        assert not sheet.merged_cells.ranges
        assert sheet.sheet_state == "visible"
        assert not [d for d in sheet.row_dimensions.values() if d.hidden]
    for sheet in workbook_file.worksheets[1:]:
        empty = [cell for row in _grid(sheet) for cell in row if cell is None or str(cell).strip() == ""]
        assert not empty, sheet.title


def test_shorthand_is_explained_on_the_sheet_that_uses_it(workbook_file: openpyxl.Workbook) -> None:
    for sheet in _data_sheets(workbook_file):
        table = next(iter(sheet.tables.values()))
        first = sheet[table.ref][0][0].row
        above = " ".join(str(sheet.cell(row, 1).value) for row in range(1, first))
        headings, *rows = _grid(sheet)
        used = {mark for row in rows for cell in row for mark in re.findall(r"\[[a-z]+\]", str(cell))}
        if headings != ["Symbol", "Meaning"]:
            assert all(f"{mark} " in above for mark in used), (sheet.title, used, above)


def test_notes_are_listed_and_referred_to(workbook_file: openpyxl.Workbook, content: Content) -> None:
    rows = _grid(workbook_file["Notes"])[1:]
    notes = [table.note for section in content[1] for table in _tables(section) if table.note]
    assert sorted(row[1] for row in rows) == sorted(note.replace("**", "") for note in notes)
    for number, _, label in rows:
        assert workbook_file[label]["A1"].value.endswith(f" [note {number}]")


def _shown(cell: Any, text: str) -> bool:
    return cell == text or (isinstance(cell, int | float) and isinstance(text, float) and cell == text)


def test_every_number_is_the_number_of_the_briefing(workbook_file: openpyxl.Workbook, content: Content) -> None:
    paper = compose(*content)
    for chapter in paper.chapters:
        for listed in chapter.tables:
            headings, *rows = _grid(workbook_file[f"Table {listed.number}"])
            columns = typed(listed.table)
            assert headings == [column.name for column in columns]
            for n, column in enumerate(columns):
                assert all(_shown(row[n], cell) for row, cell in zip(rows, column.cells, strict=True)), column.name


def test_a_number_is_shown_as_it_is_printed(workbook_file: openpyxl.Workbook) -> None:
    sheet = workbook_file["Table A1"]
    (table,) = sheet.tables.values()
    headings, *rows = sheet[table.ref]
    at = [cell.value for cell in headings].index("Difference")
    formats = {row[at].number_format for row in rows if isinstance(row[at].value, float)}
    assert formats <= {"0.0;−0.0", "+0.0;−0.0;0.0", "0.00;−0.00", "+0.00;−0.00;0.00"}


def test_the_gaps_are_those_of_the_briefing_to_the_last_digit(
    workbook_file: openpyxl.Workbook, content: Content
) -> None:
    headings, *rows = _grid(workbook_file["Gaps"])
    gaps = datasets(content[1])["gaps"].rows
    assert len(rows) == len(gaps)
    values = [row[headings.index("Figure")] for row in rows]
    for shown, value in zip(values, gaps["value"], strict=True):
        assert shown == pytest.approx(value, rel=1e-14) if pd.notna(value) else re.fullmatch(r"\[[a-z]+\]", shown)


def test_properties_name_the_system(workbook_file: openpyxl.Workbook, content: Content) -> None:
    assert workbook_file.properties.title == f"{content[0].name}: inclusion health briefing"
    assert workbook_file.properties.created.date() == PRODUCED


def test_the_same_content_is_the_same_to_the_byte(kent_content: Content, tmp_path: Path) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        write_spreadsheet(*kent_content, tmp_path / name, PRODUCED)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def _look(cell: Cell | MergedCell) -> tuple[Any, ...]:
    link = cell.hyperlink.location if cell.hyperlink else ""
    return cell.value, repr(cell.font), cell.border.bottom.style, cell.alignment.wrap_text, link


def test_it_looks_as_the_analysis_functions_own_library_makes_it(kent_content: Content, tmp_path: Path) -> None:
    rows = pd.DataFrame({"Place": ["Dover"], "Rate": ["3.8"]})
    ours, theirs = tmp_path / "ours.xlsx", tmp_path / "theirs.xlsx"
    table = Table("Rates", rows)
    write_spreadsheet(kent_content[0], (Section("One", "One", (table,)),), ours, PRODUCED)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of a workbook without notes, and of pandas 4
        import gptables

        title = compose(kent_content[0], (Section("One", "One", (table,)),)).chapters[0].tables[0].caption
        peer = gptables.GPTable(
            table=rows.assign(Rate=[3.8]),
            table_name="Table_A1",
            title=title,
            instructions="This worksheet contains one table. Rounded as in the briefing.",
            index_columns={2: 0},
        )
        cover = gptables.Cover(title="Tables", intro=["One"], about=["Two"])
        gptables.write_workbook(filename=str(theirs), sheets={"Table A1": peer}, cover=cover)
    one, other = openpyxl.load_workbook(ours), openpyxl.load_workbook(theirs)
    assert one.sheetnames == other.sheetnames
    for name in ("Contents", "Table A1"):
        assert _grid(one[name]) == _grid(other[name])
        assert one[name].tables.keys() ^ other[name].tables.keys() <= {"Contents", "contents_table"}
        assert one[name].sheet_view.showGridLines == other[name].sheet_view.showGridLines
        for cell in (cell for row in other[name].iter_rows() for cell in row if cell.value is not None):
            assert _look(one[name][cell.coordinate]) == _look(cell)


def test_hostile_text_is_text(hostile: Content, tmp_path: Path) -> None:
    write_spreadsheet(*hostile, tmp_path / "hostile.xlsx", PRODUCED)
    workbook = openpyxl.load_workbook(tmp_path / "hostile.xlsx")
    cells = [cell for sheet in workbook.worksheets for row in sheet.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell for cell in cells if cell.hyperlink and cell.parent.title != "Contents"]
    texts = [str(cell.value) for cell in cells]
    for words in HOSTILE[:3]:
        assert words in texts


def test_a_missing_number_says_why(tmp_path: Path, kent_content: Content) -> None:
    rows = pd.DataFrame({"measure": ["a", "b"], "value": [float("nan"), 1.0], "status": ["suppressed", "published"]})
    table = Table("Figures", pd.DataFrame([{"Name": "a", "Number": "1.0"}]), data=Data("gaps", "Gaps", rows))
    write_spreadsheet(kent_content[0], (Section("One", "One", (table,)),), tmp_path / "one.xlsx", PRODUCED)
    headings, first, second = _grid(openpyxl.load_workbook(tmp_path / "one.xlsx")["Gaps"])
    assert headings == ["Measure", "Figure", "Status"]
    assert (first[1], second[1]) == ("[c]", 1)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("1,234", {"N": 1234.0}),
        ("−0.7", {"N": -0.7}),
        ("+0.22", {"N": 0.22}),
        ("33.2%", {"N": 33.2}),
        ("about 52", {"N": 52.0, "Marks": "N: about"}),
        ("3.8 [u]", {"N": 3.8, "Marks": "N: [u]"}),
        ("8.0 to 11.8", {"N, lower limit": 8.0, "N, upper limit": 11.8}),
        ("0.93 (0.77 to 1.11)", {"N": 0.93, "N, lower limit": 0.77, "N, upper limit": 1.11}),
        ("11 fewer (from −35 to 16)", {"N": "11 fewer (from −35 to 16)"}),
        ("[x]", {"N": "[x]"}),
        ("1.2.3", {"N": "1.2.3"}),
        ("12,34", {"N": "12,34"}),
        ("", {"N": "[z]"}),
    ],
)
def test_a_cell_becomes_a_number_only_if_it_is_one(text: str, cells: dict[str, float | str]) -> None:
    columns = typed(Table("Table", pd.DataFrame([{"Name": "a", "N": text}])))
    assert {column.name: column.cells[0] for column in columns if column.name != "Name"} == cells
