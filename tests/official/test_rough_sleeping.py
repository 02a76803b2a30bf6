"""People sleeping rough: the snapshot tables."""

from __future__ import annotations

import pytest

from ihanalysis.areas import Areas
from ihanalysis.figures import KEY, select
from ihanalysis.figures import check as check_figures
from ihanalysis.sources.official_files.registry import Reading, read_official
from ihanalysis.sources.tidy import read_figures

from .conftest import Check
from .layouts import ENGLAND, PLACES, sleeping_rough, snapshot_of_2022, snapshot_of_2025

PERSONS = "people-sleeping-rough"


def _found(reading: Reading) -> str:
    return "\n".join(map(str, reading.problems))


def _row(sheets: dict, name: str, code: str) -> list:  # type: ignore[type-arg]
    return next(cells for cells in sheets[name] if code in cells)


@pytest.mark.parametrize("name", ["tables.xlsx", "tables.ods", "tables.xls"])
def test_people_are_read_by_place_and_year_from_any_format(check: Check, name: str) -> None:
    reading = check(snapshot_of_2022(), name)
    assert _found(reading) == ""
    check_figures(reading.figures)
    assert (reading.edition, reading.released) == ("2022", "2023-02-28")
    rows = select(reading.figures, indicator=PERSONS, sex="persons", age_band="all ages")
    found = rows.set_index(["area_code", "period"])["count"].to_dict()
    areas = [ENGLAND, *PLACES, *PLACES.values()]
    assert found == {(area, str(y)): sleeping_rough(area, y) for area in areas for y in range(2010, 2023)}


def test_england_and_regions_are_read_by_sex_age_and_nationality(check: Check) -> None:
    figures = check(snapshot_of_2022()).figures
    quarter = sleeping_rough(ENGLAND, 2020) // 4
    england = figures[(figures["area_code"] == ENGLAND) & (figures["period"] == "2020")]
    found = england.set_index(["indicator", "sex", "age_band"])["count"].to_dict()
    assert found == {
        (PERSONS, "persons", "all ages"): 4 * quarter,
        (PERSONS, "female", "all ages"): quarter,
        (PERSONS, "male", "all ages"): 2 * quarter,
        (f"{PERSONS}-sex-unknown", "persons", "all ages"): quarter,
        (PERSONS, "persons", "0-17"): 0,
        (PERSONS, "persons", "18-25"): quarter,
        (PERSONS, "persons", "26+"): 2 * quarter,
        (PERSONS, "persons", "not known"): quarter,
        (f"{PERSONS}-uk", "persons", "all ages"): quarter,
        (f"{PERSONS}-eu", "persons", "all ages"): quarter,
        (f"{PERSONS}-non-eu", "persons", "all ages"): quarter,
        (f"{PERSONS}-nationality-unknown", "persons", "all ages"): quarter,
    }
    parts = figures[(figures["age_band"] == "18-25") & (figures["period"] == "2020")]
    assert set(parts["area_level"]) == {"country", "region"}


def test_a_column_headed_with_another_year_is_that_of_its_total_and_is_told(check: Check) -> None:
    notes = check(snapshot_of_2022()).notes
    assert notes == ("Table 2b Nationality: the column headed 'Non-EU, Non-UK 2021' is that of 2020.",)


def test_codes_are_found_under_whatever_heading_and_shorthand_is_understood(check: Check) -> None:
    reading = check(snapshot_of_2025(), "snapshot.ods")
    assert _found(reading) == ""
    assert (reading.edition, reading.released) == ("2025", "2026-02-26")
    rows = reading.figures[reading.figures["area_code"] == "E06000063"].set_index("period")["status"]
    assert rows["2010"] == "not applicable"  # the authority began later
    assert rows["2024"] == "not available"
    assert rows["2025"] == "zero"
    assert reading.sources[0].local_authorities == "2025"


def test_thousand_separators_are_numbers(check: Check) -> None:
    sheets = snapshot_of_2022()
    for cells in sheets["Table 1 Total"]:
        for column, cell in enumerate(cells):
            if isinstance(cell, int) and cell < 2000:
                cells[column] = f"{cell:,}"  # type: ignore[index]
    assert _found(check(sheets)) == ""


