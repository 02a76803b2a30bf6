"""Figures to gaps: a group against everyone, a system against England, never mixed up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from ihanalysis.areas.systems import ENGLAND
from ihanalysis.figures import MISSING
from ihanalysis.indicators.definition import Indicator
from ihanalysis.indicators.derived import UPLIFT
from ihanalysis.indicators.measure import COLUMNS as MEASURE
from ihanalysis.indicators.measure import measure
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
    """Every gap there is: one row a group gap, one row a system for each place gap.

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
    national = figures[figures["area_level"] == "country"]
    everywhere = pd.concat([systems, national], ignore_index=True)
    # Each indicator needs few of the rows: those of its figure and its denominator, and of an uplift.
    of = dict(list(everywhere.groupby("indicator", sort=False)))
    codes = list(systems["area_code"].unique())
    tables = []
    for indicator in indicators:
        if indicator.gap == "context":
            continue
        needed = [of[name] for name in {indicator.figure, indicator.denominator, *UPLIFT} if name in of]
        rows = pd.concat(needed, ignore_index=True)
        tables.append(group_gap(indicator, rows) if indicator.gap == "group" else place_gaps(indicator, rows, codes))
    return pd.concat(tables, ignore_index=True)


def group_gap(indicator: Indicator, national: pd.DataFrame) -> pd.DataFrame:
    """A group against its comparator, in the country the figures are published for."""
    one, other = (
        measure(indicator, national, group=group).reindex([indicator.area])
        for group in (indicator.of, indicator.comparator)
    )
    return _rows(indicator, one, other, _gap(indicator, one, other))


def place_gaps(indicator: Indicator, everywhere: pd.DataFrame, systems: Sequence[str]) -> pd.DataFrame:
    """Every system, by code, against England.

    A system is part of England, and its gap knows it: the interval is that of two
    figures that share the system's own events.
    """
    measured = measure(indicator, everywhere)
    here = measured.reindex(list(systems))
    here["status"] = here["status"].fillna(NO_FIGURE)
    england = measured.reindex([ENGLAND] * len(here)).set_axis(here.index)
    share = (here["denominator"] / england["denominator"]).to_numpy()
    return _rows(indicator, here, england, _gap(indicator, here, england, share))


def _gap(indicator: Indicator, one: pd.DataFrame, other: pd.DataFrame, share: np.ndarray | None = None) -> Gap:
    part: PartOfComparator = None if share is None else "covariance"
    return gap(
        _estimate(one),
        _estimate(other),
        part_of_comparator=part,
        share=share,
        events=_events(indicator, one, other),
    )


def _estimate(side: pd.DataFrame) -> Estimate:
    value, lower, upper = (side[column].to_numpy(dtype=float) for column in ("value", "lower", "upper"))
    return Estimate.of(value, lower, upper, side["reason"].fillna("").to_numpy(dtype=str))


def _events(indicator: Indicator, one: pd.DataFrame, other: pd.DataFrame) -> np.ndarray:
    """The events counted, or those England's rate leads one to expect, whichever are more."""
    expected = other["value"] * one["denominator"] / indicator.multiplier
    return np.asarray(np.fmax(one["count"].to_numpy(dtype=float), expected.to_numpy(dtype=float)))


def _rows(indicator: Indicator, one: pd.DataFrame, other: pd.DataFrame, compared: Gap) -> pd.DataFrame:
    rows = one.rename_axis("area_code").reset_index()
    for column in COMPARATOR:
        rows[f"comparator_{column}"] = other[column].to_numpy()
    for name, estimate in (("difference", compared.difference), ("ratio", compared.ratio)):
        _put(rows, name, estimate)
    _put(rows, "excess", _excess(indicator, rows, compared))
    return rows.assign(
        gap=indicator.gap,
        indicator=indicator.id,
        group=indicator.group,
        period=indicator.period,
        comparator="England" if indicator.gap == "place" else indicator.comparator,
        direction=_direction(indicator, rows, compared),
        few=rows["count"] < indicator.few,
        level=indicator.level,
        standardisation=indicator.standardisation,
        unit=indicator.unit,
    ).reindex(columns=list(COLUMNS))


def _put(rows: pd.DataFrame, name: str, estimate: Estimate) -> None:
    for limit, numbers in zip(LIMITS, (estimate.value, estimate.lower, estimate.upper), strict=True):
        rows[f"{name}{limit}"] = numbers


def _excess(indicator: Indicator, rows: pd.DataFrame, compared: Gap) -> Estimate:
    """How many more there are than at the comparator's rate; only where a direction makes it a loss."""
    if indicator.polarity == "none" or indicator.standardisation != "crude" or indicator.in_years:
        missing = np.full(len(rows), np.nan)
        return Estimate.of(missing, missing, missing, "no excess is meant by this measure")
    return excess(compared, rows["denominator"].to_numpy(dtype=float), multiplier=indicator.multiplier)


def _direction(indicator: Indicator, rows: pd.DataFrame, compared: Gap) -> np.ndarray:
    polarity = None if indicator.polarity == "none" else indicator.polarity
    words = np.atleast_1d(compared.direction(polarity)).astype(object)
    if indicator.complete:
        words = _direction_of_counts(indicator, rows["difference"].to_numpy(dtype=float))
    if indicator.method == "claim":
        words[:] = "not compared"
    missing = rows["value"].isna() | rows["status"].isin(MISSING)
    words[missing.to_numpy()] = NO_FIGURE
    words[words == ""] = "no interval published"
    return words


def _direction_of_counts(indicator: Indicator, difference: np.ndarray) -> np.ndarray:
    """A census or a register counts everyone: the published difference is the difference."""
    if indicator.polarity == "none":
        words = np.where(difference > 0, "higher", "lower")
    else:
        good = difference > 0 if indicator.polarity == "higher is better" else difference < 0
        words = np.where(good, "better", "worse")
    return np.where(difference == 0, "no difference", words).astype(object)
