"""Names and labels stand where they can be read, in every funnel that is drawn."""

from __future__ import annotations

import re

import numpy as np
import pytest

from ihanalysis import Briefing, Workbook
from ihanalysis.charts import funnel
from ihanalysis.charts.funnel import Place
from ihanalysis.charts.names import Box, beside, clearest, covered, width

SHEET = Box(0, 0, 600, 300)
TURN = 400
#: Square pixels of the square around a mark that a name may cover: its corners are mostly empty.
A_CORNER = 15


def test_a_name_stands_on_the_right_of_its_mark() -> None:
    spot = clearest(beside(100, 100, 80, SHEET, turn=TURN), [])
    assert (spot.side, spot.x, spot.y, spot.away) == ("left", 110, 100, 0)


def test_far_on_the_right_it_stands_on_the_left() -> None:
    spot = clearest(beside(500, 100, 80, SHEET, turn=TURN), [])
    assert (spot.side, spot.x, spot.y) == ("right", 490, 100)


def test_a_name_leaves_its_line_for_another_mark_and_goes_no_further_than_it_must() -> None:
    other = Box(130, 95, 140, 105)
    spot = clearest(beside(100, 100, 80, SHEET, turn=TURN), [other])
    assert covered(spot, [other]) == 0
    assert (spot.side, spot.x, spot.away) == ("right", 90, 0)


def test_where_everything_is_taken_it_covers_least() -> None:
    taken = [SHEET, Box(0, 0, 600, 130)]
    spot = clearest(beside(100, 100, 80, SHEET, turn=TURN), taken)
    assert spot.y > 130


def test_a_name_that_fits_nowhere_stands_above_its_mark() -> None:
    spot = clearest(beside(100, 100, 700, SHEET, turn=TURN), [])
    assert (spot.side, spot.y) == ("center", 86)


def _drawn(places: list[Place]) -> str:
    residents = np.array([100.0, 1000.0])
    lower, upper = np.array([[4.0, 3.0]] * 2), np.array([[6.0, 7.0]] * 2)
    return funnel.draw(places, (residents, lower, upper), (5, "Average 5"), "Residents", "test", "A funnel")[0]


def test_a_place_within_the_outer_limits_gives_way_and_one_outside_does_not() -> None:
    crowd = [Place("", residents, 6.5, "within limits", named=False) for residents in range(150, 1000, 12)]
    crowd += [Place("", at, rate, "within limits", named=False) for at in (450, 520, 600) for rate in (6.2, 6.8)]
    gives_way = _drawn([*crowd, Place("Hereabouts", 500, 6.5, "above the 95% limit")])
    assert "Hereabouts" not in gives_way
    assert "Hereabouts" in _drawn([*crowd, Place("Hereabouts", 500, 6.5, "above the 99.8% limit")])


def test_marks_stand_on_the_ground_of_a_label() -> None:
    crowd = [Place("", residents, 4.8, "within limits", named=False) for residents in range(100, 1001, 5)]
    drawing = _drawn(crowd)
    assert drawing.index("opacity: 0.85") < drawing.index("<circle")


@pytest.mark.slow
@pytest.mark.parametrize("boundaries", ["2023", "2026"])
def test_the_name_of_every_system_is_clear_of_all_marks(workbook: Workbook, boundaries: str) -> None:
    for system in workbook.areas.of(boundaries):
        charts = {chart.name: chart for chart in Briefing(system, workbook).homelessness().charts}
        picture = charts["systems-sleeping-rough"]
        for drawing in (picture.wide, picture.narrow):
            assert _words(drawing), system.name
            for words in _words(drawing):
                assert words.within(Box(0, 0, 680 if drawing is picture.wide else 358, 316)), system.name
                assert not [mark for mark in _marks(drawing) if words.shared(mark) > A_CORNER], system.name


def _words(drawing: str) -> list[Box]:
    """What the rows of the one name in bold cover."""
    boxes = []
    for opening, row in re.findall(r'<text ([^>]*font-weight="bold"[^>]*)>([^<]+)<', drawing):
        x, y = (float(found) for found in re.findall(r'\b[xy]="([\d.]+)"', opening))
        wide = width(row, 12, bold=True)
        left = x - wide * (1.0 if 'text-anchor="end"' in opening else 0.5 if "text-anchor" in opening else 0.0)
        boxes.append(Box(left, y - 9, left + wide, y + 1))
    return boxes


def _marks(drawing: str) -> list[Box]:
    circles = [map(float, found) for found in re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"', drawing)]
    boxes = [Box(x - r, y - r, x + r, y + r) for x, y, r in circles]
    for found in re.findall(r'<polygon points="([^"]+)"', drawing):
        corners = np.array([point.split(",") for point in found.split()], dtype=float)
        boxes.append(Box(*corners.min(axis=0), *corners.max(axis=0)))
    return boxes
