"""People leaving prison: homelessness on leaving custody, and who is referred."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ihanalysis.briefing.rows import rows_chart
from ihanalysis.content import Points, Prose, Section

if TYPE_CHECKING:
    from ihanalysis.briefing import Briefing

NAME = "People leaving prison"


def section(briefing: Briefing) -> Section:
    """Recording drives these figures, so they are lower or higher and never better or worse."""
    lost = briefing.finding("lost-home-custody")
    applied = briefing.finding("accommodation-custody")
    referred = briefing.finding("referred-by-prison-or-probation")
    findings = [lost, applied, referred]
    if lost.missing:
        text = "No complete local figure of homelessness on leaving custody is published here. " + _HOW
        return Section(
            NAME, "No complete local figure is published", (Prose((text,)), Points(_NOT_KNOWN, title=_TITLE))
        )
    number = lost.counted_as("household")
    households, lost_their = f"{number[0].upper()}{number[1:]}", "lost its" if lost.counted == "1" else "lost their"
    had_lost = f"had {lost_their}"
    if lost.counted == "0":
        # What is recorded is not all that happens.
        households, lost_their = "No household", "is recorded as having lost its"
        had_lost = lost_their
    text = (
        f"{households} owed a duty in {lost.indicator.period} {had_lost} last settled home on leaving "
        f"custody, {lost.percent} {briefing.cite(lost)}. That is {lost.compared}%. {_HOW}"
    )
    chart = rows_chart(
        briefing,
        "leaving-custody",
        findings,
        "households",
        (
            f"Homeless on leaving custody: {lost.percent} of households owed a duty, against {lost.comparator}% across "
            "England",
            f"Households helped by councils, {lost.indicator.period}; crude. The first two are per cent of households "
            "owed a duty and overlap; referrals are per cent of households assessed.",
            "MHCLG, statutory homelessness, detailed local authority tables, sheets A2, A4 and A7",
        ),
    )
    return Section(
        NAME,
        f"{households} {lost_their} last settled home on leaving custody in {lost.indicator.period}",
        (Prose((text,)), chart, Points(_NOT_KNOWN, title=_TITLE)),
    )


_HOW = "How councils record this differs, so read it as a question."
_TITLE = "What is not known"
_NOT_KNOWN = (
    "How many people leave prison to live here, and the health of those who do: no local figure is published.",
    "People who leave prison without a home and do not ask a council for help.",
)
