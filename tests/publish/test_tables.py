"""The same figures as tidy CSV, with a descriptor that a validator accepts."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import frictionless
import pandas as pd
import pytest

from ihanalysis import Workbook
from ihanalysis.datasets import GAPS, SOURCES
from ihanalysis.errors import InclusionHealthError
from ihanalysis.gaps import COLUMNS
from ihanalysis.publish.tables import datasets, write_tables
from tests.publish.conftest import HOSTILE, PRODUCED, Content


@pytest.fixture(scope="module")
def folder(content: Content, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    write_tables(*content, folder / "datapackage.json", PRODUCED)
    return folder


@pytest.fixture(scope="module")
def package(folder: Path) -> dict[str, Any]:
    described: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return described


def test_a_validator_accepts_the_package(folder: Path) -> None:
    report = frictionless.validate(folder / "datapackage.json")
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])
    assert {task.name for task in report.tasks} == {"gaps", "sources"}


def test_a_validator_finds_a_spoilt_number(folder: Path, tmp_path: Path) -> None:
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    spoilt = (tmp_path / "gaps.csv").read_text(encoding="utf-8").replace("45.9", "forty-six", 1)
    (tmp_path / "gaps.csv").write_text(spoilt, encoding="utf-8")
    assert not frictionless.validate(tmp_path / "datapackage.json").valid


def test_the_csv_holds_every_digit(folder: Path, content: Content) -> None:
    gaps = datasets(content[1])["gaps"].rows
    words = {name: str for name in gaps if gaps[name].dtype == "str"}
    written = pd.read_csv(folder / "gaps.csv", dtype=words, keep_default_na=False, na_values=[""])
    expected = gaps.assign(**{name: gaps[name].replace("", None) for name in words})
    pd.testing.assert_frame_equal(written, expected, check_exact=True, check_dtype=False)


def test_every_column_of_every_gap_is_described(package: dict[str, Any], workbook: Workbook) -> None:
    assert set(GAPS) == {*COLUMNS, "measure", "area"}
    for resource in package["resources"]:
        assert all(field["title"] and field["description"] for field in resource["schema"]["fields"])
    assert {field["name"] for field in package["resources"][1]["schema"]["fields"]} == set(SOURCES)


def test_sources_and_licences_are_named(package: dict[str, Any], folder: Path) -> None:
    listed = pd.read_csv(folder / "sources.csv")
    assert len(package["sources"]) == len(listed)
    assert all(source["path"].startswith("https://") and source["title"] for source in package["sources"])
    assert "OGL-UK-3.0" in [licence["name"] for licence in package["licenses"]]


def test_every_source_a_gap_cites_is_listed(folder: Path) -> None:
    gaps = pd.read_csv(folder / "gaps.csv", dtype=str).fillna("")
    listed = set(pd.read_csv(folder / "sources.csv")["source"])
    cited = {name for column in ("source", "comparator_source") for cell in gaps[column] for name in cell.split(";")}
    assert cited - {""} <= listed


def test_files_are_described_by_size_and_hash(package: dict[str, Any], folder: Path) -> None:
    for resource in package["resources"]:
        file = (folder / resource["path"]).read_bytes()
        assert resource["bytes"] == len(file)
        assert resource["hash"] == f"sha256:{hashlib.sha256(file).hexdigest()}"


def test_the_same_content_is_the_same_to_the_byte(kent_content: Content, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_tables(*kent_content, tmp_path / name / "datapackage.json", PRODUCED)
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_no_cell_is_a_formula_to_a_spreadsheet(hostile: Content, tmp_path: Path) -> None:
    write_tables(*hostile, tmp_path / "datapackage.json", PRODUCED)
    written = pd.read_csv(tmp_path / "gaps.csv")
    assert not written["indicator"].str.startswith(("=", "+", "-", "@")).any()
    assert [text.removeprefix("'") for text in written["indicator"]] == list(HOSTILE)
    assert frictionless.validate(tmp_path / "datapackage.json").valid


def test_content_without_data_is_an_error_that_says_what_to_do(kent_content: Content, tmp_path: Path) -> None:
    title, sections = kent_content
    with pytest.raises(InclusionHealthError, match=r"carries no data; .* run it again"):
        write_tables(title, sections[:1], tmp_path / "datapackage.json", PRODUCED)
    assert not list(tmp_path.iterdir())
