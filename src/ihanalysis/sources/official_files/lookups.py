"""Lookups of small areas and local authorities to systems (ONS Open Geography Portal)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

import pandas as pd

from ihanalysis.areas import Areas, System
from ihanalysis.errors import BadFileError, Problem
from ihanalysis.sources.official_files.places import local_authority_set
from ihanalysis.sources.official_files.reading import Reader, Reading, Summary
from ihanalysis.sources.official_files.sheets import HEADER_WITHIN, OfficialFile, Sheet

FOLDER = "areas"
#: Small areas of England by census; a file with fewer was cut off by a service that gives 2,000 rows a page.
SMALL_AREAS = {"11": 32_844, "21": 33_755}
#: The columns that are read, by how their names begin and end round the year: the set of columns moves each year.
COLUMNS: Mapping[str, re.Pattern[str]] = {
    "small_area_code": re.compile(r"LSOA(11|21)CD"),
    "location_code": re.compile(r"(?:SICBL|CCG)(\d\d)CD"),
    "location_ods_code": re.compile(r"(?:SICBL|CCG)(\d\d)CDH"),
    "system_code": re.compile(r"(?:ICB|STP)(\d\d)CD"),
    "system_ods_code": re.compile(r"(?:ICB|STP)(\d\d)CDH"),
    "system_name": re.compile(r"(?:ICB|STP)(\d\d)NM"),
    "local_authority_code": re.compile(r"LAD(\d\d)CD"),
    "local_authority_name": re.compile(r"LAD(\d\d)NM"),
}
REQUIRED = ("system_code", "system_ods_code", "system_name", "local_authority_code", "local_authority_name")


def read(file: OfficialFile, areas: Areas) -> Reading:
    """Which system each small area, or each part of a local authority, lies in.

    `Reading.table` has the columns of `COLUMNS` that the file has. It says
    where places lie, not how many people live there: shares need residents.

    Raises
    ------
    BadFileError
        If a column is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> areas = Areas((), *[pd.DataFrame()] * 3)
    >>> read(OfficialFile("lookup.csv", table=b"a,b\\n1,2"), areas)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ihanalysis.errors.BadFileError: lookup.csv: found no such row near the top; ...
    """
    sheet = file.sheet(file.names[0])
    header = _header(sheet)
    places = _columns(sheet, header)
    problems: list[Problem] = []
    rows = {row: cells for row, cells in enumerate(sheet.rows) if row > header and any(cells)}
    for row, cells in rows.items():
        if len(cells) != len(sheet.rows[header]):
            expected = f"{len(sheet.rows[header])}, as in the header"
            problems.append(sheet.problem(row, None, f"{len(cells)} cells", expected))
    if problems:
        raise BadFileError(problems)
    data = {name: [cells[place].strip() for cells in rows.values()] for name, place in places.items()}
    table = pd.DataFrame(data, index=list(rows))
    labels = {name: sheet.rows[header][place] for name, place in places.items()}
    year = _year(labels["system_code"])
    problems += [
        *_empty(table, labels, sheet),
        *_repeated(table, labels, sheet),
        *_cut_off(table, labels, sheet),
        *_systems(table, labels, areas, year, sheet),
        *_local_authorities(table, labels, areas, sheet),
        *_split_locations(table, labels, sheet),
    ]
    systems = table["system_code"].nunique()
    return Reading(
        file=file.file,
        publication=FOLDER,
        title=f"ONS lookup to {systems} systems, {year}",
        edition=year,
        table=table.reset_index(drop=True),
        problems=tuple(problems),
        summary=Summary(len(table), systems, (year,)),
    )


def _header(sheet: Sheet) -> int:
    scores = [
        sum(any(pattern.fullmatch(cell) for pattern in COLUMNS.values()) for cell in cells)
        for cells in sheet.rows[:HEADER_WITHIN]
    ]
    if not scores or max(scores) < 2:
        expected = "a header row with columns such as LSOA21CD, ICB26CD, LAD26CD"
        raise BadFileError([sheet.problem(None, None, "no such row near the top", expected)])
    return scores.index(max(scores))


def _columns(sheet: Sheet, header: int) -> dict[str, int]:
    found: dict[str, int] = {}
    problems = []
    for name, pattern in COLUMNS.items():
        places = [place for place, cell in enumerate(sheet.rows[header]) if pattern.fullmatch(cell)]
        if len(places) > 1:
            problems.append(sheet.problem(header, name, f"{len(places)} columns like {pattern.pattern}", "one"))
        elif places:
            found[name] = places[0]
        elif name in REQUIRED or (name == "location_code" and "small_area_code" not in found):
            example = pattern.pattern.replace("(?:ICB|STP)", "ICB").replace("(?:SICBL|CCG)", "SICBL")
            example = example.replace(r"(\d\d)", "26")
            near = get_close_matches(example, sheet.rows[header], n=1, cutoff=0.5)
            hint = f"; the nearest is {near[0]!r}" if near else ""
            problems.append(sheet.problem(header, example, f"no such column{hint}", "this column, of any year"))
    if problems:
        raise BadFileError(problems)
    return found


def _year(label: str) -> str:
    digits = re.search(r"\d\d", label)
    return f"20{digits[0]}" if digits else ""


def _empty(table: pd.DataFrame, labels: Mapping[str, str], sheet: Sheet) -> Iterator[Problem]:
    for name in labels:
        for row in table.index[table[name] == ""]:
            yield sheet.problem(int(row), labels[name], "nothing", "a code or a name")


def _repeated(table: pd.DataFrame, labels: Mapping[str, str], sheet: Sheet) -> Iterator[Problem]:
    key = ["small_area_code"] if "small_area_code" in labels else ["location_code", "local_authority_code"]
    for row in table.index[table.duplicated(key)]:
        codes = " in ".join(table.loc[row, key])
        yield sheet.problem(int(row), " + ".join(labels[k] for k in key), f"{codes} again", "one row of each")


def _cut_off(table: pd.DataFrame, labels: Mapping[str, str], sheet: Sheet) -> Iterator[Problem]:
    if "small_area_code" not in labels:
        return
    census = "11" if "11" in labels["small_area_code"] else "21"
    english = int(table["small_area_code"].str.startswith("E").sum())
    if english != SMALL_AREAS[census]:
        hint = "; the service gives 1,000 or 2,000 rows a page" if english % 1000 == 0 else ""
        expected = f"{SMALL_AREAS[census]:,}, all of England{hint}"
        yield sheet.problem(None, labels["small_area_code"], f"{english:,} small areas", expected)


def _systems(
    table: pd.DataFrame, labels: Mapping[str, str], areas: Areas, year: str, sheet: Sheet
) -> Iterator[Problem]:
    """Every system of the year is there, and no other; names and codes go together."""
    listed = areas.of("2026" if year >= "2026" else "2023")
    by_ods: Mapping[str, System] = {system.ods_code: system for system in listed}
    pairs = table[["system_ods_code", "system_code"]].drop_duplicates()
    for ods, code in pairs.itertuples(index=False):
        system = by_ods.get(ods)
        if system is None:
            near = get_close_matches(ods, by_ods, n=1, cutoff=0.5)
            hint = f", such as {near[0]}" if near else ""
            expected = f"one of the {len(listed)} systems of {year}{hint}"
            yield sheet.problem(None, labels["system_ods_code"], repr(ods), expected)
        # The two codes that changed in April 2023 stand in the lookups of 2022 as they were.
        elif system.code != code and year >= "2023":
            expected = f"{system.code} for {system.name}"
            yield sheet.problem(None, labels["system_code"], repr(code), expected)
    for ods in sorted(set(by_ods) - set(pairs["system_ods_code"])):
        yield sheet.problem(None, labels["system_ods_code"], f"no rows of {ods}", f"all {len(listed)} systems")


def _local_authorities(table: pd.DataFrame, labels: Mapping[str, str], areas: Areas, sheet: Sheet) -> Iterator[Problem]:
    codes = {code for code in table["local_authority_code"] if code.startswith("E")}
    used, unknown = local_authority_set(codes, areas, _year(labels["local_authority_code"]))
    for code in unknown:
        expected = f"a local authority of the {used} set"
        yield sheet.problem(None, labels["local_authority_code"], repr(code), expected)
    every = set(areas.shares.loc[areas.shares["local_authorities"] == used, "code"])
    if absent := sorted(every - codes):
        found = f"no rows of {', '.join(absent[:10])}" + (" and others" if len(absent) > 10 else "")
        yield sheet.problem(None, labels["local_authority_code"], found, f"all {len(every)} local authorities")


def _split_locations(table: pd.DataFrame, labels: Mapping[str, str], sheet: Sheet) -> Iterator[Problem]:
    if "location_code" not in labels:
        return
    inside: defaultdict[str, set[str]] = defaultdict(set)
    for location, system in zip(table["location_code"], table["system_code"], strict=True):
        inside[location].add(system)
    for location, systems in inside.items():
        if len(systems) > 1:
            found = f"{location} in {', '.join(sorted(systems))}"
            yield sheet.problem(None, labels["location_code"], found, "each in one system")


READERS = (
    Reader(
        FOLDER,
        "ONS lookup of small areas or local authorities to systems",
        (r"\blsoa(11|21)cd\b|\bsicbl\d\dcd\b", r"\b(icb|stp)\d\dcd\b", r"\b(icb|stp)\d\dcdh\b", r"\blad\d\dcd\b"),
        read,
    ),
)
