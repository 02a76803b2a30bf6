"""What reading an official file gives: figures, where they are from, and every problem found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from ihanalysis import figures as figure_table
from ihanalysis.areas import Areas
from ihanalysis.errors import BadFileError, Problem
from ihanalysis.sources.publications import Source
from ihanalysis.sources.sheets import OfficialFile

OGL = "Open Government Licence v3.0"


class Observation(NamedTuple):
    """One row of the figure table before it is one; what most rows share has a default.

    Examples
    --------
    >>> rows = [Observation("people-sleeping-rough", "people experiencing homelessness", "country",
    ...                     "E92000001", "2022", count=3069, unit="people", source="s")]
    >>> as_figures(rows).loc[0, ["count", "status", "sex"]].tolist()
    [3069.0, 'published', 'persons']
    """

    indicator: str
    group: str
    area_level: str
    area_code: str
    period: str
    sex: str = "persons"
    age_band: str = "all ages"
    count: float | None = None
    denominator: float | None = None
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    unit: str = ""
    status: str = "published"
    source: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """How much a file held.

    Attributes
    ----------
    rows
        Rows of data read, over all its tables.
    areas
        Areas with a figure, or named by a lookup.
    periods
        Of the figures, in order; for a lookup, the year of its codes.
    """

    rows: int
    areas: int
    periods: tuple[str, ...]

    def __str__(self) -> str:
        """The summary in words.

        >>> str(Summary(9, 3, ("2021", "2022")))
        '9 rows, 3 areas, 2021 to 2022'
        """
        return f"{self.rows:,} rows, {self.areas:,} areas, {' to '.join(sorted({*self.periods[:1], *self.periods[-1:]}))}"


@dataclass(frozen=True)
class Reading:
    """What an official file says.

    Attributes
    ----------
    file
        The file.
    publication
        The folder of `data/raw` that it belongs to; empty if it was not recognised.
    title
        Of the publication and table, in words.
    edition
        What the file is of, such as the extract date 2026-08-01 or the quarter
        end 2024-12-31; two files of one publication and edition say the same thing.
    released
        The day of release printed in the file, or empty.
    sources
        What the figures cite.
    figures
        A figure table; without rows if the file holds none.
    table
        What a file without figures says: the rows of a lookup or a map of practices.
    problems
        Everything wrong with the file. Figures of a file with problems are not used.
    notes
        What is no fault but must be known.
    """

    file: str
    publication: str
    title: str
    edition: str = ""
    released: str = ""
    sources: tuple[Source, ...] = ()
    figures: pd.DataFrame = field(default_factory=lambda: as_figures(()))
    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    summary: Summary = Summary(0, 0, ())

    @property
    def problem_table(self) -> pd.DataFrame:
        """Every problem as a row: file, sheet, row, column, found, expected."""
        return BadFileError(self.problems).table


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads one kind of official file.

    Attributes
    ----------
    publication
        The folder of `data/raw` whose figures it gives.
    title
        What it reads, in words.
    signs
        Patterns that the names of the sheets and the first rows of such a file fit.
    read
        Reads an opened file; the areas are those the codes must be among.
    """

    publication: str
    title: str
    signs: tuple[str, ...]
    read: Callable[[OfficialFile, Areas], Reading]


def as_figures(observations: Iterable[Observation]) -> pd.DataFrame:
    """A figure table of observations.

    A published count of none is a zero, which is not the same as nothing published.
    """
    table = pd.DataFrame(list(observations), columns=list(Observation._fields))
    table = table[list(figure_table.COLUMNS)].astype({column: float for column in figure_table.NUMBERS})
    counted_none = (table["count"] == 0) & table["status"].isin(["published", "derived"])
    table["status"] = table["status"].mask(counted_none, "zero")
    return table


def summary(figures: pd.DataFrame, rows: int) -> Summary:
    """How much a file held, from its figures and the rows that were read."""
    return Summary(rows, figures["area_code"].nunique(), tuple(sorted(figures["period"].unique())))
