"""At a glance: every gap in one picture, and the same rows as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ihanalysis import datasets
from ihanalysis.briefing.findings import Finding
from ihanalysis.briefing.own_figures import TITLE, details
from ihanalysis.charts import gap_chart
from ihanalysis.charts.style import GROUP
from ihanalysis.content import Chart, Section, Table
from ihanalysis.words.numbers import joined, small

if TYPE_CHECKING:
    from ihanalysis.briefing import Briefing

GROUP_HEADING = "Group gap: a group compared with everyone, national figures"


def section(briefing: Briefing) -> Section:
    """The gap chart and Table 1."""
    group = [f for f in briefing.findings if f.indicator.gap == "group" and f.indicator.glance]
    place = [f for f in briefing.findings if f.indicator.gap == "place" and f.indicator.glance]
    return Section("At a glance", _message(place), (_chart(briefing, group, place),))


def _message(place: list[Finding]) -> str:
    """What the place gaps with an agreed direction say together."""
    judged = [f for f in place if f.indicator.polarity != "none" and not f.missing and not f.few]
    sayings = (
        ("worse", "worse than England on"),
        ("better", "better than England on"),
        ("no clear difference", "no clear difference from England on"),
    )
    parts = []
    for word, saying in sayings:
        named = [f.indicator.short for f in judged if f.direction == word]
        if named:
            parts.append(f"{saying} {joined(named)}")
    if not parts:
        return "No measure with an agreed direction has enough events to compare with England"
    text = "; ".join(parts)
    return text[0].upper() + text[1:]


def headline(place: list[Finding]) -> str:
    """How many of the place gaps with an agreed direction go which way."""
    judged = [f for f in place if f.indicator.polarity != "none" and not f.missing and not f.few]
    number = {word: sum(f.direction == word for f in judged) for word in ("better", "worse", "no clear difference")}
    if not judged:
        return "No place measure with an agreed direction can be compared here"
    measures = "place measure" if len(judged) == 1 else "place measures"
    verb = "is" if len(judged) == 1 else "are"
    parts = [
        f"{small(number['better'])} better than England’s" if number["better"] else "",
        f"{small(number['worse'])} worse" if number["worse"] else "",
        f"{small(number['no clear difference'])} not clearly different" if number["no clear difference"] else "",
    ]
    if len(judged) == 1:
        word = next(word for word in number if number[word])
        said = {"no clear difference": "not clearly different from England’s"}.get(word, f"{word} than England’s")
        return f"The one {measures} with an agreed direction {verb} {said}"
    return f"Of {small(len(judged))} {measures} with an agreed direction, {joined([p for p in parts if p])}"


def _chart(briefing: Briefing, group: list[Finding], place: list[Finding]) -> Chart:
    heading = f"Place gap: {briefing.area.name} compared with England"
    blocks = [
        gap_chart.GapBlock(GROUP_HEADING, ("Group", "All"), tuple(map(row_of, group)), GROUP, "D", hollow=True),
        gap_chart.GapBlock(heading, ("Here", "England"), tuple(map(row_of, place))),
    ]
    alt = _alternative(briefing.area.name, group, place)
    name = "at-a-glance-chart"
    wide, narrow = gap_chart.draw(blocks, name, alt)
    own = [f for f in briefing.own_findings if f.indicator.area == briefing.area.code]
    blocks_of_table = {0: GROUP_HEADING, len(group): heading}
    if own:
        blocks_of_table[len(group) + len(place)] = f"{TITLE}: a group compared with everyone here"
    table = Table(
        f"Table 1. Gaps between groups and everyone, and between {briefing.area.spoken} and England",
        pd.DataFrame([*map(cells_of, [*group, *place]), *(_own_cells(briefing, f) for f in own)]),
        note="[x] no interval is published. [z] not applicable. [u] fewer than 20 events: left out of the headlines. "
        "Better and worse are used only where a measure has an agreed direction.",
        blocks=blocks_of_table,
        data=datasets.gaps(briefing),
        verbatim=("Measure",) if own else (),
    )
    return Chart(
        name,
        headline(place),
        "Ratio to the comparator, with 95% intervals. Unit, period and crude or age-standardised are named under "
        "each measure.",
        alt,
        wide,
        narrow,
        table,
        source="Filled circle: measured here. Open diamond: national figure. No line: the interval is narrower than "
        f"the mark, or none is published. Arrow: it runs off the scale. Sources {briefing.cite(*[*group, *place])}.",
        behind=False,
    )


def about(finding: Finding) -> str:
    """The second line of a row: unit, period, and what the figure leaves out."""
    indicator = finding.indicator
    where = "England and Wales, " if indicator.area == "K04000001" else ""
    period = "" if indicator.period in indicator.title or "–" in indicator.title else indicator.period
    parts = [indicator.unit, where + period, finding.coverage, finding.divided]
    return ", ".join(part.strip(", ") for part in parts if part.strip(", "))


def row_of(finding: Finding) -> gap_chart.GapRow:
    """The gap as a row of the picture."""
    return gap_chart.GapRow(
        finding.indicator.title,
        about(finding),
        finding.number("ratio"),
        finding.number("ratio_lower"),
        finding.number("ratio_upper"),
        finding.value,
        finding.comparator,
        finding.words,
        instead="in years, not a ratio" if finding.indicator.in_years else "",
    )


def cells_of(finding: Finding) -> dict[str, str]:
    """The gap as a row of the table."""
    return {
        "Measure": finding.indicator.title,
        "note": about(finding),
        "Figure": finding.value,
        "95% interval": finding.interval,
        "Comparator": finding.comparator,
        "Difference": finding.difference,
        "Ratio": finding.ratio,
        "In words": finding.words,
    }


def _own_cells(briefing: Briefing, finding: Finding) -> dict[str, str]:
    missing = dict.fromkeys(("95% interval", "Difference", "Ratio"), finding.value) if finding.missing else {}
    return {**cells_of(finding), "note": details(briefing, finding), **missing}


def told(finding: Finding) -> str:
    """The gap as the text alternative says it."""
    if finding.missing:
        return f"{finding.indicator.title}: no figure"
    limits = "" if finding.interval == "[x]" else f" (95% interval {finding.interval})"
    return (
        f"{finding.indicator.title}, {about(finding)}: {finding.value}{limits} against {finding.comparator}, "
        f"{finding.words}"
    )


def _alternative(system: str, group: list[Finding], place: list[Finding]) -> str:
    return (
        f"Gaps shown as ratios. National group gaps. {'. '.join(map(told, group))}. "
        f"{system} against England. {'. '.join(map(told, place))}."
    )
