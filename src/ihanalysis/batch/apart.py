"""A call in another process, forked from one that is warm and has done nothing yet.

The standard library's fork server is the warm process: it imports what a notebook needs, and from then on
only forks. What others wrote, a notebook's cells, runs in a process of its own: if it raises, hangs, exits,
is killed or eats memory, that ends with the process, and nothing that it changed outlives it. What we wrote
ourselves may run in a process that stays. The parent is never forked itself, so it may have threads.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import queue
import signal
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass
from math import inf
from multiprocessing import forkserver
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from ihanalysis.batch import interrupts
from ihanalysis.batch.answering import serve
from ihanalysis.boundaries import DEFAULT_BOUNDARIES

#: How a warm process learns whose tables to load.
WARM_ROOT, WARM_DIVISION = "IHANALYSIS_WARM_ROOT", "IHANALYSIS_WARM_DIVISION"
#: How a process comes about.
METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of process.

    Attributes
    ----------
    imports
        The module that it has imported before it answers.
    uses
        How many calls it answers.
    resets
        Whether it is put back to what it was after each.
    """

    imports: str
    uses: int
    resets: bool = False


#: Ends with its call. Where none can be forked, a new one costs as much as the imports, so it is reset and
#: used again, but not for ever.
OWN = Kind("ihanalysis.batch.warm", *((1, False) if METHOD == "forkserver" else (20, True)))
#: Answers many calls, of which only the first pays for what is expensive once.
STAYING = Kind("ihanalysis.batch.warm_formats", 100)


class DiedError(Exception):
    """The process ended before its call did."""


class TimeUpError(Exception):
    """The call took longer than it may; its process was killed."""


def call(
    function: Callable[..., Any],
    *arguments: Any,
    seconds: float | None = None,
    silence: float | None = None,
    heard: Callable[[Any], None] | None = None,
    root: Path | None = None,
    division: str = DEFAULT_BOUNDARIES,
    kind: Kind | None = None,
) -> Any:
    """Call a function in another process.

    Parameters
    ----------
    function, arguments
        Importable, and such as travel between processes, like what the function returns or raises.
    seconds
        How long it may take; no limit if None.
    silence
        How long it may go without telling anything; no limit if None.
    heard
        Is given whatever the function `tell`s meanwhile.
    root, division
        The workbook whose tables a warm process should have, and which areas' they are.
    kind
        Of process: `OWN` unless told; `STAYING` only for functions that change nothing which a later call could see.

    Raises
    ------
    DiedError, TimeUpError
        If the process ended, or was stopped, before the call did.
    Exception
        Whatever the function raised.
    """
    kind = kind or OWN
    worker = _taken(kind, root, division)
    _busy.add(worker)
    try:
        word, message = worker.answer(function, arguments, _Limits(seconds, silence), heard or (lambda _: None))
    except BaseException:
        worker.end()
        raise
    finally:
        _busy.discard(worker)
    if worker.uses:
        _idle[kind].put(worker)
    else:
        worker.end()
    if word == "raised":
        raise message
    return message


def prepare(root: Path | None = None, division: str = DEFAULT_BOUNDARIES) -> None:
    """Start the warm process, if it does not run yet, and do not wait for it.

    Parameters
    ----------
    root, division
        As `call` has them.
    """
    if METHOD == "forkserver":
        multiprocessing.set_forkserver_preload([OWN.imports])
        with _warming(root, division), interrupts.held_back():
            forkserver.ensure_running()


def ready(kind: Kind, root: Path | None = None, division: str = DEFAULT_BOUNDARIES) -> None:
    """Start a process that will be called soon, and that imports meanwhile, beside the warm process.

    Parameters
    ----------
    kind
        Of process.
    root, division
        As `call` has them.
    """
    if _idle[kind].empty():
        with _warming(root, division):
            _idle[kind].put(_started(kind, "spawn"))  # one that is forked would wait for the warm process


