"""Between-place variation: the test, the variance by moments, the shrunken rates, edges and calibration."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare, gamma

from ihanalysis.stats import ArgumentError, between_place_variation, rate

DEATHS = np.array([14, 3, 0, 22, 9, 31])
PEOPLE = np.array([9_000.0, 4_000, 2_500, 8_000, 7_500, 12_000])


def test_heterogeneity_is_the_chi_square_test_of_equal_rates():
    ours = between_place_variation(DEATHS, PEOPLE)
    theirs = chisquare(DEATHS, DEATHS.sum() * PEOPLE / PEOPLE.sum())
    assert ours.chi_square == pytest.approx(theirs.statistic)
    assert ours.p_value == pytest.approx(theirs.pvalue)
    assert ours.degrees_of_freedom == 5
    assert ours.i_squared == pytest.approx(100 * (theirs.statistic - 5) / theirs.statistic)


def test_shrunken_rates_are_marshalls_and_their_limits_those_of_the_gamma_posterior():
    ours = between_place_variation(DEATHS, PEOPLE, multiplier=1000, level=[0.95, 0.998])
    total, k = PEOPLE.sum(), DEATHS.size
    m = DEATHS.sum() / total
    observed = sum(n * (o / n - m) ** 2 for o, n in zip(DEATHS, PEOPLE, strict=True)) / total
    between = observed - m / (total / k)
    assert ours.between_variance == pytest.approx(1e6 * between)
    weight = between / (between + m / PEOPLE)
    np.testing.assert_allclose(ours.value, 1000 * (m + weight * (DEATHS / PEOPLE - m)))
    posterior = gamma(DEATHS + m**2 / between, scale=1 / (PEOPLE + m / between))
    np.testing.assert_allclose(ours.lower[:, 0], 1000 * posterior.ppf(0.025))
    np.testing.assert_allclose(ours.upper[:, 1], 1000 * posterior.ppf(0.999))


def test_a_place_without_events_is_drawn_up_and_small_places_are_drawn_further():
    ours = between_place_variation([0, 0, 30, 12], [300, 3_000, 5_000, 2_000])
    assert 0 < ours.value[1] < ours.value[0] < ours.overall
    assert (ours.lower > 0).all()


def test_without_variation_beyond_chance_every_place_has_the_overall_rate_and_its_interval():
    ours = between_place_variation([10, 20, 30], [1_000, 2_000, 3_000], multiplier=1000)
    assert ours.between_variance == 0
    assert ours.i_squared == 0
    overall = rate(60, 6_000, multiplier=1000)
    np.testing.assert_allclose(ours.value, overall.value)
    np.testing.assert_allclose(ours.lower, overall.lower)
    np.testing.assert_allclose(ours.upper, overall.upper)


def test_a_place_without_denominator_or_count_is_left_out_and_says_so():
    ours = between_place_variation([14, np.nan, 3, 5, 22], [9_000, 1_000, 4_000, 0, 8_000])
    assert ours.reason.tolist() == ["", "missing", "", "denominator is zero", ""]
    assert np.isnan(ours.value[[1, 3]]).all()
    alone = between_place_variation([14, 3, 22], [9_000, 4_000, 8_000])
    assert ours.chi_square == pytest.approx(alone.chi_square)
    np.testing.assert_allclose(ours.upper[[0, 2, 4]], alone.upper)


def test_one_place_or_no_events_have_no_test_and_say_why():
    one = between_place_variation([5], [100])
    assert np.isnan(one.p_value)
    assert one.caution == "fewer than two places"
    assert one.reason.tolist() == ["fewer than two places"]
    none = between_place_variation([0, 0, 0], [10, 20, 30])
    assert np.isnan(none.chi_square)
    assert none.caution == "no events in any place"
    assert (none.value == 0).all()
    assert (none.upper > 0).all()


def test_few_expected_events_are_flagged():
    assert "approximate" in between_place_variation([1, 0, 2], [10, 20, 30]).caution
    assert between_place_variation(DEATHS, PEOPLE).caution == ""


def test_many_sets_of_places_at_once_are_each_set_alone():
    generator = np.random.default_rng(1)
    n = generator.uniform(500, 5_000, (3, 8))
    o = generator.poisson(n * generator.gamma(4, 0.005, (3, 8)))
    together = between_place_variation(o, n, level=[0.9, 0.99])
    assert together.lower.shape == (3, 8, 2)
    for row in range(3):
        alone = between_place_variation(o[row], n[row], level=[0.9, 0.99])
        np.testing.assert_allclose(together.lower[row], alone.lower)
        assert together.i_squared[row] == pytest.approx(alone.i_squared)


def test_bad_input_is_named():
    with pytest.raises(ArgumentError, match="count must be 0 or more; found -1 at position 1"):
        between_place_variation([1, -1], [10, 10])
    with pytest.raises(ArgumentError, match="denominator must be 0 or more"):
        between_place_variation([1, 1], [10, -10])
    with pytest.raises(ArgumentError, match="shapes must broadcast"):
        between_place_variation([1, 1, 1], [10, 10])
    with pytest.raises(ArgumentError, match="multiplier"):
        between_place_variation([1, 1], [10, 10], multiplier=0)


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(1, 100_000)), min_size=2, max_size=20))
def test_shrunken_rates_lie_between_the_place_and_the_overall_rate(places):
    o, n = np.array(places, dtype=float).T
    ours = between_place_variation(o, n)
    low, high = np.minimum(o / n, ours.overall), np.maximum(o / n, ours.overall)
    assert (ours.value >= low * (1 - 1e-9)).all()
    assert (ours.value <= high * (1 + 1e-9)).all()
    assert (ours.lower <= ours.value).all()
    assert (ours.value <= ours.upper).all()


@pytest.mark.slow
def test_equal_places_are_found_different_about_once_in_twenty():
    generator = np.random.default_rng(41)
    n = np.linspace(2_000, 9_000, 12)
    ours = between_place_variation(generator.poisson(0.01 * n, (50_000, 12)), n)
    assert 0.045 <= (ours.p_value < 0.05).mean() <= 0.055


@pytest.mark.slow
def test_shrunken_rates_are_nearer_the_truth_and_their_limits_hold_it():
    generator = np.random.default_rng(42)
    n = np.tile(np.linspace(300, 4_000, 40), (1_000, 1))
    truth = generator.gamma(9, 0.01 / 9, n.shape)
    o = generator.poisson(truth * n)
    ours = between_place_variation(o, n)
    plain = np.sqrt(np.mean((o / n - truth) ** 2))
    assert np.sqrt(np.mean((ours.value - truth) ** 2)) < 0.85 * plain
    assert 0.92 <= np.mean((ours.lower <= truth) & (truth <= ours.upper)) <= 0.97
