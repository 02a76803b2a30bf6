"""People registered with a GP practice (NHS England): the regions file and the map of practices."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from ihanalysis.areas import ENGLAND, Areas, System
from ihanalysis.errors import BadFileError, Problem
from ihanalysis.sources.official_files.cells import date
from ihanalysis.sources.official_files.patients import CODE, ONS_CODE, PATIENTS, Patients, read_patients
from ihanalysis.sources.official_files.places import systems_by_ods_code
from ihanalysis.sources.official_files.practices import read_map
from ihanalysis.sources.official_files.reading import OGL, Reader, Reading, Words, figures_of, summary
from ihanalysis.sources.official_files.sheets import OfficialFile
from ihanalysis.sources.publications import Source

FOLDER = "gp_registrations"
PUBLICATION = "Patients Registered at a GP Practice"
ADDRESS = "https://digital.nhs.uk/data-and-information/publications/statistical/patients-registered-at-a-gp-practice"

#: Files before it have other layouts.
FROM = "2017-04-01"
#: Clinical commissioning groups became sub-ICB locations, and partnerships integrated care boards.
BOARDS_FROM = "2022-07-01"
#: ONS codes as the list of 2023 has them.
CODES_OF_2023_FROM = "2023-04-01"
#: The Personal Demographics Service replaced the NHAIS register.
DEMOGRAPHICS_SERVICE_FROM = "2024-04-01"
#: Systems whose boundary moved on 1 July 2022: Glossop, West Birmingham, Bassetlaw and one practice.
MOVED_IN_2022 = frozenset({"QOP", "QJ2", "QUA", "QHL", "QUE", "QPM", "QT1", "QF7"})
#: How many groups or locations there are, from each day on.
LOCATIONS = {"2017-04-01": None, "2020-03-01": 191, "2020-04-01": 135, "2021-04-01": 106}
REGIONS = 7
#: Patients in England: 58.5 million in August 2017, 63.9 in October 2025.
PLAUSIBLE = (55_000_000, 70_000_000)
BANDS = (*(f"{first}-{first + 4}" for first in range(0, 95, 5)), "95+")

_SHARED: Words = {"indicator": "registered-patients", "group": "everyone", "unit": "people"}


def read_regions(file: OfficialFile, areas: Areas) -> Reading:
    """Registered patients by system, sex and five-year age band, and of England.

    The file repeats every patient at each level, and totals stand beside their
    parts: each row is kept in its own place and nothing is summed over levels.

    Raises
    ------
    BadFileError
        If it is not a table, a column is missing, or a row cannot be placed.

    Examples
    --------
    >>> import pandas as pd
    >>> areas = Areas((), *[pd.DataFrame()] * 3)
    >>> read_regions(OfficialFile("regions.csv", table=b"a,b\\n1,2"), areas)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ihanalysis.errors.BadFileError: regions.csv: found no such row near the top; ...
    """
    patients = read_patients(file)
    day = patients.day
    if day < FROM:
        raise BadFileError([Problem(file.file, None, "EXTRACT_DATE", f"an extract of {day}", f"{FROM} or later")])
    england = _england(patients)
    problems = [*_wrong(patients, england, file)]
    systems, notes = _systems(patients, areas, file, problems)
    source = _source(day)
    figures = _figures(patients, systems, england, source.source)
    return Reading(
        file=file.file,
        publication=FOLDER,
        title=f"{source.publication}: regions",
        edition=day,
        sources=(source,),
        figures=figures,
        problems=tuple(problems),
        notes=notes,
        summary=summary(figures, patients.rows),
    )


def _england(patients: Patients) -> float:
    """Everyone, as over the NHS regions."""
    return float(patients.counts[patients.at("NHS region"), 0, 0].sum())


def _wrong(patients: Patients, england: float, file: OfficialFile) -> Iterator[Problem]:
    """Parts make wholes, levels agree, and there are as many regions and locations as there should be."""
    wholes = patients.counts[:, 0, 0]
    for what, parts in (
        ("FEMALE and MALE", patients.counts[:, 1:, 0].sum(axis=1)),
        ("all ages of FEMALE and MALE", patients.counts[:, 1:, 1:].sum(axis=(1, 2))),
    ):
        for place in np.flatnonzero(parts != wholes).tolist():
            found = f"{what} add up to {parts[place]:,.0f} in the {patients.name(place)}"
            yield Problem(file.file, None, PATIENTS, found, f"its row ALL, ALL: {wholes[place]:,.0f}")
    for level in dict.fromkeys(patients.levels):
        total = wholes[patients.at(level)].sum()
        if total != england:
            found, expected = f"{total:,.0f} patients over every {level}", f"{england:,.0f}, as over NHS regions"
            yield Problem(file.file, None, PATIENTS, found, expected)
    if not PLAUSIBLE[0] <= england <= PLAUSIBLE[1]:
        expected = f"between {PLAUSIBLE[0]:,} and {PLAUSIBLE[1]:,}"
        yield Problem(file.file, None, PATIENTS, f"{england:,.0f} patients in England", expected)
    locations = LOCATIONS[max(day for day in LOCATIONS if day <= patients.day)]
    for level, many in (("NHS region", REGIONS), ("location", locations)):
        there = len(patients.at(level))
        if many is not None and there != many:
            yield Problem(file.file, None, CODE, f"{there} of level {level}", f"{many} in {patients.day[:7]}")


def _systems(
    patients: Patients, areas: Areas, file: OfficialFile, problems: list[Problem]
) -> tuple[dict[str, int], tuple[str, ...]]:
    """The place of each system that is in the list of the day, and what was left out and why."""
    day = patients.day
    places = {patients.codes[place]: place for place in patients.at("system")}
    if set(places) == {""}:
        return {}, ("Partnerships have no organisation code in this file, so only England is taken.",)
    systems, unlisted = systems_by_ods_code(list(places), day, areas, file.file, CODE)
    problems.extend(unlisted)
    left = MOVED_IN_2022 & set(places) if day < BOARDS_FROM else frozenset()
    kept = {systems[code].code: places[code] for code in sorted(set(places) & set(systems) - left)}
    for code in set(places) & set(systems):
        ons_code, system = patients.ons_codes[places[code]], systems[code]
        if day >= CODES_OF_2023_FROM and ons_code != system.code:
            problems.append(_another_boundary(ons_code, system, file))
    if not left:
        return kept, ()
    listed = ", ".join(sorted(left))
    return kept, (f"Boundaries moved in July 2022: {listed} are not comparable and are left out.",)


def _another_boundary(ons_code: str, system: System, file: OfficialFile) -> Problem:
    """An ODS code may outlive a boundary; the ONS code never does."""
    found, expected = f"{ons_code!r} beside {system.ods_code}", f"{system.code}, {system.name}: another boundary"
    return Problem(file.file, None, ONS_CODE, found, expected)


def _figures(patients: Patients, systems: dict[str, int], england: float, source: str) -> pd.DataFrame:
    """Everyone of England and of each system, and those of each system by sex and five-year age band."""
    counts = patients.counts[list(systems.values())]
    by_age = counts[:, 1:, 1:96].reshape(len(systems), 2, 19, 5).sum(axis=3)
    bands = np.concatenate([by_age, counts[:, 1:, 96:]], axis=2)
    many = bands[0].size if systems else 0
    rest = list(systems)
    return figures_of(
        **_SHARED,
        area_level=["country"] + ["system"] * (len(rest) + many * len(rest)),
        area_code=[ENGLAND, *rest, *np.repeat(rest, many)],
        period=patients.day,
        sex=["persons"] * (1 + len(rest)) + [sex for sex in ("female", "male") for _ in BANDS] * len(rest),
        age_band=["all ages"] * (1 + len(rest)) + [*BANDS, *BANDS] * len(rest),
        count=[england, *counts[:, 0, 0], *bands.ravel()],
        status=["derived"] + ["published"] * (len(rest) + many * len(rest)),
        source=source,
    )


def _source(day: str) -> Source:
    told = date(day)
    written = f"1 {told:%B %Y}" if told else "date not known"
    service = "Personal Demographics Service" if day >= DEMOGRAPHICS_SERVICE_FROM else "NHAIS"
    return Source(
        f"official_gp_registrations_{day.replace('-', '_')}",
        "NHS England",
        f"{PUBLICATION}, {written}",
        "gp-reg-pat-prac-sing-age-regions",
        "not printed in the file",
        ADDRESS,
        OGL,
        "",
        f"From the register of the {service}: counted where the practice is, not where people live.",
    )


def _instead(name: str) -> Callable[[OfficialFile, Areas], Reading]:
    """Refuse another file of the publication, naming the one to give."""

    def refuse(file: OfficialFile, areas: Areas) -> Reading:
        expected = "the file gp-reg-pat-prac-sing-age-regions of the same month (or gp-reg-pat-prac-map)"
        raise BadFileError([Problem(file.file, None, None, f"the file {name}", expected)])

    return refuse


def _sibling(name: str, *signs: str) -> Reader:
    return Reader(FOLDER, f"{PUBLICATION}: {name}", signs, _instead(name))


READERS = (
    Reader(
        FOLDER,
        f"{PUBLICATION}: regions",
        (r"extract_date", r"org_type", r"\borg_code", r"\bons_code", r"\bsex\b", r"\bage\b", r"number.of.patients"),
        read_regions,
    ),
    Reader(
        FOLDER,
        f"{PUBLICATION}: map of practices",
        (r"extract_date", r"practice_code", r"practice_name", r"\bpcn_code", r"\bpcn_name", r"\b(icb|stp)_code"),
        read_map,
    ),
)
#: Other files of the publication, which are told from those that are read.
REFUSED = (
    _sibling("gp-reg-pat-prac-quin-age", r"extract_date", r"\borg_type", r"\borg_code", r"\bsex\b", r"age_group_5"),
    _sibling("gp-reg-pat-prac-all", r"extract_date", r",type,", r",code,postcode,sex,age,number.of.patients"),
    _sibling(
        "gp-reg-pat-prac-sing-age-female or -male", r"extract_date", r"org_code,(ons_code,)?postcode,sex,age,number.of"
    ),
    _sibling("gp-reg-pat-prac-lsoa", r"extract_date", r"practice_code", r"\blsoa_code", r"number.of.patients"),
    _sibling("gp-reg-patients of before April 2017", r"gp_practice_code|practice_code", r"male_0.?1\b", r"female_0.?1"),
)
