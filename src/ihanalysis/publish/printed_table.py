"""A table as paper has it: which columns are set right, how wide they are, what stands in small print."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import fmean

from ihanalysis.content import Table
from ihanalysis.records import columns
from ihanalysis.words.numbers import SHORTHAND

#: A number, an interval or shorthand, which are set right; words are read from the left.
_NUMBER = re.compile(r"(about )?[+−-]?[\d,.]+%?( to [+−-]?[\d,.]+%?)?( \(.*\))?( \[\w+\])?|\[\w+\]")
#: What stands where there is no address.
NOTHING = SHORTHAND["not applicable"]
#: Letters of a text that is still set like the numbers of its column.
_LIKE_A_NUMBER = 30
#: Letters of a column that is as narrow as its words, and of a word that a wider column has to hold.
_NARROW, _WORD = 20, 14


@dataclass(frozen=True, slots=True)
class Cell:
    """The words of a cell, and what stands in small print under them; words of others are verbatim."""

    words: str
    small: str = ""
    verbatim: bool = False

    @property
    def letters(self) -> int:
        """How many letters it holds."""
        return len(self.words) + len(self.small)


@dataclass(frozen=True, slots=True)
class Block:
    """Rows under a heading of their own; the first may have none."""

    heading: str
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """What a page shows of a table.

    Attributes
    ----------
    names
        The columns.
    right
        Whether a column is set right.
    shares
        The width of each column as a share of the table; nought for one that is
        as narrow as its words.
    """

    names: tuple[str, ...]
    right: tuple[bool, ...]
    shares: tuple[float, ...]
    blocks: tuple[Block, ...]

    @property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """Every row, whatever it stands under."""
        return tuple(row for block in self.blocks for row in block.rows)


def printed(table: Table) -> PrintedTable:
    """Lay a table out for paper.

    A column called "note" stands in small print under the name of its row. A column
    of addresses would be narrow and high; it stands in small print too, under the
    longest words of its row.
    """
    names, rows = _with_addresses_below(*_cells(table))
    upright = list(zip(*rows, strict=True)) or [()] * len(names)
    return PrintedTable(
        tuple(names),
        tuple(n > 0 and _is_numeric([cell.words for cell in column]) for n, column in enumerate(upright)),
        tuple(_share(name, column) for name, column in zip(names, upright, strict=True)),
        tuple(_blocks(table, rows)),
    )


def _cells(table: Table) -> tuple[list[str], list[list[Cell]]]:
    told = columns(table.rows)
    notes = [str(note or "") for note in told.pop("note", [""] * len(table.rows))]
    cells = [
        [
            Cell(str(words), note if n == 0 else "", name in table.verbatim)
            for words, note in zip(told[name], notes, strict=True)
        ]
        for n, name in enumerate(told)
    ]
    return list(told), [list(row) for row in zip(*cells, strict=True)]


def _with_addresses_below(names: list[str], rows: list[list[Cell]]) -> tuple[list[str], list[list[Cell]]]:
    for at in range(len(names) - 1, 1, -1):
        if rows and all(row[at].words.startswith(("http", NOTHING)) for row in rows):
            onto = max(range(1, at), key=lambda column: sum(row[column].letters for row in rows))
            names[onto] += f", {names.pop(at).lower()}"
            for row in rows:
                address = row.pop(at).words.removeprefix(NOTHING)
                row[onto] = replace(row[onto], small=address)
    return names, rows


def _is_numeric(column: Sequence[str]) -> bool:
    """Whether most of a column is numbers, and the rest is short enough to be set like them."""
    numbers = sum(_NUMBER.fullmatch(text) is not None for text in column)
    return numbers > 0.6 * len(column) and max(map(len, column)) <= _LIKE_A_NUMBER


def _share(name: str, column: Sequence[Cell]) -> float:
    longest = max([len(name), *(max(len(cell.words), len(cell.small)) for cell in column)])
    if longest <= _NARROW:
        return 0
    words = [name, *(word for cell in column for word in cell.words.split())]
    typical = fmean([len(name), *(cell.letters for cell in column)])
    # Longer texts get more, but less than in proportion: they may run over more lines.
    return max(8.0 + min(max(map(len, words)), _WORD), float(typical**0.85))


def _blocks(table: Table, rows: list[list[Cell]]) -> list[Block]:
    headings = dict(table.blocks or {})
    starts = sorted({0, *headings, len(rows)})
    return [Block(headings.get(start, ""), tuple(map(tuple, rows[start:end]))) for start, end in pairwise(starts)]
