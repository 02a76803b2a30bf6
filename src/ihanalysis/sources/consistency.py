"""Whether the figures agree: parts with wholes, places with countries, one publication with another.

What is expected is data: the tuples of rules below, each with a name. A rule is held
against the figures that are there; a figure that is missing says so by its status.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ihanalysis.areas import BOUNDARIES, ENGLAND, Areas
from ihanalysis.areas.moving import to_systems
from ihanalysis.figures import MISSING, NUMBERS
from ihanalysis.sources.publications import Source

#: A problem: the rule broken, the publication and figure that break it, what was found and what was expected.
COLUMNS = ("rule", "file", "row", "found", "expected")
Found = tuple[str, str, str, str, str]
#: A row of a table, by its columns.
Row = dict[Hashable, Any]

LOCAL, REGION = "local authority", "region"
UNITED_KINGDOM, OTHER_NATIONS = "K02000001", ("S92000003", "W92000004", "N92000002")
PLACE = ["area_level", "area_code", "period"]
#: What is counted, wherever it is counted.
SUBJECT = ["indicator", "group", "period", "sex", "age_band"]
EVERY_BAND = "every band"
#: The last digits of a float that was divided between systems, not of a count.
FLOAT = 1e-6
#: How far a year of homelessness figures is from what was counted: half of 10 in each of four quarters.
A_YEAR_ROUNDED = 5.0 * 4


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted: figures of one indicator, and of which people.

    With `EVERY_BAND` as its age, all the age bands that make up `whole`.
    """

    indicator: str
    sexes: tuple[str, ...] = ("persons",)
    age: str = "all ages"
    whole: str = "all ages"
    column: str = "count"


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts that add up to a whole, in every place and period that has both.

    Attributes
    ----------
    within
        How far apart they may be where the publication rounds: above local authorities.
    one_publication
        False where the parts and the whole are of different tables, which are to agree.
    """

    name: str
    whole: Counted
    parts: tuple[Counted, ...]
    within: float = 0.0
    one_publication: bool = True

    def broken_by(self, figures: pd.DataFrame) -> Iterator[Found]:
        """The places and periods whose parts do not add up to their whole."""
        key = [*PLACE, "publication"] if self.one_publication else PLACE
        whole, *parts = (_sum(figures, counted, key) for counted in (self.whole, *self.parts))
        sums = pd.concat(parts, axis=1, join="inner").sum(axis=1, skipna=False)
        both = pd.concat([whole, sums], axis=1, keys=["whole", "parts"], join="inner").dropna().reset_index()
        apart = (both["whole"] - both["parts"]).abs() > FLOAT + self.within * (both["area_level"] != LOCAL)
        for row in both[apart].to_dict("records"):
            name = f"{row['area_code']} {self.whole.indicator} {row['period']}"
            file = row.get("publication", f"{self.whole.indicator} and {self.parts[0].indicator}")
            yield self.name, file, name, f"parts of {row['parts']:g}", f"{row['whole']:g}, the whole"


@dataclass(frozen=True, slots=True)
class Places:
    """Places of one level that add up to England, or to the regions they lie in.

    Attributes
    ----------
    indicators
        The indicators, by the beginnings of their names; all others are left alone.
    whole
        `ENGLAND`, or `REGION` for each region.
    within
        How far apart the sum and the whole may be.
    at_least
        The least share of the whole that the places hold: under 1 where the whole
        includes estimates for those that did not return. At 1, a whole of which a
        place is missing is not compared.
    places
        How many places there are to be; 0 where the number changes with the year.
    """

    name: str
    indicators: tuple[str, ...]
    level: str
    whole: str = ENGLAND
    within: float = 0.0
    at_least: float = 1.0
    places: int = 0

    def broken_by(self, figures: pd.DataFrame) -> Iterator[Found]:
        """The subjects whose places do not add up to their whole."""
        rows = figures[figures["indicator"].str.startswith(self.indicators)]
        key = [*SUBJECT, "whole"]
        places = rows[rows["area_level"] == self.level]
        places = places.assign(whole=places["region"] if self.whole == REGION else self.whole)
        sums = places.groupby(key)["count"].agg(["sum", "count", "size"]).add_prefix("of_").reset_index()
        both = rows[rows["count"].notna()].assign(whole=rows["area_code"]).merge(sums, on=key)
        complete = both["of_count"] == (self.places or both["of_size"])
        both = both[complete if self.at_least == 1 else both["of_count"] > 0]
        both = both.assign(least=both["count"] * self.at_least - self.within, most=both["count"] + self.within)
        broken = (both["of_sum"] < both["least"] - FLOAT) | (both["of_sum"] > both["most"] + FLOAT)
        for row in both[broken].to_dict("records"):
            expected = f"{row['least']:g} to {row['most']:g}, beside the published {row['count']:g}"
            yield self.name, row["publication"], _named(row), f"{row['of_sum']:g} in all", expected


@dataclass(frozen=True, slots=True)
class Nations:
    """England's places and the other nations, which a United Kingdom table counts as well, on one day."""

    name: str
    indicators: tuple[str, ...]
    period: str

    def broken_by(self, figures: pd.DataFrame) -> Iterator[Found]:
        """The subjects whose nations do not add up to the United Kingdom."""
        rows = figures[figures["indicator"].str.startswith(self.indicators) & (figures["period"] == self.period)]
        of_nations = (rows["area_level"] == LOCAL) | rows["area_code"].isin(OTHER_NATIONS)
        sums = rows[of_nations].groupby(SUBJECT)["count"].sum(min_count=1).rename("nations")
        both = rows[rows["area_code"] == UNITED_KINGDOM].merge(sums.reset_index(), on=SUBJECT)
        for row in both[both["count"] != both["nations"]].to_dict("records"):
            yield self.name, row["publication"], _named(row), f"{row['nations']:g} in all", f"{row['count']:g}"


