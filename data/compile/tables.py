"""Shape compiled tables into the project's schema, check them and write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from ihanalysis.figures import COLUMNS, KEY, NUMBERS
from ihanalysis.figures import check as check_figures
from ihanalysis.sources.publications import Source
from ihanalysis.sources.tidy import read_figures

OGL = "Open Government Licence v3.0"
EVERYONE = "everyone"

#: What a column of the figure table holds where a table does not say otherwise.
DEFAULTS: dict[str, object] = {
    "group": EVERYONE,
    "area_level": "country",
    "sex": "persons",
    "age_band": "all ages",
    "count": None,
    "denominator": None,
    "value": None,
    "lower": None,
    "upper": None,
    "status": "published",
}


def read(compiled: Path, name: str) -> pd.DataFrame:
    """Read one compiled table; every cell as the text it is."""
    return pd.read_csv(compiled / name, dtype=str, keep_default_na=False)


def numbers(column: pd.Series) -> pd.Series:
    """Text to numbers; an empty cell stays missing."""
    return pd.to_numeric(column.where(column != ""), errors="raise")


def figures(table: pd.DataFrame | None = None, **columns: object) -> pd.DataFrame:
    """Figure-table rows from columns of `table` and constants, with the defaults filled in.

    A published count of none is a zero, which is not the same as nothing published.
    """
    index = None if table is None else table.index
    rows = pd.DataFrame({**DEFAULTS, **columns}, index=index if index is not None else [0])
    zero = (pd.to_numeric(rows["count"]) == 0) & rows["status"].isin(["published", "derived"])
    rows["status"] = rows["status"].mask(zero, "zero")
    return rows[list(COLUMNS)]


def authorities(compiled: Path, local_authorities: str) -> dict[str, str]:
    """Code to name in the set of local authorities that began in a year ("2018", "2019", ..., "2025")."""
    table = read(compiled, "geography/lads.csv")
    table = table[table[f"in_lad_{local_authorities}"] == "true"]
    return dict(zip(table["lad_code"], table["lad_name"], strict=True))


def not_listed(codes: Iterable[str], listed: pd.Series, **columns: object) -> pd.DataFrame:
    """Rows that say `not available` for the local authorities a table leaves out.

    A table that lists only places with people does not say which of the others
    have none and which are not shown.
    """
    missing = pd.Series([code for code in codes if code not in set(listed)], dtype=str)
    shared = {"area_level": "local authority", "area_code": missing, "status": "not available"}
    return figures(missing.to_frame("area_code"), **{**shared, **columns})


def write(folder: Path, tables: Mapping[str, pd.DataFrame], sources: Sequence[Source]) -> dict[Path, int]:
    """Write a publication's tables and its `sources.csv`; read the figures back to check them."""
    folder.mkdir(parents=True, exist_ok=True)
    written: dict[Path, int] = {}
    for name, table in tables.items():
        path = folder / f"{name}.csv"
        if name.startswith("figures"):
            check_figures(table, str(path))
            table = table.sort_values(list(KEY), kind="stable")
        _write_csv(path, table)
        if name.startswith("figures"):
            read_figures(path)
            unknown = set(table["source"]) - {source.source for source in sources}
            if unknown:
                raise ValueError(f"{path}: figures cite {sorted(unknown)}, which sources.csv does not name")
        written[path] = len(table)
    fields = list(Source.__dataclass_fields__)
    path = folder / "sources.csv"
    _write_csv(path, pd.DataFrame([[getattr(s, f) for f in fields] for s in sources], columns=fields))
    written[path] = len(sources)
    return written


def _write_csv(path: Path, table: pd.DataFrame) -> None:
    # Whole numbers are written whole, so that a count reads as one and a diff stays small.
    text = table.copy()
    for column in text.select_dtypes("number").columns.union([c for c in NUMBERS if c in text.columns]):
        text[column] = [_plain(value) for value in pd.to_numeric(text[column])]
    text.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def _plain(value: float) -> str:
    if pd.isna(value):
        return ""
    return str(int(value)) if float(value).is_integer() else repr(round(float(value), 6))
