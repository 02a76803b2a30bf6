"""What changed between two runs is told figure by figure with its reason; what did not is not told."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner

from ihanalysis import Briefing, Workbook
from ihanalysis.batch.diff import Change, as_csv, changes
from ihanalysis.batch.inputs import Inputs
from ihanalysis.batch.manifest import Manifest, Record, read_manifest
from ihanalysis.cli import main
from ihanalysis.errors import InclusionHealthError
from ihanalysis.publish.table_page import changes_page
from ihanalysis.publish.tables import write_tables
from tests.publish.conftest import PRODUCED, content_of
from tests.publish.reading import Page

Edit = Callable[[str, str, str, str], None]


@pytest.fixture(scope="module")
def figures(workbook: Workbook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The figures of two briefings, as a run writes them."""
    place = tmp_path_factory.mktemp("figures") / "2026"
    manifest = Manifest()
    for name in ("kent", "devon"):
        briefing = Briefing.of(name, workbook=workbook)
        folder = place / briefing.area.slug
        folder.mkdir(parents=True)
        write_tables(*content_of(briefing), folder / "datapackage.json", PRODUCED)
        parameters = {"system": briefing.area.code, "boundaries": "2026"}
        inputs = Inputs(parameters, {"notebook": "sha256:0", "data/raw/rough_sleeping": "sha256:0"}, {})
        manifest = manifest.with_record(folder.name, Record(briefing.area.name, inputs, (), 1.0))
    manifest.write(place)
    return place


@pytest.fixture
def old(figures: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(figures, tmp_path / "old"))


@pytest.fixture
def new(figures: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(figures, tmp_path / "new"))


