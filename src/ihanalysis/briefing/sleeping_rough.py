"""People sleeping rough over the years, and among all areas."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ihanalysis.areas import Level
from ihanalysis.briefing.crowded import beyond, end_of_scale
from ihanalysis.briefing.findings import Finding
from ihanalysis.charts import funnel
from ihanalysis.charts.trend import Point, draw_trend
from ihanalysis.content import Chart, Table
from ihanalysis.figures import select
from ihanalysis.records import records
from ihanalysis.stats import Funnel, funnel_class, funnel_limits, gap_of_rates
from ihanalysis.words.numbers import fixed, interval

if TYPE_CHECKING:
    from ihanalysis.briefing import Briefing
    from ihanalysis.workbook import Workbook

ROUGH = "people-sleeping-rough"
#: A change is told over so many years: one year's change in a count of one night is mostly chance.
YEARS_BACK = 3


def trend(briefing: Briefing) -> Chart:
    """The count of each autumn, with the year that has no local figure left open."""
    series = select(briefing.trends, indicator=ROUGH)
    return trend_of(series, briefing.area.name, briefing.cite_sources(*series["source"]))


def trend_of(series: pd.DataFrame, area: str, cited: str) -> Chart:
    """The count of each autumn in an area, from its rows of the trend table."""
    points = _points(series)
    known = [point for point in points if not math.isnan(point.value)]
    first, last = known[0], known[-1]
    peak = max(known, key=lambda point: point.value)
    labelled = [first.period, peak.period, last.period]
    about = "about " if (series["status"] == "modelled").any() else ""
    alt = f"People sleeping rough on one night each autumn, {area}. " + " ".join(
        f"{p.period}: no local figure held." if math.isnan(p.value) else f"{p.period}: {about}{p.value:,.0f}."
        for p in points
    )
    wide, narrow = draw_trend(points, labelled, "sleeping-rough", alt)
    cells = [
        {
            "Autumn": p.period,
            "People": about + fixed(p.value, 0) if not math.isnan(p.value) else "[x]",
            "95% interval": interval(p.lower, p.upper, 0),
        }
        for p in points
    ]
    return Chart(
        "sleeping-rough",
        f"Sleeping rough: {about}{last.value:,.0f} {_people(last.value)} on one night in {last.period}, {change_of(series)}",
        f"People sleeping rough on one night each autumn, {area}, {first.period} to {last.period}; "
        "count, with 95% intervals.",
        alt,
        wide,
        narrow,
        Table(f"People sleeping rough on one night each autumn, {area}", pd.DataFrame(cells)),
        source=f"Source: MHCLG, Rough sleeping snapshot in England {cited}. 2020 and "
        "2021 fell under pandemic measures. The band shows chance variation in a count; it does not show who was missed.",
    )


def _nobody_or(finding: Finding) -> str:
    return "nobody was" if finding.counted == "0" else finding.counted_as("person was", "people were")


def _people(number: float) -> str:
    return "person" if round(number) == 1 else "people"


def _points(series: pd.DataFrame) -> list[Point]:
    return [Point(row["period"], row["count"], row["count_lower"], row["count_upper"]) for row in records(series)]


def change(briefing: Briefing) -> str:
    """How far the system's last count lies from that of three years before, if by more than chance."""
    return change_of(select(briefing.trends, indicator=ROUGH))


def change_of(series: pd.DataFrame) -> str:
    """How far the last count of a series lies from that of three years before, if by more than chance.

    The series has no local figure for 2023, so the comparison is with the nearest
    year before the last that is three or more years back.
    """
    known = [p for p in _points(series) if not math.isnan(p.value)]
    last = known[-1]
    earlier = [point for point in known[:-1] if int(point.period) <= int(last.period) - YEARS_BACK]
    before = (earlier or known)[-1 if earlier else 0]
    about = "about " if (series["status"] == "modelled").any() else ""
    then = f"the {about}{before.value:,.0f} counted in {before.period}"
    word = str(gap_of_rates(last.value, 1, before.value, 1).direction())
    if word == "higher" and before.value:
        return f"about {last.value / before.value:.1f} times the {before.value:,.0f} counted in {before.period}"
    return {"higher": f"against none in {before.period}", "lower": f"lower than {then}"}.get(
        word, f"not clearly different from {then}"
    )


def sentence(briefing: Briefing) -> str:
    """Prose before the trend."""
    series = select(briefing.trends, indicator=ROUGH).dropna(subset=["count"])
    peak = series.sort_values("count").iloc[-1]
    finding = briefing.finding(ROUGH)
    highest = f"The highest figure in the series is {peak['count']:,.0f}, in {peak['period']}."
    return (
        f"On one night in {finding.indicator.period}, {_nobody_or(finding)} counted or estimated "
        f"to be sleeping rough {briefing.cite(finding)}. The crude rate, {fixed(finding.number('value'), finding.places)} for "
        f"every 100,000 residents, is {finding.compared}. {highest if peak['count'] else 'Every figure in the series is 0.'} "
        "One night misses many people, and each council chooses whether to count or to estimate."
    )


