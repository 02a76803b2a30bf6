"""The national page: its own command, its own notebook, every format under its own name."""

from __future__ import annotations

from pathlib import Path

import pytest

from ihanalysis import Workbook
from ihanalysis.batch.national import make_national
from ihanalysis.batch.notebook import NotMadeError
from ihanalysis.errors import UnknownChoiceError
from ihanalysis.publish.formats import FORMATS
from ihanalysis.publish.reading import read_notebook
from tests.batch.notebooks import write
from tests.publish.reading import Page


@pytest.fixture(scope="module")
def made(workbook: Workbook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_national("2026", workbook, tmp_path_factory.mktemp("reports"))


def test_it_stands_beside_the_briefings_in_every_format(made: Path) -> None:
    assert made.parts[-3:] == ("2026", "national", "national.html")
    names = {path.name for path in made.parent.iterdir()}
    assert {"national.html", "national.ipynb", *(one.named("national").file for one in FORMATS), "gaps.csv"} <= names
    assert not [name for name in names if name.startswith("briefing")]
    assert [path.name for path in made.parent.parent.iterdir()] == ["national"]


def test_its_page_links_its_own_files(made: Path) -> None:
    page = Page(made.read_text(encoding="utf-8"))
    links = [a.attributes["href"] for a in page.all("a") if not a.attributes["href"].startswith(("#", "https://"))]
    assert links == [one.named("national").link for one in FORMATS]
    assert all((made.parent / link).is_file() for link in links)
    assert page.all("title")[0].text == "England: 36 systems side by side: Inclusion health, all systems"


def test_the_notebook_carries_every_section(made: Path) -> None:
    title, sections = read_notebook(made.with_suffix(".ipynb"))
    assert title.name == "England: 36 systems side by side"
    assert len(sections) == 12


def test_a_year_without_systems_is_refused_before_anything_is_made(workbook: Workbook, tmp_path: Path) -> None:
    with pytest.raises(UnknownChoiceError, match="2026"):
        make_national("2025", workbook, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_fault_names_the_cell_and_leaves_what_stood_there(copy: Workbook, tmp_path: Path) -> None:
    place = tmp_path / "2026" / "national"
    place.mkdir(parents=True)
    (place / "national.html").write_text("the last one", encoding="utf-8")
    write(copy.notebooks / "national.ipynb", "boundaries = '2026'", "1 / 0")
    with pytest.raises(NotMadeError, match=r"cell \d: ZeroDivisionError: division by zero"):
        make_national("2026", copy, tmp_path)
    assert [path.read_text(encoding="utf-8") for path in place.iterdir()] == ["the last one"]
