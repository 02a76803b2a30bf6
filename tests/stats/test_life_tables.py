"""Life expectancy: published values, agreement with a table written out, edges, and coverage."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ihanalysis.stats import ArgumentError, life_expectancy

AGES = [0, 1, *range(5, 95, 5)]
PEOPLE = [
    7060, 35059, 46974, 48489, 43219, 38561, 46009, 57208, 61435, 55601,
    50209, 56416, 46411, 39820, 37978, 37039, 33288, 23306, 11936, 11936,
]  # fmt: skip
DEATHS = [
    17, 9, 4, 8, 20, 15, 24, 33, 50, 71, 100, 163, 263, 304, 536, 872, 1390, 1605, 1936, 1937,
]  # fmt: skip

#: The example of PHEindicatormethods, as expected in its own tests: value and lower limit at some ages.
PUBLISHED = {
    0: (80.16960813, 79.88268548),
    1: (79.36245674, 79.0898816),
    25: (55.78835987, 55.53801579),
    65: (18.76856852, 18.57570352),
    90: (6.16210635, 5.887683386),
}


def written_out(deaths, people, ages, infants=0.1):
    """An abridged life table one band after another, as in a spreadsheet."""
    bands = len(ages)
    alive, lived, risk = [1.0], [], []
    for i in range(bands - 1):
        n, m = ages[i + 1] - ages[i], deaths[i] / people[i]
        a = infants if ages[i] == 0 and n == 1 else 0.5
        q = min(n * m / (1 + (1 - a) * n * m), 1)
        alive.append(alive[i] * (1 - q))
        lived.append(n * (alive[i + 1] + a * (alive[i] - alive[i + 1])))
        risk.append((n, a, q))
    lived.append(alive[-1] * people[-1] / deaths[-1])
    expectancy = [sum(lived[i:]) / alive[i] for i in range(bands)]
    pieces = []
    for i, (n, a, q) in enumerate(risk):
        variance = q**2 * (1 - q) / deaths[i] if deaths[i] else 0
        pieces.append(alive[i] ** 2 * ((1 - a) * n + expectancy[i + 1]) ** 2 * variance)
    pieces.append(alive[-1] ** 2 / (deaths[-1] * (deaths[-1] / people[-1]) ** 2))
    return expectancy, [math.sqrt(sum(pieces[i:])) / alive[i] for i in range(bands)]


def test_the_published_example_comes_out():
    ours = life_expectancy(DEATHS, PEOPLE, AGES)
    for age, (value, lower) in PUBLISHED.items():
        band = AGES.index(age)
        assert ours.value[band] == pytest.approx(value, abs=1e-6)
        assert ours.lower[band] == pytest.approx(lower, abs=2e-5)  # their normal quantile is 1.96


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(2_000, 90_000)), min_size=2, max_size=25),
    st.integers(1, 300),
    st.integers(0, 2**32 - 1),
)
def test_any_number_of_bands_is_the_table_written_out(bands, last_deaths, seed):
    deaths, people = (list(column) for column in zip(*bands, strict=True))
    deaths[-1], people[-1] = last_deaths, people[-1] + last_deaths
    widths = np.random.default_rng(seed).integers(1, 11, len(bands) - 1)
    ages = [0, *np.cumsum(widths).tolist()]
    ours = life_expectancy(deaths, [max(p, 3_000) for p in people], ages)
    expectancy, error = written_out(deaths, [max(p, 3_000) for p in people], ages)
    np.testing.assert_allclose(ours.value, expectancy, rtol=1e-9)
    np.testing.assert_allclose(ours.standard_error, error, rtol=1e-9)


def test_areas_at_once_are_each_area_alone_and_levels_come_last():
    generator = np.random.default_rng(2)
    deaths = generator.poisson(np.array(DEATHS), (3, 4, 20)) + 1
    together = life_expectancy(deaths, PEOPLE, AGES, level=[0.95, 0.998])
    assert together.value.shape == (3, 4, 20)
    assert together.lower.shape == (3, 4, 20, 2)
    alone = life_expectancy(deaths[2, 1], PEOPLE, AGES, level=[0.95, 0.998])
    np.testing.assert_allclose(together.upper[2, 1], alone.upper)


def test_one_age_alone_can_be_asked_for():
    every = life_expectancy(DEATHS, PEOPLE, AGES)
    at_65 = life_expectancy(DEATHS, PEOPLE, AGES, at=65)
    assert at_65.value == every.value[AGES.index(65)]
    assert isinstance(at_65.reason, str)
    with pytest.raises(ArgumentError, match="at must be an age that begins a band; found 66"):
        life_expectancy(DEATHS, PEOPLE, AGES, at=66)


def test_infants_who_die_live_a_tenth_of_their_year_and_a_first_band_of_more_years_half():
    usual = life_expectancy(DEATHS, PEOPLE, AGES, at=0)
    said = life_expectancy(DEATHS, PEOPLE, AGES, at=0, fractions=[0.1] + [0.5] * 19)
    assert usual.value == said.value
    half = life_expectancy(DEATHS, PEOPLE, AGES, at=0, fractions=[0.5] * 20)
    assert half.value > usual.value
    wide = life_expectancy([30, 400, 900], [50_000, 60_000, 9_000], [0, 15, 75], at=0)
    assert wide.value == pytest.approx(written_out([30, 400, 900], [50_000, 60_000, 9_000], [0, 15, 75])[0][0])


def test_small_populations_are_not_calculated_and_say_so():
    small = life_expectancy([1, 5, 20], [1_000, 2_000, 1_999], [0, 20, 65])
    assert np.isnan(small.value).all()
    assert small.reason.tolist() == ["fewer than 5,000 person-years"] * 3
    enough = life_expectancy([1, 5, 20], [1_000, 2_000, 2_000], [0, 20, 65])
    assert np.isfinite(enough.value).all()


def test_no_deaths_in_the_last_band_have_no_end_of_life_and_elsewhere_are_fine():
    none_last = life_expectancy([1, 5, 0], [10_000, 20_000, 900], [0, 20, 90], at=0)
    assert np.isnan(none_last.value)
    assert none_last.reason == "no deaths in the last band, from age 90"
    none_first = life_expectancy([0, 50, 200], [10_000, 20_000, 2_000], [0, 20, 65])
    assert np.isfinite(none_first.lower).all()


def test_a_band_without_person_years_is_not_calculated_and_leaves_the_other_areas_alone():
    areas = life_expectancy([[1, 5, 9], [1, 5, 9]], [[9_000, 0, 900], [9_000, 900, 900]], [0, 20, 65], at=0)
    assert areas.reason.tolist() == ["an age band has no person-years", ""]
    assert np.isnan(areas.value[0])
    assert np.isfinite(areas.value[1])


def test_everybody_dying_in_a_band_leaves_nobody_for_the_next():
    doomed = life_expectancy([10, 5_000, 10], [10_000, 6_000, 500], [0, 20, 90])
    assert np.isfinite(doomed.value[0])
    assert doomed.value[2] == 0


def test_an_interval_wider_than_twenty_years_is_flagged_and_kept():
    vague = life_expectancy([0, 0, 3], [3_000, 2_500, 100], [0, 20, 85], at=0)
    assert np.isfinite(vague.value)
    assert vague.caution == "the 95% interval is wider than 20 years"
    assert life_expectancy(DEATHS, PEOPLE, AGES, at=0).caution == ""


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"deaths": [1, -5, 9]}, r"deaths must be 0 or more; found -5 at position 1"),
        ({"deaths": [1, np.nan, 9]}, r"deaths must be known for every band; found nan at position 1"),
        ({"population": [9_000, -1, 900]}, r"population must be 0 or more"),
        ({"deaths": [1, 5, 901]}, r"deaths must be no more than the person-years of the band; found 901"),
        ({"ages": [0, 65, 20]}, r"ages must be rising; found 20 at position 2"),
        ({"ages": [0, 20, 20]}, r"ages must be rising"),
        ({"ages": [0, 20]}, r"ages must be the lowest age of each band"),
        ({"ages": [-1, 20, 65]}, r"ages must be 0 or more"),
        ({"fractions": [0.1, 0.5]}, r"fractions must be one for each of 3 bands"),
        ({"fractions": [0.1, 1.5, 0.5]}, r"fractions must be between 0 and 1"),
        ({"level": 95}, r"level must lie between 0 and 1"),
    ],
)
def test_bad_input_is_named(change, message):
    usual = {"deaths": [1, 5, 9], "population": [9_000, 9_000, 900], "ages": [0, 20, 65]}
    with pytest.raises(ArgumentError, match=message):
        life_expectancy(**(usual | change))


def test_more_deaths_shorten_life():
    before = life_expectancy(DEATHS, PEOPLE, AGES)
    more = life_expectancy([d + 10 for d in DEATHS], PEOPLE, AGES)
    assert (more.value < before.value).all()


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.03, 0.2, 1.0])
def test_coverage_of_life_expectancy_at_birth(share):
    people = share * np.array(PEOPLE)
    risk = np.array(DEATHS) / np.array(PEOPLE)
    truth = life_expectancy(risk * people, people, AGES, at=0).value
    deaths = np.random.default_rng(51).poisson(risk * people, (20_000, 20))
    seen = life_expectancy(np.minimum(deaths, people), people, AGES, at=0)
    covered = np.mean((seen.lower <= truth) & (truth <= seen.upper))
    assert 0.93 <= covered <= 0.97
