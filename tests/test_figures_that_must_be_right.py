"""Published figures that the tables must give back, and the traps that would change them."""

from __future__ import annotations

import pandas as pd
import pytest

from ihanalysis import Workbook
from ihanalysis.figures import select
from ihanalysis.indicators.derived import national_uplifts

IDENTIFIED = "deaths-while-homeless-identified"
GREATER_MANCHESTER = "E54000057"


def _estimated(identified: float, workbook: Workbook, year: str) -> float:
    return identified * float(national_uplifts(workbook.figures).loc[year, "uplift"])


def _places(workbook: Workbook, year: str) -> pd.Series:
    rows = select(workbook.figures, indicator=IDENTIFIED, area_level="local authority", period=year)
    return rows.set_index("area_code")["count"]


def _region(workbook: Workbook, code: str, year: str) -> float:
    rows = select(workbook.figures, indicator="deaths-while-homeless", area_code=code, period=year)
    return float(rows["value"].iloc[0])


def test_estimated_deaths_of_england_and_wales_in_2021_are_as_published(workbook: Workbook) -> None:
    row = select(
        workbook.figures, indicator="deaths-while-homeless", area_code="K04000001", period="2021", sex="persons"
    ).iloc[0]
    assert (row["value"], row["lower"], row["upper"]) == (741, 658, 824)


@pytest.mark.parametrize(("region", "published"), [("E12000007", 143), ("E12000002", 126)])
def test_places_summed_then_uplifted_give_the_regions_of_2020(workbook: Workbook, region: str, published: int) -> None:
    places = _places(workbook, "2020")
    regions = workbook.areas.local_authorities.set_index("code")["region_code"]
    here = places.index.map(regions) == region
    assert round(_estimated(places[here].sum(), workbook, "2020")) == published == _region(workbook, region, "2020")


@pytest.mark.parametrize("boundaries", ["2023", "2026"])
def test_greater_manchester_in_2020_is_as_published(workbook: Workbook, boundaries: str) -> None:
    rows = select(workbook.area_figures(boundaries), indicator=IDENTIFIED, area_code=GREATER_MANCHESTER, period="2020")
    identified = rows["count"].iloc[0]
    assert round(_estimated(identified, workbook, "2020")) == 35


def test_uplifting_rounded_places_would_be_wrong(workbook: Workbook) -> None:
    places = _places(workbook, "2020")
    rounded = sum(round(_estimated(count, workbook, "2020")) for count in places)
    assert rounded < _estimated(places.sum(), workbook, "2020") - 10


@pytest.mark.parametrize("boundaries", ["2023", "2026"])
def test_estimated_deaths_of_the_systems_sum_to_englands(tables: dict[str, pd.DataFrame], boundaries: str) -> None:
    deaths = select(tables[boundaries], indicator="deaths-while-homeless")
    england = deaths["comparator_count"].iloc[0]
    assert deaths["count"].sum() == pytest.approx(england)
    assert (deaths["value"] * deaths["denominator"]).sum() == pytest.approx(
        deaths["comparator_value"].iloc[0] * deaths["comparator_denominator"].iloc[0]
    )


@pytest.mark.parametrize("boundaries", ["2023", "2026"])
def test_registered_patients_on_1_august_2026_sum_over_systems(workbook: Workbook, boundaries: str) -> None:
    rows = select(workbook.area_figures(boundaries), indicator="registered-patients", period="2026-08-01")
    leaves, totals = rows[rows["sex"] != "persons"], rows[rows["sex"] == "persons"]
    assert leaves["count"].sum() == totals["count"].sum() == 63_237_908
    assert rows["area_code"].nunique() == {"2026": 36, "2023": 42}[boundaries]
    assert leaves.groupby("sex")["count"].sum().to_dict() == {"female": 31_687_617, "male": 31_550_291}


