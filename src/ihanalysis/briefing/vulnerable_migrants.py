"""Vulnerable migrants: asylum support and what follows when it ends."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ihanalysis.briefing.findings import Finding
from ihanalysis.briefing.rows import rows_chart, rows_table
from ihanalysis.content import Part, Points, Prose, Section
from ihanalysis.words.numbers import fixed

if TYPE_CHECKING:
    from ihanalysis.briefing import Briefing

NAME = "Vulnerable migrants"
_SUPPORT = "people-receiving-asylum-support"
_CONTINGENCY = f"{_SUPPORT}-in-contingency-accommodation"
_TYPES = (
    f"{_SUPPORT}-in-dispersed-accommodation",
    _CONTINGENCY,
    f"{_SUPPORT}-in-initial-accommodation",
    f"{_SUPPORT}-subsistence-only",
)
_ENDED = "lost-home-asylum-support-ended"


def section(briefing: Briefing) -> Section:
    """Where people are placed is the Home Office's decision, so nothing here is better or worse."""
    support, ended = briefing.finding(_SUPPORT), briefing.finding(_ENDED)
    parts: list[Part] = [Prose((_sentence(briefing),)), _supported(briefing)]
    if not ended.missing:
        parts.append(_after(briefing))
    by_type = [briefing.finding(name) for name in _TYPES]
    table = rows_table(
        by_type, "people", "People receiving asylum support by type of accommodation, for every 10,000 residents"
    )
    parts.append(
        replace(table, note=f"Source: Home Office {briefing.cite(*by_type)}. Of residents of listed councils; crude.")
    )
    resettled = [
        briefing.finding(name) for name in ("people-in-afghan-resettlement-programme", "homes-for-ukraine-arrivals")
    ]
    table = rows_table(resettled, "people", "Resettlement: people for every 10,000 residents; crude")
    parts.append(replace(table, note=f"Source: Home Office {briefing.cite(*resettled)}. {_ARRIVALS}"))
    parts.append(Points(_NOT_KNOWN, title="What is not known"))
    if support.missing:
        return Section(NAME, "No complete figure of people receiving asylum support is published here", tuple(parts))
    rate = fixed(support.number("value"), support.places)
    return Section(
        NAME,
        f"{_upper(support.counted_as(*_PEOPLE))} receiving asylum support, {rate} for every 10,000 residents",
        tuple(parts),
    )


_PEOPLE = ("person was", "people were")


def _sentence(briefing: Briefing) -> str:
    support, contingency, ended = (briefing.finding(name) for name in (_SUPPORT, _CONTINGENCY, _ENDED))
    text = (
        f"On {support.indicator.period}, {support.counted_as(*_PEOPLE)} receiving asylum support {briefing.cite(support)}, "
        f"{fixed(support.number('value'), support.places)} for "
        f"every 10,000 residents{listed(support)}, {support.compared}. "
        if not support.missing
        else f"The tables of people receiving asylum support on {support.indicator.period} have no entry here, which can "
        "mean nobody or no figure. "
    )
    if not contingency.missing:
        text += f"{_upper(contingency.counted)} of them {'was' if contingency.counted == '1' else 'were'} in contingency accommodation, which is mostly hotels nationally. "
    text += "The Home Office decides where people are placed, so this measure has no better or worse side."
    if not ended.missing:
        text += (
            f" {_upper(ended.counted_as('household'))} owed a duty in {ended.indicator.period} had lost {'its' if ended.counted == '1' else 'their'} last settled home when "
            f"asylum support ended ({ended.percent}, against {ended.comparator}% across England)."
        )
    return _upper(text)


def listed(support: Finding) -> str:
    """Whose residents the rate is for, where the table leaves councils out."""
    reported, _, _ = support.coverage.rpartition(" ")
    return f" of councils that are listed ({reported})" if reported else ""


def _upper(text: str) -> str:
    return text[0].upper() + text[1:]


def _supported(briefing: Briefing) -> Part:
    support = briefing.finding(_SUPPORT)
    return rows_chart(
        briefing,
        "asylum-support",
        [support],
        "people",
        (
            f"People receiving asylum support: {support.compared}".replace("’s", "’s rate of"),
            f"People receiving asylum support for every 10,000 residents of listed councils, {support.indicator.period}; "
            "crude.",
            "Home Office, Immigration system statistics, regional and local authority data",
        ),
    )


def _after(briefing: Briefing) -> Part:
    ended = briefing.finding(_ENDED)
    return rows_chart(
        briefing,
        "asylum-support-ended",
        [ended, briefing.finding("accommodation-asylum-support")],
        "households",
        (
            f"Homelessness as asylum support ends: {ended.percent} of households owed a duty, against {ended.comparator}% "
            "across England",
            f"Households owed a homelessness duty whose last settled home was lost when asylum support ended, or who were in "
            "asylum accommodation when they applied (the two overlap), "
            f"{ended.indicator.period}; crude.",
            "MHCLG, statutory homelessness, detailed local authority tables, sheets A2P and A2R",
        ),
    )


_ARRIVALS = (
    "Homes for Ukraine counts everyone who has arrived since 2022, by where the sponsor lives; many have moved since."
)
_NOT_KNOWN = (
    "How many people without documents, or whose claim was refused, live here. No figure is published, and they are "
    "mostly not eligible for the help that these tables count.",
    "The health of people seeking asylum here: no local figure is published.",
    "A blank in the published tables can mean nobody or no figure; it is never read as a zero.",
)
