"""Where a figure is from: publication, table, release date, licence and address."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from ihanalysis.records import records
from ihanalysis.sources.tidy import read_words


@dataclass(frozen=True, slots=True)
class Source:
    """One table of one publication, as `sources.csv` beside the figures names it.

    Attributes
    ----------
    source
        The name by which figures cite it.
    released
        The day (or month, or year) of release, or why it is not known.
    local_authorities
        The set of local authority codes that the table uses, named by the first
        year it was in force ("2018", ..., "2025"); empty where it has none.
    note
        What a reader must know before relying on the table.
    """

    source: str
    publisher: str
    publication: str
    table: str
    released: str
    address: str
    licence: str
    local_authorities: str
    note: str


def read_sources(path: Path) -> tuple[Source, ...]:
    """Read one `sources.csv`.

    Raises
    ------
    BadFileError
        If a column is missing, or a source is named twice or has an empty cell
        where a reader would look for provenance.
    """
    columns = [field.name for field in fields(Source)]
    table = read_words(path, columns, key=["source"], may_be_empty=["local_authorities", "note"])
    return tuple(Source(**row) for row in records(table[columns]))
