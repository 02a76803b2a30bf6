"""What the tests of official files share: the areas, a folder for files, and the genuine files where there are any."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ihanalysis.areas import Areas, read_areas
from ihanalysis.sources.official_files.registry import Reading, check_file

from .building import Sheets, as_csv, as_ods, as_xls, as_xlsx, write

ROOT = Path(__file__).resolve().parents[2]
#: Where genuine files are looked for, unless the environment says otherwise. They are never part of the project.
GENUINE = Path(os.environ.get("IHANALYSIS_OFFICIAL", ROOT.parent / "shared" / "official"))

Check = Callable[..., Reading]
_FORMATS = {"xlsx": as_xlsx, "xlsm": as_xlsx, "ods": as_ods, "xls": as_xls}


@pytest.fixture(scope="session")
def areas() -> Areas:
    return read_areas(ROOT / "data" / "raw" / "areas")


@pytest.fixture
def check(areas: Areas, tmp_path: Path) -> Check:
    """Write sheets, rows of a table or plain bytes to a file, and check that file."""

    def checked(content: object, name: str = "file.ods") -> Reading:
        if isinstance(content, dict):
            sheets: Sheets = content
            content = _FORMATS[name.rsplit(".", 1)[1]](sheets)
        elif isinstance(content, list):
            content = as_csv(content)
        assert isinstance(content, bytes)
        return check_file(write(tmp_path / name, content), areas)

    return checked


@pytest.fixture
def genuine() -> Callable[[str], Path]:
    def find(name: str) -> Path:
        path = GENUINE / name
        if not path.is_file():
            pytest.skip(f"the genuine file {name} is not here")
        return path

    return find
