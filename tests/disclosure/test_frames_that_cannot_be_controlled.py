"""What a frame that cannot be used gets: where it is wrong and what to do, never what a row holds."""

import pandas as pd
import pytest

from ihanalysis.disclosure import apply
from ihanalysis.errors import BadFileError, InclusionHealthError, NotPossibleError, UnknownChoiceError

OPTIONS = {"count": "people", "by": ["area"], "total": "All"}


def people(*counts, labels=("Kent", "Surrey", "All")):
    return pd.DataFrame({"area": list(labels), "people": list(counts)})


@pytest.mark.parametrize(
    ("frame", "found"),
    [
        (people(-7301, 9000, 1699), "row 0, column people: found a negative number"),
        (people(7301.25, 1, 7302.25), "row 0, column people: found a number that is not whole"),
        (people("7301 people", 1, 7302), "row 0, column people: found text"),
        (people(float("inf"), 1, 2), "row 0, column people: found an infinite number"),
        (people(7301, 1, 7303), "row 2, column people: found a total that is not the sum of its parts"),
        (people(7301, 7301, 7302, labels=("Kent", "Kent", "All")), "row 1, column area: found labels of another"),
        (people(7301, 1, 7302, labels=("Kent", None, "All")), "row 1, column area: found no label"),
        (people(labels=()), "found no rows"),
    ],
)
def test_the_message_says_where_and_never_what_a_row_holds(frame, found):
    with pytest.raises(BadFileError, match=found) as caught:
        apply(frame, "under_five", **OPTIONS)
    error: BaseException | None = caught.value
    while error is not None:
        assert "730" not in str(error)
        error = error.__cause__ or error.__context__


def test_every_problem_is_reported_at_once():
    with pytest.raises(BadFileError) as caught:
        apply(people(-1, 0.5, 3), "under_five", **OPTIONS)
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"count": "peple"}, "'peple' is not a known column of the frame. Did you mean 'people'"),
        ({"by": ["aera"]}, "'aera' is not a known column of the frame. Did you mean 'area'"),
        ({"denominator": "residents"}, "'residents' is not a known column"),
        ({"standardised_rate": "dsr"}, "'dsr' is not a known column"),
        ({"total": "Al"}, "'Al' is not a known label"),
        ({"total": {"sex": "All"}}, "'sex' is not a known dimension column"),
        ({"total": {"area": {"All": ["Kent", "Surry"]}}}, "'Surry' is not a known label of column 'area'"),
        ({"total": {"area": {"Al": ["Kent", "Surrey"]}}}, "'Al' is not a known label of column 'area'"),
        ({"national": {"area": "Englnd"}}, "'Englnd' is not a known label"),
        ({"national": {"region": "All"}}, "'region' is not a known dimension column"),
    ],
)
def test_a_misspelt_name_is_an_error_with_the_choices(changes, message):
    with pytest.raises(UnknownChoiceError, match=message):
        apply(people(3, 40, 43), "under_five", **(OPTIONS | changes))


@pytest.mark.parametrize(
    "parts",
    [
        {"All": ["Kent"], "Kent": ["All"]},
        {"All": ["Kent", "Kent"]},
        {"All": ["Kent", "Surrey"], "Surrey": ["Kent"]},
    ],
)
def test_a_label_cannot_be_a_part_of_itself_or_twice_of_another(parts):
    with pytest.raises(NotPossibleError, match="part"):
        apply(people(3, 40, 43), "under_five", **(OPTIONS | {"total": {"area": parts}}))


def test_totals_that_contradict_each_other_across_levels_are_refused():
    frame = pd.DataFrame({"area": ["k1", "k2", "England"], "people": [30, 40, 71]})
    total = {"area": {"England": ["Kent"], "Kent": ["k1", "k2"]}}
    with pytest.raises(BadFileError, match="not the sum of its parts"):
        apply(frame, "under_five", count="people", by=["area"], total=total)


def test_margins_that_no_table_could_have_are_refused():
    frame = pd.DataFrame(
        {"sex": ["W", "M", "All", "All"], "age": ["All", "All", "young", "old"], "people": [30, 40, 50, 30]}
    )
    with pytest.raises(UnknownChoiceError, match="'Total'"):
        apply(frame, "under_five", count="people", by=["sex", "age"], total="Total")
    with pytest.raises(BadFileError, match="contradict"):
        apply(frame, "under_five", count="people", by=["sex", "age"], total="All")


def test_denominators_have_to_add_up_or_stay_the_same():
    frame = people(3, 40, 43).assign(residents=[100, 200, 250])
    with pytest.raises(BadFileError, match="neither add up along 'area' nor stay the same"):
        apply(frame, "under_five", denominator="residents", **OPTIONS)


@pytest.mark.parametrize(
    "changes",
    [
        {"denominator": "people"},
        {"by": ["area", "rate"], "denominator": "residents"},
        {"by": ["area", "rule"]},
        {"by": ["area", "lower"]},
    ],
)
def test_two_columns_of_one_name_are_refused(changes):
    frame = people(3, 40, 43).assign(rate="x", rule="x", lower="x", residents=[100, 200, 300])
    with pytest.raises(NotPossibleError, match="one name"):
        apply(frame, "under_five", **(OPTIONS | changes))


def test_a_table_too_large_to_prove_anything_about_is_refused_at_once():
    labels = [f"p{i}" for i in range(1500)]
    rows = [(label, "All") for label in labels] + [("All", label) for label in labels]
    frame = pd.DataFrame(rows, columns=["a", "b"]).assign(people=1)
    with pytest.raises(NotPossibleError, match="terms"):
        apply(frame, "under_five", count="people", by=["a", "b"], total="All")


def test_every_error_is_of_the_family():
    assert issubclass(BadFileError, InclusionHealthError)
    frame = people(3, 40, 43).assign(people=[object(), 1, 2])
    with pytest.raises(InclusionHealthError):
        apply(frame, "under_five", **OPTIONS)


def test_missing_parts_may_not_be_more_than_their_total():
    frame = people(50, None, 43)
    with pytest.raises(BadFileError, match="row 2"):
        apply(frame, "under_five", **OPTIONS)
