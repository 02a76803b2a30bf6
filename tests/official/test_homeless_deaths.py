"""Deaths of people experiencing homelessness: the ONS workbooks of 2019, 2020 and 2021."""

from __future__ import annotations

import pytest

from ihanalysis.areas import Areas
from ihanalysis.figures import check as check_figures
from ihanalysis.figures import select
from ihanalysis.sources.official_files.registry import Reading, read_official

from .conftest import Check
from .layouts import (
    DEATHS,
    ENGLAND,
    ENGLAND_AND_WALES,
    deaths_of_december_2021,
    deaths_of_february_2019,
    deaths_of_october_2019,
    estimated,
    identified,
    local_authorities,
)

IDENTIFIED, ESTIMATED = "deaths-while-homeless-identified", "deaths-while-homeless"


def _found(reading: Reading) -> str:
    return "\n".join(map(str, reading.problems))


def _one(reading: Reading, indicator: str, area: str, year: str, **key: str) -> object:
    rows = select(reading.figures, indicator=indicator, area_code=area, period=year, **key)
    assert len(rows) == 1
    row = rows.iloc[0]
    return row["value"] if indicator == ESTIMATED else row["count"]


@pytest.mark.parametrize("name", ["tables.xlsx", "tables.ods", "tables.xls"])
def test_the_workbook_of_february_2019_is_read_from_any_format(check: Check, name: str) -> None:
    reading = check(deaths_of_february_2019(), name)
    assert _found(reading) == ""
    check_figures(reading.figures)
    assert (reading.edition, reading.released) == ("2017", "2019")
    assert reading.sources[0].local_authorities == "2018"
    for area, level in ((ENGLAND_AND_WALES, "country"), ("E12000001", "region"), ("E06000002", "local authority")):
        for year in (2013, 2017):
            assert _one(reading, IDENTIFIED, area, str(year), area_level=level) == identified(area, year)
    assert _one(reading, ESTIMATED, ENGLAND, "2015") == estimated(ENGLAND, 2015)


def test_local_estimates_are_checked_and_not_kept(check: Check) -> None:
    figures = check(deaths_of_february_2019()).figures
    assert set(figures.loc[figures["indicator"] == ESTIMATED, "area_level"]) == {"country", "region"}


def test_authorities_that_the_workbook_leaves_out_had_no_deaths(check: Check, areas: Areas) -> None:
    reading = check(deaths_of_february_2019())
    rows = select(reading.figures, area_level="local authority", period="2016")
    assert sorted(rows["area_code"]) == local_authorities(areas, "2018")
    absent = rows[~rows["area_code"].isin(list(DEATHS))]
    assert set(absent["status"]) == {"zero"}
    assert set(absent["count"]) == {0}


def test_the_workbook_of_october_2019_gives_ages_causes_regions_and_limits(check: Check) -> None:
    reading = check(deaths_of_october_2019(), "deaths.xls")
    assert _found(reading) == ""
    check_figures(reading.figures)
    assert (reading.edition, reading.released) == ("2018", "2019-10-01")
    national = select(reading.figures, indicator=ESTIMATED, area_code=ENGLAND_AND_WALES, period="2018", sex="persons")
    assert national[["lower", "upper"]].to_numpy().tolist() == [[40, 60]]
    assert _one(reading, IDENTIFIED, "E12000002", "2014") == identified("E12000002", 2014)
    assert _one(reading, ESTIMATED, "E12000002", "2014") == estimated("E12000002", 2014, 2)
    assert _one(reading, IDENTIFIED, "E08000003", "2018") == identified("E08000003", 2018)
    key = {"area_code": ENGLAND_AND_WALES, "period": "2013", "sex": "female", "age_band": "20-24"}
    assert select(reading.figures, indicator=IDENTIFIED, **key)["count"].tolist() == [2]
    whole = select(reading.figures, indicator=IDENTIFIED, **{**key, "age_band": "15-74"})
    assert whole["count"].tolist() == [4]
    cause = select(reading.figures, indicator="deaths-while-homeless-drug-poisoning", period="2013")
    assert cause[["count", "value"]].to_numpy().tolist() == [[6, 7.2]]


def test_the_workbook_of_december_2021_lists_every_authority(check: Check, areas: Areas) -> None:
    reading = check(deaths_of_december_2021(areas))
    assert _found(reading) == ""
    assert (reading.edition, reading.released) == ("2020", "2021-12-01")
    assert reading.sources[0].local_authorities == "2021"
    rows = select(reading.figures, area_level="local authority", period="2020")
    assert len(rows) == 309
    assert _one(reading, IDENTIFIED, "E08000003", "2020") == identified("E08000003", 2020)
    assert (rows["status"] == "zero").sum() == 309 - 2


