"""On which line of a TOML file a key stands, asked of the TOML parser itself."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from typing import Any

#: A key of a table, or the place in an array of tables.
Step = str | int


def line_of(text: str, path: Sequence[Step]) -> int | None:
    """The line, from 1, on which a key begins; None if it is not there.

    The file is parsed from its top, one line more each time, until the key has
    come; it began where parsing last succeeded before that.

    >>> text = 'by = "us"\\n\\n[answers]\\ncommit = \"\"\"\\nyes\\n\"\"\"\\n'
    >>> line_of(text, ["answers", "commit"]), line_of(text, ["by"]), line_of(text, ["comments"])
    (4, 1, None)
    """
    lines = text.splitlines(keepends=True)
    before = 0
    for number in range(1, len(lines) + 1):
        try:
            read = tomllib.loads("".join(lines[:number]))
        except tomllib.TOMLDecodeError:
            continue  # in the middle of a text of several lines
        if _holds(read, path):
            return before + 1
        before = number
    return None


def _holds(read: Any, path: Sequence[Step]) -> bool:
    for step in path:
        if isinstance(step, int):
            if not isinstance(read, list) or step >= len(read):
                return False
        elif not isinstance(read, dict) or step not in read:
            return False
        read = read[step]
    return True
