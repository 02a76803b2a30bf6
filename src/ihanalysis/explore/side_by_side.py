"""Areas side by side on one measure, in the order of the alphabet: the places of a system, or all systems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from ihanalysis.briefing.findings import Finding
from ihanalysis.charts import intervals
from ihanalysis.content import Chart, Table
from ihanalysis.explore.answer import Answer, gaps_answer
from ihanalysis.explore.copying import Picture
from ihanalysis.explore.names import called
from ihanalysis.explore.pictures import how, source_line
from ihanalysis.indicators import Indicator
from ihanalysis.records import records
from ihanalysis.sources.publications import Source

_ORDER = "In the order of the alphabet: no league table."
_FEW = "[u]: fewer than 20 events. "


@dataclass(frozen=True, eq=False, repr=False)
class AreasAnswer(Answer):
    """A measure of many areas: an answer that can also draw itself."""

    indicator: Indicator
    findings: tuple[Finding, ...]

    def chart(self, focus: str = "") -> Picture:
        """The areas under one another with their intervals; England a dashed line.

        Parameters
        ----------
        focus
            The name of an area, or words of it, that the eye should find first.

        Raises
        ------
        UnknownChoiceError
            If the name fits no area, or several.
        """
        names = list(self.frame["area"])
        first = called(focus, {n: (n,) for n in names}, "area", f"Areas: {'; '.join(names)}.") if focus else ""
        rows = [
            intervals.AreaRow(name, f.number("value"), f.number("lower"), f.number("upper"), f.value, name == first)
            for name, f in zip(names, self.findings, strict=True)
        ]
        england = next((f for f in self.findings if f.comparator != "[x]"), self.findings[0])
        indicator = self.indicator
        period = "" if indicator.period in indicator.title else f", {indicator.period}"
        subtitle = f"{indicator.unit[0].upper()}{indicator.unit[1:]}{period}{how(indicator)}. With 95% intervals."
        alt = f"{self.table.title}. {subtitle} England {england.comparator}. " + " ".join(
            f"{row.name}: {f.value}" + (f", 95% interval {f.interval}, {f.words}." if not f.missing else ".")
            for row, f in zip(rows, self.findings, strict=True)
        )
        name = f"areas-{indicator.id}"
        line = england.number("comparator_value"), f"England {england.comparator}"
        wide, narrow = intervals.draw(rows, line, name, alt)
        chart = Chart(
            name, self._headline(first), subtitle, alt, wide, narrow, self._read(),
            source=source_line(self.sources, f"{_FEW if self.frame['few'].any() else ''}{_ORDER}"),
        )  # fmt: skip
        return Picture(chart, self.frame)

    def _headline(self, first: str) -> str:
        if not first:
            return self.table.title.removesuffix(f" ({self.indicator.unit})")
        mine = self.findings[list(self.frame["area"]).index(first)]
        return f"{self.indicator.title}: {first} {mine.value}, beside all other areas"

    def _read(self) -> Table:
        """The numbers that are drawn."""
        return Table(self.table.title, self.table.rows[["Area", "Figure", "95% interval", "In words"]])


def areas_answer(indicator: Indicator, rows: pd.DataFrame, whose: str, sources: Mapping[str, Source]) -> AreasAnswer:
    """Rows of a gap table, one an area named by the column `area`, as an answer; `whose` goes into its title."""
    frame = rows.reset_index(drop=True)
    findings = tuple(Finding(indicator, row) for row in records(frame))
    title = f"{indicator.title}, {whose}"
    answer = gaps_answer(f"{title} ({indicator.unit})", frame, findings, sources, named=frame["area"])
    return AreasAnswer(frame, answer.table, answer.sources, indicator, findings)
