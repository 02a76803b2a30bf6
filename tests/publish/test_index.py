"""The index of a run: finds, compares and links every system, and reads fully without a script."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from ihanalysis import Workbook
from ihanalysis.areas import System
from ihanalysis.publish.formats import FORMATS
from ihanalysis.publish.index import FIRST, NATIONAL, write_index
from tests.publish.reading import Page

FAILED = "cell 5: BadFileError: <b>figures.csv</b>, row 17"
MADE, LEFT, BROKEN = "Kent and Medway", "Devon", "Dorset"


@pytest.fixture(scope="module", params=["2023", "2026"])
def run(request: pytest.FixtureRequest, workbook: Workbook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run in which one system failed, one was not asked for, and all others were made."""
    folder = tmp_path_factory.mktemp("reports") / request.param
    systems = workbook.areas.of(request.param)
    for system in systems:
        if system.name not in (LEFT, BROKEN):
            for file in ("briefing.html", *(one.link for one in FORMATS)):
                _make(folder / system.slug / file)
    _make(folder / NATIONAL)
    broken = {system: FAILED for system in systems if system.name == BROKEN}
    return write_index(systems, workbook, folder, failures=broken)


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("made", encoding="utf-8")


@pytest.fixture(scope="module")
def index(run: Path) -> Page:
    return Page(run.read_text(encoding="utf-8"))


def test_it_names_the_systems_and_the_boundaries(index: Page, run: Path) -> None:
    number = {"2023": 42, "2026": 36}[run.parent.name]
    (heading,), (title,) = index.all("h1"), index.all("title")
    assert heading.text == f"{number} systems, one briefing each"
    assert title.text == f"Inclusion health briefings, {number} systems, boundaries of April {run.parent.name}"
    assert index.all("html")[0].attributes["lang"] == "en-GB"


def test_headings_skip_no_level_and_name_every_part(index: Page) -> None:
    headings = index.all("h1", "h2", "h3")
    assert all(int(after.tag[1]) <= int(before.tag[1]) + 1 for before, after in pairwise(headings))
    assert {"Every briefing, in every format", "What failed", "Read with care"} <= {h.text for h in headings}


def test_every_link_leads_to_a_file_or_a_place_on_the_page(index: Page, run: Path) -> None:
    names = [element.attributes["id"] for element in index.elements if "id" in element.attributes]
    assert len(names) == len(set(names))
    addresses = {a.attributes["href"] for a in index.all("a")}
    assert {address[1:] for address in addresses if address.startswith("#")} <= set(names)
    files = {address for address in addresses if not address.startswith(("#", "https://"))}
    assert all((run.parent / file).is_file() for file in files)
    made = {file for file in files if file.endswith("briefing.html")}
    assert len(made) == {"2023": 40, "2026": 34}[run.parent.name]
    assert NATIONAL in files


def test_each_briefing_is_linked_in_every_format_by_a_name_that_says_whose_it_is(index: Page) -> None:
    row = next(row for row in index.all("tr") if row.attributes.get("data-name") == MADE)
    links = [a for a in index.all("a") if a.text.endswith(f", {MADE}")]
    assert [a.text for a in links] == [f"{title}, {MADE}" for title in ("Page", *(one.title for one in FORMATS))]
    assert {a.attributes["href"].split("/")[0] for a in links} == {"kent-and-medway"}
    assert "South East" in row.text


def test_each_tile_leads_to_its_briefing_and_says_its_figure_in_words(index: Page) -> None:
    tiles = [
        a for a in index.all("a") if a.above[-1] == "li" and a.attributes["href"] == "kent-and-medway/briefing.html"
    ]
    measures = [section for section in index.all("section") if section.attributes.get("class") == "measure"]
    assert len(tiles) == len(measures) >= 8
    words = tiles[1].text.replace("\u00ad", "")
    assert re.search(r"Kent and Medway.*K&M, Kent and Medway: 9\.2, no clear difference", words)


def test_a_measure_is_chosen_without_a_script(index: Page) -> None:
    choices = [element for element in index.all("input") if element.attributes["type"] == "radio"]
    assert [choice.attributes["id"] for choice in choices if "checked" in choice.attributes] == [f"choose-{FIRST}"]
    assert len({choice.attributes["name"] for choice in choices}) == 1
    for choice in choices:
        name = choice.attributes["id"].removeprefix("choose-")
        assert f".index:has(#choose-{name}:checked) #{name}" in index.source
        assert any(element.attributes.get("id") == name for element in index.all("section"))
    assert all(choice.above[-1] == "label" for choice in choices)


def test_where_a_browser_cannot_choose_it_shows_all_measures(index: Page) -> None:
    hiding = index.source.index(".measure { display: none; }")
    assert index.source.rindex("@supports selector(:has(*))", 0, hiding) == index.source.rindex("@supports", 0, hiding)


def test_the_search_is_there_only_with_its_script(index: Page) -> None:
    (form,) = index.all("form")
    assert "hidden" in form.attributes
    assert form.attributes["role"] == "search"
    (script,) = index.all("script")
    assert script.attributes == {}
    kent = next(row for row in index.all("tr") if row.attributes.get("data-name") == MADE)
    assert {"Canterbury", "Medway"} <= set(kent.attributes["data-councils"].split(";"))
    assert "qks" in kent.attributes["data-words"].split()


