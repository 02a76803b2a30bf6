"""Files for a system to fill in: written once, never over what is there."""

from __future__ import annotations

import csv
import io
from importlib import resources
from pathlib import Path

from ihanalysis.areas import System
from ihanalysis.folder import LOCAL_FIGURES
from ihanalysis.local.schema import COLUMNS
from ihanalysis.workbook import Workbook


def files_to_fill_in(workbook: Workbook, system: System) -> tuple[tuple[Path, bool], ...]:
    """Put the files of a system's own words and figures into the workbook's folder `local`.

    Returns
    -------
    tuple
        Each file, and whether it was written now; one that was there is as it was.
    """
    example = (resources.files(__package__) / "example.toml").read_text(encoding="utf-8")
    words = workbook.local / f"{system.slug}.toml"
    figures = workbook.local_figures or workbook.local / LOCAL_FIGURES[0]
    return ((words, _written(words, example)), (figures, _written(figures, _header())))


def _header() -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(COLUMNS)
    return buffer.getvalue()


def _written(path: Path, text: str) -> bool:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        return False
    return True
