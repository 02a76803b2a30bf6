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
from ihanalysis.local.schema import EVERYONE
from ihanalysis.people.counting import Event, check_one_row_each, counted, opened, schema_of
from ihanalysis.people.labels import NONE, Dimension, Labels, age_of, area_of, group_of, period_of
from ihanalysis.people.protected import PER_CENT, ProtectedFigures, with_rates
from ihanalysis.people.protecting import protected
from ihanalysis.people.standardising import standardised
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
    person: str | None = None,
    groups: Mapping[Any, str | None] | None = None,
    areas: Labels = None,
    age: str | None = None,
    bands: Sequence[str] | None = None,
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
    person
        A column that tells people apart, to have it checked that nobody has two rows of one period. Name it
        where rows may be visits or registrations: a policy counts rows, and ten visits of one person are ten.
    age, bands
        A column of ages in whole years or of five-year bands: rates are then directly standardised by age, to
        the 2013 European Standard Population. Every band needs people in it, so a small group needs wider
        ones, such as `["15-44", "45-64", "65-74"]`; people of other ages are then left out of all figures.
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
    ArgumentError
        If a band is not made of whole five-year bands.

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
    if (age or bands) and (age is None or event is None):
        raise NotPossibleError("rates are standardised by `age`, in `bands`, for an `event`; expected all that apply.")
    table = opened(frame)
    schema = schema_of(table)
    if isinstance(event, str) and event not in schema:
        raise UnknownChoiceError.of("column of the table for `event`", event, schema)
    dimensions: tuple[Dimension, ...] = (
        group_of(group, groups, schema),
        area_of(area, areas, schema),
        period_of(period, schema),
    )
    if age is not None:
        dimensions = *dimensions, age_of(age, bands, schema)
    if person is not None:
        check_one_row_each(table, schema, person, dimensions[2].column)
    counts = _labelled(table, schema, dimensions, event)
    if total is not None and (area not in schema or total in set(counts["area"])):
        raise NotPossibleError(f"`total` is {total!r}; expected a name that no area has, and a column of areas.")
    shown = protected(counts, rules, whole=dimensions[0].whole or EVERYONE, total=total, with_event=event is not None)
    of = None if event is None else int(per) if per == int(per) else per
    rates = standardised(counts, shown, total, per) if age and of else None
    return ProtectedFigures(measure, source, of, polarity, rules, bool(rates), with_rates(shown, of, rules, rates))


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
        problems += dimension.problems(values.tolist(), counts["people"].tolist(), schema[dimension.column])
        counts[dimension.name] = dimension.labels(values.tolist())
    if problems:
        raise BadFileError(problems)
    # Whoever is in no group is part of everyone; other areas and ages are left out.
    elsewhere = (counts.reindex(columns=["area", "age"]) == NONE).any(axis=1)
    return counts.loc[~elsewhere].drop(columns=[*range(len(columns))])


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
