"""What is counted: the same in every engine, in one lazy pass, as a small calculation by hand says."""

from __future__ import annotations

import inspect
import resource
from collections.abc import Callable
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd
import pytest

from ihanalysis import stats
from ihanalysis.disclosure import Policy
from ihanalysis.people import aggregate
from ihanalysis.people.protected import COLUMNS
from tests.people.conftest import HOMELESS, in_duckdb

#: Hides only a single person, so that what is counted can be looked at.
LIGHT = Policy("light", "a test", hidden_to=1)


def figures(found: Any) -> dict[tuple[str, str, str], tuple[int, int]]:
    rows = found.table[["group", "area", "period", "count", "denominator"]].itertuples(index=False)
    return {(group, area, period): (count, people) for group, area, period, count, people in rows}


def test_every_engine_counts_as_pandas_does_by_hand(
    people: pd.DataFrame, asked: dict[str, Any], lay: Callable[[pd.DataFrame], Any]
) -> None:
    found = figures(aggregate(lay(people), **asked, policy=LIGHT))
    homeless = people[people["home"] != "settled"]
    for name, rows in ((HOMELESS, homeless), ("everyone", people)):
        for (area, year), part in rows.groupby(["area", "year"]):
            assert found[name, area, str(year)] == (part["admitted"].sum(), len(part))
    assert len(found) == 2 * 3 * 2


def test_an_event_of_zeros_and_ones_is_a_boolean_by_another_name(
    people: pd.DataFrame, asked: dict[str, Any], lay: Callable[[pd.DataFrame], Any]
) -> None:
    as_numbers = people.assign(admitted=people["admitted"].astype(int))
    assert figures(aggregate(lay(as_numbers), **asked)) == figures(aggregate(people, **asked))


def test_an_event_may_be_a_condition(people: pd.DataFrame, asked: dict[str, Any]) -> None:
    older = aggregate(in_duckdb(people), **{**asked, "event": nw.col("age") >= 65}, policy=LIGHT)
    wanted = people[(people["area"] == "Ashford") & (people["year"] == 2023)]
    assert figures(older)["everyone", "Ashford", "2023"] == ((wanted["age"] >= 65).sum(), len(wanted))


def test_without_an_event_people_are_counted_and_there_is_no_rate(people: pd.DataFrame, asked: dict[str, Any]) -> None:
    found = aggregate(people, **{**asked, "event": None}, policy=LIGHT)
    here = found.table.set_index(["group", "area", "period"]).loc[("everyone", "Ashford", "2024")]
    assert here["count"] == ((people["area"] == "Ashford") & (people["year"] == 2024)).sum()
    assert pd.isna(here["value"])
    assert found.frame["denominator"].isna().all()
    assert "95%" not in repr(found)


def test_a_table_may_be_of_one_group_one_area_and_one_period(people: pd.DataFrame, asked: dict[str, Any]) -> None:
    here = {**asked, "group": HOMELESS, "groups": None, "area": "Kent and Medway", "period": "April 2024 to March 2025"}
    found = figures(aggregate(people, **here, policy=LIGHT))
    assert found == {(HOMELESS, "Kent and Medway", here["period"]): (people["admitted"].sum(), len(people))}


def test_all_areas_together_have_figures_of_their_own_if_asked_for(people: pd.DataFrame, asked: dict[str, Any]) -> None:
    found = figures(aggregate(people, **asked, total="Kent and Medway", policy=LIGHT))
    wanted = people[people["year"] == 2023]
    assert found["everyone", "Kent and Medway", "2023"] == (wanted["admitted"].sum(), len(wanted))


def test_rows_of_other_areas_are_left_out_and_areas_can_be_joined(people: pd.DataFrame, asked: dict[str, Any]) -> None:
    areas = {"Dartford": "north", "E06000035": "north"}
    found = figures(aggregate(people, **asked, areas=areas, policy=LIGHT))
    assert {area for _, area, _ in found} == {"north"}
    wanted = people[(people["area"] != "Ashford") & (people["year"] == 2024)]
    assert found["everyone", "north", "2024"] == (wanted["admitted"].sum(), len(wanted))


def test_a_group_that_nobody_belongs_to_in_one_area_is_a_zero_and_not_a_gap() -> None:
    table = pd.DataFrame({"home": ["none"] * 40 + ["own"] * 160, "area": ["Ashford"] * 100 + ["Dartford"] * 100})
    found = aggregate(
        table, measure="People", source="A list", group="home", groups={"none": HOMELESS}, area="area", period=2024
    )
    here = found.table.set_index(["group", "area"]).loc[(HOMELESS, "Dartford")]
    assert (here["count"], here["status"]) == (0, "zero")


def test_a_rate_of_nobody_is_not_available() -> None:
    table = pd.DataFrame({"home": ["none"] * 40 + ["own"] * 160, "area": ["Ashford"] * 100 + ["Dartford"] * 100})
    asked = {"measure": "Moves", "source": "A list", "group": "home", "groups": {"none": HOMELESS}, "area": "area"}
    found = aggregate(table.assign(moved=[1, 0] * 100), **asked, period=2024, event="moved")
    here = found.frame.set_index(["group", "area"]).loc[(HOMELESS, "Dartford")]
    assert (here["count"], here["denominator"]) == (0, "[x]")
    assert "[x]" in repr(found)


def test_intervals_are_wilsons_of_the_numbers_as_shown(people: pd.DataFrame, asked: dict[str, Any]) -> None:
    table = aggregate(people, **asked, policy="nhs_digital").table
    shown = table[table["value"].notna()]
    assert (shown["count"] % 5 == 0).all()
    wilson = stats.proportion(shown["count"].astype(float), shown["denominator"].astype(float), multiplier=100)
    assert shown["lower"].to_numpy() == pytest.approx(wilson.lower)
    assert shown["upper"].to_numpy() == pytest.approx(wilson.upper)


def test_what_it_gives_up_is_local_figures(people: pd.DataFrame, asked: dict[str, Any]) -> None:
    frame = aggregate(people, **asked, polarity="lower is better").frame
    assert tuple(frame.columns) == COLUMNS
    assert set(frame["group"]) == {HOMELESS, "everyone"}
    assert set(frame["polarity"]) == {"lower is better"}
    assert frame["source"].str.contains("nhs_digital").all()


def test_tens_of_millions_of_rows_are_counted_by_duckdb_in_little_memory(asked: dict[str, Any]) -> None:
    rows = 20_000_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    made = duckdb.connect(config={"memory_limit": "256MB"}).sql(
        f"""SELECT CASE WHEN i % 10 = 0 THEN 'hostel' WHEN i % 10 = 1 THEN 'no fixed abode' ELSE 'settled' END AS home,
                   'E06000035' AS area, 2024 AS year, i % 5 = 0 AS admitted FROM range({rows}) people(i)"""
    )
    found = figures(aggregate(made, **asked))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 2**20
    assert found == {
        (HOMELESS, "E06000035", "2024"): (rows // 10, rows // 5),
        ("everyone", "E06000035", "2024"): (rows // 5, rows),
    }
    assert grown < 0.5, "GiB; the rows alone would take several"


def test_an_analyst_can_ask_what_it_takes() -> None:
    assert list(inspect.signature(aggregate).parameters)[:4] == ["frame", "measure", "source", "group"]
