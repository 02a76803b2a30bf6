"""Every briefing of both boundary years in every format: complete, worded as people first, about its own system."""

from __future__ import annotations

import re
import zipfile
from html import unescape
from pathlib import Path

import pytest
from pypdf import PdfReader

from ihanalysis import Briefing, Workbook
from ihanalysis.publish.formats import FORMATS
from ihanalysis.words.wording import slips
from tests.publish.conftest import PRODUCED, content_of

_ADDRESS = re.compile(r"\S+/\S+/\S+")
_MARKUP = re.compile(r"<[^>]+>")


def _archived(path: Path, member: str, between: str = "\n") -> str:
    """The words of a part of an office document, with something between those that stand apart."""
    with zipfile.ZipFile(path) as archive:
        return unescape(_MARKUP.sub(between, archive.read(member).decode()))


def _texts(folder: Path) -> dict[str, str]:
    """What each format says."""
    texts = {
        "pdf": "\n".join(page.extract_text() for page in PdfReader(folder / "briefing.pdf").pages),
        "word": _archived(folder / "briefing.docx", "word/document.xml"),
        # The words of two cells are no sentence.
        "spreadsheet": _archived(folder / "briefing.xlsx", "xl/sharedStrings.xml", between="; "),
        "csv": (folder / "gaps.csv").read_text(encoding="utf-8"),
    }
    return {name: _in_lines(text) for name, text in texts.items()}


def _in_lines(text: str) -> str:
    """Text read cell by cell and line by line, without the breaks in between."""
    return " ".join(re.sub(r"\s+([,;])", r"\1", text).split())


def _own_words(text: str, briefing: Briefing) -> str:
    """Without publications' titles and addresses, which are not ours to reword."""
    for _, source in briefing.sources_cited:
        text = text.replace(source.publication, "(a title)")
    return _in_lines(_ADDRESS.sub("", text))


@pytest.mark.slow
@pytest.mark.parametrize("boundaries", ["2023", "2026"])
def test_every_format_of_every_system_is_worded_with_care(workbook: Workbook, boundaries: str, tmp_path: Path) -> None:
    found = []
    for system in workbook.areas.of(boundaries):
        briefing = Briefing(system, workbook)
        title, sections = content_of(briefing)
        for one in FORMATS:
            one.write(title, sections, tmp_path, PRODUCED)
        page = _in_lines(unescape(_MARKUP.sub("\n", "".join(section.html() for section in sections))))
        for name, text in {**_texts(tmp_path), "page": page}.items():
            assert len(text) > 3000
            found += [f"{system.name}, {name}: {slip}" for slip in slips(_own_words(text, briefing))]
    assert not found
