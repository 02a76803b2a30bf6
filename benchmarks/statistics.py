"""What the statistics cost: `python benchmarks/statistics.py` times them here and prints two tables.

The first holds the speeds that are claimed, each beside its aim; the second is cost against size, which is
linear: ten million rows run once, on memory touched for the first time, which is most of what they cost.
Times are the best of several runs, except PHStatsMethods', which runs once on the same rows.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec

import numpy as np
import pandas as pd

from ihanalysis import stats

RUNS = 5
SEED = 2013
SIZES = (10**3, 10**4, 10**5, 10**6, 10**7)
ROWS = 100_000
AREAS_FOR_SLOPE = 10_000

#: What is promised of speed and memory.
TIMES_FASTER = 1000
STANDARDISED_SECONDS = 0.5
MEMORY_TIMES_INPUT = 5

Line = tuple[str, str, str]


def best(call: Callable[[], object], runs: int = RUNS) -> float:
    """The shortest of several runs, in seconds: the others were disturbed."""
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
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
    agree = np.allclose(theirs.filter(like="lower").to_numpy()[:, 0], found.lower, rtol=1e-9)
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


def slope_indices() -> list[Line]:
    """The slope index for many areas at once, each with its ten deprivation groups."""
    generator = np.random.default_rng(SEED)
    people = generator.integers(1_000, 5_000, (AREAS_FOR_SLOPE, 10)).astype(float)
    value = generator.normal(np.linspace(70, 80, 10), 1, (AREAS_FOR_SLOPE, 10))
    seconds = best(lambda: stats.slope_index(value, np.ones(10), people))
    return [(f"slope index with interval, {AREAS_FOR_SLOPE:,} areas x 10 groups", f"{seconds:.2f} s", "")]


def memory() -> list[Line]:
    count, people = counts_and_people(ROWS)
    whole = (count.sum(), people.sum())
    calls: dict[str, Callable[[], object]] = {
        "rate": partial(stats.rate, count, people),
        "proportion": partial(stats.proportion, count, people),
        "gap, ten columns for two,": partial(
            stats.gap_of_rates, count, people, *whole, part_of_comparator="covariance"
        ),
    }
    return [
        (f"{name} {ROWS:,} rows, memory", f"{peak_over_input(call, count, people):.1f} x input", "")
        for name, call in calls.items()
    ]


def cost_by_size() -> pd.DataFrame:
    """Nanoseconds a row at each size: level where the cost is linear."""
    calls: dict[str, Callable[[np.ndarray, np.ndarray], object]] = {
        "rate": stats.rate,
        "proportion": stats.proportion,
        "gap of rates": lambda x, n: stats.gap_of_rates(x, n, 30_000, 1_000_000),
        "uplifted count": lambda x, n: stats.uplifted_count(x, 1.3, 0.05),
    }
    table = {}
    for size in SIZES:
        inputs = counts_and_people(size)
        runs = RUNS if size < SIZES[-1] else 1
        table[f"{size:,}"] = {
            name: f"{best(partial(call, *inputs), runs) / size * 1e9:,.0f}" for name, call in calls.items()
        }
    return pd.DataFrame(table).rename_axis("nanoseconds a row, by rows", axis="columns")


def verdict(met: bool, aim: str) -> str:
    return f"aim {aim}: {'met' if met else 'NOT met'}"


if __name__ == "__main__":
    lines = [*rate_against_phstatsmethods(), *standardised_rates(), *slope_indices(), *memory()]
    for what, measured, aim in lines:
        print(f"{what:<70}{measured:>16}  {aim}".rstrip())
    print()
    print(cost_by_size().to_string())
