"""Limits of counts and proportions against scipy, statsmodels and PHStatsMethods, from none to a million."""

import numpy as np
import pytest
from scipy.stats import binomtest, chi2

from ihanalysis.stats import proportion, rate
from ihanalysis.stats.limits import normal_quantile, poisson_limits, wilson_limits

LEVELS = [0.9, 0.95, 0.99, 0.998]
COUNTS = [0, 1, 2, 3, 5, 9, 10, 11, 12, 20, 99, 100, 113, 999, 1000, 12_345, 100_000, 1_000_000]
FEW = [count for count in COUNTS if count < 10]
FROM_TEN = [count for count in COUNTS if count >= 10]
PAIRS = [
    (count, total) for count in COUNTS for total in (1, 2, 7, 10, 29, 263, 1000, 100_000, 1_000_000) if count <= total
]


def garwood(count, level):
    outside = (1 - level) / 2
    lower = chi2.ppf(outside, 2 * count) / 2 if count else 0.0
    return lower, chi2.isf(outside, 2 * count + 2) / 2


@pytest.mark.parametrize("level", LEVELS)
def test_fewer_than_ten_events_have_the_exact_poisson_limits_of_scipy(level):
    expected = np.transpose([garwood(count, level) for count in FEW])
    np.testing.assert_allclose(poisson_limits(FEW, level), expected, rtol=1e-12)


@pytest.mark.parametrize(("level", "tolerance"), [(0.9, 0.002), (0.95, 0.002), (0.99, 0.007), (0.998, 0.02)])
def test_byars_limits_are_close_to_the_exact_ones_from_ten_events(level, tolerance):
    expected = np.transpose([garwood(count, level) for count in FROM_TEN])
    np.testing.assert_allclose(poisson_limits(FROM_TEN, level), expected, rtol=tolerance)


@pytest.mark.parametrize("level", LEVELS)
def test_poisson_limits_are_those_of_phstatsmethods_where_it_has_any(level):
    helpers = pytest.importorskip("PHStatsMethods")
    # It raises for no events at all; and its `byars` passes the complement of the level, so not that one.
    some = [count for count in COUNTS if count > 0]
    lower, upper = poisson_limits(some, level)
    np.testing.assert_allclose(lower, [helpers.byars_lower(count, level) for count in some], rtol=1e-9)
    np.testing.assert_allclose(upper, [helpers.byars_upper(count, level) for count in some], rtol=1e-9)


def test_limits_do_not_jump_where_byars_takes_over_at_ten_events():
    exact, byars = np.transpose(poisson_limits([10 - 1e-9, 10]))
    np.testing.assert_allclose(byars, exact, rtol=0.002)


def test_a_count_divided_by_population_share_lies_between_its_whole_neighbours():
    lower, upper = poisson_limits([2, 2.4, 3])
    assert np.all(np.diff(lower) > 0)
    assert np.all(np.diff(upper) > 0)


@pytest.mark.parametrize("level", LEVELS)
def test_wilson_limits_are_those_of_scipy(level):
    intervals = [binomtest(x, n).proportion_ci(level, method="wilson") for x, n in PAIRS]
    lower, upper = wilson_limits(*np.transpose(PAIRS), level)
    np.testing.assert_allclose(lower, [i.low for i in intervals], rtol=1e-9, atol=1e-15)
    np.testing.assert_allclose(upper, [i.high for i in intervals], rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("level", LEVELS)
def test_wilson_limits_are_those_of_statsmodels(level):
    proportions = pytest.importorskip("statsmodels.stats.proportion")
    x, n = np.transpose(PAIRS)
    expected = proportions.proportion_confint(x, n, alpha=1 - level, method="wilson")
    np.testing.assert_allclose(wilson_limits(x, n, level), expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("level", LEVELS)
def test_wilson_limits_are_those_of_phstatsmethods(level):
    helpers = pytest.importorskip("PHStatsMethods")
    expected = np.transpose([helpers.wilson(x, n, level) for x, n in PAIRS])
    np.testing.assert_allclose(wilson_limits(*np.transpose(PAIRS), level), expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("count", "total", "lower", "upper"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_examples_of_newcombe_1998_one_sample(count, total, lower, upper):
    """Stat Med 17: 857-872, Table I, method 3."""
    found = proportion(count, total)
    assert (round(float(found.lower), 4), round(float(found.upper), 4)) == (lower, upper)


@pytest.mark.parametrize(
    ("count", "lower", "upper"),
    [(0, 0, 3.69), (1, 0.03, 5.57), (2, 0.24, 7.22), (3, 0.62, 8.77), (5, 1.62, 11.67), (9, 4.12, 17.08)],
)
def test_the_tabulated_exact_limits_of_a_poisson_count(count, lower, upper):
    """Garwood 1936, Biometrika 28: 437-442."""
    found = rate(count, 1)
    assert (round(float(found.lower), 2), round(float(found.upper), 2)) == (lower, upper)


def test_the_normal_quantiles_are_the_usual_ones():
    np.testing.assert_allclose(normal_quantile(LEVELS), [1.6449, 1.9600, 2.5758, 3.0902], atol=5e-5)
