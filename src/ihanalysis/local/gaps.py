"""Local figures to gaps: a group against everyone in the same area, the group being part of everyone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from ihanalysis.gaps import COLUMNS, LIMITS
from ihanalysis.indicators import Indicator
from ihanalysis.local.schema import EVERYONE, PROPORTION
from ihanalysis.records import records
from ihanalysis.stats import Estimate, Gap, excess, gap, proportion, rate

#: Where such a figure is known, beside the levels of the catalogue.
LEVEL = "figure of the system’s own"
#: What is said of a gap that cannot be made.
NO_COMPARATOR, SUPPRESSED, NO_FIGURE = "nothing to compare with", "suppressed", "not available"


def gap_rows(pairs: pd.DataFrame, indicators: Mapping[str, Indicator]) -> pd.DataFrame:
    """Rows of the gap table, one for each group's figure.

    Parameters
    ----------
    pairs
        Groups' figures as they may be shown, with everyone's beside them.
    indicators
        What each measures, by its id.
    """
    rows = [dict(_row(pair, indicators)) for pair in records(pairs)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(pair: Mapping[str, Any], indicators: Mapping[str, Indicator]) -> Iterator[tuple[str, object]]:
    indicator = indicators[pair["id"]]
    one, other = _estimate(pair, ""), _estimate(pair, "_everyone")
    compared = _gap(pair, one, other)
    yield from (
        (name, getattr(indicator, name)) for name in ("gap", "group", "period", "level", "standardisation", "unit")
    )
    yield from (("indicator", indicator.id), ("area_code", indicator.area), ("comparator", EVERYONE))
    yield from _side("", pair, "", one)
    yield from _side("comparator_", pair, "_everyone", other)
    yield from ((name, np.nan) for name in ("estimate", "estimate_lower", "estimate_upper"))
    yield from (
        ("status", pair["status"]),
        ("reason", pair["reason"]),
        ("split", 0.0),
        ("areas", 1),
        ("areas_reported", 1),
    )
    more = excess(compared, pair["denominator"], multiplier=indicator.multiplier)
    for name, estimate in (("difference", compared.difference), ("ratio", compared.ratio), ("excess", more)):
        # Only a direction makes more of something a loss.
        meant = name != "excess" or indicator.polarity != "none"
        for limit, number in zip(LIMITS, (estimate.value, estimate.lower, estimate.upper), strict=True):
            yield f"{name}{limit}", float(number) if meant else np.nan
    yield "direction", _direction(pair, indicator, one, other, compared)
    yield "few", bool(pair["count"] < indicator.few)


def _side(prefix: str, pair: Mapping[str, Any], suffix: str, estimate: Estimate) -> Iterator[tuple[str, object]]:
    for name, number in (("value", estimate.value), ("lower", estimate.lower), ("upper", estimate.upper)):
        yield f"{prefix}{name}", float(number)
    for name in ("count", "denominator"):
        yield f"{prefix}{name}", pair[f"{name}{suffix}"]
    yield f"{prefix}source", pair[f"cited{suffix}"] if isinstance(pair[f"cited{suffix}"], str) else ""


def _estimate(pair: Mapping[str, Any], suffix: str) -> Estimate:
    count, denominator = pair[f"count{suffix}"], pair[f"denominator{suffix}"]
    if pair[f"status{suffix}"] == "too few":
        count = np.nan  # it is shown, and no rate is made of it
    estimator = proportion if pair["per"] == PROPORTION else rate
    return estimator(count, denominator, multiplier=float(pair["per"]))


def _gap(pair: Mapping[str, Any], one: Estimate, other: Estimate) -> Gap:
    share = pair["denominator"] / pair["denominator_everyone"]
    expected = other.value * pair["denominator"] / pair["per"]
    events = np.fmax(pair["count"], expected)
    if not share < 1:  # not known, or rounded to the whole
        return gap(one, other, events=events)
    return gap(one, other, part_of_comparator="covariance", share=share, events=events)


def _direction(pair: Mapping[str, Any], indicator: Indicator, one: Estimate, other: Estimate, compared: Gap) -> str:
    if np.isnan(one.value):
        return SUPPRESSED if pair["status"] == "suppressed" else NO_FIGURE
    if np.isnan(other.value):
        return NO_COMPARATOR
    polarity = None if indicator.polarity == "none" else indicator.polarity
    return str(compared.direction(polarity))
