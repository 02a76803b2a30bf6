"""People seeking asylum who receive support, by local authority and type of accommodation (Home Office)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from tables import OGL, authorities, figures, not_listed, numbers, read

from ihanalysis.sources.publications import Source

HOME_OFFICE = "Home Office"
GROUP = "vulnerable migrants"
TOTAL = "people-receiving-asylum-support"
LATEST = "2025-12-31"
ENGLAND, UNITED_KINGDOM = "E92000001", "K02000001"
STATISTICS = "Immigration system statistics"
DATA_TABLES = "https://www.gov.uk/government/statistical-data-sets/immigration-system-statistics-data-tables"
UPLOADS = "https://assets.publishing.service.gov.uk/media/"

_ONE_DAY = (
    "People on one day, not need and not a flow; the Home Office decides where people are placed. An authority that is "
    "not listed has nobody, or is not shown: the table does not say which."
)
#: First and last year, set of codes, and what the local figures cover: a break between any two of these.
#: Before 2018 section 4 had no local figures either.
_COVERAGE = {
    "2018_2021": ("2018", "2021", "2021", "Sections 4 and 95: section 98 had no local figures."),
    "2022": (
        "2022",
        "2022",
        "2021",
        "Sections 4, 95 and 98. Section 98 in 21 authorities of the North East and Yorkshire carries the code of Hull and "
        "is placed by name.",
    ),
    "2023": ("2023", "2023", "2023", "Subsistence-only support, 4,650 people, had no local figures."),
}


def _from_september_2024(name: str, first: str, last: str, vintage: str, coverage: str) -> Source:
    return Source(
        f"asylum_support_{name}",
        HOME_OFFICE,
        f"{STATISTICS}: asylum support by local authority, September 2024 edition",
        f"Asy_D11, 31 December {first}" + (f" to {last}" if last != first else ""),
        "not stated on the table; edition of September 2024",
        UPLOADS + "674845d76f60e7767972393a/support-local-authority-datasets-sep-24.xlsx",
        OGL,
        vintage,
        f"{coverage} {_ONE_DAY}",
    )


SOURCES = [
    *[_from_september_2024(name, *coverage) for name, coverage in _COVERAGE.items()],
    Source(
        "asylum_support_2024",
        HOME_OFFICE,
        f"{STATISTICS}: asylum support by local authority, December 2025 edition",
        "Asy_D11, 31 December 2024",
        "not stated on the table; edition of December 2025",
        DATA_TABLES,
        OGL,
        "2025",
        "Barnsley and Sheffield are missing in the copy read, and it is 4,676 people short of the United Kingdom total: "
        f"no figure of England is made from it. {_ONE_DAY}",
    ),
    Source(
        "asylum_support_2025",
        HOME_OFFICE,
        f"{STATISTICS}: regional and local authority data, December 2025",
        "Reg_02",
        "2026-02-26",
        UPLOADS + "69959e60a58a315dbe72bf10/regional-and-local-authority-dataset-dec-2025.ods",
        OGL,
        "2025",
        "Contingency accommodation is hotels and other; hotels are not split out by authority. In the copy read a 0 can be "
        f"a blank, so it is held as not available. {_ONE_DAY}",
    ),
    Source(
        "residents_2024",
        "Office for National Statistics",
        f"Mid-year population estimates, mid-2024, as printed with {STATISTICS.lower()}, December 2025",
        "Reg_02: population",
        "2026-02-26",
        UPLOADS + "69959e60a58a315dbe72bf10/regional-and-local-authority-dataset-dec-2025.ods",
        OGL,
        "2025",
        "All ages. The table does not name the year; its sums, 58,620,101 in England and 69,281,437 in the United Kingdom, are "
        "those of mid-2024.",
    ),
    Source(
        "asylum_support_uk_2025",
        HOME_OFFICE,
        f"{STATISTICS}: asylum seekers in receipt of support, December 2025 edition",
        "Asy_D09",
        "2026-02-26",
        UPLOADS + "69958f9bb33a4db7ff889d44/asylum-seekers-receipt-support-datasets-dec-2025.xlsx",
        OGL,
        "",
        "United Kingdom. The summary page is quoted as 107,200 for 31 December 2025; the data add up to 107,003.",
    ),
]

MEASURES = {
    "asylum_support_total": TOTAL,
    "asylum_support_contingency_accommodation_hotel_and_other": f"{TOTAL}-in-contingency-accommodation",
    "asylum_support_dispersal_accommodation": f"{TOTAL}-in-dispersed-accommodation",
    "asylum_support_initial_accommodation": f"{TOTAL}-in-initial-accommodation",
    "asylum_support_other_accommodation": f"{TOTAL}-in-other-accommodation",
    "asylum_support_subsistence_only": f"{TOTAL}-subsistence-only",
}
UK_MEASURES = {
    **{name: indicator for name, indicator in MEASURES.items() if "contingency" not in name},
    "asylum_support_contingency_hotel": f"{TOTAL}-in-hotels",
    "asylum_support_contingency_other": f"{TOTAL}-in-other-contingency-accommodation",
    "asylum_support_dispersal": f"{TOTAL}-in-dispersed-accommodation",
    "asylum_support_initial": f"{TOTAL}-in-initial-accommodation",
    "asylum_support_other": f"{TOTAL}-in-other-accommodation",
}
#: What contingency accommodation is made of, which the local table does not split.
_CONTINGENCY = (f"{TOTAL}-in-hotels", f"{TOTAL}-in-other-contingency-accommodation")
NATIONS = {"Scotland": "S92000003", "Wales": "W92000004", "Northern Ireland": "N92000002"}


def tables(compiled: Path) -> dict[str, pd.DataFrame]:
    """Local authorities at the latest date by accommodation, and each 31 December; the United Kingdom; residents."""
    parts = [*_latest(compiled), *_series(compiled), _united_kingdom(compiled)]
    return {"figures": pd.concat(parts, ignore_index=True), "figures_residents": _residents(compiled)}


def _supported(table: pd.DataFrame | None, **columns: object) -> pd.DataFrame:
    return figures(table, **{"indicator": TOTAL, "group": GROUP, "unit": "people", **columns})


def _latest(compiled: Path) -> list[pd.DataFrame]:
    table = read(compiled, "other_groups/asylum_support_local_authority.csv")
    table = table[table["measure"].isin(list(MEASURES))].assign(people=lambda t: numbers(t["value"]))
    shared = {"period": LATEST, "source": "asylum_support_2025"}
    england = table[table["country_name"] == "England"]
    shown = england["status"] == ""
    nations = table[table["country_name"].isin(list(NATIONS))]
    nations = nations.groupby(["country_name", "measure"], as_index=False)["people"].sum()
    nations = nations[nations["people"] > 0]
    return [
        _supported(
            england,
            indicator=england["measure"].map(MEASURES),
            area_level="local authority",
            area_code=england["area_code"],
            count=england["people"].where(shown),
            # Of listed authorities only: residents of one that is not listed would count as nobody supported.
            denominator=numbers(england["population_used_by_source"]).where(shown),
            status=shown.map({True: "published", False: "not available"}),
            **shared,
        ),
        _supported(
            nations,
            indicator=nations["measure"].map(MEASURES),
            area_code=nations["country_name"].map(NATIONS),
            count=nations["people"],
            status="derived",
            **shared,
        ),
    ]


def _residents(compiled: Path) -> pd.DataFrame:
    table = read(compiled, "other_groups/asylum_support_local_authority.csv")
    table = table[(table["measure"] == "asylum_support_total") & (table["country_name"] == "England")]
    return figures(
        table,
        indicator="residents",
        area_level="local authority",
        area_code=table["area_code"],
        period="2024",
        count=numbers(table["population_used_by_source"]),
        unit="people",
        source="residents_2024",
    )


def _series(compiled: Path) -> list[pd.DataFrame]:
    table = read(compiled, "other_groups/asylum_support_local_authority_series.csv")
    table = table[table["area_code"].str.startswith("E") & (table["value"] != "")]
    table = table.assign(people=numbers(table["value"]))
    eras = [
        (str(year), f"asylum_support_{name}", vintage)
        for name, (first, last, vintage, _) in _COVERAGE.items()
        for year in range(int(first), int(last) + 1)
    ]
    parts = []
    for year, source, vintage in [*eras, ("2024", "asylum_support_2024", "2025")]:
        codes = authorities(compiled, vintage)
        listed = _by_authority(table[table["date"] == f"{year}-12-31"], codes)
        shared = {"area_level": "local authority", "period": f"{year}-12-31", "source": source}
        parts.append(_supported(listed, area_code=listed["area_code"], count=listed["people"], **shared))
        parts.append(not_listed(codes, listed["area_code"], indicator=TOTAL, group=GROUP, unit="people", **shared))
    missing = {"area_code": ENGLAND, "period": "2024-12-31", "status": "not available"}
    return [*parts, _supported(None, source="asylum_support_2024", **missing)]


def _by_authority(listed: pd.DataFrame, codes: dict[str, str]) -> pd.DataFrame:
    """One row a code: a row whose code is that of another authority goes by its name."""
    by_name = {name: code for code, name in codes.items()}
    named = listed["area_name"].map(by_name)
    code = named.fillna(listed["area_code"])
    return listed.assign(area_code=code).groupby("area_code", as_index=False)["people"].sum()


def _united_kingdom(compiled: Path) -> pd.DataFrame:
    table = read(compiled, "other_groups/asylum_support_national_series.csv")
    table = table[table["date"].str.endswith("12-31") & table["measure"].isin(list(UK_MEASURES))]
    shared = {"area_code": UNITED_KINGDOM, "source": "asylum_support_uk_2025"}
    published = _supported(
        table,
        indicator=table["measure"].map(UK_MEASURES),
        period=table["date"],
        count=numbers(table["value"]),
        **shared,
    )
    contingency = (published["period"] == LATEST) & published["indicator"].isin(_CONTINGENCY)
    return pd.concat(
        [
            published,
            _supported(
                None,
                indicator=f"{TOTAL}-in-contingency-accommodation",
                period=LATEST,
                count=published.loc[contingency, "count"].sum(),
                status="derived",
                **shared,
            ),
        ]
    )
