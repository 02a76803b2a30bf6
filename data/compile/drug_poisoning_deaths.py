"""Deaths related to drug poisoning in England by local authority, registered 2010 to 2020 (ONS)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from tables import OGL, figures, numbers, read

from ihanalysis.sources.publications import Source

SOURCES = [
    Source(
        "drug_poisoning_2020",
        "Office for National Statistics",
        "Drug-related deaths by local authority, England and Wales: 2020 registrations",
        "Table 6: deaths related to drug poisoning",
        "2021 (day not stated on the table)",
        "https://www.ons.gov.uk/peoplepopulationandcommunity/birthsdeathsandmarriages/deaths/datasets/drugmisusedeathsbylocalauthority",
        OGL,
        "2021",
        "By year of registration, which can be months after the death; every drug poisoning, of people dependent on drugs or "
        "not. Persons, all ages; no ages and no rates. Local figures stop at 2020.",
    ),
]

FIRST_YEAR = "2010"
_AREAS = {
    "country": "country",
    "region": "region",
    "london_borough": "local authority",
    "metropolitan_district": "local authority",
    "non_metropolitan_district": "local authority",
    "unitary_authority": "local authority",
}


def tables(compiled: Path) -> dict[str, pd.DataFrame]:
    """Deaths by local authority and region, and in England."""
    table = read(compiled, "other_groups/drug_poisoning_deaths_local_authority.csv")
    table = table[table["area_type"].isin(list(_AREAS)) & table["area_code"].str.startswith("E")]
    table = table[table["registration_year"] >= FIRST_YEAR]
    deaths = figures(
        table,
        indicator="drug-poisoning-deaths",
        group="people with drug or alcohol dependence",
        area_level=table["area_type"].map(_AREAS),
        area_code=table["area_code"],
        period=table["registration_year"],
        count=numbers(table["value"]),
        unit="deaths",
        source="drug_poisoning_2020",
    )
    return {"figures": deaths}
