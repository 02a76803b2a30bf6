"""Patients registered at a GP practice: the regions file and the map of practices."""

from __future__ import annotations

import pandas as pd
import pytest

from ihanalysis.areas import Areas
from ihanalysis.errors import BadFileError
from ihanalysis.figures import KEY
from ihanalysis.figures import check as check_figures
from ihanalysis.sources.official_files.registry import identify

from .building import as_csv, as_zip, write
from .conftest import Check
from .layouts import AGES, map_file, patients_of_system, regions_file

CSV = "regions.csv"
SEX, AGE, PATIENTS = 5, 6, 7


def _found(reading: object) -> str:
    return "\n".join(map(str, reading.problems))  # type: ignore[attr-defined]


def test_systems_are_read_by_sex_and_five_year_age_and_england_is_the_sum_of_its_regions(
    check: Check, areas: Areas
) -> None:
    reading = check(regions_file(areas), CSV)
    assert reading.problems == ()
    figures = check_figures(reading.figures)
    everyone = sum(patients_of_system(n) for n in range(36)) * 2 * len(AGES)
    england = figures[figures["area_level"] == "country"]
    assert england["count"].tolist() == [everyone]
    assert england["status"].tolist() == ["derived"]
    first = areas.of("2026")[0]
    kept = figures[figures["area_code"] == first.code].set_index(["sex", "age_band"])["count"]
    assert kept["persons", "all ages"] == patients_of_system(0) * 192
    assert kept["female", "0-4"] == kept["male", "90-94"] == patients_of_system(0) * 5
    assert kept["female", "95+"] == patients_of_system(0)
    assert figures["period"].unique().tolist() == ["2026-08-01"]


@pytest.mark.parametrize("packed", [False, True])
def test_a_csv_and_a_zip_of_it_say_the_same(check: Check, areas: Areas, packed: bool) -> None:
    data = as_csv(regions_file(areas))
    reading = check(as_zip({"gp-reg-pat-prac-sing-age-regions.csv": data}) if packed else data, "file.zip")
    assert reading.problems == ()
    assert reading.edition == "2026-08-01"
    assert reading.summary.rows == (36 + 106 + 7 + 2) * 195


@pytest.mark.parametrize(
    ("printed", "types", "boundaries", "systems"),
    [("2026-04-01", "2026", "2026", 36), ("01Sep2022", "2022", "2023", 42), ("01-Jan-24", "2022", "2023", 42)],
)
def test_each_era_is_read_onto_the_systems_of_its_day(
    check: Check, areas: Areas, printed: str, types: str, boundaries: str, systems: int
) -> None:
    reading = check(regions_file(areas, printed, boundaries, types), CSV)
    assert _found(reading) == ""
    codes = set(reading.figures.loc[reading.figures["area_level"] == "system", "area_code"])
    assert codes == {system.code for system in areas.of(boundaries)}
    assert len(codes) == systems


def test_systems_whose_boundary_moved_in_july_2022_are_left_out_before_it(check: Check, areas: Areas) -> None:
    reading = check(regions_file(areas, "01JUN2021", "2023", "2021"), CSV)
    assert _found(reading) == ""
    assert "QT1" in reading.notes[0]
    assert reading.figures.loc[reading.figures["area_level"] == "system", "area_code"].nunique() == 42 - 8


def test_a_file_whose_partnerships_have_no_code_gives_england_only(check: Check, areas: Areas) -> None:
    rows = regions_file(areas, "01JUN2021", "2023", "2021")
    for row in rows:
        if row[2] == "STP":
            row[3] = ""
    reading = check(rows, CSV)
    assert _found(reading) == ""
    assert reading.figures["area_level"].tolist() == ["country"]
    assert "only England" in reading.notes[0]


def test_a_doubled_row_is_refused_and_never_summed(check: Check, areas: Areas) -> None:
    rows = regions_file(areas)
    reading = check([*rows, rows[400]], CSV)
    assert len(reading.problems) == 1
    problem = reading.problems[0]
    assert (problem.row, problem.column) == (len(rows) + 1, "ORG_CODE + SEX + AGE")
    assert "a second row" in problem.found
    assert len(reading.figures) == 0


def test_two_extract_dates_are_refused(check: Check, areas: Areas) -> None:
    rows = regions_file(areas)
    rows[9][1] = "2026-09-01"
    assert "2 dates" in _found(check(rows, CSV))


def test_parts_that_do_not_add_up_name_the_organisation(check: Check, areas: Areas) -> None:
    rows = regions_file(areas)
    rows[10][PATIENTS] = int(str(rows[10][PATIENTS])) + 7
    told = _found(check(rows, CSV))
    assert f"system {rows[10][3]}" in told
    assert "its row ALL, ALL" in told


