"""The sheets of the detailed homelessness tables (MHCLG, H-CLIC): what is read of each, by its headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from ihanalysis.areas import ENGLAND
from ihanalysis.errors import BadFileError, Problem
from ihanalysis.sources.official_files.cells import MARKS, Value, label_forms, value
from ihanalysis.sources.official_files.places import level
from ihanalysis.sources.official_files.sheets import OfficialFile, Sheet

#: Quarters from which options are published: ("2023-Q3" is July to September 2023).
NEW_OPTIONS = "2023-Q3"
RESETTLEMENT_OPTION = "2024-Q3"


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is read: its name here and how its lowest heading begins.

    Attributes
    ----------
    heading
        A pattern of the heading, in small letters and without footnotes.
    since
        The first quarter it is published for; before, it may be missing.
    """

    name: str
    heading: str
    since: str = ""


_AST = r"total end of ast|end of (assured shorthold|ast)"
#: What is read of each sheet. Parts that make up a whole are named part_....
SHEETS: Mapping[str, tuple[Column, ...]] = {
    "A1": (
        Column("assessed", r"total (initial assessments|number of households assessed|assessments)"),
        Column("owed", r"total (owed a prevention o[rf] relief duty|households assessed as owed)"),
        Column("prevention", r"threatened with homelessness within 56 days ?- ?prevention duty owed"),
        Column("relief", r"homeless ?- ?relief duty owed"),
        Column("households", r"number of households in area"),
    ),
    "TA1": (
        Column("accommodated", r"total number of households in ta$"),
        Column("households", r"number of households in area"),
        Column("with_children", r"total number of households in ta with children"),
        Column("children", r"total number of children in ta"),
    ),
    "A2": (
        Column("custody", r"custody$", NEW_OPTIONS),
        Column("psychiatric_hospital", r"hospital \(psychiatric\)", NEW_OPTIONS),
        Column("general_hospital", r"hospital \(general\)", NEW_OPTIONS),
        Column("part_ast", _AST, NEW_OPTIONS),
        Column("part_other_private", r"end of non-ast", NEW_OPTIONS),
        Column("part_family", r"family or friends no longer", NEW_OPTIONS),
        Column("part_relationship", r"non-? ?violent relationship", NEW_OPTIONS),
        Column("part_domestic", r"total domestic abuse", NEW_OPTIONS),
        Column("part_violence", r"other violence", NEW_OPTIONS),
        Column("part_social", r"total end of social rented", NEW_OPTIONS),
        Column("part_supported", r"total evicted from supported", NEW_OPTIONS),
        Column("part_institution", r"total departure from institution", NEW_OPTIONS),
        Column("part_asylum", r"required to leave accommodation provided by home office"),
        Column("part_unsuitable", r"home no longer suitable", NEW_OPTIONS),
        Column("part_resettlement", r"loss of placement or sponsorship", RESETTLEMENT_OPTION),
        Column("part_other", r"other reasons / not known$", NEW_OPTIONS),
    ),
    "A3": (
        Column("part_none", r"households with no support needs"),
        Column("part_unknown", r"households with unknown support needs"),
        Column("part_any", r"total households with support need|households with one or more support needs"),
        Column("mental", r"history of mental health"),
        Column("physical", r"physical ill health"),
        Column("learning", r"learning disability"),
        Column("domestic", r"at risk of / has experienced domestic abuse"),
        Column("sexual", r"at risk of / has experienced sexual abuse"),
        Column("drugs", r"drug dependency"),
        Column("alcohol", r"alcohol dependency"),
        Column("offending", r"offending history"),
        Column("rough", r"history of rough sleeping"),
        Column("asylum", r"former asylum seeker"),
        Column("slavery", r"victim of modern slavery", NEW_OPTIONS),
    ),
    "A4": (
        Column("part_private", r"total prs|private rented sector$"),
        Column("part_social", r"total srs|social rented sector$"),
        Column("part_owner", r"owner-occupier"),
        Column("part_family", r"living with family"),
        Column("part_friends", r"living with friends"),
        Column("part_temporary", r"temporary accommodation"),
        Column("part_no_abode", r"total no fixed abode|no fixed abode$"),
        Column("part_rough", r"rough sleeping"),
        Column("part_refuge", r"refuge$"),
        Column("part_asylum", r"national asylum seeker support"),
        Column("part_institution", r"total homeless on departure from institution|total departure from institution"),
        Column("part_other", r"other / not known"),
        Column("custody", r"custody$"),
        Column("general_hospital", r"general hospital|hospital \(general\)"),
        Column("psychiatric_hospital", r"psychiatric hospital|hospital \(psychiatric\)"),
    ),
    "A7": (
        Column("referred", r"total households assessed as a result of a referral"),
        Column("part_duty", r"total households referred under the duty to refer"),
        Column("part_agency", r"households referred by an agency"),
        Column("part_authority", r"households referred by another local authority"),
        Column("prison", r"adult secure estate \(prison\)"),
        Column("probation", r"(national )?probation service"),
        Column("rehabilitation", r"community rehabilitation compan"),
        Column("hospital", r"hospital a&e"),
        Column("mental_hospital", r"mental health (in-patient|service)"),
    ),
    "A8": (
        Column("traveller", r"white: gypsy or irish traveller"),
        Column("not_known", r"not known$"),
    ),
}
#: Columns that an edition may be without: community rehabilitation companies were part of probation until
#: 2021, and are an option that will be removed.
OPTIONAL = frozenset({"rehabilitation"})
#: Sheets that were one until June 2020 and are split by duty since.
SPLIT = {"A2": ("A2P", "A2R"), "A4": ("A4P", "A4R")}


