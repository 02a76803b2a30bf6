"""How the rows of a table add up: the whole numbers, not all of them shown, that each row is a sum of."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from ihanalysis.errors import NotPossibleError, UnknownChoiceError

#: The labels of one row, in the order of the dimension columns.
Key = tuple[Hashable, ...]

#: The labels that add up to a label, for one dimension column.
Parts = Mapping[Hashable, tuple[Hashable, ...]]

#: What a caller says of totals: one label for every column, or for each column its label, or the parts
#: of each of its labels.
Total = Hashable | Mapping[str, Hashable | Mapping[Hashable, Sequence[Hashable]]] | None

#: Beyond this many terms in its sums a table is refused rather than left to run for hours.
MOST_TERMS = 2_000_000


@dataclass(frozen=True, slots=True)
class Family:
    """A total of the table and its parts along one column.

    `parts` are rows of the table; `absent` are the labels of the parts that have no row.
    """

    total: int
    parts: tuple[int, ...]
    absent: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The rows of a table by their labels, and which labels are totals of which.

    Examples
    --------
    >>> layout = Layout.of(("sex",), [("Women",), ("Men",), ("All",)], "All")
    >>> layout.sums([0], layout.keys).toarray().tolist()
    [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]
    """

    by: tuple[str, ...]
    keys: tuple[Key, ...]
    parts: tuple[Parts, ...]

    @classmethod
    def of(cls, by: Sequence[str], keys: Sequence[Key], total: Total) -> Layout:
        """Read what the caller says of totals, column by column.

        Raises
        ------
        UnknownChoiceError
            If a total or a part is not a label of its column, or its column not a dimension column.
        NotPossibleError
            If a label is, through its parts, a part of itself or twice a part of another.
        """
        labels = [list(dict.fromkeys(key[i] for key in keys)) for i in range(len(by))]
        if isinstance(total, Mapping):
            for column in total:
                if column not in by:
                    raise UnknownChoiceError.of("dimension column", column, by)
        elif total is not None and not any(total in of_column for of_column in labels):
            raise UnknownChoiceError.of(
                "label of a total", total, sorted({str(label) for column in labels for label in column})
            )
        parts = tuple(_parts_of(column, labels[i], total) for i, column in enumerate(by))
        for column, of_column in zip(by, parts, strict=True):
            for label in of_column:
                leaves = list(_leaves(label, of_column, column))
                if len(set(leaves)) < len(leaves):
                    raise NotPossibleError(f"{label!r} of column {column!r} counts one of its parts twice.")
        return cls(tuple(by), tuple(keys), parts)

    @property
    def without_totals(self) -> Layout:
        """The same rows, none of them a total of others."""
        return replace(self, parts=tuple({} for _ in self.by))

    @property
    def order(self) -> NDArray[np.intp]:
        """The positions of the rows, sorted by their labels."""
        return np.array(sorted(range(len(self.keys)), key=lambda i: tuple(map(str, self.keys[i]))), dtype=np.intp)

    def families(self, column: int) -> Iterator[Family]:
        """Every total of the table that has at least one part in it along this column."""
        rows = {key: row for row, key in enumerate(self.keys)}
        seen = {key[column] for key in self.keys}
        for row, key in enumerate(self.keys):
            labels = _shown_parts(key[column], self.parts[column], seen)
            parts = [(*key[:column], label, *key[column + 1 :]) for label in labels]
            present = tuple(rows[part] for part in parts if part in rows)
            if present:
                yield Family(row, present, tuple(part for part in parts if part not in rows))

    def absent(self) -> tuple[Key, ...]:
        """The parts that have no row: a reader takes them for zero, as counting people leaves zeros out."""
        found = (key for column in range(len(self.by)) for f in self.families(column) for key in f.absent)
        return tuple(dict.fromkeys(found))

    def sums(self, columns: Sequence[int], keys: Sequence[Key]) -> csr_array:
        """Each row as a sum of unknown whole numbers: rows x unknowns, 1 where it is part of the sum.

        The unknowns are the finest cells over `columns` that the labels allow, shown or not, so
        that every way to add up and to subtract is in it; cells that always go together are one.
        """
        leaves = [
            {label: tuple(_leaves(label, self.parts[c], self.by[c])) for label in {key[c] for key in keys}}
            for c in columns
        ]
        boxes = [[of[key[c]] for c, of in zip(columns, leaves, strict=True)] for key in keys]
        terms = sum(prod(len(side) for side in box) for box in boxes)
        if terms > MOST_TERMS:
            raise NotPossibleError(
                f"the table's rows are sums of {terms:,} terms; at most {MOST_TERMS:,} can be checked. "
                f"Give fewer rows, or fewer dimension columns, at once."
            )
        within: dict[Key, list[int]] = {}
        for row, box in enumerate(boxes):
            for cell in product(*box):
                within.setdefault(cell, []).append(row)
        unknowns = list(dict.fromkeys(tuple(rows) for rows in within.values()))
        rows = np.array([row for unknown in unknowns for row in unknown], dtype=int)
        column_of = np.repeat(np.arange(len(unknowns)), [len(unknown) for unknown in unknowns])
        return csr_array((np.ones(rows.size), (rows, column_of)), shape=(len(keys), len(unknowns)))


def _parts_of(column: str, labels: Sequence[Hashable], total: Total) -> Parts:
    said = total.get(column) if isinstance(total, Mapping) else (total if total in labels else None)
    if said is None:
        return {}
    if not isinstance(said, Mapping):
        said = {said: sorted((label for label in labels if label != said), key=str)}
    parts = {label: tuple(of_label) for label, of_label in said.items()}
    below = {part for of_label in parts.values() for part in of_label}
    # A misspelt label would leave a sum out of the proof, so every one has to be found somewhere.
    for label in [*(parts.keys() - below), *(below - parts.keys())]:
        if label not in labels:
            raise UnknownChoiceError.of(f"label of column {column!r}", label, map(str, labels))
    return parts


def _leaves(label: Hashable, parts: Parts, column: str, above: tuple[Hashable, ...] = ()) -> Iterator[Hashable]:
    if label in above:
        raise NotPossibleError(f"{label!r} of column {column!r} is, through its parts, a part of itself.")
    if not parts.get(label):
        yield label
    for part in parts.get(label, ()):
        yield from _leaves(part, parts, column, (*above, label))


def _shown_parts(label: Hashable, parts: Parts, seen: set[Hashable]) -> Iterator[Hashable]:
    for part in parts.get(label, ()):
        if part in seen or part not in parts:
            yield part
        else:
            yield from _shown_parts(part, parts, seen)
