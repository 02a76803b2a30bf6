"""From what a row holds to a group, an area or a period: only labels from closed lists leave the table.

A wrong column, such as one of names or NHS numbers, would otherwise put what its rows hold into a table's
labels; so a label has to be known beforehand, or have a form that nothing about a person has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

import pandas as pd

from ihanalysis.errors import InclusionHealthError, Problem, UnknownChoiceError
from ihanalysis.indicators.definition import catalogue
from ihanalysis.people.counting import TABLE, rows_told
from ihanalysis.workbook import Workbook

EVERYONE = "everyone"

#: Groups of the catalogue that are the people of one study, or several groups in one.
_NOT_FOR_LOCAL_FIGURES = {
    EVERYONE,
    "English Gypsies",
    "Gypsies and Travellers in the 2004 study",
    "inclusion health groups",
}

#: Codes of the Office for National Statistics: E07000106, and those of Wales, Scotland and Northern Ireland.
_AREA_CODE = re.compile(r"[EWSN]\d{8}")
#: A year, a financial year, a quarter. Days are not among them: a day may be a date of birth.
_PERIOD = re.compile(r"(19|20)\d{2}(-\d{2})?( Q[1-4])?")
#: A period that holds for the whole table is the caller's own words, as long as they name a year.
_NAMES_A_YEAR = re.compile(r"\b(19|20)\d{2}\b")

#: What a value of a column stands for: a mapping, or the values that stand for themselves.
Labels = Mapping[object, str | None] | Collection[str] | None


@dataclass(frozen=True, slots=True)
class Dimension:
    """A group, area or period: one for the whole table, or a column and what its values stand for.

    Attributes
    ----------
    name
        "group", "area" or "period".
    column
        None where `whole` is the label of every row.
    labels
        What values stand for; a value without a label is then passed over. None where a value stands for
        itself, and has to be known.
    known
        Which values are known.
    expected
        What a value should be, for whoever has to put it right.
    """

    name: str
    column: str | None
    whole: str = ""
    labels: Mapping[object, str | None] | None = None
    known: Callable[[str], bool] = bool
    expected: str = ""

    def label(self, value: object) -> str | None:
        """The label of a value of the column; None where it has none.

        >>> period_of("year", ["year"]).label(2024.0), period_of("born", ["born"]).label("1980-02-29")
        ('2024', None)
        """
        plain = _plain(value)
        if self.labels is not None:
            return self.labels.get(plain)
        return str(plain) if self.known(str(plain)) else None

    def problems(self, values: pd.Series, people: pd.Series, kind: str) -> list[Problem]:
        """What is wrong with the values of the column, without repeating any."""
        said: Mapping[object, str | None] = self.labels or {}
        plain = [_plain(value) for value in values]
        missing = pd.Series([value is None and None not in said for value in plain], index=values.index)
        unknown = pd.Series(
            [value is not None and self.labels is None and self.label(value) is None for value in plain],
            index=values.index,
        )
        found = [
            Problem(TABLE, None, self.column, f"no value (type {kind}) in {rows_told(people[missing].sum())}", wanted)
            for wanted in [f"{self.expected}; or an entry for None" if self.labels is not None else self.expected]
            if missing.any()
        ]
        if unknown.any():
            what = f"something else (type {kind}) in {rows_told(people[unknown].sum())}"
            found.append(Problem(TABLE, None, self.column, what, self.expected))
        here = set(plain)
        # The caller's own words, which stand in no row of the table.
        found += [
            Problem(TABLE, None, self.column, f"no row with {key!r}", f"each key of `{self.name}s` in some row")
            for key in said
            if key not in here and key is not None
        ]
        return found


def groups() -> tuple[str, ...]:
    """The inclusion health groups that a figure can be of."""
    named = {indicator.group for indicator in catalogue().values()}
    return tuple(sorted(named - _NOT_FOR_LOCAL_FIGURES))


def group_of(group: str, labels: Labels, columns: Collection[str]) -> Dimension:
    """A column whose values stand for groups, or the group that everybody in the table belongs to.

    Raises
    ------
    UnknownChoiceError
        If it is neither, or a value is to stand for a group that is not known; with the nearest that are.
    """
    if group in columns:
        for named in _mapping(labels or {}).values():
            if named is not None and named not in groups():
                raise UnknownChoiceError.of("inclusion health group", named, groups())
        expected = f"a group that is known ({', '.join(groups())}), or groups={{value: group}}"
        said = None if labels is None else _mapping(labels)
        return Dimension("group", group, labels=said, known=set(groups()).__contains__, expected=expected)
    _refuse_labels("group", group, labels, columns)
    if group in (*groups(), EVERYONE):
        return Dimension("group", None, group)
    raise _neither("group", group, columns, [*groups(), EVERYONE])


def area_of(area: str, labels: Labels, columns: Collection[str]) -> Dimension:
    """A column of areas, or the area that the whole table is from.

    Raises
    ------
    UnknownChoiceError
        If it is neither.
    """
    if area in columns:
        expected = "the code or name of a system or local authority, or areas=[...] with what you call them"
        said = None if labels is None else _mapping(labels)
        return Dimension("area", area, labels=said, known=_known_areas(), expected=expected)
    _refuse_labels("area", area, labels, columns)
    if _known_areas()(area):
        return Dimension("area", None, area)
    raise _neither("area", area, columns, sorted(_area_names()))


def period_of(period: str | int, columns: Collection[str]) -> Dimension:
    """A column of years, or the period that the whole table is from.

    Raises
    ------
    UnknownChoiceError
        If it is neither.
    """
    if period in columns:
        expected = "a year (2024), a financial year (2024-25) or a quarter (2024 Q1), made of dates in the engine"
        return Dimension("period", str(period), known=lambda text: bool(_PERIOD.fullmatch(text)), expected=expected)
    if _NAMES_A_YEAR.search(str(period)):
        return Dimension("period", None, str(period))
    raise _neither("period", str(period), columns, ["2024", "2024-25", "April 2024 to March 2025"])


def _known_areas() -> Callable[[str], bool]:
    """Whether a text is an official code, or the name of a system or local authority."""
    names = _area_names()
    return lambda text: bool(_AREA_CODE.fullmatch(text)) or text in names


def _area_names() -> frozenset[str]:
    """The names of systems and local authorities, if there is a workbook to know them from."""
    try:
        areas = Workbook.find().areas
    except InclusionHealthError:
        return frozenset()
    return frozenset({*areas.local_authorities["name"], *(system.name for system in areas.systems)})


def _mapping(labels: Mapping[object, str | None] | Collection[str]) -> dict[object, str | None]:
    return dict(labels) if isinstance(labels, Mapping) else {label: label for label in labels}


def _plain(value: object) -> object:
    """A value as others would write it: nothing is None, a whole number has no decimals."""
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
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
