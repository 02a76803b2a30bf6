"""A run: make the briefings that are to be made, keep what is done, and record all of it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ihanalysis.areas import Area
from ihanalysis.batch import apart, workers
from ihanalysis.batch.inputs import inputs_of
from ihanalysis.batch.lock import locked
from ihanalysis.batch.making import Outcome, make_briefing
from ihanalysis.batch.manifest import Manifest, Record, Resource, has_manifest, read_manifest
from ihanalysis.batch.notebook import ENGINES, SECONDS
from ihanalysis.batch.plan import Step, plan
from ihanalysis.batch.progress import Progress
from ihanalysis.batch.stopping import stopping
from ihanalysis.folder import Folder
from ihanalysis.whole import tidy

LOG = "run.log"
#: How often, in seconds, a run that waits for a briefing looks whether it was asked to stop.
_LOOK = 0.5
#: How many seconds of work a run that is killed may have to do again: the manifest grows with the run,
#: so writing it after each briefing would make the last of many cost more than the first.
_RECORD = 1.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Run:
    """What a run did.

    Attributes
    ----------
    steps
        The plan: each area and why its briefing was made, or was not.
    outcomes
        What became of each that was begun.
    warnings
        What a user must know beside: a record that could not be read or written.
    recorded
        Whether all that was made is in the manifest, and the pages over it are written.
    """

    steps: tuple[Step, ...]
    outcomes: tuple[Outcome, ...] = ()
    warnings: tuple[str, ...] = ()
    recorded: bool = True

    @property
    def complete(self) -> bool:
        """Whether everything that was to be done is done."""
        return self.recorded and not self.failed and not self.unreached

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The briefings that were begun and not made."""
        return tuple(outcome for outcome in self.outcomes if not outcome.done)

    @property
    def unreached(self) -> int:
        """How many were to be made and were not begun."""
        return sum(step.to_do for step in self.steps) - len(self.outcomes)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a user asked of a run.

    Attributes
    ----------
    jobs
        How many briefings to make at once.
    engine
        What runs the notebooks: "ihanalysis" or "nbclient".
    dask
        The address of a Dask scheduler, whose workers then make them.
    seconds
        How long a briefing may take.
    force
        Make every briefing, whatever stands.
    failed
        Make only those that failed before.
    """

    jobs: int = 1
    engine: str = ENGINES[0]
    dask: str = ""
    seconds: float = SECONDS
    force: bool = False
    failed: bool = False


def run(
    areas: Sequence[Area],
    folder: Folder,
    place: Path,
    wish: Wish,
    progress: Progress,
    pages: Callable[[Sequence[Outcome]], Sequence[Path]],
) -> Run:
    """Make the briefings of areas whose inputs changed, and record what was made from what.

    Nothing is written, and no table is read, if nothing is to be done.

    Parameters
    ----------
    areas
        Systems of one boundary year, or areas of another level.
    folder
        Where the figures and the notebook are.
    place
        The folder to write to; each briefing goes to `<slug>` in it.
    wish
        What the user asked for.
    progress
        Is told what became of each briefing as it is known.
    pages
        Writes the pages over the briefings, once those are made, and names them; is told what became of each.

    Raises
    ------
    InclusionHealthError
        If the figures must be put right first, or the place cannot be written to,
        or another run is writing to it; then no briefing was touched.
    KeyboardInterrupt
        If the user asked twice to stop.
    """
    division = areas[0].division
    if not has_manifest(place):  # then something is to be made, whatever the plan will say
        _start(folder.root, division)
    inputs = inputs_of(folder)

    def planned() -> tuple[tuple[Step, ...], Manifest, str]:
        manifest, problem = read_manifest(place)
        return plan(areas, place, manifest, inputs, force=wish.force, failed=wish.failed), manifest, problem

    steps, manifest, _ = planned()
    if not any(step.to_do for step in steps) and manifest.pages_stand(place):
        return Run(steps)
    _warm_up(folder.root, division)
    with locked(place), _logging(place):
        tidy(place)
        # Another run may have ended since.
        steps, manifest, problem = planned()
        recording = _Recording(manifest, place)
        if problem:
            recording.warn(f"{problem}; it is made anew, and every briefing with it")
        outcomes = []
        to_do = [step for step in steps if step.to_do]
        progress.begin(len(to_do))
        try:
            with closing(_made(to_do, folder.root, wish, progress)) as made:
                for step, outcome in made:
                    outcomes.append(outcome)
                    recording.add(step, outcome)
                    progress.ended(outcome)
            recording.add_pages(lambda: pages(outcomes))
        finally:
            recording.write()
    return Run(steps, tuple(outcomes), tuple(recording.warnings), not recording.failed)


class _Recording:
    """The manifest on disk and the log, kept in step with what is done; a full disk stops neither."""

    def __init__(self, manifest: Manifest, place: Path) -> None:
        self._manifest, self._place = manifest, place
        self._written = time.monotonic()
        self.warnings: list[str] = []
        self.failed = False

    def add(self, step: Step, outcome: Outcome) -> None:
        _log.info("%s: %s: %s", outcome.area.name, step.why, outcome.error or f"made in {outcome.seconds:.1f} s")
        name = step.area.slug
        before = self._manifest.records.get(name)
        try:
            stand = _resources(step.folder, self._place) if outcome.done else before.resources if before else ()
        except OSError as error:  # the folder vanished
            stand = ()
            self._fail(f"the briefing of {step.area.name} is gone, and will be made again: {error}")
        record = Record(step.area.name, step.inputs, stand, outcome.seconds, outcome.error)
        self._manifest = self._manifest.with_record(name, record)
        if time.monotonic() > self._written + _RECORD:
            self.write()

    def add_pages(self, pages: Callable[[], Sequence[Path]]) -> None:
        try:
            self._manifest = self._manifest.with_pages(pages(), self._place)
        except (OSError, apart.DiedError) as error:
            self._fail(f"the index could not be written: {error}")

    def write(self) -> None:
        """Write the manifest; what it does not hold will be made again."""
        try:
            self._manifest.write(self._place)
        except OSError as error:
            self._fail(f"what was made could not be recorded, and will be made again: {error}")
        self._written = time.monotonic()

    def _fail(self, warning: str) -> None:
        self.failed = True
        self.warn(warning)

    def warn(self, warning: str) -> None:
        if warning not in self.warnings:
            _log.warning(warning)
            self.warnings.append(warning)


def _resources(folder: Path, place: Path) -> tuple[Resource, ...]:
    return tuple(Resource.of(path, place) for path in sorted(folder.rglob("*")) if path.is_file())


def _start(root: Path, division: str) -> None:
    """Start what will make briefings, unless it runs; it imports meanwhile."""
    apart.prepare(root, division)
    apart.ready(apart.STAYING, root, division)


def _warm_up(root: Path, division: str) -> None:
    """Have what makes briefings running, and the tables made once, before many want to read them."""
    _start(root, division)
    # In another process, so that this one never reads a table.
    apart.call(_tables, root, division, root=root, division=division)


def _tables(root: Path, division: str) -> None:
    from ihanalysis.workbook import Workbook

    Workbook.warm(root).gaps(division)


def _made(
    steps: Sequence[Step], root: Path, wish: Wish, progress: Progress
) -> Generator[tuple[Step, Outcome], None, None]:
    if not steps:
        return
    with stopping() as stop, workers.executor(min(wish.jobs, len(steps)), wish.dask) as executor:
        futures = {
            executor.submit(make_briefing, step.area, root, step.folder, wish.engine, wish.seconds): step
            for step in steps
        }
        waiting, told = set(futures), False
        while waiting:
            done, waiting = wait(waiting, timeout=_LOOK, return_when=FIRST_COMPLETED)
            for future in done:
                yield futures[future], _outcome(future, futures[future])
            if stop.asked:
                waiting = {future for future in waiting if not future.cancel()}
                if not told and waiting:
                    progress.say("Stopping when the briefings under way are done; Ctrl-C again stops at once.")
                told = True


def _outcome(future: Future[Outcome], step: Step) -> Outcome:
    error = future.exception()
    if error is None:
        return future.result()
    # The worker itself died.
    return Outcome(step.area, step.folder, 0.0, f"{type(error).__name__}: {error}")


@contextmanager
def _logging(place: Path) -> Iterator[None]:
    """Write the log of runs into a folder; this alone has a clock in it."""
    handler = logging.FileHandler(place / LOG, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    handler.handleError = lambda record: None  # type: ignore[method-assign]  # a full disk is told elsewhere
    _log.addHandler(handler)
    _log.setLevel(logging.INFO)
    try:
        yield
    finally:
        _log.removeHandler(handler)
        with suppress(OSError):
            handler.close()
