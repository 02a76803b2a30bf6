"""Rates of people by age are those of the statistics, and are withheld with the counts they are made of."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from ihanalysis import stats
from ihanalysis.disclosure import Policy
from ihanalysis.errors import NotPossibleError
from ihanalysis.people import aggregate
from ihanalysis.people.standardising import standardised
from tests.people.conftest import HOMELESS, in_duckdb

LIGHT = Policy("light", "a test", hidden_to=1)
BANDS = ["15-44", "45-64", "65-74"]


def by_hand(rows: pd.DataFrame) -> stats.Estimate:
    band = pd.cut(rows["age"], [15, 45, 65, 75], right=False, labels=BANDS)
    counts = rows.groupby(band, observed=False)["admitted"].agg(["sum", "size"])
    standard = stats.collapse_bands(stats.EUROPEAN_STANDARD_POPULATION_2013, BANDS)
    return stats.directly_standardised_rate(
        counts["sum"].to_numpy(float), counts["size"].to_numpy(float), standard, bands=BANDS, multiplier=1000
    )


def test_rates_by_age_are_directly_standardised(people: pd.DataFrame, asked: dict[str, Any]) -> None:
    found = aggregate(
        in_duckdb(people), **asked, age="age", bands=BANDS, per=1000, total="Kent and Medway", policy=LIGHT
    )
    table = found.table.set_index(["group", "area", "period"])
    everyone = people[people["year"] == 2023]
    for group, rows in (("everyone", everyone), (HOMELESS, everyone[everyone["home"] != "settled"])):
        here, hand = table.loc[(group, "Kent and Medway", "2023")], by_hand(rows)
        assert here["status"] == "local"
        assert [here["value"], here["lower"], here["upper"]] == pytest.approx(
            [hand.value, hand.lower, hand.upper], rel=0.005
        )
    assert "age-standardised" in found.unit


def test_people_of_other_ages_are_in_no_figure(people: pd.DataFrame, asked: dict[str, Any]) -> None:
    table = aggregate(people, **asked, age="age", bands=BANDS, policy="under_five").table
    here = table.set_index(["group", "area", "period"]).loc[("everyone", "Ashford", "2024")]
    wanted = people[(people["area"] == "Ashford") & (people["year"] == 2024) & people["age"].between(15, 74)]
    assert (here["count"], here["denominator"]) == (wanted["admitted"].sum(), len(wanted))


def test_a_rate_is_withheld_with_its_count(people: pd.DataFrame, asked: dict[str, Any]) -> None:
    table = aggregate(people.head(700), **asked, age="age", bands=BANDS).table
    hidden = table["status"] == "suppressed"
    assert hidden.any()
    assert table.loc[hidden, ["value", "lower", "upper"]].isna().all(axis=None)


def test_few_events_or_a_band_without_people_give_counts_but_no_rate(
    people: pd.DataFrame, asked: dict[str, Any]
) -> None:
    nobody_old = people[(people["home"] == "settled") | (people["age"] < 60)]
    table = aggregate(nobody_old, **asked, age="age", bands=BANDS, policy="under_five").table
    homeless = table[(table["group"] == HOMELESS) & table["count"].notna()]
    assert len(homeless)
    assert set(homeless["status"]) == {"too few"}
    assert homeless["value"].isna().all()


def test_a_rate_has_no_more_figures_than_a_reader_needs(people: pd.DataFrame, asked: dict[str, Any]) -> None:
    values = aggregate(people, **asked, age="age", bands=BANDS, per=100_000).table["value"].dropna()
    assert len(values)
    assert values.tolist() == [float(f"{value:.3g}") for value in values]


def test_bands_of_ages_do_as_well_as_ages(people: pd.DataFrame, asked: dict[str, Any]) -> None:
    start = people["age"] // 5 * 5
    five_years = np.where(people["age"] >= 90, "90+", start.astype(str) + "-" + (start + 4).astype(str))
    in_bands = people.assign(age=five_years)
    one, other = (aggregate(rows, **asked, age="age", bands=BANDS).frame for rows in (people, in_bands))
    pd.testing.assert_frame_equal(one, other)


def test_an_age_without_an_event_has_no_rate_to_be_standardised(people: pd.DataFrame, asked: dict[str, Any]) -> None:
    with pytest.raises(NotPossibleError, match="event"):
        aggregate(people, **{**asked, "event": None}, age="age")


def test_nothing_of_a_rate_tells_more_of_its_count_than_is_shown() -> None:
    """Two tables whose counts are rounded to one number, with events spread over ages alike."""
    shown = []
    for times in (1, 4):
        # 9 and 36 events would be told apart by an interval; both are made to show 40 of 400.
        part = pd.DataFrame({"age": [20, 20, 50, 50], "admitted": [1, 0, 1, 0], "rows": [3, 57, 6, 34]})
        part["rows"] *= times
        shown.append(part.loc[part.index.repeat(part["rows"])])
    few, many = (
        standardised(
            counts_of(rows),
            pd.DataFrame(
                {"group": ["everyone"], "area": ["Ashford"], "period": ["2024"], "count": 40, "denominator": 400}
            ),
            None,
            1000,
        )
        for rows in shown
    )
    assert (few.value, few.lower, few.upper) == (many.value, many.lower, many.upper)


def counts_of(rows: pd.DataFrame) -> pd.DataFrame:
    age = rows["age"].map({20: "15-44", 50: "45-64"})
    counts = rows.groupby(age)["admitted"].agg(events="sum", people="size").reset_index()
    return counts.assign(group="", area="Ashford", period="2024")
