"""What a notebook calls: one object that says everything about one area: a system, a local authority or a region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ihanalysis.areas import DEFAULT_BOUNDARIES, ENGLAND, Area, Level, Place, System
from ihanalysis.briefing import (
    at_a_glance,
    gypsy_roma_traveller,
    homelessness,
    key_messages,
    leaving_prison,
    limits,
    other_groups,
    own_figures,
    own_words,
    pockets,
    registering_with_a_gp,
    route_map,
    sleeping_rough,
    sources,
    vulnerable_migrants,
)
from ihanalysis.briefing.citing import Citing, today
from ihanalysis.briefing.findings import Finding
from ihanalysis.briefing.places import places_of_all
from ihanalysis.content import Section, Title
from ihanalysis.disclosure import Policy
from ihanalysis.errors import NotPossibleError
from ihanalysis.figures import period_words, select
from ihanalysis.indicators import Indicator
from ihanalysis.local import LocalFigures, Voice, local_figures, read_voice
from ihanalysis.local.gaps import LEVEL
from ihanalysis.local.reading import measures_of
from ihanalysis.records import records
from ihanalysis.sources.publications import Source
from ihanalysis.words.numbers import count
from ihanalysis.workbook import Workbook

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

PURPOSE = (
    "What open figures say about the health of people in inclusion health groups, and what they leave out. "
    "A conversation starter, not a performance judgement."
)
_BOUNDARIES = {"2023": "April 2023, 42 systems", "2026": "April 2026, 36 systems"}


@dataclass(frozen=True)
class Briefing(Citing):
    """One area's briefing: the same facts for the notebook, the page and the index.

    Parameters
    ----------
    area
        Whose briefing: a system, a local authority or a region.
    workbook
        Where the figures are.
    produced
        The date on the page.
    brought
        Figures of a system's own in place of those in the workbook's folder `local`; see `with_figures`.

    Each section is a method that returns what a notebook shows and a page prints.
    """

    area: Area
    workbook: Workbook
    produced: date = field(default_factory=today)
    brought: LocalFigures | None = None

    @classmethod
    def of(
        cls,
        name: str,
        boundaries: str = DEFAULT_BOUNDARIES,
        workbook: Workbook | None = None,
        level: str = Level.SYSTEM,
    ) -> Briefing:
        """The briefing of the system, or the area of another level, that a name or code means.

        Raises
        ------
        UnknownAreaError
            If the name fits no area of the level, or several.
        UnknownChoiceError
            If there is no such boundary year or level.
        """
        workbook = workbook or Workbook.find()
        return cls(workbook.areas.find_at(str(level), str(name), str(boundaries)), workbook)

    @property
    def level(self) -> Level:
        """What kind of area it is about."""
        return self.area.level

    @cached_property
    def gaps(self) -> pd.DataFrame:
        """The gap table of this area: the national group gaps, its place gaps, and those of its own figures."""
        here = self.workbook.gaps_of(self.area)
        own = self.own_figures.gaps
        return pd.concat([here, own] if len(own) else [here], ignore_index=True)

    @property
    def _official(self) -> pd.DataFrame:
        return self.gaps[self.gaps["level"] != LEVEL]

    @cached_property
    def own_figures(self) -> LocalFigures:
        """Figures of the system's own, as a disclosure policy lets them be shown; most systems have none.

        Raises
        ------
        BadFileError
            With every problem of the file of local figures; nothing is loaded then.
        """
        if self.brought is not None:
            return self.brought
        file = self.workbook.local_figures
        if file is None or not isinstance(self.area, System):
            return LocalFigures.none()
        return local_figures(file, self.workbook.areas, self.voice.policy, self.area)

    def with_figures(self, figures: IntoFrame | Path | str, policy: str | Policy | None = None) -> Briefing:
        """The same briefing with figures of the system's own: a data frame, or a CSV or Excel file.

        Parameters
        ----------
        figures
            With the columns that docs/local.md describes; rows of other systems are left aside.
        policy
            The small-number policy that they are shown under; that of the system's own file unless named.

        Raises
        ------
        BadFileError
            With every problem of the figures as `table`.
        UnknownChoiceError
            If there is no such policy.
        NotPossibleError
            If the briefing is not a system's: hidden counts are protected within a system.
        """
        if not isinstance(self.area, System):
            raise NotPossibleError(
                f"{self.area.name} is a {self.level.one}; figures of one's own can be brought for a system only"
            )
        rules = self.voice.policy if policy is None else policy
        return replace(self, brought=local_figures(figures, self.workbook.areas, rules, self.area))

    @cached_property
    def figures(self) -> pd.DataFrame:
        """The area's counts."""
        return self.workbook.figures_of(self.area)

    @cached_property
    def trends(self) -> pd.DataFrame:
        """The area's figures over time."""
        return self.workbook.trends_of(self.area)

    @cached_property
    def england_trends(self) -> pd.DataFrame:
        """England's figures over time."""
        return self.workbook.trends_of(self.area, ENGLAND)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Every gap of official figures in the briefing's words and roundings, in the order of the catalogue."""
        gaps = self._official
        if self.level == Level.PLACE:
            # "0 of 1 council" would say no more than that there is no figure.
            alone = gaps["areas"] == 1
            gaps = gaps.assign(areas_reported=gaps["areas_reported"].mask(alone, 1))
        return _findings(gaps, self.workbook.indicators)

    @cached_property
    def own_findings(self) -> tuple[Finding, ...]:
        """The gaps of a system's own figures in the same words, in the order of its file."""
        return _findings(self.own_figures.gaps, self.own_figures.indicators)

    @cached_property
    def registers(self) -> pd.DataFrame:
        """People registered with a GP practice, in all, over time."""
        return select(self.figures, indicator="registered-patients", sex="persons")

    @cached_property
    def _register(self) -> pd.DataFrame:
        return select(self.figures, indicator="registered-patients", period=registering_with_a_gp.LATEST)

    def finding(self, indicator: str) -> Finding:
        """The gap of one indicator."""
        return self._by_indicator[indicator]

    @cached_property
    def _by_indicator(self) -> Mapping[str, Finding]:
        return {finding.indicator.id: finding for finding in self.findings}

    @cached_property
    def citations(self) -> Mapping[str, int]:
        """Every source the briefing draws on, numbered in the order of the catalogue."""
        gaps, once = self._official, self.workbook.once
        cells = [cell for pair in zip(gaps["source"], gaps["comparator_source"], strict=True) for cell in pair]
        beside = (
            self.trends,
            self.england_trends,
            once(homelessness.national_deaths),
            once(registering_with_a_gp.evidence),
            self._register,
            once(other_groups.national_evidence),
            once(other_groups.mortality_ratios),
            self.registers,
        )
        for figures in beside:
            cells += figures["source"].unique().tolist()
        names = [name for cell in dict.fromkeys(cells) for name in cell.split(";") if name]
        # The system's own come last, so that official sources keep their numbers.
        return {name: n for n, name in enumerate(dict.fromkeys([*names, *self.own_figures.sources]), start=1)}

    @property
    def known_sources(self) -> Mapping[str, Source]:
        """The workbook's sources, and those of the system's own figures."""
        return {**self.workbook.sources, **self.own_figures.sources}

    def title(self) -> Title:
        """The area's name, what the briefing is for, and how fresh its figures are."""
        facts = {
            "Area": self._described(),
            **self._made_of(),
            "Deprivation": self._deprivation(),
            "Residents": f"{self.residents} (mid-2023)",
            "Boundaries": self._boundaries(),
            "Data": f"2013 to {self._data_to()}; each row names its period",
            "Produced": period_words(self.produced.isoformat()),
        }
        return Title("Inclusion health briefing", self.area.name, PURPOSE, facts)

    def _described(self) -> str:
        """What the area is, its code, and how many local authorities it has."""
        if isinstance(self.area, Place):
            return f"Local authority ({self.area.code}), region: {self.area.region}"
        shares = self.workbook.areas.shares_of(self.area.division)
        latest = shares["local_authorities"] == shares["local_authorities"].max()
        councils = Level.PLACE.number(int((latest & (shares["system_code"] == self.area.code)).sum()))
        if isinstance(self.area, System):
            return f"NHS {self.area.name} ICB ({self.area.ods_code}), {councils}"
        return f"Region of England ({self.area.code}), {councils}"

    def _made_of(self) -> dict[str, str]:
        """The authorities that a local authority took the place of, if it did."""
        former = self.area.former if isinstance(self.area, Place) else ()
        return {"In place of": f"{'; '.join(former)}, whose figures are in its own"} if former else {}

    def _boundaries(self) -> str:
        if isinstance(self.area, System):
            return _BOUNDARIES[self.area.boundaries]
        areas = self.level.number(len(self.workbook.areas.of_level(self.level)))
        return f"since April 2023, {areas}" if isinstance(self.area, Place) else f"the {areas} of England"

    @property
    def residents(self) -> str:
        """Residents at mid-2023, the population that recent rates are set against."""
        people = select(self.figures, indicator="residents", period="2023", sex="persons", age_band="all ages")
        row = people.iloc[0]
        return count(row["count"], row["status"])

    @property
    def councils(self) -> str:
        """Who helps households here, in the middle of a sentence."""
        return "the council" if self.level == Level.PLACE else "councils here"

    def _deprivation(self) -> str:
        fifth = self.finding("residents-in-most-deprived-fifth")
        if fifth.missing:
            return f"[x] no figure for this {self.level.one}"
        return (
            f"{fifth.value}% live in the most deprived fifth of areas (England {fifth.comparator}%) {self.cite(fifth)}"
        )

    def _data_to(self) -> str:
        days = self.figures["period"]
        return period_words(str(days[days.str.fullmatch(r"\d{4}-\d{2}-\d{2}")].max())).split(" ", 1)[1]

    def key_messages(self) -> Section:
        """Four to six sentences for a reader with three minutes."""
        return self._with_own(key_messages.section(self))

    def at_a_glance(self) -> Section:
        """All gaps in one picture and one table."""
        return self._with_own(at_a_glance.section(self))

    def homelessness(self) -> Section:
        """People experiencing homelessness."""
        return self._with_own(homelessness.section(self))

    def gypsy_roma_traveller(self) -> Section:
        """Gypsy, Roma and Traveller communities."""
        return self._with_own(gypsy_roma_traveller.section(self))

    def vulnerable_migrants(self) -> Section:
        """People seeking asylum who receive support, and what follows it."""
        return self._with_own(vulnerable_migrants.section(self))

    def leaving_prison(self) -> Section:
        """People leaving prison."""
        return self._with_own(leaving_prison.section(self))

    def other_groups(self) -> Section:
        """Groups with little or no local evidence."""
        return self._with_own(other_groups.section(self))

    def pockets_of_excellence(self) -> Section:
        """Places that do better than the area's others, and groups that do."""
        return self._with_own(pockets.section(self))

    def route_map(self) -> Section:
        """NHS England's five principles, pre-filled."""
        return self._with_own(route_map.section(self))

    def registering_with_a_gp(self) -> Section:
        """What the register of GP practices can and cannot say."""
        return self._with_own(registering_with_a_gp.section(self))

    def limits(self) -> Section:
        """What the figures cannot tell."""
        return self._with_own(limits.section(self))

    def sources(self) -> Section:
        """Each figure's publication, table, release date and licence."""
        return self._with_own(sources.section(self))

    @cached_property
    def voice(self) -> Voice:
        """What the system says itself, in `local/<system>.toml`.

        Raises
        ------
        BadFileError
            With every problem of the file.
        """
        if self.level != Level.SYSTEM:
            return Voice()
        path = self.workbook.local / f"{self.area.slug}.toml"
        if self.brought is not None:
            return read_voice(path, self.brought.measures)
        file = self.workbook.local_figures
        return read_voice(path, measures_of(file, self.workbook.areas) if file and path.is_file() else ())

    def _with_own(self, section: Section) -> Section:
        """A section with what the system counts and says of it itself."""
        own = (*own_figures.parts(self, section.id), *own_words.comments(self, section))
        return replace(section, parts=(*section.parts, *own))

    def sections(self) -> tuple[Section, ...]:
        """Every section in the order of the page."""
        return (
            self.key_messages(),
            self.at_a_glance(),
            self.homelessness(),
            self.gypsy_roma_traveller(),
            self.vulnerable_migrants(),
            self.leaving_prison(),
            self.other_groups(),
            self.pockets_of_excellence(),
            self.registering_with_a_gp(),
            self.route_map(),
            self.limits(),
            self.sources(),
        )


def find_shared(workbook: Workbook, division: str) -> None:
    """Find once what all briefings of a division ask for, so that processes forked from this one have it."""
    Briefing(workbook.areas.of_division(division)[0], workbook).citations  # noqa: B018
    workbook.once(sleeping_rough.others, division)
    workbook.once(places_of_all, division, pockets.MEASURE)


def _findings(gaps: pd.DataFrame, indicators: Mapping[str, Indicator]) -> tuple[Finding, ...]:
    return tuple(Finding(indicators[row["indicator"]], row) for row in records(gaps))
