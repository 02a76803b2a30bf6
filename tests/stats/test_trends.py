"""Trends: the test against closed forms, periods from labels, refusals with a reason, and error rates."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2
from statsmodels.stats.contingency_tables import Table

from ihanalysis.errors import UnknownChoiceError
from ihanalysis.stats import ArgumentError, Limits, trend
from ihanalysis.stats.periods import Period, overlapping, read_periods

YEARS = range(2016, 2021)


def cochran_armitage(x, n, t):
    """The chi-square for linear trend in proportions in the form of Fingertips' technical guidance."""
    x, n, t = (np.asarray(a, dtype=float) for a in (x, n, t))
    numerator = n.sum() * (n.sum() * (x * t).sum() - x.sum() * (n * t).sum()) ** 2
    return numerator / (x.sum() * (n.sum() - x.sum()) * (n.sum() * (n * t**2).sum() - (n * t).sum() ** 2))


def test_the_trend_in_proportions_is_the_cochran_armitage_test():
    generator = np.random.default_rng(1)
    for _ in range(20):
        n = generator.integers(100, 5_000, 5)
        x = generator.binomial(n, generator.uniform(0.05, 0.6))
        ours = trend(YEARS, x, n)
        assert ours.chi_square == pytest.approx(cochran_armitage(x, n, YEARS))
        assert ours.p_value == pytest.approx(chi2.sf(ours.chi_square, 1))
        # statsmodels divides by N − 1 people where the test for trend divides by N.
        theirs = Table(np.column_stack([n - x, x])).test_ordinal_association(np.arange(5), np.array([0, 1]))
        assert ours.chi_square == pytest.approx(theirs.zscore**2 * n.sum() / (n.sum() - 1), rel=1e-9)


def test_the_trend_in_rates_is_the_score_test_of_poisson_regression():
    x, n = np.array([60, 70, 66, 92, 101]), np.array([50_000.0, 48_000, 51_000, 52_000, 50_500])
    ours = trend(YEARS, x, n, statistic="rate", multiplier=100_000)
    t = np.arange(5.0)
    flat = sm.GLM(x, np.ones((5, 1)), family=sm.families.Poisson(), exposure=n).fit()
    score = (t * (x - flat.fittedvalues)).sum()
    centred = t - (flat.fittedvalues * t).sum() / flat.fittedvalues.sum()
    information = (flat.fittedvalues * centred**2).sum()
    assert ours.chi_square == pytest.approx(score**2 / information)
    assert ours.value == pytest.approx(1e5 * sm.WLS(x / n, sm.add_constant(t), weights=n).fit().params[1])


def test_the_trend_in_values_is_weighted_regression_with_known_variances():
    v, s = np.array([70.1, 70.4, 70.2, 71.0, 71.3]), np.array([0.3, 0.2, 0.25, 0.3, 0.2])
    ours = trend(YEARS, v, s, statistic="value", level=0.99)
    fit = sm.WLS(v, sm.add_constant(np.arange(5.0)), weights=1 / s**2).fit(cov_type="fixed scale")
    assert ours.value == pytest.approx(fit.params[1])
    assert ours.chi_square == pytest.approx((fit.params[1] / fit.bse[1]) ** 2)
    assert ours.lower == pytest.approx(fit.params[1] - chi2.ppf(0.99, 1) ** 0.5 * fit.bse[1])
    limits = Limits(v - 1.959964 * s, v + 1.959964 * s)
    assert trend(YEARS, v, limits, statistic="value").chi_square == pytest.approx(ours.chi_square, rel=1e-5)


def test_a_trend_is_called_one_at_the_level_of_fingertips():
    # 9.5495 is the chi-square of p = 0.002.
    assert chi2.isf(0.002, 1) == pytest.approx(9.5495, abs=1e-4)
    x, n = [100, 106, 112, 118, 124], [10_000] * 5
    scale = 9.5495 / trend(YEARS, x, n).chi_square
    for factor, word in ((0.99, "no clear change"), (1.01, "increasing")):
        n_now, x_now = np.array(n) * scale * factor, np.array(x) * scale * factor
        assert trend(YEARS, x_now, n_now).direction == word
        assert trend(YEARS, x_now[::-1], n_now).direction == word.replace("increasing", "decreasing")
    assert trend(YEARS, x, n, test_level=0.5).direction == "increasing"


