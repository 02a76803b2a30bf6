"""Cells run in this process: an IPython shell whose outputs are those that nbclient would bring."""

from __future__ import annotations

import builtins
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from ipykernel.compiler import XCachingCompiler
from ipykernel.jsonutil import encode_images, json_clean
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.history import HistoryManager
from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_output
from traitlets import Type

#: As the kernel of Jupyter sets it.
INLINE = "module://matplotlib_inline.backend_inline"
#: A cell that prints or shows more than this is out of hand, in characters.
MOST_OUTPUT = 50_000_000


class TooMuchOutputError(Exception):
    """A cell printed or showed more than a notebook can hold."""


class Recorder:
    """The outputs of a cell, in the order and pieces in which a kernel sends them."""

    def __init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Forget the last cell's."""
        self.outputs: list[NotebookNode] = []
        self._written: dict[str, list[str]] = {"stdout": [], "stderr": []}
        self._clear_first, self._size = False, 0

    def write(self, stream: str, text: str) -> None:
        """Take what is printed; a stream becomes an output when it is flushed."""
        self._weigh(len(text))
        self._written[stream].append(text)

    def flush(self, *streams: str) -> None:
        """Make outputs of what was printed to streams, all of them unless named."""
        for stream in streams or self._written:
            text = "".join(self._written[stream])
            self._written[stream].clear()
            if text:
                self._add(new_output("stream", name=stream, text=text))

    def show(self, kind: str, data: dict[str, Any], metadata: dict[str, Any], **more: Any) -> NotebookNode:
        """Take what is shown, after what was printed before it."""
        self.flush()
        self._weigh(sum(len(each) for each in data.values() if isinstance(each, (str, bytes))))
        # Not checked against the notebook's schema one by one: the whole notebook is when it is written.
        shown = {"output_type": kind, "data": json_clean(encode_images(data)), "metadata": json_clean(metadata), **more}
        output: NotebookNode = from_dict(shown)
        self._add(output)
        return output

    def fail(self, ename: str, evalue: str, traceback: list[str]) -> None:
        """Take an error."""
        self.flush()
        self._add(new_output("error", ename=ename, evalue=evalue, traceback=traceback))

    def clear(self, wait: bool) -> None:
        """Forget what the cell showed, at once or when it shows something else."""
        self.flush()
        if wait:
            self._clear_first = True
        else:
            self.outputs.clear()

    def _add(self, output: NotebookNode) -> None:
        if self._clear_first:
            self.outputs.clear()
            self._clear_first = False
        self.outputs.append(output)

    def _weigh(self, size: int) -> None:
        self._size += size
        if self._size > MOST_OUTPUT:
            raise TooMuchOutputError(f"the cell printed or showed more than {MOST_OUTPUT:,} characters")


class _Stream(io.TextIOBase):
    """`sys.stdout` or `sys.stderr` while a cell runs."""

    encoding, errors = "UTF-8", "strict"  # type: ignore[assignment]

    def __init__(self, name: str, recorder: Recorder, descriptor: int) -> None:
        self.name, self._recorder, self._descriptor = name, recorder, descriptor

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        self._recorder.write(self.name, text)
        return len(text)

    def flush(self) -> None:
        self._recorder.flush(self.name)

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor


