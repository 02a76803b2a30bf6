"""A run writes whole briefings, and one failure spoils no other."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import psutil
import pytest
from click.testing import CliRunner, Result

from ihanalysis import Workbook
from ihanalysis.cli import main
from ihanalysis.publish.formats import FORMATS

#: What a briefing is.
FILES = (
    *(f"briefing.{kind}" for kind in ("ipynb", "html", "pdf", "docx", "xlsx")),
    *("gaps.csv", "sources.csv", "datapackage.json"),
)
#: What stands over briefings.
OVER = {"2026/index.html", "2026/manifest.json", "2026/run.log"}


def _run(workbook: Workbook, *arguments: str) -> Result:
    here = Path.cwd()
    os.chdir(workbook.root)
    try:
        return CliRunner().invoke(main, arguments)
    finally:
        os.chdir(here)


def _files(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and path.name != ".lock"
    }


@pytest.fixture
def short(copy: Workbook) -> Workbook:
    """A workbook whose notebook is quick, and fails for Dorset only."""
    path = copy.notebooks / "briefing.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell.id in ("parameters", "title", "at-a-glance", "sources")]
    source = "if briefing.area.name == 'Dorset':\n    raise ValueError('no figures for Dorset')\nbriefing.at_a_glance()"
    notebook.cells[2].source = source
    nbformat.write(notebook, path)
    return copy


def test_a_briefing_is_a_notebook_a_page_and_files_to_download(copy: Workbook, tmp_path: Path) -> None:
    result = _run(copy, "briefing", "kent", "--output", str(tmp_path / "out"))
    assert result.exit_code == 0, result.output
    assert _files(tmp_path / "out") == {
        *OVER,
        *(f"2026/kent-and-medway/{name}" for name in FILES),
    }
    notebook = json.loads((tmp_path / "out/2026/kent-and-medway/briefing.ipynb").read_text(encoding="utf-8"))
    parameters = notebook["metadata"]["papermill"]["parameters"]
    assert parameters == {"system": "E54000032", "boundaries": "2026"}
    page = (tmp_path / "out/2026/kent-and-medway/briefing.html").read_text(encoding="utf-8")
    assert "An estimated 143 people died while homeless in Kent and Medway" in page
    assert "Briefing.of(" not in page
    assert all(f'href="{one.link}"' in page for one in FORMATS)


def test_one_failure_spoils_no_other(short: Workbook) -> None:
    result = _run(short, "briefings", "--only", "kent", "dorset", "devon", "--jobs", "2")
    assert result.exit_code == 1
    assert _files(short.reports) == {
        *OVER,
        *(f"2026/{name}/{file}" for name in ("kent-and-medway", "devon") for file in FILES),
    }
    assert re.search(r"^made +2 +new$", result.output, re.MULTILINE)
    assert re.search(r"^FAILED +1 +new$", result.output, re.MULTILINE)
    assert "Dorset: cell 4: ValueError: no figures for Dorset" in result.output
    index = (short.reports / "2026" / "index.html").read_text(encoding="utf-8")
    assert "devon/briefing.html" in index
    assert "dorset/briefing.html" not in index


def test_a_failure_leaves_the_briefing_of_the_last_run_as_it_was(short: Workbook) -> None:
    folder = short.reports / "2026" / "dorset"
    folder.mkdir(parents=True)
    (folder / "briefing.html").write_text("the last run's", encoding="utf-8")
    assert _run(short, "briefing", "dorset").exit_code == 1
    assert _files(folder) == {"briefing.html"}
    assert (folder / "briefing.html").read_text(encoding="utf-8") == "the last run's"


def test_a_failed_briefing_is_made_by_the_next_run_and_no_other(short: Workbook) -> None:
    only = ("briefings", "--only", "kent", "dorset")
    assert _run(short, *only).exit_code == 1
    manifest = json.loads((short.reports / "2026" / "manifest.json").read_text(encoding="utf-8"))
    assert {one["name"]: one["error"] for one in manifest["briefings"]} == {
        "dorset": "cell 4: ValueError: no figures for Dorset",
        "kent-and-medway": "",
    }
    again = _run(short, *only)
    assert again.exit_code == 1
    assert re.search(r"^FAILED +1 +failed before$", again.output, re.MULTILINE)
    assert re.search(r"^kept +1 +unchanged$", again.output, re.MULTILINE)


def test_a_briefing_that_takes_too_long_is_stopped(short: Workbook) -> None:
    path = short.notebooks / "briefing.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[2].source = "import time\ntime.sleep(60)"
    nbformat.write(notebook, path)
    result = _run(short, "briefing", "kent", "--time-limit", "5")
    assert result.exit_code == 1
    assert "took longer than 5 seconds and was stopped" in result.output
    assert not (short.reports / "2026" / "kent-and-medway").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="processes end in other ways there")
def test_a_run_that_is_killed_leaves_no_process_and_is_taken_up_by_the_next(short: Workbook) -> None:
    path = short.notebooks / "briefing.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[2].source = (
        "import pathlib, time\n"
        "if briefing.area.name == 'Dorset' and pathlib.Path('slow').exists():\n    time.sleep(60)\n"
        "briefing.at_a_glance()"
    )
    nbformat.write(notebook, path)
    (short.root / "slow").touch()
    only = ("briefings", "--only", "kent", "dorset", "--jobs", "1")
    run = psutil.Popen([sys.executable, "-m", "ihanalysis", *only], cwd=short.root, stdout=subprocess.DEVNULL)
    folder = short.reports / "2026"
    _until(lambda: any(folder.glob(".dorset.*/dorset/.scratch")))
    children = run.children(recursive=True)
    assert children
    run.kill()
    run.wait()
    _until(lambda: not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children))
    assert not (folder / "dorset").exists()
    (short.root / "slow").unlink()
    result = _run(short, *only)
    assert result.exit_code == 0, result.output
    assert {path.name for path in folder.iterdir()} == {
        *("kent-and-medway", "dorset", "index.html", "manifest.json", "run.log", ".lock"),
    }


def _until(happened: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def test_a_cohort_has_a_folder_an_index_and_a_page_of_its_own(short: Workbook) -> None:
    (short.root / "cohort.txt").write_text("Devon\nQKS\n", encoding="utf-8")
    result = _run(short, "briefings", "--cohort", "cohort.txt", "--jobs", "2")
    assert result.exit_code == 0, result.output
    folder = short.reports / "2026" / "sets" / "cohort"
    assert {path.name for path in folder.iterdir() if path.name != ".lock"} == {
        *("devon", "kent-and-medway", "index.html", "side_by_side.html", "manifest.json", "run.log"),
    }
    assert "Dorset" not in (folder / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("briefings", "--region", "South-West"), "Did you mean 'South West'"),
        (("briefings", "--region", "London", "--only", "kent"), "use one of them"),
        (("briefing", "kent", "--time-limit", "0"), "--time-limit"),
        (("diff", "data", "data"), "holds no briefings"),
        (("briefing", "Northamtpon"), "The nearest: Northamptonshire"),
        (("briefing", "london"), "fits 4 systems"),
        (("briefing", "QNQ"), "Thames Valley"),
        (("briefing", "kent", "--boundaries", "2025"), "not a known boundary year"),
        (("briefings", "--boundaries", "1999"), "Valid choices: 2023, 2026"),
        (("briefings", "--only", "kent", "nowhere"), "'nowhere' is not a system"),
        (("briefings", "kent"), "write --only kent"),
        (("briefing", "../../etc"), "is not a system"),
        (("briefing", '"; import os'), "is not a system"),
        (("briefing", "<script>"), "is not a system"),
    ],
)
def test_bad_input_is_exit_code_2_and_no_file(copy: Workbook, arguments: tuple[str, ...], message: str) -> None:
    result = _run(copy, *arguments)
    assert result.exit_code == 2
    assert message in result.output
    assert "Traceback" not in result.output
    assert not copy.reports.exists()


def test_a_bad_raw_file_is_exit_code_2_and_no_file(copy: Workbook) -> None:
    path = copy.raw / "gp_registrations" / "figures.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("count", "number", 1), encoding="utf-8")
    result = _run(copy, "briefings")
    assert result.exit_code == 2
    assert "figures.csv, row 1, column count" in result.output
    assert not copy.reports.exists()


def test_systems_and_sources_are_listed(workbook: Workbook) -> None:
    listed = _run(workbook, "systems").output.splitlines()
    assert len(listed) == 36
    assert "QKS    E54000032  Kent and Medway (South East)" in listed
    assert len(_run(workbook, "systems", "--boundaries", "2023").output.splitlines()) == 42
    sources = _run(workbook, "sources").output
    assert all(name in sources for name in workbook.sources)
    assert "Open Government Licence v3.0" in sources
