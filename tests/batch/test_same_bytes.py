"""Two runs give the same files to the byte; a notebook differs only in when it was run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ihanalysis import Workbook
from ihanalysis.batch import make_briefing

#: What papermill writes of when and where a notebook was run.
_OF_THE_RUN = ("papermill", "execution")


def _without_the_run(part: Any) -> Any:
    if isinstance(part, dict):
        # papermill gives the cell of parameters that it puts in an id at random.
        injected = "injected-parameters" in part.get("metadata", {}).get("tags", [])
        dropped = (*_OF_THE_RUN, "id") if injected else _OF_THE_RUN
        return {key: _without_the_run(value) for key, value in part.items() if key not in dropped}
    return [_without_the_run(each) for each in part] if isinstance(part, list) else part


def test_a_second_run_writes_the_same_bytes(workbook: Workbook, tmp_path: Path) -> None:
    system = workbook.areas.find("shropshire")
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        outcome = make_briefing(system, workbook.root, folder)
        assert outcome.done, outcome.error
    names = sorted(path.name for path in first.iterdir())
    assert names == sorted(path.name for path in second.iterdir())
    assert len(names) == 8
    for name in names:
        one, other = (folder / name for folder in (first, second))
        if name.endswith(".ipynb"):
            read = [json.loads(path.read_text(encoding="utf-8")) for path in (one, other)]
            assert _without_the_run(read[0]) == _without_the_run(read[1])
        else:
            assert one.read_bytes() == other.read_bytes(), name
