"""An executed briefing to its page and every other format, beside its notebook."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat

from ihanalysis.publish.exporter import page_exporter
from ihanalysis.publish.formats import FORMATS
from ihanalysis.publish.reading import content_of, produced_on


def publish(notebook: Path) -> None:
    """Write every format, and the page, which links to them.

    Parameters
    ----------
    notebook
        Executed. The files go into its folder, under its name.

    Raises
    ------
    InclusionHealthError
        If the notebook shows no briefing.
    """
    # As it stands: papermill checked it when it wrote it.
    executed = nbformat.v4.reads(notebook.read_text(encoding="utf-8"))
    title, sections = content_of(executed)
    formats = [one.named(notebook.stem) for one in FORMATS]
    # Most of the work is done outside Python, by Typst, so that two threads share it.
    with ThreadPoolExecutor(2) as threads:
        written = [threads.submit(one.write, title, sections, notebook.parent, produced_on(title)) for one in formats]
        page, _ = page_exporter().from_notebook_node(executed, resources={"downloads": formats})
        notebook.with_suffix(".html").write_text(page, encoding="utf-8")
    for one in written:
        one.result()