def test_a_missing_year_is_told(check: Check, areas: Areas) -> None:
    sheets = deaths_of_december_2021(areas)
    sheets["Table 7"][3][4] = "2018 - Recorded deaths"  # type: ignore[index]
    told = _found(check(sheets))
    assert "row 4, column 2018 identified deaths: found no such column; expected a column for every year" in told


def test_an_authority_that_stands_twice_is_told(check: Check, areas: Areas) -> None:
    sheets = deaths_of_december_2021(areas)
    sheets["Table 7"].append(list(sheets["Table 7"][10]))  # type: ignore[attr-defined]
    reading = check(sheets)
    assert [(p.sheet, p.row, p.found) for p in reading.problems] == [
        ("Table 7", len(sheets["Table 7"]), f"a second row of {sheets['Table 7'][10][0]}")
    ]


def test_an_estimate_that_the_uplift_does_not_give_is_told(check: Check) -> None:
    sheets = deaths_of_february_2019()
    row = next(n for n, cells in enumerate(sheets["Table 1"]) if cells and cells[0] == "E08000003")
    sheets["Table 1"][row][7 + 2] = 99  # type: ignore[index]
    told = _found(check(sheets))
    assert f"row {row + 1}, column 2015 estimated deaths: found 99; expected 32.28: 27 identified" in told


def test_authorities_that_do_not_add_up_to_england_are_told(check: Check) -> None:
    sheets = deaths_of_february_2019()
    rows = [cells for cells in sheets["Table 1"] if not (cells and cells[0] == "E06000002")]
    assert "over the local authorities of E92000001; expected 35, its own row" in _found(
        check({**sheets, "Table 1": rows})
    )


def test_tables_that_contradict_each_other_are_told(check: Check) -> None:
    sheets = deaths_of_october_2019()
    sheets["Table 1"][6][1] = 999  # type: ignore[index]
    assert "expected 999.0, as in official_homeless_deaths_2018_table_1" in _found(check(sheets, "deaths.xls"))


@pytest.mark.parametrize("cell", ["about 20", "", None, -3, 2.5])
def test_a_cell_that_is_no_number_of_deaths_is_told(check: Check, cell: object) -> None:
    sheets = deaths_of_february_2019()
    row = next(n for n, cells in enumerate(sheets["Table 1"]) if cells and cells[0] == "E06000003")
    sheets["Table 1"][row][2] = cell  # type: ignore[index]
    assert f"row {row + 1}, column 2013 identified deaths" in _found(check(sheets))


def test_a_code_that_is_no_local_authority_of_the_time_is_told(check: Check) -> None:
    sheets = deaths_of_february_2019()
    for cells in sheets["Table 1"]:
        if cells and cells[0] == "E06000003":
            cells[0] = "E06000099"  # type: ignore[index]
    assert "found 'E06000099'; expected a local authority of the" in _found(check(sheets))


def test_a_workbook_without_areas_is_told(check: Check) -> None:
    sheets = deaths_of_october_2019()
    kept = {name: sheets[name] for name in ("Contents", "Table 1", "Table 2")}
    assert "the code of each area" in _found(check(kept, "deaths.xls"))


def test_the_genuine_workbook_of_february_2019_adds_up(genuine, areas: Areas) -> None:  # type: ignore[no-untyped-def]
    reading = read_official(genuine("deathsofhomelesspeoplereferencetables.xlsx"), areas)
    figures = select(reading.figures, indicator=IDENTIFIED)
    national = figures[figures["area_code"] == ENGLAND_AND_WALES].set_index("period")["count"]
    assert national.to_dict() == {"2013": 392, "2014": 401, "2015": 425, "2016": 472, "2017": 491}
    local = figures[figures["area_level"] == "local authority"]
    assert local.groupby("period")["count"].sum().to_dict() == {
        "2013": 374, "2014": 396, "2015": 406, "2016": 450, "2017": 480
    }  # fmt: skip
    assert len(local) == 326 * 5
    assert local.loc[local["status"] != "zero", "area_code"].nunique() == 266
    regions = figures[figures["area_level"] == "region"].groupby("period")["count"].sum()
    assert regions.to_dict() == local.groupby("period")["count"].sum().to_dict()
