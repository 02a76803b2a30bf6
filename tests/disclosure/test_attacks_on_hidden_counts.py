"""Each way in which a reader might work a hidden count out, and what stops them."""

import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from ihanalysis.disclosure import POLICIES, apply, attack, hiding, protection_intervals
from ihanalysis.disclosure.cells import gather
from ihanalysis.disclosure.layout import Layout
from ihanalysis.disclosure.siege import INSIDER, READER, prove
from ihanalysis.errors import BadFileError, NotPossibleError


def row_of(*counts: int, policy="under_five", **options):
    """A table of one dimension, a total last."""
    labels = [*"abcdefghij"[: len(counts)], "All"]
    frame = pd.DataFrame({"part": labels, "people": [*counts, sum(counts)]})
    return apply(frame, policy, count="people", by=["part"], total="All", **options)


def hidden(controlled, column="people") -> list[str]:
    """The first labels of the rows whose count is hidden."""
    figures = controlled.figures
    return figures.loc[figures[f"{column}_status"] == "[c]", figures.columns[0]].tolist()


def grid(rows: dict[str, tuple[int, ...]], columns: str) -> pd.DataFrame:
    """A table of two dimensions with every margin."""
    table = pd.DataFrame.from_dict(rows, orient="index", columns=list(columns))
    table["All"] = table.sum(axis=1)
    table.loc["All"] = table.sum()
    return table.rename_axis("area").reset_index().melt("area", var_name="sex", value_name="people")


def test_a_single_hidden_count_in_a_row_is_not_given_back_by_the_total():
    controlled = row_of(3, 40, 60)
    assert hidden(controlled) == ["a", "b"]
    assert controlled.audit["action"].tolist() == ["primary", "secondary"]
    assert controlled.proof["passes"].all()


def test_two_hidden_fours_are_not_given_away_by_a_total_of_eight():
    # Whoever knows that both are under five knows that they are four and four.
    assert len(hidden(row_of(4, 4, 90))) > 2


def test_a_zero_that_is_shown_protects_nothing():
    controlled = row_of(3, 0, 0, 12)
    assert hidden(controlled) == ["a", "d"]
    assert controlled.figures["people_status"].tolist() == ["[c]", "", "", "[c]", ""]


def test_a_row_left_out_because_it_is_zero_protects_nothing():
    # Nobody of the third sex lives in Surrey, so it has no row: two fours and a total of eight remain.
    frame = pd.DataFrame(
        {
            "area": ["Kent"] * 4 + ["Surrey"] * 3,
            "sex": ["W", "M", "X", "All", "W", "M", "All"],
            "people": [40, 50, 60, 150, 4, 4, 8],
        }
    )
    controlled = apply(frame, "under_five", count="people", by=["area", "sex"], total={"sex": "All"})
    assert hidden(controlled) == ["Surrey", "Surrey", "Surrey"]


def test_a_hidden_count_that_equals_its_margin_is_hidden_there_too():
    frame = grid({"Kent": (3, 0), "Surrey": (30, 50)}, "WM")
    controlled = apply(frame, "under_five", count="people", by=["area", "sex"], total="All")
    kent = controlled.figures.query("area == 'Kent' and sex == 'All'")
    assert kent["people_status"].tolist() == ["[c]"]


def test_a_national_figure_is_hidden_where_it_would_be_the_count_of_one_area():
    frame = pd.DataFrame({"area": ["Kent", "Surrey", "England"], "people": [3, 0, 3]})
    controlled = apply(frame, "nhs_digital", count="people", by=["area"], total="England", national={"area": "England"})
    assert hidden(controlled) == ["Kent", "England"]
    assert controlled.audit["action"].tolist() == ["primary", "secondary"]


def test_rounding_alone_does_not_protect_a_small_count_with_one_neighbour():
    # Beside "10" and a total of "15" it is 1 to 9, but beside "10" and a total of "10" it is 1 to 4.
    assert hidden(row_of(3, 11, policy="nhs_digital")) == ["a"]
    assert len(hidden(row_of(2, 8, policy="nhs_digital"))) == 2
    published = pd.DataFrame({"part": ["a", "b", "All"], "people": [None, 10, 10]})
    found = protection_intervals(published, "nhs_digital", count="people", by=["part"], total="All")
    assert found[["lower", "upper", "passes"]].to_numpy().tolist() == [[1, 4, False]]


