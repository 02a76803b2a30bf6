"""Integrated care systems by boundary year, and the ways people name them."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from ihanalysis.boundaries import BOUNDARIES, DEFAULT_BOUNDARIES
from ihanalysis.errors import BadFileError, Problem, UnknownChoiceError, UnknownSystemError

if TYPE_CHECKING:
    import pandas as pd

ENGLAND = "E92000001"

#: How alike a misspelt name must be to be taken for the one it is nearest to.
_TAKEN = 0.85
#: How alike it must be to be offered in the error.
_OFFERED = 0.55
_NOT_A_NAME = re.compile(
    r"\b(nhs|integrated care (board|system|partnership)s?|icb|ics|icp|the)\b|[^\w\s]", re.IGNORECASE
)


def folder_name(name: str) -> str:
    """A name as a folder: lower case, words joined by hyphens.

    >>> folder_name("Bath & North East Somerset")
    'bath-north-east-somerset'
    """
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


@dataclass(frozen=True, slots=True)
class System:
    """One integrated care system within one boundary year.

    `code` is the ONS code, which changes when the boundary does; `ods_code` is
    the code of the NHS Organisation Data Service, which may stay.
    """

    boundaries: str
    code: str
    ods_code: str
    name: str
    full_name: str
    abbreviation: str
    nhs_region: str

    @property
    def slug(self) -> str:
        """The name as a folder: lower case, words joined by hyphens.

        >>> System("2026", "E54000032", "QKS", "Kent and Medway", "", "K&M", "South East").slug
        'kent-and-medway'
        """
        return folder_name(self.name)

    @property
    def _names(self) -> set[str]:
        given = (self.code, self.ods_code, self.name, self.full_name, self.abbreviation)
        return {_plain(name) for name in given if name}


@dataclass(frozen=True)
class Systems:
    """Every system, and what became of it.

    Attributes
    ----------
    systems
        Of both boundary years.
    changes
        Codes of 2023 and 2026 with residents in both.
    """

    systems: tuple[System, ...]
    changes: tuple[tuple[str, str], ...]

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
        wanted = _plain(name)
        for matches in (_exactly(wanted, here), self._elsewhere(wanted, boundaries), _by_words(wanted, here)):
            if len(matches) == 1:
                return matches[0] if matches[0] in here else self._gone(matches[0], boundaries)
            if matches:
                raise UnknownSystemError(f"{name!r} fits {len(matches)} systems: {_listed(matches)}.")
        gone = _by_words(wanted, self._others(boundaries))
        if len(gone) == 1:
            return self._gone(gone[0], boundaries)
        return _nearest(name, here, boundaries)

    def named(self, name: str) -> tuple[System, ...]:
        """The system of exactly this name, abbreviation or code, in each boundary year that has it."""
        return tuple(_exactly(_plain(name), self.systems))

    def in_region(self, name: str, boundaries: str = DEFAULT_BOUNDARIES) -> tuple[System, ...]:
        """The systems of an NHS region, whatever the case of its name.

        Raises
        ------
        UnknownChoiceError
            If there is no such region; names the nearest.
        """
        regions = {system.nhs_region.lower(): system.nhs_region for system in self.of(boundaries)}
        region = regions.get(" ".join(name.lower().split()))
        if region is None:
            raise UnknownChoiceError.of("NHS region", name, sorted(regions.values()))
        return tuple(system for system in self.of(boundaries) if system.nhs_region == region)

    def changed_to(self, system: System) -> tuple[System, ...]:
        """The systems of the other boundary year that share residents with this one."""
        here = BOUNDARIES.index(system.boundaries)
        codes = {pair[1 - here] for pair in self.changes if pair[here] == system.code}
        return tuple(other for other in self._others(system.boundaries) if other.code in codes)

    def _others(self, boundaries: str) -> tuple[System, ...]:
        return tuple(system for system in self.systems if system.boundaries != boundaries)

    def _elsewhere(self, wanted: str, boundaries: str) -> list[System]:
        return _exactly(wanted, self._others(boundaries))

    def _gone(self, system: System, boundaries: str) -> System:
        became = _listed(self.changed_to(system))
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
    except (KeyError, ValueError):
        return read_areas(folder)  # slower, and names every problem
    return Systems(systems, changes)


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
    return Areas(tuple(System(**row) for row in systems[columns].to_dict("records")), pairs, places, shares)  # type: ignore[arg-type]


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


def _plain(name: str) -> str:
    """A name without case, punctuation and the words every system shares."""
    return " ".join(_NOT_A_NAME.sub(" ", name.replace("&", " and ")).lower().split())


def _exactly(wanted: str, systems: tuple[System, ...]) -> list[System]:
    return [system for system in systems if wanted in system._names]


def _by_words(wanted: str, systems: tuple[System, ...]) -> list[System]:
    """Systems that have, for every word wanted, a word that begins with it."""
    words = wanted.split()
    if not words or len(wanted) < 3:
        return []
    return [
        system
        for system in systems
        if all(any(part.startswith(word) for part in _plain(system.name).split()) for word in words)
    ]


def _nearest(name: str, systems: tuple[System, ...], boundaries: str) -> System:
    by_name = {_plain(system.name): system for system in systems}
    sure = get_close_matches(_plain(name), by_name, n=2, cutoff=_TAKEN)
    if len(sure) == 1:
        return by_name[sure[0]]
    near = [by_name[n] for n in get_close_matches(_plain(name), by_name, n=3, cutoff=_OFFERED)]
    hint = f"The nearest: {_listed(near)}." if near else "`ihanalysis systems` lists them."
    raise UnknownSystemError(f"{name!r} is not a system with boundaries of {boundaries}. {hint}")


def _listed(systems: list[System] | tuple[System, ...]) -> str:
    return "; ".join(f"{system.name} ({system.ods_code})" for system in systems)
