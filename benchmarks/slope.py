"""Slope and relative indices with intervals for 10,000 areas of 10 groups, against a loop of statsmodels WLS.

Run: python benchmarks/slope.py [areas]
"""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections.abc import Callable

# The folder of a script comes first on the path, and statistics.py here would hide Python's own from seaborn.
sys.path.pop(0)

import numpy as np
import statsmodels.api as sm

from ihanalysis.stats import relative_index, slope_index

AREAS, GROUPS = 10_000, 10

#: The loop takes about as long for every area, so that a part of them is enough.
LOOPED = 500

REPEATS = 5


def fastest(work: Callable[[], object]) -> float:
    """The shortest of a few runs in seconds, which other programs disturb least."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def made_up(areas: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Proportions that fall with rank, their standard errors, and people in each group."""
    generator = np.random.default_rng(1)
    population = generator.integers(500, 5_000, (areas, GROUPS)).astype(float)
    p = np.linspace(0.3, 0.1, GROUPS) * generator.uniform(0.7, 1.3, (areas, 1))
    value = np.clip(generator.binomial(population.astype(int), p), 1, None) / population
    return value, np.sqrt(value * (1 - value) / population), population


def one_by_one(value: np.ndarray, error: np.ndarray, population: np.ndarray) -> np.ndarray:
    """Slopes with 95% limits by statsmodels, with the same propagated variance."""
    found = []
    for y, s, n in zip(value, error, population, strict=True):
        share = n / n.sum()
        design = sm.add_constant(np.cumsum(share) - share / 2)
        fit = sm.WLS(y, design, weights=n).fit()
        moves = fit.model.pinv_wexog[1] * np.sqrt(n)
        reach = 1.959963984540054 * np.sqrt(((moves * s) ** 2).sum())
        found.append((fit.params[1], fit.params[1] - reach, fit.params[1] + reach))
    return np.array(found)


def main() -> None:
    areas = int(sys.argv[1]) if len(sys.argv) > 1 else AREAS
    value, error, population = made_up(areas)
    ours = slope_index(value, error, population)
    part = slice(min(LOOPED, areas))
    theirs = one_by_one(value[part], error[part], population[part])
    ours_part = np.column_stack([ours.value[part], ours.lower[part], ours.upper[part]])
    worst = float(np.abs(ours_part - theirs).max())

    loop = fastest(lambda: one_by_one(value[part], error[part], population[part])) / len(theirs)
    print(f"{areas:,} areas x {GROUPS} groups, 95% limits; agreement with statsmodels WLS within {worst:.1e}")
    print(f"statsmodels WLS, one by one: {loop * areas:8.2f} s (from {len(theirs)} areas)")
    kinds: dict[str, Callable[[], object]] = {
        "slope index, identity": lambda: slope_index(value, error, population),
        "slope index, logit": lambda: slope_index(value, error, population, scale="logit"),
        "relative index, ratio of fitted ends": lambda: relative_index(value, error, population),
        "relative index, logistic ratio": lambda: relative_index(value, error, population, convention="logistic ratio"),
    }
    for name, work in kinds.items():
        taken = fastest(work)
        print(f"{name + ':':38}{1000 * taken:8.1f} ms, {loop * areas / taken:8,.0f} times as fast")
    tracemalloc.start()
    slope_index(value, error, population)
    peak = tracemalloc.get_traced_memory()[1]
    given = value.nbytes + error.nbytes + population.nbytes
    print(f"peak memory: {peak / given:.1f} times the input's {given / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
