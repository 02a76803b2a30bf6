"""Counting people by the engine that holds them: one lazy pass, of which only the counts come to Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw
import pandas as pd

from ihanalysis.errors import BadFileError, NotPossibleError, Problem, UnknownChoiceError
from ihanalysis.people.withholding import withheld

#: What problems call the table, which has no file name.
TABLE = "the table"

#: More combinations of labels than this are no groups, areas and periods; a column of names or numbers of
#: people has about as many as there are rows, and none of them may come to Python.
MOST_COMBINATIONS = 500_000

#: A number of rows below this is told as such: an error message is shown as well.
FEWEST_TOLD = 10

#: A column of the table, or a condition on its columns.
Event = str | nw.Expr

#: What comes back of each combination of labels: people, those with the event, those with something that
#: is neither 0 nor 1, and those with nothing.
COUNTS = ("people", "events", "neither", "nothing")


def opened(frame: object) -> nw.LazyFrame[Any]:
    """Any table that narwhals understands, lazily.

    Raises
    ------
    NotPossibleError
        If it is none.
    """
    try:
        return nw.from_native(frame).lazy()  # type: ignore[call-overload, no-any-return]
    except Exception:
        kind = type(frame).__name__
    raise NotPossibleError(
        f"found an object of type {kind}; expected a data frame of pandas, Polars, PySpark or another that "
        f"narwhals understands, with each column name once, or a DuckDB relation."
    )


def schema_of(table: nw.LazyFrame[Any]) -> Mapping[str, str]:
    """The type of each column, by its name.

    Raises
    ------
    NotPossibleError
        If the engine cannot tell.
    """
    with withheld(table, {}):
        return {name: str(kind) for name, kind in table.collect_schema().items()}


def counted(
    table: nw.LazyFrame[Any], schema: Mapping[str, str], columns: Sequence[str], event: Event | None
) -> pd.DataFrame:
    """People, and those with the event, for each combination of what the columns hold.

    Parameters
    ----------
    table, schema
        The table, and the type of each of its columns.
    columns
        Its columns to count by.
    event
        A column that is boolean or 0 and 1, or a condition; without one only people are counted.

    Returns
    -------
    pandas.DataFrame
        The columns 0, 1, ... in the order of `columns`, and `COUNTS`. Not for display: nothing in it is
        protected.

    Raises
    ------
    BadFileError
        If the table has no rows, a column holds about as many values as there are people, or the event is
        not boolean or 0 and 1.
    NotPossibleError
        If the engine fails; its own message may quote a row, and so is withheld.
    """
    keys = [f"key{position}" for position in range(len(columns))]
    by_key = [nw.col(column).alias(key) for key, column in zip(keys, columns, strict=True)]
    with withheld(table, {column: schema[column] for column in columns}):
        happened = nw.lit(1) if event is None else nw.col(event) if isinstance(event, str) else event
        chosen = table.select(*by_key, event=happened)
        kind = chosen.collect_schema()["event"]
    if not (kind == nw.Boolean() or kind.is_numeric()):
        raise BadFileError([not_an_event(event, str(kind))])
    with withheld(table, {column: schema[column] for column in columns}):
        value = nw.col("event").cast(nw.Int64) if kind == nw.Boolean() else nw.col("event")
        flags = {
            "events": value == 1,
            "neither": (value != 0) & (value != 1),
            "nothing": value.is_null(),
        }
        rows = chosen.select(
            *keys, people=nw.lit(1), **{name: flag.fill_null(False).cast(nw.Int64) for name, flag in flags.items()}
        )
        sums = [nw.col(name).sum() for name in COUNTS]
        grouped = rows.group_by(*keys).agg(*sums) if keys else rows.select(*sums)
        found = _rows(grouped.head(MOST_COMBINATIONS + 1))
    if len(found) > MOST_COMBINATIONS:
        named = ", ".join(columns)
        raise BadFileError(
            [Problem(TABLE, None, named, f"more than {MOST_COMBINATIONS:,} combinations", "groups, areas and periods")]
        )
    counts = pd.DataFrame(found, columns=[*range(len(columns)), *COUNTS], dtype=object)
    for name in COUNTS:
        counts[name] = [0 if pd.isna(number) else round(number) for number in counts[name]]
    if not counts["people"].sum():
        raise BadFileError([Problem(TABLE, None, None, "no rows", "a row for each person")])
    _check_event(event, str(kind), counts)
    return counts


def check_one_row_each(table: nw.LazyFrame[Any], schema: Mapping[str, str], person: str, period: str | None) -> None:
    """Check that nobody has two rows of one period, as policies are about people, not about their visits.

    Raises
    ------
    UnknownChoiceError
        If there is no such column.
    BadFileError
        If anybody has, or a row is nobody's.
    NotPossibleError
        If the engine fails; its own message is withheld.
    """
    if person not in schema:
        raise UnknownChoiceError.of("column of the table for `person`", person, schema)
    keys = ["person", "period"][: 1 if period is None else 2]
    by_key = [nw.col(column).alias(key) for key, column in zip(keys, (person, period), strict=False) if column]
    with withheld(table, {person: schema[person]}):
        rows = table.select(*by_key, rows=nw.lit(1)).group_by(*keys).agg(nw.col("rows").sum())
        nobody = nw.col("person").is_null()
        flags = {"several": (nw.col("rows") > 1) & ~nobody, "nobody": nobody}
        found = _rows(rows.select(**{name: flag.cast(nw.Int64).sum() for name, flag in flags.items()}))
    several, nobodys = (0 if pd.isna(number) else round(number) for number in found[0])
    kind = f"(type {schema[person]})"
    problems = []
    if several:
        problems.append(f"several rows of one period {kind} for {rows_told(several).replace('rows', 'people')}")
    if nobodys:
        problems.append(f"no value {kind}")
    if problems:
        expected = "one row for each person and period, made in the engine"
        raise BadFileError(Problem(TABLE, None, person, what, expected) for what in problems)


def rows_told(number: int) -> str:
    """How many rows, without telling a small number.

    >>> rows_told(3), rows_told(1200)
    ('fewer than 10 rows', '1,200 rows')
    """
    return f"fewer than {FEWEST_TOLD} rows" if number < FEWEST_TOLD else f"{number:,} rows"


def not_an_event(event: Event | None, kind: str) -> Problem:
    """An event that is of a type that cannot be one."""
    return Problem(TABLE, None, _named(event), f"type {kind}", "a boolean column, or one of 0 and 1, or a condition")


def _rows(counts: nw.LazyFrame[Any]) -> list[tuple[Any, ...]]:
    """The counts as rows, by the way out of each engine that asks for no other package."""
    if counts.implementation.is_pyspark():
        return [tuple(row) for row in counts.to_native().collect()]
    eager = counts.implementation.is_polars() or counts.implementation.is_pandas_like()
    return list(counts.collect(None if eager else "pandas").rows())


def _check_event(event: Event | None, kind: str, counts: pd.DataFrame) -> None:
    found = {"neither 0 nor 1": sum(counts["neither"]), "no value": sum(counts["nothing"])}
    problems = [
        Problem(TABLE, None, _named(event), f"{what} (type {kind}) in {rows_told(number)}", "0 or 1 in every row")
        for what, number in found.items()
        if number
    ]
    if problems:
        raise BadFileError(problems)


def _named(event: Event | None) -> str:
    return event if isinstance(event, str) else "event"
