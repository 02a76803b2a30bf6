"""What the statistics cost: `python benchmarks/statistics.py` times them here and prints two tables.

The first holds the speeds and the memory that are claimed, each beside its aim. The second is cost against size,
from a thousand rows to ten million, and says whether it is linear; beside it a single division, for what long arrays
cost on this machine whatever is calculated. Times are the best of several runs. PHStatsMethods runs
once, on the same rows; the loop over statsmodels runs over some of the areas, as it takes about as long for each.
"""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path

# Python puts a script's folder first on the path, where this file would hide the standard library's own
# `statistics` from seaborn, which ihanalysis imports.
if Path(sys.path[0]).resolve() == Path(__file__).resolve().parent:
    sys.path.pop(0)

import numpy as np
import pandas as pd

from ihanalysis import stats

RUNS = 5
SEED = 2013
SIZES = (10**3, 10**4, 10**5, 10**6, 10**7)
ROWS = 100_000
AREAS_FOR_SLOPE, GROUPS = 10_000, 10
AREAS_IN_LOOP = 500
RUNS_BY_SIZE, MOST_RUNS = 3, 50

#: What is promised of speed and memory.
TIMES_FASTER = 1000
STANDARDISED_SECONDS = 0.5
MEMORY_TIMES_INPUT = 5

#: Linear: from so many rows on, the dearest costs no more than so many times those at that size.
LINEAR_FROM, LINEAR_WITHIN = 10**4, 1.5

Line = tuple[str, str, str]


def best(call: Callable[[], object], runs: int = RUNS, clock: Callable[[], float] = time.perf_counter) -> float:
    """The shortest of several runs, in seconds: the others were disturbed."""
    seconds = []
    for _ in range(runs):
        start = clock()
        call()
        seconds.append(clock() - start)
    return min(seconds)


def peak_over_input(call: Callable[[], object], *inputs: np.ndarray) -> float:
    """The most memory that a call took at once, results included, as a multiple of its inputs."""
    tracemalloc.start()
    call()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / sum(array.nbytes for array in inputs)


