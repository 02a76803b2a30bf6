"""Local authorities and the regions of England they lie in, and the ways people name them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from ihanalysis.areas.names import Area, by_words, exactly, listed, nearest, plain
from ihanalysis.boundaries import Level
from ihanalysis.errors import UnknownAreaError

#: Names that take an article in a sentence.
_WITH_ARTICLE = ("City of ", "Isle of ", "Isles of ")
_POINTS = ("North ", "East ", "South ", "West ")


@dataclass(frozen=True, slots=True)
class Place(Area):
    """A local authority as it is now: a district, a unitary authority or a London borough.

    `former` names the authorities that it took the place of, and `former_codes` has their codes and its own of before.
    """

    level: ClassVar[Level] = Level.PLACE
    code: str
    name: str
    region: str
    region_code: str
    former: tuple[str, ...] = ()
    former_codes: tuple[str, ...] = ()

    @property
    def spoken(self) -> str:
        """The name within a sentence.

        >>> Place("E06000023", "Bristol, City of", "South West", "E12000009").spoken
        'Bristol'
        >>> Place("E09000001", "City of London", "London", "E12000007").spoken
        'the City of London'
        """
        name = self.name.removesuffix(", City of").removesuffix(", County of")
        return f"the {name}" if name.startswith(_WITH_ARTICLE) else name


@dataclass(frozen=True, slots=True)
class Region(Area):
    """One of the nine regions of England."""

    level: ClassVar[Level] = Level.REGION
    code: str
    name: str

    @property
    def region(self) -> str:  # type: ignore[override]  # it is one, and lies in none
        """Itself."""
        return self.name

    @property
    def spoken(self) -> str:
        """The name within a sentence.

        >>> Region("E12000002", "North West").spoken, Region("E12000007", "London").spoken
        ('the North West', 'London')
        """
        return f"the {self.name}" if self.name.startswith(_POINTS) else self.name


def places_of(rows: Iterable[Mapping[str, str]]) -> tuple[Place, ...]:
    """The local authorities of now, by name, from every code there has been.

    Parameters
    ----------
    rows
        With code, name, region_code, region and code_now.
    """
    listed_rows = list(rows)
    former: dict[str, dict[str, str]] = {}
    for row in listed_rows:
        if row["code"] != row["code_now"]:
            former.setdefault(row["code_now"], {})[row["code"]] = row["name"]
    places = (
        Place(
            row["code"],
            row["name"],
            row["region"],
            row["region_code"],
            # Some changed their code and kept their name.
            tuple(sorted({name for name in former.get(row["code"], {}).values() if name != row["name"]})),
            tuple(former.get(row["code"], ())),
        )
        for row in listed_rows
        if row["code"] == row["code_now"]
    )
    return tuple(sorted(places, key=lambda place: place.name))


def regions_of(places: Iterable[Place]) -> tuple[Region, ...]:
    """The regions that local authorities lie in, by name."""
    names = {place.region_code: place.region for place in places}
    return tuple(Region(code, name) for code, name in sorted(names.items(), key=lambda pair: pair[1]))


def find_area(name: str, areas: Sequence[Area]) -> Area:
    """The one area, of a level, that a name, part of a name or code means.

    Raises
    ------
    UnknownAreaError
        If it fits none (the nearest are listed), several (all are listed), or one
        that was merged (its successors are listed).
    """
    level, wanted = areas[0].level, plain(name)
    for matches in (exactly(wanted, areas), [] if _were(wanted, areas) else by_words(wanted, areas)):
        if len(matches) == 1:
            return matches[0]
        if matches:
            raise UnknownAreaError(f"{name!r} fits {len(matches)} {level.many}: {listed(matches)}.")
    if became := _were(wanted, areas):
        raise UnknownAreaError(f"{name!r} is no {level.one} now. Its residents are in: {listed(became)}.")
    sure, near = nearest(name, areas)
    if sure is None:
        hint = f"The nearest: {listed(near)}." if near else f"`ihanalysis systems --level {level}` lists them."
        raise UnknownAreaError(f"{name!r} is not a {level.one}. {hint}")
    return sure


def _were(wanted: str, areas: Iterable[Area]) -> list[Area]:
    """What an area that is no more became part of."""
    return [
        area
        for area in areas
        if isinstance(area, Place) and wanted in {plain(name) for name in (*area.former, *area.former_codes)}
    ]
