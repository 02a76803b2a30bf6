"""Look through a workbook of Excel before 2007 before it is read: is it locked, and how far do its sheets reach?

Such a file is a compound file (Microsoft, MS-CFB) with one stream of records
(Microsoft, MS-XLS). The reader of workbooks keeps a place for every cell
between the first and the last, and ends the program where memory does not
suffice, so that sizes are looked at first.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from ihanalysis.errors import BadFileError, Problem

#: The most cells a sheet may reach over, in workbooks of every age.
MAX_CELLS = 8_000_000
#: A larger file has a second table of its sectors, which is not followed. The official one has 0.2 million bytes.
MAX_FILE = 7_000_000

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_SECTOR = 512
_END = 0x000A
_SHEET, _LOCKED, _DIMENSIONS = 0x0085, 0x002F, 0x0200
#: Records of one cell, which begin with its row and column, and of several, which end with the last column.
_CELLS = frozenset({0x0006, 0x0203, 0x0204, 0x0205, 0x027E, 0x00D6, 0x00FD, 0x0003, 0x0004, 0x0005, 0x0002})
_SEVERAL = frozenset({0x00BD})


def look_through(data: bytes, file: str) -> None:
    """Refuse a compound file that is locked, damaged, no workbook, or reaches too far.

    Raises
    ------
    BadFileError
        With what it is.

    Examples
    --------
    >>> look_through(COMPOUND, "tables.xls")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ihanalysis.errors.BadFileError: tables.xls: found a damaged or truncated workbook...
    """
    if len(data) > MAX_FILE:
        raise _unusable(file, f"an old workbook of {len(data):,} bytes", f"at most {MAX_FILE:,}; save it as .xlsx")
    try:
        streams = dict(_streams(data))
        if "EncryptedPackage" in streams:
            raise _unusable(file, "a workbook with a password", "one without, as published")
        stream = streams.get("Workbook", streams.get("Book"))
        if stream is None:
            raise _unusable(file, "a document that is no workbook", "a workbook (.xlsx, .ods, .xls), as published")
        if not stream:
            raise struct.error("its records are cut off")
        _check(stream, file)
    except (struct.error, IndexError) as error:
        raise _unusable(
            file, f"a damaged or truncated workbook ({error})", "a whole file: download it again"
        ) from error


def _streams(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The streams of a compound file by name; those of less than 4,096 bytes, kept elsewhere, as nothing."""
    tables = struct.unpack_from("<109i", data, 76)
    chain = [n for sector in tables if sector >= 0 for n in struct.unpack_from("<128i", data, _at(sector))]
    directory = _follow(data, chain, struct.unpack_from("<i", data, 48)[0])
    for place in range(0, len(directory) - 127, 128):
        length, kind = struct.unpack_from("<HB", directory, place + 64)
        if kind == 2:
            start, size = struct.unpack_from("<iI", directory, place + 116)
            name = directory[place : place + max(length - 2, 0)].decode("utf-16-le", "replace")
            yield name, (_follow(data, chain, start)[:size] if size >= 4096 else b"")


def _follow(data: bytes, chain: list[int], sector: int) -> bytes:
    parts: list[bytes] = []
    while sector >= 0 and len(parts) <= len(chain):
        parts.append(data[_at(sector) : _at(sector) + _SECTOR])
        sector = chain[sector]
    return b"".join(parts)


def _at(sector: int) -> int:
    return (sector + 1) * _SECTOR


def _check(stream: bytes, file: str) -> None:
    starts = []
    for kind, body in _records(stream, 0):
        if kind == _LOCKED:
            raise _unusable(file, "a workbook with a password", "one without, as published")
        if kind == _SHEET:
            starts.append(struct.unpack_from("<I", body)[0])
    for start in starts:
        rows, columns = _reach(stream, start)
        if rows * columns > MAX_CELLS:
            found = f"a sheet that reaches over {rows:,} rows and {columns:,} columns"
            raise _unusable(file, found, f"at most {MAX_CELLS:,} cells: delete those far from the table")


def _reach(stream: bytes, start: int) -> tuple[int, int]:
    """Rows and columns up to the last cell of a sheet, or to the last that it declares."""
    rows = columns = 0
    for kind, body in _records(stream, start):
        if kind == _DIMENSIONS:
            last = (
                struct.unpack_from("<IIHH", body)[1::2] if len(body) >= 14 else struct.unpack_from("<HHHH", body)[1::2]
            )
            rows, columns = max(rows, last[0]), max(columns, last[1])
        elif kind in _CELLS or kind in _SEVERAL:
            row, column = struct.unpack_from("<HH", body)
            if kind in _SEVERAL:
                column = max(column, struct.unpack_from("<H", body, len(body) - 2)[0])
            rows, columns = max(rows, row + 1), max(columns, column + 1)
    return rows, columns


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Records from a place to the end of its part."""
    while start + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, start)
        if kind == _END:
            return
        yield kind, stream[start + 4 : start + 4 + length]
        start += 4 + length


def _unusable(file: str, found: str, expected: str) -> BadFileError:
    return BadFileError([Problem(file, None, None, found, expected)])
