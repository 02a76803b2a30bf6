"""An official file put into the workbook: the newer release wins, a broken one changes nothing."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from pandas.testing import assert_frame_equal

from ihanalysis import Briefing, Workbook
from ihanalysis.figures import select

OFFICIAL = Path(os.environ.get("IHANALYSIS_OFFICIAL", Path(__file__).parents[2] / "shared" / "official"))
REGIONS = "gp-reg-pat-prac-sing-age-regions.zip"

genuine = pytest.mark.skipif(not (OFFICIAL / REGIONS).is_file(), reason="the genuine file is not here")


def _put(workbook: Workbook, publication: str, path: Path) -> Path:
    folder = workbook.raw / publication / "official"
    folder.mkdir()
    return Path(shutil.copy(path, folder))


@genuine
def test_the_official_file_gives_the_figures_that_came_with_the_workbook(workbook: Workbook, copy: Workbook) -> None:
    _put(copy, "gp_registrations", OFFICIAL / REGIONS)
    wanted = {"indicator": "registered-patients", "period": "2026-08-01"}
    shipped, official = (
        select(w.area_figures(), **wanted).set_index(["area_code", "sex", "age_band"])["count"].sort_index()
        for w in (workbook, copy)
    )
    assert_frame_equal(official.to_frame(), shipped.to_frame())
    assert official.xs("persons", level="sex").sum() == 63_237_908


@genuine
def test_the_briefing_says_that_an_official_file_is_in_use(copy: Workbook) -> None:
    _put(copy, "gp_registrations", OFFICIAL / REGIONS)
    told = Briefing.of("kent", workbook=copy).sources().html()
    assert f"are from the official file {REGIONS}, which was put into this workbook" in told
    (row,) = copy.official.to_dict("records")
    assert row["figures"] > 1000
    assert row["problems"] == ""


@pytest.mark.parametrize("content", [b"", b"<html>Page not found</html>", b"PK\x03\x04 cut off"])
def test_a_file_that_cannot_be_used_leaves_the_shipped_figures_and_says_so(
    workbook: Workbook, copy: Workbook, content: bytes
) -> None:
    folder = copy.raw / "rough_sleeping" / "official"
    folder.mkdir()
    (folder / "Rough_sleeping.xlsx").write_bytes(content)
    assert_frame_equal(copy.figures, workbook.figures)
    told = Briefing.of("kent", workbook=copy).sources().html()
    assert "The official file Rough_sleeping.xlsx could not be used" in told
    assert copy.official["problems"].iloc[0]
