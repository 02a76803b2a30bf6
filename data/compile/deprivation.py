"""How deprived the places are where everyone lives: English Indices of Deprivation 2019 and 2025 (MHCLG)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from tables import OGL, figures, numbers, read

from ihanalysis.sources.publications import Source

PUBLISHER = "Ministry of Housing, Communities and Local Government"
ADDRESS = "https://www.gov.uk/government/statistics/english-indices-of-deprivation-"
IMD = "Index of Multiple Deprivation"

_PLACES = "Of places, not of people: not everyone in a deprived place is deprived."
_SHARE = (
    "Residents at Census 2021 of the most deprived fifth of small areas in England, counted from the decile of each."
)


def _indices(year: str, name: str, table: str, released: str, vintage: str, note: str) -> Source:
    title = f"English Indices of Deprivation {year}"
    return Source(name, PUBLISHER, title, table, released, ADDRESS + year, OGL, vintage, f"{note} {_PLACES}")


SOURCES = [
    _indices(
        "2025",
        "imd_2025_small_areas",
        "File 7 and Census 2021 residents by small area",
        "2025-11-17",
        "",
        _SHARE,
    ),
    _indices(
        "2025",
        "imd_2025_systems",
        "File 13: summaries of integrated care boards",
        "2025-10-30",
        "",
        "Average score by the boundaries of 2023; none is published for the boards that began in 2026.",
    ),
    _indices(
        "2025",
        "imd_2025_authorities",
        "File 10: summaries of local authorities",
        "2025-11-17",
        "2023",
        "Average score; scores of 2019 and 2025 are not on one scale.",
    ),
    _indices(
        "2019",
        "imd_2019_authorities",
        "File 10: summaries of local authorities",
        "2019-09-26",
        "2019",
        "Average score; scores of 2019 and 2025 are not on one scale.",
    ),
    _indices(
        "2019",
        "imd_2019_small_areas",
        "File 7",
        "2019-09-26",
        "",
        "Share of residents at mid-2017 in the most deprived fifth of small areas, systems of 2023.",
    ),
]
SHARE, SCORE = "residents-in-most-deprived-fifth", "average-deprivation-score"
#: Deciles count from the most deprived: a fifth is the first two.
MOST_DEPRIVED = ("1", "2")


def tables(compiled: Path) -> dict[str, pd.DataFrame]:
    """Residents of the most deprived fifth by system; average scores of systems and local authorities."""
    parts = [*_share_2025(compiled), _share_2019(compiled), _scores_of_systems(compiled)]
    return {"figures": pd.concat([*parts, _scores_of_authorities(compiled)], ignore_index=True)}


def _share_2025(compiled: Path) -> list[pd.DataFrame]:
    table = read(compiled, "geography/lsoa21_lookup.csv.gz")
    table = table.assign(residents=numbers(table["population_census_2021"]))
    table["deprived"] = table["residents"].where(table["imd2025_decile"].isin(MOST_DEPRIVED), 0)
    sums = [table.groupby(column)[["residents", "deprived"]].sum() for column in ("icb23_code", "icb26_code")]
    systems = pd.concat(sums).rename_axis("area_code").reset_index().drop_duplicates()
    shared = {
        "indicator": SHARE,
        "period": "2025",
        "unit": "people",
        "status": "derived",
        "source": "imd_2025_small_areas",
    }
    return [
        figures(
            systems,
            area_level="system",
            area_code=systems["area_code"],
            count=systems["deprived"],
            denominator=systems["residents"],
            **shared,
        ),
        figures(
            area_code="E92000001",
            count=table["deprived"].sum(),
            denominator=table["residents"].sum(),
            **shared,
        ),
    ]


def _share_2019(compiled: Path) -> pd.DataFrame:
    table = read(compiled, "geography/deprivation_icb.csv")
    table = table[
        (table["index_edition"] == "IoD2019") & (table["measure"] == "proportion_population_most_deprived_20pct_lsoas")
    ]
    return figures(
        table,
        indicator=SHARE,
        area_level="system",
        area_code=table["icb_code"],
        period="2019",
        value=(numbers(table["value"]) * 100).round(2),
        unit="% of residents",
        status="derived",
        source="imd_2019_small_areas",
    )


def _scores_of_systems(compiled: Path) -> pd.DataFrame:
    table = read(compiled, "geography/deprivation_icb.csv")
    official = table[(table["domain"] == IMD) & (table["measure"] == "average_score") & (table["basis"] == "official")]
    began = sorted(set(table.loc[table["icb_vintage"] == "2026", "icb_code"]) - set(official["icb_code"]))
    new = pd.DataFrame({"icb_code": began, "value": "", "status": "not available"})
    rows = pd.concat([official[["icb_code", "value"]].assign(status="published"), new], ignore_index=True)
    return figures(
        rows,
        indicator=SCORE,
        area_level="system",
        area_code=rows["icb_code"],
        period="2025",
        value=numbers(rows["value"]),
        unit="score",
        status=rows["status"],
        source="imd_2025_systems",
    )


def _scores_of_authorities(compiled: Path) -> pd.DataFrame:
    table = read(compiled, "geography/deprivation_lad.csv")
    table = table[(table["domain"] == IMD) & (table["measure"] == "average_score")]
    year = table["index_edition"].str.removeprefix("IoD")
    return figures(
        table,
        indicator=SCORE,
        area_level="local authority",
        area_code=table["lad_code"],
        period=year,
        value=numbers(table["value"]),
        unit="score",
        source="imd_" + year + "_authorities",
    )
