"""Briefings of local authorities and regions say the same kind of thing, and what is missing, in words of their own."""

from __future__ import annotations

import re
from html import unescape

import pandas as pd
import pytest

from ihanalysis import Briefing, Workbook
from ihanalysis.content import Chart, Section, Table
from ihanalysis.errors import NotPossibleError
from ihanalysis.words.wording import slips

#: Large, merged and tiny. The Isles of Scilly have hardly a figure, and Redcar and Cleveland none of support needs in
#: the latest year.
SOME = (
    *(("place", name) for name in ("Manchester", "North Northamptonshire", "Isles of Scilly", "Redcar and Cleveland")),
    ("region", "London"),
)
#: What only a system is called or owes, beside titles of publications, which are not ours to reword.
_OF_SYSTEMS = re.compile(r"\bICB\b|\bsystems?\b(?! statistics)|System average|14Z35|Frimley", re.IGNORECASE)


def _text(html: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)))


def _pages(briefing: Briefing) -> dict[str, str]:
    """The title and each section as HTML."""
    return {"title": briefing.title().html(), **{section.name: section.html() for section in briefing.sections()}}


def _told(briefing: Briefing) -> dict[str, str]:
    """What the title and each section say, but for the list of sources."""
    pages = _pages(briefing)
    return {name: _text(html) for name, html in pages.items() if name != "Sources and methods"}


def _problems(briefing: Briefing) -> list[str]:
    """Everything that no briefing of such an area may say."""
    pages = _pages(briefing)
    told = {name: _text(html) for name, html in pages.items() if name != "Sources and methods"}
    found = [f"{briefing.area.name}, {name}: {slip}" for name, text in told.items() for slip in slips(text)]
    found += [
        f"{briefing.area.name}, {name}: {m[0]}" for name, text in told.items() for m in _OF_SYSTEMS.finditer(text)
    ]
    found += [f"{briefing.area.name}, {name}: **" for name, text in told.items() if "**" in text]
    tables = [
        part.table if isinstance(part, Chart) else part for section in briefing.sections() for part in section.parts
    ]
    found += [f"{briefing.area.name}: {t.title} is empty" for t in tables if isinstance(t, Table) and t.rows.empty]
    cited, listed = (
        {int(number) for html in pages.values() for number in re.findall(pattern, html)}
        for pattern in (r'href="#source-(\d+)"', r'id="source-(\d+)"')
    )
    # England's sources are listed for the data even where there is no figure here to set beside it.
    if not cited or cited - listed:
        found.append(f"{briefing.area.name}: cited and not listed: {sorted(cited - listed)}")
    return found


@pytest.mark.parametrize(("level", "name"), SOME)
def test_a_briefing_can_be_read_from_end_to_end(workbook: Workbook, level: str, name: str) -> None:
    assert not _problems(Briefing.of(name, workbook=workbook, level=level))


@pytest.mark.slow
@pytest.mark.parametrize("level", ["place", "region"])
def test_every_briefing_of_a_level_is_worded_with_care(workbook: Workbook, level: str) -> None:
    areas = workbook.areas.of_level(level)
    assert not [problem for area in areas for problem in _problems(Briefing(area, workbook))]


def test_the_title_says_what_the_area_is(workbook: Workbook) -> None:
    facts = {name: Briefing.of(name, workbook=workbook, level=level).title().facts for level, name in SOME}
    assert facts["Manchester"]["Area"] == "Local authority (E08000003), region: North West"
    assert facts["London"]["Area"] == "Region of England (E12000007), 33 local authorities"
    assert facts["Manchester"]["Boundaries"] == "since April 2023, 296 local authorities"
    assert facts["Isles of Scilly"]["Residents"] == "2,229 (mid-2023)"
    assert facts["North Northamptonshire"]["In place of"].startswith("Corby; East Northamptonshire; Kettering;")
    assert "In place of" not in facts["Manchester"]


def test_a_name_has_its_article_within_a_sentence(workbook: Workbook) -> None:
    for level, name, said in (
        ("region", "North East", "died while homeless in the North East between"),
        ("place", "City of London", "died while homeless in the City of London between"),
        ("place", "Bristol, City of", "died while homeless in Bristol between"),
    ):
        assert said in _text(Briefing.of(name, workbook=workbook, level=level).key_messages().html())


