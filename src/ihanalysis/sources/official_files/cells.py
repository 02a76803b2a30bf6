"""Read what a cell says: labels without their footnotes, numbers, shorthand, dates."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

#: Shorthand of official statistics and the status each stands for (Government Analysis Function,
#: "Using symbols and shorthand in data tables", 2021; `..` and `:` as in ONS and MHCLG tables before it).
MARKS: Mapping[str, str] = {
    "[x]": "not available",
    "[z]": "not applicable",
    "[c]": "suppressed",
    "[n]": "not applicable",  # rough sleeping 2025: the authority began later
    "[low]": "suppressed",
    "..": "not available",
    ":": "suppressed",
    "-": "suppressed",
    "z": "not applicable",
    "x": "not available",
    "c": "suppressed",
}

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_NOTE = re.compile(r"\[+\s*notes?\s*[\d, ]+\]*|[¹²³⁴⁵⁶⁷⁸⁹⁰]+", re.IGNORECASE)
# Footnote numbers glued to a word ("duty1,2") or after a space at the end ("21-24 3"), never a year or a range.
_GLUED = re.compile(r"(?<=[^\W\d_]|[)\]'%:])\d{1,2}(\s?,\s?\d{1,2})*(?=$|\s|\()|(?<=\S)\s\d{1,2}(,\s?\d{1,2})*$")
_AFTER_NUMBER = re.compile(r"\s*\[(note [\d, ]+|r|p|e|u|b)\]$", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d*)?(e[+-]?\d+)?", re.IGNORECASE)
_MARK_WITH_NOTE = re.compile(r"(\[\w+\]|\.\.|[:\-a-z])\s?\d{1,2}", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_WORDS = re.compile(r"(\d{1,2})[\s-]*([a-z]{3,9})[\s-]*(\d{4}|\d{2})", re.IGNORECASE)


def tidy(text: str) -> str:
    """A label on one line: white space joined, dashes and quotes plain.

    Examples
    --------
    >>> tidy("Homeless – \\n Relief duty owed")
    'Homeless - Relief duty owed'
    """
    plain = (
        text.replace("…", "...")
        .replace("–", "-")
        .replace("—", "-")
        .replace("‑", "-")
        .replace("’", "'")
        .replace("‘", "'")
    )
    return " ".join(plain.split())


def without_notes(text: str) -> str:
    """A label without footnote marks: `[note 4]`, raised numbers, numbers glued to the end of a word.

    A year, a range of ages and a code are no footnotes and stay.

    Examples
    --------
    >>> [without_notes(t) for t in ("Estimated deaths3", "Care leaver aged 21-24 3", "16-17", "Female 2017")]
    ['Estimated deaths', 'Care leaver aged 21-24', '16-17', 'Female 2017']
    >>> without_notes("2017 - Estimated deaths per million [[note 4][note 10]")
    '2017 - Estimated deaths per million'
    """
    return _GLUED.sub("", tidy(_NOTE.sub("", text))).rstrip(" :")


def is_label(text: str, *expected: str) -> bool:
    """Whether a label is one of those expected: with or without footnotes, underscores and capitals.

    Examples
    --------
    >>> is_label("NUMBER_OF_PATIENTS", "Number of patients")
    True
    >>> is_label("Total number of households in TA1,2,3,4", "total number of households in TA")
    True
    >>> is_label("18-24", "18-24")
    True
    """
    forms = label_forms(text)
    return any(label_forms(word)[0] in forms for word in expected)


@lru_cache(maxsize=4096)  # the same few headings are compared again and again
def label_forms(text: str) -> tuple[str, str]:
    """A label as it is compared: as printed, and without its footnotes.

    Examples
    --------
    >>> label_forms("Number_of patients2")
    ('number of patients2', 'number of patients')
    """
    printed, plain = tidy(text), without_notes(text)
    return printed.replace("_", " ").casefold(), plain.replace("_", " ").casefold()


def number(text: str) -> float | None:
    """The number a cell shows, with or without thousand separators, or None if it shows no number.

    Examples
    --------
    >>> number("1,234"), number("39.2"), number("12 [r]"), number("1,23"), number("")
    (1234.0, 39.2, 12.0, None, None)
    """
    if text.isdecimal():  # most are
        return float(text)
    plain = _AFTER_NUMBER.sub("", text.strip())
    return float(plain.replace(",", "")) if _NUMBER.fullmatch(plain) else None


@dataclass(frozen=True, slots=True)
class Value:
    """What a cell publishes: a number, or the reason why there is none.

    Attributes
    ----------
    number
        None where the status is one of missing.
    status
        A status of the figure table: `published`, `zero`, or one of missing.
    """

    number: float | None
    status: str


def value(text: str, marks: Mapping[str, str] = MARKS) -> Value | None:
    """What a cell publishes, or None if it is neither a number nor known shorthand.

    Parameters
    ----------
    text
        The cell. An empty one is no value: nothing published is not a zero.
    marks
        What each piece of shorthand stands for in this publication.

    Examples
    --------
    >>> value("1,204"), value("0")
    (Value(number=1204.0, status='published'), Value(number=0.0, status='zero'))
    >>> value(".."), value("[c]").status, value("-6").status, value("abc")
    (Value(number=None, status='not available'), 'suppressed', 'suppressed', None)
    """
    plain = text.strip().casefold()
    if plain.isdecimal():  # most cells
        return Value(float(plain), "published" if plain.strip("0") else "zero")
    mark = plain if plain in marks else None
    # "-6" is the mark "-" with its footnote: a number below zero is shown as "-6.0" by `sheets`.
    with_note = _MARK_WITH_NOTE.fullmatch(plain)
    if mark is None and with_note and with_note[1] in marks:
        mark = with_note[1]
    if mark is not None:
        return Value(0.0, "zero") if marks[mark] == "zero" else Value(None, marks[mark])
    found = number(plain)
    if found is None:
        return None
    return Value(found, "zero" if found == 0 else "published")


def date(text: str) -> datetime.date | None:
    """The day a cell names, in any of the ways official files write one; month names are English.

    Examples
    --------
    >>> days = ("2026-08-01", "01MAR2020", "01Aug2026", "01-Sep-20", "31 December 2025", "31/12/2025")
    >>> [str(date(d)) for d in days]
    ['2026-08-01', '2020-03-01', '2026-08-01', '2020-09-01', '2025-12-31', '2025-12-31']
    >>> date("soon") is None
    True
    """
    plain = text.strip()
    try:
        if found := _ISO.match(plain):
            return datetime.date(int(found[1]), int(found[2]), int(found[3]))
        if found := _SLASHES.fullmatch(plain):
            return datetime.date(int(found[3]), int(found[2]), int(found[1]))
        if (found := _WORDS.search(plain)) and found[2][:3].lower() in MONTHS:
            year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
            return datetime.date(year, MONTHS.index(found[2][:3].lower()) + 1, int(found[1]))
    except ValueError:  # a day that no calendar has
        return None
    return None
