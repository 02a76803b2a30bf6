"""Make the national page: run its notebook, publish it, and put all of its files in place or none."""

from __future__ import annotations

import tempfile
from pathlib import Path

from ihanalysis.batch.making import SECONDS, kernel_settings
from ihanalysis.workbook import Workbook

NOTEBOOK = "national.ipynb"


def make_national(boundaries: str, workbook: Workbook, output: Path | None = None) -> Path:
    """Publish all systems side by side into `<output>/<boundaries>/national`, and return the page.

    Raises
    ------
    UnknownChoiceError
        If there is no such boundary year.
    """
    workbook.areas.of(boundaries)
    import papermill  # costs a second, which a slip of the pen need not pay

    from ihanalysis.publish.publishing import publish  # costs as much

    folder = (output or workbook.reports).resolve() / boundaries / "national"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=folder.parent, prefix=".national.") as name,
        tempfile.TemporaryDirectory(prefix="ih") as sockets,  # elsewhere, because the path of a socket may not be long
    ):
        notebook = Path(name) / NOTEBOOK
        papermill.execute_notebook(
            str(workbook.notebooks / NOTEBOOK),
            str(notebook),
            parameters={"boundaries": boundaries},
            kernel_name="python3",
            cwd=str(workbook.root),
            progress_bar=False,
            request_save_on_cell_execute=False,
            execution_timeout=SECONDS,
            shutdown_kernel="immediate",
            config=kernel_settings(Path(sockets)),
        )
        publish(notebook)
        folder.mkdir(exist_ok=True)
        for path in Path(name).iterdir():
            path.replace(folder / path.name)
    return folder / Path(NOTEBOOK).with_suffix(".html")
