"""Statutory homelessness: the detailed tables of a quarter, and years made of four."""

from __future__ import annotations

import pytest

from ihanalysis.areas import Areas
from ihanalysis.figures import check as check_figures
from ihanalysis.figures import select
from ihanalysis.sources.official_files.homelessness_years import years
from ihanalysis.sources.official_files.registry import Reading, read_official

from .conftest import Check
from .layouts import ENGLAND, households, local_authorities, quarter

COUNCIL = "E08000003"


def _found(reading: Reading) -> str:
    return "\n".join(map(str, reading.problems))


def _one(reading: Reading, indicator: str, area: str, period: str = "2024-Q4") -> object:
    rows = select(reading.figures, indicator=indicator, area_code=area, period=period)
    assert len(rows) == 1
    return rows.iloc[0]


def _row(sheets: dict, name: str, code: str = COUNCIL) -> int:  # type: ignore[type-arg]
    return next(n for n, cells in enumerate(sheets[name]) if cells and cells[0] == code)


def _column(sheets: dict, name: str, label: str) -> int:  # type: ignore[type-arg]
    for cells in reversed(sheets[name][2:4]):
        if label in cells:
            return int(cells.index(label))
    raise AssertionError(label)


@pytest.mark.parametrize("name", ["tables.xlsx", "tables.ods"])
def test_every_figure_of_the_contract_is_read_from_either_format(check: Check, areas: Areas, name: str) -> None:
    reading = check(quarter(areas), name)
    assert _found(reading) == ""
    check_figures(reading.figures)
    assert (reading.edition, reading.released) == ("2024-12-31", "2025-04-30")
    n = households(COUNCIL, local_authorities(areas, "2023"))
    expected = {
        ("households-owed-a-duty", "2024-Q4"): (2 * n, 50_500),
        ("households-owed-prevention-duty", "2024-Q4"): (n, 50_500),
        ("households-owed-relief-duty", "2024-Q4"): (n, 50_500),
        ("households-in-temporary-accommodation", "2024-12-31"): (3 * n, 50_500),
        ("households-with-children-in-temporary-accommodation", "2024-12-31"): (2 * n, 50_500),
        ("children-in-temporary-accommodation", "2024-12-31"): (4 * n, 50_500),
        ("households-with-any-support-need", "2024-Q4"): (n, 2 * n),
        ("support-need-mental-ill-health", "2024-Q4"): (n, 2 * n),
        ("support-need-physical-ill-health", "2024-Q4"): (n, 2 * n),
        ("support-need-learning-disability", "2024-Q4"): (0, 2 * n),
        ("support-need-domestic-abuse", "2024-Q4"): (n, 2 * n),
        ("support-need-rough-sleeping", "2024-Q4"): (n, 2 * n),
        ("support-need-offending-history", "2024-Q4"): (n, 2 * n),
        ("support-need-alcohol-dependency", "2024-Q4"): (n, 2 * n),
        ("support-need-drug-dependency", "2024-Q4"): (n, 2 * n),
        ("support-need-sexual-abuse-or-exploitation", "2024-Q4"): (0, 2 * n),
        ("support-need-former-asylum-seeker", "2024-Q4"): (0, 2 * n),
        ("support-need-modern-slavery", "2024-Q4"): (0, 2 * n),
        # What is split by duty is the sum of both sheets.
        ("lost-home-custody", "2024-Q4"): (2 * n, 2 * n),
        ("lost-home-asylum-support-ended", "2024-Q4"): (0, 2 * n),
        ("lost-home-resettlement-ended", "2024-Q4"): (0, 2 * n),
        ("lost-home-hospital", "2024-Q4"): (0, 2 * n),
        ("accommodation-custody", "2024-Q4"): (2 * n, 2 * n),
        ("accommodation-asylum-support", "2024-Q4"): (0, 2 * n),
        ("accommodation-hospital", "2024-Q4"): (0, 2 * n),
        ("referred-by-prison-or-probation", "2024-Q4"): (2 * n, 2 * n + 1),
        ("referred-by-prison", "2024-Q4"): (n, 2 * n + 1),
        ("referred-by-probation", "2024-Q4"): (n, 2 * n + 1),
        ("referred-by-hospital", "2024-Q4"): (0, 2 * n + 1),
        ("applicants-gypsy-or-irish-traveller", "2024-Q4"): (n, 2 * n),
        ("applicants-ethnicity-not-known", "2024-Q4"): (0, 2 * n),
    }
    rows = select(reading.figures, area_code=COUNCIL)
    found = rows.set_index(["indicator", "period"])[["count", "denominator"]].apply(tuple, axis=1).to_dict()
    assert found == expected


def test_ids_groups_and_units_are_those_of_the_shipped_figures(check: Check, areas: Areas, workbook) -> None:  # type: ignore[no-untyped-def]
    shipped = select(workbook.figures, indicator=list(set(check(quarter(areas)).figures["indicator"])))
    words = ["indicator", "group", "unit"]
    here = check(quarter(areas)).figures[words].drop_duplicates()
    assert set(here.itertuples(index=False, name=None)) == set(
        shipped[words].drop_duplicates().itertuples(index=False, name=None)
    )


