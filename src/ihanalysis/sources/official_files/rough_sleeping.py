"""People sleeping rough on one night each autumn (MHCLG): the snapshot tables of any year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from ihanalysis.areas import ENGLAND, Areas
from ihanalysis.errors import BadFileError, Problem
from ihanalysis.sources.official_files.cells import MARKS, Value, date, label_forms, value
from ihanalysis.sources.official_files.places import area_code, level, local_authority_set
from ihanalysis.sources.official_files.reading import OGL, Observation, Reader, Reading, Words, as_figures, summary
from ihanalysis.sources.official_files.sheets import HEADER_WITHIN, OfficialFile, Sheet
from ihanalysis.sources.publications import Source

FOLDER = "rough_sleeping"
PUBLICATION = "Rough sleeping snapshot in England"
ADDRESS = "https://www.gov.uk/government/collections/homelessness-statistics"
GROUP = "people experiencing homelessness"
PERSONS = "people-sleeping-rough"
FIRST_YEAR = 2010
#: How the tables head a category, without its year; what the row then says, where it is not all people.
SEX: Mapping[str, Words] = {
    "female": {"sex": "female"},
    "male": {"sex": "male"},
    "not known": {"indicator": f"{PERSONS}-sex-unknown"},
}
NATIONALITY: Mapping[str, Words] = {
    "uk": {"indicator": f"{PERSONS}-uk"},
    "eu": {"indicator": f"{PERSONS}-eu"},
    "eu (non-uk)": {"indicator": f"{PERSONS}-eu"},
    "eu, non-uk": {"indicator": f"{PERSONS}-eu"},
    "non-eu": {"indicator": f"{PERSONS}-non-eu"},
    "non-eu, non-uk": {"indicator": f"{PERSONS}-non-eu"},
    "not known": {"indicator": f"{PERSONS}-nationality-unknown"},
}
#: "Over 26" is how the tables head the band after 18 to 25.
AGE: Mapping[str, Words] = {
    "under 18": {"age_band": "0-17"},
    "18 - 25": {"age_band": "18-25"},
    "18-25": {"age_band": "18-25"},
    "over 26": {"age_band": "26+"},
    "26 and over": {"age_band": "26+"},
    "not known": {"age_band": "not known"},
}
#: The tables by category: the name of the sheet, what they are by, and their headings.
BREAKDOWNS = {
    r"table[ _]*2a": ("sex", SEX),
    r"table[ _]*2b": ("nationality", NATIONALITY),
    r"table[ _]*2c": ("age", AGE),
}

_YEAR = re.compile(r"20\d\d")
_HEADING = re.compile(r"(.+?)\s*(20\d\d)")
#: An authority that began later has no figure for the years before it.
_MARKS = {**MARKS, "---": "not applicable"}


@dataclass
class _Table:
    """People by area and heading of one sheet."""

    sheet: Sheet
    header: int
    columns: Mapping[tuple[str, str], int]  # of each heading ("" for all people) and year
    people: dict[tuple[str, str, str], Value] = field(default_factory=dict)  # by area, heading and year
    areas: dict[str, int] = field(default_factory=dict)  # the row of each


def read(file: OfficialFile, areas: Areas) -> Reading:
    """People sleeping rough by local authority, region and England; the latter two by sex, age, nationality.

    Raises
    ------
    BadFileError
        If the table of totals, or its row of years, is not found.

    Examples
    --------
    >>> import pandas as pd
    >>> areas = Areas((), *[pd.DataFrame()] * 3)
    >>> read(OfficialFile("snapshot.csv", table=b"a,b\\n1,2"), areas)
    Traceback (most recent call last):
    ihanalysis.errors.BadFileError: snapshot.csv: found the sheets ; expected a sheet such as Table 1 Total
    """
    names = file.find(r"table[ _]*1\b|table[ _]*1[ _]")
    if not names:
        found = f"the sheets {', '.join(file.names)}"
        raise BadFileError([Problem(file.file, None, None, found, "a sheet such as Table 1 Total")])
    problems: list[Problem] = []
    totals = _table(file.sheet(names[0]), {"": {}}, problems)
    years = sorted(year for _, year in totals.columns)
    problems += [*_years_missing(totals, years), *_not_summed(totals, years)]
    codes = {code for code in totals.areas if level(code) == "local authority"}
    used, unknown = local_authority_set(codes, areas, years[-1])
    for code in unknown:
        expected = f"a local authority of the {used} set"
        problems.append(totals.sheet.problem(totals.areas[code], "Local authority code", repr(code), expected))
    released = _released(file)
    sources = [_source(years[-1], "", names[0], released, used)]
    rows = list(_rows(totals, {"": {}}, sources[0].source))
    notes: list[str] = []
    for pattern, (what, headings) in BREAKDOWNS.items():
        for name in file.find(pattern):
            table = _table(file.sheet(name), headings, problems, notes)
            problems += _not_of(table, totals)
            sources.append(_source(years[-1], what, name, released, ""))
            above = (row for row in _rows(table, headings, sources[-1].source) if row.area_level != "local authority")
            rows += above
    figures = as_figures(rows)
    return Reading(
        file=file.file,
        publication=FOLDER,
        title=f"{PUBLICATION}: autumn {years[-1]}",
        edition=years[-1],
        released=released,
        sources=tuple(sources),
        figures=figures,
        problems=tuple(problems),
        notes=tuple(notes),
        summary=summary(figures, len(totals.areas)),
    )


def _table(
    sheet: Sheet,
    headings: Mapping[str, Words],
    problems: list[Problem],
    notes: list[str] | None = None,
) -> _Table:
    header = _header(sheet)
    columns = _total_columns(sheet, header) if "" in headings else _columns(sheet, header, headings, problems, notes)
    table = _Table(sheet, header, columns)
    left = min(columns.values(), default=0)
    for row in range(header + 1, len(sheet.rows)):
        code = area_code(sheet.rows[row][:left])
        if code is None:
            continue
        if code in table.areas:
            if level(code) == "local authority":
                problems.append(sheet.problem(row, "Local authority code", f"a second row of {code}", "one row"))
            continue
        table.areas[code] = row
        for (heading, year), column in columns.items():
            found = value(sheet.cell(row, column), _MARKS)
            if found is None or (found.number or 0) < 0 or not (found.number or 0.0).is_integer():
                text = sheet.cell(row, column)
                expected = "a number of people, or shorthand such as [x]"
                label = f"{heading} {year}".strip()
                problems.append(sheet.problem(row, label, repr(text) if text else "nothing", expected))
            else:
                table.people[code, heading, year] = found
    return table


def _header(sheet: Sheet) -> int:
    """The row with the most headings that end in a year."""
    counts = [sum(bool(_HEADING.fullmatch(f" {cell}")) for cell in cells) for cells in sheet.rows[:HEADER_WITHIN]]
    if not counts or max(counts) < 2:
        expected = "a header row with a column a year, such as 2010"
        raise BadFileError([sheet.problem(None, None, "no such row near the top", expected)])
    return counts.index(max(counts))


def _total_columns(sheet: Sheet, header: int) -> dict[tuple[str, str], int]:
    labels = [label_forms(cell)[1] for cell in sheet.rows[header]]
    return {("", label): column for column, label in enumerate(labels) if _YEAR.fullmatch(label)}


def _columns(
    sheet: Sheet,
    header: int,
    headings: Mapping[str, Words],
    problems: list[Problem],
    notes: list[str] | None,
) -> dict[tuple[str, str], int]:
    """The columns of each heading and year, and of the total of each year, under the heading "total".

    The parts of a year stand left of its total: a part that is headed with
    another year is taken for that of its total, and the sums then prove it.
    """
    columns: dict[tuple[str, str], int] = {}
    part: list[tuple[str, str, int]] = []
    for column, cell in enumerate(sheet.rows[header]):
        match = _HEADING.fullmatch(label_forms(cell)[0])
        if match is None:
            continue
        heading, year = match[1], match[2]
        if heading != "total":
            part.append((heading, year, column))
            continue
        for name, printed, place in part:
            if name not in headings:
                found = repr(sheet.cell(header, place))
                problems.append(sheet.problem(header, found, "a new heading", f"one of {', '.join(headings)}"))
                continue
            if printed != year and notes is not None:
                notes.append(f"{sheet.name}: the column headed {sheet.cell(header, place)!r} is that of {year}.")
            columns[name, year] = place
        columns["total", year] = column
        part = []
    for name, year, _ in part:
        problems.append(sheet.problem(header, f"{name} {year}", "no total beside it", f"a column Total {year}"))
    return columns


def _years_missing(table: _Table, years: list[str]) -> Iterator[Problem]:
    for year in sorted({str(y) for y in range(FIRST_YEAR, int(years[-1]) + 1)} - set(years)):
        yield table.sheet.problem(table.header, year, "no such column", "a column for every year since 2010")
    if ENGLAND not in table.areas:
        yield table.sheet.problem(None, "Local authority code", f"no row of England ({ENGLAND})", "one")


def _not_summed(table: _Table, years: list[str]) -> Iterator[Problem]:
    """Local authorities add up to England, and so do regions, in every year without a missing figure."""
    for year in years:
        england = table.people.get((ENGLAND, "", year))
        for kind, name in (("local authority", "local authorities"), ("region", "regions")):
            parts = [table.people.get((code, "", year)) for code in table.areas if level(code) == kind]
            # One that did not exist yet has no people: it takes nothing from the sum.
            numbers = [part.number or 0 for part in parts if part and part.status != "not available"]
            if england is None or england.number is None or not parts or len(numbers) < len(parts):
                continue
            if sum(numbers) != england.number:
                found = f"{sum(numbers):,.0f} people over the {name}"
                yield table.sheet.problem(None, year, found, f"{england.number:,.0f}, the row of England")


def _not_of(table: _Table, totals: _Table) -> Iterator[Problem]:
    """The parts of each area add up to its total, and the total is that of the first table."""
    for code, row in table.areas.items():
        for year in sorted({year for _, year in table.columns}):
            cells = {h: table.people.get((code, h, year)) for h, y in table.columns if y == year}
            numbers = {h: cell.number for h, cell in cells.items() if cell and cell.number is not None}
            total = numbers.pop("total", None)
            if total is None or len(numbers) + 1 < len(cells):
                continue
            if sum(numbers.values()) != total:
                found = f"parts that add up to {sum(numbers.values()):g}"
                yield table.sheet.problem(row, f"Total {year}", found, f"{total:g}, their total")
            whole = totals.people.get((code, "", year))
            if whole is not None and whole.number is not None and whole.number != total:
                yield table.sheet.problem(row, f"Total {year}", f"{total:g}", f"{whole.number:g}, as in table 1")


def _rows(table: _Table, headings: Mapping[str, Words], source: str) -> Iterator[Observation]:
    for (code, heading, year), cell in table.people.items():
        if heading in headings:
            words: Words = {"indicator": PERSONS, **headings[heading]}
            yield replace(
                Observation(**words),
                group=GROUP,
                area_level=level(code) or "",
                area_code=code,
                period=year,
                count=cell.number,
                unit="people",
                status=cell.status,
                source=source,
            )


def _released(file: OfficialFile) -> str:
    """The day printed as the last update, or on the cover."""
    for name in file.names:
        for cells in file.sheet(name).rows:
            told = next((cell for cell in cells if re.match(r"last update|released|published", cell, re.I)), None)
            day = next((day for cell in cells if told and (day := date(cell))), None)
            if day is not None:
                return day.isoformat()
    return ""


def _source(year: str, what: str, sheet: str, released: str, local_authorities: str) -> Source:
    return Source(
        f"official_rough_sleeping_{year}{'_' if what else ''}{what}",
        "Ministry of Housing, Communities and Local Government",
        f"{PUBLICATION}: autumn {year}",
        sheet.strip(),
        released or "not printed in the workbook",
        ADDRESS,
        OGL,
        local_authorities,
        "One autumn night, counted or estimated as each council chooses; people in hostels and shelters are not "
        "included. 2020 and 2021 fell under pandemic measures.",
    )


READERS = (
    Reader(
        FOLDER,
        PUBLICATION,
        (r"rough sleeping", r"snapshot|people sleeping rough", r"table[ _]*1", r"autumn|local authority"),
        read,
    ),
)
