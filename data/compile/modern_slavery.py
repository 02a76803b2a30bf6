"""People referred as potential victims of modern slavery, United Kingdom and police forces (Home Office)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from tables import OGL, figures, numbers, read

from ihanalysis.sources.publications import Source

HOME_OFFICE = "Home Office"
GROUP = "victims of modern slavery"
REFERRALS = "modern-slavery-referrals"
UNITED_KINGDOM = "K02000001"
COLLECTION = "https://www.gov.uk/government/collections/national-referral-mechanism-statistics"
SERIES = "Modern slavery: National Referral Mechanism and Duty to Notify statistics UK"
STATISTICS = "https://www.gov.uk/government/statistics/modern-slavery-nrm-and-dtn-statistics-"

_WHO_REPORTS = "Referrals, not confirmed victims; they show who looks and reports, not where people live."

SOURCES = [
    Source(
        "nrm_time_series_2023",
        HOME_OFFICE,
        f"{SERIES}, end of year summary 2023",
        "time series",
        "2024-03-07",
        COLLECTION,
        OGL,
        "",
        f"United Kingdom, by age at exploitation; sums of quarters. {_WHO_REPORTS}",
    ),
    Source(
        "nrm_2024",
        HOME_OFFICE,
        f"{SERIES}, end of year summary 2024: annex",
        "Introduction",
        "2025-03-06",
        STATISTICS + "end-of-year-summary-2024",
        OGL,
        "",
        f"2023 is revised here, from 17,004 to 16,990; its ages are of the first release. {_WHO_REPORTS}",
    ),
    Source(
        "nrm_2025_q4",
        HOME_OFFICE,
        f"{SERIES}, October to December 2025",
        "Key points",
        "2026-02-19",
        STATISTICS + "october-to-december-2025",
        OGL,
        "",
        _WHO_REPORTS,
    ),
    Source(
        "nrm_quarterly_2022_2023",
        HOME_OFFICE,
        f"{SERIES}, seven quarterly releases, April 2022 to December 2023",
        "referrals by police force",
        "not stated on the table; quarterly, 2022 to 2024",
        COLLECTION,
        OGL,
        "",
        f"By the police force that reported, as first published; other bodies report most. {_WHO_REPORTS}",
    ),
]

#: As in the releases that revise or continue the time series; the quarters are of the calendar year.
LATER = {
    "2023": (16_990, "nrm_2024"),
    "2024": (19_125, "nrm_2024"),
    "2025-Q3": (6_407, "nrm_2025_q4"),
    "2025-Q4": (6_021, "nrm_2025_q4"),
}
#: 2009 began with its second quarter, so it is not a year's figure.
FIRST_YEAR = "2010"
AGES = {
    "Adult (18 or over)": "18+",
    "Child (17 or under)": "0-17",
    "Age not specified or unknown": "not known",
}


def tables(compiled: Path) -> dict[str, pd.DataFrame]:
    """The United Kingdom by year and age; police forces of England by quarter, and their latest full year."""
    parts = [*_united_kingdom(compiled), *_police_forces(compiled)]
    return {"figures": pd.concat(parts, ignore_index=True)}


def _referred(table: pd.DataFrame | None, **columns: object) -> pd.DataFrame:
    return figures(table, **{"indicator": REFERRALS, "group": GROUP, "unit": "people", **columns})


def _united_kingdom(compiled: Path) -> list[pd.DataFrame]:
    table = read(compiled, "other_groups/modern_slavery_nrm_national_series.csv")
    # The places of exploitation are parts of this row.
    table = table[table["location_of_exploitation"] == "Total"]
    table = table.assign(people=numbers(table["value"]), year=table["quarter_end"].str[:4])
    table = table[table["year"] >= FIRST_YEAR]
    by_age = table.groupby(["year", "age_at_exploitation"], as_index=False)["people"].sum()
    total = by_age.groupby("year", as_index=False)["people"].sum()
    total = total[~total["year"].isin(list(LATER))]
    later = pd.DataFrame([(period, *held) for period, held in LATER.items()], columns=["period", "people", "source"])
    shared = {"area_code": UNITED_KINGDOM}
    series = {**shared, "status": "derived", "source": "nrm_time_series_2023"}
    return [
        _referred(
            by_age,
            period=by_age["year"],
            age_band=by_age["age_at_exploitation"].map(AGES),
            count=by_age["people"],
            **series,
        ),
        _referred(total, period=total["year"], count=total["people"], **series),
        _referred(later, period=later["period"], count=later["people"], source=later["source"], **shared),
    ]


def _police_forces(compiled: Path) -> list[pd.DataFrame]:
    table = read(compiled, "other_groups/modern_slavery_nrm_referrals_police_force.csv")
    table = table[table["police_force_area_code"].str.startswith("E") & (table["age_at_exploitation"] == "All ages")]
    ends = pd.PeriodIndex(table["quarter_end"], freq="Q")
    table = table.assign(
        people=numbers(table["value"]),
        year=ends.year.astype(str),
        quarter=[f"{end.year}-Q{end.quarter}" for end in ends],
    )
    years = table.groupby(["police_force_area_code", "year"], as_index=False).agg(
        people=("people", "sum"), quarters=("quarter", "nunique")
    )
    years = years[years["quarters"] == 4]
    shared = {"area_level": "police force area", "source": "nrm_quarterly_2022_2023"}
    return [
        _referred(
            table,
            area_code=table["police_force_area_code"],
            period=table["quarter"],
            count=table["people"],
            **shared,
        ),
        _referred(
            years,
            area_code=years["police_force_area_code"],
            period=years["year"],
            count=years["people"],
            status="derived",
            **shared,
        ),
    ]
