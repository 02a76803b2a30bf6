"""How a process imports much before it is asked for anything; must be imported before all that.

Importing this module starts no thread, which a fork would not copy.
"""

from __future__ import annotations

import os

# A briefing uses one processor; many are made at once. Must be known before numpy is imported.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import gc

# All that is made here stays; looking through it for what could go takes time, in each process anew.
gc.disable()

import sys
from collections.abc import Callable
from pathlib import Path

from ihanalysis.batch import interrupts

interrupts.ignore()

# Parsers that jsonschema would import to check formats which no notebook is checked against. For the first it
# would read the grammar of international addresses for a second.
_UNUSED = ("rfc3987_syntax", "rfc3986_validator", "isoduration")
sys.modules.update(dict.fromkeys(_UNUSED))  # type: ignore[arg-type]
import nbformat  # noqa: F401

for _name in _UNUSED:
    del sys.modules[_name]

from ihanalysis.batch.apart import WARM_DIVISION, WARM_ROOT
from ihanalysis.boundaries import DEFAULT_BOUNDARIES
from ihanalysis.workbook import Workbook

#: A briefing makes so many objects that stay as long as it is made.
_OBJECTS = 50_000


def load_tables(use: Callable[[Workbook, str], None]) -> None:
    """Keep the tables of the workbook that this process was told of, if it was, and pass it and the division on."""
    if root := os.environ.pop(WARM_ROOT, ""):
        division = os.environ.pop(WARM_DIVISION, DEFAULT_BOUNDARIES)
        workbook = Workbook(Path(root))
        workbook.keep_warm(division)
        use(workbook, division)


def done() -> None:
    """All that was made so far stays; from now on look for what can go again, but more seldom than usual."""
    gc.freeze()
    gc.set_threshold(_OBJECTS, *gc.get_threshold()[1:])
    gc.enable()
