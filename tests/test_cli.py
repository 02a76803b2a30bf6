"""The command line beyond briefings: check, fetch and build, with errors a user can put right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ihanalysis import Workbook
from ihanalysis.cli import main


@pytest.fixture
def run(copy: Workbook, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run a command within the test's own workbook."""
    monkeypatch.chdir(copy.root)
    return lambda *arguments: CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_the_shipped_figures_pass_every_check(run: Callable[..., Result]) -> None:
    result = run("check")
    assert result.exit_code == 0, result.output
    assert "sources: 0 problems" in result.output


def test_a_figure_that_breaks_a_rule_is_named(run: Callable[..., Result], copy: Workbook) -> None:
    path = copy.raw / "gp_registrations" / "figures.csv"
    text = path.read_text(encoding="utf-8")
    # One sex and age of one system no longer add up to its total.
    row = next(line for line in text.splitlines() if ",E54000032,2026-08-01,female,0-4," in line)
    count = row.split(",")[7]
    path.write_text(text.replace(row, row.replace(f",{count},", f",{int(count) + 1000},")), encoding="utf-8")
    result = run("check")
    assert result.exit_code == 2
    assert "E54000032" in result.output


def test_a_file_that_is_nothing_official_is_named_with_what_could_be_read(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    path = tmp_path / "shopping.csv"
    path.write_text("item,price\nmilk,1.20\n", encoding="utf-8")
    result = run("check", path)
    assert result.exit_code == 2
    assert "a file that is none of those that can be read" in result.output
    assert "Rough sleeping snapshot" in result.output


def test_a_publication_that_cannot_be_fetched_names_the_nearest(run: Callable[..., Result]) -> None:
    result = run("fetch", "rough_sleeper")
    assert result.exit_code == 2
    assert "Did you mean 'rough_sleeping'?" in result.output


def test_the_tables_are_built_and_described(run: Callable[..., Result], copy: Workbook) -> None:
    assert run("build").exit_code == 0
    assert {path.name for path in copy.processed.iterdir()} >= {"datapackage.json", "figures.csv", "gaps-2026.csv"}
