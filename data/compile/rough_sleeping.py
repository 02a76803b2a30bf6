"""People sleeping rough in England on one night each autumn, 2010 to 2025 (MHCLG)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from tables import OGL, authorities, figures, not_listed, numbers, read

from ihanalysis.sources.publications import Source

PUBLISHER = "Ministry of Housing, Communities and Local Government"
ADDRESS = "https://www.gov.uk/government/statistics/rough-sleeping-snapshot-in-england-autumn-"
GROUP = "people experiencing homelessness"
ENGLAND = "E92000001"

_ONE_NIGHT = (
    "One autumn night, counted or estimated as each council chooses; people in hostels and shelters are not included."
)


def _source(year: str, name: str, table: str, released: str, vintage: str, note: str) -> Source:
    title = f"Rough sleeping snapshot in England: autumn {year}"
    return Source(name, PUBLISHER, title, table, released, ADDRESS + year, OGL, vintage, note)


SOURCES = [
    _source(
        "2022",
        "rough_sleeping_2022",
        "Table 1 Total",
        "2023-02-28",
        "2021",
        f"{_ONE_NIGHT} 2020 and 2021 fell under pandemic measures.",
    ),
    _source("2022", "rough_sleeping_2022_sex", "Table 2a Gender", "2023-02-28", "", _ONE_NIGHT),
    _source(
        "2022",
        "rough_sleeping_2022_nationality",
        "Table 2b Nationality",
        "2023-02-28",
        "",
        "One column of 2020 is headed 2021 in the original; the categories add up to the totals of 2020.",
    ),
    _source("2022", "rough_sleeping_2022_age", "Table 2c Age", "2023-02-28", "", _ONE_NIGHT),
    _source(
        "2023",
        "rough_sleeping_2023",
        "Main findings",
        "2024-02-29",
        "2023",
        "England and London only: no table by local authority was found for 2023.",
    ),
    _source(
        "2025",
        "rough_sleeping_2025",
        "Table_1_Total, 2024 and 2025",
        "2026-02-26",
        "2025",
        f"{_ONE_NIGHT} Read in a transcription of these two columns, whose sums are the published England totals; regions "
        "are sums of local authorities.",
    ),
]

NATIONALITIES = {
    "UK": "uk",
    "EU": "eu",
    "EU (Non-UK)": "eu",
    "Non-EU": "non-eu",
    "Non-EU, Non-UK": "non-eu",
    "Not known": "nationality-unknown",
}
SEXES = {"Female": "female", "Male": "male"}
#: "Over 26" is how the tables head the band after 18 to 25.
AGES = {"Under 18": "0-17", "18 - 25": "18-25", "Over 26": "26+", "Not known": "not known"}


def tables(compiled: Path) -> dict[str, pd.DataFrame]:
    """Counts by local authority, region and England; England and regions by sex, age and nationality."""
    parts = [*_totals(compiled), *_breakdowns(compiled)]
    return {"figures": pd.concat(parts, ignore_index=True)}


def _sleeping_rough(table: pd.DataFrame, **columns: object) -> pd.DataFrame:
    shared = {
        "indicator": "people-sleeping-rough",
        "area_level": table["area_level"],
        "area_code": table["area_code"],
        "period": table["year"],
        "count": numbers(table["people_sleeping_rough"]),
        "unit": "people",
    }
    return figures(table, group=GROUP, **{**shared, **columns})


def _totals(compiled: Path) -> list[pd.DataFrame]:
    table = read(compiled, "homelessness/rough_sleeping_local_authority.csv")
    source = table["source_id"].replace(
        {
            "rs_2022": "rough_sleeping_2022",
            "rs_2023_bulletin": "rough_sleeping_2023",
            "rs_2025_via_slendeavours": "rough_sleeping_2025",
        }
    )
    derived = table["status"].str.startswith("derived")
    held = _sleeping_rough(table, status=derived.map({True: "derived", False: "published"}), source=source)
    missing = {
        "indicator": "people-sleeping-rough",
        "group": GROUP,
        "period": "2023",
        "unit": "people",
        "source": "rough_sleeping_2023",
    }
    return [held, not_listed(authorities(compiled, "2023"), pd.Series(dtype=str), **missing)]


def _breakdowns(compiled: Path) -> list[pd.DataFrame]:
    table = read(compiled, "homelessness/rough_sleeping_demographics.csv")
    table = table[table["category"] != "Total"]
    by = dict(list(table.groupby("dimension")))
    known = by["sex"][by["sex"]["category"].isin(SEXES)]
    unknown = by["sex"][~by["sex"]["category"].isin(SEXES)]
    nationality = by["nationality"]["category"].map(NATIONALITIES)
    return [
        _sleeping_rough(known, sex=known["category"].map(SEXES), source="rough_sleeping_2022_sex"),
        _sleeping_rough(unknown, indicator="people-sleeping-rough-sex-unknown", source="rough_sleeping_2022_sex"),
        _sleeping_rough(
            by["nationality"],
            indicator="people-sleeping-rough-" + nationality,
            source="rough_sleeping_2022_nationality",
        ),
        _sleeping_rough(by["age"], age_band=by["age"]["category"].map(AGES), source="rough_sleeping_2022_age"),
    ]
