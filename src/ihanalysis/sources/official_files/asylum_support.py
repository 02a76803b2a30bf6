"""People seeking asylum who receive support, by local authority (Home Office): Reg_02 and Asy_D11."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from ihanalysis.areas import Areas
from ihanalysis.errors import BadFileError, Problem
from ihanalysis.sources.official_files.cells import MARKS, Value, date, is_label, value
from ihanalysis.sources.official_files.places import UNITED_KINGDOM, level, local_authority_set
from ihanalysis.sources.official_files.reading import OGL, Observation, Reader, Reading, as_figures, summary
from ihanalysis.sources.official_files.sheets import OfficialFile, Sheet
from ihanalysis.sources.publications import Source

FOLDER = "asylum_support"
STATISTICS = "Immigration system statistics"
ADDRESS = "https://www.gov.uk/government/statistical-data-sets/immigration-system-statistics-data-tables"
GROUP = "vulnerable migrants"
TOTAL = "people-receiving-asylum-support"

#: Columns of Reg_02 that are read; the parts add up to the total in every authority.
CODE, SUPPORTED = "LTLA (ONS code)", "Supported Asylum (total) (population)"
PARTS = {
    "of which, Supported Asylum - Initial Accommodation (population)": f"{TOTAL}-in-initial-accommodation",
    "of which, Supported Asylum - Dispersal Accommodation (population)": f"{TOTAL}-in-dispersed-accommodation",
    "of which, Supported Asylum - Contingency Accommodation (population)": f"{TOTAL}-in-contingency-accommodation",
    "of which, Supported Asylum - Other Accommodation (population)": f"{TOTAL}-in-other-accommodation",
    "of which, Subsistence only (population)": f"{TOTAL}-subsistence-only",
}
#: Columns of Asy_D11 that are read. The region's column has had two names and is not needed.
DAY, SUPPORT, NAME, PLACE, KIND, PEOPLE = (
    "Date (as at…)",
    "Support Type",
    "Local Authority",
    "LAD Code",
    "Accommodation Type",
    "People",
)
KINDS = {
    "Initial Accommodation": ("in-initial-accommodation",),
    "Dispersal Accommodation": ("in-dispersed-accommodation",),
    "Contingency Accommodation - Hotel": ("in-hotels", "in-contingency-accommodation"),
    "Contingency Accommodation - Other": ("in-other-contingency-accommodation", "in-contingency-accommodation"),
    "Contingency Accommodation": ("in-contingency-accommodation",),
    "Other Accommodation": ("in-other-accommodation",),
    "Subsistence Only": ("subsistence-only",),
}
SECTIONS = ("Section 4", "Section 95", "Section 98")
#: Before it section 4 has no local figures.
FIRST_YEAR = 2018

_ONE_DAY = (
    "People on one day, not need and not a flow; the Home Office decides where people are placed. An authority that "
    "is not listed has nobody, or is not shown: the table does not say which."
)
_CODE = re.compile(r"[EWSN]\d{8}")
_AS_AT = re.compile(r"as at (\d{1,2} \w+ \d{4})", re.IGNORECASE)


def read_groups(file: OfficialFile, areas: Areas) -> Reading:
    """Reg_02: people receiving support by local authority and type of accommodation, on one day.

    A part without a number is a zero where the other parts add up to the total,
    and not available where they do not.

    Raises
    ------
    BadFileError
        If the sheet, its date or a column is not found.

    Examples
    --------
    >>> import pandas as pd
    >>> areas = Areas((), *[pd.DataFrame()] * 3)
    >>> read_groups(OfficialFile("groups.csv", table=b"a,b\\n1,2"), areas)
    Traceback (most recent call last):
    ihanalysis.errors.BadFileError: groups.csv: found the sheets ; expected a sheet Reg_02
    """
    sheet = _sheet(file, "Reg_02")
    told = next((m[1] for cells in sheet.rows[:5] for cell in cells if (m := _AS_AT.search(cell))), "")
    day = date(told)
    if day is None:
        expected = "a title that ends in a date, such as as at 31 December 2025"
        raise BadFileError([sheet.problem(0, "A", "no date", expected)])
    labels = [CODE, SUPPORTED, *PARTS]
    header = sheet.header_row(labels)
    columns = sheet.columns(header, labels)
    problems: list[Problem] = []
    rows: dict[str, int] = {}
    found: dict[tuple[str, str], Value] = {}
    for row in range(header + 1, len(sheet.rows)):
        code = sheet.cell(row, columns[CODE])
        if not _CODE.fullmatch(code):
            continue  # summary rows and notes
        if code in rows:
            problems.append(sheet.problem(row, CODE, f"a second row of {code}", "one row an authority"))
            continue
        rows[code] = row
        cells = {label: _people(sheet, row, columns[label], label, problems) for label in (SUPPORTED, *PARTS)}
        for label, cell in _proved(sheet, row, cells, problems).items():
            found[code, label] = cell
    codes = {code for code in rows if level(code) == "local authority"}
    used = _known(codes, areas, day.isoformat(), sheet, rows, problems)
    source = _source(sheet.name, day.isoformat(), used)
    observations = [
        _row({SUPPORTED: TOTAL, **PARTS}[label], "local authority", code, day.isoformat(), cell, source.source)
        for (code, label), cell in found.items()
        if code in codes
    ]
    totals = [cell.number for (_, label), cell in found.items() if label == SUPPORTED and cell.number is not None]
    whole = Value(sum(totals), "derived")
    observations.append(_row(TOTAL, "country", UNITED_KINGDOM, day.isoformat(), whole, source.source))
    return _reading(file, "Reg_02", day.isoformat(), (source,), observations, problems, (), len(rows))


def read_series(file: OfficialFile, areas: Areas) -> Reading:
    """Asy_D11: people receiving support on each 31 December and on the latest day, from 2018.

    Raises
    ------
    BadFileError
        If the sheet or a column is not found.

    Examples
    --------
    >>> import pandas as pd
    >>> areas = Areas((), *[pd.DataFrame()] * 3)
    >>> read_series(OfficialFile("series.csv", table=b"a,b\\n1,2"), areas)
    Traceback (most recent call last):
    ihanalysis.errors.BadFileError: series.csv: found the sheets ; expected a sheet Asy_D11
    """
    sheet = _sheet(file, "Asy_D11")
    labels = [DAY, SUPPORT, NAME, PLACE, KIND, PEOPLE]
    header = sheet.header_row(labels)
    columns = sheet.columns(header, labels)
    problems: list[Problem] = []
    rows = [row for row in range(header + 1, len(sheet.rows)) if _is_data(sheet, row, columns)]
    places, notes = _places(sheet, rows, columns)
    counts: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)  # by day: place and indicator
    national: defaultdict[str, Counter[str]] = defaultdict(Counter)
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        key = tuple(sheet.cell(row, columns[label]) for label in labels[:-1])
        day, people = date(key[0]), _people(sheet, row, columns[PEOPLE], PEOPLE, problems)
        suffixes = next((s for kind, s in KINDS.items() if is_label(key[4], kind)), None)
        problems += _row_faults(sheet, row, key, day is None, suffixes is None, key in seen)
        seen.add(key)
        if day is None or suffixes is None or people is None or people.number is None:
            continue
        place = places.get(key[2], key[3])
        for indicator in (TOTAL, *(f"{TOTAL}-{suffix}" for suffix in suffixes)):
            counts[day.isoformat()][place, indicator] += int(people.number)
            national[day.isoformat()][indicator] += int(people.number)
    if not counts:
        raise BadFileError([*problems, sheet.problem(header, None, "no rows", "rows of people by authority")])
    last = max(counts)
    kept = sorted(d for d in counts if int(d[:4]) >= FIRST_YEAR and (d.endswith("12-31") or d == last))
    sources: list[Source] = []
    observations: list[Observation] = []
    for found in kept:
        codes = {place for place, _ in counts[found] if level(place) == "local authority"}
        used = _known(codes, areas, found, sheet, {}, problems)
        sources.append(_source(sheet.name, found, used))
        observations += _on_day(counts[found], national[found], codes, used, areas, found, sources[-1].source)
    return _reading(file, "Asy_D11", last, tuple(sources), observations, problems, notes, len(rows))


def _sheet(file: OfficialFile, name: str) -> Sheet:
    names = file.find(rf"{name}$")
    if not names:
        found = f"the sheets {', '.join(file.names)}"
        raise BadFileError([Problem(file.file, None, None, found, f"a sheet {name}")])
    return file.sheet(names[0])


def _people(sheet: Sheet, row: int, column: int, label: str, problems: list[Problem]) -> Value | None:
    """The people in a cell; None if there is no number, which in these tables a blank or "-" may say."""
    text = sheet.cell(row, column)
    found = value(text, MARKS) if text else Value(None, "not available")
    if found is None or (found.number or 0) < 0 or not (found.number or 0.0).is_integer():
        problems.append(sheet.problem(row, label, repr(text), "a number of people, or nothing"))
        return None
    return found if found.number is not None else Value(None, "not available")


def _proved(sheet: Sheet, row: int, cells: Mapping[str, Value | None], problems: list[Problem]) -> dict[str, Value]:
    """The cells of an authority, with the blanks that its total proves to be zeros."""
    held = {label: cell for label, cell in cells.items() if cell is not None}
    whole = held.get(SUPPORTED)
    if len(held) < len(cells) or whole is None or whole.number is None:
        return held
    parts = {label: cell.number for label, cell in held.items() if label != SUPPORTED}
    known = sum(number for number in parts.values() if number is not None)
    if known == whole.number:
        return {label: cell if cell.number is not None else Value(0.0, "zero") for label, cell in held.items()}
    if known > whole.number or None not in parts.values():
        found = f"parts that add up to {known:g}"
        problems.append(sheet.problem(row, SUPPORTED, found, f"{whole.number:g}, their total"))
    return held


def _is_data(sheet: Sheet, row: int, columns: Mapping[str, int]) -> bool:
    return bool(sheet.cell(row, columns[SUPPORT]) or sheet.cell(row, columns[PEOPLE]))


def _row_faults(
    sheet: Sheet, row: int, key: tuple[str, ...], no_day: bool, no_kind: bool, repeated: bool
) -> Iterator[Problem]:
    if no_day:
        yield sheet.problem(row, DAY, repr(key[0]), "a date such as 31 Dec 2025")
    if no_kind:
        yield sheet.problem(row, KIND, repr(key[4]), f"one of {', '.join(KINDS)}")
    if key[1] not in SECTIONS:
        yield sheet.problem(row, SUPPORT, repr(key[1]), f"one of {', '.join(SECTIONS)}")
    if repeated:
        yield sheet.problem(row, PLACE, f"a second row of {', '.join(key)}", "one row of each")


def _places(sheet: Sheet, rows: list[int], columns: Mapping[str, int]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The code of each authority by its name: in one edition some rows carry the code of another.

    A name that was recoded has two codes on different days, and keeps both.
    """
    names: defaultdict[str, Counter[str]] = defaultdict(Counter)
    holders: defaultdict[tuple[str, str], set[str]] = defaultdict(set)  # by day and code, the names
    for row in rows:
        day, name, code = (sheet.cell(row, columns[label]) for label in (DAY, NAME, PLACE))
        names[name][code] += 1
        holders[day, code].add(name)
    shared = {code for (_, code), found in holders.items() if len(found) > 1 and _CODE.fullmatch(code)}
    corrected = {
        name: codes.most_common(1)[0][0]
        for name, codes in names.items()
        if shared & set(codes) and codes.most_common(1)[0][0] not in shared
    }
    told = f"{', '.join(sorted(corrected))}: some rows carry the code of another authority, and go by their names."
    return corrected, ((told,) if corrected else ())


