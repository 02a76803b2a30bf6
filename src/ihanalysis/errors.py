"""The errors a user can meet: each says what was expected, what was found, where, and what to do."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


class InclusionHealthError(Exception):
    """Something a user can put right. The command line shows it as one paragraph."""


class UnknownAreaError(InclusionHealthError):
    """A name or code that is not one area of its level."""


class UnknownSystemError(UnknownAreaError):
    """A name or code that is not one system of the boundary year."""


class UnknownChoiceError(InclusionHealthError):
    """A word that is not among the valid choices, such as a boundary year or an indicator."""

    @classmethod
    def of(cls, what: str, found: object, choices: Iterable[str]) -> UnknownChoiceError:
        """Name what was found and the valid choices, nearest first."""
        valid = list(choices)
        near = get_close_matches(str(found), valid, n=3, cutoff=0.5)
        hint = f" Did you mean {' or '.join(repr(n) for n in near)}?" if near else ""
        return cls(f"{found!r} is not a known {what}.{hint} Valid choices: {', '.join(valid)}.")


def nearest(found: str, valid: Iterable[str]) -> str:
    """What a list of valid choices ends with: the one that was probably meant.

    >>> nearest("roma people", ["Roma", "everyone"])
    "; the nearest is 'Roma'"
    """
    by_case = {choice.casefold(): choice for choice in valid}
    near = get_close_matches(found.casefold(), by_case, n=1, cutoff=0.4)
    return f"; the nearest is {by_case[near[0]]!r}" if near else ""


class NotPossibleError(InclusionHealthError):
    """A calculation that would not mean anything, such as adding mean ages of two places."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a file: where it is, what was found and what was expected."""

    file: str
    row: Hashable
    column: str | None
    found: str
    expected: str
    sheet: str | None = None

    @property
    def _named(self) -> tuple[str, str]:
        """What rows and columns are called in such a file."""
        return "row", "column"

    def __str__(self) -> str:
        """The problem as one line."""
        row, column = self._named
        places = (("sheet", self.sheet), (row, self.row), (column, self.column))
        where = ", ".join([self.file, *(f"{name} {value}" for name, value in places if value is not None)])
        return f"{where}: found {self.found}; expected {self.expected}"


@dataclass(frozen=True, slots=True)
class LineProblem(Problem):
    """One thing wrong with a file of lines and keys, such as TOML: `row` is the line, `column` the key."""

    @property
    def _named(self) -> tuple[str, str]:
        return "line", "key"


class BadFileError(InclusionHealthError):
    """A file that cannot be used, with every problem found in it."""

    #: How many problems the message spells out; the rest are in `table`.
    SHOWN = 10

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        lines = [str(problem) for problem in self.problems[: self.SHOWN]]
        more = len(self.problems) - len(lines)
        super().__init__("\n".join([*lines, f"... and {more} more problems"] if more > 0 else lines))

    def __reduce__(self) -> tuple[type[BadFileError], tuple[tuple[Problem, ...]]]:
        """Survive the journey between processes with every problem."""
        return type(self), (self.problems,)

    @property
    def table(self) -> pd.DataFrame:
        """Every problem as a row: file, sheet, row, column, found, expected."""
        import pandas as pd  # costs half a second, which a command that only shows its help need not pay

        columns = ["file", "sheet", "row", "column", "found", "expected"]
        return pd.DataFrame([[getattr(p, c) for c in columns] for p in self.problems], columns=columns)
