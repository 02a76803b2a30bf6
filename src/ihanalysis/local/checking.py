"""Every local file of a workbook, checked: what `ihanalysis check` says of them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ihanalysis.errors import BadFileError, Problem, nearest
from ihanalysis.folder import LOCAL_FIGURES
from ihanalysis.local.reading import read_file
from ihanalysis.local.voice import read_voice
from ihanalysis.workbook import Workbook


def check_local(workbook: Workbook) -> tuple[tuple[Path, ...], pd.DataFrame]:
    """The local files there are, and every problem in them.

    A file whose name is no system's, and which no briefing would therefore read, is a problem too.

    Returns
    -------
    tuple
        The files, and a table with a row a problem: file, sheet, row, column, found, expected.
    """
    files = tuple(sorted(path for path in workbook.local.glob("[!.]*") if path.is_file()))
    problems: list[Problem] = []
    measures: tuple[str, ...] = ()
    try:
        if figures := workbook.local_figures:
            measures = tuple(dict.fromkeys(read_file(figures, workbook.areas)["measure"]))
    except BadFileError as error:
        problems += error.problems
    slugs = {system.slug for system in workbook.areas.systems}
    for path in files:
        if path.name in LOCAL_FIGURES:
            continue
        if path.suffix != ".toml" or path.stem not in slugs:
            names = [f"{slug}.toml" for slug in sorted(slugs)]
            expected = f"the name of a system, such as {names[0]}, or {' or '.join(LOCAL_FIGURES)}"
            problems.append(
                Problem(str(path), None, None, "a file that no briefing reads", expected + nearest(path.name, names))
            )
            continue
        try:
            read_voice(path, measures)
        except BadFileError as error:
            problems += error.problems
    return files, BadFileError(problems).table
