"""Make one briefing: run its notebook, publish it, and put all of its files in place or none."""

from __future__ import annotations

import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ihanalysis.areas import System
from ihanalysis.batch.inputs import NOTEBOOK
from ihanalysis.folder import Folder
from ihanalysis.whole import whole_folder

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


def make_briefing(system: System, root: Path, folder: Path) -> Outcome:
    """Run the notebook for one system and publish it; write all of its files or none."""
    from ihanalysis.publish.publishing import publish  # costs as much

    start = time.monotonic()
    try:
        with (
            whole_folder(folder) as new,
            # Elsewhere, because the path of a socket may not be long.
            tempfile.TemporaryDirectory(prefix="ih") as sockets,
        ):
            _execute(system, root, new / NOTEBOOK, Path(sockets))
            publish(new / NOTEBOOK)
    except Exception as error:  # whatever it is, the other systems' briefings go on
        return Outcome(system, folder, time.monotonic() - start, _told(error))
    return Outcome(system, folder, time.monotonic() - start)


def _execute(system: System, root: Path, path: Path, sockets: Path) -> None:
    import papermill  # costs a second, which commands that run no notebook need not pay

    papermill.execute_notebook(
        str(Folder(root).notebooks / NOTEBOOK),
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
