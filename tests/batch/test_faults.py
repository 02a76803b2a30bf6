"""Whatever a notebook does to its process, one line says so, and every other briefing is whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ihanalysis import Workbook
from ihanalysis.batch import Outcome, apart, make_briefing, workers
from tests.batch.notebooks import SHOWS, write

Faulty = Callable[..., Outcome]


@pytest.fixture
def faulty(copy: Workbook, tmp_path: Path) -> Faulty:
    """Makes the briefing of Dorset with a notebook whose second cell is a fault."""

    def make(fault: str, seconds: float = 60, engine: str = "ihanalysis") -> Outcome:
        write(copy.notebooks / "briefing.ipynb", fault, *SHOWS)
        system = copy.areas.find("Dorset")
        return make_briefing(system, copy.root, tmp_path / "out" / "dorset", engine, seconds)

    return make


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("raise ValueError('no figures')", "ValueError: no figures"),
        ("1 +", "SyntaxError"),
        ("import sys; sys.exit(0)", "the notebook ended itself"),
        ("import sys; sys.exit('enough')", "SystemExit: enough"),
        ("exit()", "the notebook ended itself"),
        ("import os; os._exit(0)", "its process ended with exit code 0"),
        ("import os; os.kill(os.getpid(), 9)", "its process was killed by SIGKILL"),
        ("import os; os.abort()", "its process was killed by SIGABRT"),
        ("x = bytearray(50 * 2**30)", "MemoryError"),
        ("x = []\nwhile True:\n    x.append(bytearray(2**28))", "MemoryError"),
        ("while True:\n    print('x' * 1_000_000)", "more than 50,000,000 characters"),
        ("input('?')", "StdinNotImplementedError"),
        ("open('stray.txt', 'w')", "may write to its own folder only"),
        ("from pathlib import Path\nPath('stray').mkdir()", "may write to its own folder only"),
        ("import os; os.remove('notebooks/briefing.ipynb')", "may write to its own folder only"),
        ("f = open('/dev/null', 'w'); import tempfile\nt = tempfile.TemporaryFile(); 1 / 0", "ZeroDivisionError"),
    ],
)
def test_a_fault_is_one_line_that_names_the_cell_and_leaves_no_file(
    faulty: Faulty, copy: Workbook, tmp_path: Path, fault: str, said: str
) -> None:
    before = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    outcome = faulty(fault)
    assert outcome.error.splitlines()[0].startswith("cell 3: "), outcome.error
    assert said in outcome.error.splitlines()[0]
    after = sorted(path for path in tmp_path.rglob("*") if path.is_file() and "processed" not in path.parts)
    assert after == before


def _ended(process: int) -> bool:
    """Whether a process ends within ten seconds."""
    for _ in range(100):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("fault", ["while True:\n    pass", "import time; time.sleep(600)"])
def test_a_notebook_that_hangs_is_stopped_in_time(faulty: Faulty, fault: str) -> None:
    start = time.monotonic()
    outcome = faulty(fault, seconds=8)
    assert outcome.error == "cell 3: took longer than 8 seconds and was stopped"
    assert time.monotonic() - start < 30


def test_what_a_notebook_started_ends_with_it(faulty: Faulty, tmp_path: Path) -> None:
    fault = "import subprocess\nprocess = subprocess.Popen(['sleep', '321.5'])\nraise ValueError(process.pid)"
    process = int(faulty(fault).error.rsplit(": ", 1)[1])
    assert _ended(process)


def test_a_fault_under_nbclient_is_told_alike(faulty: Faulty) -> None:
    assert faulty("raise ValueError('no figures')", engine="nbclient").error == "cell 3: ValueError: no figures"


def test_a_killed_briefing_spoils_no_other_and_a_rerun_completes(copy: Workbook, tmp_path: Path) -> None:
    (tmp_path / "armed").touch()
    systems = [copy.areas.find(name) for name in ("Kent", "Dorset", "Devon")]
    victim = next(system for system in systems if system.name == "Dorset")
    fault = (
        "import os, signal\nfrom pathlib import Path\n"
        f"if system == {victim.code!r} and Path({str(tmp_path / 'armed')!r}).exists():\n"
        "    os.kill(os.getpid(), signal.SIGKILL)"
    )
    write(copy.notebooks / "briefing.ipynb", fault, *SHOWS)

    def run() -> dict[str, str]:
        with workers.executor(2) as executor:
            futures = [executor.submit(make_briefing, s, copy.root, tmp_path / "out" / s.slug) for s in systems]
            return {future.result().area.name: future.result().error for future in futures}

    errors = run()
    assert errors.pop("Dorset") == "cell 3: its process was killed by SIGKILL"
    assert set(errors.values()) == {""}
    (tmp_path / "armed").unlink()
    assert set(run().values()) == {""}
    assert len({len(list(folder.iterdir())) for folder in (tmp_path / "out").iterdir()}) == 1


def test_the_warm_process_may_be_killed_and_comes_back(copy: Workbook, tmp_path: Path) -> None:
    assert apart.call(os.getpid) != os.getpid()
    from multiprocessing.forkserver import _forkserver  # type: ignore[attr-defined]

    os.kill(_forkserver._forkserver_pid, signal.SIGKILL)
    time.sleep(0.5)
    assert apart.call(os.getpid) != os.getpid()


def test_a_run_that_is_interrupted_ends_what_runs(copy: Workbook, tmp_path: Path) -> None:
    write(copy.notebooks / "briefing.ipynb", "import time; time.sleep(600)", *SHOWS)
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt), workers.executor(2) as executor:  # noqa: PT012
        future = executor.submit(make_briefing, copy.areas.find("Kent"), copy.root, tmp_path / "out" / "kent")
        while not apart.running():
            time.sleep(0.05)
        raise KeyboardInterrupt
    assert "its process was killed" in future.result().error
    assert time.monotonic() - start < 60
    assert not list((tmp_path / "out").iterdir())


def test_a_parent_that_is_killed_leaves_no_process(copy: Workbook, tmp_path: Path) -> None:
    write(
        copy.notebooks / "briefing.ipynb",
        "import os\nfrom pathlib import Path\nPath('data/processed/pid').write_text(str(os.getpid()))",
        "import time; time.sleep(600)",
        *SHOWS,
    )
    told = copy.processed / "pid"
    parent = subprocess.Popen(
        [sys.executable, "-m", "ihanalysis", "briefing", "kent", "--output", tmp_path / "out"], cwd=copy.root,
    )  # fmt: skip
    while not told.exists() or not told.read_text(encoding="ascii"):
        assert parent.poll() is None
        time.sleep(0.1)
    parent.kill()
    parent.wait()
    assert _ended(int(told.read_text(encoding="ascii")))
