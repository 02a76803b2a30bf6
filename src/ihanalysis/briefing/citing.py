"""Sources by number: what a page draws on, and how its texts cite it."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from functools import cached_property

from ihanalysis.areas import Level
from ihanalysis.briefing.findings import Finding
from ihanalysis.sources.publications import Source
from ihanalysis.workbook import Workbook


class Citing(ABC):
    """A page that cites: it knows its workbook, when it was produced, and the number of each source."""

    workbook: Workbook
    produced: date

    @property
    @abstractmethod
    def citations(self) -> Mapping[str, int]:
        """Every source the page draws on by its name, with the number that texts cite."""

    @property
    def level(self) -> Level:
        """The level of the areas that the page is about."""
        return Level.SYSTEM

    @property
    def known_sources(self) -> Mapping[str, Source]:
        """Every source by name."""
        return self.workbook.sources

    @cached_property
    def sources_cited(self) -> tuple[tuple[int, Source], ...]:
        """The numbered sources."""
        known = self.known_sources
        return tuple((number, known[name]) for name, number in self.citations.items())

    def cite(self, *findings: Finding) -> str:
        """The numbers of the sources of findings, as text cites them: "[1, 2]"."""
        names: Iterable[str] = (
            name for f in findings for side in ("source", "comparator_source") for name in str(f.row[side]).split(";")
        )
        return self.cite_sources(*names)

    def cite_sources(self, *names: str) -> str:
        """The numbers of sources by name."""
        numbers = sorted({self.citations[name] for name in names if name in self.citations})
        return f"[{', '.join(map(str, numbers))}]"


def today() -> date:
    """The date of the run; SOURCE_DATE_EPOCH sets it where output must repeat to the byte."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC).date() if epoch else datetime.now().date()
