"""A command pays only for what it uses: help needs no tables, and tables need no charts."""

from __future__ import annotations

import subprocess
import sys

import pytest

TABLES = ("pandas", "numpy")
CHARTS = ("matplotlib", "seaborn")
#: Of scipy the tables need `scipy.special` only.
NOT_FOR_TABLES = (*CHARTS, "scipy.stats", "scipy.optimize", "papermill", "nbconvert", "nbformat", "requests", "pooch")


def _loaded(code: str) -> set[str]:
    """What a fresh Python has imported after running some code."""
    shown = f"{code}\nimport sys\nprint(*sys.modules)"
    result = subprocess.run([sys.executable, "-c", shown], capture_output=True, text=True, check=True)
    return set(result.stdout.split())


@pytest.mark.parametrize(
    "code",
    ["import ihanalysis", "from ihanalysis.cli import main\nmain(['--help'], standalone_mode=False)"],
)
def test_the_library_and_its_help_load_neither_tables_nor_charts(code: str) -> None:
    assert not _loaded(code) & {*TABLES, *CHARTS, "scipy"}


def test_building_tables_loads_no_charts_no_notebooks_and_no_network() -> None:
    code = "import ihanalysis.datapackage\nfrom ihanalysis import Workbook\nWorkbook.find().gaps()"
    assert not _loaded(code) & set(NOT_FOR_TABLES)


def test_a_name_the_library_does_not_have_is_refused_by_name() -> None:
    import ihanalysis

    assert set(ihanalysis.__all__) <= set(dir(ihanalysis))
    with pytest.raises(AttributeError, match="'ihanalysis' has no attribute 'Breifing'"):
        ihanalysis.Breifing  # noqa: B018
