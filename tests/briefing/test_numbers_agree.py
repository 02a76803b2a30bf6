"""Every number that a briefing says stands in its tables or in the figures behind it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator

import pytest

from ihanalysis import Briefing, Workbook
from ihanalysis.content import Chart, Points, Prose, Section, Table
from tests.publish.conftest import LARGE, SPLIT, TINY

_CITED = re.compile(r"\[\d+(?:, \d+)*\]|\(chi-square [\d,]+ on \d+ degrees of freedom\)")
_NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?!\w)")
_YEAR = re.compile(r"(?:19|20)\d\d")
#: Words about methods and law hold numbers that are no figures: limits of 95%, section 13SA, version 0.1.0.
_NO_FIGURES = ("Route map", "Limits", "Sources and methods")
#: Ages, limits of intervals and funnels, and how many people a rate is for.
_CONSTANTS = {"15", "74", "95", "99.8", "65", "69", "100", "1000", "10000", "100000"}


def _numbers(text: str) -> set[str]:
    return {number.replace(",", "") for number in _NUMBER.findall(_CITED.sub("", text))}


def _texts(section: Section) -> Iterator[str]:
    yield section.message
    for part in section.parts:
        if isinstance(part, Prose):
            yield from part.paragraphs
        if isinstance(part, Points):
            yield from part.points
        if isinstance(part, Chart):
            yield from (part.headline, part.subtitle, part.alt)


def _printed(values: Iterable[float]) -> set[str]:
    """Numbers as a page may print them."""
    return {f"{abs(value):.{places}f}" for value in values if math.isfinite(value) for places in (0, 1, 2)}


def _facts(briefing: Briefing) -> set[str]:
    parts = [part for section in briefing.sections() for part in section.parts]
    tables = [part.table if isinstance(part, Chart) else part for part in parts if isinstance(part, Chart | Table)]
    shown = set().union(*(_numbers(" ".join(map(str, row))) for table in tables for row in table.rows.to_numpy()))
    here, series = (
        table[table["area_code"].isin([briefing.area.code, "E92000001"])]
        for table in (
            briefing.workbook.area_figures(briefing.area.boundaries),
            briefing.workbook.trends(briefing.area.boundaries),
        )
    )
    behind = [
        briefing.gaps,
        here,
        series,
        briefing.workbook.figures[briefing.workbook.figures["area_level"] == "country"],
    ]
    numbers = [value for table in behind for value in table.select_dtypes("number").to_numpy().ravel()]
    return shown | _printed(float(number) for number in shown) | _printed(numbers)


@pytest.mark.parametrize("name", ["kent", LARGE, TINY, SPLIT])
def test_every_number_told_is_a_figure_of_the_briefing(workbook: Workbook, name: str) -> None:
    briefing = Briefing.of(name, workbook=workbook)
    facts = _facts(briefing) | _CONSTANTS
    told = {
        (section.name, number)
        for section in briefing.sections()
        if section.name not in _NO_FIGURES
        for text in _texts(section)
        for number in _numbers(text)
        if not _YEAR.fullmatch(number)
    }
    assert len(told) > 100
    assert not {(where, number) for where, number in told if number not in facts}
