"""Figures of a system's own can be asked for and chosen like all others, and are told apart from them."""

from __future__ import annotations

from pathlib import Path

import pytest

import ihanalysis as ih
from ihanalysis.errors import NotPossibleError
from ihanalysis.explore.panel import Panel, panel
from ihanalysis.workbook import Workbook

MEASURE = "Seen in the emergency department (invented)"
HEADER = "measure,group,area,period,count,denominator,per,polarity,source\n"
ROWS = f"""\
{MEASURE},people experiencing homelessness,Kent and Medway,2025-26,120,400,100,lower is better,An invented register
{MEASURE},everyone,Kent and Medway,2025-26,30000,300000,100,lower is better,An invented register
"""


@pytest.fixture
def own(workbook: Workbook, tmp_path: Path) -> Workbook:
    for name in ("data", "notebooks"):
        (tmp_path / name).symlink_to(workbook.root / name)
    (tmp_path / "local").mkdir()
    (tmp_path / "local" / "figures.csv").write_text(HEADER + ROWS, encoding="utf-8")
    return Workbook(tmp_path)


def test_they_come_last_and_under_a_heading_of_their_own(own: Workbook) -> None:
    answer = ih.system("kent", workbook=own).gaps(group="people experiencing homelessness")
    last = answer.frame.iloc[-1]
    assert (last["measure"], last["area"], last["count"]) == (MEASURE, "Kent and Medway", 120)
    assert answer.table.blocks is not None
    assert answer.table.blocks[len(answer.frame) - 1] == "Figures of the system’s own"
    assert "An invented register" in answer.html()


def test_one_is_asked_for_by_words_of_its_title(own: Workbook) -> None:
    kent = ih.system("kent", workbook=own)
    assert kent.gaps("emergency department").frame["count"].tolist() == [120]
    assert "30.0" in kent.chart("emergency department").alt
    for ask in (kent.places, kent.systems):
        with pytest.raises(NotPossibleError, match="a figure of the system's own"):
            ask("emergency department")


def test_the_picture_of_all_gaps_holds_published_figures_only(own: Workbook) -> None:
    assert MEASURE not in ih.system("kent", workbook=own).chart(group="people experiencing homelessness").alt


def test_the_panel_offers_them_where_the_system_has_them(own: Workbook) -> None:
    chosen: Panel = panel("kent", workbook=own)
    titles = [title for title, _ in chosen.measure.options]
    assert titles[-1] == MEASURE
    chosen.measure.value = dict(chosen.measure.options)[MEASURE]
    shown = "".join(part.value for part in chosen._parts.values())
    assert "a figure of the system&#x27;s own" in shown
    chosen.system.value = "Devon"
    assert MEASURE not in [title for title, _ in chosen.measure.options]
