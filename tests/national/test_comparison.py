"""All systems on one measure: by name, in words of the interval, named only by the funnel."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ihanalysis import Workbook
from ihanalysis.national import National
from ihanalysis.national.comparison import Comparison
from ihanalysis.national.pictures import funnel_of, map_of


@pytest.fixture(scope="module")
def national(workbook: Workbook) -> National:
    return National.of("2026", workbook)


@pytest.fixture(scope="module")
def rough(national: National) -> Comparison:
    return national.comparisons["people-sleeping-rough"]


def test_a_comparison_agrees_with_each_briefing(rough: Comparison, workbook: Workbook) -> None:
    gaps = workbook.gaps("2026")
    kent = gaps[(gaps["indicator"] == "people-sleeping-rough") & (gaps["area_code"] == "E54000032")].iloc[0]
    row = rough.table().rows.set_index("System").loc["Kent and Medway"]
    assert row["Number"] == f"{kent['count']:,.0f}" == "174"
    assert row["Figure"] == "9.2"
    assert row["95% interval"] == "7.9 to 10.6"
    assert row["Against England"] == "no clear difference"


def test_systems_are_in_the_order_of_their_names(rough: Comparison) -> None:
    names = list(rough.table().rows["System"])
    assert names == sorted(names)
    assert len(names) == 36


def test_no_system_is_called_better_or_worse(national: National) -> None:
    for comparison in national.comparisons.values():
        words = " ".join(comparison.table().rows["Against England"])
        assert "better" not in words
        assert "worse" not in words


def test_the_headline_counts_every_system_once(national: National) -> None:
    for comparison in national.comparisons.values():
        assert sum(comparison.kinds.values()) == 36
    assert national.comparisons["people-sleeping-rough"].headline == (
        "People sleeping rough: 7 systems are higher than England, 17 lower and 12 not clearly different"
    )


def test_few_events_stay_out_of_the_count_and_say_so(national: National) -> None:
    deaths = national.comparisons["deaths-while-homeless"]
    tiny = next(system for system in deaths.systems if system.name == "Shropshire, Telford and Wrekin")
    assert deaths.kind(tiny) == "few events"
    assert deaths.words(tiny) == "lower, few events"
    assert deaths.headline.endswith("(1 with few events)")
    row = deaths.table().rows.set_index("System").loc[tiny.name]
    assert (row["Estimated number"], row["Figure"]) == ("15", "3.8 [u]")


def test_a_system_without_a_figure_has_its_row_and_its_tile(rough: Comparison) -> None:
    kent = next(system for system in rough.systems if system.name == "Kent and Medway")
    missing = {name: float("nan") for name in ("value", "lower", "upper", "count")}
    gone = replace(rough.of(kent), row={**rough.of(kent).row, **missing, "status": "suppressed"})
    without = replace(rough, findings={**rough.findings, kent.code: gone})
    row = without.table().rows.set_index("System").loc["Kent and Medway"]
    assert (row["Number"], row["Figure"], row["Against England"]) == ("[x]", "[c]", "no figure")
    assert kent not in without.compared
    assert without.headline.endswith("(1 with no figure)")
    assert "Kent and Medway" not in funnel_of(without, "").alt
    assert "Kent and Medway: [c], no figure." in map_of(without, "").alt


def test_one_system_is_told_in_the_singular(rough: Comparison) -> None:
    one = replace(rough, systems=tuple(s for s in rough.systems if s.name in ("Somerset", "Kent and Medway")))
    assert one.headline == "People sleeping rough: 1 system is higher than England and 1 not clearly different"
    assert not one.enough


def test_only_the_funnel_names_a_system(rough: Comparison) -> None:
    assert rough.apart == ["Somerset", "West and North London"]
    picture = funnel_of(rough, "").wide
    assert "Somerset" in picture.split("</title>")[-1]
    drawn = picture[picture.index(">") :]
    assert "Devon" not in drawn
    assert "Kent" not in drawn


def test_pictures_say_every_number_that_they_show(national: National) -> None:
    for comparison in national.comparisons.values():
        for chart in (map_of(comparison, ""), funnel_of(comparison, "")):
            assert all(system.name in chart.alt for system in comparison.compared)
            for figure in chart.table.rows["Figure"]:
                assert figure in chart.alt
            assert list(chart.table.rows["System"]) == [system.name for system in comparison.compared]


def test_what_a_count_is_set_against_is_named(national: National) -> None:
    sizes = {name: comparison.size for name, comparison in national.comparisons.items()}
    assert sizes["people-sleeping-rough"] == "residents"
    assert sizes["households-owed-a-duty"] == "households"
    assert sizes["lost-home-custody"] == "households owed a duty"
    assert sizes["drug-poisoning-deaths"] == "person-years"
