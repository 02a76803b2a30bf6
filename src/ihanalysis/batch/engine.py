"""A papermill engine that runs a notebook's cells without a kernel: `papermill --engine ihanalysis`.

A kernel starts an interpreter, imports the same libraries and reads the same tables for every
notebook, which takes many times as long as the cells do. Here each notebook runs in a process
forked from one that has done all that; what comes out equals what nbclient brings.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from nbformat import NotebookNode
from papermill.engines import Engine, NBClientEngine, NotebookExecutionManager

from ihanalysis.batch import answering, apart
from ihanalysis.workbook import Workbook

#: What papermill calls this engine, and its own.
NAME, NBCLIENT = "ihanalysis", "nbclient"
#: As nbclient has them: cells with the one are passed over, those with the other may fail.
_SKIPPED, _MAY_FAIL = "skip-execution", "raises-exception"
#: What a kernel tells of itself.
_LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
    "version": ".".join(map(str, sys.version_info[:3])),
}


class BriefingEngine(Engine):  # type: ignore[misc]
    """Runs notebooks in Python; hands others to nbclient."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        execution_timeout: float | None = None,
        **options: Any,
    ) -> None:
        """Run every cell, and let papermill know as each starts and ends.

        Raises
        ------
        DiedError, TimeUpError
            If the notebook's process ended, or a cell took longer than `execution_timeout`.
        """
        notebook = nb_man.nb
        if cls.nb_language(notebook) != "python":
            NBClientEngine.execute_managed_notebook(nb_man, kernel_name, execution_timeout=execution_timeout, **options)
            return
        if answering.inside():
            run = 0
            for index, cell, failed in run_cells(notebook):
                if cell is None:
                    answering.tell(run + (notebook.cells[index].cell_type == "code"))
                else:
                    run = cell.get("execution_count") or run
                _manage(nb_man, index, cell, failed)
        else:
            apart.call(
                _run_apart,
                notebook,
                silence=execution_timeout,
                heard=lambda about: _manage(nb_man, *about),
                root=Workbook.find().root,
            )
        notebook.metadata.language_info = NotebookNode(_LANGUAGE)


def _run_apart(notebook: NotebookNode) -> None:
    for about in run_cells(notebook):
        answering.tell(about)


def _manage(manager: NotebookExecutionManager, index: int, cell: NotebookNode | None, failed: bool) -> None:
    """Let papermill know that a cell starts, or how it ended."""
    if cell is None:
        manager.cell_start(manager.nb.cells[index], index)
        return
    own = manager.nb.cells[index]
    for name in ("outputs", "execution_count"):
        if name in cell:
            own[name] = cell[name]
    if "execution" in cell.metadata:
        own.metadata["execution"] = cell.metadata["execution"]
    if failed:
        manager.cell_exception(own, cell_index=index)
    manager.cell_complete(own, cell_index=index)


def run_cells(notebook: NotebookNode) -> Iterator[tuple[int, NotebookNode | None, bool]]:
    """Run a notebook's cells in this process, up to the first that fails.

    Yields
    ------
    Each cell's number twice: without the cell when it starts, and with it when it has run;
    and whether it failed.
    """
    from ihanalysis.batch.shell import shell

    with shell() as running:
        for index, cell in enumerate(notebook.cells):
            yield index, None, False
            tags = cell.metadata.get("tags", [])
            if cell.cell_type != "code" or not cell.source.strip() or _SKIPPED in tags:
                yield index, cell, False
                continue
            started = _now()
            cell.execution_count = running.execution_count
            failed = running.run(cell.source)
            cell.outputs = running.recorder.outputs
            cell.metadata["execution"] = _times(started, _now())
            failed = failed and _MAY_FAIL not in tags
            yield index, cell, failed
            if failed:
                return


def _now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


def _times(started: str, ended: str) -> dict[str, str]:
    """When a cell ran, by the names of the messages in which a kernel tells it."""
    return {
        "iopub.execute_input": started,
        "iopub.status.busy": started,
        "iopub.status.idle": ended,
        "shell.execute_reply": ended,
    }
