"""A workbook with a system's own files; everything in them is invented, and says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ihanalysis import Briefing, Workbook

#: Markup of every format, formulas, and letters that run right to left.
NASTY = (
    "<script>alert(1)</script> =cmd|'/C calc'!A0 #import \"@preview/x:0.1.0\" $x^2$ _a_ `b` \\ @ref <label> "
    "[a link](x) [1] **not strong** ** ** # heading \u202eright to left\u202c \u05e9\u05dc\u05d5\u05dd "
    "&amp; %s {0} ${name} fictitious"
)


@pytest.fixture
def own(workbook: Workbook, tmp_path: Path) -> Workbook:
    """The project's figures with a `local` folder of the test's own."""
    for name in ("data", "notebooks"):
        (tmp_path / name).symlink_to(workbook.root / name)
    (tmp_path / "local").mkdir()
    return Workbook(tmp_path)


@pytest.fixture
def says(own: Workbook) -> Callable[[str], Briefing]:
    """The briefing of Kent and Medway, which says what it is given."""

    def brief(text: str) -> Briefing:
        (own.local / "kent-and-medway.toml").write_text(text, encoding="utf-8")
        return Briefing.of("kent", workbook=own)

    return brief
