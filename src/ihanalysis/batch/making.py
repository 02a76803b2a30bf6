"""Make one briefing, and say what became of it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from ihanalysis.areas import Area
from ihanalysis.batch.inputs import NOTEBOOK, parameters_of
from ihanalysis.batch.notebook import ENGINES, SECONDS, NotMadeError, Task, make


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one area's briefing: where it is, or why there is none."""

    area: Area
    folder: Path
    seconds: float
    error: str = ""

    @property
    def done(self) -> bool:
        """Whether the briefing was written."""
        return not self.error


def make_briefing(area: Area, root: Path, folder: Path, engine: str = ENGINES[0], seconds: float = SECONDS) -> Outcome:
    """Make the briefing of one area, as `notebook.make` does; whatever goes wrong, the others go on.

    Parameters
    ----------
    area
        Whose briefing.
    root
        The workbook.
    folder, engine, seconds
        As `make` has them.
    """
    start, error = time.monotonic(), ""
    try:
        make(Task(NOTEBOOK, parameters_of(area), root, area.division), folder, engine, seconds)
    except NotMadeError as problem:
        error = str(problem)
    return Outcome(area, folder, time.monotonic() - start, error)
