"""The cells of a table, for what goes through them one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # whoever has no table needs no pandas
    import pandas as pd


def columns(table: pd.DataFrame) -> dict[str, list[Any]]:
    """The cells of each column of a table, by its name, in types of Python's own."""
    return {str(name): column.tolist() for name, column in table.items()}


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Each row of a table as the cells of its columns, by name, in types of Python's own.

    Does what `DataFrame.to_dict("records")` does in about a third of the time, which
    counts where a briefing goes through thirty tables.

    >>> import pandas as pd
    >>> records(pd.DataFrame({"name": ["Dover", "Swale"], "count": [9, 12]}))
    [{'name': 'Dover', 'count': 9}, {'name': 'Swale', 'count': 12}]
    """
    named = columns(table)
    return [dict(zip(named, cells, strict=True)) for cells in zip(*named.values(), strict=True)]
