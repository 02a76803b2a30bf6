"""What tests share: the project's own workbook, and a copy of it that a test may spoil."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from ihanalysis import Briefing, Workbook

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def workbook() -> Workbook:
    return Workbook(ROOT)


@pytest.fixture(scope="session")
def kent(workbook: Workbook) -> Briefing:
    return Briefing.of("kent", workbook=workbook)


@pytest.fixture(scope="session")
def tables(workbook: Workbook) -> dict[str, pd.DataFrame]:
    """The gap table of each boundary year."""
    return {boundaries: workbook.gaps(boundaries) for boundaries in ("2023", "2026")}


@pytest.fixture
def copy(workbook: Workbook, tmp_path: Path) -> Workbook:
    """A workbook of the test's own, with the real raw figures and notebooks."""
    shutil.copytree(workbook.raw, tmp_path / "data" / "raw")
    shutil.copytree(workbook.notebooks, tmp_path / "notebooks")
    return Workbook(tmp_path)


@pytest.fixture
def spoil(copy: Workbook) -> Callable[[str, str, str], Path]:
    """Replace the first occurrence of a text in one of the copy's raw files."""

    def replace(name: str, old: str, new: str) -> Path:
        path = copy.raw / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return path

    return replace
