"""Key messages: what a system leader should know after three minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ihanalysis.content import Points, Section
from ihanalysis.words.numbers import FEW, fixed, times

if TYPE_CHECKING:
    from ihanalysis.briefing import Briefing


def section(briefing: Briefing) -> Section:
    """The messages, each from its own rule."""
    messages = (
        _deaths(briefing),
        _ages(briefing),
        _travellers(briefing),
        _registration(briefing),
        _gaps_in_the_evidence(briefing),
    )
    return Section("Key messages", "Key messages", (Points(messages, numbered=True),))


def _deaths(briefing: Briefing) -> str:
    deaths = briefing.finding("deaths-while-homeless")
    period = "between 2013 and 2020"
    if deaths.number("count") == 0:
        upper = fixed(deaths.number("estimate_upper"), 0)
        return (
            f"**No death of a person experiencing homelessness was identified in {briefing.system.name} {period}** "
            f"(95% interval 0 to {upper}). Few identified deaths do not show that few people died."
        )
    limits = f"95% interval {fixed(deaths.number('estimate_lower'), 0)} to {fixed(deaths.number('estimate_upper'), 0)}"
    people = "person" if deaths.estimated == "1" else "people"
    text = (
        f"**An estimated {deaths.estimated} {people} died while homeless in {briefing.system.name} {period}** "
        f"({limits}). The crude rate, {fixed(deaths.number('value'), deaths.places)} a year for every million residents, "
        f"is {deaths.compared}."
    )
    if deaths.few:
        text += f" The estimate rests on {deaths.counted} identified deaths {FEW}, so treat it with care."
    return text


def _ages(briefing: Briefing) -> str:
    men, women = briefing.finding("mean-age-at-death-men"), briefing.finding("mean-age-at-death-women")
    gaps = (abs(men.number("difference")), abs(women.number("difference")))
    return (
        f"**Across England and Wales, men who die while homeless are {gaps[0]:.0f} years younger and women "
        f"{gaps[1]:.0f} years younger**, compared with everyone who died at the same ages, 15 to 74 "
        f"({men.value} against {men.comparator} years, and {women.value} against {women.comparator}, 2019). "
        "No local figure is published."
    )


def _travellers(briefing: Briefing) -> str:
    residents = briefing.finding("gypsy-or-irish-traveller-residents")
    disability = briefing.finding("disability")
    ratio = residents.number("ratio")
    share = f"{residents.value}% of residents against {residents.comparator}%"
    if 0.95 <= ratio < 1.05:
        opening = f"**{_sentence(residents.counted)} residents are Gypsy or Irish Traveller, about the same share as England’s**"
    elif ratio >= 1.8:
        opening = f"**{_sentence(residents.counted)} residents are Gypsy or Irish Traveller, {ratio:.1f} times England’s share**"
    else:
        word = residents.direction if residents.direction in ("higher", "lower") else "not clearly different"
        than = "from" if word.startswith("not") else "than"
        opening = f"**{_sentence(residents.counted)} residents are Gypsy or Irish Traveller, a share {word} {than} England’s**"
    return (
        f"{opening} ({share}). Across England, members of this group are {times(disability.number('ratio'))} as likely "
        f"to be disabled as all residents ({disability.value}% against {disability.comparator}%, age-standardised). "
        "No local figure is published."
    )


def _registration(briefing: Briefing) -> str:
    registered = briefing.finding("registered-with-a-gp")
    return (
        f"**GP registers held {registered.value} patients for every 100 residents in May 2022**, against "
        f"{registered.comparator} across England. Registers also hold people who have moved away, so the figure does "
        "not show who is left out."
    )


def _gaps_in_the_evidence(briefing: Briefing) -> str:
    return (
        "**No published figure shows the health of people engaged in sex work here** or of people leaving prison, and "
        "local deaths of people experiencing homelessness stop in 2020. These are gaps in the evidence, not signs that "
        "need is absent."
    )


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]
