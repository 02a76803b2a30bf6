"""ONS lookups of small areas and local authorities to systems."""

from __future__ import annotations

import pytest

from ihanalysis.areas import Areas
from ihanalysis.sources.official_files.registry import Reading

from .building import as_csv
from .conftest import Check
from .layouts import lookup


def _found(reading: Reading) -> str:
    return "\n".join(map(str, reading.problems))


@pytest.mark.parametrize(("year", "systems"), [("23", 42), ("24", 42), ("26", 36)])
def test_the_columns_are_found_by_what_they_are_whatever_the_year(
    check: Check, areas: Areas, year: str, systems: int
) -> None:
    # As the portal makes them: with a byte order mark.
    reading = check(as_csv(lookup(areas, year), "utf-8-sig"), "lookup.csv")
    assert _found(reading) == ""
    assert (reading.publication, reading.edition) == ("areas", f"20{year}")
    assert len(reading.table) == 33_755
    assert reading.table["system_ods_code"].nunique() == reading.summary.areas == systems
    assert reading.table["local_authority_code"].nunique() == 296
    assert reading.table.loc[0, "local_authority_name"] == "Bristol, City of"
    assert reading.figures.empty


def test_more_columns_in_another_order_change_nothing(check: Check, areas: Areas) -> None:
    rows = lookup(areas)
    turned = [[*reversed(row), "more"] for row in rows]
    turned[0][-1] = "NHSER26CD"
    reading = check(turned, "lookup.csv")
    assert _found(reading) == ""
    assert reading.table["system_ods_code"].nunique() == 36


def test_a_file_that_was_cut_off_at_a_page_is_told(check: Check, areas: Areas) -> None:
    told = _found(check(lookup(areas, small_areas=2_000), "lookup.csv"))
    assert "found 2,000 small areas; expected 33,755, all of England; the service gives 1,000 or 2,000 rows" in told


def test_a_small_area_that_stands_twice_is_told_with_its_row(check: Check, areas: Areas) -> None:
    rows = lookup(areas)
    rows[9] = list(rows[8])
    assert "row 10, column LSOA21CD: found E01000007 again" in _found(check(rows, "lookup.csv"))


def test_a_system_of_another_year_is_told_with_the_nearest(check: Check, areas: Areas) -> None:
    rows = lookup(areas)
    for row in rows:
        if row[6] == "QKS":
            row[6] = "QKT"
    told = _found(check(rows, "lookup.csv"))
    assert "found 'QKT'; expected one of the 36 systems of 2026" in told
    assert "no rows of QKS" in told


def test_a_code_that_goes_with_another_system_is_told(check: Check, areas: Areas) -> None:
    rows = lookup(areas)
    for row in rows[1:]:
        if row[6] == "QKS":
            row[5] = "E54000042"
    assert "found 'E54000042'; expected E54000032 for Kent and Medway" in _found(check(rows, "lookup.csv"))


def test_local_authorities_of_no_one_year_are_told(check: Check, areas: Areas) -> None:
    rows = lookup(areas)
    for row in rows[1:]:
        if row[8] == "E08000038":  # Barnsley as it is from 2025
            row[8] = "E08000016"
    told = _found(check(rows, "lookup.csv"))
    assert "a local authority of the" in told


def test_a_location_in_two_systems_is_told(check: Check, areas: Areas) -> None:
    rows = lookup(areas)
    rows[5][2] = rows[6][2]
    assert "each in one system" in _found(check(rows, "lookup.csv"))


def test_a_missing_column_an_empty_cell_and_a_short_row_are_told(check: Check, areas: Areas) -> None:
    rows = lookup(areas)
    rows[0][6] = "ICB26ODS"
    assert "ICB26CDH: found no such column; the nearest is 'ICB26CD'" in _found(check(rows, "lookup.csv"))
    rows = lookup(areas)
    rows[3][8] = ""
    assert "row 4, column LAD26CD: found nothing" in _found(check(rows, "lookup.csv"))
    rows = lookup(areas)
    rows[3] = rows[3][:-2]
    assert "row 4: found 9 cells; expected 11, as in the header" in _found(check(rows, "lookup.csv"))
