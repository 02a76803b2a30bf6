"""The inequality measures as data: name, title, what each needs, its unit, formula, interval and source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ihanalysis.errors import UnknownChoiceError
from ihanalysis.stats import inequality_formulas as f
from ihanalysis.stats.estimate import Floats
from ihanalysis.stats.inequality_formulas import Situation

#: How an interval is made. All but the last are formulas; the last is named for what it is.
DELTA = "delta method"
LOG_DELTA = "delta method on the logarithm"
QUADRATIC = "variance of a quadratic form"
ROOT = "square root of the limits of a quadratic form"
SIMULATION = "seeded parametric simulation"

#: Which side of zero a measure can be on.
EITHER_SIGN, NEVER_NEGATIVE, BY_POLARITY = "either sign", "never negative", "by polarity"

WHO_2022 = (
    "Schlotheuber A, Hosseinpoor AR. Summary measures of health inequality: a review of existing measures "
    "and their application. Int J Environ Res Public Health 2022; 19: 3697"
)
AHN_2018 = (
    "Ahn J, Harper S, Yu M, Feuer EJ, Liu B, Luta G. Variance estimation and confidence intervals for 11 "
    "commonly used health disparity measures. JCO Clin Cancer Inform 2018; 2: 1-19"
)
AHN_2019 = (
    "Ahn J, Harper S, Yu M, Feuer EJ, Liu B. Improved Monte Carlo methods for estimating confidence "
    "intervals for eleven commonly used health disparity measures. PLoS ONE 2019; 14(7): e0219542"
)
WAGSTAFF_2005 = (
    "Wagstaff A. The bounds of the concentration index when the variable of interest is binary. "
    "Health Econ 2005; 14: 429-432"
)
ERREYGERS_2009 = "Erreygers G. Correcting the concentration index. J Health Econ 2009; 28: 504-515"


@dataclass(frozen=True, slots=True)
class InequalityMeasure:
    """One measure, defined.

    Attributes
    ----------
    name, also, title
        The name to ask for, other names for it, and the name in words.
    ordered
        Whether the groups must be in order, from the most to the least disadvantaged.
    needs
        Which of population, favourable, reference and bounds must be given. "average" means a population
        or a known average.
    unit, multiplier, no_inequality
        The unit of the result, what it is multiplied by to be in that unit, and its value at equality.
    sign
        Which side of zero it can be on.
    formula, citation
        As published.
    interval
        How its limits are made.
    estimate, gradient, error
        The formula in code; the gradient for the delta method, or the standard error of a quadratic form.
    """

    name: str
    also: tuple[str, ...]
    title: str
    ordered: bool
    needs: tuple[str, ...]
    unit: str
    multiplier: float
    no_inequality: float
    sign: str
    formula: str
    citation: str
    interval: str
    estimate: Callable[[Situation], Floats]
    gradient: Callable[[Situation], Floats] | None = None
    error: Callable[[Situation, Floats], Floats] | None = None


UNIT, SQUARED, NONE = "unit of the indicator", "squared unit of the indicator", "no unit"
PERCENT, PER_THOUSAND = "per cent of the average", "thousandths"

_ALL = (
    InequalityMeasure(
        "difference", ("d",), "Difference", False, (), UNIT, 1, 0, EITHER_SIGN,
        "y_A − y_B", WHO_2022, DELTA, f.difference, f.difference_gradient,
    ),
    InequalityMeasure(
        "ratio", ("r",), "Ratio", False, (), NONE, 1, 1, NEVER_NEGATIVE,
        "y_A / y_B", f"{WHO_2022}; {AHN_2018}", LOG_DELTA, f.ratio, f.log_ratio_gradient,
    ),
    InequalityMeasure(
        "aci", ("absolute_concentration_index",), "Absolute concentration index", True, ("population",),
        UNIT, 1, 0, EITHER_SIGN,
        "Σ pⱼ(2Rⱼ − 1)yⱼ", WHO_2022, DELTA, f.absolute_concentration, f.absolute_concentration_gradient,
    ),
    InequalityMeasure(
        "rci", ("relative_concentration_index", "concentration_index"), "Relative concentration index",
        True, ("population",), NONE, 1, 0, EITHER_SIGN,
        "ACI / μ", WHO_2022, DELTA, f.relative_concentration, f.relative_concentration_gradient,
    ),
    InequalityMeasure(
        "rci_wagstaff", ("wagstaff",), "Relative concentration index, normalised by Wagstaff",
        True, ("population", "bounds"), NONE, 1, 0, EITHER_SIGN,
        "(b − a) ACI / ((μ − a)(b − μ))", WAGSTAFF_2005, DELTA, f.wagstaff, f.wagstaff_gradient,
    ),
    InequalityMeasure(
        "rci_erreygers", ("erreygers",), "Relative concentration index, corrected by Erreygers",
        True, ("population", "bounds"), NONE, 1, 0, EITHER_SIGN,
        "4 ACI / (b − a)", ERREYGERS_2009, DELTA, f.erreygers, f.erreygers_gradient,
    ),
    InequalityMeasure(
        "bgv", ("between_group_variance",), "Between-group variance", False, ("population",),
        SQUARED, 1, 0, NEVER_NEGATIVE,
        "Σ pⱼ(yⱼ − μ)²", f"{WHO_2022}; {AHN_2018}", QUADRATIC,
        f.between_group_variance, error=f.between_group_variance_error,
    ),
    InequalityMeasure(
        "bgsd", ("between_group_standard_deviation",), "Between-group standard deviation", False,
        ("population",), UNIT, 1, 0, NEVER_NEGATIVE,
        "√(Σ pⱼ(yⱼ − μ)²)", f"{WHO_2022}; {AHN_2018}", ROOT,
        f.between_group_deviation, error=f.between_group_variance_error,
    ),
    InequalityMeasure(
        "cov", ("covar", "coefficient_of_variation"), "Coefficient of variation", False, ("population",),
        PERCENT, 100, 0, NEVER_NEGATIVE,
        "100 √(Σ pⱼ(yⱼ − μ)²) / μ", f"{WHO_2022}; {AHN_2018}", ROOT,
        f.coefficient_of_variation, error=f.squared_variation_error,
    ),
    InequalityMeasure(
        "mld", ("mean_log_deviation",), "Mean log deviation", False, ("population",),
        PER_THOUSAND, 1000, 0, NEVER_NEGATIVE,
        "1000 Σ pⱼ(−ln(yⱼ/μ))", f"{WHO_2022}; {AHN_2018}", DELTA,
        f.mean_log_deviation, f.mean_log_deviation_gradient,
    ),
    InequalityMeasure(
        "theil", ("ti", "theil_index"), "Theil index", False, ("population",),
        PER_THOUSAND, 1000, 0, NEVER_NEGATIVE,
        "1000 Σ pⱼ(yⱼ/μ) ln(yⱼ/μ)", f"{WHO_2022}; {AHN_2018}", DELTA, f.theil, f.theil_gradient,
    ),
    InequalityMeasure(
        "mdmu", ("mdm_unweighted",), "Mean difference from the average, unweighted", False, ("average",),
        UNIT, 1, 0, NEVER_NEGATIVE,
        "Σ |yⱼ − μ| / J", f"{WHO_2022}; {AHN_2019}", SIMULATION,
        lambda s: f.mean_difference(s, s.equal, s.mean),
    ),
    InequalityMeasure(
        "mdmw", ("mdm", "mdm_weighted"), "Mean difference from the average, weighted", False, ("population",),
        UNIT, 1, 0, NEVER_NEGATIVE,
        "Σ pⱼ|yⱼ − μ|", f"{WHO_2022}; {AHN_2019}", SIMULATION,
        lambda s: f.mean_difference(s, s.share, s.mean),
    ),
    InequalityMeasure(
        "mdbu", ("mdb_unweighted",), "Mean difference from the best performing group, unweighted",
        False, ("favourable",), UNIT, 1, 0, NEVER_NEGATIVE,
        "Σ |yⱼ − y_best| / J", f"{WHO_2022}; {AHN_2019}", SIMULATION,
        lambda s: f.mean_difference(s, s.equal, f.best(s)),
    ),
    InequalityMeasure(
        "mdbw", ("mdb", "mdb_weighted"), "Mean difference from the best performing group, weighted",
        False, ("population", "favourable"), UNIT, 1, 0, NEVER_NEGATIVE,
        "Σ pⱼ|yⱼ − y_best|", f"{WHO_2022}; {AHN_2019}", SIMULATION,
        lambda s: f.mean_difference(s, s.share, f.best(s)),
    ),
    InequalityMeasure(
        "mdru", ("mdr_unweighted",), "Mean difference from a reference group, unweighted",
        False, ("reference",), UNIT, 1, 0, NEVER_NEGATIVE,
        "Σ |yⱼ − y_ref| / J", f"{WHO_2022}; {AHN_2019}", SIMULATION,
        lambda s: f.mean_difference(s, s.equal, f.value_of(s.chosen(), s)),
    ),
    InequalityMeasure(
        "mdrw", ("mdr", "mdr_weighted"), "Mean difference from a reference group, weighted",
        False, ("population", "reference"), UNIT, 1, 0, NEVER_NEGATIVE,
        "Σ pⱼ|yⱼ − y_ref|", f"{WHO_2022}; {AHN_2019}", SIMULATION,
        lambda s: f.mean_difference(s, s.share, f.value_of(s.chosen(), s)),
    ),
    InequalityMeasure(
        "idisu", ("idis", "idis_unweighted", "index_of_disparity"), "Index of disparity, unweighted",
        False, ("average",), PERCENT, 100, 0, NEVER_NEGATIVE,
        "100 Σ |yⱼ − μ| / (J μ)", f"{WHO_2022}; {AHN_2019}", SIMULATION,
        lambda s: f.mean_difference(s, s.equal, s.mean) / s.mean,
    ),
    InequalityMeasure(
        "idisw", ("idis_weighted",), "Index of disparity, weighted",
        False, ("population",), PERCENT, 100, 0, NEVER_NEGATIVE,
        "100 Σ pⱼ|yⱼ − μ| / μ", f"{WHO_2022}; {AHN_2019}", SIMULATION,
        lambda s: f.mean_difference(s, s.share, s.mean) / s.mean,
    ),
    InequalityMeasure(
        "par", ("parisk", "population_attributable_risk"), "Population attributable risk",
        False, ("average", "favourable"), UNIT, 1, 0, BY_POLARITY,
        "y_ref − μ, 0 where the reference is passed", WHO_2022, DELTA,
        f.population_attributable_risk, f.population_attributable_risk_gradient,
    ),
    InequalityMeasure(
        "paf", ("population_attributable_fraction",), "Population attributable fraction",
        False, ("average", "favourable"), PERCENT, 100, 0, BY_POLARITY,
        "100 (y_ref − μ) / μ, 0 where the reference is passed", WHO_2022, DELTA,
        f.population_attributable_fraction, f.population_attributable_fraction_gradient,
    ),
)  # fmt: skip

#: Every measure by its name, in the order of WHO's handbook.
INEQUALITY_MEASURES: Mapping[str, InequalityMeasure] = MappingProxyType({m.name: m for m in _ALL})

_BY_ANY_NAME = {name: m for m in _ALL for name in (m.name, *m.also)}


def measure_named(name: str) -> InequalityMeasure:
    """The measure of that name, in any case, with spaces or hyphens for underscores.

    Raises
    ------
    UnknownChoiceError
        If there is none; it lists the names, nearest first.

    >>> measure_named("Theil index").title, measure_named("MDM").formula
    ('Theil index', 'Σ pⱼ|yⱼ − μ|')
    >>> measure_named("thiel")
    Traceback (most recent call last):
    ...
    ihanalysis.errors.UnknownChoiceError: 'thiel' is not a known inequality measure. Did you mean 'theil'? ...
    """
    key = str(name).strip().lower().replace(" ", "_").replace("-", "_")
    if key not in _BY_ANY_NAME:
        raise UnknownChoiceError.of("inequality measure", name, INEQUALITY_MEASURES)
    return _BY_ANY_NAME[key]
