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
from ihanalysis.areas import Area, System
from ihanalysis.folder import Folder

#: The notebook that is run for every area.
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


def parameters_of(area: Area) -> Mapping[str, str]:
    """What the notebook is run with for an area.

    >>> from ihanalysis.areas import Place
    >>> parameters_of(Place("E08000003", "Manchester", "North West", "E12000002"))
    {'system': 'E08000003', 'level': 'place'}
    """
    if isinstance(area, System):
        return {"system": area.code, "boundaries": area.boundaries}
    return {"system": area.code, "level": area.level.value}


def inputs_of(folder: Folder) -> Callable[[Area], Inputs]:
    """What finds the inputs of an area's briefing, with what all areas share read once, now."""
    shared, versions = _shared(folder), _versions()

    def of(area: Area) -> Inputs:
        own = folder.local_files(area) if isinstance(area, System) else ()
        files = {**shared, "local": fingerprint(own, folder.local)} if own else shared
        return Inputs(parameters_of(area), files, versions)

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
