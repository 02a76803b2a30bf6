"""Group gaps and place gaps: both sides, both gaps, and a word that the interval allows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ihanalysis import Workbook
from ihanalysis.figures import COLUMNS, select
from ihanalysis.gaps import COLUMNS as GAP_COLUMNS
from ihanalysis.gaps import group_gaps, place_gaps
from ihanalysis.indicators import catalogue
from ihanalysis.indicators.definition import Indicator


def _indicator(**changes: object) -> Indicator:
    given = {"title": "T", "group": "g", "gap": "place", "figure": "i", "of": "g", "method": "rate", "unit": "u"}
    given |= {"period": "2020", "periods": ("2020",), "polarity": "lower is better", "level": "measured locally"}
    given |= {"standardisation": "crude", "grade": "", "multiplier": 1000.0}
    return Indicator(id="i", **(given | changes))  # type: ignore[arg-type]


def _everywhere(**counts: tuple[float | None, float]) -> pd.DataFrame:
    row = {"indicator": "i", "group": "g", "period": "2020", "sex": "persons", "age_band": "all ages", "unit": "u"}
    rows = [
        row
        | {"area_code": code, "area_level": "country" if code == "E92000001" else "system", "source": "s"}
        | {"count": count, "denominator": people, "status": "not available" if count is None else "derived"}
        for code, (count, people) in counts.items()
    ]
    making = {"split": 0.0, "areas": 1, "areas_reported": 1}
    return pd.DataFrame(rows, columns=list(COLUMNS)).assign(**making)


def _place_gaps(indicator: Indicator, everywhere: pd.DataFrame) -> pd.DataFrame:
    systems = everywhere.loc[everywhere["area_level"] == "system", "area_code"]
    return place_gaps([indicator], everywhere, list(systems))


def test_the_word_follows_the_interval_and_the_polarity() -> None:
    everywhere = _everywhere(HIGH=(400, 1e5), SAME=(201, 1e5), LOW=(90, 1e5), E92000001=(2000, 1e6))
    assert _place_gaps(_indicator(), everywhere)["direction"].to_list() == ["worse", "no clear difference", "better"]
    plain = _place_gaps(_indicator(polarity="none"), everywhere)
    assert plain["direction"].to_list() == ["higher", "no clear difference", "lower"]
    good = _place_gaps(_indicator(polarity="higher is better"), everywhere)
    assert good["direction"].to_list() == ["better", "no clear difference", "worse"]


def test_a_system_of_few_events_is_too_few_to_say_unless_many_were_expected() -> None:
    everywhere = _everywhere(FEW=(3, 1000), NONE=(0, 1e5), E92000001=(2000, 1e6))
    assert _place_gaps(_indicator(), everywhere)["direction"].to_list() == ["too few to say", "better"]


def test_a_missing_figure_stays_missing_with_its_status() -> None:
    everywhere = _everywhere(GONE=(None, 1e5), HERE=(200, 1e5), E92000001=(2000, 1e6))
    row = _place_gaps(_indicator(), everywhere).iloc[0]
    assert (row["status"], row["direction"]) == ("not available", "not available")
    assert np.isnan([row["value"], row["lower"], row["difference"], row["ratio"], row["excess"]]).all()


def test_absolute_and_relative_gap_and_excess_agree_with_the_figures() -> None:
    row = _place_gaps(_indicator(), _everywhere(HERE=(400, 1e5), E92000001=(2000, 1e6))).iloc[0]
    assert (row["value"], row["comparator_value"]) == (4.0, 2.0)
    assert (row["difference"], row["ratio"], row["excess"]) == pytest.approx((2.0, 2.0, 200.0))
    assert row["difference_lower"] < 2 < row["difference_upper"]
    assert row["ratio_lower"] < 2 < row["ratio_upper"]
    assert row["excess_lower"] < 200 < row["excess_upper"]


def test_no_excess_is_given_where_no_direction_is_bad() -> None:
    everywhere = _everywhere(HERE=(400, 1e5), E92000001=(2000, 1e6))
    assert _place_gaps(_indicator(polarity="none"), everywhere)["excess"].isna().all()


def test_a_pooled_figure_needs_every_period() -> None:
    everywhere = _everywhere(HERE=(400, 1e5), E92000001=(2000, 1e6))
    row = _place_gaps(_indicator(periods=("2020", "2021")), everywhere).iloc[0]
    assert (row["status"], row["reason"]) == ("not available", "not every period is published")
    assert np.isnan(row["value"])


def test_a_matched_study_is_compared_with_its_own_comparators(workbook: Workbook) -> None:
    asthma = group_gaps([catalogue()["study-asthma"]], workbook.figures).iloc[0]
    assert (asthma["count"], asthma["denominator"], asthma["comparator_count"]) == (56, 260, 14)
    assert asthma["difference"] == pytest.approx(100 * 42 / 260)
    assert asthma["comparator"] == "matched comparators in the 2004 study"
    assert asthma["direction"] == "worse"


@pytest.mark.parametrize("boundaries", ["2023", "2026"])
def test_every_system_has_every_place_gap_and_every_group_gap_stands_once(
    workbook: Workbook, tables: dict[str, pd.DataFrame], boundaries: str
) -> None:
    gaps = tables[boundaries]
    assert tuple(gaps.columns) == GAP_COLUMNS
    assert not gaps.duplicated(["indicator", "area_code"]).any()
    systems = {system.code for system in workbook.areas.of(boundaries)}
    for indicator in catalogue().values():
        areas = set(select(gaps, indicator=indicator.id)["area_code"])
        if indicator.gap == "context":
            assert areas == set()
            continue
        assert areas == (systems if indicator.gap == "place" else {indicator.area})


@pytest.mark.parametrize("boundaries", ["2023", "2026"])
def test_nothing_in_the_gap_table_is_impossible(tables: dict[str, pd.DataFrame], boundaries: str) -> None:
    gaps = tables[boundaries]
    for part in ("", "comparator_", "difference", "ratio", "excess"):
        value = gaps[f"{part}value" if part in ("", "comparator_") else part]
        low, high = (gaps[f"{part}{'' if part in ('', 'comparator_') else '_'}{limit}"] for limit in ("lower", "upper"))
        known = low.notna()
        assert ((low <= value + 1e-9) & (value <= high + 1e-9))[known].all()
    assert (gaps["value"] > 0)[gaps["value"].notna() & (gaps["count"] != 0)].all()
    assert gaps["direction"].ne("").all()
    clear = gaps["direction"].isin(["better", "worse", "higher", "lower"]) & gaps["difference_lower"].notna()
    assert ((gaps["difference_lower"] > 0) | (gaps["difference_upper"] < 0))[clear].all()
