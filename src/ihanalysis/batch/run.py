"""Run the briefing notebook for systems, one or many at once, and publish what it shows."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from ihanalysis.areas import System
from ihanalysis.workbook import Workbook

NOTEBOOK = "briefing.ipynb"
#: A cell that takes longer than this hangs.
CELL_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one system's briefing: where it is, or why there is none."""

    system: System
    folder: Path
    seconds: float
    error: str = ""

    @property
    def done(self) -> bool:
        """Whether the briefing was written."""
        return not self.error


def run(systems: Sequence[System], workbook: Workbook, output: Path | None = None, jobs: int = 1) -> Iterator[Outcome]:
    """Make the briefings of systems, and yield what became of each as it is known.

    Parameters
    ----------
    systems
        Of one boundary year.
    workbook
        Where the figures and the notebook are.
    output
        The folder to write to, `workbook.reports` unless another is named; each
        briefing goes to `<boundaries>/<slug>` in it.
    jobs
        How many to make at once, each in a process of its own.
    """
    for boundaries in dict.fromkeys(system.boundaries for system in systems):
        workbook.gaps(boundaries)  # made once, before many want to read it
    folders = {system: folder_of(system, output or workbook.reports) for system in systems}
    if jobs == 1:
        for system, folder in folders.items():
            yield make_briefing(system, workbook.root, folder)
        return
    with ProcessPoolExecutor(min(jobs, len(systems)), mp_context=get_context("spawn")) as executor:
        yield from _at_once(executor, folders, workbook.root)


def folder_of(system: System, output: Path) -> Path:
    """Where a system's briefing goes: named by the system's own name, never by what a user typed."""
    return output.resolve() / system.boundaries / system.slug


def _at_once(executor: Executor, folders: dict[System, Path], root: Path) -> Iterator[Outcome]:
    futures: dict[Future[Outcome], System] = {
        executor.submit(make_briefing, system, root, folder): system for system, folder in folders.items()
    }
    for future in as_completed(futures):
        system = futures[future]
        error = future.exception()
        if error is None:
            yield future.result()
        else:  # the process itself died
            yield Outcome(system, folders[system], 0.0, f"{type(error).__name__}: {error}")


def make_briefing(system: System, root: Path, folder: Path) -> Outcome:
    """Run the notebook for one system and publish it; write all of its files or none."""
    from ihanalysis.publish.publishing import publish  # costs as much

    start = time.monotonic()
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        with (
            tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{system.slug}.") as name,
            # Elsewhere, because the path of a socket may not be long.
            tempfile.TemporaryDirectory(prefix="ih") as sockets,
        ):
            temporary = Path(name)
            _execute(system, root, temporary / NOTEBOOK, Path(sockets))
            publish(temporary / NOTEBOOK)
            folder.mkdir(exist_ok=True)
            for path in temporary.iterdir():
                path.replace(folder / path.name)
    except Exception as error:  # whatever it is, the other systems' briefings go on
        return Outcome(system, folder, time.monotonic() - start, _told(error))
    return Outcome(system, folder, time.monotonic() - start)


def _execute(system: System, root: Path, path: Path, sockets: Path) -> None:
    import papermill  # costs a second, which commands that run no notebook need not pay

    papermill.execute_notebook(
        str(Workbook(root).notebooks / NOTEBOOK),
        str(path),
        parameters={"system": system.code, "boundaries": system.boundaries},
        kernel_name="python3",
        cwd=str(root),
        progress_bar=False,
        request_save_on_cell_execute=False,
        execution_timeout=CELL_SECONDS,
        shutdown_kernel="immediate",
        config=_kernel_settings(sockets),
    )


def _kernel_settings(sockets: Path) -> Any:
    from traitlets.config import Config

    if os.name == "nt":  # has no sockets in the file system
        return Config()
    # Ports of kernels that start together can clash, and anyone on the machine can listen to them. A
    # socket in a folder of its own can do neither.
    return Config({"KernelManager": {"transport": "ipc", "ip": str(sockets / "kernel")}})


def _told(error: Exception) -> str:
    """The error as the cell raised it, and which cell it was."""
    name, value = getattr(error, "ename", None), getattr(error, "evalue", "")
    if name is None:
        return f"{type(error).__name__}: {error}"
    return f"cell {getattr(error, 'exec_count', '?')}: {name}: {value}"
