"""What a process imports before it runs notebooks, or before those are forked that will.

Importing this module costs seconds, once. It starts no thread, which a fork would not copy.
"""

from __future__ import annotations

from ihanalysis.batch import warming  # isort: skip

import contextlib

import IPython.core.application
import IPython.core.completerlib
import IPython.core.crashhandler
import IPython.core.interactiveshell
import IPython.core.logger
import IPython.core.magics.execution
import IPython.core.oinspect  # noqa: F401
import nbformat
import papermill  # noqa: F401
from matplotlib.rcsetup import validate_backend

import ihanalysis.batch.confined
import ihanalysis.batch.engine
import ihanalysis.batch.shell
import ihanalysis.cli  # every process imports the main module of whoever started it
from ihanalysis.briefing import find_shared
from ihanalysis.charts.canvas import Canvas


def _load_tables() -> None:
    warming.load_tables(find_shared)


def _find_fonts() -> None:
    sheet = Canvas(10, 10)
    for weight in ("normal", "bold"):
        sheet.text(0, 0, "0", weight=weight)
    sheet.svg("warm", "")


def _check_notebooks() -> None:
    """The first check of a notebook compiles the schema, the first look at a backend asks every package for some."""
    nbformat.validate(nbformat.v4.new_notebook())
    validate_backend(ihanalysis.batch.shell.INLINE)


for _step in (_load_tables, _find_fonts, _check_notebooks, ihanalysis.batch.shell.prepare):
    # Whatever is wrong with the workbook or the machine, each briefing will say; this process must live.
    with contextlib.suppress(Exception):
        _step()
warming.done()
