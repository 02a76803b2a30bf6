"""A run without notebooks: briefings that are made in a moment, and fail when told to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ihanalysis.areas import System
from ihanalysis.batch import run as runs
from ihanalysis.batch.making import Outcome
from ihanalysis.batch.progress import Progress
from ihanalysis.batch.run import Run, Wish
from ihanalysis.folder import Folder
from ihanalysis.whole import whole_folder


@dataclass
class Bench:
    """Makes briefings of Kent, Devon and Dorset in one place, and remembers which."""

    folder: Folder
    place: Path
    made: list[str] = field(default_factory=list)
    failing: dict[str, str] = field(default_factory=dict)
    meanwhile: Callable[[System], object] = lambda system: None

    def make(self, system: System, root: Path, folder: Path, engine: str, seconds: float) -> Outcome:
        self.made.append(system.slug)
        self.meanwhile(system)
        if error := self.failing.get(system.slug):
            return Outcome(system, folder, 0.1, error)
        with whole_folder(folder) as new:
            (new / "briefing.html").write_text(f"{system.name}, {len(self.made)}", encoding="utf-8")
        return Outcome(system, folder, 0.1)

    def pages(self, outcomes: Sequence[Outcome]) -> list[Path]:
        path = self.place / "index.html"
        path.write_text("all of them", encoding="utf-8")
        return [path]

    def run(self, *names: str, force: bool = False, failed: bool = False) -> Run:
        """Run, and forget what earlier runs made."""
        self.made.clear()
        systems = [self.folder.systems.find(name) for name in names or ("kent", "devon", "dorset")]
        with Progress() as progress:
            wish = Wish(force=force, failed=failed)
            return runs.run(systems, self.folder, self.place, wish, progress, self.pages)

    def page(self, slug: str) -> str:
        return (self.place / slug / "briefing.html").read_text(encoding="utf-8")


@pytest.fixture
def bench(copy: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    one = Bench(copy, tmp_path / "reports" / "2026")
    monkeypatch.setattr(runs, "make_briefing", one.make)
    # The tables are another's to test, and take seconds.
    for starts in ("_start", "_warm_up"):
        monkeypatch.setattr(runs, starts, lambda *_: None)
    return one
