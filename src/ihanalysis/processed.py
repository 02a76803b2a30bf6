"""Processed tables as files: comma-separated values, written whole and read back as they were made."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
from pandas.api.types import is_numeric_dtype

#: Columns of words that may look like numbers, such as the set of local authority codes "2021", or
#: may be empty throughout.
_WORDS = (
    *("period", "age_band", "reason", "source", "comparator_source", "local_authorities", "released", "edition"),
    *("publication", "file", "table", "note", "problems", "title"),
)
_TO_BE_QUOTED = re.compile(r'[",\r\n]')


def read_table(path: Path) -> pd.DataFrame:
    """Read a processed table: an empty cell is a missing number, or no words.

    Raises
    ------
    OSError
        If there is no such file.
    ValueError
        If it is no table.
    """
    table = pd.read_csv(path, dtype=dict.fromkeys(_WORDS, "str"), keep_default_na=False, na_values=[""])
    return table.fillna(dict.fromkeys(table.select_dtypes("str"), ""))


def csv_text(table: pd.DataFrame) -> str:
    """What `DataFrame.to_csv` would write, without the index, in a third of the time.

    Most words stand in many rows, and are looked at once.

    >>> print(csv_text(pd.DataFrame({"place": ["Bristol, City of", None], "count": [2.0, None]})), end="")
    place,count
    "Bristol, City of",2.0
    ,
    """
    rows = zip(*(_cells(table[name]) for name in table.columns), strict=True)
    return "\n".join([",".join(map(_cell, table.columns)), *map(",".join, rows), ""])


def _cells(column: pd.Series) -> list[str]:
    if is_numeric_dtype(column):
        return ["" if number != number else repr(number) for number in column.tolist()]
    words = column.fillna("")
    cells = {word: _cell(word) for word in words.unique()}
    return [cells[word] for word in words.tolist()]


def _cell(word: str) -> str:
    if not _TO_BE_QUOTED.search(word):
        return word
    doubled = word.replace('"', '""')
    return f'"{doubled}"'
