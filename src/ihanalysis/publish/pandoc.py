"""A document as pandoc has it in memory, and pandoc itself.

Given as HTML, the same document takes pandoc twice as long: it reads every word for itself.
Blocks and inlines are as https://hackage.haskell.org/package/pandoc-types describes them.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable, Sequence
from typing import Any

from pypandoc import get_pandoc_path

Inline = dict[str, Any]
Block = dict[str, Any]

#: Of the types that these functions make; pandoc 3 reads every 1.23.
_VERSION = [1, 23, 1]
_PLAIN: list[Any] = ["", [], []]
_ANY_ALIGNMENT = {"t": "AlignDefault"}
_SPACES = re.compile(r"[ \t\r\n\f]+")


def to_word(blocks: Iterable[Block]) -> bytes:
    """The blocks as a Word document in pandoc's own look."""
    document = {"pandoc-api-version": _VERSION, "meta": {}, "blocks": list(blocks)}
    # In its sandbox pandoc reads and fetches nothing but the document it is given.
    command = [get_pandoc_path(), "--sandbox", "--from=json", "--to=docx", "--metadata=lang:en-GB", "--output=-"]
    return subprocess.run(command, input=json.dumps(document).encode(), capture_output=True, check=True).stdout


def words(text: str) -> Inline:
    """Text with every sign as it stands, but for spaces and ends of lines, which are one space.

    >>> words("*one*\\n two")
    {'t': 'Str', 'c': '*one* two'}
    """
    return {"t": "Str", "c": _SPACES.sub(" ", text)}


def strong(inlines: Sequence[Inline]) -> Inline:
    """Strong words."""
    return {"t": "Strong", "c": inlines}


def link(inlines: Sequence[Inline], address: str) -> Inline:
    """Words that lead to an address, or to what is named after a "#"."""
    return {"t": "Link", "c": [_PLAIN, inlines, [address, ""]]}


def named(inlines: Sequence[Inline], name: str) -> Inline:
    """Words that a link leads to."""
    return {"t": "Span", "c": [[name, [], []], inlines]}


def styled_words(style: str, inlines: Sequence[Inline]) -> Inline:
    """Words in what Word calls a style of characters."""
    return {"t": "Span", "c": [_style(style), inlines]}


def line_break() -> Inline:
    """The end of a line."""
    return {"t": "LineBreak"}


def heading(level: int, text: str) -> Block:
    """A heading of a level from 1."""
    return {"t": "Header", "c": [level, _PLAIN, [words(text)]]}


def paragraph(inlines: Sequence[Inline]) -> Block:
    """A paragraph."""
    return {"t": "Para", "c": inlines}


def styled(style: str, inlines: Sequence[Inline]) -> Block:
    """A paragraph in one of Word's styles."""
    return {"t": "Div", "c": [_style(style), [paragraph(inlines)]]}


def quotation(inlines: Sequence[Inline]) -> Block:
    """A paragraph of others."""
    return {"t": "BlockQuote", "c": [paragraph(inlines)]}


def listed(items: Iterable[Block], numbered: bool) -> Block:
    """A list of one block an item."""
    blocks = [[item] for item in items]
    if not numbered:
        return {"t": "BulletList", "c": blocks}
    return {"t": "OrderedList", "c": [[1, {"t": "DefaultStyle"}, {"t": "DefaultDelim"}], blocks]}


def figure(picture: str, alt: str, caption: Sequence[Inline]) -> Block:
    """A picture by its address, with a text alternative, over its caption."""
    image = {"t": "Image", "c": [_PLAIN, [words(alt)], [picture, ""]]}
    return {"t": "Figure", "c": [_PLAIN, _caption(caption), [{"t": "Plain", "c": [image]}]]}


def table(caption: str, shares: Iterable[float], head: Sequence[Block], rows: Iterable[Sequence[Block]]) -> Block:
    """A table of one block a cell; `shares` are the widths of its columns for a page that is 1 wide."""
    columns = [[_ANY_ALIGNMENT, {"t": "ColWidth", "c": share}] for share in shares]
    body = [_PLAIN, 0, [], [_row(row) for row in rows]]
    return {
        "t": "Table",
        "c": [_PLAIN, _caption([words(caption)]), columns, [_PLAIN, [_row(head)]], [body], [_PLAIN, []]],
    }


def _row(cells: Sequence[Block]) -> list[Any]:
    return [_PLAIN, [[_PLAIN, _ANY_ALIGNMENT, 1, 1, [cell]] for cell in cells]]


def _caption(inlines: Sequence[Inline]) -> list[Any]:
    return [None, [{"t": "Plain", "c": inlines}]]


def _style(name: str) -> list[Any]:
    return ["", [], [["custom-style", name]]]
