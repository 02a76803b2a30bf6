"""Open an official file as plain grids of text: what it is by its content, not by its name."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from ihanalysis.errors import BadFileError, Problem
from ihanalysis.sources.official_files.cells import is_label, label_forms, tidy
from ihanalysis.sources.official_files.old_workbooks import COMPOUND, MAX_CELLS, look_through
from ihanalysis.sources.official_files.unpacking import Archive
from ihanalysis.sources.official_files.workbook_parts import Parts

#: The largest file that is opened.
MAX_FILE = 150_000_000
#: How far down a sheet its header row is looked for, and how many rows say what a file is.
HEADER_WITHIN = 60
_OPENING_ROWS = 15
_OPENING_SHEETS = 6

#: What a file is that is not a table, by how it begins.
_NOT_TABLES = {
    b"%pdf": "a PDF document",
    b"<!doctype html": "a web page",
    b"<html": "a web page",
    b"<?xml": "an XML document",
    b"<": "a web page",
    b"{": "a JSON document",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7-zip archive",
    b"\x89png": "a picture",
    b"pk\x05\x06": "an empty archive",
}
_EXPECTED = "a table (.csv, or a .zip of one) or a workbook (.xlsx, .ods, .xls), as published"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet, or a table, as a grid of text.

    Attributes
    ----------
    name
        Of the sheet; empty for a table of comma-separated values.
    rows
        A number is written as it would be typed, a day as 2025-04-30, an empty
        cell as nothing. A row of a table may be shorter than its header.
    """

    file: str
    name: str
    rows: tuple[tuple[str, ...], ...]

    def problem(self, row: int | None, column: str | None, found: str, expected: str) -> Problem:
        """A problem of this sheet; `row` counts from 0, as the grid does, and is told from 1."""
        return Problem(self.file, None if row is None else row + 1, column, found, expected, self.name or None)

    def cell(self, row: int, column: int) -> str:
        """What a cell holds; beyond the grid, nothing."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""

    def header_row(self, labels: Sequence[str]) -> int:
        """The row, from 0, that holds the most of the labels.

        >>> Sheet("a.csv", "", (("A title",), ("Code", "Name2"), ("E06000001", "Hull"))).header_row(["Code", "Name"])
        1

        Raises
        ------
        BadFileError
            If no row near the top holds even half of them.
        """
        wanted = {label_forms(label)[0] for label in labels}
        scores = [
            len(wanted & {form for cell in cells if cell for form in label_forms(cell)})
            for cells in self.rows[:HEADER_WITHIN]
        ]
        best = max(scores, default=0)
        if best * 2 < len(labels):
            expected = f"a header row with {', '.join(labels)}"
            raise BadFileError([self.problem(None, None, "no such row near the top", expected)])
        return scores.index(best)

    def columns(self, row: int, labels: Sequence[str]) -> dict[str, int]:
        """Where each label stands in a header row.

        >>> Sheet("a.csv", "", (("Name2", "Code"),)).columns(0, ["Code", "Name"])
        {'Code': 1, 'Name': 0}

        Raises
        ------
        BadFileError
            Naming each label that is missing and the nearest there is, or that
            stands there twice.
        """
        found: dict[str, int] = {}
        problems: list[Problem] = []
        printed = [tidy(cell) for cell in self.rows[row]]
        for label in labels:
            places = [place for place, cell in enumerate(printed) if cell and is_label(cell, label)]
            if len(places) == 1:
                found[label] = places[0]
                continue
            if places:
                problems.append(self.problem(row, label, f"{len(places)} columns of this name", "one"))
                continue
            by_case = {cell.casefold(): cell for cell in printed if cell}
            near = [by_case[n] for n in get_close_matches(label.casefold(), by_case, n=1, cutoff=0.5)]
            hint = f"; the nearest is {near[0]!r}" if near else ""
            problems.append(self.problem(row, label, f"no such column{hint}", "this column, as published"))
        if problems:
            raise BadFileError(problems)
        return found


class OfficialFile:
    """An official file, opened.

    Attributes
    ----------
    file
        What problems call it.
    table
        Of a table of comma-separated values, its text in UTF-8; None of a workbook.
    names
        The sheets; of a table, one without a name.
    notes
        What was left aside in opening it, such as macros.
    """

    def __init__(
        self,
        file: str,
        table: bytes | None = None,
        workbook: CalamineWorkbook | None = None,
        parts: Parts | None = None,
    ) -> None:
        self.file = file
        self.table = table
        self._workbook = workbook
        self._parts = parts
        self._read: dict[str, Sheet] = {}
        self.names: tuple[str, ...] = tuple(workbook.sheet_names) if workbook is not None else ("",)
        self.notes: tuple[str, ...] = parts.notes if parts is not None else ()

    def sheet(self, name: str = "") -> Sheet:
        """One sheet, as text.

        Raises
        ------
        BadFileError
            If it is damaged, or reaches over more cells than `MAX_CELLS`.
        """
        if name not in self._read:
            rows = self._text_rows() if self.table is not None else self._sheet_rows(name)
            self._read[name] = Sheet(self.file, name, rows)
        return self._read[name]

    def find(self, pattern: str) -> list[str]:
        """The sheets whose name fits a pattern, whatever its case and the spaces around it."""
        wanted = re.compile(pattern, re.IGNORECASE)
        return [name for name in self.names if wanted.search(name.strip())]

    @cached_property
    def opening(self) -> str:
        """The names of the sheets and how the first of them begin: what says which publication it is."""
        if self.table is not None:
            lines = self.table[:20_000].decode("utf-8", errors="replace").splitlines()
            return "\n".join(lines[:_OPENING_ROWS])
        lines = list(self.names)
        for name in self.names[:_OPENING_SHEETS]:
            for cells in self.sheet(name).rows[:_OPENING_ROWS]:
                lines.append("\t".join(tidy(cell) for cell in cells if cell))
        return "\n".join(lines)

    def _text_rows(self) -> tuple[tuple[str, ...], ...]:
        assert self.table is not None
        text = io.StringIO(self.table.decode("utf-8"), newline="")
        try:
            return tuple(tuple(cell.strip() for cell in cells) for cells in csv.reader(text))
        except csv.Error as error:
            raise _unusable(self.file, f"text that is no table ({error})") from error

    def _sheet_rows(self, name: str) -> tuple[tuple[str, ...], ...]:
        assert self._workbook is not None
        shown = self._parts.shown(name) if self._parts is not None else {}
        with _damage_told(self.file, f"sheet {name!r}"):
            rows = _grid(self._workbook.get_sheet_by_name(name), self.file, name)
        for (row, column), text in shown.items():
            if 0 <= row < len(rows) and column < len(rows[row]):
                rows[row][column] = text
        return tuple(map(tuple, rows))


def open_file(path: Path) -> OfficialFile:
    """Open a file that a publisher made, whatever its name says it is.

    Nothing of it is run, extracted or written; formulas give the result that
    the publisher's program saved, and macros are left unread.

    Raises
    ------
    BadFileError
        If it is missing, empty, too large, encrypted, damaged, or no table or
        workbook: with what it is instead.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "table.xlsx")  # its name says nothing
    ...     _ = path.write_bytes("name,count\\nYnys Môn,12".encode("cp1252"))
    ...     open_file(path).sheet().rows
    (('name', 'count'), ('Ynys Môn', '12'))
    """
    file = str(path)
    if not path.is_file():
        raise BadFileError([Problem(file, None, None, "no such file", "a file")])
    size = path.stat().st_size
    if size > MAX_FILE:
        raise _unusable(file, f"{size:,} bytes", f"at most {MAX_FILE:,}: no official file is near it")
    data = path.read_bytes()
    if not data.strip():
        raise _unusable(file, "an empty file", "a whole file: download it again")
    if data.startswith(b"PK\x03\x04"):
        return _open_archive(Archive(data, file))
    if data.startswith(COMPOUND):
        look_through(data, file)
        return OfficialFile(file, workbook=_workbook(data, file))
    return OfficialFile(file, table=_utf8(data, file))


def _open_archive(archive: Archive) -> OfficialFile:
    parts = Parts.of(archive)
    if parts is not None:
        return OfficialFile(archive.file, workbook=_workbook(parts.packed, archive.file), parts=parts)
    members = [name for name in archive.names if not name.startswith("__MACOSX/")]
    tables = [name for name in members if name.lower().endswith(".csv")]
    if len(tables) != 1:
        found = f"an archive of {', '.join(members) or 'nothing'}"
        raise _unusable(archive.file, found, "an archive of one .csv; unpack it and give the file itself")
    return OfficialFile(archive.file, table=_utf8(archive.read(tables[0]), archive.file))


def _workbook(data: bytes, file: str) -> CalamineWorkbook:
    with _damage_told(file, "workbook"):
        return CalamineWorkbook.from_filelike(io.BytesIO(data))


@contextmanager
def _damage_told(file: str, what: str) -> Iterator[None]:
    """Turn every failure of the reader of workbooks into a problem of the file."""
    try:
        yield
    except BadFileError:
        raise
    except BaseException as error:
        # Its panics are no Exception, and their class cannot be imported (a known limit of python-calamine).
        if not isinstance(error, CalamineError) and type(error).__name__ != "PanicException":
            raise
        expected = "a whole file: download it again"
        raise _unusable(file, f"a damaged or truncated {what} ({error})", expected) from error


def _utf8(data: bytes, file: str) -> bytes:
    """The text in UTF-8: as it is, without a byte order mark, or from Windows-1252."""
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    kind = next((kind for sign, kind in _NOT_TABLES.items() if start.startswith(sign)), None)
    if kind is None and b"\0" in data:
        kind = "UTF-16 text" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "a file that is no text"
    if kind is not None:
        raise _unusable(file, kind)
    data = data.removeprefix(b"\xef\xbb\xbf")
    if data.isascii():
        return data
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        # Five bytes have no meaning in Windows-1252; a name is still a name without them.
        return data.decode("cp1252", errors="replace").encode("utf-8")
    return data


def _grid(sheet: CalamineSheet, file: str, name: str) -> list[list[str]]:
    last_row, last_column = sheet.end or (-1, -1)
    cells = (last_row + 1) * (last_column + 1)
    if cells > MAX_CELLS:
        found = f"a sheet {name!r} that reaches over {cells:,} cells"
        raise _unusable(file, found, f"at most {MAX_CELLS:,}")
    return [[_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]


def _text(value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        # A number below zero keeps its point, so that it is not read as the mark "-" with a footnote.
        return str(int(value)) if value.is_integer() and value >= 0 else repr(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return str(value)


def _unusable(file: str, found: str, expected: str = _EXPECTED) -> BadFileError:
    return BadFileError([Problem(file, None, None, found, expected)])


def filled_right(cells: Sequence[str]) -> Iterator[str]:
    """A row of group headings with each carried over the empty cells to its right.

    Examples
    --------
    >>> list(filled_right(["Identified", "", "Estimated", ""]))
    ['Identified', 'Identified', 'Estimated', 'Estimated']
    """
    last = ""
    for cell in cells:
        last = cell or last
        yield last
