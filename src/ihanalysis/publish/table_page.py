"""A page of tables, and the page of what changed between two runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import pandas as pd
from jinja2 import Environment, FileSystemLoader

from ihanalysis.batch.diff import Change
from ihanalysis.content import Table
from ihanalysis.publish.exporter import TEMPLATES

#: Wide enough for a table of seven columns, in pixels; every further column takes so much more.
_WIDTH, _COLUMN, _COLUMNS = 1080, 110, 7


def table_page(
    name: str, title: str, purpose: str, tables: Mapping[str, Table], links: Mapping[str, str] | None = None
) -> str:
    """A page in the look of the briefings: tables under their headings.

    Parameters
    ----------
    name
        What the page is about, above its title.
    title
        Its only first-level heading.
    purpose
        What a reader can take from it, in a sentence or two.
    tables
        By heading.
    links
        Addresses of briefings by title.
    """
    columns = max((len(table.rows.columns) for table in tables.values()), default=0)
    environment = Environment(loader=FileSystemLoader(TEMPLATES / "ihanalysis"), autoescape=True)
    return environment.get_template("tables.html.j2").render(
        name=name,
        title=title,
        purpose=purpose,
        tables=list(tables.items()),
        links=list((links or {}).items()),
        width=_WIDTH + _COLUMN * max(columns - _COLUMNS, 0),
    )


def changes_page(found: Sequence[Change]) -> str:
    """What changed between two runs: a section for each system, a row for each figure."""
    rows = pd.DataFrame([asdict(change) for change in found])
    tables = {}
    if len(rows):
        for system, of_system in rows.groupby("system", sort=False):
            shown = of_system[["measure", "section", "figure", "old", "new", "why"]]
            shown = shown.rename(columns=str.capitalize).rename(columns={"Section": "note"})
            tables[str(system)] = Table(f"Figures that changed: {system}", shown, wordy=True)
    figures = "1 figure" if len(found) == 1 else f"{len(found):,} figures"
    return table_page(
        "Inclusion health briefings",
        f"{figures} changed" if found else "No figure changed",
        "Each figure that differs between two runs, as it was and as it is, with the reason. What is not listed is "
        "unchanged.",
        tables,
    )
