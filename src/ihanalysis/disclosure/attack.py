"""What a reader can work out of the hidden cells, as bounds by integer linear programming.

Everything that is published is a constraint: the codes, the shown numbers with the range that
rounding leaves them, the range that the policy hides, and the sums. The smallest and largest value
that a hidden cell can have under them is its interval (Fischetti and Salazar, "Solving the cell
suppression problem on tabular data with linear constraints", Management Science 2001, 47(7), 1008-1027).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, vstack

from ihanalysis.disclosure.cells import Cells
from ihanalysis.disclosure.policies import Floats, Policy

#: What the solver reports (scipy.optimize.milp): solved; no solution; without bound, or without bound or
#: solution, which are one where a solution is known to exist.
SOLVED, IMPOSSIBLE, ENDLESS = 0, 2, (3, 4)

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Attacker:
    """Someone who knows the policy, reads what is shown, and adds up.

    `knows_small` is whether they also know which hidden cells are hidden for their own sake, and
    so lie in the range that the policy hides, and which only to protect others.
    """

    name: str
    knows_small: bool


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The smallest and largest number that each cell can have by itself."""

    lower: Floats
    upper: Floats


def knowledge(cells: Cells, policy: Policy, hidden: Flags, attacker: Attacker) -> Knowledge:
    """What an attacker knows of each cell before adding anything up."""
    exact = cells.national & policy.national_exempt
    lower, upper = policy.range_of(cells.shown(policy))
    lower, upper = np.where(exact, cells.number, lower), np.where(exact, cells.number, upper)
    missing = np.isnan(cells.number)
    # A zero is always shown, so a hidden cell holds at least one person.
    least = np.ones(lower.size)
    most = np.full(lower.size, np.inf)
    if attacker.knows_small:
        small = cells.small(policy)
        least = np.where(small | exact, least, policy.hidden_to + 1)
        most = np.where(small, policy.hidden_to, most)
    return Knowledge(
        np.where(missing, 0, np.where(hidden, least, lower)),
        np.where(missing, np.inf, np.where(hidden, most, upper)),
    )


def possible(cells: Cells, known: Knowledge) -> bool:
    """Whether any table at all agrees with what is known."""
    return _solve(cells, known, np.zeros(cells.sums.shape[1])).status != IMPOSSIBLE


def furthest(
    cells: Cells, known: Knowledge, cell: int, *, up: bool, cap: float = np.inf
) -> tuple[float, Floats | None]:
    """The smallest, or with `up` the largest up to `cap`, number that a cell can have.

    Also a table in which it has it, as the number in each cell; none if there is no limit.
    """
    upper = known.upper.copy()
    upper[cell] = min(upper[cell], cap)
    aim = cells.sums[[cell]].toarray().ravel()
    found = _solve(cells, Knowledge(known.lower, upper), -aim if up else aim)
    if found.status in ENDLESS:
        return (np.inf if up else 0.0), None
    table: Floats = np.round(cells.sums.dot(np.round(found.unknowns)))
    return float(table[cell]), table


def pushed(cells: Cells, known: Knowledge, places: NDArray[np.intp], up: Flags, caps: Floats) -> Floats:
    """A table in which these cells together are as far up (no further than their cap) or down as they go."""
    upper = known.upper.copy()
    upper[places[up]] = np.minimum(upper[places[up]], caps[up])
    aim = cells.sums[places].T.dot(np.where(up, -1.0, 1.0))
    found = _solve(cells, Knowledge(known.lower, upper), aim)
    return np.asarray(np.round(cells.sums.dot(np.round(found.unknowns))))


def cheapest_release(
    cells: Cells, known: Knowledge, loose: Knowledge, cell: int, target: float, *, up: bool, cost: Floats
) -> NDArray[np.intp]:
    """The cells that have to be hidden as well for a cell to reach a value, at the least cost.

    Every cell may leave what is known of it for what is known when it is hidden (`loose`), at a cost
    for each person by which it does. The cells that move in the cheapest table are the answer (the
    attacker's sub-problem of Kelly, Golden and Assad, "Cell suppression: disclosure protection for
    sensitive tabular data", Networks 1992, 22(4), 397-417).
    """
    aim = Knowledge(known.lower.copy(), known.upper.copy())
    (aim.lower if up else aim.upper)[cell] = target
    movable = np.flatnonzero((loose.lower < known.lower) | (loose.upper > known.upper))
    found = _solve(
        cells,
        aim,
        np.zeros(cells.sums.shape[1]),
        Slack(
            movable,
            known.lower[movable] - loose.lower[movable],
            loose.upper[movable] - known.upper[movable],
            cost[movable],
        ),
    )
    return movable[found.moved]


@dataclass(frozen=True, slots=True)
class Slack:
    """Cells that may leave what is known of them: how far down and up, and the cost for each person."""

    cells: NDArray[np.intp]
    down: Floats
    up: Floats
    cost: Floats


@dataclass(frozen=True, slots=True)
class Solution:
    """What the solver found: its status, the unknowns, and which cells with slack used it."""

    status: int
    unknowns: Floats
    moved: Flags


def _solve(cells: Cells, known: Knowledge, aim: Floats, slack: Slack | None = None) -> Solution:
    """The table of whole numbers that agrees with what is known and makes `aim` smallest."""
    matrix = vstack([cells.sums, cells.differences])
    lower = np.concatenate([known.lower, np.zeros(cells.differences.shape[0])])
    upper = np.concatenate([known.upper, np.full(cells.differences.shape[0], np.inf)])
    limits = np.full(aim.size, np.inf)
    n = aim.size
    if slack is not None:
        moves = csr_array(
            (np.ones(slack.cells.size), (slack.cells, np.arange(slack.cells.size))),
            shape=(matrix.shape[0], slack.cells.size),
        )
        matrix = hstack([matrix, moves, -moves])
        aim = np.concatenate([aim, slack.cost, slack.cost])
        limits = np.concatenate([limits, slack.down, slack.up])
    found = milp(
        aim,
        constraints=LinearConstraint(csr_array(matrix), lower, upper),
        integrality=np.ones(aim.size, dtype=np.int64),
        bounds=Bounds(0, limits),
        options={"mip_rel_gap": 0},
    )
    status = int(found.status)
    if status not in (SOLVED, IMPOSSIBLE, *ENDLESS):
        raise ArithmeticError(f"what can be worked out of a cell could not be calculated: {found.message}")
    values = np.full(aim.size, np.nan) if found.x is None else np.asarray(found.x, dtype=float)
    return Solution(status, values[:n], np.any(values[n:].reshape(2, -1) > 0.5, axis=0))
