"""The tables of a briefing as a spreadsheet by the rules of the Government Analysis Function.

One table a sheet, one row of headings, no merged or empty cells, a cover, contents,
notes, and shorthand explained on the sheet that uses it
(https://analysisfunction.civilservice.gov.uk/policy-store/releasing-statistics-in-spreadsheets/).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from ihanalysis.content import Data, Section, Table, Title
from ihanalysis.datasets import field_of
from ihanalysis.publish.composition import Listed, Paper, compose
from ihanalysis.publish.tables import datasets
from ihanalysis.publish.typed import NOTHING, Column, plain, typed
from ihanalysis.records import records
from ihanalysis.words.numbers import SHORTHAND

#: The look of gptables, the Analysis Function's own library, by what XlsxWriter calls the parts of a format.
_FONT = {"font_name": "Arial", "font_size": 12, "font_color": "automatic"}
_TITLE = {"bold": True, "font_size": 16}
_COVER_PART = {"bold": True, "font_size": 14, "text_wrap": True}
_HEADING = {"bold": True, "bottom": 1}
_CELL = {"text_wrap": True, "valign": "top"}
_WRAPPED = {"text_wrap": True}
_LINK = {"underline": True, "font_color": "blue"}
#: Widest and narrowest column, in letters.
_WIDEST, _NARROWEST = 60, 10
#: Columns of the contents and of the notes, and the one of the cover.
_LISTS = (16, 110, 16)
_COVER = 95
#: A line of 12 point type, and the width of its letters in those that columns are measured in.
_LINE, _LETTER = 16.0, 0.95
#: As XlsxWriter numbers the sizes of paper.
_A4 = 9
#: The table of a briefing that explains its shorthand has these columns.
_LEGEND = ["Symbol", "Meaning"]
_SHORTHAND = re.compile(r"\[[a-z]+\]")

#: Lines of words, each with its format.
_Lines = Sequence[tuple[str, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One sheet: its name, its title, its columns, and what a reader must know of it.

    Attributes
    ----------
    widths
        Of its columns, in letters; nothing if they are as wide as their words.
    contents
        Whether its first column names the sheets that it leads to.
    """

    label: str
    title: str
    columns: tuple[Column, ...]
    about: str = ""
    note: str = ""
    data: bool = False
    widths: tuple[float, ...] = ()
    contents: bool = False

    @property
    def lines(self) -> list[list[str]]:
        """The words of its rows, headings first."""
        rows = zip(*(column.cells for column in self.columns), strict=True)
        return [[column.name for column in self.columns], *([str(cell) for cell in row] for row in rows)]

    @property
    def shorthand(self) -> frozenset[str]:
        """The shorthand that its cells use."""
        cells = (cell for column in self.columns for cell in column.cells if isinstance(cell, str))
        return frozenset(chain.from_iterable(map(_SHORTHAND.findall, cells)))


class _Workbook:
    """A workbook in the house's font, which knows each format once."""

    def __init__(self, path: Path) -> None:
        self.file = xlsxwriter.Workbook(path, {"in_memory": True})
        self._formats: dict[tuple[Any, ...], Any] = {}

    def format(self, **properties: Any) -> Any:
        """The format of these properties."""
        key = tuple(properties.items())
        if key not in self._formats:
            self._formats[key] = self.file.add_format({**_FONT, **properties})
        return self._formats[key]

    def add_sheet(self, label: str, head: _Lines) -> Any:
        """A sheet that prints on A4, with lines of words in its first column, each with its format."""
        sheet = self.file.add_worksheet(label)
        sheet.hide_gridlines(2)  # on screen and paper
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        for row, (words, properties) in enumerate(head):
            sheet.write_string(row, 0, words, self.format(**properties))
        return sheet