def test_levels_that_disagree_are_told(check: Check, areas: Areas) -> None:
    rows = [row for row in regions_file(areas) if row[3] != "U00001"]
    assert "over every network" in _found(check(rows, CSV))


def test_an_england_of_another_size_is_not_believed(check: Check, areas: Areas) -> None:
    rows = regions_file(areas)
    for row in rows[1:]:
        row[PATIENTS] = int(str(row[PATIENTS])) * 2
    assert "between 55,000,000 and 70,000,000" in _found(check(rows, CSV))


def test_a_system_that_is_not_in_the_list_of_the_day_is_told_with_the_nearest(check: Check, areas: Areas) -> None:
    rows = regions_file(areas)
    for row in rows:
        if row[3] == "QKS":
            row[3] = "QKZ"
    told = _found(check(rows, CSV))
    assert "'QKZ'" in told
    assert "such as QKS" in told
    assert "no rows of QKS" in told


def test_an_ods_code_with_another_boundary_is_told_by_its_ons_code(check: Check, areas: Areas) -> None:
    rows = regions_file(areas)
    for row in rows:
        if row[3] == "QRL":
            row[4] = "E54000042"  # Hampshire and Isle of Wight as it was until March 2026
    assert "another boundary" in _found(check(rows, CSV))


def test_a_location_too_few_is_told(check: Check, areas: Areas) -> None:
    rows = regions_file(areas)
    for row in rows:
        if row[3] == "L105":
            row[3], row[4] = "L104", "E38000104"
    told = _found(check(rows, CSV))
    assert "a second row" in told


@pytest.mark.parametrize(
    ("column", "word", "expected"),
    [(SEX, "UNKNOWN", "ALL, FEMALE, MALE"), (AGE, "0-4", "ALL, 0 to 94, or 95+"), (2, "NATION", "COMM REGION")],
)
def test_a_word_of_no_known_meaning_is_told_with_its_row(
    check: Check, areas: Areas, column: int, word: str, expected: str
) -> None:
    rows = regions_file(areas)
    rows[5][column] = word
    reading = check(rows, CSV)
    assert [(p.row, p.found) for p in reading.problems] == [(6, repr(word))]
    assert expected in reading.problems[0].expected


@pytest.mark.parametrize("text", ["many", "", "-5", "12.5"])
def test_a_count_that_is_no_whole_number_is_told_with_its_row(check: Check, areas: Areas, text: str) -> None:
    rows = regions_file(areas)
    rows[7][PATIENTS] = text
    reading = check(rows, CSV)
    assert [(p.row, p.column) for p in reading.problems] == [(8, "NUMBER_OF_PATIENTS")]


def test_thousand_separators_are_numbers(check: Check, areas: Areas) -> None:
    rows = regions_file(areas)
    for row in rows[1:]:
        row[PATIENTS] = f"{row[PATIENTS]:,}"
    assert _found(check(rows, CSV)) == ""


def test_the_header_may_stand_lower_and_its_columns_in_another_order(check: Check, areas: Areas) -> None:
    rows = regions_file(areas)
    shifted = [["A title", "that someone added"], [], *([row[-1], "", *row[:-1]] for row in rows)]
    shifted[2][1] = "NOTE"
    assert _found(check(shifted, CSV)) == ""


def test_a_renamed_column_is_told_with_the_nearest_name(check: Check, areas: Areas) -> None:
    rows = regions_file(areas)
    rows[0][PATIENTS] = "NO_OF_PATIENTS"
    reading = check(rows, CSV)
    assert reading.publication == "gp_registrations"
    assert "NUMBER_OF_PATIENTS" in _found(reading)
    assert "'NO_OF_PATIENTS'" in _found(reading)


def test_the_count_may_be_headed_as_in_older_files(check: Check, areas: Areas) -> None:
    rows = regions_file(areas)
    rows[0][PATIENTS] = "Number of Patients"
    assert _found(check(rows, CSV)) == ""


def test_a_row_with_too_many_cells_is_told(check: Check, areas: Areas) -> None:
    rows = regions_file(areas)
    rows[30] = [*rows[30][:PATIENTS], "1", "440", "000"]
    for quoted in ("plain", 'with "quotes"'):
        rows[50][0] = quoted
        reading = check(rows, CSV)
        assert [(p.row, p.found, p.expected) for p in reading.problems] == [(31, "10 cells", "8, as in the header")]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("PUBLICATION,EXTRACT_DATE,TYPE,CCG_CODE,ONS_CCG_CODE,CODE,POSTCODE,SEX,AGE,NUMBER_OF_PATIENTS", "prac-all"),
        ("PUBLICATION,EXTRACT_DATE,ORG_TYPE,ORG_CODE,ONS_CODE,POSTCODE,SEX,AGE_GROUP_5,NUMBER_OF_PATIENTS", "quin-age"),
        ("PUBLICATION,EXTRACT_DATE,ORG_TYPE,ORG_CODE,POSTCODE,SEX,AGE,NUMBER_OF_PATIENTS", "sing-age-female"),
        ("PUBLICATION,EXTRACT_DATE,PRACTICE_CODE,PRACTICE_NAME,LSOA_CODE,SEX,Number of Patients", "lsoa"),
        ("GP_PRACTICE_CODE,POSTCODE,MALE_0-1,FEMALE_0-1", "before April 2017"),
    ],
)  # fmt: skip
def test_the_other_files_of_the_publication_are_named_with_the_one_to_give(
    check: Check, header: str, name: str
) -> None:
    reading = check(f"{header}\n".encode(), CSV)
    assert reading.publication == "gp_registrations"
    assert name in _found(reading)
    assert "sing-age-regions" in _found(reading)