@dataclass(frozen=True, slots=True)
class Others:
    """The areas of a division that have a figure, and the funnel around their average.

    Attributes
    ----------
    codes, people, values
        Of each area: its code, its residents and its rate.
    classes, widened
        Where each area lies; and where, with the limits widened for the spread between areas.
    average
        The rate of all together.
    across, limits
        Residents at which the limits are drawn, and the limits there.
    """

    codes: np.ndarray
    people: np.ndarray
    values: np.ndarray
    classes: np.ndarray
    widened: np.ndarray
    average: float
    across: np.ndarray
    limits: Funnel


def others(workbook: Workbook, division: str) -> Others:
    """All areas of a division in a funnel, found once: every briefing shows the same, with another one marked."""
    gaps = workbook.gaps_on(ROUGH, division).dropna(subset=["value"])
    count, people = gaps["count"].to_numpy(), gaps["denominator"].to_numpy()
    multiplier = workbook.indicators[ROUGH].multiplier
    across = np.linspace(people.min() * 0.9, people.max() * 1.03, 60)
    return Others(
        gaps["area_code"].to_numpy(),
        people,
        gaps["value"].to_numpy(),
        np.asarray(funnel_class(count, people, statistic="rate")),
        np.asarray(funnel_class(count, people, statistic="rate", overdispersion="additive")),
        float(count.sum() / people.sum()) * multiplier,
        across,
        funnel_limits(count, people, statistic="rate", at=across, multiplier=multiplier),
    )


def among_others(briefing: Briefing) -> Chart:
    """All areas of a level in a funnel around their average, this one named; said with the spread allowed for."""
    indicator, level = briefing.finding(ROUGH).indicator, briefing.level
    many = level.many[0].upper() + level.many[1:]
    them = briefing.workbook.once(others, briefing.area.division)
    classes, widened, values = them.classes, them.widened, them.values
    mine = them.codes == briefing.area.code
    end = end_of_scale(values, max(values[mine], default=0.0)) if level == Level.PLACE else math.inf
    places = [
        funnel.Place(
            briefing.area.name if own else "", people, min(value, end), str(where), named=False, focus=bool(own)
        )
        for own, people, value, where in zip(mine, them.people, values, classes, strict=True)
    ]
    places.sort(key=lambda place: place.focus)  # drawn last, so that no other stands over it
    outside, still = (sum("99.8%" in str(word) for word in words) for words in (classes, widened))
    here, with_spread = (str(words[mine][0]) if mine.any() else "not calculated" for words in (classes, widened))
    alt = (
        f"{indicator.title}, for every 100,000 residents, {len(values)} {level.many} around their average of {fixed(them.average)}. "
        f"{outside} lie outside the 99.8% limits; with limits widened for the spread between {level.many}, {still}. "
        f"{briefing.area.name}: {briefing.finding(ROUGH).value}, {here}; {with_spread} when widened."
    )
    wide, narrow = funnel.draw(
        places,
        (them.across, them.limits.lower, them.limits.upper),
        (them.average, f"Average {fixed(them.average)}"),
        f"Residents of the {level.one}, thousands",
        f"{level}s-sleeping-rough",
        alt,
    )
    cells = [
        {many: "In all", "Number": f"{len(values)}"},
        {many: "Outside the 99.8% limits", "Number": f"{outside}"},
        {many: f"Outside limits widened for the spread between {level.many}", "Number": f"{still}"},
        {many: f"{briefing.area.name}, per 100,000 residents", "Number": briefing.finding(ROUGH).value},
        {many: f"{briefing.area.name}, position against the 99.8% limits", "Number": here},
        {many: f"{briefing.area.name}, position against the widened limits", "Number": with_spread},
    ]
    return Chart(
        f"{level}s-sleeping-rough",
        f"{many} vary by more than chance: {outside} of {len(values)} lie outside the 99.8% limits, {still} when the limits "
        "are widened for that spread",
        f"People sleeping rough per 100,000 residents by {level.one}, {indicator.period}, around the average of all {level.many}; crude. "
        "No league table: the others are not named.",
        alt,
        wide,
        narrow,
        Table(
            f"People sleeping rough, {indicator.period}: {level.many} within and outside the limits",
            pd.DataFrame(cells),
        ),
        source=f"Source: MHCLG, Rough sleeping snapshot, and ONS mid-2023 population {briefing.cite(briefing.finding(ROUGH))}. "
        f"Triangles: outside the 99.8% limits. Filled circle: this {level.one}.{beyond(values, end)}",
    )
