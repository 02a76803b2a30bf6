"""The areas that briefings are about: integrated care systems by boundary year, local authorities and regions."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from ihanalysis.areas.names import Area, by_words, exactly, listed, nearest, plain
from ihanalysis.areas.places import Place, find_area, places_of, regions_of
from ihanalysis.boundaries import BOUNDARIES, DEFAULT_BOUNDARIES, DIVISIONS, Level
from ihanalysis.errors import BadFileError, Problem, UnknownChoiceError, UnknownSystemError
from ihanalysis.records import records

if TYPE_CHECKING:
    import pandas as pd

ENGLAND = "E92000001"
#: Systems whose name takes an article in a sentence.
_WITH_ARTICLE = frozenset({"Black Country", "North East and North Cumbria"})


@dataclass(frozen=True, slots=True)
class System(Area):
    """One integrated care system within one boundary year.

    `code` is the ONS code, which changes when the boundary does; `ods_code` is
    the code of the NHS Organisation Data Service, which may stay.

    >>> System("2026", "E54000032", "QKS", "Kent and Medway", "", "K&M", "South East").slug
    'kent-and-medway'
    """

    level: ClassVar[Level] = Level.SYSTEM
    boundaries: str
    code: str
    ods_code: str
    name: str
    full_name: str
    abbreviation: str
    nhs_region: str

    @property
    def region(self) -> str:  # type: ignore[override]  # what others hold, a system has by another name
        """The NHS region."""
        return self.nhs_region

    @property
    def division(self) -> str:
        """The boundary year."""
        return self.boundaries

    @property
    def short_code(self) -> str:
        """The code of the Organisation Data Service."""
        return self.ods_code

    @property
    def spoken(self) -> str:
        """The name within a sentence.

        >>> System("2026", "E54000062", "QUA", "Black Country", "", "", "Midlands").spoken
        'the Black Country'
        """
        return f"the {self.name}" if self.name in _WITH_ARTICLE else self.name

    @property
    def given(self) -> tuple[str, ...]:
        """Every name and code that it is found by."""
        return (self.code, self.ods_code, self.name, self.full_name, self.abbreviation)


@dataclass(frozen=True)
class Systems:
    """Every system, and what became of it; every local authority and region.

    Attributes
    ----------
    systems
        Of both boundary years.
    changes
        Codes of 2023 and 2026 with residents in both.
    places
        The local authorities there are now.
    """

    systems: tuple[System, ...]
    changes: tuple[tuple[str, str], ...]
    places: tuple[Place, ...] = field(default=(), kw_only=True)

    def of(self, boundaries: str = DEFAULT_BOUNDARIES) -> tuple[System, ...]:
        """The systems of a boundary year, by name.

        Raises
        ------
        UnknownChoiceError
            If there is no such boundary year.
        """
        if boundaries not in BOUNDARIES:
            raise UnknownChoiceError.of("boundary year", boundaries, BOUNDARIES)
        return tuple(system for system in self.systems if system.boundaries == boundaries)

    def of_level(self, level: str, boundaries: str = DEFAULT_BOUNDARIES) -> Sequence[Area]:
        """The areas of a level by name; of systems, those of a boundary year.

        Raises
        ------
        UnknownChoiceError
            If there is no such level or boundary year.
        """
        if level == Level.SYSTEM:
            return self.of(boundaries)
        if level not in list(Level):
            raise UnknownChoiceError.of("level", level, Level)
        return self.places if level == Level.PLACE else regions_of(self.places)

    def of_division(self, division: str) -> Sequence[Area]:
        """The areas of a division: a boundary year of systems, or another level.

        Raises
        ------
        UnknownChoiceError
            If there is no such division.
        """
        if division not in DIVISIONS:
            raise UnknownChoiceError.of("boundary year or level", division, DIVISIONS)
        return self.of(division) if division in BOUNDARIES else self.of_level(division)

    def find_at(self, level: str, name: str, boundaries: str = DEFAULT_BOUNDARIES) -> Area:
        """The one area of a level that a name, part of a name or code means.

        Raises
        ------
        UnknownAreaError
            If it fits none (the nearest are listed), several (all are listed), or one that is no more (its
            successors are listed).
        UnknownChoiceError
            If there is no such level or boundary year.
        """
        if level == Level.SYSTEM:
            return self.find(name, boundaries)
        return find_area(name, self.of_level(level))

    def find(self, name: str, boundaries: str = DEFAULT_BOUNDARIES) -> System:
        """The one system that a name, short name, abbreviation or code means.

        A part of a name ("kent") or a slip of the pen is taken when it fits one
        system. The name is only ever compared, never used as a path or as code.

        Raises
        ------
        UnknownSystemError
            If it fits none (the nearest are listed), several (all are listed), or
            a system that was abolished (its successors are listed).
        """
        here = self.of(boundaries)
        wanted = plain(name)
        for matches in (exactly(wanted, here), self._elsewhere(wanted, boundaries), by_words(wanted, here)):
            if len(matches) == 1:
                return matches[0] if matches[0] in here else self._gone(matches[0], boundaries)
            if matches:
                raise UnknownSystemError(f"{name!r} fits {len(matches)} systems: {listed(matches)}.")
        gone = by_words(wanted, self._others(boundaries))
        if len(gone) == 1:
            return self._gone(gone[0], boundaries)
        sure, near = nearest(name, here)
        if sure is None:
            hint = f"The nearest: {listed(near)}." if near else "`ihanalysis systems` lists them."
            raise UnknownSystemError(f"{name!r} is not a system with boundaries of {boundaries}. {hint}")
        return sure

    def named(self, name: str) -> tuple[System, ...]:
        """The system of exactly this name, abbreviation or code, in each boundary year that has it."""
        return tuple(exactly(plain(name), self.systems))

    def in_region(self, name: str, boundaries: str = DEFAULT_BOUNDARIES, level: str = Level.SYSTEM) -> tuple[Area, ...]:
        """The systems of an NHS region, or the areas of another level in a region, whatever the case of its name.

        Raises
        ------
        UnknownChoiceError
            If there is no such region; names the nearest.
        """
        areas = self.of_level(level, boundaries)
        regions = {area.region.lower(): area.region for area in areas}
        region = regions.get(" ".join(name.lower().split()))
        if region is None:
            what = "NHS region" if level == Level.SYSTEM else "region"
            raise UnknownChoiceError.of(what, name, sorted(regions.values()))
        return tuple(area for area in areas if area.region == region)

    def changed_to(self, system: System) -> tuple[System, ...]:
        """The systems of the other boundary year that share residents with this one."""
        here = BOUNDARIES.index(system.boundaries)
        codes = {pair[1 - here] for pair in self.changes if pair[here] == system.code}
        return tuple(other for other in self._others(system.boundaries) if other.code in codes)

    def _others(self, boundaries: str) -> tuple[System, ...]:
        return tuple(system for system in self.systems if system.boundaries != boundaries)

    def _elsewhere(self, wanted: str, boundaries: str) -> list[System]:
        return exactly(wanted, self._others(boundaries))

    def _gone(self, system: System, boundaries: str) -> System:
        became = listed(self.changed_to(system))
        if boundaries == "2026":
            raise UnknownSystemError(
                f"{system.name} ({system.ods_code}) was abolished on 1 April 2026. Its residents are now in: "
                f"{became}. For the systems of 2023, ask for boundaries 2023."
            )
        raise UnknownSystemError(
            f"{system.name} ({system.ods_code}) began on 1 April 2026. In 2023 its residents were in: {became}."
        )


@dataclass(frozen=True)
class Areas(Systems):
    """The systems, and where local authorities lie.

    Attributes
    ----------
    local_authorities
        Every local authority code since 2011: columns code, name, region_code,
        region and code_now.
    shares
        Columns local_authorities (the set of codes), boundaries, code, name,
        system_code, residents and share: of the authority's residents at Census
        2021, the part living in the system.
    """

    local_authorities: pd.DataFrame
    shares: pd.DataFrame

    def shares_of(self, division: str) -> pd.DataFrame:
        """Where the authorities of every set lie in a division of England: its rows of a table like `shares`.

        An authority lies whole in the one it is now part of, and in its region: their shares are 1. Only
        systems divide some.
        """
        if division in BOUNDARIES:
            return self.shares[self.shares["boundaries"] == division]
        whole = self.shares.drop_duplicates(["local_authorities", "code"])
        lies_in = self.local_authorities.set_index("code")["code_now" if division == Level.PLACE else "region_code"]
        return whole.assign(boundaries=division, system_code=whole["code"].map(lies_in), share=1.0)


def read_systems(folder: Path) -> Systems:
    """Read the systems and their changes alone, without the tables and the library that tables need.

    Raises
    ------
    BadFileError
        If a table is not as it should be.
    """
    columns = [field.name for field in fields(System)]
    try:
        systems = tuple(System(**{name: row[name] for name in columns}) for row in _rows(folder / "systems.csv"))
        changes = tuple((row["old_code"], row["new_code"]) for row in _rows(folder / "system_changes.csv"))
        places = places_of(_rows(folder / "local_authorities.csv"))
    except (KeyError, ValueError):
        return read_areas(folder)  # slower, and names every problem
    return Systems(systems, changes, places=places)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_areas(folder: Path) -> Areas:
    """Read the systems, their changes and the shares of local authorities.

    Raises
    ------
    BadFileError
        If a table is not as it should be, or a system that is shared out to or
        changed from is not among the systems.
    """
    from ihanalysis.sources.tidy import read_words

    columns = [field.name for field in fields(System)]
    systems = read_words(folder / "systems.csv", columns, key=["boundaries", "code"], may_be_empty=["abbreviation"])
    changes = _with_residents(folder / "system_changes.csv", ["old_code", "new_code"])
    places = read_words(
        folder / "local_authorities.csv", ["code", "name", "region_code", "region", "code_now"], key=["code"]
    )
    place = ["local_authorities", "boundaries", "code"]
    shares = _with_residents(folder / "local_authority_shares.csv", [*place, "system_code"], ["name"])
    _check_systems(folder / "local_authority_shares.csv", shares, systems)
    shares["share"] = shares["residents"] / shares.groupby(place)["residents"].transform("sum")
    pairs = tuple(zip(changes["old_code"], changes["new_code"], strict=True))
    listed_systems = tuple(System(**row) for row in records(systems[columns]))
    now = places_of(records(places))
    return Areas(listed_systems, pairs, places, shares, places=now)


def _with_residents(path: Path, key: list[str], others: list[str] | None = None) -> pd.DataFrame:
    import pandas as pd

    from ihanalysis.sources.tidy import read_words

    table = read_words(path, [*key, *(others or []), "residents"], key=key)
    residents = pd.to_numeric(table["residents"], errors="coerce")
    wrong = table.loc[residents.isna(), "residents"]
    if len(wrong):
        raise BadFileError(
            Problem(str(path), row, "residents", repr(found), "a number") for row, found in wrong.items()
        )
    return table.assign(residents=residents)


def _check_systems(path: Path, shares: pd.DataFrame, systems: pd.DataFrame) -> None:
    known = set(zip(systems["boundaries"], systems["code"], strict=True))
    pairs = zip(shares.index, shares["boundaries"], shares["system_code"], strict=True)
    problems = [
        Problem(str(path), row, "system_code", repr(code), f"a system with boundaries of {boundaries}")
        for row, boundaries, code in pairs
        if (boundaries, code) not in known
    ]
    if problems:
        raise BadFileError(problems)
