"""Read a large table as categories: the different words of each column, and which of them each row has.

A table of a quarter of a million rows has few different words, so that a word
is looked at once and not on every row. Its counts are numbers.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ihanalysis.errors import BadFileError, Problem
from ihanalysis.sources.official_files.cells import number
from ihanalysis.sources.official_files.sheets import OfficialFile

Codes = npt.NDArray[np.integer[Any]]
Numbers = npt.NDArray[np.float64]

#: How much of the file is looked at to find its header.
_TOP = 50_000


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its different words, without the spaces around them, and the place of each row's among them."""

    codes: Codes
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Categories:
    """A table as categories.

    Attributes
    ----------
    file
        What problems call it.
    columns
        Of words, by label.
    counts
        The numbers of the last column.
    lines
        Of each row, its number as an editor shows it.
    problems
        Counts that are no whole numbers.
    """

    file: str
    columns: dict[str, Column]
    counts: Numbers
    lines: Codes
    problems: tuple[Problem, ...]

    def problem(self, row: int, column: str, found: str, expected: str) -> Problem:
        """A problem in a row, from 0."""
        return Problem(self.file, int(self.lines[row]), column, found, expected)

    def unwanted(self, column: str, wanted: Sequence[bool], expected: str) -> list[Problem]:
        """A problem for every row whose word is not wanted; `wanted` says so for each of the words."""
        if all(wanted):
            return []
        held = self.columns[column]
        rows = np.flatnonzero(~np.array(wanted)[held.codes]).tolist()
        words = [held.words[held.codes[row]] for row in rows]
        return [
            self.problem(row, column, repr(word) if word else "nothing", expected)
            for row, word in zip(rows, words, strict=True)
        ]


def read_categories(file: OfficialFile, words: Sequence[str], count: str) -> Categories:
    """Read columns of words and one of counts, wherever the header stands and in whatever order.

    Raises
    ------
    BadFileError
        If it is no table, a column is missing, there is no row below the header,
        or a row is not as wide as the header: a number that was cut at a comma
        would pass for a smaller one.

    Examples
    --------
    >>> file = OfficialFile("a.csv", table=b"SEX,COUNT\\nALL,3\\nMALE,1\\nALL,2\\n")
    >>> table = read_categories(file, ["SEX"], "COUNT")
    >>> table.columns["SEX"].words, table.columns["SEX"].codes.tolist(), table.counts.tolist()
    (('ALL', 'MALE'), [0, 1, 0], [3.0, 1.0, 2.0])
    """
    if file.table is None:
        raise BadFileError([Problem(file.file, None, None, "a workbook", "the .csv, or its .zip, as published")])
    # Only the top is split into cells to find the header.
    top = OfficialFile(file.file, table=file.table[:_TOP]).sheet()
    header = top.header_row([*words, count])
    places = top.columns(header, [*words, count])
    plain = None if b'"' in file.table else _plain(file, header, places, top.rows[header])
    return plain or _cell_by_cell(file, header, places)


def _plain(file: OfficialFile, header: int, places: dict[str, int], names: tuple[str, ...]) -> Categories | None:
    """A table without quotation marks whose rows are all as wide as its header, with whole numbers; else None."""
    assert file.table is not None
    start = 0
    for _ in range(header):
        start = file.table.find(b"\n", start) + 1
    text = io.BytesIO(file.table)
    text.seek(start)
    *words, count = places
    dtypes = {names[place]: "int64" if label == count else "category" for label, place in places.items()}
    try:
        table = pd.read_csv(text, usecols=list(dtypes), dtype=dtypes, na_filter=False, encoding="utf-8")
    except ValueError:  # a count that is no whole number, a row of too many cells, or no row at all
        return None
    # Cells beyond the header are passed over, and a row of too few is filled up: the commas tell.
    commas = np.count_nonzero(np.frombuffer(file.table, dtype=np.uint8, offset=start) == ord(","))
    if table.empty or commas != (len(names) - 1) * (len(table) + 1):
        return None
    columns = {label: _column(table[names[places[label]]]) for label in words}
    counts = table[names[places[count]]].to_numpy()
    lines = np.arange(len(table)) + header + 2
    problems = [
        Problem(file.file, int(lines[row]), count, repr(str(counts[row])), "a whole number, 0 or more")
        for row in np.flatnonzero(counts < 0).tolist()
    ]
    return Categories(file.file, columns, counts.astype(float), lines, tuple(problems))


def _column(column: pd.Series) -> Column:
    return Column(column.cat.codes.to_numpy(), tuple(str(word).strip() for word in column.cat.categories))


def _cell_by_cell(file: OfficialFile, header: int, places: dict[str, int]) -> Categories:
    sheet = file.sheet()
    rows = [row for row in range(header + 1, len(sheet.rows)) if any(sheet.rows[row])]
    width = len(sheet.rows[header])
    problems = [
        sheet.problem(row, None, f"{len(sheet.rows[row])} cells", f"{width}, as in the header")
        for row in rows
        if len(sheet.rows[row]) != width
    ]
    if not rows:
        problems.append(sheet.problem(header, None, "no rows below it", "rows of figures"))
    if problems:
        raise BadFileError(problems)
    *words, count = places
    columns = {}
    for label in words:
        codes, different = pd.factorize(np.array([sheet.rows[row][places[label]] for row in rows], dtype=object))
        columns[label] = Column(codes, tuple(map(str, different)))
    printed = [sheet.rows[row][places[count]] for row in rows]
    counts = [number(text) for text in printed]
    problems = [
        sheet.problem(row, count, repr(text) if text else "nothing", "a whole number, 0 or more")
        for row, text, found in zip(rows, printed, counts, strict=True)
        if found is None or found < 0 or not found.is_integer()
    ]
    return Categories(file.file, columns, np.array(counts, dtype=float), np.array(rows) + 1, tuple(problems))
