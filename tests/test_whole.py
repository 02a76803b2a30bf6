"""A folder is replaced as a whole, or stays as it was."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from ihanalysis.whole import tidy, whole_folder


def _names(place: Path) -> set[str]:
    return {path.relative_to(place).as_posix() for path in place.rglob("*")}


@pytest.fixture
def devon(tmp_path: Path) -> Path:
    folder = tmp_path / "devon"
    folder.mkdir()
    (folder / "old.csv").write_text("old", encoding="utf-8")
    return folder


def test_nothing_of_the_last_folder_is_left_in_the_next(devon: Path) -> None:
    with whole_folder(devon) as new:
        (new / "new.csv").write_text("new", encoding="utf-8")
        assert (devon / "old.csv").exists()  # until all is written
    assert _names(devon.parent) == {"devon", "devon/new.csv"}


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_an_error_leaves_the_last_folder_and_nothing_beside_it(devon: Path, error: type[BaseException]) -> None:
    def fail() -> None:
        with whole_folder(devon) as new:
            (new / "new.csv").write_text("new", encoding="utf-8")
            raise error

    with pytest.raises(error):
        fail()
    assert _names(devon.parent) == {"devon", "devon/old.csv"}


def test_a_folder_that_cannot_take_its_place_leaves_the_last(devon: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name == "devon" and Path(target) == devon and ".coming" in self.parent.name:
            raise PermissionError("in use")
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", refuse)
        with pytest.raises(PermissionError), whole_folder(devon):
            pass
    assert _names(devon.parent) == {"devon", "devon/old.csv"}


@pytest.mark.skipif(sys.platform == "win32", reason="has no such permissions")
def test_others_may_read_it_as_far_as_the_user_allows(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        with whole_folder(tmp_path / "devon"):
            pass
    finally:
        os.umask(before)
    assert (tmp_path / "devon").stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize("kept", [True, False])
def test_tidying_brings_back_a_folder_only_where_none_stands(devon: Path, kept: bool) -> None:
    (devon.parent / ".devon.going").mkdir()
    (devon.parent / ".devon.going" / "older.csv").touch()
    (devon.parent / ".kent.coming.a1" / "kent").mkdir(parents=True)
    (devon.parent / ".manifest.json.coming.b2").touch()
    if not kept:
        (devon / "old.csv").unlink()
        devon.rmdir()
    tidy(devon.parent)
    assert _names(devon.parent) == {"devon", "devon/old.csv" if kept else "devon/older.csv"}
