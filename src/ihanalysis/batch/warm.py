"""What a process imports before it runs notebooks, or before those are forked that will.

Importing this module costs seconds, once. It starts no thread, which a fork would not copy.
"""

from __future__ import annotations

import os

# A briefing uses one processor; many are made at once. Must be known before numpy is imported.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import gc

# All that is made here stays; looking through it for what could go takes time, in each process anew.
gc.disable()

import contextlib
import signal
import sys
import threading
from pathlib import Path

# Where it finds this parser, jsonschema has it read the grammar of international addresses for a second.
# No notebook is checked against that.
sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
import nbformat

del sys.modules["rfc3987_syntax"]

import IPython.core.application
import IPython.core.completerlib
import IPython.core.crashhandler
import IPython.core.interactiveshell
import IPython.core.logger
import IPython.core.magics.execution
import IPython.core.oinspect  # noqa: F401
import papermill  # noqa: F401
from matplotlib.rcsetup import validate_backend

import ihanalysis.batch.confined
import ihanalysis.batch.engine
import ihanalysis.batch.shell
from ihanalysis.batch.apart import WARM_DIVISION, WARM_ROOT
from ihanalysis.boundaries import DEFAULT_BOUNDARIES
from ihanalysis.briefing import find_shared
from ihanalysis.charts.canvas import Canvas
from ihanalysis.workbook import Workbook


def _load_tables() -> None:
    division = os.environ.pop(WARM_DIVISION, DEFAULT_BOUNDARIES)
    workbook = Workbook(Path(os.environ.pop(WARM_ROOT, "")))
    workbook.keep_warm(division)
    find_shared(workbook, division)


def _find_fonts() -> None:
    sheet = Canvas(10, 10)
    for weight in ("normal", "bold"):
        sheet.text(0, 0, "0", weight=weight)
    sheet.svg("warm", "")


def _check_notebooks() -> None:
    """The first check of a notebook compiles the schema, the first look at a backend asks every package for some."""
    nbformat.validate(nbformat.v4.new_notebook())
    validate_backend(ihanalysis.batch.shell.INLINE)


if threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGINT, signal.SIG_IGN)
for _step in (_load_tables, _find_fonts, _check_notebooks):
    # Whatever is wrong with the workbook or the machine, each briefing will say; this process must live.
    with contextlib.suppress(Exception):
        _step()
gc.freeze()
gc.enable()
