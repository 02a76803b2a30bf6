"""The check on wording finds what may not be said, and leaves alone what may."""

from __future__ import annotations

import pytest

from ihanalysis.words.wording import RULES, slips


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("Support for the homeless fell.", "people experiencing homelessness"),
        ("Homeless people die young.", "people experiencing homelessness"),
        ("174 rough sleepers", "people sleeping rough"),
        ("Drug users and addicts", "people who use drugs"),
        ("ex-offenders", "people leaving prison"),
        ("GRT groups", "Gypsy, Roma and Traveller communities"),
        ("hard-to-reach groups", "the people themselves"),
        ("Deaths caused by homelessness", "a gap is not a cause"),
        ("The figures prove it.", "no clear difference, or higher and lower"),
        ("Kent ranks 3 of 36.", "systems are not ranked"),
        ("a rate of nan", "a figure, or why there is none"),
        ("None people died.", "a figure, or why there is none"),
        ("Hello {name}.", "a figure, or why there is none"),
        ("1 people died.", "one, and the singular"),
        ("Here , there.", "clean punctuation"),
        ("Lost their home: 0.1 [u]% of households.", "the sign beside its number, or no sign where there is none"),
    ],
)
def test_what_may_not_be_said_is_found_with_what_to_write(text: str, instead: str) -> None:
    assert any(slip.endswith(f"write {instead}") for slip in slips(text))


@pytest.mark.parametrize(
    "text",
    [
        "People experiencing homelessness, people sleeping rough, people who use drugs, people leaving prison.",
        "Deaths while homeless, 2013–2020; [x] none is published; 21 people, 1,101 people and 0.1 deaths.",
        "ONS, Deaths of homeless people in England and Wales: 2019 registrations",
        "A gap is not a cause… and systems are not ranked.",
    ],
)
def test_what_may_be_said_is_left_alone(text: str) -> None:
    assert not list(slips(text))


def test_every_rule_says_what_to_write() -> None:
    assert all(rule.instead for rule in RULES)
