"""Counts move from local authorities to systems by share of residents, on the codes they came with."""

from __future__ import annotations

import pandas as pd
import pytest

from ihanalysis import Workbook
from ihanalysis.areas.moving import check_codes, to_systems
from ihanalysis.errors import BadFileError, NotPossibleError
from ihanalysis.figures import COLUMNS, select


@pytest.mark.parametrize("boundaries", ["2023", "2026"])
def test_every_local_authority_is_counted_once_and_only_once(workbook: Workbook, boundaries: str) -> None:
    shares = workbook.areas.shares
    here = shares[shares["boundaries"] == boundaries]
    for _, places in here.groupby("local_authorities"):
        assert not places.duplicated(["code", "system_code"]).any()
        assert places.groupby("code")["share"].sum().to_numpy() == pytest.approx(1, abs=1e-12)
        assert set(places["system_code"]) == {system.code for system in workbook.areas.of(boundaries)}
        assert places["residents"].sum() == 56_489_608


@pytest.mark.parametrize(("boundaries", "split"), [("2023", 12), ("2026", 5)])
def test_as_many_authorities_straddle_systems_as_ons_says(workbook: Workbook, boundaries: str, split: int) -> None:
    shares = workbook.areas.shares
    latest = shares[(shares["boundaries"] == boundaries) & (shares["local_authorities"] == "2025")]
    assert latest.loc[latest["share"] < 1, "code"].nunique() == split


def _figures(*rows: dict[str, object]) -> pd.DataFrame:
    row = {"indicator": "i", "group": "g", "area_level": "local authority", "period": "2020", "sex": "persons"}
    row |= {"age_band": "all ages", "unit": "people", "status": "published", "source": "s"}
    return pd.DataFrame([row | r for r in rows], columns=list(COLUMNS))


def _shares(**places: dict[str, int]) -> pd.DataFrame:
    rows = [
        {"local_authorities": "2021", "boundaries": "2026", "code": code, "system_code": system, "residents": n}
        for code, systems in places.items()
        for system, n in systems.items()
    ]
    table = pd.DataFrame(rows)
    return table.assign(share=table["residents"] / table.groupby("code")["residents"].transform("sum"))


def test_a_split_local_authority_is_divided_by_residents_and_marked_modelled() -> None:
    shares = _shares(WHOLE={"A": 100}, SPLIT={"A": 30, "B": 70})
    figures = _figures({"area_code": "WHOLE", "count": 4.0}, {"area_code": "SPLIT", "count": 10.0})
    systems = to_systems(figures, {"s": "2021"}, shares, "2026").set_index("area_code")
    assert systems["count"].to_dict() == {"A": 7.0, "B": 7.0}
    assert systems["status"].to_dict() == {"A": "modelled", "B": "modelled"}
    assert systems["split"].to_dict() == pytest.approx({"A": 3 / 7, "B": 1.0})


def test_a_split_authority_without_anybody_leaves_the_sum_as_it_was_counted() -> None:
    shares = _shares(WHOLE={"A": 100}, SPLIT={"A": 30, "B": 70})
    figures = _figures({"area_code": "WHOLE", "count": 4.0}, {"area_code": "SPLIT", "count": 0.0, "status": "zero"})
    systems = to_systems(figures, {"s": "2021"}, shares, "2026").set_index("area_code")
    assert systems["status"].to_dict() == {"A": "derived", "B": "zero"}


def test_a_missing_authority_shows_in_the_coverage_and_not_as_a_zero() -> None:
    shares = _shares(HERE={"A": 100}, MISSING={"A": 100}, ALONE={"B": 10})
    figures = _figures(
        {"area_code": "HERE", "count": 4.0, "denominator": 40.0},
        {"area_code": "MISSING", "status": "not available"},
        {"area_code": "ALONE", "status": "suppressed"},
    )
    systems = to_systems(figures, {"s": "2021"}, shares, "2026").set_index("area_code")
    assert systems.loc["A", ["count", "denominator", "areas", "areas_reported"]].to_list() == [4, 40, 2, 1]
    assert systems.loc["B", "status"] == "not available"
    assert pd.isna(systems.loc["B", "count"])


def test_means_of_places_are_not_summed() -> None:
    figures = _figures({"area_code": "WHOLE", "value": 45.0, "unit": "mean age"})
    with pytest.raises(NotPossibleError, match="mean age without a count"):
        to_systems(figures, {"s": "2021"}, _shares(WHOLE={"A": 1}), "2026")


def test_a_code_outside_its_set_is_named_with_its_row() -> None:
    figures = _figures({"area_code": "WHOLE", "count": 1.0}, {"area_code": "E07000026", "count": 1.0})
    with pytest.raises(BadFileError, match=r"row 1, column area_code: found 'E07000026'.* of the 2021 set"):
        check_codes(figures, {"s": "2021"}, _shares(WHOLE={"A": 1}), "figures.csv")


@pytest.mark.parametrize("boundaries", ["2023", "2026"])
@pytest.mark.parametrize("period", [str(year) for year in range(2013, 2021)])
def test_systems_together_give_england(workbook: Workbook, boundaries: str, period: str) -> None:
    wanted = {"indicator": "deaths-while-homeless-identified", "period": period}
    systems = select(workbook.area_figures(boundaries), **wanted)
    england = select(workbook.figures, area_level="local authority", **wanted)
    assert systems["count"].sum() == pytest.approx(england["count"].sum(), abs=1e-9)
