"""The route map: what open data can pre-fill for NHS England's five principles, and what they cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ihanalysis import datasets
from ihanalysis.areas import Level
from ihanalysis.briefing.own_words import said_by
from ihanalysis.content import Comment, Prose, Section, Table
from ihanalysis.figures import period_words
from ihanalysis.local.voice import PRINCIPLES, Voice
from ihanalysis.words.numbers import small

if TYPE_CHECKING:
    from ihanalysis.briefing import Briefing

_PLAN = "Is there a named executive lead? Is inclusion health in the joint forward plan, with a funded line?"
#: The principles' titles are NHS England's (National framework for NHS action on inclusion health, 2023);
#: the questions are this project's own.
_QUESTIONS = {
    "1. Commit to action on inclusion health": _PLAN,
    "2. Understand the characteristics and needs of people in inclusion health groups": "Is there a needs assessment with "
    "lived experience? How complete is the recording of housing status and ethnicity?",
    "3. Develop the workforce for inclusion health": "Who has been trained in trauma-informed care? Are there peer workers?",
    "4. Deliver integrated and accessible services for inclusion health": "Which practices register people without proof of "
    "address? Is there intermediate care for people leaving hospital without a home?",
    "5. Demonstrate impact and improvement through action on inclusion health": "What is the target, by when, and what "
    "change could these counts detect?",
}
#: What other areas than systems are asked: their own plan, and who answers.
_OTHERS = {
    Level.PLACE: (
        "Is there a named lead? Is inclusion health in the joint local health and wellbeing strategy, with a funded line?",
        "the council and its partners",
    ),
    Level.REGION: (
        "Is there a named lead across the region? Which partners have agreed on inclusion health, with a funded line?",
        "those who work across the region",
    ),
}
_NO_DUTY = (
    "NHS England addresses its framework to the NHS. Here the five principles serve as questions to ask together; nothing "
    "has to be reported on them."
)
_DUTY = (
    "What the legal duty asks to be reported: the annual report has to explain how the duties on inequalities in access and "
    "outcomes were discharged (sections 14Z35 and 14Z58 of the NHS Act 2006), and review how far NHS England’s statement on "
    "information on health inequalities was followed (section 13SA)."
)


def section(briefing: Briefing) -> Section:
    """A table of the principles: pre-filled, asked, and the answer that only the system has."""
    if briefing.level != Level.SYSTEM:
        return _of_others(briefing)
    voice = briefing.voice
    answers = [voice.answers.get(principle, _NO_ANSWER) for principle in PRINCIPLES]
    rows = [
        {"Principle": principle, _FILLED: filled, "Questions for the system": question, _ANSWER: answer}
        for (principle, question), filled, answer in zip(_QUESTIONS.items(), _prefilled(briefing), answers, strict=True)
    ]
    table = Table(
        _TITLE,
        pd.DataFrame(rows),
        wordy=True,
        verbatim=(_ANSWER,),
    )
    return Section(
        "Route map",
        "Five principles: what the figures can start, and what only the system can answer",
        (table, *_actions(briefing), *_signed(voice), Prose((_DUTY,))),
    )


def _of_others(briefing: Briefing) -> Section:
    """The same for an area that keeps no answers here."""
    plan, who = _OTHERS[briefing.level]
    rows = [
        {"Principle": principle, _FILLED: filled, f"Questions for {who}": plan if question == _PLAN else question}
        for (principle, question), filled in zip(_QUESTIONS.items(), _prefilled(briefing), strict=True)
    ]
    table = Table(_TITLE, pd.DataFrame(rows), wordy=True)
    message = f"Five principles: what the figures can start, and what only {who} can answer"
    return Section("Route map", message, (table, Prose((_NO_DUTY,))))


def _prefilled(briefing: Briefing) -> tuple[str, ...]:
    return (_commit(briefing), _understand(briefing), _NOTHING, _deliver(briefing), _demonstrate(briefing))


def _actions(briefing: Briefing) -> tuple[Table, ...]:
    """What the system has set itself, if it says so, in the order of its file."""
    voice = briefing.voice
    titles = dict(zip(PRINCIPLES, _QUESTIONS, strict=True))
    rows = [
        {"Action": action.action, "Principle": titles.get(action.principle, "[z] none named"), "Owner": action.owner,
         "By": period_words(action.due.isoformat())}
        for action in voice.actions
    ]  # fmt: skip
    if not rows:
        return ()
    table = Table(
        "Actions that the system has set itself, in its own words",
        pd.DataFrame(rows),
        wordy=True,
        data=datasets.actions(voice),
        verbatim=("Action", "Owner"),
    )
    return (table,)


def _signed(voice: Voice) -> tuple[Comment, ...]:
    """Whose answers and actions these are: tables do not say it."""
    return (Comment(_SIGNED, (), said_by(voice)),) if voice.answers or voice.actions else ()


_SIGNED = "The answers and actions above are the system’s own words"
_ANSWER, _NO_ANSWER = "The system’s answer", "[x] no answer on file"
_FILLED = "What open data can pre-fill"
_TITLE = "The five principles of NHS England’s framework; the questions are ours"
_NOTHING = "Nothing in open data"


def _commit(briefing: Briefing) -> str:
    groups = {f.indicator.group for f in briefing.findings if f.indicator.gap == "place" and not f.missing}
    # A support need that only some of a group's members would have is a proxy and no figure of the group.
    groups -= {"everyone", "people engaged in sex work"}
    return f"{briefing.residents} residents; local figures of some kind for {small(len(groups))} groups of people"


def _understand(briefing: Briefing) -> str:
    traveller, roma = briefing.finding("gypsy-or-irish-traveller-residents"), briefing.finding("roma-residents")
    rough, asylum = briefing.finding("people-sleeping-rough"), briefing.finding("people-receiving-asylum-support")
    parts = [f"{traveller.counted} Gypsy or Irish Traveller and {roma.counted} Roma residents (Census 2021)"]
    if not rough.missing:
        parts.append(f"{rough.counted_as('person', 'people')} sleeping rough ({rough.indicator.period})")
    if not asylum.missing:
        parts.append(f"{asylum.counted_as('person', 'people')} receiving asylum support ({asylum.indicator.period})")
    return "; ".join(parts)


def _deliver(briefing: Briefing) -> str:
    prison, hospital = briefing.finding("referred-by-prison-or-probation"), briefing.finding("referred-by-hospital")
    parts = [
        f"{finding.counted_as('household')} referred to councils by {by} in {finding.indicator.period}"
        for finding, by in ((prison, "prisons or probation"), (hospital, "hospitals"))
        if not finding.missing
    ]
    return "; ".join(parts) or "No complete local figure of referrals"


def _demonstrate(briefing: Briefing) -> str:
    rough = briefing.finding("people-sleeping-rough")
    if rough.missing:
        return "No complete baseline"
    return (
        f"A baseline with its 95% interval: {rough.value} people sleeping rough per 100,000 ({rough.interval}), "
        f"{rough.indicator.period}. Deaths while homeless stop in 2020 and cannot show a change since."
    )
