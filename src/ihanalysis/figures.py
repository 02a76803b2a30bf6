"""The figure table: one published observation a row, in which every source ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd

from ihanalysis.errors import BadFileError, Problem

#: What identifies an observation. No two rows of a figure table share these.
KEY = ("indicator", "group", "area_level", "area_code", "period", "sex", "age_band")
NUMBERS = ("count", "denominator", "value", "lower", "upper")
WORDS = (*KEY, "unit", "status", "source")
COLUMNS = (*KEY, *NUMBERS, "unit", "status", "source")

#: What a figure can be; zero, suppressed and not available are never mixed up.
STATUSES = (
    "published",
    "derived",
    "modelled",
    "quoted claim",
    "zero",
    "suppressed",
    "not available",
    "not applicable",
    "too few",
)
#: Statuses of a figure without a number.
MISSING = ("suppressed", "not available", "not applicable", "too few")

AREA_LEVELS = ("country", "region", "system", "local authority", "police force area")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")

SEXES = ("persons", "female", "male")


def check(figures: pd.DataFrame, file: str = "figures") -> pd.DataFrame:
    """Return the table as it came if it is a figure table.

    Parameters
    ----------
    figures
        A table with the columns of `COLUMNS`; an index of row numbers as an
        editor shows them makes the problems easier to find.
    file
        What the problems call the table.

    Raises
    ------
    BadFileError
        With every problem found: file, row, column, what was found and expected.
    """
    problems = [*_missing_columns(figures, file)] or [
        *_unknown_words(figures, file),
        *_impossible_numbers(figures, file),
        *_repeated_keys(figures, file),
    ]
    if problems:
        raise BadFileError(problems)
    return figures


def select(figures: pd.DataFrame, **wanted: str | list[str] | tuple[str, ...]) -> pd.DataFrame:
    """The rows whose columns hold the wanted words: `select(figures, period="2020")`."""
    rows = None
    # Each condition is asked only of the rows that met the last: most are gone after the first.
    for column, words in wanted.items():
        cells = figures[column].to_numpy() if rows is None else figures[column].to_numpy()[rows]
        found = np.flatnonzero(cells == words if isinstance(words, str) else [cell in words for cell in cells])
        rows = found if rows is None else rows[found]
    return figures if rows is None else figures.iloc[rows]


def period_words(period: str) -> str:
    """A day in words; a year or a financial year as it is.

    >>> period_words("2025-12-31"), period_words("2024-25"), period_words("2025")
    ('31 December 2025', '2024-25', '2025')
    """
    found = _DAY.fullmatch(period)
    if not found:
        return period
    day = date(*map(int, found.groups()))
    return f"{day.day} {day:%B %Y}"


def _missing_columns(figures: pd.DataFrame, file: str) -> Iterator[Problem]:
    for column in COLUMNS:
        if column not in figures.columns:
            found = f"no such column among {', '.join(map(str, figures.columns))}"
            yield Problem(file, 1, column, found, f"the columns {', '.join(COLUMNS)}")


def _unknown_words(figures: pd.DataFrame, file: str) -> Iterator[Problem]:
    closed = {"status": STATUSES, "area_level": AREA_LEVELS, "sex": SEXES}
    for column in WORDS:
        empty = figures[column].isna() | (figures[column] == "")
        for row in figures.index[empty]:
            yield Problem(file, row, column, "nothing", f"a {column.replace('_', ' ')}")
        if column in closed:
            wrong = ~figures[column].isin(closed[column]) & ~empty
            for row, found in figures.loc[wrong, column].items():
                yield Problem(file, row, column, repr(found), " or ".join(closed[column]))


def _impossible_numbers(figures: pd.DataFrame, file: str) -> Iterator[Problem]:
    missing = figures["status"].isin(MISSING)
    for column in NUMBERS:
        wrong = figures[column] < 0
        for row, found in figures.loc[wrong, column].items():
            yield Problem(file, row, column, f"{found:g}", "a number that is not negative")
    numbers = figures[["count", "value"]].notna().any(axis=1)
    for row in figures.index[missing & numbers]:
        yield Problem(file, row, "status", "a number", "no count or value beside a status of missing")
    for row in figures.index[~missing & ~numbers]:
        yield Problem(file, row, "count", "nothing", "a count or a value, or a status that says why not")
    for row in figures.index[figures["lower"] > figures["upper"]]:
        yield Problem(file, row, "lower", "a limit above the upper limit", "lower limit, then upper limit")


def _repeated_keys(figures: pd.DataFrame, file: str) -> Iterator[Problem]:
    repeated = figures.duplicated(list(KEY), keep="first")
    for row, key in figures.loc[repeated, list(KEY)].iterrows():
        found = f"a second row for {', '.join(map(str, key))}"
        yield Problem(file, row, " + ".join(KEY), found, "one row a figure")
