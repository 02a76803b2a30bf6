"""What a system says of itself: the file `local/<system>.toml`, read and checked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ihanalysis.disclosure import POLICIES
from ihanalysis.errors import BadFileError, LineProblem, Problem, nearest
from ihanalysis.local.lines import Step, line_of
from ihanalysis.local.signs import unprintable

#: The sections that a system can comment on, by their addresses on the page.
SECTIONS = (
    "key-messages",
    "at-a-glance",
    "people-experiencing-homelessness",
    "gypsy-roma-and-traveller-communities",
    "vulnerable-migrants",
    "people-leaving-prison",
    "other-groups",
    "pockets-of-excellence",
    "registering-with-a-gp",
    "route-map",
    "limits",
    "sources-and-methods",
)
#: The five principles of NHS England's framework, in its order.
PRINCIPLES = ("commit", "understand", "workforce", "services", "impact")

#: The policy that figures of a system's own are shown under unless its file names another.
DEFAULT_POLICY = "nhs_digital"

#: The most letters of each kind of text: a comment must not outgrow the section that it comments on.
MOST = {"comment": 1200, "answer": 600, "action": 300, "name": 120}

#: A text that begins so is an example still to be replaced, and is never published.
EXAMPLE = "EXAMPLE:"

_TOP = ("by", "date", "comments", "answers", "actions", "indicators", "figures")
_ACTION = ("action", "owner", "due", "principle")
_WHERE = re.compile(r"^(?P<what>.*) \(at (?:line (?P<line>\d+), column \d+|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Action:
    """What a system has set itself to do: who owns it, and by when."""

    action: str
    owner: str
    due: date
    principle: str = ""


@dataclass(frozen=True, slots=True)
class Voice:
    """A system's own words.

    Attributes
    ----------
    by, on
        Who speaks, and when they wrote it.
    comments
        Paragraphs by the section (one of `SECTIONS`) that they belong to.
    answers
        The self-assessment, by principle (one of `PRINCIPLES`).
    actions
        In the order of the file.
    indicators
        Paragraphs by the title of a measure of the system's own figures.
    policy
        The disclosure policy that those figures are shown under.
    """

    by: str = ""
    on: date | None = None
    comments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    actions: tuple[Action, ...] = ()
    indicators: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    policy: str = DEFAULT_POLICY

    @property
    def speaks(self) -> bool:
        """Whether it says anything that a briefing would show."""
        return bool(self.comments or self.answers or self.actions or self.indicators)


def read_voice(path: Path, measures: Iterable[str] = ()) -> Voice:
    """Read and check a system's own file.

    Parameters
    ----------
    path
        The file; if there is none, the system has said nothing.
    measures
        The titles of the measures of its own figures, which it can comment on.

    Raises
    ------
    BadFileError
        With every problem: file, line, key, what was found, and the valid keys.
    """
    if not path.is_file():
        return Voice()
    try:
        text = path.read_text(encoding="utf-8-sig")
        read = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise BadFileError(
            [LineProblem(str(path), None, None, f"bytes that are no text ({error.reason})", "UTF-8")]
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise BadFileError([_syntax(str(path), text, str(error))]) from error
    reading = _Reading(str(path), text)
    voice = reading.voice(read, tuple(measures))
    if reading.problems:
        raise BadFileError(reading.problems)
    return voice


def _syntax(file: str, text: str, error: str) -> Problem:
    found = _WHERE.match(error)
    what = found["what"] if found else error
    line = int(found["line"]) if found and found["line"] else len(text.splitlines())
    return LineProblem(file, line, None, what[:1].lower() + what[1:], 'TOML, such as commit = "our answer"')


class _Reading:
    """One pass over a file: what it says, and what is wrong with it."""

    def __init__(self, file: str, text: str) -> None:
        self.file, self.text = file, text
        self.problems: list[Problem] = []

    def voice(self, read: Mapping[str, Any], measures: Sequence[str]) -> Voice:
        self._known(read, (), _TOP)
        voice = Voice(
            self._text(read, ("by",), MOST["name"]),
            self._day(read, ("date",)),
            dict(self._paragraphs(read, "comments", SECTIONS)),
            {
                key: self._text(table, ("answers", key), MOST["answer"])
                for key, table in self._of(read, "answers", PRINCIPLES)
            },
            tuple(self._actions(read)),
            dict(self._paragraphs(read, "indicators", measures)),
            self._policy(read),
        )
        answers = {key: answer for key, answer in voice.answers.items() if answer}
        voice = Voice(voice.by, voice.on, voice.comments, answers, voice.actions, voice.indicators, voice.policy)
        if voice.speaks and not self.problems:
            self._signed(voice)
        return voice

    def _signed(self, voice: Voice) -> None:
        """Words that are published say whose they are, and when they were written."""
        if not voice.by:
            self._wrong(("by",), "nothing, or an example", 'who says so, such as by = "Public health team, ..."')
        if voice.on is None:
            self._wrong(("date",), "nothing, or an example", "the day it was written, such as date = 2026-05-31")

    def _of(self, read: Mapping[str, Any], name: str, valid: Sequence[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The known keys of a table."""
        table = read.get(name, {})
        if not isinstance(table, dict):
            self._wrong((name,), _kind(table), f"a table, which begins with [{name}]")
            return
        self._known(table, (name,), valid)
        yield from ((key, table) for key in table if key in valid)

    def _paragraphs(
        self, read: Mapping[str, Any], name: str, valid: Sequence[str]
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        for key, table in self._of(read, name, valid):
            text = self._text(table, (name, key), MOST["comment"])
            paragraphs = tuple(part.strip() for part in re.split(r"\n\s*\n", text) if part.strip())
            if paragraphs:
                yield key, paragraphs

    def _actions(self, read: Mapping[str, Any]) -> Iterator[Action]:
        actions = read.get("actions", [])
        if not isinstance(actions, list) or not all(isinstance(each, dict) for each in actions):
            self._wrong(("actions",), _kind(actions), "tables, each of which begins with [[actions]]")
            return
        for number, each in enumerate(actions):
            at = ("actions", number)
            if str(each.get("action", "")).startswith(EXAMPLE):
                continue
            self._known(each, at, _ACTION)
            action = self._text(each, (*at, "action"), MOST["action"])
            owner = self._text(each, (*at, "owner"), MOST["name"])
            due, principle = self._day(each, (*at, "due")), self._text(each, (*at, "principle"), MOST["name"])
            if principle and principle not in PRINCIPLES:
                self._wrong((*at, "principle"), repr(principle), _one_of(principle, PRINCIPLES))
            for key in _ACTION[:3]:
                if not str(each.get(key, "")).strip() or str(each[key]).startswith(EXAMPLE):
                    self._wrong((*at, key) if key in each else at, f"an action without {key}", "action, owner and due")
            if action and owner and due:
                yield Action(action, owner, due, principle)

    def _policy(self, read: Mapping[str, Any]) -> str:
        policy = DEFAULT_POLICY
        for key, table in self._of(read, "figures", ("policy",)):
            policy = self._text(table, ("figures", key), MOST["name"]) or policy
            if policy not in POLICIES:
                self._wrong(("figures", key), repr(policy), _one_of(policy, tuple(POLICIES)))
        return policy

    def _text(self, table: Mapping[str, Any], path: tuple[Step, ...], most: int) -> str:
        """A text of a table; nothing where there is none, or still the example."""
        given = table.get(str(path[-1]), "")
        if not isinstance(given, str):
            self._wrong(path, _kind(given), "text between quotation marks")
            return ""
        if given.strip().startswith(EXAMPLE):
            return ""
        if len(given.strip()) > most:
            self._wrong(path, f"{len(given.strip()):,} letters", f"at most {most:,}")
        if sign := unprintable(given):
            self._wrong(path, sign, "signs that can be printed")
        return given.strip()

    def _day(self, table: Mapping[str, Any], path: tuple[Step, ...]) -> date | None:
        given = table.get(str(path[-1]))
        if given is None or (isinstance(given, str) and given.startswith(EXAMPLE)):
            return None
        if not isinstance(given, date) or isinstance(given, datetime):
            self._wrong(path, _kind(given), "a day without quotation marks, such as 2026-05-31")
            return None
        return given

    def _known(self, table: Mapping[str, Any], path: tuple[Step, ...], valid: Sequence[str]) -> None:
        for key in table:
            if key not in valid:
                self._wrong((*path, key), "an unknown key", _one_of(key, valid))

    def _wrong(self, path: tuple[Step, ...], found: str, expected: str) -> None:
        keys = ".".join(str(step + 1) if isinstance(step, int) else step for step in path)
        self.problems.append(LineProblem(self.file, line_of(self.text, path), keys, found, expected))


def _one_of(found: str, valid: Sequence[str]) -> str:
    """The valid choices, the nearest first."""
    if not valid:
        return "none: there are no figures of the system's own that could be commented on"
    return f"one of {', '.join(valid)}{nearest(found, valid)}"


def _kind(value: object) -> str:
    """What something is in TOML's words; never what it holds."""
    kinds = {bool: "true or false", str: "text", int: "a number", float: "a number", list: "a list", dict: "a table"}
    return kinds.get(type(value), "a day or a time" if hasattr(value, "isoformat") else type(value).__name__)
