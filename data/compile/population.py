"""Residents of England's local authorities, regions and systems (ONS mid-year estimates)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from tables import OGL, figures, numbers, read

from ihanalysis.sources.publications import Source

ONS = "Office for National Statistics"
ESTIMATES = "https://www.ons.gov.uk/peoplepopulationandcommunity/populationandmigration/populationestimates/"
_UNDATED = "not stated on the table"

SOURCES = [
    Source(
        "ons_mye_2010_2021",
        ONS,
        "Mid-year population estimates, mid-2010 to mid-2021, as printed with the rough sleeping snapshot 2022",
        "Table 5 Rates",
        "2023-02-28",
        "https://www.gov.uk/government/statistics/rough-sleeping-snapshot-in-england-autumn-2022",
        OGL,
        "2021",
        "All ages. 2010 to 2020 rest on the 2011 Census and 2021 on Census 2021: there is a break between them.",
    ),
    Source(
        "ons_mye_2023",
        ONS,
        "Mid-year population estimates, mid-2023, first edition",
        "local authority by single year of age (Nomis, population estimates by local authority)",
        _UNDATED,
        "https://www.nomisweb.co.uk/datasets/pestsyoala",
        OGL,
        "2023",
        "Persons only. Revised since; the first edition is used here.",
    ),
    Source(
        "ons_icb_2022",
        ONS,
        "Population estimates for integrated care boards, mid-2011 to mid-2022, first edition",
        "sub-ICB locations by sex and single year of age, summed to systems",
        _UNDATED,
        ESTIMATES + "datasets/clinicalcommissioninggroupmidyearpopulationestimates",
        OGL,
        "",
        "Thames Valley, Hampshire and Isle of Wight, and Surrey and Sussex take parts of the former Frimley, which "
        "is split within each age band by residents at mid-2020.",
    ),
]


def tables(compiled: Path) -> dict[str, pd.DataFrame]:
    """Local authorities and their totals; systems by sex and age."""
    return {
        "figures": pd.concat([_mid_2010_to_2021(compiled), _mid_2023(compiled)], ignore_index=True),
        "figures_systems": _systems(compiled),
    }


def _residents(table: pd.DataFrame, **columns: object) -> pd.DataFrame:
    return figures(table, indicator="residents", unit="people", **columns)


def _mid_2010_to_2021(compiled: Path) -> pd.DataFrame:
    table = read(compiled, "homelessness/population_local_authority.csv")
    return _residents(
        table,
        area_level=table["area_level"],
        area_code=table["area_code"],
        period=table["year"],
        count=numbers(table["population_all_ages_mid_year"]),
        source="ons_mye_2010_2021",
    )


def _mid_2023(compiled: Path) -> pd.DataFrame:
    table = read(compiled, "population/lad_population.csv")
    table = table[table["year"] == "2023"].assign(people=lambda t: numbers(t["population"]))
    total = table.groupby("lad_code", as_index=False)["people"].sum()
    shared = {"area_level": "local authority", "period": "2023", "source": "ons_mye_2023"}
    return pd.concat(
        [
            _residents(
                table,
                area_code=table["lad_code"],
                age_band=table["age_band"].str.replace("_", "-"),
                count=table["people"],
                **shared,
            ),
            _residents(total, area_code=total["lad_code"], count=total["people"], status="derived", **shared),
            _residents(
                None,
                **{**shared, "area_level": "country"},
                area_code="E92000001",
                count=total["people"].sum(),
                status="derived",
            ),
        ]
    )


def _systems(compiled: Path) -> pd.DataFrame:
    table = read(compiled, "population/icb_population.csv")
    table = table[table["year"] == "2022"].drop_duplicates(["icb_code_ons", "sex", "age_band"], keep="last")
    table = table.assign(people=lambda t: numbers(t["population"]), modelled=lambda t: t["status"] == "modelled")
    total = table.groupby("icb_code_ons", as_index=False).agg(people=("people", "sum"), modelled=("modelled", "any"))
    status = {True: "modelled", False: "derived"}
    shared = {"area_level": "system", "period": "2022", "source": "ons_icb_2022"}
    return pd.concat(
        [
            _residents(
                table,
                area_code=table["icb_code_ons"],
                sex=table["sex"],
                age_band=table["age_band"].str.replace("_", "-"),
                count=table["people"],
                status=table["modelled"].map(status),
                **shared,
            ),
            _residents(
                total,
                area_code=total["icb_code_ons"],
                count=total["people"],
                status=total["modelled"].map(status),
                **shared,
            ),
            _residents(
                None,
                **{**shared, "area_level": "country"},
                area_code="E92000001",
                # Both boundary years hold all of England: 42 systems are summed, not 42 and 36.
                count=_england(compiled),
                status="derived",
            ),
        ]
    )


def _england(compiled: Path) -> float:
    table = read(compiled, "population/icb_population.csv")
    england = table[(table["year"] == "2022") & (table["geography_vintage"] == "icb_2022_07")]
    return float(numbers(england["population"]).sum())
