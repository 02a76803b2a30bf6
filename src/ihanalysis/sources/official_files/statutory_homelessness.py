"""Households helped by councils (MHCLG, H-CLIC): the detailed local authority tables of one quarter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ihanalysis.areas import Areas
from ihanalysis.errors import BadFileError, Problem
from ihanalysis.sources.official_files.cells import MONTHS, Value, date
from ihanalysis.sources.official_files.homelessness_checks import faults, parts_by_duty
from ihanalysis.sources.official_files.homelessness_tables import (
    OPTIONAL,
    SHEETS,
    Table,
    add,
    find_sheets,
    read_sheet,
    total,
)
from ihanalysis.sources.official_files.places import level, local_authority_set
from ihanalysis.sources.official_files.reading import OGL, Observation, Reader, Reading, as_figures, summary
from ihanalysis.sources.official_files.sheets import OfficialFile
from ihanalysis.sources.publications import Source

FOLDER = "statutory_homelessness"
PUBLICATION = "Statutory homelessness: detailed local authority-level tables"
ADDRESS = "https://www.gov.uk/government/statistical-data-sets/live-tables-on-homelessness"

HOMELESS, TRAVELLER = "people experiencing homelessness", "Gypsy or Irish Traveller"
LEAVING_PRISON, MIGRANTS = "people leaving prison", "vulnerable migrants"
DEPENDENCE, SEX_WORK = "people with drug or alcohol dependence", "people engaged in sex work"
MODERN_SLAVERY = "victims of modern slavery"


@dataclass(frozen=True, slots=True)
class Category:
    """A figure: the sheet and columns that add up to it, and what it is set against.

    Attributes
    ----------
    per
        The column of A1 that is the denominator ("households" in thousands), or
        that of the sheet itself for temporary accommodation.
    """

    indicator: str
    group: str
    sheet: str
    columns: tuple[str, ...]
    per: str = "owed"


CATEGORIES = (
    Category("households-owed-a-duty", HOMELESS, "A1", ("owed",), "households"),
    Category("households-owed-prevention-duty", HOMELESS, "A1", ("prevention",), "households"),
    Category("households-owed-relief-duty", HOMELESS, "A1", ("relief",), "households"),
    Category("households-in-temporary-accommodation", HOMELESS, "TA1", ("accommodated",), "households"),
    Category("households-with-children-in-temporary-accommodation", HOMELESS, "TA1", ("with_children",), "households"),
    Category("children-in-temporary-accommodation", HOMELESS, "TA1", ("children",), "households"),
    Category("households-with-any-support-need", HOMELESS, "A3", ("part_any",)),
    Category("support-need-mental-ill-health", HOMELESS, "A3", ("mental",)),
    Category("support-need-physical-ill-health", HOMELESS, "A3", ("physical",)),
    Category("support-need-learning-disability", HOMELESS, "A3", ("learning",)),
    Category("support-need-domestic-abuse", HOMELESS, "A3", ("domestic",)),
    Category("support-need-rough-sleeping", HOMELESS, "A3", ("rough",)),
    Category("support-need-offending-history", LEAVING_PRISON, "A3", ("offending",)),
    Category("support-need-alcohol-dependency", DEPENDENCE, "A3", ("alcohol",)),
    Category("support-need-drug-dependency", DEPENDENCE, "A3", ("drugs",)),
    Category("support-need-sexual-abuse-or-exploitation", SEX_WORK, "A3", ("sexual",)),
    Category("support-need-former-asylum-seeker", MIGRANTS, "A3", ("asylum",)),
    Category("support-need-modern-slavery", MODERN_SLAVERY, "A3", ("slavery",)),
    Category("lost-home-custody", LEAVING_PRISON, "A2", ("custody",)),
    Category("lost-home-asylum-support-ended", MIGRANTS, "A2", ("part_asylum",)),
    Category("lost-home-resettlement-ended", MIGRANTS, "A2", ("part_resettlement",)),
    Category("lost-home-hospital", HOMELESS, "A2", ("general_hospital", "psychiatric_hospital")),
    Category("accommodation-custody", LEAVING_PRISON, "A4", ("custody",)),
    Category("accommodation-asylum-support", MIGRANTS, "A4", ("part_asylum",)),
    Category("accommodation-hospital", HOMELESS, "A4", ("general_hospital", "psychiatric_hospital")),
    # Community rehabilitation companies were part of probation until 2021.
    Category(
        "referred-by-prison-or-probation",
        LEAVING_PRISON,
        "A7",
        ("prison", "probation", "rehabilitation"),
        "assessed",
    ),
    Category("referred-by-prison", LEAVING_PRISON, "A7", ("prison",), "assessed"),
    Category("referred-by-probation", LEAVING_PRISON, "A7", ("probation", "rehabilitation"), "assessed"),
    Category("referred-by-hospital", HOMELESS, "A7", ("hospital", "mental_hospital"), "assessed"),
    Category("applicants-gypsy-or-irish-traveller", TRAVELLER, "A8", ("traveller",)),
    Category("applicants-ethnicity-not-known", HOMELESS, "A8", ("not_known",)),
)
#: Sheets that every quarter has, and quarters that lack one of the others (which are counts of households, still).
ALWAYS = ("A1", "TA1", "A2", "A3", "A4")
WITHOUT_A7 = ("2018-Q2", "2018-Q3")
WITHOUT_A8 = ("2019-Q2", "2019-Q3", "2019-Q4", "2020-Q1", "2020-Q2")

_QUARTER = re.compile(r"\b(jan|apr|jul|oct)[a-z]*\.?\s*(?:to|-)\s*(mar|jun|sep|dec)[a-z]*\.?,?\s*(\d{4}|\d{2})\b", re.I)


def read(file: OfficialFile, areas: Areas) -> Reading:
    """Duties, temporary accommodation, needs, homes lost, referrals of one quarter, by council.

    Figures of a quarter have the period 2024-Q4, those of its last day 2024-12-31.
    What other sheets are set against is read from A1: their own totals are
    wrong in one release.

    Raises
    ------
    BadFileError
        If the quarter, a sheet or its row of England is not found.

    Examples
    --------
    >>> import pandas as pd
    >>> areas = Areas((), *[pd.DataFrame()] * 3)
    >>> read(OfficialFile("quarter.csv", table=b"a,b\\n1,2"), areas)
    Traceback (most recent call last):
    ihanalysis.errors.BadFileError: quarter.csv: found the sheets ; expected a sheet A1, with initial assessments
    """
    problems: list[Problem] = []
    quarter = _quarter(file)
    tables = _tables(file, quarter, problems)
    problems += faults(tables, quarter)
    codes = {code for code in tables["A1"].rows if level(code) == "local authority"}
    used, unknown = local_authority_set(codes, areas, quarter[:4])
    for code in unknown:
        expected = f"a local authority of the {used} set"
        problems.append(tables["A1"].problem(code, "A", repr(code), expected))
    absent = sorted(set(areas.shares.loc[areas.shares["local_authorities"] == used, "code"]) - codes)
    if absent:
        problems.append(tables["A1"].problem(None, "A", f"no rows of {', '.join(absent)}", "every authority"))
    released = _released(file)
    sources = {name: _source(name, tables[name], quarter, released, used) for name in tables}
    figures = as_figures(_rows(tables, quarter, sources))
    return Reading(
        file=file.file,
        publication=FOLDER,
        title=f"{PUBLICATION}, {quarter}",
        edition=last_day(quarter),
        released=released,
        sources=tuple(sources.values()),
        figures=figures,
        problems=tuple(problems),
        notes=tuple(_coverage(tables, codes)),
        summary=summary(figures, sum(len(table.rows) for table in tables.values())),
    )


def last_day(quarter: str) -> str:
    """The last day of a quarter.

    Examples
    --------
    >>> last_day("2024-Q4"), last_day("2025-Q2")
    ('2024-12-31', '2025-06-30')
    """
    return f"{quarter[:4]}-{('03-31', '06-30', '09-30', '12-31')[int(quarter[-1]) - 1]}"


def _quarter(file: OfficialFile) -> str:
    """The quarter that A1 is headed with, in its title, in its name, or on the contents page."""
    sheets = find_sheets(file, "A1")
    if not sheets:
        found = f"the sheets {', '.join(file.names)}"
        raise BadFileError([Problem(file.file, None, None, found, "a sheet A1, with initial assessments")])
    sheet = sheets[0][1]
    told = [sheet.name, *(cell for cells in sheet.rows[:4] for cell in cells if cell)]
    told += [cell for name in file.find("contents") for cells in file.sheet(name).rows[:12] for cell in cells if cell]
    for text in told:
        if printed := _QUARTER.search(text.replace("–", "-")):
            year = int(printed[3]) + (2000 if len(printed[3]) == 2 else 0)
            return f"{year}-Q{MONTHS.index(printed[1][:3].lower()) // 3 + 1}"
    expected = "a quarter in its title, such as October to December 2024"
    raise BadFileError([sheet.problem(0, "A", "no quarter", expected)])


def _tables(file: OfficialFile, quarter: str, problems: list[Problem]) -> dict[str, Table]:
    tables: dict[str, Table] = {}
    for name in SHEETS:
        sheets = find_sheets(file, name)
        gap = {"A7": WITHOUT_A7, "A8": WITHOUT_A8}.get(name, ())
        if not sheets:
            if name in ALWAYS or quarter not in gap:
                found = f"no sheet {name} among {', '.join(file.names)}"
                problems.append(Problem(file.file, None, None, found, "every sheet of the detailed tables"))
            continue
        read = [read_sheet(name, sheet, quarter, problems) for _, sheet in sheets]
        tables[name] = read[0] if len(read) == 1 else add(*read)
        if len(read) == 2:
            problems.extend(parts_by_duty(read, tables["A1"], quarter))
    if "A1" not in tables:
        raise BadFileError(problems)
    return tables


def _rows(tables: Mapping[str, Table], quarter: str, sources: Mapping[str, Source]) -> Iterator[Observation]:
    duties = tables["A1"]
    for category in CATEGORIES:
        table = tables.get(category.sheet)
        if table is None:
            continue
        against = table if category.sheet == "TA1" else duties
        held = {column for _, column in table.values}
        columns = [column for column in category.columns if column in held or column not in OPTIONAL]
        if not set(columns) <= held:
            continue  # an option of later quarters
        for area in table.rows:
            cells = [table.values[area, column] for column in columns if (area, column) in table.values]
            if len(cells) == len(columns):
                yield _row(category, area, total(cells), against, quarter, sources[category.sheet].source)


def _row(category: Category, area: str, count: Value, against: Table, quarter: str, source: str) -> Observation:
    per = against.number(area, category.per) if count.number is not None else None
    if per is not None and category.per == "households":
        per = float(round(per * 1000))
    return Observation(
        indicator=category.indicator,
        group=category.group,
        area_level=level(area) or "",
        area_code=area,
        period=last_day(quarter) if category.sheet == "TA1" else quarter,
        count=count.number,
        denominator=per,
        unit="children" if category.indicator.startswith("children") else "households",
        status=count.status,
        source=source,
    )


def _coverage(tables: Mapping[str, Table], codes: set[str]) -> Iterator[str]:
    for name, column in (("A1", "owed"), ("TA1", "accommodated")):
        table = tables.get(name)
        if table is None:
            continue
        missing = sorted(code for code in codes if table.number(code, column) is None)
        if missing:
            many = f"{len(missing)} of {len(codes)} councils"
            yield f"{name}: no return of {many} ({', '.join(missing)}); England includes estimates."


def _released(file: OfficialFile) -> str:
    for name in file.find("contents|cover"):
        for cells in file.sheet(name).rows[:15]:
            for cell in cells:
                if re.match(r"\d{4}-\d\d-\d\d|\d{1,2} [A-Za-z]+ \d{4}", cell) and (day := date(cell)):
                    return day.isoformat()
    return ""


def _source(name: str, table: Table, quarter: str, released: str, local_authorities: str) -> Source:
    sheets = " and ".join(sheet.name.strip() for sheet in table.sheets)
    return Source(
        f"official_hclic_{name.lower()}_{quarter.lower().replace('-', '_')}",
        "Ministry of Housing, Communities and Local Government",
        f"{PUBLICATION}, {quarter}",
        sheets,
        released or "not printed in the workbook",
        ADDRESS,
        OGL,
        local_authorities,
        "Households helped, not people and not prevalence. England and regions are rounded to 10 and include "
        "estimates for councils that did not return; a council without a figure is missing, never none.",
    )


READERS = (
    Reader(
        FOLDER,
        PUBLICATION,
        (r"(?m)^a1\b", r"(?m)^ta1\b", r"(?m)^a3\b", r"homelessness", r"local authority", r"initial assessment|h-?clic"),
        read,
    ),
)