def test_a_direction_that_hangs_on_one_point_is_not_given():
    one = trend(YEARS, [100, 99, 98, 97, 200], [5_000] * 5)
    assert one.p_value < 0.002
    assert one.direction == "no clear change"
    assert one.caution == "the direction hangs on one point"
    steady = trend(YEARS, [100, 125, 150, 175, 200], [5_000] * 5)
    assert steady.direction == "increasing"
    assert steady.caution == ""


def test_only_the_last_five_points_are_used_unless_more_are_asked_for():
    x = [900, 800, 700, 100, 125, 150, 175, 200]
    recent = trend(range(2013, 2021), x, [5_000] * 8)
    assert recent.points == 5
    assert recent.direction == "increasing"
    assert recent.value == pytest.approx(25 / 5_000)
    everything = trend(range(2013, 2021), x, [5_000] * 8, last=None)
    assert everything.points == 8
    assert everything.direction == "decreasing"
    with pytest.raises(ArgumentError, match="last must be 5 or more"):
        trend(YEARS, x[:5], [5_000] * 5, last=3)


@pytest.mark.parametrize(
    ("periods", "count", "denominator", "statistic", "reason"),
    [
        ([2018, 2019, 2020, 2021], [1, 2, 3, 4], [9] * 4, "proportion", "fewer than 5 points"),
        (["2013-15", "2014-16", "2015-17", "2016-18", "2017-19"], [1] * 5, [9] * 5, "rate", "periods overlap"),
        (YEARS, [1, 2, np.nan, 3, 4], [9] * 5, "proportion", "a point is missing"),
        (YEARS, [0] * 5, [9] * 5, "rate", "no events in any period"),
        (YEARS, [9] * 5, [9] * 5, "proportion", "everybody is counted in every period"),
    ],
)
def test_what_would_mislead_is_refused_with_the_reason(periods, count, denominator, statistic, reason):
    refused = trend(periods, count, denominator, statistic=statistic)
    assert refused.reason == reason
    assert refused.direction == "not calculated"
    for name in ("value", "lower", "upper", "chi_square", "p_value"):
        assert np.isnan(getattr(refused, name))


def test_an_overlap_before_the_last_five_points_does_no_harm():
    periods = [(2008, 2010), (2009, 2011), 2012, 2013, 2014, 2015, 2016]
    assert trend(periods, [5] * 7, [50] * 7).reason == ""


def test_a_period_without_events_is_an_observation():
    found = trend(YEARS, [0, 5, 10, 20, 40], [1_000] * 5)
    assert found.reason == ""
    assert found.direction == "increasing"


def test_series_at_once_are_each_series_alone():
    generator = np.random.default_rng(4)
    n = generator.integers(500, 5_000, (2, 3, 6))
    x = generator.binomial(n, 0.2)
    together = trend(range(2015, 2021), x, n, level=[0.95, 0.998])
    assert together.lower.shape == (2, 3, 2)
    for place in np.ndindex(2, 3):
        alone = trend(range(2015, 2021), x[place], n[place], level=[0.95, 0.998])
        np.testing.assert_allclose(together.upper[place], alone.upper)
        assert together.direction[place] == alone.direction


@pytest.mark.parametrize(
    ("label", "start", "end"),
    [
        (2019, 2019, 2020),
        (np.int64(2019), 2019, 2020),
        ("2019", 2019, 2020),
        ("2019/20", 2019.25, 2020.25),
        ("2019-20", 2019.25, 2020.25),
        ("1999/00", 1999.25, 2000.25),
        ("2019/2020", 2019.25, 2020.25),
        ("2018-20", 2018, 2021),
        ("2018 - 2020", 2018, 2021),
        ("2018 to 2020", 2018, 2021),
        ("2018–20", 2018, 2021),
        ("2019-2020", 2019, 2021),
        ("2018/19 - 20/21", 2018.25, 2021.25),
        ("2018/19 to 2020/21", 2018.25, 2021.25),
        ((2018, 2020), 2018, 2021),
    ],
)
def test_periods_are_understood_as_publications_write_them(label, start, end):
    assert read_periods([label]) == (Period(start, end),)


