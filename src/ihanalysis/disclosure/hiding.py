"""Which cells to hide: the small ones, and as few others as keep anyone from working those out."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from ihanalysis.disclosure.attack import (
    INSIDER,
    READER,
    Attacker,
    Flags,
    Knowledge,
    cheapest_release,
    furthest,
    knowledge,
)
from ihanalysis.disclosure.cells import Cells
from ihanalysis.disclosure.policies import Floats, Policy


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


@dataclass(slots=True)
class Siege:
    """One attacker before one table, with the tables found so far that agree with what they know.

    The tables save most of the work: once a cell has had a small and a large enough number in
    them, nothing about it has to be solved again.
    """

    cells: Cells
    policy: Policy
    attacker: Attacker
    tables: list[Floats] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)

    def known(self, hidden: Flags) -> Knowledge:
        """What the attacker knows when these cells are hidden."""
        return knowledge(self.cells, self.policy, hidden, self.attacker)

    @property
    def loose(self) -> Knowledge:
        """What the attacker knows from the codes alone, when every number but zero is hidden."""
        return self.known(self.cells.number > 0)

    def required(self, cell: int) -> float:
        """How wide the interval must be: the policy's width, or what the codes alone leave if that is less.

        A total known to be 1 to 7 with two hidden parts says that neither is 7, whatever is shown.
        """
        if cell not in self.widths:
            least, _ = furthest(self.cells, self.loose, cell, up=False)
            most, _ = furthest(self.cells, self.loose, cell, up=True, cap=least + self.policy.width)
            self.widths[cell] = most - least
        return self.widths[cell]

    def interval(self, cell: int, hidden: Flags, *, full: bool = False) -> Interval:
        """The interval of a cell; unless `full`, only as far as it takes to see that it is wide enough."""
        known, required = self.known(hidden), self.required(cell)
        if not full and self.tables:
            seen = [table[cell] for table in self.tables]
            if max(seen) - min(seen) >= required:
                return Interval(cell, self.attacker, min(seen), max(seen), required)
        lower, at_lower = furthest(self.cells, known, cell, up=False)
        cap = np.inf if full else lower + required
        upper, at_upper = furthest(self.cells, known, cell, up=True, cap=cap)
        self.tables += [table for table in (at_lower, at_upper) if table is not None]
        return Interval(cell, self.attacker, lower, upper, required)

    def keep(self, hidden: Flags) -> None:
        """Forget the tables that do not agree with what is shown now."""
        known = self.known(hidden)
        self.tables = [t for t in self.tables if np.all((known.lower <= t) & (t <= known.upper))]


@dataclass(frozen=True, slots=True)
class Hiding:
    """The cells to hide, and for each that is hidden to protect another, which one.

    Attributes
    ----------
    hidden
        One flag a cell.
    protects
        From a cell hidden for another's sake to that other.
    """

    hidden: Flags
    protects: dict[int, int]


def choose(cells: Cells, policy: Policy) -> Hiding:
    """Hide the small cells, and then the cheapest others until nobody can narrow a hidden one down.

    Each step hides at least one more cell, and with every number but zero hidden every interval is
    as wide as required, so the search ends. At the end every cell that turns out not to be needed
    is shown again, the largest first. The same table always gives the same answer.
    """
    sieges = [Siege(cells, policy, INSIDER), Siege(cells, policy, READER)]
    hidden = cells.small(policy)
    # Hiding a larger number loses more; what the reader would have seen decides, not what is behind it.
    cost = np.nan_to_num(cells.shown(policy)) + 1
    protects: dict[int, int] = {}
    waiting = deque(np.flatnonzero(hidden).tolist())
    while waiting:
        cell = waiting.popleft()
        for siege in _needed(sieges, cell, policy):
            for other in _hide_for(cell, siege, hidden, cost):
                protects[other] = cell
                waiting.append(other)
    for other in sorted(protects, key=lambda c: (-cost[c], c)):
        fewer = hidden.copy()
        fewer[other] = False
        if _all_pass(sieges, fewer, policy):
            hidden = fewer
            del protects[other]
            for siege in sieges:
                siege.keep(hidden)
    return Hiding(hidden, protects)


def prove(cells: Cells, policy: Policy, hidden: Flags, attackers: tuple[Attacker, ...]) -> list[Interval]:
    """The interval of every hidden cell for every attacker, to its ends."""
    sieges = [Siege(cells, policy, attacker) for attacker in attackers]
    return [
        siege.interval(cell, hidden, full=True)
        for cell in np.flatnonzero(hidden).tolist()
        for siege in sieges
    ]


def _needed(sieges: list[Siege], cell: int, policy: Policy) -> list[Siege]:
    """Who has to be kept out: where the insider is left the full width, so is the reader, who knows less."""
    insider, _ = sieges
    return [insider] if insider.required(cell) >= policy.width else sieges


def _hide_for(cell: int, siege: Siege, hidden: Flags, cost: Floats) -> list[int]:
    """Hide, in place, what it takes for one cell to be wide enough against one attacker."""
    found: list[int] = []
    while not (interval := siege.interval(cell, hidden)).passes:
        highest, _ = furthest(
            siege.cells, siege.loose, cell, up=True, cap=interval.lower + interval.width_required
        )
        up = interval.upper < highest
        target = highest if up else interval.upper - interval.width_required
        moved = cheapest_release(
            siege.cells, siege.known(hidden), siege.loose, cell, target, up=up, cost=cost
        )
        hidden[moved] = True
        found += moved.tolist()
    return found


def _all_pass(sieges: list[Siege], hidden: Flags, policy: Policy) -> bool:
    kept = [list(siege.tables) for siege in sieges]
    for siege in sieges:
        siege.keep(hidden)
    passes = all(
        siege.interval(cell, hidden).passes
        for cell in np.flatnonzero(hidden).tolist()
        for siege in _needed(sieges, cell, policy)
    )
    if not passes:
        for siege, tables in zip(sieges, kept, strict=True):
            siege.tables = tables
    return passes
