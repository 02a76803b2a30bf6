"""Which system or local authority a name or code in a local file means: exactly one, never a guess."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from ihanalysis.areas import Areas, System


@dataclass(frozen=True, slots=True)
class Place:
    """A system, in each boundary year that has it, or a local authority.

    Attributes
    ----------
    name
        As the workbook names it.
    systems
        The system, once for each boundary year; empty for a local authority.
    code
        Of a local authority as it is now; empty for a system.
    """

    name: str
    systems: tuple[System, ...] = ()
    code: str = ""

    @property
    def level(self) -> str:
        """What the figure table calls such an area."""
        return "system" if self.systems else "local authority"

    def is_of(self, system: System, areas: Areas) -> bool:
        """Whether this is the system, or a local authority of which some lies in it."""
        return system in self.systems or self.code in places_of(system, areas)


def place_of(name: str, areas: Areas) -> Place | str:
    """The place of a name or code, or what was expected instead, with the nearest names."""
    found = areas.named(name)
    if found:
        return Place(found[-1].name, found)
    wanted = name.casefold().strip()
    here = areas.local_authorities[areas.local_authorities["code"] == areas.local_authorities["code_now"]]
    for row in here.to_dict("records"):
        if wanted in (str(row["code"]).casefold(), str(row["name"]).casefold()):
            return Place(str(row["name"]), code=str(row["code"]))
    names = list(dict.fromkeys([*(system.name for system in areas.systems), *here["name"]]))
    near = get_close_matches(name, names, n=3, cutoff=0.5)
    hint = f"; the nearest: {', '.join(near)}" if near else ""
    return f"a system or local authority by its name or code{hint}"


def places_of(system: System, areas: Areas) -> frozenset[str]:
    """The codes of the local authorities of which some lies in a system."""
    return frozenset(_shares(system, areas))


def wholly_in(system: System, areas: Areas) -> frozenset[str]:
    """The codes of the local authorities that lie in one system altogether."""
    return frozenset(code for code, share in _shares(system, areas).items() if share == 1)


def _shares(system: System, areas: Areas) -> dict[str, float]:
    shares = areas.shares
    latest = shares["local_authorities"] == shares["local_authorities"].max()
    own = shares[latest & (shares["boundaries"] == system.boundaries) & (shares["system_code"] == system.code)]
    return dict(zip(own["code"], own["share"], strict=True))
