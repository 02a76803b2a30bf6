"""Cells that are read, as cells that are calculated with: numbers typed, intervals in two columns.

A table on a page says "3.8 [u]" and "2.0 to 6.7". In a spreadsheet that is 3.8 with its
mark in a column of marks, and 2.0 and 6.7 in a column each. The rounding is the page's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ihanalysis.content import Table
from ihanalysis.records import columns
from ihanalysis.words.numbers import MINUS, SHORTHAND

#: What stands for "nothing to say here": a spreadsheet must not have empty cells.
NOTHING = SHORTHAND["not applicable"]

_ONE = rf"[+{MINUS}-]?(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?%?"
_NUMBER = re.compile(rf"(?P<about>about )?(?P<value>{_ONE})(?: (?P<mark>\[\w+\]))?")
_INTERVAL = re.compile(rf"(?P<lower>{_ONE}) to (?P<upper>{_ONE})")
_BOTH = re.compile(rf"(?P<about>about )?(?P<value>{_ONE}) \((?P<lower>{_ONE}) to (?P<upper>{_ONE})\)")
_SHORTHAND = re.compile(r"\[\w+\]")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a spreadsheet: cells of numbers and words, and how each number is shown."""

    name: str
    cells: tuple[float | str, ...]
    formats: tuple[str, ...]

    @property
    def numeric(self) -> bool:
        """Whether it holds numbers and, where one is missing, shorthand."""
        return any(isinstance(cell, float) for cell in self.cells) and all(
            isinstance(cell, float) or _SHORTHAND.fullmatch(cell) for cell in self.cells
        )


def typed(table: Table) -> tuple[Column, ...]:
    """The columns of a table for a spreadsheet.

    Headings within the table, small print and marks become columns of their own, so
    that every row says by itself what it is.

    >>> import pandas as pd
    >>> rows = pd.DataFrame([{"Place": "Dover", "Rate": "3.8 [u]", "95% interval": "2.0 to 6.7"}])
    >>> for column in typed(Table("Rates", rows)):
    ...     print(column.name, column.cells)
    Place ('Dover',)
    Rate (3.8,)
    95% interval, lower limit (2.0,)
    95% interval, upper limit (6.7,)
    Marks ('Rate: [u]',)
    """
    told = columns(table.rows)
    notes = told.pop("note", None)
    texts = {
        name: [str(cell) if name in table.verbatim else plain(str(cell)) for cell in cells]
        for name, cells in told.items()
    }
    made: list[Column] = []
    if table.blocks:
        made.append(_words("Part of the table", list(_headings(table))))
    marks: list[list[str]] = [[] for _ in range(len(table.rows))]
    for n, name in enumerate(texts):
        if n == 0:
            made.append(_words(name, texts[name]))
            if notes is not None:
                made.append(_words("Details", [plain(str(note or "")) for note in notes]))
        elif name in table.verbatim:
            made.append(_words(name, texts[name]))
        else:
            made += _columns(name, texts[name])
            for row, mark in zip(marks, map(_mark, texts[name]), strict=True):
                row += [f"{name}: {mark}"] if mark else []
    if any(marks):
        made.append(_words("Marks", ["; ".join(row) for row in marks]))
    return tuple(made)


def plain(text: str) -> str:
    """The briefing's own words without the signs that make some of them strong.

    >>> plain("**9 people** died")
    '9 people died'
    """
    return text.replace("**", "")


def _headings(table: Table) -> Iterator[str]:
    heading = ""
    for row in range(len(table.rows)):
        heading = plain((table.blocks or {}).get(row, heading))
        yield heading


def _words(name: str, cells: Sequence[str]) -> Column:
    return Column(name, tuple(cell or NOTHING for cell in cells), ("",) * len(cells))


def _columns(name: str, texts: Sequence[str]) -> list[Column]:
    told = [text for text in texts if not _SHORTHAND.fullmatch(text)]
    if told and all(_INTERVAL.fullmatch(text) for text in told):
        return _split(name, texts, _INTERVAL, {"lower": ", lower limit", "upper": ", upper limit"})
    if told and all(_BOTH.fullmatch(text) for text in told):
        parts = {"value": "", "lower": ", lower limit", "upper": ", upper limit"}
        return _split(name, texts, _BOTH, parts)
    return _split(name, texts, _NUMBER, {"value": ""})


def _split(name: str, texts: Sequence[str], pattern: re.Pattern[str], parts: dict[str, str]) -> list[Column]:
    found = [pattern.fullmatch(text) for text in texts]
    columns = []
    for part, suffix in parts.items():
        numbers = [match[part] if match else "" for match in found]
        cells = [_value(number) if number else text or NOTHING for number, text in zip(numbers, texts, strict=True)]
        columns.append(Column(name + suffix, tuple(cells), tuple(map(_format, numbers))))
    return columns


def _mark(text: str) -> str:
    """What a number is marked with: that it was divided between areas, or rests on few events."""
    match = _NUMBER.fullmatch(text) or _BOTH.fullmatch(text)
    marks = [(match["about"] or "").strip(), match.groupdict().get("mark") or ""] if match else []
    return ", ".join(filter(None, marks))


def _value(number: str) -> float:
    return float(number.replace(",", "").replace(MINUS, "-").removesuffix("%"))


def _format(number: str) -> str:
    """How a spreadsheet shows a number as the page does: separators, decimals, sign, per cent."""
    if not number:
        return ""
    whole = "#,##0" if "," in number else "0"
    decimals = len(number.removesuffix("%").partition(".")[2])
    pattern = whole + (f".{'0' * decimals}" if decimals else "") + ('"%"' if number.endswith("%") else "")
    return f"+{pattern};{MINUS}{pattern};{pattern}" if number.startswith("+") else f"{pattern};{MINUS}{pattern}"
