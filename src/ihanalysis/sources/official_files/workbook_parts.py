"""The parts of a workbook that are handed on to be read, and what its cells hide."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from functools import cached_property
from html import unescape

from ihanalysis.errors import BadFileError, Problem
from ihanalysis.sources.official_files.old_workbooks import MAX_CELLS
from ihanalysis.sources.official_files.unpacking import Archive

#: What is read of an Excel workbook; macros, pictures, links and embedded files are not among it.
_EXCEL = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/(workbook|sharedStrings|styles)\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/worksheets/[^/]+\.xml",
    re.IGNORECASE,
)
_OPEN_DOCUMENT = re.compile(r"mimetype|content\.xml|META-INF/manifest\.xml")
_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
_OTHERS = {
    "xl/workbook.bin": "a binary Excel workbook (.xlsb)",
    "word/document.xml": "a Word document",
    "ppt/presentation.xml": "a PowerPoint presentation",
}

_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
#: A cell in a column of three letters, or a row of five digits: without either, a sheet does not reach far.
_FAR = re.compile(rb'\br="(?:[A-Z]{3}\d|[A-Z]{0,2}\d{5})')
_ROW = re.compile(rb"<(?:\w+:)?row\b")
#: A cell with something in it: a formatted one that is empty ends in "/>", or at once in "</c>".
_FILLED = re.compile(rb"<(?:\w+:)?c\b([^>/]*)>(?!</(?:\w+:)?c>)")
_ROW_NUMBER = re.compile(rb'\br="(\d{1,7})"')
_ERROR = re.compile(rb'\bt="e"[^>]*>.{0,9000}?<v>([^<]*)</v>', re.DOTALL)
_FORMULA = re.compile(rb"<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_NO_RESULT = "a formula without a saved result"


@dataclass(frozen=True)
class Parts:
    """The parts of a workbook that are read.

    Attributes
    ----------
    packed
        An archive of them alone, for the reader of workbooks.
    notes
        What was left aside, for the analyst.
    """

    archive: Archive
    packed: bytes
    notes: tuple[str, ...]

    @classmethod
    def of(cls, archive: Archive) -> Parts | None:
        """The parts of the workbook that an archive is, or None if it is a plain archive.

        Raises
        ------
        BadFileError
            If it is encrypted or another kind of document, or a sheet reaches
            over more cells than `MAX_CELLS`.
        """
        names = set(archive.names)
        kind = next((kind for part, kind in _OTHERS.items() if part in names), None)
        if kind is None and "mimetype" in names and archive.read("mimetype").strip() != _SPREADSHEET:
            kind = "an OpenDocument file that is no spreadsheet"
        if kind is not None:
            expected = "a workbook (.xlsx, .ods, .xls) or a table (.csv), as published"
            raise BadFileError([Problem(archive.file, None, None, kind, expected)])
        if "xl/workbook.xml" in names:
            macros = any(name.lower().endswith("vbaproject.bin") for name in names)
            notes = ("The workbook holds macros; they were neither read nor run.",) if macros else ()
            return cls(archive, _packed(archive, _EXCEL), notes)
        if "mimetype" in names:
            _check_not_encrypted(archive)
            return cls(archive, _packed(archive, _OPEN_DOCUMENT), ())
        return None

    def shown(self, sheet: str) -> dict[tuple[int, int], str]:
        """Cells of an Excel sheet, by row and column from 0, that show no value, and what they show.

        The reader of workbooks gives an empty cell for an error and for a
        formula that was never calculated; both must not pass for nothing.
        """
        part = self._sheets.get(sheet)
        if part is None:
            return {}
        xml = self.archive.read(part)
        shown: dict[tuple[int, int], str] = {}
        for error in _ERROR.finditer(xml):
            shown[_cell_of(xml, error.start())] = error[1].decode("utf-8", "replace")
        for formula in _FORMULA.finditer(xml):
            # A formula whose saved result is no text is typed so; its cell is rightly empty.
            if b't="str"' not in xml[_cell_start(xml, formula.start()) : formula.start()]:
                shown[_cell_of(xml, formula.start())] = _NO_RESULT
        return shown

    @cached_property
    def _sheets(self) -> dict[str, str]:
        """The part that holds each sheet of an Excel workbook."""
        names = {name.lower(): name for name in self.archive.names}
        if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
            return {}
        targets = {}
        for element in _RELATION.findall(self.archive.read(names["xl/_rels/workbook.xml.rels"])):
            target = _attribute(element, "Target")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            targets[_attribute(element, "Id")] = names.get(path.lower(), "")
        sheets = _SHEET.findall(self.archive.read(names["xl/workbook.xml"]))
        found = {_attribute(s, "name"): targets.get(_attribute(s, r"\w+:id"), "") for s in sheets}
        return {name: part for name, part in found.items() if part}


def _packed(archive: Archive, wanted: re.Pattern[str]) -> bytes:
    """The wanted parts in an archive of their own, not compressed: the reader unpacks nothing itself."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as copy:
        for name in archive.names:
            if wanted.fullmatch(name):
                part = archive.read(name)
                if name.lower().startswith("xl/worksheets/"):
                    _check_reach(part, name, archive.file)
                copy.writestr(name, part)
    return packed.getvalue()


def _check_reach(xml: bytes, part: str, file: str) -> None:
    """Refuse a sheet whose filled cells are far apart.

    The reader keeps a place for every cell between them, so that a single one
    in the last row and column of a small file would take all the memory there
    is and end the program.
    """
    if not _FAR.search(xml):
        return
    last_row = last_column = row = 0
    for element in _ROW.split(xml)[1:]:
        attributes, _, cells = element.partition(b">")
        number = _ROW_NUMBER.search(attributes)
        row = int(number[1]) if number else row + 1
        filled = _FILLED.findall(cells)
        places = [_place(*found.groups()) for cell in filled if (found := _REFERENCE.search(cell))]
        if filled:
            last_row = max([last_row, row, *(place[0] + 1 for place in places)])
            # A cell without a reference stands next to the one before it.
            last_column = max([last_column, len(filled), *(place[1] + 1 for place in places)])
    if last_row * last_column > MAX_CELLS:
        told = f"cells as far as row {last_row:,} and column {last_column:,} ({part})"
        expected = f"at most {MAX_CELLS:,} cells: delete those far from the table"
        raise BadFileError([Problem(file, None, None, told, expected)])


def _check_not_encrypted(archive: Archive) -> None:
    manifest = "META-INF/manifest.xml"
    if manifest in archive.names and b"encryption-data" in archive.read(manifest):
        found = "a workbook with a password"
        raise BadFileError([Problem(archive.file, None, None, found, "one without, as published")])


def _attribute(element: bytes, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', element.decode("utf-8", "replace"))
    return unescape(found[1]) if found else ""


def _cell_of(xml: bytes, position: int) -> tuple[int, int]:
    """Row and column of the cell whose element is open at a position."""
    reference = _REFERENCE.search(xml, _cell_start(xml, position), position + 100)
    return _place(*reference.groups()) if reference else (-1, -1)


def _cell_start(xml: bytes, position: int) -> int:
    return max(xml.rfind(b"<c ", 0, position + 3), xml.rfind(b":c ", 0, position + 3), 0)


def _place(column: bytes, row: bytes) -> tuple[int, int]:
    """Row and column from 0 of a cell such as B3."""
    number = 0
    for letter in column:
        number = number * 26 + letter - ord("A") + 1
    return int(row) - 1, number - 1
