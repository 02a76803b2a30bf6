"""The regions file of registered patients as numbers by organisation, sex and age."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ihanalysis.errors import BadFileError, Problem
from ihanalysis.sources.official_files.categories import Categories, Codes, Numbers, read_categories
from ihanalysis.sources.official_files.cells import date
from ihanalysis.sources.official_files.sheets import OfficialFile

DAY, TYPE, CODE, ONS_CODE = "EXTRACT_DATE", "ORG_TYPE", "ORG_CODE", "ONS_CODE"
SEX, AGE, PATIENTS = "SEX", "AGE", "NUMBER_OF_PATIENTS"

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


@dataclass(frozen=True)
class Patients:
    """Registered patients of every organisation of the file.

    Attributes
    ----------
    day
        The first of the month of the extract, such as 2026-08-01.
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

    Examples
    --------
    >>> header = b"EXTRACT_DATE,ORG_TYPE,ORG_CODE,ONS_CODE,SEX,AGE,NUMBER_OF_PATIENTS"
    >>> row = b"01Aug2026,ICB,QKS,E54000032,MALE,7,12"
    >>> patients = read_patients(OfficialFile("a.csv", table=header + b"\\n" + row))
    >>> patients.day, patients.name(0), patients.counts[0, SEXES.index("MALE"), AGES.index("7")].item()
    ('2026-08-01', 'system QKS', 12.0)
    """
    table = read_categories(file, (DAY, TYPE, CODE, ONS_CODE, SEX, AGE), PATIENTS)
    problems = [
        *_one_date(table),
        *table.problems,
        *table.unwanted(TYPE, [_plain(word) in LEVELS for word in table.columns[TYPE].words], ", ".join(LEVELS)),
        *table.unwanted(SEX, [_plain(word) in SEXES for word in table.columns[SEX].words], ", ".join(SEXES)),
        *table.unwanted(AGE, [_plain(word) in AGES for word in table.columns[AGE].words], "ALL, 0 to 94, or 95+"),
    ]
    if problems:
        raise BadFileError(problems)
    row_org, orgs = _organisations(table)
    levels, codes, ons_codes = zip(*orgs, strict=True)
    shape = (len(orgs), len(SEXES), len(AGES))
    cell = (row_org * shape[1] + _order(table, SEX, SEXES)) * shape[2] + _order(table, AGE, AGES)
    if np.bincount(cell).max() > 1:
        raise BadFileError(_repeated(table, cell, orgs))
    counts = np.bincount(cell, weights=table.counts, minlength=int(np.prod(shape))).astype(float).reshape(shape)
    day = date(table.columns[DAY].words[0])
    assert day is not None
    return Patients(day.replace(day=1).isoformat(), levels, codes, ons_codes, counts, len(cell))


def _one_date(table: Categories) -> Iterator[Problem]:
    """One date, in whatever spelling; the map and the regions of one month spell it differently."""
    words = table.columns[DAY].words
    days = {date(word) for word in words}
    if len(days) != 1 or None in days:
        found = f"{len(words)} dates: {', '.join(map(repr, words[:5]))}"
        yield Problem(table.file, None, DAY, found, "one date, such as 2026-08-01")


def _organisations(table: Categories) -> tuple[Codes, list[tuple[str, str, str]]]:
    """Which organisation each row is about; the level, ODS code and ONS code of each."""
    types, codes, ons_codes = (table.columns[name] for name in (TYPE, CODE, ONS_CODE))
    kind_and_code = types.codes.astype(np.int64) * len(codes.words) + codes.codes
    rows, different = pd.factorize(kind_and_code * len(ons_codes.words) + ons_codes.codes)
    orgs = []
    for key in different.tolist():
        rest, ons_code = divmod(key, len(ons_codes.words))
        kind, code = divmod(rest, len(codes.words))
        orgs.append((LEVELS[_plain(types.words[kind])], codes.words[code], ons_codes.words[ons_code]))
    return rows, orgs


def _repeated(table: Categories, cell: Codes, orgs: list[tuple[str, str, str]]) -> Iterator[Problem]:
    expected = "one row; a doubled one is a fault of the release: look for its correction"
    for row in np.flatnonzero(pd.Series(cell).duplicated().to_numpy()).tolist():
        place, rest = divmod(int(cell[row]), len(SEXES) * len(AGES))
        sex, age = divmod(rest, len(AGES))
        level, code, ons_code = orgs[place]
        found = f"a second row of {level} {code or ons_code}, {SEXES[sex]}, {AGES[age]}"
        yield table.problem(row, f"{CODE} + {SEX} + {AGE}", found, expected)


def _order(table: Categories, name: str, words: tuple[str, ...]) -> Codes:
    column = table.columns[name]
    places = np.array([words.index(_plain(word)) for word in column.words])
    return places[column.codes]


def _plain(word: str) -> str:
    return word.upper()
