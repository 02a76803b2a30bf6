"""The map of practices to networks, locations and systems (NHS England)."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd

from ihanalysis.areas import Areas
from ihanalysis.errors import BadFileError, Problem
from ihanalysis.sources.official_files.cells import date, is_label
from ihanalysis.sources.official_files.places import systems_by_ods_code
from ihanalysis.sources.official_files.reading import Reading, Summary
from ihanalysis.sources.official_files.sheets import OfficialFile, Sheet

_FOR_ALL = {
    "EXTRACT_DATE": "extract_date",
    "PRACTICE_CODE": "practice_code",
    "PRACTICE_NAME": "practice_name",
    "PRACTICE_POSTCODE": "postcode",
    "PCN_CODE": "network_code",
    "PCN_NAME": "network_name",
}
#: Names of the columns from July 2022, and before.
_BOARDS = {
    "SUB_ICB_LOCATION_CODE": "location_code",
    "ONS_SUB_ICB_LOCATION_CODE": "location_ons_code",
    "ICB_CODE": "system_ods_code",
    "ONS_ICB_CODE": "system_ons_code",
    "ICB_NAME": "system_name",
}
_PARTNERSHIPS = {
    "CCG_CODE": "location_code",
    "ONS_CCG_CODE": "location_ons_code",
    "STP_CODE": "system_ods_code",
    "ONS_STP_CODE": "system_ons_code",
    "STP_NAME": "system_name",
}
#: How the file writes that a practice is in no primary care network. It is not one network.
_NO_NETWORK = "U"


def read_map(file: OfficialFile, areas: Areas) -> Reading:
    """Each practice with its network, location and system; `Reading.table` holds them.

    Raises
    ------
    BadFileError
        If a column is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> areas = Areas((), *[pd.DataFrame()] * 3)
    >>> read_map(OfficialFile("map.csv", table=b"PRACTICE_CODE,COST\\nA81001,3"), areas)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ihanalysis.errors.BadFileError: map.csv: found no such row near the top; expected a header row with EXTRACT_DATE...
    """
    sheet = file.sheet(file.names[0])
    boards = any(is_label(cell, "ICB_CODE") for cells in sheet.rows[:60] for cell in cells)
    wanted = {**_FOR_ALL, **(_BOARDS if boards else _PARTNERSHIPS)}
    header = sheet.header_row(list(wanted))
    places = sheet.columns(header, list(wanted))
    problems: list[Problem] = []
    rows = {row: cells for row, cells in enumerate(sheet.rows) if row > header and any(cells)}
    for row, cells in rows.items():
        if len(cells) != len(sheet.rows[header]):
            found = f"{len(cells)} cells"
            problems.append(sheet.problem(row, None, found, f"{len(sheet.rows[header])}, as in the header"))
    if problems:
        raise BadFileError(problems)
    table = pd.DataFrame(
        {name: [cells[places[label]] for cells in rows.values()] for label, name in wanted.items()}, index=list(rows)
    )
    table["network_code"] = table["network_code"].mask(table["network_code"] == _NO_NETWORK, "")
    day = _check(table, {name: label for label, name in wanted.items()}, sheet, areas, problems)
    return Reading(
        file=file.file,
        publication="gp_registrations",
        title=f"Patients Registered at a GP Practice: map of practices, {day}",
        edition=day,
        table=table.drop(columns="extract_date").reset_index(drop=True),
        problems=tuple(problems),
        summary=Summary(len(table), table["system_ods_code"].nunique(), (day,)),
    )


def _check(table: pd.DataFrame, labels: dict[str, str], sheet: Sheet, areas: Areas, problems: list[Problem]) -> str:
    days = {date(text) for text in table["extract_date"].unique()}
    day = days.pop() if len(days) == 1 else None
    if day is None:
        found = ", ".join(table["extract_date"].unique()[:5])
        problems.append(sheet.problem(None, "EXTRACT_DATE", found, "one date, such as 01Aug2026"))
    for row in table.index[table["practice_code"].duplicated()]:
        found = f"{table.at[row, 'practice_code']!r} again"
        problems.append(sheet.problem(int(row), "PRACTICE_CODE", found, "one row a practice"))
    for column in ("practice_code", "location_code", "system_ods_code"):
        for row in table.index[table[column] == ""]:
            problems.append(sheet.problem(int(row), labels[column], "nothing", "a code"))
    inside: defaultdict[str, set[str]] = defaultdict(set)
    for location, system in zip(table["location_code"], table["system_ods_code"], strict=True):
        inside[location].add(system)
    for location, systems in inside.items():
        if len(systems) > 1:
            found = f"{location} in {', '.join(sorted(systems))}"
            problems.append(sheet.problem(None, labels["location_code"], found, "each in one system"))
    if day is None:
        return ""
    first = day.replace(day=1).isoformat()
    codes = set(table["system_ods_code"]) - {""}
    problems += systems_by_ods_code(codes, first, areas, sheet.file, labels["system_ods_code"])[1]
    return first
