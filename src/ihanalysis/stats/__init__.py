"""Statistics: pure functions of arrays, without data frames and without files."""

from ihanalysis.stats.arguments import ArgumentError
from ihanalysis.stats.comparison import Gap, excess, more_or_fewer
from ihanalysis.stats.estimate import DEFAULT_LEVEL, Estimate
from ihanalysis.stats.gaps import gap, gap_of_proportions, gap_of_rates
from ihanalysis.stats.proportions import proportion
from ihanalysis.stats.rates import rate
from ihanalysis.stats.uplift import uplifted_count

__all__ = [
    "DEFAULT_LEVEL",
    "ArgumentError",
    "Estimate",
    "Gap",
    "excess",
    "gap",
    "gap_of_proportions",
    "gap_of_rates",
    "more_or_fewer",
    "proportion",
    "rate",
    "uplifted_count",
]
