"""The table of local figures: its columns, its closed lists, and the checks on every row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from ihanalysis.areas import Areas
from ihanalysis.errors import BadFileError, Problem, nearest
from ihanalysis.indicators.definition import POLARITIES
from ihanalysis.local.places import Place, place_of
from ihanalysis.local.signs import unprintable

#: One observation a row.
COLUMNS = ("measure", "group", "area", "period", "count", "denominator", "per", "polarity", "source")
#: What one row is the only row of.
KEY = ("measure", "group", "area", "period")
#: What a group's row and everyone's row have in common.
PAIR = ("measure", "area", "period")

#: The comparator: everyone whom the measure counts, the group among them.
EVERYONE = "everyone"
#: The inclusion health groups, named as everywhere in a briefing.
GROUPS = (
    "people experiencing homelessness",
    "Gypsy or Irish Traveller",
    "Roma",
    "vulnerable migrants",
    "people leaving prison",
    "people engaged in sex work",
    "people with drug or alcohol dependence",
    "victims of modern slavery",
)

#: A measure is so many per this number; 100 says that it is a proportion of people, not a rate of events.
PROPORTION = 100
PERS = (PROPORTION, 1_000, 100_000)

#: What a count can be instead of a number: suppressed by whoever holds it, or not available.
INSTEAD = {"[c]": "suppressed", "[x]": "not available", "": "not available"}

#: The most letters of a measure's title, which has to fit beside a picture, and of a source.
MOST = {"measure": 80, "period": 40, "source": 200}

_YEAR = re.compile(r"(19|20)\d\d")
_PERIOD = re.compile(r"[\w ,/–-]+")
_WHOLE = re.compile(r"\d{1,12}(\.0+)?")

Text = dict[str, str]
#: The places that the column of areas names, or what was expected instead.
Places = Mapping[str, Place | str]


def checked(rows: pd.DataFrame, file: str, areas: Areas, sheet: str | None = None) -> pd.DataFrame:
    """A table of text as a table of local figures.

    Parameters
    ----------
    rows
        Every cell is text; the index is the row as the file's reader sees it.
    file, sheet
        What problems call the table.

    Returns
    -------
    DataFrame
        `COLUMNS` with their types, and `place`: the system or local authority that `area` means.
        `count` is missing where `status` is "suppressed" or "not available"; else it is "".

    Raises
    ------
    BadFileError
        With every problem: row, column, what was found and what was expected. Messages never
        repeat a count.
    """
    told = _Telling(file, sheet)
    names = [str(name).strip().lower() for name in rows.columns]
    problems = list(_columns(told, names))
    if problems:
        raise BadFileError(problems)
    rows = rows.set_axis(names, axis=1).reindex(columns=list(COLUMNS), fill_value="")
    places = {str(name): place_of(str(name), areas) for name in rows["area"].unique()}
    problems = list(_cells(told, rows, places))
    if problems:
        raise BadFileError(problems)
    table = _typed(rows, places)
    problems = [*_repeated(told, table), *_together(told, table), *_parts(told, table)]
    if problems:
        raise BadFileError(problems)
    return table.reset_index(drop=True)


def nothing() -> pd.DataFrame:
    """A table of no figures."""
    return pd.DataFrame(columns=[*COLUMNS, "place", "status"])


class _Telling:
    """Makes the problems of one table."""

    def __init__(self, file: str, sheet: str | None) -> None:
        self.file, self.sheet = file, sheet

    def __call__(self, row: object, column: str, found: str, expected: str) -> Problem:
        return Problem(self.file, None if row is None else int(str(row)), column, found, expected, self.sheet)


def _columns(told: _Telling, names: Sequence[str]) -> Iterator[Problem]:
    for column in COLUMNS:
        if names.count(column) == 0 and column != "polarity":
            yield told(1, column, f"no such column among {', '.join(names)}", f"the columns {', '.join(COLUMNS)}")
        elif names.count(column) > 1:
            yield told(1, column, f"{names.count(column)} columns of this name", "one")
    for name in names:
        if name not in COLUMNS:
            yield told(
                1, name or "(no name)", "an unknown column", f"only {', '.join(COLUMNS)}{nearest(name, COLUMNS)}"
            )


def _cells(told: _Telling, rows: pd.DataFrame, places: Places) -> Iterator[Problem]:
    if rows.empty:
        yield told(None, "measure", "no rows", "a row for each figure")
    for row, cells in zip(rows.index, rows.to_dict("records"), strict=True):
        text: Text = {str(name): str(cell) for name, cell in cells.items()}
        for column in ("measure", "group", "area", "period", "per", "source"):
            if not text[column]:
                yield told(row, column, "nothing", f"a {column}" if column != "per" else "100, 1000 or 100000")
        for column, cell in text.items():
            if column in ("count", "denominator"):
                continue
            if sign := unprintable(cell) or ("a new line" if "\n" in cell else ""):
                yield told(row, column, sign, "one line of signs that can be printed")
            if len(cell) > MOST.get(column, len(cell)):
                yield told(row, column, f"{len(cell)} letters", f"at most {MOST[column]}")
        yield from _choices(told, row, text, places)
        yield from _numbers(told, row, text)


def _choices(told: _Telling, row: object, text: Text, places: Places) -> Iterator[Problem]:
    groups = (*GROUPS, EVERYONE)
    if text["group"] and text["group"] not in groups:
        yield told(row, "group", repr(text["group"]), f"one of {', '.join(groups)}{nearest(text['group'], groups)}")
    if text["area"] and isinstance(place := places[text["area"]], str):
        yield told(row, "area", repr(text["area"]), place)
    if text["period"] and not (_PERIOD.fullmatch(text["period"]) and _YEAR.search(text["period"])):
        yield told(row, "period", repr(text["period"]), "a year, a day or a span, such as 2024-25 or 2019 to 2023")
    if text["per"] and text["per"].replace(",", "") not in map(str, PERS):
        yield told(row, "per", repr(text["per"]), "100 (a proportion), 1000 or 100000 (a rate)")
    polarity = text["polarity"]
    if polarity and polarity not in POLARITIES:
        yield told(
            row, "polarity", repr(polarity), f"{', '.join(POLARITIES)}, or nothing{nearest(polarity, POLARITIES)}"
        )


def _numbers(told: _Telling, row: object, text: Text) -> Iterator[Problem]:
    expected = {"count": "a whole number such as 1234; [c] if suppressed, [x] or nothing if not available",
                "denominator": "a whole number above 0; the same shorthand as a count"}  # fmt: skip
    for column in ("count", "denominator"):
        cell = text[column]
        if cell not in INSTEAD and not _WHOLE.fullmatch(cell):
            yield told(row, column, _kind(cell), expected[column])
    if _WHOLE.fullmatch(text["denominator"]) and float(text["denominator"]) == 0:
        yield told(row, "denominator", "0", expected["denominator"])
    if text["per"].replace(",", "") == str(PROPORTION) and _number(text["count"]) > _number(text["denominator"]):
        yield told(
            row, "count", "more than its denominator", "a part of it, because per is 100; a rate has another per"
        )


def _kind(cell: str) -> str:
    """What a cell is that should be a count; never what it holds."""
    plain = cell.replace(",", "").replace(" ", "")
    if _WHOLE.fullmatch(plain):
        return "a number with signs between its digits"
    try:
        number = float(plain)
    except ValueError:
        return "text"
    return "a negative number" if number < 0 else "a number that is not whole"


def _number(cell: str) -> float:
    return float(cell) if _WHOLE.fullmatch(cell) else float("nan")


def _typed(rows: pd.DataFrame, places: Places) -> pd.DataFrame:
    shorthand = rows[["count", "denominator"]].apply(lambda column: column.map(INSTEAD))
    table = rows.assign(
        place=rows["area"].map(places),
        count=rows["count"].map(_number).astype(float),
        denominator=rows["denominator"].map(_number).astype(float),
        per=rows["per"].str.replace(",", "").astype(int),
        polarity=rows["polarity"].replace("", "none"),
        status=shorthand["count"].fillna(shorthand["denominator"]).fillna(""),
    )
    return table.assign(area=[place.name for place in table["place"]])


def _repeated(told: _Telling, table: pd.DataFrame) -> Iterator[Problem]:
    for row, cells in table[table.duplicated(list(KEY))].iterrows():
        found = f"a second row of {cells['group']}, {cells['area']}, {cells['period']}"
        yield told(row, "measure", found, "one row a figure")


def _together(told: _Telling, table: pd.DataFrame) -> Iterator[Problem]:
    """Rows of one measure say the same of it, and everyone's row has a group to be compared with."""
    for column in ("per", "polarity"):
        first = table.groupby("measure")[column].transform("first")
        for row, (found, expected) in zip(table.index, zip(table[column], first, strict=True), strict=True):
            if found != expected:
                yield told(row, column, repr(found), f"{expected!r}, as in the first row of this measure")
    of_group = set(table.loc[table["group"] != EVERYONE, list(PAIR)].itertuples(index=False, name=None))
    everyone = table[table["group"] == EVERYONE]
    for row, cells in everyone.iterrows():
        if tuple(cells[list(PAIR)]) not in of_group:
            found = "a row of everyone without a group's row"
            yield told(
                row, "group", found, "a group's row of the same measure, area and period; compare their spelling"
            )


def _parts(told: _Telling, table: pd.DataFrame) -> Iterator[Problem]:
    """A group is a part of everyone."""
    everyone = table[table["group"] == EVERYONE].set_index(list(PAIR))[["count", "denominator"]]
    for row, cells in table[table["group"] != EVERYONE].iterrows():
        pair = tuple(cells[list(PAIR)])
        for column in ("count", "denominator"):
            if pair in everyone.index and float(cells[column]) > float(str(everyone.at[pair, column])):
                yield told(row, column, "more than everyone's", "a part of it: the group is among everyone")
