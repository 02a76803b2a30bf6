"""Indicators' figures for every area at once: the value, its interval, and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ihanalysis.areas.moving import MAKING
from ihanalysis.figures import MISSING
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
#: A measured figure is that of an indicator, by its number among those asked for, in an area.
PLACE = ["number", "area_code"]
#: Methods whose figures are told as they stand.
_TOLD = ("published pair", "claim")
UPLIFTED = "uplifted rate"


def measure(indicator: Indicator, figures: pd.DataFrame) -> pd.DataFrame:
    """Calculate one indicator: as `measure_all`, indexed by area code."""
    return measure_all([indicator], figures).droplevel("number")


def measure_all(indicators: Sequence[Indicator], figures: pd.DataFrame) -> pd.DataFrame:
    """Calculate indicators wherever the figure table allows, all those of one method in one go.

    Parameters
    ----------
    indicators
        What to calculate; the periods of each are pooled.
    figures
        A figure table of areas that are not parts of one another's rows, such as
        systems and England, and the national rows that an uplift needs.

    Returns
    -------
    DataFrame
        Indexed by number (the indicator's position in `indicators`) and area code,
        with `COLUMNS`. Where nothing can be calculated the value is missing, and
        `status` and `reason` say why.
    """
    numbered = list(enumerate(indicators))
    rows = _asked(
        figures,
        [(n, i.figure, i.of, i.sex, i.age_band, period) for n, i in numbered for period in i.periods],
    )
    told = rows["number"].isin([n for n, i in numbered if i.method in _TOLD])
    pooled = _pooled(rows[~told], indicators, _populations(figures, rows[~told], indicators))
    number = pooled.index.get_level_values("number")
    method, multiplier = (_each(pooled, [getattr(i, name) for i in indicators]) for name in ("method", "multiplier"))
    tables = [_as_published(rows[told])]
    for n, i in numbered:
        if i.method == UPLIFTED:
            tables.append(_uplifted(pooled[number == n], rows[rows["number"] == n], national_uplifts(figures), i))
    parts = method == "proportion"
    for estimator, here in ((proportion, parts), (rate, ~parts & (method != UPLIFTED))):
        places = pooled[here]
        estimate = estimator(places["count"], places["denominator"], multiplier=multiplier[here])
        tables.append(_with_estimate(places, estimate))
    return pd.concat([table for table in tables if len(table)] or tables)


def _asked(figures: pd.DataFrame, asked: list[tuple[object, ...]]) -> pd.DataFrame:
    """The rows that indicators ask for; a row that several ask for is there for each."""
    by = ["indicator", "group", "sex", "age_band", "period"]
    wanted = pd.DataFrame(asked, columns=["number", *by]).astype(dict.fromkeys(by, "str"))
    return figures.merge(wanted, on=by)


def _each(table: pd.DataFrame, of_indicators: Sequence[object]) -> np.ndarray:
    """What is said of the indicators, for each row of a measured table."""
    return np.asarray(of_indicators)[table.index.get_level_values("number")]


def _as_published(rows: pd.DataFrame) -> pd.DataFrame:
    whole = rows.set_index(PLACE).assign(split=0.0, areas=1, areas_reported=1, reason="")
    return whole.reindex(columns=list(COLUMNS))


def _populations(figures: pd.DataFrame, rows: pd.DataFrame, indicators: Sequence[Indicator]) -> pd.DataFrame:
    """The populations that counts are set against: their own, or those of another indicator."""
    others = [(n, i) for n, i in enumerate(indicators) if i.denominator]
    found = _asked(
        figures,
        [
            (n, i.denominator, i.denominator_of, "persons", "all ages", period)
            for n, i in others
            for period in i.denominator_periods
        ],
    )
    own = rows[~rows["number"].isin([n for n, _ in others])]
    return pd.concat([own, found.assign(denominator=found["count"])], ignore_index=True)


def _pooled(rows: pd.DataFrame, indicators: Sequence[Indicator], population: pd.DataFrame) -> pd.DataFrame:
    """Counts and denominators summed over the periods, with how they were made."""
    # A figure that was published for the area itself is one part, and whole.
    making = dict(zip(MAKING, (0.0, 1, 1), strict=True))
    rows = rows.reindex(columns=[*dict.fromkeys([*rows.columns, *MAKING])]).fillna(making)
    rows = rows.assign(divided=rows["count"].fillna(0) * rows["split"].fillna(0), rank=_rank(rows["status"]))
    pooled = rows.groupby(PLACE).agg(
        count=("count", "sum"),
        divided=("divided", "sum"),
        periods=("count", "count"),
        areas=("areas", "max"),
        areas_reported=("areas_reported", "min"),
        rank=("rank", "min"),
    )
    pooled["status"] = np.array(_WEAKEST_FIRST, dtype=object)[pooled.pop("rank")]
    pooled["source"] = _cited(rows)
    people = population.assign(known=population["denominator"].notna(), rank=_rank(population["status"]))
    whole = people.groupby(PLACE).agg(
        denominator=("denominator", "sum"), known=("known", "all"), weakest=("rank", "min")
    )
    pooled = pooled.join(whole.assign(denominator=whole["denominator"].where(whole["known"])))
    against_another = _each(pooled, [i.denominator != "" for i in indicators])
    also = ";" + _cited(population).reindex(pooled.index).fillna("")
    pooled["source"] += also.where(against_another, "")
    divided = against_another & (pooled["weakest"] == _WEAKEST_FIRST.index("modelled"))
    pooled["status"] = pooled["status"].mask(divided & (pooled["status"] == "derived"), "modelled")
    incomplete = pooled["periods"] < _each(pooled, [len(i.periods) for i in indicators])
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
    """Of each area, the sources of its rows joined by semicolons; most have one, and need no joining."""
    once = rows.drop_duplicates([*PLACE, "source"])
    several = once.duplicated(PLACE, keep=False)
    joined = once[several].groupby(PLACE)["source"].agg(";".join)
    cited: pd.Series = pd.concat([once[~several].set_index(PLACE)["source"], joined])
    return cited


def _uplifted(pooled: pd.DataFrame, rows: pd.DataFrame, uplifts: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """Sum the identified deaths of the places first, then multiply by each year's uplift."""
    uplifts = uplifts.loc[list(indicator.periods)]
    identified = rows.pivot(index=PLACE, columns="period", values="count")
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
