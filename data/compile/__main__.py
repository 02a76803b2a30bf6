"""Write `data/raw/` from a folder of compiled published figures.

Usage: python data/compile COMPILED [PUBLICATION ...]

COMPILED is a folder of tables transcribed from the official publications, one
subject a folder. Each module here names what it takes from them, and from which
table of which publication each figure comes; the result is the project's own
tables, in the project's own schema. It is kept so that it can be read: an
analyst never needs to run it.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import tables

from ihanalysis.errors import InclusionHealthError

RAW = Path(__file__).parent.parent / "raw"
NOT_PUBLICATIONS = {"__main__", "tables"}


def publications() -> list[str]:
    """The publications that can be compiled: one module each."""
    return sorted(p.stem for p in Path(__file__).parent.glob("*.py") if p.stem not in NOT_PUBLICATIONS)


def main(arguments: list[str]) -> int:
    """Compile the named publications, or all."""
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    compiled, *names = arguments
    for name in names or publications():
        module = importlib.import_module(name)
        try:
            written = tables.write(RAW / name, module.tables(Path(compiled)), module.SOURCES)
        except InclusionHealthError as error:
            print(f"{name}: {error}", file=sys.stderr)
            return 1
        for path, rows in written.items():
            print(f"{path.relative_to(RAW.parent)}: {rows:,} rows")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
