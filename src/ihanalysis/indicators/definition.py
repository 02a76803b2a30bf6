"""The definition of an indicator, and the catalogue that holds them all."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import pandas as pd

from ihanalysis.errors import BadFileError, Problem, UnknownChoiceError
from ihanalysis.figures import period_words

#: In place of a period: the last one there is.
LATEST = "latest"

#: How an indicator's figure is made from the figure table.
METHODS = (
    "uplifted rate",  # identified events, times a national uplift a year, per resident and year
    "rate",  # events per population: Byar's and exact limits
    "proportion",  # a part of a whole: Wilson's limits
    "published pair",  # two published values, a group's and its comparator's
    "as published",  # told as it stands: no comparison is calculated
    "claim",  # two quoted values that nobody could verify
)
#: Where the figures of an indicator are known.
LEVELS = ("measured locally", "national rate applied locally", "national only")
POLARITIES = ("lower is better", "higher is better", "none")


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is measured, of whom, and how.

    Attributes
    ----------
    id
        The name in tables; `figure` is the figure-table indicator it is made of.
    gap
        "group" (a group against everyone), "place" (a system against England) or
        "context" (told beside them, and compared with nothing here).
    period, periods
        What the period is called, and those of the figure table that are pooled
        into one figure; see `at_latest` for "latest".
    denominator
        The figure-table indicator (and period) that a count is set against; empty
        where the figures carry their own.
    few
        Under this many events a figure is marked [u] and kept out of headlines.
    fewest
        Under this many events no rate is given.
    complete
        Whether the figures count everyone, so that a difference is not chance.
    glance
        Whether it has a row in the picture of all gaps.
    short
        The measure in the middle of a sentence.
    trend
        Whether its figures over time are kept as well.
    """

    id: str
    title: str
    group: str
    gap: str
    figure: str
    of: str
    method: str
    unit: str
    period: str
    periods: tuple[str, ...]
    polarity: str
    level: str
    standardisation: str
    grade: str
    multiplier: float = 1.0
    comparator: str = "everyone"
    denominator: str = ""
    denominator_of: str = "everyone"
    denominator_periods: tuple[str, ...] = ()
    area: str = "E92000001"
    sex: str = "persons"
    age_band: str = "all ages"
    few: int = 20
    fewest: int = 3
    in_years: bool = False
    complete: bool = False
    glance: bool = True
    short: str = ""
    trend: bool = False
    caveats: tuple[str, ...] = field(default_factory=tuple)

    def at_latest(self, latest: Mapping[tuple[str, ...], str]) -> Indicator:
        """The indicator with "latest" replaced by the last period there is a count for.

        A newer release is then picked up by itself, in figures, titles and texts alike.

        Parameters
        ----------
        latest
            As `latest_periods` finds them.
        """
        periods = self.periods
        if periods == (LATEST,):
            # Without any figure the indicator stays, and every system shows that there is none.
            periods = (latest.get((self.figure, self.of, self.sex, self.age_band), "not available"),)
        period = self.period.replace(f"{{{LATEST}}}", period_words(periods[-1]))
        title = self.title.replace("{period}", period)
        denominators = periods if self.denominator_periods == (LATEST,) else self.denominator_periods
        return replace(self, periods=periods, denominator_periods=denominators, period=period, title=title)


def latest_periods(figures: pd.DataFrame) -> dict[tuple[str, ...], str]:
    """The last period with a count below the country, for each indicator, group, sex and age band."""
    counted = figures[figures["count"].notna() & (figures["area_level"] != "country")]
    subjects = counted[["indicator", "group", "sex", "age_band", "period"]].drop_duplicates().sort_values("period")
    return {tuple(subject): period for *subject, period in subjects.itertuples(index=False)}


@cache
def catalogue() -> Mapping[str, Indicator]:
    """Every indicator by its id, in the order of the briefing."""
    path = resources.files(__package__) / "catalogue.toml"
    tables: dict[str, dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return MappingProxyType({name: _indicator(name, _whole(name, tables)) for name in tables})


def _whole(name: str, tables: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """A table with what it takes from the one it is like."""
    table = dict(tables[name])
    like = table.pop("like", None)
    if like is None:
        return table
    if like not in tables:
        raise UnknownChoiceError.of("indicator to be like", like, tables)
    # The figure is an indicator's own unless it says whose it is; `figure` said there holds here too.
    return _whole(like, tables) | table


def _indicator(name: str, table: dict[str, Any]) -> Indicator:
    given: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
    definition = Indicator(id=name, **{"figure": name, "of": given.get("group", ""), **given})
    closed = {"method": METHODS, "level": LEVELS, "polarity": POLARITIES, "gap": ("group", "place", "context")}
    problems = [
        Problem("catalogue.toml", name, column, repr(getattr(definition, column)), " or ".join(valid))
        for column, valid in closed.items()
        if getattr(definition, column) not in valid
    ]
    if problems:
        raise BadFileError(problems)
    return definition
