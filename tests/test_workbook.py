"""A workbook is found, builds its tables once, and builds them again when a figure changes."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from pandas.testing import assert_frame_equal

from ihanalysis import Workbook
from ihanalysis.errors import BadFileError, InclusionHealthError, Problem


def test_a_workbook_is_found_from_a_folder_within_it(workbook: Workbook) -> None:
    assert Workbook.find(workbook.root / "notebooks") == workbook


def test_outside_a_workbook_the_one_installed_from_is_used(workbook: Workbook, tmp_path: Path) -> None:
    assert Workbook.find(tmp_path) == workbook


def test_without_any_workbook_the_error_says_what_one_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ihanalysis.folder.__file__", str(tmp_path / "a" / "b" / "c" / "folder.py"))
    with pytest.raises(InclusionHealthError, match="a workbook has a folder data/raw"):
        Workbook.find(tmp_path)


def test_tables_made_now_and_tables_read_back_are_the_same(copy: Workbook) -> None:
    made = copy.gaps()
    read = Workbook(copy.root).gaps()
    assert_frame_equal(made, read)
    assert (copy.processed / "gaps-2026.csv").is_file()


def test_a_changed_figure_changes_the_tables(copy: Workbook, spoil: Callable[[str, str, str], Path]) -> None:
    before = copy.gaps().set_index(["indicator", "area_code"])["count"]
    spoil("homeless_deaths/figures.csv", "E07000105,2013,persons,15-74,1,", "E07000105,2013,persons,15-74,9,")
    after = Workbook(copy.root).gaps().set_index(["indicator", "area_code"])["count"]
    kent = ("deaths-while-homeless", "E54000032")
    assert after[kent] == before[kent] + 8


def test_a_table_cut_off_while_it_was_written_is_made_again(copy: Workbook) -> None:
    whole = copy.gaps()
    (copy.processed / "gaps-2026.json").write_text("{", encoding="utf-8")
    (copy.processed / "gaps-2026.csv").write_text("half", encoding="utf-8")
    assert_frame_equal(Workbook(copy.root).gaps(), whole)


def test_errors_survive_the_journey_between_processes() -> None:
    error = BadFileError([Problem("a.csv", 2, "count", "'x'", "a number")])
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error) == "a.csv, row 2, column count: found 'x'; expected a number"