def test_the_map_places_each_practice_in_a_network_a_location_and_a_system(check: Check, areas: Areas) -> None:
    for boards, day in ((True, "01Aug2026"), (False, "01Sep2020")):
        reading = check(map_file(areas, day, boards), "map.csv")
        assert _found(reading) == ""
        assert len(reading.figures) == 0
        table = reading.table
        assert table["system_ods_code"].nunique() == (36 if boards else 42)
        assert table.loc[0, "network_name"] == "NETWORK 0, NORTH"
        # Practices in no network are not one network.
        assert table.loc[1, "network_code"] == ""


def test_a_practice_that_stands_twice_and_a_location_in_two_systems_are_told(check: Check, areas: Areas) -> None:
    rows = map_file(areas)
    rows.append(list(rows[1]))
    rows[5][11] = rows[9][11]
    told = _found(check(rows, "map.csv"))
    assert f"row {len(rows)}, column PRACTICE_CODE: found 'A00000' again" in told
    assert "each in one system" in told


def test_names_outside_utf_8_are_read_as_windows_1252(check: Check, areas: Areas) -> None:
    rows = map_file(areas)
    rows[1][3] = "THE RUE ÉMILE DOCTOR’S SURGERY"
    for encoding in ("cp1252", "utf-8-sig"):
        reading = check(as_csv(rows, encoding), "map.csv")
        assert _found(reading) == ""
        assert reading.table.loc[0, "practice_name"] == "THE RUE ÉMILE DOCTOR’S SURGERY"


def test_a_genuine_regions_file_has_the_published_total_over_36_systems(genuine, areas: Areas) -> None:  # type: ignore[no-untyped-def]
    from ihanalysis.sources.official_files.registry import read_official

    reading = read_official(genuine("gp-reg-pat-prac-sing-age-regions.zip"), areas)
    figures = reading.figures
    assert reading.summary.rows == 282_253
    everyone = figures[(figures["sex"] == "persons") & (figures["age_band"] == "all ages")]
    assert everyone.loc[everyone["area_level"] == "country", "count"].tolist() == [63_237_908]
    systems = everyone[everyone["area_level"] == "system"]
    assert len(systems) == 36
    assert systems["count"].sum() == 63_237_908
    by_sex = figures[figures["sex"] != "persons"].groupby("sex")["count"].sum()
    assert by_sex.to_dict() == {"female": 31_687_617, "male": 31_550_291}


def test_genuine_figures_are_those_that_are_shipped(genuine, areas: Areas, workbook) -> None:  # type: ignore[no-untyped-def]
    from ihanalysis.sources.official_files.registry import read_official
    from ihanalysis.sources.tidy import read_figures

    reading = read_official(genuine("gp-reg-pat-prac-sing-age-regions.zip"), areas)
    shipped = read_figures(workbook.raw / "gp_registrations" / "figures.csv")
    both = reading.figures.merge(shipped, on=list(KEY), suffixes=("", "_shipped"))
    assert len(both) == len(reading.figures)
    pd.testing.assert_series_equal(both["count"], both["count_shipped"], check_names=False)


def test_a_genuine_map_has_every_practice_once(genuine, areas: Areas) -> None:  # type: ignore[no-untyped-def]
    from ihanalysis.sources.official_files.registry import read_official

    table = read_official(genuine("gp-reg-pat-prac-map.zip"), areas).table
    assert len(table) == table["practice_code"].nunique() == 6_129
    assert (table["network_code"] == "").sum() == 52


def test_the_content_decides_what_a_file_is_and_its_name_says_nothing(areas: Areas, tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = write(tmp_path / "holiday photographs.zip", as_csv(regions_file(areas)[:300]))
    assert identify(path).title.endswith("regions")
    with pytest.raises(BadFileError, match="none of those that can be read"):
        identify(write(tmp_path / "gp-reg-pat-prac-sing-age-regions.csv", b"a,b\n1,2\n"))
