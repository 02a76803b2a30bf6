"""Processed tables are written as pandas would write them, and come back as they were made."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from ihanalysis import Workbook
from ihanalysis.areas import BOUNDARIES
from ihanalysis.processed import csv_text, read_table
from ihanalysis.whole import write_whole

words = st.text(st.sampled_from('a,"\n é;'), max_size=6)
numbers = st.floats(allow_infinity=False)


@given(st.lists(st.tuples(words, numbers, st.integers(-(2**63), 2**63 - 1), st.booleans()), min_size=1))
def test_a_table_is_written_as_pandas_writes_it(rows: list[tuple[str, float, int, bool]]) -> None:
    table = pd.DataFrame(rows, columns=["words", "with, comma", "whole", "few"])
    assert csv_text(table) == table.to_csv(index=False, lineterminator="\n")


def test_numbers_come_back_to_the_last_bit_and_words_that_look_like_numbers_stay_words(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {
            "period": pd.Series(["2020", "2021", ""], dtype="str"),
            "value": [0.1 + 0.2, -0.0, np.nan],
            "note": pd.Series(["", "", ""], dtype="str"),
        }
    )
    write_whole(tmp_path / "table.csv", csv_text(table))
    again = read_table(tmp_path / "table.csv")
    assert_frame_equal(again, table, check_exact=True)
    assert np.signbit(again["value"][1])


@pytest.mark.parametrize("boundaries", BOUNDARIES)
def test_what_one_reader_does_to_a_table_no_other_sees(workbook: Workbook, boundaries: str) -> None:
    gaps = workbook.gaps(boundaries)
    gaps["value"] = 0.0
    gaps.loc[:, "count"] = 0.0
    assert workbook.gaps(boundaries)["value"].sum() > 0
    assert workbook.gaps(boundaries)["count"].sum() > 0


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    write_whole(path, "before")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "half \ud800")
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]