def test_a_missing_return_is_not_available_and_is_told_as_coverage(check: Check, areas: Areas) -> None:
    reading = check(quarter(areas, missing=[COUNCIL]))
    assert _found(reading) == ""
    rows = select(reading.figures, area_code=COUNCIL)
    assert set(rows["status"]) == {"not available"}
    assert rows[["count", "denominator"]].isna().all(axis=None)
    assert f"A1: no return of 1 of 296 councils ({COUNCIL})" in reading.notes[0]


def test_a_suppressed_part_makes_the_figure_suppressed(check: Check, areas: Areas) -> None:
    sheets = quarter(areas)
    sheets["A3"][_row(sheets, "A3")][_column(sheets, "A3", "Offending history")] = "-"
    sheets["A2R"][_row(sheets, "A2R")][_column(sheets, "A2R", "Custody")] = "-"
    reading = check(sheets)
    assert _found(reading) == ""
    for indicator in ("support-need-offending-history", "lost-home-custody"):
        row = _one(reading, indicator, COUNCIL)
        assert (row["status"], row["count"] != row["count"]) == ("suppressed", True)  # type: ignore[index]


def test_the_tables_of_2018_have_other_sheets_and_names(check: Check, areas: Areas) -> None:
    sheets = quarter(areas, "2018", "April to June 2018")
    old = {f"{name} - Apr-Jun 18" if name != "Contents" else name: rows for name, rows in sheets.items()}
    for split, name in (("A2", "A2 - Apr-Jun 18"), ("A4", "A4 - Apr-Jun 18")):
        del old[f"{split}R - Apr-Jun 18"]
        both = [list(cells) for cells in old.pop(f"{split}P - Apr-Jun 18")]
        for cells in both[4:]:
            cells[4:] = [2 * cell if isinstance(cell, int) else cell for cell in cells[4:]]
        old[name] = both
    del old["A7 - Apr-Jun 18"]
    reading = check(old)
    assert _found(reading) == ""
    assert reading.edition == "2018-06-30"
    assert {source.local_authorities for source in reading.sources} == {"2018"}
    n = households(COUNCIL, local_authorities(areas, "2018"))
    assert _one(reading, "accommodation-custody", COUNCIL, "2018-Q2")["count"] == 2 * n  # type: ignore[index]


def test_an_option_of_later_quarters_may_be_missing_before(check: Check, areas: Areas) -> None:
    def without(sheets: dict, label: str) -> dict:  # type: ignore[type-arg]
        place = _column(sheets, "A3", label)
        return {**sheets, "A3": [[c for n, c in enumerate(cells) if n != place] for cells in sheets["A3"]]}

    reading = check(without(quarter(areas, "2021", "April to June 2022"), "Victim of modern slavery "))
    assert _found(reading) == ""
    assert "support-need-modern-slavery" not in set(reading.figures["indicator"])
    told = _found(check(without(quarter(areas), "Victim of modern slavery ")))
    assert "sheet A3, row 4, column slavery: found no such column" in told


def test_a_renamed_column_is_told_with_the_nearest(check: Check, areas: Areas) -> None:
    sheets = quarter(areas)
    sheets["A1"][3][_column(sheets, "A1", "Homeless - \nRelief duty owed4")] = "Relief duty (homeless) owed"
    told = _found(check(sheets))
    assert "sheet A1, row 4, column relief: found no such column" in told


def test_a_column_that_stands_twice_is_told(check: Check, areas: Areas) -> None:
    sheets = quarter(areas)
    place = _column(sheets, "A3", "Offending history")
    doubled = [[*cells, *cells[place : place + 1]] for cells in sheets["A3"]]
    assert "column offending: found 2 of them" in _found(check({**sheets, "A3": doubled}))


def test_duties_that_do_not_add_up_are_told_with_their_row(check: Check, areas: Areas) -> None:
    sheets = quarter(areas)
    row = _row(sheets, "A1")
    sheets["A1"][row][5] += 1
    told = _found(check(sheets))
    assert f"sheet A1, row {row + 1}, column owed: found" in told


@pytest.mark.parametrize(
    ("sheet", "label"), [("A3", "Households with no support needs owed duty1,2"), ("A4P", "Refuge")]
)
def test_parts_that_do_not_make_the_households_owed_are_told(
    check: Check, areas: Areas, sheet: str, label: str
) -> None:
    sheets = quarter(areas)
    row = _row(sheets, sheet)
    sheets[sheet][row][_column(sheets, sheet, label)] += 1
    told = _found(check(sheets))
    assert f"sheet {sheet}, row {row + 1}" in told
    assert "as owed in A1" in told


def test_councils_above_england_are_told(check: Check, areas: Areas) -> None:
    sheets = quarter(areas)
    row = _row(sheets, "TA1", ENGLAND)
    sheets["TA1"][row][4] -= 50
    assert "over the councils; expected at most England's" in _found(check(sheets))


