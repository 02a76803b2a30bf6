"""Summary measures of inequality between the groups of a population, by name, with limits on their scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ihanalysis.stats.arguments import ArgumentError, number_array, positive_number, refuse
from ihanalysis.stats.estimate import DEFAULT_LEVEL, Floats, Level, reasons, with_level_axis
from ihanalysis.stats.groups import NO_STANDARD_ERROR, ONE_GROUP, Groups, Limits, read_groups
from ihanalysis.stats.inequality_formulas import Situation, pair, value_of
from ihanalysis.stats.inequality_limits import inequality_limits
from ihanalysis.stats.inequality_measures import (
    LOG_DELTA,
    PER_THOUSAND,
    PERCENT,
    InequalityMeasure,
    measure_named,
)

#: Draws for the measures without a known formula, and the seed that makes their limits repeatable.
SIMULATIONS, SEED = 10_000, 20_220_320


NO_LIMITS_AT_ZERO = "a group's value is at or near 0, where the delta method has no limits"


@dataclass(frozen=True, slots=True)
class InequalityEstimate:
    """A measure of inequality with its interval.

    Attributes
    ----------
    value, lower, upper, reason
        As in `Estimate`, in the shape of the places; several levels add a last axis to the limits.
    measure
        The definition that was used, with its unit, formula and citation.
    """

    value: Floats
    lower: Floats
    upper: Floats
    reason: NDArray[np.str_]
    measure: InequalityMeasure


def inequality_measure(
    name: str,
    value: ArrayLike,
    standard_error: ArrayLike | Limits | None = None,
    population: ArrayLike | None = None,
    *,
    ordered: bool = False,
    favourable: bool | None = None,
    reference: int | None = None,
    bounds: tuple[float, float] | None = None,
    average: ArrayLike | None = None,
    rank: ArrayLike | None = None,
    missing: str = "refuse",
    multiplier: float | None = None,
    level: Level = DEFAULT_LEVEL,
    simulations: int = SIMULATIONS,
    seed: int = SEED,
) -> InequalityEstimate:
    """One summary measure of inequality, by its name in `INEQUALITY_MEASURES`.

    The formulas are those of the World Health Organization's Health Equity Assessment Toolkit (Schlotheuber
    and Hosseinpoor 2022, Int J Environ Res Public Health 19: 3697); each definition carries its own. The
    limits are on the scale of the value. They come from the groups' standard errors by the delta method or
    another formula where one is known (Ahn and others 2018), otherwise from a seeded parametric simulation
    (Ahn and others 2019); `measure.interval` says which.

    Parameters
    ----------
    name
        Such as "theil"; other spellings are in the definitions.
    value
        One number a group, groups on the last axis and any number of places before it. Groups of a measure
        that goes by rank stand from the most to the least disadvantaged.
    standard_error
        Of each value; or `Limits`, the published limits of each; or None for no interval.
    population
        People in each group, for the measures that weigh by it.
    ordered
        For difference, ratio, PAR and PAF: compare the two ends (or with the last group) instead of the
        extreme values.
    favourable
        Whether more of the indicator is better, for the measures that need to know.
    reference
        The position of the reference group.
    bounds
        The lowest and highest value that the indicator can have: needed by Wagstaff's and Erreygers's index;
        simulated draws stay inside.
    average
        A known average of the population, without error, instead of the groups' weighted mean.
    rank, missing, level
        As in `slope_index`.
    multiplier
        Instead of the measure's own (100 for per cent, 1000 for thousandths, 1 for the rest).

    Boundary rules: two groups are enough. A value of 0 has no logarithm, so that the mean log deviation is
    missing with the reason, while it adds 0 to Theil's index, whose limits are then missing unless that
    group has no error. Measures that cannot be negative have no negative limit, and every interval reaches
    at least to its value.

    Raises
    ------
    UnknownChoiceError
        If there is no such measure.
    ArgumentError
        If something that the measure needs is not given, or as in `slope_index`.

    Notes
    -----
    WHO's own software (healthequal 1.0) multiplies MLD and Theil by 1000 and PAF by 100, but not their
    standard errors, estimates the errors of the concentration indices from how far groups stray from a line
    rather than from the groups' standard errors, and puts 0.000001 in the place of a zero. The values are
    the same here, the limits are not. It refuses two groups, and goes on without some; here it is the
    other way round.

    Their percentile intervals move away from equality where groups differ by little more than their errors,
    because every draw adds error anew: with equal groups they miss the truth almost always. Here they are
    joined with their reflection in the value (the basic bootstrap interval), and no interval of a measure
    that cannot lie on both sides of equality leaves equality out unless the groups differ by more than
    chance (a chi-square test of the between-group variance, Satterthwaite 1946, Biometrics Bull 2: 110-114).

    >>> unemployment = [8.0, 6.0, 5.0, 3.0]
    >>> theil = inequality_measure("theil", unemployment, [0.4, 0.3, 0.3, 0.2], [100, 120, 90, 110])
    >>> round(float(theil.value), 1), round(float(theil.lower), 1), round(float(theil.upper), 1)
    (56.3, 39.4, 73.2)
    >>> theil.measure.unit, theil.measure.interval
    ('thousandths', 'delta method')
    """
    measure = measure_named(name)
    _check_needs(measure, population, ordered, favourable, reference, bounds, average)
    groups = read_groups(value, standard_error, population, missing=missing, rank=rank)
    factor = measure.multiplier if multiplier is None else positive_number("multiplier", multiplier)
    if measure.name in ("ratio", "mld", "theil"):
        refuse(groups.value < 0, "value", groups.value, f"0 or more for {measure.title}")
    if bounds is not None:
        beyond = (groups.value < bounds[0]) | (groups.value > bounds[1])
        refuse(beyond, "value", groups.value, f"inside the bounds {bounds[0]:g} to {bounds[1]:g}")
    known = None if average is None else number_array("average", average)
    situation = Situation(
        groups.value,
        groups.share,
        groups.kept,
        ordered,
        favourable,
        _position(reference, groups),
        bounds,
        known,
    )
    why = _undefined(measure, situation, groups)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        figure = np.where(why == "", measure.estimate(situation), np.nan) + 0.0  # no minus zero
        lower, upper = inequality_limits(measure, situation, groups, figure, level, simulations, seed)
    endless = np.isinf(np.reshape(upper, (*figure.shape, -1))).any(axis=-1)
    steep = endless | ((figure == 0) & (measure.interval == LOG_DELTA))
    limited = with_level_axis((why == "") & ~steep, level) != 0
    lower, upper = (np.where(limited, factor * limit, np.nan) for limit in (lower, upper))
    words = reasons((groups.spread is None, NO_STANDARD_ERROR), (steep, NO_LIMITS_AT_ZERO))
    why = np.broadcast_to(np.where(why != "", why, words), figure.shape)
    return InequalityEstimate((factor * figure)[()], lower[()], upper[()], why[()], measure)


def _check_needs(
    measure: InequalityMeasure,
    population: ArrayLike | None,
    ordered: bool,
    favourable: bool | None,
    reference: int | None,
    bounds: tuple[float, float] | None,
    average: ArrayLike | None,
) -> None:
    """Refuse before calculating if something the measure needs was not given."""
    given = {
        "population": population is not None,
        "average": population is not None or average is not None,
        "favourable": favourable is not None,
        "reference": reference is not None,
        "bounds": bounds is not None,
    }
    needs = measure.needs
    if measure.name in ("difference", "ratio") and (ordered or reference is not None):
        needs = (*needs, "favourable")
    for need in needs:
        if not given[need]:
            what = "population (or average)" if need == "average" else need
            raise ArgumentError(f"{what} must be given for {measure.title!r}; found None")
    if bounds is not None and not bounds[0] < bounds[1]:
        raise ArgumentError(f"bounds must be the lowest and the highest possible value; found {bounds}")


def _position(reference: int | None, groups: Groups) -> int | None:
    """The position of the reference group, counted from the front."""
    if reference is None:
        return None
    count: int = groups.value.shape[-1]
    if not -count <= reference < count:
        raise ArgumentError(f"reference must be the position of one of {count} groups; found {reference}")
    position = int(reference) % count
    refuse(~groups.kept[..., position], "value", groups.value[..., position], "known for the reference group")
    return position


def _undefined(measure: InequalityMeasure, s: Situation, groups: Groups) -> NDArray[np.str_]:
    """Why the measure does not exist in a place."""
    cases = [(~groups.enough, ONE_GROUP)]
    if measure.name == "ratio":
        cases.append((value_of(pair(s)[1], s) == 0, "the group compared with is zero"))
    elif measure.unit in (PERCENT, PER_THOUSAND) or measure.name == "rci":
        cases.append((s.mean <= 0, "the average is zero or below"))
    if measure.name == "mld":
        cases.append((((s.y == 0) & s.kept).any(axis=-1), "a group's value is 0, which has no logarithm"))
    if measure.name == "rci_wagstaff" and s.bounds is not None:
        cases.append(((s.mean <= s.bounds[0]) | (s.mean >= s.bounds[1]), "the average is at a bound"))
    return np.broadcast_to(reasons(*cases), groups.enough.shape)
