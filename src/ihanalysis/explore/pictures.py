"""The pictures an analyst asks for by name: a measure against its comparator, over places, over systems, over time."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from ihanalysis.briefing.at_a_glance import GROUP_HEADING, about, cells_of, row_of, told
from ihanalysis.briefing.findings import Finding
from ihanalysis.charts import gap_chart, intervals
from ihanalysis.charts.style import GROUP
from ihanalysis.content import Chart, Table
from ihanalysis.indicators import Indicator

#: Directions that `Finding.compared` puts into a sentence.
_COMPARED = ("no clear difference", "higher", "lower", "better", "worse")

if TYPE_CHECKING:
    from ihanalysis.sources.publications import Source


def all_gaps(area: str, findings: Iterable[Finding], headline: str, sources: Iterable[Source]) -> Chart:
    """Gaps as ratios: group gaps, then those of an area against England."""
    known = tuple(findings)
    group, place = ([f for f in known if f.indicator.gap == gap] for gap in ("group", "place"))
    heading = f"Place gap: {area} compared with England"
    blocks = [
        gap_chart.GapBlock(GROUP_HEADING, ("Group", "All"), tuple(map(row_of, group)), GROUP, "D", hollow=True),
        gap_chart.GapBlock(heading, ("Here", "England"), tuple(map(row_of, place))),
    ]
    alt = f"{headline}. Gaps shown as ratios. {'. '.join(map(told, [*group, *place]))}."
    wide, narrow = gap_chart.draw([block for block in blocks if block.rows], "gaps", alt)
    headings = ({0: GROUP_HEADING} if group else {}) | ({len(group): heading} if place else {})
    table = Table(headline, pd.DataFrame([cells_of(f) for f in [*group, *place]]), blocks=headings)
    return Chart(
        "gaps", headline, "Ratio to the comparator, with 95% intervals.", alt, wide, narrow, table,
        source=source_line(sources, "Filled circle: measured here. Open diamond: national figure."),
    )  # fmt: skip


def gap_in_words(finding: Finding) -> str:
    """What a gap says, as one line: the figure, and how it compares."""
    title = finding.indicator.title
    if finding.missing:
        return f"{title}: no figure {finding.value}"
    if finding.direction in _COMPARED:
        return f"{title}: {finding.value}, {finding.compared}"
    return f"{title}: {finding.value} against {finding.comparator}; {finding.words}"


def one_gap(area: str, finding: Finding, sources: Iterable[Source]) -> Chart:
    """One measure: a system above England, or a group above its comparator."""
    place = finding.indicator.gap == "place"
    group = finding.indicator.group
    names = (area, "England") if place else (group[0].upper() + group[1:], finding.indicator.comparator.capitalize())
    here, other = names
    sides = (
        intervals.AreaRow(here, *_limits(finding, ""), finding.value, focus=True),
        intervals.AreaRow(other, *_limits(finding, "comparator_"), finding.comparator, comparator=True),
    )
    name, alt = f"gap-{finding.indicator.id}", f"{area}. {told(finding)}." if place else f"{told(finding)}."
    wide, narrow = intervals.draw(sides, (math.nan, ""), name, alt)
    where = "" if place else ", national figures"
    unit = about(finding)
    subtitle = f"{unit[0].upper()}{unit[1:]}{where}{how(finding.indicator)}. With 95% intervals where there are any."
    table = Table(finding.indicator.title, pd.DataFrame([cells_of(finding)]))
    source = source_line(sources, " ".join(finding.indicator.caveats))
    return Chart(name, gap_in_words(finding), subtitle, alt, wide, narrow, table, source=source)


def _limits(finding: Finding, side: str) -> tuple[float, float, float]:
    return finding.number(f"{side}value"), finding.number(f"{side}lower"), finding.number(f"{side}upper")


def how(indicator: Indicator) -> str:
    """Crude or how ages were made alike, where the unit does not say so already."""
    return "" if indicator.standardisation in indicator.unit else f", {indicator.standardisation}"


def source_line(sources: Iterable[Source], more: str) -> str:
    """Who published the figures, and what else a reader must know."""
    cited = "; ".join(dict.fromkeys(f"{s.publisher}, {s.publication}" for s in sources))
    return f"Source: {cited}. {more}".strip()
