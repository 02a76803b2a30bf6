"""Run one notebook and publish it: in processes of their own, within limits, all of its files or none."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from ihanalysis.batch import apart
from ihanalysis.errors import InclusionHealthError
from ihanalysis.folder import Folder
from ihanalysis.whole import whole_folder

#: What runs the notebook: our own engine, or papermill's with a Jupyter kernel.
ENGINES = ("ihanalysis", "nbclient")
#: A briefing takes about a second; a notebook that takes longer than this hangs.
SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Task:
    """A notebook to run.

    Attributes
    ----------
    notebook
        Its file's name.
    parameters
        What it is run with.
    root
        The workbook that it belongs to.
    division
        The boundary year or the level of the areas whose tables it reads.
    """

    notebook: str
    parameters: Mapping[str, str]
    root: Path
    division: str


class NotMadeError(InclusionHealthError):
    """A notebook that was not run and published to its end; says why, and in which cell, in a line."""


def make(task: Task, folder: Path, engine: str = ENGINES[0], seconds: float = SECONDS) -> None:
    """Run a notebook and publish it; write all of its files or none.

    The notebook runs in a process of its own. Its formats are written by one that has never run a notebook,
    so that nothing which a cell changed can reach them.

    Parameters
    ----------
    task
        Which notebook, and with what.
    folder
        Where the files go; until all are made they are in a folder beside it, `.<name>.*`.
    engine
        One of `ENGINES`.
    seconds
        After so long it is given up and its process killed.

    Raises
    ------
    NotMadeError
        Whatever went wrong.
    """
    start = time.monotonic()
    cell = _Cell()
    try:
        with whole_folder(folder) as made:
            call = partial(apart.call, root=task.root, division=task.division)
            call(_run, task, made, engine, seconds=seconds, heard=cell.heard)
            cell.heard(0)
            left = seconds - (time.monotonic() - start)
            call(_publish, made / task.notebook, seconds=left, kind=apart.STAYING)
    except apart.TimeUpError:
        raise NotMadeError(f"{cell}took longer than {seconds:g} seconds and was stopped") from None
    except Exception as error:  # a cell can raise anything
        raise NotMadeError(_told(error, cell)) from error


class _Cell:
    """Which cell of a notebook runs, by the number that Jupyter gives it."""

    number = 0

    def heard(self, number: int) -> None:
        self.number = number

    def __str__(self) -> str:
        return f"cell {self.number}: " if self.number else ""


def _run(task: Task, made: Path, engine: str) -> None:
    """Run the notebook: all that happens in the process of its own."""
    from ihanalysis.batch.confined import confined

    if engine == ENGINES[0]:
        with confined(made, Folder(task.root).processed):  # tables that are not made yet are kept there
            _execute(task, made, engine_name=engine)
    else:
        # Not in the notebook's folder, because the path of a socket may not be long.
        with tempfile.TemporaryDirectory(prefix="ih") as sockets:
            kernel = {"shutdown_kernel": "immediate", "config": _kernel_settings(Path(sockets))}
            _execute(task, made, engine_name=engine, **kernel)


def _publish(notebook: Path) -> None:
    from ihanalysis.publish.publishing import publish

    publish(notebook)


def _execute(task: Task, made: Path, **options: Any) -> None:
    import papermill

    notebook = papermill.execute_notebook(
        str(Folder(task.root).notebooks / task.notebook),
        str(made / task.notebook),
        parameters=dict(task.parameters),
        kernel_name="python3",
        cwd=str(task.root),
        progress_bar=False,
        request_save_on_cell_execute=False,
        **options,
    )
    # papermill takes an exit for an end like any other, but the rest of the notebook is missing.
    for cell in notebook.cells:
        if any(output.get("ename") == "SystemExit" for output in cell.get("outputs", [])):
            raise NotMadeError(f"cell {cell.execution_count}: SystemExit: the notebook ended itself")


def _kernel_settings(sockets: Path) -> Any:
    """How a kernel is reached: by a socket in a folder of its own."""
    from traitlets.config import Config

    if os.name == "nt":  # has no sockets in the file system
        return Config()
    # Ports of kernels that start together can clash, and anyone on the machine can listen to them. A
    # socket in a folder of its own can do neither.
    return Config({"KernelManager": {"transport": "ipc", "ip": str(sockets / "kernel")}})


def _told(error: Exception, cell: _Cell) -> str:
    """The error as the cell raised it, and which cell it was."""
    name, value = getattr(error, "ename", None), getattr(error, "evalue", "")
    if name is not None:
        return f"cell {getattr(error, 'exec_count', '?')}: {name}: {value}"
    if isinstance(error, (apart.DiedError, NotMadeError)):
        return f"{cell if isinstance(error, apart.DiedError) else ''}{error}"
    return f"{type(error).__name__}: {error}"
