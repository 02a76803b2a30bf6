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
        Executed. The files go into its folder.

    Raises
    ------
    InclusionHealthError
        If the notebook shows no briefing.
    """
    title, sections = read_notebook(notebook)
    for one in FORMATS:
        one.write(title, sections, notebook.parent, produced_on(title))
    page, _ = BriefingExporter().from_filename(str(notebook), resources={"downloads": FORMATS})
    notebook.with_suffix(".html").write_text(page, encoding="utf-8")
