"""Groups and everyone: the national gaps, like for like, in one picture and one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ihanalysis import datasets
from ihanalysis.briefing.at_a_glance import GROUP_HEADING, cells_of, row_of, told
from ihanalysis.charts import gap_chart
from ihanalysis.charts.style import GROUP
from ihanalysis.content import Chart, Section, Table
from ihanalysis.words.numbers import fixed, small

if TYPE_CHECKING:
    from ihanalysis.national import National

NAME = "Groups and everyone"


def section(national: National) -> Section:
    """The gap chart of group gaps, with its table."""
    shown = [finding for finding in national.group_findings if finding.indicator.glance]
    men, women = (national.group_finding(f"mean-age-at-death-{sex}") for sex in ("men", "women"))
    years = [fixed(abs(finding.number("difference"))) for finding in (men, women)]
    message = (
        f"Men who died while homeless were on average {years[0]} years younger than all men who died at ages 15 to 74, and "
        f"women {years[1]} years younger"
    )
    name = "group-gaps"
    blocks = [gap_chart.GapBlock(GROUP_HEADING, ("Group", "All"), tuple(map(row_of, shown)), GROUP, "D", hollow=True)]
    alt = f"Gaps between groups and everyone, shown as ratios, national figures. {'. '.join(map(told, shown))}."
    wide, narrow = gap_chart.draw(blocks, name, alt)
    table = Table(
        "Gaps between groups and everyone, national figures",
        pd.DataFrame([cells_of(finding) for finding in shown]),
        note="[x] no interval is published. [z] not applicable.",
        data=datasets.gaps_of_systems(national),
    )
    chart = Chart(
        name, f"{small(len(shown)).capitalize()} national measures set a group beside everyone",
        "Ratio to everyone’s figure, national. Unit, period and crude or age-standardised are named under each measure.",
        alt, wide, narrow, table,
        source=f"Open diamond: national figure, published without an interval. Sources {national.cite(*shown)}.",
        behind=False,
    )  # fmt: skip
    return Section(NAME, message, (chart,))
