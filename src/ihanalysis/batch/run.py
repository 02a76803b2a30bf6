"""Make the briefings of systems, one or many at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, as_completed
from pathlib import Path

from ihanalysis.areas import System
from ihanalysis.batch import apart, workers
from ihanalysis.batch.making import ENGINES, Outcome, make_briefing
from ihanalysis.workbook import Workbook


def run(
    systems: Sequence[System],
    workbook: Workbook,
    output: Path | None = None,
    jobs: int = 1,
    engine: str = ENGINES[0],
    dask: str = "",
) -> Iterator[Outcome]:
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
    engine
        What runs the notebooks: "ihanalysis" or "nbclient".
    dask
        The address of a Dask scheduler, whose workers then make them.
    """
    apart.prepare(workbook.root)
    for boundaries in dict.fromkeys(system.boundaries for system in systems):
        workbook.gaps(boundaries)  # made once, before many want to read it
    folders = {system: folder_of(system, output or workbook.reports) for system in systems}
    with workers.executor(min(jobs, len(systems)), dask) as executor:
        yield from _at_once(executor, folders, workbook.root, engine)


def folder_of(system: System, output: Path) -> Path:
    """Where a system's briefing goes: named by the system's own name, never by what a user typed."""
    return output.resolve() / system.boundaries / system.slug


def _at_once(executor: Executor, folders: dict[System, Path], root: Path, engine: str) -> Iterator[Outcome]:
    futures: dict[Future[Outcome], System] = {
        executor.submit(make_briefing, system, root, folder, engine): system for system, folder in folders.items()
    }
    for future in as_completed(futures):
        system = futures[future]
        error = future.exception()
        if error is None:
            yield future.result()
        else:  # the worker itself died
            yield Outcome(system, folders[system], 0.0, f"{type(error).__name__}: {error}")
