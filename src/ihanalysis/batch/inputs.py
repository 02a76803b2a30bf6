"""What a briefing is made from, as fingerprints: the same inputs give the same briefing."""

from __future__ import annotations

import hashlib
import platform
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import metadata, resources
from pathlib import Path

from ihanalysis import __version__
from ihanalysis.areas import System
from ihanalysis.folder import Folder

#: The notebook that is run for every system.
NOTEBOOK = "briefing.ipynb"
#: The name at the front of a requirement such as "pandas>=3.1".
_NAME = re.compile(r"[\w.-]+")


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a briefing is made from.

    Attributes
    ----------
    parameters
        What the notebook is run with.
    files
        The notebook, each publication, the analyst's own files and this library, each with its SHA-256.
    versions
        Python and the libraries that shape a briefing.
    """

    parameters: Mapping[str, str]
    files: Mapping[str, str]
    versions: Mapping[str, str]

    def changed_since(self, before: Inputs) -> tuple[str, ...]:
        """The names of the inputs that are not what they were.

        >>> then = Inputs({"system": "QKS"}, {"notebook": "sha256:0"}, {"pandas": "3.1.1"})
        >>> Inputs({"system": "QKS"}, {"notebook": "sha256:1"}, {"pandas": "3.1.1"}).changed_since(then)
        ('notebook',)
        """
        now, then = ({**i.parameters, **i.files, **i.versions} for i in (self, before))
        return tuple(name for name in dict.fromkeys([*now, *then]) if now.get(name) != then.get(name))


def inputs_of(folder: Folder) -> Callable[[System], Inputs]:
    """What finds the inputs of a system's briefing, with what all systems share read once, now."""
    shared, versions = _shared(folder), _versions()

    def of(system: System) -> Inputs:
        own = folder.local_files(system)
        files = {**shared, "local": fingerprint(own, folder.local)} if own else shared
        return Inputs({"system": system.code, "boundaries": system.boundaries}, files, versions)

    return of


def fingerprint(paths: Iterable[Path], root: Path) -> str:
    """The SHA-256 of files and their names; what begins with a dot is on its way, and is left out."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        if path.is_file() and not path.name.startswith("."):
            content = hashlib.sha256(path.read_bytes())
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + content.digest())
    return f"sha256:{digest.hexdigest()}"


def _shared(folder: Folder) -> Mapping[str, str]:
    package = Path(str(resources.files("ihanalysis")))
    code = (path for path in package.rglob("*") if path.suffix != ".pyc")
    publications = sorted(path for path in folder.raw.glob("[!.]*") if path.is_dir())
    return {
        "notebook": fingerprint([folder.notebooks / NOTEBOOK], folder.notebooks),
        "source of ihanalysis": fingerprint(code, package),
        **{f"data/raw/{path.name}": fingerprint(path.rglob("*"), path) for path in publications},
    }


def _versions() -> Mapping[str, str]:
    """Of all that a plain installation brings, by name."""
    lines = metadata.requires("ihanalysis") or []
    names = sorted(name[0] for line in lines if "extra ==" not in line and (name := _NAME.match(line)))
    return {
        "python": platform.python_version(),
        "ihanalysis": __version__,
        **{name: metadata.version(name) for name in names},
    }
