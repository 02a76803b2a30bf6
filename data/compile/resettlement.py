"""People resettled in the United Kingdom, by local authority (Home Office)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from tables import OGL, authorities, figures, not_listed, numbers, read

from ihanalysis.sources.publications import Source

HOME_OFFICE = "Home Office"
GROUP = "vulnerable migrants"
STATISTICS = "Immigration system statistics"
UPLOADS = "https://assets.publishing.service.gov.uk/media/"
LATEST = "2025-12-31"
UNITED_KINGDOM = "K02000001"

_ALLOCATED = (
    "By the first authority people were placed in; they may have moved since. An authority that is not listed received "
    "nobody, or is not shown. From 2021 most people resettled from Afghanistan have no authority in this table."
)
#: The set of codes each calendar year is mostly coded to; a few rows of a year carry older or newer codes.
YEARS = {
    "2021": "2021",
    "2022": "2021",
    "2023": "2023",
}


def _res_d01(vintage: str) -> Source:
    return Source(
        f"resettlement_codes_{vintage}",
        HOME_OFFICE,
        f"{STATISTICS}: resettlement by local authority, September 2024 edition",
        f"Res_D01, rows with local authority codes of {vintage}",
        "not stated on the table; edition of September 2024",
        UPLOADS + "6744842081f809b32c856901/resettlement-local-authority-datasets-sep-24.xlsx",
        OGL,
        vintage,
        f"Sum of a calendar year's quarters and schemes. {_ALLOCATED}",
    )


SOURCES = [
    *[_res_d01(vintage) for vintage in sorted(set(YEARS.values()))],
    Source(
        "resettlement_2025",
        HOME_OFFICE,
        f"{STATISTICS}: regional and local authority data, December 2025",
        "Reg_02",
        "2026-02-26",
        UPLOADS + "69959e60a58a315dbe72bf10/regional-and-local-authority-dataset-dec-2025.ods",
        OGL,
        "2025",
        "Afghan resettlement: people in the programme on the day. Homes for Ukraine: all arrivals since 2022 by the sponsor's "
        "authority, not residents. In the copy read a 0 can be a blank, so it is held as not available.",
    ),
]

MEASURES = {
    "afghan_resettlement_programme_population": "people-in-afghan-resettlement-programme",
    "homes_for_ukraine_arrivals_cumulative": "homes-for-ukraine-arrivals",
}


def tables(compiled: Path) -> dict[str, pd.DataFrame]:
    """People resettled in each calendar year; Afghan resettlement and Homes for Ukraine at the latest date."""
    parts = [part for year in YEARS for part in _year(compiled, year)]
    return {"figures": pd.concat([*parts, _latest(compiled)], ignore_index=True)}


def _year(compiled: Path, year: str) -> list[pd.DataFrame]:
    table = read(compiled, "other_groups/resettlement_local_authority.csv")
    table = table[table["quarter_end"].str.startswith(year)].assign(people=lambda t: numbers(t["value"]))
    shared = {"indicator": "people-resettled", "group": GROUP, "period": year, "unit": "people"}
    main = YEARS[year]
    # The year's own set last, so that a code is only read with another set if it has to be.
    order = sorted(set(YEARS.values()), key=lambda vintage: vintage == main)
    sets = {code: vintage for vintage in order for code in authorities(compiled, vintage)}
    listed = table[table["area_code"].str.startswith("E")]
    listed = listed.groupby("area_code", as_index=False)["people"].sum()
    local = {"area_level": "local authority", **shared}
    return [
        figures(
            listed,
            area_code=listed["area_code"],
            count=listed["people"],
            status="derived",
            source="resettlement_codes_" + listed["area_code"].map(sets),
            **local,
        ),
        not_listed(authorities(compiled, main), listed["area_code"], source=f"resettlement_codes_{main}", **local),
        figures(
            area_code=UNITED_KINGDOM,
            count=table["people"].sum(),
            status="derived",
            source=f"resettlement_codes_{main}",
            **shared,
        ),
    ]


def _latest(compiled: Path) -> pd.DataFrame:
    table = read(compiled, "other_groups/asylum_support_local_authority.csv")
    table = table[table["measure"].isin(list(MEASURES)) & (table["country_name"] == "England")]
    shown = table["status"] == ""
    return figures(
        table,
        indicator=table["measure"].map(MEASURES),
        group=GROUP,
        area_level="local authority",
        area_code=table["area_code"],
        period=LATEST,
        count=numbers(table["value"]).where(shown),
        unit="people",
        status=shown.map({True: "published", False: "not available"}),
        source="resettlement_2025",
    )
