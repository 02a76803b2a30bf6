"""JupyterLab itself, on a new workbook: run all, choose by mouse and by keyboard, see the picture change, save it."""

from __future__ import annotations

import csv
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from ihanalysis.new_workbook import make_workbook

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

_TOKEN = "only-for-this-test"
#: Seconds that JupyterLab and a cold kernel may take on a busy machine.
_PATIENCE = 180


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of JupyterLab on a workbook that was made a moment ago."""
    folder = tmp_path_factory.mktemp("workbook")
    make_workbook(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={_TOKEN}"]
    # Root may run a server in a container, where tests are run as root.
    options += ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    home = {name: str(folder / ".jupyter" / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")}
    with (folder / "lab.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "ihanalysis", "explore", *options],
            cwd=folder, env={**os.environ, **home}, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(f"{address}/api?token={_TOKEN}", server, folder / "lab.log")
            yield address
        finally:
            # The command, the server it started and the server's kernels are one group of their own.
            os.killpg(server.pid, signal.SIGTERM)
            try:
                server.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        assert server.poll() is None, log.read_text()
        try:
            with urlopen(address, timeout=5):
                return
        except URLError:
            time.sleep(0.3)
    pytest.fail(f"JupyterLab did not answer: {log.read_text()[-2000:]}")


def _wait_for_kernel(page: Page, lab: str) -> None:
    """Run before there is a kernel, a notebook asks which one to run in."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        kernels = page.request.get(f"{lab}/api/kernels?token={_TOKEN}").json()
        if any(kernel["execution_state"] == "idle" and kernel["connections"] for kernel in kernels):
            return
        page.wait_for_timeout(300)
    pytest.fail("no kernel was started")


@pytest.fixture
def notebook(page: Page, lab: str) -> Page:
    """explore.ipynb, with every cell run."""
    page.set_default_timeout(_PATIENCE * 1000)
    page.goto(f"{lab}/lab/tree/notebooks/explore.ipynb?token={_TOKEN}&reset")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell")
    _wait_for_kernel(page, lab)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_selector(".ih-panel .ih-picture img")
    # The kernel is idle when the last cell's number has come.
    page.wait_for_function("!document.querySelector('.jp-Notebook').innerText.includes('[*]')")
    return page


def test_exploring_by_mouse_and_keyboard(notebook: Page, outside: list[str], tmp_path: Path) -> None:
    picture = notebook.locator(".ih-panel .ih-picture").first
    assert "Kent and Medway" in _alternative(picture)

    _choice(notebook, "System").select_option("Devon")
    _wait_until(picture, "Devon")
    by_mouse = _drawing(picture)

    measure = _choice(notebook, "Measure")
    measure.focus()
    notebook.keyboard.press("ArrowDown")
    _wait_until(picture, "Households owed a homelessness duty")
    assert _drawing(picture) != by_mouse
    notebook.locator(".ih-code", has_text='ih.system("Devon")').wait_for()
    notebook.locator(".ih-code", has_text='here.chart("households-owed-a-duty")').wait_for()

    for name in ("SVG", "PNG", "CSV"):
        with notebook.expect_download() as started:
            picture.get_by_role("link", name=f"Save as {name}").click()
        started.value.save_as(tmp_path / f"saved.{name.lower()}")
    assert (tmp_path / "saved.png").read_bytes().startswith(b"\x89PNG")
    assert "Devon" in (tmp_path / "saved.svg").read_text(encoding="utf-8")
    with (tmp_path / "saved.csv").open(encoding="utf-8", newline="") as file:
        assert [row["indicator"] for row in csv.DictReader(file)] == ["households-owed-a-duty"]

    assert notebook.locator(".jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    assert notebook.locator("[data-mime-type='application/vnd.jupyter.error']").count() == 0
    assert outside == []


def test_every_choice_is_reached_by_keyboard_and_has_a_name(notebook: Page) -> None:
    _choice(notebook, "Boundaries").focus()
    for label in ("System", "Group", "Measure"):
        notebook.keyboard.press("Tab")
        focused = notebook.evaluate("document.activeElement.labels[0].innerText")
        assert focused.strip() == label


def _choice(notebook: Page, label: str) -> Locator:
    return notebook.get_by_label(label, exact=True)


def _alternative(picture: Locator) -> str:
    return picture.locator("img").get_attribute("alt") or ""


def _drawing(picture: Locator) -> str:
    return picture.locator("img").get_attribute("src") or ""


def _wait_until(picture: Locator, words: str) -> None:
    picture.locator(f"img[alt*='{words}']").wait_for()
