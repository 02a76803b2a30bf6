"""Means with Student's t interval, of raw values, of frequencies and of a published summary."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t, ttest_1samp

from ihanalysis.stats import ArgumentError, mean, mean_from_summary

AGES = [39, 41, 44, 44, 52, 58, 60, 71]


@pytest.mark.parametrize("level", [0.9, 0.95, 0.99, 0.998])
def test_a_mean_has_the_t_interval_of_scipy(level):
    found, expected = mean(AGES, level=level), ttest_1samp(AGES, 0).confidence_interval(level)
    assert found.value == pytest.approx(np.mean(AGES))
    np.testing.assert_allclose([found.lower, found.upper], [expected.low, expected.high])


def test_a_mean_is_that_of_phstatsmethods():
    helpers = pytest.importorskip("PHStatsMethods")
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"area": "A", "age": AGES})
    theirs = helpers.ph_mean(frame, "age", "area", metadata=False).iloc[0]
    ours = mean(AGES)
    expected = theirs[["Value", "lower_95_ci", "upper_95_ci"]].astype(float)
    np.testing.assert_allclose([ours.value, ours.lower, ours.upper], expected)


def test_frequencies_stand_for_repeated_values():
    by_age, each = mean([40, 50, 60], frequency=[2, 3, 1]), mean([40, 40, 50, 50, 50, 60])
    np.testing.assert_allclose([by_age.value, by_age.lower, by_age.upper], [each.value, each.lower, each.upper])


def test_a_summary_gives_the_same_interval_as_its_values():
    found, each = mean_from_summary(np.mean(AGES), np.std(AGES, ddof=1), len(AGES)), mean(AGES)
    np.testing.assert_allclose([found.lower, found.upper], [each.lower, each.upper])


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30), st.sampled_from([0.5, 12, 1000]))
def test_a_means_interval_holds_it_and_only_changes_unit_with_the_multiplier(values, multiplier):
    plain, scaled = mean(values), mean(values, multiplier=multiplier)
    assert plain.lower <= plain.value <= plain.upper
    np.testing.assert_allclose(scaled.lower, plain.lower * multiplier, rtol=1e-9, atol=1e-6)


def test_areas_and_levels_are_done_in_one_call():
    values = np.arange(24.0).reshape(2, 3, 4) ** 2
    found = mean(values, level=[0.95, 0.99])
    assert (found.value.shape, found.lower.shape) == ((2, 3), (2, 3, 2))
    assert found.lower[1, 2, 1] == pytest.approx(mean(values[1, 2], level=0.99).lower)
    np.testing.assert_allclose(mean(values, axis=0).value, values.mean(axis=0))


def test_a_single_observation_is_a_mean_without_limits_and_the_reason_says_so():
    found = mean([46])
    assert (found.value, found.reason) == (46, "fewer than 2 observations")
    assert np.isnan([found.lower, found.upper]).all()


def test_no_observations_have_no_mean():
    found = mean([40, 50], frequency=[0, 0])
    assert found.reason == "fewer than 2 observations"
    assert np.isnan(found.value)


@pytest.mark.parametrize(
    "call",
    [
        lambda: mean([40, np.nan, 50]),
        lambda: mean([40, 50], frequency=[1, np.nan]),
        lambda: mean_from_summary(46, np.nan, 10),
        lambda: mean_from_summary(np.nan, 12, 10),
        lambda: mean_from_summary(46, 12, np.nan),
    ],
)
def test_a_missing_number_makes_the_mean_missing(call):
    found = call()
    assert found.reason == "missing"
    assert np.isnan([found.lower, found.upper]).all()


def test_equal_values_have_an_interval_without_width():
    found = mean([50, 50, 50])
    assert found.lower == found.value == found.upper == 50


def test_the_margin_is_t_times_the_standard_error():
    found = mean_from_summary(46, 12, 25)
    assert found.upper - 46 == pytest.approx(t.ppf(0.975, 24) * 12 / 5)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: mean([40, 50], frequency=[1, -1]), "frequency must be 0 or more; found -1 at position 1"),
        (lambda: mean([40, 50], axis=1), "axis must be one of the 1 axes of the values; found 1"),
        (lambda: mean(40), "axis must be one of the 0 axes"),
        (lambda: mean([40, 50], frequency=[1, 2, 3]), r"values \(2,\), frequency \(3,\)"),
        (lambda: mean_from_summary(46, -1, 10), "standard_deviation must be 0 or more"),
        (lambda: mean_from_summary(46, 1, -10), "n must be 0 or more"),
    ],
)
def test_bad_input_to_a_mean_is_refused(call, message):
    with pytest.raises(ArgumentError, match=message):
        call()
