"""Key messages for a national team: what all systems together show after three minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ihanalysis.briefing.key_messages import younger
from ihanalysis.briefing.sleeping_rough import ROUGH, change_of
from ihanalysis.content import Points, Section
from ihanalysis.figures import select
from ihanalysis.national.groups import of_all
from ihanalysis.national.over_time import deaths_by_year
from ihanalysis.words.numbers import interval, small, times

if TYPE_CHECKING:
    from ihanalysis.national import National


def section(national: National) -> Section:
    """The messages, each from its own rule."""
    messages = (
        _deaths(national),
        _rough_sleeping(national),
        _travellers(national),
        _systems(national),
        _gaps_in_the_evidence(),
    )
    return Section("Key messages", "Key messages", (Points(messages, numbered=True),))


def _deaths(national: National) -> str:
    last = deaths_by_year(national.workbook.wider_figures).iloc[-1]
    men, women = (national.group_finding(f"mean-age-at-death-{sex}") for sex in ("men", "women"))
    return (
        f"**An estimated {last['value']:,.0f} people died while homeless in England and Wales in {last['period']}** "
        f"(95% interval {interval(last['lower'], last['upper'], 0)}). {younger(men, women)}"
    )


def _rough_sleeping(national: National) -> str:
    series = select(national.england_trends, indicator=ROUGH).dropna(subset=["count"])
    last = series.iloc[-1]
    return (
        f"**On one night in autumn {last['period']}, {last['count']:,.0f} people were counted or estimated to be sleeping rough "
        f"across England**, {change_of(series)}. One night misses many people."
    )


def _travellers(national: National) -> str:
    disability = national.group_finding("disability")
    return (
        f"**Gypsy or Irish Traveller residents are {times(disability.number('ratio'))} as likely to be disabled as all "
        f"residents**: {disability.value}% against {disability.comparator}% across England, age-standardised. No figure of their "
        "health is published for a system."
    )


def _systems(national: National) -> str:
    compared = list(national.comparisons.values())
    differ = [comparison for comparison in compared if comparison.differ]
    apart = [comparison for comparison in compared if comparison.apart]
    return (
        f"**Systems differ by more than chance on {of_all(len(differ), len(compared))} that are compared here.** With that spread "
        f"allowed for, systems stand apart on {small(len(apart))} of them, and the sections name "
        "them. That is a reason to ask what lies behind it: need, recording, or where people are placed."
    )


def _gaps_in_the_evidence() -> str:
    return (
        "**No published figure compares systems on the health of people engaged in sex work, of people leaving prison or of "
        "victims of modern slavery**, and deaths of people experiencing homelessness stop in 2020 for places. These are gaps in "
        "the evidence, not signs that need is absent."
    )
