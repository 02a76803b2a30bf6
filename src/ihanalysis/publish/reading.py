"""Read a briefing back from the notebook that showed it, without running anything again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from ihanalysis.content import SECTION_TYPE, TITLE_TYPE, Section, Title
from ihanalysis.errors import InclusionHealthError

#: Cells with this tag are for the notebook's reader and are not published.
ANALYST = "analyst"
#: The fact of a title that says when it was made, and how it writes the date.
PRODUCED, _DATE = "Produced", "%d %B %Y"


def read_notebook(path: Path) -> tuple[Title, tuple[Section, ...]]:
    """The title and sections that an executed notebook shows, in its order.

    Raises
    ------
    InclusionHealthError
        If the notebook shows no title or no section: it was not executed, or not to its end.
    """
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    try:
        return content_of(notebook)
    except InclusionHealthError as error:
        raise InclusionHealthError(f"{path}: {error}") from None


def content_of(notebook: NotebookNode) -> tuple[Title, tuple[Section, ...]]:
    """The title and sections of a notebook in memory.

    Raises
    ------
    InclusionHealthError
        If it shows no title or no section.
    """
    shown = list(_shown(notebook))
    titles = [Title.from_json(data[TITLE_TYPE]) for data in shown if TITLE_TYPE in data]
    sections = [Section.from_json(data[SECTION_TYPE]) for data in shown if SECTION_TYPE in data]
    if not titles or not sections:
        missing = "title" if not titles else "section"
        raise InclusionHealthError(
            f"the notebook shows no {missing} of a briefing; run all of its cells first, or run it with "
            "'ihanalysis briefing'"
        )
    return titles[0], tuple(sections)


def produced_on(title: Title) -> date:
    """The day a briefing was made, as its title says it.

    Raises
    ------
    InclusionHealthError
        If the title does not say, or not as "22 November 2026".

    >>> produced_on(Title("Briefing", "Kent", "", {"Produced": "2 November 2026"}))
    datetime.date(2026, 11, 2)
    """
    told = title.facts.get(PRODUCED, "nothing")
    try:
        return datetime.strptime(told, _DATE).date()
    except ValueError:
        raise InclusionHealthError(
            f"the title of {title.name} says {told!r} for {PRODUCED!r}; expected a date such as '2 November 2026'"
        ) from None


def _shown(notebook: NotebookNode) -> Iterator[dict[str, Any]]:
    for cell in notebook.cells:
        if ANALYST not in cell.metadata.get("tags", []):
            yield from (output.data for output in cell.get("outputs", []) if "data" in output)
