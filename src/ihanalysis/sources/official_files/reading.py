"""What reading an official file gives: figures, where they are from, and every problem found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import TypedDict

import pandas as pd

from ihanalysis.areas import Areas
from ihanalysis.errors import BadFileError, Problem
from ihanalysis.figures import COLUMNS, NUMBERS
from ihanalysis.sources.official_files.sheets import OfficialFile
from ihanalysis.sources.publications import Source

#: How many problems are told in words; `problem_table` holds all.
_SHOWN = 50

OGL = "Open Government Licence v3.0"


class Words(TypedDict, total=False):
    """The words of an observation that several share."""

    indicator: str
    group: str
    area_level: str
    area_code: str
    period: str
    sex: str
    age_band: str
    unit: str
    status: str
    source: str


@dataclass(frozen=True, slots=True)
class Observation:
    """One row of the figure table before it is one; what most rows share has a default.

    Examples
    --------
    >>> row = Observation("people-sleeping-rough", "people experiencing homelessness", "country", "E92000001", "2022",
    ...                   count=3069, unit="people", source="s")
    >>> as_figures([row])[["count", "status", "sex"]].to_dict("records")
    [{'count': 3069.0, 'status': 'published', 'sex': 'persons'}]
    """

    indicator: str = ""
    group: str = ""
    area_level: str = ""
    area_code: str = ""
    period: str = ""
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

        >>> str(Summary(9, 3, ("2020", "2021", "2022")))
        '9 rows, 3 areas, 2020 to 2022'
        """
        few = len(self.periods) <= 2
        told = ", ".join(self.periods) if few else f"{self.periods[0]} to {self.periods[-1]}"
        return f"{self.rows:,} rows, {self.areas:,} areas, {told}"


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

    def __str__(self) -> str:
        """What the file is, what was read of it, and its problems (the first of very many).

        >>> print(Reading("a.csv", "areas", "ONS lookup", summary=Summary(9, 3, ("2026",)), notes=("A note.",)))
        a.csv: ONS lookup
          read: 9 rows, 3 areas, 2026
          note: A note.
          no problems
        """
        told = [f"{self.file}: {self.title}"]
        if self.summary.rows:
            told.append(f"  read: {self.summary}")
        told += [f"  note: {note}" for note in self.notes]
        many = len(self.problems)
        told.append("  no problems" if not many else f"  {many:,} problem{'s' if many > 1 else ''}:")
        told += [f"    {problem}" for problem in self.problems[:_SHOWN]]
        if many > _SHOWN:
            told.append(f"    ... and {many - _SHOWN:,} more")
        return "\n".join(told)


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

    Examples
    --------
    >>> as_figures([Observation("deaths", area_code="E06000001", count=0)]).loc[0, "status"]
    'zero'
    """
    cells = attrgetter(*COLUMNS)
    table = pd.DataFrame([cells(row) for row in observations], columns=list(COLUMNS))
    table = table.astype(dict.fromkeys(NUMBERS, float))
    counted_none = (table["count"] == 0) & table["status"].isin(["published", "derived"])
    table["status"] = table["status"].mask(counted_none, "zero")
    return table


def figures_of(**columns: object) -> pd.DataFrame:
    """A figure table of whole columns and constants, with the defaults of an observation.

    Examples
    --------
    >>> figures_of(area_code=["E54000008", "E54000010"], count=[5.0, 7.0], period="2026-08-01")["count"].tolist()
    [5.0, 7.0]
    """
    defaults = {field.name: field.default for field in fields(Observation)}
    return pd.DataFrame({name: columns.get(name, defaults[name]) for name in COLUMNS}).astype(
        dict.fromkeys(NUMBERS, float)
    )


def summary(figures: pd.DataFrame, rows: int) -> Summary:
    """How much a file held, from its figures and the rows that were read.

    Examples
    --------
    >>> str(summary(figures_of(area_code=["E06000001", "E06000002"], period="2022"), 320))
    '320 rows, 2 areas, 2022'
    """
    return Summary(rows, figures["area_code"].nunique(), tuple(sorted(figures["period"].unique())))
