"""Text in runs: what is strong, what is an address, what cites a source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_SOURCE = re.compile(r"\[(\d+)\]")
_LINK = re.compile(r"(https://[^\s<>\"]+|\[\d+(?:, \d+)*\])")


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one kind: strong or not; leading to an address, or to a source by its number."""

    text: str
    strong: bool = False
    address: str = ""
    source: str = ""


@lru_cache(4096)  # most words stand in more than one format
def runs(text: str) -> tuple[Run, ...]:
    """Text in runs: what stands between ** ** is strong, addresses and "[1, 2]" lead somewhere.

    >>> [run.text for run in runs("**9 people** died [1, 2].")]
    ['9 people', ' died ', '[', '1', ', ', '2', ']', '.']
    """
    parts: list[Run] = []
    for number, words in enumerate(text.split("**")):
        strong = number % 2 == 1
        for piece in filter(None, _LINK.split(words)):
            if piece.startswith("https://"):
                parts.append(Run(piece, strong, address=piece))
            elif _LINK.fullmatch(piece):
                pieces = filter(None, re.split(r"(\d+)", piece))
                parts += [Run(p, strong, source=p if p.isdigit() else "") for p in pieces]
            else:
                parts.append(Run(piece, strong))
    return tuple(parts)


def verbatim(text: str) -> tuple[Run, ...]:
    """Words of others as one run: every sign as it stands.

    >>> verbatim("**9** [1]")[0].text
    '**9** [1]'
    """
    return (Run(text),) if text else ()


def source_of(name: str) -> str:
    """The number of the source that a row is named by, if it is one.

    >>> source_of("[12]"), source_of("Arthritis")
    ('12', '')
    """
    found = _SOURCE.fullmatch(name)
    return found[1] if found else ""
