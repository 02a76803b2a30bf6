"""The places of a system or a region: its local authorities on one measure, each against England."""

from __future__ import annotations

import pandas as pd

from ihanalysis.areas import Area
from ihanalysis.figures import select
from ihanalysis.indicators import Indicator
from ihanalysis.workbook import Workbook

#: A place belongs to the area where most of its residents live.
MOST = 0.5


def places_of(area: Area, workbook: Workbook, indicator: Indicator) -> pd.DataFrame:
    """Rows of a gap table, one a local authority, by name.

    Returns
    -------
    DataFrame
        Columns `name` and those of the gap table; empty where the measure is
        published for no local authority. An authority without a figure of its own,
        or one that did not exist in every period, has a row without a value.
    """
    everywhere = workbook.once(places_of_all, area.division, indicator.id)
    return select(everywhere, system_code=area.code).drop(columns="system_code").reset_index(drop=True)


def places_of_all(workbook: Workbook, division: str, indicator: str) -> pd.DataFrame:
    """The same for every area of a division, each named in the column `system_code`."""
    # Where periods were published for different sets of authorities, those of the last set are today's.
    authorities, gaps = workbook.gaps_as_published(indicator)
    if workbook.indicators[indicator].gap != "place" or not authorities:
        return pd.DataFrame(columns=["system_code", "area_code", "name"])
    shares = select(workbook.areas.shares_of(division), local_authorities=authorities)
    here = shares[shares["share"] > MOST]
    named = here[["system_code", "code", "name"]].rename(columns={"code": "area_code"})
    return named.merge(gaps, on="area_code", how="left").sort_values("name", ignore_index=True)
