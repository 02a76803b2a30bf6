"""What each policy shows, hides, rounds and withholds."""

import pandas as pd
import pytest

from ihanalysis.disclosure import POLICIES, Policy, apply
from ihanalysis.errors import NotPossibleError, UnknownChoiceError

ELSEWHERE = 3000


def one_area(count: int, policy: str, people: int = 1000, dsr: float = 0.0) -> pd.Series:
    """The figures of one area, beside another too large to matter."""
    frame = pd.DataFrame(
        {
            "area": ["Here", "There"],
            "deaths": [count, ELSEWHERE],
            "people": [people, 2 * ELSEWHERE],
            "dsr": [dsr, 1.0],
        }
    )
    return apply(
        frame, policy, count="deaths", by=["area"], denominator="people", standardised_rate="dsr"
    ).figures.iloc[0]


@pytest.mark.parametrize(
    ("count", "shown", "code"), [(0, 0, ""), (1, None, "[c]"), (7, None, "[c]"), (8, 10, ""), (12, 10, "")]
)
def test_nhs_digital_hides_one_to_seven_and_rounds_the_rest_to_the_nearest_five(count, shown, code):
    figure = one_area(count, "nhs_digital")
    assert (None if pd.isna(figure["deaths"]) else figure["deaths"]) == shown
    assert figure["deaths_status"] == code


@pytest.mark.parametrize(
    ("count", "people", "rate"), [(13, 41, 15 / 40 * 100), (12, 38, 10 / 40 * 100), (0, 1000, 0.0)]
)
def test_nhs_digital_calculates_percentages_from_the_rounded_parts(count, people, rate):
    assert one_area(count, "nhs_digital", people)["rate"] == rate


@pytest.mark.parametrize(("count", "people"), [(7, 1000), (0, 7), (3, 5)])
def test_nhs_digital_makes_no_calculation_on_one_to_seven(count, people):
    figure = one_area(count, "nhs_digital", people)
    assert pd.isna(figure["rate"])
    assert figure["rate_status"] == "[c]"


@pytest.mark.parametrize(("area", "count", "shown"), [("England", 4, 4), ("England", 13, 13), ("Kent", 13, 15)])
def test_nhs_digital_shows_national_figures_exactly(area, count, shown):
    frame = pd.DataFrame({"area": [area, "England" if area == "Kent" else "Kent"], "people": [count, 5000]})
    controlled = apply(frame, "nhs_digital", count="people", by=["area"], national={"area": "England"})
    assert controlled.figures["people"].iloc[0] == shown


@pytest.mark.parametrize(
    ("deaths", "shown", "code"),
    [(0, False, "[low]"), (2, False, "[low]"), (3, True, "[u]"), (19, True, "[u]"), (20, True, "")],
)
def test_ons_gives_no_crude_rate_below_three_deaths_and_a_warning_below_twenty(deaths, shown, code):
    figure = one_area(deaths, "ons_deaths")
    assert pd.notna(figure["rate"]) == shown
    assert figure["rate_status"] == code
    assert figure["deaths"] == deaths


@pytest.mark.parametrize(("deaths", "shown", "code"), [(9, False, "[low]"), (10, True, "[u]"), (20, True, "")])
def test_ons_gives_no_standardised_rate_below_ten_deaths(deaths, shown, code):
    figure = one_area(deaths, "ons_deaths", dsr=12.5)
    assert (figure["dsr"] == 12.5) == shown
    assert figure["dsr_status"] == code


@pytest.mark.parametrize(("count", "shown", "code"), [(0, 0, ""), (4, None, "[c]"), (5, 5, "")])
def test_under_five_hides_one_to_four_and_rounds_nothing(count, shown, code):
    figure = one_area(count, "under_five")
    assert (None if pd.isna(figure["deaths"]) else figure["deaths"]) == shown
    assert figure["deaths_status"] == code


@pytest.mark.parametrize("policy", sorted(POLICIES))
def test_a_true_zero_is_shown_as_a_number_and_never_as_not_applicable(policy):
    figure = one_area(0, policy)
    assert figure["deaths"] == 0
    assert figure["deaths_status"] == ""
    assert figure["rate_status"] in ("", "[u]", "[low]")


@pytest.mark.parametrize("count", [0, 1, 13])
def test_no_policy_changes_nothing(count):
    figure = one_area(count, "none")
    assert figure["deaths"] == count
    assert figure["rate"] == count / 1000 * 100


def test_a_standardised_rate_is_handed_on_unrounded_but_not_beside_a_hidden_count():
    assert one_area(13, "nhs_digital", dsr=12.345)["dsr"] == 12.345
    hidden = one_area(5, "nhs_digital", dsr=12.345)
    assert pd.isna(hidden["dsr"])
    assert hidden["dsr_status"] == "[c]"


def test_every_policy_says_where_it_is_from():
    assert all(policy.source and policy.name == name for name, policy in POLICIES.items())


def test_a_policy_of_ones_own_can_be_used():
    ten = Policy("ten", "our information governance group", hidden_to=9, round_to=10)
    frame = pd.DataFrame({"area": ["a", "b", "c"], "people": [9, 14, 15]})
    figures = apply(frame, ten, count="people", by=["area"]).figures
    assert figures["people"].tolist()[1:] == [10, 20]
    assert figures["people_status"].tolist() == ["[c]", "", ""]


@pytest.mark.parametrize(("hidden_to", "round_to"), [(1, 5), (0, 3), (3, 10), (0, 0)])
def test_a_policy_must_not_round_people_away_to_zero(hidden_to, round_to):
    with pytest.raises(NotPossibleError, match="round"):
        Policy("loose", "nobody", hidden_to=hidden_to, round_to=round_to)


def test_a_misspelt_policy_names_the_nearest():
    with pytest.raises(UnknownChoiceError, match="'nhs_digital'"):
        apply(pd.DataFrame({"a": ["x"], "n": [1]}), "nhs_digitl", count="n", by=["a"])
