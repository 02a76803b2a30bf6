"""The figures that are shipped: where they are from, what they do not say, and what is printed elsewhere of them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from ihanalysis import Workbook
from ihanalysis.areas.moving import check_codes
from ihanalysis.figures import MISSING, select
from ihanalysis.sources.publications import read_sources
from ihanalysis.sources.tidy import read_figures

KENT, ENGLAND = "E54000032", "E92000001"
HULL, BRADFORD = "E06000010", "E08000032"
CANTERBURY, TONBRIDGE_AND_MALLING = "E07000106", "E07000115"
LOCAL = "local authority"
#: What the folder may hold, in bytes: it is read and searched as text.
LARGEST_FOLDER = 12_000_000


def _files(workbook: Workbook) -> list[Path]:
    return sorted(workbook.raw.glob("*/figures*.csv"))


def _one(figures: pd.DataFrame, **wanted: str) -> pd.Series:
    rows = select(figures, **wanted)
    assert len(rows) == 1, wanted
    return rows.iloc[0]


# where figures are from


def test_the_folder_stays_small(workbook: Workbook) -> None:
    assert sum(path.stat().st_size for path in workbook.raw.rglob("*.csv")) < LARGEST_FOLDER


def test_every_figure_cites_a_source_of_its_own_folder(workbook: Workbook) -> None:
    for path in _files(workbook):
        own = {source.source for source in read_sources(path.parent / "sources.csv")}
        assert set(read_figures(path)["source"]) <= own, path


def test_every_source_is_cited(workbook: Workbook) -> None:
    named = {s.source for path in _files(workbook) for s in read_sources(path.parent / "sources.csv")}
    assert named <= set(workbook.figures["source"])


def test_no_source_gives_a_code_repository_as_its_address(workbook: Workbook) -> None:
    for source in workbook.sources.values():
        assert source.address.startswith("https://"), source
        assert not any(host in source.address for host in ("github", "gitlab", "bitbucket")), source


def test_every_local_authority_code_is_of_the_set_its_table_was_published_with(workbook: Workbook) -> None:
    sets = {name: source.local_authorities for name, source in workbook.sources.items()}
    for path in _files(workbook):
        check_codes(read_figures(path), sets, workbook.areas.shares, str(path))


def test_barnsley_and_sheffield_are_recoded_between_the_year_to_march_and_that_to_december_2025(
    workbook: Workbook,
) -> None:
    owed = select(workbook.figures, indicator="households-owed-a-duty", area_level=LOCAL)
    of_year = {period: set(rows["area_code"]) for period, rows in owed.groupby("period")}
    old, new = {"E08000016", "E08000019"}, {"E08000038", "E08000039"}
    assert (old & of_year["2024-25"], new & of_year["2024-25"]) == (old, set())
    assert (old & of_year["2025"], new & of_year["2025"]) == (set(), new)


# what is missing is said to be missing


@pytest.mark.parametrize("council", [CANTERBURY, TONBRIDGE_AND_MALLING])
def test_a_council_that_lacks_a_quarter_has_no_figure_for_the_year(workbook: Workbook, council: str) -> None:
    year = {"period": "2024-25", "area_code": council}
    for indicator in ("households-owed-a-duty", "support-need-mental-ill-health", "lost-home-custody"):
        figure = _one(workbook.figures, indicator=indicator, **year)
        assert figure["status"] == "not available"
        assert figure[["count", "denominator"]].isna().all()


def test_people_sleeping_rough_in_2023_are_known_for_england_and_not_for_any_council(workbook: Workbook) -> None:
    autumn = select(workbook.figures, indicator="people-sleeping-rough", period="2023")
    assert set(select(autumn, area_level=LOCAL)["status"]) == {"not available"}
    assert _one(autumn, area_code=ENGLAND)["count"] == 3_898


def test_an_authority_that_an_asylum_table_does_not_show_is_not_given_a_zero(workbook: Workbook) -> None:
    at_end_of_2025 = select(workbook.figures, period="2025-12-31", area_level=LOCAL)
    supported = at_end_of_2025["indicator"].str.startswith("people-receiving-asylum-support")
    assert "zero" not in set(at_end_of_2025.loc[supported, "status"])
    total = select(at_end_of_2025, indicator="people-receiving-asylum-support", status="not available")
    assert len(total) == 13


def test_no_england_is_made_of_an_asylum_table_that_two_cities_are_missing_from(workbook: Workbook) -> None:
    wanted = {"indicator": "people-receiving-asylum-support", "period": "2024-12-31"}
    assert _one(workbook.figures, area_code=ENGLAND, **wanted)["status"] == "not available"


def test_a_need_first_asked_about_within_a_year_is_held_from_the_next(workbook: Workbook) -> None:
    assert select(workbook.figures, indicator="support-need-modern-slavery")["period"].min() == "2024-25"
    assert select(workbook.figures, indicator="lost-home-resettlement-ended")["period"].min() == "2025"


def test_needs_hidden_in_small_councils_are_suppressed_and_carry_no_number(workbook: Workbook) -> None:
    needs = workbook.figures[workbook.figures["indicator"].str.startswith("support-need-")]
    assert (needs["status"] == "suppressed").sum() > 100
    missing = needs[needs["status"].isin(MISSING)]
    assert missing[["count", "denominator", "value"]].isna().all(axis=None)


def test_england_and_regions_are_as_rounded_as_they_are_published(workbook: Workbook) -> None:
    households = workbook.figures[workbook.figures["source"].str.startswith("hclic_")]
    above = households.loc[households["area_level"].isin(["country", "region"]), "count"]
    assert len(above) > 1_000
    assert (above % 10 == 0).all()


# figures printed elsewhere, made from these


@pytest.mark.parametrize(
    ("indicator", "period", "households", "each", "rate", "england", "councils"),
    [
        ("households-owed-a-duty", "2024-25", 8_442, 1_000, 12.3, 13.3, 11),
        ("households-in-temporary-accommodation", "2025-12-31", 2_913, 1_000, 4.0, 5.5, 12),
        ("lost-home-custody", "2025", 203, 100, 2.2, 3.5, 13),
        ("lost-home-asylum-support-ended", "2025", 78, 100, 0.8, 6.6, 13),
        ("accommodation-custody", "2025", 273, 100, 3.0, 3.8, 13),
        ("households-with-any-support-need", "2025", 4_570, 100, 49.4, 60.1, 13),
    ],
)
def test_households_of_kent_and_medway_with_the_councils_they_rest_on(
    workbook: Workbook,
    indicator: str,
    period: str,
    households: int,
    each: int,
    rate: float,
    england: float,
    councils: int,
) -> None:
    wanted = {"indicator": indicator, "period": period}
    kent = _one(workbook.area_figures("2026"), area_code=KENT, **wanted)
    country = _one(workbook.figures, area_code=ENGLAND, **wanted)
    assert kent["count"] == households
    assert f"{each * kent['count'] / kent['denominator']:.1f}" == f"{rate:.1f}"
    assert f"{each * country['count'] / country['denominator']:.1f}" == f"{england:.1f}"
    assert (kent["areas_reported"], kent["areas"]) == (councils, 13)


@pytest.mark.parametrize(
    ("indicator", "periods", "of", "people", "each", "rate", "england"),
    [
        ("people-sleeping-rough", ["2025"], ["2023"], 174, 100_000, 9.2, 8.3),
        ("people-receiving-asylum-support", ["2025-12-31"], ["2024"], 1_131, 10_000, 5.9, 16.1),
        ("drug-poisoning-deaths", ["2018", "2019", "2020"], ["2018", "2019", "2020"], 385, 100_000, 6.9, 7.4),
    ],
)
def test_people_of_kent_and_medway_for_every_so_many_residents(
    workbook: Workbook,
    indicator: str,
    periods: list[str],
    of: list[str],
    people: int,
    each: int,
    rate: float,
    england: float,
) -> None:
    rates = []
    for figures, area in ((workbook.area_figures("2026"), KENT), (workbook.figures, ENGLAND)):
        counted = select(figures, indicator=indicator, period=periods, area_code=area, age_band="all ages")
        residents = select(figures, indicator="residents", period=of, area_code=area, age_band="all ages")
        counted = select(counted, sex="persons")
        rates.append(f"{each * counted['count'].sum() / select(residents, sex='persons')['count'].sum():.1f}")
        if area == KENT:
            assert counted["count"].sum() == people
    assert rates == [f"{rate:.1f}", f"{england:.1f}"]


def test_support_that_carries_another_citys_code_is_placed_by_the_name_of_its_own(workbook: Workbook) -> None:
    wanted = {"indicator": "people-receiving-asylum-support", "period": "2022-12-31"}
    hull, bradford = (_one(workbook.figures, area_code=code, **wanted)["count"] for code in (HULL, BRADFORD))
    # Hull's own three kinds of support; Bradford's sections 4 and 95 beside the 452 of section 98.
    assert hull == 942
    assert bradford > 452
