"""What a run of briefings costs, against the loop one would write and against what cannot be saved.

    python benchmarks/batch.py            # everything, a quarter of an hour
    python benchmarks/batch.py loop limit # these only

`loop`      a fresh run in every format, against papermill and then nbconvert for each system, HTML only
`limit`     the same, against warm processes that draw the charts and write the files with no notebook
`cold`      a first briefing from a cold start, against one plain papermill run; --help; import
`areas`     time a briefing over 36, 106, 296 and again 36 local authorities, and memory of the parent
`flat`      file descriptors, threads, temporary files and memory of the parent over 500 notebooks

Every figure is measured in this run. The loop is run for a sample of systems and scaled up, which it
says; nothing in it is shared between systems, so it grows in proportion. Wall clock is told, and
processor time, which other work on the machine disturbs less.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from ihanalysis import Workbook
from ihanalysis.areas import Area, System
from ihanalysis.batch import apart, make_briefing, workers

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT / "notebooks" / "briefing.ipynb"
JOBS = 2
#: The loop is run for so many systems.
SAMPLE = 4
#: What takes little is run so many times, in turns with its peer: the machine is faster at one time than at another.
TURNS = 3


PARTS = ("loop", "limit", "cold", "areas", "flat")


def main() -> None:
    wanted = sys.argv[1:] or PARTS
    if len(wanted) > 1:  # each alone, so that none finds warm what another left
        for one in wanted:
            subprocess.run([sys.executable, __file__, one], check=True)
        return
    os.chdir(ROOT)
    # Processes that import later look here too, and would take the benchmark of statistics for the library.
    sys.path.remove(str(Path(__file__).resolve().parent))
    _adopt()
    workbook = Workbook.find(ROOT)
    workbook.gaps(), workbook.trends()  # both sides find the tables made
    systems = workbook.areas.of("2026")
    print(f"{len(systems)} systems, {JOBS} jobs, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n")
    with tempfile.TemporaryDirectory() as name:
        {"loop": _loop, "limit": _limit, "cold": _cold, "areas": _areas, "flat": _flat}[wanted[0]](Path(name), systems)


def _loop(folder: Path, systems: Sequence[System]) -> None:
    """Against the loop that a user would write."""
    ours = _timed(lambda: _fresh(folder / "run"))
    sample = systems[:: len(systems) // SAMPLE][:SAMPLE]
    plain = _timed(lambda: [_plain(system, folder) for system in sample])
    scaled = [seconds * len(systems) / SAMPLE for seconds in plain]
    _told("run, every format, from a cold start", ours)
    _told(f"loop, HTML only, {SAMPLE} systems scaled to {len(systems)}", scaled)
    print(f"  the run is {scaled[0] / ours[0]:.1f} times as fast by the clock; processor {scaled[1] / ours[1]:.1f}\n")


def _plain(system: System, folder: Path) -> None:
    out = folder / f"{system.slug}.ipynb"
    _call("papermill", NOTEBOOK, out, "-p", "system", system.code, "--no-progress-bar")
    _call("nbconvert", "--to", "html", out)


def _fresh(output: Path) -> None:
    _call("ihanalysis", "briefings", "--jobs", JOBS, "--output", output)
    made = len(list(output.glob("*/*/briefing.pdf")))
    assert made == 36, f"{made} briefings were made"


def _limit(folder: Path, systems: Sequence[System]) -> None:
    """Against warm processes that do no more than draw and write."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([apart.OWN.imports, apart.STAYING.imports])
    os.environ[apart.WARM_ROOT] = str(ROOT)
    turns = []
    with ProcessPoolExecutor(JOBS, context) as bare, workers.executor(JOBS) as executor:
        list(bare.map(_drawn, systems[:JOBS], [folder / "warm"] * JOBS))
        executor.submit(make_briefing, systems[0], ROOT, folder / "first").result()
        for turn in range(TURNS):
            drawn, made = folder / f"limit-{turn}", folder / f"run-{turn}"
            limit = _timed(lambda to=drawn: list(bare.map(_drawn, systems, [to] * len(systems))))  # type: ignore[misc]
            warm = _timed(lambda to=made: _made(systems, to))  # type: ignore[misc]
            _told("run, every format, warm", warm)
            _told("limit: charts drawn and files written, no notebook", limit)
            turns.append((warm, limit))
    clock, processor = _median_ratio(turns)
    print(f"  the run takes {clock:.2f} times the limit, median of {TURNS}; processor {processor:.2f}\n")


def _drawn(system: System, folder: Path) -> None:
    from nbformat import v4

    from ihanalysis.briefing import Briefing
    from ihanalysis.publish.exporter import page_exporter
    from ihanalysis.publish.formats import FORMATS

    out = folder / system.slug
    out.mkdir(parents=True)
    briefing = Briefing(system, Workbook.warm(ROOT))
    title, sections = briefing.title(), briefing.sections()
    for one in FORMATS:
        one.write(title, sections, out, briefing.produced)
    cells = []
    for part in (title, *sections):
        data, metadata = part._repr_mimebundle_()
        cells.append(v4.new_code_cell("", outputs=[v4.new_output("execute_result", data, metadata=metadata)]))
    page, _ = page_exporter().from_notebook_node(v4.new_notebook(cells=cells), {"downloads": FORMATS})
    (out / "briefing.html").write_text(page, encoding="utf-8")


def _made(systems: Sequence[Area], folder: Path) -> None:
    with workers.executor(JOBS) as executor:
        futures = [executor.submit(make_briefing, s, ROOT, folder / f"{n}-{s.slug}") for n, s in enumerate(systems)]
        errors = [future.result().error for future in futures if future.result().error]
    assert not errors, errors


