"""An attacker before a table: the intervals of the hidden cells, found with as few solutions as can be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ihanalysis.disclosure.attack import Attacker, Flags, Knowledge, furthest, knowledge, pushed
from ihanalysis.disclosure.cells import Cells
from ihanalysis.disclosure.policies import Floats, Policy

READER = Attacker("a reader of the figures", knows_small=False)
INSIDER = Attacker("someone who knows which cells are small", knows_small=True)

#: After this many tables in a row that widen no interval, cells are taken one by one.
IDLE_TABLES = 3


@dataclass(frozen=True, slots=True)
class Interval:
    """What an attacker can say of a hidden cell, and how wide it has to be left."""

    cell: int
    attacker: Attacker
    lower: float
    upper: float
    width_required: float

    @property
    def passes(self) -> bool:
        """Whether the interval is as wide as required."""
        return self.upper - self.lower >= self.width_required


class Region:
    """The tables that agree with what is known, and the intervals of the cells among those found so far.

    A table that is found tells about every cell at once: once a cell has had a small and a large
    enough number in them, nothing about it has to be solved any more.
    """

    def __init__(self, cells: Cells, known: Knowledge, tables: Iterable[Floats] = ()) -> None:
        self.cells, self.known = cells, known
        self.tables: list[Floats] = []
        self.lower = np.full(known.lower.size, np.inf)
        self.upper = np.full(known.lower.size, -np.inf)
        for table in tables:
            if np.all((known.lower <= table) & (table <= known.upper)):
                self._add(table)

    def lowest(self, cell: int) -> float:
        """The smallest number that a cell can have."""
        if self.lower[cell] > self.known.lower[cell]:
            number, table = furthest(self.cells, self.known, cell, up=False)
            self._add(table)
            return number
        return float(self.lower[cell])

    def highest(self, cell: int, enough: float = np.inf) -> float:
        """The largest number that a cell can have, or one of at least `enough`."""
        if self.upper[cell] < min(enough, self.known.upper[cell]):
            number, table = furthest(self.cells, self.known, cell, up=True, cap=enough)
            self._add(table)
            return number
        return float(self.upper[cell])

    def interval(self, cell: int, width: float = np.inf) -> tuple[float, float]:
        """The interval of a cell, or as much of it as is as wide as `width`."""
        if self.upper[cell] - self.lower[cell] >= width:
            return float(self.lower[cell]), float(self.upper[cell])
        lower = self.lowest(cell)
        return lower, self.highest(cell, lower + width)

    def explore(self, widths: Mapping[int, float]) -> None:
        """Look for tables that widen many intervals at once, in directions drawn from a fixed seed."""
        draw = np.random.default_rng(0)
        idle = 0
        while idle < IDLE_TABLES:
            narrow = [c for c, width in widths.items() if not self.upper[c] - self.lower[c] >= width]
            if not narrow:
                return
            if not self.tables:
                self.lowest(narrow[0])
            up = draw.random(len(narrow)) < 0.5
            caps = self.lower[narrow] + [widths[cell] for cell in narrow]
            table = pushed(self.cells, self.known, np.array(narrow), up, caps)
            idle = idle + 1 if np.all((self.lower <= table) & (table <= self.upper)) else 0
            self._add(table)

    def _add(self, table: Floats | None) -> None:
        if table is not None:
            self.tables.append(table)
            self.lower, self.upper = np.minimum(self.lower, table), np.maximum(self.upper, table)


class Siege:
    """One attacker before one table, as more or fewer of its cells are hidden."""

    def __init__(self, cells: Cells, policy: Policy, hidden: Flags, attacker: Attacker) -> None:
        self.cells, self.policy, self.hidden, self.attacker = cells, policy, hidden, attacker
        # The table itself agrees with everything that can be known of it.
        truth = [] if np.isnan(cells.number).any() else [cells.number]
        self.region = Region(cells, knowledge(cells, policy, hidden, attacker), truth)
        # What the codes alone say, when every number but zero is hidden.
        self.loose = Region(cells, knowledge(cells, policy, cells.number > 0, attacker), truth)

    def hide(self, hidden: Flags) -> None:
        """Hide these cells and no others."""
        self.hidden = hidden.copy()
        known = knowledge(self.cells, self.policy, hidden, self.attacker)
        self.region = Region(self.cells, known, self.region.tables)

    def required(self, cell: int) -> float:
        """How wide an interval must be: the policy's width, or what the codes alone leave if that is less.

        A total known to be 1 to 7 with two hidden parts says that neither is 7, whatever is shown.
        """
        lower, upper = self.loose.interval(cell, self.policy.width)
        return min(upper - lower, self.policy.width)

    def interval(self, cell: int, *, full: bool = False) -> Interval:
        """The interval of a cell; unless `full`, only as far as it takes to see that it is wide enough."""
        required = self.required(cell)
        lower, upper = self.region.interval(cell, np.inf if full else required)
        return Interval(cell, self.attacker, lower, upper, required)

    def explore(self, places: Iterable[int]) -> None:
        """Look at many cells at once, before they are looked at one by one."""
        places = list(places)
        self.loose.explore(dict.fromkeys(places, self.policy.width))
        self.region.explore({cell: self.required(cell) for cell in places})


def prove(cells: Cells, policy: Policy, hidden: Flags, attackers: Sequence[Attacker]) -> list[Interval]:
    """The interval of every hidden cell for every attacker, to its ends."""
    places = np.flatnonzero(hidden).tolist()
    sieges = [Siege(cells, policy, hidden, attacker) for attacker in attackers]
    for siege in sieges:
        siege.explore(places)
    return [siege.interval(cell, full=True) for cell in places for siege in sieges]
