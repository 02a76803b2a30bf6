"""The pages in a real browser: accessible by axe-core's rules, whole on any screen, asking nothing of anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs the extra 'browser'")

pytestmark = pytest.mark.browser

#: WCAG 2.2 level AA, all that lies below it, and what axe-core recommends beside it.
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_PAGES = ["index", "large", "tiny", "split"]


class Visit:
    """A page as one reader sees it, with what it asked for and complained of."""

    def __init__(self, browser, file: Path, scheme: str, width: int) -> None:  # type: ignore[no-untyped-def]
        self._context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
        self.page = self._context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(file.as_uri())

    def close(self) -> None:
        self._context.close()


@pytest.fixture(params=[(scheme, width) for scheme in ("light", "dark") for width in (1200, 320)], ids=str)
def visit(request: pytest.FixtureRequest, browser, pages: dict[str, Path], kind: str) -> Iterator[Visit]:  # type: ignore[no-untyped-def]
    scheme, width = request.param
    made = Visit(browser, pages[kind], scheme, width)
    yield made
    made.close()


@pytest.mark.parametrize("kind", _PAGES)
def test_axe_finds_no_fault(visit: Visit) -> None:
    options = {"runOnly": {"type": "tag", "values": _RULES}}
    faults = axe.Axe().run(visit.page, options=options).response["violations"]
    told = [f"{fault['id']}: {fault['help']}: {fault['nodes'][0]['html'][:200]}" for fault in faults]
    assert not told


@pytest.mark.parametrize("kind", _PAGES)
def test_the_page_fits_the_screen_and_asks_for_nothing(visit: Visit) -> None:
    wider = visit.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0
    assert visit.requests == [visit.page.url]
    assert not visit.complaints


@pytest.mark.parametrize("kind", _PAGES)
def test_the_first_key_leads_past_the_navigation(visit: Visit) -> None:
    visit.page.keyboard.press("Tab")
    visit.page.keyboard.press("Enter")
    assert visit.page.evaluate("document.activeElement.tagName") == "MAIN"


@pytest.mark.parametrize("kind", ["large", "tiny"])
def test_every_table_behind_a_chart_opens_by_keyboard(visit: Visit) -> None:
    summaries = visit.page.locator("summary")
    assert summaries.count() >= 5
    for number in range(summaries.count()):
        summaries.nth(number).focus()
        visit.page.keyboard.press("Enter")
    assert visit.page.locator("details:not([open])").count() == 0
    wider = visit.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0


@pytest.mark.parametrize("kind", ["large", "tiny"])
def test_text_and_marks_of_charts_stand_out_from_their_paper(visit: Visit) -> None:
    faint = visit.page.evaluate(
        """() => {
          const light = c => { const v = c.match(/[\\d.]+/g).slice(0, 3).map(x => { x /= 255;
              return x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4; });
              return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2]; };
          return [...document.querySelectorAll('figure svg text')].map(t => {
              const fill = light(getComputedStyle(t).fill);
              return [(1.05) / (fill + 0.05), t.textContent]; }).filter(([ratio]) => ratio < 4.5);
        }"""
    )
    assert not faint
