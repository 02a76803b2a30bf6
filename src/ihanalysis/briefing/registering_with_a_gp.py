"""Registering with a GP: what the register says, and what it cannot."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from ihanalysis.areas import Level
from ihanalysis.charts import strip
from ihanalysis.content import Chart, Points, Prose, Section, Table
from ihanalysis.figures import period_words, select
from ihanalysis.records import records
from ihanalysis.words.numbers import fixed

if TYPE_CHECKING:
    from ihanalysis.briefing import Briefing
    from ihanalysis.workbook import Workbook

NAME = "Registering with a GP"
#: The Personal Demographics Service took the place of the NHAIS register.
_NEW_REGISTER = "2024-04"
LATEST = "2026-08-01"
_EVIDENCE = (
    "access-refused-by-practices",
    "access-attempts-refused",
    "access-asked-for-address",
    "access-asked-for-identification",
)
#: The register that the table is from knows no other.
_SEXES = ("female", "male")
#: Broad ages for a table that is read; the figures are by five years.
_AGES = {"0 to 19": (0, 19), "20 to 39": (20, 39), "40 to 64": (40, 64), "65 and over": (65, 200)}
_YOUNGEST = re.compile(r"\d+")


def section(briefing: Briefing) -> Section:
    """The register against residents, and who is on it."""
    registered = briefing.finding("registered-with-a-gp")
    if registered.missing:
        return _without_register(briefing)
    text = (
        f"On 1 May 2022, practices here had {registered.counted} people on their lists {briefing.cite(registered)}: "
        f"{registered.value} for every 100 residents, against {registered.comparator} across England. Patients are "
        "counted where their practice is, residents where they live, and lists keep people who have moved away. So a "
        "figure over 100 does not show that nobody is left out, and one under 100 does not show exclusion."
    )
    return Section(
        NAME,
        f"Registers hold {registered.value} patients for every 100 residents, which does not show who is left out",
        (
            Prose((text, _over_time(briefing))),
            _strip(briefing),
            _by_age_and_sex(briefing),
            _evidence(briefing),
            Points(_NOT_KNOWN, title="What is not known"),
        ),
    )


def _without_register(briefing: Briefing) -> Section:
    """Patients are counted by practice and system, so other areas have only what was found on refusal."""
    text = (
        "NHS England counts patients by the practice where they are registered, and sums practices to its own areas. No table "
        f"held here has a figure for {_WHOSE[briefing.level]}, and none is made up from others."
    )
    return Section(
        NAME,
        f"No figure of registered patients is held for {_WHOSE[briefing.level]}, so who is left out is not known",
        (Prose((text,)), _evidence(briefing), Points(_NOT_KNOWN, title="What is not known")),
    )


_WHOSE = {Level.SYSTEM: "this system", Level.PLACE: "single local authorities", Level.REGION: "the regions of England"}


def _over_time(briefing: Briefing) -> str:
    """How the lists grew on either side of the change of register, and never across it."""
    totals = select(briefing.figures, indicator="registered-patients", sex="persons", age_band="all ages")
    people = dict(zip(totals["period"], totals["count"], strict=True))
    before = sorted(period for period in people if period < _NEW_REGISTER)
    first, last = before[0], before[-1]
    growth = people[last] / people[first] - 1
    cited = briefing.cite_sources(*briefing.registers["source"])
    return (
        f"Lists here grew by {growth:.1%} from {period_words(first)} to {period_words(last)}. On {period_words(LATEST)} they "
        f"held {fixed(people[LATEST], 0)} people {cited}; the register changed its source in April 2024, so the two are not "
        "compared."
    )


def _strip(briefing: Briefing) -> Chart:
    registered = briefing.finding("registered-with-a-gp")
    everyone = briefing.workbook.gaps_on("registered-with-a-gp", briefing.area.division)
    values = dict(zip(everyone["area_code"], everyone["value"], strict=True))
    mine = registered.number("value")
    above = sum(value > mine for value in values.values())
    below = len(values) - 1 - above
    name = "registered-per-100"
    alt = (
        f"Patients registered for every 100 residents, 1 May 2022, {len(values)} systems. {briefing.area.name}: "
        f"{registered.value}; {above} systems are higher and {below} lower. England: {registered.comparator}. The range "
        f"is {fixed(min(values.values()))} to {fixed(max(values.values()))}."
    )
    wide, narrow = strip.draw(
        values,
        briefing.area.code,
        f"{briefing.area.name} {registered.value}",
        (registered.number("comparator_value"), f"England {registered.comparator}"),
        name,
        alt,
    )
    table = Table(
        "Patients registered for every 100 residents, 1 May 2022",
        pd.DataFrame(
            [
                {
                    "Area": briefing.area.name,
                    "Registered": registered.counted,
                    "Per 100 residents": registered.value,
                },
                {
                    "Area": "England",
                    "Registered": fixed(registered.number("comparator_count"), 0),
                    "Per 100 residents": registered.comparator,
                },
                {
                    "Area": "Lowest system",
                    "Registered": "[z]",
                    "Per 100 residents": fixed(min(values.values())),
                },
                {
                    "Area": "Highest system",
                    "Registered": "[z]",
                    "Per 100 residents": fixed(max(values.values())),
                },
            ]
        ),
    )
    return Chart(
        name,
        f"In {'every system' if min(values.values()) > 100 else 'most systems'} more patients are registered than people "
        "are counted as residents",
        "Patients registered with a GP practice on 1 May 2022 for every 100 residents at mid-2022, by system. Crude.",
        alt,
        wide,
        narrow,
        table,
        source=f"Source: NHS England, Patients Registered at a GP Practice, and ONS mid-2022 estimates "
        f"{briefing.cite(registered)}. The register changed its source in April 2024, so later counts are not set "
        "against these.",
    )


def evidence(workbook: Workbook) -> pd.DataFrame:
    """What has been published on being refused, or asked for papers, at a practice."""
    found = select(workbook.wider_figures, indicator=_EVIDENCE)
    return found.sort_values(["group", "indicator", "period"])


def _evidence(briefing: Briefing) -> Table:
    rows = [
        {
            "Group": row["group"][0].upper() + row["group"][1:],
            "What was found": f"{row['value']:.0f}{row['unit'].removeprefix('%').join(['%', ''])} {briefing.workbook.indicators[row['indicator']].title}",
            "Of": fixed(row["denominator"], 0),
            "When": row["period"],
            "Source": briefing.cite_sources(row["source"]),
        }
        for row in records(briefing.workbook.once(evidence))
    ]
    return Table(
        "Evidence on refusal: small samples, most of them calls to practices by charities or journalists",
        pd.DataFrame(rows),
        note="They show that refusal happens against the guidance; they do not estimate a national rate, and none is about "
        f"this {briefing.level.one}.",
        wordy=True,
    )


def _by_age_and_sex(briefing: Briefing) -> Table:
    rows = records(select(briefing.figures, indicator="registered-patients", period=LATEST, sex=list(_SEXES)))
    ages = {**_AGES, "All ages": (0, 200)}
    people = {label: dict.fromkeys(_SEXES, 0.0) for label in ages}
    for row in rows:
        youngest = int(_YOUNGEST.match(row["age_band"])[0])  # type: ignore[index]
        for label, (low, high) in ages.items():
            if low <= youngest <= high:
                people[label][row["sex"]] += row["count"]
    cells = [{"Age": label, **{sex.title(): fixed(of[sex], 0) for sex in _SEXES}} for label, of in people.items()]
    cited = briefing.cite_sources(*dict.fromkeys(row["source"] for row in rows))
    return Table(
        f"People registered with a GP practice here, 1 August 2026 ({fixed(sum(people['All ages'].values()), 0)} in all)",
        pd.DataFrame(cells),
        note=f"NHS England publishes female and male only {cited}.",
    )


_NOT_KNOWN = (
    "How many people are turned away. Practices must not refuse a person for want of an address, identity or "
    "immigration status, and no register counts those who were.",
    "How many people experiencing homelessness, or in any other inclusion health group, are registered: the published "
    "files do not say who belongs to a group.",
)
