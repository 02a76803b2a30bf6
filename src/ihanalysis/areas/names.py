"""Areas by the ways people name them: one is meant, or the nearest are known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import ClassVar, TypeVar

from ihanalysis.boundaries import Level

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


def plain(name: str) -> str:
    """A name without case, punctuation and the words every system shares.

    >>> plain("NHS Kent & Medway ICB"), plain("Bristol, City of")
    ('kent and medway', 'bristol city of')
    """
    return " ".join(_NOT_A_NAME.sub(" ", name.replace("&", " and ")).lower().split())


class Area:
    """A part of England that a briefing can be about: a system, a local authority or a region."""

    __slots__ = ()

    level: ClassVar[Level]
    code: str
    name: str
    #: The region it lies in; of systems, the NHS region.
    region: str

    @property
    def slug(self) -> str:
        """The name as a folder: lower case, words joined by hyphens."""
        return folder_name(self.name)

    @property
    def division(self) -> str:
        """The areas that it is one of, and that make up England together: one of `DIVISIONS`."""
        return self.level.value

    @property
    def short_code(self) -> str:
        """The code that people know it by."""
        return self.code

    @property
    def spoken(self) -> str:
        """The name within a sentence."""
        return self.name

    @property
    def given(self) -> tuple[str, ...]:
        """Every name and code that it is found by."""
        return (self.code, self.name)


A = TypeVar("A", bound=Area)


def exactly(wanted: str, areas: Iterable[A]) -> list[A]:
    """The areas of which this is a name or code in full."""
    return [area for area in areas if wanted in {plain(name) for name in area.given if name}]


def by_words(wanted: str, areas: Iterable[A]) -> list[A]:
    """Areas that have, for every word wanted, a word that begins with it."""
    words = wanted.split()
    if not words or len(wanted) < 3:
        return []
    return [
        area for area in areas if all(any(part.startswith(word) for part in plain(area.name).split()) for word in words)
    ]


def nearest(name: str, areas: Iterable[A]) -> tuple[A | None, list[A]]:
    """The area that a misspelt name must mean, if there is one; and those it could mean."""
    by_name = {plain(area.name): area for area in areas}
    sure = get_close_matches(plain(name), by_name, n=2, cutoff=_TAKEN)
    near = [by_name[n] for n in get_close_matches(plain(name), by_name, n=3, cutoff=_OFFERED)]
    return (by_name[sure[0]] if len(sure) == 1 else None), near


def listed(areas: Sequence[Area]) -> str:
    """Areas by name, each with its code."""
    return "; ".join(f"{area.name} ({area.short_code})" for area in areas)
