"""What each publication can and cannot say: coverage, age and grade of every indicator."""

from __future__ import annotations

import pandas as pd

from ihanalysis.areas import DEFAULT_BOUNDARIES
from ihanalysis.figures import select
from ihanalysis.workbook import Workbook


def indicator_quality(workbook: Workbook, boundaries: str = DEFAULT_BOUNDARIES) -> pd.DataFrame:
    """One row an indicator: where it is known, how fresh, how complete, and on what grade of evidence.

    Returns
    -------
    DataFrame
        Indexed by indicator: title, group, gap, level, grade, standardisation,
        period; `systems` with a figure, `incomplete` (some council missing),
        `divided` (some of the count divided by population share), `largest_share_divided`
        (of any system's count), `few` (fewer events than a headline needs), and the
        latest release among its sources.
    """
    gaps = workbook.gaps(boundaries)
    rows = []
    for indicator in workbook.indicators.values():
        if indicator.gap == "context":
            continue
        here = select(gaps, indicator=indicator.id)
        known = here[here["value"].notna()]
        released = [source.released for cell in known["source"] for source in workbook.cited(cell)]
        rows.append(
            {
                "indicator": indicator.id,
                "title": indicator.title,
                "group": indicator.group,
                "gap": indicator.gap,
                "level": indicator.level,
                "grade": indicator.grade,
                "standardisation": indicator.standardisation,
                "period": indicator.period,
                "systems": len(known) if indicator.gap == "place" else 0,
                "incomplete": int((known["areas_reported"] < known["areas"]).sum()),
                "divided": int((known["split"] > 0).sum()),
                "largest_share_divided": float(known["split"].max()) if len(known) else float("nan"),
                "few": int(known["few"].sum()),
                "released": max(released, default="not known"),
            }
        )
    return pd.DataFrame(rows).set_index("indicator")


def statuses(workbook: Workbook) -> pd.DataFrame:
    """How many figures of each publication are published, zero, suppressed, not available and so on."""
    figures = workbook.figures
    publication = figures["source"].map({name: source.publication for name, source in workbook.sources.items()})
    return pd.crosstab(publication.rename("publication"), figures["status"])


def without_local_figure(workbook: Workbook) -> list[str]:
    """Groups of which no local figure about health is held: a finding, not an omission."""
    local = {i.group for i in workbook.indicators.values() if i.gap == "place"}
    about_health = {
        i.group
        for i in workbook.indicators.values()
        if i.gap == "place" and i.polarity != "none" and i.level == "measured locally"
    }
    return sorted(local - about_health - {"everyone"})
