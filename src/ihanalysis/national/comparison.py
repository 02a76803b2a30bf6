"""One measure, all systems or other areas: each against England, and together in a funnel. By name, never by rank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ihanalysis.areas import Area, Level, System
from ihanalysis.briefing.findings import Finding
from ihanalysis.charts import tile_map
from ihanalysis.content import Table
from ihanalysis.indicators import Indicator
from ihanalysis.stats import between_place_variation, funnel_class
from ihanalysis.words.numbers import decimals, fixed, joined

Floats = NDArray[np.float64]

#: Below this probability a spread between systems is more than chance.
CHANCE = 0.05
#: With fewer systems than this, limits around their own average say nothing.
FEWEST = 5
_SAYINGS = {
    "higher": "higher than",
    "lower": "lower than",
    "no clear difference": "not clearly different from",
}
_ABOUT = " “About”: a count moved by population share."
_TABLE_NOTE = f"In the order of names: no league table.{_ABOUT} [u]: fewer than 20 events."


@dataclass(frozen=True)
class Comparison:
    """A measure of all systems of a set, or of areas of another level.

    Attributes
    ----------
    systems
        By name.
    findings
        The gap of each system to England, by the system's code.
    """

    indicator: Indicator
    boundaries: str
    systems: tuple[Area, ...]
    findings: Mapping[str, Finding]

    @property
    def name(self) -> str:
        """The measure without its period."""
        title = self.indicator.title.removesuffix(f", {self.indicator.period}")
        return title.removesuffix(", since 2022")

    @property
    def england(self) -> str:
        """England's figure, as every system's is set against it."""
        value = next(iter(self.findings.values())).number("comparator_value")
        return fixed(value, decimals(value))

    @property
    def level(self) -> Level:
        """What kind of areas are compared."""
        return self.systems[0].level

    def of(self, system: Area) -> Finding:
        """The gap of one system."""
        return self.findings[system.code]

    def kind(self, system: Area) -> str:
        """How a system compares, as a tile says it: without a verdict, and few events apart from the rest."""
        finding = self.of(system)
        if finding.missing:
            return "no figure"
        if finding.few:
            return "few events"
        if finding.direction in ("better", "worse", "higher", "lower"):
            return "higher" if finding.number("difference") > 0 else "lower"
        return "no clear difference" if finding.direction == "no clear difference" else "few events"

    def words(self, system: Area) -> str:
        """How a system compares, as a table says it."""
        finding = self.of(system)
        if finding.missing or not finding.few:
            return self.kind(system)
        return f"{finding.direction}, few events"

    @cached_property
    def kinds(self) -> Mapping[str, int]:
        """How many systems there are of each kind that there is."""
        found = [self.kind(system) for system in self.systems]
        return {word: found.count(word) for word in tile_map.KINDS if word in found}

    @property
    def headline(self) -> str:
        """How many systems are higher, lower, or neither."""
        parts: list[str] = []
        for word, saying in _SAYINGS.items():
            number = self.kinds.get(word, 0)
            if number and not parts:
                parts.append(f"{self.level.number(number)} {'is' if number == 1 else 'are'} {saying} England")
            elif number:
                parts.append(f"{number} {saying.rsplit(' ', 1)[0]}")
        left = [f"{self.kinds[word]} with {word}" for word in ("few events", "no figure") if word in self.kinds]
        return f"{self.name}: {joined(parts or [f'no {self.level.one} can be compared'])}{f' ({joined(left)})' if left else ''}"

    @property
    def subtitle(self) -> str:
        """What, who, where, when, and crude or standardised."""
        return f"{self.name}, {self.indicator.unit}, {self.indicator.period}, against England’s {self.england} by 95% intervals"

    def tiles(self) -> tuple[tile_map.Tile, ...]:
        """The systems on the map; there is none of other areas."""
        if self.level != Level.SYSTEM:
            return ()
        places = tile_map.layout(self.boundaries)
        return tuple(
            tile_map.Tile(
                *places[system.ods_code],
                system.name,
                tile_map.short_name(system.ods_code, system.name, system.abbreviation),
                self.of(system).value,
                self.kind(system),
            )
            for system in self.systems
            if isinstance(system, System)
        )

    def table(self) -> Table:
        """Every system with its interval, by name."""
        cells = [
            {
                self.level.one.capitalize(): system.name,
                "note": ", ".join(part for part in (f.coverage, f.divided) if part),
                "Estimated number" if self._uplifted else "Number": self._number(f),
                "Figure": f.value,
                "95% interval": f.interval,
                "Against England": self.words(system),
            }
            for system, f in ((system, self.of(system)) for system in self.systems)
        ]
        return Table(
            f"{self.name}, {self.indicator.period}, {self.indicator.unit}; {self.level.many} by name",
            pd.DataFrame(cells),
            note=_TABLE_NOTE if self.level == Level.SYSTEM else _TABLE_NOTE.replace(_ABOUT, ""),
        )

    @property
    def compared(self) -> tuple[Area, ...]:
        """The systems that have a figure."""
        return tuple(system for system in self.systems if not self.of(system).missing)

    @property
    def enough(self) -> bool:
        """Whether there are systems enough for a funnel."""
        return len(self.compared) >= FEWEST

    @property
    def sources(self) -> tuple[str, ...]:
        """The names of the sources of both sides."""
        cells = [f.row[side] for f in self.findings.values() for side in ("source", "comparator_source")]
        return tuple(dict.fromkeys(name for cell in dict.fromkeys(cells) for name in str(cell).split(";") if name))

    @cached_property
    def positions(self) -> Mapping[str, str]:
        """Where each system with a figure stands in the funnel whose limits allow for the spread between systems."""
        count, people = self.counts
        found = funnel_class(count, people, statistic=self.statistic, overdispersion="additive")
        return {system.code: str(word) for system, word in zip(self.compared, found, strict=True)}

    @property
    def apart(self) -> list[str]:
        """The systems outside the 99.8% limits of that funnel: the only ones that are named as unlike the others."""
        return [system.name for system in self.compared if "99.8%" in self.positions[system.code]]

    @cached_property
    def differ(self) -> bool:
        """Whether the systems differ by more than chance."""
        return self.enough and float(between_place_variation(*self.counts).p_value) < CHANCE

    @property
    def spread(self) -> str:
        """What the systems say together."""
        if not self.differ:
            return f"{self.level.many.capitalize()} differ by no more than chance"
        apart = (
            f"{joined(self.apart)} stand{'s' if len(self.apart) == 1 else ''} apart"
            if self.apart
            else "none stands apart"
        )
        return f"{self.level.many.capitalize()} differ by more than chance; with that spread allowed for, {apart}"

    @property
    def size(self) -> str:
        """What the counts are set against."""
        unit = self.indicator.unit
        if " of " in unit:
            return unit.split(" of ")[1].split(",")[0]
        if len(self.indicator.periods) > 1:
            return "person-years"
        return "households" if self.indicator.figure.startswith("households") else "residents"

    @property
    def unit_counted(self) -> str:
        """The unit of what was counted: of deaths, those that were identified."""
        return f"{'identified, ' if self._uplifted else ''}{self.indicator.unit}"

    @property
    def statistic(self) -> str:
        """What kind of funnel the counts make."""
        return "proportion" if self.indicator.method == "proportion" else "rate"

    @cached_property
    def counts(self) -> tuple[Floats, Floats]:
        """Counts, and what they are set against, of the systems with a figure."""
        pairs = [(self.of(s).number("count"), self.of(s).number("denominator")) for s in self.compared]
        count, people = np.array(pairs).T
        return count, people

    def _number(self, finding: Finding) -> str:
        if finding.missing:
            return "[x]"
        return finding.estimated if self._uplifted else finding.counted

    @property
    def _uplifted(self) -> bool:
        return self.indicator.method == "uplifted rate"
