"""The printed composition: everything once, numbered in the order of paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from ihanalysis.content import Chart, Points, Prose, Quote, Table
from ihanalysis.publish.composition import REFERENCE, Figure, Leaf, Listed, Paper, compose
from ihanalysis.publish.printed_table import printed
from ihanalysis.publish.runs import runs
from tests.publish.conftest import Content


@pytest.fixture(scope="module")
def paper(content: Content) -> Paper:
    return compose(*content)


def _leaves(paper: Paper) -> Iterator[Leaf]:
    """Every leaf in the order of paper."""
    for chapter in paper.chapters:
        yield from chapter.read
    for chapter in (*paper.chapters, *paper.reference):
        yield from chapter.rest


def _figures(paper: Paper) -> list[Figure]:
    return [figure for leaf in _leaves(paper) if isinstance(leaf, tuple) for figure in leaf]


def _tables(paper: Paper) -> list[Listed]:
    tables = [table for chapter in (*paper.chapters, *paper.reference) for table in chapter.tables]
    return [*(leaf for leaf in _leaves(paper) if isinstance(leaf, Listed)), *tables]


def test_every_part_stands_in_exactly_one_place(paper: Paper, content: Content) -> None:
    # Prose may be divided between the pages that are read and the annex, paragraph by paragraph.
    def paragraphs(parts: Iterable[object]) -> list[str]:
        return sorted(p for part in parts if isinstance(part, Prose) for p in part.paragraphs)

    def others(parts: Iterable[object]) -> list[int]:
        return sorted(id(part) for part in parts if isinstance(part, Points | Quote))

    parts, leaves = [part for section in content[1] for part in section.parts], list(_leaves(paper))
    charts = [part for part in parts if isinstance(part, Chart)]
    tables = [*(part for part in parts if isinstance(part, Table)), *(chart.table for chart in charts)]
    assert paragraphs(leaves) == paragraphs(parts)
    assert others(leaves) == others(parts)
    assert sorted(id(figure.chart) for figure in _figures(paper)) == sorted(map(id, charts))
    assert sorted(id(listed.table) for listed in _tables(paper)) == sorted(map(id, tables))


def test_figures_are_numbered_as_they_come(paper: Paper) -> None:
    assert [figure.number for figure in _figures(paper)] == list(range(1, len(_figures(paper)) + 1))


def test_tables_have_numbers_of_their_own(paper: Paper) -> None:
    numbers = [listed.number for listed in _tables(paper)]
    assert len(set(numbers)) == len(numbers)
    assert [n for n in numbers if not n.startswith("A")] == [
        str(n + 1) for n in range(sum(n.isdigit() for n in numbers))
    ]


def test_each_chart_leads_to_its_own_table(paper: Paper) -> None:
    by_number = {listed.number: listed.table for listed in _tables(paper)}
    assert all(by_number[figure.table] is figure.chart.table for figure in _figures(paper))


def test_a_table_is_not_numbered_twice(paper: Paper) -> None:
    assert not [listed.caption for listed in _tables(paper) if listed.caption.count("Table") > 1]


def test_the_sections_of_reference_are_sections_of_the_briefing(paper: Paper, content: Content) -> None:
    assert {section.name for section in content[1]} >= REFERENCE
    assert [chapter.name for chapter in paper.reference] == [s.name for s in content[1] if s.name in REFERENCE]


def test_of_a_section_with_charts_one_paragraph_and_one_chart_are_read(paper: Paper, content: Content) -> None:
    with_charts = {section.name for section in content[1] if section.charts}
    for chapter in paper.chapters:
        if chapter.name in with_charts:
            *words, figures = chapter.read
            assert isinstance(figures, tuple)
            assert len(figures) == 1
            assert sum(len(part.paragraphs) for part in words if isinstance(part, Prose)) == len(words) <= 1


def test_of_a_section_without_charts_one_table_at_most_is_read(paper: Paper) -> None:
    for chapter in paper.chapters:
        assert sum(isinstance(leaf, Listed) for leaf in chapter.read) <= 1


def test_the_picture_of_all_gaps_has_a_page_of_its_own(paper: Paper) -> None:
    assert [chapter.name for chapter in paper.chapters if chapter.picture] == ["At a glance"]


def test_two_stand_abreast_at_most(paper: Paper) -> None:
    assert {len(row) for row in paper.rows} == {1, 2}
    assert [chapter for row in paper.rows for chapter in row] == list(paper.chapters)


def test_sources_are_known_by_their_numbers(paper: Paper) -> None:
    assert {"1", "2"} <= paper.sources
    cited = {run.source for part in ("[1, 2] and [999]",) for run in runs(part) if run.source}
    assert cited == {"1", "2", "999"}
    assert "999" not in paper.sources


def test_runs_hold_every_letter() -> None:
    text = "**A** of **B**: see https://example.org/a?b=c [1, 2]."
    assert "".join(run.text for run in runs(text)) == text.replace("**", "")


def test_addresses_stand_below_the_words_they_belong_to(paper: Paper) -> None:
    (sources,) = [leaf for leaf in paper.reference[0].rest if isinstance(leaf, Listed)]
    table = printed(sources.table)
    assert "Source, address" in table.names
    at = table.names.index("Source, address")
    assert all(row[at].small.startswith("https://") for row in table.rows)