@contextlib.contextmanager
def _warming(root: Path | None, division: str) -> Iterator[None]:
    """Let a process that starts know whose tables to load."""
    if root is not None:
        os.environ[WARM_ROOT], os.environ[WARM_DIVISION] = str(root), division
    try:
        yield
    finally:
        for name in (WARM_ROOT, WARM_DIVISION):
            os.environ.pop(name, None)


def stop() -> None:
    """End every call that runs; each raises `DiedError` where it was made."""
    for worker in tuple(_busy):
        worker.kill()


def running() -> int:
    """How many calls run now."""
    return len(_busy)


class _Limits:
    """How long a call may still take."""

    def __init__(self, seconds: float | None, silence: float | None) -> None:
        self._ends = time.monotonic() + (inf if seconds is None else seconds)
        self._silence = inf if silence is None else silence
        self.heard()

    def heard(self) -> None:
        """It told something."""
        self._speaks = time.monotonic() + self._silence

    def left(self) -> float | None:
        """Seconds until a limit; None if there is none."""
        ends = min(self._ends, self._speaks)
        return None if ends == inf else max(ends - time.monotonic(), 0)


@dataclass(eq=False)
class _Worker:
    """A process that answers calls, as its parent sees it."""

    process: BaseProcess
    connection: Connection
    uses: int

    def answer(
        self,
        function: Callable[..., Any],
        arguments: tuple[Any, ...],
        limits: _Limits,
        heard: Callable[[Any], None],
    ) -> tuple[str, Any]:
        """How the call ended, and with what."""
        self.uses -= 1
        with contextlib.suppress(ConnectionError):  # it died already, which the messages will tell
            self.connection.send((function, arguments))
        for kind, message in self._messages(limits):
            if kind != "told":
                return kind, message
            heard(message)
        self.process.join()
        raise DiedError(_how(self.process.exitcode))

    def _messages(self, limits: _Limits) -> Iterator[tuple[str, Any]]:
        """Whatever the process says until it ends."""
        while True:
            # What it started may outlive it and hold the connection open, so its own end counts too.
            ready = wait([self.connection, self.process.sentinel], limits.left())
            if not ready:
                raise TimeUpError
            if self.connection not in ready and not self.connection.poll():
                return
            limits.heard()
            try:
                yield self.connection.recv()
            except (EOFError, ConnectionError):
                return

    def kill(self) -> None:
        """End the process and all that it started."""
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError):  # it ended, or did not get so far as to have a group
                os.killpg(self.process.pid or 0, signal.SIGKILL)
        self.process.kill()

    def end(self) -> None:
        """End the process and all that it started, and forget it."""
        self.kill()
        self.process.join()
        self.process.close()
        self.connection.close()


#: Processes that may answer another call, and those that answer one.
_idle: defaultdict[Kind, queue.LifoQueue[_Worker]] = defaultdict(queue.LifoQueue)
_busy: set[_Worker] = set()


def _taken(kind: Kind, root: Path | None, division: str) -> _Worker:
    with contextlib.suppress(queue.Empty):
        while True:
            worker = _idle[kind].get_nowait()
            if worker.process.is_alive():
                return worker
            worker.end()
    # A worker of a cluster is marked as a process that may not have any; those made here end with it.
    if multiprocessing.current_process().daemon:
        multiprocessing.current_process().daemon = False
    prepare(root, division)
    with _warming(root, division):
        return _started(kind, METHOD)


def _started(kind: Kind, method: str) -> _Worker:
    context: BaseContext = multiprocessing.get_context(method)
    ours, theirs = context.Pipe()
    made = context.Process(target=serve, args=(theirs, *astuple(kind)), daemon=True)  # type: ignore[attr-defined]
    with interrupts.held_back():
        made.start()
    theirs.close()
    return _Worker(made, ours, kind.uses)


def _how(exit_code: int | None) -> str:
    if exit_code is None or exit_code >= 0:
        return f"its process ended with exit code {exit_code}"
    return f"its process was killed by {signal.Signals(-exit_code).name}"
