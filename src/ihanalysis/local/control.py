"""Local figures as they may be shown: the disclosure policy over every count that a reader could work out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from ihanalysis.areas import Areas
from ihanalysis.disclosure import Policy, apply
from ihanalysis.disclosure.policies import policy_named
from ihanalysis.local.places import Place, wholly_in
from ihanalysis.local.schema import EVERYONE

#: What is not in the table, and follows from it: everyone but the group, a system but its places.
_REST = "everyone else"
_ELSEWHERE = "elsewhere in the system"

#: What a policy does, in words; how a reason begins that is a policy's.
BY_POLICY = "policy "
HIDDEN = "counts from 1 to {}, and what would give them away, are hidden"
NO_RATE = "no rate from fewer than {} events"

#: The disclosure module's codes as the words of the figure table; a figure with a number has another.
_STATUS = {"[c]": "suppressed", "[x]": "not available", "[low]": "too few"}


def controlled(table: pd.DataFrame, policy: str | Policy, areas: Areas) -> pd.DataFrame:
    """The table as it may be shown.

    Parameters
    ----------
    table
        As `schema.checked` returns it.
    policy
        The name of a small-number policy, or one of your own.

    Returns
    -------
    DataFrame
        The same rows, with `count` and `denominator` as the policy shows them, `status` ("derived",
        "zero", "suppressed", "not available", "too few" for a rate), and `reason`, which names the policy.

    Notes
    -----
    A group is part of everyone, and a place part of its system: what is left when the one is taken
    from the other can be worked out, so it is controlled as if it stood in the table. Every pair of
    a group and everyone is controlled by itself; what is hidden in one is hidden in all.
    """
    rules = policy_named(policy)
    result = table.assign(rate_status="")
    hidden = pd.Series(False, index=table.index)
    for index, rows in _pairs(table):
        shown = _shown(rows, rules, areas).set_axis(index)
        result.loc[index, ["count", "denominator", "rate_status"]] = shown[["count", "denominator", "rate_status"]]
        hidden[index] |= shown["hidden"]
    result.loc[hidden, ["count", "denominator"]] = np.nan
    given = table["status"] == "suppressed"
    status = result["rate_status"].map(_STATUS).fillna("derived").mask(hidden | given, "suppressed")
    status = status.mask((status == "derived") & (result["count"] == 0), "zero")
    reason = status.map(_reasons(rules)).fillna("").mask(given, "suppressed by whoever holds the figures")
    # A denominator beside a suppressed count would be a figure without a meaning.
    withheld = status.isin(["suppressed", "not available"])
    numbers = {name: result[name].mask(withheld) for name in ("count", "denominator")}
    return result.drop(columns="rate_status").assign(**numbers, status=status, reason=reason, policy=rules.name)


def told(policy: Policy) -> str:
    """What a small-number policy does, as a sentence.

    >>> from ihanalysis.disclosure import POLICIES
    >>> told(POLICIES["under_five"])
    'Small-number policy under_five: counts from 1 to 4, and what would give them away, are hidden [c].'
    """
    does = (
        f"{HIDDEN.format(policy.hidden_to)} [c]" if policy.hidden_to else "",
        f"other counts are rounded to the nearest {policy.round_to}" if policy.round_to > 1 else "",
        f"{NO_RATE.format(policy.crude_rate_from)} [low]" if policy.crude_rate_from else "",
    )
    return f"Small-number policy {policy.name}: {'; '.join(filter(None, does)) or 'every count is shown as it is'}."


def _reasons(policy: Policy) -> dict[str, str]:
    """Why there is no figure; the same of a small count and of one that would give it away."""
    return {
        "suppressed": f"{BY_POLICY}{policy.name}: {HIDDEN.format(policy.hidden_to)}",
        "too few": f"{BY_POLICY}{policy.name}: {NO_RATE.format(policy.crude_rate_from)}",
        "not available": "no figure is on file",
    }


def _pairs(table: pd.DataFrame) -> Iterator[tuple[pd.Index, pd.DataFrame]]:
    """Each group of a measure and period in all its areas, with everyone's rows of the same."""
    for _, rows in table.groupby(["measure", "period"], sort=False):
        for group in rows["group"].unique():
            if group != EVERYONE:
                pair = rows[rows["group"].isin([group, EVERYONE])]
                yield pair.index, pair


def _shown(rows: pd.DataFrame, policy: Policy, areas: Areas) -> pd.DataFrame:
    columns = ["group", "area", "count", "denominator"]
    group = next(name for name in rows["group"] if name != EVERYONE)
    frame = _with_rest(rows[columns], group)
    inside = {place.name: parts for place in rows["place"].unique() if (parts := _inside(place, rows, areas))}
    total: dict[str, Any] = {"group": {EVERYONE: [group, _REST]}} if _REST in set(frame["group"]) else {}
    for system, parts in inside.items():
        rest = _elsewhere(frame, system, parts)
        if rest is not None:
            frame = pd.concat([frame, rest], ignore_index=True)
            total.setdefault("area", {})[system] = [*parts, f"{_ELSEWHERE} {system}"]
    # What is suppressed already is not known here either.
    safe = apply(frame, policy, count="count", by=["group", "area"], denominator="denominator", total=total or None,
                 multiplier=float(rows["per"].iloc[0]))  # fmt: skip
    own = safe.figures.iloc[: len(rows)]
    return pd.DataFrame(
        {
            "count": own["count"].astype(float),
            "denominator": own["denominator"].astype(float),
            "rate_status": own["rate_status"],
            "hidden": (own["count_status"] == "[c]") | (own["denominator_status"] == "[c]"),
        }
    )


def _with_rest(rows: pd.DataFrame, group: str) -> pd.DataFrame:
    """The rows, then everyone but the group, then with missing counts what has no row in some area."""
    if EVERYONE not in set(rows["group"]):
        return rows
    labels = pd.MultiIndex.from_product([[group, EVERYONE], rows["area"].unique()], names=["group", "area"])
    both = rows.set_index(["group", "area"]).reindex(labels)
    rest = (both.loc[EVERYONE] - both.loc[group]).reset_index().assign(group=_REST)
    unlisted = labels.difference(pd.MultiIndex.from_frame(rows[["group", "area"]]))
    return pd.concat([rows, both.loc[unlisted].reset_index(), rest], ignore_index=True)


def _elsewhere(rows: pd.DataFrame, system: str, parts: list[str]) -> pd.DataFrame | None:
    """The system but its places in the table, for every group; None where its places count somebody twice."""
    numbers = ["count", "denominator"]
    whole = rows[rows["area"] == system].set_index("group")[numbers].sort_index()
    places = rows[rows["area"].isin(parts) & rows["group"].isin(whole.index)].groupby("group")[numbers]
    if (places.sum().reindex(whole.index) > whole).any(axis=None):
        return None  # where parts are more than their whole, nothing follows from them
    known = places.count().eq(places.size(), axis=0)
    rest = whole - places.sum().where(known)
    return rest.reset_index().assign(area=f"{_ELSEWHERE} {system}")


def _inside(place: Place, rows: pd.DataFrame, areas: Areas) -> list[str]:
    """The places of the table that lie in a system altogether."""
    if not place.systems:
        return []
    codes = wholly_in(place.systems[-1], areas)
    return [other.name for other in rows["place"].unique() if other.code in codes]
