"""Make one briefing: run its notebook, publish it, and put all of its files in place or none."""

from __future__ import annotations

import os
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from ihanalysis.areas import Area
from ihanalysis.batch import apart
from ihanalysis.batch.inputs import NOTEBOOK, parameters_of
from ihanalysis.folder import Folder
from ihanalysis.whole import whole_folder

#: What runs the notebook: our own engine, or papermill's with a Jupyter kernel.
ENGINES = ("ihanalysis", "nbclient")
#: A briefing takes about a second; one that takes longer than this hangs.
SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one area's briefing: where it is, or why there is none."""

    system: Area
    folder: Path
    seconds: float
    error: str = ""

    @property
    def done(self) -> bool:
        """Whether the briefing was written."""
        return not self.error


def make_briefing(
    system: Area, root: Path, folder: Path, engine: str = ENGINES[0], seconds: float = SECONDS
) -> Outcome:
    """Run the notebook for one area and publish it; write all of its files or none.

    The notebook runs in a process of its own. Its formats are written by one that has never run a notebook,
    so that nothing which a cell changed can reach them.

    Parameters
    ----------
    system
        Whose briefing.
    root
        The workbook.
    folder
        Where the files go; until all are made they are in a folder beside it, `.<name>.*`.
    engine
        One of `ENGINES`.
    seconds
        After so long the briefing is given up and its process killed.
    """
    start = time.monotonic()
    cell = _Cell()
    try:
        with whole_folder(folder) as made:
            call = partial(apart.call, root=root, division=system.division)
            call(_run, system, root, made, engine, seconds=seconds, heard=cell.heard)
            cell.heard(0)
            left = seconds - (time.monotonic() - start)
            call(_publish, made / NOTEBOOK, seconds=left, kind=apart.STAYING)
    except apart.TimeUpError:
        return Outcome(system, folder, seconds, f"{cell}took longer than {seconds:g} seconds and was stopped")
    except Exception as error:  # whatever it is, the other areas' briefings go on
        return Outcome(system, folder, time.monotonic() - start, _told(error, cell))
    return Outcome(system, folder, time.monotonic() - start)


class _Cell:
    """Which cell of a notebook runs, by the number that Jupyter gives it."""

    number = 0

    def heard(self, number: int) -> None:
        self.number = number

    def __str__(self) -> str:
        return f"cell {self.number}: " if self.number else ""


def _run(system: Area, root: Path, made: Path, engine: str) -> None:
    """Run the notebook: all that happens in the process of the briefing's own."""
    from ihanalysis.batch.confined import confined

    if engine == ENGINES[0]:
        with confined(made, Folder(root).processed):  # tables that are not made yet are kept there
            _execute(system, root, made / NOTEBOOK, engine_name=engine)
    else:
        # Not in the briefing's folder, because the path of a socket may not be long.
        with tempfile.TemporaryDirectory(prefix="ih") as sockets:
            kernel = {"shutdown_kernel": "immediate", "config": kernel_settings(Path(sockets))}
            _execute(system, root, made / NOTEBOOK, engine_name=engine, **kernel)


def _publish(notebook: Path) -> None:
    from ihanalysis.publish.publishing import publish

    publish(notebook)


def _execute(system: Area, root: Path, path: Path, **options: Any) -> None:
    import papermill

    notebook = papermill.execute_notebook(
        str(Folder(root).notebooks / NOTEBOOK),
        str(path),
        parameters=dict(parameters_of(system)),
        kernel_name="python3",
        cwd=str(root),
        progress_bar=False,
        request_save_on_cell_execute=False,
        **options,
    )
    # papermill takes an exit for an end like any other, but the rest of the briefing is missing.
    for cell in notebook.cells:
        if any(output.get("ename") == "SystemExit" for output in cell.get("outputs", [])):
            raise NotebookError(f"cell {cell.execution_count}: SystemExit: the notebook ended itself")


class NotebookError(Exception):
    """A notebook that did not run to its end; says in which cell."""


def kernel_settings(sockets: Path) -> Any:
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
    if isinstance(error, (apart.DiedError, NotebookError)):
        return f"{cell if isinstance(error, apart.DiedError) else ''}{error}"
    return f"{type(error).__name__}: {error}"
