"""A browser for tests of what is seen and done on screen; without one they are skipped."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

#: What the system's own Chromium may be called.
_NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium of the system; playwright would otherwise download one."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="needs the extra `browser`")
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("needs Chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def outside() -> list[str]:
    """Addresses that a page asked for and that are not of this machine."""
    return []


@pytest.fixture
def page(browser: Browser, outside: list[str]) -> Iterator[Page]:
    """A page of a desktop's size; what it asks the outside for is refused and written down."""
    page = browser.new_page(viewport={"width": 1300, "height": 1200}, accept_downloads=True)

    def only_here(route: object) -> None:
        address = route.request.url  # type: ignore[attr-defined]
        if address.startswith(("http://127.0.0.1:", "http://localhost:", "file:", "data:", "blob:")):
            route.continue_()  # type: ignore[attr-defined]
        else:
            outside.append(address)
            route.abort()  # type: ignore[attr-defined]

    page.route("**/*", only_here)
    yield page
    page.close()
