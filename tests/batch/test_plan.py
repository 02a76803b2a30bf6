"""A run does what has to be done and says why; what has not changed costs nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ihanalysis import Workbook
from ihanalysis.batch.plan import Reason
from ihanalysis.batch.run import Run
from ihanalysis.errors import InclusionHealthError
from tests.batch.conftest import Bench


def _reasons(run: Run) -> dict[str, Reason]:
    return {step.area.slug: step.reason for step in run.steps}


def test_everything_is_new_once_and_then_nothing_is_done(bench: Bench) -> None:
    assert set(_reasons(bench.run()).values()) == {Reason.NEW}
    before = {path: path.stat().st_mtime_ns for path in bench.place.rglob("*")}
    assert set(_reasons(bench.run()).values()) == {Reason.UNCHANGED}
    assert bench.made == []
    assert {path: path.stat().st_mtime_ns for path in bench.place.rglob("*")} == before


@pytest.mark.parametrize(
    ("file", "changed"),
    [
        ("notebooks/briefing.ipynb", "notebook"),
        ("data/raw/rough_sleeping/figures.csv", "data/raw/rough_sleeping"),
        ("data/raw/areas/systems.csv", "data/raw/areas"),
        ("local/figures.csv", "local"),
    ],
)
def test_a_changed_input_is_named_and_makes_every_briefing_again(bench: Bench, file: str, changed: str) -> None:
    bench.run("kent", "devon")
    path = bench.folder.root / file
    path.parent.mkdir(exist_ok=True)
    with path.open("a", encoding="utf-8") as opened:
        opened.write("\n")
    run = bench.run("kent", "devon")
    assert {step.why for step in run.steps} == {f"changed inputs: {changed}"}
    assert sorted(bench.made) == ["devon", "kent-and-medway"]


def test_a_systems_own_local_file_makes_its_briefing_only(bench: Bench) -> None:
    bench.run()
    own = bench.folder.local / "devon.toml"
    own.parent.mkdir(parents=True)
    own.write_text('comment = "Ours"\n', encoding="utf-8")
    bench.run()
    assert bench.made == ["devon"]


def test_another_version_of_a_library_makes_briefings_again(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.run("kent")
    version = lambda name: "0" if name == "pandas" else "1"  # noqa: E731
    monkeypatch.setattr("ihanalysis.batch.inputs.metadata.version", version)
    (step,) = bench.run("kent").steps
    assert step.reason is Reason.CHANGED
    assert "pandas" in step.changed


@pytest.mark.parametrize("harm", ["altered", "deleted", "same size"])
def test_a_file_that_is_not_as_it_was_written_is_made_again(bench: Bench, harm: str) -> None:
    bench.run()
    page = bench.place / "devon" / "briefing.html"
    text = page.read_text(encoding="utf-8")
    if harm == "deleted":
        page.unlink()
    else:
        page.write_text(text.swapcase() if harm == "same size" else "shorter", encoding="utf-8")
    assert _reasons(bench.run())["devon"] is Reason.DAMAGED
    assert bench.made == ["devon"]


def test_what_failed_is_tried_again_and_alone_when_asked(bench: Bench) -> None:
    bench.failing["dorset"] = "cell 4: ValueError: no figures"
    assert [outcome.area.slug for outcome in bench.run().failed] == ["dorset"]
    bench.failing.clear()
    with (bench.folder.notebooks / "briefing.ipynb").open("a", encoding="utf-8") as notebook:
        notebook.write("\n")
    assert _reasons(bench.run(failed=True)) == {"dorset": Reason.FAILED}
    assert bench.made == ["dorset"]
    assert bench.run(failed=True).steps == ()


def test_force_makes_everything_again(bench: Bench) -> None:
    bench.run()
    assert set(_reasons(bench.run(force=True)).values()) == {Reason.FORCED}
    assert len(bench.made) == 3


def test_a_briefing_that_fails_leaves_the_last_good_one_and_its_record(bench: Bench) -> None:
    bench.run("kent")
    good = bench.page("kent-and-medway")
    bench.failing["kent-and-medway"] = "cell 4: ValueError: no figures"
    assert bench.run("kent", force=True).failed[0].error == "cell 4: ValueError: no figures"
    assert bench.page("kent-and-medway") == good
    bench.failing.clear()
    assert _reasons(bench.run("kent")) == {"kent-and-medway": Reason.FAILED}


def test_a_system_that_was_made_alone_is_kept_when_all_are_made(bench: Bench) -> None:
    bench.run("kent")
    bench.run()
    assert sorted(bench.made) == ["devon", "dorset"]


def test_bad_figures_stop_a_run_before_anything_is_written(copy: Workbook, bench: Bench) -> None:
    def bad(*_: object) -> None:
        raise InclusionHealthError("figures.csv is not as it should be")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ihanalysis.batch.run._warm_up", bad)
        with pytest.raises(InclusionHealthError):
            bench.run()
    assert not bench.place.exists()


def test_planning_brings_no_library_that_a_run_with_nothing_to_do_would_pay_for() -> None:
    code = """
import sys
from ihanalysis import cli
from ihanalysis.batch import diff, progress, run, sets
from ihanalysis.folder import Folder
assert len(Folder.find().systems.of("2026")) == 36
print(sorted({"pandas", "numpy", "matplotlib", "papermill", "nbformat", "IPython", "tqdm"} & set(sys.modules)))
"""
    root = Path(__file__).resolve().parents[2]
    told = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
