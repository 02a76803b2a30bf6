"""Funnel limits: agreement with the reference, over-dispersion, edges, and how often they are crossed."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PHStatsMethods import assign_funnel_significance
from PHStatsMethods.utils_funnel import poisson_funnel, sigma_adjustment
from scipy.stats import poisson

from ihanalysis.errors import UnknownChoiceError
from ihanalysis.stats import ArgumentError, funnel_class, funnel_limits

#: The words of PHEindicatormethods and PHStatsMethods for ours.
THEIR_WORDS = {
    "above 99.8%": "High (0.001)",
    "above 95%": "High (0.025)",
    "within limits": "Not significant",
    "below 95%": "Low (0.025)",
    "below 99.8%": "Low (0.001)",
}


@pytest.mark.parametrize("population", [1, 5, 18, 100, 5_000, 110_000, 10_000_000])
@pytest.mark.parametrize("average", [0.001, 0.05, 0.5, 0.80642448])
def test_limits_of_proportions_are_those_of_the_reference(population, average):
    ours = funnel_limits([0], [1], baseline=average, at=[population], multiplier=100)
    for position, p in enumerate((0.975, 0.999)):
        low = max(0, sigma_adjustment(p, population, average, "low", 100))
        high = min(100, sigma_adjustment(p, population, average, "high", 100))
        assert ours.lower[0, position] == pytest.approx(low, abs=1e-6)
        assert ours.upper[0, position] == pytest.approx(high, abs=1e-6)


@pytest.mark.parametrize("events", [1, 2, 5, 9, 10, 11, 40, 300])
def test_limits_of_rates_pass_through_the_points_of_the_reference(events):
    # The reference gives, for a count, the expected events at which that count is on the limit.
    for position, p in enumerate((0.025, 0.001)):
        expected = poisson_funnel(events, p, "high")
        at_low = funnel_limits([1], [1], statistic="ratio", at=[expected])
        assert at_low.lower[0, position] == pytest.approx(events / expected, rel=1e-4)
        expected = poisson_funnel(events, p, "low")
        at_high = funnel_limits([1], [1], statistic="ratio", at=[expected])
        assert at_high.upper[0, position] == pytest.approx(events / expected, rel=1e-4)


@pytest.mark.parametrize("expected", [0.01, 0.5, 1.0, 3.0, 3.7, 8.0, 25.0, 1e3, 1e6, 1e9])
@pytest.mark.parametrize("level", [0.9, 0.95, 0.99, 0.998])
def test_a_whole_count_is_beyond_the_limit_exactly_when_its_tail_is_small(expected, level):
    limits = funnel_limits([0], [expected], statistic="ratio", level=level)
    outside = (1 - level) / 2
    first_above = poisson.isf(outside, expected) + 1
    above, below = (np.asarray(edge) * expected for edge in (limits.upper[0], limits.lower[0]))
    assert first_above - 1 - 1e-9 <= above < first_above + 1e-9 * expected
    if poisson.cdf(0, expected) > outside:
        assert below == 0
    else:
        last_below = poisson.ppf(outside, expected) - 1
        assert last_below - 1e-9 * expected <= below <= last_below + 1 + 1e-9 * expected


def test_places_are_classed_as_the_reference_does():
    generator = np.random.default_rng(8)
    n = generator.integers(200, 20_000, 300)
    x = generator.binomial(n, generator.beta(30, 300, 300))
    frame = pd.DataFrame({"x": x, "n": n})
    theirs = assign_funnel_significance(frame, "x", "proportion", "n")["significance"]
    assert [THEIR_WORDS[word] for word in funnel_class(x, n)] == theirs.tolist()


def test_ratios_are_classed_as_the_reference_does_but_for_byars_approximation():
    generator = np.random.default_rng(9)
    expected = generator.uniform(2, 300, 500)
    x = generator.poisson(expected * generator.gamma(25, 1 / 25, 500))
    frame = pd.DataFrame({"x": x, "e": expected})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = assign_funnel_significance(frame, "x", "ratio", "e")["significance"]
    ours = np.array([THEIR_WORDS[word] for word in funnel_class(x, expected, statistic="ratio")])
    differ = np.flatnonzero(ours != theirs)
    assert differ.size <= 3
    for place in differ:  # only where the exact tail is within a tenth of the one asked for
        tail = min(poisson.cdf(x[place], expected[place]), poisson.sf(x[place] - 1, expected[place]))
        assert min(abs(tail / 0.025 - 1), abs(tail / 0.001 - 1)) < 0.1


def test_the_average_is_that_of_all_places_together_and_one_for_a_ratio():
    assert funnel_limits([10, 40], [100, 300], multiplier=100).baseline == pytest.approx(12.5)
    assert funnel_limits([10, 40], [8, 50], statistic="ratio", multiplier=100).baseline == 100
    assert funnel_limits([10, 40], [100, 300], baseline=0.2).baseline == 0.2
    assert funnel_limits([1, 2], [10, 10]).lower.shape == (2, 2)


def test_zero_events_are_low_only_where_enough_were_expected():
    words = funnel_class([0, 0, 0], [3.6, 3.7, 7.0], statistic="ratio")
    assert words.tolist() == ["within limits", "below 95%", "below 99.8%"]


def test_one_event_is_high_where_hardly_any_was_expected():
    words = funnel_class([1, 1], [0.0005, 0.1], statistic="ratio")
    assert words.tolist() == ["above 99.8%", "within limits"]


def test_places_without_denominator_or_count_have_no_limits_and_no_part_in_the_average():
    funnel = funnel_limits([10, np.nan, 3, 30], [100, 100, 0, 300], statistic="rate")
    assert funnel.reason.tolist() == ["", "missing", "denominator is zero", ""]
    assert np.isnan(funnel.lower[1:3]).all()
    assert funnel.baseline == pytest.approx(0.1)
    assert funnel_class([10, np.nan], [100, 100]).tolist() == ["within limits", "not calculated"]


def test_no_events_anywhere_leave_nobody_out_of_line():
    funnel = funnel_limits([0, 0, 0], [10, 200, 3000], statistic="rate")
    assert (funnel.upper == 0).all()
    assert (funnel_class([0, 0, 0], [10, 200, 3000], statistic="rate") == "within limits").all()


def test_many_sets_of_places_at_once_are_each_set_alone():
    generator = np.random.default_rng(3)
    n = generator.integers(100, 5000, (4, 30))
    x = generator.poisson(0.02 * n)
    for overdispersion in ("none", "multiplicative", "additive"):
        together = funnel_limits(x, n, statistic="rate", overdispersion=overdispersion)
        for row in range(4):
            alone = funnel_limits(x[row], n[row], statistic="rate", overdispersion=overdispersion)
            np.testing.assert_allclose(together.upper[row], alone.upper)
            assert together.phi[row] == pytest.approx(alone.phi)


def written_out_dispersion(x, n, part):
    """Spiegelhalter's formulas for proportions, one place after another."""
    theta = sum(x) / sum(n)
    variances = [theta * (1 - theta) / k for k in n]
    z = [(a / b - theta) / v**0.5 for a, b, v in zip(x, n, variances, strict=True)]
    low, high = np.quantile(z, part), np.quantile(z, 1 - part)
    z = [min(max(score, low), high) for score in z]
    places, phi = len(z), sum(score**2 for score in z) / len(z)
    w = [1 / v for v in variances]
    tau2 = max(0.0, (places * phi - (places - 1)) / (sum(w) - sum(v**2 for v in w) / sum(w)))
    return theta, phi, tau2


