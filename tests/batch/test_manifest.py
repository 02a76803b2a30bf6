"""The manifest says what was made from what; one that is broken is told, and never trusted."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import frictionless
import pytest

from ihanalysis.batch.manifest import read_manifest
from tests.batch.conftest import Bench


def _written(bench: Bench) -> dict[str, object]:
    package: dict[str, object] = json.loads((bench.place / "manifest.json").read_text(encoding="utf-8"))
    return package


def test_every_file_stands_in_it_with_its_hash(bench: Bench) -> None:
    bench.run()
    listed = {one["path"]: one["hash"] for one in _written(bench)["resources"]}  # type: ignore[attr-defined]
    stands = [p for p in bench.place.rglob("*") if p.is_file() and p.name not in ("manifest.json", "run.log", ".lock")]
    assert listed == {
        path.relative_to(bench.place).as_posix(): f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
        for path in stands
    }


def test_it_is_a_data_package(bench: Bench) -> None:
    bench.run()
    report = frictionless.Package.validate_descriptor(_written(bench))
    assert report.valid, report.flatten(["note"])


def test_it_names_parameters_inputs_versions_and_the_failing_cell(bench: Bench) -> None:
    bench.failing["dorset"] = "cell 4: ValueError: no figures"
    bench.run()
    by_name = {one["name"]: one for one in _written(bench)["briefings"]}  # type: ignore[attr-defined]
    assert by_name["kent-and-medway"]["parameters"] == {"system": "E54000032", "boundaries": "2026"}
    assert {"notebook", "source of ihanalysis", "data/raw/rough_sleeping"} <= set(by_name["devon"]["inputs"])
    assert {"python", "pandas", "matplotlib"} <= set(by_name["devon"]["versions"])
    assert by_name["dorset"]["error"] == "cell 4: ValueError: no figures"


def test_it_knows_no_clock_but_how_long_things_took(bench: Bench) -> None:
    bench.run()
    text = (bench.place / "manifest.json").read_text(encoding="utf-8")
    assert not re.search(r"\d{4}-\d{2}-\d{2}|\d{2}:\d{2}:\d{2}", text)


def test_what_is_read_back_is_what_was_written(bench: Bench) -> None:
    bench.failing["dorset"] = "cell 4: ValueError: no figures"
    bench.run()
    manifest, problem = read_manifest(bench.place)
    assert problem == ""
    before = (bench.place / "manifest.json").read_bytes()
    manifest.write(bench.place)
    assert (bench.place / "manifest.json").read_bytes() == before


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'{"resources": [], "briefings": [{}]}', b"\xff\xfe\x00", b'{"resources": 3}'],
)
def test_a_broken_one_is_told_and_everything_is_made_anew(bench: Bench, content: bytes) -> None:
    bench.run()
    (bench.place / "manifest.json").write_bytes(content)
    run = bench.run()
    assert len(bench.made) == 3
    assert "manifest.json cannot be read" in run.warnings[0]
    assert bench.run().warnings == ()
    assert bench.made == []


def test_a_folder_without_one_is_nothing_to_warn_of(tmp_path: Path) -> None:
    assert read_manifest(tmp_path)[1] == ""
