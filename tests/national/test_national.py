"""All systems side by side: the sections that a national team reads, and what they may not say."""

from __future__ import annotations

import re

import pytest

from ihanalysis import Workbook
from ihanalysis.content import Section
from ihanalysis.errors import UnknownChoiceError
from ihanalysis.national import National
from ihanalysis.national.groups import message


@pytest.fixture(scope="module", params=["2023", "2026"])
def national(request: pytest.FixtureRequest, workbook: Workbook) -> National:
    return National.of(request.param, workbook)


@pytest.fixture(scope="module")
def sections(national: National) -> tuple[Section, ...]:
    return national.sections()


def test_every_group_with_a_measure_has_its_section(national: National, sections: tuple[Section, ...]) -> None:
    names = {section.name.lower() for section in sections}
    groups = {comparison.indicator.group for comparison in national.comparisons.values()} - {"everyone"}
    assert {group.lower() for group in groups} <= names
    assert {"key messages", "groups and everyone", "england over time", "limits", "sources and methods"} <= names
    assert len({section.id for section in sections}) == len(sections)


def test_each_measure_has_its_map_and_its_funnel(national: National, sections: tuple[Section, ...]) -> None:
    charts = [chart.name for section in sections for chart in section.charts]
    assert len(set(charts)) == len(charts)
    for name in national.comparisons:
        assert {f"{name}-map", f"{name}-funnel"} <= set(charts)


def test_every_source_cited_is_listed(sections: tuple[Section, ...]) -> None:
    pages = [section.html() for section in sections]
    cited = set(re.findall(r'href="#(source-\d+)"', "".join(pages)))
    assert cited
    assert cited <= set(re.findall(r'id="(source-\d+)"', pages[-1]))


def test_people_come_first_and_nothing_is_ranked(sections: tuple[Section, ...]) -> None:
    text = re.sub(r"<[^>]+>", " ", " ".join(section.html() for section in sections)).lower()
    for label in (r"\bthe homeless\b", r"\bgrt\b", r"\boffenders?\b", r"\bservice users?\b", r"\brank", r"\bworst\b"):
        assert not re.search(label, text), label
    assert not re.findall(r"\bnan\b|\bnone\b(?! stands)|\binf\b|\[\]|\*\*|\{", text)


def test_the_messages_name_no_system(national: National) -> None:
    text = national.key_messages().html()
    assert not [system.name for system in national.systems if system.name in text]


def test_the_latest_national_figures_lead(workbook: Workbook) -> None:
    text = National.of("2026", workbook).key_messages().html()
    assert "An estimated 741 people died while homeless in England and Wales in 2021" in text
    assert "4,793 people were counted or estimated to be sleeping rough" in text
    assert "almost twice as likely to be disabled" in text


def test_a_year_without_an_interval_breaks_the_band_and_not_the_line(national: National) -> None:
    deaths = national.over_time().charts[1]
    rows = deaths.table.rows.set_index("Year")
    assert rows.loc["2019", "95% interval"] == "[x]"
    assert rows.loc["2021", "95% interval"] == "658 to 824"
    assert deaths.wide.count('style="fill: #d5dfe9') == 2


def test_measures_of_a_group_are_told_together(workbook: Workbook) -> None:
    comparisons = National.of("2026", workbook).comparisons
    assert message([comparisons["lost-home-custody"]]) == (
        "Systems differ by more than chance; with that spread allowed for, none stands apart"
    )
    assert message([comparisons["people-sleeping-rough"], comparisons["lost-home-custody"]]) == (
        "Systems differ by more than chance on both measures; with that spread allowed for, some stand apart on one of "
        "the two measures"
    )


def test_a_year_without_systems_is_an_error_with_the_valid_ones(workbook: Workbook) -> None:
    with pytest.raises(UnknownChoiceError, match="2026"):
        National.of("2025", workbook)
