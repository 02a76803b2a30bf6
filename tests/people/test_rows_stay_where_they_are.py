"""Nothing that a row holds comes out: canaries are put into every row, and everything that can be seen is searched."""

from __future__ import annotations

import gc
import json
import logging
import pickle
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import nbformat
import pandas as pd
import polars as pl
import pytest
from nbclient import NotebookClient

from ihanalysis.errors import InclusionHealthError
from ihanalysis.people import ProtectedFigures, aggregate
from tests.people.conftest import ENGINES, HOMELESS, people_of

WORD, NUMBER = "Zebedee-Quillfeather", 9_434_765_919
CANARIES = (WORD, str(NUMBER), f"{NUMBER:,}", "Quillfeather")


def with_canaries(rows: int = 600) -> pd.DataFrame:
    """People with names, numbers and a date of birth that are to be seen nowhere."""
    people = people_of(rows)
    return people.assign(
        name=[f"{WORD}-{row}" for row in range(rows)],
        number=[NUMBER + row % 7 for row in range(rows)],
        mixed=people["home"],
    )


@pytest.fixture
def marked() -> pd.DataFrame:
    return with_canaries()


#: Ways to ask for something that cannot be had of a table with canaries in it.
MISTAKES: dict[str, dict[str, Any]] = {
    "names as areas": {"area": "name"},
    "numbers of people as areas": {"area": "number"},
    "names as groups": {"group": "name", "groups": None},
    "names as groups, some of them mapped": {"group": "name"},
    "numbers as a period": {"period": "number"},
    "names as a period": {"period": "name"},
    "a text as an event": {"event": "name"},
    "a number of a person as an event": {"event": "number"},
    "a column that is not there": {"event": "admited"},
    "a policy that hides nothing": {"policy": "none"},
}


