"""An attacker before a table: the intervals of the hidden cells, found with as few solutions as can be."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ihanalysis.disclosure.attack import Attacker, Flags, Knowledge, furthest, knowledge, pushed
from ihanalysis.disclosure.cells import Cells
from ihanalysis.disclosure.policies import Floats, Policy

READER = Attacker("a reader of the figures", knows_small=False)
INSIDER = Attacker("someone who knows which cells are small", knows_small=True)

#: How many of the tables found last are kept to look at again.
TABLES_KEPT = 400

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
        agree = [t for t in tables if np.all((known.lower <= t) & (t <= known.upper))]
        self.lower = np.min([np.full(known.lower.size, np.inf), *agree], axis=0)
        self.upper = np.max([np.full(known.lower.size, -np.inf), *agree], axis=0)
        self.found: list[Floats] = []

    @property
    def endless(self) -> float:
        """A number that only a cell without an upper limit can have: more than everything shown together."""
        return float(self.known.lower.sum() + self.known.upper[np.isfinite(self.known.upper)].sum()) + 1000

    def lowest(self, cell: int) -> float:
        """The smallest number that a cell can have."""
        if self.lower[cell] > self.known.lower[cell]:
            self._add(furthest(self.cells, self.known, cell, up=False, cap=np.inf))
        return float(self.lower[cell])

    def highest(self, cell: int, enough: float = np.inf) -> float:
        """The largest number that a cell can have, or one of at least `enough`; infinite if there is no limit."""
        cap = min(enough, self.endless)
        if self.upper[cell] < min(cap, self.known.upper[cell]):
            self._add(furthest(self.cells, self.known, cell, up=True, cap=cap))
        return float(self.upper[cell]) if self.upper[cell] < self.endless else np.inf

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
            if not np.isfinite(self.lower).all():
                self.lowest(narrow[0])
            up = draw.random(len(narrow)) < 0.5
            caps = self.lower[narrow] + [widths[cell] for cell in narrow]
            table = pushed(self.cells, self.known, np.array(narrow), up, caps)
            idle = idle + 1 if np.all((self.lower <= table) & (table <= self.upper)) else 0
            self._add(table)

    def _add(self, table: Floats) -> None:
        self.found.append(table)
        self.lower, self.upper = np.minimum(self.lower, table), np.maximum(self.upper, table)


class Siege:
    """One attacker before one table, as more or fewer of its cells are hidden."""

    def __init__(self, cells: Cells, policy: Policy, hidden: Flags, attacker: Attacker) -> None:
        self.cells, self.policy, self.hidden, self.attacker = cells, policy, hidden, attacker
        self.region = Region(cells, knowledge(cells, policy, hidden, attacker))
        # What the codes alone say, when every number but zero is hidden.
        self.loose = Region(cells, knowledge(cells, policy, cells.number > 0, attacker))
        self.tables: deque[Floats] = deque(maxlen=TABLES_KEPT)

    def hide(self, hidden: Flags) -> None:
        """Hide these cells and no others."""
        self.hidden = hidden.copy()
        known = knowledge(self.cells, self.policy, hidden, self.attacker)
        self.tables += self.region.found
        self.region = Region(self.cells, known, self.tables)

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
    """The interval of every hidden cell for every attacker, to its ends.

    Examples
    --------
    A single hidden count is the total less the others, and does not pass:

    >>> from ihanalysis.disclosure.cells import gather
    >>> from ihanalysis.disclosure.layout import Layout
    >>> from ihanalysis.disclosure.policies import POLICIES
    >>> layout = Layout.of(["sex"], [("Men",), ("Total",), ("Women",)], "Total")
    >>> cells = gather(layout, np.zeros(3, dtype=bool), ("people", np.array([3.0, 43.0, 40.0])))
    >>> (found,) = prove(cells, POLICIES["under_five"], np.array([True, False, False]), [READER])
    >>> found.lower, found.upper, found.width_required, found.passes
    (3.0, 3.0, 3.0, False)
    """
    places = np.flatnonzero(hidden).tolist()
    sieges = [Siege(cells, policy, hidden, attacker) for attacker in attackers]
    for siege in sieges:
        siege.explore(places)
    return [siege.interval(cell, full=True) for cell in places for siege in sieges]
