"""An executed briefing to its page and every other format, beside its notebook."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import nbformat

from ihanalysis.publish.exporter import page_exporter
from ihanalysis.publish.formats import FORMATS
from ihanalysis.publish.reading import content_of, produced_on

#: What the page is called beside the names of formats.
PAGE = "page"
EVERYTHING = (*(one.name for one in FORMATS), PAGE)


def publish(notebook: Path, names: Collection[str] = EVERYTHING) -> None:
    """Write formats, and the page, which links to all of them.

    Parameters
    ----------
    notebook
        Executed. The files go into its folder, under its name.
    names
        Of the formats to write, and `PAGE`; all unless given.

    Raises
    ------
    InclusionHealthError
        If the notebook shows no briefing.
    """
    executed = nbformat.read(notebook, as_version=4)
    title, sections = content_of(executed)
    formats = [one.named(notebook.stem) for one in FORMATS]
    for one in formats:
        if one.name in names:
            one.write(title, sections, notebook.parent, produced_on(title))
    if PAGE in names:
        page, _ = page_exporter().from_notebook_node(executed, resources={"downloads": formats})
        notebook.with_suffix(".html").write_text(page, encoding="utf-8")
