"""Which reader takes a file, what it answers whatever it is given, and what its figures take the place of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ihanalysis.areas import Areas, read_areas
from ihanalysis.errors import BadFileError
from ihanalysis.figures import check as check_figures
from ihanalysis.figures import select
from ihanalysis.sources.official_files import registry as official
from ihanalysis.sources.official_files.registry import check_file, identify, read_folder, read_official, supersede

from .building import as_csv, as_ods, as_xls, as_xlsx, write
from .conftest import ROOT, Check
from .layouts import (
    asylum_series,
    deaths_of_december_2021,
    deaths_of_february_2019,
    deaths_of_october_2019,
    immigration_groups,
    lookup,
    map_file,
    quarter,
    regions_file,
    snapshot_of_2022,
    snapshot_of_2025,
)

FILES: dict[str, tuple[str, Callable[[Areas], bytes]]] = {
    "regions": ("gp_registrations", lambda a: as_csv(regions_file(a))),
    "map": ("gp_registrations", lambda a: as_csv(map_file(a))),
    "deaths 2019, February": ("homeless_deaths", lambda a: as_xlsx(deaths_of_february_2019())),
    "deaths 2019, October": ("homeless_deaths", lambda a: as_xls(deaths_of_october_2019())),
    "deaths 2021": ("homeless_deaths", lambda a: as_xlsx(deaths_of_december_2021(a))),
    "snapshot 2022": ("rough_sleeping", lambda a: as_xlsx(snapshot_of_2022())),
    "snapshot 2025": ("rough_sleeping", lambda a: as_ods(snapshot_of_2025())),
    "quarter": ("statutory_homelessness", lambda a: as_ods(quarter(a))),
    "groups": ("asylum_support", lambda a: as_ods(immigration_groups())),
    "series": ("asylum_support", lambda a: as_xlsx(asylum_series())),
    "lookup": ("areas", lambda a: as_csv(lookup(a))),
}


@pytest.mark.parametrize("name", FILES)
def test_each_file_is_known_by_its_content_and_read_without_a_problem(areas: Areas, tmp_path: Path, name: str) -> None:
    publication, make = FILES[name]
    path = write(tmp_path / "anything.bin", make(areas))
    assert identify(path).publication == publication
    reading = read_official(path, areas)
    assert reading.publication == publication
    assert reading.edition
    assert set(reading.figures["source"]) == {source.source for source in reading.sources}
    assert not reading.figures.empty or not reading.table.empty
    assert "no problems" in str(reading)


@pytest.mark.parametrize("name", FILES)
def test_every_local_authority_is_in_the_set_that_its_source_names(areas: Areas, tmp_path: Path, name: str) -> None:
    from ihanalysis.areas.moving import check_codes

    reading = read_official(write(tmp_path / "file", FILES[name][1](areas)), areas)
    sets = {source.source: source.local_authorities for source in reading.sources}
    check_codes(reading.figures, sets, areas.shares, "file")


def test_a_stranger_is_told_with_the_nearest_and_all_that_can_be_read(areas: Areas, tmp_path: Path) -> None:
    path = write(tmp_path / "costs.csv", b"EXTRACT_DATE,PRACTICE_CODE,ITEMS,COST\n2026-08-01,A81001,3,9.5\n")
    reading = check_file(path, areas)
    assert reading.publication == ""
    problem = reading.problems[0]
    assert "the nearest is Patients Registered at a GP Practice" in problem.found
    assert "Statutory homelessness" in problem.expected
    with pytest.raises(BadFileError, match="the nearest is"):
        identify(path)


def test_every_problem_is_in_one_table(check: Check) -> None:
    sheets = snapshot_of_2022()
    for row in (9, 10, 11):
        sheets["Table 1 Total"][row][6] = "?"  # type: ignore[index]
    reading = check(sheets)
    table = reading.problem_table
    assert list(table.columns) == ["file", "sheet", "row", "column", "found", "expected"]
    assert table["row"].tolist()[:3] == [10, 11, 12]
    assert set(table["sheet"]) == {"Table 1 Total"}
    assert f"{len(table)} problems:" in str(reading)


def test_read_official_refuses_what_check_file_reports(areas: Areas, tmp_path: Path) -> None:
    rows = regions_file(areas)
    path = write(tmp_path / "regions.csv", as_csv([*rows, rows[3]]))
    with pytest.raises(BadFileError) as error:
        read_official(path, areas)
    assert error.value.problems == check_file(path, areas).problems


def test_a_fault_of_a_reader_is_an_answer_and_no_traceback(
    areas: Areas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(file: object, areas: object) -> None:
        raise KeyError("unforeseen")

    readers = tuple(replace(reader, read=fails) for reader in official.REGISTRY)
    monkeypatch.setattr(official, "_RECOGNISED", readers)
    reading = check_file(write(tmp_path / "map.csv", as_csv(map_file(areas))), areas)
    assert reading.publication == "gp_registrations"
    assert "KeyError" in reading.problems[0].found


_SMALL = ("map", "deaths 2019, February", "deaths 2019, October", "groups", "series")


@lru_cache
def _bytes(name: str) -> bytes:
    """Made once: a workbook holds the time it was made, and hypothesis wants the same bytes each time."""
    return FILES[name][1](read_areas(ROOT / "data" / "raw" / "areas"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_damage_to_a_file_makes_checking_it_raise(areas: Areas, tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(_bytes(data.draw(st.sampled_from(_SMALL))))
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(content) - 1))
        kind = data.draw(st.sampled_from(["change", "cut", "insert"]))
        if kind == "change":
            content[place] = data.draw(st.integers(0, 255))
        elif kind == "cut":
            del content[place : place + data.draw(st.integers(1, 400))]
        else:
            content[place:place] = data.draw(st.binary(min_size=1, max_size=40))
        if not content:
            break
    reading = check_file(write(tmp_path / "damaged", bytes(content)), areas)
    assert not any("does not foresee" in problem.found for problem in reading.problems)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_change_of_cells_makes_checking_a_workbook_raise(areas: Areas, tmp_path: Path, data: st.DataObject) -> None:
    makers = [deaths_of_february_2019, deaths_of_october_2019, snapshot_of_2022, immigration_groups, asylum_series]
    sheets = {name: [list(cells) for cells in rows] for name, rows in data.draw(st.sampled_from(makers))().items()}
    cell = st.one_of(st.none(), st.integers(-5, 10**9), st.floats(allow_nan=False, allow_infinity=False), st.text())
    for _ in range(data.draw(st.integers(1, 10))):
        rows = sheets[data.draw(st.sampled_from(sorted(sheets)))]
        row = data.draw(st.integers(0, len(rows) - 1))
        kind = data.draw(st.sampled_from(["cell", "delete row", "double row", "delete column", "cut"]))
        if kind == "delete row" and len(rows) > 1:
            del rows[row]
        elif kind == "double row":
            rows.insert(row, list(rows[row]))
        elif kind == "delete column":
            place = data.draw(st.integers(0, 12))
            for cells in rows:
                del cells[place : place + 1]
        elif kind == "cut":
            del rows[row + 1 :]
        elif rows[row]:
            rows[row][data.draw(st.integers(0, len(rows[row]) - 1))] = data.draw(cell)
    reading = check_file(write(tmp_path / "changed.ods", as_xls(sheets)), areas)
    assert not any("does not foresee" in problem.found for problem in reading.problems)
    if not reading.problems:
        check_figures(reading.figures)


def test_a_folder_gives_the_latest_release_of_each_figure(areas: Areas, tmp_path: Path) -> None:
    folder = tmp_path / "rough_sleeping" / "official"
    folder.mkdir(parents=True)
    write(folder / "2022.xlsx", as_xlsx(snapshot_of_2022()))
    write(folder / "2025.ods", as_ods(snapshot_of_2025()))
    write(folder / "README.md", b"not data")
    found = read_folder(folder, areas)
    assert found.problems == ()
    assert len(found.readings) == 2
    check_figures(found.figures)
    local = select(found.figures, area_level="local authority")
    assert set(local["source"]) == {"official_rough_sleeping_2025"}
    # What only the older release has is kept.
    assert "official_rough_sleeping_2022_sex" in {source.source for source in found.sources}
    assert set(found.figures["source"]) == {source.source for source in found.sources}


def test_a_bad_file_in_a_folder_is_told_and_stops_no_other(areas: Areas, tmp_path: Path) -> None:
    folder = tmp_path / "rough_sleeping" / "official"
    folder.mkdir(parents=True)
    write(folder / "good.ods", as_ods(snapshot_of_2025()))
    write(folder / "page.xlsx", b"<html>")
    write(folder / "other.csv", as_csv(map_file(areas)))
    found = read_folder(folder, areas)
    assert [problem.found for problem in found.problems] == ["a file of gp_registrations", "a web page"]
    assert not found.figures.empty


def test_quarters_in_a_folder_become_years_and_do_not_stand_beside_them(areas: Areas, tmp_path: Path) -> None:
    folder = tmp_path / "statutory_homelessness" / "official"
    folder.mkdir(parents=True)
    for n, printed in enumerate(["April to June 2024", "July to September 2024", "October to December 2024"]):
        write(folder / f"{n}.ods", as_ods(quarter(areas, printed=printed)))
    assert set(read_folder(folder, areas).figures["period"]) == {"2024-06-30", "2024-09-30", "2024-12-31"}
    write(folder / "3.ods", as_ods(quarter(areas, printed="January to March 2025")))
    found = read_folder(folder, areas)
    assert set(found.figures["period"]) == {"2024-06-30", "2024-09-30", "2024-12-31", "2025-03-31", "2024-25"}
    assert set(found.figures["source"]) == {source.source for source in found.sources}
    check_figures(found.figures)


def _pair(areas: Areas, tmp_path: Path, released: str) -> tuple[pd.DataFrame, dict, pd.DataFrame, dict]:  # type: ignore[type-arg]
    """Figures as if shipped, of another release and with other numbers, and those of the file."""
    reading = read_official(write(tmp_path / "f.xlsx", as_xlsx(snapshot_of_2022())), areas)
    newer = {source.source: source for source in reading.sources}
    shipped = reading.figures.assign(source="shipped", count=reading.figures["count"] + 1000)
    return (
        shipped,
        {"shipped": replace(reading.sources[0], source="shipped", released=released)},
        reading.figures,
        newer,
    )


def test_a_later_release_wins_over_the_shipped_figures_and_an_earlier_does_not(areas: Areas, tmp_path: Path) -> None:
    for released, wins in (("2022-02-01", True), ("2023-02-28", True), ("2024-01-01", False), ("not stated", True)):
        shipped, old, newer, new = _pair(areas, tmp_path, released)
        merged = supersede(shipped, old, newer, new)
        check_figures(merged)
        assert set(merged["source"] == "shipped") == {not wins}
        assert len(merged) == len(newer)


def test_what_the_newer_release_lacks_is_kept(areas: Areas, tmp_path: Path) -> None:
    shipped, old, newer, new = _pair(areas, tmp_path, "2020-01-01")
    fewer = newer[newer["period"] == "2022"]
    merged = supersede(shipped, old, fewer, new)
    assert len(merged) == len(shipped)
    assert set(merged.loc[merged["source"] == "shipped", "period"]) == set(shipped["period"]) - {"2022"}


def test_local_authorities_of_two_releases_are_never_mixed_within_a_period(areas: Areas, tmp_path: Path) -> None:
    shipped, old, newer, new = _pair(areas, tmp_path, "2020-01-01")
    # An authority that the newer release has under another code.
    recoded = shipped.assign(area_code=shipped["area_code"].replace("E08000003", "E08000004"))
    merged = supersede(recoded, old, newer, new)
    assert "E08000004" not in set(merged["area_code"])
    assert len(merged) == len(newer)


def test_either_side_may_have_no_figures(areas: Areas, tmp_path: Path) -> None:
    shipped, old, newer, new = _pair(areas, tmp_path, "2020-01-01")
    assert supersede(shipped.iloc[:0], {}, newer, new) is newer
    assert supersede(shipped, old, newer.iloc[:0], {}) is shipped


@pytest.mark.parametrize("name", ["regions", "series", "groups"])
def test_a_release_without_a_printed_day_wins_for_it_was_put_there_by_hand(
    areas: Areas, tmp_path: Path, name: str
) -> None:
    reading = read_official(write(tmp_path / "f", FILES[name][1](areas)), areas)
    shipped = reading.figures.assign(source="shipped")
    old = {"shipped": replace(reading.sources[0], source="shipped", released="2026-11-01")}
    merged = supersede(shipped, old, reading.figures, {source.source: source for source in reading.sources})
    assert "shipped" not in set(merged["source"])


def test_the_genuine_rough_sleeping_release_takes_the_place_of_the_shipped_one(genuine, areas: Areas, workbook) -> None:  # type: ignore[no-untyped-def]
    from ihanalysis.sources.tidy import read_figures

    reading = read_official(genuine("Rough_sleeping.xlsx"), areas)
    shipped = read_figures(workbook.raw / "rough_sleeping" / "figures.csv")
    sources = {source.source: source for source in reading.sources}
    merged = supersede(shipped, workbook.sources, reading.figures, sources)
    assert len(merged) == len(shipped)
    replaced = merged["source"].str.startswith("official_")
    assert set(merged.loc[replaced, "period"]) == {str(year) for year in range(2010, 2023)}


def test_the_genuine_deaths_of_february_2019_do_not_replace_later_releases(genuine, areas: Areas, workbook) -> None:  # type: ignore[no-untyped-def]
    from ihanalysis.sources.tidy import read_figures

    reading = read_official(genuine("deathsofhomelesspeoplereferencetables.xlsx"), areas)
    shipped = read_figures(workbook.raw / "homeless_deaths" / "figures.csv")
    sources = {source.source: source for source in reading.sources}
    merged = supersede(shipped, workbook.sources, reading.figures, sources)
    assert len(merged) == len(shipped)
    assert not merged["source"].str.startswith("official_").any()
