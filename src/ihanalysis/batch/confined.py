"""Keep a notebook to what it may use: its own folder to write to, so much memory, so large a file."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

#: The most memory that a briefing may take for itself, and the largest file it may write, in bytes.
MEMORY, FILE = 4 * 2**30, 2**28
#: What opens a file says it writes by these flags.
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


@contextlib.contextmanager
def confined(folder: Path, *others: Path) -> Iterator[None]:
    """Let this process write to one folder, and others if need be, and take no more than its share of the machine.

    A guard against slips, not against malice: it sees what Python opens, not what other programs do.
    """
    scratch = folder / ".scratch"
    scratch.mkdir(exist_ok=True)
    _limit()
    with _temporary(scratch):
        _Guard.watch(folder, *others)
        try:
            yield
        finally:
            _Guard.folders = ()
    shutil.rmtree(scratch, ignore_errors=True)  # after an error all of the folder goes


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows has none
        return
    for what, most in ((resource.RLIMIT_DATA, MEMORY), (resource.RLIMIT_FSIZE, FILE)):
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


@contextlib.contextmanager
def _temporary(folder: Path) -> Iterator[None]:
    """Temporary files, and what IPython keeps for a user, go where they vanish with the rest, even after a kill."""
    kept, tempfile.tempdir = tempfile.tempdir, str(folder)
    before = {name: os.environ.get(name) for name in ("TMPDIR", "IPYTHONDIR")}
    os.environ.update(dict.fromkeys(before, str(folder)))
    try:
        yield
    finally:
        tempfile.tempdir = kept
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


class _Guard:
    """Refuses to open files for writing elsewhere."""

    folders: tuple[Path, ...] = ()
    hooked = False

    @classmethod
    def watch(cls, *folders: Path) -> None:
        cls.folders = tuple(folder.resolve() for folder in folders)
        if not cls.hooked:
            cls.hooked = True
            sys.addaudithook(cls.hear)

    @classmethod
    def hear(cls, event: str, about: tuple[Any, ...]) -> None:
        if not cls.folders:
            return
        if (event == "open" and isinstance(about[2], int) and about[2] & _WRITES) or event in (
            "os.remove",
            "os.rmdir",
            "os.mkdir",
        ):
            cls.check(about[0])
        elif event == "os.rename":
            cls.check(about[0])
            cls.check(about[1])

    @classmethod
    def check(cls, path: Any) -> None:
        if not isinstance(path, (str, bytes, os.PathLike)):
            return
        full = Path(os.path.realpath(path if isinstance(path, str) else os.fsdecode(path)))
        if str(full) != os.devnull and not any(full.is_relative_to(folder) for folder in cls.folders):
            raise PermissionError(f"a briefing's notebook may write to its own folder only, not to {full}")
