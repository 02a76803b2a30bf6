"""Statistics: pure functions of arrays, without data frames and without files."""

from ihanalysis.stats.age_bands import EUROPEAN_STANDARD_POPULATION_2013, collapse_bands
from ihanalysis.stats.arguments import ArgumentError
from ihanalysis.stats.comparison import Gap, excess, more_or_fewer
from ihanalysis.stats.estimate import DEFAULT_LEVEL, Estimate
from ihanalysis.stats.funnels import Funnel, funnel_class, funnel_limits
from ihanalysis.stats.gaps import gap, gap_of_proportions, gap_of_rates
from ihanalysis.stats.groups import Limits
from ihanalysis.stats.inequality import InequalityEstimate, inequality_measure
from ihanalysis.stats.inequality_measures import INEQUALITY_MEASURES, InequalityMeasure
from ihanalysis.stats.life_tables import LifeExpectancy, life_expectancy
from ihanalysis.stats.means import mean, mean_from_summary
from ihanalysis.stats.proportions import proportion
from ihanalysis.stats.quantiles import Quantiles, quantile
from ihanalysis.stats.rates import rate
from ihanalysis.stats.relative_slope import RELATIVE_CONVENTIONS, relative_index
from ihanalysis.stats.slope import SlopeEstimate, slope_index
from ihanalysis.stats.standardised import (
    directly_standardised_rate,
    expected_count,
    indirectly_standardised_rate,
    indirectly_standardised_ratio,
)
from ihanalysis.stats.trends import Trend, trend
from ihanalysis.stats.uplift import uplifted_count
from ihanalysis.stats.variation import BetweenPlaceVariation, between_place_variation

__all__ = [
    "DEFAULT_LEVEL",
    "EUROPEAN_STANDARD_POPULATION_2013",
    "INEQUALITY_MEASURES",
    "RELATIVE_CONVENTIONS",
    "ArgumentError",
    "BetweenPlaceVariation",
    "Estimate",
    "Funnel",
    "Gap",
    "InequalityEstimate",
    "InequalityMeasure",
    "LifeExpectancy",
    "Limits",
    "Quantiles",
    "SlopeEstimate",
    "Trend",
    "between_place_variation",
    "collapse_bands",
    "directly_standardised_rate",
    "excess",
    "expected_count",
    "funnel_class",
    "funnel_limits",
    "gap",
    "gap_of_proportions",
    "gap_of_rates",
    "indirectly_standardised_rate",
    "indirectly_standardised_ratio",
    "inequality_measure",
    "life_expectancy",
    "mean",
    "mean_from_summary",
    "more_or_fewer",
    "proportion",
    "quantile",
    "rate",
    "relative_index",
    "slope_index",
    "trend",
    "uplifted_count",
]
