"""What is chosen is what is shown, and the code shown is the code that makes it."""

from __future__ import annotations

import re

import pytest

import ihanalysis as ih
from ihanalysis.explore.panel import Panel


@pytest.fixture
def panel() -> Panel:
    return ih.panel("kent")


def test_choosing_a_system_and_a_measure_changes_what_is_shown(panel: Panel) -> None:
    panel.system.value = "Devon"
    panel.measure.value = "deaths-while-homeless"
    shown = _shown(panel)
    assert "Devon" in shown
    assert "Deaths while homeless" in shown
    assert "Kent and Medway compared" not in shown


def test_the_code_shown_makes_the_pictures_shown(panel: Panel) -> None:
    panel.boundaries.value = "2023"
    names: dict[str, object] = {}
    *lines, chart, _, _, _ = panel.code.splitlines()
    exec("\n".join(lines), names)
    picture = eval(chart, names)
    assert picture.html() in _shown(panel)


def test_a_system_that_is_no_more_gives_way_to_one_that_shares_its_residents(panel: Panel) -> None:
    panel.boundaries.value = "2023"
    panel.system.value = "Frimley"
    panel.boundaries.value = "2026"
    frimley = ih.system("frimley", "2023").system
    assert panel.system.value in [s.name for s in panel.figures.workbook.areas.changed_to(frimley)]


def test_a_group_offers_its_own_measures(panel: Panel) -> None:
    panel.group.value = "Roma"
    assert [name for _, name in panel.measure.options] == ["bad-health-roma", "roma-residents"]


def test_what_cannot_be_shown_is_said(panel: Panel) -> None:
    panel.measure.value = "disability"
    assert "is known nationally only" in _shown(panel)


def test_nothing_shown_is_fetched(panel: Panel) -> None:
    fetched = re.findall(r'(?:src|href)="(?!data:)([^"]*)"', _shown(panel))
    # An address may be followed by a reader; none is loaded.
    assert not re.findall(r'src="(?!data:)', _shown(panel))
    assert all(address.startswith("https://") for address in fetched)


def _shown(panel: Panel) -> str:
    return "".join(getattr(child, "value", "") for child in panel.children)
