"""Figures to gaps: a group against everyone, a system against England, never mixed up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from ihanalysis.areas.systems import ENGLAND
from ihanalysis.figures import MISSING
from ihanalysis.indicators.definition import Indicator
from ihanalysis.indicators.measure import COLUMNS as MEASURE
from ihanalysis.indicators.measure import PLACE, measure_all
from ihanalysis.stats import Estimate, Gap, excess, gap
from ihanalysis.stats.gaps import PartOfComparator

#: What is said of the comparator; it has no places or periods of its own.
COMPARATOR = ("value", "lower", "upper", "count", "denominator", "source")
LIMITS = ("", "_lower", "_upper")

COLUMNS = (
    *("gap", "indicator", "group", "area_code", "period"),
    *MEASURE,
    "comparator",
    *(f"comparator_{column}" for column in COMPARATOR),
    *(f"{part}{limit}" for part in ("difference", "ratio", "excess") for limit in LIMITS),
    *("direction", "few", "level", "standardisation", "unit"),
)

NO_FIGURE = "not available"


def gap_table(indicators: Iterable[Indicator], figures: pd.DataFrame, systems: pd.DataFrame) -> pd.DataFrame:
    """Every gap there is: one row a group gap, then one row a system for each place gap.

    Parameters
    ----------
    indicators
        What to compare.
    figures
        The figure table as published, for group gaps and national figures.
    systems
        System figures of one boundary year, for place gaps.

    Returns
    -------
    DataFrame
        With `COLUMNS`; both sides with their intervals, the absolute and relative
        gap with theirs, the excess, and the direction in a word.
    """
    compared = list(indicators)
    national = figures[figures["area_level"] == "country"]
    everywhere = pd.concat([systems, national], ignore_index=True)
    groups = group_gaps([i for i in compared if i.gap == "group"], national)
    places = place_gaps([i for i in compared if i.gap == "place"], everywhere, list(systems["area_code"].unique()))
    return pd.concat([groups, places], ignore_index=True)


def group_gaps(indicators: Sequence[Indicator], national: pd.DataFrame) -> pd.DataFrame:
    """Groups against their comparators, in the country the figures are published for."""
    comparators = [replace(i, of=i.comparator) for i in indicators]
    measured = measure_all([*indicators, *comparators], national)
    at = pd.MultiIndex.from_arrays([range(2 * len(indicators)), 2 * [i.area for i in indicators]], names=PLACE)
    sides = measured.reindex(at)
    return _rows(indicators, sides[: len(indicators)], sides[len(indicators) :])


def place_gaps(indicators: Sequence[Indicator], everywhere: pd.DataFrame, systems: Sequence[str]) -> pd.DataFrame:
    """Every system, by code, against England.

    A system is part of England, and its gap knows it: the interval is that of two
    figures that share the system's own events.
    """
    measured = measure_all(indicators, everywhere)
    here = measured.reindex(pd.MultiIndex.from_product([range(len(indicators)), systems], names=PLACE))
    here["status"] = here["status"].fillna(NO_FIGURE)
    england = measured.reindex(pd.MultiIndex.from_product([range(len(indicators)), [ENGLAND] * len(systems)]))
    return _rows(indicators, here, england, part=True)


def _rows(
    indicators: Sequence[Indicator], one: pd.DataFrame, other: pd.DataFrame, *, part: bool = False
) -> pd.DataFrame:
    """Both sides of each gap, and the gap between them; `part` says that the one is part of the other."""
    other = other.set_axis(one.index)
    about = _about(indicators).iloc[one.index.get_level_values("number")].set_axis(one.index)
    compared = _gap(about, one, other, part=part)
    rows = one.assign(**{f"comparator_{column}": other[column] for column in COMPARATOR})
    for name, estimate in (
        ("difference", compared.difference),
        ("ratio", compared.ratio),
        ("excess", _excess(about, one, compared)),
    ):
        for limit, numbers in zip(LIMITS, (estimate.value, estimate.lower, estimate.upper), strict=True):
            rows[f"{name}{limit}"] = numbers
    rows = rows.assign(direction=_direction(about, rows, compared), few=rows["count"] < about["few"])
    return rows.join(about[_TOLD]).reset_index("area_code").reset_index(drop=True).reindex(columns=list(COLUMNS))


#: What a row of the gap table tells of its indicator.
_TOLD = ["gap", "indicator", "group", "period", "comparator", "level", "standardisation", "unit"]


def _about(indicators: Sequence[Indicator]) -> pd.DataFrame:
    """The indicators as a table: what gaps are told and judged by."""
    names = [*_TOLD[2:], "gap", "id", "method", "multiplier", "polarity", "few", "complete", "in_years"]
    about = pd.DataFrame([[getattr(i, name) for name in names] for i in indicators], columns=names)
    return about.rename(columns={"id": "indicator"}).assign(
        comparator=about["comparator"].mask(about["gap"] == "place", "England")
    )


def _gap(about: pd.DataFrame, one: pd.DataFrame, other: pd.DataFrame, *, part: bool) -> Gap:
    # The events counted, or those England's rate leads one to expect, whichever are more.
    expected = other["value"] * one["denominator"] / about["multiplier"]
    events = np.fmax(one["count"].to_numpy(dtype=float), expected.to_numpy(dtype=float))
    overlap: PartOfComparator = "covariance" if part else None
    share = (one["denominator"] / other["denominator"]).to_numpy(dtype=float) if part else None
    return gap(_estimate(one), _estimate(other), part_of_comparator=overlap, share=share, events=events)


def _estimate(side: pd.DataFrame) -> Estimate:
    value, lower, upper = (side[column].to_numpy(dtype=float) for column in ("value", "lower", "upper"))
    return Estimate.of(value, lower, upper, side["reason"].fillna("").to_numpy(dtype=str))


def _excess(about: pd.DataFrame, one: pd.DataFrame, compared: Gap) -> Estimate:
    """How many more there are than at the comparator's rate; only where a direction makes it a loss."""
    meant = (about["polarity"] != "none") & (about["standardisation"] == "crude") & ~about["in_years"]
    people = one["denominator"].where(meant).to_numpy(dtype=float)
    return excess(compared, people, multiplier=about["multiplier"])


def _direction(about: pd.DataFrame, rows: pd.DataFrame, compared: Gap) -> np.ndarray:
    polarity = about["polarity"].mask(about["polarity"] == "none", "")
    words = compared.direction(polarity).astype(object)
    # A census or a register counts everyone: the published difference is the difference.
    words = np.where(about["complete"], _direction_of_counts(polarity, rows["difference"]), words)
    words[about["method"] == "claim"] = "not compared"
    words[words == ""] = "no interval published"
    words[rows["value"].isna() | rows["status"].isin(MISSING)] = NO_FIGURE
    return words


def _direction_of_counts(polarity: pd.Series, difference: pd.Series) -> np.ndarray:
    good = np.where(polarity == "higher is better", difference > 0, difference < 0)
    judged = np.where(good, "better", "worse")
    words = np.where(polarity == "", np.where(difference > 0, "higher", "lower"), judged)
    return np.where(difference == 0, "no difference", words).astype(object)