@dataclass
class Table:
    """Households (or children) by area and column, of one sheet or of the two it is split into."""

    name: str
    sheets: tuple[Sheet, ...]
    values: dict[tuple[str, str], Value] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)

    def number(self, area: str, column: str) -> float | None:
        """The number of an area, or None if it is missing."""
        found = self.values.get((area, column))
        return None if found is None else found.number

    def problem(self, area: str | None, column: str, found: str, expected: str) -> Problem:
        """A problem in the row of an area."""
        row = self.rows.get(area) if area is not None else None
        return self.sheets[0].problem(row, column, found, expected)


def find_sheets(file: OfficialFile, name: str) -> list[tuple[str, Sheet]]:
    """The sheets of a table: `A3` may be named `A3 - Apr-Jun 18`, `A3_` or `a3`; A2 and A4 may be two.

    Examples
    --------
    >>> find_sheets(OfficialFile("a.csv", table=b"a,b"), "A3")
    []
    """
    for wanted in (SPLIT.get(name, ()), (name,)):
        found = [(part, file.sheet(sheet)) for part in wanted for sheet in file.find(rf"^{part}(_|$|\s*-)")[:1]]
        if found and len(found) == len(wanted):
            return found
    return []


def read_sheet(name: str, sheet: Sheet, quarter: str, problems: list[Problem]) -> Table:
    """Read one sheet; the row of England says where its headings end.

    Raises
    ------
    BadFileError
        If England's row is not found.

    Examples
    --------
    >>> heads = ("", "", "", "", "White: Gypsy or Irish Traveller", "Not known2")
    >>> england = ("E92000001", "ENGLAND", "", "", "190", "6010")
    >>> table = read_sheet("A8", Sheet("f", "A8", (("Table A8",), heads, england)), "2024-Q4", [])
    >>> table.number("E92000001", "traveller")
    190.0
    """
    england = next((row for row, cells in enumerate(sheet.rows) if cells and cells[0] == ENGLAND), None)
    if england is None:
        expected = f"a row that begins with England's code, {ENGLAND}"
        raise BadFileError([sheet.problem(None, "A", "no such row", expected)])
    columns = _columns(name, sheet, england, quarter, problems)
    table = Table(name, (sheet,))
    for row in range(england, len(sheet.rows)):
        code = sheet.cell(row, 0) if sheet.rows[row] else ""
        kind = level(code)
        if kind is None:  # "Rest of England", notes and empty rows
            continue
        if code in table.rows:  # London stands among the regions once more
            if kind == "local authority":
                problems.append(sheet.problem(row, "A", f"a second row of {code}", "one row an authority"))
            continue
        table.rows[code] = row
        for column, place in columns.items():
            text = sheet.cell(row, place)
            found = value(text, MARKS)
            if found is None or (found.number is not None and found.number < 0):
                expected = "a number of households, or .. or -"
                problems.append(sheet.problem(row, column, repr(text) if text else "nothing", expected))
            else:
                table.values[code, column] = found
    return table


def add(first: Table, second: Table) -> Table:
    """Prevention and relief together; what one of them lacks, the sum lacks.

    Examples
    --------
    >>> one = Table("A4", (), {("E06000001", "custody"): Value(2.0, "published")}, {"E06000001": 9})
    >>> add(one, one).number("E06000001", "custody")
    4.0
    """
    values = {}
    for key in first.values.keys() & second.values.keys():
        values[key] = total([first.values[key], second.values[key]])
    return Table(first.name, first.sheets + second.sheets, values, first.rows)


def total(parts: list[Value]) -> Value:
    """The sum of counts, or why there is none.

    Examples
    --------
    >>> total([Value(2.0, "published"), Value(3.0, "published")])
    Value(number=5.0, status='derived')
    >>> total([Value(2.0, "published"), Value(None, "suppressed")])
    Value(number=None, status='suppressed')
    """
    missing = {part.status for part in parts if part.number is None}
    if missing:
        return Value(None, "suppressed" if "suppressed" in missing else min(missing))
    number = sum(part.number or 0.0 for part in parts)
    status = parts[0].status if len(parts) == 1 else "derived"
    return Value(number, "zero" if number == 0 else status)


def _columns(name: str, sheet: Sheet, england: int, quarter: str, problems: list[Problem]) -> dict[str, int]:
    headings = list(_lowest_headings(sheet, england))
    found: dict[str, int] = {}
    for column in SHEETS[name]:
        pattern = re.compile(column.heading)
        fits = sorted((row, place) for row, place, forms in headings if any(map(pattern.match, forms)))
        # "Other reasons" stands under several reasons and beside them: the highest is the reason itself.
        highest = [place for row, place in fits if row == fits[0][0]]
        if len(highest) == 1:
            found[column.name] = highest[0]
        elif highest:
            expected = f"one column headed {column.heading!r}"
            problems.append(sheet.problem(england - 1, column.name, f"{len(highest)} of them", expected))
        elif quarter >= column.since and column.name not in OPTIONAL:
            words = column.heading.split("|")[0].rstrip("$")
            near = get_close_matches(words, [form for *_, forms in headings for form in forms], n=1, cutoff=0.5)
            hint = f"; the nearest is {near[0]!r}" if near else ""
            expected = f"a column headed {words!r}"
            problems.append(sheet.problem(england - 1, column.name, f"no such column{hint}", expected))
    return found


def _lowest_headings(sheet: Sheet, england: int) -> Iterator[tuple[int, int, tuple[str, str]]]:
    """Row, column and lowest heading of each column: helper rows above it, often hidden, use other words."""
    width = max((len(cells) for cells in sheet.rows[:england]), default=0)
    for column in range(1, width):
        for row in range(england - 1, 0, -1):
            if text := sheet.cell(row, column):
                yield row, column, label_forms(text)
                break