def _on_day(
    counts: Counter[tuple[str, str]],
    national: Counter[str],
    codes: set[str],
    used: str,
    areas: Areas,
    day: str,
    source: str,
) -> Iterator[Observation]:
    for (place, indicator), people in sorted(counts.items()):
        if place in codes:
            yield _row(indicator, "local authority", place, day, Value(float(people), "derived"), source)
    every = set(areas.shares.loc[areas.shares["local_authorities"] == used, "code"])
    for place in sorted(every - codes):
        yield _row(TOTAL, "local authority", place, day, Value(None, "not available"), source)
    for indicator, people in sorted(national.items()):
        yield _row(indicator, "country", UNITED_KINGDOM, day, Value(float(people), "derived"), source)


def _row(indicator: str, kind: str, code: str, day: str, cell: Value, source: str) -> Observation:
    return Observation(
        indicator=indicator,
        group=GROUP,
        area_level=kind,
        area_code=code,
        period=day,
        count=cell.number,
        unit="people",
        status=cell.status,
        source=source,
    )


def _known(
    codes: set[str], areas: Areas, day: str, sheet: Sheet, rows: Mapping[str, int], problems: list[Problem]
) -> str:
    used, unknown = local_authority_set(codes, areas, day[:4])
    for code in unknown:
        expected = f"a local authority of the {used} set"
        problems.append(sheet.problem(rows.get(code), PLACE, f"{code!r} on {day}", expected))
    return used


