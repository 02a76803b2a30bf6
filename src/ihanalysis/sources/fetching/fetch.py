"""Fetch official releases into `data/raw`: the only thing in the package that opens a connection."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pooch
import requests

from ihanalysis.errors import BadFileError, InclusionHealthError, Problem
from ihanalysis.sources.fetching.arrival import check_file
from ihanalysis.sources.fetching.download import Limits, Progress, UnreachableError, download, session_for
from ihanalysis.sources.fetching.releases import SHA256, Registry, Release, official

#: new: taken into the folder. unchanged: there already. revised: the published file is no longer
#: the one recorded, and was not taken. failed: not taken, for the reason given.
STATUSES = ("new", "unchanged", "revised", "failed")


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of one release; `reason` is empty where there is nothing to say.

    `bytes` and `sha256` are those of the published file, or None where it was not seen whole.
    """

    publication: str
    release: str
    file: str
    status: str
    bytes: int | None
    sha256: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Record:
    """What the lock file says of one file: the edition that this workbook's figures rest on.

    `fetched` is a day (UTC), `modified` the date the publisher's server gave, if it gave one.
    """

    bytes: int
    fetched: str
    modified: str
    release: str
    sha256: str
    url: str

    def __str__(self) -> str:
        dated = f", dated {self.modified}" if self.modified else ""
        return f"sha256 {self.sha256} ({self.bytes:,} bytes, fetched {self.fetched}{dated})"


def fetch(
    publication: str | None,
    folder: Path,
    lock: Path,
    *,
    accept_revised: bool = False,
    progress: Progress | None = None,
    limits: Limits | None = None,
    registry: Registry | None = None,
    schemes: Collection[str] = ("https",),
) -> tuple[Fetched, ...]:
    """Fetch the releases of a publication, or of all for None, and say what became of each.

    A file is taken only whole, checked, and the same as recorded: its sha256 is
    the lock file's, or else the registry's, or else is recorded now. One that
    the publisher has revised is shown, not taken, until `accept_revised`. A file
    that someone has changed in the folder is never overwritten. One failure does
    not stop the others, except that a host out of reach is not asked again.

    Parameters
    ----------
    folder
        `data/raw`; files go to `<publication>/official/` under it.
    lock
        The lock file (JSON, sorted by file), which is made at the first fetch and
        is the analyst's to keep under version control.
    progress
        Called with the release, the bytes so far, and the bytes in all or None.
    registry, schemes
        For tests against a server of their own; what is not https is refused.

    Raises
    ------
    UnknownChoiceError
        If no release of the publication is known.
    BadFileError
        If the lock file cannot be read.

    Examples
    --------
    >>> fetch("rough_sleeper", Path("data/raw"), Path("data/raw/releases.lock.json"))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ihanalysis.errors.UnknownChoiceError: ... Did you mean 'rough_sleeping'? Valid choices: ...
    """
    registry, limits = registry or official(), limits or Limits()
    wanted = registry.of(publication)
    records = read_lock(lock)
    results: list[Fetched] = []
    out_of_reach: dict[str, str] = {}
    folder.mkdir(parents=True, exist_ok=True)
    with _quiet_pooch(), session_for(registry, schemes) as session:
        for release in wanted:
            try:
                if release.host in out_of_reach:
                    raise UnreachableError(f"Not tried again: {out_of_reach[release.host]}")
                result, record = _fetch_one(
                    release, folder, records.get(release.key), accept_revised, session, limits, progress
                )
                if record and record != records.get(release.key):
                    records[release.key] = record
                    write_lock(lock, records)
            except (InclusionHealthError, OSError) as error:
                if isinstance(error, UnreachableError):
                    out_of_reach.setdefault(release.host, str(error))
                result = _result(release, "failed", None, "; ".join(str(error).splitlines()))
            results.append(result)
    return tuple(results)


def results_table(results: Iterable[Fetched]) -> pd.DataFrame:
    """Put results in a table: publication, release, file, status, bytes, sha256, reason.

    Examples
    --------
    >>> results_table([Fetched("gp_registrations", "2026-08", "map.zip", "new", 128804, "0990db", "")]).shape
    (1, 7)
    """
    columns = [field.name for field in fields(Fetched)]
    return pd.DataFrame([asdict(result) for result in results], columns=columns).astype({"bytes": "Int64"})


