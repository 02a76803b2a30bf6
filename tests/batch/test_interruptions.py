"""Disks fill, folders vanish, users interrupt: nothing is half written, and the next run completes."""

from __future__ import annotations

import errno
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ihanalysis.areas import System
from ihanalysis.batch.lock import locked
from ihanalysis.errors import InclusionHealthError
from tests.batch.conftest import Bench

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and open folders are another matter there")


def _full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_run_whose_disk_fills_says_so_and_the_next_completes(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("ihanalysis.batch.manifest.write_whole", _full)
        run = bench.run()
    assert not run.failed
    assert not run.complete
    assert [warning for warning in run.warnings if "No space left on device" in warning] == list(run.warnings) != []
    assert not (bench.place / "manifest.json").exists()
    bench.run()
    assert len(bench.made) == 3
    bench.run()
    assert bench.made == []


@posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="has no device that is always full")
def test_a_log_that_cannot_be_written_stops_nothing(bench: Bench, capfd: pytest.CaptureFixture[str]) -> None:
    bench.place.mkdir(parents=True)
    (bench.place / "run.log").symlink_to("/dev/full")
    assert not bench.run().failed
    assert "Traceback" not in capfd.readouterr().err


def test_a_place_that_cannot_be_written_to_is_told_before_anything_is_made(bench: Bench) -> None:
    bench.place.parent.write_text("a file where a folder should be", encoding="utf-8")
    with pytest.raises(InclusionHealthError, match=r"cannot write to .*2026.*name another folder with --output"):
        bench.run()
    assert bench.made == []


@posix
def test_a_place_that_vanishes_during_a_run_is_made_again_by_the_next(bench: Bench) -> None:
    def vanish(system: System) -> None:
        if system.slug == "dorset":
            shutil.rmtree(bench.place)

    bench.meanwhile = vanish
    bench.run()
    bench.meanwhile = lambda system: None
    bench.run()
    assert bench.made
    assert {path.name for path in bench.place.iterdir() if path.is_dir()} == {"kent-and-medway", "devon", "dorset"}
    bench.run()
    assert bench.made == []


def test_two_runs_into_one_place_are_kept_apart(bench: Bench) -> None:
    with locked(bench.place), pytest.raises(InclusionHealthError, match="another run is writing to"):
        bench.run()
    assert bench.made == []
    assert not bench.run().failed


def _hold(place: Path, held: multiprocessing.synchronize.Event) -> None:
    with locked(place):
        held.set()
        time.sleep(60)


def test_a_run_that_was_killed_blocks_nobody(bench: Bench) -> None:
    spawn = multiprocessing.get_context("spawn")
    held = spawn.Event()
    holder = spawn.Process(target=_hold, args=(bench.place, held))
    holder.start()
    try:
        assert held.wait(60)
        with pytest.raises(InclusionHealthError, match="another run"):
            bench.run()
    finally:
        holder.kill()
        holder.join()
    assert not bench.run().failed


def test_what_a_killed_run_left_is_put_right(bench: Bench) -> None:
    bench.run()
    good = bench.page("kent-and-medway")
    # Killed between the two renames of one briefing, and while another was being made.
    (bench.place / "kent-and-medway").rename(bench.place / ".kent-and-medway.going")
    (bench.place / ".devon.coming.x1y2" / "devon").mkdir(parents=True)
    bench.run("dorset", force=True)
    assert bench.page("kent-and-medway") == good
    assert not list(bench.place.glob(".*.coming*"))
    bench.run()
    assert bench.made == []


@posix
def test_ctrl_c_once_keeps_what_is_done_and_begins_no_more(bench: Bench) -> None:
    bench.meanwhile = lambda system: (os.kill(os.getpid(), signal.SIGINT), time.sleep(1.5))
    run = bench.run()
    assert run.unreached == 2
    assert len(run.outcomes) == 1
    assert not run.failed
    bench.meanwhile = lambda system: None
    bench.run()
    assert len(bench.made) == 2


@posix
def test_ctrl_c_twice_stops_at_once_and_the_next_run_completes(bench: Bench) -> None:
    def twice(system: System) -> None:
        for _ in range(2):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.7)

    before = signal.getsignal(signal.SIGINT)  # another test may have left one
    bench.meanwhile = twice
    with pytest.raises(KeyboardInterrupt):
        bench.run()
    assert signal.getsignal(signal.SIGINT) is before
    bench.meanwhile = lambda system: None
    assert not bench.run().failed


@posix
def test_processes_that_still_import_do_not_hear_ctrl_c() -> None:
    """A terminal sends it to all of a run; here the first is not stopped by it, so that the others can be asked."""
    run = subprocess.run(
        [sys.executable, "-c", _INTERRUPTED], capture_output=True, text=True, start_new_session=True, check=False
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "both answer\n", "")


_INTERRUPTED = """
import os, signal, time
from ihanalysis.batch import apart

signal.signal(signal.SIGINT, lambda *_: None)
apart.prepare()
apart.ready(apart.STAYING)
for _ in range(20):
    time.sleep(0.1)
    os.killpg(0, signal.SIGINT)
if all(apart.call(os.getpid, kind=kind) != os.getpid() for kind in (apart.OWN, apart.STAYING)):
    print("both answer")
"""