def _source(sheet: str, day: str, local_authorities: str) -> Source:
    table = sheet.split(" - ")[-1].strip()
    return Source(
        f"official_{table.lower()}_{day.replace('-', '_')}",
        "Home Office",
        f"{STATISTICS}: asylum support by local authority",
        f"{table}, {day}",
        "not printed on the table",
        ADDRESS,
        OGL,
        local_authorities,
        _ONE_DAY,
    )


def _reading(
    file: OfficialFile,
    table: str,
    edition: str,
    sources: tuple[Source, ...],
    observations: list[Observation],
    problems: list[Problem],
    notes: tuple[str, ...],
    rows: int,
) -> Reading:
    figures = as_figures(observations)
    return Reading(
        file=file.file,
        publication=FOLDER,
        title=f"{STATISTICS}: {table}, {edition}",
        edition=edition,
        sources=sources,
        figures=figures,
        problems=tuple(problems),
        notes=notes,
        summary=summary(figures, rows),
    )


READERS = (
    Reader(
        FOLDER,
        f"{STATISTICS}: Reg_02, immigration groups by local authority",
        (r"(?m)^reg_02", r"immigration groups|supported asylum|regional and local authority", r"local authority"),
        read_groups,
    ),
    Reader(
        FOLDER,
        f"{STATISTICS}: Asy_D11, asylum support by local authority",
        (r"asy_d11", r"support type|asylum", r"local authority"),
        read_series,
    ),
)
