"""The wheel alone is enough: installed outside the checkout, in its own environment, two words make a workbook."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.slow

_ASKING = """
import ihanalysis as ih
from pathlib import Path
from ihanalysis import Workbook
assert Path(ih.__file__).is_relative_to({prefix!r}), ih.__file__
kent = ih.system("kent")
print(kent.gaps("deaths while homeless").table.rows["Figure"].iloc[0], len(kent.places()), Workbook.find().packaged)
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The environment's folder of programs."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    _run([*pip, "wheel", "-q", "--no-deps", "-w", str(folder), str(ROOT)], folder)
    wheel = next(folder.glob("ihanalysis-*.whl"))
    venv.create(folder / "venv", with_pip=False)
    programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    python = programs / f"python{'.exe' if os.name == 'nt' else ''}"
    constraints = str(ROOT / "constraints.txt")
    _run([*pip, "--python", str(python), "install", "-q", "-c", constraints, str(wheel)], folder)
    return programs


def _run(command: list[str], folder: Path) -> str:
    """Run outside the checkout, without its folders on the path; what it printed."""
    home = {name: str(folder / "home") for name in ("HOME", "XDG_CACHE_HOME", "LOCALAPPDATA")}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | home
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_figures_are_asked_for_outside_any_workbook(installed: Path, tmp_path: Path) -> None:
    script = _ASKING.format(prefix=str(installed.parent))
    assert _run([str(installed / "python"), "-W", "error", "-c", script], tmp_path).split() == ["9.8", "13", "True"]
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_two_words_make_a_workbook_that_its_notebooks_and_briefings_find(installed: Path, tmp_path: Path) -> None:
    command = str(installed / "ihanalysis")
    assert "ihanalysis explore" in _run([command, "new", "mine"], tmp_path)
    mine = tmp_path / "mine"
    script = "from ihanalysis import Workbook; print(Workbook.find().root)"
    assert Path(_run([str(installed / "python"), "-c", script], mine / "notebooks").strip()) == mine
    _run([str(installed / "jupyter"), "execute", "notebooks/tutorial.ipynb"], mine)
    assert (mine / "reports" / "sleeping-rough.png").read_bytes().startswith(b"\x89PNG")
    _run([command, "briefing", "kent"], mine)
    assert (mine / "reports" / "2026" / "kent-and-medway" / "briefing.html").is_file()


def test_a_briefing_outside_any_workbook_is_written_where_one_stands(installed: Path, tmp_path: Path) -> None:
    _run([str(installed / "ihanalysis"), "briefing", "kent"], tmp_path)
    assert (tmp_path / "reports" / "2026" / "kent-and-medway" / "briefing.html").is_file()
