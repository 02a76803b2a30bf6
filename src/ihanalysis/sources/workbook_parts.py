"""The parts of a workbook that are handed on to be read, and what its cells hide."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from functools import cached_property
from html import unescape

from ihanalysis.errors import BadFileError, Problem
from ihanalysis.sources.unpacking import Archive

#: The most cells a sheet may reach over. The reader keeps a place for each, so a single cell in the last
#: row and column of a small file would otherwise take all the memory there is and end the program.
MAX_CELLS = 5_000_000

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
_FILLED = re.compile(rb'<c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>/]*>')
_WRONG = re.compile(rb'<c\s(?=[^>]*\bt="e")[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*>.*?<v>([^<]*)</v>', re.DOTALL)
_UNCALCULATED = re.compile(
    rb'<c\s(?![^>]*\bt="str")[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)'
    rb"\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
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
            If it is encrypted or another kind of document.
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

        Raises
        ------
        BadFileError
            If the sheet reaches over more cells than `MAX_CELLS`.
        """
        part = self._sheets.get(sheet)
        if part is None:
            return {}
        xml = self.archive.read(part)
        self._check_reach(sheet, xml)
        shown: dict[tuple[int, int], str] = {}
        if b't="e"' in xml:
            shown |= {_place(c, r): text.decode("utf-8", "replace") for c, r, text in _WRONG.findall(xml)}
        if b"<f" in xml:
            shown |= {_place(c, r): _NO_RESULT for c, r in _UNCALCULATED.findall(xml)}
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

    def _check_reach(self, sheet: str, xml: bytes) -> None:
        places = [_place(column, row) for column, row in set(_FILLED.findall(xml))]
        if not places:
            return
        rows, columns = zip(*places, strict=True)
        cells = (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1)
        if cells > MAX_CELLS:
            found = f"cells that reach over {cells:,}, to row {max(rows) + 1:,}"
            expected = f"at most {MAX_CELLS:,}: delete the cells far from the table"
            raise BadFileError([Problem(self.archive.file, None, None, found, expected, sheet)])


def _packed(archive: Archive, wanted: re.Pattern[str]) -> bytes:
    """The wanted parts in an archive of their own, not compressed: the reader unpacks nothing itself."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as copy:
        for name in archive.names:
            if wanted.fullmatch(name):
                copy.writestr(name, archive.read(name))
    return packed.getvalue()


def _check_not_encrypted(archive: Archive) -> None:
    manifest = "META-INF/manifest.xml"
    if manifest in archive.names and b"encryption-data" in archive.read(manifest):
        found = "a workbook with a password"
        raise BadFileError([Problem(archive.file, None, None, found, "one without, as published")])


def _attribute(element: bytes, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', element.decode("utf-8", "replace"))
    return unescape(found[1]) if found else ""


def _place(column: bytes, row: bytes) -> tuple[int, int]:
    """Row and column from 0 of a cell such as B3."""
    number = 0
    for letter in column:
        number = number * 26 + letter - ord("A") + 1
    return int(row) - 1, number - 1
