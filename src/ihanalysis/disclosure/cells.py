"""An analyst's frame as cells: each count and denominator, checked, with the sums that tie them together."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import block_diag, csr_array, hstack

from ihanalysis.disclosure.layout import Key, Layout
from ihanalysis.disclosure.policies import Floats, Policy
from ihanalysis.disclosure.reading import FRAME
from ihanalysis.errors import BadFileError, Problem


@dataclass(frozen=True, slots=True)
class Cells:
    """The figures of a table that count people, and what a reader knows of how they add up.

    Attributes
    ----------
    row, figure
        Where each cell is: the position of its row, and its column. Cells of rows that are not in
        the frame, and so are known to be zero, have row -1.
    number
        The count; NaN where it is not available.
    national
        Whether the cell is a national figure.
    sums
        Cells x unknown whole numbers: what each cell is the sum of.
    differences
        Sums of unknowns known not to be negative: denominator less count.
    """

    row: NDArray[np.intp]
    figure: tuple[str, ...]
    number: Floats
    national: NDArray[np.bool_]
    sums: csr_array
    differences: csr_array

    def small(self, policy: Policy) -> NDArray[np.bool_]:
        """The cells that the policy hides for their own sake."""
        exempt = self.national & policy.national_exempt
        return (self.number >= 1) & (self.number <= policy.hidden_to) & ~exempt

    def shown(self, policy: Policy) -> Floats:
        """Each cell's number as it is shown where nothing hides it."""
        exact = self.national & policy.national_exempt
        return np.where(exact, self.number, policy.rounded(self.number))


def gather(
    layout: Layout,
    national: NDArray[np.bool_],
    count: tuple[str, Floats],
    denominator: tuple[str, Floats] | None = None,
) -> Cells:
    """Lay the counts, and the denominators if there are any, out as cells.

    They come in an order of their own, so that the order of the rows does not change what is hidden.

    Raises
    ------
    BadFileError
        If the denominators neither add up nor are repeated along a column.
    """
    order = layout.order
    layout, national = replace(layout, keys=tuple(layout.keys[i] for i in order)), national[order]
    name, counts = count[0], count[1][order]
    absent = layout.absent()
    sums = layout.sums(range(len(layout.by)), (*layout.keys, *absent))
    rows = np.arange(len(layout.keys))
    row = np.concatenate([order, np.full(len(absent), -1)])
    figure = (name,) * row.size
    number = np.concatenate([counts, np.zeros(len(absent))])
    is_national = np.concatenate([national, np.zeros(len(absent), dtype=bool)])
    if denominator is None:
        return Cells(row, figure, number, is_national, sums, csr_array((0, sums.shape[1])))
    name, people = denominator[0], denominator[1][order]
    of_people = layout.sums(_population_columns(layout, name, people), layout.keys)
    both = csr_array(block_diag([sums, of_people], format="csr"))
    # Where no count exceeds its denominator a reader takes the one to be part of the other.
    is_part = not np.any(counts > people)
    differences = csr_array(hstack([-sums[rows], of_people], format="csr"))
    return Cells(
        np.concatenate([row, order]),
        (*figure, *(name,) * rows.size),
        np.concatenate([number, people]),
        np.concatenate([is_national, national]),
        both,
        differences if is_part else csr_array((0, both.shape[1])),
    )


def check_totals(layout: Layout, column: str, counts: Floats) -> None:
    """Check that every total is the sum of its parts, as every proof relies on; a part without a row is zero.

    Raises
    ------
    BadFileError
        With every total that is not. The message says which row, never what it holds.
    """
    problems = [
        Problem(
            FRAME,
            family.total,
            column,
            f"a total that is not the sum of its parts along {by!r}",
            "parts that add up; give a row, with a missing count if need be, to every part that is not zero",
        )
        for i, by in enumerate(layout.by)
        for family in layout.families(i)
        if not _adds_up(counts[family.total], counts[list(family.parts)], closed=True)
    ]
    if problems:
        raise BadFileError(problems)


def _adds_up(total: float, parts: Floats, closed: bool) -> bool:
    known = float(np.nansum(parts))
    return bool(np.isnan(total) or (known == total if closed and not np.isnan(parts).any() else known <= total))


def _population_columns(layout: Layout, name: str, people: Floats) -> list[int]:
    """The columns that divide the population; along the others a denominator is repeated, not divided."""
    dividing = list(range(len(layout.by)))
    for column, by in enumerate(layout.by):
        families = list(layout.families(column))
        adds_up = all(_adds_up(people[f.total], people[list(f.parts)], closed=not f.absent) for f in families)
        others = [c for c in dividing if c != column]
        held: dict[Key, set[float]] = {}
        for key, number in zip(layout.keys, people, strict=True):
            if not np.isnan(number):
                held.setdefault(tuple(key[c] for c in others), set()).add(float(number))
        repeated = all(len(numbers) <= 1 for numbers in held.values())
        if repeated and not (families and adds_up):
            dividing = others
        elif not adds_up:
            raise BadFileError(
                [
                    Problem(
                        FRAME,
                        None,
                        name,
                        f"denominators that neither add up along {by!r} nor stay the same",
                        "a total that is the sum of its parts, or the same denominator in each row",
                    )
                ]
            )
    return dividing