def test_what_is_published_for_systems_only_is_said_to_be_missing(workbook: Workbook) -> None:
    briefing = Briefing.of("Manchester", workbook=workbook, level="place")
    register = briefing.registering_with_a_gp()
    assert register.message.startswith("No figure of registered patients is held for single local authorities")
    assert not register.charts
    assert "none is about this local authority" in _text(register.html())
    row = _table(briefing.at_a_glance()).set_index("Measure").loc["Registered with a GP practice, 1 May 2022"]
    assert (row["Figure"], row["In words"]) == ("[x]", "not available")


def test_an_area_without_a_figure_has_a_table_that_says_so_and_no_empty_chart(workbook: Workbook) -> None:
    scilly = Briefing.of("Isles of Scilly", workbook=workbook, level="place")
    support = scilly.vulnerable_migrants()
    assert support.message == "No complete figure of people receiving asylum support is published here"
    assert "asylum-support" not in [chart.name for chart in support.charts]
    assert "have no entry here, which can mean nobody or no figure" in _text(support.html())
    assert "0 of 1 council" not in _text(support.html())


def test_nobody_and_one_person_read_as_prose(workbook: Workbook) -> None:
    told = _told(Briefing.of("Isles of Scilly", workbook=workbook, level="place"))
    assert "On one night in autumn 2025, nobody was found sleeping rough." in told["Key messages"]
    assert "1 resident is Gypsy or Irish Traveller, too few to compare with England’s share" in told["Key messages"]
    assert "1 resident of the Isles of Scilly was recorded" in told["Gypsy, Roma and Traveller communities"]
    assert "1 identified death is too few for a headline" in told["People experiencing homelessness"]


def test_a_place_is_set_beside_the_middle_half_of_all_and_a_region_shows_its_places(workbook: Workbook) -> None:
    place = Briefing.of("Manchester", workbook=workbook, level="place").pockets_of_excellence()
    rows = _table(place).set_index("Measure").loc["People sleeping rough, autumn 2025"]
    values = workbook.gaps("place").query("indicator == 'people-sleeping-rough'")["value"]
    lower, upper = values.quantile(0.25), values.quantile(0.75)
    assert rows["Middle half of local authorities"] == f"{lower:.1f} to {upper:.1f}"
    assert not place.charts
    (funnel,) = Briefing.of("London", workbook=workbook, level="region").pockets_of_excellence().charts
    assert "33 places of London" in funnel.alt
    assert "City of London: 616.6" in funnel.alt
    assert funnel.source.endswith("though higher: 3 local authorities.")


def test_all_areas_of_the_level_stand_in_the_funnel(workbook: Workbook) -> None:
    for level, name, said in (("place", "Westminster", "296 local authorities"), ("region", "London", "9 regions")):
        section = Briefing.of(name, workbook=workbook, level=level).homelessness()
        chart = next(chart for chart in section.charts if chart.name == f"{level}s-sleeping-rough")
        assert said in chart.alt


def test_the_route_map_asks_who_can_answer_and_claims_no_duty(workbook: Workbook) -> None:
    table = _table(Briefing.of("Manchester", workbook=workbook, level="place").route_map())
    assert list(table.columns)[-1] == "Questions for the council and its partners"
    assert "joint local health and wellbeing strategy" in table.iloc[0, -1]


def test_words_and_figures_of_a_system_are_not_taken_for_a_place_of_its_name(copy: Workbook) -> None:
    copy.local.mkdir()
    (copy.local / "dorset.toml").write_text(
        'by = "Somebody"\ndate = 2026-05-31\n[comments]\nlimits = "Of the system."\n', encoding="utf-8"
    )
    assert Briefing.of("Dorset", workbook=copy).voice.speaks
    dorset = Briefing.of("Dorset", workbook=copy, level="place")
    assert not dorset.voice.speaks
    with pytest.raises(NotPossibleError, match="Dorset is a local authority"):
        dorset.with_figures(pd.DataFrame())


def _table(section: Section) -> pd.DataFrame:
    """The rows of the first table of a section, or of its first chart."""
    part = next(part for part in section.parts if isinstance(part, Chart | Table))
    table = part.table if isinstance(part, Chart) else part
    return table.rows
