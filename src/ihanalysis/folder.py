"""Where a workbook's things lie, known without reading a table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

from platformdirs import user_cache_path

from ihanalysis.areas import System, Systems, read_systems
from ihanalysis.errors import BadFileError, InclusionHealthError, Problem

#: The folder of `data/raw` that describes areas and holds no figures.
AREAS = "areas"
#: What a file of figures that systems hold themselves may be called: one table, or one workbook.
LOCAL_FIGURES = ("figures.csv", "figures.xlsx")


@dataclass(frozen=True)
class Folder:
    """A folder with `data/raw`, `notebooks` and `reports`."""

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> Self:
        """The workbook around a folder, or else the figures that came with this library.

        Raises
        ------
        InclusionHealthError
            If neither has a `data/raw` folder with the areas.
        """
        here = (start or Path.cwd()).resolve()
        for folder in (here, *here.parents, *_shipped()):
            if _is_workbook(folder):
                return cls(folder)
        raise InclusionHealthError(
            f"no workbook in {here} or above it: a workbook has a folder data/raw with the published figures; "
            "`ihanalysis new FOLDER` makes one"
        )

    @classmethod
    def shipped(cls) -> Self:
        """The figures and notebooks that came with this library: of its checkout, or packaged with it.

        Raises
        ------
        InclusionHealthError
            If the library was installed without them.
        """
        for folder in _shipped():
            if _is_workbook(folder):
                return cls(folder)
        raise InclusionHealthError("this library was installed without its figures: install it again")

    @property
    def packaged(self) -> bool:
        """Whether these are the figures inside an installed library, where nothing is written."""
        return self.root == _packaged()

    @property
    def raw(self) -> Path:
        """Figures as published, one folder a publication."""
        return self.root / "data" / "raw"

    @property
    def processed(self) -> Path:
        """What is made of them; of packaged figures, in the folder where the system keeps such things."""
        if self.packaged:
            return user_cache_path("ihanalysis", appauthor=False) / "processed"
        return self.root / "data" / "processed"

    @property
    def notebooks(self) -> Path:
        """The notebooks that papermill runs and analysts open."""
        return self.root / "notebooks"

    @property
    def reports(self) -> Path:
        """What runs write; of packaged figures, in the folder one stands in."""
        return (Path.cwd() if self.packaged else self.root) / "reports"

    @property
    def local(self) -> Path:
        """What systems say and count themselves; nothing in it is ever written over."""
        return self.root / "local"

    @property
    def local_figures(self) -> Path | None:
        """The file of figures that systems hold themselves, if there is one.

        Raises
        ------
        BadFileError
            If there are two.
        """
        files = [path for name in LOCAL_FIGURES if (path := self.local / name).is_file()]
        if len(files) > 1:
            found = f"{' and '.join(path.name for path in files)}"
            raise BadFileError([Problem(str(self.local), None, None, found, "one of the two")])
        return files[0] if files else None

    def local_files(self, system: System) -> tuple[Path, ...]:
        """Of the files in `local`, those there are for a system: its own words, and figures."""
        files = (self.local / f"{system.slug}.toml", *(self.local / name for name in LOCAL_FIGURES))
        return tuple(path for path in files if path.is_file())

    @cached_property
    def systems(self) -> Systems:
        """The systems of every boundary year."""
        return read_systems(self.raw / AREAS)


def _packaged() -> Path:
    """Where a wheel carries `data/raw` and `notebooks`."""
    return Path(__file__).resolve().parent / "packaged"


def _shipped() -> tuple[Path, ...]:
    # src/ihanalysis/folder.py of a checkout lies two folders below its root.
    return Path(__file__).resolve().parents[2], _packaged()


def _is_workbook(folder: Path) -> bool:
    return (folder / "data" / "raw" / AREAS / "systems.csv").is_file()
