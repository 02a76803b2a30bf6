"""The slope index and the relative index: agreement, properties, refusals, and coverage by simulation."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

from ihanalysis.errors import UnknownChoiceError
from ihanalysis.stats import ArgumentError, Limits, relative_index, slope_index
from ihanalysis.stats.limits import normal_quantile
from ihanalysis.stats.relative_slope import (
    LOGISTIC_RATIO,
    RATIO_OF_ENDS,
    RELATIVE_CONVENTIONS,
    SLOPE_OVER_MEAN,
)

TENTHS = 10


def mid_ranks(population):
    """Where each group's middle stands, added up one by one."""
    population = np.asarray(population, dtype=float)
    below = np.concatenate([[0.0], np.cumsum(population)[:-1]])
    return (below + population / 2) / population.sum()


def places(count, groups=TENTHS, seed=1):
    generator = np.random.default_rng(seed)
    population = generator.integers(500, 20_000, (count, groups)).astype(float)
    value = generator.uniform(0.1, 0.6, (count, groups))
    return value, generator.uniform(0.002, 0.03, (count, groups)), population


@pytest.mark.parametrize("groups", [2, 3, 5, 10, 100])
def test_the_slope_is_that_of_weighted_least_squares(groups):
    value, error, population = places(20, groups)
    ours = slope_index(value, error, population)
    for place in range(20):
        x = sm.add_constant(mid_ranks(population[place]))
        fit = sm.WLS(value[place], x, weights=population[place]).fit()
        assert ours.value[place] == pytest.approx(fit.params[1], rel=1e-9)
        assert ours.first[place] == pytest.approx(fit.params[0], rel=1e-9)
        assert ours.last[place] == pytest.approx(fit.params.sum(), rel=1e-9)


@pytest.mark.parametrize("level", [0.9, 0.95, 0.99, 0.998])
def test_the_interval_carries_the_groups_variances_through_the_regression(level):
    value, error, population = places(20)
    ours = slope_index(value, error, population, level=level)
    for place in range(20):
        x = sm.add_constant(mid_ranks(population[place]))
        w = np.diag(population[place])
        hat = np.linalg.solve(x.T @ w @ x, x.T @ w)
        variance = (hat @ np.diag(error[place] ** 2) @ hat.T)[1, 1]
        reach = float(normal_quantile(level)) * np.sqrt(variance)
        assert ours.lower[place] == pytest.approx(ours.value[place] - reach, rel=1e-8, abs=1e-12)
        assert ours.upper[place] == pytest.approx(ours.value[place] + reach, rel=1e-8, abs=1e-12)


@pytest.mark.parametrize("scale", ["identity", "log", "logit", "logistic"])
def test_thousands_of_places_at_once_are_each_place_alone(scale):
    value, error, population = places(50)
    together = slope_index(
        value.reshape(5, 10, 10), error.reshape(5, 10, 10), population.reshape(5, 10, 10), scale=scale
    )
    assert together.value.shape == (5, 10)
    alone = [slope_index(v, e, p, scale=scale) for v, e, p in zip(value, error, population, strict=True)]
    np.testing.assert_allclose(together.value.ravel(), [a.value for a in alone], rtol=1e-9)
    np.testing.assert_allclose(together.upper.ravel(), [a.upper for a in alone], rtol=1e-9)


@pytest.mark.parametrize(
    ("scale", "forward", "back"), [("log", np.log, np.exp), ("logit", lambda p: np.log(p / (1 - p)), expit)]
)
def test_on_a_scale_both_ends_are_brought_back_before_they_are_compared(scale, forward, back):
    value, error, population = places(10)
    ours = slope_index(value, error, population, scale=scale)
    for place in range(10):
        fit = sm.WLS(
            forward(value[place]), sm.add_constant(mid_ranks(population[place])), weights=population[place]
        ).fit()
        expected = back(fit.params.sum()) - back(fit.params[0])
        assert ours.value[place] == pytest.approx(expected, rel=1e-9)


def test_the_logistic_curve_is_the_fractional_regression_weighted_once():
    value, error, population = places(10)
    ours = relative_index(value, error, population, convention=LOGISTIC_RATIO)
    for place in range(10):
        x = sm.add_constant(mid_ranks(population[place]))
        family = sm.families.Binomial()
        fit = sm.GLM(value[place], x, family=family, var_weights=population[place]).fit(tol=1e-13)
        assert ours.value[place] == pytest.approx(expit(fit.params.sum()) / expit(fit.params[0]), rel=1e-7)


