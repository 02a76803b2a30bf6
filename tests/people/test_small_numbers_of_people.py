"""What is shown of people never gives a small number away: not by a row, not by taking one from another."""

from __future__ import annotations

from itertools import product

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from ihanalysis.people import aggregate
from tests.people.conftest import HOMELESS

HIDDEN_TO = 4
AREAS, TOTAL = ["Ashford", "Dartford", "Swale"], "Kent"

#: People with and without the event, for each area, in the group and outside it.
cells = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 30)), min_size=2 * len(AREAS), max_size=2 * len(AREAS)
).filter(lambda found: sum(map(sum, found)) > 0)


def rows_of(numbers: list[tuple[int, int]]) -> pd.DataFrame:
    rows = [
        (home, area, event)
        for (home, area), events in zip(product(["none", "own"], AREAS), numbers, strict=True)
        for event, people in zip([1, 0], events, strict=True)
        for _ in range(people)
    ]
    return pd.DataFrame(rows, columns=["home", "area", "event"])


def small(number: float) -> bool:
    return 1 <= number <= HIDDEN_TO


@settings(max_examples=25, deadline=None)
@given(cells)
def test_no_small_number_can_be_had_by_subtraction(numbers: list[tuple[int, int]]) -> None:
    rows = rows_of(numbers)
    groups = {"none": HOMELESS} if "none" in set(rows["home"]) else {}
    found = aggregate(
        rows,
        measure="Events",
        source="Made up",
        group="home",
        groups=groups,
        area="area",
        total=TOTAL,
        period=2024,
        event="event",
        policy="under_five",
    ).table
    shown = found.set_index(["group", "area"])[["count", "denominator"]].astype("Float64").astype(float)
    assert not shown.map(small).any(axis=None)
    without = shown["denominator"] - shown["count"]
    assert not without.map(small).any(), "people without the event"
    if groups:
        others = shown.xs("everyone") - shown.xs(HOMELESS)
        assert not others.map(small).any(axis=None), "people outside the group"
        assert not (others["denominator"] - others["count"]).map(small).any(), "and those of them without the event"
    for group, column in product({*found["group"]}, shown):
        of_group = shown.loc[group, column]
        parts = of_group.drop(TOTAL)
        assert pd.isna(of_group[TOTAL]) or parts.isna().sum() != 1, "one hidden area is the total less the others"