@pytest.mark.parametrize("mistake", MISTAKES)
@pytest.mark.parametrize("engine", ["pandas", "Polars", "DuckDB"])
def test_no_mistake_brings_a_row_into_a_message_or_a_traceback(
    engine: str,
    mistake: str,
    marked: pd.DataFrame,
    asked: dict[str, Any],
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    table = ENGINES[engine](marked)
    with caplog.at_level(logging.DEBUG), pytest.raises(InclusionHealthError) as caught:
        aggregate(table, **{**asked, **MISTAKES[mistake]})
    no_canary(told(caught.value), caplog.text, *capfd.readouterr())


def broken_polars(marked: pd.DataFrame, tmp_path: Path) -> Any:
    return pl.LazyFrame(marked.to_dict("list")).with_columns(area=pl.col("name").cast(pl.Int64))


def broken_duckdb(marked: pd.DataFrame, tmp_path: Path) -> Any:
    return duckdb.connect().from_df(marked).project("* EXCLUDE (area), CAST(name AS INTEGER) AS area")


def broken_file(marked: pd.DataFrame, tmp_path: Path) -> Any:
    file = tmp_path / "people.csv"
    marked.iloc[:, [0, 1, 2, 4]].head(300).to_csv(file, index=False)
    with file.open("a") as more:
        more.write(f"hostel,{WORD},{WORD},True\n")
    types = {"home": "VARCHAR", "area": "VARCHAR", "year": "INTEGER", "admitted": "BOOLEAN"}
    return duckdb.connect().read_csv(str(file), dtype=types, header=True)


@pytest.mark.parametrize("broken", [broken_polars, broken_duckdb, broken_file])
def test_what_an_engine_says_of_a_row_when_it_fails_is_withheld(
    broken: Callable[[pd.DataFrame, Path], Any],
    marked: pd.DataFrame,
    asked: dict[str, Any],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    table = broken(marked, tmp_path)
    with caplog.at_level(logging.DEBUG), pytest.raises(InclusionHealthError, match="withheld") as caught:
        aggregate(table, **asked)
    no_canary(told(caught.value), caplog.text, *capfd.readouterr())


def test_spark_keeps_rows_out_of_its_log_as_well(
    spark: Any,
    marked: pd.DataFrame,
    asked: dict[str, Any],
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    few = marked.head(20)
    table = spark.createDataFrame(few.astype(object).values.tolist(), list(few.columns))
    table = table.selectExpr("home", "CAST(name AS INT) AS area", "year", "admitted")
    with caplog.at_level(logging.DEBUG), pytest.raises(InclusionHealthError, match="withheld") as caught:
        aggregate(table, **asked)
    no_canary(told(caught.value), caplog.text, *capfd.readouterr())
    assert spark.sparkContext._jvm.org.apache.logging.log4j.LogManager.getRootLogger().getLevel().toString() != "OFF"


def test_what_is_not_a_table_is_told_by_its_type(asked: dict[str, Any]) -> None:
    with pytest.raises(InclusionHealthError, match="type list") as caught:
        aggregate([{"name": WORD, "number": NUMBER}], **asked)
    no_canary(told(caught.value))


def test_the_figures_hold_nothing_but_figures(
    marked: pd.DataFrame, asked: dict[str, Any], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    found = aggregate(marked, **asked)
    print(found)
    found.frame.to_csv(tmp_path / "figures.csv", index=False)
    found.table.to_excel(tmp_path / "figures.xlsx")
    seen = [repr(found), found._repr_html_(), found.note, (tmp_path / "figures.csv").read_text()]
    no_canary(*seen, *capfd.readouterr(), pickle.dumps(found).decode("latin1"))


def test_no_hidden_count_can_be_reached_from_the_figures(people: pd.DataFrame, asked: dict[str, Any]) -> None:
    few = people.head(300)
    found = aggregate(few, **asked, policy="under_five")
    hidden = found.table["count"].isna()
    assert hidden.any()
    small = few[(few["home"] != "settled") & few["admitted"]].groupby(["area", "year"]).size()
    assert ((small >= 1) & (small <= 4)).any(), "there is something to hide"
    frames = [thing for thing in reachable(found) if isinstance(thing, pd.DataFrame)]
    assert [list(frame.columns) for frame in frames] == [list(found.table.columns)]
    # A masked column could keep numbers behind its mask.
    behind = found.table["count"].array._data[hidden.to_numpy()]
    assert len(set(behind.tolist())) == 1
    assert found.table.loc[hidden, ["value", "lower", "upper"]].isna().all(axis=None)


def test_a_table_is_never_written_to_disk(
    marked: pd.DataFrame, asked: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TMPDIR", "HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.chdir(tmp_path)
    aggregate(duckdb.connect().from_df(marked), **asked)
    assert not list(tmp_path.rglob("*"))


NOTEBOOK = (
    "from ihanalysis.people import aggregate\n"
    "from tests.people.test_rows_stay_where_they_are import with_canaries\n"
    "people = with_canaries()\n"
    f"asked = dict(measure='People admitted', source='A register', group='home', groups={{'hostel': '{HOMELESS}'}}, "
    "area='area', period='year', event='admitted')",
    "found = aggregate(people, **asked)\nfound",
    "print(found)",
    "found.frame",
    "aggregate(people, **{**asked, 'area': 'name'})",
    "%xmode Verbose",
    "aggregate(people.assign(admitted=people['number']), **asked)",
    "aggregate(people, **{**asked, 'group': 'name'})",
)


def test_an_executed_notebook_holds_no_row(tmp_path: Path) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in NOTEBOOK])
    root = Path(__file__).resolve().parents[2]
    client = NotebookClient(notebook, resources={"metadata": {"path": str(root)}}, allow_errors=True)
    client.execute()
    outputs = [cell["outputs"] for cell in notebook.cells]
    errors = [output["ename"] for cell in outputs for output in cell if output["output_type"] == "error"]
    assert errors == ["BadFileError"] * 3
    # Variables of the notebook itself are the analyst's own; those of the library are not to be seen.
    ours = [o for cell in outputs for o in cell if o["output_type"] != "error"]
    no_canary(json.dumps(ours), *(line for cell in outputs for o in cell for line in o.get("traceback", [])))


def no_canary(*seen: str) -> None:
    for text in seen:
        for canary in CANARIES:
            assert canary not in text


def told(error: BaseException) -> str:
    """All that an error tells: its words, where it was raised, what led to it, and the variables of our own frames."""
    said = [str(error), repr(error), repr(getattr(error, "problems", "")), str(getattr(error, "table", ""))]
    while error is not None:
        said += traceback.format_exception_only(error)
        ours = [f for f, _ in traceback.walk_tb(error.__traceback__) if "ihanalysis" in f.f_globals["__name__"]]
        said += [repr(frame.f_locals) for frame in ours]
        error = error.__cause__ or error.__context__  # type: ignore[assignment]
    return "\n".join(said)


def reachable(thing: object) -> Iterator[object]:
    """Everything that an object leads to, short of modules, types and functions."""
    seen, waiting = set(), [thing]
    while waiting:
        here = waiting.pop()
        if id(here) in seen or isinstance(here, type) or callable(here) or type(here).__name__ == "module":
            continue
        seen.add(id(here))
        yield here
        waiting += gc.get_referents(here)


def test_figures_are_frozen(people: pd.DataFrame, asked: dict[str, Any]) -> None:
    found = aggregate(people, **asked)
    assert isinstance(found, ProtectedFigures)
    with pytest.raises(AttributeError):
        found.policy = None  # type: ignore[misc]
