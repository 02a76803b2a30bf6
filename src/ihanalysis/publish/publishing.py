"""An executed briefing to its page and every other format, beside its notebook."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat import NotebookNode

from ihanalysis.publish.exporter import page_exporter
from ihanalysis.publish.formats import FORMATS
from ihanalysis.publish.reading import content_of, produced_on


def publish(notebook: Path, executed: NotebookNode | None = None) -> None:
    """Write every format, and the page, which links to them.

    Parameters
    ----------
    notebook
        Executed. The files go into its folder.
    executed
        What the notebook's file holds, if it is at hand.

    Raises
    ------
    InclusionHealthError
        If the notebook shows no briefing.
    """
    executed = executed or nbformat.read(notebook, as_version=4)
    title, sections = content_of(executed)
    for one in FORMATS:
        one.write(title, sections, notebook.parent, produced_on(title))
    page, _ = page_exporter().from_notebook_node(executed, resources={"downloads": FORMATS})
    notebook.with_suffix(".html").write_text(page, encoding="utf-8")
