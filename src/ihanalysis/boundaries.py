"""Levels of areas, and the boundary years of integrated care systems: light, for the command line's help."""

from __future__ import annotations

from enum import StrEnum

#: Boundary years, newest last: 42 systems from April 2023, 36 from April 2026.
BOUNDARIES = ("2023", "2026")
DEFAULT_BOUNDARIES = "2026"


class Level(StrEnum):
    """What kind of area a briefing is about.

    >>> Level("place").many, Level.SYSTEM.one
    ('local authorities', 'system')
    """

    SYSTEM = "system"
    PLACE = "place"
    REGION = "region"

    @property
    def one(self) -> str:
        """One area of the level, in words."""
        return "local authority" if self is Level.PLACE else self.value

    @property
    def many(self) -> str:
        """Several of them."""
        return "local authorities" if self is Level.PLACE else f"{self}s"

    def number(self, number: int) -> str:
        """So many of them.

        >>> Level.PLACE.number(1), Level.REGION.number(9)
        ('1 local authority', '9 regions')
        """
        return f"{number} {self.one if number == 1 else self.many}"


#: The ways in which England is divided, by the names of their tables and folders: systems by boundary year,
#: and the levels that have one set of areas only.
DIVISIONS = (*BOUNDARIES, Level.PLACE.value, Level.REGION.value)
