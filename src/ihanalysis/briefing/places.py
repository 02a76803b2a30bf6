"""The places of a system or a region: its local authorities on one measure, each against England."""

from __future__ import annotations

import pandas as pd

from ihanalysis.areas import Area
from ihanalysis.figures import select
from ihanalysis.gaps import place_gaps
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
    figures = select(workbook.figures, indicator=[indicator.figure, indicator.denominator, "residents"])
    local, national = (select(figures, area_level=level) for level in ("local authority", "country"))
    measured = select(local, indicator=indicator.figure, period=list(indicator.periods))
    names = {name for cell in measured["source"].unique() for name in cell.split(";")}
    sets = {workbook.sources[name].local_authorities for name in names} - {""}
    if indicator.gap != "place" or not sets:
        return pd.DataFrame(columns=["area_code", "name"])
    shares = select(workbook.areas.shares_of(area.division), system_code=area.code)
    # Where periods were published for different sets of authorities, those of the last set are today's.
    here = shares[(shares["local_authorities"] == max(sets)) & (shares["share"] > MOST)]
    own = local[local["area_code"].isin(here["code"])]
    compared = place_gaps([indicator], pd.concat([own, national], ignore_index=True), list(own["area_code"].unique()))
    named = here[["code", "name"]].rename(columns={"code": "area_code"}).merge(compared, on="area_code", how="left")
    return named.sort_values("name", ignore_index=True)
