"""Make the national page: all systems side by side."""

from __future__ import annotations

from pathlib import Path

from ihanalysis.batch.notebook import Task, make
from ihanalysis.folder import Folder

NOTEBOOK = "national.ipynb"


def make_national(boundaries: str, folder: Folder, output: Path | None = None) -> Path:
    """Publish all systems side by side into `<output>/<boundaries>/national`, and return the page.

    Raises
    ------
    UnknownChoiceError
        If there is no such boundary year.
    NotMadeError
        If its notebook fails; what stood there stays.
    """
    folder.systems.of(boundaries)
    place = (output or folder.reports).resolve() / boundaries / "national"
    make(Task(NOTEBOOK, {"boundaries": boundaries}, folder.root, boundaries), place)
    return place / Path(NOTEBOOK).with_suffix(".html")
