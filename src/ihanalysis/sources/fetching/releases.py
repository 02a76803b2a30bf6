"""The registry of official releases: which file of which publication is at which address."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ihanalysis.errors import BadFileError, Problem, UnknownChoiceError

#: What a file may be called: one name in one folder on any system, of a kind that a reader knows.
FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ -]*\.(csv|zip|xls|xlsx|ods)")
FOLDER_NAME = re.compile(r"[a-z][a-z0-9_]*")
SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Release:
    """One file of one release of a publication.

    Attributes
    ----------
    publication
        The folder of the publication under `data/raw`.
    release
        What the file is a release of, in the publisher's terms ("2026-08", "autumn 2025").
    file
        The name under which it is kept; unique in its publication.
    url
        Where the publisher serves it.
    page
        Where the publisher announces it: the place to look when the address has gone.
    sha256
        Of the published file, where somebody read it; None until the first fetch records it.

    Examples
    --------
    >>> address = "https://files.digital.nhs.uk/26/656B2E/gp-reg-pat-prac-map.zip"
    >>> release = Release("gp_registrations", "2026-08", "map.zip", address, "https://digital.nhs.uk")
    >>> release.key, release.host
    ('gp_registrations/map.zip', 'files.digital.nhs.uk')
    """

    publication: str
    release: str
    file: str
    url: str
    page: str
    sha256: str | None = None

    @property
    def key(self) -> str:
        """The publication and the file: what the release is called in a lock file."""
        return f"{self.publication}/{self.file}"

    @property
    def host(self) -> str:
        """The host that serves the file."""
        return urlsplit(self.url).hostname or ""


@dataclass(frozen=True, slots=True)
class Registry:
    """The releases that can be fetched, and the only hosts they may come from.

    Examples
    --------
    >>> official().of("rough_sleeping")[0].release
    'autumn 2025'
    """

    hosts: frozenset[str]
    releases: tuple[Release, ...]

    @property
    def publications(self) -> tuple[str, ...]:
        """The publications that have a release here, in alphabetical order."""
        return tuple(sorted({release.publication for release in self.releases}))

    def of(self, publication: str | None) -> tuple[Release, ...]:
        """Give the releases of one publication, or all of them for None.

        Raises
        ------
        UnknownChoiceError
            If no release of the publication is known.
        """
        if publication is not None and publication not in self.publications:
            raise UnknownChoiceError.of("publication to fetch", publication, self.publications)
        return tuple(r for r in self.releases if publication in (None, r.publication))


@cache
def official() -> Registry:
    """Read the registry that comes with the package.

    Examples
    --------
    >>> sorted(official().hosts)[:2]
    ['assets.publishing.service.gov.uk', 'files.digital.nhs.uk']
    """
    with resources.as_file(resources.files("ihanalysis.sources.fetching") / "releases.toml") as path:
        return read_registry(path)


def read_registry(path: Path) -> Registry:
    """Read a registry: `hosts`, and a `[[release]]` for every file.

    Raises
    ------
    BadFileError
        If the file is not TOML, or a release lacks a word, names a file that is
        not one plain name, stands twice, or is not served by https from one of
        `hosts`. Every problem is named.

    Examples
    --------
    >>> import tempfile
    >>> text = 'hosts = ["www.gov.uk"]'
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "releases.toml")
    ...     _ = path.write_text(text)
    ...     read_registry(path)
    Registry(hosts=frozenset({'www.gov.uk'}), releases=())
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadFileError([Problem(str(path), None, None, str(error), "a registry in TOML")]) from error
    hosts = frozenset(document.get("hosts", []))
    rows: list[dict[str, Any]] = document.get("release", [])
    problems = [
        Problem(str(path), f"release {number}", column, found, expected)
        for number, row in enumerate(rows, start=1)
        for column, found, expected in _wrong(row, hosts)
    ]
    keys = [f"{row.get('publication')}/{row.get('file')}" for row in rows]
    problems += [
        Problem(str(path), f"release {number}", "file", f"{key} a second time", "one release a file name")
        for number, key in enumerate(keys, start=1)
        if key in keys[: number - 1]
    ]
    if problems:
        raise BadFileError(problems)
    return Registry(hosts, tuple(Release(**row) for row in rows))


def _wrong(row: dict[str, Any], hosts: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    """What is wrong with one row: column, found, expected."""
    columns = [field.name for field in fields(Release)]
    for column in row.keys() - set(columns):
        yield column, "a column of this name", f"only {', '.join(columns)}"
    texts = {column: row.get(column, "") for column in columns if column != "sha256"}
    for column, text in texts.items():
        if not isinstance(text, str) or not text.strip():
            yield column, repr(text), "text"
            texts[column] = ""
    for column, rule in (("publication", FOLDER_NAME), ("file", FILE_NAME)):
        if texts[column] and not rule.fullmatch(texts[column]):
            yield column, repr(texts[column]), f"a plain name like {rule.pattern}"
    address = urlsplit(texts["url"])
    if texts["url"] and (address.scheme != "https" or address.hostname not in hosts):
        yield "url", texts["url"], f"an https address at {' or '.join(sorted(hosts)) or 'one of `hosts`'}"
    sha256 = row.get("sha256")
    if sha256 is not None and not (isinstance(sha256, str) and SHA256.fullmatch(sha256)):
        yield "sha256", repr(sha256), "64 hexadecimal digits in lower case, or no sha256 at all"
