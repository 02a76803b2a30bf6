"""One run at a time into one folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ihanalysis.errors import InclusionHealthError

FILE = ".lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder, which is made if there is none, until the block ends.

    The operating system holds the lock, so it goes with the process that took it,
    however that ends; the file that stays behind blocks nobody.

    Raises
    ------
    InclusionHealthError
        If another run holds the folder, or it cannot be written to.
    """
    from filelock import FileLock, Timeout

    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / FILE, timeout=0)
        lock.acquire()
    except Timeout:
        raise InclusionHealthError(
            f"another run is writing to {folder}; wait until it ends, or name another folder with --output"
        ) from None
    except OSError as error:
        raise InclusionHealthError(
            f"cannot write to {folder}: {error.strerror or error}; name another folder with --output"
        ) from None
    try:
        yield
    finally:
        lock.release()
