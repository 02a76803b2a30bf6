"""Checking a table that somebody else has suppressed."""

import pandas as pd
import pytest

from ihanalysis.disclosure import apply, protection_intervals
from ihanalysis.errors import BadFileError


def check(people, policy="under_five", labels=("a", "b", "c", "All"), **options):
    frame = pd.DataFrame({"part": labels, "people": people})
    return protection_intervals(frame, policy, count="people", by=["part"], total="All", **options)


@pytest.mark.parametrize("mark", ["*", "[c]", "c", None, float("nan"), pd.NA])
def test_whatever_is_not_a_number_is_hidden(mark):
    found = check([mark, 40, 60, 103])
    assert found[["part", "lower", "upper", "passes"]].to_numpy().tolist() == [["a", 3, 3, False]]


def test_figures_of_our_own_pass_the_check():
    frame = pd.DataFrame({"part": ["a", "b", "c", "All"], "people": [3, 40, 60, 103]})
    options = {"count": "people", "by": ["part"], "total": "All"}
    controlled = apply(frame, "under_five", **options)
    found = protection_intervals(controlled.figures, "under_five", **options)
    assert found["passes"].all()
    reader = controlled.proof[controlled.proof["attacker"] == found["attacker"].iloc[0]]
    pd.testing.assert_frame_equal(found, reader.reset_index(drop=True))


@pytest.mark.parametrize(("secondary", "interval"), [(True, [1, 7]), (False, [4, 4])])
def test_it_matters_whether_the_publisher_hides_cells_to_protect_others(secondary, interval):
    # Two hidden counts that make 8: 1 to 7 each, but 4 and 4 if both are known to be under five.
    found = check(["*", "*", 60, 68], secondary=secondary)
    assert found[["lower", "upper"]].to_numpy().tolist() == [interval, interval]


def test_what_is_not_available_is_not_taken_for_hidden():
    assert check(["[x]", 40, 60, 103]).empty
    frame = pd.DataFrame({"part": ["a", "All"], "people": [None, 9], "people_status": ["[x]", ""]})
    assert protection_intervals(frame, "under_five", count="people", by=["part"], total="All").empty


def test_a_hidden_count_without_any_total_has_no_upper_limit():
    frame = pd.DataFrame({"part": ["a", "b"], "people": ["*", 40]})
    found = protection_intervals(frame, "under_five", count="people", by=["part"])
    assert found[["lower", "upper"]].to_numpy().tolist() == [[1, float("inf")]]


def test_rounded_figures_leave_the_range_that_rounding_leaves():
    found = check(["*", 20, 35, 60], "nhs_digital")
    assert found[["lower", "upper"]].to_numpy().tolist() == [[1, 11]]


def test_national_figures_are_taken_as_exact():
    frame = pd.DataFrame({"part": ["a", "b", "England"], "people": ["*", 20, 23]})
    found = protection_intervals(
        frame, "nhs_digital", count="people", by=["part"], total="England", national={"part": "England"}
    )
    assert found[["lower", "upper"]].to_numpy().tolist() == [[1, 5]]


@pytest.mark.parametrize("number", [3, 13, 5, -10])
def test_a_number_that_the_policy_would_not_show_is_refused(number):
    with pytest.raises(BadFileError, match="row 1, column people: found a number that policy 'nhs_digital' would"):
        check(["*", number, 60, 80], "nhs_digital")


def test_figures_that_contradict_one_another_are_refused():
    with pytest.raises(BadFileError, match="contradict"):
        check(["*", 40, 60, 90])