_ROUGH, _ASYLUM = "people-sleeping-rough", "people-receiving-asylum-support"
_CONTINGENCY, _SLAVERY = f"{_ASYLUM}-in-contingency-accommodation", "modern-slavery-referrals"
_OWED, _IDENTIFIED = "households-owed-a-duty", "deaths-while-homeless-identified"
_SET_AGAINST_DUTIES = (
    *("households-with-any-support-need", "support-need-mental-ill-health", "support-need-modern-slavery"),
    *("lost-home-custody", "accommodation-custody", "applicants-gypsy-or-irish-traveller"),
)

PARTS = (
    Parts(
        "prevention and relief duties are the duties owed",
        Counted(_OWED),
        (Counted("households-owed-prevention-duty"), Counted("households-owed-relief-duty")),
        within=A_YEAR_ROUNDED * 3,
    ),
    Parts(
        "referrals by prison and by probation are those by either",
        Counted("referred-by-prison-or-probation"),
        (Counted("referred-by-prison"), Counted("referred-by-probation")),
    ),
    Parts(
        "men, women and people of unknown sex are the people sleeping rough",
        Counted(_ROUGH),
        (Counted(_ROUGH, ("female", "male")), Counted(f"{_ROUGH}-sex-unknown")),
    ),
    Parts(
        "nationalities are the people sleeping rough",
        Counted(_ROUGH),
        tuple(Counted(f"{_ROUGH}-{name}") for name in ("uk", "eu", "non-eu", "nationality-unknown")),
    ),
    Parts("ages are the people sleeping rough", Counted(_ROUGH), (Counted(_ROUGH, age=EVERY_BAND),)),
    Parts(
        "accommodation and subsistence are all asylum support",
        Counted(_ASYLUM),
        tuple(
            Counted(f"{_ASYLUM}-{kind}")
            for kind in (
                *("in-dispersed-accommodation", "in-contingency-accommodation", "in-initial-accommodation"),
                *("in-other-accommodation", "subsistence-only"),
            )
        ),
    ),
    Parts(
        "hotels and other places are contingency accommodation",
        Counted(_CONTINGENCY),
        (Counted(f"{_ASYLUM}-in-hotels"), Counted(f"{_ASYLUM}-in-other-contingency-accommodation")),
    ),
    Parts("ages are all referrals of modern slavery", Counted(_SLAVERY), (Counted(_SLAVERY, age=EVERY_BAND),)),
    Parts(
        "men and women are the identified deaths while homeless",
        Counted(_IDENTIFIED, age="15-74"),
        (Counted(_IDENTIFIED, ("female", "male"), "15-74"),),
    ),
    Parts(
        "ages are the identified deaths while homeless",
        Counted(_IDENTIFIED, ("female", "male"), "15-74"),
        (Counted(_IDENTIFIED, ("female", "male"), EVERY_BAND, whole="15-74"),),
    ),
    Parts("ages are all residents", Counted("residents"), (Counted("residents", age=EVERY_BAND),)),
    Parts(
        "men and women of every age are all residents",
        Counted("residents"),
        (Counted("residents", ("female", "male"), EVERY_BAND),),
    ),
    Parts(
        "men and women of every age are all registered patients",
        Counted("registered-patients"),
        (Counted("registered-patients", ("female", "male"), EVERY_BAND),),
    ),
    # One sheet of the homelessness tables counts the duties, the others set their counts against it.
    *[
        Parts(
            f"{name.replace('-', ' ')}: set against the duties that sheet A1 counts",
            Counted(_OWED),
            (Counted(name, column="denominator"),),
            one_publication=False,
        )
        for name in _SET_AGAINST_DUTIES
    ],
)

