"""Deaths of people experiencing homelessness (ONS): the workbooks released in 2019, 2020 and 2021."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ihanalysis.areas import ENGLAND, Areas
from ihanalysis.errors import BadFileError, Problem
from ihanalysis.sources.official_files.cells import Value, is_label, label_forms, value, without_notes
from ihanalysis.sources.official_files.death_tables import YearTable, find_national_table, find_year_table
from ihanalysis.sources.official_files.deaths_by_area import Deaths, by_area, deaths, faults
from ihanalysis.sources.official_files.places import ENGLAND_AND_WALES, level, local_authority_set
from ihanalysis.sources.official_files.reading import OGL, Observation, Reader, Reading, Words, as_figures, summary
from ihanalysis.sources.official_files.sheets import OfficialFile, Sheet
from ihanalysis.sources.publications import Source

FOLDER = "homeless_deaths"
PUBLICATION = "Deaths of homeless people in England and Wales"
ADDRESS = (
    "https://www.ons.gov.uk/peoplepopulationandcommunity/birthsdeathsandmarriages/deaths/"
    "datasets/deathsofhomelesspeopleinenglandandwales"
)
GROUP = "people experiencing homelessness"
IDENTIFIED, ESTIMATED = "deaths-while-homeless-identified", "deaths-while-homeless"
#: ONS counts deaths at these ages only.
AGES = "15-74"
CAUSES = {
    "Drug poisoning": "drug-poisoning",
    "Suicide": "suicide",
    "Alcohol-specific deaths": "alcohol",
    "Alcohol-specific": "alcohol",
    "COVID-19": "covid-19",
    "COVID-19 (involving)": "covid-19",
}
SEXES = {"male": ("Males", "Male", "Men"), "female": ("Females", "Female", "Women")}

_NATIONAL: Words = {"area_level": "country", "area_code": ENGLAND_AND_WALES}
_RELEASED = re.compile(r"(?:crown copyright|released?:?(?: date:?)?)\s+([\d-]{4,10})", re.IGNORECASE)


def read(file: OfficialFile, areas: Areas) -> Reading:
    """Identified deaths by area, estimated deaths by country and region, and by age and cause if held.

    Local estimates are read only to be checked: each is the identified deaths
    times one national uplift a year, so that deaths are summed over places
    first and uplifted then.

    Raises
    ------
    BadFileError
        If no sheet has identified deaths by year and area.

    Examples
    --------
    >>> import pandas as pd
    >>> areas = Areas((), *[pd.DataFrame()] * 3)
    >>> read(OfficialFile("deaths.csv", table=b"a,b\\n1,2"), areas)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ihanalysis.errors.BadFileError: deaths.csv, column Area code: found no such sheet; ...
    """
    tables = [table for name in file.names if (table := find_year_table(file.sheet(name)))]
    problems: list[Problem] = []
    found = [entry for table in tables for entry in by_area(table, problems)]
    if not found:
        expected = "a sheet with identified and estimated deaths, a column a year, and the code of each area"
        raise BadFileError([*problems, Problem(file.file, None, "Area code", "no such sheet", expected)])
    problems += faults(tables, found)
    years = sorted({entry.year for entry in found})
    used = _local_authorities(found, years, areas, problems)
    sources = _Sources(years[-1], _released(file), used)
    rows = [
        *_national(file, sources, problems),
        *_areas(found, sources),
        *_without_deaths(found, used, areas, sources),
        *(row for table in tables for row in _ages(table, sources, problems)),
        *(row for table in tables for row in _causes(table, sources, problems)),
    ]
    figures = as_figures(_agreeing(rows, file.file, problems))
    return Reading(
        file=file.file,
        publication=FOLDER,
        title=f"{PUBLICATION}: {years[0]} to {years[-1]}",
        edition=years[-1],
        released=sources.released,
        sources=tuple(sources.used.values()),
        figures=figures,
        problems=tuple(problems),
        summary=summary(figures, sum(len(list(table.rows())) for table in tables)),
    )


@dataclass
class _Sources:
    """The source of each sheet, made when a figure first cites it."""

    edition: str
    released: str
    local_authorities: str
    used: dict[str, Source] = field(default_factory=dict)

    def of(self, sheet: Sheet) -> str:
        name = sheet.name.strip() or "table"
        key = f"official_homeless_deaths_{self.edition}_{re.sub(r'[^a-z0-9]+', '_', name.lower())}"
        if key not in self.used:
            self.used[key] = Source(
                key,
                "Office for National Statistics",
                f"{PUBLICATION}: registrations to {self.edition}",
                name,
                self.released or "not printed in the workbook",
                ADDRESS,
                OGL,
                self.local_authorities,
                "Experimental statistics, by year of registration, ages 15 to 74.",
            )
        return key


def _released(file: OfficialFile) -> str:
    for name in file.find("contents|notes|cover"):
        text = "\n".join("\t".join(cells) for cells in file.sheet(name).rows)
        if found := _RELEASED.search(text):
            return found[1]
    return ""


def _local_authorities(found: list[Deaths], years: list[str], areas: Areas, problems: list[Problem]) -> str:
    """The set of codes that the tables use: that of the year after the last registrations, when they were made."""
    rows = {entry.area: entry for entry in found if level(entry.area) == "local authority"}
    if not rows:
        return ""
    used, unknown = local_authority_set(set(rows), areas, str(int(years[-1]) + 1))
    expected = f"a local authority of the {used} set"
    problems += [rows[code].problem("Area code", repr(code), expected) for code in unknown]
    return used


def _areas(found: list[Deaths], sources: _Sources) -> Iterator[Observation]:
    for entry in found:
        kind = level(entry.area)
        if kind is None:  # Wales's local authorities, and combined authorities
            continue
        place: Words = {"area_level": kind, "area_code": entry.area, "period": entry.year}
        source = sources.of(entry.table.sheet)
        if entry.identified is not None:
            yield _identified(entry.identified, source, place)
        if entry.estimated is not None and kind != "local authority":
            yield _estimated(entry.estimated, source, place)


def _identified(cell: Value, source: str, key: Words) -> Observation:
    words: Words = {"age_band": AGES, "unit": "identified deaths", "status": cell.status, **key}
    return replace(Observation(**words), indicator=IDENTIFIED, group=GROUP, count=cell.number, source=source)


def _estimated(cell: Value, source: str, key: Words) -> Observation:
    # An estimate of none is a published value; a zero is said of counts.
    status = "published" if cell.number is not None else cell.status
    words: Words = {"age_band": AGES, "unit": "estimated deaths", "status": status, **key}
    return replace(Observation(**words), indicator=ESTIMATED, group=GROUP, value=cell.number, source=source)


def _without_deaths(found: list[Deaths], used: str, areas: Areas, sources: _Sources) -> Iterator[Observation]:
    """Zeros of the authorities that the workbooks of 2019 leave out for having had no death.

    That they are zeros is proved: the authorities listed add up to England.
    """
    listed = [entry for entry in found if level(entry.area) == "local authority"]
    if not listed or not any(entry.area == ENGLAND for entry in found):
        return
    every = set(areas.shares.loc[areas.shares["local_authorities"] == used, "code"])
    table = listed[0].table
    for code in sorted(every - {entry.area for entry in listed}):
        for year in table.years:
            place: Words = {"area_level": "local authority", "area_code": code, "period": year}
            yield _identified(Value(0.0, "zero"), sources.of(table.sheet), place)


def _national(file: OfficialFile, sources: _Sources, problems: list[Problem]) -> Iterator[Observation]:
    """England and Wales by year, with the limits of the estimate."""
    for name in file.names:
        table = find_national_table(file.sheet(name))
        for row, year in table.rows if table else ():
            assert table is not None
            cells: dict[str, Value] = {}
            for kind, column in table.columns.items():
                text = table.sheet.cell(row, column)
                cell = value(text)
                if cell is None:
                    problems.append(table.sheet.problem(row, kind, repr(text), "a number"))
                else:
                    cells[kind] = cell
            place: Words = {**_NATIONAL, "period": year}
            source = sources.of(table.sheet)
            if "identified" in cells:
                yield _identified(cells["identified"], source, place)
            if "estimated" in cells:
                lower, upper = (cells[kind].number if kind in cells else None for kind in ("lower", "upper"))
                yield replace(_estimated(cells["estimated"], source, place), lower=lower, upper=upper)


def _ages(table: YearTable, sources: _Sources, problems: list[Problem]) -> Iterator[Observation]:
    """Deaths by sex and five-year age; the sex stands beside its first row only."""
    headings = [*table.sheet.rows[table.header], *table.sheet.rows[table.first - 1]]
    if not any(label_forms(cell)[1] == "age group" for cell in headings):
        return
    sex = None
    for row in table.rows():
        words = [cell for cell in table.sheet.rows[row][: table.left] if cell]
        for word in words:
            sex = next((s for s, names in SEXES.items() if is_label(word, *names)), sex)
        age = without_notes(words[-1]) if words else ""
        band = AGES if age.lower() == "all ages" else age
        if sex is None or not re.fullmatch(r"\d\d-\d\d", band):
            continue
        for year in table.years:
            key: Words = {**_NATIONAL, "sex": sex, "age_band": band, "period": year}
            if identified := deaths(table, row, "identified", year, problems):
                yield _identified(identified, sources.of(table.sheet), key)
            if estimated := deaths(table, row, "estimated", year, problems):
                yield _estimated(estimated, sources.of(table.sheet), key)


def _causes(table: YearTable, sources: _Sources, problems: list[Problem]) -> Iterator[Observation]:
    for row in table.rows():
        label = next((cell for cell in table.sheet.rows[row][: table.left] if cell), "")
        cause = next((slug for name, slug in CAUSES.items() if is_label(label, name)), None)
        for year in table.years if cause else ():
            identified = deaths(table, row, "identified", year, problems)
            estimated = deaths(table, row, "estimated", year, problems)
            if identified is not None and estimated is not None:
                found = _estimated(estimated, sources.of(table.sheet), {**_NATIONAL, "period": year})
                yield replace(found, indicator=f"{ESTIMATED}-{cause}", count=identified.number)


def _agreeing(rows: list[Observation], file: str, problems: list[Problem]) -> list[Observation]:
    """One row a figure: the first, with a problem if a later one says otherwise."""
    first: dict[tuple[str, ...], Observation] = {}
    for row in rows:
        key = (row.indicator, row.area_code, row.period, row.sex, row.age_band)
        kept = first.setdefault(key, row)
        # An estimate is printed to the whole number in one table and to two decimals in another.
        if kept.count != row.count or abs((kept.value or 0) - (row.value or 0)) > 0.5:
            found = f"{row.count or row.value} in {row.source}"
            expected = f"{kept.count or kept.value}, as in {kept.source}"
            problems.append(Problem(file, None, " ".join(key), found, expected))
    return list(first.values())


READERS = (
    Reader(
        FOLDER,
        PUBLICATION,
        (r"deaths of homeless people|homeless deaths|deaths among homeless", r"identified", r"\btable 1\b"),
        read,
    ),
)
