"""A workbook of one's own, anywhere: figures, notebooks and empty rooms; made, brought up to date, and opened."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ihanalysis import __version__
from ihanalysis.errors import InclusionHealthError
from ihanalysis.workbook import Workbook

#: What was written, as it was written: a file that differs was changed by the analyst.
RECORD = ".ihanalysis.json"
#: An analyst's own version stays; the new one is put beside it under this ending, which no reader takes for figures.
BESIDE = ".new"
#: Files of a new workbook that are neither figures nor notebooks.
_ROOMS = Path(__file__).parent / "rooms"
#: JupyterLab asks the internet for news and newer versions unless told not to.
_QUIET = ("--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate")
_FIRST = "explore.ipynb"


@dataclass(frozen=True, slots=True)
class Made:
    """What making a workbook did.

    Attributes
    ----------
    written, same
        How many files were written, and how many have nothing newer.
    kept
        Files that the analyst had changed and that have a newer version, which lies beside them.
    """

    written: int
    same: int
    kept: tuple[Path, ...]


def make_workbook(folder: Path) -> Made:
    """Make a workbook, or bring one up to date without touching what its analyst changed.

    Raises
    ------
    InclusionHealthError
        If the folder is the one that the figures come from.
    """
    shipped = Workbook.shipped()
    if folder.resolve() == shipped.root:
        raise InclusionHealthError(f"{folder} is where this library's own figures are; name another folder")
    before = _record(folder)
    own = dict(_own_files(shipped))
    written, same, kept = 0, 0, []
    for name, source in own.items():
        path, content = folder / name, source.read_bytes()
        there = path.read_bytes() if path.is_file() else None
        if there == content or (there is not None and before.get(name) == _hash(content)):
            same += 1  # as it should be, or changed by the analyst and by nobody else since
        elif there is None or _hash(there) == before.get(name):
            _write(path, content)
            written += 1
        else:
            _write(path.with_name(path.name + BESIDE), content)
            kept.append(path)
    for name in before.keys() - own.keys():
        _remove(folder / name, before[name])
    hashes = {name: _hash(source.read_bytes()) for name, source in own.items()}
    record = {"made_by": f"ihanalysis {__version__}", "files": hashes}
    _write(folder / RECORD, (json.dumps(record, indent=1) + "\n").encode())
    return Made(written, same, tuple(kept))


def open_lab(workbook: Workbook, options: Sequence[str] = ()) -> int:
    """Open JupyterLab on a workbook and wait until it is closed.

    Returns
    -------
    int
        JupyterLab's exit code.

    Raises
    ------
    InclusionHealthError
        If one stands in no workbook.
    """
    if workbook.packaged:
        raise InclusionHealthError(
            f"no workbook in {Path.cwd()} or above it; `ihanalysis new FOLDER` makes one, with notebooks to explore in"
        )
    command = [sys.executable, "-m", "jupyterlab", str(workbook.notebooks / _FIRST)]
    return subprocess.run([*command, f"--ServerApp.root_dir={workbook.root}", *_QUIET, *options]).returncode


def _own_files(shipped: Workbook) -> Iterator[tuple[str, Path]]:
    """Every file of a new workbook by its place in it."""
    for room, folder in (("data/raw", shipped.raw), ("notebooks", shipped.notebooks), ("", _ROOMS)):
        for path in sorted(folder.rglob("*")):
            within = path.relative_to(folder)
            # What an analyst put into a checkout is not the project's to hand on.
            theirs = "official" in within.parts or any(part.startswith(".") for part in within.parts)
            if path.is_file() and not theirs:
                yield str(PurePosixPath(room, *within.parts)), path


def _record(folder: Path) -> Mapping[str, str]:
    path = folder / RECORD
    if not path.is_file():
        return {}
    try:
        files: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))["files"]
    except (ValueError, KeyError, TypeError):
        raise InclusionHealthError(
            f"{path} cannot be read; remove it, and every file that differs is taken for your own"
        ) from None
    return files


def _remove(path: Path, recorded: str) -> None:
    """A file that is no longer part of a workbook goes, unless its analyst changed it."""
    if path.is_file() and _hash(path.read_bytes()) == recorded:
        path.unlink()


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    part.replace(path)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