#: Nine regions of England.
REGIONS = 9
_COUNTED_EVERYWHERE = (_ROUGH, "drug-poisoning-deaths", "census-residents", "residents")
_HOUSEHOLDS = ("households-", "support-need-", "applicants-")
#: Added here from two sheets, of prevention and relief, and from up to three categories.
_HOUSEHOLDS_ADDED = ("lost-home-", "accommodation-", "referred-by-")
_ALL_HOUSEHOLDS = (*_HOUSEHOLDS, *_HOUSEHOLDS_ADDED)
PLACES = (
    Places("local authorities are England", _COUNTED_EVERYWHERE, LOCAL),
    Places("local authorities are their regions", _COUNTED_EVERYWHERE, LOCAL, REGION),
    Places("regions are England", _COUNTED_EVERYWHERE, REGION, places=REGIONS),
    # A later table revised three local cells, of 2013 and 2017, by one death each; the regions were not reissued.
    Places("deaths while homeless of local authorities are their regions'", (_IDENTIFIED,), LOCAL, REGION, within=1),
    Places("deaths while homeless of regions are England's", (_IDENTIFIED,), REGION, within=1, places=REGIONS),
    Places("councils that all returned are their region", _HOUSEHOLDS, LOCAL, REGION, A_YEAR_ROUNDED),
    Places("reasons and places of councils are their region's", _HOUSEHOLDS_ADDED, LOCAL, REGION, A_YEAR_ROUNDED * 4),
    # The least that councils return is 77% of England's temporary accommodation (March 2021).
    Places("councils hold most of England's households", _ALL_HOUSEHOLDS, LOCAL, ENGLAND, A_YEAR_ROUNDED, 0.75),
    Places(
        "regions are England's households",
        _ALL_HOUSEHOLDS,
        REGION,
        within=A_YEAR_ROUNDED * (REGIONS + 1),
        places=REGIONS,
    ),
)
#: Before this date the local table leaves out kinds of support that the national one counts.
NATIONS = (Nations("local authorities and nations are the United Kingdom", (_ASYLUM,), "2025-12-31"),)
RULES: tuple[Parts | Places | Nations, ...] = (*PARTS, *PLACES, *NATIONS)
#: Children are not a part of the households they are set against.
NOT_PARTS = ("children-in-temporary-accommodation",)


def check_consistency(figures: pd.DataFrame, areas: Areas, sources: Mapping[str, Source]) -> pd.DataFrame:
    """Hold figures against every rule: an empty table if all of them agree.

    Parameters
    ----------
    figures
        A figure table, such as `Workbook.figures`.
    areas
        Systems and the shares of local authorities in them.
    sources
        Every source the figures cite, by its name.

    Returns
    -------
    DataFrame
        With `COLUMNS`: the rule broken, the publication and figure that break it,
        what was found and what was expected. Counts are in the figures' own units.

    Examples
    --------
    >>> from ihanalysis.workbook import Workbook
    >>> book = Workbook.find()
    >>> check_consistency(book.figures, book.areas, book.sources).empty
    True
    """
    titles = {name: source.publication for name, source in sources.items()}
    regions = areas.local_authorities.set_index("code")["region_code"]
    figures = figures.assign(
        publication=figures["source"].map(titles).fillna(figures["source"]), region=figures["area_code"].map(regions)
    )
    problems = [
        *_impossible(figures),
        *(problem for rule in RULES for problem in rule.broken_by(figures)),
        *_places_missing(figures, areas, sources),
        *_broken_systems(figures, areas, sources),
    ]
    return pd.DataFrame(problems, columns=list(COLUMNS))