def test_rounded_parts_against_a_rounded_total_protect_where_there_are_enough_of_them():
    controlled = row_of(4, 23, 43, 58, policy="nhs_digital")
    assert hidden(controlled) == ["a"]
    insider = controlled.proof[controlled.proof["attacker"].str.contains("knows")]
    assert insider[["lower", "upper"]].to_numpy().tolist() == [[1, 7]]


def test_totals_of_totals_do_not_give_a_count_back():
    parts = {"England": ["Kent", "Surrey"], "Kent": ["Ashford", "Swale"], "Surrey": ["Woking", "Epsom"]}
    frame = pd.DataFrame(
        {
            "area": ["England", "Kent", "Surrey", "Ashford", "Swale", "Woking", "Epsom"],
            "people": [133, 43, 90, 3, 40, 50, 40],
        }
    )
    controlled = apply(frame, "under_five", count="people", by=["area"], total={"area": parts})
    assert controlled.proof["passes"].all()
    assert {"Ashford"} < set(hidden(controlled))
    # Without the total in between, the sum of all four places is still known.
    skipped = frame[~frame["area"].isin(["Kent", "Surrey"])]
    again = apply(skipped, "under_five", count="people", by=["area"], total={"area": parts})
    assert len(hidden(again)) == 2


def test_overlapping_margins_without_the_table_behind_them_do_not_give_a_count_back():
    frame = pd.DataFrame(
        {
            "sex": ["Women", "Men", "All", "All", "All"],
            "age": ["All", "All", "young", "old", "All"],
            "people": [2, 60, 30, 32, 62],
        }
    )
    controlled = apply(frame, "under_five", count="people", by=["sex", "age"], total="All")
    # Hiding the total as well would not do: the ages still add up to it.
    assert controlled.figures["people_status"].tolist()[:2] == ["[c]", "[c]"]
    assert controlled.proof["passes"].all()


def test_a_table_that_differs_from_another_by_one_person_is_seen_through():
    # All ages and adults, published side by side: the difference is one child.
    frame = pd.DataFrame({"age": ["All", "adult", "child"], "people": [41, 40, 1]})
    controlled = apply(frame, "under_five", count="people", by=["age"], total="All")
    assert len(hidden(controlled)) >= 2
    unlisted = pd.DataFrame({"age": ["All", "adult", "child"], "people": [41, 40, None]})
    found = protection_intervals(unlisted, "under_five", count="people", by=["age"], total="All")
    assert found[["lower", "upper"]].to_numpy().tolist() == [[1, 1]]


def test_a_percentage_is_not_shown_beside_a_hidden_count_or_denominator():
    frame = pd.DataFrame({"area": ["a", "b", "c", "d"], "people": [3, 50, 70, 0], "residents": [300, 500, 700, 2]})
    figures = apply(frame, "under_five", count="people", by=["area"], denominator="residents").figures
    assert figures["rate_status"].tolist() == ["[c]", "", "", "[c]"]
    assert figures["rate"].isna().tolist() == [True, False, False, True]


def test_a_percentage_says_no_more_than_the_numbers_beside_it():
    frame = pd.DataFrame({"area": ["a", "b"], "people": [33, 1234], "residents": [121, 5678]})
    figures = apply(frame, "nhs_digital", count="people", by=["area"], denominator="residents").figures
    assert figures["rate"].tolist() == (figures["people"] / figures["residents"] * 100).tolist()


def test_a_small_denominator_is_not_given_back_by_the_denominators_that_add_up():
    frame = pd.DataFrame({"area": ["a", "b", "c", "All"], "people": [0, 20, 30, 50], "residents": [3, 100, 200, 303]})
    controlled = apply(frame, "under_five", count="people", by=["area"], total="All", denominator="residents")
    assert hidden(controlled, "residents") == ["a", "b"]
    assert controlled.proof["passes"].all()


