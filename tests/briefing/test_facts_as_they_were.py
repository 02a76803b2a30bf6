"""What three briefings tell, as it was when somebody last read it: a change of a figure is seen before it is published.

When a change is meant, run `python -m tests.briefing.test_facts_as_they_were`, and read the difference.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ihanalysis import Briefing, Workbook
from ihanalysis.content import Chart, Points
from tests.publish.conftest import LARGE, SPLIT, TINY

_KEPT = Path(__file__).parent / "facts"


def _told(briefing: Briefing) -> str:
    """Key messages, and every row of every table but the sources: words and figures as they are printed."""
    lines = [f"# {briefing.area.name}"]
    for section in briefing.sections()[:-1]:
        lines += ["", f"## {section.name}: {section.message}"]
        for part in section.parts:
            if isinstance(part, Points):
                lines += [f"- {point}" for point in part.points]
            table = part.table if isinstance(part, Chart) else part
            rows = getattr(table, "rows", None)
            if rows is not None:
                lines += ["", table.title, *(" | ".join(map(str, row)) for row in rows.to_numpy())]
    return "\n".join(lines) + "\n"


def _file(briefing: Briefing) -> Path:
    return _KEPT / f"{briefing.area.slug}.txt"


@pytest.mark.parametrize("name", [LARGE, TINY, SPLIT])
def test_the_facts_are_those_that_were_read(workbook: Workbook, name: str) -> None:
    briefing = Briefing.of(name, workbook=workbook)
    assert _told(briefing) == _file(briefing).read_text(encoding="utf-8")


if __name__ == "__main__":
    _KEPT.mkdir(exist_ok=True)
    for name in (LARGE, TINY, SPLIT):
        briefing = Briefing.of(name)
        _file(briefing).write_text(_told(briefing), encoding="utf-8")