def read_lock(path: Path) -> dict[str, Record]:
    """Read the records of a lock file by `<publication>/<file>`; none if it is not there yet.

    Raises
    ------
    BadFileError
        If it is not what `write_lock` writes.

    Examples
    --------
    >>> read_lock(Path("no-such.lock.json"))
    {}
    """
    if not path.exists():
        return {}
    try:
        records = {key: Record(**row) for key, row in json.loads(path.read_text(encoding="utf-8")).items()}
        if not all(SHA256.fullmatch(record.sha256) for record in records.values()):
            raise ValueError("a sha256 that is not 64 hexadecimal digits")
    except (ValueError, TypeError, AttributeError) as error:
        raise BadFileError(
            [Problem(str(path), None, None, str(error), "a lock file as `fetch` writes it: put it back")]
        ) from error
    return records


def write_lock(path: Path, records: Mapping[str, Record]) -> None:
    """Write the records, sorted, one value a line, so that a change shows as a change; all or nothing.

    Examples
    --------
    >>> with TemporaryDirectory() as folder:
    ...     write_lock(Path(folder, "a.lock.json"), {})
    ...     Path(folder, "a.lock.json").read_text()
    '{}\\n'
    """
    text = json.dumps({key: asdict(record) for key, record in records.items()}, indent=2, sort_keys=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".lock-", dir=path.parent) as staging:
        draft = Path(staging, path.name)
        draft.write_text(text + "\n", encoding="utf-8", newline="\n")
        draft.replace(path)


def _fetch_one(
    release: Release,
    folder: Path,
    record: Record | None,
    accept_revised: bool,
    session: requests.Session,
    limits: Limits,
    progress: Progress | None,
) -> tuple[Fetched, Record | None]:
    # In the folder itself, so that the last step is a rename on one disk.
    with TemporaryDirectory(prefix=".fetch-", dir=folder) as staging:
        path, modified = download(release, Path(staging), session, limits=limits, progress=progress)
        check_file(path, release.file)
        today = datetime.now(UTC).date().isoformat()
        sha256 = pooch.file_hash(str(path))
        new = Record(path.stat().st_size, today, modified, release.release, sha256, release.url)
        return _take(release, path, new, folder, record, accept_revised)


def _take(
    release: Release, path: Path, new: Record, folder: Path, record: Record | None, accept_revised: bool
) -> tuple[Fetched, Record | None]:
    """Put a checked file in its place if it may be; give the result and what to record."""
    target = folder / release.publication / "official" / release.file
    held = pooch.file_hash(str(target)) if target.exists() else None
    # A file dropped in by hand is the edition to compare with, where no other is recorded.
    known = record.sha256 if record else release.sha256 or held
    if held not in (None, known, new.sha256):
        raise InclusionHealthError(
            f"{target} is neither the file recorded nor the one now published (its sha256 is {held}). "
            "Move it away, then fetch again."
        )
    was = record or f"sha256 {known} ({'in the registry' if release.sha256 else 'in the folder'})"
    revised = known not in (None, new.sha256)
    if revised and not accept_revised:
        return _result(
            release,
            "revised",
            new,
            f"The publisher has revised the file since it was recorded. It was {was}; it is {new}. Nothing "
            "was changed. Read why on the publisher's page, then fetch again accepting revisions: "
            f"{release.page}",
        ), record
    if held != new.sha256:
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
    if revised:
        return _result(release, "new", new, f"A revision, taken. It was {was}."), new
    return _result(release, "unchanged" if held else "new", new, ""), record or new


def _result(release: Release, status: str, record: Record | None, reason: str) -> Fetched:
    size, sha256 = (record.bytes, record.sha256) if record else (None, None)
    return Fetched(release.publication, release.release, release.file, status, size, sha256, reason)


@contextmanager
def _quiet_pooch() -> Iterator[None]:
    """Keep pooch from writing every step to the terminal: the results say what happened."""
    logger = pooch.get_logger()
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)
