"""The shipped figures agree with each other, and one that does not is found."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from ihanalysis import Workbook
from ihanalysis.areas import Areas
from ihanalysis.figures import select
from ihanalysis.sources.consistency import RULES, Nations, Parts, Places, check_consistency

KENT, THANET, CITY_OF_LONDON = "E54000032", "E07000114", "E09000001"
LOCAL = "local authority"
COUNTRIES = ["E92000001", "K02000001"]


def _problems(workbook: Workbook, figures: pd.DataFrame, areas: Areas | None = None) -> pd.DataFrame:
    return check_consistency(figures, areas or workbook.areas, workbook.sources)


def _altered(figures: pd.DataFrame, by: dict[str, object], **wanted: str) -> pd.DataFrame:
    """The figures that are wanted, the first of them altered."""
    rows = select(figures, **wanted).copy()
    for column, value in by.items():
        rows.loc[rows.index[0], column] = value
    return rows


@pytest.fixture(scope="module")
def as_rules_see_them(workbook: Workbook) -> pd.DataFrame:
    titles = {name: source.publication for name, source in workbook.sources.items()}
    regions = workbook.areas.local_authorities.set_index("code")["region_code"]
    figures = workbook.figures
    return figures.assign(publication=figures["source"].map(titles), region=figures["area_code"].map(regions))


def test_the_shipped_figures_agree_with_each_other(workbook: Workbook) -> None:
    problems = _problems(workbook, workbook.figures)
    assert problems.empty, problems.to_string()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_is_kept_by_the_shipped_figures_and_broken_by_a_whole_that_grows(
    as_rules_see_them: pd.DataFrame, rule: Parts | Places | Nations
) -> None:
    figures = as_rules_see_them
    assert not list(rule.broken_by(figures))
    if isinstance(rule, Parts):
        whole = rule.whole
        grows = figures["indicator"].eq(whole.indicator) & figures["sex"].isin(whole.sexes)
        grows &= figures["age_band"] == whole.age
    else:
        grows = figures["area_code"].isin(COUNTRIES) | (figures["area_level"] == "region")
    # Twice as large, and by more than any rounding where a whole is small.
    grown = figures.assign(count=figures["count"].where(~grows, figures["count"] * 2 + 1_000))
    assert list(rule.broken_by(grown))


@pytest.mark.parametrize(
    ("rule", "by", "indicator", "status"),
    [
        ("no part is over its whole", {"count": 1e7}, "lost-home-custody", "derived"),
        ("no number is negative", {"value": -1.0}, "average-deprivation-score", "published"),
        ("no per cent is over 100", {"value": 101.0}, "access-good-experience", "published"),
        ("a value lies between its limits", {"value": 3.0}, "emergency-readmission-ratio", "published"),
        ("a missing figure has no number", {"count": 5.0}, "households-owed-a-duty", "not available"),
        ("a count of none, and nothing else, is a zero", {"count": 0.0}, "people-sleeping-rough", "published"),
        ("a count of none, and nothing else, is a zero", {"count": 1.0}, "people-sleeping-rough", "zero"),
    ],
)
def test_an_impossible_figure_is_found(
    workbook: Workbook, rule: str, by: dict[str, object], indicator: str, status: str
) -> None:
    problems = _problems(workbook, _altered(workbook.figures, by, indicator=indicator, status=status))
    assert rule in set(problems["rule"])


def test_a_local_authority_without_a_row_is_found(workbook: Workbook) -> None:
    deaths = select(workbook.figures, indicator="drug-poisoning-deaths", period="2020", area_level=LOCAL)
    problems = _problems(workbook, deaths[deaths["area_code"] != CITY_OF_LONDON])
    assert problems["rule"].tolist() == ["no local authority is left out"]
    assert problems["found"].tolist() == ["no row for 1, such as E09000001"]


def test_a_system_whose_own_figure_is_wrong_is_found_in_both_boundary_years(workbook: Workbook) -> None:
    month = select(workbook.figures, indicator="registered-patients", period="2022-05-01")
    problems = _problems(workbook, pd.concat([_altered(month, {"count": 1.0}, area_code=KENT), _without(month, KENT)]))
    assert set(problems["rule"]) == {"systems of 2023 are England", "systems of 2026 are England"}


def _without(figures: pd.DataFrame, area: str) -> pd.DataFrame:
    return figures[figures["area_code"] != area]


def test_people_who_are_lost_on_the_way_to_a_system_are_found(workbook: Workbook) -> None:
    shares = workbook.areas.shares
    half_lost = shares.assign(share=shares["share"].where(shares["code"] != THANET, 0.5))
    deaths = select(workbook.figures, indicator="drug-poisoning-deaths", period="2020")
    problems = _problems(workbook, deaths, replace(workbook.areas, shares=half_lost))
    assert set(problems["rule"]) == {
        "systems of 2023 are the local authorities of England",
        "systems of 2026 are the local authorities of England",
    }


def test_a_council_that_counts_more_than_its_region_is_found_with_its_region(workbook: Workbook) -> None:
    owed = select(workbook.figures, indicator="households-owed-a-duty", period="2025")
    problems = _problems(
        workbook, pd.concat([_altered(owed, {"count": 9_000.0}, area_code=THANET), _without(owed, THANET)])
    )
    found = problems.set_index("rule").loc["councils that all returned are their region"]
    assert found["row"].startswith("E12000008 households-owed-a-duty")
    assert "beside the published" in found["expected"]


def test_a_problem_says_which_publication_which_figure_and_what_was_expected(workbook: Workbook) -> None:
    wanted = {"indicator": "households-owed-relief-duty", "area_code": THANET, "period": "2025"}
    council = select(workbook.figures, area_code=THANET, period="2025")
    kept = council[council["indicator"] != wanted["indicator"]]
    problems = _problems(workbook, pd.concat([kept, _altered(council, {"count": 1.0}, **wanted)]))
    row = problems.set_index("rule").loc["prevention and relief duties are the duties owed"]
    assert row["file"] == "Statutory homelessness: detailed local authority-level tables, 2025"
    assert row["row"] == "E07000114 households-owed-a-duty 2025"
    assert row["expected"] == "739, the whole"
