"""What a process does that answers the calls of `apart`: one after the other, and not longer than its parent lives."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import threading
from collections.abc import Callable
from importlib import import_module
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from ihanalysis.batch import interrupts


def tell(message: Any) -> None:
    """Tell the parent something before the call ends; outside a call nothing happens."""
    if _Here.parent is not None:
        _Here.parent.send(("told", message))


def inside() -> bool:
    """Whether this process answers a call."""
    return _Here.parent is not None


class _Here:
    """What this process is, if `call` started it."""

    parent: Connection | None = None


def serve(parent: Connection, imports: str, uses: int, resets: bool) -> None:
    """Answer calls until there are no more, as a process of an `apart.Kind` does."""
    multiprocessing.current_process().daemon = False  # what it calls may start processes
    if hasattr(os, "setsid"):
        os.setsid()  # one signal ends it and all that it starts
    interrupts.ignore()
    threading.Thread(target=_end_with, args=(multiprocessing.parent_process(),), daemon=True).start()
    _Here.parent = parent
    import_module(imports)
    from ihanalysis.batch.leaks import as_it_was

    for _ in range(uses):
        try:
            function, arguments = parent.recv()
        except EOFError:
            return
        with as_it_was() if resets else contextlib.nullcontext():
            said = _said(function, arguments)
        parent.send(said)
    _end_all()


def _said(function: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[str, Any]:
    try:
        return "returned", function(*arguments)
    except Exception as error:
        with contextlib.suppress(Exception):
            return "raised", pickle.loads(pickle.dumps(error))
        return "raised", RuntimeError(f"{type(error).__name__}: {error}")  # not all errors can travel


def _end_with(parent: BaseProcess | None) -> None:
    """A parent that is killed cannot end its children, so they watch it."""
    if parent is not None:
        parent.join()
        _end_all()


def _end_all() -> None:
    """End this process and all that it started, without ceremony."""
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(0)