class _Publisher(DisplayPublisher):
    """Takes what `display` shows."""

    recorder: Recorder
    shown: dict[str, list[NotebookNode]]

    def publish(  # type: ignore[override]
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        name = (transient or {}).get("display_id")
        if update:
            clean = json_clean(encode_images(data))
            for output in self.shown.get(str(name), []):
                output.data, output.metadata = NotebookNode(clean), NotebookNode(json_clean(metadata or {}))
            return
        output = self.recorder.show("display_data", data, metadata or {})
        if name:
            self.shown.setdefault(name, []).append(output)

    def clear_output(self, wait: bool = False) -> None:
        self.recorder.clear(wait)


class _Result(DisplayHook):
    """Takes the value of a cell's last line."""

    recorder: Recorder

    def start_displayhook(self) -> None:
        self._count = 0
        self._shown: tuple[dict[str, Any], dict[str, Any]] | None = None

    def write_output_prompt(self) -> None:
        self._count = self.prompt_count

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        self._shown = (format_dict, md_dict or {})

    def finish_displayhook(self) -> None:
        if self._shown and self._shown[0]:
            data, metadata = self._shown
            self.recorder.show("execute_result", data, metadata, execution_count=self._count)


class Shell(InteractiveShell):
    """Runs the cells of one notebook."""

    display_pub_class = Type(_Publisher)
    displayhook_class = Type(_Result)
    compiler_class = Type(XCachingCompiler)  # names cells as a kernel does

    def init_hooks(self) -> None:
        """Let what would be paged, such as help, go nowhere, as in a kernel without a reader."""
        super().init_hooks()  # type: ignore[no-untyped-call]
        self.set_hook("show_in_pager", lambda *_, **__: None, 99)  # type: ignore[no-untyped-call]

    def ask_exit(self) -> None:
        """What `exit()` and `quit()` call."""
        raise SystemExit("the notebook ended itself")

    def enable_gui(self, gui: object = None) -> None:
        """There is no window to draw in."""

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        self.recorder.fail(str(etype.__name__), str(evalue), stb)

    recorder: Recorder

    def run(self, source: str) -> bool:
        """Run a cell, record its outputs, and say whether it failed."""
        self.recorder.start()
        result = self.run_cell(source, store_history=True)
        self.recorder.flush()
        return not result.success


#: A shell that no notebook has had yet.
_spare: list[Shell] = []


def prepare() -> None:
    """Make a shell beforehand, for a notebook of this process or one of each that is forked from it."""
    if not _spare:
        _spare.append(_new())


def _new() -> Shell:
    HistoryManager.enabled = False  # type: ignore[assignment]  # each would keep a thread and an open database
    ours = sys.modules["__main__"]
    main = ModuleType("__main__")
    main.__dict__["__builtins__"] = builtins
    try:
        return Shell(user_module=main)
    finally:
        sys.modules["__main__"] = ours


@contextmanager
def shell() -> Iterator[Shell]:
    """A shell for one notebook; afterwards the process has its own streams, modules and functions back.

    What cells do to libraries (options, patches, figures left open) stays done.
    """
    kept = {name: sys.modules.get(name) for name in ("__main__",)}
    streams, held = (sys.stdout, sys.stderr, sys.displayhook, sys.excepthook), (builtins.input,)
    InteractiveShell.clear_instance()
    made = _spare.pop() if _spare else _new()
    sys.modules["__main__"] = made.user_module
    Shell._instance = InteractiveShell._instance = made  # type: ignore[assignment]
    recorder = made.recorder = Recorder()
    made.display_pub.recorder, made.display_pub.shown = recorder, {}  # type: ignore[attr-defined]
    made.displayhook.recorder = recorder  # type: ignore[attr-defined]
    try:
        sys.stdout, sys.stderr = _Stream("stdout", recorder, 1), _Stream("stderr", recorder, 2)
        builtins.input = _no_input
        _draw_inline(made)
        yield made
    finally:
        sys.stdout, sys.stderr, sys.displayhook, sys.excepthook = streams
        (builtins.input,) = held
        sys.modules.update({name: module for name, module in kept.items() if module is not None})
        _close(made)


def _draw_inline(made: Shell) -> None:
    """Let figures become outputs; what draws them is imported when a cell first asks for it."""
    os.environ["MPLBACKEND"] = INLINE
    if inline := sys.modules.get("matplotlib_inline.backend_inline"):
        # It remembers that a shell was set up before, and would leave the figures of this one undrawn.
        inline.configure_inline_support.current_backend = "unset"
        made.enable_matplotlib("inline")  # type: ignore[no-untyped-call]
    elif matplotlib := sys.modules.get("matplotlib"):
        matplotlib.rcParams["backend"] = INLINE  # it has read the environment already


def _close(made: Shell) -> None:
    import atexit

    atexit.unregister(made.atexit_operations)
    Shell.clear_instance()


def _no_input(prompt: object = "") -> str:
    raise StdinNotImplementedError("raw_input was called, but this frontend does not support input requests.")
