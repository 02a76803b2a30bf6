"""Deaths of people experiencing homelessness by area, as ONS prints them, and the checks that they must pass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ihanalysis.areas import ENGLAND
from ihanalysis.errors import Problem
from ihanalysis.sources.official_files.cells import Value, value
from ihanalysis.sources.official_files.death_tables import YearTable
from ihanalysis.sources.official_files.places import level

FIRST_YEAR = 2013

_CODE = re.compile(r"[EWK]\d{8}")
#: The local authorities that a country is made of.
_PARTS = {ENGLAND: re.compile(r"E0[6-9]\d{6}"), "W92000004": re.compile(r"W06\d{6}")}


@dataclass(frozen=True, slots=True)
class Deaths:
    """Deaths of one area in one year, and the row they stand in."""

    table: YearTable
    row: int
    area: str
    year: str
    identified: Value | None
    estimated: Value | None

    def problem(self, column: str, found: str, expected: str) -> Problem:
        """A problem in this row."""
        return self.table.sheet.problem(self.row, column, found, expected)


def by_area(table: YearTable, problems: list[Problem]) -> Iterator[Deaths]:
    """The deaths of every row that begins with an area's code.

    Examples
    --------
    >>> from ihanalysis.sources.official_files.sheets import Sheet
    >>> sheet = Sheet("f", "Table 7", (("Area code", "2013 - Identified deaths"), ("E06000002", "3")))
    >>> table = YearTable(sheet, 0, 1, {("identified", "2013"): 1})
    >>> [(entry.area, entry.year, entry.identified.number) for entry in by_area(table, [])]
    [('E06000002', '2013', 3.0)]
    """
    for row in table.rows():
        code = next((cell for cell in table.sheet.rows[row][: table.left] if _CODE.fullmatch(cell)), None)
        for year in table.years if code else ():
            identified = deaths(table, row, "identified", year, problems)
            estimated = deaths(table, row, "estimated", year, problems) if table.has_estimates else None
            yield Deaths(table, row, code or "", year, identified, estimated)


def deaths(table: YearTable, row: int, kind: str, year: str, problems: list[Problem]) -> Value | None:
    """One cell: a number of deaths or shorthand; anything else is a problem.

    Examples
    --------
    >>> from ihanalysis.sources.official_files.sheets import Sheet
    >>> table = YearTable(Sheet("f", "", (("2013 - Identified deaths",), ("few",))), 0, 1, {("identified", "2013"): 0})
    >>> problems = []
    >>> deaths(table, 1, "identified", "2013", problems), problems[0].found
    (None, "'few'")
    """
    column = table.columns.get((kind, year))
    if column is None:
        return None
    text = table.sheet.cell(row, column)
    found = value(text)
    whole = found is None or found.number is None or found.number.is_integer() or kind == "estimated"
    if found is None or not whole or (found.number or 0) < 0:
        expected = "a number of deaths, or shorthand such as : or [c]"
        label = f"{year} {kind} deaths"
        problems.append(table.sheet.problem(row, label, repr(text) if text else "nothing", expected))
        return None
    return found


def faults(tables: list[YearTable], found: list[Deaths]) -> Iterator[Problem]:
    """Every year has its columns, every area one row, and the numbers agree with each other.

    Examples
    --------
    >>> from ihanalysis.sources.official_files.sheets import Sheet
    >>> table = YearTable(Sheet("f", "", ()), 0, 1, {("identified", "2013"): 1, ("identified", "2015"): 2})
    >>> [problem.column for problem in faults([table], [])]
    ['2014 identified deaths']
    """
    for table in tables:
        yield from _missing_years(table)
    yield from _repeated(found)
    for year in sorted({entry.year for entry in found}):
        of_year = [entry for entry in found if entry.year == year]
        yield from _not_uplifted(of_year)
        yield from _not_summed(of_year)


def _missing_years(table: YearTable) -> Iterator[Problem]:
    """Every year from 2013 to the last must have its column, or a total over the years would be short."""
    last = max(int(year) for _, year in table.columns)
    for kind in ("identified", "estimated") if table.has_estimates else ("identified",):
        held = {int(year) for found, year in table.columns if found == kind}
        for year in sorted(set(range(FIRST_YEAR, last + 1)) - held):
            label = f"{year} {kind} deaths"
            yield table.sheet.problem(table.header, label, "no such column", "a column for every year")


def _repeated(found: list[Deaths]) -> Iterator[Problem]:
    """An authority stands once; the rows of Wales and of regions also head their authorities."""
    seen: set[tuple[str, str]] = set()
    for entry in found:
        if entry.year != entry.table.years[0] or level(entry.area) in ("country", "region"):
            continue
        key = (entry.table.sheet.name, entry.area)
        if key in seen:
            yield entry.problem("Area code", f"a second row of {entry.area}", "one row an area")
        seen.add(key)


def _not_uplifted(found: list[Deaths]) -> Iterator[Problem]:
    """One national uplift a year turns identified deaths into estimated ones, to their rounding."""
    pairs = [
        (entry, entry.identified.number, entry.estimated.number)
        for entry in found
        if entry.identified and entry.estimated
    ]
    held = [(entry, i, e) for entry, i, e in pairs if i is not None and e is not None]
    _, most, estimate = max(held, key=lambda pair: pair[1], default=(None, 0.0, 0.0))
    for entry, identified, estimated in held if most else ():
        printed = [e for other, _, e in held if other.table is entry.table]
        half = 0.5 if all(number.is_integer() for number in printed) else 0.005
        # The uplift itself is known only to the rounding of the estimate it is taken from.
        slack = half + identified * 0.5 / most + 1e-6
        uplifted = identified * estimate / most
        if abs(uplifted - estimated) > slack:
            expected = f"{uplifted:.2f}: {identified:g} identified, times the uplift of {entry.year}"
            yield entry.problem(f"{entry.year} estimated deaths", f"{estimated:g}", expected)


def _not_summed(found: list[Deaths]) -> Iterator[Problem]:
    """Local authorities add up to their country, where both are in the workbook."""
    held = {entry.area: entry for entry in found if entry.identified is not None}
    for country, parts in _PARTS.items():
        inside = [entry for code, entry in held.items() if parts.fullmatch(code)]
        whole = held[country].identified if country in held else None
        if not inside or whole is None or whole.number is None:
            continue
        total = sum(entry.identified.number or 0.0 for entry in inside if entry.identified)
        if total != whole.number:
            told = f"{total:g} over the local authorities of {country}"
            label = f"{inside[0].year} identified deaths"
            yield inside[0].table.sheet.problem(None, label, told, f"{whole.number:g}, its own row")
