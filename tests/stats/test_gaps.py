"""Gaps: published examples, independent implementations, and what must hold for any two sides."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ihanalysis.stats import (
    ArgumentError,
    Estimate,
    gap,
    gap_of_proportions,
    gap_of_rates,
    mean,
    proportion,
    rate,
)

LEVELS = [0.9, 0.95, 0.99, 0.998]
PARTS = ["covariance", "remainder"]


@st.composite
def two_counts_of_people(draw):
    total, other_total = draw(st.integers(1, 10**5)), draw(st.integers(1, 10**6))
    return draw(st.integers(0, total)), total, draw(st.integers(0, other_total)), other_total


rates = st.tuples(st.integers(0, 10**4), st.integers(1, 10**6), st.integers(0, 10**6), st.integers(1, 10**6))


def limits(estimate):
    return np.array([estimate.lower, estimate.upper])


@pytest.mark.parametrize(
    ("counts", "lower", "upper"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((0, 10, 0, 10), -0.2775, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0),
        ((10, 10, 0, 10), 0.6075, 1.0),
    ],
)
def test_the_examples_of_newcombe_1998_two_samples(counts, lower, upper):
    """Stat Med 17: 873-890, Table II, method 10."""
    np.testing.assert_allclose(limits(gap_of_proportions(*counts).difference), [lower, upper], atol=5e-5)


def test_the_example_of_fagerland_lydersen_and_laake():
    """Statistical Analysis of Contingency Tables (2017), chapter 4: the trial of Perondi and others, 2004."""
    found = gap_of_proportions(7, 34, 1, 34)
    np.testing.assert_allclose(limits(found.difference), [0.0189, 0.3404], atol=5e-5)
    np.testing.assert_allclose(limits(found.ratio), [1.1537, 41.9763], atol=5e-5)


@pytest.mark.parametrize("level", LEVELS)
def test_a_difference_of_proportions_is_that_of_statsmodels(level):
    proportions = pytest.importorskip("statsmodels.stats.proportion")
    counts = [0, 1, 3, 12, 113, 1000]
    for x in counts:
        for other in counts:
            found = gap_of_proportions(x, 1000, other, 1_000_000, level=level).difference
            expected = proportions.confint_proportions_2indep(
                x, 1000, other, 1_000_000, method="newcomb", compare="diff", alpha=1 - level
            )
            np.testing.assert_allclose(limits(found), expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("scale", [1, 100])
def test_a_gap_between_normal_means_is_close_to_welchs(scale):
    from scipy.stats import ttest_ind

    generator = np.random.default_rng(1)
    one, other = generator.normal(46, 12, 40), generator.normal(76, 12, 60)
    found = gap(mean(one, multiplier=scale), mean(other, multiplier=scale)).difference
    expected = ttest_ind(one, other, equal_var=False).confidence_interval()
    np.testing.assert_allclose(limits(found), np.multiply([expected.low, expected.high], scale), rtol=0.01)


@given(two_counts_of_people(), st.sampled_from(LEVELS))
def test_both_gaps_of_proportions_hold_their_values(counts, level):
    found = gap_of_proportions(*counts, level=level)
    assert found.difference.lower <= found.difference.value <= found.difference.upper
    assert found.difference.lower >= -1 - 1e-12
    assert found.difference.upper <= 1 + 1e-12
    if counts[2] > 0:
        assert 0 <= found.ratio.lower <= found.ratio.value * (1 + 1e-12)
        assert found.ratio.value <= found.ratio.upper * (1 + 1e-12)


@given(rates, st.sampled_from([None, *PARTS]))
def test_both_gaps_of_rates_hold_their_values(counts, part):
    x, n, other, other_n = counts
    if part is not None:
        other, other_n = other + x, other_n + n
    found = gap_of_rates(x, n, other, other_n, part_of_comparator=part)
    slack = 1e-9 * (1 + abs(found.difference.value))
    assert found.difference.lower - slack <= found.difference.value <= found.difference.upper + slack
    if found.ratio.reason == "":
        assert 0 <= found.ratio.lower <= found.ratio.value * (1 + 1e-9)
        assert found.ratio.value <= found.ratio.upper * (1 + 1e-9)


@given(two_counts_of_people())
def test_swapping_the_sides_mirrors_the_difference_and_inverts_the_ratio(counts):
    x, n, other, other_n = counts
    there, back = gap_of_proportions(x, n, other, other_n), gap_of_proportions(other, other_n, x, n)
    np.testing.assert_allclose(limits(there.difference), -limits(back.difference)[::-1], atol=1e-12)
    assume(x > 0)
    assume(other > 0)
    np.testing.assert_allclose(limits(there.ratio), 1 / limits(back.ratio)[::-1], rtol=1e-6)


@given(two_counts_of_people())
def test_counting_the_people_without_the_characteristic_mirrors_the_difference(counts):
    x, n, other, other_n = counts
    having = gap_of_proportions(x, n, other, other_n).difference
    without = gap_of_proportions(n - x, n, other_n - other, other_n).difference
    np.testing.assert_allclose(limits(having), -limits(without)[::-1], atol=1e-12)


@given(rates, st.sampled_from([None, *PARTS]), st.sampled_from([1000, 100_000]))
def test_a_multiplier_changes_the_difference_and_not_the_ratio(counts, part, multiplier):
    x, n, other, other_n = counts
    arguments = (x, n, other + x, other_n + n)
    plain = gap_of_rates(*arguments, part_of_comparator=part)
    scaled = gap_of_rates(*arguments, part_of_comparator=part, multiplier=multiplier)
    np.testing.assert_allclose(limits(scaled.difference), limits(plain.difference) * multiplier, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(limits(scaled.ratio), limits(plain.ratio), rtol=1e-7)


@given(rates, st.sampled_from([None, *PARTS]))
def test_the_ratio_excludes_one_exactly_when_the_difference_excludes_zero(counts, part):
    x, n, other, other_n = counts
    found = gap_of_rates(x, n, other + x, other_n + n, part_of_comparator=part)
    assume(found.ratio.reason == "")
    assume(np.all(np.abs(limits(found.ratio) - 1) > 1e-6))
    assert (found.ratio.lower > 1) == (found.difference.lower > 0)
    assert (found.ratio.upper < 1) == (found.difference.upper < 0)


@given(st.integers(0, 300), st.integers(1, 300), st.integers(2, 30))
def test_gaps_narrow_as_counts_grow(x, other, times):
    small = gap_of_rates(x, 1000, other, 900)
    large = gap_of_rates(x * times, 1000 * times, other * times, 900 * times)
    assert np.diff(limits(large.difference)) < np.diff(limits(small.difference))


def test_many_groups_against_one_comparator_are_done_in_one_call():
    england = rate(900, 600_000, multiplier=1000, level=LEVELS)
    systems = rate([[0, 1], [3, 12]], 10_000, multiplier=1000, level=LEVELS)
    found = gap(systems, england)
    assert (found.difference.value.shape, found.ratio.upper.shape) == ((2, 2), (2, 2, 4))
    alone = gap(rate(12, 10_000, multiplier=1000), rate(900, 600_000, multiplier=1000))
    assert found.ratio.lower[1, 1, 1] == pytest.approx(alone.ratio.lower)
    assert found.difference.upper[1, 1, 1] == pytest.approx(alone.difference.upper)


def test_a_comparator_without_sampling_error_leaves_only_the_groups():
    group = rate(12, 100)
    found = gap(group, 0.08)
    np.testing.assert_allclose(limits(found.difference), limits(group) - 0.08)
    np.testing.assert_allclose(limits(found.ratio), limits(group) / 0.08)


def test_a_comparator_of_zero_has_a_difference_and_no_ratio():
    found = gap_of_rates([5, 0], 100, 0, 100)
    assert found.difference.value.tolist() == [0.05, 0]
    assert found.ratio.reason.tolist() == ["comparator is zero"] * 2
    assert np.isnan(found.ratio.value).all()
    assert np.isnan(found.ratio.upper).all()


def test_a_group_of_zero_has_both_gaps():
    found = gap_of_rates(0, 100, 50, 1000)
    assert (found.ratio.value, found.ratio.lower, found.ratio.reason) == (0, 0, "")
    assert 0 < found.ratio.upper < 1
    assert found.difference.upper < 0


def test_a_comparator_that_may_be_zero_allows_any_ratio():
    assert gap(Estimate.of(5, 2, 9), Estimate.of(2, 0, 5)).ratio.upper == np.inf


def test_a_published_pair_has_a_gap_without_an_interval_and_the_reason():
    found = gap(42, 18)
    assert (found.difference.value, found.ratio.value) == (24, pytest.approx(42 / 18))
    assert np.isnan([*limits(found.difference), *limits(found.ratio)]).all()
    assert found.difference.reason == found.ratio.reason == "group: published without an interval"


def test_a_comparator_published_without_an_interval_says_so():
    found = gap(rate([12, 4], 100), Estimate.of(0.08, np.nan, np.nan))
    assert found.difference.reason.tolist() == ["comparator: published without an interval"] * 2
    assert np.isnan(found.difference.lower).all()


def test_a_side_that_is_missing_says_which_and_why():
    found = gap(rate([3, 4, 3], [0, 10, 10]), proportion([3, 3, np.nan], 10))
    assert found.difference.reason.tolist() == ["group: denominator is zero", "", "comparator: missing"]
    assert np.isnan(found.ratio.value).tolist() == [True, False, True]


def test_a_mean_below_zero_has_no_ratio():
    found = gap(mean([-3, -1, -2]), mean([4, 5, 6]))
    assert found.ratio.reason == "a ratio needs values of 0 or more"
    assert found.difference.value == -7


@given(st.integers(0, 500), st.integers(0, 5000), st.sampled_from([0.01, 0.05, 0.3, 0.7]))
def test_the_gap_with_the_whole_is_the_one_with_the_rest_scaled_by_the_share(x, others, share):
    person_time = 1_000_000 * share
    arguments = (x, person_time, x + others, 1_000_000)
    whole = gap_of_rates(*arguments, part_of_comparator="covariance", multiplier=1000)
    rest = gap_of_rates(*arguments, part_of_comparator="remainder", multiplier=1000)
    np.testing.assert_allclose(limits(whole.difference), (1 - share) * limits(rest.difference), rtol=1e-9)
    assert whole.difference.value == pytest.approx((1 - share) * rest.difference.value, abs=1e-9)
    assert whole.comparator.value == pytest.approx((x + others) / 1000)
    assert rest.comparator.value == pytest.approx(others / (1 - share) / 1000)


@pytest.mark.parametrize("estimator", ["rates", "proportions"])
def test_knowing_of_the_overlap_narrows_the_interval(estimator):
    compare = {"rates": gap_of_rates, "proportions": gap_of_proportions}[estimator]
    apart = compare(120, 1000, 400, 4000).difference
    inside = compare(120, 1000, 400, 4000, part_of_comparator="covariance").difference
    assert inside.value == apart.value
    assert apart.lower < inside.lower
    assert inside.upper < apart.upper


def test_the_covariance_is_the_textbook_one_for_large_counts():
    """Var(p₁ − p) = Var(p₁) + Var(p) − 2s Var(p₁) for a share s of the whole."""
    x, n, whole, total = 30_000, 100_000, 130_000, 400_000
    variance = x / n**2 * (1 - 2 * n / total) + whole / total**2
    found = gap_of_rates(x, n, whole, total, part_of_comparator="covariance").difference
    np.testing.assert_allclose(np.diff(limits(found)), 2 * 1.959964 * np.sqrt(variance), rtol=2e-3)


def test_the_ratio_to_the_whole_cannot_exceed_the_whole_over_the_share():
    found = gap_of_rates(10, 50, 10, 100, part_of_comparator="covariance")
    assert found.ratio.value == found.ratio.upper == 2


@pytest.mark.parametrize("part", PARTS)
def test_estimates_with_a_share_agree_with_counts_where_the_share_is_small(part):
    by_counts = gap_of_rates([3, 120], 10_000, 5_600, 600_000, part_of_comparator=part)
    by_estimates = gap(rate([3, 120], 10_000), rate(5_600, 600_000), share=1 / 60, part_of_comparator=part)
    np.testing.assert_allclose(by_estimates.difference.value, by_counts.difference.value, atol=1e-15)
    np.testing.assert_allclose(limits(by_estimates.difference), limits(by_counts.difference), rtol=0.005)
    np.testing.assert_allclose(limits(by_estimates.ratio), limits(by_counts.ratio), rtol=0.005)


def test_estimates_with_a_share_take_several_levels():
    arguments = {"share": 0.05, "part_of_comparator": "covariance"}
    one = gap(rate(30, 1000), rate(400, 20_000), **arguments)
    several = gap(rate(30, 1000, level=LEVELS), rate(400, 20_000, level=LEVELS), **arguments)
    np.testing.assert_allclose(limits(several.difference)[:, 1], limits(one.difference))


def test_a_share_that_is_not_known_leaves_the_gap_without_limits():
    found = gap(rate(30, 1000), rate(400, 20_000), share=np.nan, part_of_comparator="covariance")
    assert found.difference.value == pytest.approx(0.01)
    assert np.isnan(limits(found.difference)).all()
    assert found.difference.reason != ""


def test_a_group_that_is_all_of_its_comparator_has_no_interval():
    found = gap_of_proportions(5, 10, 5, 10, part_of_comparator="covariance")
    assert found.difference.value == 0
    assert found.difference.reason == "comparator: denominator is zero"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: gap(rate(1, 2), rate(1, 2), share=0.1), "share and part_of_comparator go together"),
        (lambda: gap(rate(1, 2), rate(1, 2), part_of_comparator="covariance"), "go together"),
        (lambda: gap(rate(1, 2), rate(1, 2), share=1, part_of_comparator="remainder"), "share must be at least 0"),
        (lambda: gap(rate(1, 2), rate(1, 2), share=-1, part_of_comparator="remainder"), "share must be at least"),
        (lambda: gap(rate(1, 2), 0.5, share=0.1, part_of_comparator="covariance"), "given with its interval"),
        (lambda: gap(rate(1, 2), rate(1, 2, level=LEVELS)), "not one and several"),
        (lambda: gap(rate(1, 2, level=[0.9, 0.95, 0.99]), rate(1, 2, level=[0.9, 0.95])), "have the same levels"),
        (lambda: gap(rate([1, 2, 3], 9), rate([1, 2], 9)), "both sides must broadcast"),
        (lambda: gap("many", 3), "group must be numbers"),
        (lambda: gap_of_rates(1, 2, 3, 4, part_of_comparator="whole"), "must be 'covariance', 'remainder' or None"),
        (lambda: gap_of_rates(5, 2, 3, 4, part_of_comparator="remainder"), "count must be no more than the comp"),
        (lambda: gap_of_rates(1, 9, 3, 4, part_of_comparator="remainder"), "person_time must be no more than"),
        (lambda: gap_of_proportions(1, 5, 8, 9, part_of_comparator="remainder"), "total - count must be no more"),
        (lambda: gap_of_proportions(1, 5, 10, 9), "comparator_count must be no more than its total"),
        (lambda: gap_of_rates(1, 5, -10, 9), "comparator_count must be 0 or more"),
        (lambda: gap_of_rates(1, 5, 10, -9), "comparator_person_time must be 0 or more"),
        (lambda: gap_of_rates([1, 2], 5, [1, 2, 3], 9), r"comparator_count \(3,\)"),
    ],
)
def test_sides_that_cannot_be_compared_are_refused(call, message):
    with pytest.raises(ArgumentError, match=message):
        call()