def test_over_dispersion_is_spiegelhalters():
    generator = np.random.default_rng(5)
    n = generator.integers(200, 4000, 60)
    x = generator.binomial(n, generator.beta(20, 80, 60))
    theta, phi, tau2 = written_out_dispersion(x.tolist(), n.tolist(), 0.1)
    z = 1.959963984540054
    multiplied = funnel_limits(x, n, overdispersion="multiplicative", level=0.95)
    assert multiplied.phi == pytest.approx(phi)
    expected = theta + z * np.sqrt(phi * theta * (1 - theta) / n)
    np.testing.assert_allclose(multiplied.upper, np.minimum(expected, 1), rtol=1e-9)
    added = funnel_limits(x, n, overdispersion="additive", level=0.95)
    assert added.tau == pytest.approx(np.sqrt(tau2))
    np.testing.assert_allclose(added.upper, theta + z * np.sqrt(theta * (1 - theta) / n + tau2), rtol=1e-9)
    assert added.tau == pytest.approx(np.sqrt(0.2 * 0.8 / 101), rel=0.3)


def test_outliers_do_not_hide_themselves_by_widening_the_funnel():
    generator = np.random.default_rng(6)
    n = np.full(50, 2_000)
    x = generator.binomial(n, 0.1)
    x[:3] = 600
    drawn_in = funnel_limits(x, n, overdispersion="multiplicative", baseline=0.1)
    as_it_is = funnel_limits(x, n, overdispersion="multiplicative", baseline=0.1, winsorise=0)
    assert drawn_in.phi < 2 < as_it_is.phi
    words = funnel_class(x, n, baseline=0.1, overdispersion="multiplicative")
    assert (words[:3] == "above 99.8%").all()


