"""Dataclasses as JSON and back, nothing lost: so an executed notebook carries what it showed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import pandas as pd

#: The types of columns that travel, by the name JSON gives them.
_DTYPES = {"boolean": "bool", "integer": "int64", "number": "float64", "text": "str"}


def encode(value: object) -> Any:
    """A value as JSON has it.

    Dataclasses become objects that name their class; tuples become arrays;
    mappings keep the type and order of their keys; tables keep their column
    types, and their rows are numbered anew.

    Raises
    ------
    TypeError
        If something in it has no form here, such as a function or a date.

    >>> encode(("a", 1.5, {2: "two"}))
    ['a', 1.5, {'mapping': [[2, 'two']]}]
    """
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        # JSON has no word for these.
        return value if math.isfinite(value) else {"float": str(value)}
    if isinstance(value, tuple):
        return [encode(item) for item in value]
    if isinstance(value, Mapping):
        return {"mapping": [[encode(key), encode(item)] for key, item in value.items()]}
    if isinstance(value, pd.DataFrame):
        return _encode_table(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {"is": type(value).__name__, **{f.name: encode(getattr(value, f.name)) for f in fields(value)}}
    raise TypeError(f"{type(value).__name__} has no form in JSON: {value!r}")


def decode(form: Any, classes: Mapping[str, type]) -> Any:
    """What `encode` was given.

    Parameters
    ----------
    form
        As `json.loads` returns it.
    classes
        The dataclasses that may be made, by name; nothing else is ever made.

    Raises
    ------
    KeyError
        If the form names another class.

    >>> decode(encode(("a", 1.5, {2: "two"})), {})
    ('a', 1.5, {2: 'two'})
    """
    if isinstance(form, list):
        return tuple(decode(item, classes) for item in form)
    if not isinstance(form, dict):
        return form
    if "is" in form:
        given = {name: decode(item, classes) for name, item in form.items() if name != "is"}
        return classes[form["is"]](**given)
    if "float" in form:
        return float(form["float"])
    if "mapping" in form:
        return {decode(key, classes): decode(item, classes) for key, item in form["mapping"]}
    return _decode_table(form)


def _encode_table(table: pd.DataFrame) -> dict[str, Any]:
    # In a list, because a notebook sorts the keys of what it carries.
    kinds = [[str(name), _kind(column)] for name, column in table.items()]
    rows = [[_cell(cell) for cell in row] for row in table.itertuples(index=False, name=None)]
    return {"columns": kinds, "rows": rows}


def _kind(column: pd.Series) -> str:
    for kind, dtype in _DTYPES.items():
        if column.dtype == dtype:
            return kind
    if all(isinstance(cell, str) for cell in column.dropna()):
        return "text"
    raise TypeError(f"column {column.name!r} holds neither text, numbers nor yes and no")


def _cell(cell: Any) -> Any:
    if isinstance(cell, float) and math.isnan(cell):
        return None
    return encode(cell)


def _decode_table(form: Mapping[str, Any]) -> pd.DataFrame:
    columns = list(zip(*form["rows"], strict=True)) or [()] * len(form["columns"])
    return pd.DataFrame(
        {
            name: pd.Series([decode(cell, {}) for cell in column], dtype=_DTYPES[kind])
            for (name, kind), column in zip(form["columns"], columns, strict=True)
        }
    )