def _cold(folder: Path, _: Sequence[System]) -> None:
    """A first briefing, and commands that make none."""
    turns = []
    for turn in range(TURNS):
        ours, plain = folder / f"cold-{turn}", folder / f"cold-{turn}.ipynb"
        briefing = _timed(lambda to=ours: _call("ihanalysis", "briefing", "QKS", "--output", to))  # type: ignore[misc]
        loop = _timed(lambda to=plain: _call("papermill", NOTEBOOK, to, "-p", "system", "QKS"))  # type: ignore[misc]
        _told("first briefing, every format, from a cold start", briefing)
        _told("one plain papermill run", loop)
        turns.append((briefing, loop))
    clock, processor = _median_ratio(turns)
    print(f"  the briefing takes {clock:.2f} of the plain run, median of {TURNS}; processor {processor:.2f}")
    nothing = min(_timed(lambda: _python("-c", "pass"))[1] for _ in range(3))
    for name, arguments in (
        ("ihanalysis --help", ("-m", "ihanalysis", "--help")),
        ("import ihanalysis", ("-c", "import ihanalysis")),
    ):
        spent = min(_timed(lambda a=arguments: _python(*a))[1] for _ in range(3))  # type: ignore[misc]
        print(f"  {name}: {spent - nothing:.2f} s of processor more than python -c pass")
    print()


def _areas(folder: Path, _: Sequence[System]) -> None:
    """Whether one briefing more costs as much as the one before."""
    places = Workbook.find(ROOT).areas.of_level("place")
    _made(places[:JOBS], folder / "first")
    for number in (36, 106, len(places), 36):  # 36 once more: by so much the machine itself has changed
        spent = _timed(lambda n=number: _made(places[:n], folder / "areas"))  # type: ignore[misc]
        shutil.rmtree(folder / "areas")
        each = [seconds / number for seconds in spent]
        print(f"  {number} areas: {each[0]:.3f} s a briefing by the clock, {each[1]:.3f} s of processor, "
              f"parent {_resident():.0f} MB")  # fmt: skip
    print()


def _flat(folder: Path, _: Sequence[System], number: int = 500) -> None:
    """Whether anything is left behind by a notebook."""
    import papermill

    source = folder / "small.ipynb"
    from nbformat import v4, write

    cells = [v4.new_code_cell("import matplotlib.pyplot as plt\nplt.plot([1])\nopen('/dev/null')")]
    write(
        v4.new_notebook(
            cells=cells, metadata={"kernelspec": {"name": "python3", "language": "python", "display_name": ""}}
        ),
        source,
    )
    for done in range(number + 1):
        papermill.execute_notebook(str(source), None, engine_name="ihanalysis", progress_bar=False)
        if done in (1, number):
            descriptors = len(list(Path("/proc/self/fd").iterdir()))
            temporary = len(list(Path(tempfile.gettempdir()).iterdir()))
            print(f"  after {done} notebooks: {descriptors} file descriptors, {threading.active_count()} threads, "
                  f"{temporary} temporary files, parent {_resident():.0f} MB")  # fmt: skip


def _resident() -> float:
    """Memory of this process now, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def _timed(call: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock and of processor time, processes that ended meanwhile included."""
    start, spent = time.monotonic(), _processor()
    call()
    return time.monotonic() - start, _processor() - spent


def _processor() -> float:
    """Of this process, of all that it and its own started and that run, and of those that ended."""
    _reap()
    ticks = 0
    for process in (os.getpid(), *_descendants()):
        with contextlib.suppress(OSError):  # it has just ended
            ticks += sum(map(int, _stat(process)[11:15]))  # user and system, its own and of those it waited for
    return ticks / os.sysconf("SC_CLK_TCK")


def _reap() -> None:
    """Wait for what commands left behind, which `_adopt` made ours."""
    ends = time.monotonic() + 5
    ours = {process.pid for process in multiprocessing.active_children()} | {_server(), _tracker()}
    while time.monotonic() < ends and (strangers := set(_children(os.getpid())) - ours):
        for number in strangers:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(number, os.WNOHANG)
        time.sleep(0.02)


def _adopt() -> None:
    """Let processes whose parent ends become ours: only then is their processor time known."""
    subreaper = 36  # PR_SET_CHILD_SUBREAPER of Linux
    ctypes.CDLL(None).prctl(subreaper, 1, 0, 0, 0)


def _descendants() -> list[int]:
    found, waiting = [], _children(os.getpid())
    while waiting:
        process = waiting.pop()
        found.append(process)
        waiting += _children(process)
    return found


def _children(process: int) -> list[int]:
    lists = Path(f"/proc/{process}/task").glob("*/children")
    numbers: list[int] = []
    for each in lists:
        with contextlib.suppress(OSError):
            numbers += map(int, each.read_text(encoding="ascii").split())
    return numbers


def _stat(process: int) -> list[str]:
    return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()


def _tracker() -> int:
    from multiprocessing import resource_tracker

    return resource_tracker._resource_tracker._pid or 0  # type: ignore[attr-defined]


def _server() -> int:
    from multiprocessing.forkserver import _forkserver  # type: ignore[attr-defined]

    return _forkserver._forkserver_pid or 0


def _median_ratio(turns: Sequence[tuple[Sequence[float], Sequence[float]]]) -> tuple[float, float]:
    """How many times as long the one took as the other, by the clock and of processor, in the median of turns."""
    clock, processor = np.median([np.divide(one, other) for one, other in turns], axis=0)
    return float(clock), float(processor)


def _told(what: str, spent: Sequence[float]) -> None:
    print(f"  {what}: {spent[0]:.1f} s by the clock, {spent[1]:.1f} s of processor")


def _call(module: str, *arguments: object) -> None:
    _python("-m", module, *map(str, arguments))


def _python(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, cwd=ROOT)


if __name__ == "__main__":
    main()