def counts_and_people(rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Events from none to thousands, as areas and inclusion health groups have them, and their people."""
    generator = np.random.default_rng(SEED)
    people = generator.integers(1_000, 1_000_000, rows).astype(float)
    return generator.poisson(people * 10 ** generator.uniform(-5, -2, rows)).astype(float), people


def rate_against_phstatsmethods() -> list[Line]:
    """The same rows through both; PHStatsMethods raises on a count of zero, so there is none."""
    count, people = counts_and_people(ROWS)
    count = np.maximum(count, 1)
    ours = best(lambda: stats.rate(count, people, multiplier=100_000))
    lines = [(f"rate with interval, {ROWS:,} rows", f"{ours * 1000:.1f} ms", "")]
    if find_spec("PHStatsMethods") is None:
        return [*lines, ("PHStatsMethods", "not installed", "")]
    from PHStatsMethods import ph_rate

    frame = pd.DataFrame({"area": np.arange(ROWS), "count": count, "people": people})
    start = time.perf_counter()
    theirs = ph_rate(frame, "count", "people", "area", metadata=False)
    seconds = time.perf_counter() - start
    found = stats.rate(count, people, multiplier=100_000)
    limits = [theirs.filter(like=side).to_numpy()[:, 0] for side in ("lower", "upper")]
    agree = np.allclose(limits, [found.lower, found.upper], rtol=1e-9)
    what = f"PHStatsMethods, the same rows, once; limits {'agree' if agree else 'DIFFER'}"
    faster = seconds / ours
    return [
        *lines,
        (what, f"{seconds:.1f} s", ""),
        ("times faster", f"{faster:,.0f}", verdict(faster >= TIMES_FASTER, f"{TIMES_FASTER:,} or more")),
    ]


def standardised_rates() -> list[Line]:
    bands = list(stats.EUROPEAN_STANDARD_POPULATION_2013)
    generator = np.random.default_rng(SEED)
    people = generator.integers(100, 5_000, (ROWS, len(bands))).astype(float)
    count = generator.poisson(people * np.geomspace(1e-4, 1e-1, len(bands))).astype(float)
    calculate = partial(stats.directly_standardised_rate, count, people, bands=bands, multiplier=100_000)
    seconds, memory = best(calculate), peak_over_input(calculate, count, people)
    what = f"directly standardised rates, {ROWS:,} areas x {len(bands)} bands"
    return [
        (what, f"{seconds:.2f} s", verdict(seconds < STANDARDISED_SECONDS, "well under 1 s")),
        (f"{what}, memory", f"{memory:.1f} x input", verdict(memory < MEMORY_TIMES_INPUT, "a few times")),
    ]


def graded_proportions(areas: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Proportions that fall with rank in each area, their standard errors, and the people in each group."""
    generator = np.random.default_rng(SEED)
    people = generator.integers(500, 5_000, (areas, GROUPS)).astype(float)
    p = np.linspace(0.3, 0.1, GROUPS) * generator.uniform(0.7, 1.3, (areas, 1))
    value = np.maximum(generator.binomial(people.astype(int), p), 1) / people
    return value, np.sqrt(value * (1 - value) / people), people


def slope_indices() -> list[Line]:
    """Slope and relative indices with their intervals for many areas at once, each with its own groups."""
    groups = graded_proportions(AREAS_FOR_SLOPE)
    calls: dict[str, Callable[[], object]] = {
        "slope index": partial(stats.slope_index, *groups),
        "slope index on the logit scale": partial(stats.slope_index, *groups, scale="logit"),
        **{
            f"relative index, {convention},": partial(stats.relative_index, *groups, convention=convention)
            for convention in stats.RELATIVE_CONVENTIONS
        },
    }
    seconds = {name: best(call) for name, call in calls.items()}
    lines = [
        (f"{name} with interval, {AREAS_FOR_SLOPE:,} areas x {GROUPS} groups", f"{taken * 1000:.1f} ms", "")
        for name, taken in seconds.items()
    ]
    memory = peak_over_input(calls["slope index"], *groups)
    lines.append(("slope index, memory", f"{memory:.1f} x input", verdict(memory < MEMORY_TIMES_INPUT, "a few times")))
    return [*lines, *slopes_one_by_one(groups, seconds["slope index"])]


def slopes_one_by_one(groups: tuple[np.ndarray, ...], ours: float) -> list[Line]:
    """The same slopes and limits by a loop over statsmodels' weighted least squares."""
    if find_spec("statsmodels") is None:
        return [("statsmodels", "not installed", "")]
    import statsmodels.api as sm

    some = [part[:AREAS_IN_LOOP] for part in groups]

    def one_by_one() -> np.ndarray:
        found = []
        for value, error, people in zip(*some, strict=True):
            share = people / people.sum()
            fit = sm.WLS(value, sm.add_constant(np.cumsum(share) - share / 2), weights=people).fit()
            # How the slope moves with each group's value carries the groups' own errors over to it.
            moves = fit.model.pinv_wexog[1] * np.sqrt(people)
            reach = 1.959963984540054 * np.sqrt(((moves * error) ** 2).sum())
            found.append((fit.params[1], fit.params[1] - reach, fit.params[1] + reach))
        return np.array(found).T

    index = stats.slope_index(*some)
    agree = np.allclose(one_by_one(), [index.value, index.lower, index.upper], rtol=1e-9)
    seconds = best(one_by_one, 2) / AREAS_IN_LOOP * AREAS_FOR_SLOPE
    what = f"statsmodels, one by one ({AREAS_IN_LOOP} of them); limits {'agree' if agree else 'DIFFER'}"
    return [(what, f"{seconds:.1f} s", ""), ("times faster", f"{seconds / ours:,.0f}", "")]


def memory() -> list[Line]:
    count, people = counts_and_people(ROWS)
    whole = (count.sum(), people.sum())
    calls: dict[str, Callable[[], object]] = {
        "rate": partial(stats.rate, count, people),
        "proportion": partial(stats.proportion, count, people),
    }
    lines = []
    for name, call in calls.items():
        ratio = peak_over_input(call, count, people)
        aim = verdict(ratio < MEMORY_TIMES_INPUT, "a few times")
        lines.append((f"{name}, {ROWS:,} rows, memory", f"{ratio:.1f} x input", aim))
    gap = partial(stats.gap_of_rates, count, people, *whole, part_of_comparator="covariance")
    ratio = peak_over_input(gap, count, people)
    return [*lines, (f"gap, ten columns back for two given, {ROWS:,} rows, memory", f"{ratio:.1f} x input", "")]


def calls_by_size(size: int) -> dict[str, Callable[[], object]]:
    """The main verbs, on as many rows as make `size`: places, or areas times their bands or groups."""
    count, people = counts_and_people(size)
    bands = list(stats.EUROPEAN_STANDARD_POPULATION_2013)
    deaths, of_ages = (a[: size // len(bands) * len(bands)].reshape(-1, len(bands)) for a in (count, people))
    return {
        "rate": partial(stats.rate, count, people),
        "proportion": partial(stats.proportion, count, people),
        "gap of rates": partial(stats.gap_of_rates, count, people, 30_000, 1_000_000),
        "uplifted count": partial(stats.uplifted_count, count, 1.3, 0.05),
        f"directly standardised rate, {len(bands)} rows each": partial(
            stats.directly_standardised_rate, deaths, of_ages, bands=bands
        ),
        f"slope index, {GROUPS} rows each": partial(stats.slope_index, *graded_proportions(size // GROUPS)),
        "one division by numpy, for comparison": partial(np.divide, count, people),
    }


def cost_by_size() -> pd.DataFrame:
    """Nanoseconds a row at each size, and the judgement of whether that is linear.

    The slope is that of log cost on log size from `LINEAR_FROM` rows, 1 where the cost is linear; the growth is the
    dearest row in that range over a row at its beginning. Below it the call itself costs more than its rows. Timed
    by the processor's clock, memory provided by the system included: a long run waits for other programs, a short
    one not.
    """
    found: dict[str, dict[int, float]] = {}
    # The largest first, so that the memory which small sizes are given is not handed back after every run.
    for size in reversed(SIZES):
        for name, call in calls_by_size(size).items():
            call()
            runs = max(RUNS_BY_SIZE, min(ROWS // size, MOST_RUNS))
            found.setdefault(name, {})[size] = best(call, runs, time.process_time) / size * 1e9
    lines = {name: judged(costs) for name, costs in found.items()}
    return pd.DataFrame(lines).T.rename_axis("nanoseconds a row, by rows", axis="columns")


def judged(costs: dict[int, float]) -> dict[str, str]:
    costs = dict(sorted(costs.items()))
    sizes = [size for size in costs if size >= LINEAR_FROM]
    each = np.array([costs[size] for size in sizes])
    slope = 1 + np.polyfit(np.log(sizes), np.log(each), 1)[0]
    growth = each.max() / each[0]
    return {
        **{f"{size:,}": f"{cost:,.1f}" for size, cost in costs.items()},
        "slope": f"{slope:.2f}",
        "growth": f"{growth:.1f}",
        f"aim {LINEAR_WITHIN:g}": "met" if growth <= LINEAR_WITHIN else "NOT met",
    }


def verdict(met: bool, aim: str) -> str:
    return f"aim {aim}: {'met' if met else 'NOT met'}"


if __name__ == "__main__":
    lines = [*rate_against_phstatsmethods(), *standardised_rates(), *slope_indices(), *memory()]
    for what, measured, aim in lines:
        print(f"{what:<78}{measured:>16}  {aim}".rstrip())
    print()
    print(cost_by_size().to_string())
