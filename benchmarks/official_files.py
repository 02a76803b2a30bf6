"""How fast an official file is read and checked: `python benchmarks/official_files.py [FILE]`.

FILE is the regions file of Patients Registered at a GP Practice, as published; without it, that of August 2026
(282,253 rows) is looked for in the folder named by IHANALYSIS_OFFICIAL or in ../shared/official. Two things are timed
in turn, from the packed file each time: reading all of it with a plain `pandas.read_csv` and grouping by all columns,
and reading it with every check. Times are the best of several runs.
"""

from __future__ import annotations

import os
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

# Python puts a script's folder first on the path, where `statistics.py` would hide the standard library's own.
if Path(sys.path[0]).resolve() == Path(__file__).resolve().parent:
    sys.path.pop(0)

import pandas as pd

from ihanalysis.areas import Areas, read_areas
from ihanalysis.sources.official_files.registry import check_file

ROOT = Path(__file__).resolve().parents[1]
FOLDER = Path(os.environ.get("IHANALYSIS_OFFICIAL", ROOT.parent / "shared" / "official"))
NAME = "gp-reg-pat-prac-sing-age-regions.zip"
RUNS = 15
#: What is promised: at most this part of the plain time.
AIM = 0.5


def plain(path: Path) -> pd.DataFrame:
    """Read everything as it comes, and group by all columns."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pd.errors.DtypeWarning)
        table = pd.read_csv(path)
    patients = table.columns[-1]
    keys = [column for column in table.columns if column != patients]
    return table.groupby(keys, dropna=False)[patients].sum()


def checked(path: Path, areas: Areas) -> int:
    """Read it with every check; a file with problems is no benchmark."""
    reading = check_file(path, areas)
    if reading.problems:
        raise SystemExit(str(reading))
    return reading.summary.rows


def timed(call: Callable[[], object]) -> float:
    """Seconds of one run."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def main() -> int:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER / NAME
    if not path.is_file():
        print(f"{path} is not here: give the regions file, as published", file=sys.stderr)
        return 2
    areas = read_areas(ROOT / "data" / "raw" / "areas")
    rows = checked(path, areas)
    # In turn, so that whatever else the machine does falls on both.
    runs = [(timed(lambda: plain(path)), timed(lambda: checked(path, areas))) for _ in range(RUNS)]
    slow, fast = min(run[0] for run in runs), min(run[1] for run in runs)
    print(f"{path.name}: {rows:,} rows, best of {RUNS}")
    print(f"  plain read_csv and group-by of all columns  {slow:6.3f} s")
    print(f"  read and checked                            {fast:6.3f} s")
    print(f"  ratio                                       {fast / slow:6.2f}   (aim: at most {AIM})")
    return 0 if fast <= AIM * slow else 1


if __name__ == "__main__":
    raise SystemExit(main())
