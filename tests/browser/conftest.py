"""A real browser, and the pages of a run to look at."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ihanalysis import Workbook
from ihanalysis.batch import make_briefing
from ihanalysis.publish.index import write_index
from tests.publish.conftest import LARGE, SPLIT, TINY

sync_api = pytest.importorskip("playwright.sync_api", reason="needs the extra 'browser'")

#: Names under which distributions install it.
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[sync_api.Browser]:
    """Headless Chromium, the machine's own."""
    program = next(filter(None, map(shutil.which, _CHROMIUM)), None)
    if program is None:
        pytest.skip("Chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        # Without its sandbox, because containers have no user namespaces; it opens our own pages only.
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def pages(workbook: Workbook, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages of three briefings and the index over them, by what they are."""
    systems = workbook.areas.of("2026")
    folder = tmp_path_factory.mktemp("run") / "2026"
    shown = {"large": LARGE, "tiny": TINY, "split": SPLIT}
    for name in shown.values():
        system = workbook.areas.find(name, "2026")
        outcome = make_briefing(system, workbook.root, folder / system.slug)
        assert outcome.done, outcome.error
    index = write_index(systems, workbook, folder)
    slugs = {kind: workbook.areas.find(name, "2026").slug for kind, name in shown.items()}
    return {"index": index, **{kind: folder / slug / "briefing.html" for kind, slug in slugs.items()}}
