"""The page of a briefing: accessible, self-contained, and about its own system."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from nbconvert.exporters import get_exporter

from ihanalysis import Briefing, Workbook
from ihanalysis.publish.exporter import UNTITLED, BriefingExporter
from ihanalysis.publish.index import write_index
from tests.publish.reading import Page

LARGE, TINY, SPLIT = "West and North London", "Shropshire, Telford and Wrekin", "Thames Valley"


def _exported(briefing: Briefing) -> str:
    """The page of a notebook that showed the briefing, as nbconvert makes it."""
    cells = []
    for number, part in enumerate([briefing.title(), *briefing.sections()]):
        data, metadata = part._repr_mimebundle_()
        output = nbformat.v4.new_output("execute_result", data, metadata=metadata, execution_count=number)
        cells.append(nbformat.v4.new_code_cell(f"secret_code({number})", outputs=[output]))
    cells.insert(0, nbformat.v4.new_markdown_cell("For the analyst only", metadata={"tags": ["analyst"]}))
    page, _ = BriefingExporter().from_notebook_node(nbformat.v4.new_notebook(cells=cells))  # type: ignore[no-untyped-call]
    return page


@pytest.fixture(scope="module", params=[LARGE, TINY, SPLIT])
def page(request: pytest.FixtureRequest, workbook: Workbook) -> Page:
    return Page(_exported(Briefing.of(request.param, workbook=workbook)))


def test_the_title_and_the_only_first_heading_name_the_system(page: Page) -> None:
    (heading,) = page.all("h1")
    (title,) = page.all("title")
    assert heading.text in (LARGE, TINY, SPLIT)
    assert title.text == f"{heading.text}: Inclusion health briefing"


def test_the_language_is_british_english(page: Page) -> None:
    assert page.all("html")[0].attributes["lang"] == "en-GB"


def test_headings_skip_no_level(page: Page) -> None:
    levels = [int(heading.tag[1]) for heading in page.all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_there_are_landmarks_and_a_way_past_them(page: Page) -> None:
    (main,) = page.all("main")
    assert page.all("a")[0].attributes["href"] == f"#{main.attributes['id']}"
    assert len(page.all("nav")) == 1


def test_every_link_on_the_page_leads_somewhere(page: Page) -> None:
    names = [element.attributes["id"] for element in page.elements if "id" in element.attributes]
    assert len(names) == len(set(names))
    inner = [a.attributes["href"][1:] for a in page.all("a") if a.attributes["href"].startswith("#")]
    assert set(inner) <= set(names)


def test_nothing_is_asked_of_anywhere_else(page: Page) -> None:
    assert not page.all("script", "link", "iframe", "img", "object")
    assert not re.search(r"""(?:src|srcset|@import|url\()\s*=?\s*["']?https?:""", page.source)


def test_code_and_notes_to_the_analyst_stay_in_the_notebook(page: Page) -> None:
    assert "secret_code" not in page.source
    assert "For the analyst only" not in page.source


def test_every_picture_says_what_it_shows_in_its_own_numbers(page: Page) -> None:
    pictures = [svg for svg in page.all("svg") if svg.attributes.get("role") == "img"]
    assert len(pictures) == len(page.all("svg")) >= 8
    headlines = {heading.text for heading in page.all("h3")}
    for picture in pictures:
        alternative = picture.attributes["aria-label"]
        assert len(re.findall(r"\d", alternative)) >= 4
        assert alternative not in headlines
        shown = re.findall(r"\d+\.\d+", picture.text)
        assert all(number in alternative for number in shown), set(shown) - set(re.findall(r"[\d.]+", alternative))


def test_every_table_has_a_caption_and_scoped_headers(page: Page) -> None:
    captions = page.all("caption")
    assert len(captions) == len(page.all("table")) >= 6
    assert all(caption.text.strip() for caption in captions)
    assert all(header.attributes.get("scope") in ("col", "row", "colgroup") for header in page.all("th"))
    assert all(header.text.strip() for header in page.all("th"))


def test_no_cell_is_empty(page: Page) -> None:
    assert all(cell.text.strip() for cell in page.all("td"))


def test_tables_that_scroll_can_be_reached_by_keyboard(page: Page) -> None:
    scrolling = [element for element in page.elements if element.attributes.get("class") == "scroll"]
    assert len(scrolling) == len(page.all("table"))
    assert all(e.attributes["tabindex"] == "0" and e.attributes["aria-label"] for e in scrolling)


def test_no_code_of_an_area_reaches_the_page(page: Page) -> None:
    assert "E54" not in page.all("main")[0].text


def test_a_divided_count_says_about_and_names_the_council(workbook: Workbook) -> None:
    page = Page(_exported(Briefing.of(SPLIT, workbook=workbook)))
    message = next(item.text for item in page.all("li") if "died while homeless in" in item.text)
    assert "An estimated 163 people" in message
    assert "about 163 deaths, from about 129 identified" in page.source
    assert "Some councils lie in more than one system" in page.source


def test_few_events_are_marked_and_get_no_verdict(workbook: Workbook) -> None:
    tiny = Briefing.of(TINY, workbook=workbook)
    deaths = tiny.finding("deaths-while-homeless")
    assert deaths.value == "3.8 [u]"
    assert deaths.direction == "lower"
    assert "deaths while homeless" not in tiny.at_a_glance().message
    assert "rests on 12 identified deaths" in tiny.key_messages().html()


def test_jupyter_nbconvert_knows_the_exporter() -> None:
    assert get_exporter("ihanalysis") is BriefingExporter


def test_a_notebook_without_a_name_gets_a_plain_title() -> None:
    page, _ = BriefingExporter().from_notebook_node(nbformat.v4.new_notebook())  # type: ignore[no-untyped-call]
    assert Page(page).all("title")[0].text == UNTITLED


def test_the_same_briefing_is_the_same_to_the_byte(workbook: Workbook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    assert _exported(Briefing.of("kent", workbook=workbook)) == _exported(Briefing.of("QKS", workbook=workbook))


def test_the_index_links_what_was_made_and_names_what_was_not(workbook: Workbook, tmp_path: Path) -> None:
    systems = workbook.areas.of("2026")
    (tmp_path / "kent-and-medway").mkdir()
    (tmp_path / "kent-and-medway" / "briefing.html").write_text("made", encoding="utf-8")
    index = Page(write_index(systems, workbook, tmp_path).read_text(encoding="utf-8"))
    links = {a.text: a.attributes["href"] for a in index.all("a")[1:]}
    assert links == {"Kent and Medway": "kent-and-medway/briefing.html"}
    assert len(index.all("tr")) == 1 + 36
    assert sum("no briefing in this run" in header.text for header in index.all("th")) == 35
