"""Sum the quarters of statutory homelessness into years, where all four quarters were returned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import pandas as pd

from ihanalysis.areas import ENGLAND
from ihanalysis.figures import COLUMNS, MISSING
from ihanalysis.sources.publications import Source

#: Barnsley and Sheffield were recoded in 2025 (SI 2024/1328), within a calendar year.
RECODED: Mapping[str, str] = {"E08000016": "E08000038", "E08000019": "E08000039"}
_QUARTER = r"\d{4}-Q[1-4]"
_ROW = ["indicator", "group", "area_level", "area_code"]


def years(figures: pd.DataFrame, sources: Iterable[Source]) -> tuple[pd.DataFrame, tuple[Source, ...]]:
    """Financial and calendar years of which every quarter is held.

    A year of an authority is the sum of its four quarters; without one of them
    it is missing, for the count of three quarters is not that of a year. What it
    is set against is summed as well, but the households of an area are those of
    the last quarter.

    Parameters
    ----------
    figures
        Figures of quarters, with periods such as 2024-Q4; others are left aside.
    sources
        What they cite.

    Returns
    -------
    figures, sources
        Figures of years, such as 2024-25 and 2025, and what they cite.

    Examples
    --------
    >>> from ihanalysis.sources.official_files.reading import figures_of
    >>> quarters = ["2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"]
    >>> held = figures_of(indicator="households-owed-a-duty", group="g", area_level="country", area_code=ENGLAND,
    ...                   period=quarters, count=[10.0, 20.0, 30.0, 40.0], source="s_2024_q4", unit="households")
    >>> table, _ = years(held, [Source("s_2024_q4", "", "", "", "", "", "", "", "")])
    >>> table[["period", "count", "status", "source"]].to_numpy().tolist()
    [['2024', 100.0, 'derived', 's_2024']]
    """
    cited = {source.source: source for source in sources}
    quarters = figures[figures["period"].str.fullmatch(_QUARTER)]
    parts: list[pd.DataFrame] = []
    made: dict[str, Source] = {}
    for indicator, rows in quarters.groupby("indicator"):
        england = set(rows.loc[rows["area_code"] == ENGLAND, "period"])
        for year, four in _complete(england):
            table = _sum(rows[rows["period"].isin(four)], four, per_area=str(indicator).startswith("households-owed"))
            last = cited[str(rows.loc[rows["period"] == four[-1], "source"].iloc[0])]
            source = _of_year(last, four[-1], year)
            made[source.source] = source
            parts.append(table.assign(period=year, source=source.source))
    if not parts:
        return figures.iloc[:0], ()
    return pd.concat(parts, ignore_index=True)[list(COLUMNS)], tuple(made.values())


def _complete(quarters: set[str]) -> Iterator[tuple[str, list[str]]]:
    """Years with all four quarters, and the quarters in order.

    >>> list(_complete({"2024-Q2", "2024-Q3", "2024-Q4", "2025-Q1", "2025-Q2"}))
    [('2024-25', ['2024-Q2', '2024-Q3', '2024-Q4', '2025-Q1'])]
    """
    for year in sorted({int(quarter[:4]) for quarter in quarters}):
        calendar = [f"{year}-Q{n}" for n in (1, 2, 3, 4)]
        financial = [*calendar[1:], f"{year + 1}-Q1"]
        if quarters >= set(calendar):
            yield str(year), calendar
        if quarters >= set(financial):
            yield f"{year}-{(year + 1) % 100:02d}", financial


def _sum(rows: pd.DataFrame, four: list[str], per_area: bool) -> pd.DataFrame:
    both = rows["area_code"].isin(list(RECODED)).any() and rows["area_code"].isin(list(RECODED.values())).any()
    if both:
        rows = rows.assign(area_code=rows["area_code"].replace(dict(RECODED)))
    rows = rows.assign(suppressed=rows["status"] == "suppressed")
    groups = rows.sort_values("period").groupby(_ROW, sort=False)
    whole = groups["denominator"]
    table = groups[["sex", "age_band", "unit"]].first()
    table = table.assign(
        count=groups["count"].sum(min_count=len(four)),
        denominator=whole.last() if per_area else whole.sum(min_count=len(four)),
        returned=groups["count"].count(),
        suppressed=groups["suppressed"].any(),
    ).reset_index()
    known = table["returned"] == len(four)
    status = table["suppressed"].map({True: "suppressed", False: MISSING[1]}).mask(known, "derived")
    return table.assign(
        count=table["count"].where(known),
        denominator=table["denominator"].where(known),
        status=status.mask(known & (table["count"] == 0), "zero"),
        value=float("nan"),
        lower=float("nan"),
        upper=float("nan"),
    )


def _of_year(last: Source, quarter: str, year: str) -> Source:
    slug = quarter.lower().replace("-", "_")
    return replace(
        last,
        source=last.source.replace(slug, year.replace("-", "_")),
        publication=last.publication.replace(quarter, f"the four quarters of {year}"),
        note=f"{last.note} The year is the sum of its four quarters as first published.",
    )
