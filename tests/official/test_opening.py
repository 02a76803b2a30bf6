"""Files that are not what they should be, or not safe: each gets an answer, and none gets its way."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest

from ihanalysis.areas import Areas
from ihanalysis.errors import BadFileError
from ihanalysis.sources.official_files import unpacking, workbook_parts
from ihanalysis.sources.official_files.registry import check_file
from ihanalysis.sources.official_files.sheets import open_file

from .building import as_compound, as_csv, as_ods, as_xls, as_xlsx, as_zip, with_members, write
from .conftest import Check
from .layouts import deaths_of_october_2019, map_file, snapshot_of_2022

SHEETS = {"Table 1": [["Local authority", "2010"], ["E06000001", 5]], "Two": [[None, None], [None, "é – x"]]}


def _told(path: Path) -> str:
    with pytest.raises(BadFileError) as error:
        _read_everything(path)
    return str(error.value)


def _read_everything(path: Path) -> None:
    file = open_file(path)
    for name in file.names:
        file.sheet(name)


@pytest.mark.parametrize("make", [as_xlsx, as_ods, as_xls])
def test_every_format_of_workbook_is_the_same_grid_of_text(tmp_path: Path, make) -> None:  # type: ignore[no-untyped-def]
    file = open_file(write(tmp_path / "file", make(SHEETS)))
    assert file.names == ("Table 1", "Two")
    assert file.sheet("Table 1").rows == (("Local authority", "2010"), ("E06000001", "5"))
    # Empty rows and columns stay, so that a problem names the cell that an editor shows.
    assert file.sheet("Two").rows[1] == ("", "é – x")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "an empty file"),
        (b" \r\n ", "an empty file"),
        (b"<!DOCTYPE html><html><table><tr><td>Page not found</td></tr></table>", "a web page"),
        (b"\xef\xbb\xbf<html></html>", "a web page"),
        (b"%PDF-1.7 ...", "a PDF document"),
        (b'{"error": {"code": 400}}', "a JSON document"),
        (b"\x1f\x8b\x08 ...", "a gzip archive"),
        (b"a,b\0c", "a file that is no text"),
        ("a,b\n1,2".encode("utf-16"), "UTF-16 text"),
        (b"PK\x05\x06" + bytes(18), "an empty archive"),
    ],
)
def test_what_is_no_table_is_told_whatever_its_name(tmp_path: Path, content: bytes, found: str) -> None:
    for name in ("table.xlsx", "table.csv", "table.zip"):
        assert f"found {found}" in _told(write(tmp_path / name, content))


def test_documents_of_other_kinds_are_told(tmp_path: Path) -> None:
    word = as_zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
    assert "a Word document" in _told(write(tmp_path / "tables.xlsx", word))
    text = as_zip({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"})
    assert "no spreadsheet" in _told(write(tmp_path / "tables.ods", text))
    binary = as_zip({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"..."})
    assert ".xlsb" in _told(write(tmp_path / "tables.xlsx", binary))


def test_a_file_that_is_not_there_is_told(tmp_path: Path, areas: Areas) -> None:
    reading = check_file(tmp_path / "nowhere.csv", areas)
    assert [problem.found for problem in reading.problems] == ["no such file"]


@pytest.mark.parametrize("make", [as_xlsx, as_ods, as_xls])
@pytest.mark.parametrize("part", [0.2, 0.5, 0.9])
def test_a_truncated_workbook_is_told(tmp_path: Path, make, part: float) -> None:  # type: ignore[no-untyped-def]
    data = make(deaths_of_october_2019())
    assert "damaged or truncated" in _told(write(tmp_path / "cut.xlsx", data[: int(len(data) * part)]))


def test_a_truncated_archive_of_a_table_is_told(tmp_path: Path, areas: Areas) -> None:
    data = as_zip({"map.csv": as_csv(map_file(areas))})
    assert "damaged or truncated" in _told(write(tmp_path / "map.zip", data[:-100]))
    corrupt = data[:200] + bytes([data[200] ^ 0xFF]) + data[201:]
    assert "damaged or truncated" in _told(write(tmp_path / "map.zip", corrupt))


def test_an_encrypted_workbook_is_told(tmp_path: Path) -> None:
    # A new workbook with a password is a compound file with its archive, encrypted, as a stream.
    locked = as_compound(b"\x9c" * 5_000, "EncryptedPackage")
    assert "a workbook with a password" in _told(write(tmp_path / "tables.xlsx", locked))
    manifest = b'<manifest:manifest><manifest:encryption-data manifest:checksum="x"/></manifest:manifest>'
    ods = with_members(as_ods(SHEETS), {"META-INF/manifest.xml": manifest})
    assert "a workbook with a password" in _told(write(tmp_path / "tables.ods", ods))


def test_an_xls_with_a_password_is_told(tmp_path: Path) -> None:
    # The record FILEPASS, in place of one of those that only fill the stream.
    data = as_xls(SHEETS)
    filler = struct.pack("<HHH", 0x0012, 2, 0)
    locked = data.replace(filler, struct.pack("<HHH", 0x002F, 2, 1), 1)
    assert data != locked
    assert "a workbook with a password" in _told(write(tmp_path / "tables.xls", locked))


def test_an_encrypted_archive_is_told(tmp_path: Path, areas: Areas) -> None:
    data = bytearray(as_zip({"map.csv": as_csv(map_file(areas))}))
    # The flag of encryption, where each member is and in the directory of the archive.
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert "an encrypted archive" in _told(write(tmp_path / "map.zip", bytes(data)))


@pytest.mark.parametrize(
    "name", ["../../evil.csv", "/etc/evil.csv", "..\\evil.csv", "C:\\evil.csv", "a/../../evil.csv"]
)
def test_a_member_that_leads_out_of_the_archive_is_refused_and_nothing_is_written(
    tmp_path: Path, areas: Areas, name: str
) -> None:
    folder = tmp_path / "one" / "two"
    folder.mkdir(parents=True)
    path = write(folder / "map.zip", as_zip({name: as_csv(map_file(areas))}))
    assert "the member name" in _told(path)
    assert [found.name for found in tmp_path.rglob("*") if found.is_file()] == ["map.zip"]


def test_a_zip_bomb_is_refused_by_its_declared_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MAX_UNPACKED", 1_000_000)
    bomb = as_zip({"regions.csv": b"0" * 2_000_000})
    assert len(bomb) < 3_000
    assert "2,000,000 bytes when unpacked" in _told(write(tmp_path / "regions.zip", bomb))


def test_a_zip_bomb_that_lies_about_its_size_is_not_unpacked(tmp_path: Path) -> None:
    data = bytearray(as_zip({"regions.csv": b"0" * 2_000_000}))
    for sign, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = data.index(sign) + place
        data[start : start + 4] = struct.pack("<I", 100)
    assert "damaged" in _told(write(tmp_path / "regions.zip", bytes(data)))


def test_an_archive_of_too_many_members_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MAX_MEMBERS", 10)
    assert "11 members" in _told(write(tmp_path / "f.zip", as_zip({f"{n}.csv": b"a" for n in range(11)})))


def test_two_members_of_one_name_are_refused(tmp_path: Path) -> None:
    twice = as_zip({"a.csv": b"one", "b.csv": b"another"}).replace(b"b.csv", b"a.csv")
    assert "two members named 'a.csv'" in _told(write(tmp_path / "a.zip", twice))


def test_an_archive_without_one_table_names_what_it_holds(tmp_path: Path) -> None:
    two = as_zip({"one.csv": b"a", "two.csv": b"b", "__MACOSX/one.csv": b"c"})
    assert "an archive of one.csv, two.csv;" in _told(write(tmp_path / "a.zip", two))


def test_a_lone_cell_far_away_does_not_take_all_memory(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = 1
    workbook.active["XFD1048576"] = 1
    path = tmp_path / "far.xlsx"
    workbook.save(path)
    assert path.stat().st_size < 10_000
    assert "cells as far as row 1,048,576 and column 16,384" in _told(path)


@pytest.mark.parametrize(("last_row", "last_column"), [(65_535, 65_535), (4_000_000_000, 10)])
def test_an_old_workbook_that_declares_a_sheet_without_end_is_refused(
    tmp_path: Path, last_row: int, last_column: int
) -> None:
    data = as_xls(SHEETS)
    # In place of its first cell, the declared end of its sheet.
    body = struct.pack("<IIHHH", 0, last_row, 0, last_column, 0)
    start = data.index(struct.pack("<HH", 0x0809, 16), 2_000) + 20
    size = struct.unpack_from("<H", data, start + 2)[0]
    far = struct.pack("<HH", 0x0200, size) + body.ljust(size, b"\0")
    spoiled = data[:start] + far + data[start + 4 + size :]
    assert len(spoiled) == len(data)
    assert "a sheet that reaches over" in _told(write(tmp_path / "far.xls", spoiled))


def test_a_far_cell_without_a_reference_is_found_as_well(tmp_path: Path) -> None:
    row = b"<row>" + b"<c><v>1</v></c>" * 9_000 + b'</row><row r="900000"><c><v>1</v></c></row>'
    sheet = b"<worksheet><sheetData>" + row + b"</sheetData></worksheet>"
    far = with_members(as_xlsx(SHEETS), {"xl/worksheets/sheet1.xml": sheet})
    assert "row 900,000" in _told(write(tmp_path / "far.xlsx", far))


@pytest.mark.parametrize("empty", ['<c r="XFD1048576" s="1"/>', '<c r="XFD1048576" s="1"></c>'])
def test_formatting_far_below_a_table_is_no_reason_to_refuse_it(tmp_path: Path, empty: str) -> None:
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = 1
    workbook.active["XFD1048576"].number_format = "0.00"
    workbook.save(tmp_path / "styled.xlsx")
    part = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(tmp_path / "styled.xlsx") as archive:
        # Which of the two openpyxl writes depends on the libraries beside it.
        sheet = re.sub(r'<c r="XFD1048576"[^>]*>(</c>)?', empty, archive.read(part).decode())
    assert empty in sheet
    styled = with_members((tmp_path / "styled.xlsx").read_bytes(), {part: sheet.encode()})
    assert open_file(write(tmp_path / "both.xlsx", styled)).sheet("Sheet").rows == (("1",),)


def test_an_ods_that_repeats_a_cell_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ihanalysis.sources.official_files import sheets

    monkeypatch.setattr(sheets, "MAX_CELLS", 1_000)
    cell = b'<table:table-cell office:value-type="float" office:value="1"'
    data = as_ods({"Table": [[1], [1]]})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = archive.read("content.xml").replace(cell, cell + b' table:number-columns-repeated="900"')
    with pytest.raises(BadFileError, match="reaches over 1,800 cells"):
        open_file(write(tmp_path / "wide.ods", with_members(data, {"content.xml": content}))).sheet("Table")


def test_a_file_beyond_the_cap_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ihanalysis.sources.official_files import sheets

    monkeypatch.setattr(sheets, "MAX_FILE", 100)
    assert "found 101 bytes" in _told(write(tmp_path / "long.csv", b"a" * 101))


def test_macros_are_neither_read_nor_run_and_the_figures_are_taken(check: Check) -> None:
    tables = as_xlsx(snapshot_of_2022())
    macros = with_members(tables, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 Sub Auto_Open()"})
    reading = check(macros, "file.xlsm")
    assert reading.problems == ()
    assert "macros" in reading.notes[0]
    assert b"Auto_Open" not in workbook_parts.Parts.of(unpacking.Archive(macros, "f")).packed  # type: ignore[union-attr]


def test_formulas_give_the_result_that_was_saved(tmp_path: Path) -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        b'<c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+1</f></c><c r="C1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        b'<c r="D1" t="str"><f>""</f><v></v></c><c r="E1"><v>7</v></c></row></sheetData></worksheet>'
    )
    data = with_members(as_xlsx({"Table": [[1]]}), {"xl/worksheets/sheet1.xml": sheet})
    shown = open_file(write(tmp_path / "formulas.xlsx", data)).sheet("Table").rows[0]
    assert shown == ("2", "a formula without a saved result", "#DIV/0!", "", "7")


def test_a_formula_that_fails_is_a_problem_with_its_place(check: Check, tmp_path: Path) -> None:
    path = write(tmp_path / "tables.xlsx", as_xlsx(snapshot_of_2022()))
    workbook = openpyxl.load_workbook(path)
    workbook["Table 1 Total"]["E10"] = "=1/0"
    workbook.save(path)
    reading = check(path.read_bytes(), "file.xlsx")
    told = [str(problem).partition("xlsx, ")[2] for problem in reading.problems]
    assert told[0].startswith("sheet Table 1 Total, row 10, column 2010: found 'a formula without a saved result'")


def test_names_of_any_alphabet_survive_in_every_encoding(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig", "cp1252"):
        file = open_file(write(tmp_path / "names.csv", "name\nYnys Môn – Ö".encode(encoding)))
        assert file.sheet().rows == (("name",), ("Ynys Môn – Ö",))


def test_a_quotation_that_never_ends_is_told(tmp_path: Path) -> None:
    file = open_file(write(tmp_path / "quoted.csv", b'a,b\n"' + b"x" * 200_000))
    with pytest.raises(BadFileError, match="text that is no table"):
        file.sheet()
