"""Move counts from local authorities to systems, by share of residents.

Shares belong to the set of local authority codes a table was published with:
bringing old codes up to date first would put people of a divided authority in
the wrong system.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ihanalysis.areas.systems import ENGLAND
from ihanalysis.errors import BadFileError, NotPossibleError, Problem
from ihanalysis.figures import KEY, MISSING

#: What a row of system figures says of its making, beside the figure itself.
MAKING = ("split", "areas", "areas_reported")


def check_codes(figures: pd.DataFrame, sets: Mapping[str, str], shares: pd.DataFrame, file: str) -> None:
    """Check that every local authority code is in the set its source was published with.

    Parameters
    ----------
    figures
        A figure table.
    sets
        For each source, the set of local authority codes it uses.
    shares
        `Areas.shares`.

    Raises
    ------
    BadFileError
        With the row of every code outside its set.
    """
    rows = figures.loc[figures["area_level"] == "local authority", ["source", "area_code"]]
    known = {codes: set(table["code"]) for codes, table in shares.groupby("local_authorities")}
    problems = []
    for source, codes in rows.groupby("source")["area_code"]:
        of_set = sets.get(str(source), "")
        expected = f"a local authority of the {of_set or 'named'} set"
        unknown = codes[~codes.isin(known.get(of_set, set()))]
        problems += [Problem(file, row, "area_code", repr(code), expected) for row, code in unknown.items()]
    if problems:
        raise BadFileError(problems)


def to_systems(figures: pd.DataFrame, sets: Mapping[str, str], shares: pd.DataFrame, boundaries: str) -> pd.DataFrame:
    """Sum the counts of local authorities to the systems of a boundary year.

    A count of an authority that lies in several systems is divided by where its
    residents live; the system's figure is then `modelled`. An authority without
    a figure is left out of count and denominator alike, and shows in the
    coverage.

    Parameters
    ----------
    figures
        Figure-table rows of local authorities, with counts.
    sets
        For each source, the set of local authority codes it uses.
    shares
        `Areas.shares`.

    Returns
    -------
    DataFrame
        A figure table of systems, and for each row `split` (the part of the
        count that was divided, 0 to 1), `areas` (authorities with residents in
        the system) and `areas_reported` (those with a figure).

    Raises
    ------
    NotPossibleError
        If rows have a value but no count: means, ages and rates of places do not
        add up to those of a system.
    """
    rows = figures[figures["area_level"] == "local authority"]
    averages = rows["count"].isna() & ~rows["status"].isin(MISSING)
    if averages.any():
        first = rows[averages].iloc[0]
        raise NotPossibleError(
            f"{first['indicator']} of {first['area_code']} is a {first['unit']} without a count: "
            "averages and rates of places cannot be summed to a system"
        )
    here = shares[shares["boundaries"] == boundaries]
    parts = rows.assign(local_authorities=rows["source"].map(sets)).merge(
        here[["local_authorities", "code", "system_code", "share"]],
        left_on=["local_authorities", "area_code"],
        right_on=["local_authorities", "code"],
    )
    return _summed(parts)


def _summed(parts: pd.DataFrame) -> pd.DataFrame:
    reported = ~parts["status"].isin(MISSING)
    divided = parts["share"] < 1
    parts = parts.assign(
        area_code=parts["system_code"],
        count=parts["count"] * parts["share"],
        denominator=(parts["denominator"] * parts["share"]).where(reported),
        reported=reported,
    )
    parts["divided"] = parts["count"].where(divided, 0.0)
    groups = parts.groupby([column for column in KEY if column != "area_level"], sort=False)
    # Nothing reported is missing, which a plain sum would call zero.
    sums = groups[["count", "denominator"]].sum(min_count=1)
    counts = groups.agg(
        divided=("divided", "sum"),
        areas=("code", "size"),
        areas_reported=("reported", "sum"),
        unit=("unit", "first"),
        source=("source", "first"),
    )
    systems = sums.join(counts).reset_index()
    total = systems["count"].where(systems["count"] > 0)
    split = (systems.pop("divided") / total).fillna(0.0)
    status = pd.Series("derived", index=systems.index)
    status = status.mask(systems["count"] == 0, "zero").mask(split > 0, "modelled")
    status = status.mask(systems["areas_reported"] == 0, "not available")
    systems.insert(KEY.index("area_level"), "area_level", "system")
    return systems.assign(split=split, status=status, value=float("nan"), lower=float("nan"), upper=float("nan"))


def to_england(figures: pd.DataFrame) -> pd.DataFrame:
    """England's figure where only its local authorities' are published: their sum.

    Returns
    -------
    DataFrame
        Figure-table rows of England, `derived`, for every key that has rows of
        local authorities with counts and none of England.
    """
    key = [column for column in KEY if column not in ("area_level", "area_code")]
    places = figures[(figures["area_level"] == "local authority") & figures["count"].notna()]
    published = figures.loc[figures["area_code"] == ENGLAND, key]
    groups = places.assign(whole=places["denominator"].notna()).groupby(key, sort=False)
    summed = groups.agg(
        count=("count", "sum"),
        denominator=("denominator", "sum"),
        whole=("whole", "all"),
        unit=("unit", "first"),
        source=("source", "first"),
    ).reset_index()
    summed["denominator"] = summed["denominator"].where(summed.pop("whole"))
    known = summed[key].merge(published, how="left", indicator=True)["_merge"] == "both"
    rows = summed[~known.to_numpy()]
    return rows.assign(
        area_level="country",
        area_code=ENGLAND,
        status="derived",
        value=float("nan"),
        lower=float("nan"),
        upper=float("nan"),
    )
