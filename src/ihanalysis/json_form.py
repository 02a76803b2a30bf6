"""Dataclasses as JSON and back, nothing lost: so an executed notebook carries what it showed."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pandas as pd

#: The types of columns that travel, by the name JSON gives them.
_DTYPES: dict[str, Any] = {
    "boolean": np.dtype("bool"),
    "integer": np.dtype("int64"),
    "number": np.dtype("float64"),
    "text": pd.StringDtype(na_value=np.nan),  # what pandas calls "str", which it would look up for every column
}
_KINDS = {dtype: kind for kind, dtype in _DTYPES.items()}


def to_json(value: object) -> str:
    """A value as JSON.

    Dataclasses become objects that name their class; tuples become arrays;
    mappings keep the type and order of their keys; tables keep their column
    types, and their rows are numbered anew.

    Raises
    ------
    TypeError
        If something in it has no form here, such as a function or a date.

    >>> to_json(("a", 1.5, {2: "two"}))
    '["a",1.5,{"mapping":[[2,"two"]]}]'
    """
    return json.dumps(_encode(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def from_json(text: str, classes: Mapping[str, type]) -> Any:
    """What `to_json` was given.

    Parameters
    ----------
    text
        As `to_json` wrote it.
    classes
        The dataclasses that may be made, by name; nothing else is ever made.

    Raises
    ------
    KeyError
        If it names another class.

    >>> from_json(to_json(("a", 1.5, {2: "two"})), {})
    ('a', 1.5, {2: 'two'})
    """
    return _decode(json.loads(text), classes)


def _encode(value: object) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        # JSON has no word for these.
        return value if math.isfinite(value) else {"float": str(value)}
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    if isinstance(value, Mapping):
        return {"mapping": [[_encode(key), _encode(item)] for key, item in value.items()]}
    if isinstance(value, pd.DataFrame):
        return {"columns": {str(name): _encode_column(column) for name, column in value.items()}}
    if is_dataclass(value) and not isinstance(value, type):
        return {"is": type(value).__name__, **{f.name: _encode(getattr(value, f.name)) for f in fields(value)}}
    raise TypeError(f"{type(value).__name__} has no form in JSON: {value!r}")


def _encode_column(column: pd.Series) -> dict[str, Any]:
    kind = _KINDS.get(column.dtype) or "text"
    # Nothing is equal to itself but a cell that holds nothing.
    cells = [None if cell != cell else cell for cell in column.tolist()]
    if kind == "number":
        cells = [_encode(cell) for cell in cells]
    elif kind == "text" and not all(isinstance(cell, str | None) for cell in cells):
        raise TypeError(f"column {column.name!r} holds neither text, numbers nor yes and no")
    return {"kind": kind, "cells": cells}


def _decode(form: Any, classes: Mapping[str, type]) -> Any:
    if isinstance(form, list):
        return tuple(_decode(item, classes) for item in form)
    if not isinstance(form, dict):
        return form
    if "is" in form:
        given = {name: _decode(item, classes) for name, item in form.items() if name != "is"}
        return classes[form["is"]](**given)
    if "float" in form:
        return float(form["float"])
    if "mapping" in form:
        return {_decode(key, classes): _decode(item, classes) for key, item in form["mapping"]}
    return pd.DataFrame({name: _decode_column(**column) for name, column in form["columns"].items()})


def _decode_column(kind: str, cells: list[Any]) -> Any:
    """An array: a series would bring an index, and pandas would align them all."""
    if kind == "text":
        return pd.array(cells, dtype=_DTYPES[kind])
    return np.array([_decode(cell, {}) for cell in cells], dtype=_DTYPES[kind])