@pytest.mark.parametrize(
    "label", ["last year", "2019/21", "20-21", "2020-18", "2020 to 2018", (2020, 2018), (2018,), np.nan, None]
)
def test_other_periods_are_refused_with_what_is_accepted(label):
    with pytest.raises(ArgumentError, match=r"periods must be such as 2019.*at position 1"):
        read_periods([2000, label])


def test_unsorted_and_repeated_periods_are_refused():
    with pytest.raises(ArgumentError, match="periods must be in order of time, each once; found 2018 at position 2"):
        trend([2018, 2019, 2018, 2020, 2021], [1] * 5, [9] * 5)
    with pytest.raises(ArgumentError, match="each once"):
        trend([2018, 2018, 2019, 2020, 2021], [1] * 5, [9] * 5)


def test_financial_years_and_following_calendar_years_touch_without_overlap():
    assert not overlapping(read_periods(["2017/18", "2018/19", "2019-20"]))
    assert not overlapping(read_periods(["2016 to 2018", 2019]))
    assert overlapping(read_periods([2019, "2019/20"]))


@pytest.mark.parametrize(
    ("given_arguments", "message"),
    [
        ({"value": [1, 2, 3, 4, -5]}, r"count must be 0 or more; found -5 at position 4"),
        ({"value": [1, 2, 3, 4, 10]}, r"count must be no more than its denominator"),
        ({"uncertainty": [9, 9, 9, 9, 0]}, r"denominator must be above 0"),
        ({"uncertainty": [9, 9, 9, 0, 9], "statistic": "value"}, r"uncertainty must be a standard error above 0"),
        ({"uncertainty": Limits([0] * 5, [9] * 5)}, r"must be the denominator of a proportion; found limits"),
        ({"periods": [2019, 2020]}, r"periods must be one for each point; found 2 for shape \(5,\)"),
        ({"level": 95}, r"level must lie between 0 and 1"),
        ({"multiplier": 0}, r"multiplier"),
    ],
)
def test_bad_input_is_named(given_arguments, message):
    usual = {"periods": YEARS, "value": [1, 2, 3, 4, 5], "uncertainty": [9] * 5}
    with pytest.raises(ArgumentError, match=message):
        trend(**(usual | given_arguments))
    with pytest.raises(UnknownChoiceError, match="Did you mean 'rate'"):
        trend(YEARS, [1] * 5, [9] * 5, statistic="rates")


@given(st.lists(st.integers(0, 400), min_size=5, max_size=9), st.integers(0, 2**32 - 1))
def test_time_turned_round_turns_the_change_and_its_unit_scales_it(counts, seed):
    n = np.random.default_rng(seed).integers(500, 5_000, len(counts))
    years = range(2000, 2000 + len(counts))
    there = trend(years, counts, n, last=None, multiplier=100)
    back = trend(years, counts[::-1], n[::-1], last=None)
    if there.reason != "":
        assert there.reason == back.reason
        return
    assert there.value == pytest.approx(-100 * back.value, abs=1e-9)
    assert there.chi_square == pytest.approx(back.chi_square, abs=1e-7)
    assert there.lower <= there.value <= there.upper


@pytest.mark.slow
@pytest.mark.parametrize(("statistic", "expected"), [("proportion", 40), ("rate", 12), ("rate", 200)])
def test_a_level_series_is_called_a_trend_no_more_often_than_promised(statistic, expected):
    generator = np.random.default_rng(61)
    n = np.full((100_000, 5), 1_000)
    draw = generator.binomial(n, expected / 1000) if statistic == "proportion" else generator.poisson(expected, n.shape)
    found = trend(YEARS, draw, n, statistic=statistic)
    assert 0.045 <= (found.p_value < 0.05).mean() <= 0.055
    assert (found.direction != "no clear change").mean() <= 0.0027
    covered = ((found.lower <= 0) & (found.upper >= 0)).mean()
    assert 0.945 <= covered <= 0.955
