"""From what a row holds to a group, an area or a period: only labels from closed lists leave the table.

A wrong column, such as one of names or NHS numbers, would otherwise put what its rows hold into a table's
labels; so a label has to be known beforehand, or have a form that nothing about a person has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import compress
from typing import Any

import numpy as np
import pandas as pd

from ihanalysis.errors import InclusionHealthError, Problem, UnknownChoiceError
from ihanalysis.local.schema import EVERYONE, GROUPS
from ihanalysis.people.counting import TABLE, rows_told
from ihanalysis.stats import EUROPEAN_STANDARD_POPULATION_2013, collapse_bands
from ihanalysis.workbook import Workbook

#: Nobody has been older than 122.
OLDEST = 125

#: Codes of the Office for National Statistics: E07000106, and those of Wales, Scotland and Northern Ireland.
_AREA_CODE = re.compile(r"[EWSN]\d{8}")
#: A year, a financial year, a quarter. Days are not among them: a day may be a date of birth.
_PERIOD = re.compile(r"(19|20)\d{2}(-\d{2})?( Q[1-4])?")
#: A period that holds for the whole table is the caller's own words, as long as they name a year.
_NAMES_A_YEAR = re.compile(r"\b(19|20)\d{2}\b")

#: What values of a column stand for: a mapping, or the values that stand for themselves.
Labels = Mapping[Any, str | None] | Collection[str] | None

#: The label of a value that is not counted here: of no group, or of another area.
NONE = ""


@dataclass(frozen=True, slots=True)
class Dimension:
    """A group, area, period or age: one for the whole table, or a column and how its values are read.

    Attributes
    ----------
    name
        "group", "area", "period" or "age".
    column
        None where `whole` is the label of every row.
    read
        The label of a value; `NONE` where it is not counted here, None where nobody knows what it is.
    keys
        The values that the caller has named, each of which should be there.
    expected
        What a value should be, for whoever has to put it right.
    """

    name: str
    column: str | None
    whole: str = NONE
    read: Callable[[object], str | None] = str
    keys: tuple[object, ...] = ()
    expected: str = ""

    def labels(self, values: Sequence[object]) -> list[str | None]:
        """The label of each value of the column."""
        return [self.read(_plain(value)) for value in values]

    def problems(self, values: Sequence[object], people: Sequence[int], kind: str) -> list[Problem]:
        """What is wrong with the values of the column, `people` having each, without repeating any."""
        plain = [_plain(value) for value in values]
        unread = [label is None for label in self.labels(values)]
        wrong = {
            "no value": [bad and value is None for bad, value in zip(unread, plain, strict=True)],
            "something else": [bad and value is not None for bad, value in zip(unread, plain, strict=True)],
        }
        rows = {what: sum(compress(people, where)) for what, where in wrong.items()}
        problems = [
            Problem(TABLE, None, self.column, f"{what} (type {kind}) in {rows_told(number)}", self.expected)
            for what, number in rows.items()
            if number
        ]
        # What is repeated here are the caller's own words, which stand in no row of the table.
        never = [key for key in self.keys if key is not None and key not in set(plain)]
        expected = f"each key of `{self.name}s` in some row of it"
        return [*problems, *(Problem(TABLE, None, self.column, f"{key!r} in no row", expected) for key in never)]


def group_of(group: str, labels: Labels, columns: Collection[str]) -> Dimension:
    """A column whose values stand for groups, or the group that everybody in the table belongs to.

    Raises
    ------
    UnknownChoiceError
        If it is neither, or a value is to stand for a group that is not known; with the nearest that are.
    """
    if group in columns:
        for named in _mapping(labels or {}).values():
            if named is not None and named not in GROUPS:
                raise UnknownChoiceError.of("inclusion health group", named, GROUPS)
        expected = f"a group that is known ({', '.join(GROUPS)}), or groups={{value: group}}"
        return _read_by("group", group, labels, set(GROUPS).__contains__, expected)
    _refuse_labels("group", group, labels, columns)
    if group in (*GROUPS, EVERYONE):
        return Dimension("group", None, group)
    raise _neither("group", group, columns, [*GROUPS, EVERYONE])


def area_of(area: str, labels: Labels, columns: Collection[str]) -> Dimension:
    """A column of areas, or the area that the whole table is from.

    Raises
    ------
    UnknownChoiceError
        If it is neither.
    """
    names = _area_names()

    def known(text: str) -> bool:
        return bool(_AREA_CODE.fullmatch(text)) or text in names

    if area in columns:
        expected = "the code or name of a system or local authority, or areas=[...] with the names you use"
        return _read_by("area", area, labels, known, expected)
    _refuse_labels("area", area, labels, columns)
    if known(area):
        return Dimension("area", None, area)
    raise _neither("area", area, columns, sorted(names))


def period_of(period: str | int, columns: Collection[str]) -> Dimension:
    """A column of years, or the period that the whole table is from.

    Raises
    ------
    UnknownChoiceError
        If it is neither.

    Examples
    --------
    >>> period_of("year", ["year"]).labels([2024.0, "2024-25", "1980-02-29"])
    ['2024', '2024-25', None]
    """
    if period in columns:
        expected = "a year (2024), a financial year (2024-25) or a quarter (2024 Q1), made of dates in the engine"
        return _read_by("period", str(period), None, lambda text: bool(_PERIOD.fullmatch(text)), expected)
    if _NAMES_A_YEAR.search(str(period)):
        return Dimension("period", None, str(period))
    raise _neither("period", str(period), columns, ["2024", "2024-25", "April 2024 to March 2025"])


def age_of(age: str, bands: Collection[str] | None, columns: Collection[str]) -> Dimension:
    """A column of ages in whole years, or of five-year bands, read as bands.

    Raises
    ------
    UnknownChoiceError
        If there is no such column.
    ArgumentError
        If a band is not made of whole five-year bands.

    Examples
    --------
    >>> age_of("age", ["15-44", "45-64"], ["age"]).labels([15, 44.0, "45-49", 80, -1])
    ['15-44', '15-44', '45-64', '', None]
    """
    if age not in columns:
        raise UnknownChoiceError.of("column of the table for `age`", age, columns)
    narrow = list(EUROPEAN_STANDARD_POPULATION_2013)
    wide = dict.fromkeys(narrow, NONE)
    for band in bands or narrow:
        # Each five-year band as its own number tells which of them the wider one is made of.
        parts = {part: float(2**place) for place, part in enumerate(narrow)}
        whole = int(collapse_bands(parts, [band])[band])
        wide |= {part: band for place, part in enumerate(narrow) if whole >> place & 1}

    def read(value: object) -> str | None:
        if isinstance(value, int) and 0 <= value <= OLDEST:
            return wide[narrow[min(value // 5, len(narrow) - 1)]]
        return wide.get(str(value))

    return Dimension(
        "age", age, read=read, expected=f"whole years from 0 to {OLDEST}, or a five-year band such as 20-24"
    )


def _read_by(name: str, column: str, labels: Labels, known: Callable[[str], bool], expected: str) -> Dimension:
    """By what the caller has said that values stand for; else a value has to be known itself."""
    if labels is None:
        return Dimension(name, column, read=lambda value: str(value) if known(str(value)) else None, expected=expected)
    said = _mapping(labels)

    def read(value: object) -> str | None:
        return None if value is None and None not in said else said.get(value) or NONE

    return Dimension(name, column, read=read, keys=tuple(said), expected=f"{expected}; None may be among them")


def _area_names() -> frozenset[str]:
    """The names of systems and local authorities, if there is a workbook to know them from."""
    try:
        areas = Workbook.find().areas
    except InclusionHealthError:
        return frozenset()
    return frozenset({*areas.local_authorities["name"], *(system.name for system in areas.systems)})


def _mapping(labels: Mapping[Any, str | None] | Collection[str]) -> dict[Any, str | None]:
    return dict(labels) if isinstance(labels, Mapping) else {label: label for label in labels}


def _plain(value: object) -> object:
    """A value as others would write it: nothing is None, a whole number has no decimals."""
    value = value.item() if isinstance(value, np.generic) else value
    # Missing is None, or what is not equal to itself: NaN, NaT; pandas' own NA refuses to be compared.
    if value is None or value is pd.NA or value != value:
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _refuse_labels(name: str, found: str, labels: Labels, columns: Collection[str]) -> None:
    """What values stand for is only asked of a column, so the column must be misspelt."""
    if labels is not None:
        raise UnknownChoiceError.of(f"column of the table for `{name}`", found, columns)


def _neither(name: str, found: str, columns: Collection[str], known: Collection[str]) -> UnknownChoiceError:
    near = get_close_matches(found, [*columns, *known], n=3, cutoff=0.5)
    hint = f" Did you mean {' or '.join(map(repr, near))}?" if near else ""
    listed = ", ".join(known) if len(known) <= 12 else "the codes and names of systems and local authorities"
    return UnknownChoiceError(
        f"{found!r} is neither a column of the table nor a known {name}.{hint} "
        f"Columns: {', '.join(columns)}. {name.capitalize()}s: {listed}."
    )
