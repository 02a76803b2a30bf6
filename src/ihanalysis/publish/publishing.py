"""An executed briefing to its page and every other format, beside its notebook."""

from __future__ import annotations

from pathlib import Path

from ihanalysis.publish.exporter import BriefingExporter
from ihanalysis.publish.formats import FORMATS
from ihanalysis.publish.reading import produced_on, read_notebook


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
    title, sections = read_notebook(notebook)
    formats = [one.named(notebook.stem) for one in FORMATS]
    for one in formats:
        one.write(title, sections, notebook.parent, produced_on(title))
    page, _ = BriefingExporter().from_filename(str(notebook), resources={"downloads": formats})
    notebook.with_suffix(".html").write_text(page, encoding="utf-8")
