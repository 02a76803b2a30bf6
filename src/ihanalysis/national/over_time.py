"""England over time: people sleeping rough, and deaths of people experiencing homelessness."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from ihanalysis.briefing.sleeping_rough import ROUGH, YEARS_BACK, trend_of
from ihanalysis.charts.trend import Point, draw_trend
from ihanalysis.content import Chart, Prose, Section, Table
from ihanalysis.figures import select
from ihanalysis.records import records
from ihanalysis.stats import Estimate, gap
from ihanalysis.words.numbers import fixed, interval

if TYPE_CHECKING:
    from ihanalysis.national import National

NAME = "England over time"
#: Deaths while homeless are published for the two countries together.
_TOGETHER, _TOGETHER_NAME = "K04000001", "England and Wales"


def section(national: National) -> Section:
    """Two series, as far as they are published."""
    points = _points(national)
    deaths = (
        f"Deaths while homeless in {_TOGETHER_NAME}: {points[-1].value:,.0f} in {points[-1].period}, {changed(points)}"
    )
    series = select(national.england_trends, indicator=ROUGH)
    text = (
        "The two series count different things: people who died in a year, and people found on one night. Neither shows how "
        "many people experience homelessness."
    )
    parts = (
        Prose((text,)),
        trend_of(series, "England", national.cite_sources(*series["source"])),
        _deaths(national, points),
    )
    return Section(NAME, deaths, parts)


def deaths_by_year(figures: pd.DataFrame) -> pd.DataFrame:
    """Estimated deaths while homeless in England and Wales, a row a year."""
    rows = select(figures, indicator="deaths-while-homeless", area_code=_TOGETHER, sex="persons", age_band="15-74")
    return rows.sort_values("period")


def _points(national: National) -> list[Point]:
    rows = deaths_by_year(national.workbook.wider_figures)
    return [Point(row["period"], row["value"], row["lower"], row["upper"]) for row in records(rows)]


def changed(points: list[Point]) -> str:
    """How far the last estimate lies from that of three years before or more, if by more than chance.

    Years whose estimate has no interval cannot be compared with.

    >>> changed([Point("2018", 726, 675, 777), Point("2019", 778), Point("2021", 741, 658, 824)])
    'not clearly different from the 726 of 2018'
    """
    last = points[-1]
    known = [point for point in points[:-1] if not math.isnan(point.lower)]
    before = [point for point in known if int(point.period) <= int(last.period) - YEARS_BACK][-1]
    now, earlier = (Estimate.of(p.value, p.lower, p.upper, "") for p in (last, before))
    word = str(gap(now, earlier).direction())
    then = f"the {before.value:,.0f} of {before.period}"
    return f"{word} than {then}" if word in ("higher", "lower") else f"not clearly different from {then}"


def _deaths(national: National, points: list[Point]) -> Chart:
    told = " ".join(
        f"{p.period}: {p.value:,.0f}{'' if math.isnan(p.lower) else f' ({interval(p.lower, p.upper, 0)})'}."
        for p in points
    )
    alt = f"Estimated deaths while homeless by year of registration, {_TOGETHER_NAME}, with 95% intervals. {told}"
    name = "deaths-over-time"
    first, peak, last = points[0], max(points, key=lambda point: point.value), points[-1]
    wide, narrow = draw_trend(points, [first.period, peak.period, last.period], name, alt)
    rows = [
        {"Year": p.period, "Estimated deaths": fixed(p.value, 0), "95% interval": interval(p.lower, p.upper, 0)}
        for p in points
    ]
    cited = national.cite_sources(*deaths_by_year(national.workbook.wider_figures)["source"])
    return Chart(
        name,
        f"Estimated deaths while homeless: from {first.value:,.0f} in {first.period} to {last.value:,.0f} in {last.period}",
        f"Estimated deaths of people experiencing homelessness, {_TOGETHER_NAME}, ages 15 to 74, by year of registration, "
        f"{first.period} to {last.period}; count, with 95% intervals.",
        alt,
        wide,
        narrow,
        Table(f"Estimated deaths while homeless, {_TOGETHER_NAME}", pd.DataFrame(rows)),
        source=f"Source: ONS, Deaths of homeless people {cited}. [x] and no band: no interval is held for that year. About half "
        "of the deaths registered in 2020 happened in earlier years.",
    )
