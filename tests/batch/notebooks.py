"""Small notebooks for tests, written as their cells' sources."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbformat import NotebookNode

#: What a briefing must show: a title and a section.
SHOWS = (
    "from ihanalysis.briefing import Briefing\nbriefing = Briefing.of(system, boundaries)\nbriefing.title()",
    "briefing.at_a_glance()",
    "briefing.sources()",
)
PARAMETERS = 'system = "Kent and Medway"\nboundaries = "2026"'


def notebook(*sources: str, tags: dict[int, str] | None = None) -> NotebookNode:
    """A notebook of code cells; the first is that of the parameters."""
    cells = [
        nbformat.v4.new_code_cell(source, id=f"cell-{number}", metadata={"tags": [(tags or {})[number]]})
        if number in (tags or {})
        else nbformat.v4.new_code_cell(source, id=f"cell-{number}")
        for number, source in enumerate((PARAMETERS, *sources))
    ]
    cells[0].metadata.tags = ["parameters"]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def write(path: Path, *sources: str, tags: dict[int, str] | None = None) -> Path:
    """The same as a file."""
    nbformat.write(notebook(*sources, tags=tags), path)
    return path


def executed(path: Path, engine: str, parameters: dict[str, Any] | None = None, **options: Any) -> NotebookNode:
    """The notebook as an engine leaves it, whatever became of it."""
    out = path.with_name(f"{path.stem}-{engine}.ipynb")
    try:
        papermill.execute_notebook(
            str(path),
            str(out),
            parameters or {},
            engine_name=engine,
            kernel_name="python3",
            progress_bar=False,
            **options,
        )
    except papermill.PapermillExecutionError:
        pass
    return nbformat.read(out, as_version=4)


def without_times(notebook: NotebookNode) -> list[Any]:
    """What two runs of a notebook have in common: all but times, and names made up anew."""
    cells = []
    for cell in notebook.cells:
        plain = nbformat.from_dict({key: value for key, value in cell.items() if key != "id"})
        plain.metadata = {
            key: sorted(value) if key == "execution" else value
            for key, value in cell.metadata.items()
            if key != "papermill"
        } | {key: cell.metadata.get("papermill", {}).get(key) for key in ("exception", "status")}
        for output in plain.get("outputs", []):
            if "text" in output:
                output.text = re.sub(r"ipykernel_\d+", "ipykernel", output.text)  # the process's number
        cells.append(plain)
    return [cells, {key: value for key, value in notebook.metadata.items() if key != "papermill"}]
