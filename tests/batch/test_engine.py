"""The engine brings what nbclient brings, and nothing of one notebook into another."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ihanalysis import Workbook
from ihanalysis.batch import apart
from tests.batch.notebooks import executed, without_times, write

#: One notebook with everything that a cell can bring.
_EVERYTHING = (
    "print('one'); print('two')",
    "import sys\nprint('to stdout'); print('to stderr', file=sys.stderr)",
    "print('before')\nfrom IPython.display import display, HTML\ndisplay(HTML('<b>bold</b>'))\nprint('after')",
    "1 + 1",
    "None",
    "import pandas as pd\npd.DataFrame({'a': [1, 2]})",
    "2 + 3;",
    "import matplotlib.pyplot as plt\nfig, ax = plt.subplots(figsize=(2, 1)); ax.plot([1, 2]); plt.show()",
    "plt.figure(figsize=(1, 1)); plt.plot([1]);",
    "handle = display('first', display_id='shown')\nhandle.update('second')",
    "from IPython.display import clear_output\nprint('gone'); clear_output(); print('stays')",
    "print('gone'); clear_output(wait=True); print('stays')",
    "%matplotlib inline\n%who_ls int",
    "%%capture\nprint('captured')",
    "__name__, [n for n in ('In', 'Out', '_ih') if n in globals()]",
    "import asyncio\nawait asyncio.sleep(0)\n'awaited'",
    "class Thing:\n    pass\nimport pickle\ntype(pickle.loads(pickle.dumps(Thing()))).__name__",
    "print('a', end=''); print('b', end='', flush=True); print('c')",
    "display({'text/plain': 'raw', 'text/html': '<i>raw</i>'}, raw=True, metadata={'text/html': {'x': 1}})",
    "try:\n    input('?')\nexcept Exception as error:\n    print(type(error), error)",
    "1 / 0",
    "'skipped'",
    "",
    "import warnings\nwarnings.warn('careful')",
    "def f():\n    return g()\ndef g():\n    raise KeyError('deep')\nf()",
    "'never run'",
)
_TAGS = {21: "raises-exception", 22: "skip-execution"}


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("parity") / "everything.ipynb", *_EVERYTHING, tags=_TAGS)


def test_outputs_metadata_and_execution_counts_are_those_of_nbclient(everything: Path) -> None:
    parameters = {"system": "QHM"}
    ours, theirs = (without_times(executed(everything, engine, parameters)) for engine in ("ihanalysis", "nbclient"))
    assert len(ours[0]) == len(theirs[0])
    assert [(mine, its) for mine, its in zip(ours[0], theirs[0], strict=True) if mine != its] == []
    assert ours[1] == theirs[1]


def test_the_briefing_is_the_same_by_both_engines(workbook: Workbook, tmp_path: Path) -> None:
    path = tmp_path / "briefing.ipynb"
    path.write_bytes((workbook.notebooks / "briefing.ipynb").read_bytes())
    ours, theirs = (
        without_times(executed(path, engine, {"system": "QHM"}, cwd=workbook.root))
        for engine in ("ihanalysis", "nbclient")
    )
    assert ours == theirs


def test_papermill_finds_the_engine_by_its_name(tmp_path: Path) -> None:
    source = write(tmp_path / "in.ipynb", "print(system)")
    command = [
        sys.executable,
        "-m",
        "papermill",
        "--engine",
        "ihanalysis",
        "-p",
        "system",
        "QKS",
        source,
        tmp_path / "out.ipynb",
    ]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stderr
    cells = json.loads((tmp_path / "out.ipynb").read_text(encoding="utf-8"))["cells"]
    assert "".join(cells[-1]["outputs"][0]["text"]) == "QKS\n"


def test_charts_do_not_vanish_from_the_second_notebook(tmp_path: Path) -> None:
    path = write(tmp_path / "chart.ipynb", "import matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.show()")
    for _ in range(2):
        (output,) = executed(path, "ihanalysis").cells[-1].outputs
        assert output.data["image/png"]


def test_main_is_the_notebook_s_while_it_runs_and_ours_again_afterwards(tmp_path: Path) -> None:
    before = sys.modules["__main__"]
    path = write(tmp_path / "main.ipynb", "import __main__\nmine = 1\n__main__.mine")
    assert executed(path, "ihanalysis").cells[-1].outputs[0].data["text/plain"] == "1"
    assert sys.modules["__main__"] is before


@pytest.mark.parametrize("method", ["forkserver", "spawn"])
def test_nothing_that_a_notebook_changes_reaches_the_next(
    method: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether each has a process of its own, or both the same, as where none can be forked."""
    monkeypatch.setattr(apart, "METHOD", method)
    monkeypatch.setattr(
        apart,
        "OWN",
        apart.Kind(apart.OWN.imports, 1) if method == "forkserver" else apart.Kind(apart.OWN.imports, 2, True),
    )
    leaks = write(
        tmp_path / "leaks.ipynb",
        "leaked = 1",
        "import builtins; builtins.leaked_too = 2",
        "import os; os.environ['LEAKED'] = '3'; os.chdir('/')",
        "import pandas as pd; pd.set_option('display.max_rows', 4)",
        "import matplotlib.pyplot as plt; plt.rcParams['lines.linewidth'] = 99; plt.figure()",
        "import ihanalysis.briefing as b; b.PURPOSE = 'leaked'",
        "import os\nfrom ihanalysis import Workbook\nw = Workbook.find(); w.figures['count'] = 0; w._tables.clear()\n"
        "import pandas; pandas.DataFrame.mean = None; pandas.read_csv = None",
        "import sys; sys.path.insert(0, 'leaked'); sys.modules['leaked'] = sys",
    )
    probe = write(
        tmp_path / "probe.ipynb",
        "import os, sys, pandas as pd, matplotlib.pyplot as plt, builtins\nimport ihanalysis.briefing as b\n"
        "['leaked' in globals(), hasattr(builtins, 'leaked_too'), 'LEAKED' in os.environ, os.getcwd() == '/',\n"
        " pd.get_option('display.max_rows') == 4, plt.rcParams['lines.linewidth'] == 99, bool(plt.get_fignums()),\n"
        " b.PURPOSE == 'leaked', pd.read_csv is None, \n"
        " bool((b.Workbook.find().figures['count'] == 0).all()), 'leaked' in sys.path,\n"
        " 'leaked' in sys.modules].count(True)",
    )
    executed(leaks, "ihanalysis")
    assert executed(probe, "ihanalysis").cells[-1].outputs[0].data["text/plain"] == "0"
    assert "LEAKED" not in os.environ


