"""The files to fill in, and the check of all that are there."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from ihanalysis import Briefing, Workbook
from ihanalysis.cli import main
from ihanalysis.local.checking import check_local
from ihanalysis.local.filling_in import files_to_fill_in
from ihanalysis.local.schema import COLUMNS


def test_the_files_to_fill_in_change_no_briefing_until_they_are(own: Workbook, kent: Briefing) -> None:
    words, figures = files_to_fill_in(own, kent.area)
    assert (words, figures) == ((own.local / "kent-and-medway.toml", True), (own.local / "figures.csv", True))
    assert figures[0].read_text(encoding="utf-8") == ",".join(COLUMNS) + "\n"
    assert check_local(own)[1].empty
    briefing = Briefing.of("kent", workbook=own)
    assert [s.as_json() for s in briefing.sections()] == [s.as_json() for s in kent.sections()]


def test_a_file_that_is_there_is_never_written_over(own: Workbook, kent: Briefing) -> None:
    (own.local / "kent-and-medway.toml").write_text("# mine\n", encoding="utf-8")
    (own.local / "figures.xlsx").write_bytes(b"mine")
    assert [new for _, new in files_to_fill_in(own, kent.area)] == [False, False]
    assert (own.local / "kent-and-medway.toml").read_text(encoding="utf-8") == "# mine\n"
    assert {path.name for path in own.local.iterdir()} == {"kent-and-medway.toml", "figures.xlsx"}


def test_a_file_that_no_briefing_would_read_is_a_problem(own: Workbook) -> None:
    (own.local / "kent-and-medwey.toml").write_text("", encoding="utf-8")
    files, problems = check_local(own)
    assert [path.name for path in files] == ["kent-and-medwey.toml"]
    assert "the nearest is 'kent-and-medway.toml'" in problems["expected"][0]


def test_every_problem_of_every_file_is_told(own: Workbook) -> None:
    (own.local / "devon.toml").write_text("[answers]\ncommit = 3\n", encoding="utf-8")
    (own.local / "figures.csv").write_text("measure,group\n", encoding="utf-8")
    _, problems = check_local(own)
    assert {Path(file).name for file in problems["file"]} == {"devon.toml", "figures.csv"}


def test_the_command_line_writes_the_files_once(own: Workbook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(own.root)
    first = CliRunner().invoke(main, ["local", "kent"])
    again = CliRunner().invoke(main, ["local", "kent"])
    assert first.output.count("written; fill it in") == 2
    assert again.output.count("was left as it is") == 2
    assert (first.exit_code, again.exit_code) == (0, 0)


def test_check_names_the_problems_of_local_files(own: Workbook, monkeypatch: pytest.MonkeyPatch) -> None:
    (own.local / "devon.toml").write_text("[answers]\ncommit = 3\n", encoding="utf-8")
    monkeypatch.chdir(own.root)
    result = CliRunner().invoke(main, ["check"])
    assert result.exit_code == 2
    assert "1 local files: 1 problems" in result.output
    assert "answers.commit" in result.output
