"""How fast all processed tables are made: `python benchmarks/build.py`.

Two things are timed in turn, best of several runs: making every processed table and the data package from
`data/raw`, every check included; and the same files read and written by plain pandas with nothing checked or
calculated in between, `pandas.read_csv` of every raw table and `DataFrame.to_csv` of every processed one. Then the
whole command, `ihanalysis build`, as a process of its own, and what of it is starting Python and importing pandas.
Everything is written to a temporary folder.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

# Python puts a script's folder first on the path, where `statistics.py` would hide the standard library's own.
if Path(sys.path[0]).resolve() == Path(__file__).resolve().parent:
    sys.path.pop(0)

import shutil

import pandas as pd

from ihanalysis.datapackage import write_datapackage
from ihanalysis.workbook import Workbook

ROOT = Path(__file__).resolve().parents[1]
RUNS = 5
#: What is promised: at most this many times the time of plain reading and writing.
AIM = 2.0


def build(root: Path) -> None:
    """Make every table from nothing."""
    shutil.rmtree(root / "data" / "processed", ignore_errors=True)
    write_datapackage(Workbook(root))


def plain(root: Path, tables: dict[str, pd.DataFrame], folder: Path) -> None:
    """Read every raw table, write every processed one."""
    for path in sorted((root / "data" / "raw").glob("*/*.csv")):
        pd.read_csv(path)
    for name, table in tables.items():
        table.to_csv(folder / name, index=False)


def command(*words: str, root: Path) -> None:
    """Run a command of its own within the workbook."""
    subprocess.run(words, cwd=root, check=True, stdout=subprocess.DEVNULL)


def timed(call: Callable[[], object]) -> tuple[float, float]:
    """Seconds of one run: by the clock, and of the processor, its children's included."""
    before, start = os.times(), time.perf_counter()
    call()
    seconds, after = time.perf_counter() - start, os.times()
    return seconds, sum(after[:4]) - sum(before[:4])


def best(runs: list[tuple[float, float]]) -> tuple[float, float]:
    return min(clock for clock, _ in runs), min(processor for _, processor in runs)


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        root, plainly = Path(name, "workbook"), Path(name, "plain")
        plainly.mkdir()
        shutil.copytree(ROOT / "data" / "raw", root / "data" / "raw")
        build(root)
        tables = {path.name: pd.read_csv(path) for path in (root / "data" / "processed").glob("*.csv")}

        def rebuild() -> None:
            shutil.rmtree(root / "data" / "processed", ignore_errors=True)
            command(sys.executable, "-m", "ihanalysis", "build", root=root)

        calls = {
            "plain pandas: read raw, write processed": lambda: plain(root, tables, plainly),
            "build: every check, every table": lambda: build(root),
            "the command `ihanalysis build`": rebuild,
            "python -c 'import pandas'": lambda: command(sys.executable, "-c", "import pandas", root=root),
            "ihanalysis --help": lambda: command(sys.executable, "-m", "ihanalysis", "--help", root=root),
            "python -c pass": lambda: command(sys.executable, "-c", "pass", root=root),
        }
        # In turn, so that whatever else the machine does falls on all.
        runs = [{what: timed(call) for what, call in calls.items()} for _ in range(RUNS)]
    times = {what: best([run[what] for run in runs]) for what in calls}
    print(f"best of {RUNS}, in seconds                     clock  processor  of plain")
    peer = times["plain pandas: read raw, write processed"][1]
    for what, (clock, processor) in times.items():
        print(f"  {what:<41} {clock:6.2f}    {processor:6.2f}    {processor / peer:5.2f}")
    ratio = times["build: every check, every table"][1] / peer
    print(f"build over plain reading and writing: {ratio:.2f} (aim: at most {AIM})")
    return 0 if ratio <= AIM else 1


if __name__ == "__main__":
    raise SystemExit(main())
