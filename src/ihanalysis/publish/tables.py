"""The figures of a briefing as tidy CSV, described by a Frictionless data package.

A data package is a JSON file beside the CSV files: what each column holds, where the
figures are from and on what terms (https://specs.frictionlessdata.io/data-package/).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from ihanalysis.content import Chart, Data, Section, Table, Title
from ihanalysis.datasets import field_of, own_words
from ihanalysis.errors import InclusionHealthError
from ihanalysis.records import records

_TYPES = {"bool": "boolean", "int64": "integer", "float64": "number"}
#: Licences that a data package knows by a short name, by what sources call them.
_LICENCES = {
    "Open Government Licence v3.0": {
        "name": "OGL-UK-3.0",
        "title": "Open Government Licence v3.0",
        "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    }
}
#: A spreadsheet program takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_tables(title: Title, sections: Iterable[Section], path: Path, produced: date) -> None:
    """Write every data set of a briefing as CSV, and the package that describes them.

    Parameters
    ----------
    title, sections
        What the briefing says; its tables carry their data.
    path
        The descriptor to write, `datapackage.json`; the CSV files go beside it.
    produced
        The date of the package.

    Raises
    ------
    InclusionHealthError
        If no table carries data.
    """
    tables = datasets(sections)
    if not tables:
        raise InclusionHealthError(
            f"the briefing of {title.name} carries no data; it was made by an earlier version, so run it again"
        )
    files = {name: csv_bytes(data.rows) for name, data in tables.items()}
    for name, file in files.items():
        (path.parent / f"{name}.csv").write_bytes(file)
    package = _package(title, tables, files, produced)
    path.write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def datasets(sections: Iterable[Section]) -> Mapping[str, Data]:
    """Every data set that sections carry, by name: those of tables, then what the system says itself."""
    sections = tuple(sections)
    parts = [part for section in sections for part in section.parts]
    tables = [part.table if isinstance(part, Chart) else part for part in parts]
    data = [table.data for table in tables if isinstance(table, Table) and table.data is not None]
    words = own_words(sections)
    return {each.name: each for each in (*data, *([words] if words else []))}


def csv_bytes(table: pd.DataFrame) -> bytes:
    """A table as CSV: numbers in full, missing ones empty; the same bytes on every system."""
    words = [name for name in table if table[name].dtype == "str"]
    plain = table.assign(**{str(name): table[name].map(_not_a_formula) for name in words})
    return plain.to_csv(index=False, lineterminator="\n").encode()


def _not_a_formula(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _package(title: Title, tables: Mapping[str, Data], files: Mapping[str, bytes], produced: date) -> dict[str, Any]:
    listed = records(tables["sources"].rows) if "sources" in tables else []
    return {
        "profile": "tabular-data-package",
        "name": "-".join("".join(c if c.isalnum() else " " for c in f"{title.name} {title.kind}".lower()).split()),
        "title": f"{title.name}: {title.kind.lower()}",
        "description": f"{title.purpose} {'; '.join(f'{term}: {words}' for term, words in title.facts.items())}.",
        "created": f"{produced.isoformat()}T00:00:00Z",
        "licenses": [_LICENCES[name] for name in dict.fromkeys(row["licence"] for row in listed) if name in _LICENCES],
        "sources": [
            {"title": f"{row['publisher']}: {row['publication']}, {row['table']}"}
            # What a system holds itself has no address.
            | ({"path": row["address"]} if row["address"].startswith("https://") else {})
            for row in listed
        ],
        "resources": [_resource(data, files[name]) for name, data in tables.items()],
    }


def _resource(data: Data, file: bytes) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": data.name,
        "path": f"{data.name}.csv",
        "title": data.title,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(file),
        "hash": f"sha256:{hashlib.sha256(file).hexdigest()}",
        "schema": {"fields": [_field(data, name) for name in data.rows.columns], "missingValues": [""]},
    }


def _field(data: Data, column: str) -> dict[str, Any]:
    about = field_of(data.name, column, data.level)
    kind = _TYPES.get(str(data.rows[column].dtype), "string")
    words = {"trueValues": ["True"], "falseValues": ["False"]} if kind == "boolean" else {}
    return {"name": column, "title": about.title, "description": about.description, "type": kind, **words}
