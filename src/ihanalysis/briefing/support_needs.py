"""The support needs of households that councils help, over the years."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from ihanalysis.briefing.findings import Finding
from ihanalysis.briefing.rows import rows_table
from ihanalysis.charts.trend import Panel, draw_panels
from ihanalysis.content import Chart, Prose, Table
from ihanalysis.figures import select
from ihanalysis.records import records
from ihanalysis.words.numbers import FEW, fixed, interval

if TYPE_CHECKING:
    from ihanalysis.briefing import Briefing

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
_IDS = tuple(f"support-need-{need}" for need in NEEDS)
#: Few enough households that a share over time would be noise; in the table only.
RARE_NEEDS = ("sexual-abuse-or-exploitation", "modern-slavery")
_SUPPRESSED = "A council whose count of a need is suppressed is in the denominator and not in the count."


def sentence(briefing: Briefing) -> Prose:
    """Why the chart looks only at households with a recorded need."""
    recorded = briefing.finding("households-with-any-support-need")
    if recorded.missing:
        return Prose(
            (
                f"No complete figure of the support needs of households owed a duty in {recorded.indicator.period} is published here.",
            )
        )
    coverage = f" ({recorded.coverage} reported)" if recorded.coverage else ""
    return Prose(
        (
            f"Councils recorded a support need for {recorded.percent} of households owed a duty in "
            f"{recorded.indicator.period}{coverage}, against {recorded.comparator}% across England {briefing.cite(recorded)}. "
            f"Recording differs more than need does, so the {'chart' if _charted(briefing) else 'table'} looks only at "
            f"households with a recorded need.{_mental(briefing)}",
        )
    )


def _mental(briefing: Briefing) -> str:
    mental = briefing.finding("support-need-mental-ill-health")
    if mental.missing:
        return ""
    return f" Among them, {mental.percent} had a history of mental ill health {briefing.cite(mental)}."


def _charted(briefing: Briefing) -> bool:
    """Whether the last financial year has a figure here of some need."""
    here = _by_year(select(briefing.trends, indicator=list(_IDS)))
    last = max((period for period, _ in here), default="")
    return any(not math.isnan(value) for (period, _), value in here.items() if period == last)


def _by_year(rows: pd.DataFrame) -> dict[tuple[str, str], float]:
    """The share of each need in each financial year."""
    return {(row["period"], row["indicator"]): row["value"] for row in records(rows) if "-" in row["period"]}


def chart(briefing: Briefing) -> Chart | Table:
    """Eight needs over time on one scale, England dashed; a table of the last year where a chart would be empty."""
    if not _charted(briefing):
        return _table(briefing)
    series = [select(trends, indicator=list(_IDS)) for trends in (briefing.trends, briefing.england_trends)]
    here, england = map(_by_year, series)
    years = sorted({period for period, _ in here})
    periods = (years[0], years[-1])
    drawn = ";".join(source for rows in series for source in rows["source"].unique()).split(";")
    panels = [
        Panel(
            briefing.finding(need).indicator.short.capitalize(),
            tuple(here.get((year, need), math.nan) for year in years),
            tuple(england.get((year, need), math.nan) for year in years),
        )
        for need in _IDS
    ]
    alt = (
        f"Per cent of households with a recorded support need who have each need, {periods[0]} to {periods[1]}. "
        + " ".join(
            f"{panel.title}: {briefing.area.name} from {_percent(panel.system[0])} to {_percent(panel.system[-1])}, "
            f"England from {_percent(panel.england[0])} to {_percent(panel.england[-1])}."
            for panel in panels
        )
    )
    wide, narrow = draw_panels(panels, periods, briefing.area.name, "support-needs", alt)
    findings = [briefing.finding(f"support-need-{need}") for need in (*NEEDS, *RARE_NEEDS)]
    period = findings[0].indicator.period
    largest = max((panel for panel in panels if not math.isnan(panel.system[-1])), key=lambda panel: panel.system[-1])
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
            # Where the latest year has no figure at all, the rows say so beside the year that is drawn.
            pd.DataFrame([_need_cells(f, panels, periods[1]) for f in _known(findings) or findings]),
            note=f"The two years overlap. {_SUPPRESSED}",
        ),
        source=f"Source: MHCLG, statutory homelessness, detailed local authority tables, sheet A3 "
        f"{briefing.cite_sources(*drawn)}. Households, not people; not prevalence. Dashed line: England. A household can have "
        "several needs.",
    )


def _table(briefing: Briefing) -> Table:
    findings = [briefing.finding(f"support-need-{need}") for need in (*NEEDS, *RARE_NEEDS)]
    table = rows_table(findings, "households", f"Support needs, {findings[0].indicator.period}; crude")
    return replace(
        table, note=f"Source: MHCLG, sheet A3 {briefing.cite(*findings)}. Households, not people. {_SUPPRESSED}"
    )


def _known(findings: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in findings if not finding.missing]


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
        f"{period}, households": _households(finding),
        f"{period}, here (95% interval)": finding.value
        if finding.missing
        else f"{fixed(finding.number('value'))} ({interval(finding.number('lower'), finding.number('upper'))})",
        f"{period}, England": fixed(finding.number("comparator_value")),
    }


def _households(finding: Finding) -> str:
    if finding.missing:
        return "[x]"
    return f"{finding.counted} {FEW}" if finding.few else finding.counted


def _percent(value: float) -> str:
    return "no figure" if math.isnan(value) else f"{value:.0f}%"
