"""The checks that the detailed homelessness tables must pass, sheet against sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ihanalysis.areas import ENGLAND
from ihanalysis.errors import Problem
from ihanalysis.sources.official_files.homelessness_tables import SHEETS, Table
from ihanalysis.sources.official_files.places import level

#: England and regions are rounded to 10, so that each is up to 5 off.
ROUNDING = 5.0
#: From this quarter A2 has the thirteen reasons that are checked to add up.
REASONS_FROM = "2024-Q3"


def parts_by_duty(read: list[Table], duties: Table, quarter: str) -> Iterator[Problem]:
    """Parts of the sheet of each duty add up to the households owed that duty.

    Examples
    --------
    >>> list(parts_by_duty([Table("A4", ()), Table("A4", ())], Table("A1", ()), "2024-Q4"))
    []
    """
    for table, duty in zip(read, ("prevention", "relief"), strict=True):
        yield from _parts(table, duties, duty, quarter)


def _parts(table: Table, duties: Table, duty: str, quarter: str) -> Iterator[Problem]:
    names = [column.name for column in SHEETS[table.name] if column.name.startswith("part_")]
    if table.name == "A2" and quarter < REASONS_FROM:
        return
    for area in table.rows:
        whole = duties.number(area, duty)
        parts = [table.number(area, name) for name in names]
        numbers = [part for part in parts if part is not None]
        if whole is None or len(numbers) < len(parts):
            continue
        if abs(sum(numbers) - whole) > _slack(area, len(parts) + 1):
            found = f"{sum(numbers):g} over {len(parts)} parts"
            yield table.problem(area, table.name, found, f"{whole:g}, as owed in A1")


def faults(tables: Mapping[str, Table], quarter: str) -> Iterator[Problem]:
    """Duties add up, parts make wholes, and regions and councils agree with England.

    Examples
    --------
    >>> from ihanalysis.sources.official_files.cells import Value
    >>> from ihanalysis.sources.official_files.sheets import Sheet
    >>> owed = {"owed": 5.0, "prevention": 2.0, "relief": 2.0}
    >>> values = {("E06000001", name): Value(number, "published") for name, number in owed.items()}
    >>> duties = Table("A1", (Sheet("f", "A1", ()),), values, {"E06000001": 9})
    >>> next(faults({"A1": duties}, "2024-Q4")).found
    '2 prevention and 2 relief duties'
    """
    duties = tables["A1"]
    for area in duties.rows:
        owed, prevention, relief = (duties.number(area, name) for name in ("owed", "prevention", "relief"))
        if owed is None or prevention is None or relief is None:
            continue
        if abs(prevention + relief - owed) > _slack(area, 3):
            found = f"{prevention:g} prevention and {relief:g} relief duties"
            yield duties.problem(area, "owed", found, f"the {owed:g} owed either")
    for name, whole in (("A3", "owed"), ("A2", "owed"), ("A4", "owed")):
        if name in tables and len(tables[name].sheets) == 1:
            yield from _parts(tables[name], duties, whole, quarter)
    for name, column in (("A1", "owed"), ("TA1", "accommodated")):
        if name in tables:
            yield from _england(tables[name], column)
    yield from _more_than_all(tables)


def _england(table: Table, column: str) -> Iterator[Problem]:
    """Regions add up to England, and councils to no more: England includes estimates for missing returns."""
    england = table.number(ENGLAND, column)
    regions = [table.number(area, column) or 0 for area in table.rows if level(area) == "region"]
    local = sum(table.number(area, column) or 0 for area in table.rows if level(area) == "local authority")
    if england is None:
        yield table.problem(ENGLAND, column, "no figure of England", "one")
        return
    if abs(sum(regions) - england) > ROUNDING * (len(regions) + 1):
        yield table.problem(ENGLAND, column, f"{sum(regions):g} over the regions", f"England's {england:g}")
    if local > england + ROUNDING:
        yield table.problem(ENGLAND, column, f"{local:g} over the councils", f"at most England's {england:g}")


def _more_than_all(tables: Mapping[str, Table]) -> Iterator[Problem]:
    """A part is never more than its whole."""
    for part, whole in (
        (("TA1", "with_children"), ("TA1", "accommodated")),
        (("A7", "part_duty"), ("A7", "referred")),
        (("A7", "referred"), ("A1", "assessed")),
    ):
        table, all_of_them = tables.get(part[0]), tables.get(whole[0])
        if table is None or all_of_them is None:
            continue
        for area in table.rows:
            few, every = table.number(area, part[1]), all_of_them.number(area, whole[1])
            if few is not None and every is not None and few > every + _slack(area, 2):
                expected = f"at most {every:g}, as {whole[1]} in {whole[0]}"
                yield table.problem(area, part[1], f"{few:g} households", expected)


def _slack(area: str, rounded: int) -> float:
    """How far sums may be apart: councils' figures are exact, others are each rounded to 10."""
    return 0.0 if level(area) == "local authority" else ROUNDING * rounded
