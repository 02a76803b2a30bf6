"""Content travels in the executed notebook, and comes back as it was."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbformat import NotebookNode

from ihanalysis.content import SECTION_TYPE, TITLE_TYPE, Chart, Section, Title
from ihanalysis.errors import InclusionHealthError
from ihanalysis.json_form import from_json, to_json
from ihanalysis.publish.reading import content_of, produced_on, read_notebook
from tests.publish.conftest import Content


def _notebook(content: Content, tags: tuple[str, ...] = ()) -> NotebookNode:
    title, sections = content
    cells = []
    for part in (title, *sections):
        data, metadata = part._repr_mimebundle_()
        output = nbformat.v4.new_output("execute_result", data, metadata=metadata, execution_count=1)
        cells.append(nbformat.v4.new_code_cell("show", outputs=[output], metadata={"tags": list(tags)}))
    return nbformat.v4.new_notebook(cells=cells)


def _frames(section: Section) -> list[pd.DataFrame]:
    tables = [part.table if isinstance(part, Chart) else part for part in section.parts]
    return [table.rows for table in tables if hasattr(table, "rows")]


def test_every_section_survives_the_journey(content: Content) -> None:
    for section in content[1]:
        back = Section.from_json(section.as_json())
        assert back.as_json() == section.as_json()
        assert back.html() == section.html()
        for here, there in zip(_frames(section), _frames(back), strict=True):
            pd.testing.assert_frame_equal(here, there)


def test_the_data_of_a_table_keep_their_types_and_every_digit(kent_content: Content) -> None:
    (table,) = [part.table for part in kent_content[1][1].parts if isinstance(part, Chart)]
    assert table.data is not None
    back = Section.from_json(kent_content[1][1].as_json())
    (chart,) = back.charts
    assert chart.table.data is not None
    pd.testing.assert_frame_equal(chart.table.data.rows, table.data.rows, check_exact=True)


def test_the_title_survives_the_journey(kent_content: Content) -> None:
    title = kent_content[0]
    back = Title.from_json(title.as_json())
    assert back == title
    assert list(back.facts) == list(title.facts)


def test_an_executed_notebook_gives_back_what_it_showed(kent_content: Content, tmp_path: Path) -> None:
    path = tmp_path / "briefing.ipynb"
    nbformat.write(_notebook(kent_content), path)
    title, sections = read_notebook(path)
    assert title == kent_content[0]
    assert [section.as_json() for section in sections] == [section.as_json() for section in kent_content[1]]


def test_the_page_and_the_content_are_shown_side_by_side(kent_content: Content) -> None:
    for part, kind in ((kent_content[0], TITLE_TYPE), (kent_content[1][0], SECTION_TYPE)):
        data, _ = part._repr_mimebundle_()
        assert set(data) == {"text/html", "text/plain", kind}


def test_what_is_for_the_analyst_is_not_published(kent_content: Content) -> None:
    with pytest.raises(InclusionHealthError, match="shows no title of a briefing"):
        content_of(_notebook(kent_content, tags=("analyst",)))


def test_a_notebook_that_was_not_executed_is_named(tmp_path: Path) -> None:
    path = tmp_path / "briefing.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")]), path)
    with pytest.raises(
        InclusionHealthError, match=r"briefing\.ipynb: the notebook shows no title .* run all of its cells"
    ):
        read_notebook(path)


def test_the_day_of_production_is_read_from_the_title(kent_content: Content) -> None:
    assert produced_on(Title("", "Kent", "", {"Produced": "22 November 2026"})) == date(2026, 11, 22)
    with pytest.raises(InclusionHealthError, match="says 'yesterday' for 'Produced'"):
        produced_on(Title("", "Kent", "", {"Produced": "yesterday"}))
    with pytest.raises(InclusionHealthError, match="says 'nothing'"):
        produced_on(Title("", "Kent", "", {}))


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), 0.1 + 0.2, -0.0])
def test_numbers_that_json_lacks_survive(number: float) -> None:
    assert from_json(to_json(number), {}) == number


def test_missing_cells_stay_missing() -> None:
    table = pd.DataFrame({"word": ["a", None], "number": [None, 1.5], "yes": [True, False], "count": [1, 2]})
    pd.testing.assert_frame_equal(from_json(to_json(table), {}), table)


def test_an_empty_table_keeps_its_columns() -> None:
    table = pd.DataFrame({"word": pd.Series(dtype="str"), "number": pd.Series(dtype="float64")})
    pd.testing.assert_frame_equal(from_json(to_json(table), {}), table)


def test_only_the_classes_of_content_are_ever_made() -> None:
    with pytest.raises(KeyError, match="Popen"):
        Section.from_json('{"is": "Popen", "args": "ls"}')


@pytest.mark.parametrize("value", [date(2026, 1, 1), {"a set"}, pd.DataFrame({"mixed": [1, "a"]})])
def test_what_has_no_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        to_json(value)
