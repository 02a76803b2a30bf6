"""What a proportion and a rate must do for any count an analyst can bring."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ihanalysis.errors import InclusionHealthError
from ihanalysis.stats import ArgumentError, proportion, rate

totals = st.integers(1, 10**6)
levels = st.sampled_from([0.9, 0.95, 0.99, 0.998])


@st.composite
def counts_and_totals(draw):
    total = draw(totals)
    return draw(st.integers(0, total)), total


@given(counts_and_totals(), levels)
def test_a_proportions_interval_holds_it_and_stays_within_nobody_and_everybody(pair, level):
    found = proportion(*pair, level=level)
    assert 0 <= found.lower <= found.value <= found.upper <= 1
    assert found.lower < found.upper


@given(counts_and_totals(), levels)
def test_a_proportion_mirrors_that_of_the_people_without_the_characteristic(pair, level):
    count, total = pair
    having, without = proportion(count, total, level=level), proportion(total - count, total, level=level)
    np.testing.assert_allclose(
        [having.value, having.lower, having.upper],
        [1 - without.value, 1 - without.upper, 1 - without.lower],
        atol=1e-12,
    )


@given(st.integers(0, 10**6), totals, levels)
def test_a_rates_interval_holds_it_and_is_never_below_zero(count, person_time, level):
    found = rate(count, person_time, level=level)
    assert 0 <= found.lower <= found.value < found.upper


@given(counts_and_totals(), st.sampled_from([100, 1000, 100_000]))
def test_a_multiplier_only_changes_the_unit(pair, multiplier):
    for estimator in (proportion, rate):
        plain, scaled = estimator(*pair), estimator(*pair, multiplier=multiplier)
        np.testing.assert_allclose(
            [scaled.value, scaled.lower, scaled.upper],
            np.multiply([plain.value, plain.lower, plain.upper], multiplier),
            rtol=1e-12,
        )


@pytest.mark.parametrize("estimator", [proportion, rate])
@pytest.mark.parametrize("level", [0.95, [0.95, 0.998]])
def test_places_with_a_multiplier_each_are_as_each_would_be_alone(estimator, level):
    together = estimator([3, 40], [50, 900], multiplier=[100, 1000], level=level)
    for place, (count, total, multiplier) in enumerate([(3, 50, 100), (40, 900, 1000)]):
        alone = estimator(count, total, multiplier=multiplier, level=level)
        for part in ("value", "lower", "upper"):
            np.testing.assert_array_equal(getattr(together, part)[place], getattr(alone, part))


@given(st.integers(1, 2000), st.integers(1, 2000), st.integers(2, 20))
def test_intervals_narrow_as_counts_grow(count, others, times):
    total = count + others
    for estimator in (proportion, rate):
        small, large = estimator(count, total), estimator(count * times, total * times)
        assert large.upper - large.lower < small.upper - small.lower


@given(counts_and_totals())
def test_a_higher_level_gives_a_wider_interval(pair):
    for estimator in (proportion, rate):
        found = estimator(*pair, level=[0.9, 0.95, 0.99, 0.998])
        assume(pair[0] > 0)
        assert np.all(np.diff(found.lower) <= 0)
        assert np.all(np.diff(found.upper) >= 0)


@given(counts_and_totals())
def test_an_area_gets_the_same_numbers_alone_and_among_others(pair):
    count, total = pair
    for estimator in (proportion, rate):
        alone = estimator(count, total)
        among = estimator([[1, count], [0, 7]], [[9, total], [3, 8]], level=[0.99, 0.95])
        np.testing.assert_allclose(
            [among.value[0, 1], among.lower[0, 1, 1], among.upper[0, 1, 1]],
            [alone.value, alone.lower, alone.upper],
            rtol=1e-13,
        )


def test_several_levels_add_a_last_axis_to_the_limits_only():
    found = rate(np.ones((4, 3)), 10, level=[0.95, 0.998])
    assert (found.value.shape, found.lower.shape, found.upper.shape) == ((4, 3), (4, 3, 2), (4, 3, 2))
    assert found.reason.shape == (4, 3)


def test_nobody_counted_is_a_proportion_of_zero_with_an_upper_limit():
    found = proportion(0, 20)
    assert (found.value, found.lower, found.reason) == (0, 0, "")
    assert found.upper == pytest.approx(0.1611, abs=5e-5)


def test_everybody_counted_is_a_proportion_of_one_with_a_lower_limit():
    found = proportion(20, 20)
    assert (found.value, found.upper) == (1, 1)
    assert found.lower == pytest.approx(1 - 0.1611, abs=5e-5)


def test_no_events_are_a_rate_of_zero_with_the_exact_upper_limit():
    found = rate(0, 1000, multiplier=1000)
    assert (found.value, found.lower, found.reason) == (0, 0, "")
    assert found.upper == pytest.approx(-np.log(0.025))


@pytest.mark.parametrize("estimator", [proportion, rate])
def test_without_a_denominator_nothing_is_calculated_and_the_reason_says_so(estimator):
    found = estimator([0, 1], [0, 4])
    assert np.isnan([found.value[0], found.lower[0], found.upper[0]]).all()
    assert found.reason.tolist() == ["denominator is zero", ""]
    assert found.value[1] == 0.25


@pytest.mark.parametrize("estimator", [proportion, rate])
@pytest.mark.parametrize(("count", "total"), [(np.nan, 10), (3, np.nan), (None, 10), (np.nan, 0)])
def test_a_missing_input_stays_missing(estimator, count, total):
    found = estimator([count], [total], level=[0.95, 0.99])
    assert found.reason.tolist() == ["missing"]
    assert np.isnan(found.value).all()
    assert np.isnan(found.lower).all()
    assert np.isnan(found.upper).all()


def test_a_masked_cell_is_missing_and_not_the_number_beneath_the_mask():
    suppressed = np.ma.masked_array([3, 50], mask=[True, False])
    assert proportion(suppressed, 100).reason.tolist() == ["missing", ""]


def test_more_counted_than_there_are_is_refused_with_the_first_position():
    with pytest.raises(ArgumentError, match=r"count must be no more than its total; found 11 at position 1$"):
        proportion([3, 11], 10)


def test_a_rate_may_have_more_events_than_people():
    assert rate(12, 10).value == 1.2


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: proportion([1, -2, -3], 10), r"count must be 0 or more; found -2 at position 1, -3 at"),
        (lambda: rate([[1, 2], [3, -4]], 10), r"count must be 0 or more; found -4 at position \(1, 1\)"),
        (lambda: proportion(1, -10), "total must be 0 or more; found -10"),
        (lambda: rate(1, -10), "person_time must be 0 or more; found -10"),
        (lambda: rate(np.inf, 10), "count must be finite numbers"),
        (lambda: rate([1, 2], [1, 2, 3]), r"found count \(2,\), person_time \(3,\)"),
        (lambda: rate("many", 10), "count must be numbers; found 'many'"),
        (lambda: rate(1, 10, level=95), "level must lie between 0 and 1, such as 0.95; found 95"),
        (lambda: rate(1, 10, level=[0.95, 1]), "level must lie between 0 and 1"),
        (lambda: proportion(1, 10, multiplier=0), "multiplier must be above 0; found 0"),
        (lambda: rate(-np.ones(20), 10), "and 15 more"),
    ],
)
def test_bad_input_is_refused_naming_the_argument_and_the_place(call, message):
    with pytest.raises(ArgumentError, match=message) as refusal:
        call()
    assert isinstance(refusal.value, ValueError)
    assert isinstance(refusal.value, InclusionHealthError)
