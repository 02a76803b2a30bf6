"""The tables of a briefing as a spreadsheet by the rules of the Government Analysis Function.

One table a sheet, one row of headings, no merged or empty cells, a cover, contents,
notes, and shorthand explained on the sheet that uses it
(https://analysisfunction.civilservice.gov.uk/policy-store/releasing-statistics-in-spreadsheets/).
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from math import ceil
from pathlib import Path
from typing import Any

import pandas as pd

from ihanalysis.content import Data, Section, Table, Title
from ihanalysis.datasets import field_of
from ihanalysis.publish.composition import Listed, Paper, compose
from ihanalysis.publish.tables import datasets
from ihanalysis.publish.typed import NOTHING, Column, plain, typed
from ihanalysis.words.numbers import SHORTHAND

with warnings.catch_warnings():
    # It leaves a file of its own open while it is imported.
    warnings.simplefilter("ignore", ResourceWarning)
    import gptables

#: Text stays text, whatever it begins with.
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
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


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One sheet: its name, its title, its columns, and what a reader must know of it."""

    label: str
    title: str
    columns: tuple[Column, ...]
    about: str = ""
    note: str = ""
    data: bool = False

    @property
    def lines(self) -> list[list[str]]:
        """The words of its rows, headings first."""
        rows = zip(*(column.cells for column in self.columns), strict=True)
        return [[column.name for column in self.columns], *([str(cell) for cell in row] for row in rows)]

    @property
    def shorthand(self) -> frozenset[str]:
        """The shorthand that its cells use."""
        cells = (str(cell) for column in self.columns for cell in column.cells)
        return frozenset(chain.from_iterable(map(_SHORTHAND.findall, cells)))


def write_spreadsheet(title: Title, sections: Iterable[Section], path: Path, produced: date) -> None:
    """Write the tables of a briefing as a spreadsheet; a `publish.formats.Writer`."""
    parts = tuple(sections)
    paper, legend = compose(title, parts), _legend(parts)
    sheets = _sheets(paper, datasets(parts))
    cover = _cover(paper, legend)
    tables = {sheet.label: _gptable(sheet, legend) for sheet in sheets}
    with warnings.catch_warnings():
        # It calls pandas in ways that pandas 4 will not know.
        warnings.simplefilter("ignore", DeprecationWarning)
        # It warns of a workbook without notes; some have nothing to note.
        warnings.filterwarnings("ignore", "No note text provided")
        workbook = gptables.produce_workbook(
            filename=str(path),
            sheets=tables,
            cover=gptables.Cover(**cover, width=_COVER),
            notes_table=_notes(sheets) if any(sheet.note for sheet in sheets) else None,
            auto_width=False,
            workbook_options=_OPTIONS,
        )
    by_name = {sheet.name: sheet for sheet in workbook.worksheets()}
    words = chain.from_iterable([["Introductory information"], cover["intro"], ["About these data"], cover["about"]])
    _lay_out(by_name["Cover"], 1, [[line] for line in words], [_COVER])
    _lay_out(by_name["Contents"], 2, [["", ""], *([sheet.label, sheet.title] for sheet in sheets)], _LISTS)
    if "Notes" in by_name:
        _lay_out(by_name["Notes"], 2, [["", ""], *(["", sheet.note] for sheet in sheets if sheet.note)], _LISTS)
    for sheet in sheets:
        head = tables[sheet.label].data_range[0]
        _lay_out(by_name[sheet.label], head, sheet.lines, [_width(column) for column in sheet.columns])
        if sheet.data:
            by_name[sheet.label].freeze_panes(head + 1, 2)
    created = datetime(produced.year, produced.month, produced.day)
    workbook.set_properties({"title": paper.name, "subject": title.purpose, "created": created})
    workbook.close()


