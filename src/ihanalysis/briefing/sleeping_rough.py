"""People sleeping rough over the years, and the needs of households that councils help."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ihanalysis.briefing.findings import Finding
from ihanalysis.charts import funnel
from ihanalysis.charts.trend import Panel, Point, draw_panels, draw_trend
from ihanalysis.content import Chart, Prose, Table
from ihanalysis.figures import select
from ihanalysis.stats import funnel_class, funnel_limits, gap_of_rates
from ihanalysis.words.numbers import FEW, fixed, interval

if TYPE_CHECKING:
    from ihanalysis.briefing import Briefing

ROUGH = "people-sleeping-rough"
#: In the order of how many households have each, across England.
NEEDS = (
    "mental-ill-health",
    "physical-ill-health",
    "domestic-abuse",
    "learning-disability",
    "offending-history",
    "rough-sleeping",
    "alcohol-dependency",
    "drug-dependency",
)
#: A change is told over so many years: one year's change in a count of one night is mostly chance.
YEARS_BACK = 3
#: Few enough households that a share over time would be noise; in the table only.
RARE_NEEDS = ("sexual-abuse-or-exploitation", "modern-slavery")


def trend(briefing: Briefing) -> Chart:
    """The count of each autumn, with the year that has no local figure left open."""
    series = select(briefing.trends, indicator=ROUGH)
    return trend_of(series, briefing.system.name, briefing.cite_sources(*series["source"]))


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
        f"Sleeping rough: {about}{last.value:,.0f} people on one night in {last.period}, {change_of(series)}",
        f"People sleeping rough on one night each autumn, {area}, {first.period} to {last.period}; "
        "count, with 95% intervals.",
        alt,
        wide,
        narrow,
        Table(f"People sleeping rough on one night each autumn, {area}", pd.DataFrame(cells)),
        source=f"Source: MHCLG, Rough sleeping snapshot in England {cited}. 2020 and "
        "2021 fell under pandemic measures. The band shows chance variation in a count; it does not show who was missed.",
    )


def _points(series: pd.DataFrame) -> list[Point]:
    return [Point(row["period"], row["count"], row["count_lower"], row["count_upper"]) for _, row in series.iterrows()]


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
    return (
        f"On one night in {finding.indicator.period}, {finding.counted} people were counted or estimated to be sleeping "
        f"rough {briefing.cite(finding)}. The crude rate, {fixed(finding.number('value'), finding.places)} for every "
        f"100,000 residents, is {finding.compared}. The highest figure in the series is {peak['count']:,.0f}, in "
        f"{peak['period']}. One night misses many people, and each council chooses whether to count or to estimate."
    )


def systems(briefing: Briefing) -> Chart:
    """All systems in a funnel around England's average, this one named; said with the spread allowed for."""
    indicator = briefing.finding(ROUGH).indicator
    gaps = select(briefing.workbook.gaps(briefing.system.boundaries), indicator=ROUGH).dropna(subset=["value"])
    count, people = gaps["count"].to_numpy(), gaps["denominator"].to_numpy()
    classes = funnel_class(count, people, statistic="rate")
    widened = funnel_class(count, people, statistic="rate", overdispersion="additive")
    across = np.linspace(people.min() * 0.9, people.max() * 1.03, 60)
    limits = funnel_limits(count, people, statistic="rate", at=across, multiplier=indicator.multiplier)
    average = float(count.sum() / people.sum()) * indicator.multiplier
    mine = gaps["area_code"] == briefing.system.code
    places = [
        funnel.Place(briefing.system.name if own else "", people, value, str(where), named=False, focus=bool(own))
        for own, people, value, where in zip(mine, people, gaps["value"], classes, strict=True)
    ]
    places.sort(key=lambda place: place.focus)  # drawn last, so that no other stands over it
    outside, still = (sum("99.8%" in str(word) for word in words) for words in (classes, widened))
    here, with_spread = (
        str(words[mine.to_numpy()][0]) if mine.any() else "not calculated" for words in (classes, widened)
    )
    alt = (
        f"{indicator.title}, for every 100,000 residents, {len(places)} systems around their average of {fixed(average)}. "
        f"{outside} lie outside the 99.8% limits; with limits widened for the spread between systems, {still}. "
        f"{briefing.system.name}: {briefing.finding(ROUGH).value}, {here}; {with_spread} when widened."
    )
    wide, narrow = funnel.draw(
        places,
        (across, limits.lower, limits.upper),
        (average, f"Average {fixed(average)}"),
        "Residents of the system, thousands",
        "systems-sleeping-rough",
        alt,
    )
    cells = [
        {"Systems": "In all", "Number": f"{len(places)}"},
        {"Systems": "Outside the 99.8% limits", "Number": f"{outside}"},
        {"Systems": "Outside limits widened for the spread between systems", "Number": f"{still}"},
        {"Systems": f"{briefing.system.name}, per 100,000 residents", "Number": briefing.finding(ROUGH).value},
        {"Systems": f"{briefing.system.name}, position against the 99.8% limits", "Number": here},
        {"Systems": f"{briefing.system.name}, position against the widened limits", "Number": with_spread},
    ]
    return Chart(
        "systems-sleeping-rough",
        f"Systems vary by more than chance: {outside} of {len(places)} lie outside the 99.8% limits, {still} when the limits "
        "are widened for that spread",
        f"People sleeping rough per 100,000 residents by system, {indicator.period}, around the average of all systems; crude. "
        "No league table: the others are not named.",
        alt,
        wide,
        narrow,
        Table(f"People sleeping rough, {indicator.period}: systems within and outside the limits", pd.DataFrame(cells)),
        source=f"Source: MHCLG, Rough sleeping snapshot, and ONS mid-2023 population {briefing.cite(briefing.finding(ROUGH))}. "
        "Triangles: outside the 99.8% limits. Filled circle: this system.",
    )


