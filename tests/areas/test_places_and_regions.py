"""Local authorities and regions: named in many ways, one is meant; and every authority lies in one of each."""

from __future__ import annotations

import pickle

import pytest

from ihanalysis import Workbook
from ihanalysis.areas import DIVISIONS, Level, read_systems
from ihanalysis.errors import UnknownAreaError, UnknownChoiceError


@pytest.mark.parametrize(("level", "number"), [("system", 36), ("place", 296), ("region", 9)])
def test_each_level_has_its_areas_in_the_order_of_their_names(workbook: Workbook, level: str, number: int) -> None:
    areas = workbook.areas.of_level(level)
    assert len(areas) == len({area.slug for area in areas}) == len({area.code for area in areas}) == number
    assert {area.level for area in areas} == {level}
    if level != "system":
        assert [area.name for area in areas] == sorted(area.name for area in areas)


@pytest.mark.parametrize(
    ("name", "meant"),
    [("Manchester", "Manchester"), ("E08000003", "Manchester"), ("shrops", "Shropshire"),
     ("bristol", "Bristol, City of"), ("Westminstre", "Westminster"),
     ("city of london", "City of London"), ("Barnsley", "Barnsley")],
)  # fmt: skip
def test_a_local_authority_is_found_by_every_name_it_has(workbook: Workbook, name: str, meant: str) -> None:
    assert workbook.areas.find_at("place", name).name == meant


def test_a_region_and_a_system_of_one_name_are_told_apart_by_their_level(workbook: Workbook) -> None:
    assert workbook.areas.find_at("region", "london").code == "E12000007"
    assert workbook.areas.find_at("place", "Dorset").code != workbook.areas.find_at("system", "Dorset").code


@pytest.mark.parametrize("name", ["Kettering", "E07000153"])
def test_an_authority_that_was_merged_is_an_error_that_names_its_successor(workbook: Workbook, name: str) -> None:
    with pytest.raises(UnknownAreaError, match=r"no local authority now.*North Northamptonshire \(E06000061\)"):
        workbook.areas.find_at("place", name)


def test_a_name_that_fits_several_lists_them_and_one_that_fits_none_the_nearest(workbook: Workbook) -> None:
    with pytest.raises(UnknownAreaError, match=r"fits 2 local authorities: Newcastle upon Tyne"):
        workbook.areas.find_at("place", "newcastle")
    with pytest.raises(UnknownAreaError, match=r"is not a region.*Yorkshire and The Humber"):
        workbook.areas.find_at("region", "Yorkshire and Lincolnshire")


@pytest.mark.parametrize("name", ["../../etc", '"; import os', "<script>", "", " ", "*", ".", "None"])
def test_a_name_is_only_ever_compared(workbook: Workbook, name: str) -> None:
    with pytest.raises(UnknownAreaError, match=r"is not a local authority"):
        workbook.areas.find_at("place", name)


def test_a_level_that_is_none_lists_those_there_are(workbook: Workbook) -> None:
    with pytest.raises(UnknownChoiceError, match=r"'county' is not a known level.*system, place, region"):
        workbook.areas.of_level("county")
    with pytest.raises(UnknownChoiceError, match=r"2023, 2026, place, region"):
        workbook.areas.of_division("2024")


def test_the_areas_read_alone_are_those_of_the_tables(workbook: Workbook) -> None:
    assert read_systems(workbook.raw / "areas").places == workbook.areas.places


@pytest.mark.parametrize("division", DIVISIONS)
def test_every_authority_of_every_set_lies_whole_in_a_division(workbook: Workbook, division: str) -> None:
    shares = workbook.areas.shares_of(division)
    whole = shares.groupby(["local_authorities", "code"])["share"].sum()
    assert whole.to_numpy() == pytest.approx(1)
    assert set(shares["system_code"]) == {area.code for area in workbook.areas.of_division(division)}


def test_the_regions_share_out_all_local_authorities(workbook: Workbook) -> None:
    names = [region.name for region in workbook.areas.of_level("region")]
    found = [place for name in names for place in workbook.areas.in_region(name.upper(), level="place")]
    assert sorted(place.code for place in found) == sorted(place.code for place in workbook.areas.places)
    with pytest.raises(UnknownChoiceError, match="Did you mean 'South West'"):
        workbook.areas.in_region("South-West", level="place")


def test_areas_travel_between_processes(workbook: Workbook) -> None:
    for level in Level:
        area = workbook.areas.of_level(level)[0]
        assert pickle.loads(pickle.dumps(area)) == area
