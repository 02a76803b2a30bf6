"""Hidden counts against every table there is: an enumeration that shares nothing with the proof but the rules."""

from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ihanalysis.disclosure import Policy, apply, protection_intervals

#: Small ranges, so that every table can be listed.
POLICIES = [
    Policy("to_two", "these tests", hidden_to=2),
    Policy("to_three", "these tests", hidden_to=3),
    Policy("to_two_by_threes", "these tests", hidden_to=2, round_to=3),
    Policy("to_four_by_fours", "these tests", hidden_to=4, round_to=4),
]


@dataclass(frozen=True)
class Shape:
    """A kind of table: its labels, what is said of totals, and by hand which parts each row is the sum of."""

    by: tuple[str, ...]
    total: object
    rows: tuple[tuple[tuple[str, ...], tuple[int, ...]], ...]

    @property
    def sums(self) -> np.ndarray:
        parts = 1 + max(part for _, of_row in self.rows for part in of_row)
        return np.array([[part in of_row for part in range(parts)] for _, of_row in self.rows], dtype=np.int64)

    def frame(self, counts: np.ndarray) -> pd.DataFrame:
        labels = pd.DataFrame([labels for labels, _ in self.rows], columns=list(self.by))
        return labels.assign(people=self.sums @ counts)


SHAPES = {
    "one row": Shape(
        ("part",),
        "All",
        ((("a",), (0,)), (("b",), (1,)), (("c",), (2,)), (("d",), (3,)), (("All",), (0, 1, 2, 3))),
    ),
    "rows and columns": Shape(
        ("area", "sex"),
        {"area": "England", "sex": "All"},
        (
            (("a", "W"), (0,)),
            (("a", "M"), (1,)),
            (("a", "All"), (0, 1)),
            (("b", "W"), (2,)),
            (("b", "M"), (3,)),
            (("b", "All"), (2, 3)),
            (("c", "W"), (4,)),
            (("c", "M"), (5,)),
            (("c", "All"), (4, 5)),
            (("England", "W"), (0, 2, 4)),
            (("England", "M"), (1, 3, 5)),
            (("England", "All"), (0, 1, 2, 3, 4, 5)),
        ),
    ),
    "two margins and no table": Shape(
        ("sex", "age"),
        "All",
        (
            (("W", "All"), (0, 1, 2)),
            (("M", "All"), (3, 4, 5)),
            (("All", "young"), (0, 3)),
            (("All", "middle"), (1, 4)),
            (("All", "old"), (2, 5)),
            (("All", "All"), (0, 1, 2, 3, 4, 5)),
        ),
    ),
    "totals of totals": Shape(
        ("area",),
        {"area": {"England": ["K", "S"], "K": ["k1", "k2", "k3"], "S": ["s1", "s2"]}},
        (
            (("k1",), (0,)),
            (("k2",), (1,)),
            (("k3",), (2,)),
            (("s1",), (3,)),
            (("s2",), (4,)),
            (("K",), (0, 1, 2)),
            (("S",), (3, 4)),
            (("England",), (0, 1, 2, 3, 4)),
        ),
    ),
}


@cache
def all_tables(name: str, most: int) -> np.ndarray:
    """Every table of a shape whose parts are 0 to `most`: tables x rows."""
    sums = SHAPES[name].sums
    parts = np.array(list(product(range(most + 1), repeat=sums.shape[1])), dtype=np.int16)
    return parts @ sums.T.astype(np.int16)


def nearest(count: np.ndarray, multiple: int) -> np.ndarray:
    return np.floor(count / multiple + 0.5).astype(int) * multiple


def agrees(values, shown, code, policy, small=None):
    """Which values of a cell a reader holds possible; `small` says what an insider knows of a hidden one."""
    if code == "[c]":
        if small is None:
            return values >= 1
        return (values >= 1) & (values <= policy.hidden_to) if small else values > policy.hidden_to
    return (nearest(values, policy.round_to) == shown) & ((values == 0) | (values > policy.hidden_to))


def intervals(tables, figures, policy, small=None):
    """The smallest and largest value of every row over all tables that agree with the figures."""
    possible = np.ones(len(tables), dtype=bool)
    for row, (shown, code) in enumerate(zip(figures["people"], figures["people_status"], strict=True)):
        known = None if small is None else small[row]
        possible &= agrees(tables[:, row], shown, code, policy, known)
    left = tables[possible]
    return left.min(axis=0), left.max(axis=0)


def codes_only(figures, counts, policy):
    """The figures with every number but zero hidden."""
    return figures.assign(people_status=np.where(counts > 0, "[c]", ""), people=0)


