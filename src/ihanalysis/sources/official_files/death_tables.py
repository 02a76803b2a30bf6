"""Find the tables of the ONS workbooks on deaths: a column a year in two kinds, or a row a year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ihanalysis.sources.official_files.cells import label_forms
from ihanalysis.sources.official_files.sheets import Sheet, filled_right

#: How far down a sheet a header is looked for.
_WITHIN = 20
_YEAR = re.compile(r"20\d\d")
_ONE_ROW = re.compile(r"(20\d\d) - (identified|estimated) deaths")
_KIND = re.compile(r"(identified|estimated)( deaths)?")


@dataclass(frozen=True)
class YearTable:
    """A table with a column for each kind of death and year.

    Attributes
    ----------
    header, first
        The header's row and the first row below it, from 0.
    columns
        The column of each kind ("identified", "estimated") and year.
    """

    sheet: Sheet
    header: int
    first: int
    columns: Mapping[tuple[str, str], int]

    @property
    def left(self) -> int:
        """How many columns stand left of the first figure: codes, names, ages."""
        return min(self.columns.values())

    @property
    def years(self) -> list[str]:
        """The years with a column, in order."""
        return sorted({year for _, year in self.columns})

    @property
    def has_estimates(self) -> bool:
        """Whether the table has estimated deaths beside identified ones."""
        return any(kind == "estimated" for kind, _ in self.columns)

    def rows(self) -> Iterator[int]:
        """The rows of data: from the header to the footnotes."""
        for row in range(self.first, len(self.sheet.rows)):
            first = next((cell for cell in self.sheet.rows[row] if cell), "")
            if first.lower().startswith(("footnote", "notes")):
                return
            yield row


@dataclass(frozen=True)
class NationalTable:
    """A table with a row for each year of England and Wales.

    Attributes
    ----------
    columns
        The column of "identified" and "estimated", and of "lower" and "upper" where there are limits.
    rows
        Each row of data, from 0, with its year.
    """

    sheet: Sheet
    columns: Mapping[str, int]
    rows: tuple[tuple[int, str], ...]


def find_year_table(sheet: Sheet) -> YearTable | None:
    """The sheet's table with a column a kind and year, in one header row or in two; or None.

    Examples
    --------
    >>> heads = ("Code", "Identified deaths", "", "Estimated deaths3", "")
    >>> table = find_year_table(Sheet("f", "Table 1", (heads, ("", "2013", "2014", "2013", "2014"))))
    >>> table.columns["estimated", "2014"], table.first, table.years
    (4, 2, ['2013', '2014'])
    """
    for row, cells in enumerate(sheet.rows[:_WITHIN]):
        labels = [label_forms(cell)[1] for cell in cells]
        one = {(m[2], m[1]): c for c, label in enumerate(labels) if (m := _ONE_ROW.fullmatch(label))}
        if one:
            return YearTable(sheet, row, row + 1, one)
        if row + 1 < len(sheet.rows) and any(_KIND.fullmatch(label) for label in labels):
            below = sheet.rows[row + 1]
            two = {
                (kind[1], below[column]): column
                for column, label in enumerate(filled_right(labels))
                if column < len(below) and _YEAR.fullmatch(below[column]) and (kind := _KIND.fullmatch(label))
            }
            if two:
                return YearTable(sheet, row, row + 2, two)
    return None


def find_national_table(sheet: Sheet) -> NationalTable | None:
    """The sheet's table with a row a year of registration, or None.

    Examples
    --------
    >>> heads = ("Year of death registration", "Identified deaths", "Estimated deaths", "Lower limit", "Upper limit")
    >>> table = find_national_table(Sheet("f", "Table 1", (heads, ("2020", "490", "688", "597", "763"))))
    >>> table.columns, table.rows
    ({'identified': 1, 'estimated': 2, 'lower': 3, 'upper': 4}, ((1, '2020'),))
    """
    for row, cells in enumerate(sheet.rows[:_WITHIN]):
        first = label_forms(cells[0])[1] if cells else ""
        if "registration" not in first or "year" not in first:
            continue
        years = tuple((at, r[0]) for at, r in enumerate(sheet.rows) if at > row and r and _YEAR.fullmatch(r[0]))
        if not years:
            return None
        headings = [label_forms(cell)[1] for cell in cells]
        leaves = [label_forms(cell)[1] for cell in sheet.rows[years[0][0] - 1]]
        labels = [
            f"{group} {leaf}" if leaf != group else leaf
            for group, leaf in zip(filled_right(headings), leaves, strict=False)
        ]
        columns: dict[str, int] = {}
        for column, label in enumerate(labels):
            kind = _national_column(label)
            if kind is not None:
                columns.setdefault(kind, column)
        return NationalTable(sheet, columns, years) if {"identified", "estimated"} <= set(columns) else None
    return None


def _national_column(label: str) -> str | None:
    if "lower" in label or "upper" in label:
        return "lower" if "lower" in label else "upper"
    if re.search(r"rate|million|standard|interval|total population", label):
        return None
    if "identified" in label:
        return "identified"
    return "estimated" if re.search(r"number of deaths|estimated deaths|estimated number", label) else None
