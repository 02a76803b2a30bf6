"""One row of the gap table, in the words and rounded numbers that every page uses."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ihanalysis.indicators import Indicator
from ihanalysis.words.numbers import FEW, SHORTHAND, count, decimals, fixed, interval, signed

#: A smaller part of a count than this, divided by population share, rounds to nothing.
_WORTH_SAYING = 0.005

#: With few events a verdict would claim more than the figures hold; the direction is still theirs.
_WITHOUT_VERDICT = {
    "higher is better": {"better": "higher", "worse": "lower"},
    "lower is better": {"better": "lower", "worse": "higher"},
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A gap and its indicator; numbers by name, texts as properties."""

    indicator: Indicator
    row: Mapping[str, Any]

    def number(self, column: str) -> float:
        """A number of the gap table; missing is not a number."""
        return float(self.row[column])

    @property
    def missing(self) -> bool:
        """Whether there is no figure, for a reason that `value` gives in shorthand."""
        return math.isnan(self.number("value"))

    @property
    def few(self) -> bool:
        """Whether the figure rests on so few events that it stays out of headlines."""
        return bool(self.row["few"])

    @property
    def places(self) -> int:
        """Decimals of both sides."""
        return decimals(self.number("value"), self.number("comparator_value"))

    @property
    def value(self) -> str:
        """The figure, marked where it rests on few events."""
        return self._marked()

    @property
    def percent(self) -> str:
        """The figure as a sentence says a percentage, marked where it rests on few events."""
        return self._marked("%")

    def _marked(self, sign: str = "") -> str:
        if self.missing:
            return SHORTHAND.get(str(self.row["status"]), "[x]")
        text = f"{fixed(self.number('value'), self.places)}{sign}"
        return f"{text} {FEW}" if self.few else text

    @property
    def interval(self) -> str:
        """The figure's limits."""
        return interval(self.number("lower"), self.number("upper"), self.places)

    @property
    def comparator(self) -> str:
        """England's figure, or everyone's."""
        return fixed(self.number("comparator_value"), self.places)

    @property
    def difference(self) -> str:
        """The absolute gap, signed."""
        return signed(self.number("difference"), self.places)

    @property
    def ratio(self) -> str:
        """The relative gap; years of age have none that means anything."""
        return "[z]" if self.indicator.in_years else fixed(self.number("ratio"), 2)

    @property
    def direction(self) -> str:
        """The word of the gap table, without a verdict where events are few."""
        word = str(self.row["direction"])
        return _WITHOUT_VERDICT.get(self.indicator.polarity, {}).get(word, word) if self.few else word

    @property
    def words(self) -> str:
        """The direction as a table says it."""
        if self.indicator.in_years and not self.missing:
            years = self.number("difference")
            return f"{fixed(abs(years))} years {'younger' if years < 0 else 'older'}"
        return self.direction

    @property
    def compared(self) -> str:
        """The direction as a sentence goes on: "lower than England's 10.5"."""
        other = f"{'England' if self.indicator.gap == 'place' else 'everyone'}’s {self.comparator}"
        if self.direction == "no clear difference":
            return f"not clearly different from {other}"
        if self.direction in ("higher", "lower", "better", "worse"):
            return f"{self._without_verdict()} than {other}"
        return f"based on too few to compare with {other}"

    def _without_verdict(self) -> str:
        return _WITHOUT_VERDICT.get(self.indicator.polarity, {}).get(self.direction, self.direction)

    @property
    def counted(self) -> str:
        """The number of people, events or households behind the figure."""
        return count(self.number("count"), str(self.row["status"]))

    def counted_as(self, one: str, many: str = "") -> str:
        """The number of people, events or households with its noun: "1 person", "2 people"."""
        return f"{self.counted} {one if self.counted == '1' else many or f'{one}s'}"

    @property
    def estimated(self) -> str:
        """What the count stands for, where that is more than was counted."""
        return count(self.number("estimate"), str(self.row["status"]))

    @property
    def divided(self) -> str:
        """The part of the count that was divided between systems by population share; nothing where none was."""
        split = self.number("split")
        return f"{split:.0%} divided" if split >= _WORTH_SAYING else ""

    @property
    def coverage(self) -> str:
        """How many of the places reported; nothing where all did."""
        areas, reported = self.row["areas"], self.row["areas_reported"]
        return f"{reported:.0f} of {areas:.0f} council{'s' if areas > 1 else ''}" if reported < areas else ""
