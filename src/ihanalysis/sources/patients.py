"""The regions file of registered patients as numbers by organisation, sex and age, quickly and row by row checked."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from ihanalysis.errors import BadFileError, Problem
from ihanalysis.sources.cells import date, number
from ihanalysis.sources.sheets import HEADER_WITHIN, OfficialFile

DAY, TYPE, CODE, ONS_CODE = "EXTRACT_DATE", "ORG_TYPE", "ORG_CODE", "ONS_CODE"
SEX, AGE, PATIENTS = "SEX", "AGE", "NUMBER_OF_PATIENTS"
COLUMNS = (DAY, TYPE, CODE, ONS_CODE, SEX, AGE, PATIENTS)

#: What each spelling of ORG_TYPE is.
LEVELS = {
    "COMM REGION": "NHS region",
    "REGION": "local office",
    "STP": "system",
    "ICB": "system",
    "CCG": "location",
    "SUB_ICB_LOCATION": "location",
    "SUB_ICB_LOCATION_CODE": "location",
    "PCN": "network",
}
SEXES = ("ALL", "FEMALE", "MALE")
AGES = ("ALL", *(str(age) for age in range(95)), "95+")

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Patients:
    """Registered patients of every organisation of the file.

    Attributes
    ----------
    day
        The first of the month of the extract, such as 2026-08-01; empty if the file has not one.
    levels, codes, ons_codes
        What each organisation is: its level, ODS code and ONS code, of which one may be empty.
    counts
        Patients by organisation, sex and age, in the order of `SEXES` and `AGES`.
    rows
        Rows read.
    """

    day: str
    levels: tuple[str, ...]
    codes: tuple[str, ...]
    ons_codes: tuple[str, ...]
    counts: Numbers
    rows: int

    def at(self, level: str) -> list[int]:
        """The organisations of a level, by their place."""
        return [place for place, found in enumerate(self.levels) if found == level]

    def name(self, place: int) -> str:
        """An organisation in words."""
        return f"{self.levels[place]} {self.codes[place] or self.ons_codes[place]}"


def read_patients(file: OfficialFile) -> Patients:
    """Read the regions file.

    Raises
    ------
    BadFileError
        With every row that cannot be placed: a word of no known meaning, a count
        that is no whole number, or a second row of one organisation, sex and age.
    """
    table, header = _table(file)
    first = header + 2  # the first row of data as an editor shows it
    day, problems = _extract_date(table, file)
    counts = _whole_numbers(table[PATIENTS])
    # Those read as whole numbers are; the remainder of a quarter of a million takes its time.
    wrong = counts < 0 if table[PATIENTS].dtype == "int64" else ~(counts >= 0) | (counts % 1 != 0)
    if wrong.any():
        problems += _at(file, table, wrong, first, PATIENTS, "a whole number, 0 or more")
    for column, known in ((TYPE, tuple(LEVELS)), (SEX, SEXES), (AGE, AGES)):
        words = [word for word in table[column].cat.categories if _plain(word) not in known]
        if words:
            expected = ", ".join(known) if len(known) < 20 else "ALL, 0 to 94, or 95+"
            problems += _at(file, table, table[column].isin(words).to_numpy(), first, column, expected)
    if problems:
        raise BadFileError(problems)
    org, unique = _organisations(table)
    levels = tuple(LEVELS[_plain(word)] for word in unique[0])
    patients = Patients(day, levels, tuple(unique[1]), tuple(unique[2]), np.empty(0), len(table))
    key = (org * len(SEXES) + _order(table[SEX], SEXES)) * len(AGES) + _order(table[AGE], AGES)
    shape = (len(levels), len(SEXES), len(AGES))
    if np.bincount(key, minlength=1).max() > 1:
        raise BadFileError(_repeated(file, table, key, patients, first))
    cube = np.bincount(key, weights=counts, minlength=int(np.prod(shape))).astype(float).reshape(shape)
    return Patients(day, levels, patients.codes, patients.ons_codes, cube, len(table))


def _table(file: OfficialFile) -> tuple[pd.DataFrame, int]:
    """The columns that are read, words as categories, and the row of the header, from 0."""
    if file.table is None:
        found = "a workbook"
        raise BadFileError([Problem(file.file, None, None, found, "the .csv, or its .zip, as published")])
    # Only the top is split into cells here; the rest is read below, and fast.
    top = OfficialFile(file.file, table=b"\n".join(file.table.split(b"\n", HEADER_WITHIN)[:HEADER_WITHIN]))
    header = top.sheet().header_row(COLUMNS)
    places = top.sheet().columns(header, COLUMNS)
    try:
        table = _read_csv(file.table, header, places, "int64")
    except pd.errors.EmptyDataError as error:
        raise BadFileError([Problem(file.file, header + 1, None, "no rows below it", "patients")]) from error
    except ValueError:  # a count that is no whole number: read as text, so that its row can be named
        table = _read_csv(file.table, header, places, "str")
        table = table[table[PATIENTS].str.strip().ne("") | table[TYPE].astype(str).str.strip().ne("")]
    _check_widths(file.table, header, len(top.sheet().rows[header]), len(table), file.file)
    return table, header


def _read_csv(data: bytes, header: int, places: dict[str, int], counts: str) -> pd.DataFrame:
    return pd.read_csv(
        io.BytesIO(data),
        header=None,
        skiprows=header + 1,
        usecols=list(places.values()),
        dtype={place: counts if name == PATIENTS else "category" for name, place in places.items()},
        na_filter=False,
        skip_blank_lines=counts == "int64",  # when read as text, rows keep their numbers
        encoding="utf-8",
    ).rename(columns={place: name for name, place in places.items()})


def _check_widths(data: bytes, header: int, width: int, rows: int, file: str) -> None:
    """Every row has as many cells as the header: a number that was cut at a comma would pass for a smaller one."""
    start = 0
    for _ in range(header + 1):
        start = data.find(b"\n", start) + 1
    commas = np.count_nonzero(np.frombuffer(data, dtype=np.uint8, offset=start) == ord(","))
    if b'"' not in data and commas == (width - 1) * rows:
        return
    problems = [
        Problem(file, number, None, f"{len(cells)} cells", f"{width}, as in the header")
        for number, cells in enumerate(csv.reader(io.StringIO(data.decode("utf-8"), newline="")), start=1)
        if number > header + 1 and any(cells) and len(cells) != width
    ]
    if problems:
        raise BadFileError(problems)


def _extract_date(table: pd.DataFrame, file: OfficialFile) -> tuple[str, list[Problem]]:
    printed = [str(text) for text in table[DAY].cat.categories]
    days = {date(text) for text in printed}
    if len(days) == 1 and (day := days.pop()) is not None:
        return day.replace(day=1).isoformat(), []
    found = f"{len(printed)} dates: {', '.join(map(repr, printed[:5]))}"
    return "", [Problem(file.file, None, DAY, found, "one date, such as 2026-08-01")]


def _whole_numbers(column: pd.Series) -> Numbers:
    counts = column if column.dtype == "int64" else column.map(number)
    return counts.to_numpy(dtype=float, na_value=np.nan)


def _organisations(table: pd.DataFrame) -> tuple[Places, tuple[list[str], list[str], list[str]]]:
    """Which organisation each row is about; the type, ODS code and ONS code of each."""
    types, codes, places = (table[name].cat for name in (TYPE, CODE, ONS_CODE))
    size = (len(codes.categories), len(places.categories))
    key = (types.codes.to_numpy(dtype=np.int64) * size[0] + codes.codes) * size[1] + places.codes
    org, unique = pd.factorize(key)
    words = (
        types.categories[unique // size[1] // size[0]],
        codes.categories[unique // size[1] % size[0]],
        places.categories[unique % size[1]],
    )
    kind, code, ons_code = ([str(word).strip() for word in found] for found in words)
    return org, (kind, code, ons_code)


def _repeated(
    file: OfficialFile, table: pd.DataFrame, key: Places, patients: Patients, first: int
) -> Iterable[Problem]:
    expected = "one row; a doubled one is a fault of the release: look for its correction"
    for row in np.flatnonzero(pd.Series(key).duplicated().to_numpy()).tolist():
        place, rest = divmod(int(key[row]), len(SEXES) * len(AGES))
        sex, age = divmod(rest, len(AGES))
        found = f"a second row of {patients.name(place)}, {SEXES[sex]}, {AGES[age]}"
        yield Problem(file.file, first + int(table.index[row]), f"{CODE} + {SEX} + {AGE}", found, expected)


def _at(
    file: OfficialFile,
    table: pd.DataFrame,
    wrong: npt.NDArray[np.bool_],
    first: int,
    column: str,
    expected: str,
) -> list[Problem]:
    rows = zip(table.index[wrong], table.loc[wrong, column], strict=True)
    return [
        Problem(file.file, first + int(row), column, repr(str(found)) if str(found) else "nothing", expected)
        for row, found in rows
    ]


def _order(column: pd.Series, words: tuple[str, ...]) -> Places:
    places = np.array([words.index(_plain(word)) for word in column.cat.categories], dtype=np.int64)
    return places[column.cat.codes.to_numpy()]


def _plain(word: object) -> str:
    return str(word).strip().upper()
