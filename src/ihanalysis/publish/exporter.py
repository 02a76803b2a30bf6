"""An nbconvert exporter that writes a briefing as one accessible page: `jupyter nbconvert --to ihanalysis`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from nbconvert.exporters.html import HTMLExporter
from nbformat import NotebookNode
from traitlets import default

TEMPLATES = Path(__file__).parent / "templates"

#: What the title says of a notebook that does not name itself.
UNTITLED = "Inclusion health briefing"


class BriefingExporter(HTMLExporter):
    """The outputs of a notebook as a page of its own: no code, no script, no request to anywhere.

    The page has one first-level heading, landmarks, a skip link and a contents
    list made from the sections that the notebook showed. Cells tagged
    `analyst` are for the notebook's reader and stay out of the page.
    """

    export_from_notebook = "Inclusion health briefing (HTML)"

    @default("template_name")
    def _template_name_default(self) -> str:
        return "ihanalysis"

    @default("exclude_input")
    def _exclude_input_default(self) -> bool:
        return True

    @default("default_preprocessors")
    def _default_preprocessors_default(self) -> list[str]:
        # The template needs none, and the notebook is validated once more for each.
        return []

    @default("extra_template_basedirs")
    def _extra_template_basedirs_default(self) -> list[str]:
        return [str(TEMPLATES)]

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kwargs: Any
    ) -> tuple[str, dict[str, Any]]:
        """Export a notebook, titled by what it shows."""
        resources = dict(resources or {})
        shown = [output.get("metadata", {}).get("ihanalysis", {}) for output in _outputs(nb)]
        titles = [about["title"] for about in shown if "title" in about]
        resources["page_title"] = titles[0] if titles else UNTITLED
        resources["contents"] = [about for about in shown if "id" in about]
        # Not HTMLExporter's own: it parses the page again to mend what our template does not do wrong.
        page: tuple[str, dict[str, Any]] = super(HTMLExporter, self).from_notebook_node(nb, resources, **kwargs)
        return page


@cache
def page_exporter() -> BriefingExporter:
    """The one exporter of this process, which prepares its templates once."""
    return BriefingExporter()


def _outputs(notebook: NotebookNode) -> list[Any]:
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]
