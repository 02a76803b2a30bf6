"""The formats of a briefing, as data: what each is called, its file, and what writes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from ihanalysis.content import Section, Title
from ihanalysis.errors import UnknownChoiceError


class Writer(Protocol):
    """What writes a format: a briefing's content to a file, dated."""

    def __call__(self, title: Title, sections: Sequence[Section], path: Path, produced: date) -> None:
        """Write the file.

        Parameters
        ----------
        title, sections
            What the briefing says.
        path
            The file to write.
        produced
            The date that the file gives as its own; the same content and date give the same bytes.
        """


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    Attributes
    ----------
    name
        What a user calls it.
    title
        What a page calls the link to it.
    file
        The name of its file in a briefing's folder.
    writer
        Module and function; imported when first used, because each brings its own library.
    opens
        The file that a page links to, if not `file`.
    """

    name: str
    title: str
    file: str
    writer: str
    opens: str = ""

    @property
    def link(self) -> str:
        """The file that a page links to."""
        return self.opens or self.file

    def named(self, stem: str) -> Format:
        """The format of a notebook with another name than that of a briefing.

        >>> FORMATS[0].named("national").file
        'national.pdf'
        """
        return replace(self, file=self.file.replace("briefing.", f"{stem}."))

    def write(self, title: Title, sections: Sequence[Section], folder: Path, produced: date) -> Path:
        """Write the format into a folder, and return its file."""
        module, _, function = self.writer.partition(":")
        path = folder / self.file
        cast(Writer, getattr(import_module(module), function))(title, sections, path, produced)
        return path


FORMATS = (
    Format("pdf", "PDF", "briefing.pdf", "ihanalysis.publish.pdf:write_pdf"),
    Format("word", "Word", "briefing.docx", "ihanalysis.publish.word:write_word"),
    Format("spreadsheet", "Spreadsheet", "briefing.xlsx", "ihanalysis.publish.spreadsheet:write_spreadsheet"),
    Format("csv", "CSV", "datapackage.json", "ihanalysis.publish.tables:write_tables", opens="gaps.csv"),
)


def format_of(name: str) -> Format:
    """The format of a name.

    Raises
    ------
    UnknownChoiceError
        If there is none; names the nearest.

    >>> format_of("word").file
    'briefing.docx'
    """
    for one in FORMATS:
        if one.name == name.lower():
            return one
    raise UnknownChoiceError.of("format", name, [one.name for one in FORMATS])
