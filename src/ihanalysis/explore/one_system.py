"""One system, asked by name: its gaps, its places, its pictures and its briefing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from ihanalysis.areas import System
from ihanalysis.briefing import Briefing
from ihanalysis.briefing.at_a_glance import GROUP_HEADING
from ihanalysis.briefing.at_a_glance import headline as glance_headline
from ihanalysis.briefing.findings import Finding
from ihanalysis.briefing.own_figures import TITLE as OWN_HEADING
from ihanalysis.briefing.places import places_of
from ihanalysis.datasets import named_gaps
from ihanalysis.errors import NotPossibleError, UnknownChoiceError
from ihanalysis.explore import pictures
from ihanalysis.explore.answer import Answer, gaps_answer
from ihanalysis.explore.copying import Picture
from ihanalysis.explore.names import group_called, measure_called
from ihanalysis.explore.side_by_side import AreasAnswer, areas_answer
from ihanalysis.figures import select
from ihanalysis.indicators import Indicator
from ihanalysis.workbook import Workbook

#: What a chart of one measure can set side by side.
VIEWS = ("England", "places", "systems")


@dataclass(frozen=True)
class SystemFigures:
    """What the open figures say of one system.

    >>> import ihanalysis as ih
    >>> kent = ih.system("kent")
    >>> kent
    Kent and Medway (QKS), boundaries of 2026
    >>> kent.gaps("people sleeping rough").table.rows["In words"].tolist()
    ['no clear difference']
    """

    system: System
    workbook: Workbook

    def __repr__(self) -> str:
        return f"{self.system.name} ({self.system.ods_code}), boundaries of {self.system.boundaries}"

    def _repr_html_(self) -> str:
        return self.gaps().html()

    def briefing(self) -> Briefing:
        """The system's briefing: every section is a method, and shows itself."""
        return self._briefing

    @cached_property
    def _briefing(self) -> Briefing:
        return Briefing(self.system, self.workbook)

    @cached_property
    def measures(self) -> Mapping[str, Indicator]:
        """Every measure there is a gap of, by its id: of the catalogue, and of figures of the system's own."""
        catalogue = {name: i for name, i in self.workbook.indicators.items() if i.gap != "context"}
        return {**catalogue, **self._briefing.own_figures.indicators}

    def gaps(self, measure: str | None = None, *, group: str | None = None) -> Answer:
        """Gaps with their intervals: of groups against everyone, and of this system against England.

        Figures of the system's own, from its file in `local`, come last and under a heading of their own.

        Parameters
        ----------
        measure
            Only this measure, by its title, words of it, or its id.
        group
            Only this inclusion health group, by its name or words of it.

        Raises
        ------
        UnknownChoiceError
            If the name means no measure or group, or several; the nearest are listed.
        """
        return self._answer(self._title(measure, group), self._findings(measure, group))

    def _answer(self, title: str, findings: Sequence[Finding]) -> Answer:
        own = self._briefing.own_figures
        areas = {**own.areas, self.system.code: self.system.name}
        frame = named_gaps(pd.DataFrame([finding.row for finding in findings]), self.measures, areas)
        kinds = [OWN_HEADING if f.indicator.id in own.indicators else f.indicator.gap for f in findings]
        headings = {"group": GROUP_HEADING, "place": f"Place gap: {self.system.name} compared with England"}
        blocks = {kinds.index(kind): headings.get(kind, kind) for kind in dict.fromkeys(kinds)}
        return gaps_answer(title, frame, findings, self._briefing.known_sources, blocks=blocks)

    def places(self, measure: str = "people-sleeping-rough") -> AreasAnswer:
        """The system's local authorities on one measure, in the order of the alphabet, each against England.

        Raises
        ------
        UnknownChoiceError
            If the name means no measure, or several.
        NotPossibleError
            If the measure is not published for local authorities.
        """
        indicator = self._official(measure)
        places = places_of(self.system, self.workbook, indicator).rename(columns={"name": "area"})
        if places.empty:
            raise NotPossibleError(
                f"{indicator.title!r} is not published for local authorities (it is {indicator.level}); "
                f"`gaps({indicator.id!r})` has what there is."
            )
        whose = f"by local authority of {self.system.name}"
        return areas_answer(indicator, places, whose, self.workbook.sources)

    def systems(self, measure: str = "people-sleeping-rough") -> AreasAnswer:
        """All systems of the boundary year on one measure, in the order of the alphabet.

        Raises
        ------
        UnknownChoiceError
            If the name means no measure, or several.
        NotPossibleError
            If the measure is known nationally only, or is one of the system's own.
        """
        return compared(self._official(measure), self.system.boundaries, self.workbook)

    def chart(self, measure: str | None = None, view: str = "England", *, group: str | None = None) -> Picture:
        """A picture with its text alternative, its table and its source.

        Parameters
        ----------
        measure
            The measure; without one, all gaps in one picture, or those of a group.
        view
            What stands beside this system: "England" (or, of a group gap, everyone),
            its own "places", or the other "systems".
        group
            Only gaps of this group.

        Raises
        ------
        UnknownChoiceError
            If a name means no measure, group or view.
        NotPossibleError
            If the measure has no such view.
        """
        if view not in VIEWS:
            raise UnknownChoiceError.of("view", view, VIEWS)
        if measure is None:
            return self._all(group)
        if view == "places":
            return self.places(measure).chart()
        if view == "systems":
            return self.systems(measure).chart(self.system.name)
        answer, findings = self.gaps(measure, group=group), self._findings(measure, group)
        return Picture(pictures.one_gap(self.system.name, findings[0], answer.sources), answer.frame)

    def _all(self, group: str | None) -> Picture:
        """The gaps of a group, or those that a briefing shows at a glance."""
        findings = [
            f
            for f in self._findings(None, group)
            if f.indicator.id in self.workbook.indicators and (group is not None or f.indicator.glance)
        ]
        place = [finding for finding in findings if finding.indicator.gap == "place"]
        answer = self._answer(self._title(None, group), findings)
        headline = answer.table.title if group is not None else f"{self.system.name}: {glance_headline(place)}"
        return Picture(pictures.all_gaps(self.system.name, findings, headline, answer.sources), answer.frame)

    def _title(self, measure: str | None, group: str | None) -> str:
        whose = f" of {group_called(group, self._groups)}" if group is not None else ""
        what = f": {self._measure(measure).title}" if measure is not None else ""
        return f"Gaps{whose}, {self.system.name}{what}"

    @property
    def _groups(self) -> list[str]:
        return [indicator.group for indicator in self.measures.values()]

    def _measure(self, name: str) -> Indicator:
        return measure_called(name, self.measures)

    def _official(self, name: str) -> Indicator:
        indicator = self._measure(name)
        if indicator.id not in self.workbook.indicators:
            raise NotPossibleError(
                f"{indicator.title!r} is a figure of the system's own, which nobody else has; "
                f"`gaps({indicator.id!r})` shows what there is."
            )
        return indicator

    def _findings(self, measure: str | None, group: str | None) -> list[Finding]:
        findings = [*self._briefing.findings, *self._briefing.own_findings]
        if group is not None:
            wanted = group_called(group, self._groups)
            findings = [finding for finding in findings if finding.indicator.group == wanted]
        if measure is not None:
            indicator = self._measure(measure)
            findings = [finding for finding in findings if finding.indicator.id == indicator.id]
            if not findings:
                raise NotPossibleError(f"{indicator.title!r} is a measure of {indicator.group}, not of {group!r}.")
        return findings


def compared(indicator: Indicator, boundaries: str, workbook: Workbook) -> AreasAnswer:
    """All systems of a boundary year on one measure, in the order of the alphabet.

    Raises
    ------
    NotPossibleError
        If the measure is known nationally only.
    """
    if indicator.gap != "place":
        raise NotPossibleError(
            f"{indicator.title!r} is known nationally only, so systems cannot be compared on it; "
            f'`ih.system("kent").gaps({indicator.id!r})` shows the gap.'
        )
    names = {system.code: system.name for system in workbook.areas.of(boundaries)}
    rows = named_gaps(select(workbook.gaps(boundaries), indicator=indicator.id), workbook.indicators, names)
    return areas_answer(indicator, rows.sort_values("area"), "by system", workbook.sources)
