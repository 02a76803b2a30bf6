"""Describe the processed tables as a Frictionless data package, for anyone who uses them elsewhere."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from ihanalysis import __version__
from ihanalysis.areas import DIVISIONS
from ihanalysis.figures import KEY, STATUSES
from ihanalysis.whole import write_whole
from ihanalysis.workbook import COUNTS, Workbook

#: What the columns hold; those of both sides of a gap are described once.
COLUMNS: Mapping[str, str] = {
    "indicator": "what is measured",
    "group": "of whom",
    "area_level": "country, region, system, local authority or police force area",
    "area_code": "the official (ONS) code of the area",
    "period": "when: a year, a financial year, or a day",
    "sex": "persons, female or male",
    "age_band": "ages last birthday, or all ages",
    "count": "events, people or households counted",
    "denominator": "the population, or the whole, that the count is set against",
    "value": "the figure in its unit",
    "lower": "lower 95% confidence limit",
    "upper": "upper 95% confidence limit",
    "unit": "of the value or count",
    "status": "published, derived, modelled and so on; what is missing says why",
    "source": "the names of its sources, joined by semicolons",
    "split": "the part of a system's count that was divided between systems by population share; none elsewhere",
    "areas": "local authorities, as the source has them, with residents in the area",
    "areas_reported": "those of them with a figure",
    "direction": "the gap in a word",
    "difference": "the absolute gap",
    "ratio": "the relative gap",
    "excess": "how many more there are than at the comparator's rate; fewer if negative",
}
_TYPES = {"float64": "number", "int64": "integer", "bool": "boolean"}
_LICENCE = {
    "name": "OGL-UK-3.0",
    "title": "Open Government Licence v3.0",
    "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}


def write_datapackage(workbook: Workbook) -> Path:
    """Make every processed table and write `data/processed/datapackage.json` over them."""
    tables = {"figures": workbook.figures, "sources": workbook.source_table}
    for division in DIVISIONS:
        tables[COUNTS[division]] = workbook.area_figures(division)
        tables[f"gaps-{division}"] = workbook.gaps(division)
        tables[f"trends-{division}"] = workbook.trends(division)
    package = {
        "name": "ihanalysis",
        "title": "Inclusion health inequalities in England: figures and gaps",
        "version": __version__,
        "licenses": [_LICENCE],
        "sources": [
            {"title": f"{s.publisher}: {s.publication}, {s.table}", "path": s.address}
            for s in workbook.sources.values()
        ],
        "resources": [describe(workbook.processed / f"{name}.csv", table) for name, table in tables.items()],
    }
    path = workbook.processed / "datapackage.json"
    write_whole(path, json.dumps(package, indent=1, ensure_ascii=False) + "\n")
    return path


def describe(path: Path, table: pd.DataFrame) -> dict[str, Any]:
    """A tabular resource: what a file holds, column by column, and what it weighs.

    Parameters
    ----------
    path
        The CSV file as it was written; its bytes and hash go into the description.
    table
        What it holds.
    """
    content = path.read_bytes()
    schema: dict[str, Any] = {"fields": [_field(name, table[name]) for name in table.columns], "missingValues": [""]}
    if set(KEY) <= set(table.columns):
        schema["primaryKey"] = list(KEY)
    return {
        "name": path.stem,
        "path": path.name,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": schema,
    }


def _field(name: str, column: pd.Series) -> dict[str, Any]:
    field: dict[str, Any] = {"name": name, "type": _TYPES.get(str(column.dtype), "string")}
    described = COLUMNS.get(name) or COLUMNS.get(name.removeprefix("comparator_"))
    if described:
        side = "of the comparator: " if name.startswith("comparator_") else ""
        field["description"] = side + described
    if name == "status":
        field["constraints"] = {"enum": list(STATUSES)}
    return field
