"""A cluster is one more executor: a scheduler and two workers on this machine, one of them killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ihanalysis import Workbook
from ihanalysis.batch import make_briefing, workers
from ihanalysis.errors import InclusionHealthError
from tests.batch.notebooks import SHOWS, write

distributed = pytest.importorskip("distributed")


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler, and its two workers."""
    scheduler = tmp_path / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path}
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    started = [subprocess.Popen([*dask, "--scheduler-file", scheduler, "--port", "0", "--no-dashboard"], **quiet)]  # type: ignore[call-overload]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", scheduler]
    options = ["--nthreads", "1", "--no-dashboard", "--no-nanny"]
    started += [subprocess.Popen([*worker, *options], **quiet) for _ in range(2)]  # type: ignore[call-overload]
    try:
        with distributed.Client(scheduler_file=str(scheduler), timeout=60, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
            address = client.scheduler.address
        yield address, started[1:]
    finally:
        for process in started:
            process.kill()
            process.wait()


def test_a_cluster_makes_briefings_and_survives_the_loss_of_a_worker(
    copy: Workbook, tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, started = cluster
    write(copy.notebooks / "briefing.ipynb", "import time; time.sleep(2)", *SHOWS)
    copy.gaps()
    systems = [copy.areas.find(name) for name in ("Kent", "Dorset", "Devon", "QHM")]
    with workers.executor(2, address) as executor:
        futures = [executor.submit(make_briefing, s, copy.root, tmp_path / "out" / s.slug) for s in systems]
        while not list((tmp_path / "out").glob(".*")):
            time.sleep(0.1)
        os.kill(started[0].pid, signal.SIGKILL)
        outcomes = [future.result(timeout=180) for future in futures]
    assert [outcome.error for outcome in outcomes] == [""] * 4
    assert {outcome.area for outcome in outcomes} == set(systems)
    for system in systems:
        assert f"<h1>{system.name}</h1>" in (tmp_path / "out" / system.slug / "briefing.html").read_text(
            encoding="utf-8"
        )


def test_a_scheduler_that_is_not_there_is_told_in_a_line() -> None:
    with (
        pytest.raises(InclusionHealthError, match=r"no Dask scheduler answers at 'tcp://127\.0\.0\.1:9'"),
        workers.executor(2, "tcp://127.0.0.1:9"),
    ):
        pass
