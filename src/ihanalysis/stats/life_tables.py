"""Life expectancy from an abridged life table, with its interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ihanalysis.stats.arguments import ArgumentError, number_array, number_arrays, refuse
from ihanalysis.stats.estimate import DEFAULT_LEVEL, Floats, Level, reasons, with_level_axis
from ihanalysis.stats.limits import normal_quantile

#: Of the years that the dying could have lived in a band, the part they lived: a tenth in the first year
#: of life, when most die in the first weeks, half in any other (Chiang 1968; Newell 1994).
INFANT_FRACTION, OTHER_FRACTION = 0.1, 0.5

#: Fewer person-years than this are too few for a life table (Toson and Baker 2003, Office for National
#: Statistics, National Statistics Methodological Series 33; Eayres and Williams 2004).
FEWEST_PERSON_YEARS = 5_000

#: A 95% interval wider than this many years says next to nothing (Fingertips life expectancy calculator).
WIDEST_INTERVAL = 20.0
TOO_WIDE = f"the 95% interval is wider than {WIDEST_INTERVAL:g} years"


@dataclass(frozen=True, slots=True)
class LifeExpectancy:
    """Life expectancy at the start of every age band, or at one age.

    Attributes
    ----------
    value, lower, upper
        Years; bands on the last axis (before the levels) unless one age was asked for.
    reason
        Why there is none.
    caution
        "" or that the 95% interval is too wide to say much.
    standard_error
        Of each value, in years.
    """

    value: Floats
    lower: Floats
    upper: Floats
    reason: NDArray[np.str_]
    caution: NDArray[np.str_]
    standard_error: Floats


def life_expectancy(
    deaths: ArrayLike,
    population: ArrayLike,
    ages: ArrayLike,
    *,
    at: float | None = None,
    fractions: ArrayLike | None = None,
    level: Level = DEFAULT_LEVEL,
) -> LifeExpectancy:
    """Life expectancy by Chiang's abridged life table, with the variance of Silcocks and others.

    In a band of n years with mortality M = deaths / person-years and a fraction a of its years lived by those
    who die in it, the chance of dying is q = nM / (1 + (1 − a)nM), at most 1 (Chiang II). Survivors l, years
    lived L = n(l′ + a(l − l′)), in the open last band L = l/M; life expectancy is ΣL/l. Its variance is
    Σ l²((1 − a)n + e′)² q²(1 − q)/deaths over the bands, plus l²/(deaths M²) for the last, whose length of
    survival varies too, all over l² at the age in question.

    Sources: Chiang 1968, Introduction to Stochastic Processes in Biostatistics, 189-214, and 1984, The Life
    Table and its Applications; Silcocks, Jenner and Reza 2001, J Epidemiol Community Health 55: 38-43;
    Eayres and Williams 2004, J Epidemiol Community Health 58: 243-249.

    Parameters
    ----------
    deaths, population
        Deaths and person-years of each age band, bands on the last axis, any number of areas before it.
        Pool years by adding both.
    ages
        The lowest age of each band, rising; the last band is open.
    at
        An age to return alone, which must begin a band; all bands unless given.
    fractions
        The fraction a of each band; 0.1 for a band from 0 to 1 year, otherwise 0.5, unless given. The last
        one is not used.
    level
        One level or several, which add a last axis to the limits.

    Boundary rules: fewer than 5,000 person-years in all bands, a band without person-years, or no deaths in
    the last band give NaN with the reason; a band without deaths elsewhere is fine. An interval wider
    than 20 years is flagged in `caution`.

    Raises
    ------
    ArgumentError
        If numbers are missing or negative, deaths outnumber person-years, ages do not rise, or `at` begins
        no band.

    Notes
    -----
    Agrees with `phe_life_expectancy` of PHEindicatormethods, which has to begin at age 0, also
    refuses exactly 5,000, and hides a value that is flagged here.

    >>> deaths, people = [17, 30, 400, 2600], [7060, 180_000, 210_000, 60_000]
    >>> life = life_expectancy(deaths, people, [0, 1, 20, 65], at=0)
    >>> round(float(life.value), 1), round(float(life.lower), 1), round(float(life.upper), 1)
    (83.9, 83.0, 84.8)
    """
    dead, people = number_arrays(deaths=deaths, population=population)
    lowest = _ages(ages, dead)
    for name, numbers in (("deaths", dead), ("population", people)):
        refuse(np.isnan(numbers), name, numbers, "known for every band")
        refuse(numbers < 0, name, numbers, "0 or more")
    refuse((dead > people) & (people > 0), "deaths", dead, "no more than the person-years of the band")
    part = _fractions(fractions, lowest)
    why = np.broadcast_to(
        reasons(
            (people.sum(axis=-1) < FEWEST_PERSON_YEARS, f"fewer than {FEWEST_PERSON_YEARS:,} person-years"),
            ((people == 0).any(axis=-1), "an age band has no person-years"),
            (dead[..., -1] == 0, f"no deaths in the last band, from age {lowest[-1]:g}"),
        ),
        dead.shape[:-1],
    )
    usable = (why == "")[..., np.newaxis]
    with np.errstate(divide="ignore", invalid="ignore"):
        expectancy, variance = _life_table(np.where(usable, dead, np.nan), people, np.diff(lowest), part)
    chosen = slice(None) if at is None else _position(at, lowest)
    value, error = expectancy[..., chosen], np.sqrt(variance)[..., chosen]
    words = np.broadcast_to(why[..., np.newaxis], dead.shape)[..., chosen]
    middle, reach = with_level_axis(value, level), normal_quantile(level) * with_level_axis(error, level)
    too_wide = 2 * normal_quantile(0.95) * error > WIDEST_INTERVAL
    caution = np.broadcast_to(reasons((too_wide, TOO_WIDE)), words.shape)
    return LifeExpectancy(value[()], (middle - reach)[()], (middle + reach)[()], words[()], caution[()], error[()])


def _ages(ages: ArrayLike, deaths: Floats) -> Floats:
    """The lowest ages of the bands, one for each, rising."""
    lowest = number_array("ages", ages)
    if deaths.ndim == 0 or lowest.shape != deaths.shape[-1:]:
        raise ArgumentError(
            f"ages must be the lowest age of each band; found shape {lowest.shape} for deaths {deaths.shape}"
        )
    refuse(~(lowest >= 0), "ages", lowest, "0 or more")
    refuse(np.concatenate([[False], np.diff(lowest) <= 0]), "ages", lowest, "rising")
    return lowest


def _fractions(fractions: ArrayLike | None, lowest: Floats) -> Floats:
    """The part of its band that each person who dies has lived on average."""
    if fractions is None:
        width = np.append(np.diff(lowest), np.inf)
        return np.where((lowest == 0) & (width == 1), INFANT_FRACTION, OTHER_FRACTION)
    part = number_array("fractions", fractions)
    if part.shape != lowest.shape:
        raise ArgumentError(f"fractions must be one for each of {lowest.size} bands; found shape {part.shape}")
    refuse(~((part > 0) & (part < 1)), "fractions", part, "between 0 and 1")
    return part


def _position(at: float, lowest: Floats) -> int:
    found = np.flatnonzero(lowest == at)
    if not found.size:
        raise ArgumentError(f"at must be an age that begins a band; found {at:g}, bands begin at {lowest.tolist()}")
    return int(found[0])


def _life_table(dead: Floats, people: Floats, width: Floats, part: Floats) -> tuple[Floats, Floats]:
    """Life expectancy at the start of each band, and its variance."""
    mortality = dead / people
    closed, a = mortality[..., :-1], part[:-1]
    dying = np.minimum(width * closed / (1 + (1 - a) * width * closed), 1.0)
    survivors = np.concatenate([np.ones_like(dead[..., :1]), np.cumprod(1 - dying, axis=-1)], axis=-1)
    lost = survivors[..., :-1] * dying
    years = np.concatenate(
        [width * (survivors[..., 1:] + a * lost), survivors[..., -1:] / mortality[..., -1:]], axis=-1
    )
    alive = survivors > 0
    expectancy = np.where(alive, _from_here_on(years) / survivors, 0.0)
    # No deaths in a band means no variance there, the limit of q²(1 − q)/deaths.
    chance = np.where(dead[..., :-1] > 0, dying**2 * (1 - dying) / dead[..., :-1], 0.0)
    reach = (1 - a) * width + expectancy[..., 1:]
    last = 1 / (dead[..., -1:] * mortality[..., -1:] ** 2)
    pieces = survivors**2 * np.concatenate([reach**2 * chance, last], axis=-1)
    known = ~np.isnan(dead)
    variance = np.where(alive, _from_here_on(pieces) / survivors**2, 0.0)
    return np.where(known, expectancy, np.nan), np.where(known, variance, np.nan)


def _from_here_on(bands: Floats) -> Floats:
    """The sum of each band and all later ones."""
    return np.asarray(np.cumsum(bands[..., ::-1], axis=-1)[..., ::-1])