def write_spreadsheet(title: Title, sections: Iterable[Section], path: Path, produced: date) -> None:
    """Write the tables of a briefing as a spreadsheet; a `publish.formats.Writer`."""
    parts = tuple(sections)
    paper, legend = compose(title, parts), _legend(parts)
    sheets = _sheets(paper, datasets(parts))
    noted = [sheet for sheet in sheets if sheet.note]
    notes = {sheet.label: number for number, sheet in enumerate(noted, start=1)}
    workbook = _Workbook(path)
    _write_cover(workbook, paper, legend)
    for sheet in (_contents(sheets), *([_notes(noted)] if noted else [])):
        _write(workbook, sheet, _head(sheet))
    for sheet in sheets:
        _write(workbook, sheet, _head(sheet, legend, notes.get(sheet.label, 0)))
    created = datetime(produced.year, produced.month, produced.day)
    workbook.file.set_properties({"title": paper.name, "subject": title.purpose, "created": created})
    workbook.file.close()


def _write_cover(workbook: _Workbook, paper: Paper, legend: Mapping[str, str]) -> None:
    title = paper.title
    intro = [title.purpose, *(f"{term}: {words}" for term, words in title.facts.items())]
    about = [
        "The tables have the numbers that the printed briefing and the Word document give them.",
        "Some cells hold shorthand instead of a number, or a mark beside it:",
        *(f"{symbol} {meaning}" for symbol, meaning in legend.items()),
    ]
    head: _Lines = [
        (f"{paper.name}, tables", _TITLE | _WRAPPED),
        ("Introductory information", _COVER_PART),
        *((plain(words), _WRAPPED) for words in intro),
        ("About these data", _COVER_PART),
        *((words, _WRAPPED) for words in about),
    ]
    sheet = workbook.add_sheet("Cover", head)
    _lay_out(sheet, 1, [[words] for words, _ in head[1:]], [_COVER])


def _head(sheet: _Sheet, legend: Mapping[str, str] | None = None, note: int = 0) -> _Lines:
    """What stands above a table: its title, what the sheet holds, and the shorthand that it uses."""
    explains = [column.name for column in sheet.columns] == _LEGEND
    symbols = {} if explains or not legend else legend
    here = sheet.shorthand
    used = [f"{symbol} {meaning}" for symbol, meaning in symbols.items() if symbol in here]
    about = "This worksheet contains one table." + (f" {sheet.about}" if sheet.about else "")
    shorthand = ["Shorthand in this table:", *used] if used else []
    title = plain(sheet.title) + (f" [note {note}]" if note else "")
    return [(title, _TITLE), *((words, {}) for words in (about, *shorthand))]


def _write(workbook: _Workbook, sheet: _Sheet, head: _Lines) -> None:
    """A sheet of one table, which programs know as a table."""
    first = len(head)
    written = workbook.add_sheet(sheet.label, head)
    headings = []
    for n, column in enumerate(sheet.columns):
        side = {"align": "right"} if column.numeric else {"align": "left", "indent": min(n, 1)}
        headings.append({"header": column.name, "header_format": workbook.format(**_CELL, **_HEADING, **side)})
        formats = {
            pattern: workbook.format(**_CELL, **side, **({"num_format": pattern} if pattern else {}))
            for pattern in set(column.formats)
        }
        for row, (cell, pattern) in enumerate(zip(column.cells, column.formats, strict=True), start=first + 1):
            if isinstance(cell, float):
                written.write_number(row, n, cell, formats[pattern])
            elif sheet.contents and n == 0:
                written.write_url(row, n, f"internal:'{cell}'!A1", workbook.format(**_CELL, **side, **_LINK), cell)
            else:
                written.write_string(row, n, cell, formats[pattern])
    table = {"columns": headings, "name": re.sub(r"\W", "_", sheet.label), "autofilter": False, "style": None}
    lines = sheet.lines
    written.add_table(first, 0, first + len(lines) - 1, len(headings) - 1, table)
    _lay_out(written, first, lines, sheet.widths or [_width(column) for column in sheet.columns])
    if sheet.data:
        written.freeze_panes(first + 1, 2)