def test_many_notebooks_leave_no_files_open_and_no_threads(tmp_path: Path) -> None:
    import threading

    path = write(tmp_path / "small.ipynb", "1")
    executed(path, "ihanalysis")
    before = len(list(Path("/proc/self/fd").iterdir())), threading.active_count()
    for _ in range(10):
        executed(path, "ihanalysis")
    assert (len(list(Path("/proc/self/fd").iterdir())), threading.active_count()) == before


def test_a_notebook_in_another_language_goes_to_its_kernel(tmp_path: Path) -> None:
    path = write(tmp_path / "r.ipynb", "x <- 1")
    path.write_text(
        path.read_text(encoding="utf-8").replace('"language": "python"', '"language": "R"'), encoding="utf-8"
    )
    import papermill

    with pytest.raises(Exception, match="nosuchkernel"):
        papermill.execute_notebook(
            str(path), None, engine_name="ihanalysis", kernel_name="nosuchkernel", language="R", progress_bar=False
        )


def test_a_process_that_stays_answers_again_and_is_replaced_when_it_dies() -> None:
    kind = apart.Kind(apart.OWN.imports, 3)
    first = apart.call(os.getpid, kind=kind)
    assert apart.call(os.getpid, kind=kind) == first
    os.kill(first, signal.SIGKILL)
    with contextlib.suppress(apart.DiedError):  # told so, if the call was made before the end was known
        apart.call(os.getpid, kind=kind)
    assert apart.call(os.getpid, kind=kind) != first


def test_no_process_that_stays_is_given_a_notebook() -> None:
    kind = apart.Kind(apart.OWN.imports, 3)
    stays = apart.call(os.getpid, kind=kind)
    assert apart.call(os.getpid) != stays
    assert apart.call(os.getpid, kind=kind) == stays
