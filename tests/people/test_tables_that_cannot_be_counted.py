"""Bad input gets one table of problems: the column, what was found, what was expected, and never what a row holds."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest

from ihanalysis.errors import BadFileError, NotPossibleError, UnknownChoiceError
from ihanalysis.local.schema import GROUPS
from ihanalysis.people import aggregate
from tests.people.conftest import ENGINES, HOMELESS


def problems(table: object, asked: dict[str, Any], **changed: Any) -> dict[str, str]:
    """What was found in which column."""
    with pytest.raises(BadFileError) as caught:
        aggregate(table, **{**asked, **changed})
    found = caught.value.table
    assert (found["file"] == "the table").all()
    assert found["row"].isna().all()
    return dict(zip(found["column"], found["found"], strict=True))


@pytest.mark.parametrize("engine", ENGINES)
def test_all_that_is_wrong_is_told_at_once(engine: str, people: pd.DataFrame, asked: dict[str, Any]) -> None:
    spoilt = people.astype({"home": object, "year": object})
    spoilt.loc[:19, "home"] = None
    spoilt.loc[:2, "area"] = "Tunbridge Wels"
    spoilt["year"] = [None] * 40 + people["year"].tolist()[40:]
    found = problems(ENGINES[engine](spoilt), asked)
    assert found.keys() == {"home", "area", "year"}
    assert found["home"].startswith("no value (type String)")
    assert found["home"].endswith("in 20 rows")
    assert found["area"].endswith("in fewer than 10 rows")
    assert found["year"].endswith("in 40 rows")


@pytest.mark.parametrize("engine", ENGINES)
def test_an_event_is_boolean_or_zero_and_one(engine: str, people: pd.DataFrame, asked: dict[str, Any]) -> None:
    lay = ENGINES[engine]
    as_text = people.assign(admitted=np.where(people["admitted"], "Y", "N"))
    assert problems(lay(as_text), asked)["admitted"] == "type String"
    more = people.assign(admitted=people["admitted"].astype(int) * 2)
    assert problems(lay(more), asked)["admitted"].startswith("neither 0 nor 1 (type Int64) in ")
    assert problems(lay(people), asked, event="age")["age"].startswith("neither 0 nor 1")
    unknown = people.assign(admitted=[None] * 50 + people["admitted"].astype(float).tolist()[50:])
    assert problems(lay(unknown), asked)["admitted"].startswith("no value (type Float64) in 50 rows")


def test_not_a_number_is_not_an_event_either(people: pd.DataFrame, asked: dict[str, Any]) -> None:
    table = pl.DataFrame(people.to_dict("list")).with_columns(admitted=pl.lit(float("nan")))
    assert problems(table, asked)["admitted"].startswith("neither 0 nor 1")


def test_a_value_that_stands_for_a_group_has_to_be_there(people: pd.DataFrame, asked: dict[str, Any]) -> None:
    groups = {**asked["groups"], "hostle": HOMELESS}
    assert problems(people, asked, groups=groups)["home"] == "'hostle' in no row"


def test_people_of_whom_no_home_is_known_can_be_said_to_be_in_no_group(asked: dict[str, Any]) -> None:
    table = pd.DataFrame(
        {"home": ["hostel"] * 50 + [None] * 50, "area": "Ashford", "year": 2024, "admitted": [1, 0] * 50}
    )
    table = aggregate(table, **{**asked, "groups": {"hostel": HOMELESS, None: None}}).table
    assert dict(zip(table["group"], table["denominator"], strict=True)) == {HOMELESS: 50, "everyone": 100}


@pytest.mark.parametrize(
    ("changed", "nearest"),
    [
        ({"event": "admited"}, "'admitted'"),
        ({"group": "hoem"}, "'home'"),
        ({"group": "people experiencing homelesness", "groups": None}, f"'{HOMELESS}'"),
        ({"groups": {"hostel": "people experiencing homelesness"}}, f"'{HOMELESS}'"),
        ({"area": "aera"}, "'area'"),
        ({"area": "Kent and Medwey"}, "'Kent and Medway'"),
        ({"period": "yaer"}, "'year'"),
        ({"polarity": "lower better"}, "'lower is better'"),
        ({"policy": "under_fife"}, "'under_five'"),
    ],
)
def test_a_name_that_is_not_known_gets_the_nearest(
    changed: dict[str, Any], nearest: str, people: pd.DataFrame, asked: dict[str, Any]
) -> None:
    with pytest.raises(UnknownChoiceError, match=nearest):
        aggregate(people, **{**asked, **changed})


def test_a_table_without_rows_is_not_a_table_of_zeros(people: pd.DataFrame, asked: dict[str, Any]) -> None:
    assert problems(people.head(0), asked) == {None: "no rows"}


def test_a_column_of_more_values_than_groups_can_have_never_comes_to_python(asked: dict[str, Any]) -> None:
    people = duckdb.connect().sql(
        "SELECT 'hostel' AS home, 'x' || i AS area, 2024 AS year, 1 AS admitted FROM range(600000) t(i)"
    )
    assert problems(people, asked) == {"home, area, year": "more than 500,000 combinations"}


@pytest.mark.parametrize("policy", ["none", "ons_deaths"])
def test_a_policy_that_hides_no_count_is_refused(policy: str, people: pd.DataFrame, asked: dict[str, Any]) -> None:
    with pytest.raises(NotPossibleError, match="nhs_digital, under_five"):
        aggregate(people, **asked, policy=policy)


def test_days_are_no_periods_as_they_may_be_dates_of_birth(people: pd.DataFrame, asked: dict[str, Any]) -> None:
    born = people.assign(year=pd.to_datetime("1980-02-29"))
    assert problems(born, asked)["year"].startswith("something else (type Datetime")


def test_groups_are_those_that_the_briefing_tells_of() -> None:
    assert {HOMELESS, "people leaving prison", "Roma", "vulnerable migrants"} <= set(GROUPS)
    assert "everyone" not in GROUPS


def test_ages_are_whole_years_that_people_reach(people: pd.DataFrame, asked: dict[str, Any]) -> None:
    assert problems(people.assign(age=people["age"] - 50), asked, age="age")["age"].startswith(
        "something else (type Int"
    )
    assert (
        problems(people.assign(age=people["age"] + 0.5), asked, age="age")["age"]
        == "something else (type Float64) in 4,000 rows"
    )
    unknown = people.assign(age=[None] * 60 + people["age"].tolist()[60:])
    assert problems(unknown, asked, age="age") == {"age": "no value (type Float64) in 60 rows"}


@pytest.mark.parametrize("total", ["Ashford", "Kent and Medway"])
def test_a_total_has_a_name_of_its_own_and_areas_to_be_of(
    total: str, people: pd.DataFrame, asked: dict[str, Any]
) -> None:
    area = "area" if total == "Ashford" else "Kent and Medway"
    with pytest.raises(NotPossibleError, match=total):
        aggregate(people, **{**asked, "area": area}, total=total)


@pytest.mark.parametrize("engine", ENGINES)
def test_ten_visits_of_one_person_are_not_ten_people(engine: str, asked: dict[str, Any]) -> None:
    visits = pd.DataFrame({"home": "hostel", "area": "Ashford", "year": 2024, "admitted": 1, "who": [*range(40)] * 3})
    lay = ENGINES[engine]
    found = problems(lay(visits), asked, person="who", groups={"hostel": HOMELESS})
    assert found["who"].endswith("for 40 people")
    once = lay(visits.head(40))
    assert len(aggregate(once, **{**asked, "groups": {"hostel": HOMELESS}}, person="who").table)
    nobodys = visits.head(40).assign(who=[None, *range(39)])
    assert problems(lay(nobodys), asked, person="who").keys() == {"who"}
    assert "no value" in problems(lay(nobodys), asked, person="who")["who"]


def test_a_person_may_have_a_row_in_each_period(asked: dict[str, Any]) -> None:
    rows = pd.DataFrame({"home": "hostel", "area": "Ashford", "year": [2023, 2024] * 40, "admitted": 1})
    rows["who"] = rows.index // 2
    table = aggregate(rows, **{**asked, "groups": {"hostel": HOMELESS}}, person="who").table
    assert set(table["denominator"]) == {40}
