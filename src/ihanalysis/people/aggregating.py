"""From rows about people to figures that may be shown, in one step that nothing else can come out of."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw
import pandas as pd

from ihanalysis.disclosure import POLICIES, Policy
from ihanalysis.disclosure.policies import policy_named
from ihanalysis.errors import BadFileError, NotPossibleError, UnknownChoiceError
from ihanalysis.indicators.definition import POLARITIES
from ihanalysis.people.counting import Event, counted, opened, schema_of
from ihanalysis.people.labels import EVERYONE, Dimension, Labels, area_of, group_of, period_of
from ihanalysis.people.protected import PER_CENT, ProtectedFigures, with_rates
from ihanalysis.people.protecting import protected
from ihanalysis.people.withholding import without_rows


@without_rows
def aggregate(
    frame: object,
    *,
    measure: str,
    source: str,
    group: str,
    area: str,
    period: str | int,
    event: Event | None = None,
    groups: Mapping[Any, str | None] | None = None,
    areas: Labels = None,
    total: str | None = None,
    per: float = PER_CENT,
    polarity: str = "none",
    policy: str | Policy = "nhs_digital",
) -> ProtectedFigures:
    """Count people by group, area and period where the table lies, and protect the counts.

    The engine that holds the table counts, lazily; only the counts come to Python, and only what the
    policy shows of them comes out of this function. No message repeats what a row holds.

    Parameters
    ----------
    frame
        One row a person (or a registration, or an attendance), in anything that narwhals understands:
        pandas, Polars, a DuckDB relation, PySpark.
    measure, source
        What is counted, in words, and from what.
    group
        A column, or the inclusion health group that everybody in the table belongs to. With a column
        there is also a row for "everyone", which includes the groups.
    groups
        What the values of the column stand for: `{"no fixed abode": "people experiencing homelessness"}`.
        People with other values are in "everyone" alone; `None: None` says so of those with none.
    area, areas
        A column, or the area of the whole table. Systems and local authorities are known by code and by
        name; others are named by `areas`, a list or a mapping from value to area, and rows of areas that
        are not in it are left out.
    total
        What all areas together are called, to have figures of them as well. It has to be asked for here:
        a table of totals made apart could give away what this one hides.
    period
        A column of years, financial years or quarters, or the period of the whole table.
    event
        A column that is boolean or 0 and 1, or a condition such as `narwhals.col("visits") > 3`: the part
        of people to whom it applies is given. Without one people are counted.
    per
        Rates are for so many people; 100 gives percentages.
    polarity
        "lower is better", "higher is better" or "none".
    policy
        The name of a disclosure policy that hides small counts, or one of your own.

    Raises
    ------
    UnknownChoiceError
        If a column, group, area, polarity or policy does not exist, with the nearest that do.
    BadFileError
        With every problem of the table: the column, what was found (types and numbers of rows, never
        what a row holds) and what was expected.
    NotPossibleError
        If the policy hides no small count, or the engine fails; its own message is withheld.

    Examples
    --------
    >>> people = pd.DataFrame({"home": ["none"] * 40 + ["own"] * 160, "asthma": [1] * 20 + [0] * 30 + [1, 0] * 75})
    >>> found = aggregate(
    ...     people, measure="People with asthma", source="Our register", event="asthma", group="home",
    ...     groups={"none": "people experiencing homelessness"}, area="Medway", period="2025-26",
    ... )
    >>> found.table[["group", "count", "denominator", "value"]].to_dict("split")["data"]
    [['people experiencing homelessness', 20, 40, 50.0], ['everyone', 95, 200, 47.5]]
    """
    rules = _policy(policy)
    if polarity not in POLARITIES:
        raise UnknownChoiceError.of("polarity", polarity, POLARITIES)
    _check_words(measure=measure, source=source)
    if not (per > 0 and math.isfinite(per)):
        raise NotPossibleError(f"`per` is {per:g}; expected a number of people, such as 100 or 100,000.")
    table = opened(frame)
    schema = schema_of(table)
    if isinstance(event, str) and event not in schema:
        raise UnknownChoiceError.of("column of the table for `event`", event, schema)
    dimensions = group_of(group, groups, schema), area_of(area, areas, schema), period_of(period, schema)
    counts = _labelled(table, schema, dimensions, event)
    with_event = event is not None
    whole = EVERYONE if dimensions[0].column else dimensions[0].whole
    shown = protected(counts, rules, whole=whole, total=total, with_event=with_event)
    of = per if with_event else None
    return ProtectedFigures(measure, source, of, polarity, rules, with_rates(shown, of, rules))


def _labelled(
    table: nw.LazyFrame[Any], schema: Mapping[str, str], dimensions: Sequence[Dimension], event: Event | None
) -> pd.DataFrame:
    """The counts with labels in place of what rows hold, once there is nothing wrong with any."""
    columns = [d.column for d in dimensions if d.column]
    counts = counted(table, schema, columns, event)
    problems = []
    for dimension in dimensions:
        if dimension.column is None:
            counts[dimension.name] = dimension.whole
            continue
        values = counts[columns.index(dimension.column)]
        problems += dimension.problems(values, counts["people"], schema[dimension.column])
        counts[dimension.name] = [dimension.label(value) for value in values]
    if problems:
        raise BadFileError(problems)
    if dimensions[0].column is None:
        counts["group"] = None
    labelled = counts.drop(columns=[*range(len(columns))])
    # Whoever is in no group is part of everyone; rows of other areas are left out.
    return labelled[labelled["area"].notna()]


def _policy(policy: str | Policy) -> Policy:
    """A policy that hides something: without one, rows about people would be counted out one by one."""
    rules = policy_named(policy)
    if not rules.hidden_to:
        hiding = [name for name, known in POLICIES.items() if known.hidden_to]
        raise NotPossibleError(
            f"policy {rules.name!r} hides no small count, and is for figures that are already published. "
            f"For rows about people name one that does: {', '.join(hiding)}, or a Policy(...) of your own."
        )
    return rules


def _check_words(**words: str) -> None:
    for name, said in words.items():
        if not said.strip():
            raise NotPossibleError(f"`{name}` is empty; expected words that a reader will see beside the figures.")
