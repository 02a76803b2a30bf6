"""Standardised rates and ratios: worked through, against PHStatsMethods, and at their boundaries."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ihanalysis.stats import (
    EUROPEAN_STANDARD_POPULATION_2013,
    ArgumentError,
    directly_standardised_rate,
    expected_count,
    indirectly_standardised_rate,
    indirectly_standardised_ratio,
    rate,
)
from ihanalysis.stats.limits import poisson_limits

BANDS = list(EUROPEAN_STANDARD_POPULATION_2013)
GENERATOR = np.random.default_rng(2013)
PEOPLE = GENERATOR.integers(200, 9000, (12, 19)).astype(float)
COUNTS = GENERATOR.poisson(PEOPLE * np.geomspace(1e-4, 0.1, 19)).astype(float)


@pytest.mark.parametrize("level", [0.9, 0.95, 0.99, 0.998])
def test_a_directly_standardised_rate_is_that_of_phstatsmethods(level):
    helpers = pytest.importorskip("PHStatsMethods")
    weights = np.array(list(EUROPEAN_STANDARD_POPULATION_2013.values()))
    found = directly_standardised_rate(COUNTS, PEOPLE, bands=BANDS, multiplier=100_000, level=level)
    variance = (weights**2 * COUNTS / PEOPLE**2).sum(axis=-1) / weights.sum() ** 2
    arguments = list(zip(found.value, COUNTS.sum(axis=-1), variance, strict=True))
    expected = [
        [limit(*area, level, 100_000) for area in arguments] for limit in (helpers.dobson_lower, helpers.dobson_upper)
    ]
    np.testing.assert_allclose([found.lower, found.upper], expected, rtol=1e-9)


def test_a_whole_table_of_phstatsmethods_agrees():
    helpers = pytest.importorskip("PHStatsMethods")
    pd = pytest.importorskip("pandas")
    weights = list(EUROPEAN_STANDARD_POPULATION_2013.values())
    areas = np.repeat(np.arange(12), 19)
    frame = pd.DataFrame({"area": areas, "x": COUNTS.ravel(), "n": PEOPLE.ravel(), "w": weights * 12})
    theirs = helpers.ph_dsr(frame, "x", "n", "w", "area", euro_standard_pops=False, metadata=False)
    ours = directly_standardised_rate(COUNTS, PEOPLE, bands=BANDS, multiplier=100_000)
    columns = theirs[["Value", "lower_95_ci", "upper_95_ci"]].to_numpy().T
    np.testing.assert_allclose([ours.value, ours.lower, ours.upper], columns, rtol=1e-9)


def test_a_directly_standardised_rate_worked_by_hand():
    """Two bands: 0.805 × 10/5000 + 0.195 × 90/1000, and Dobson's stretch of the limits of 100."""
    found = directly_standardised_rate([10, 90], [5000, 1000], {"young": 80_500, "old": 19_500}, bands=["young", "old"])
    variance = 0.805**2 * 10 / 5000**2 + 0.195**2 * 90 / 1000**2
    lower, upper = poisson_limits(100)
    assert found.value == pytest.approx(0.01916)
    assert found.lower == pytest.approx(0.01916 + np.sqrt(variance / 100) * (lower - 100))
    assert found.upper == pytest.approx(0.01916 + np.sqrt(variance / 100) * (upper - 100))


@given(st.integers(10, 10**6), st.integers(1, 10**6))
def test_with_a_single_band_it_is_the_crude_rate(count, people):
    found = directly_standardised_rate({"all": count}, {"all": people}, {"all": 7})
    crude = rate(count, people)
    np.testing.assert_allclose(
        [found.value, found.lower, found.upper], [crude.value, crude.lower, crude.upper], rtol=1e-9
    )


@given(
    st.lists(st.integers(0, 5000), min_size=3, max_size=3).filter(lambda counts: sum(counts) >= 10),
    st.lists(st.integers(1, 10**5), min_size=3, max_size=3),
    st.lists(st.integers(1, 1000), min_size=3, max_size=3),
)
def test_a_standardised_rates_interval_holds_it_and_weights_count_only_relatively(counts, people, weights):
    bands = ["a", "b", "c"]
    standard = dict(zip(bands, weights, strict=True))
    found = directly_standardised_rate(counts, people, standard, bands=bands)
    doubled = directly_standardised_rate(counts, people, {band: 2 * w for band, w in standard.items()}, bands=bands)
    assert 0 <= found.lower <= found.value <= found.upper
    assert doubled.value == pytest.approx(found.value)
    assert doubled.upper == pytest.approx(found.upper)


@pytest.mark.parametrize("bands", [1, 2, 18, 19, 40])
def test_any_number_of_bands_will_do(bands):
    names = [f"band {number}" for number in range(bands)]
    standard = dict.fromkeys(names, 1)
    found = directly_standardised_rate(np.full(bands, 20), np.full(bands, 100), standard, bands=names)
    assert found.value == pytest.approx(0.2)


def two_bands(count, population, weights=(1, 1), **options):
    standard = {"a": weights[0], "b": weights[1]}
    return directly_standardised_rate(count, population, standard, bands=["a", "b"], **options)


def test_fewer_than_ten_events_are_not_standardised_and_the_reason_says_so():
    found = two_bands([[4, 5], [4, 6]], [[100, 100]])
    assert found.reason.tolist() == ["fewer than 10 events", ""]
    assert np.isnan([found.value[0], found.lower[0], found.upper[0]]).all()
    assert found.value[1] == pytest.approx(0.05)


