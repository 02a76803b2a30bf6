"""Local figures as a grid of text: from a table, a workbook, or any data frame."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ihanalysis.areas import Areas
from ihanalysis.errors import BadFileError, Problem
from ihanalysis.local.schema import COLUMNS, checked, nothing
from ihanalysis.sources.official_files.sheets import open_file

if TYPE_CHECKING:  # it takes long to import, and only data frames need it
    import narwhals as nw
    from narwhals.typing import IntoFrame

#: What problems call a data frame, which has no file name.
FRAME = "the frame"
#: The sheet of a workbook that is read; the only sheet, whatever its name, if there is one only.
SHEET = "figures"
#: More rows than this are no table of aggregates.
MOST_ROWS = 20_000


def read_file(path: Path, areas: Areas) -> pd.DataFrame:
    """Read and check a file of local figures, CSV or Excel.

    A formula in a cell is text (or, in a workbook, the result that was saved); nothing is ever run.

    Raises
    ------
    BadFileError
        With every problem of the file: row, column, what was found and what was expected.
    """
    file = open_file(path)
    name = next((name for name in file.names if name.strip().lower() == SHEET), file.names[0])
    if len(file.names) > 1 and name.strip().lower() != SHEET:
        raise BadFileError(
            [Problem(str(path), None, None, f"the sheets {', '.join(file.names)}", f"one named {SHEET}")]
        )
    (head, *rows) = file.sheet(name).rows or ((),)
    long = [
        Problem(str(path), number, None, f"{len(row)} cells", f"{len(head)}, as in the first row", name or None)
        for number, row in enumerate(rows, start=2)
        if any(row[len(head) :])
    ]
    if long:
        raise BadFileError(long)
    _few_enough(len(rows), str(path))
    cells = [[*row, *[""] * len(head)][: len(head)] for row in rows]
    # The header is row 1, so that a problem's row is the one that a spreadsheet shows.
    table = pd.DataFrame(cells, columns=list(head), index=range(2, len(rows) + 2), dtype="str")
    filled = table[(table != "").any(axis=1)]
    if filled.empty and sorted(cell.strip().lower() for cell in head) in _fitting():
        return nothing()  # the file to fill in, as it was written
    return checked(filled, str(path), areas, name or None)


def measures_of(path: Path, areas: Areas) -> tuple[str, ...]:
    """The titles of the measures in a file of local figures.

    Raises
    ------
    BadFileError
        With every problem of the file.
    """
    return tuple(dict.fromkeys(read_file(path, areas)["measure"]))


def read_frame(frame: IntoFrame, areas: Areas) -> pd.DataFrame:
    """Check a data frame of local figures: pandas, Polars, DuckDB, PySpark or any other that narwhals knows.

    Rows are numbered from 0, as data frames do. A table that an engine holds is not fetched before its
    columns are known to be those of `COLUMNS`, and is small.

    Raises
    ------
    BadFileError
        With every problem of the frame.
    """
    import narwhals as nw

    table = nw.from_native(frame)
    names = table.collect_schema().names()
    if sorted(str(name).strip().lower() for name in names) not in _fitting():
        # Only the names are needed to say what is wrong with them.
        return checked(pd.DataFrame(columns=names, dtype="str"), FRAME, areas)
    fetched = _fetched(table.head(MOST_ROWS + 1))
    _few_enough(len(fetched), FRAME)
    text = {name: list(map(_text, fetched[name].to_list())) for name in names}
    return checked(pd.DataFrame(text, columns=names, dtype="str"), FRAME, areas)


def _fetched(table: nw.DataFrame[Any] | nw.LazyFrame[Any]) -> nw.DataFrame[Any]:
    import narwhals as nw

    if isinstance(table, nw.DataFrame):
        return table
    # Polars and Dask fetch into their own frames; other engines would ask for another library than pandas.
    own = table.implementation.is_polars() or table.implementation.is_dask()
    return table.collect() if own else table.collect(backend="pandas")


def _fitting() -> Sequence[list[str]]:
    return [sorted(COLUMNS), sorted(column for column in COLUMNS if column != "polarity")]


def _few_enough(rows: int, file: str) -> None:
    if rows > MOST_ROWS:
        expected = f"at most {MOST_ROWS:,}: one row a figure, not one a person"
        raise BadFileError([Problem(file, None, None, f"more than {MOST_ROWS:,} rows", expected)])


def _text(value: object) -> str:
    """A cell as it would be typed."""
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(value).strip()
