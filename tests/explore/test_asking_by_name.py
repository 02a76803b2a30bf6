"""An analyst asks by name; the answer shows itself and gives up its frame, an error says the nearest name."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import ihanalysis as ih
from ihanalysis import Briefing
from ihanalysis.errors import InclusionHealthError, NotPossibleError, UnknownChoiceError, UnknownSystemError
from ihanalysis.explore.one_system import SystemFigures

ROUGH = "people sleeping rough"


@pytest.fixture(scope="module")
def here() -> SystemFigures:
    return ih.system("kent")


def test_gaps_are_those_of_the_briefing(here: SystemFigures, kent: Briefing) -> None:
    pd.testing.assert_frame_equal(here.gaps().frame[kent.gaps.columns], kent.gaps)


def test_every_gap_is_shown_with_its_unit_interval_status_and_a_source_that_is_listed(here: SystemFigures) -> None:
    answer = here.gaps()
    for row in answer.table.rows.to_dict("records"):
        assert row["note"]
        assert row["Known as"].split("; ")[1] in ("measured locally", "national rate applied locally", "national only")
        assert all(1 <= int(number) <= len(answer.sources) for number in row["Source"].split(", "))
    html = answer.html()
    assert all(source.address in html for source in answer.sources)


def test_a_group_is_asked_for_by_part_of_its_name(here: SystemFigures) -> None:
    assert set(here.gaps(group="prison").frame["group"]) == {"people leaving prison"}


def test_places_are_the_system_s_own_and_add_up_to_it(here: SystemFigures) -> None:
    places = here.places(ROUGH).frame
    assert len(places) == 13
    assert places["count"].sum() == here.gaps(ROUGH).frame["count"].iloc[0]
    assert list(places["area"]) == sorted(places["area"])


@pytest.mark.parametrize(("boundaries", "number"), [("2026", 36), ("2023", 42)])
def test_all_systems_are_compared_in_the_order_of_the_alphabet(boundaries: str, number: int) -> None:
    every = ih.compare(ROUGH, boundaries)
    assert len(every) == len(ih.systems(boundaries)) == number
    assert list(every.frame["area"]) == sorted(every.frame["area"])


@pytest.mark.parametrize("view", ["England", "places", "systems"])
def test_a_picture_tells_its_own_numbers_and_can_be_saved(here: SystemFigures, view: str, tmp_path: Path) -> None:
    picture = here.chart(ROUGH, view)
    shown = [row["Figure"] for row in picture.chart.table.rows.to_dict("records")]
    assert all(figure in picture.alt for figure in shown)
    assert picture.save(tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert picture.chart.headline.split(":")[0] in picture.save(tmp_path / "a.svg").read_text(encoding="utf-8")
    assert len(pd.read_csv(picture.save(tmp_path / "a.csv"))) == len(picture.frame)
    assert "https://" not in picture.html().replace("data:", "").split("<img")[0]


def test_every_measure_of_every_group_can_be_drawn(here: SystemFigures) -> None:
    for measure in ih.indicators()["id"]:
        assert here.chart(measure).alt


def test_all_gaps_and_those_of_a_group_are_drawn_as_ratios(here: SystemFigures) -> None:
    assert len(here.chart().frame) > len(here.chart(group="vulnerable migrants").frame) > 5


@pytest.mark.parametrize(
    ("ask", "nearest"),
    [
        (lambda: ih.system("Kent & Midway Towns"), "Kent and Medway"),
        (lambda: ih.systems("2020"), "2023"),
        (lambda: ih.compare("slepping rugh"), "People sleeping rough"),
        (lambda: ih.compare("deaths"), "Deaths while homeless"),
        (lambda: ih.system("kent").gaps(group="prisons people"), "people leaving prison"),
        (lambda: ih.system("kent").chart(ROUGH, "place"), "'places'"),
        (lambda: ih.figures(indicator="people-sleeping-rouh"), "'people-sleeping-rough'"),
        (lambda: ih.figures(indicators="x"), "'indicator'"),
        (lambda: ih.compare(ROUGH).chart("Dover"), "Devon"),
        (lambda: ih.system("kent").chart(ROUGH).save("a.pdf"), "svg"),
    ],
)
def test_a_wrong_name_brings_the_nearest(ask: Callable[[], object], nearest: str) -> None:
    with pytest.raises((UnknownChoiceError, UnknownSystemError), match=nearest):
        ask()


def test_a_slip_of_the_pen_that_fits_one_name_is_taken_for_it(here: SystemFigures) -> None:
    assert list(here.gaps("peple slepping rough").frame["indicator"]) == ["people-sleeping-rough"]


def test_what_is_known_nationally_only_is_not_compared_between_systems_or_places() -> None:
    with pytest.raises(NotPossibleError, match="nationally only"):
        ih.compare("disability")
    with pytest.raises(NotPossibleError, match="not published for local authorities"):
        ih.system("kent").places("registered with a gp")


def test_a_verb_keeps_its_name_when_the_module_of_that_name_is_imported() -> None:
    script = (
        "import ihanalysis as ih, ihanalysis.figures, ihanalysis.indicators, ihanalysis.sources.tidy\n"
        "from ihanalysis.figures import COLUMNS\n"
        "assert set(ih.indicators().columns) and len(ih.sources()) and set(ih.figures().columns) >= set(COLUMNS)\n"
        "assert ih.stats.rate(5, 100) and sorted(ih.__all__) == dir(ih)\n"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", script], check=True)


def test_importing_the_library_imports_no_other() -> None:
    script = "import sys, ihanalysis; print(sorted({'pandas', 'numpy', 'matplotlib', 'scipy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'gap'"):
        ih.gap  # noqa: B018


def test_errors_are_the_project_s_own() -> None:
    with pytest.raises(InclusionHealthError):
        ih.system("nowhere")
