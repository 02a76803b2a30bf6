"""Figures over time: an indicator measured at every period there is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from ihanalysis.figures import select
from ihanalysis.indicators.definition import Indicator
from ihanalysis.indicators.measure import measure
from ihanalysis.stats import rate

COLUMNS = (
    *("indicator", "area_code", "period", "count", "count_lower", "count_upper"),
    *("value", "lower", "upper", "status", "areas", "areas_reported", "source"),
)


def trend_table(indicators: Iterable[Indicator], figures: pd.DataFrame, systems: pd.DataFrame) -> pd.DataFrame:
    """One row an indicator, system (or England) and period.

    The count has the limits of a Poisson count, so that a number of people can be
    drawn with its chance variation; the value is the indicator's own, where the
    period has the population it needs.
    """
    everywhere = pd.concat([systems, figures[figures["area_level"] == "country"]], ignore_index=True)
    tables = [_over_time(indicator, everywhere) for indicator in indicators if indicator.trend]
    return pd.concat(tables, ignore_index=True)


def _over_time(indicator: Indicator, everywhere: pd.DataFrame) -> pd.DataFrame:
    everywhere = select(everywhere, indicator=[indicator.figure, indicator.denominator])
    wanted = {"indicator": indicator.figure, "group": indicator.of, "sex": indicator.sex}
    periods = sorted(select(everywhere, **wanted)["period"].unique())
    tables = []
    for period in periods:
        # A population of another year would not be the one at risk: only a denominator of the same period.
        own = indicator.denominator if indicator.denominator_periods == indicator.periods else ""
        at = replace(indicator, periods=(period,), denominator=own, denominator_periods=(period,) if own else ())
        tables.append(measure(at, everywhere).rename_axis("area_code").reset_index().assign(period=period))
    table = pd.concat(tables, ignore_index=True)
    counted = rate(table["count"], 1)
    table = table.assign(indicator=indicator.id, count_lower=counted.lower, count_upper=counted.upper)
    return table.reindex(columns=list(COLUMNS))
