"""A system's own words: read, checked, shown as the system's own, and left alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from ihanalysis import Briefing, Workbook
from ihanalysis.briefing.own_words import TITLE
from ihanalysis.content import Comment, Table
from ihanalysis.errors import BadFileError
from ihanalysis.local.voice import MOST, PRINCIPLES, SECTIONS, Voice, read_voice

SIGNATURE = 'by = "A fictitious team"\ndate = 2026-05-31\n'


def _read(tmp_path: Path, text: str) -> Voice:
    path = tmp_path / "kent-and-medway.toml"
    path.write_text(text, encoding="utf-8")
    return read_voice(path, ["A fictitious measure"])


def _problems(tmp_path: Path, text: str) -> str:
    with pytest.raises(BadFileError) as caught:
        _read(tmp_path, text)
    return str(caught.value)


def test_a_system_without_a_file_says_nothing(tmp_path: Path) -> None:
    assert not read_voice(tmp_path / "kent-and-medway.toml").speaks


def test_the_shipped_example_is_valid_and_publishes_nothing(tmp_path: Path) -> None:
    example = (resources.files("ihanalysis.local") / "example.toml").read_text(encoding="utf-8")
    assert not _read(tmp_path, example).speaks
    assert all(f"\n{section} = " in example for section in SECTIONS)
    assert all(f"\n{principle} = " in example for principle in PRINCIPLES)


def test_every_section_of_the_briefing_can_be_commented_on(kent: Briefing) -> None:
    assert tuple(section.id for section in kent.sections()) == SECTIONS


def test_words_are_read_in_paragraphs(tmp_path: Path) -> None:
    voice = _read(tmp_path, SIGNATURE + '[comments]\nlimits = """\nOne,\nstill one.\n\n\nTwo. """\n')
    assert voice.comments == {"limits": ("One,\nstill one.", "Two.")}
    assert (voice.by, voice.on) == ("A fictitious team", date(2026, 5, 31))


def test_an_unknown_section_is_told_its_line_and_the_nearest(tmp_path: Path) -> None:
    told = _problems(tmp_path, SIGNATURE + '[comments]\n# a remark\nvulnerable-migrant = "words"\n')
    assert "kent-and-medway.toml, line 5, key comments.vulnerable-migrant: found an unknown key" in told
    assert "the nearest is 'vulnerable-migrants'" in told
    assert all(section in told for section in SECTIONS)


def test_a_line_is_found_behind_a_text_of_several_lines(tmp_path: Path) -> None:
    text = SIGNATURE + '[comments]\nlimits = """\ncomit = 3\n"""\n\n[answers]\ncomit = "yes"\n'
    assert "line 9, key answers.comit" in _problems(tmp_path, text)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("[comments]\nlimits = 3\n", "line 4, key comments.limits: found a number; expected text"),
        ('comments = "words"\n', "line 3, key comments: found text; expected a table, which begins with [comments]"),
        ('actions = "do it"\n', "line 3, key actions: found text; expected tables"),
        ("[answers]\ncommit = [1]\n", "line 4, key answers.commit: found a list"),
        ('[[actions]]\naction = "a"\nowner = "b"\ndue = "2026-01-01"\n', "line 6, key actions.1.due: found text"),
        ('[[actions]]\naction = "a"\nowner = "b"\n', "line 3, key actions.1: found an action without due"),
        ('[figures]\npolicy = "under_fife"\n', "the nearest is 'under_five'"),
        ('[indicators]\n"A ficticious measure" = "x"\n', "the nearest is 'A fictitious measure'"),
        ('[comments]\nlimits = "a\\u0008b"\n', "line 4, key comments.limits: found the control sign U+0008"),
        ('[comments]\nlimits = "a"\nlimits = "b"\n', "line 5"),
        ("[comments\n", "line 3"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line_and_key(tmp_path: Path, words: str, told: str) -> None:
    assert told in _problems(tmp_path, SIGNATURE + words)


def test_an_over_long_text_is_told_how_long_it_may_be(tmp_path: Path) -> None:
    told = _problems(tmp_path, SIGNATURE + f'[comments]\nlimits = "{"a" * (MOST["comment"] + 1)}"\n')
    assert "line 4, key comments.limits: found 1,201 letters; expected at most 1,200" in told


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    told = _problems(tmp_path, 'colour = "red"\n[comments]\nlimits = 3\n[answers]\nimpacts = "x"\n')
    assert told.count("kent-and-medway.toml, line") == 3


def test_words_without_a_name_or_a_day_are_not_published(tmp_path: Path) -> None:
    told = _problems(tmp_path, '[comments]\nlimits = "words"\n')
    assert "key by: found nothing" in told
    assert "key date: found nothing" in told


def test_a_comment_stands_in_its_section_and_says_whose_it_is(says: Callable[[str], Briefing]) -> None:
    briefing = says(SIGNATURE + '[comments]\nvulnerable-migrants = "Fictitious words."\n')
    sections = {section.id: section for section in briefing.sections()}
    (comment,) = [part for part in sections["vulnerable-migrants"].parts if isinstance(part, Comment)]
    assert comment == Comment(TITLE, ("Fictitious words.",), "A fictitious team, 31 May 2026")
    assert not any(isinstance(p, Comment) for s in sections.values() for p in s.parts if p is not comment)


def test_answers_and_actions_stand_in_the_route_map(says: Callable[[str], Briefing]) -> None:
    briefing = says(
        SIGNATURE + '[answers]\nworkforce = "A fictitious answer"\n'
        '[[actions]]\naction = "A fictitious action"\nowner = "Its owner"\ndue = 2027-01-31\nprinciple = "impact"\n'
    )
    tables = [part for part in briefing.route_map().parts if isinstance(part, Table)]
    answers = tables[0].rows["The system’s answer"].tolist()
    assert answers == ["[x] no answer on file"] * 2 + ["A fictitious answer"] + ["[x] no answer on file"] * 2
    (action,) = tables[1].rows.to_dict("records")
    assert (action["Action"], action["Owner"], action["By"]) == ("A fictitious action", "Its owner", "31 January 2027")
    assert action["Principle"].startswith("5. Demonstrate impact")
    (signed,) = [part for part in briefing.route_map().parts if isinstance(part, Comment)]
    assert (signed.paragraphs, signed.said_by) == ((), "A fictitious team, 31 May 2026")


def test_a_briefing_of_a_system_that_says_nothing_is_as_it_was(own: Workbook, kent: Briefing) -> None:
    (own.local / "devon.toml").write_text(SIGNATURE + '[comments]\nlimits = "Fictitious"\n', encoding="utf-8")
    silent = Briefing.of("kent", workbook=own)
    assert [s.as_json() for s in silent.sections()] == [s.as_json() for s in kent.sections()]


def test_a_wrong_file_stops_its_own_briefing_only(own: Workbook) -> None:
    (own.local / "devon.toml").write_text("[comments]\nlimit = 3\n", encoding="utf-8")
    assert Briefing.of("kent", workbook=own).limits()
    with pytest.raises(BadFileError, match=r"devon\.toml, line 2, key comments\.limit"):
        Briefing.of("devon", workbook=own).limits()


def test_own_files_are_inputs_of_their_systems_briefing_only(own: Workbook) -> None:
    kent, devon = own.areas.find("kent"), own.areas.find("devon")
    assert not own.local_files(kent)
    (own.local / "devon.toml").write_text("", encoding="utf-8")
    assert not own.local_files(kent)
    assert own.local_files(devon) == (own.local / "devon.toml",)
    (own.local / "figures.csv").write_text("", encoding="utf-8")
    assert own.local_files(kent) == (own.local / "figures.csv",)