@pytest.mark.parametrize("name", SHAPES)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_no_hidden_count_of_any_small_table_can_be_recovered(name, data):
    shape = SHAPES[name]
    parts = shape.sums.shape[1]
    counts = np.array(data.draw(st.lists(st.integers(0, 6), min_size=parts, max_size=parts)))
    policy = data.draw(st.sampled_from(POLICIES))
    frame = shape.frame(counts)
    controlled = apply(frame, policy, count="people", by=shape.by, total=shape.total)
    figures = controlled.figures
    hidden = (figures["people_status"] == "[c]").to_numpy()
    small = ((frame["people"] >= 1) & (frame["people"] <= policy.hidden_to)).to_numpy()
    assert hidden[small].all()
    assert controlled.proof["passes"].all()
    if not hidden.any():
        return
    tables = all_tables(name, 11 if parts < 6 else 9)
    # A reader of the figures is left the policy's width,
    lower, upper = intervals(tables, figures, policy)
    assert ((upper - lower)[hidden] >= policy.width).all()
    # someone who knows which cells are small, all that the codes leave of it.
    lower, upper = intervals(tables, figures, policy, small)
    least, most = intervals(tables, codes_only(figures, frame["people"], policy), policy, small)
    required = np.minimum(policy.width, most - least)
    assert ((upper - lower) >= required)[hidden].all()
    # And the proof claims no more than there is: its ends are no further in than any table's.
    proof = controlled.proof.set_index("attacker")
    claimed = proof.loc["someone who knows which cells are small"]
    claimed = claimed if isinstance(claimed, pd.DataFrame) else claimed.to_frame().T
    assert (claimed["lower"].to_numpy(dtype=float) <= lower[hidden]).all()
    assert (claimed["upper"].to_numpy(dtype=float) >= upper[hidden]).all()


@pytest.mark.parametrize("name", SHAPES)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_the_intervals_are_those_of_the_enumeration_to_the_last_person(name, data):
    shape = SHAPES[name]
    parts = shape.sums.shape[1]
    counts = np.array(data.draw(st.lists(st.integers(0, 3), min_size=parts, max_size=parts)))
    policy = data.draw(st.sampled_from([p for p in POLICIES if p.round_to == 1]))
    frame = shape.frame(counts)
    small = ((frame["people"] >= 1) & (frame["people"] <= policy.hidden_to)).to_numpy()
    others = data.draw(st.lists(st.booleans(), min_size=len(frame), max_size=len(frame)))
    hidden = small | (np.array(others) & (frame["people"] > 0).to_numpy())
    # A total that is shown keeps every table within the enumeration.
    hidden[-1] = small[-1]
    if small[-1] or not hidden.any() or counts.sum() > 9:
        return
    figures = frame.assign(
        people=frame["people"].astype(object).where(~hidden, "*"),
        people_status=np.where(hidden, "[c]", ""),
    )
    found = protection_intervals(figures, policy, count="people", by=shape.by, total=shape.total)
    numbers = figures.assign(people=frame["people"].where(~hidden, 0))
    lower, upper = intervals(all_tables(name, 9), numbers, policy)
    assert found["lower"].tolist() == lower[hidden].tolist()
    assert found["upper"].tolist() == upper[hidden].tolist()


@settings(max_examples=25, deadline=None)
@given(
    counts=st.lists(st.integers(0, 4), min_size=3, max_size=3),
    others=st.lists(st.integers(0, 4), min_size=3, max_size=3),
)
def test_nothing_can_be_recovered_from_counts_and_denominators_together(counts, others):
    policy = POLICIES[0]
    people, residents = np.array(counts), np.array(counts) + np.array(others)
    sums = np.vstack([np.eye(3, dtype=int), np.ones(3, dtype=int)])
    frame = pd.DataFrame({"area": ["a", "b", "c", "All"], "people": sums @ people, "residents": sums @ residents})
    figures = apply(frame, policy, count="people", by=["area"], total="All", denominator="residents").figures
    tables = _counts_and_denominators()
    possible = np.ones(len(tables), dtype=bool)
    for row in range(4):
        for column, name in ((row, "people"), (row + 4, "residents")):
            shown, code = figures.loc[row, name], figures.loc[row, f"{name}_status"]
            possible &= agrees(tables[:, column], shown, code, policy)
    left = tables[possible]
    widths = left.max(axis=0) - left.min(axis=0)
    hidden = np.concatenate([figures[f"{name}_status"].to_numpy() == "[c]" for name in ("people", "residents")])
    assert (widths[hidden] >= policy.width).all()


@cache
def _counts_and_denominators() -> np.ndarray:
    parts = np.array([(p, n) for n in range(12) for p in range(min(n, 6) + 1)], dtype=np.int16)
    index = np.array(list(product(range(len(parts)), repeat=3)))
    people, residents = parts[index, 0], parts[index, 1]
    return np.column_stack([people, people.sum(axis=1), residents, residents.sum(axis=1)])
