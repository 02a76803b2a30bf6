"""What a process imports before it publishes.

It compiles with Typst, whose threads a fork would not copy: nothing may be forked from this process.
"""

from __future__ import annotations

from ihanalysis.batch import warming  # isort: skip

import contextlib

from nbformat.v4 import new_notebook

import ihanalysis.publish.publishing
import ihanalysis.publish.spreadsheet
import ihanalysis.publish.tables
import ihanalysis.publish.word  # noqa: F401
from ihanalysis.publish.exporter import page_exporter
from ihanalysis.publish.index import prepare_index
from ihanalysis.publish.pdf import draw_pngs

_DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text y="9" font-family="">0</text></svg>'


def _make_a_page() -> None:
    page_exporter().from_notebook_node(new_notebook())


def _draw() -> None:
    """The first picture reads the fonts."""
    draw_pngs([_DRAWING], 1)


def _prepare_index() -> None:
    warming.load_tables(prepare_index)


for _step in (_make_a_page, _draw, _prepare_index):
    # Whatever is wrong with the templates or the workbook, each briefing will say.
    with contextlib.suppress(Exception):
        _step()
warming.done()