def test_a_shifted_header_is_found_by_its_years(check: Check) -> None:
    sheets = {
        name: [[], ["Added by somebody"], *[["", *cells] for cells in rows]]
        for name, rows in snapshot_of_2022().items()
    }
    reading = check(sheets)
    assert _found(reading) == ""
    assert len(reading.figures) == len(check(snapshot_of_2022()).figures)


def test_a_missing_year_is_told(check: Check) -> None:
    sheets = snapshot_of_2022()
    sheets["Table 1 Total"][3][8] = "autumn"  # type: ignore[index]
    assert "row 4, column 2014: found no such column" in _found(check(sheets))


def test_places_that_do_not_add_up_are_told(check: Check) -> None:
    sheets = snapshot_of_2022()
    _row(sheets, "Table 1 Total", "E08000003")[4] = 999
    told = _found(check(sheets))
    assert "people over the local authorities; expected" in told
    assert "column 2010" in told


def test_parts_that_do_not_add_up_are_told_with_their_row(check: Check) -> None:
    sheets = snapshot_of_2022()
    _row(sheets, "Table 2a Gender", "E08000003")[4] = 999
    assert "sheet Table 2a Gender, row 11, column Total 2017: found parts that add up to" in _found(check(sheets))


def test_a_total_that_differs_from_the_first_table_is_told(check: Check) -> None:
    sheets = snapshot_of_2022()
    row = _row(sheets, "Table 2a Gender", "E08000003")
    row[4], row[7] = row[4] + 1, row[7] + 1
    assert "as in table 1" in _found(check(sheets))


def test_an_authority_that_stands_twice_is_told(check: Check) -> None:
    sheets = snapshot_of_2022()
    sheets["Table 1 Total"].insert(12, list(_row(sheets, "Table 1 Total", "E08000003")))  # type: ignore[attr-defined]
    assert "a second row of E08000003" in _found(check(sheets))


def test_a_code_that_is_no_local_authority_is_told(check: Check) -> None:
    sheets = snapshot_of_2022()
    _row(sheets, "Table 1 Total", "E08000003")[0] = "E08000099"
    assert "found 'E08000099'; expected a local authority of the" in _found(check(sheets))


def test_a_new_heading_and_a_missing_table_are_told(check: Check) -> None:
    sheets = snapshot_of_2022()
    sheets["Table 2a Gender"][3][4] = "Woman 2017"  # type: ignore[index]
    assert "a new heading" in _found(check(sheets))
    gone = {name: rows for name, rows in snapshot_of_2022().items() if name != "Table 1 Total"}
    assert "a sheet such as Table 1 Total" in _found(check(gone))


def test_the_genuine_tables_of_2022_have_the_published_totals(genuine, areas: Areas) -> None:  # type: ignore[no-untyped-def]
    reading = read_official(genuine("Rough_sleeping.xlsx"), areas)
    rows = select(reading.figures, indicator=PERSONS, sex="persons", age_band="all ages", period="2022")
    assert rows.loc[rows["area_code"] == ENGLAND, "count"].tolist() == [3_069]
    local = rows[rows["area_level"] == "local authority"]
    assert len(local) == 309
    assert local["count"].sum() == 3_069
    assert reading.sources[0].local_authorities == "2021"


def test_genuine_figures_are_those_that_are_shipped(genuine, areas: Areas, workbook) -> None:  # type: ignore[no-untyped-def]
    reading = read_official(genuine("Rough_sleeping.xlsx"), areas)
    shipped = read_figures(workbook.raw / "rough_sleeping" / "figures.csv")
    shipped = shipped[shipped["period"] <= "2022"]
    both = reading.figures.merge(shipped, on=list(KEY), suffixes=("", "_shipped"), how="outer")
    assert len(both) == len(reading.figures) == len(shipped)
    assert (both["count"] == both["count_shipped"]).all()
    assert (both["status"] == both["status_shipped"]).all()