def test_regions_that_do_not_add_up_to_england_are_told(check: Check, areas: Areas) -> None:
    sheets = quarter(areas)
    sheets["A1"][_row(sheets, "A1", "E12000003")][5] += 500
    assert "over the regions" in _found(check(sheets))


def test_a_council_that_stands_twice_or_not_at_all_is_told(check: Check, areas: Areas) -> None:
    sheets = quarter(areas)
    twice = [*sheets["A1"][:40], list(sheets["A1"][_row(sheets, "A1")]), *sheets["A1"][40:]]
    assert f"a second row of {COUNCIL}" in _found(check({**sheets, "A1": twice}))
    gone = [cells for cells in sheets["A1"] if not (cells and cells[0] == COUNCIL)]
    assert f"no rows of {COUNCIL}" in _found(check({**sheets, "A1": gone}))


def test_a_missing_sheet_or_quarter_is_told(check: Check, areas: Areas) -> None:
    sheets = quarter(areas)
    assert "no sheet A4" in _found(check({n: rows for n, rows in sheets.items() if n not in ("A4P", "A4R")}))
    assert "a sheet A1" in _found(check({n: rows for n, rows in sheets.items() if n != "A1"}))
    assert "no quarter" in _found(check(quarter(areas, printed="some time")))


def test_an_empty_cell_is_not_a_zero(check: Check, areas: Areas) -> None:
    sheets = quarter(areas)
    row = _row(sheets, "A7")
    sheets["A7"][row][_column(sheets, "A7", "Probation Service")] = None
    assert f"sheet A7, row {row + 1}, column probation: found nothing" in _found(check(sheets))


def test_a_year_is_the_sum_of_four_quarters_and_none_of_three(check: Check, areas: Areas) -> None:
    printed = ["April to June 2024", "July to September 2024", "October to December 2024", "January to March 2025"]
    readings = [check(quarter(areas, printed=p, missing=[COUNCIL] if p == printed[1] else ())) for p in printed]
    import pandas as pd

    held = pd.concat([reading.figures for reading in readings], ignore_index=True)
    sources = [source for reading in readings for source in reading.sources]
    table, cited = years(held, sources)
    check_figures(table)
    assert set(table["period"]) == {"2024-25"}
    other = "E06000001"
    n = households(other, local_authorities(areas, "2023"))
    duty = select(table, indicator="households-owed-a-duty").set_index("area_code")
    assert duty.loc[other, ["count", "denominator", "status"]].tolist() == [8 * n, 50_500, "derived"]
    need = select(table, indicator="support-need-offending-history").set_index("area_code")
    assert need.loc[other, ["count", "denominator"]].tolist() == [4 * n, 8 * n]
    assert duty.loc[COUNCIL, "status"] == "not available"
    assert set(table["source"]) == {source.source for source in cited}
    assert years(held[held["period"] != "2025-Q1"], sources)[0].empty


def test_barnsley_and_sheffield_keep_their_year_when_they_are_recoded(check: Check, areas: Areas) -> None:
    import pandas as pd

    first = check(quarter(areas, "2023", "January to March 2025"))
    rest = ["April to June 2025", "July to September 2025", "October to December 2025"]
    readings = [first, *(check(quarter(areas, "2025", p)) for p in rest)]
    held = pd.concat([reading.figures for reading in readings], ignore_index=True)
    table, cited = years(held, [source for reading in readings for source in reading.sources])
    rows = select(table, indicator="households-owed-a-duty", period="2025").set_index("area_code")
    assert rows.loc["E08000038", "status"] == "derived"
    assert "E08000016" not in rows.index
    assert {source.local_authorities for source in cited} == {"2025"}


def test_the_genuine_quarter_has_the_published_totals(genuine, areas: Areas) -> None:  # type: ignore[no-untyped-def]
    reading = read_official(genuine("Detailed_LA_202412.xlsx"), areas)
    assert (reading.edition, reading.released) == ("2024-12-31", "2025-04-30")
    published = {
        "households-owed-a-duty": 76_820,
        "households-owed-prevention-duty": 34_010,
        "households-owed-relief-duty": 42_810,
        "households-with-any-support-need": 44_480,
        "support-need-modern-slavery": 260,
        "lost-home-custody": 790 + 1_920,
        "accommodation-asylum-support": 4_080,
        "referred-by-prison": 200,
        "applicants-gypsy-or-irish-traveller": 190,
    }
    for indicator, count in published.items():
        assert _one(reading, indicator, ENGLAND)["count"] == count  # type: ignore[index]
    accommodated = _one(reading, "households-in-temporary-accommodation", ENGLAND, "2024-12-31")
    assert accommodated[["count", "denominator"]].tolist() == [127_890, 24_209_029]  # type: ignore[index]
    assert "7 of 296 councils" in reading.notes[0]
    adur = _one(reading, "households-owed-a-duty", "E07000223")
    assert (adur["count"], adur["denominator"]) == (47, 28_794)  # type: ignore[index]