def needs_sentence(briefing: Briefing) -> Prose:
    """Why the chart looks only at households with a recorded need."""
    recorded = briefing.finding("households-with-any-support-need")
    mental = briefing.finding("support-need-mental-ill-health")
    coverage = f" ({recorded.coverage} reported)" if recorded.coverage else ""
    return Prose(
        (
            f"Councils recorded a support need for {recorded.value}% of households owed a duty in "
            f"{recorded.indicator.period}{coverage}, against {recorded.comparator}% across England {briefing.cite(recorded)}. "
            "Recording differs more than need does, so the chart looks only at households with a recorded need. Among "
            f"them, {mental.value}% had a history of mental ill health {briefing.cite(mental)}.",
        )
    )


def needs(briefing: Briefing) -> Chart:
    """Eight needs over time on one scale, England dashed."""
    panels, periods = [], ("", "")
    drawn: list[str] = []
    for need in NEEDS:
        series = select(briefing.trends, indicator=f"support-need-{need}")
        england = select(briefing.england_trends, indicator=f"support-need-{need}")
        years = [period for period in series["period"] if "-" in period]
        periods = (years[0], years[-1])
        drawn += ";".join([*series["source"], *england["source"]]).split(";")
        panels.append(
            Panel(
                briefing.finding(f"support-need-{need}").indicator.short.capitalize(),
                tuple(series.set_index("period").loc[years, "value"]),
                tuple(england.set_index("period").loc[years, "value"]),
            )
        )
    alt = (
        f"Per cent of households with a recorded support need who have each need, {periods[0]} to {periods[1]}. "
        + " ".join(
            f"{panel.title}: {briefing.system.name} from {_percent(panel.system[0])} to {_percent(panel.system[-1])}, "
            f"England from {_percent(panel.england[0])} to {_percent(panel.england[-1])}."
            for panel in panels
        )
    )
    wide, narrow = draw_panels(panels, periods, briefing.system.name, "support-needs", alt)
    findings = [briefing.finding(f"support-need-{need}") for need in (*NEEDS, *RARE_NEEDS)]
    period = findings[0].indicator.period
    largest = max(panels, key=lambda panel: panel.system[-1])
    coverage = next((f", {f.coverage} complete" for f in findings if f.coverage), "")
    return Chart(
        "support-needs",
        f"{largest.title} is the need most often recorded: {_percent(largest.system[-1])} of households with a need in "
        f"{periods[1]}, against {_percent(largest.england[-1])} across England",
        f"Per cent of households with any recorded support need, by need, {periods[0]} to {periods[1]}; crude. The table adds "
        f"the year to December {period}{coverage}.",
        alt,
        wide,
        narrow,
        Table(
            f"Support needs, per cent of households with any need: {periods[1]}, and the year to December {period}",
            pd.DataFrame([_need_cells(f, panels, periods[1]) for f in findings if not f.missing]),
            note=f"The two years overlap. {_SUPPRESSED}",
        ),
        source=f"Source: MHCLG, statutory homelessness, detailed local authority tables, sheet A3 "
        f"{briefing.cite_sources(*drawn)}. Households, not people; not prevalence. Dashed line: England. A household can have "
        "several needs.",
    )


_SUPPRESSED = "A council whose count of a need is suppressed is in the denominator and not in the count."


def _need_cells(finding: Finding, panels: Sequence[Panel], charted: str) -> dict[str, str]:
    """A need's figures in the last year that is drawn, and in the latest that is held."""
    name = finding.indicator.short.capitalize()
    panel = next((panel for panel in panels if panel.title == name), None)
    here, england = (panel.system[-1], panel.england[-1]) if panel else (math.nan, math.nan)
    period = finding.indicator.period
    return {
        "Need": name,
        f"{charted}, here": fixed(here),
        f"{charted}, England": fixed(england),
        f"{period}, households": f"{finding.counted} {FEW}" if finding.few else finding.counted,
        f"{period}, here (95% interval)": (
            f"{fixed(finding.number('value'))} ({interval(finding.number('lower'), finding.number('upper'))})"
        ),
        f"{period}, England": fixed(finding.number("comparator_value")),
    }


def _percent(value: float) -> str:
    return "no figure" if math.isnan(value) else f"{value:.0f}%"
