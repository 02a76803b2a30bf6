"""Reading an analyst's frame: labels, counts and rates, checked, with messages that never repeat a number."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ihanalysis.disclosure.layout import Key, Layout
from ihanalysis.disclosure.policies import Floats
from ihanalysis.errors import BadFileError, NotPossibleError, Problem, UnknownChoiceError

#: What problems call the frame, which has no file name.
FRAME = "the frame"

#: Which rows are national figures: for one or more columns, the label they have there.
National = Mapping[str, Hashable] | None


def columns_of(frame: pd.DataFrame, names: Sequence[str]) -> None:
    """Check that the frame has these columns.

    Raises
    ------
    UnknownChoiceError
        If it has not, with the nearest one that it has.
    """
    for name in names:
        if name not in frame.columns:
            raise UnknownChoiceError.of("column of the frame", name, map(str, frame.columns))


def keys_of(frame: pd.DataFrame, by: Sequence[str]) -> tuple[Key, ...]:
    """The labels of each row, each row once and none missing."""
    columns_of(frame, by)
    if frame.empty:
        raise BadFileError([Problem(FRAME, None, None, "no rows", "a row for each cell of the table")])
    problems = [
        Problem(FRAME, int(row), column, "no label", "a label for every dimension of the table")
        for column in by
        for row in np.flatnonzero(frame[column].isna())
    ]
    problems += [
        Problem(FRAME, int(row), ", ".join(by), "labels of another row", "each combination of labels once")
        for row in np.flatnonzero(frame.duplicated(list(by)))
    ]
    if problems:
        raise BadFileError(problems)
    return tuple(frame[list(by)].itertuples(index=False, name=None))


def counts_of(frame: pd.DataFrame, column: str) -> Floats:
    """A column of counts, NaN where missing; messages never repeat what a row holds."""
    columns_of(frame, [column])
    numbers = np.asarray(pd.to_numeric(frame[column], errors="coerce"), dtype=float)
    wrong = {
        "text": np.isnan(numbers) & frame[column].notna().to_numpy(),
        "a negative number": numbers < 0,
        "a number that is not whole": np.isfinite(numbers) & (numbers != np.floor(numbers)),
        "an infinite number": np.isinf(numbers),
    }
    problems = [
        Problem(FRAME, int(row), column, found, "a whole number of people, or missing if not available")
        for found, rows in wrong.items()
        for row in np.flatnonzero(rows)
    ]
    if problems:
        raise BadFileError(problems)
    return numbers


def national_rows(layout: Layout, national: National) -> NDArray[np.bool_]:
    """The rows that are national figures."""
    rows = np.ones(len(layout.keys), dtype=bool) if national else np.zeros(len(layout.keys), dtype=bool)
    for column, label in (national or {}).items():
        if column not in layout.by:
            raise UnknownChoiceError.of("dimension column", column, layout.by)
        labels = [key[layout.by.index(column)] for key in layout.keys]
        if label not in labels:
            raise UnknownChoiceError.of(f"label of column {column!r}", label, sorted(set(map(str, labels))))
        rows &= np.array([found == label for found in labels])
    return rows


def rates_of(frame: pd.DataFrame, column: str) -> Floats:
    """A column of rates, NaN where missing."""
    columns_of(frame, [column])
    numbers = np.asarray(pd.to_numeric(frame[column], errors="coerce"), dtype=float)
    wrong = (np.isnan(numbers) & frame[column].notna().to_numpy()) | np.isinf(numbers)
    if wrong.any():
        raise BadFileError(
            Problem(FRAME, int(row), column, "something that is not a number", "a rate, or missing")
            for row in np.flatnonzero(wrong)
        )
    return numbers


def names_differ(names: Sequence[str]) -> None:
    """Check that the columns of the result, each figure with its status, would have names of their own."""
    if len(set(names)) < len(names):
        raise NotPossibleError(
            f"the figures would have two columns of one name among {', '.join(map(repr, names))}. Rename one."
        )
