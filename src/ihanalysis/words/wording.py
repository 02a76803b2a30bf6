"""The check on wording: what no briefing may say, in any format, of any system."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """Words that may not be used, and what to write instead."""

    pattern: re.Pattern[str]
    instead: str


def _rule(pattern: str, instead: str) -> Rule:
    return Rule(re.compile(pattern, re.IGNORECASE), instead)


#: Person-first language, but for the title of ONS's publication, Deaths of homeless people. NHS England's national
#: framework for NHS action on inclusion health (2023) writes of people in a situation, never of people as it.
PEOPLE_FIRST = (
    _rule(r"\bthe homeless\b(?! (?:death|people|household))", "people experiencing homelessness"),
    _rule(r"(?<!Deaths of )\bhomeless (?:person|people|individuals?|men|women)\b", "people experiencing homelessness"),
    _rule(r"\brough sleepers?\b", "people sleeping rough"),
    _rule(r"\baddicts?\b|\b(?:drug|substance) (?:ab)?users?\b", "people who use drugs"),
    _rule(r"\balcoholics?\b", "people with alcohol dependence"),
    _rule(r"\b(?:ex-)?offenders?\b|\bex-prisoners?\b|\bprison leavers?\b", "people leaving prison"),
    _rule(r"\bprostitut\w*\b", "people engaged in sex work"),
    _rule(r"\b(?:illegal|failed) (?:im)?migrants?\b|\bfailed asylum\b", "people without documents"),
    _rule(r"\bservice users?\b|\bhard[ -]to[ -]reach\b|\bvulnerable groups?\b", "the people themselves"),
    _rule(r"\bGRT\b", "Gypsy, Roma and Traveller communities"),
)
#: What a gap cannot say: https://analysisfunction.civilservice.gov.uk, communicating quality, uncertainty and change.
NO_CAUSE = (
    _rule(r"\b(?:caused by|due to|as a result of|because of) (?:being )?homeless", "a gap is not a cause"),
    _rule(r"\bleague table of\b|\branks? (?:\d|first|last|worst|best)", "systems are not ranked"),
    _rule(r"\bprov(?:e|es|en|ed)\b|\bstatistically significant\b", "no clear difference, or higher and lower"),
)
#: What a template leaves behind when a value is missing or a number is one.
UNFINISHED = (
    _rule(r"(?-i:\bnan\b|\bNone\b|\binf\b)|<NA>|\[\]|\{\w*\}", "a figure, or why there is none"),
    _rule(r"(?<![\d.,])\b1 (?:people|households|deaths|residents|councils|places)\b", "one, and the singular"),
    _rule(r" ,| ;|\.\.(?!\.)|  \b", "clean punctuation"),
    _rule(r"\[[a-z]+\]%", "the sign beside its number, or no sign where there is none"),
)
RULES = (*PEOPLE_FIRST, *NO_CAUSE, *UNFINISHED)


def slips(text: str) -> Iterator[str]:
    """Every breach of the rules in a text, with the words around it and what to write instead.

    Titles of publications and quotations are not ours to reword: leave them out of the text.

    >>> list(slips("Help for rough sleepers fell."))
    ["'…Help for rough sleepers fell.…': write people sleeping rough"]
    """
    for rule in RULES:
        for found in rule.pattern.finditer(text):
            around = text[max(found.start() - 30, 0) : found.end() + 30].strip()
            yield f"'…{around}…': write {rule.instead}"
