"""The pages over the briefings of a run: the index and, over a set of areas, the page of them side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ihanalysis.areas import Area
from ihanalysis.batch import apart


def write_pages(
    areas: Sequence[Area], root: Path, place: Path, failures: Mapping[Area, str], name: str = ""
) -> list[Path]:
    """Write the pages over the briefings that stand in a folder, in a process that has the tables already.

    Parameters
    ----------
    areas
        Of one division: all of them, or those of a set.
    root
        The workbook.
    place
        Where the briefings stand.
    failures
        Why an area's briefing could not be made.
    name
        Of the set, if the areas are one.

    Raises
    ------
    OSError
        If a page cannot be written.
    DiedError
        If the process ended before they were.
    """
    written: list[Path] = apart.call(
        _write, tuple(areas), root, place, dict(failures), name,
        root=root, division=areas[0].division, kind=apart.STAYING,
    )  # fmt: skip
    return written


def _write(areas: tuple[Area, ...], root: Path, place: Path, failures: Mapping[Area, str], name: str) -> list[Path]:
    from ihanalysis.publish.index import write_index
    from ihanalysis.publish.side_by_side import write_side_by_side
    from ihanalysis.workbook import Workbook

    workbook = Workbook.warm(root)
    index = write_index(areas, workbook, place, failures, name)
    return [index, write_side_by_side(name, areas, workbook, place)] if name else [index]
