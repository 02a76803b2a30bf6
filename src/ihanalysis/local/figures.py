"""Local figures, checked and controlled: what a system counts itself, as it may be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ihanalysis.areas import Areas, System
from ihanalysis.disclosure import Policy
from ihanalysis.disclosure.policies import policy_named
from ihanalysis.indicators import Indicator
from ihanalysis.local.control import controlled, told
from ihanalysis.local.gaps import LEVEL, gap_rows
from ihanalysis.local.reading import read_file, read_frame
from ihanalysis.local.schema import EVERYONE, PAIR, PROPORTION
from ihanalysis.local.voice import DEFAULT_POLICY
from ihanalysis.records import records
from ihanalysis.sources.publications import Source
from ihanalysis.words.numbers import SHORTHAND

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

#: What the columns of a display are, in its order.
_SHOWN = ("measure", "group", "area", "period", "count", "denominator", "per", "polarity", "status", "reason", "source")


@dataclass(frozen=True, eq=False)
class LocalFigures:
    """Figures of systems' own after the disclosure policy: nothing in it needs hiding.

    Attributes
    ----------
    table
        One figure a row: measure, group, area, period, count, denominator, per, polarity, source, and
        what the policy did to it (`status`, `reason`, `policy`). A suppressed figure has no number.
    policy
        The policy, in a sentence.

    Shown by a notebook, it shows that table.
    """

    table: pd.DataFrame
    policy: str = ""

    @classmethod
    @cache
    def none(cls) -> LocalFigures:
        """Those of a system that brings none, which are the same for all."""
        return cls(pd.DataFrame(columns=[*_SHOWN, "policy", "area_code", "area_level", "cited"], dtype="str"))

    @property
    def measures(self) -> tuple[str, ...]:
        """The titles of what is measured."""
        return tuple(dict.fromkeys(self.table["measure"]))

    @cached_property
    def gaps(self) -> pd.DataFrame:
        """The gap of every group to everyone, with the columns of the gap table."""
        return gap_rows(self.pairs, self.indicators)

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """The rows of groups, each with everyone's row of the same measure, area and period beside it."""
        everyone = self.table[self.table["group"] == EVERYONE].drop(columns="group")
        beside = everyone[[*PAIR, "count", "denominator", "status", "cited"]]
        groups = self.table[self.table["group"] != EVERYONE]
        pairs: pd.DataFrame = groups.merge(beside, on=list(PAIR), how="left", suffixes=("", "_everyone"))
        return pairs.assign(id=[f"local-{number}" for number in range(1, len(pairs) + 1)])

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """What each gap measures, as the catalogue would define it."""
        return {row["id"]: _indicator(row) for row in records(self.pairs)}

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Who holds the figures, by the name that the gap table cites them with."""
        measures = self.table.groupby("source", sort=False)["measure"].agg(
            lambda titles: "; ".join(dict.fromkeys(titles))
        )
        names = dict(zip(self.table["source"], self.table["cited"], strict=True))
        return {names[s]: _source(names[s], str(s), str(titles)) for s, titles in measures.items()}

    @property
    def areas(self) -> Mapping[str, str]:
        """The names of the areas by their codes."""
        return dict(zip(self.table["area_code"], self.table["area"], strict=True))

    def _repr_html_(self) -> str:
        shown = self.table[list(_SHOWN)].astype(object)
        mark = shown["status"].map(SHORTHAND)
        for column in ("count", "denominator"):
            shown[column] = [
                f"{number:,.0f}" if pd.notna(number) else code
                for number, code in zip(shown[column], mark.fillna("[x]"), strict=True)
            ]
        return str(shown.to_html(index=False))


def local_figures(
    figures: IntoFrame | Path | str, areas: Areas, policy: str | Policy = DEFAULT_POLICY, of: System | None = None
) -> LocalFigures:
    """Figures that an analyst brings, checked, and shown as a disclosure policy allows.

    Parameters
    ----------
    figures
        A CSV or Excel file, or a data frame that narwhals knows, with the columns of
        `ihanalysis.local.schema.COLUMNS`: docs/local.md describes them.
    areas
        The systems and places of the workbook.
    policy
        The small-number policy, by name or your own.
    of
        Only the figures of this system and of the places within it.

    Raises
    ------
    BadFileError
        With every problem as a table (`error.table`): row, column, found, expected. Nothing is loaded then.
    UnknownChoiceError
        If there is no such policy.
    """
    rules = policy_named(policy)
    table = read_file(Path(figures), areas) if isinstance(figures, Path | str) else read_frame(figures, areas)
    if of is not None:
        table = table[[place.is_of(of, areas) for place in table["place"]]].reset_index(drop=True)
    if table.empty:
        return LocalFigures.none()
    return LocalFigures(_described(controlled(table, rules, areas), of), told(rules))


def _described(table: pd.DataFrame, of: System | None) -> pd.DataFrame:
    """With the code of each area and a name for each source, and without what only the checks needed."""
    cited = {source: f"local-source-{number}" for number, source in enumerate(table["source"].unique(), start=1)}
    codes = [
        of.code if of is not None and of in place.systems else place.code or place.systems[-1].code
        for place in table["place"]
    ]
    levels = [place.level for place in table["place"]]
    return table.drop(columns="place").assign(
        area_code=pd.Series(codes, index=table.index, dtype="str"),
        area_level=pd.Series(levels, index=table.index, dtype="str"),
        cited=table["source"].map(cited).astype("str"),
    )


def _indicator(row: Mapping[str, object]) -> Indicator:
    per = int(str(row["per"]))
    proportion = per == PROPORTION
    return Indicator(
        id=str(row["id"]),
        title=str(row["measure"]),
        group=str(row["group"]),
        gap="group",
        figure=str(row["id"]),
        of=str(row["group"]),
        method="proportion" if proportion else "rate",
        unit="%, crude" if proportion else f"per {per:,}, crude",
        period=str(row["period"]),
        periods=(str(row["period"]),),
        polarity=str(row["polarity"]),
        level=LEVEL,
        standardisation="crude",
        grade="not graded",
        multiplier=float(per),
        comparator=EVERYONE,
        area=str(row["area_code"]),
        glance=False,
        short=str(row["measure"]),
    )


def _source(name: str, held_by: str, measures: str) -> Source:
    """A source that nobody else can look up says so."""
    return Source(
        name, held_by, "figures of the system’s own", measures, "not published", "[z]", "held by the system", "", ""
    )