def test_less_variation_than_chance_never_narrows_the_limits():
    plain = funnel_limits([50, 50, 50, 50], [1000] * 4, statistic="rate")
    for overdispersion in ("multiplicative", "additive"):
        wide = funnel_limits([50, 50, 50, 50], [1000] * 4, statistic="rate", overdispersion=overdispersion)
        np.testing.assert_allclose(wide.upper, plain.upper)
        assert wide.tau == 0


@pytest.mark.parametrize(
    ("given_arguments", "message"),
    [
        ({"count": [-1, 2]}, r"count must be 0 or more; found -1 at position 0"),
        ({"count": [5, 200]}, r"count must be no more than its denominator; found 200 at position 1"),
        ({"denominator": [10, -3]}, r"denominator must be 0 or more"),
        ({"baseline": 1.2}, r"baseline must be a proportion from 0 to 1"),
        ({"baseline": -0.1}, r"baseline must be 0 or more"),
        ({"winsorise": 0.5}, r"winsorise must be 0 or more and below 0.5"),
        ({"at": [0]}, r"at must be above 0"),
        ({"level": [0.95, 99.8]}, r"level must lie between 0 and 1"),
        ({"multiplier": -100}, r"multiplier must be one number above 0"),
    ],
)
def test_bad_input_is_named(given_arguments, message):
    with pytest.raises(ArgumentError, match=message):
        funnel_limits(**({"count": [1, 2], "denominator": [10, 10]} | given_arguments))


def test_unknown_choices_name_the_nearest():
    with pytest.raises(UnknownChoiceError, match="Did you mean 'rate'"):
        funnel_limits([1], [2], statistic="rates")
    with pytest.raises(UnknownChoiceError, match="multiplicative"):
        funnel_class([1], [2], overdispersion="multiply")


@given(
    st.sampled_from(["proportion", "rate", "ratio"]),
    st.floats(0.001, 0.9),
    st.lists(st.floats(1, 1e6), min_size=2, max_size=20, unique=True),
)
def test_limits_hold_the_average_and_close_in_on_it(statistic, average, sizes):
    sizes = np.sort(sizes)
    funnel = funnel_limits([0], [1], statistic=statistic, baseline=average, at=sizes)
    assert (funnel.lower <= average).all()
    assert (funnel.upper >= average).all()
    assert (np.diff(funnel.upper, axis=0) <= 1e-9).all()
    assert (np.diff(funnel.lower, axis=0) >= -1e-9).all()
    assert (funnel.upper[:, 1] >= funnel.upper[:, 0]).all()


@pytest.mark.slow
@pytest.mark.parametrize("expected", [0.5, 2, 8, 40, 500, 20_000])
def test_chance_alone_crosses_each_poisson_limit_no_more_often_than_promised(expected):
    counts, drawn = np.unique(np.random.default_rng(31).poisson(expected, 400_000), return_inverse=True)
    words = funnel_class(counts, np.full(counts.size, expected), statistic="ratio")[drawn]
    above = np.isin(words, ["above 95%", "above 99.8%"]).mean()
    below = np.isin(words, ["below 95%", "below 99.8%"]).mean()
    assert above <= 0.0256
    assert below <= 0.0256
    assert (words == "above 99.8%").mean() <= 0.00115
    assert (words == "below 99.8%").mean() <= 0.00115
    if expected >= 500:
        assert above + below >= 0.045


@pytest.mark.slow
def test_chance_alone_crosses_the_limits_of_proportions_about_as_often_as_promised():
    counts, drawn = np.unique(np.random.default_rng(32).binomial(2_000, 0.3, 400_000), return_inverse=True)
    words = funnel_class(counts, np.full(counts.size, 2_000), baseline=0.3)[drawn]
    assert 0.045 <= (words != "within limits").mean() <= 0.055
    assert np.isin(words, ["above 99.8%", "below 99.8%"]).mean() <= 0.0026


@pytest.mark.slow
@pytest.mark.parametrize("overdispersion", ["multiplicative", "additive"])
def test_over_dispersed_places_are_called_outliers_about_as_often_as_promised(overdispersion):
    generator = np.random.default_rng(33)
    n = np.full((500, 150), 5_000)
    x = generator.poisson(n * generator.gamma(40, 0.02 / 40, n.shape))
    plain = funnel_class(x, n, statistic="rate")
    wide = funnel_class(x, n, statistic="rate", overdispersion=overdispersion)
    assert (plain != "within limits").mean() > 0.2
    # Winsorising takes some real variation away, so a little more than one in twenty is expected.
    assert 0.04 <= (wide != "within limits").mean() <= 0.10
