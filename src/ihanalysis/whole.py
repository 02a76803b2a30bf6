"""Files and folders that are written whole or not at all, whatever else is reading or writing them."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: What a folder is called while it is being made, and while its successor takes its place. Both begin
#: with a dot, so nobody takes them for a briefing, and end in letters that no two runs share.
_COMING, _GOING = ".coming", ".going"


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}{_COMING}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """A folder to write into, which takes the place of another when all went well.

    Until then, and if anything is raised, the other stays as it was. A process that
    is killed leaves what `tidy` puts right.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as place:
    ...     with whole_folder(Path(place) / "devon") as new:
    ...         _ = (new / "briefing.html").write_text("the new one")
    ...     [path.name for path in Path(place).rglob("*")]
    ['devon', 'briefing.html']
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}{_COMING}.") as name:
        new = Path(name) / folder.name  # within, because the temporary folder is closed to other users
        new.mkdir()
        yield new
        _replace(folder, new)


def tidy(place: Path) -> None:
    """Put right what a run left that was killed: nothing half made, no folder lost between two renames.

    Only for one who knows that no other run writes to the place.
    """
    for old in place.glob(f".*{_GOING}"):
        folder = place / old.name.removeprefix(".").removesuffix(_GOING)
        if not folder.exists():
            old.rename(folder)
    for path in [*place.glob(f".*{_GOING}"), *place.glob(f".*{_COMING}.*")]:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _replace(folder: Path, new: Path) -> None:
    old = folder.with_name(f".{folder.name}{_GOING}")
    if folder.exists():
        shutil.rmtree(old, ignore_errors=True)
        folder.rename(old)
    try:
        new.rename(folder)
    except BaseException:
        if old.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
