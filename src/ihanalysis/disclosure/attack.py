"""What a reader can work out of the hidden cells, as bounds by integer linear programming.

Everything that is published is a constraint: the codes, the shown numbers with the range that
rounding leaves them, the range that the policy hides, and the sums. The smallest and largest value
that a hidden cell can have under them is its interval (Fischetti and Salazar, "Solving the cell
suppression problem on tabular data with linear constraints", Management Science 2001, 47(7), 1008-1027).
Each end of an interval comes with a table that has it, and the table is checked against what is
known, so that no fault of the solver can pass for protection.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack, vstack

from ihanalysis.disclosure.cells import Cells
from ihanalysis.disclosure.policies import Floats, Policy
from ihanalysis.errors import NotPossibleError

#: What the solver reports when it has a solution (scipy.optimize.milp).
SOLVED = 0

#: How near to a whole number a solution counts as one.
NEAR_WHOLE = 1e-6

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
    return _solve(cells, known, np.zeros(cells.sums.shape[1])).status == SOLVED


def furthest(cells: Cells, known: Knowledge, cell: int, *, up: bool, cap: float) -> Floats:
    """A table in which a cell has the smallest, or with `up` the largest number up to `cap`, that it can."""
    return pushed(cells, known, np.array([cell]), np.array([up]), np.array([cap]))


def pushed(cells: Cells, known: Knowledge, places: NDArray[np.intp], up: Flags, caps: Floats) -> Floats:
    """A table, as the number in each cell, in which these together are as far down, or up to `caps`, as can be.

    Raises
    ------
    NotPossibleError
        If the solver finds none, or one that does not agree with what is known.
    """
    upper = known.upper.copy()
    upper[places[up]] = np.minimum(upper[places[up]], caps[up])
    aim = cells.sums[places].T.dot(np.where(up, -1.0, 1.0))
    unknowns = np.round(_solve(cells, Knowledge(known.lower, upper), aim).unknowns)
    table: Floats = cells.sums.dot(unknowns)
    agrees = np.all(unknowns >= 0) and np.all((known.lower <= table) & (table <= upper))
    if not (agrees and np.all(cells.differences.dot(unknowns) >= 0)):
        raise NotPossibleError(
            "the solver found no table that agrees with the figures, so nothing can be proved about them. "
            "Give fewer rows at once."
        )
    return table


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
    # It takes long to import, and a briefing without figures to control needs no solver.
    from scipy.optimize import Bounds, LinearConstraint, milp

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
    # Most of these programs have a whole solution at once; only the others are solved as whole numbers.
    for whole in (0, 1):
        found = milp(
            aim,
            constraints=LinearConstraint(csr_array(matrix), lower, upper),
            integrality=np.full(aim.size, whole, dtype=np.int64),
            bounds=Bounds(0, limits),
            options={"mip_rel_gap": 0},
        )
        if found.x is None or np.abs(found.x - np.round(found.x)).max() < NEAR_WHOLE:
            break
    values = np.full(aim.size, np.nan) if found.x is None else np.asarray(found.x, dtype=float)
    return Solution(int(found.status), values[:n], np.any(values[n:].reshape(2, -1) > 0.5, axis=0))
