"""The processed tables are a data package that the Frictionless validator accepts."""

from __future__ import annotations

import json

import pytest

from ihanalysis import Workbook
from ihanalysis.datapackage import write_datapackage

frictionless = pytest.importorskip("frictionless")


@pytest.mark.filterwarnings("ignore")  # the validator's own dependencies warn
def test_the_data_package_is_valid_and_every_table_is_in_it(copy: Workbook) -> None:
    path = write_datapackage(copy)
    report = frictionless.validate(str(path))
    assert report.valid, report.flatten(["fieldName", "rowNumber", "message"])[:10]
    described = {resource["path"] for resource in json.loads(path.read_text(encoding="utf-8"))["resources"]}
    assert described == {p.name for p in copy.processed.glob("*.csv")} - {"official.csv"}


@pytest.mark.filterwarnings("ignore")
def test_the_validator_finds_a_spoilt_table(copy: Workbook) -> None:
    path = write_datapackage(copy)
    table = copy.processed / "gaps-2026.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",derived,", ",guessed,", 1), encoding="utf-8")
    assert not frictionless.validate(str(path)).valid
