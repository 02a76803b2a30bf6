"""How often each interval holds the truth, by simulation: `python -m ihanalysis.stats.coverage` prints it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from ihanalysis.stats.age_bands import EUROPEAN_STANDARD_POPULATION_2013
from ihanalysis.stats.estimate import FEWEST_EVENTS, Estimate, Floats
from ihanalysis.stats.gaps import PartOfComparator, gap, gap_of_proportions, gap_of_rates
from ihanalysis.stats.means import mean
from ihanalysis.stats.proportions import proportion
from ihanalysis.stats.rates import rate
from ihanalysis.stats.standardised import directly_standardised_rate, indirectly_standardised_ratio
from ihanalysis.stats.uplift import uplifted_count

#: The events, or observations, that a group has in expectation: those of inclusion health, and more.
EXPECTED = (0.3, 1, 3, 12, 113, 1000)
SIMULATIONS = 20_000
SEED = 2013

#: Each simulated truth lies within this factor of the expected events, on either side. Counts are whole,
#: so that coverage jumps with the truth; what is judged is the average nearby (as Newcombe 1998 did).
NEARBY = 1.5

#: A simulation: random numbers and true expected events in, estimates and the truths they aim at out.
Simulation = Callable[[np.random.Generator, Floats], tuple[Estimate, Floats]]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often an interval held the truth, and on which side it missed.

    Attributes
    ----------
    interval
        What was simulated.
    expected
        The events, or observations, that the group has in expectation.
    coverage
        The share of 95% intervals that held the truth, of those that were calculated.
    too_high, too_low
        The share that lay wholly above, or wholly below, the truth.
    calculated
        The share that was calculated: a directly standardised rate needs ten events, a ratio a
        comparator above zero.
    """

    interval: str
    expected: float
    coverage: float
    too_high: float
    too_low: float
    calculated: float


def coverage_table(simulations: int = SIMULATIONS, seed: int = SEED) -> list[Coverage]:
    """The coverage of every interval at each number of expected events; the same for the same seed.

    >>> table = coverage_table(simulations=200)
    >>> sorted({row.expected for row in table if row.interval == "rate"})
    [0.3, 1, 3, 12, 113, 1000]
    """
    generator = np.random.default_rng(seed)
    return [_coverage(name, expected, simulate, generator, simulations) for name, expected, simulate in _simulations()]


def _coverage(
    name: str, expected: float, simulate: Simulation, generator: np.random.Generator, simulations: int
) -> Coverage:
    nearby = np.exp(generator.uniform(-np.log(NEARBY), np.log(NEARBY), simulations))
    estimate, truth = simulate(generator, expected * nearby)
    known = ~np.isnan(estimate.lower)
    too_high = float(np.mean(truth[known] < estimate.lower[known]))
    too_low = float(np.mean(truth[known] > estimate.upper[known]))
    return Coverage(name, expected, 1 - too_high - too_low, too_high, too_low, float(np.mean(known)))


def _simulations() -> Iterator[tuple[str, float, Simulation]]:
    for expected in EXPECTED:
        yield "rate", expected, _rate
        yield "proportion, one in four", expected, _proportion(max(20, round(4 * expected)))
        yield "proportion, rare", expected, _proportion(1_000_000)
        yield "indirectly standardised ratio", expected, _ratio_to_expected
        yield "uplifted count, one year", expected, _uplifted(years=1)
        yield "uplifted count, eight years pooled", expected, _uplifted(years=8)
        if expected > 1:
            yield "mean", expected, _mean
        if expected >= FEWEST_EVENTS:
            yield "directly standardised rate", expected, _directly_standardised
        for side in ("difference", "ratio"):
            for name, simulation in _gaps(side):
                yield f"{side} of {name}", expected, simulation
            if expected >= FEWEST_EVENTS:
                yield f"{side} of directly standardised rates", expected, _gap_of_standardised(side)


def _gaps(side: str) -> Iterator[tuple[str, Simulation]]:
    for size, words in ((1, "comparator of the same size"), (1000, "comparator a thousand times larger")):
        yield f"rates, {words}", _gap_of_rates(side, size)
        yield f"proportions, {words}", _gap_of_proportions(side, size)
    for share in (0.05, 0.5):
        whole = f"group and whole, {share:.0%} of it"
        yield whole, _part(side, share, "covariance")
        yield f"{whole}, from estimates", _part_by_estimates(side, share)
        yield f"group and the rest, {share:.0%} of the whole", _part(side, share, "remainder")


def _rate(generator: np.random.Generator, events: Floats) -> tuple[Estimate, Floats]:
    return rate(generator.poisson(events), 1000), events / 1000


def _ratio_to_expected(generator: np.random.Generator, events: Floats) -> tuple[Estimate, Floats]:
    return indirectly_standardised_ratio(generator.poisson(events), 7.5), events / 7.5


