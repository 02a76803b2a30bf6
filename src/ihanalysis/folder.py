"""Where a workbook's things lie, known without reading a table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

from ihanalysis.areas import System, Systems, read_systems
from ihanalysis.errors import InclusionHealthError

#: The folder of `data/raw` that describes areas and holds no figures.
AREAS = "areas"
#: What a file of figures that systems hold themselves may be called.
LOCAL_FIGURES = ("figures.csv", "figures.xlsx")


@dataclass(frozen=True)
class Folder:
    """A folder with `data/raw`, `notebooks` and `reports`."""

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> Self:
        """The workbook around a folder, or the one this library was installed from.

        Raises
        ------
        InclusionHealthError
            If neither has a `data/raw` folder with the areas.
        """
        here = (start or Path.cwd()).resolve()
        # src/ihanalysis/folder.py of a checkout lies two folders below its root.
        for folder in (here, *here.parents, Path(__file__).resolve().parents[2]):
            if (folder / "data" / "raw" / AREAS / "systems.csv").is_file():
                return cls(folder)
        raise InclusionHealthError(
            f"no workbook in {here} or above it: a workbook has a folder data/raw with the published figures"
        )

    @property
    def raw(self) -> Path:
        """Figures as published, one folder a publication."""
        return self.root / "data" / "raw"

    @property
    def processed(self) -> Path:
        """What is made of them."""
        return self.root / "data" / "processed"

    @property
    def notebooks(self) -> Path:
        """The notebooks that papermill runs and analysts open."""
        return self.root / "notebooks"

    @property
    def reports(self) -> Path:
        """What runs write."""
        return self.root / "reports"

    @property
    def local(self) -> Path:
        """What systems say and count themselves."""
        return self.root / "local"

    def local_files(self, system: System) -> tuple[Path, ...]:
        """Of the files in `local`, those there are for a system: its own words, and figures."""
        files = (self.local / f"{system.slug}.toml", *(self.local / name for name in LOCAL_FIGURES))
        return tuple(path for path in files if path.is_file())

    @cached_property
    def systems(self) -> Systems:
        """The systems of every boundary year."""
        return read_systems(self.raw / AREAS)
