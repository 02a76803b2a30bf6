"""What a run made, from what, and what failed: `manifest.json`, a data package over the briefings.

Its resources are described as the Frictionless data package asks
(https://specs.frictionlessdata.io/data-package/); `briefings` adds what each was made from. It
knows no clock but how long a briefing took, and nothing compares that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ihanalysis import __version__
from ihanalysis.batch.inputs import Inputs
from ihanalysis.whole import write_whole

FILE = "manifest.json"


@dataclass(frozen=True, slots=True)
class Resource:
    """A file as it was written: its path from the manifest, its size and its SHA-256."""

    path: str
    bytes: int
    hash: str

    @classmethod
    def of(cls, path: Path, root: Path) -> Resource:
        """Weigh a file."""
        content = path.read_bytes()
        return cls(path.relative_to(root).as_posix(), len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")

    def stands(self, root: Path) -> bool:
        """Whether the file is there, as it was written."""
        path = root / self.path
        try:
            # Its size settles most of what changed without reading it.
            return path.stat().st_size == self.bytes and Resource.of(path, root) == self
        except OSError:
            return False


@dataclass(frozen=True, slots=True)
class Record:
    """What became of one briefing.

    Attributes
    ----------
    title
        The system's name.
    inputs
        What it was made from.
    resources
        The files in its folder; after a failure those of the last run that made them.
    seconds
        How long it took.
    error
        Why it failed, with the failing cell; empty if it did not.
    """

    title: str
    inputs: Inputs
    resources: tuple[Resource, ...]
    seconds: float
    error: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The record of every briefing in a folder by its name, and the pages over them."""

    records: Mapping[str, Record] = field(default_factory=dict)
    pages: tuple[Resource, ...] = ()

    def with_record(self, name: str, record: Record) -> Manifest:
        """The manifest with one briefing's record in place of its last."""
        return replace(self, records={**self.records, name: record})

    def with_pages(self, pages: Iterable[Path], root: Path) -> Manifest:
        """The manifest with the pages over the briefings as they stand."""
        return replace(self, pages=tuple(Resource.of(page, root) for page in pages))

    def pages_stand(self, root: Path) -> bool:
        """Whether there are pages over the briefings, as they were written."""
        return bool(self.pages) and all(page.stands(root) for page in self.pages)

    def write(self, folder: Path) -> Path:
        """Write it into the folder of the briefings, whole or not at all."""
        path = folder / FILE
        write_whole(path, json.dumps(self._package(), ensure_ascii=False, indent=1) + "\n")
        return path

    def _package(self) -> dict[str, Any]:
        records = sorted(self.records.items())
        resources = [*self.pages, *(resource for _, record in records for resource in record.resources)]
        return {
            "name": "inclusion-health-briefings",
            "title": "Inclusion health briefings: what was made, and from what",
            "version": __version__,
            "resources": [_described(resource) for resource in resources],
            "briefings": [_plain(name, record) for name, record in records],
        }


def has_manifest(folder: Path) -> bool:
    """Whether a folder has a manifest, be it whole or not; it may, if that cannot be looked up."""
    try:
        return (folder / FILE).exists()
    except OSError:
        return True


def read_manifest(folder: Path) -> tuple[Manifest, str]:
    """The manifest of a folder, and what is wrong with it; nothing is taken from one that is not whole.

    Returns
    -------
    Manifest
        Empty if there is none, or none that can be trusted.
    str
        Why it cannot be; empty if it can, or if there is none.
    """
    path = folder / FILE
    try:
        return _manifest(json.loads(path.read_text(encoding="utf-8"))), ""
    except FileNotFoundError:
        return Manifest(), ""
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return Manifest(), f"{path} cannot be read ({type(error).__name__}: {error})"


def _manifest(package: Mapping[str, Any]) -> Manifest:
    files: dict[str, list[Resource]] = {}
    for one in package["resources"]:
        resource = Resource(str(one["path"]), int(one["bytes"]), str(one["hash"]))
        folder, _, _ = resource.path.rpartition("/")
        files.setdefault(folder, []).append(resource)
    records = {
        str(one["name"]): Record(
            str(one["title"]),
            Inputs(dict(one["parameters"]), dict(one["inputs"]), dict(one["versions"])),
            tuple(files.get(str(one["name"]), ())),
            float(one["seconds"]),
            str(one["error"]),
        )
        for one in package["briefings"]
    }
    return Manifest(records, tuple(files.get("", ())))


def _described(resource: Resource) -> dict[str, Any]:
    name = "".join(c if c.isalnum() or c in "-._" else "-" for c in resource.path.lower().replace("/", "."))
    kind = resource.path.rpartition(".")[2]
    return {"name": name, "path": resource.path, "format": kind, "bytes": resource.bytes, "hash": resource.hash}


def _plain(name: str, record: Record) -> dict[str, Any]:
    return {
        "name": name,
        "title": record.title,
        "parameters": dict(record.inputs.parameters),
        "inputs": dict(record.inputs.files),
        "versions": dict(record.inputs.versions),
        "seconds": round(record.seconds, 1),
        "error": record.error,
    }
