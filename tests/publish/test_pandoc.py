"""Pandoc stays between documents, and what goes wrong with one does not reach the next."""

from __future__ import annotations

import io
import os
import zipfile

import pytest

pytest.importorskip("pypandoc", reason="Word needs the extra 'word'")
from ihanalysis.publish import pandoc


def _body(document: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(document)) as parts:
        return parts.read("word/document.xml").decode()


def test_one_pandoc_writes_every_document() -> None:
    first = pandoc.to_word([pandoc.paragraph([pandoc.words("one")])])
    process = pandoc._converter(os.getpid())
    second = pandoc.to_word([pandoc.paragraph([pandoc.words("two – “naïve” \u202eשלום")])])
    assert "one" in _body(first)
    assert "two – “naïve” \u202eשלום" in _body(second)
    assert "one" not in _body(second)
    assert pandoc._converter(os.getpid()) is process


def test_what_pandoc_cannot_read_is_told_and_the_next_document_is_written() -> None:
    with pytest.raises(RuntimeError, match="pandoc could not write a document: .*Nonsense"):
        pandoc.to_word([{"t": "Nonsense"}])
    assert "after" in _body(pandoc.to_word([pandoc.paragraph([pandoc.words("after")])]))


def test_a_pandoc_that_ended_is_told_and_replaced() -> None:
    pandoc.to_word([])
    pandoc._converter(os.getpid())._pandoc.kill()
    with pytest.raises(RuntimeError, match="pandoc ended before it had written a document"):
        pandoc.to_word([])
    assert "after" in _body(pandoc.to_word([pandoc.paragraph([pandoc.words("after")])]))


def test_a_table_without_rows_is_a_table() -> None:
    made = pandoc.to_word([pandoc.table("Nothing", [0.5, 0.5], [False, True], [[pandoc.words("a")]] * 2, [])])
    assert "<w:tbl>" in _body(made)
