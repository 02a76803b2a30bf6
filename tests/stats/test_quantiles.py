"""Quantiles: the rank rule, ties, missing values, small sets, and agreement with the reference."""

from __future__ import annotations

import warnings
from fractions import Fraction
from math import ceil, floor

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PHStatsMethods import ph_quantile

from ihanalysis.stats import ArgumentError, quantile


def by_the_rule(values, quantiles):
    """The published rule for one place after another, in fractions so that nothing is rounded."""
    known = [v for v in values if not np.isnan(v)]
    found = []
    for v in values:
        if np.isnan(v) or len(known) < quantiles:
            found.append(np.nan)
            continue
        rank = 1 + sum(other < v for other in known)
        share = Fraction(len(known) + 1 - rank) / Fraction(len(known), quantiles)
        found.append(max(floor((quantiles + 1) - ceil(share)), 1))
    return found


@given(
    st.lists(st.one_of(st.integers(0, 15).map(float), st.just(float("nan"))), min_size=1, max_size=60),
    st.integers(2, 12),
)
def test_every_place_has_the_quantile_of_the_rule(values, quantiles):
    np.testing.assert_array_equal(quantile(values, quantiles).value, by_the_rule(values, quantiles))


@pytest.mark.parametrize("quantiles", [4, 5, 7, 10])
@pytest.mark.parametrize("invert", [False, True])
@pytest.mark.parametrize("places", [10, 33, 152, 317, 1000])
def test_quantiles_are_those_of_the_reference(quantiles, invert, places):
    values = np.random.default_rng(places).integers(0, 200, places).astype(float)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = ph_quantile(pd.DataFrame({"v": values}), "v", nquantiles=quantiles, invert=invert)
    ours = quantile(values, quantiles, invert=invert)
    np.testing.assert_array_equal(ours.value, theirs["quantile"])


def test_the_lowest_values_come_first_unless_inverted():
    assert quantile(range(1, 21)).value[[0, 19]].tolist() == [1, 10]
    assert quantile(range(1, 21), invert=True).value[[0, 19]].tolist() == [10, 1]


def test_equal_values_share_the_quantile_of_their_lowest_rank():
    assert quantile([5, 5, 5, 5, 9], 5).value.tolist() == [1, 1, 1, 1, 5]
    assert quantile([7] * 10, 5).value.tolist() == [1] * 10


def test_missing_values_stay_missing_and_do_not_count():
    found = quantile([3, None, 1, 2, np.nan, 4], 4)
    np.testing.assert_array_equal(found.value, [3, np.nan, 1, 2, np.nan, 4])
    assert found.reason.tolist() == ["", "missing", "", "", "missing", ""]


def test_fewer_places_than_quantiles_get_none_and_say_so():
    found = quantile([1, 2, None], 3)
    assert np.isnan(found.value).all()
    assert found.reason.tolist() == ["fewer places than quantiles"] * 2 + ["missing"]


def test_every_row_is_a_set_of_its_own():
    rows = np.array([[1, 2, 3, 4], [40, 30, 20, 10], [1, 1, 2, np.nan]])
    found = quantile(rows, 2)
    np.testing.assert_array_equal(found.value, [[1, 1, 2, 2], [2, 2, 1, 1], [1, 1, 2, np.nan]])


@pytest.mark.parametrize("wrong", [1, 0, 2.5, True, "10"])
def test_the_number_of_quantiles_is_whole_and_two_or_more(wrong):
    with pytest.raises(ArgumentError, match="quantiles must be a whole number of 2 or more"):
        quantile([1, 2, 3], wrong)
    with pytest.raises(ArgumentError, match="values must be numbers"):
        quantile(["low", "high"], 2)