def test_a_denominator_that_another_row_repeats_protects_nothing():
    frame = pd.DataFrame(
        {
            "area": ["a", "b", "All", "b"],
            "need": ["health", "health", "health", "housing"],
            "people": [0, 20, 20, 30],
            "residents": [3, 100, 103, 100],
        }
    )
    options = {"count": "people", "by": ["area", "need"], "total": {"area": "All"}}
    controlled = apply(frame, "under_five", denominator="residents", **options)
    # Hiding b beside a would be of no use: the row on housing tells it.
    assert hidden(controlled, "residents") == ["a", "All"]


def test_a_count_that_its_denominator_holds_down_cannot_protect_another():
    def hidden_beside(residents: int) -> list[str]:
        frame = pd.DataFrame(
            {"area": ["a", "b", "All"], "people": [4, 6, 10], "residents": [50, residents, 50 + residents]}
        )
        return hidden(apply(frame, "under_five", count="people", by=["area"], total="All", denominator="residents"))

    # With b hidden as well, a is 1 to 4 as long as b may be 6 to 9: among 40 residents, but not among 8.
    assert hidden_beside(40) == ["a", "b"]
    assert hidden_beside(8) == ["a", "All"]


def test_small_counts_and_those_that_protect_them_look_the_same():
    figures = row_of(3, 40, 60).figures
    first, second = (figures.drop(columns="part").iloc[row] for row in (0, 1))
    assert first["people_status"] == second["people_status"] == "[c]"


def test_no_number_of_a_hidden_cell_is_left_anywhere_in_the_figures():
    secret = 3.0
    frame = pd.DataFrame(
        {
            "area": ["Kent", "Surrey", "England"],
            "people": [3, 90121, 90124],
            "note": ["three people", "", ""],
            "dsr": [secret, 9.5, 9.5],
        },
        index=[3, 90121, 90124],
    )
    frame.attrs["people"] = [3, 90121, 90124]
    figures = apply(frame, "under_five", count="people", by=["area"], total="England", standardised_rate="dsr").figures
    assert figures.columns.tolist() == ["area", "people", "people_status", "dsr", "dsr_status"]
    assert figures.index.tolist() == [0, 1, 2]
    assert figures.attrs == {}
    # Neither behind the mask of a nullable column,
    behind = np.asarray(figures["people"].array._data)
    assert not set(behind[:2].tolist()) & {3, 90121}
    # nor in what a file of the frame would hold.
    assert (90121).to_bytes(8, "little") not in pickle.dumps(figures)
    assert np.float64(90121).tobytes() not in pickle.dumps(figures)


def test_the_audit_and_the_proof_hold_no_hidden_number():
    controlled = row_of(3, 40, 60)
    assert controlled.audit.select_dtypes("number").empty
    assert not controlled.audit["rule"].str.contains("40|60").any()
    shown = controlled.proof[["lower", "upper"]].to_numpy().ravel()
    assert not {3.0, 40.0} & set(shown.tolist())


