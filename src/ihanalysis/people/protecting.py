"""Counts of people to figures that may be shown: the policy is asked before anything else can see them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from itertools import product

import pandas as pd

from ihanalysis.disclosure import Policy, apply
from ihanalysis.local.schema import EVERYONE
from ihanalysis.people.labels import NONE

#: Where a figure stands in the table.
LABELS = ("group", "area", "period")

#: People who are in none of the groups; counted so that they are protected, and never shown.
_ELSE = "everyone else"
#: What became of people, as a dimension of its own, so that those without the event are protected as well.
_EVENT, _NO_EVENT, _PEOPLE = "event", "no event", "people"


def protected(counts: pd.DataFrame, policy: Policy, *, whole: str, total: str | None, with_event: bool) -> pd.DataFrame:
    """The figures of each group, area and period as the policy shows them.

    Parameters
    ----------
    counts
        `group` ("" for people in no group), `area`, `period`, `people` and `events`.
    policy
        What is done with small numbers.
    whole
        The group that everybody is in, "everyone" where there are groups within.
    total
        What all areas together are called; None where they are not added up.
    with_event
        Whether events are counted among people, or people alone.

    Returns
    -------
    pandas.DataFrame
        `LABELS`; `count` and `denominator` as shown (missing where hidden) and `count_status` and
        `denominator_status`, the policy's codes. Without events `count` is people and the denominator
        is missing.
    """
    # Nothing adds up over periods, nor over areas that have no total: each part is a table of its own.
    apart = ["period"] if total else ["period", "area"]
    within = [] if set(counts["group"]) == {whole} else sorted(set(counts["group"]) - {NONE})
    shown = [
        _shown(_cross(part, within, whole, total), policy, total, with_event)
        for _, part in counts.groupby(apart, sort=True)
    ]
    return pd.concat(shown, ignore_index=True)


def _cross(counts: pd.DataFrame, within: Sequence[str], whole: str, total: str | None) -> pd.DataFrame:
    """Every group in every area of one period, nobody included, with those in none and all together."""
    counts = counts.assign(group=counts["group"].replace(NONE, _ELSE))
    named = [*within, *sorted(set(counts["group"]) - set(within))]
    cells = pd.MultiIndex.from_product([named, sorted(counts["area"].unique())], names=["group", "area"])
    table = counts.groupby(["group", "area"])[["people", "events"]].sum().reindex(cells, fill_value=0).reset_index()
    if total:
        table = pd.concat([table, _summed(table, "group").assign(area=total)], ignore_index=True)
    if within:
        table = pd.concat([table, _summed(table, "area").assign(group=whole)], ignore_index=True)
    return table.assign(period=counts["period"].iloc[0])


def _summed(table: pd.DataFrame, by: str) -> pd.DataFrame:
    return table.groupby(by, as_index=False)[["people", "events"]].sum()


def _shown(table: pd.DataFrame, policy: Policy, total: str | None, with_event: bool) -> pd.DataFrame:
    long = pd.concat(_outcomes(table, with_event), ignore_index=True)
    hides = long["number"].between(1, policy.hidden_to)
    # Of those who are not shown a reader knows nothing, and their number matters where it is small: a reader
    # who could work it out from those who are shown would know what the policy hides.
    told = (long["group"] != _ELSE) & (long["outcome"] != _NO_EVENT)
    long["number"] = long["number"].where(told | hides | (long["number"] == 0)).astype(float)
    groups, areas = list(table["group"].unique()), list(table["area"].unique())
    totals: dict[str, Hashable | dict[Hashable, Sequence[Hashable]]] = {}
    if len(groups) > 1:
        totals["group"] = {EVERYONE: [group for group in groups if group != EVERYONE]}
    if total:
        totals["area"] = {total: [area for area in areas if area != total]}
    if with_event:
        totals["outcome"] = {_PEOPLE: [_EVENT, _NO_EVENT]}
    by = ["group", "area", "outcome"]
    figures = apply(long, policy, count="number", by=by, total=totals).figures
    return _as_figures(figures, groups, areas, total, with_event).assign(period=table["period"].iloc[0])


def _outcomes(table: pd.DataFrame, with_event: bool) -> Iterator[pd.DataFrame]:
    numbers = {_PEOPLE: table["people"]}
    if with_event:
        numbers |= {_EVENT: table["events"], _NO_EVENT: table["people"] - table["events"]}
    for outcome, number in numbers.items():
        yield table[["group", "area"]].assign(outcome=outcome, number=number)


def _as_figures(
    figures: pd.DataFrame, groups: Sequence[str], areas: Sequence[str], total: str | None, with_event: bool
) -> pd.DataFrame:
    """One row a figure, count and denominator side by side; the total first, everyone last."""
    wide = figures.set_index(["outcome", "group", "area"])
    order_of_groups = [*(g for g in sorted(groups) if g not in (EVERYONE, _ELSE)), *({EVERYONE} & set(groups))]
    order_of_areas = [*([total] if total else []), *(area for area in sorted(areas) if area != total)]
    rows = pd.MultiIndex.from_tuples(product(order_of_areas, order_of_groups), names=["area", "group"])
    rows = rows.swaplevel()
    counted, people = (wide.xs(outcome).reindex(rows) for outcome in (_EVENT if with_event else _PEOPLE, _PEOPLE))
    return pd.DataFrame(
        {
            "count": counted["number"],
            "count_status": counted["number_status"],
            "denominator": people["number"] if with_event else pd.NA,
            "denominator_status": people["number_status"] if with_event else "",
        }
    ).reset_index()