def test_who_counts_large_groups_by_the_square_of_their_size_and_we_do_not():
    # The example in the tests of WHO's healthequal 1.0 gives 3.159506, which is the curve fitted with counts
    # out of the population and the population again as weights. Weighted once it is 3.236.
    population, value = np.array([78.0, 91, 162, 103, 105]), np.array([0.2, 0.3, 0.4, 0.5, 0.6])
    x, counts = sm.add_constant(mid_ranks(population)), np.round(value * population)
    twice = sm.GLM(
        np.column_stack([counts, population - counts]),
        x,
        family=sm.families.Binomial(),
        var_weights=population,
    ).fit()
    assert expit(twice.params.sum()) / expit(twice.params[0]) == pytest.approx(3.159506, abs=1e-6)
    once = relative_index(value, None, population, convention=LOGISTIC_RATIO)
    assert once.value == pytest.approx(3.23634, abs=1e-5)


SCALES = ("identity", "log", "logit", "logistic")


@pytest.mark.parametrize(
    ("convention", "scale"),
    [(c, s) for c in ("slope", RATIO_OF_ENDS, SLOPE_OVER_MEAN) for s in SCALES] + [(LOGISTIC_RATIO, None)],
)
def test_the_propagated_error_is_that_of_small_changes_in_each_group(convention, scale):
    value, error, population = (a[0] for a in places(1, 6))

    def figure(y):
        if convention == "slope":
            return slope_index(y, None, population, scale=scale).value
        return relative_index(y, None, population, convention=convention, scale=scale).value

    step = 1e-6
    gradient = np.array(
        [(figure(value + step * unit) - figure(value - step * unit)) / (2 * step) for unit in np.eye(6)]
    )
    expected = np.sqrt((gradient**2 * error**2).sum())
    if convention == "slope":
        found = slope_index(value, error, population, scale=scale).standard_error
    else:
        index = relative_index(value, error, population, convention=convention, scale=scale)
        found = index.standard_error * abs(index.value)
    assert found == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("convention", RELATIVE_CONVENTIONS)
def test_deterministic_limits_are_what_simulation_tends_to(convention):
    value, error, population = (a[0] for a in places(1))
    exact = relative_index(value, error, population, convention=convention, level=[0.95, 0.998])
    drawn = relative_index(
        value, error, population, convention=convention, level=[0.95, 0.998], simulations=200_000, seed=3
    )
    width = exact.upper - exact.lower
    np.testing.assert_allclose((drawn.lower - exact.lower) / width, 0, atol=0.02)
    np.testing.assert_allclose((drawn.upper - exact.upper) / width, 0, atol=0.02)


def test_published_limits_are_taken_on_the_scale_they_are_symmetric_on():
    rate = np.array([300.0, 250, 210, 190, 160])
    factor = np.exp(1.959964 * 0.05)
    limits = Limits(rate / factor, rate * factor, scale="log")
    from_limits = slope_index(rate, limits, [1000] * 5)
    from_errors = slope_index(rate, 0.05 * rate, [1000] * 5)
    assert from_limits.lower == pytest.approx(from_errors.lower, rel=1e-6)
    log_scale = relative_index(rate, limits, [1000] * 5, scale="log")
    assert np.log(log_scale.upper / log_scale.value) == pytest.approx(np.log(log_scale.value / log_scale.lower))


def test_the_same_seed_gives_the_same_limits_and_another_seed_others():
    value, error, population = places(3)
    first, again, other = (
        slope_index(value, error, population, simulations=2000, seed=seed).lower for seed in (5, 5, 6)
    )
    np.testing.assert_array_equal(first, again)
    assert (first != other).all()


def test_several_levels_come_on_a_last_axis_in_the_order_given():
    value, error, population = places(4)
    both = slope_index(value, error, population, level=[0.998, 0.95])
    assert both.value.shape == (4,)
    assert both.lower.shape == (4, 2)
    np.testing.assert_allclose(both.lower[:, 1], slope_index(value, error, population).lower)
    assert (both.lower[:, 0] < both.lower[:, 1]).all()


def test_without_standard_errors_there_is_a_value_and_the_reason_for_no_limits():
    index = slope_index([3, 2, 1], None, [10, 10, 10])
    assert index.value == pytest.approx(-3)
    assert np.isnan(index.lower)
    assert "no standard errors" in index.reason


def test_a_missing_group_is_refused_unless_it_is_to_be_omitted():
    value, error, population = [0.4, np.nan, 0.2, 0.1], [0.01] * 4, [100, 200, 300, 400]
    with pytest.raises(ArgumentError, match=r"value must be known for every group.*position 1"):
        slope_index(value, error, population)
    omitted = slope_index(value, error, population, missing="omit")
    without = slope_index([0.4, 0.2, 0.1], [0.01] * 3, [100, 300, 400])
    assert omitted.value == pytest.approx(without.value)
    assert omitted.lower == pytest.approx(without.lower)


