"""Ctrl-C: once to stop when the briefings under way are done, twice to stop at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType


@dataclass
class Stop:
    """Whether the user has asked to stop."""

    asked: bool = False


@contextmanager
def stopping() -> Iterator[Stop]:
    """Listen for Ctrl-C until the block ends.

    Raises
    ------
    KeyboardInterrupt
        When it is pressed a second time.
    """
    stop = Stop()

    def asked(signum: int, frame: FrameType | None) -> None:
        if stop.asked:
            raise KeyboardInterrupt
        stop.asked = True  # and no more, because whatever was interrupted may hold what telling needs

    if threading.current_thread() is not threading.main_thread():  # only there can signals be heard
        yield stop
        return
    before = signal.signal(signal.SIGINT, asked)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
