"""A workbook made anywhere; brought up to date, what its analyst changed is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from ihanalysis import Workbook
from ihanalysis.cli import main
from ihanalysis.errors import InclusionHealthError
from ihanalysis.new_workbook import _hash, make_workbook, open_lab


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = make_workbook(tmp_path / "mine")
    assert made.kept == ()
    return tmp_path / "mine"


def _age(folder: Path, name: str, content: str) -> None:
    """Let a file be what an earlier version of the project wrote."""
    path = folder / name
    before = path.read_bytes()
    path.write_text(content, encoding="utf-8")
    record = folder / ".ihanalysis.json"
    told = record.read_text(encoding="utf-8")
    assert _hash(before) in told
    record.write_text(told.replace(_hash(before), _hash(path.read_bytes())), encoding="utf-8")


def test_a_new_workbook_holds_the_same_figures(folder: Path, workbook: Workbook) -> None:
    found = Workbook.find(folder / "notebooks")
    assert found.root == folder
    for path in workbook.raw.rglob("*.csv"):
        if "official" not in path.parts:
            assert (found.raw / path.relative_to(workbook.raw)).read_bytes() == path.read_bytes()


def test_making_it_again_changes_nothing(folder: Path) -> None:
    again = make_workbook(folder)
    assert (again.written, again.kept) == (0, ())


def test_a_file_as_an_earlier_version_wrote_it_is_brought_up_to_date(folder: Path) -> None:
    new = (folder / "notebooks" / "explore.ipynb").read_bytes()
    _age(folder, "notebooks/explore.ipynb", "{}")
    assert make_workbook(folder).written == 1
    assert (folder / "notebooks" / "explore.ipynb").read_bytes() == new


def test_a_changed_file_is_kept_and_the_newer_one_lies_beside_it(folder: Path) -> None:
    path = folder / "notebooks" / "explore.ipynb"
    new = path.read_bytes()
    _age(folder, "notebooks/explore.ipynb", "{}")
    path.write_text("mine", encoding="utf-8")
    assert make_workbook(folder).kept == (path,)
    assert path.read_text(encoding="utf-8") == "mine"
    assert path.with_name("explore.ipynb.new").read_bytes() == new


def test_a_changed_file_of_which_there_is_no_newer_one_is_left_alone(folder: Path) -> None:
    path = folder / "README.md"
    path.write_text("mine", encoding="utf-8")
    assert make_workbook(folder).kept == ()
    assert path.read_text(encoding="utf-8") == "mine"
    assert not path.with_name("README.md.new").exists()


def test_files_of_an_analyst_s_own_are_never_touched(folder: Path) -> None:
    own = [folder / "notebooks" / "mine.ipynb", folder / "local" / "list.csv", folder / "reports" / "paper.html"]
    for path in own:
        path.write_text("mine", encoding="utf-8")
    make_workbook(folder)
    assert [path.read_text(encoding="utf-8") for path in own] == ["mine"] * 3


def test_a_folder_that_holds_other_things_keeps_them(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("something else", encoding="utf-8")
    made = make_workbook(tmp_path)
    assert made.kept == (tmp_path / "README.md",)
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "something else"


def test_official_files_of_the_one_who_makes_it_are_not_handed_on(
    copy: Workbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (copy.raw / "rough_sleeping" / "official").mkdir()
    (copy.raw / "rough_sleeping" / "official" / "own.csv").write_text("x", encoding="utf-8")
    monkeypatch.setattr(Workbook, "shipped", classmethod(lambda cls: copy))
    make_workbook(tmp_path / "theirs")
    assert not list((tmp_path / "theirs").rglob("own.csv"))


def test_the_folder_of_the_library_s_own_figures_is_refused(workbook: Workbook) -> None:
    with pytest.raises(InclusionHealthError, match="name another folder"):
        make_workbook(workbook.root)


def test_a_record_that_cannot_be_read_says_what_to_do(folder: Path) -> None:
    (folder / ".ihanalysis.json").write_text("{", encoding="utf-8")
    with pytest.raises(InclusionHealthError, match="remove it"):
        make_workbook(folder)


def test_the_command_says_what_it_did_and_what_comes_next(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["new", str(tmp_path / "w")])
    assert result.exit_code == 0, result.output
    assert "ihanalysis explore" in result.output


def test_jupyterlab_is_not_opened_where_there_is_no_workbook(
    workbook: Workbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ihanalysis.folder._packaged", lambda: workbook.root)
    with pytest.raises(InclusionHealthError, match="ihanalysis new FOLDER"):
        open_lab(workbook)
