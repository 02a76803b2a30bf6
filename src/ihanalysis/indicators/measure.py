"""An indicator's figure for every area at once: the value, its interval, and what it rests on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ihanalysis.areas.moving import MAKING
from ihanalysis.figures import MISSING, select
from ihanalysis.indicators.definition import Indicator
from ihanalysis.indicators.derived import national_uplifts
from ihanalysis.stats import Estimate, proportion, rate, uplifted_count

#: One row an area. `count` is what was counted; `estimate` what it stands for, where
#: that differs, as estimated deaths differ from identified ones.
COLUMNS = (
    *("value", "lower", "upper", "count", "denominator"),
    *("estimate", "estimate_lower", "estimate_upper"),
    *("status", *MAKING, "reason", "source"),
)


def measure(indicator: Indicator, figures: pd.DataFrame, group: str | None = None) -> pd.DataFrame:
    """Calculate an indicator wherever the figure table allows.

    Parameters
    ----------
    indicator
        What to calculate; its periods are pooled.
    figures
        A figure table of areas that are not parts of one another's rows, such as
        systems and England, and the national rows that an uplift needs.
    group
        Whose figure; the indicator's own group unless another is named.

    Returns
    -------
    DataFrame
        Indexed by area code, with `COLUMNS`. Where nothing can be calculated the
        value is missing, and `status` and `reason` say why.
    """
    rows = select(
        figures,
        indicator=indicator.figure,
        group=group or indicator.of,
        period=indicator.periods,
        sex=indicator.sex,
        age_band=indicator.age_band,
    )
    if indicator.method in ("published pair", "claim"):
        return _as_published(rows)
    pooled = _pooled(rows, indicator, _denominators(figures, rows, indicator))
    if indicator.method == "uplifted rate":
        return _uplifted(pooled, rows, figures, indicator)
    estimator = proportion if indicator.method == "proportion" else rate
    estimate = estimator(pooled["count"], pooled["denominator"], multiplier=indicator.multiplier)
    return _with_estimate(pooled, estimate)


def _as_published(rows: pd.DataFrame) -> pd.DataFrame:
    whole = rows.set_index("area_code").assign(split=0.0, areas=1, areas_reported=1, reason="")
    return whole.reindex(columns=list(COLUMNS))


def _denominators(figures: pd.DataFrame, rows: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """The population a count is set against: its own, or that of another indicator."""
    if not indicator.denominator:
        return rows
    return select(
        figures,
        indicator=indicator.denominator,
        group=indicator.denominator_of,
        period=indicator.denominator_periods,
        sex="persons",
        age_band="all ages",
    ).assign(denominator=lambda population: population["count"])


def _pooled(rows: pd.DataFrame, indicator: Indicator, population: pd.DataFrame) -> pd.DataFrame:
    """Counts and denominators summed over the periods, with how they were made."""
    # A figure that was published for the area itself is one part, and whole.
    making = dict(zip(MAKING, (0.0, 1, 1), strict=True))
    rows = rows.reindex(columns=[*dict.fromkeys([*rows.columns, *MAKING])]).fillna(making)
    rows = rows.assign(divided=rows["count"].fillna(0) * rows["split"].fillna(0), rank=_rank(rows["status"]))
    pooled = rows.groupby("area_code").agg(
        count=("count", "sum"),
        divided=("divided", "sum"),
        periods=("count", "count"),
        areas=("areas", "max"),
        areas_reported=("areas_reported", "min"),
        rank=("rank", "min"),
    )
    pooled["status"] = [_WEAKEST_FIRST[rank] for rank in pooled.pop("rank")]
    pooled["source"] = _cited(rows)
    people = population.assign(known=population["denominator"].notna(), rank=_rank(population["status"]))
    whole = people.groupby("area_code").agg(
        denominator=("denominator", "sum"), known=("known", "all"), weakest=("rank", "min")
    )
    pooled = pooled.join(whole.assign(denominator=whole["denominator"].where(whole["known"])))
    if indicator.denominator:
        pooled["source"] += ";" + _cited(population).reindex(pooled.index).fillna("")
        divided = pooled["weakest"] == _WEAKEST_FIRST.index("modelled")
        pooled["status"] = pooled["status"].mask(divided & (pooled["status"] == "derived"), "modelled")
    incomplete = pooled["periods"] < len(indicator.periods)
    pooled["split"] = (pooled["divided"] / pooled["count"].where(pooled["count"] > 0)).fillna(0.0)
    pooled["reason"] = np.where(incomplete, "not every period is published", "")
    pooled["status"] = pooled["status"].mask(incomplete & ~pooled["status"].isin(MISSING), "not available")
    pooled["count"] = pooled["count"].mask(incomplete)
    return pooled.assign(estimate=np.nan, estimate_lower=np.nan, estimate_upper=np.nan)


#: What a sum may be called: missing if a part is, modelled if a part is, and zero only if all are.
_WEAKEST_FIRST = (*MISSING, "quoted claim", "modelled", "derived", "published", "zero")


def _rank(statuses: pd.Series) -> pd.Series:
    return statuses.map({status: rank for rank, status in enumerate(_WEAKEST_FIRST)}).astype(int)


def _cited(rows: pd.DataFrame) -> pd.Series:
    """Of each area, the sources of its rows joined by semicolons."""
    return rows.drop_duplicates(["area_code", "source"]).groupby("area_code")["source"].agg(";".join)


def _uplifted(pooled: pd.DataFrame, rows: pd.DataFrame, figures: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """Sum the identified deaths of the places first, then multiply by each year's uplift."""
    uplifts = national_uplifts(figures).loc[list(indicator.periods)]
    identified = rows.pivot(index="area_code", columns="period", values="count")
    identified = identified.reindex(index=pooled.index, columns=uplifts.index)
    deaths = uplifted_count(
        identified.to_numpy(), uplifts["uplift"].to_numpy(), uplifts["standard_error"].to_numpy(), axis=-1
    )
    scale = indicator.multiplier / pooled["denominator"].to_numpy()
    estimate = Estimate.of(deaths.value * scale, deaths.lower * scale, deaths.upper * scale, deaths.reason)
    pooled = pooled.assign(estimate=deaths.value, estimate_lower=deaths.lower, estimate_upper=deaths.upper)
    return _with_estimate(pooled, estimate)


def _with_estimate(pooled: pd.DataFrame, estimate: Estimate) -> pd.DataFrame:
    reason = pooled["reason"].mask(pooled["reason"] == "", pd.Series(estimate.reason, index=pooled.index))
    return pooled.assign(value=estimate.value, lower=estimate.lower, upper=estimate.upper, reason=reason).reindex(
        columns=list(COLUMNS)
    )