def _impossible(figures: pd.DataFrame) -> Iterator[Found]:
    count, value = figures["count"], figures["value"]
    missing = figures["status"].isin(MISSING)
    rules = {
        "no part is over its whole": (count > figures["denominator"]) & ~figures["indicator"].isin(NOT_PARTS),
        "no number is negative": (figures[list(NUMBERS)] < 0).any(axis=1),
        "no per cent is over 100": figures["unit"].str.startswith("%") & (value > 100),
        "a value lies between its limits": (value < figures["lower"]) | (value > figures["upper"]),
        "a missing figure has no number": missing & figures[["count", "value"]].notna().any(axis=1),
        "a count of none, and nothing else, is a zero": count.notna() & ((count == 0) != (figures["status"] == "zero")),
    }
    for rule, broken in rules.items():
        for row in figures[broken].to_dict("records"):
            numbers = [f"{name} {row[name]:g}" for name in NUMBERS if pd.notna(row[name])]
            yield rule, row["publication"], _named(row), f"{', '.join(numbers)}, {row['status']}", rule


def _sum(figures: pd.DataFrame, counted: Counted, key: list[str]) -> pd.Series[float]:
    """The sum in each place and period; missing where one of its figures is."""
    every = counted.age == EVERY_BAND
    ages = figures["age_band"] != counted.whole if every else figures["age_band"] == counted.age
    rows = figures[(figures["indicator"] == counted.indicator) & figures["sex"].isin(counted.sexes) & ages]
    sums = rows.groupby(key)[counted.column].agg(["sum", "count", "size"])
    return sums["sum"].where(sums["count"] == sums["size"])


def _places_missing(figures: pd.DataFrame, areas: Areas, sources: Mapping[str, Source]) -> Iterator[Found]:
    """Every local authority of the set has a row for each subject, be it to say that there is no figure."""
    rule = "no local authority is left out"
    sets = areas.shares.groupby("local_authorities")["code"].agg(frozenset).to_dict()
    rows = figures[figures["area_level"] == LOCAL]
    rows = rows.assign(codes=rows["source"].map({name: source.local_authorities for name, source in sources.items()}))
    places = rows.groupby(SUBJECT, sort=False).agg(
        publication=("publication", "first"), held=("area_code", frozenset), codes=("codes", frozenset)
    )
    for row in places.reset_index().to_dict("records"):
        # A year that a few older or newer codes stray into is whole if it is whole by one of its sets.
        gaps = [sorted(sets.get(name, frozenset()) - row["held"]) for name in row["codes"]]
        missing: list[str] = min(gaps, key=len)
        if missing:
            found = f"no row for {len(missing)}, such as {', '.join(missing[:3])}"
            yield rule, row["publication"], _named(row), found, "a row for every local authority of the set"


def _broken_systems(figures: pd.DataFrame, areas: Areas, sources: Mapping[str, Source]) -> Iterator[Found]:
    """Systems are all of England, in both boundary years: their own figures, and those summed to them."""
    sets = {name: source.local_authorities for name, source in sources.items()}
    places = figures[(figures["area_level"] == LOCAL) & (figures["count"].notna() | figures["status"].isin(MISSING))]
    england = figures[figures["area_code"] == ENGLAND].set_index(SUBJECT)["count"]
    titles = figures.groupby(SUBJECT)["publication"].first()
    for boundaries in BOUNDARIES:
        codes = [system.code for system in areas.of(boundaries)]
        own = figures[figures["area_code"].isin(codes)].groupby(SUBJECT)["count"].agg(["sum", "count"])
        summed = to_systems(places, sets, areas.shares, boundaries).groupby(SUBJECT)["count"].sum()
        for whole, systems, country in (
            ("England", own.loc[own["count"] == len(codes), "sum"], england),
            ("the local authorities of England", summed, places.groupby(SUBJECT)["count"].sum()),
        ):
            both = pd.concat([systems, country, titles], axis=1, keys=["systems", "country", "title"], join="inner")
            apart = (both["systems"] - both["country"]).abs() > FLOAT * both["country"].clip(lower=1)
            for row in both[apart].reset_index().to_dict("records"):
                rule = f"systems of {boundaries} are {whole}"
                yield rule, row["title"], _named(row), f"{row['systems']:g} in all", f"{row['country']:g}"


def _named(row: Row) -> str:
    """Where, what and when; of whom, only where that is not everyone."""
    words = [row[column] for column in ("area_code", *SUBJECT) if column in row]
    return " ".join(str(word) for word in words if word not in ("persons", "all ages"))