def test_a_band_without_people_leaves_the_rate_uncalculated_with_the_reason():
    found = two_bands([[50, 0], [50, 0]], [[100, 0], [100, 10]])
    assert found.reason.tolist() == ["an age band has no population", ""]
    assert np.isnan(found.value[0])
    assert np.isnan(found.upper[0])


@pytest.mark.parametrize(("count", "population"), [([20, np.nan], [100, 100]), ([20, 9], [np.nan, 100])])
def test_a_missing_band_is_missing_and_not_zero(count, population):
    found = two_bands(count, population)
    assert found.reason == "missing"
    assert np.isnan(found.value)


def test_a_band_with_no_weight_plays_no_part():
    with_it, without = two_bands([20, 999], [100, 0], weights=(3, 0)), rate(20, 100)
    assert (with_it.value, with_it.reason) == (pytest.approx(without.value), "")
    assert with_it.upper == pytest.approx(without.upper)


def test_very_unequal_weights_do_not_take_the_limit_below_zero():
    found = two_bands([[12, 3]], [[10**6, 10]], weights=(1, 99), level=[0.95, 0.998])
    assert np.all(found.lower >= 0)
    assert found.lower[0, 1] == 0


def test_standardising_several_levels_at_once_gives_a_last_axis():
    found = directly_standardised_rate(
        COUNTS.reshape(3, 4, 19), PEOPLE.reshape(3, 4, 19), bands=BANDS, level=[0.95, 0.99]
    )
    assert (found.value.shape, found.lower.shape) == ((3, 4), (3, 4, 2))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: two_bands([-1, 20], [100, 100]), "count must be 0 or more; found -1 at position 0"),
        (lambda: two_bands([1, 20], [100, -100]), "population must be 0 or more; found -100 at position 1"),
        (lambda: two_bands(np.ones((3, 2)), np.ones((4, 2))), r"count \(3, 2\), population \(4, 2\)"),
    ],
)
def test_bad_input_to_a_standardised_rate_is_refused(call, message):
    with pytest.raises(ArgumentError, match=message):
        call()


def test_expected_events_are_the_populations_at_the_references_rates():
    found = expected_count({"old": [50, 90], "young": [100, 10]}, {"young": 2, "old": 30}, {"young": 1000, "old": 600})
    np.testing.assert_allclose(found, [2.7, 4.52])


def test_a_reference_band_without_people_leaves_the_expected_events_unknown():
    assert np.isnan(expected_count([10, 20], [1, 0], [100, 0], bands=["a", "b"]))


def test_expected_events_refuse_negative_numbers():
    with pytest.raises(ArgumentError, match="reference_count must be 0 or more"):
        expected_count([10, 20], [1, -1], [100, 100], bands=["a", "b"])


def test_the_reference_itself_has_a_ratio_of_one():
    expected = expected_count(PEOPLE[0], COUNTS[0], PEOPLE[0], bands=BANDS)
    assert indirectly_standardised_ratio(COUNTS[0].sum(), expected).value == pytest.approx(1)


@pytest.mark.parametrize("level", [0.9, 0.95, 0.99, 0.998])
def test_the_ratio_of_observed_to_expected_is_that_of_phstatsmethods(level):
    helpers = pytest.importorskip("PHStatsMethods")
    observed = np.array([1, 5, 9, 10, 11, 100, 12_345])
    found = indirectly_standardised_ratio(observed, 8.2, multiplier=100, level=level)
    np.testing.assert_allclose(found.value, observed / 8.2 * 100)
    lower = [helpers.byars_lower(count, level) / 8.2 * 100 for count in observed]
    upper = [helpers.byars_upper(count, level) / 8.2 * 100 for count in observed]
    np.testing.assert_allclose([found.lower, found.upper], [lower, upper], rtol=1e-9)


def test_one_observed_total_without_ages_is_enough():
    expected = expected_count([[100, 50], [10, 90]], [2, 30], [1000, 600], bands=["young", "old"])
    assert indirectly_standardised_ratio([5, 9], expected).value == pytest.approx([5 / 2.7, 9 / 4.52])


def test_the_standardised_rate_is_the_ratio_times_the_references_crude_rate():
    ratio = indirectly_standardised_ratio([0, 15], 11.5)
    found = indirectly_standardised_rate([0, 15], 11.5, 0.0098, multiplier=100_000)
    for limit in ("value", "lower", "upper"):
        np.testing.assert_allclose(getattr(found, limit), getattr(ratio, limit) * 980)


def test_none_observed_give_a_ratio_of_zero_with_an_upper_limit():
    found = indirectly_standardised_ratio(0, 2)
    assert (found.value, found.lower, found.reason) == (0, 0, "")
    assert found.upper == pytest.approx(-np.log(0.025) / 2)


def test_none_expected_give_no_ratio_and_the_reason():
    found = indirectly_standardised_ratio([3, np.nan], [0, 2])
    assert found.reason.tolist() == ["no events are expected", "missing"]
    assert np.isnan(found.value).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: indirectly_standardised_ratio(-1, 2), "observed must be 0 or more"),
        (lambda: indirectly_standardised_ratio(1, -2), "expected must be 0 or more"),
        (lambda: indirectly_standardised_rate(1, 2, -0.1), "reference_rate must be 0 or more"),
    ],
)
def test_bad_input_to_an_indirectly_standardised_figure_is_refused(call, message):
    with pytest.raises(ArgumentError, match=message):
        call()