def test_nothing_is_asked_of_anywhere_else(index: Page) -> None:
    assert not index.all("link", "iframe", "img", "object")
    assert not re.search(
        r"""(?:src|srcset|@import|url\()\s*=?\s*["']?https?:|fetch\(|XMLHttp|innerHTML""", index.source
    )


def test_tables_have_captions_scopes_and_no_empty_cell(index: Page) -> None:
    assert len(index.all("caption")) == len(index.all("table"))
    assert all(header.attributes.get("scope") in ("col", "row") for header in index.all("th"))
    assert all(cell.text.strip() for cell in index.all("th", "td"))


def test_systems_stand_in_the_order_of_their_names(index: Page) -> None:
    names = [row.attributes["data-name"] for row in index.all("tr") if "data-name" in row.attributes]
    assert names == sorted(names)


def test_what_failed_says_why_and_what_was_left_says_so(index: Page) -> None:
    text = index.all("main")[0].text
    assert FAILED in text
    assert "&lt;b&gt;figures.csv" in index.source
    assert "1 not made in this run; 1 failed" in text
    rows = {row.attributes["data-name"]: row.text for row in index.all("tr") if "data-name" in row.attributes}
    assert "not made in this run" in rows[LEFT]
    assert f"failed, {BROKEN}" in rows[BROKEN]


def test_sources_of_every_measure_are_one_click_away(index: Page) -> None:
    told = [details.text for details in index.all("details") if "Sources and caveats" in details.text]
    assert len(told) == len([e for e in index.all("section") if e.attributes.get("class") == "measure"])
    assert all(re.search(r"Release(d| date) \S+", text) and "icence" in text for text in told)


def test_people_come_first(index: Page) -> None:
    text = index.all("main")[0].text.lower()
    for label in (r"\bthe homeless\b", r"\bgrt\b", r"\baddicts?\b", r"\boffenders?\b", r"\bservice users?\b"):
        assert not re.search(label, text), label
    assert not re.findall(r"\bnan\b|\bNone\b|\*\*|\{\{", index.all("main")[0].text)


def test_a_set_of_systems_has_its_name_and_a_map_of_its_own(workbook: Workbook, tmp_path: Path) -> None:
    region = tuple(system for system in workbook.areas.of("2026") if system.nhs_region == "South East")
    page = Page(write_index(region, workbook, tmp_path, title="South East").read_text(encoding="utf-8"))
    assert page.all("h1")[0].text == "South East: 4 systems, one briefing each"
    assert "--columns: 3" in page.source
    assert "too few systems here for limits" in page.source
    assert "Devon" not in page.all("main")[0].text


def test_a_long_name_is_whole_and_may_break(workbook: Workbook, tmp_path: Path) -> None:
    long = "Bedfordshire, Northamptonshire, Cambridgeshire, Leicestershire and the Isles of Somewhereshire <i>"
    systems = tuple(
        replace(system, name=long) if system.name == MADE else system for system in workbook.areas.of("2026")
    )
    page = Page(write_index(systems, workbook, tmp_path).read_text(encoding="utf-8"))
    assert not page.all("i")
    assert any(header.text.startswith(long) for header in page.all("th"))
    assert "Northampton\u00adshire" in page.source


def test_the_order_in_which_systems_are_given_changes_nothing(
    workbook: Workbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    systems: tuple[System, ...] = workbook.areas.of("2026")
    one = write_index(systems, workbook, tmp_path / "one").read_bytes()
    assert one == write_index(systems[::-1], workbook, tmp_path / "other").read_bytes()


def test_local_authorities_have_no_map_and_are_found_by_what_they_took_the_place_of(
    workbook: Workbook, tmp_path: Path
) -> None:
    _make(tmp_path / "north-northamptonshire" / "briefing.html")
    page = Page(write_index(workbook.areas.of_level("place"), workbook, tmp_path).read_text(encoding="utf-8"))
    assert page.all("h1")[0].text == "296 local authorities, one briefing each"
    assert not [element for element in page.elements if element.attributes.get("class") == "tiles"]
    row = next(row for row in page.all("tr") if row.attributes.get("data-name") == "North Northamptonshire")
    assert {"Corby", "Kettering"} <= set(row.attributes["data-councils"].split(";"))
    assert {"e06000061", "midlands"} <= set(row.attributes["data-words"].split())
    assert "east midlands" in row.attributes["data-words"]
    shown = page.all("main")[0].text
    assert not re.search(r"\bsystems?\b(?! statistics)|\bICB\b|of April", shown.replace("health system", ""))
    headings = [element.text for element in page.all("h2")]
    assert any(
        text.startswith("People sleeping rough: 46 local authorities are higher than England") for text in headings
    )
    assert not any("Registered with a GP" in text for text in headings)


def test_a_region_is_found_by_its_local_authorities(workbook: Workbook, tmp_path: Path) -> None:
    page = Page(write_index(workbook.areas.of_level("region"), workbook, tmp_path).read_text(encoding="utf-8"))
    row = next(row for row in page.all("tr") if row.attributes.get("data-name") == "North West")
    assert {"Manchester", "Wirral"} <= set(row.attributes["data-councils"].split(";"))