def test_the_audit_does_not_tell_which_numbers_rounding_left_as_they_were():
    audit = row_of(20, 33, 41, policy="nhs_digital").audit
    assert audit.query("action == 'rounded'")["part"].tolist() == ["a", "b", "c", "All"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_the_rows_does_not_change_what_is_hidden(seed):
    # Every neighbour would do as well as any other, so only the order could decide.
    frame = grid({"Kent": (3, 20, 20), "Surrey": (20, 20, 20), "Sussex": (20, 20, 20)}, "WMX")
    first = apply(frame, "under_five", count="people", by=["area", "sex"], total="All").figures
    shuffled = frame.sample(frac=1, random_state=seed)
    second = apply(shuffled, "under_five", count="people", by=["area", "sex"], total="All").figures
    assert second["area"].tolist() == shuffled["area"].tolist()
    columns = ["area", "sex", "people_status"]
    pd.testing.assert_frame_equal(
        first[columns].sort_values(columns, ignore_index=True),
        second[columns].sort_values(columns, ignore_index=True),
    )


def test_no_cell_is_hidden_that_nothing_needs():
    frame = grid({"Kent": (3, 20, 9), "Surrey": (8, 50, 4), "Sussex": (16, 12, 31)}, "WMX")
    layout = Layout.of(["area", "sex"], list(zip(frame["area"], frame["sex"], strict=True)), "All")
    nowhere = np.zeros(len(frame), dtype=bool)
    cells = gather(layout, nowhere, ("people", frame["people"].to_numpy(dtype=float)))
    policy = POLICIES["under_five"]
    found = hiding.choose(cells, policy)
    assert found.protects
    for other in found.protects:
        fewer = found.hidden.copy()
        fewer[other] = False
        assert not all(interval.passes for interval in prove(cells, policy, fewer, [INSIDER, READER]))


def test_codes_that_alone_narrow_a_count_are_held_to_what_they_leave():
    # A total of 7 with two hidden parts: neither can be 7, whatever is shown elsewhere.
    frame = grid({"Kent": (3, 4), "Surrey": (300, 500), "Sussex": (200, 900)}, "WM")
    controlled = apply(frame, "nhs_digital", count="people", by=["area", "sex"], total="All")
    proof = controlled.proof.query("area == 'Kent' and sex == 'W'").set_index("attacker")
    insider, reader = proof.index.str.contains("small"), ~proof.index.str.contains("small")
    assert proof.loc[insider, ["lower", "upper", "width_required"]].to_numpy().tolist() == [[1, 6, 5]]
    assert (proof.loc[reader, "upper"] - proof.loc[reader, "lower"]).min() >= 6
    assert controlled.proof["passes"].all()


def test_codes_that_alone_say_everything_to_an_insider_still_say_nothing_to_a_reader():
    # Whoever knows that the total of Kent is under five knows its four parts; nobody else may.
    frame = grid({"Kent": (1, 1, 1, 1), "Surrey": (30, 40, 50, 60), "Sussex": (20, 90, 80, 70)}, "ABCD")
    controlled = apply(frame, "under_five", count="people", by=["area", "sex"], total="All")
    readers = controlled.proof[controlled.proof["attacker"] == READER.name]
    assert ((readers["upper"] - readers["lower"]) >= 3).all()
    assert len(readers) > 5


def test_a_count_that_is_not_available_is_neither_shown_nor_counted_on():
    frame = pd.DataFrame({"area": ["a", "b", "c", "All"], "people": [3, np.nan, 40, 90]})
    controlled = apply(frame, "under_five", count="people", by=["area"], total="All")
    assert controlled.figures["people_status"].tolist() == ["[c]", "[x]", "", ""]
    assert controlled.figures["people"].isna().tolist() == [True, True, False, False]


def test_when_the_search_finds_nothing_everything_is_hidden(monkeypatch):
    monkeypatch.setattr(hiding, "cheapest_release", lambda *_, **__: np.array([], dtype=np.intp))
    controlled = row_of(4, 4, 30)
    assert controlled.proof["passes"].all()
    assert "[c]" in controlled.figures["people_status"].tolist()


def test_a_fault_of_the_solver_cannot_pass_for_protection(monkeypatch):
    solve = attack._solve

    def faulty(*arguments):
        found = solve(*arguments)
        return replace(found, unknowns=found.unknowns + 1)

    monkeypatch.setattr(attack, "_solve", faulty)
    with pytest.raises(NotPossibleError, match="nothing can be proved"):
        row_of(3, 40, 60)


def test_a_column_that_holds_nothing_but_totals_divides_nothing():
    frame = pd.DataFrame(
        {"area": ["Kent", "Surrey", "All"], "sex": "All", "people": [3, 40, 43], "residents": [90, 95, 185]}
    )
    controlled = apply(frame, "under_five", count="people", by=["area", "sex"], total="All", denominator="residents")
    assert hidden(controlled) == ["Kent", "Surrey"]


@pytest.mark.parametrize("policy", ["ons_deaths", "none"])
def test_a_policy_that_hides_nothing_has_nothing_to_prove(policy):
    controlled = row_of(1, 2, 3, policy=policy)
    assert controlled.proof.empty
    assert controlled.proof.columns.tolist()[-1] == "passes"
    assert controlled.audit.empty


def test_totals_need_not_add_up_where_nothing_is_hidden():
    # Deaths of people from elsewhere are in the total of England and in no area's.
    frame = pd.DataFrame({"area": ["Kent", "Surrey", "England"], "deaths": [4, 30, 40]})
    options = {"count": "deaths", "by": ["area"], "total": "England"}
    assert apply(frame, "ons_deaths", **options).figures["deaths"].tolist() == [4, 30, 40]
    with pytest.raises(BadFileError, match="not the sum of its parts"):
        apply(frame, "under_five", **options)