def _proportion(total: int) -> Simulation:
    def simulate(generator: np.random.Generator, events: Floats) -> tuple[Estimate, Floats]:
        return proportion(generator.binomial(total, events / total), total), events / total

    return simulate


def _mean(generator: np.random.Generator, observations: Floats) -> tuple[Estimate, Floats]:
    """Ages at death, normally distributed: the case for which Student's t is exact."""
    n = int(np.median(observations))
    few = observations[: max(1, 2_000_000 // n)]
    return mean(generator.normal(46, 12, (few.size, n))), np.full(few.size, 46.0)


def _uplifted(years: int) -> Simulation:
    uplift, relative_error = np.linspace(1.1, 1.5, years), 0.06

    def simulate(generator: np.random.Generator, events: Floats) -> tuple[Estimate, Floats]:
        each_year = events[:, np.newaxis] * generator.dirichlet(np.full(years, 5), events.size)
        found = uplift * (1 + relative_error * generator.standard_normal(each_year.shape))
        identified = generator.poisson(each_year)
        return uplifted_count(identified, found, relative_error * uplift, axis=-1), each_year @ uplift

    return simulate


def _gap_of_rates(side: str, size: float) -> Simulation:
    def simulate(generator: np.random.Generator, events: Floats) -> tuple[Estimate, Floats]:
        other = size * generator.permutation(events)
        found = gap_of_rates(generator.poisson(events), 1, generator.poisson(other), size)
        return _sides(side, getattr(found, side), events, other / size)

    return simulate


def _gap_of_proportions(side: str, size: int) -> Simulation:
    def simulate(generator: np.random.Generator, events: Floats) -> tuple[Estimate, Floats]:
        total = max(20, round(4 * float(np.median(events))))
        p, other = events / total, generator.permutation(events) / total
        x, other_x = generator.binomial(total, p), generator.binomial(size * total, other)
        return _sides(side, getattr(gap_of_proportions(x, total, other_x, size * total), side), p, other)

    return simulate


def _part(side: str, share: float, part_of_comparator: PartOfComparator) -> Simulation:
    def simulate(generator: np.random.Generator, events: Floats) -> tuple[Estimate, Floats]:
        others = generator.permutation(events) * (1 - share) / share
        x = generator.poisson(events)
        found = gap_of_rates(x, share, x + generator.poisson(others), 1, part_of_comparator=part_of_comparator)
        remainder = others / (1 - share)
        compared = remainder if part_of_comparator == "remainder" else events + others
        return _sides(side, getattr(found, side), events / share, compared)

    return simulate


def _part_by_estimates(side: str, share: float) -> Simulation:
    def simulate(generator: np.random.Generator, events: Floats) -> tuple[Estimate, Floats]:
        others = generator.permutation(events) * (1 - share) / share
        x = generator.poisson(events)
        whole = rate(x + generator.poisson(others), 1)
        found = gap(rate(x, share), whole, share=share, part_of_comparator="covariance")
        return _sides(side, getattr(found, side), events / share, events + others)

    return simulate


def _directly_standardised(generator: np.random.Generator, events: Floats) -> tuple[Estimate, Floats]:
    """A young population with rates that rise with age, so that a few old people weigh heavily."""
    bands = list(EUROPEAN_STANDARD_POPULATION_2013)
    people = 20_000 * np.linspace(1.6, 0.2, len(bands))
    risk = people * np.exp(np.linspace(0, 4, len(bands)))
    by_age = events[:, np.newaxis] * risk / risk.sum()
    weights = np.array(list(EUROPEAN_STANDARD_POPULATION_2013.values())) / 100_000
    found = directly_standardised_rate(generator.poisson(by_age), people, bands=bands)
    return found, by_age / people @ weights


def _gap_of_standardised(side: str) -> Simulation:
    def simulate(generator: np.random.Generator, events: Floats) -> tuple[Estimate, Floats]:
        one, truth = _directly_standardised(generator, events)
        other, other_truth = _directly_standardised(generator, 50 * generator.permutation(events))
        return _sides(side, getattr(gap(one, other), side), truth, other_truth)

    return simulate


def _sides(side: str, found: Estimate, truth: Floats, other: Floats) -> tuple[Estimate, Floats]:
    return found, truth - other if side == "difference" else truth / other


if __name__ == "__main__":
    print(f"{'interval':<64}{'expected':>9}{'coverage':>10}{'too high':>10}{'too low':>9}{'calculated':>12}")
    for row in sorted(coverage_table(), key=lambda row: row.interval):
        print(
            f"{row.interval:<64}{row.expected:>9}{row.coverage:>10.1%}{row.too_high:>10.1%}{row.too_low:>9.1%}"
            f"{row.calculated:>12.0%}"
        )