def test_one_group_left_has_no_slope_and_says_so():
    index = slope_index([[0.4, np.nan], [0.3, 0.2]], None, [10, 10], missing="omit")
    assert np.isnan(index.value[0])
    assert index.reason[0] == "fewer than two groups"
    assert index.value[1] == pytest.approx(-0.2)


def test_a_group_of_zero_is_missing_on_the_logarithm_and_fine_on_the_logistic_curve():
    value, error = [0.30, 0.10, 0.05, 0.0], [0.02] * 4
    on_log = slope_index(value, error, [100] * 4, scale="log")
    assert np.isnan(on_log.value)
    assert on_log.reason == "a group's value has no log"
    ratio = relative_index(value, error, [100] * 4, convention=LOGISTIC_RATIO)
    assert 0 < ratio.lower < ratio.value < ratio.upper < 1


def test_separated_groups_have_no_logistic_curve():
    index = relative_index([1.0, 0.0], [0.1, 0.1], [10, 10], convention=LOGISTIC_RATIO)
    assert np.isnan(index.value)
    assert "no logistic curve" in index.reason
    nobody = relative_index([0.0, 0.0, 0.0], [0.1] * 3, [10] * 3, convention=LOGISTIC_RATIO)
    assert nobody.reason == "all values are 0, or all are 1"


def test_a_line_that_falls_through_zero_gives_no_ratio():
    index = relative_index([10, 3, 1, 0.1], [0.1] * 4, [10] * 4)
    assert np.isnan(index.value)
    assert index.reason == "a fitted end is zero or below"


def test_a_ratio_to_something_that_could_be_zero_has_a_value_but_no_limits():
    index = relative_index([1.0, 2.0, 3.0], [1.5] * 3, [10] * 3)
    assert np.isfinite(index.value)
    assert np.isnan(index.upper)
    assert "cannot be told from zero" in index.reason


def test_slope_over_mean_is_zero_without_inequality_and_the_ratios_are_one():
    same, error = [0.25] * 5, [0.01] * 5
    for convention in RELATIVE_CONVENTIONS:
        index = relative_index(same, error, [10, 20, 30, 40, 50], convention=convention)
        assert index.value == pytest.approx(0 if convention == SLOPE_OVER_MEAN else 1, abs=1e-12)
        assert index.lower < index.value < index.upper


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"population": [10, 0, 10]}, r"population must be above 0 in every group; found 0 at position 1"),
        ({"population": [10, -5, 10]}, r"population must be above 0"),
        ({"standard_error": [0.1, -0.1, 0.1]}, r"standard_error must be 0 or more; found -0.1 at position 1"),
        ({"value": ["a", 1, 2]}, r"value must be numbers"),
        ({"value": [1, 2, np.inf]}, r"value must be finite numbers"),
        ({"population": [10, 10]}, r"shapes must broadcast"),
        ({"rank": [1, 3, 2]}, r"rank must be strictly rising; found 2 at position 2"),
        ({"rank": [1, 1, 2]}, r"rank must be strictly rising; found 1 at position 1"),
        ({"rank": [1, 2]}, r"rank must have one number for each of 3 groups"),
        ({"level": 95}, r"level must lie between 0 and 1"),
        ({"multiplier": 0}, r"multiplier must be one number above 0"),
        ({"simulations": 5000}, r"seed must be given"),
        ({"simulations": 10, "seed": 1}, r"simulations must be 1,000 or more"),
        ({"standard_error": None, "simulations": 5000, "seed": 1}, r"standard_error must be given"),
        (
            {"standard_error": Limits([0.1, 0.5, 0.2], [0.5, 0.6, 0.5])},
            r"limits must be on both sides of the value",
        ),
        ({"standard_error": Limits([0.0, 0.1, 0.2], [0.5, 0.6, 0.5], scale="log")}, r"lower must be above 0"),
    ],
)
def test_bad_input_is_named_with_its_position(change, message):
    arguments = {"value": [0.3, 0.2, 0.4], "standard_error": [0.1] * 3, "population": [10] * 3} | change
    with pytest.raises(ArgumentError, match=message):
        slope_index(**arguments)
    assert issubclass(ArgumentError, ValueError)


def test_percentages_are_not_taken_for_proportions():
    with pytest.raises(ArgumentError, match="not a percentage"):
        relative_index([30, 20, 10], None, [1, 1, 1], convention=LOGISTIC_RATIO)
    with pytest.raises(ArgumentError, match="0 or more on the log scale"):
        slope_index([-1, 2, 3], None, [1, 1, 1], scale="log")


