"""A document as pandoc has it in memory, and pandoc itself.

Given as HTML, the same document takes pandoc twice as long: it reads every word for itself.
Blocks and inlines are as https://hackage.haskell.org/package/pandoc-types describes them.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import re
import subprocess
from base64 import b64encode
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import IO, Any, cast

from pypandoc import get_pandoc_path

Inline = dict[str, Any]
Block = dict[str, Any]

_SCRIPT = Path(__file__).parent / "templates" / "word" / "convert.lua"
#: Of the types that these functions make; pandoc 3 reads every 1.23.
_VERSION = [1, 23, 1]
_PLAIN: list[Any] = ["", [], []]
_ANY_ALIGNMENT = {"t": "AlignDefault"}
_SPACES = re.compile(r"[ \t\r\n\f]+")


def to_word(blocks: Iterable[Block]) -> bytes:
    """The blocks as a Word document in pandoc's own look.

    Raises
    ------
    RuntimeError
        If pandoc cannot convert them, or ends.
    """
    meta = {"lang": {"t": "MetaString", "c": "en-GB"}}
    document = {"pandoc-api-version": _VERSION, "meta": meta, "blocks": list(blocks)}
    with TemporaryDirectory(prefix="ih") as folder:
        given = Path(folder, "document.json")
        given.write_text(json.dumps(document), encoding="utf-8")
        _converter(os.getpid()).convert(given)
        return Path(f"{given}.docx").read_bytes()


class _Converter:
    """Pandoc, which stays to convert one document after the other: its start takes as long as half a document."""

    def __init__(self) -> None:
        command = [get_pandoc_path(), "lua", str(_SCRIPT)]
        self._pandoc = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
        self._one_at_a_time = Lock()
        atexit.register(self.close)

    def convert(self, document: Path) -> None:
        """Write a document as Word beside it."""
        with self._one_at_a_time:
            try:
                print(document, file=self._pandoc.stdin, flush=True)
                answer = cast(IO[str], self._pandoc.stdout).readline()
            except OSError:
                answer = ""
        if not answer:
            _converter.cache_clear()  # the next document finds another
            raise RuntimeError("pandoc ended before it had written a document")
        if answer.strip():
            raise RuntimeError(f"pandoc could not write a document: {answer.strip()}")

    def close(self) -> None:
        """End pandoc, which waits for no more once its input has ended."""
        with contextlib.suppress(OSError):
            self._pandoc.communicate()


@lru_cache(1)
def _converter(process: int) -> _Converter:
    """That of a process: one that was forked must not talk to its parent's."""
    return _Converter()


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


def figure(picture: bytes, alt: str, caption: Sequence[Inline]) -> Block:
    """A picture with a text alternative, over its caption."""
    address = f"data:image/png;base64,{b64encode(picture).decode('ascii')}"
    image = {"t": "Image", "c": [_PLAIN, [words(alt)], [address, ""]]}
    return {"t": "Figure", "c": [_PLAIN, _caption(caption), [_plain([image])]]}


def table(
    caption: str,
    shares: Iterable[float],
    right: Iterable[bool],
    head: Sequence[Sequence[Inline]],
    rows: Iterable[Sequence[Sequence[Inline]]],
) -> Block:
    """A table; `shares` are the widths of its columns for a page that is 1 wide, `right` says which have numbers."""
    columns = [
        [{"t": "AlignRight"} if is_right else _ANY_ALIGNMENT, {"t": "ColWidth", "c": share}]
        for share, is_right in zip(shares, right, strict=True)
    ]
    body = [_PLAIN, 0, [], [_row(row) for row in rows]]
    return {
        "t": "Table",
        "c": [_PLAIN, _caption([words(caption)]), columns, [_PLAIN, [_row(head)]], [body], [_PLAIN, []]],
    }


def _row(cells: Sequence[Sequence[Inline]]) -> list[Any]:
    return [_PLAIN, [[_PLAIN, _ANY_ALIGNMENT, 1, 1, [_plain(cell)]] for cell in cells]]


def _caption(inlines: Sequence[Inline]) -> list[Any]:
    return [None, [_plain(inlines)]]


def _plain(inlines: Sequence[Inline]) -> Block:
    return {"t": "Plain", "c": inlines}


def _style(name: str) -> list[Any]:
    return ["", [], [["custom-style", name]]]
