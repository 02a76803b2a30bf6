"""Figures of a system's own: checked, controlled, compared, and told apart. Every figure here is invented."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import narwhals as nw
import openpyxl
import pandas as pd
import pytest

from ihanalysis import Briefing, Workbook
from ihanalysis.content import Comment, Table
from ihanalysis.datasets import gaps
from ihanalysis.errors import BadFileError, UnknownChoiceError
from ihanalysis.gaps import COLUMNS as GAP_COLUMNS
from ihanalysis.local import LocalFigures, local_figures
from ihanalysis.local.reading import MOST_ROWS
from ihanalysis.local.schema import COLUMNS, GROUPS
from ihanalysis.stats import gap_of_proportions

HOMELESS = "people experiencing homelessness"
TITLE = "Has an invented plan"


def _row(group: str, area: str, count: object, denominator: object, **other: object) -> dict[str, object]:
    named = {"measure": TITLE, "group": group, "area": area, "period": "2024-25"}
    counted = {"count": count, "denominator": denominator, "per": 100, "polarity": "higher is better"}
    return {**named, **counted, "source": "An invented service"} | other


PAIR = [_row(HOMELESS, "Kent and Medway", 80, 400), _row("everyone", "QKS", 60_000, 200_000)]


def _bring(workbook: Workbook, rows: list[dict[str, object]], policy: str = "none") -> LocalFigures:
    return local_figures(pd.DataFrame(rows), workbook.areas, policy)


def _told(workbook: Workbook, rows: list[dict[str, object]]) -> pd.DataFrame:
    with pytest.raises(BadFileError) as caught:
        _bring(workbook, rows)
    return caught.value.table


def test_a_group_is_compared_with_everyone_of_whom_it_is_a_part(workbook: Workbook) -> None:
    (row,) = _bring(workbook, PAIR).gaps.to_dict("records")
    expected = gap_of_proportions(80, 400, 60_000, 200_000, part_of_comparator="covariance", multiplier=100)
    assert (row["value"], row["comparator_value"]) == (20, 30)
    assert row["difference"] == pytest.approx(-10)
    assert row["difference_lower"] == pytest.approx(float(expected.difference.lower), abs=0.01)
    assert row["ratio_upper"] == pytest.approx(float(expected.ratio.upper), abs=0.001)
    assert (row["direction"], row["gap"], row["level"]) == ("worse", "group", "figure of the system’s own")


def test_rows_have_the_columns_and_types_of_the_gap_table(workbook: Workbook) -> None:
    official, own = workbook.gaps(), _bring(workbook, PAIR).gaps
    assert list(own.columns) == list(GAP_COLUMNS)
    both = pd.concat([official, own], ignore_index=True)
    assert {name: str(both[name].dtype) for name in both} == {
        name: str(kind).replace("int64", "float64") for name, kind in official.dtypes.items()
    } | {name: str(both[name].dtype) for name in ("areas", "areas_reported")}


def test_without_a_polarity_nothing_is_better_or_worse(workbook: Workbook) -> None:
    rows = [{key: cell for key, cell in row.items() if key != "polarity"} for row in PAIR]
    (row,) = _bring(workbook, rows).gaps.to_dict("records")
    assert row["direction"] == "lower"
    assert pd.isna(row["excess"])


def test_a_figure_without_everyone_stands_alone(workbook: Workbook) -> None:
    (row,) = _bring(workbook, PAIR[:1]).gaps.to_dict("records")
    assert row["value"] == 20
    assert pd.isna(row["difference"])
    assert row["direction"] == "nothing to compare with"


def test_rates_count_events_per_people(workbook: Workbook) -> None:
    rows = [_row(HOMELESS, "Medway", 90, 60, per=1000), _row("everyone", "E06000035", 50_000, 200_000, per=1000)]
    (row,) = _bring(workbook, rows).gaps.to_dict("records")
    assert (row["value"], row["unit"], row["area_code"]) == (1500, "per 1,000, crude", "E06000035")


@pytest.mark.parametrize("area", ["Kent and Medway", "NHS Kent and Medway ICB", "QKS", "E54000032", "kent and medway"])
def test_a_system_is_known_by_its_names_and_codes(workbook: Workbook, area: str) -> None:
    assert _bring(workbook, [_row(HOMELESS, area, 80, 400)]).gaps["area_code"].tolist() == ["E54000032"]


def test_a_place_that_is_also_part_of_a_systems_name_is_the_place(workbook: Workbook) -> None:
    assert _bring(workbook, [_row(HOMELESS, "Medway", 80, 400)]).gaps["area_code"].tolist() == ["E06000035"]


@pytest.mark.parametrize(
    ("change", "column", "found", "expected"),
    [
        ({"group": "roma people"}, "group", "'roma people'", "the nearest is 'Roma'"),
        ({"area": "Dovr"}, "area", "'Dovr'", "Dover"),
        ({"area": "Kent"}, "area", "'Kent'", "a system or local authority"),
        ({"count": "1,234"}, "count", "a number with signs between its digits", "a whole number"),
        ({"count": "=1+1"}, "count", "text", "a whole number"),
        ({"count": -3}, "count", "a negative number", "a whole number"),
        ({"count": 2.5}, "count", "a number that is not whole", "a whole number"),
        ({"count": 401}, "count", "more than its denominator", "because per is 100"),
        ({"count": 0, "denominator": 0}, "denominator", "0", "above 0"),
        ({"per": 50}, "per", "'50'", "100 (a proportion), 1000 or 100000"),
        ({"polarity": "lower"}, "polarity", "'lower'", "the nearest is 'lower is better'"),
        ({"period": "last year"}, "period", "'last year'", "such as 2024-25"),
        ({"measure": "a" * 81}, "measure", "81 letters", "at most 80"),
        ({"measure": "a\nb"}, "measure", "a new line", "one line"),
        ({"source": "a\x00b"}, "source", "the control sign U+0000", "printed"),
        ({"source": None}, "source", "nothing", "a source"),
    ],
)
def test_every_problem_is_a_row_of_a_table(
    workbook: Workbook, change: dict[str, object], column: str, found: str, expected: str
) -> None:
    (problem,) = _told(workbook, [*PAIR, _row("Roma", "Dover", 30, 400) | change]).to_dict("records")
    assert (problem["row"], problem["column"], problem["found"]) == (2, column, found)
    assert expected in problem["expected"]


@pytest.mark.parametrize(
    ("rows", "column", "found"),
    [
        ([*PAIR, PAIR[0]], "measure", f"a second row of {HOMELESS}, Kent and Medway, 2024-25"),
        ([PAIR[0], PAIR[1] | {"per": 1000}], "per", "1000"),
        ([PAIR[0], PAIR[1] | {"period": "2024"}], "group", "a row of everyone without a group's row"),
        ([PAIR[0], PAIR[1] | {"count": 79}], "count", "more than everyone's"),
        ([PAIR[0], PAIR[1] | {"count": 90, "denominator": 399}], "denominator", "more than everyone's"),
    ],
)
def test_rows_have_to_agree_with_one_another(
    workbook: Workbook, rows: list[dict[str, object]], column: str, found: str
) -> None:
    assert (column, found) in _told(workbook, rows)[["column", "found"]].itertuples(index=False, name=None)


def test_columns_that_are_missing_or_unknown_are_named(workbook: Workbook) -> None:
    frame = pd.DataFrame(PAIR).rename(columns={"denominator": "denominators"})
    with pytest.raises(BadFileError) as caught:
        local_figures(frame, workbook.areas)
    told = caught.value.table
    assert told["column"].tolist() == ["denominator", "denominators"]
    assert "the nearest is 'denominator'" in told["expected"][1]


def test_no_message_repeats_a_count(workbook: Workbook) -> None:
    table = _told(workbook, [_row(HOMELESS, "Dover", "4711x", 400), _row("Roma", "Dover", 4711, 400)])
    assert "4711" not in table.to_string()


def test_a_table_of_persons_is_refused(workbook: Workbook) -> None:
    frame = pd.DataFrame([PAIR[0]] * (MOST_ROWS + 1))
    with pytest.raises(BadFileError, match="one row a figure, not one a person"):
        local_figures(frame, workbook.areas)


def test_small_counts_are_suppressed_with_the_reason_and_the_policy(workbook: Workbook) -> None:
    figures = _bring(workbook, [_row("Roma", "Dover", 5, 40), _row("Roma", "Medway", 13, 40)], "nhs_digital")
    dover, medway = figures.gaps.to_dict("records")
    assert dover["status"] == dover["direction"] == "suppressed"
    assert dover["reason"].startswith("policy nhs_digital: counts from 1 to 7")
    assert pd.isna(dover["value"])
    assert pd.isna(dover["count"])
    assert (medway["count"], medway["value"]) == (15, 37.5)  # rounded before the rate is made
    assert "[c]" in figures._repr_html_()
    assert "nhs_digital: counts from 1 to 7" in figures._repr_html_()


def test_a_hidden_place_cannot_be_worked_out_from_its_system(workbook: Workbook) -> None:
    rows = [_row("Roma", "Kent and Medway", 43, 400), _row("Roma", "Dover", 3, 40), _row("Roma", "Medway", 40, 360)]
    assert _bring(workbook, rows, "under_five").gaps["status"].tolist() == ["derived", "suppressed", "suppressed"]


def test_a_small_number_left_over_is_not_given_away(workbook: Workbook) -> None:
    # Everyone but the group is three people; the system but its place is two.
    rows = [_row("Roma", "Dover", 60, 70), _row("everyone", "Dover", 63, 80)]
    assert "suppressed" in _bring(workbook, rows, "under_five").table["status"].tolist()
    rows = [_row("Roma", "Kent and Medway", 42, 400), _row("Roma", "Dover", 40, 390)]
    assert "suppressed" in _bring(workbook, rows, "under_five").table["status"].tolist()


def test_nothing_of_a_suppressed_figure_is_left_anywhere(workbook: Workbook) -> None:
    figures = _bring(workbook, [_row("Roma", "Dover", 4, 4711), _row("everyone", "Dover", 5000, 98_765)], "under_five")
    assert figures.gaps["direction"].tolist() == ["suppressed"]
    assert "4711" not in figures.table.to_csv() + figures.gaps.to_csv() + figures._repr_html_() + repr(figures)


def test_a_count_suppressed_by_its_holder_says_so(workbook: Workbook) -> None:
    (row,) = _bring(workbook, [_row("Roma", "Dover", "[c]", 400)]).gaps.to_dict("records")
    assert (row["status"], row["reason"]) == ("suppressed", "suppressed by whoever holds the figures")


def test_zero_missing_and_too_few_stay_apart(workbook: Workbook) -> None:
    rows = [_row("Roma", "Dover", 0, 40), _row("Roma", "Medway", "[x]", 40), _row("Roma", "Swale", 2, 40)]
    assert _bring(workbook, rows, "none").gaps["status"].tolist() == ["zero", "not available", "derived"]
    assert _bring(workbook, rows, "ons_deaths").gaps["status"].tolist() == ["too few", "not available", "too few"]
    assert _bring(workbook, rows, "ons_deaths").gaps["value"].isna().all()


def test_an_unknown_policy_is_told_the_nearest(workbook: Workbook) -> None:
    with pytest.raises(UnknownChoiceError, match="Did you mean 'under_five'"):
        _bring(workbook, PAIR, "under_fife")


def test_csv_excel_and_any_frame_give_the_same(workbook: Workbook, tmp_path: Path) -> None:
    frame = pd.DataFrame(PAIR)
    frame.to_csv(tmp_path / "figures.csv", index=False)
    book = openpyxl.Workbook()
    book.create_sheet("Figures").append(list(COLUMNS))
    for row in frame[list(COLUMNS)].itertuples(index=False):
        book["Figures"].append(list(row))
    book.save(tmp_path / "figures.xlsx")
    expected = _bring(workbook, PAIR).table
    lazy = nw.from_native(frame).lazy()
    for figures in (tmp_path / "figures.csv", str(tmp_path / "figures.xlsx"), lazy):
        pd.testing.assert_frame_equal(local_figures(figures, workbook.areas, "none").table, expected)


@pytest.mark.parametrize("engine", ["polars", "polars, lazily", "duckdb"])
def test_frames_of_other_engines_give_the_same(workbook: Workbook, tmp_path: Path, engine: str) -> None:
    path = tmp_path / "rows.csv"
    pd.DataFrame(PAIR).to_csv(path, index=False)
    library = pytest.importorskip(engine.split(",")[0])
    read = {"polars": "read_csv", "polars, lazily": "scan_csv", "duckdb": "read_csv"}[engine]
    frame = getattr(library, read)(str(path))
    pd.testing.assert_frame_equal(local_figures(frame, workbook.areas, "none").table, _bring(workbook, PAIR).table)


def test_a_files_problems_name_its_rows_as_a_spreadsheet_shows_them(workbook: Workbook, tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    pd.DataFrame([*PAIR, _row("Romany", "Dover", 10, 40)]).to_csv(path, index=False)
    path.write_text(path.read_text().replace("\n", "\n\n", 1), encoding="utf-8")  # an empty line is no figure
    with pytest.raises(BadFileError, match=r"figures\.csv, row 5, column group: found 'Romany'"):
        local_figures(path, workbook.areas)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"PK\x03\x04broken", b"a,b\n1,2,3\n", b"\x00\x01"])
def test_what_is_no_table_is_a_problem_of_the_file(workbook: Workbook, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "figures.csv"
    path.write_bytes(content)
    with pytest.raises(BadFileError, match=r"figures\.csv"):
        local_figures(path, workbook.areas)


@pytest.fixture
def brought(own: Workbook) -> Briefing:
    rows = [*PAIR, _row("Roma", "Dover", 3, 40), _row(HOMELESS, "Devon", 99, 400)]
    pd.DataFrame(rows).to_csv(own.local / "figures.csv", index=False)
    (own.local / "kent-and-medway.toml").write_text(
        f'by = "A fictitious team"\ndate = 2026-05-31\n[indicators]\n"{TITLE}" = "Invented words"\n', encoding="utf-8"
    )
    return Briefing.of("kent", workbook=own)


def _own_tables(briefing: Briefing) -> Iterator[tuple[str, Table]]:
    for section in briefing.sections():
        for part in section.parts:
            if isinstance(part, Table) and part.title.startswith("Figures of the system’s own"):
                yield section.id, part


def test_own_figures_stand_in_the_section_of_their_group(brought: Briefing) -> None:
    tables = dict(_own_tables(brought))
    assert list(tables) == ["people-experiencing-homelessness", "gypsy-roma-and-traveller-communities"]
    assert tables["people-experiencing-homelessness"].rows["Group"].tolist() == ["20.0"]
    assert tables["gypsy-roma-and-traveller-communities"].rows["Group"].tolist() == ["[c]"]
    assert "policy nhs_digital" in tables["gypsy-roma-and-traveller-communities"].note
    assert "not official statistics" in tables["people-experiencing-homelessness"].note


def test_own_figures_cite_their_holder_in_the_table_of_sources(brought: Briefing, kent: Briefing) -> None:
    (table,) = [part for part in brought.sources().parts if isinstance(part, Table)]
    last = table.rows.iloc[-1]
    assert last["Source"].startswith(f"An invented service: figures of the system’s own, {TITLE}. ")
    assert f"Sources {last['Number']}" in next(_own_tables(brought))[1].note
    assert len(table.rows) == len(kent.sources_cited) + 1


def test_own_figures_stand_in_the_table_of_all_gaps_and_not_in_the_verdict(brought: Briefing, kent: Briefing) -> None:
    section = brought.at_a_glance()
    table = section.charts[0].table
    assert table.rows["Measure"].tolist()[-1] == TITLE
    assert list((table.blocks or {}).values())[-1].startswith("Figures of the system’s own")
    assert section.message == kent.at_a_glance().message
    assert [f.row for f in brought.findings] != []
    assert brought.key_messages().as_json() == kent.key_messages().as_json()


def test_own_figures_are_rows_of_the_published_gap_table(brought: Briefing) -> None:
    rows = gaps(brought).rows
    own = rows[rows["level"] == "figure of the system’s own"]
    assert own["measure"].tolist() == [TITLE, TITLE]
    assert own["area"].tolist() == ["Kent and Medway", "Dover"]


def test_a_measure_can_be_commented_on(brought: Briefing) -> None:
    comments = [part for part in brought.homelessness().parts if isinstance(part, Comment)]
    assert [(c.title, c.paragraphs) for c in comments] == [(f"{TITLE}: the system’s own words", ("Invented words",))]


def test_another_system_is_untouched(brought: Briefing, kent: Briefing) -> None:
    surrey = Briefing.of("Lincolnshire", workbook=brought.workbook)
    assert not surrey.own_findings
    assert not list(_own_tables(surrey))


def test_nothing_of_a_file_with_a_problem_is_loaded(own: Workbook) -> None:
    rows = [*PAIR, _row("Romany", "Dover", 10, 40)]
    pd.DataFrame(rows).to_csv(own.local / "figures.csv", index=False)
    with pytest.raises(BadFileError, match="'Romany'"):
        _ = Briefing.of("kent", workbook=own).gaps


def test_a_frame_can_be_brought_in_place_of_the_file(kent: Briefing) -> None:
    briefing = kent.with_figures(pd.DataFrame(PAIR), policy="none")
    assert len(briefing.gaps) == len(kent.gaps) + 1
    assert briefing.own_findings[0].value == "20.0"
    assert not kent.own_findings


def test_two_files_of_figures_are_one_too_many(own: Workbook) -> None:
    for name in ("figures.csv", "figures.xlsx"):
        (own.local / name).write_bytes(b"")
    with pytest.raises(BadFileError, match=r"figures\.csv and figures\.xlsx; expected one of the two"):
        _ = Briefing.of("kent", workbook=own).own_figures


def test_groups_are_named_as_the_catalogue_names_them(workbook: Workbook) -> None:
    known = {indicator.group for indicator in workbook.indicators.values()}
    assert set(GROUPS) <= known