def test_unknown_choices_name_the_nearest():
    with pytest.raises(UnknownChoiceError, match="Did you mean 'logit'"):
        slope_index([1, 2], None, [1, 1], scale="logits")
    with pytest.raises(UnknownChoiceError, match="slope over mean"):
        relative_index([1, 2], None, [1, 1], convention="slope/mean")
    with pytest.raises(UnknownChoiceError, match="omit"):
        slope_index([1, 2], None, [1, 1], missing="drop")
    with pytest.raises(ArgumentError, match="scale must be left out"):
        relative_index([0.1, 0.2], None, [1, 1], convention=LOGISTIC_RATIO, scale="log")


values = st.lists(st.floats(0.05, 0.95), min_size=3, max_size=12)


@given(values, st.integers(0, 2**32 - 1))
def test_turning_the_groups_round_turns_the_sign_and_inverts_the_ratio(value, seed):
    generator = np.random.default_rng(seed)
    error, population = generator.uniform(0.001, 0.01, len(value)), generator.integers(1, 1000, len(value))
    there, back = (
        slope_index(value, error, population),
        slope_index(value[::-1], error[::-1], population[::-1]),
    )
    assert there.value == pytest.approx(-back.value, abs=1e-9)
    assert there.lower == pytest.approx(-back.upper, abs=1e-9)
    ratio = relative_index(value, error, population, scale="log")
    inverse = relative_index(value[::-1], error[::-1], population[::-1], scale="log")
    assert ratio.upper == pytest.approx(1 / inverse.lower, rel=1e-9)


@given(values, st.floats(0.1, 1e5), st.integers(0, 2**32 - 1))
def test_the_index_scales_with_its_unit_and_not_with_the_size_of_the_population(value, factor, seed):
    generator = np.random.default_rng(seed)
    error, population = generator.uniform(0.001, 0.05, len(value)), generator.integers(1, 1000, len(value))
    plain = slope_index(value, error, population)
    scaled = slope_index(value, error, 7 * population, multiplier=factor)
    for name in ("value", "lower", "upper", "standard_error"):
        assert getattr(scaled, name) == pytest.approx(factor * getattr(plain, name), rel=1e-7, abs=1e-9 * factor)
    assert plain.lower <= plain.value <= plain.upper
    certain = slope_index(value, error / 2, population)
    assert certain.upper - certain.lower == pytest.approx((plain.upper - plain.lower) / 2, rel=1e-7)


@pytest.mark.slow
@pytest.mark.parametrize("deaths_a_group", [5, 20, 200, 1000])
def test_coverage_of_the_slope_index_of_rates(deaths_a_group):
    generator = np.random.default_rng(11)
    population = generator.integers(8_000, 12_000, 10).astype(float)
    x = mid_ranks(population)
    rate = deaths_a_group / 10_000 * np.exp(0.8 * (0.5 - x))
    truth = slope_index(rate, None, population).value
    counts = generator.poisson(rate * population, (20_000, 10))
    seen = slope_index(counts / population, np.sqrt(np.maximum(counts, 0.5)) / population, population)
    covered = np.mean((seen.lower <= truth) & (truth <= seen.upper))
    assert 0.93 <= covered <= 0.97


@pytest.mark.slow
@pytest.mark.parametrize("convention", RELATIVE_CONVENTIONS)
@pytest.mark.parametrize("size", [200, 2_000])
def test_coverage_of_the_relative_index_of_proportions(convention, size):
    generator = np.random.default_rng(12)
    population = np.round(size * np.linspace(0.8, 1.2, 8))
    p = expit(-1.0 - 1.2 * (mid_ranks(population) - 0.5))
    truth = relative_index(p, None, population, convention=convention).value
    seen_p = generator.binomial(population.astype(int), p, (20_000, 8)) / population
    error = np.sqrt(np.maximum(seen_p * (1 - seen_p), 0.5 / population) / population)
    seen = relative_index(seen_p, error, population, convention=convention)
    covered = np.mean((seen.lower <= truth) & (truth <= seen.upper))
    assert 0.93 <= covered <= 0.97


@pytest.mark.slow
@pytest.mark.parametrize("scale", ["log", "logit"])
def test_coverage_of_the_slope_index_on_a_scale(scale):
    generator = np.random.default_rng(13)
    population = np.full(10, 1_500.0)
    p = 0.2 * np.exp(-1.5 * mid_ranks(population))
    truth = slope_index(p, None, population, scale=scale).value
    seen_p = generator.binomial(1500, p, (20_000, 10)) / 1500
    error = np.sqrt(seen_p * (1 - seen_p) / 1500)
    seen = slope_index(seen_p, error, population, scale=scale)
    covered = np.mean((seen.lower <= truth) & (truth <= seen.upper))
    assert 0.93 <= covered <= 0.97
