"""Figures over time: an indicator measured at every period there is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from ihanalysis.figures import select
from ihanalysis.indicators.definition import Indicator
from ihanalysis.indicators.measure import measure
from ihanalysis.stats import rate

_AT, _ANY = "|", "any"

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
    """All periods at once: an area at a period is measured as an area of its own."""
    rows = select(everywhere, indicator=[indicator.figure, indicator.denominator])
    at = rows["area_code"] + _AT + rows["period"]
    # A population of another year would not be the one at risk: only a denominator of the same period.
    own = indicator.denominator if indicator.denominator_periods == indicator.periods else ""
    once = replace(indicator, periods=(_ANY,), denominator=own, denominator_periods=(_ANY,) if own else ())
    table = measure(once, rows.assign(area_code=at, period=_ANY)).rename_axis("at").reset_index()
    apart = table["at"].str.split(_AT, n=1)
    counted = rate(table["count"], 1)
    table = table.assign(area_code=apart.str[0], period=apart.str[1], indicator=indicator.id)
    table = table.assign(count_lower=counted.lower, count_upper=counted.upper)
    return table.reindex(columns=list(COLUMNS)).sort_values(["period", "area_code"], ignore_index=True)
