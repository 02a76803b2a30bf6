"""People registered with a GP practice, by system, sex and age (NHS England)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from tables import OGL, figures, numbers, read

from ihanalysis.sources.publications import Source

NHSE = "NHS England"
TITLE = "Patients Registered at a GP Practice"
ADDRESS = "https://digital.nhs.uk/data-and-information/publications/statistical/patients-registered-at-a-gp-practice"

_NHAIS = "From the NHAIS register, which the Personal Demographics Service replaced in April 2024."

SOURCES = [
    Source(
        "gp_2026_08",
        NHSE,
        f"{TITLE}, 1 August 2026",
        "gp-reg-pat-prac-sing-age-regions",
        "2026-08 (the file is dated the 4th)",
        f"{ADDRESS}/august-2026",
        OGL,
        "",
        "From the Personal Demographics Service. Systems of 2026 as published; those of 2023 that are gone are summed "
        "from sub-ICB locations, the former Frimley with its primary care networks.",
    ),
    Source(
        "gp_2021_2022",
        NHSE,
        f"{TITLE}, January 2021 to May 2022",
        "gp-reg-pat-prac-all",
        "2021-01 to 2022-05 (monthly)",
        ADDRESS,
        OGL,
        "",
        f"{_NHAIS} Practice totals summed by the sub-ICB location each practice had in 2022/23; for the systems of "
        "2026, practices of the former Frimley are placed by the map of August 2026.",
    ),
    Source(
        "gp_2020_03",
        NHSE,
        f"{TITLE}, 1 March 2020",
        "gp-reg-pat-prac-sing-age-regions",
        "2020-03 (monthly)",
        f"{ADDRESS}/march-2020",
        OGL,
        "",
        f"{_NHAIS} Summed from clinical commissioning groups; where a boundary moved by July 2022 the count is left out.",
    ),
]


def tables(compiled: Path) -> dict[str, pd.DataFrame]:
    """Registered patients by system: totals over time, and by sex and age in August 2026."""
    return {"figures": pd.concat([_by_sex_and_age(compiled), _totals(compiled)], ignore_index=True)}


def _registered(table: pd.DataFrame, **columns: object) -> pd.DataFrame:
    return figures(table, indicator="registered-patients", unit="people", **columns)


def _by_sex_and_age(compiled: Path) -> pd.DataFrame:
    table = read(compiled, "gp_registration/icb_registered_age_sex.csv")
    table = _one_row_an_area(table[table["extract_date"] == "2026-08-01"], ["sex", "age_band"])
    return _registered(
        table,
        area_level="system",
        area_code=table["icb_code_ons"],
        period=table["extract_date"],
        sex=table["sex"],
        age_band=table["age_band"].str.replace("_", "-"),
        count=numbers(table["registered_patients"]),
        status=table["status"],
        source="gp_2026_08",
    )


def _totals(compiled: Path) -> pd.DataFrame:
    table = read(compiled, "gp_registration/icb_registered_totals_trend.csv")
    # A system whose practices changed hands after March 2020 has no like figure for that month.
    table = table[table["status"].isin(["published", "derived"])]
    england = table[table["geography_vintage"] == "icb_2022_07"]
    england = england[england["extract_date"] > "2020-12"].assign(people=lambda t: numbers(t["registered_patients"]))
    totals = england.groupby("extract_date", as_index=False)["people"].sum()
    systems = _one_row_an_area(table, ["extract_date"])
    return pd.concat(
        [
            _registered(
                systems,
                area_level="system",
                area_code=systems["icb_code_ons"],
                period=systems["extract_date"],
                count=numbers(systems["registered_patients"]),
                status=systems["status"],
                source=systems["extract_date"].map(_source_of),
            ),
            _registered(
                totals,
                area_code="E92000001",
                period=totals["extract_date"],
                count=totals["people"],
                status="derived",
                source=totals["extract_date"].map(_source_of),
            ),
        ]
    )


def _one_row_an_area(table: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Most systems are the same in both boundary years; their published row is kept, and must agree."""
    key = ["icb_code_ons", *key]
    if (table.groupby(key)["registered_patients"].nunique() > 1).any():
        raise ValueError("a system has two different counts in the two boundary years")
    return table.sort_values("geography_vintage").drop_duplicates(key, keep="last")


def _source_of(date: str) -> str:
    return {"2026": "gp_2026_08", "2020": "gp_2020_03"}.get(date[:4], "gp_2021_2022")
