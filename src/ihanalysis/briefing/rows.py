"""A chart that several sections share: measures as rows, the area above England, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from ihanalysis.briefing.findings import Finding
from ihanalysis.charts.comparisons import Row, draw_rows
from ihanalysis.content import Chart, Table
from ihanalysis.words.numbers import interval

if TYPE_CHECKING:
    from ihanalysis.briefing import Briefing

#: What the counts count, when there is one.
_ONE = {"households": "household", "people": "person"}


def rows_chart(
    briefing: Briefing,
    name: str,
    findings: Sequence[Finding],
    counted: str,
    texts: tuple[str, str, str],
) -> Chart | Table:
    """Measures of one unit, one above the other; where none has a figure here, the table that says so.

    Parameters
    ----------
    counted
        What the counts count: "households" or "people".
    texts
        Headline, subtitle and what the source line adds to the numbers of the sources.
    """
    headline, subtitle, source = texts
    shown = [finding for finding in findings if not finding.missing]
    if not shown:
        cited = f"Source: {source} {briefing.cite(*findings)}."
        return replace(
            rows_table(findings, counted, subtitle.rstrip(".")), note=f"No figure is published for this area. {cited}"
        )
    rows = [
        Row(_label(f), _note(f, counted), _side(f, ""), _side(f, "comparator_"), (f.value, f.comparator)) for f in shown
    ]
    system = briefing.area.name
    alt = " ".join(
        f"{f.indicator.title}, {f.indicator.unit}: {system} {f.value}, 95% interval {f.interval} "
        f"({f.counted_as(_ONE[counted], counted)}); England {f.comparator}; {f.words}."
        for f in shown
    )
    wide, narrow = draw_rows(rows, system, name, alt)
    return Chart(
        name, headline, subtitle, alt, wide, narrow, rows_table(findings, counted, subtitle),
        source=f"Source: {source} {briefing.cite(*findings)}.",
    )  # fmt: skip


def _label(finding: Finding) -> str:
    return finding.indicator.title.removesuffix(f", {finding.indicator.period}")


def _note(finding: Finding, counted: str) -> str:
    return ", ".join(part for part in (finding.counted_as(_ONE[counted], counted), finding.coverage) if part)


def _side(finding: Finding, prefix: str) -> tuple[float, float, float]:
    return (
        finding.number(f"{prefix}value"),
        finding.number(f"{prefix}lower"),
        finding.number(f"{prefix}upper"),
    )


def rows_table(findings: Sequence[Finding], counted: str, title: str) -> Table:
    """The same measures as a table; a figure that is not published has its row and says so."""
    cells = [
        {
            "Measure": f.indicator.title,
            "note": ", ".join(part for part in (f.indicator.unit, f.coverage, f.divided) if part),
            counted.capitalize(): "[x]" if f.missing else f.counted,
            "Here": f.value,
            "95% interval": f.interval,
            "England": f.comparator,
            "Difference": f.difference,
            "Ratio (95% interval)": f"{f.ratio} ({interval(f.number('ratio_lower'), f.number('ratio_upper'), 2)})",
            "In words": f.words,
        }
        for f in findings
    ]
    return Table(title, pd.DataFrame(cells))
