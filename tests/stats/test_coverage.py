"""How often the intervals hold the truth, from a third of an event to a thousand."""

import pytest

from ihanalysis.stats.coverage import EXPECTED, coverage_table

#: At least 93% always; at most 97%, save where whole counts leave an exact method no choice but to hold the
#: truth more often: below the events from which approximations are used, and where a share as large as half
#: of the whole is recovered from estimates alone.
LEAST, MOST = 0.93, 0.97


@pytest.fixture(scope="module")
def table():
    return coverage_table()


@pytest.mark.slow
def test_every_interval_holds_the_truth_in_at_least_93_in_100(table):
    assert [row for row in table if row.coverage < LEAST] == []


@pytest.mark.slow
def test_intervals_are_not_needlessly_wide_from_a_hundred_events(table):
    assert [row for row in table if row.expected > 100 and row.coverage > MOST] == []


@pytest.mark.slow
def test_intervals_miss_on_either_side_alike_from_a_hundred_events(table):
    lopsided = [row for row in table if row.expected > 100 and max(row.too_high, row.too_low) > 0.035]
    assert lopsided == []


@pytest.mark.slow
def test_every_interval_is_simulated_at_every_count_it_can_have(table):
    by_interval: dict[str, set[float]] = {}
    for row in table:
        by_interval.setdefault(row.interval, set()).add(row.expected)
    few = {count for count in EXPECTED if count < 10}
    assert len(by_interval) == 30
    for name, expected in by_interval.items():
        needs_events = name == "mean" or " directly standardised" in f" {name}"
        assert expected >= set(EXPECTED) - (few if needs_events else set()), name


def test_the_same_seed_gives_the_same_table():
    assert coverage_table(simulations=50) == coverage_table(simulations=50)
    assert coverage_table(simulations=50) != coverage_table(simulations=50, seed=1)
