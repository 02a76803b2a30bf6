"""Write small files of every format that publishers use, cell by cell."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl

Cell = str | int | float | None
Rows = Sequence[Sequence[Cell]]
Sheets = Mapping[str, Rows]


def as_csv(rows: Rows, encoding: str = "utf-8") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def as_zip(members: Mapping[str, bytes]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in members.items():
            z.writestr(name, data)
    return archive.getvalue()


def with_members(data: bytes, changes: Mapping[str, bytes]) -> bytes:
    """An archive with members added or replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        members = {name: z.read(name) for name in z.namelist()}
    return as_zip(members | dict(changes))


def as_xlsx(sheets: Sheets) -> bytes:
    workbook = openpyxl.Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    data = io.BytesIO()
    workbook.save(data)
    return data.getvalue()


_NAMESPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def as_ods(sheets: Sheets) -> bytes:
    tables = "".join(
        f'<table:table table:name="{escape(name)}">{"".join(map(_ods_row, rows))}</table:table>'
        for name, rows in sheets.items()
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMESPACES} office:version="1.3">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    return as_zip(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest.encode(),
        }
    )


def _ods_row(row: Sequence[Cell]) -> str:
    cells, empty = [], 0
    for cell in row:
        if cell is None or cell == "":
            empty += 1
            continue
        if empty:  # as LibreOffice writes a run of empty cells
            cells.append(f'<table:table-cell table:number-columns-repeated="{empty}"/>')
            empty = 0
        if isinstance(cell, str):
            lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in cell.split("\n"))
            cells.append(f'<table:table-cell office:value-type="string">{lines}</table:table-cell>')
        else:
            shown = f"<text:p>{cell}</text:p>"
            cells.append(
                f'<table:table-cell office:value-type="float" office:value="{cell}">{shown}</table:table-cell>'
            )
    return f"<table:table-row>{''.join(cells) or '<table:table-cell/>'}</table:table-row>"


def as_xls(sheets: Sheets) -> bytes:
    """A workbook of Excel before 2007: records (BIFF8) in one stream of a compound file."""
    bodies = [
        _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + _cells(rows) for rows in sheets.values()
    ]
    bodies = [body + _record(0x000A, b"") for body in bodies]
    names = [_record(0x0085, b"\0" * 6 + _short(name)) for name in sheets]
    # A stream of less than 4,096 bytes would have to be kept in another place.
    padding = _record(0x0012, b"\0\0") * 700
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + padding
    end = _record(0x000A, b"")
    offset = len(start) + sum(map(len, names)) + len(end)
    globals_ = start
    for name, body in zip(sheets, bodies, strict=True):
        globals_ += _record(0x0085, struct.pack("<IBB", offset, 0, 0) + _short(name))
        offset += len(body)
    return as_compound(globals_ + end + b"".join(bodies), "Workbook")


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _short(name: str) -> bytes:
    return struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")


def _cells(rows: Rows) -> bytes:
    records = []
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, str) and cell:
                text = struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le")
                records.append(_record(0x0204, struct.pack("<HHH", row, column, 0) + text))
            elif isinstance(cell, int | float):
                records.append(_record(0x0203, struct.pack("<HHHd", row, column, 0, cell)))
    return b"".join(records)


def as_compound(stream: bytes, name: str) -> bytes:
    """A compound file of one stream: header, the stream's sectors, the directory, the table of sectors."""
    sectors = -(-len(stream) // 512)
    stream = stream.ljust(sectors * 512, b"\0")
    per_sector = 128
    tables = -(-(sectors + 2) // per_sector)
    while tables * per_sector < sectors + 1 + tables:
        tables += 1
    directory = sectors
    chain = [*range(1, sectors), -2, -2, *[-3] * tables]
    chain += [-1] * (tables * per_sector - len(chain))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIiIiI", 0, tables, directory, 0, 4096, -2, 0, -2, 0)
    places = [directory + 1 + n for n in range(tables)]
    header += struct.pack("<109i", *places, *[-1] * (109 - tables))
    entries = _entry("Root Entry", 5, 1, -2, 0) + _entry(name, 2, -1, 0, len(stream)) + bytes(256)
    return header + stream + entries + struct.pack(f"<{len(chain)}i", *chain)


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    head = text.ljust(64, b"\0") + struct.pack("<HBBiii", len(text), kind, 1, -1, -1, child)
    return head + bytes(36) + struct.pack("<iQ", start, size)
