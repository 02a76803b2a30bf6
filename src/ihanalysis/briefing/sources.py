"""Where every figure is from, and how it was made."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from ihanalysis import __version__, datasets
from ihanalysis.content import Prose, Section, Table
from ihanalysis.figures import period_words
from ihanalysis.records import records
from ihanalysis.sources.publications import Source

if TYPE_CHECKING:
    from ihanalysis.briefing.citing import Citing

_DATE = re.compile(r"\b(\d{4})-(0\d|1[0-2])(?:-(\d\d))?\b")
_METHODS = (
    "Proportions have Wilson’s 95% intervals; rates exact Poisson limits below ten events and Byar’s from ten. "
    "Differences and ratios have intervals made for them (Newcombe; MOVER), and a {level}’s gap to England allows for "
    "the {level} being part of England. A word such as “higher” is used when that interval leaves out no difference.",
    "Deaths while homeless are ONS’s identified deaths, summed over places and then multiplied by the national uplift of "
    "each year; the interval holds both the count’s and the uplift’s uncertainty. The error of the 2019 uplift is not "
    "published; the larger of its neighbours’ stands in.",
)


def _newer(briefing: Citing) -> tuple[str, ...]:
    """What an analyst put beside the figures that come with the workbook, and what could not be used."""
    files = briefing.workbook.official
    used = files[files["figures"] > 0]
    refused = files[files["problems"] != ""]
    texts = [
        f"Figures of {row['title']} ({row['edition']}) are from the official file {row['file']}, which was put into this "
        "workbook; where it is the newer release it takes the place of the figures that come with it."
        for row in records(used)
    ]
    texts += [
        f"The official file {row['file']} could not be used, and the figures that come with the workbook stand."
        for row in records(refused)
    ]
    return tuple(texts)


def reference(source: Source) -> str:
    """A source as a list of references gives it."""
    released = _DATE.sub(_in_words, source.released)
    dated = f"Release date {released}" if released.startswith("not ") else f"Released {released}"
    licence = source.licence[0].upper() + source.licence[1:]
    return f"{source.publisher}: {source.publication}, {source.table}. {dated}. {licence}."


def _in_words(found: re.Match[str]) -> str:
    """A day or a month, as a publication writes it, in words."""
    year, month, day = found.groups()
    words = date(int(year), int(month), int(day or 1)).strftime("%B %Y")
    return f"{int(day)} {words}" if day else words


def section(briefing: Citing) -> Section:
    """The numbered sources and the methods in two paragraphs."""
    rows = [
        {"Number": f"[{number}]", "Source": reference(source), "Address": source.address}
        for number, source in briefing.sources_cited
    ]
    methods = (text.format(level=briefing.level.one) for text in _METHODS)
    made = f"Made with ihanalysis {__version__} from the figures held on {period_words(briefing.produced.isoformat())}."
    return Section(
        "Sources and methods",
        "Where every figure is from, and how it was made",
        (
            Table(
                "Sources, numbered as they are cited",
                pd.DataFrame(rows),
                wordy=True,
                verbatim=("Source",),
                data=datasets.sources(briefing),
            ),
            Prose((*methods, *_newer(briefing), made)),
        ),
    )
