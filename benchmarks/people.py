"""How long, and in how much memory, rows about people become protected figures: DuckDB beside pandas.

    python -m pip install -c constraints.txt -e ".[people]"
    python benchmarks/people.py            # 1, 10 and 100 million rows: about three minutes, and 1 GB of disk
    python benchmarks/people.py 6 7        # up to ten million

Rows are made by DuckDB itself and written to a Parquet file in a temporary folder. Each measurement is a process of its
own, so that its peak of resident memory (`getrusage`) is that of one engine and one size, Python and its libraries
included. DuckDB counts from the file, and is held to half a gibibyte; pandas has the rows in memory, as it must, which
is why it stops at ten million, and they are read beforehand. "Counting" is what grows with the rows; "aggregate" is the
whole call, disclosure control included, which depends on how many figures there are and how many are small.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# Python puts a script's folder first on the path, where statistics.py would hide the standard library's own.
if Path(sys.path[0]).resolve() == Path(__file__).resolve().parent:
    sys.path.pop(0)

import duckdb
import numpy as np

from ihanalysis.people import ProtectedFigures, aggregate
from ihanalysis.people.counting import counted, opened, schema_of

POWERS = (6, 7, 8)
#: More rows than this pandas cannot hold in the memory of an ordinary laptop.
MOST_IN_PANDAS = 10**7
#: The shortest of so many is given: the others were disturbed.
RUNS = 2
MEMORY_OF_DUCKDB = "512MB"

#: What is promised: memory at the most rows, and time that grows as the rows do: as a power of them that is 1, but for
#: the noise of a machine that does other things as well.
MOST_MEMORY_GIB = 1.0
MOST_POWER = 1.15

#: One row a person; numbers by a hash, so that each column is its own and each run the same.
PEOPLE = """
    SELECT CASE WHEN hash(i) % 200 < 2 THEN 'no fixed abode'
                WHEN hash(i) % 200 < 5 THEN 'hostel' ELSE 'settled' END AS home,
           'E0700' || lpad((hash(i + 1) % 12 + 1)::VARCHAR, 4, '0') AS area,
           2021 + hash(i + 2) % 4 AS year,
           hash(i + 3) % 100 < CASE WHEN hash(i) % 200 < 5 THEN 12 ELSE 4 END AS admitted
    FROM range({rows}) people(i)
"""


def connected() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"memory_limit": MEMORY_OF_DUCKDB})


def protected(frame: object) -> ProtectedFigures:
    homeless = "people experiencing homelessness"
    return aggregate(
        frame,
        measure="People admitted to hospital in an emergency",
        source="Generated rows",
        group="home",
        groups={"no fixed abode": homeless, "hostel": homeless},
        area="area",
        areas=["E07000001", "E07000002", "E07000003"],
        period="year",
        event="admitted",
    )


def measured(engine: str, file: str) -> None:
    """Count once in this process, and print what it took."""
    rows = connected().read_parquet(file)
    frame = rows.df() if engine == "pandas" else rows
    table = opened(frame)
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        counted(table, schema_of(table), ["home", "area", "year"], "admitted")
        seconds.append(time.perf_counter() - start)
    counting = min(seconds)
    start = time.perf_counter()
    figures = protected(frame)
    whole = time.perf_counter() - start
    # Kibibytes on Linux, bytes on macOS.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**30 if sys.platform == "darwin" else 2**20)
    print(json.dumps({"counting": counting, "whole": whole, "gib": peak, "figures": figures.frame.to_csv(index=False)}))


def in_a_process(engine: str, file: Path) -> dict[str, float | str]:
    command = [sys.executable, __file__, engine, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float | str] = json.loads(done.stdout)
    return found


def main(powers: tuple[int, ...]) -> int:
    print(f"{'rows':>12}  {'engine':8}{'counting s':>11}{'million rows/s':>16}{'aggregate s':>13}{'peak GiB':>10}")
    took: list[float] = []
    agree, peak = True, 0.0
    with tempfile.TemporaryDirectory() as folder:
        for rows in (10**power for power in powers):
            file = Path(folder) / f"{rows}.parquet"
            with connected() as making:
                making.sql(PEOPLE.format(rows=rows)).write_parquet(str(file))
            engines = ["DuckDB", *(["pandas"] if rows <= MOST_IN_PANDAS else [])]
            found = {engine: in_a_process(engine, file) for engine in engines}
            for engine, line in found.items():
                counting, whole, gib = (float(line[name]) for name in ("counting", "whole", "gib"))
                speed = rows / counting / 1e6
                print(f"{rows:>12,}  {engine:8}{counting:>11.2f}{speed:>16.1f}{whole:>13.2f}{gib:>10.2f}", flush=True)
            took.append(float(found["DuckDB"]["counting"]))
            peak = float(found["DuckDB"]["gib"])
            agree &= len({line["figures"] for line in found.values()}) == 1
            file.unlink()
    grows = float(np.polyfit(powers, np.log10(took), 1)[0]) if len(powers) > 1 else 0.0
    claims = {
        "both engines give the same figures": agree,
        f"time grows as rows to the power of {grows:.2f}, at most {MOST_POWER}": grows <= MOST_POWER,
        f"under {MOST_MEMORY_GIB:g} GiB at the most rows": peak < MOST_MEMORY_GIB,
    }
    print()
    for claim, holds in claims.items():
        print(f"{'holds' if holds else 'FAILS'}: {claim}")
    return 0 if all(claims.values()) else 1


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] in ("DuckDB", "pandas"):
        measured(sys.argv[1], sys.argv[2])
    else:
        sys.exit(main(tuple(map(int, sys.argv[1:])) or POWERS))
