"""Some systems side by side: every measure a row, every system a column."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from ihanalysis.areas import Area
from ihanalysis.briefing import Briefing
from ihanalysis.briefing.findings import Finding
from ihanalysis.content import Table
from ihanalysis.publish.table_page import table_page
from ihanalysis.whole import write_whole
from ihanalysis.workbook import Workbook

_PURPOSE = (
    "The figures of these {many} beside one another and beside England, each with its 95% interval. There is no "
    "order of merit: {many} differ in size, age and need, and a gap is not a cause."
)
_NOTE = (
    "[x] not available. [c] suppressed. [z] not applicable. [u] fewer than 20 events: read with care. Better and worse "
    "are used only where a measure has an agreed direction."
)


def write_side_by_side(name: str, systems: Sequence[Area], workbook: Workbook, folder: Path) -> Path:
    """Write `side_by_side.html` over the briefings of a set.

    Parameters
    ----------
    name
        Of the set.
    systems
        Of one boundary year, or areas of another level, in the order of the columns.
    folder
        Where the set's briefings are.
    """
    briefings = [Briefing(system, workbook) for system in systems]
    level = systems[0].level
    number = f"One {level.one}" if len(systems) == 1 else level.number(len(systems))
    links = {system.name: f"{system.slug}/briefing.html" for system in systems}
    links = {title: link for title, link in links.items() if (folder / link).is_file()}
    page = table_page(name, f"{number} side by side", _PURPOSE.format(many=level.many), _tables(briefings), links)
    path = folder / "side_by_side.html"
    write_whole(path, page)
    return path


def _tables(briefings: Sequence[Briefing]) -> dict[str, Table]:
    """A table for each group of people, in the order of the catalogue."""
    rows: dict[str, list[dict[str, str]]] = {}
    for findings in zip(*(_place_findings(briefing) for briefing in briefings), strict=True):
        indicator = findings[0].indicator
        rows.setdefault(indicator.group, []).append(
            {
                "Measure": indicator.title,
                "note": f"{indicator.unit}, {indicator.period}",
                "England": findings[0].comparator,
                **{b.area.name: _cell(finding) for b, finding in zip(briefings, findings, strict=True)},
            }
        )
    return {
        group[0].upper() + group[1:]: Table(f"Measures of {group}", pd.DataFrame(listed), note=_NOTE, wordy=True)
        for group, listed in rows.items()
    }


def _place_findings(briefing: Briefing) -> list[Finding]:
    return [finding for finding in briefing.findings if finding.indicator.gap == "place"]


def _cell(finding: Finding) -> str:
    if finding.missing:
        return finding.value
    limits = "" if finding.interval == "[x]" else f" ({finding.interval})"
    return f"**{finding.value}**{limits} {finding.words}"
