"""Every briefing is of its own system, whatever the notebooks before and beside it did.

All systems are made twice, in different orders and degrees of parallelism, by a notebook that leaks
in every way that notebooks can and differently for each system. What each wrote is then held against
what the library says of that system alone, in a process that ran no notebook.
"""

from __future__ import annotations

import json
import random
from datetime import date
from pathlib import Path

import nbformat
import pytest

from ihanalysis import Workbook
from ihanalysis.areas import System
from ihanalysis.batch import apart, make_briefing, workers
from ihanalysis.briefing import Briefing
from ihanalysis.publish.formats import FORMATS
from ihanalysis.publish.reading import content_of, read_notebook

#: Whatever a notebook may leave behind, in the name of its own system.
_LEAKS = """
import builtins, os, sys, warnings
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import ihanalysis.briefing, ihanalysis.charts.canvas, ihanalysis.workbook, ihanalysis.words.numbers

assert not hasattr(builtins, "leaked"), builtins.leaked
assert "LEAKED" not in os.environ and "leaked" not in globals()
leaked = builtins.leaked = os.environ["LEAKED"] = system
os.environ["SOURCE_DATE_EPOCH"] = "0"
pd.set_option("display.precision", 1); pd.options.mode.copy_on_write = True
plt.rcParams["lines.linewidth"] = 50; plt.rcParams["font.size"] = 40
plt.figure(); plt.plot([1, 2])
np.random.seed(1)
ihanalysis.briefing.PURPOSE = f"leaked from {system}"
ihanalysis.briefing.Briefing.leaked = system
ihanalysis.charts.canvas.Canvas.text = lambda *_, **__: None
ihanalysis.words.numbers.fixed = lambda *_: "leaked"
briefing.workbook.figures["count"] = 0
for table in briefing.workbook._tables.values():
    table.drop(table.index, inplace=True)
sys.modules["ihanalysis.gaps"] = None
os.chdir("/")
"""


@pytest.fixture
def leaky(copy: Workbook) -> Workbook:
    """A workbook whose notebook shows the briefing, and then leaks."""
    path = copy.notebooks / "briefing.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(_LEAKS, id="leaks"))
    nbformat.write(notebook, path)
    return copy


def _alone(root: Path, code: str) -> str:
    """What the library says of one system, with no notebook."""
    briefing = Briefing.of(code, workbook=Workbook(root))
    return _json(briefing.title(), *briefing.sections())


def _json(*parts: object) -> str:
    return json.dumps([part.as_json() for part in parts], sort_keys=True)  # type: ignore[attr-defined]


def _made(systems: list[System], workbook: Workbook, output: Path, jobs: int) -> None:
    with workers.executor(jobs) as executor:
        futures = [executor.submit(make_briefing, s, workbook.root, output / s.slug) for s in systems]
        assert [future.result().error for future in futures] == [""] * len(systems)


def _check(systems: list[System], workbook: Workbook, *outputs: Path) -> None:
    pages = set()
    for system in systems:
        expected = _alone(workbook.root, system.code)
        for output in outputs:
            folder = output / system.slug
            notebook = nbformat.read(folder / "briefing.ipynb", as_version=4)
            assert notebook.metadata.papermill.parameters["system"] == system.code
            title, sections = content_of(notebook)
            assert title.name == system.name
            assert _json(title, *sections) == expected, f"{system.name} in {output.name}"
            page = (folder / "briefing.html").read_text(encoding="utf-8")
            assert f"<h1>{system.name}</h1>" in page
            assert all(section.html() in page for section in sections)
            pages.add(page)
    first, *others = outputs
    for system in systems:
        for path in (first / system.slug).iterdir():
            # The notebook says when it ran; the other files are the same to the byte.
            if path.suffix != ".ipynb":
                assert all((other / system.slug / path.name).read_bytes() == path.read_bytes() for other in others)
    assert len(pages) == len(systems)


def test_leaky_notebooks_spoil_no_other(leaky: Workbook, tmp_path: Path) -> None:
    systems = [leaky.areas.find(name) for name in ("Kent", "Dorset", "Devon")]
    _made(systems, leaky, tmp_path / "one", jobs=1)
    _made(systems[::-1], leaky, tmp_path / "other", jobs=3)
    _check(systems, leaky, tmp_path / "one", tmp_path / "other")


@pytest.mark.slow
def test_all_systems_made_twice_are_each_their_own(leaky: Workbook, tmp_path: Path) -> None:
    systems = list(leaky.areas.of("2026"))
    shuffled = random.Random(20261122).sample(systems, len(systems))
    _made(systems, leaky, tmp_path / "one", jobs=2)
    _made(shuffled, leaky, tmp_path / "other", jobs=5)
    _check(systems, leaky, tmp_path / "one", tmp_path / "other")


def test_every_format_is_that_of_the_library_alone(leaky: Workbook, tmp_path: Path) -> None:
    system = leaky.areas.find("Dorset")
    _made([leaky.areas.find("Kent"), system], leaky, tmp_path / "out", jobs=1)
    folder = tmp_path / "out" / system.slug
    title, sections = read_notebook(folder / "briefing.ipynb")
    for one in FORMATS:
        again = tmp_path / "again"
        again.mkdir(exist_ok=True)
        apart.call(one.write, title, sections, again, date.fromisoformat(_day(folder)))
        assert (again / one.file).read_bytes() == (folder / one.file).read_bytes()


def _day(folder: Path) -> str:
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return str(package["created"])[:10]
