"""A set of systems is named by a file or a region, and is shown side by side."""

from __future__ import annotations

from pathlib import Path

import pytest

from ihanalysis import Briefing, Workbook
from ihanalysis.areas import Systems
from ihanalysis.batch.sets import read_cohort, region
from ihanalysis.errors import InclusionHealthError, UnknownChoiceError, UnknownSystemError
from ihanalysis.folder import Folder
from ihanalysis.publish.side_by_side import write_side_by_side
from tests.publish.reading import Page


@pytest.fixture(scope="module")
def systems(workbook: Workbook) -> Systems:
    return Folder(workbook.root).systems


def _file(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "learning_cohort.txt"
    path.write_text(text, encoding=encoding)
    return path


def test_the_systems_read_alone_are_those_of_the_areas(workbook: Workbook, systems: Systems) -> None:
    assert systems.systems == workbook.areas.systems
    assert systems.changes == workbook.areas.changes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_cohort_keeps_the_order_of_its_file_and_names_each_system_once(
    systems: Systems, tmp_path: Path, encoding: str
) -> None:
    text = "# seven in all, two so far\r\n\r\nDevon  # since May\r\nQKS\r\nKent & Medway ICB\r\n"
    cohort = read_cohort(_file(tmp_path, text, encoding), systems, "2026")
    assert [system.name for system in cohort.systems] == ["Devon", "Kent and Medway"]
    assert (cohort.name, cohort.slug) == ("learning cohort", "learning-cohort")


def test_every_line_that_names_no_system_is_told(systems: Systems, tmp_path: Path) -> None:
    path = _file(tmp_path, "Devon\nKentish Town\nNorthamtpon\n../../etc\n")
    with pytest.raises(UnknownSystemError) as told:
        read_cohort(path, systems, "2026")
    lines = str(told.value).splitlines()
    assert [line.split(": ")[0] for line in lines] == [f"{path}, line {n}" for n in (2, 3, 4)]
    assert "Northamptonshire" in lines[1]


@pytest.mark.parametrize("text", ["", "# nobody yet\n\n"])
def test_a_cohort_of_nobody_is_no_cohort(systems: Systems, tmp_path: Path, text: str) -> None:
    with pytest.raises(InclusionHealthError, match="names no system"):
        read_cohort(_file(tmp_path, text), systems, "2026")


def test_a_spreadsheet_is_no_cohort_file(systems: Systems, tmp_path: Path) -> None:
    path = tmp_path / "cohort.xlsx"
    path.write_bytes(b"PK\x03\x04\xff\xfe")
    with pytest.raises(InclusionHealthError, match="is not text in UTF-8"):
        read_cohort(path, systems, "2026")


@pytest.mark.parametrize("boundaries", ["2023", "2026"])
def test_the_regions_share_out_all_systems(systems: Systems, boundaries: str) -> None:
    everyone = systems.of(boundaries)
    names = {system.nhs_region for system in everyone}
    assert len(names) == 7
    found = [system for name in names for system in region(name.upper(), systems, boundaries).systems]
    assert sorted(found, key=lambda system: system.code) == sorted(everyone, key=lambda system: system.code)


def test_a_region_that_is_not_one_names_the_nearest(systems: Systems) -> None:
    with pytest.raises(UnknownChoiceError, match="Did you mean 'South West'"):
        region("South-West", systems, "2026")


def test_side_by_side_every_figure_is_its_own_systems(workbook: Workbook, tmp_path: Path) -> None:
    briefings = [Briefing.of(name, workbook=workbook) for name in ("kent", "devon", "shropshire")]
    made = tmp_path / "devon"
    made.mkdir()
    (made / "briefing.html").touch()
    path = write_side_by_side("A cohort", [briefing.area for briefing in briefings], workbook, tmp_path)
    text = path.read_text(encoding="utf-8")
    page = Page(text)
    assert len(page.all("h1")) == 1
    row = next(part for part in text.split("<tr>") if "People sleeping rough, autumn" in part)
    cells = [part.split("</td>")[0] for part in row.split("<td")[1:]]
    england, *rest = cells
    for briefing, cell in zip(briefings, rest, strict=True):
        finding = briefing.finding("people-sleeping-rough")
        assert f'data-label="{briefing.area.name}"' in cell
        assert f"<strong>{finding.value}</strong> ({finding.interval}) {finding.words}" in cell
        assert england.endswith(f">{finding.comparator}")
    addresses = [link.attributes["href"] for link in page.all("a")]
    assert [address for address in addresses if "briefing" in address] == ["devon/briefing.html"]
