"""People seeking asylum who receive support: the Home Office's local tables."""

from __future__ import annotations

import pytest

from ihanalysis.areas import Areas
from ihanalysis.figures import check as check_figures
from ihanalysis.figures import select
from ihanalysis.sources.official_files.registry import Reading

from .conftest import Check
from .layouts import asylum_series, immigration_groups, local_authorities

TOTAL = "people-receiving-asylum-support"


def _found(reading: Reading) -> str:
    return "\n".join(map(str, reading.problems))


def _statuses(reading: Reading, area: str) -> dict[str, tuple[float, str]]:
    rows = reading.figures[reading.figures["area_code"] == area]
    return {
        row.indicator.removeprefix(TOTAL): (row.count_, row.status)
        for row in rows.rename(columns={"count": "count_"}).itertuples()
    }


@pytest.mark.parametrize("name", ["groups.ods", "groups.xlsx"])
def test_a_blank_is_a_zero_only_where_the_total_proves_it(check: Check, name: str) -> None:
    reading = check(immigration_groups(), name)
    assert _found(reading) == ""
    check_figures(reading.figures)
    assert reading.edition == "2025-12-31"
    assert _statuses(reading, "E06000001") == {
        "": (1250, "published"),
        "-in-initial-accommodation": (0, "zero"),
        "-in-dispersed-accommodation": (1200, "published"),
        "-in-contingency-accommodation": (0, "zero"),
        "-in-other-accommodation": (0, "zero"),
        "-subsistence-only": (50, "published"),
    }
    barnsley = _statuses(reading, "E08000038")
    assert {status for _, status in barnsley.values()} == {"not available"}
    # The United Kingdom is all its authorities; those of Wales have no figure of their own here.
    assert _statuses(reading, "K02000001") == {"": (1980, "derived")}
    assert "W06000015" not in set(reading.figures["area_code"])
    assert reading.sources[0].local_authorities == "2025"


def test_parts_that_do_not_make_the_total_are_told(check: Check) -> None:
    sheets = immigration_groups()
    sheets["Reg_02"][3][5] = 11
    told = _found(check(sheets))
    assert "row 4" in told
    assert "found parts that add up to 31; expected 30, their total" in told


def test_an_authority_that_stands_twice_is_told(check: Check) -> None:
    sheets = immigration_groups()
    sheets["Reg_02"].append(list(sheets["Reg_02"][3]))
    assert "a second row of E06000002" in _found(check(sheets))


def test_a_title_without_a_date_and_a_renamed_column_are_told(check: Check) -> None:
    sheets = immigration_groups()
    undated = {**sheets, "Reg_02": [["Reg_02: Immigration groups, by Local Authority"], *sheets["Reg_02"][1:]]}
    assert "no date" in _found(check(undated))
    sheets["Reg_02"][1] = [str(cell).replace("Dispersal", "Dispersed") for cell in sheets["Reg_02"][1]]
    told = _found(check(sheets))
    assert "the nearest is 'of which, Supported Asylum - Dispersed Accommodation (population)'" in told


def test_the_series_is_read_on_each_31_december_and_the_latest_day(check: Check, areas: Areas) -> None:
    reading = check(asylum_series())
    assert _found(reading) == ""
    check_figures(reading.figures)
    assert sorted(set(reading.figures["period"])) == ["2022-12-31", "2023-12-31", "2024-03-31"]
    assert reading.edition == "2024-03-31"
    rows = select(reading.figures, period="2024-03-31")
    found = rows[rows["count"].notna()].set_index(["indicator", "area_code"])["count"].to_dict()
    assert found == {
        (TOTAL, "E06000001"): 375,
        (f"{TOTAL}-in-dispersed-accommodation", "E06000001"): 375,
        (TOTAL, "E06000032"): 1109,
        (f"{TOTAL}-in-hotels", "E06000032"): 1100,
        (f"{TOTAL}-in-other-contingency-accommodation", "E06000032"): 9,
        (f"{TOTAL}-in-contingency-accommodation", "E06000032"): 1109,
        (TOTAL, "K02000001"): 2024,
        (f"{TOTAL}-in-dispersed-accommodation", "K02000001"): 375,
        (f"{TOTAL}-in-hotels", "K02000001"): 1100,
        (f"{TOTAL}-in-other-contingency-accommodation", "K02000001"): 9,
        (f"{TOTAL}-in-contingency-accommodation", "K02000001"): 1109,
        (f"{TOTAL}-subsistence-only", "K02000001"): 540,
    }


def test_an_authority_that_is_not_listed_is_not_available(check: Check, areas: Areas) -> None:
    reading = check(asylum_series())
    rows = select(reading.figures, period="2024-03-31", indicator=TOTAL, area_level="local authority")
    used = {source.source: source.local_authorities for source in reading.sources}[rows["source"].iloc[0]]
    assert sorted(rows["area_code"]) == local_authorities(areas, used)
    assert rows["status"].value_counts().to_dict() == {"not available": len(rows) - 2, "derived": 2}


def test_rows_that_carry_the_code_of_another_authority_go_by_their_names(check: Check) -> None:
    sheets = asylum_series()
    rows = sheets["Data - Asy_D11"]
    last = rows.pop()
    hull = ["31 Mar 2024", "Section 98", "Yorkshire and The Humber"]
    rows += [
        [*hull, "Kingston upon Hull", "E06000010", "Initial Accommodation", 5],
        [*hull, "Hartlepool", "E06000010", "Initial Accommodation", 3],
        last,
    ]
    reading = check(sheets)
    assert _found(reading) == ""
    assert "Hartlepool" in reading.notes[0]
    rows_ = select(reading.figures, period="2024-03-31", indicator=f"{TOTAL}-in-initial-accommodation")
    assert rows_.set_index("area_code")["count"].to_dict() == {"E06000001": 3, "E06000010": 5, "K02000001": 8}


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        (0, "last autumn", "a date such as 31 Dec 2025"),
        (1, "Section 99", "one of Section 4"),
        (5, "Tents", "one of Initial Accommodation"),
        (6, "a few", "a number of people"),
    ],
)
def test_a_cell_of_no_known_meaning_is_told_with_its_row(check: Check, column: int, cell: str, expected: str) -> None:
    sheets = asylum_series()
    sheets["Data - Asy_D11"][4][column] = cell
    told = _found(check(sheets))
    assert "row 5" in told
    assert expected in told


def test_a_row_that_stands_twice_is_told_and_not_summed(check: Check) -> None:
    sheets = asylum_series()
    sheets["Data - Asy_D11"].insert(9, list(sheets["Data - Asy_D11"][2]))
    assert "row 10" in _found(check(sheets))


def test_a_code_that_is_no_local_authority_is_told(check: Check) -> None:
    sheets = asylum_series()
    for cells in sheets["Data - Asy_D11"]:
        if "E06000032" in cells:
            cells[4] = "E06000098"
    assert "found 'E06000098' on 2024-03-31" in _found(check(sheets))
