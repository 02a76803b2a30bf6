"""Sets of systems, or of areas of another level, with a name: a learning cohort from a file, or a region.

A cohort file is plain text (UTF-8): one area a line, by any name or code it is found by; blank
lines, and what follows a `#`, are left out. The file's name names the set.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ihanalysis.areas import Area, Level, Systems
from ihanalysis.areas.names import folder_name
from ihanalysis.errors import InclusionHealthError, UnknownAreaError, UnknownSystemError


@dataclass(frozen=True, slots=True)
class NamedSet:
    """Some systems of one boundary year, or areas of another level, in the order they were named in."""

    name: str
    systems: tuple[Area, ...]

    @property
    def slug(self) -> str:
        """The name as a folder.

        >>> NamedSet("North East and Yorkshire", ()).slug
        'north-east-and-yorkshire'
        """
        return folder_name(self.name) or "set"  # a name may have no letter of the alphabet


def region(name: str, systems: Systems, boundaries: str, level: str = Level.SYSTEM) -> NamedSet:
    """The systems of an NHS region, or the areas of another level in a region of England.

    Raises
    ------
    UnknownChoiceError
        If there is no such region; names the nearest.
    """
    found = systems.in_region(name, boundaries, level)
    return NamedSet(found[0].region, found)


def read_cohort(path: Path, systems: Systems, boundaries: str, level: str = Level.SYSTEM) -> NamedSet:
    """The systems, or areas of another level, that a file names, one a line.

    Raises
    ------
    UnknownAreaError
        If lines name no area of the level or several; every such line is told.
    InclusionHealthError
        If the file is not text, or names no area.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise InclusionHealthError(
            f"{path} is not text in UTF-8 (byte {error.start}); expected the names of {Level(level).many}, one a line"
        ) from None
    found: list[Area] = []
    problems: list[str] = []
    for number, line in enumerate(lines, start=1):
        if name := line.partition("#")[0].strip():
            try:
                found.append(systems.find_at(level, name, boundaries))
            except UnknownAreaError as error:
                problems.append(f"{path}, line {number}: {error}")
    if problems:
        raise (UnknownSystemError if level == Level.SYSTEM else UnknownAreaError)("\n".join(problems))
    if not found:
        raise InclusionHealthError(f"{path} names no {Level(level).one}; expected one name or code a line")
    # Two names of one area are one area.
    return NamedSet(re.sub(r"[-_\s]+", " ", path.stem).strip(), tuple(dict.fromkeys(found)))
