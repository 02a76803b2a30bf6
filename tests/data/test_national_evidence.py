"""What is quoted beside "no local figure is published": read as printed, and never more certain than its source."""

from __future__ import annotations

import pandas as pd
import pytest

from ihanalysis import Workbook
from ihanalysis.figures import MISSING, select
from ihanalysis.sources.publications import Source, read_sources
from ihanalysis.sources.tidy import read_figures

#: Every group that the framework, the two announcements and the briefing name.
GROUPS = (
    "people experiencing homelessness",
    "Gypsy or Irish Traveller",
    "Roma",
    "vulnerable migrants",
    "people leaving prison",
    "people engaged in sex work",
    "people with drug or alcohol dependence",
    "victims of modern slavery",
)
#: Those of whom some figure is national only.
QUOTED = GROUPS[3:]
ENGLAND, ENGLAND_AND_WALES, UNITED_KINGDOM = "E92000001", "K04000001", "K02000001"


@pytest.fixture(scope="module")
def evidence(workbook: Workbook) -> pd.DataFrame:
    return read_figures(workbook.raw / "national_evidence" / "figures.csv")


@pytest.fixture(scope="module")
def sources(workbook: Workbook) -> dict[str, Source]:
    return {source.source: source for source in read_sources(workbook.raw / "national_evidence" / "sources.csv")}


def _one(figures: pd.DataFrame, indicator: str, **wanted: str) -> pd.Series:
    rows = select(figures, indicator=indicator, **wanted)
    assert len(rows) == 1, (indicator, wanted)
    return rows.iloc[0]


# nobody is left out


@pytest.mark.parametrize("group", GROUPS)
def test_every_group_of_the_framework_has_a_figure(workbook: Workbook, group: str) -> None:
    figures = select(workbook.figures, group=group)
    assert figures[["count", "value"]].notna().any(axis=None)


@pytest.mark.parametrize("group", QUOTED)
def test_a_group_without_a_local_count_has_national_figures_to_quote(evidence: pd.DataFrame, group: str) -> None:
    quoted = select(evidence, group=group)
    assert quoted[["count", "value"]].notna().any(axis=1).sum() >= 2


def test_evidence_is_of_countries_or_london_and_of_no_council_or_system(evidence: pd.DataFrame) -> None:
    assert set(evidence["area_level"]) == {"country", "region"}
    assert set(select(evidence, area_level="region")["area_code"]) == {"E12000007"}


def test_every_source_says_what_must_be_known_before_it_is_relied_on(sources: dict[str, Source]) -> None:
    assert [name for name, source in sources.items() if len(source.note) < 40] == []


# figures as they are printed


def test_the_year_of_prison_releases_is_the_sum_of_its_four_quarters(evidence: pd.DataFrame) -> None:
    releases = _one(evidence, "prison-releases", period="2024-25", area_code=ENGLAND_AND_WALES)
    assert releases["count"] == 13_338 + 14_920 + 15_730 + 13_296 == 57_284
    assert (releases["unit"], releases["status"]) == ("releases", "derived")


def test_about_one_release_in_eight_was_into_homelessness(evidence: pd.DataFrame) -> None:
    homeless = _one(evidence, "homeless-on-release", period="2023-24")
    assert f"{100 * homeless['count'] / homeless['denominator']:.1f}" == f"{homeless['value']:.1f}" == "13.1"


def test_housed_and_homeless_on_release_are_never_parts_of_one_whole(
    evidence: pd.DataFrame, sources: dict[str, Source]
) -> None:
    housed, homeless = (_one(evidence, f"{what}-on-release") for what in ("housed", "homeless"))
    assert housed["value"] + homeless["value"] < 100
    assert "unknown" in sources[housed["source"]].note
    assert "unknown" in sources[homeless["source"]].note


def test_deaths_in_the_year_after_release_are_set_against_those_expected(evidence: pd.DataFrame) -> None:
    ratios = {sex: _one(evidence, "mortality-ratio-year-after-release", sex=sex) for sex in ("male", "female")}
    assert {sex: f"{ratio['value']:.1f}" for sex, ratio in ratios.items()} == {"male": "7.5", "female": "12.0"}
    assert {sex: ratio["count"] for sex, ratio in ratios.items()} == {"male": 342, "female": 100}
    assert {ratio["status"] for ratio in ratios.values()} == {"derived"}


def test_treatment_for_opiates_and_for_alcohol_alone_are_42_and_30_per_cent_of_all(evidence: pd.DataFrame) -> None:
    treated = _one(evidence, "adults-in-treatment", period="2024-25")
    assert treated["count"] == 329_646
    for substance, share in {"opiates": "42", "alcohol-only": "30"}.items():
        part = _one(evidence, f"adults-in-treatment-for-{substance}")
        assert part["denominator"] == treated["count"]
        assert f"{100 * part['count'] / part['denominator']:.0f}" == share


@pytest.mark.parametrize(
    ("indicator", "period", "people", "lower", "upper", "rate"),
    [
        ("people-using-opiates-or-crack", "2018-19", 336_531, 311_932, 360_845, 9.44),
        ("people-dependent-on-alcohol", "2019-20", 608_416, 501_037, 766_536, 13.8),
    ],
)
def test_an_estimate_of_hidden_need_keeps_the_interval_it_was_published_with(
    evidence: pd.DataFrame, indicator: str, period: str, people: int, lower: int, upper: int, rate: float
) -> None:
    number = _one(evidence, indicator, period=period, area_code=ENGLAND)
    assert tuple(number[["value", "lower", "upper"]]) == (people, lower, upper)
    per_1_000 = _one(evidence, f"{indicator}-rate", period=period, area_code=ENGLAND)
    assert per_1_000["value"] == rate
    # One population stands behind the estimate and both its limits.
    populations = number[["value", "lower", "upper"]] / per_1_000[["value", "lower", "upper"]]
    assert populations.max() / populations.min() < 1.03


def test_an_estimate_without_its_interval_is_a_quoted_claim(evidence: pd.DataFrame) -> None:
    estimated = select(evidence, unit="estimated people")
    without = estimated["lower"].isna()
    assert set(estimated.loc[without, "status"]) == {"quoted claim"}
    assert "quoted claim" not in set(estimated.loc[~without, "status"])


# what nobody has counted


def test_the_number_of_people_engaged_in_sex_work_is_a_contested_claim_and_otherwise_not_known(
    evidence: pd.DataFrame, sources: dict[str, Source]
) -> None:
    claimed = _one(evidence, "people-engaged-in-sex-work", area_code=UNITED_KINGDOM)
    assert (claimed["value"], claimed["status"]) == (72_800, "quoted claim")
    assert "open to dispute" in sources[claimed["source"]].note
    assert _one(evidence, "people-engaged-in-sex-work", area_code=ENGLAND_AND_WALES)["status"] == "not available"


def test_people_refused_asylum_who_remain_are_not_given_a_number(evidence: pd.DataFrame) -> None:
    remain = _one(evidence, "people-refused-asylum-who-remain")
    assert remain["status"] in MISSING
    assert remain[["count", "denominator", "value", "lower", "upper"]].isna().all()
