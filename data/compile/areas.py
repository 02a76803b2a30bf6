"""Systems of both boundary years, and the share of each local authority's residents in each."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from tables import OGL, read

from ihanalysis.sources.publications import Source

ONS = "Office for National Statistics"
GEOPORTAL = "https://geoportal.statistics.gov.uk/"
BOUNDARIES = ["2023", "2026"]

SOURCES = [
    Source(
        "ods_icbs",
        "NHS England",
        "Integrated Care Boards (Establishment) Order 2022, (Variation) Order 2023, and the ODS change summary "
        "for 1 April 2026",
        "names and codes of integrated care boards",
        "2022-07-01; 2023-04-01; 2026-04-01",
        "https://www.england.nhs.uk/publication/integrated-care-boards-in-england",
        OGL,
        "",
        "The 42 boards of 2023 are official. The ONS codes E54000066 and E54000068 to E54000070 of 2026 follow the "
        "alphabetical run of the new codes; the other new ones were confirmed one by one.",
    ),
    Source(
        "ons_lookups",
        ONS,
        "LSOA (2021) to sub-ICB location to ICB to local authority lookups, April 2023 and April 2024; "
        "local authority lookups 2018 to 2023",
        "allocation of LSOAs",
        "2024-04-25",
        GEOPORTAL,
        OGL,
        "",
        "The allocation of 2026 is derived: predecessors that merged whole, sub-ICB locations where one split, and "
        "county lines for the former Frimley.",
    ),
    Source(
        "census_lsoa",
        ONS,
        "Census 2021, usual residents by LSOA",
        "custom table",
        "not stated on the table; census day 21 March 2021",
        "https://www.ons.gov.uk/datasets/create",
        OGL,
        "",
        "Shares place people by where residents lived on 21 March 2021; a group may live elsewhere in the authority.",
    ),
]


def tables(compiled: Path) -> dict[str, pd.DataFrame]:
    """The systems and their changes; local authorities, their regions and their shares."""
    return {
        "systems": _systems(compiled),
        "local_authorities": _local_authorities(compiled),
        "system_changes": _changes(compiled),
        "local_authority_shares": _shares(compiled),
    }


def _systems(compiled: Path) -> pd.DataFrame:
    icbs = read(compiled, "geography/icbs.csv")
    icbs = icbs[icbs["icb_vintage"].isin(BOUNDARIES)]
    abbreviation = icbs["common_abbreviation"].where(icbs["common_abbreviation"] != icbs["icb_short_name"], "")
    return pd.DataFrame(
        {
            "boundaries": icbs["icb_vintage"],
            "code": icbs["icb_code"],
            "ods_code": icbs["icb_ods_code"],
            "name": icbs["icb_short_name"],
            "full_name": icbs["icb_name"],
            "abbreviation": abbreviation,
            "nhs_region": icbs["nhs_region_name"],
        }
    ).sort_values(["boundaries", "name"])


def _local_authorities(compiled: Path) -> pd.DataFrame:
    places = read(compiled, "geography/lads.csv")
    return pd.DataFrame(
        {
            "code": places["lad_code"],
            "name": places["lad_name"],
            "region_code": places["region_code"],
            "region": places["region_name"],
            "code_now": places["current_lad_code"],
        }
    ).sort_values("code")


def _changes(compiled: Path) -> pd.DataFrame:
    changes = read(compiled, "geography/icb_changes.csv")
    changes = changes[(changes["old_vintage"] == "2023") & (changes["new_vintage"] == "2026")]
    return pd.DataFrame(
        {
            "old_code": changes["old_icb_code"],
            "new_code": changes["new_icb_code"],
            "residents": changes["population_census_2021"],
        }
    ).sort_values(["old_code", "new_code"])


def _shares(compiled: Path) -> pd.DataFrame:
    pairs = read(compiled, "geography/lad_to_icb.csv")
    pairs = pairs[pairs["icb_vintage"].isin(BOUNDARIES)]
    return pd.DataFrame(
        {
            "local_authorities": pairs["lad_vintage"],
            "boundaries": pairs["icb_vintage"],
            "code": pairs["lad_code"],
            "name": pairs["lad_name"],
            "system_code": pairs["icb_code"],
            "residents": pairs["population_census_2021"],
        }
    ).sort_values(["local_authorities", "boundaries", "code", "system_code"])
