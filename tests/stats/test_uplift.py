"""Estimated deaths: identified × uplift, with Poisson variation and the uplift's own doubt."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ihanalysis.stats import ArgumentError, uplifted_count
from ihanalysis.stats.limits import poisson_limits

#: Identified deaths of people experiencing homelessness in Kent and Medway, 2013 to 2020, and the national
#: uplifts of those years with their standard errors (Office for National Statistics, Deaths of homeless
#: people in England and Wales).
KENT_AND_MEDWAY = [10, 13, 17, 14, 20, 13, 19, 7]
UPLIFT = [1.229592, 1.184539, 1.195294, 1.197034, 1.215886, 1.341959, 1.381883, 1.404082]
STANDARD_ERROR = [0.041650, 0.034354, 0.034815, 0.032429, 0.034291, 0.048098, 0.065587, 0.066640]


def test_kent_and_medways_estimated_deaths_are_about_143():
    found = uplifted_count(KENT_AND_MEDWAY, UPLIFT, STANDARD_ERROR, axis=-1)
    assert (round(float(found.value)), round(float(found.lower)), round(float(found.upper))) == (143, 117, 172)


def test_an_uplift_without_doubt_leaves_the_poisson_limits():
    found = uplifted_count([1, 3, 12, 113], 1.25, 0)
    lower, upper = poisson_limits([1, 3, 12, 113])
    np.testing.assert_allclose([found.lower, found.upper], [1.25 * lower, 1.25 * upper])


def test_many_identified_deaths_leave_the_doubt_of_the_uplift():
    found = uplifted_count(10**9, 1.25, 0.1)
    np.testing.assert_allclose([found.lower, found.upper], found.value * np.exp([-1.96 * 0.08, 1.96 * 0.08]), rtol=1e-4)


@given(
    st.lists(st.just(0) | st.floats(1e-9, 1000), min_size=1, max_size=8),
    st.floats(1, 3),
    st.floats(0, 0.5),
    st.sampled_from([0.9, 0.95, 0.99, 0.998]),
)
def test_the_interval_holds_the_estimate_and_widens_with_the_uplifts_doubt(counts, uplift, error, level):
    sure = uplifted_count(counts, uplift, 0, axis=0, level=level)
    unsure = uplifted_count(counts, uplift, error, axis=0, level=level)
    assert 0 <= unsure.lower <= sure.lower <= sure.value <= sure.upper <= unsure.upper


def test_estimated_deaths_are_uplifted_after_summing_places():
    """Two places share one uplift, whose error is the same for both and must not average out."""
    summed = uplifted_count(70, 1.3, 0.2)
    pooled = uplifted_count([30, 40], 1.3, 0.2, axis=0)
    np.testing.assert_allclose([pooled.lower, pooled.upper], [summed.lower, summed.upper])


def test_years_have_their_own_uplifts_and_places_share_them():
    places_by_year = np.array([[10, 20, 30], [1, 2, 3]])
    both = uplifted_count(places_by_year, [1.2, 1.3, 1.4], [0.05, 0.05, 0.05], axis=(0, 1))
    after = uplifted_count(places_by_year.sum(axis=0), [1.2, 1.3, 1.4], [0.05, 0.05, 0.05], axis=0)
    np.testing.assert_allclose([both.value, both.lower, both.upper], [after.value, after.lower, after.upper])


def test_errors_of_different_years_partly_cancel():
    one_uplift = uplifted_count([5000, 5000], 1.3, 0.1, axis=0)
    two_uplifts = uplifted_count([5000, 5000], [1.3, 1.3], [0.1, 0.1], axis=0)
    assert two_uplifts.upper - two_uplifts.lower < 0.8 * (one_uplift.upper - one_uplift.lower)


def test_none_identified_still_have_an_upper_limit():
    found = uplifted_count([0, 0], [1.2, 1.5], [0.05, 0.05], axis=0)
    assert (found.value, found.lower, found.reason) == (0, 0, "")
    assert found.upper == pytest.approx(1.5 * -np.log(0.025))


def test_the_upper_limit_is_continuous_where_a_share_of_a_death_remains():
    nearly_none, none = uplifted_count([1e-9, 0], 1.25, 0.1).upper
    assert nearly_none == pytest.approx(none, rel=1e-3)


def test_the_limits_rise_with_the_identified_deaths():
    found = uplifted_count([0, 0.25, 1, 3, 12, 113], 1.265, 0.08)
    assert np.all(np.diff(found.upper) > 0)
    assert np.all(np.diff(found.lower) >= 0)


def test_areas_years_and_levels_are_done_in_one_call():
    identified = np.array([KENT_AND_MEDWAY, [0] * 8])
    found = uplifted_count(identified, UPLIFT, STANDARD_ERROR, axis=-1, level=[0.95, 0.998])
    alone = uplifted_count(KENT_AND_MEDWAY, UPLIFT, STANDARD_ERROR, axis=-1)
    assert (found.value.shape, found.upper.shape) == ((2,), (2, 2))
    np.testing.assert_allclose([found.lower[0, 0], found.upper[0, 0]], [alone.lower, alone.upper])


def test_without_an_axis_nothing_is_summed():
    assert uplifted_count([10, 20], [1.2, 1.5], 0.1).value.tolist() == [12, 30]


def test_very_unequal_uplifts_do_not_take_the_lower_limit_below_zero():
    assert uplifted_count([12, 1], [1, 500], [0, 0], axis=0, level=0.998).lower >= 0


def test_a_missing_year_makes_the_pooled_estimate_missing():
    found = uplifted_count([[10, np.nan], [1, 2]], [1.2, 1.3], [0.1, 0.1], axis=-1)
    assert found.reason.tolist() == ["missing", ""]
    assert np.isnan([found.value[0], found.lower[0], found.upper[0]]).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: uplifted_count([1, -2], 1.2, 0.1), "identified must be 0 or more; found -2 at position 1"),
        (lambda: uplifted_count(1, 0, 0.1), "uplift must be above 0"),
        (lambda: uplifted_count(1, 1.2, -0.1), "uplift_standard_error must be 0 or more"),
        (lambda: uplifted_count([1, 2], [1.2, 1.3, 1.4], 0.1), r"identified \(2,\), uplift \(3,\)"),
        (lambda: uplifted_count(113, UPLIFT, STANDARD_ERROR, axis=-1), "would be counted 8 times"),
        (lambda: uplifted_count([1, 2], 1.2, 0.1, axis=3), "axis must be one of the 1 axes of identified; found 3"),
    ],
)
def test_bad_input_to_an_uplifted_count_is_refused(call, message):
    with pytest.raises(ArgumentError, match=message):
        call()
