"""Read the project's own tidy tables: figures, and the words that describe areas and sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pandas as pd

from ihanalysis import figures as figure_table
from ihanalysis.errors import BadFileError, Problem


def read_figures(path: Path) -> pd.DataFrame:
    """Read one figure table; the index is the row as a spreadsheet shows it.

    Raises
    ------
    BadFileError
        If a column is missing, text stands where a number belongs, a word is not
        in its closed list, or two rows have one key.
    """
    return figure_table.check(read_unchecked(path), str(path))


def read_unchecked(path: Path) -> pd.DataFrame:
    """Read one figure table whose words and keys are to be checked together with others'.

    Raises
    ------
    BadFileError
        If a column is missing, or text stands where a number belongs.
    """
    try:
        table = _read(path, figure_table.COLUMNS, numbers=figure_table.NUMBERS)
    except ValueError:
        raise BadFileError(_not_numbers(path)) from None
    return table[list(figure_table.COLUMNS)]


def _not_numbers(path: Path) -> Iterator[Problem]:
    """Every text that stands where a number belongs."""
    table = _read(path, figure_table.COLUMNS)
    for column in figure_table.NUMBERS:
        wrong = pd.to_numeric(table[column], errors="coerce").isna() & (table[column] != "")
        for row, found in table.loc[wrong, column].items():
            yield Problem(str(path), row, column, repr(found), "a number, or nothing")


def read_words(
    path: Path, columns: Sequence[str], *, key: Sequence[str], may_be_empty: Iterable[str] = ()
) -> pd.DataFrame:
    """Read a table of words, such as the systems or the sources.

    Raises
    ------
    BadFileError
        If a column is missing, a cell is empty that may not be, or a key repeats.
    """
    table = _read(path, columns)
    filled = [column for column in columns if column not in set(may_be_empty)]
    problems = [
        Problem(str(path), row, column, "nothing", f"a {column.replace('_', ' ')}")
        for column in filled
        for row in table.index[table[column] == ""]
    ]
    repeated = table.duplicated(list(key))
    problems += [
        Problem(str(path), row, " + ".join(key), "a second row with this key", "one row a key")
        for row in table.index[repeated]
    ]
    if problems:
        raise BadFileError(problems)
    return table


def _read(path: Path, columns: Sequence[str], numbers: Sequence[str] = ()) -> pd.DataFrame:
    """Read a table as words, but for the columns of numbers, of which nothing is a missing one."""
    types = dict.fromkeys(columns, "str") | dict.fromkeys(numbers, "float64")
    if not path.is_file():
        raise BadFileError([Problem(str(path), None, None, "no such file", "a table of the project")])
    try:
        table = pd.read_csv(
            path, dtype=types, keep_default_na=False, na_values={name: [""] for name in numbers}, encoding="utf-8"
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise BadFileError([Problem(str(path), None, None, str(error), "comma-separated values in UTF-8")]) from error
    missing = [column for column in columns if column not in table.columns]
    if missing:
        found = f"the columns {', '.join(table.columns)}"
        raise BadFileError([Problem(str(path), 1, column, found, "this column as well") for column in missing])
    # The header is row 1, so that a problem's row is the one an editor shows.
    table.index = pd.RangeIndex(2, len(table) + 2)
    return table
