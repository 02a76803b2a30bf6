"""All systems side by side, for a national team: one object that says everything about one boundary year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import pandas as pd

from ihanalysis.areas import DEFAULT_BOUNDARIES, ENGLAND, Area, Level
from ihanalysis.briefing import limits, sources
from ihanalysis.briefing.citing import Citing, today
from ihanalysis.briefing.findings import Finding
from ihanalysis.content import Section, Title
from ihanalysis.figures import period_words, select
from ihanalysis.national import group_gaps, groups, key_messages, over_time
from ihanalysis.national.comparison import Comparison
from ihanalysis.records import records
from ihanalysis.words.numbers import count
from ihanalysis.workbook import Workbook

PURPOSE = (
    "What open figures say about the health of people in inclusion health groups across the systems of England, side by side. "
    "No league table: systems stand in the order of their names, and only those that lie beyond chance and spread are named."
)


@dataclass(frozen=True)
class National(Citing):
    """The systems of a boundary year, or areas of another level, or some of them: against England and beside one another.

    Parameters
    ----------
    systems
        Of one boundary year, or areas of another level, by name.
    workbook
        Where the figures are.
    """

    systems: tuple[Area, ...]
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
        """The boundary year; of other levels, the level."""
        return self.systems[0].division

    @property
    def level(self) -> Level:
        """What kind of areas they are."""
        return self.systems[0].level

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
        for row in records(rows):
            findings[row["indicator"]][row["area_code"]] = Finding(indicators[row["indicator"]], row)
        return {
            name: Comparison(indicators[name], self.boundaries, self.systems, of) for name, of in findings.items() if of
        }

    @cached_property
    def residents(self) -> Mapping[str, str]:
        """Residents of each system at mid-2023, by code, as its briefing writes them."""
        figures = self.workbook.area_figures(self.boundaries)
        people = select(figures, indicator="residents", period="2023", sex="persons", age_band="all ages")
        return {row["area_code"]: count(row["count"], row["status"]) for row in records(people)}

    @cached_property
    def england_trends(self) -> pd.DataFrame:
        """England's figures over time."""
        return select(self.workbook.trends(self.boundaries), area_code=ENGLAND)

    @cached_property
    def citations(self) -> Mapping[str, int]:
        """Every source that the page draws on, numbered in the order of the catalogue."""
        cells = [*self.gaps["source"], *self.gaps["comparator_source"], *self.england_trends["source"]]
        cells += [*over_time.deaths_by_year(self.workbook.wider_figures)["source"]]
        names = dict.fromkeys(name for cell in dict.fromkeys(cells) for name in cell.split(";") if name)
        return {name: number for number, name in enumerate(names, start=1)}

    @cached_property
    def group_findings(self) -> tuple[Finding, ...]:
        """The national gaps of groups, in the order of the catalogue."""
        rows = records(select(self.gaps, gap="group"))
        indicators = self.workbook.indicators
        return tuple(Finding(indicators[row["indicator"]], row) for row in rows)

    def group_finding(self, indicator: str) -> Finding:
        """The national gap of one indicator."""
        return next(finding for finding in self.group_findings if finding.indicator.id == indicator)

    def title(self) -> Title:
        """Which systems, what the page is for, and how fresh its figures are."""
        facts = {
            "Systems": f"{len(self.systems)}, by name; each against England",
            "Boundaries": f"April {self.boundaries}",
            "Data": "each measure names its period",
            "Produced": period_words(self.produced.isoformat()),
        }
        return Title(
            "Inclusion health, all systems", f"England: {len(self.systems)} systems side by side", PURPOSE, facts
        )

    def key_messages(self) -> Section:
        """What all systems together show."""
        return key_messages.section(self)

    def group_gaps(self) -> Section:
        """Groups against everyone, nationally."""
        return group_gaps.section(self)

    def over_time(self) -> Section:
        """England over the years."""
        return over_time.section(self)

    def groups(self) -> tuple[Section, ...]:
        """A section for every group whose measures are compared between systems."""
        return tuple(groups.sections(self))

    def limits(self) -> Section:
        """What the figures cannot tell."""
        return limits.section_of(
            "**A difference between systems is not a difference in care.** Systems differ in age, in need, in how councils count, "
            "and in where people are placed by others."
        )

    def sources(self) -> Section:
        """Each figure's publication, table, release date and licence."""
        return sources.section(self)

    def sections(self) -> tuple[Section, ...]:
        """Every section in the order of the page."""
        return (
            self.key_messages(),
            self.group_gaps(),
            self.over_time(),
            *self.groups(),
            self.limits(),
            self.sources(),
        )
