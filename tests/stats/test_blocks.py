"""Long tables are worked through in blocks, and nobody can tell from the results."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

import numpy as np
import pytest

from ihanalysis import stats
from ihanalysis.stats import blocks

BANDS = list(stats.EUROPEAN_STANDARD_POPULATION_2013)
LEVELS = [0.95, 0.998]


def numbers(*shape):
    """Counts and people as areas have them, with a missing one, a part of one and nobody at risk among them."""
    generator = np.random.default_rng(2013)
    people = generator.integers(1_000, 1_000_000, shape).astype(float)
    count = generator.poisson(people * 10 ** generator.uniform(-5, -2, shape)).astype(float)
    count.flat[5], count.flat[9], people.flat[7] = np.nan, 3.5, 0
    return count, people


LONG, CUBE = numbers(2_011), numbers(3, 20, 30)
BY_AGE = np.full((300, len(BANDS)), 7.0), numbers(300, len(BANDS))[1]

CALLS = {
    "rate": lambda: stats.rate(*LONG, multiplier=1000),
    "rate at two levels": lambda: stats.rate(*CUBE, level=LEVELS),
    "rate of one long row": lambda: stats.rate(LONG[0][np.newaxis], LONG[1]),
    "rate with shapes that broadcast": lambda: stats.rate(CUBE[0], CUBE[1][0, 0]),
    "proportion": lambda: stats.proportion(np.fmin(*LONG), LONG[1], level=LEVELS),
    "indirectly standardised rate": lambda: stats.indirectly_standardised_rate(*LONG, np.linspace(0, 1, 2_011)),
    "directly standardised rate": lambda: stats.directly_standardised_rate(*BY_AGE, bands=BANDS, level=LEVELS),
    "uplifted count": lambda: stats.uplifted_count(LONG[0], 1.3, 0.05),
    "uplifted count over years": lambda: stats.uplifted_count(CUBE[0], np.linspace(1.1, 1.4, 30), 0.05, axis=-1),
    "gap": lambda: stats.gap_of_rates(*LONG, 30_000, 1_000_000, level=LEVELS),
    "gap inside its comparator": lambda: stats.gap_of_rates(
        *LONG, np.nansum(LONG[0]), LONG[1].sum(), part_of_comparator="covariance"
    ),
}


def columns(result):
    for field in fields(result):
        part = getattr(result, field.name)
        yield from columns(part) if is_dataclass(part) else [(field.name, part)]


@pytest.mark.parametrize("name", CALLS)
def test_results_are_the_same_to_the_last_digit_however_long_a_block_is(name, monkeypatch):
    whole = dict(enumerate(columns(CALLS[name]())))
    monkeypatch.setattr(blocks, "BLOCK", 500)
    for position, (column, found) in enumerate(columns(CALLS[name]())):
        assert whole[position][0] == column
        np.testing.assert_array_equal(found, whole[position][1], strict=True)


def test_a_refusal_names_the_position_in_the_whole_table(monkeypatch):
    monkeypatch.setattr(blocks, "BLOCK", 10)
    with pytest.raises(stats.ArgumentError, match="found -1 at position 42"):
        stats.rate(np.where(np.arange(50) == 42, -1, 5), 1000)


def test_no_step_of_a_long_calculation_is_given_more_than_a_block(monkeypatch):
    monkeypatch.setattr(blocks, "BLOCK", 100)
    sizes = []

    def double(x):
        sizes.append(x.size)
        return (2 * x,)

    x = np.arange(1_234.0).reshape(2, 617)
    assert (blocks.in_blocks(double, x.shape, x)[0] == 2 * x).all()
    assert max(sizes) <= 100
    assert sum(sizes) == x.size


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0)])
def test_an_empty_table_has_empty_results(shape):
    assert stats.rate(np.empty(shape), 10).lower.shape == shape


def test_one_comparator_of_many_groups_is_kept_once():
    gap = stats.gap_of_rates(*LONG, 30_000, 1_000_000)
    assert gap.comparator.value.shape == ()
    assert gap.difference.value.shape == (2_011,)
