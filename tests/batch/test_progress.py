"""A bar on a terminal, a line for each briefing elsewhere; what failed is told on both."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ihanalysis.batch.making import Outcome
from ihanalysis.batch.progress import Progress
from ihanalysis.folder import Folder
from tests.conftest import ROOT

OUTCOMES = (("kent", ""), ("devon", "cell 4: ValueError: no figures\nmore of it"))


def _tell() -> None:
    systems = Folder(ROOT).systems
    with Progress() as progress:
        progress.begin(len(OUTCOMES))
        for name, error in OUTCOMES:
            progress.ended(Outcome(systems.find(name), Path(), 1.25, error))


def test_elsewhere_each_briefing_has_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    _tell()
    told = capsys.readouterr()
    assert told.out.splitlines() == [
        "[1/2] Kent and Medway: 1.2 s",
        "[2/2] Devon: FAILED: cell 4: ValueError: no figures",
    ]
    assert told.err == ""


def test_on_a_terminal_only_failures_have(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    _tell()
    told = capsys.readouterr()
    assert told.out == ""
    assert "2/2" in told.err
    assert "[2/2] Devon: FAILED: cell 4: ValueError: no figures\n" in told.err
    assert "Kent" not in told.err
