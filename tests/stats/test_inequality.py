"""Inequality measures: formulas written out, gradients by small changes, refusals, and coverage."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ihanalysis.errors import UnknownChoiceError
from ihanalysis.stats import INEQUALITY_MEASURES, ArgumentError, Limits, inequality_measure
from ihanalysis.stats.inequality_measures import (
    EITHER_SIGN,
    LOG_DELTA,
    NEVER_NEGATIVE,
    QUADRATIC,
    ROOT,
    SIMULATION,
)

NAMES = tuple(INEQUALITY_MEASURES)
SIMULATED = [n for n in NAMES if INEQUALITY_MEASURES[n].interval == SIMULATION]
ANALYTIC = [n for n in NAMES if n not in SIMULATED]

Y = np.array([42.0, 35.0, 38.0, 25.0, 19.0])
ERROR = np.array([1.2, 0.9, 1.1, 0.8, 0.7])
POPULATION = np.array([800.0, 1200, 1500, 900, 600])


def options(name):
    """Everything a measure may need, for the example: less is better, the first group is the reference."""
    given = {"favourable": False, "bounds": (0.0, 100.0)}
    return given | ({"reference": 0} if name.startswith("mdr") else {})


def written_out(name, y, people):
    """Each formula as the handbook prints it, one term after another."""
    n, total = len(y), sum(people)
    p = [k / total for k in people]
    mu = sum(a * b for a, b in zip(p, y, strict=True))
    below = [sum(p[:j]) for j in range(n)]
    aci = sum(p[j] * (2 * (below[j] + p[j] / 2) - 1) * y[j] for j in range(n))
    bgv = sum(p[j] * (y[j] - mu) ** 2 for j in range(n))
    best, first = min(y), y[0]
    formulas = {
        "difference": max(y) - min(y),
        "ratio": max(y) / min(y),
        "aci": aci,
        "rci": aci / mu,
        "rci_wagstaff": aci / mu / (1 - mu / 100),
        "rci_erreygers": 4 * aci / 100,
        "bgv": bgv,
        "bgsd": math.sqrt(bgv),
        "cov": 100 * math.sqrt(bgv) / mu,
        "mld": 1000 * sum(-p[j] * math.log(y[j] / mu) for j in range(n)),
        "theil": 1000 * sum(p[j] * y[j] / mu * math.log(y[j] / mu) for j in range(n)),
        "mdmu": sum(abs(v - mu) for v in y) / n,
        "mdmw": sum(p[j] * abs(y[j] - mu) for j in range(n)),
        "mdbu": sum(abs(v - best) for v in y) / n,
        "mdbw": sum(p[j] * abs(y[j] - best) for j in range(n)),
        "mdru": sum(abs(v - first) for v in y) / n,
        "mdrw": sum(p[j] * abs(y[j] - first) for j in range(n)),
        "idisu": 100 * sum(abs(v - mu) for v in y) / n / mu,
        "idisw": 100 * sum(p[j] * abs(y[j] - mu) for j in range(n)) / mu,
        "par": best - mu,
        "paf": 100 * (best - mu) / mu,
    }
    return formulas[name]


@pytest.mark.parametrize("name", NAMES)
def test_every_formula_is_the_one_of_the_handbook(name):
    ours = inequality_measure(name, Y, ERROR, POPULATION, **options(name), simulations=1000)
    assert ours.value == pytest.approx(written_out(name, Y.tolist(), POPULATION.tolist()), rel=1e-12)
    assert ours.measure is INEQUALITY_MEASURES[name]
    assert ours.lower < ours.value < ours.upper


def test_published_values_of_whos_own_example():
    # In the tests of healthequal 1.0: five groups in order, an indicator of which more is better.
    value, people = [20, 30, 40, 50, 60], [78, 91, 162, 103, 105]
    assert inequality_measure("aci", value, None, people).value == pytest.approx(7.3284202, rel=1e-6)
    assert inequality_measure("rci", value, None, people).value == pytest.approx(0.17776859, rel=1e-6)
    error = 100 * np.sqrt(np.array(value) / 100 * (1 - np.array(value) / 100) / people)
    paf = inequality_measure("paf", value, error, people, favourable=True, ordered=True)
    assert paf.value == pytest.approx(45.544548, rel=1e-6)
    # Walter's standard error there is 0.1069 of 1, reported beside a value in per cent; here it is on the
    # scale of the value, and a little less because the groups need not be alike.
    assert (paf.upper - paf.lower) / 2 / 1.959964 == pytest.approx(10.69, rel=0.03)


@pytest.mark.parametrize("name", [n for n in ANALYTIC if INEQUALITY_MEASURES[n].gradient])
def test_delta_limits_are_those_of_small_changes_in_each_group(name):
    definition = INEQUALITY_MEASURES[name]

    def figure(y):
        return inequality_measure(name, y, None, POPULATION, **options(name)).value

    transform = np.log if definition.interval == LOG_DELTA else float
    step = 1e-5
    gradient = [
        (transform(figure(Y + step * unit)) - transform(figure(Y - step * unit))) / (2 * step) for unit in np.eye(5)
    ]
    error = math.sqrt(sum((g * e) ** 2 for g, e in zip(gradient, ERROR, strict=True)))
    ours = inequality_measure(name, Y, ERROR, POPULATION, **options(name))
    reach = transform(ours.upper) - transform(ours.value)
    assert reach == pytest.approx(1.959964 * error, rel=1e-4)


def test_the_variance_of_bgv_is_that_of_a_quadratic_form():
    p = POPULATION / POPULATION.sum()
    form, covariance = np.diag(p) - np.outer(p, p), np.diag(ERROR**2)
    variance = 4 * Y @ form @ covariance @ form @ Y + 2 * np.trace(form @ covariance @ form @ covariance)
    ours = inequality_measure("bgv", Y, ERROR, POPULATION)
    assert (ours.upper - ours.value) == pytest.approx(1.9599639845 * math.sqrt(variance), rel=1e-9)
    root = inequality_measure("bgsd", Y, ERROR, POPULATION)
    assert root.upper == pytest.approx(math.sqrt(ours.upper))
    assert root.lower == pytest.approx(math.sqrt(ours.lower))


@pytest.mark.parametrize("name", NAMES)
def test_limits_stay_on_the_scale_of_the_estimate_whatever_the_multiplier(name):
    plain = inequality_measure(name, Y, ERROR, POPULATION, **options(name), multiplier=1, simulations=1000)
    many = inequality_measure(name, Y, ERROR, POPULATION, **options(name), multiplier=1000, simulations=1000)
    for part in ("value", "lower", "upper"):
        assert getattr(many, part) == pytest.approx(1000 * getattr(plain, part), rel=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_two_groups_are_enough(name):
    ours = inequality_measure(name, [30.0, 20.0], [1.0, 1.0], [100, 300], **options(name), simulations=1000)
    assert ours.value == pytest.approx(written_out(name, [30.0, 20.0], [100, 300]))
    assert ours.lower <= ours.value <= ours.upper


@pytest.mark.parametrize("name", NAMES)
def test_places_at_once_are_each_place_alone(name):
    generator = np.random.default_rng(4)
    y, people = generator.uniform(10, 60, (2, 3, 5)), generator.uniform(100, 900, (2, 3, 5))
    error = generator.uniform(0.5, 1.5, (2, 3, 5))
    together = inequality_measure(name, y, error, people, **options(name), simulations=1000)
    assert together.value.shape == together.lower.shape == (2, 3)
    for place in np.ndindex(2, 3):
        alone = inequality_measure(name, y[place], error[place], people[place], **options(name), simulations=1000)
        assert together.value[place] == pytest.approx(alone.value)
        tolerance = 0.1 if name in SIMULATED else 1e-9
        assert together.upper[place] == pytest.approx(alone.upper, rel=tolerance)


@pytest.mark.parametrize("name", NAMES)
def test_an_omitted_group_is_as_if_it_had_never_been(name):
    with_gap = inequality_measure(
        name, np.insert(Y, 2, np.nan), np.insert(ERROR, 2, 0.5), np.insert(POPULATION, 2, 999),
        **options(name), missing="omit", simulations=1000,
    )  # fmt: skip
    without = inequality_measure(name, Y, ERROR, POPULATION, **options(name), simulations=1000)
    assert with_gap.value == pytest.approx(without.value)
    assert with_gap.lower == pytest.approx(without.lower, rel=0.1 if name in SIMULATED else 1e-9)
    with pytest.raises(ArgumentError, match="missing='omit'"):
        inequality_measure(name, np.insert(Y, 2, np.nan), 1.0, np.insert(POPULATION, 2, 9), **options(name))


@pytest.mark.parametrize("name", [n for n in NAMES if INEQUALITY_MEASURES[n].sign == NEVER_NEGATIVE])
def test_what_cannot_be_negative_has_no_negative_limit(name):
    ours = inequality_measure(name, [10.2, 10.0, 9.9], [3.0, 3, 3], [10, 10, 10], **options(name), simulations=1000)
    assert ours.lower >= 0


def test_par_and_paf_lie_on_the_side_that_polarity_says():
    fewer_is_better = inequality_measure("par", Y, ERROR, POPULATION, favourable=False)
    assert fewer_is_better.value < 0
    assert fewer_is_better.upper <= 0
    more_is_better = inequality_measure("paf", Y, ERROR, POPULATION, favourable=True)
    assert more_is_better.value > 0
    assert more_is_better.lower >= 0
    passed = inequality_measure("par", [10, 20, 5], [1] * 3, [1] * 3, favourable=True, ordered=True)
    assert passed.value == 0


def test_difference_and_ratio_compare_ends_reference_or_extremes():
    y = [10.0, 40.0, 20.0, 30.0]
    assert inequality_measure("difference", y).value == 30
    assert inequality_measure("difference", y, ordered=True, favourable=True).value == 20
    assert inequality_measure("difference", y, ordered=True, favourable=False).value == -20
    assert inequality_measure("difference", y, reference=3, favourable=True).value == 20
    assert inequality_measure("ratio", y, reference=0, favourable=False).value == 4
    assert inequality_measure("ratio", y, reference=-1, favourable=True).value == 3


def test_a_known_average_has_no_error_of_its_own():
    known = inequality_measure("par", Y, ERROR, favourable=False, average=30.0)
    assert known.value == pytest.approx(19 - 30)
    assert known.upper - known.value == pytest.approx(1.959964 * 0.7, rel=1e-6)
    assert inequality_measure("idisu", Y, None, average=30.0).value == pytest.approx(100 * np.abs(Y - 30).mean() / 30)


def test_simulation_is_named_repeatable_and_kept_inside_the_bounds():
    first, again = (inequality_measure("mdmw", Y, ERROR, POPULATION) for _ in range(2))
    assert first.lower == again.lower
    assert first.measure.interval == "seeded parametric simulation"
    other = inequality_measure("mdmw", Y, ERROR, POPULATION, seed=1)
    assert other.lower != first.lower
    assert other.lower == pytest.approx(first.lower, rel=0.03)
    bounded = inequality_measure("mdbu", [2.0, 60.0], [5.0, 5.0], favourable=False, bounds=(0, 100))
    assert bounded.upper < 60 + 3 * 5


@pytest.mark.parametrize("name", SIMULATED)
def test_equal_groups_are_not_found_unequal_by_the_error_of_their_own_draws(name):
    equal = inequality_measure(name, [20.0] * 4, [2.0] * 4, [10] * 4, **options(name), simulations=1000)
    assert equal.lower == equal.value == 0
    assert equal.upper > 0


def test_zero_has_no_logarithm_but_adds_nothing_to_theil():
    y, people = [0.0, 4.0, 8.0], [10, 10, 10]
    mld = inequality_measure("mld", y, [0.1] * 3, people)
    assert np.isnan(mld.value)
    assert "no logarithm" in mld.reason
    theil = inequality_measure("theil", y, [0.0, 0.1, 0.1], people)
    assert theil.value == pytest.approx(1000 * (math.log(1) + 2 * math.log(2)) / 3)
    assert np.isfinite(theil.lower)
    unsure = inequality_measure("theil", y, [0.1, 0.1, 0.1], people)
    assert unsure.value == theil.value
    assert np.isnan([unsure.lower, unsure.upper]).all()
    assert unsure.reason == "a group's value is at or near 0, where the delta method has no limits"


def test_what_does_not_exist_is_missing_with_its_reason():
    assert inequality_measure("ratio", [1.0, 0.0]).reason == "the group compared with is zero"
    assert inequality_measure("cov", [0.0, 0.0], None, [1, 1]).reason == "the average is zero or below"
    at_bound = inequality_measure("rci_wagstaff", [1.0, 1.0], None, [1, 1], bounds=(0, 1))
    assert at_bound.reason == "the average is at a bound"
    assert inequality_measure("theil", [3.0, 2.0], None, [1, 1]).reason == "no standard errors, so no interval"
    one_left = inequality_measure("bgv", [3.0, np.nan], 1.0, [1, 1], missing="omit")
    assert one_left.reason == "fewer than two groups"
    assert np.isnan(one_left.value)
    none = inequality_measure("ratio", [0.0, 5.0], [0.1, 0.1], reference=1, favourable=False)
    assert none.value == 0
    assert np.isnan(none.upper)
    assert none.reason == "a group's value is at or near 0, where the delta method has no limits"


def test_a_ratio_to_something_near_zero_has_no_limits_rather_than_infinite_ones():
    ours = inequality_measure("ratio", [5.0, 0.001], [1.0, 1.0], ordered=True, favourable=False)
    assert ours.value == pytest.approx(5000)
    assert np.isnan(ours.upper)
    assert "at or near 0" in ours.reason


def test_published_limits_may_stand_for_standard_errors():
    from_limits = inequality_measure("aci", Y, Limits(Y - 1.959964 * ERROR, Y + 1.959964 * ERROR), POPULATION)
    from_errors = inequality_measure("aci", Y, ERROR, POPULATION)
    assert from_limits.upper == pytest.approx(from_errors.upper, rel=1e-7)


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("aci", {}, r"population must be given for 'Absolute concentration index'"),
        ("idisu", {}, r"population \(or average\) must be given"),
        ("mdbw", {"population": POPULATION}, r"favourable must be given"),
        ("mdru", {}, r"reference must be given"),
        ("mdru", {"reference": 5}, r"reference must be the position of one of 5 groups; found 5"),
        ("rci_erreygers", {"population": POPULATION}, r"bounds must be given"),
        (
            "rci_wagstaff",
            {"population": POPULATION, "bounds": (0, 30)},
            r"value must be inside the bounds 0 to 30",
        ),
        (
            "rci_wagstaff",
            {"population": POPULATION, "bounds": (1, 0)},
            r"lowest and the highest possible value",
        ),
        ("difference", {"ordered": True}, r"favourable must be given for 'Difference'"),
        ("aci", {"population": POPULATION, "rank": [1, 2, 4, 3, 5]}, r"rank must be strictly rising"),
        ("theil", {"value": [-1.0, 2.0], "population": [1, 1]}, r"value must be 0 or more for Theil index"),
        ("bgv", {"population": [1, 1, 1, 0, 1]}, r"population must be above 0"),
        ("bgv", {"population": POPULATION, "level": 1.0}, r"level must lie between 0 and 1"),
        ("mdmw", {"population": POPULATION, "standard_error": ERROR, "simulations": 10}, r"1,000 or more"),
    ],
)
def test_what_a_measure_needs_is_asked_for_by_name(name, given, message):
    with pytest.raises(ArgumentError, match=message):
        inequality_measure(name, **({"value": Y} | given))


def test_an_unknown_measure_is_answered_with_the_nearest():
    with pytest.raises(UnknownChoiceError, match=r"'thiel' is not a known inequality measure. Did you mean 'theil'"):
        inequality_measure("thiel", Y)
    with pytest.raises(UnknownChoiceError, match="Valid choices: difference, ratio, aci"):
        inequality_measure("gini", Y)


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("ACI", "aci"),
        ("Theil index", "theil"),
        ("IDIS", "idisu"),
        ("mdm-weighted", "mdmw"),
        ("parisk", "par"),
    ],
)
def test_other_spellings_find_the_same_measure(spelling, name):
    found = inequality_measure(spelling, Y, None, POPULATION, **options(name))
    assert found.measure.name == name


def test_definitions_are_complete_and_frozen():
    assert len(NAMES) == 21
    for definition in INEQUALITY_MEASURES.values():
        assert definition.title
        assert definition.formula
        assert definition.citation
        ways = (definition.gradient is not None) + (definition.error is not None)
        assert ways == (0 if definition.interval == SIMULATION else 1)
        assert (definition.error is not None) == (definition.interval in (QUADRATIC, ROOT))
    with pytest.raises(AttributeError):
        INEQUALITY_MEASURES["theil"].multiplier = 1
    with pytest.raises(TypeError):
        INEQUALITY_MEASURES["own"] = INEQUALITY_MEASURES["theil"]


groups = st.lists(st.floats(1, 90), min_size=2, max_size=10)


@given(groups, st.integers(0, 2**32 - 1))
def test_no_measure_finds_inequality_between_equals(value, seed):
    people = np.random.default_rng(seed).uniform(1, 100, len(value))
    same = np.full(len(value), value[0])
    for name, definition in INEQUALITY_MEASURES.items():
        found = inequality_measure(name, same, None, people, **options(name), multiplier=1)
        assert found.value == pytest.approx(definition.no_inequality, abs=1e-5)


@given(groups, st.integers(0, 2**32 - 1))
def test_signs_and_the_effect_of_doubling_every_value(value, seed):
    people = np.random.default_rng(seed).uniform(1, 100, len(value))
    for name, definition in INEQUALITY_MEASURES.items():
        if "bounds" in definition.needs:
            continue
        given_options = options(name) | {"bounds": None}
        found = inequality_measure(name, value, None, people, **given_options).value
        twice = inequality_measure(name, 2 * np.array(value), None, people, **given_options).value
        if definition.sign == NEVER_NEGATIVE:
            assert found >= -1e-9
        factor = {"unit of the indicator": 2, "squared unit of the indicator": 4}.get(definition.unit, 1)
        assert twice == pytest.approx(factor * found, rel=1e-7, abs=1e-9)
        assert definition.sign != EITHER_SIGN or name in ("difference", "aci", "rci")


#: Seven regions: apart by much more than their errors, by about as much, or not at all.
APART = np.array([12.0, 15.0, 19.0, 22.0, 26.0, 31.0, 35.0])
PEOPLE = np.array([900.0, 1100, 1300, 1000, 800, 1200, 700])


def covered(name, truth, error, draws, **more):
    """How often the interval holds the truth, in how many draws of the seven regions."""
    given_options = options(name) | {"bounds": (-1e3, 1e3)} | more
    if "bounds" not in INEQUALITY_MEASURES[name].needs:
        given_options["bounds"] = None
    aim = inequality_measure(name, truth, None, PEOPLE, **given_options).value
    values = np.random.default_rng(21).normal(truth, error, (draws, 7))
    values = np.abs(values) if name in ("ratio", "mld", "theil") else values
    seen = inequality_measure(name, values, np.full(7, error), PEOPLE, **given_options, simulations=1000)
    return np.mean((seen.lower <= aim + 1e-9) & (aim - 1e-9 <= seen.upper))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_coverage_where_groups_are_well_apart(name):
    ends = {"ordered": True, "favourable": True} if name in ("difference", "ratio", "par", "paf") else {}
    found = covered(name, APART, 1.0, 2_000 if name in SIMULATED else 20_000, **ends)
    assert 0.93 <= found <= (0.99 if name in SIMULATED else 0.97)


# A ratio to a value that may be negative is not one to have an interval for.
HARDLY_APART = [(n, e) for n in NAMES for e in (3.0, 8.0) if (n, e) != ("ratio", 8.0)]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "error"), HARDLY_APART)
def test_coverage_where_groups_are_hardly_apart_is_no_less(name, error):
    ends = {"ordered": True, "favourable": True} if name in ("difference", "ratio", "par", "paf") else {}
    assert covered(name, APART, error, 2_000, **ends) >= 0.93


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_equal_groups_are_rarely_called_unequal(name):
    assert covered(name, np.full(7, 23.0), 2.0, 2_000) >= 0.93
