"""The formats as data."""

from __future__ import annotations

from pathlib import Path

import pytest

from ihanalysis.errors import UnknownChoiceError
from ihanalysis.publish import formats
from ihanalysis.publish.formats import FORMATS, format_of
from tests.publish.conftest import PRODUCED, Content


@pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.name)
def test_each_format_writes_its_file(one: formats.Format, kent_content: Content, tmp_path: Path) -> None:
    path = one.write(*kent_content, tmp_path, PRODUCED)
    assert path == tmp_path / one.file
    assert path.stat().st_size > 1000
    assert (tmp_path / one.link).is_file()


def test_names_and_files_are_each_used_once() -> None:
    assert len({one.name for one in FORMATS}) == len({one.file for one in FORMATS}) == len(FORMATS)


def test_an_unknown_format_is_told_the_nearest() -> None:
    with pytest.raises(UnknownChoiceError, match="Did you mean 'spreadsheet'"):
        format_of("spreadsheets")
