"""Which cells to hide: the small ones, and as few others as keep anyone from working those out."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ihanalysis.disclosure.attack import Flags, cheapest_release
from ihanalysis.disclosure.cells import Cells
from ihanalysis.disclosure.policies import Floats, Policy
from ihanalysis.disclosure.siege import INSIDER, READER, Siege


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

    Examples
    --------
    >>> from ihanalysis.disclosure.cells import gather
    >>> from ihanalysis.disclosure.layout import Layout
    >>> from ihanalysis.disclosure.policies import POLICIES
    >>> layout = Layout.of(["sex"], [("Men",), ("Women",), ("Total",)], "Total")
    >>> cells = gather(layout, np.zeros(3, dtype=bool), ("people", np.array([3.0, 40.0, 43.0])))
    >>> chosen = choose(cells, POLICIES["under_five"])
    >>> chosen.hidden[np.argsort(cells.row)].tolist(), len(chosen.protects)
    ([True, True, False], 1)
    """
    hidden = cells.small(policy)
    insider, reader = (Siege(cells, policy, hidden, attacker) for attacker in (INSIDER, READER))
    # Hiding a larger number loses more; what a reader would have seen decides, not what is behind it.
    cost = np.nan_to_num(cells.shown(policy)) + 1
    protects: dict[int, int] = {}
    waiting = deque(np.flatnonzero(hidden).tolist())
    insider.explore(waiting)
    while waiting:
        cell = waiting.popleft()
        for siege in _to_stop(insider, reader, cell):
            for other in _hide_for(cell, siege, cost):
                hidden[other] = True
                protects[other] = cell
                waiting.append(other)
            insider.hide(hidden)
            reader.hide(hidden)
    related = cells.sums.dot(cells.sums.T).astype(bool).astype(float)
    for other in sorted(protects, key=lambda place: (-cost[place], place)):
        fewer = hidden.copy()
        fewer[other] = False
        # The likeliest to fail are the cell that this one protects, and those that share most sums with it.
        shared = related[[other]].dot(related).toarray().ravel()
        likeliest = [protects[other], *np.argsort(-shared, kind="stable").tolist()]
        if _still_passes(insider, reader, fewer, likeliest):
            hidden = fewer
            del protects[other]
        insider.hide(hidden)
        reader.hide(hidden)
    return Hiding(hidden, protects)


def _to_stop(insider: Siege, reader: Siege, cell: int) -> tuple[Siege, ...]:
    """Where the insider has to be left the full width, so is the reader, who knows less."""
    return (insider,) if insider.required(cell) >= insider.policy.width else (insider, reader)


def _hide_for(cell: int, siege: Siege, cost: Floats) -> list[int]:
    """The cells that have to be hidden as well for one cell to be wide enough against one attacker."""
    found: list[int] = []
    while not (interval := siege.interval(cell)).passes:
        highest = siege.loose.highest(cell, interval.lower + interval.width_required)
        highest = min(highest, interval.lower + interval.width_required)
        up = interval.upper < highest
        target = highest if up else interval.upper - interval.width_required
        moved = cheapest_release(siege.cells, siege.region.known, siege.loose.known, cell, target, up=up, cost=cost)
        if not moved.size:
            # Never met, but an end to the search must not rest on a solver: all that is left is hidden.
            moved = np.flatnonzero((siege.cells.number > 0) & ~siege.hidden)
        found += moved.tolist()
        hidden = siege.hidden.copy()
        hidden[moved] = True
        siege.hide(hidden)
    return found


def _still_passes(insider: Siege, reader: Siege, hidden: Flags, likeliest: Iterable[int]) -> bool:
    """Whether every interval stays wide enough with these cells hidden; the likeliest to fail come first."""
    insider.hide(hidden)
    reader.hide(hidden)
    return all(
        siege.interval(cell).passes for cell in likeliest if hidden[cell] for siege in _to_stop(insider, reader, cell)
    )
