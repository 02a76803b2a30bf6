"""Figures over time: an indicator measured at every period there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pandas as pd

from ihanalysis.indicators.definition import Indicator
from ihanalysis.indicators.measure import measure_all
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
    periods = everywhere.groupby("indicator")["period"].unique()
    asked = [once for i in indicators if i.trend for once in _at_each(i, sorted(periods.get(i.figure, ())))]
    table = measure_all(asked, everywhere).sort_index().reset_index()
    counted = rate(table["count"], 1)
    return table.assign(
        indicator=[asked[number].id for number in table["number"]],
        period=[asked[number].period for number in table["number"]],
        count_lower=counted.lower,
        count_upper=counted.upper,
    ).reindex(columns=list(COLUMNS))


def _at_each(indicator: Indicator, periods: Iterable[str]) -> Iterator[Indicator]:
    """The indicator at one period after another."""
    # A population of another year would not be the one at risk: only a denominator of the same period.
    own = indicator.denominator if indicator.denominator_periods == indicator.periods else ""
    for period in periods:
        once = (period,)
        yield replace(indicator, period=period, periods=once, denominator=own, denominator_periods=once if own else ())
