"""Sentences are right at zero, one, few and many; for wide intervals; and where there is no figure."""

from __future__ import annotations

import math
import re

import pytest

from ihanalysis import Briefing, Workbook
from ihanalysis.words.wording import slips


def _with(briefing: Briefing, indicator: str, **changes: object) -> Briefing:
    """The same briefing with one gap changed."""
    changed = Briefing(briefing.area, briefing.workbook)
    gaps = briefing.gaps.copy()
    for column, value in changes.items():
        gaps.loc[gaps["indicator"] == indicator, column] = value
    changed.__dict__["gaps"] = gaps
    return changed


def _text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def _messages(briefing: Briefing) -> list[str]:
    return [_text(item) for item in re.findall(r"<li>(.*?)</li>", briefing.key_messages().html(), re.DOTALL)]


MISSING = {"status": "not available", "direction": "not available"} | dict.fromkeys(
    ("value", "lower", "upper", "count", "difference", "ratio"), math.nan
)


def test_the_deaths_of_a_large_system_read_as_prose(kent: Briefing) -> None:
    assert _messages(kent)[0] == (
        "An estimated 143 people died while homeless in Kent and Medway between 2013 and 2020 (95% interval 117 to "
        "172). The crude rate, 9.8 a year for every million residents, is not clearly different from England’s 10.5. "
        "In England and Wales in 2019, men who died while homeless were on average 16.1 years younger than all men who "
        "died between the ages of 15 and 74, and women 19.5 years younger than all such women."
    )


def test_no_identified_death_is_not_told_as_no_death(kent: Briefing) -> None:
    none = _with(
        kent, "deaths-while-homeless", count=0.0, estimate=0.0, estimate_lower=0.0, estimate_upper=4.9, value=0.0
    )
    assert _messages(none)[0].startswith(
        "No death of a person experiencing homelessness was identified in Kent and Medway between 2013 and 2020 "
        "(95% interval 0 to 5). That none was identified does not show that nobody died."
    )


def test_one_death_is_one_person(kent: Briefing) -> None:
    one = _with(
        kent, "deaths-while-homeless", count=1.0, estimate=1.2, estimate_lower=0.1, estimate_upper=6.8, few=True
    )
    assert _messages(one)[0].startswith("An estimated 1 person died while homeless")
    assert "rests on 1 identified death [u]" in _messages(one)[0]


@pytest.mark.parametrize(
    ("direction", "said"),
    [
        ("better", "is lower than England’s 10.5"),
        ("worse", "is higher than England’s 10.5"),
        ("no clear difference", "is not clearly different from England’s 10.5"),
        ("too few to say", "is based on too few to compare with England’s 10.5"),
    ],
)
def test_the_verdict_of_a_rate_is_a_direction_in_the_message(kent: Briefing, direction: str, said: str) -> None:
    assert said in _messages(_with(kent, "deaths-while-homeless", direction=direction))[0]


def test_nobody_and_one_person_sleeping_rough(kent: Briefing) -> None:
    nobody = _with(kent, "people-sleeping-rough", count=0.0, value=0.0)
    assert _messages(nobody)[1].startswith("On one night in autumn 2025, nobody was found sleeping rough.")
    one = _with(kent, "people-sleeping-rough", count=1.0)
    assert _messages(one)[1].startswith("On one night in autumn 2025, 1 person was sleeping rough")


@pytest.mark.parametrize(
    ("indicator", "number", "said"),
    [
        ("people-sleeping-rough", 1, "No complete count of people sleeping rough here in autumn 2025 is published."),
        ("lost-home-custody", 3, "No complete local figure of homelessness on leaving custody is published."),
        ("people-receiving-asylum-support", 4, "No figure of people receiving asylum support here is published."),
    ],
)
def test_a_missing_figure_is_said_to_be_missing(kent: Briefing, indicator: str, number: int, said: str) -> None:
    assert _messages(_with(kent, indicator, **MISSING))[number] == said


@pytest.mark.parametrize(
    ("ratio", "direction", "said"),
    [
        (2.95, "higher", "2.9 times England’s share"),
        (1.01, "no clear difference", "about the same share as England’s"),
        (1.3, "higher", "a higher share than England’s"),
        (0.5, "lower", "a lower share than England’s"),
        (0.9, "no clear difference", "a share not clearly different from England’s"),
    ],
)
def test_the_share_of_residents_is_put_in_words(kent: Briefing, ratio: float, direction: str, said: str) -> None:
    changed = _with(kent, "gypsy-or-irish-traveller-residents", ratio=ratio - 0.001, direction=direction)
    assert said in _messages(changed)[2]


def test_a_measure_without_an_agreed_direction_is_never_better_or_worse(workbook: Workbook) -> None:
    without = {name for name, indicator in workbook.indicators.items() if indicator.polarity == "none"}
    for boundaries in ("2023", "2026"):
        gaps = workbook.gaps(boundaries)
        assert not gaps[gaps["indicator"].isin(without)]["direction"].isin(["better", "worse"]).any()


def test_too_few_residents_get_no_expected_number(kent: Briefing) -> None:
    few = _with(kent, "gypsy-or-irish-traveller-residents", count=60.0)
    text = _text(few.gypsy_roma_traveller().html())
    assert "no expected number is given" in text
    assert "If national rates held here" not in text


@pytest.mark.parametrize("boundaries", ["2023", "2026"])
def test_every_briefing_can_be_read_from_end_to_end(workbook: Workbook, boundaries: str) -> None:
    for system in workbook.areas.of(boundaries):
        briefing = Briefing(system, workbook)
        assert len(_messages(briefing)) == 6
        for section in briefing.sections():
            text = _text(section.html())
            if section.name != "Sources and methods":  # which lists titles that are not ours to reword
                assert not list(slips(text)), f"{system.name}, {section.name}"
            assert "**" not in text


def test_every_citation_leads_to_a_source_and_every_source_is_cited(kent: Briefing) -> None:
    html = "\n".join(part.html() for part in (kent.title(), *kent.sections()))
    cited = {int(number) for number in re.findall(r'href="#source-(\d+)"', html)}
    listed = {int(number) for number in re.findall(r'id="source-(\d+)"', html)}
    assert cited == listed
