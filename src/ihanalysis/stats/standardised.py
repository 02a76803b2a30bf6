"""Rates and ratios that take account of age: directly and indirectly standardised."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ihanalysis.stats.age_bands import EUROPEAN_STANDARD_POPULATION_2013, ByBand, join_bands
from ihanalysis.stats.arguments import ArgumentError, number_arrays, positive_number, refuse
from ihanalysis.stats.blocks import in_blocks
from ihanalysis.stats.estimate import (
    DEFAULT_LEVEL,
    FEW_EVENTS,
    FEWEST_EVENTS,
    MISSING,
    Estimate,
    Floats,
    Level,
    reasons,
    with_level_axis,
)
from ihanalysis.stats.limits import poisson_limits
from ihanalysis.stats.rates import poisson_quotient

NO_POPULATION = "an age band has no population"
NONE_EXPECTED = "no events are expected"


def directly_standardised_rate(
    count: ByBand,
    population: ByBand,
    standard: ByBand = EUROPEAN_STANDARD_POPULATION_2013,
    *,
    bands: Sequence[str] | None = None,
    multiplier: float = 1,
    level: Level = DEFAULT_LEVEL,
) -> Estimate:
    """The rate that the standard population would have at each area's rates by age.

    The value is Σ wᵢxᵢ/nᵢ / Σwᵢ. Its limits are Dobson's: with X = Σxᵢ and V = Σ wᵢ²xᵢ/nᵢ² / (Σwᵢ)², they
    are value + √(V / X) (limit of X − X), with Byar's limits of X (Dobson and others 1991, Stat Med 10:
    457-462; Public Health England, Technical Guide: Confidence Intervals, 2018).

    Parameters
    ----------
    count, population
        Events and people by age band: mappings or Series by the name of the band, DataFrames with a
        column for each band, or arrays whose last axis is named by `bands`. Other axes, such as areas,
        broadcast. NaN means missing.
    standard
        Weights by the name of the band. It may have more bands than the data, so that data for some
        ages, such as under 75, are standardised within those ages.
    bands
        The names of the last axis of arrays. Bands are always joined by name, never by position.
    multiplier
        1 for a rate a person, 100,000 for a rate per 100,000.
    level
        One confidence level, or several, which add a last axis to the limits.

    Boundary rules: with fewer than ten events in all nothing is calculated, and the reason says so; the
    same where a band has no population, for which wider bands are the remedy (`collapse_bands`). Bands
    with no weight play no part. A limit below zero, which very unequal weights can give, is zero.

    Raises
    ------
    ArgumentError
        If counts, populations or weights are negative, all weights are zero, or bands do not match.

    >>> deaths = directly_standardised_rate(
    ...     [[10, 90], [2, 7]], [[5000, 1000], [600, 100]], {"0-64": 80_500, "65+": 19_500},
    ...     bands=["0-64", "65+"], multiplier=1000,
    ... )
    >>> deaths.value.round(2).tolist(), deaths.reason.tolist()
    ([19.16, nan], ['', 'fewer than 10 events'])
    >>> deaths.lower.round(2).tolist(), deaths.upper.round(2).tolist()
    ([15.58, nan], [23.31, nan])
    """
    scale = positive_number("multiplier", multiplier)
    weights, counts, people = join_bands(bands, standard, count=count, population=population)
    refuse(~(weights >= 0), "standard", weights, "0 or more in every band")
    if not weights.any():
        raise ArgumentError("standard must have a band with a weight above 0; found weights that sum to 0")
    used = weights > 0
    share = weights[used] / weights.sum()
    x, n = number_arrays(count=counts[..., used], population=people[..., used])
    refuse(x < 0, "count", x, "0 or more")
    refuse(n < 0, "population", n, "0 or more")

    events, none_at_risk = x.sum(axis=-1), (n == 0).any(axis=-1)
    missing = np.isnan(events) | np.isnan(n.sum(axis=-1))
    hidden = missing | none_at_risk | (events < FEWEST_EVENTS)

    def of_places(x: Floats, n: Floats, events: Floats, hidden: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
        with np.errstate(divide="ignore", invalid="ignore"):
            by_age = x / n
            # Summed area by area: a matrix product may round an area otherwise beside other areas.
            value = np.where(hidden, np.nan, np.einsum("...i,i", by_age, share))
            by_age /= n
            stretch = np.sqrt(np.where(hidden, np.nan, np.einsum("...i,i", by_age, share**2)) / events)
        lower, upper = _dobson_limits(value, events, stretch, level)
        return scale * value, scale * lower, scale * upper

    value, lower, upper = in_blocks(of_places, events.shape, x, n, events, hidden)
    return Estimate.of(
        value,
        lower,
        upper,
        reasons((missing, MISSING), (none_at_risk, NO_POPULATION), (hidden, FEW_EVENTS)),
    )


def _dobson_limits(value: Floats, events: Floats, stretch: Floats, level: Level) -> tuple[Floats, Floats]:
    """The limits of a count, stretched to the standard error of its weighted sum, and never below zero."""
    few, many = poisson_limits(events, level)
    centre, count, times = (with_level_axis(a, level) for a in (value, events, stretch))
    return np.maximum(centre + times * (few - count), 0), centre + times * (many - count)


def expected_count(
    population: ByBand,
    reference_count: ByBand,
    reference_population: ByBand,
    *,
    bands: Sequence[str] | None = None,
) -> Floats:
    """The events that each area would have at the reference population's rates by age.

    Σ nᵢXᵢ/Nᵢ, for indirect standardisation.

    Parameters
    ----------
    population
        People by age band of each area, as in `directly_standardised_rate`.
    reference_count, reference_population
        Events and people by age band of the reference, such as England.
    bands
        The names of the last axis of arrays.

    Boundary rules: NaN where a number is missing, or the reference has no people in a band.

    Raises
    ------
    ArgumentError
        If a number is negative, or bands do not match.

    >>> expected_count([[100, 50], [10, 90]], [2, 30], [1000, 600], bands=["0-64", "65+"]).tolist()
    [2.7, 4.52]
    """
    n, x, reference_n = join_bands(
        bands,
        population=population,
        reference_count=reference_count,
        reference_population=reference_population,
    )
    n, x, reference_n = number_arrays(population=n, reference_count=x, reference_population=reference_n)
    refuse(n < 0, "population", n, "0 or more")
    refuse(x < 0, "reference_count", x, "0 or more")
    refuse(reference_n < 0, "reference_population", reference_n, "0 or more")
    return np.asarray(np.sum(n * x / np.where(reference_n == 0, np.nan, reference_n), axis=-1))


def indirectly_standardised_ratio(
    observed: ArrayLike, expected: ArrayLike, *, multiplier: float = 1, level: Level = DEFAULT_LEVEL
) -> Estimate:
    """Observed events over those expected at a reference's rates by age, such as a mortality ratio.

    The value is O / E; the limits are those of the observed count over E: exact below ten events, Byar's
    from ten (Breslow and Day 1987, p. 69; Public Health England, Technical Guide: Confidence Intervals,
    2018). Only the total of the observed events is needed, so it serves where ages are not published.

    Parameters
    ----------
    observed
        All events of each area; NaN means missing.
    expected
        Those expected, as from `expected_count`; broadcasts with `observed`.
    multiplier
        1 for a ratio, 100 where the reference is to be 100.
    level
        One confidence level, or several, which add a last axis to the limits.

    Boundary rules: none observed give the value 0, the lower limit 0 and the exact upper limit; none
    expected give NaN with the reason.

    Raises
    ------
    ArgumentError
        If a number is negative.

    >>> ratio = indirectly_standardised_ratio(15, 11.5, multiplier=100)
    >>> print(ratio.value.round(1), ratio.lower.round(1), ratio.upper.round(1))
    130.4 73.0 215.1
    """
    o, e = number_arrays(observed=observed, expected=expected)
    scale = positive_number("multiplier", multiplier)
    return poisson_quotient(o, e, scale, level, names=("observed", "expected"), zero=NONE_EXPECTED)


def indirectly_standardised_rate(
    observed: ArrayLike,
    expected: ArrayLike,
    reference_rate: ArrayLike,
    *,
    multiplier: float = 1,
    level: Level = DEFAULT_LEVEL,
) -> Estimate:
    """The standardised ratio as a rate: O / E × the reference's crude rate, which is taken as known.

    Parameters
    ----------
    observed, expected
        As in `indirectly_standardised_ratio`.
    reference_rate
        All events over all people of the reference, a person (before any multiplier).
    multiplier
        1 for a rate a person, 100,000 for a rate per 100,000.
    level
        One confidence level, or several, which add a last axis to the limits.

    Boundary rules: those of `indirectly_standardised_ratio`.

    Raises
    ------
    ArgumentError
        If a number is negative.

    >>> deaths = indirectly_standardised_rate(15, 11.5, 0.0098, multiplier=1000)
    >>> print(deaths.value.round(2), deaths.lower.round(2), deaths.upper.round(2))
    12.78 7.15 21.08
    """
    o, e, crude = number_arrays(observed=observed, expected=expected, reference_rate=reference_rate)
    scale = positive_number("multiplier", multiplier)
    refuse(crude < 0, "reference_rate", crude, "0 or more")
    return poisson_quotient(o, e, scale * crude, level, names=("observed", "expected"), zero=NONE_EXPECTED)
