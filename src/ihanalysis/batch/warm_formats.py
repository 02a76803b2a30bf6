"""What a process imports before it publishes, or before those are forked that will.

It compiles nothing with Typst, whose threads a fork would not copy.
"""

from __future__ import annotations

import contextlib
import gc

from nbformat.v4 import new_notebook

import ihanalysis.batch.warm
import ihanalysis.publish.index
import ihanalysis.publish.pdf
import ihanalysis.publish.publishing
import ihanalysis.publish.spreadsheet
import ihanalysis.publish.tables
import ihanalysis.publish.word  # noqa: F401
from ihanalysis.publish.exporter import page_exporter

with contextlib.suppress(Exception):  # whatever is wrong with the templates, each briefing will say
    page_exporter().from_notebook_node(new_notebook())
gc.freeze()  # as `warm` has done with what it made
