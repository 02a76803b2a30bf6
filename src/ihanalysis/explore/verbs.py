"""What an analyst types after `ih.`: the systems, one of them, all of them on a measure, figures and sources."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from pathlib import Path

import pandas as pd

from ihanalysis.areas import DEFAULT_BOUNDARIES
from ihanalysis.errors import UnknownChoiceError
from ihanalysis.explore.names import measure_called
from ihanalysis.explore.one_system import SystemFigures, compared
from ihanalysis.explore.side_by_side import AreasAnswer
from ihanalysis.figures import select
from ihanalysis.workbook import Workbook

#: What the table of measures says of each.
_ABOUT = ("id", "title", "group", "gap", "unit", "period", "polarity", "level", "standardisation", "grade")
#: Columns of the figure table that words may choose from.
_WORDS = ("indicator", "group", "area_level", "area_code", "period", "sex", "age_band", "status", "source")


def systems(boundaries: str = DEFAULT_BOUNDARIES, *, workbook: Workbook | None = None) -> pd.DataFrame:
    """The systems of a boundary year: name, codes and NHS region, a row a system.

    >>> len(systems()), len(systems("2023"))
    (36, 42)
    """
    table = pd.DataFrame([asdict(system) for system in (workbook or here()).areas.of(str(boundaries))])
    return table[["name", "ods_code", "code", "nhs_region", "boundaries"]]


def system(name: str, boundaries: str = DEFAULT_BOUNDARIES, *, workbook: Workbook | None = None) -> SystemFigures:
    """The system that a name, part of a name, abbreviation or code means.

    Raises
    ------
    UnknownSystemError
        If the name fits no system (the nearest are listed), or several.
    UnknownChoiceError
        If there is no such boundary year.

    >>> system("kent and medway").system.ods_code
    'QKS'
    """
    book = workbook or here()
    return SystemFigures(book.areas.find(str(name), str(boundaries)), book)


def compare(measure: str, boundaries: str = DEFAULT_BOUNDARIES, *, workbook: Workbook | None = None) -> AreasAnswer:
    """All systems on one measure, in the order of the alphabet: no league table.

    Raises
    ------
    UnknownChoiceError
        If the name means no measure, or several.
    NotPossibleError
        If the measure is known nationally only.

    >>> len(compare("people sleeping rough"))
    36
    """
    book = workbook or here()
    book.areas.of(str(boundaries))
    return compared(measure_called(measure, book.indicators), str(boundaries), book)


def figures(workbook: Workbook | None = None, **wanted: str) -> pd.DataFrame:
    """Published figures, a row an observation, chosen by the words of any column.

    Raises
    ------
    UnknownChoiceError
        If there is no such column, or no figure has such a word in it.

    >>> figures(indicator="people-sleeping-rough", area_level="country", period="2025")["area_code"].unique().tolist()
    ['E92000001']
    """
    table = (workbook or here()).figures
    for column, word in wanted.items():
        if column not in _WORDS:
            raise UnknownChoiceError.of("column of words", column, _WORDS)
        if word not in set(table[column]):
            raise UnknownChoiceError.of(column.replace("_", " "), word, sorted(table[column].unique()))
    return select(table, **wanted).reset_index(drop=True)


def sources(*, workbook: Workbook | None = None) -> pd.DataFrame:
    """Every source: publisher, publication, table, release date, licence and address."""
    return (workbook or here()).source_table.copy()


def indicators(group: str | None = None, *, workbook: Workbook | None = None) -> pd.DataFrame:
    """What is measured: id, title, group, unit, period, whether lower is better, and where it is known."""
    from ihanalysis.explore.names import group_called

    known = [i for i in (workbook or here()).indicators.values() if i.gap != "context"]
    if group is not None:
        wanted = group_called(group, [i.group for i in known])
        known = [i for i in known if i.group == wanted]
    return pd.DataFrame([[getattr(i, name) for name in _ABOUT] for i in known], columns=list(_ABOUT))


def here() -> Workbook:
    """The workbook that the working directory means; read once, since its tables are kept in it."""
    return _found(Path.cwd())


@cache
def _found(folder: Path) -> Workbook:
    return Workbook.find(folder)
