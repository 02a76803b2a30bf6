"""Key messages: what a leader of an area should know after three minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ihanalysis.briefing import sleeping_rough
from ihanalysis.briefing.findings import Finding
from ihanalysis.briefing.vulnerable_migrants import listed
from ihanalysis.content import Points, Section
from ihanalysis.words.numbers import FEW, fixed, times

if TYPE_CHECKING:
    from ihanalysis.briefing import Briefing

#: A share is called the same as England's within this range of ratios, and a multiple of it from here.
_SAME, _MULTIPLE = (0.95, 1.05), 1.8


def section(briefing: Briefing) -> Section:
    """The messages, each from its own rule."""
    messages = (
        _deaths(briefing),
        _rough_sleeping(briefing),
        _travellers(briefing),
        _custody(briefing),
        _asylum(briefing),
        _gaps_in_the_evidence(),
    )
    return Section("Key messages", "Key messages", (Points(messages, numbered=True),))


def _deaths(briefing: Briefing) -> str:
    deaths = briefing.finding("deaths-while-homeless")
    lower, upper = (fixed(deaths.number(f"estimate_{limit}"), 0) for limit in ("lower", "upper"))
    period = "between 2013 and 2020"
    if round(deaths.number("count")) == 0:
        return (
            f"**No death of a person experiencing homelessness was identified in {briefing.area.spoken} {period}** "
            f"(95% interval 0 to {upper}). That none was identified does not show that nobody died. {_younger(briefing)}"
        )
    # "Estimated" says already what "about" would.
    estimated = fixed(deaths.number("estimate"), 0)
    people = "person" if estimated == "1" else "people"
    identified = f"{deaths.counted} identified {'death' if deaths.counted == '1' else 'deaths'} {FEW}"
    few = f" The estimate rests on {identified}, so treat it with care." if deaths.few else ""
    return (
        f"**An estimated {estimated} {people} died while homeless in {briefing.area.spoken} {period}** "
        f"(95% interval {lower} to {upper}). The crude rate, {fixed(deaths.number('value'), deaths.places)} a year for "
        f"every million residents, is {deaths.compared}.{few} {_younger(briefing)}"
    )


def _younger(briefing: Briefing) -> str:
    return younger(*(briefing.finding(f"mean-age-at-death-{sex}") for sex in ("men", "women")))


def younger(men: Finding, women: Finding) -> str:
    """The like-for-like gap in mean age at death."""
    return (
        "In England and Wales in 2019, men who died while homeless were on average "
        f"{fixed(abs(men.number('difference')))} years younger than all men who died between the ages of 15 and 74, and women "
        f"{fixed(abs(women.number('difference')))} years younger than all such women."
    )


def _rough_sleeping(briefing: Briefing) -> str:
    rough = briefing.finding("people-sleeping-rough")
    period = rough.indicator.period
    if rough.missing:
        return f"**No complete count of people sleeping rough here in {period} is published.**"
    if round(rough.number("count")) == 0:
        return f"**On one night in {period}, nobody was found sleeping rough.** One night misses many people."
    verb, people = ("was", "person") if rough.counted == "1" else ("were", "people")
    return (
        f"**On one night in {period}, {rough.counted} {people} {verb} sleeping rough**, {sleeping_rough.change(briefing)}. "
        f"The crude rate, {fixed(rough.number('value'), rough.places)} for every 100,000 residents, is {rough.compared}. "
        f"{_temporary_accommodation(briefing)}"
    )


def _temporary_accommodation(briefing: Briefing) -> str:
    housed = briefing.finding("households-in-temporary-accommodation")
    if housed.missing:
        return "No complete figure of households in temporary accommodation is published."
    return (
        f"Of every 1,000 households, {housed.value} were in temporary accommodation on {housed.indicator.period}"
        f"{_coverage(housed)}, {housed.compared}."
    )


def _travellers(briefing: Briefing) -> str:
    residents, disability = briefing.finding("gypsy-or-irish-traveller-residents"), briefing.finding("disability")
    return (
        f"**{_recorded(residents)}** "
        f"({residents.percent} of residents against {residents.comparator}%). Across England, members of this group are "
        f"{times(disability.number('ratio'))} as likely to be disabled as all residents ({disability.value}% against "
        f"{disability.comparator}%, age-standardised). No local figure is published."
    )


def _recorded(residents: Finding) -> str:
    if residents.counted == "0":
        return f"No resident was recorded as Gypsy or Irish Traveller at {residents.indicator.period}"
    are = "resident is" if residents.counted == "1" else "residents are"
    return f"{_sentence(residents.counted)} {are} Gypsy or Irish Traveller, {_share(residents)}"


def _share(residents: Finding) -> str:
    ratio = residents.number("ratio")
    if _SAME[0] <= ratio < _SAME[1]:
        return "about the same share as England’s"
    if ratio >= _MULTIPLE:
        return f"{ratio:.1f} times England’s share"
    if residents.direction in ("higher", "lower"):
        return f"a {residents.direction} share than England’s"
    if residents.direction == "no clear difference":
        return "a share not clearly different from England’s"
    return "too few to compare with England’s share"


def _custody(briefing: Briefing) -> str:
    lost = briefing.finding("lost-home-custody")
    if lost.missing:
        return "**No complete local figure of homelessness on leaving custody is published.**"
    question = "How councils record this differs, so read it as a question."
    if lost.counted == "0":
        return (
            "**No household is recorded as having lost its last settled home on leaving custody in "
            f"{lost.indicator.period}**{_coverage(lost)}; across England {lost.comparator}% of households owed a "
            f"homelessness duty are. {question}"
        )
    households = "household lost its" if lost.counted == "1" else "households lost their"
    return (
        f"**{_sentence(lost.counted)} {households} last settled home on leaving custody in {lost.indicator.period}**: "
        f"{lost.percent} of households owed a homelessness duty{_coverage(lost)}, {lost.compared}%. {question}"
    )


def _asylum(briefing: Briefing) -> str:
    support = briefing.finding("people-receiving-asylum-support")
    if support.missing:
        return "**No figure of people receiving asylum support here is published.**"
    people = "person was" if support.counted == "1" else "people were"
    return (
        f"**{_sentence(support.counted)} {people} receiving asylum support on {support.indicator.period}**, "
        f"{fixed(support.number('value'), support.places)} for every 10,000 residents{listed(support)}. That is {support.compared}. The "
        "Home Office decides where people are placed."
    )


def _gaps_in_the_evidence() -> str:
    return (
        "**No published figure shows the health of people engaged in sex work here** or of people leaving prison, and "
        "local deaths of people experiencing homelessness stop in 2020. These are gaps in the evidence, not signs that "
        "need is absent."
    )


def _coverage(finding: Finding) -> str:
    return f" ({finding.coverage} reported)" if finding.coverage else ""


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]
