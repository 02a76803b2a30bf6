"""A raw file with something wrong is refused whole, and every problem is named with its row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ihanalysis import Workbook
from ihanalysis.errors import BadFileError

Spoil = Callable[[str, str, str], Path]
DEATHS = "homeless_deaths/figures.csv"
A_ROW = "local authority,E06000001,2013,persons,15-74,0,"


def test_a_missing_column_is_named_with_those_that_are_there(copy: Workbook, spoil: Spoil) -> None:
    spoil(DEATHS, "age_band", "age")
    with pytest.raises(BadFileError, match=r"figures.csv, row 1, column age_band: found the columns .*sex, age,"):
        copy.figures  # noqa: B018


def test_text_where_a_number_belongs_is_named_with_row_and_column(copy: Workbook, spoil: Spoil) -> None:
    path = spoil(DEATHS, A_ROW, A_ROW.replace("0,", "none,"))
    row = 1 + next(n for n, line in enumerate(path.read_text().splitlines()) if "none," in line)
    with pytest.raises(BadFileError, match=rf"row {row}, column count: found 'none'; expected a number"):
        copy.figures  # noqa: B018


def test_a_duplicate_key_is_refused_and_not_summed(copy: Workbook) -> None:
    path = copy.raw / DEATHS
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[5]]) + "\n", encoding="utf-8")
    with pytest.raises(BadFileError, match=rf"row {len(lines) + 1}, .*a second row for "):
        copy.figures  # noqa: B018


def test_a_code_outside_its_vintage_is_named(copy: Workbook, spoil: Spoil) -> None:
    # Somerset became one authority in 2023; the deaths use the codes of 2021.
    spoil(DEATHS, "E06000001,2013", "E06000066,2013")
    with pytest.raises(BadFileError, match=r"column area_code: found 'E06000066'; expected .* of the 2021 set"):
        copy.figures  # noqa: B018


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (",published,", ",guessed,", "column status: found 'guessed'; expected published or derived"),
        (A_ROW, A_ROW.replace("0,", "-1,"), "column count: found -1; expected a number that is not negative"),
        (A_ROW, A_ROW.replace("0,", ","), "column count: found nothing; expected a count or a value"),
        ("ons_hd_2018_table_1", "ons_hd_1918", "column source: found 'ons_hd_1918'; expected a source of"),
    ],
)
def test_what_cannot_be_is_refused(copy: Workbook, spoil: Spoil, old: str, new: str, message: str) -> None:
    spoil(DEATHS, old, new)
    with pytest.raises(BadFileError, match=message):
        copy.figures  # noqa: B018


def test_a_missing_figure_with_a_number_is_refused(copy: Workbook, spoil: Spoil) -> None:
    spoil(DEATHS, ",identified deaths,zero,", ",identified deaths,suppressed,")
    with pytest.raises(BadFileError, match="no count or value beside a status of missing"):
        copy.figures  # noqa: B018


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b'a,b\n"unclosed'])
def test_a_file_that_is_no_table_is_refused(copy: Workbook, content: bytes) -> None:
    (copy.raw / DEATHS).write_bytes(content)
    with pytest.raises(BadFileError, match=r"homeless_deaths.figures\.csv"):
        copy.figures  # noqa: B018


def test_all_problems_are_shown_and_not_only_the_first(copy: Workbook) -> None:
    path = copy.raw / DEATHS
    path.write_text(path.read_text(encoding="utf-8").replace(",published,", ",guessed,"), encoding="utf-8")
    with pytest.raises(BadFileError) as error:
        copy.figures  # noqa: B018
    assert len(error.value.problems) > 100
    assert str(error.value).count("\n") == BadFileError.SHOWN
    assert list(error.value.table.columns) == ["file", "sheet", "row", "column", "found", "expected"]
