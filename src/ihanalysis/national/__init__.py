"""All systems side by side, for a national team: one object that says everything about one boundary year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import pandas as pd

from ihanalysis.areas import DEFAULT_BOUNDARIES, ENGLAND, System
from ihanalysis.briefing.citing import Citing, today
from ihanalysis.briefing.findings import Finding
from ihanalysis.figures import select
from ihanalysis.national.comparison import Comparison
from ihanalysis.national.over_time import deaths_by_year
from ihanalysis.words.numbers import count
from ihanalysis.workbook import Workbook


@dataclass(frozen=True)
class National(Citing):
    """The systems of a boundary year, or some of them, against England and beside one another.

    Parameters
    ----------
    systems
        Of one boundary year, by name.
    workbook
        Where the figures are.
    """

    systems: tuple[System, ...]
    workbook: Workbook
    produced: date = field(default_factory=today)

    @classmethod
    def of(cls, boundaries: str = DEFAULT_BOUNDARIES, workbook: Workbook | None = None) -> National:
        """All systems of a boundary year.

        Raises
        ------
        UnknownChoiceError
            If there is no such boundary year.
        """
        workbook = workbook or Workbook.find()
        return cls(workbook.areas.of(str(boundaries)), workbook)

    @property
    def boundaries(self) -> str:
        """The boundary year."""
        return self.systems[0].boundaries

    @cached_property
    def gaps(self) -> pd.DataFrame:
        """The national group gaps, and the place gaps of these systems."""
        gaps = self.workbook.gaps(self.boundaries)
        codes = [system.code for system in self.systems]
        return gaps[(gaps["gap"] == "group") | gaps["area_code"].isin(codes)].reset_index(drop=True)

    @cached_property
    def comparisons(self) -> Mapping[str, Comparison]:
        """Each measure that systems are compared on, by its id, in the order of the catalogue."""
        indicators = self.workbook.indicators
        shown = [name for name, one in indicators.items() if one.gap == "place" and one.glance]
        rows = select(self.gaps, gap="place", indicator=shown)
        # All rows at once: for each system from scratch it would cost as often as there are systems.
        findings: dict[str, dict[str, Finding]] = {name: {} for name in shown}
        for row in rows.to_dict("records"):
            named = {str(column): value for column, value in row.items()}
            findings[named["indicator"]][named["area_code"]] = Finding(indicators[named["indicator"]], named)
        return {
            name: Comparison(indicators[name], self.boundaries, self.systems, of) for name, of in findings.items() if of
        }

    @cached_property
    def residents(self) -> Mapping[str, str]:
        """Residents of each system at mid-2023, by code, as its briefing writes them."""
        figures = self.workbook.system_figures(self.boundaries)
        people = select(figures, indicator="residents", period="2023", sex="persons", age_band="all ages")
        return {row["area_code"]: count(row["count"], row["status"]) for row in people.to_dict("records")}

    @cached_property
    def england_trends(self) -> pd.DataFrame:
        """England's figures over time."""
        return select(self.workbook.trends(self.boundaries), area_code=ENGLAND)

    @cached_property
    def citations(self) -> Mapping[str, int]:
        """Every source that the page draws on, numbered in the order of the catalogue."""
        cells = [*self.gaps["source"], *self.gaps["comparator_source"], *self.england_trends["source"]]
        cells += [*deaths_by_year(self.workbook.figures)["source"]]
        names = dict.fromkeys(name for cell in dict.fromkeys(cells) for name in cell.split(";") if name)
        return {name: number for number, name in enumerate(names, start=1)}
