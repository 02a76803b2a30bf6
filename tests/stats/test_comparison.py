"""What a gap means: its word by interval and polarity, and the excess behind it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ihanalysis.stats import (
    ArgumentError,
    directly_standardised_rate,
    excess,
    gap,
    gap_of_proportions,
    gap_of_rates,
    mean,
    more_or_fewer,
    rate,
)

CLEARLY_HIGHER, CLEARLY_LOWER, ALIKE = (40, 1000, 9000, 10**6), (20, 4000, 9000, 10**6), (10, 1000, 9000, 10**6)


@pytest.mark.parametrize(
    ("polarity", "words"),
    [
        ("lower is better", ["worse", "better", "no clear difference"]),
        ("higher is better", ["better", "worse", "no clear difference"]),
        (None, ["higher", "lower", "no clear difference"]),
        ("", ["higher", "lower", "no clear difference"]),
    ],
)
def test_the_word_follows_from_the_interval_and_the_polarity(polarity, words):
    found = gap_of_rates(*np.transpose([CLEARLY_HIGHER, CLEARLY_LOWER, ALIKE]))
    assert found.direction(polarity).tolist() == words


def test_each_measure_may_have_its_own_polarity():
    found = gap_of_rates(*np.transpose([CLEARLY_HIGHER, CLEARLY_HIGHER, CLEARLY_HIGHER]))
    words = found.direction(["lower is better", "higher is better", None])
    assert words.tolist() == ["worse", "better", "higher"]


@given(st.integers(0, 9))
def test_fewer_than_ten_events_are_too_few_to_say(events):
    assert gap_of_rates(events, 100, 300, 10_000).direction("lower is better") == "too few to say"


def test_ten_events_are_enough_to_say():
    assert gap_of_rates(10, 100, 300, 10_000).direction("lower is better") == "worse"


def test_no_events_where_many_are_expected_are_not_too_few_to_say():
    found = gap_of_rates(0, 10_000, 4_000, 10**6)
    assert found.events == 40
    assert found.direction("lower is better") == "better"


def test_events_are_expected_in_people_and_not_in_the_unit_of_the_rate():
    found = gap_of_proportions(2, 50, 100, 10_000, multiplier=100)
    assert found.events == pytest.approx(2)
    assert found.direction() == "too few to say"


def test_a_standardised_rate_that_was_not_calculated_is_too_few_to_say():
    bands = {"young": 1, "old": 1}
    local = directly_standardised_rate({"young": 2, "old": 5}, {"young": 50, "old": 20}, bands)
    national = directly_standardised_rate({"young": 2000, "old": 5000}, {"young": 50_000, "old": 20_000}, bands)
    found = gap(local, national)
    assert found.direction("lower is better") == "too few to say"
    assert found.difference.reason == "group: fewer than 10 events"


def test_estimates_whose_events_are_not_known_are_judged_by_their_interval():
    assert gap(mean([40, 45, 50]), mean([75, 78, 80])).direction("higher is better") == "worse"
    assert gap(rate(3, 10), rate(5, 1000), events=3).direction() == "too few to say"


def test_a_pair_without_intervals_gets_no_word():
    assert gap(42, 18).direction("lower is better") == ""


def test_several_levels_give_a_word_each():
    found = gap_of_rates([25, 40], 1000, 15_000, 10**6, level=[0.95, 0.998])
    assert found.direction("lower is better").tolist() == [["worse", "no clear difference"], ["worse", "worse"]]


def test_an_unknown_polarity_is_refused():
    with pytest.raises(ArgumentError, match="polarity must be 'higher is better', 'lower is better' or None"):
        gap(42, 18).direction("up")


def test_the_excess_is_the_events_there_would_not_be_without_the_gap():
    found = excess(gap_of_rates(40, 1000, 9000, 10**6, multiplier=1000), 1000, multiplier=1000)
    assert found.value == pytest.approx(31)
    assert found.lower < 31 < found.upper


@given(st.integers(0, 1000), st.integers(1, 10**6), st.sampled_from([1, 100, 100_000]))
def test_the_excess_does_not_depend_on_the_unit(count, people, multiplier):
    plain = excess(gap_of_rates(count, people, 900, 10**5), people)
    scaled = excess(gap_of_rates(count, people, 900, 10**5, multiplier=multiplier), people, multiplier=multiplier)
    np.testing.assert_allclose(
        [scaled.value, scaled.lower, scaled.upper], [plain.value, plain.lower, plain.upper], rtol=1e-6, atol=1e-6
    )


def test_an_excess_keeps_the_levels_and_the_reasons_of_its_gap():
    compared = gap(rate([40, 4, 4], [1000, 0, 100], level=[0.95, 0.998]), 0.01)
    found = excess(compared, [1000, 10, np.nan])
    assert (found.value.shape, found.lower.shape) == ((3,), (3, 2))
    assert found.reason.tolist() == ["", "group: denominator is zero", "missing"]
    np.testing.assert_allclose(found.upper[0], compared.difference.upper[0] * 1000)


def test_a_negative_excess_is_said_as_fewer():
    found = excess(gap([0.01, 0.05, 0.02, np.nan], 0.02), 1000)
    assert more_or_fewer(found).tolist() == ["fewer", "more", "", ""]


def test_a_negative_denominator_of_an_excess_is_refused():
    with pytest.raises(ArgumentError, match="denominator must be 0 or more; found -1"):
        excess(gap(0.01, 0.02), -1)