def _lay_out(worksheet: Any, first: int, lines: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
    """Columns as wide and rows as high as their words: not every program fits rows by itself."""
    for number, width in enumerate(widths):
        worksheet.set_column(number, number, width)
    for row, words in enumerate(lines, start=first):
        high = max(math.ceil(len(text) * _LETTER / width) for text, width in zip(words, widths, strict=True))
        worksheet.set_row(row, _LINE * max(high, 1))


def _contents(sheets: Sequence[_Sheet]) -> _Sheet:
    """Where every table is."""
    columns = {"Sheet name": [sheet.label for sheet in sheets], "Table description": [sheet.title for sheet in sheets]}
    return _list("Contents", "Table of contents", columns, contents=True)


def _notes(noted: Sequence[_Sheet]) -> _Sheet:
    """What stands below the tables of the briefing, in the order of the sheets."""
    columns: dict[str, list[Any]] = {
        "Note number": [float(number) for number, _ in enumerate(noted, start=1)],
        "Note text": [plain(sheet.note) for sheet in noted],
        "Worksheet": [sheet.label for sheet in noted],
    }
    return _list("Notes", "Notes", columns)


def _list(label: str, title: str, columns: Mapping[str, Sequence[float | str]], contents: bool = False) -> _Sheet:
    shown = tuple(Column(name, tuple(cells), ("",) * len(cells)) for name, cells in columns.items())
    return _Sheet(label, title, shown, widths=_LISTS[: len(shown)], contents=contents)


def _sheets(paper: Paper, data: Mapping[str, Data]) -> list[_Sheet]:
    """Data first, then every table; the sources, which are both, once and last."""
    tables = [_of_table(listed) for listed in _listed(paper) if not (listed.table.data and listed.table.wordy)]
    of_data = {name: _of_data(each) for name, each in data.items()}
    last = [of_data.pop("sources")] if "sources" in of_data else []
    # A table that stands in two sections has one number, and one sheet.
    return list({sheet.label: sheet for sheet in [*of_data.values(), *tables, *last]}.values())


def _listed(paper: Paper) -> Iterator[Listed]:
    """Every table under the number that the PDF and Word give it, those that are read first."""
    chapters = (*paper.chapters, *paper.reference)
    for chapter in chapters:
        yield from (leaf for leaf in chapter.read if isinstance(leaf, Listed))
    for chapter in chapters:
        yield from (leaf for leaf in chapter.rest if isinstance(leaf, Listed))
        yield from chapter.tables


def _of_table(listed: Listed) -> _Sheet:
    columns = typed(listed.table)
    about = "Rounded as in the briefing." if any(column.numeric for column in columns) else ""
    return _Sheet(f"Table {listed.number}", listed.caption, columns, about, listed.table.note)


def _of_data(data: Data) -> _Sheet:
    rows = data.rows
    status = rows["status"].tolist() if "status" in rows else [""] * len(rows)
    missing = [SHORTHAND.get(str(word), SHORTHAND["not available"]) for word in status]
    columns = [_of_field(field_of(data.name, str(name)).title, rows[name], missing) for name in rows]
    about = "Numbers are unrounded. Each row is one figure with its comparator."
    return _Sheet(
        data.name.replace("_", " ").capitalize(),
        data.title,
        tuple(columns),
        about if data.name == "gaps" else "",
        data=True,
    )


def _of_field(title: str, column: pd.Series, missing: Sequence[str]) -> Column:
    """A column of a data set; a missing number says why, as the figure's status does."""
    cells: list[Any] = column.tolist()
    if column.dtype == "bool":
        return Column(title, tuple("yes" if cell else "no" for cell in cells), ("",) * len(cells))
    if column.dtype == "str":
        return Column(title, tuple(cell or NOTHING for cell in cells), ("",) * len(cells))
    numbers = [word if math.isnan(cell) else float(cell) for cell, word in zip(cells, missing, strict=True)]
    whole = all(isinstance(cell, str) or cell.is_integer() for cell in numbers)
    return Column(title, tuple(numbers), ("#,##0" if whole else "#,##0.00##",) * len(numbers))


def _legend(sections: Iterable[Section]) -> Mapping[str, str]:
    """The shorthand as the briefing itself explains it."""
    tables = [part for section in sections for part in section.parts if isinstance(part, Table)]
    rows = [table.rows for table in tables if list(table.rows.columns) == _LEGEND]
    return {str(row["Symbol"]): str(row["Meaning"]) for table in rows for row in records(table)}


def _width(column: Column) -> float:
    longest = max((len(str(cell)) for cell in column.cells), default=0)
    heading = max(map(len, column.name.split()))
    return min(max(longest, heading, _NARROWEST) + 2, _WIDEST)
