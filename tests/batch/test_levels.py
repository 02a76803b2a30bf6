"""Runs over local authorities and regions: folders, plans, sets, indexes and differences as for systems."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner, Result

from ihanalysis import Briefing, Workbook
from ihanalysis.areas import System
from ihanalysis.batch.diff import as_csv, as_text, changes
from ihanalysis.batch.inputs import Inputs, parameters_of
from ihanalysis.batch.manifest import Manifest, Record, read_manifest
from ihanalysis.batch.sets import read_cohort, region
from ihanalysis.cli import main
from ihanalysis.errors import InclusionHealthError, UnknownAreaError
from ihanalysis.publish.side_by_side import write_side_by_side
from ihanalysis.publish.tables import write_tables
from tests.publish.conftest import PRODUCED, content_of

Run = Callable[..., Result]


@pytest.fixture
def run(copy: Workbook, workbook: Workbook) -> Run:
    """Run a command in a workbook whose notebook is quick, and whose tables are made."""
    workbook.keep_warm("place")
    shutil.copytree(workbook.processed, copy.processed)
    path = copy.notebooks / "briefing.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell.id in ("parameters", "title", "at-a-glance", "sources")]
    nbformat.write(notebook, path)

    def command(*arguments: object) -> Result:
        here = Path.cwd()
        os.chdir(copy.root)
        try:
            return CliRunner().invoke(main, [str(argument) for argument in arguments])
        finally:
            os.chdir(here)

    return command


def test_a_place_has_its_folder_its_record_and_its_line_in_the_index(run: Run, copy: Workbook, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = run("briefings", "--level", "place", "--only", "shropshire", "scilly", "--output", out, "--jobs", 2)
    assert result.exit_code == 0, result.output
    assert {path.name for path in (out / "place").iterdir() if path.is_dir()} == {"shropshire", "isles-of-scilly"}
    manifest, problem = read_manifest(out / "place")
    assert not problem
    assert manifest.records["shropshire"].inputs.parameters == {"system": "E06000051", "level": "place"}
    notebook = json.loads((out / "place/shropshire/briefing.ipynb").read_text(encoding="utf-8"))
    told = next(cell for cell in notebook["cells"] if "injected-parameters" in cell["metadata"].get("tags", []))
    assert 'level = "place"' in "".join(told["source"])
    page = (out / "place/index.html").read_text(encoding="utf-8")
    assert "296 local authorities, one briefing each" in page
    assert "2 briefings; 294 not made in this run" in page
    assert 'href="shropshire/briefing.html"' in page
    again = run("briefings", "--level", "place", "--only", "shropshire", "scilly", "--output", out)
    assert "kept              2  unchanged" in again.output


def test_a_name_that_is_no_area_of_the_level_costs_nothing(run: Run, tmp_path: Path) -> None:
    result = run("briefing", "Kettering", "--level", "place", "--output", tmp_path / "out")
    assert result.exit_code == 2
    assert "North Northamptonshire (E06000061)" in result.output
    assert not (tmp_path / "out").exists()
    assert run("briefings", "--level", "county").exit_code == 2


@pytest.mark.parametrize(
    ("level", "number", "first"),
    [("place", 296, "E07000223  Adur (South East)"), ("region", 9, "E12000004  East Midlands")],
)
def test_the_areas_of_a_level_can_be_listed(run: Run, level: str, number: int, first: str) -> None:
    lines = run("systems", "--level", level).output.splitlines()
    assert (len(lines), lines[0]) == (number, first)


def test_parameters_of_systems_are_what_they_were(workbook: Workbook) -> None:
    kent = workbook.areas.find("kent")
    assert isinstance(kent, System)
    assert parameters_of(kent) == {"system": "E54000032", "boundaries": "2026"}
    assert parameters_of(workbook.areas.find_at("region", "london")) == {"system": "E12000007", "level": "region"}


def test_a_region_and_a_cohort_of_places_are_sets(workbook: Workbook, tmp_path: Path) -> None:
    london = region("london", workbook.areas, "2026", "place")
    assert (london.name, len(london.systems)) == ("London", 33)
    path = tmp_path / "core_cities.txt"
    path.write_text("Manchester\nE08000025  # Birmingham\nbristol\n", encoding="utf-8")
    cohort = read_cohort(path, workbook.areas, "2026", "place")
    assert [area.name for area in cohort.systems] == ["Manchester", "Birmingham", "Bristol, City of"]
    path.write_text("Manchester\nKent and Medway\n", encoding="utf-8")
    with pytest.raises(UnknownAreaError, match="line 2: 'Kent and Medway' is not a local authority"):
        read_cohort(path, workbook.areas, "2026", "place")
    page = write_side_by_side(cohort.name, cohort.systems, workbook, tmp_path).read_text(encoding="utf-8")
    assert "3 local authorities side by side" in page
    assert "these local authorities beside one another" in page


@pytest.fixture(scope="module")
def figures(workbook: Workbook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The figures of two places, as a run writes them."""
    place = tmp_path_factory.mktemp("reports") / "place"
    manifest = Manifest()
    for name in ("Manchester", "Isles of Scilly"):
        briefing = Briefing.of(name, workbook=workbook, level="place")
        folder = place / briefing.area.slug
        folder.mkdir(parents=True)
        write_tables(*content_of(briefing), folder / "datapackage.json", PRODUCED)
        inputs = Inputs(parameters_of(briefing.area), {}, {})
        manifest = manifest.with_record(folder.name, Record(name, inputs, (), 1.0))
    manifest.write(place)
    return place


def test_what_changed_of_a_place_is_told_as_a_local_authoritys(figures: Path, tmp_path: Path) -> None:
    new = Path(shutil.copytree(figures, tmp_path / "new" / "place"))
    table = new / "manchester" / "gaps.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    row = next(line for line in lines if ",people-sleeping-rough," in line)
    table.write_text("\n".join(line.replace(",55.0,", ",56.0,") if line == row else line for line in lines) + "\n")
    assert not changes(figures, figures)
    (change,) = changes(figures.parent, new.parent)
    assert (change.system, change.figure, change.old, change.new) == ("Manchester", "Count", "55", "56")
    assert as_text([change]).startswith("Local authority  Section")
    assert as_csv([change]).startswith("local authority,section,measure,")
    shutil.copytree(figures, new.parent / "region")
    with pytest.raises(InclusionHealthError, match="several boundary years or levels; name one"):
        changes(figures.parent, new.parent)


def test_columns_are_described_in_the_words_of_the_level(figures: Path) -> None:
    package = json.loads((figures / "manchester" / "datapackage.json").read_text(encoding="utf-8"))
    described = " ".join(
        field["description"] for resource in package["resources"] for field in resource["schema"]["fields"]
    )
    assert "place: this local authority against England" in described
    assert "system" not in described