def _lay_out(worksheet: Any, first: int, lines: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
    """Columns as wide and rows as high as their words: not every program fits rows by itself."""
    for number, width in enumerate(widths):
        worksheet.set_column(number, number, width)
    for row, words in enumerate(lines, start=first):
        high = max(ceil(len(text) * _LETTER / width) for text, width in zip(words, widths, strict=False))
        worksheet.set_row(row, _LINE * max(high, 1))
    worksheet.set_landscape()
    worksheet.set_paper(_A4)
    worksheet.fit_to_pages(1, 0)


def _sheets(paper: Paper, data: Mapping[str, Data]) -> list[_Sheet]:
    """Data first, then every table; the sources, which are both, once and last."""
    tables = [_of_table(listed) for listed in _listed(paper) if not (listed.table.data and listed.table.wordy)]
    of_data = {name: _of_data(each) for name, each in data.items()}
    last = [of_data.pop("sources")] if "sources" in of_data else []
    return [*of_data.values(), *tables, *last]


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
    columns = [_of_field(field_of(data.name, str(name)).title, column, data.rows) for name, column in data.rows.items()]
    about = "Numbers are unrounded. Each row is one figure with its comparator."
    return _Sheet(
        data.name.replace("_", " ").capitalize(),
        data.title,
        tuple(columns),
        about if data.name == "gaps" else "",
        data=True,
    )


def _of_field(title: str, column: pd.Series, rows: pd.DataFrame) -> Column:
    """A column of a data set; a missing number says why, as the figure's status does."""
    if column.dtype == "bool":
        return Column(title, tuple("yes" if cell else "no" for cell in column), ("",) * len(column))
    if column.dtype == "str":
        return Column(title, tuple(cell or NOTHING for cell in column), ("",) * len(column))
    status = rows["status"] if "status" in rows else pd.Series([""] * len(rows))
    missing = [SHORTHAND.get(str(word), SHORTHAND["not available"]) for word in status]
    cells = [float(cell) if pd.notna(cell) else word for cell, word in zip(column, missing, strict=True)]
    whole = all(isinstance(cell, str) or cell.is_integer() for cell in cells)
    return Column(title, tuple(cells), ("#,##0" if whole else "#,##0.00##",) * len(cells))


def _gptable(sheet: _Sheet, legend: Mapping[str, str]) -> gptables.GPTable:
    frame = pd.DataFrame(
        {column.name: [_safe(cell) for cell in column.cells] for column in sheet.columns}, dtype=object
    )
    note = f" $${sheet.label}$$" if sheet.note else ""
    explained = [column.name for column in sheet.columns] == _LEGEND
    used = [f"{symbol} {legend[symbol]}" for symbol in legend if symbol in sheet.shorthand and not explained]
    return gptables.GPTable(
        table=frame,
        table_name=re.sub(r"\W", "_", sheet.label),
        title=_safe(plain(sheet.title)) + note,
        instructions="This worksheet contains one table." + (f" {sheet.about}" if sheet.about else ""),
        legend=["Shorthand in this table:", *map(_safe, used)] if used else [],
        index_columns={2: 0},
        additional_formatting=list(_formats(sheet.columns)),
    )


def _formats(columns: Sequence[Column]) -> Iterator[dict[str, Any]]:
    """How cells are set and numbers shown; the row of headings is row 0."""
    for n, column in enumerate(columns):
        side = {"align": "right"} if column.numeric else {"indent": min(n, 1)}
        yield {"column": {"columns": [n], "format": {"valign": "top", **side}, "include_names": True}}
        patterns = set(column.formats) - {""}
        if len(patterns) == 1:
            yield {"column": {"columns": [n], "format": {"num_format": patterns.pop()}, "include_names": False}}
            continue
        for row, pattern in enumerate(column.formats, start=1):
            if pattern:
                yield {"cell": {"cells": (row, n), "format": {"num_format": pattern}}}


def _cover(paper: Paper, legend: Mapping[str, str]) -> dict[str, Any]:
    title = paper.title
    return {
        "title": _safe(f"{paper.name}, tables"),
        "intro": [
            _safe(plain(words)) for words in (title.purpose, *(f"{term}: {text}" for term, text in title.facts.items()))
        ],
        "about": [
            "The tables have the numbers that the printed briefing and the Word document give them.",
            "Some cells hold shorthand instead of a number, or a mark beside it:",
            *(_safe(f"{symbol} {meaning}") for symbol, meaning in legend.items()),
        ],
    }


def _notes(sheets: Sequence[_Sheet]) -> pd.DataFrame:
    """What stands below the tables of the briefing, in the order of the sheets."""
    noted = [sheet for sheet in sheets if sheet.note]
    return pd.DataFrame(
        {
            "Note": [sheet.label for sheet in noted],
            "Note text": [_safe(plain(sheet.note)) for sheet in noted],
            "Worksheet": [sheet.label for sheet in noted],
        }
    )


def _legend(sections: Iterable[Section]) -> Mapping[str, str]:
    """The shorthand as the briefing itself explains it."""
    tables = [part for section in sections for part in section.parts if isinstance(part, Table)]
    rows = [table.rows for table in tables if list(table.rows.columns) == _LEGEND]
    return {str(row["Symbol"]): str(row["Meaning"]) for table in rows for row in table.to_dict("records")}


def _safe(cell: Any) -> Any:
    """Text that gptables leaves alone: it would read a link, a note or a cell of signs into it."""
    if not isinstance(cell, str):
        return cell
    safe = cell.replace("](", "] (").replace("$$", "$ $")
    return safe if re.search("[a-zA-Z0-9]", safe) else f"text {safe}".strip()


def _width(column: Column) -> float:
    longest = max((len(str(cell)) for cell in column.cells), default=0)
    heading = max(map(len, column.name.split()))
    return min(max(longest, heading, _NARROWEST) + 2, _WIDEST)