@pytest.mark.parametrize("boundaries", ["2023", "2026"])
def test_gypsy_or_irish_traveller_residents_of_england(workbook: Workbook, boundaries: str) -> None:
    residents = {"indicator": "census-residents", "group": "Gypsy or Irish Traveller"}
    england = select(workbook.figures, area_code="E92000001", **residents)
    assert england["count"].to_list() == [64_205]
    assert select(workbook.area_figures(boundaries), **residents)["count"].sum() == pytest.approx(64_205)


@pytest.mark.parametrize(("sex", "like_for_like", "usual"), [("male", 61.98, 76.1), ("female", 62.88, 80.9)])
def test_mean_age_at_death_is_like_for_like_beside_the_published_pair(
    workbook: Workbook, sex: str, like_for_like: float, usual: float
) -> None:
    rows = select(workbook.figures, indicator="mean-age-at-death", period="2019", sex=sex)
    everyone = rows[rows["group"] == "everyone"].set_index("age_band")
    assert everyone.loc["15-74", "value"] == pytest.approx(like_for_like, abs=0.005)
    assert everyone.loc["15-74", "status"] == "derived"
    assert everyone.loc["all ages", "value"] == usual
    assert everyone.loc["all ages", "status"] == "published"


def test_the_gaps_in_mean_age_are_like_for_like(tables: dict[str, pd.DataFrame]) -> None:
    ages = tables["2026"].set_index("indicator")
    assert round(ages.loc["mean-age-at-death-men", "difference"]) == -16
    assert round(ages.loc["mean-age-at-death-women", "difference"]) == -19


def test_the_2019_uplift_takes_the_larger_error_of_its_neighbours(workbook: Workbook) -> None:
    uplifts = national_uplifts(workbook.figures)
    relative = uplifts["standard_error"] / uplifts["uplift"]
    assert relative["2019"] == pytest.approx(max(relative["2018"], relative["2020"]))


def test_age_standardised_disability_is_compared_with_its_own_kind(tables: dict[str, pd.DataFrame]) -> None:
    disability = select(tables["2026"], indicator="disability").iloc[0]
    assert (disability["value"], disability["comparator_value"]) == (33.2, 17.7)
    assert disability["standardisation"] == "age-standardised"
    assert pd.isna(disability["excess"])


def test_the_quoted_claim_is_never_compared(tables: dict[str, pd.DataFrame]) -> None:
    claim = select(tables["2026"], indicator="long-term-condition-claim").iloc[0]
    assert (claim["value"], claim["comparator_value"]) == (42, 18)
    assert (claim["status"], claim["direction"]) == ("quoted claim", "not compared")


@pytest.mark.parametrize(
    ("system", "estimate", "lower", "upper", "rate", "word"),
    [("E54000032", 143, 117, 172, 9.8, "no clear difference"), ("E54000011", 15, 8, 26, 3.8, "better")],
)
def test_deaths_of_a_large_and_a_small_system(
    tables: dict[str, pd.DataFrame], system: str, estimate: int, lower: int, upper: int, rate: float, word: str
) -> None:
    deaths = select(tables["2026"], indicator="deaths-while-homeless", area_code=system).iloc[0]
    limits = deaths[["estimate", "estimate_lower", "estimate_upper"]]
    assert [round(x) for x in limits] == [estimate, lower, upper]
    assert (round(deaths["value"], 1), deaths["direction"]) == (rate, word)


def test_every_figure_cites_a_source_with_publication_table_date_licence_and_address(workbook: Workbook) -> None:
    for name in workbook.figures["source"].unique():
        source = workbook.sources[name]
        assert all([source.publisher, source.publication, source.table, source.released, source.licence])
        assert source.address.startswith("https://")


def test_systems_made_of_parts_are_modelled_and_whole_ones_are_not(tables: dict[str, pd.DataFrame]) -> None:
    deaths = select(tables["2026"], indicator="deaths-while-homeless").set_index("area_code")
    assert deaths.loc["E54000070", "status"] == "modelled"  # Thames Valley
    assert 0 < deaths.loc["E54000070", "split"] < 0.2
    assert deaths.loc["E54000032", ["status", "split"]].to_list() == ["derived", 0.0]
