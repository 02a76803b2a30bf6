"""Tables of local authorities and regions: they add up, and what was published for an area is its figure."""

from __future__ import annotations

import pandas as pd
import pytest

from ihanalysis import Workbook
from ihanalysis.areas import ENGLAND
from ihanalysis.figures import KEY, MISSING, select
from ihanalysis.processed import read_table

LEVELS = ("place", "region")
SOMERSET = "E06000066"


@pytest.mark.parametrize("level", LEVELS)
def test_people_sleeping_rough_add_up_to_england(workbook: Workbook, level: str) -> None:
    rough = select(workbook.gaps(level), indicator="people-sleeping-rough")
    assert rough["count"].sum() == 4793
    assert set(rough["comparator_count"]) == {4793}
    assert set(rough["area_code"]) == {area.code for area in workbook.areas.of_level(level)}


@pytest.mark.parametrize("level", LEVELS)
def test_every_area_has_a_row_for_every_measure_and_a_figure_is_there_once(workbook: Workbook, level: str) -> None:
    gaps = select(workbook.gaps(level), gap="place")
    measures = [one for one in workbook.indicators.values() if one.gap == "place"]
    assert len(gaps) == len(measures) * len(workbook.areas.of_level(level))
    assert not workbook.area_figures(level).duplicated(list(KEY)).any()


def test_no_figure_of_registered_patients_is_made_up_for_a_place_or_a_region(workbook: Workbook) -> None:
    for level in LEVELS:
        rows = select(workbook.gaps(level), indicator=["registered-with-a-gp", "residents-in-most-deprived-fifth"])
        assert set(rows["status"]) == {"not available"}
        assert rows["value"].isna().all()


@pytest.mark.parametrize(("level", "named"), [("place", "local authority"), ("region", "region")])
def test_an_areas_own_published_row_wins_over_the_sum(workbook: Workbook, level: str, named: str) -> None:
    codes = [area.code for area in workbook.areas.of_level(level)]
    published = select(workbook.figures, area_level=named, area_code=codes)
    both = published.merge(workbook.area_figures(level), on=list(KEY), suffixes=("", "_here"))
    assert len(both) == len(published)
    pd.testing.assert_series_equal(both["count_here"], both["count"], check_names=False)
    assert (both["source_here"] == both["source"]).all()
    assert set(both["status_here"]) == set(both["status"])
    known = ~both["status"].isin(MISSING)
    assert (both["areas_reported"] == both["areas"].where(known, 0)).all()


def test_an_authority_that_was_merged_belongs_to_its_successor(workbook: Workbook) -> None:
    year = {"indicator": "people-sleeping-rough", "period": "2015", "sex": "persons", "age_band": "all ages"}
    rows = workbook.areas.local_authorities
    parts = rows[(rows["code_now"] == SOMERSET) & (rows["code"] != SOMERSET)]["code"].tolist()
    were = select(workbook.figures, area_code=parts, **year)
    (whole,) = select(workbook.area_figures("place"), area_code=SOMERSET, **year).to_dict("records")
    assert len(were) > 1
    assert (whole["count"], whole["areas"]) == (were["count"].sum(), len(were))


@pytest.mark.parametrize("level", LEVELS)
def test_shares_of_one_divide_nothing(workbook: Workbook, level: str) -> None:
    figures = workbook.area_figures(level)
    assert not figures["split"].any()
    assert "modelled" not in set(figures["status"])


def test_the_rows_of_an_area_are_those_that_a_search_finds(workbook: Workbook) -> None:
    for level, name in (("system", "Devon"), ("place", "City of London"), ("region", "North East")):
        area = workbook.areas.find_at(level, name)
        gaps = workbook.gaps(area.division)
        here = gaps[(gaps["gap"] == "group") | (gaps["area_code"] == area.code)].reset_index(drop=True)
        pd.testing.assert_frame_equal(workbook.gaps_of(area), here)
        for rows, table in (
            (workbook.figures_of(area), workbook.area_figures(area.division)),
            (workbook.trends_of(area), workbook.trends(area.division)),
        ):
            pd.testing.assert_frame_equal(rows, select(table, area_code=area.code))
        england = workbook.trends_of(area, ENGLAND)
        pd.testing.assert_frame_equal(england, select(workbook.trends(area.division), area_code=ENGLAND))


def test_a_level_that_is_not_asked_for_is_neither_made_nor_loaded(copy: Workbook) -> None:
    copy.keep_warm("region")
    assert {path.stem for path in copy.processed.glob("*.csv")} == {
        "figures", "official", "sources", "regions", "gaps-region", "trends-region",
    }  # fmt: skip
    again = Workbook(copy.root)
    pd.testing.assert_frame_equal(again.gaps("region"), read_table(copy.processed / "gaps-region.csv"))
    assert list(again._tables) == ["gaps-region"]