@pytest.fixture
def edit(new: Path) -> Edit:
    """Change one cell of the newer run: system, measure (or source), column, cell."""

    def change(slug: str, name: str, column: str, cell: str) -> None:
        file = "sources.csv" if column in ("released", "address") else "gaps.csv"
        path = new / slug / file
        rows = list(csv.DictReader(StringIO(path.read_text(encoding="utf-8"))))
        found = [row for row in rows if row["source" if file == "sources.csv" else "indicator"] == name]
        assert len(found) == 1
        found[0][column] = cell
        with path.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.DictWriter(opened, rows[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    return change


def _inputs_changed(new: Path, *names: str) -> None:
    manifest, _ = read_manifest(new)
    for name, record in manifest.records.items():
        inputs = replace(record.inputs, files={**record.inputs.files, **dict.fromkeys(names, "sha256:1")})
        manifest = manifest.with_record(name, replace(record, inputs=inputs))
    manifest.write(new)


def test_nothing_changed_between_a_run_and_itself(old: Path, new: Path) -> None:
    assert changes(old, new) == ()
    assert changes(old, new.parent / "new") == ()


def test_how_a_machine_rounds_is_no_change(old: Path, new: Path, edit: Edit) -> None:
    edit("devon", "people-sleeping-rough", "value", _nudged(old, 1e-13))
    assert changes(old, new) == ()
    edit("devon", "people-sleeping-rough", "value", _nudged(old, 1e-6))
    (change,) = changes(old, new)
    assert change.old != change.new  # with as many decimals as that takes


def _nudged(place: Path, part: float) -> str:
    rows = csv.DictReader(StringIO((place / "devon" / "gaps.csv").read_text(encoding="utf-8")))
    return repr(next(float(r["value"]) for r in rows if r["indicator"] == "people-sleeping-rough") * (1 + part))


def test_a_figure_of_a_new_release_is_told_for_its_system_only(old: Path, new: Path, edit: Edit) -> None:
    edit("devon", "people-sleeping-rough", "value", "14.2")
    edit("devon", "rough_sleeping_2025", "released", "2026-12-01")
    (change,) = changes(old, new)
    assert change == Change(
        "Devon", "people experiencing homelessness", change.measure, "Figure",
        "13.5 (11.5 to 15.7)", "14.2 (11.5 to 15.7)", "new release",
    )  # fmt: skip
    assert "sleeping rough" in change.measure


def test_a_release_without_a_changed_figure_is_no_change(old: Path, new: Path, edit: Edit) -> None:
    edit("devon", "rough_sleeping_2025", "released", "2026-12-01")
    assert changes(old, new) == ()


@pytest.mark.parametrize(
    ("inputs", "why"),
    [
        (["notebook"], "new method"),
        (["data/raw/rough_sleeping"], "corrected figures"),
        (["notebook", "data/raw/rough_sleeping"], "new method or corrected figures"),
        ([], "new method or corrected figures"),
    ],
)
def test_without_a_release_the_inputs_say_why(old: Path, new: Path, edit: Edit, inputs: list[str], why: str) -> None:
    edit("devon", "people-sleeping-rough", "value", "14.2")
    _inputs_changed(new, *inputs)
    assert [change.why for change in changes(old, new)] == [why]


def test_another_unit_is_another_method(old: Path, new: Path, edit: Edit) -> None:
    edit("devon", "people-sleeping-rough", "value", "142")
    edit("devon", "people-sleeping-rough", "unit", "per million, crude, one night")
    _inputs_changed(new, "data/raw/rough_sleeping")
    assert [change.why for change in changes(old, new)] == ["new method"]


def test_a_system_with_a_new_code_has_new_boundaries(old: Path, new: Path, edit: Edit) -> None:
    edit("devon", "people-sleeping-rough", "value", "14.2")
    edit("devon", "people-sleeping-rough", "area_code", "E54000099")
    edit("devon", "rough_sleeping_2025", "released", "2026-12-01")
    assert [change.why for change in changes(old, new)] == ["new boundaries"]


def test_england_changes_for_every_system_and_a_verdict_with_it(old: Path, new: Path, edit: Edit) -> None:
    for slug in ("devon", "kent-and-medway"):
        edit(slug, "people-sleeping-rough", "comparator_value", "9.9")
        edit(slug, "people-sleeping-rough", "direction", "better")
        edit(slug, "rough_sleeping_2025", "released", "2026-12-01")
    found = changes(old, new)
    assert [(change.system, change.figure) for change in found] == [
        ("Devon", "Comparator"), ("Devon", "In words"),
        ("Kent and Medway", "Comparator"), ("Kent and Medway", "In words"),
    ]  # fmt: skip
    assert {change.why for change in found} == {"new release"}


def test_a_national_figure_is_told_once(old: Path, new: Path, edit: Edit) -> None:
    for slug in ("devon", "kent-and-medway"):
        edit(slug, "mean-age-at-death-men", "value", "46.5")
    assert [change.system for change in changes(old, new)] == ["England and Wales"]


def test_a_figure_that_goes_missing_says_so(old: Path, new: Path, edit: Edit) -> None:
    for column, cell in {"value": "", "lower": "", "upper": "", "status": "suppressed"}.items():
        edit("devon", "people-sleeping-rough", column, cell)
    assert [change.new for change in changes(old, new)] == ["no figure (suppressed)"]


def test_a_system_of_one_run_only_is_told_with_every_figure(old: Path, new: Path) -> None:
    shutil.rmtree(new / "devon")
    found = changes(old, new)
    assert {(change.system, change.new, change.why) for change in found} == {("Devon", "not there", "not in both runs")}


def test_a_system_of_one_boundary_year_only_may_have_begun_with_it(old: Path, new: Path) -> None:
    shutil.rmtree(old / "devon")
    manifest, _ = read_manifest(old)
    for name, record in manifest.records.items():
        inputs = replace(record.inputs, parameters={**record.inputs.parameters, "boundaries": "2023"})
        manifest = manifest.with_record(name, replace(record, inputs=inputs))
    manifest.write(old)
    assert {change.why for change in changes(old, new)} == {"new boundaries, or not in both runs"}


def test_a_folder_without_briefings_or_an_unreadable_one_is_told(old: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InclusionHealthError, match="empty holds no briefings"):
        changes(old, tmp_path / "empty")
    (old / "devon" / "gaps.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InclusionHealthError, match=r"devon.gaps.csv has no column 'gap'"):
        changes(old, old)


def test_one_briefing_can_be_set_against_another_of_its_system(old: Path, new: Path, edit: Edit) -> None:
    edit("devon", "people-sleeping-rough", "value", "14.2")
    shutil.move(new / "devon", new / "devon-in-december")
    found = changes(old / "devon", new / "devon-in-december")
    assert [(change.system, change.figure) for change in found] == [("Devon", "Figure")]


def test_a_page_of_all_systems_beside_them_tells_nothing_twice(old: Path, new: Path) -> None:
    (new / "national").mkdir()
    for name in ("gaps.csv", "sources.csv"):
        text = (new / "devon" / name).read_text(encoding="utf-8")
        (new / "national" / name).write_text(text.replace(",13.", ",99."), encoding="utf-8")
    assert not [change for change in changes(old, new) if change.system == "Devon"]


def test_the_folder_above_a_boundary_year_will_do(old: Path, new: Path, tmp_path: Path) -> None:
    shutil.move(old, tmp_path / "run" / "2026")
    assert changes(tmp_path / "run", new) == ()


def test_the_command_writes_a_table_csv_and_a_page(old: Path, new: Path, edit: Edit, tmp_path: Path) -> None:
    edit("devon", "people-sleeping-rough", "value", "14.2")
    files = (tmp_path / "changes.csv", tmp_path / "changes.html")
    arguments = ["diff", str(old), str(new), "--csv", str(files[0]), "--html", str(files[1])]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert "13.5 (11.5 to 15.7)  14.2 (11.5 to 15.7)" in result.output
    assert files[0].read_text(encoding="utf-8") == as_csv(changes(old, new))
    page = Page(files[1].read_text(encoding="utf-8"))
    assert len(page.all("h1")) == 1
    assert "14.2 (11.5 to 15.7)" in files[1].read_text(encoding="utf-8")


def test_a_page_of_no_change_says_so() -> None:
    assert "No figure changed" in changes_page(())


def test_names_cannot_break_the_page() -> None:
    page = changes_page([Change("<script>alert(1)</script>", "", "<b>", "Figure", "1", "2", "new release")])
    assert "<script>" not in page
    assert "<b>" not in page


def test_manifests_stay_json(new: Path) -> None:
    _inputs_changed(new, "notebook")
    assert json.loads((new / "manifest.json").read_text(encoding="utf-8"))["briefings"][0]["name"] == "devon"
