"""Pockets of excellence: a place that does much better than the area's others, tested and never ranked."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ihanalysis.areas import Level
from ihanalysis.briefing.at_a_glance import about
from ihanalysis.briefing.crowded import beyond, end_of_scale
from ihanalysis.briefing.places import places_of
from ihanalysis.charts import funnel
from ihanalysis.content import Chart, Part, Prose, Section, Table
from ihanalysis.figures import select
from ihanalysis.records import records
from ihanalysis.stats import between_place_variation, funnel_class, funnel_limits
from ihanalysis.stats.variation import BetweenPlaceVariation
from ihanalysis.words.numbers import fixed, interval, joined, small

if TYPE_CHECKING:
    from ihanalysis.briefing import Briefing

NAME = "Pockets of excellence"
MEASURE = "people-sleeping-rough"
#: With fewer places than this limits around their own average say nothing.
FEWEST_PLACES = 5
#: A drawing names so many places below the limits, and as many above, before it is crowded.
MOST_NAMED = 3
#: The quarters of all places below and above the middle half.
MIDDLE_HALF = (0.25, 0.75)
_LEFT_OUT = " Places whose residents live mostly in another system are left out."
#: Below this probability a spread between places is more than chance.
CHANCE = 0.05


def section(briefing: Briefing) -> Section:
    """A funnel of places where there are enough of them; then group by group."""
    if briefing.level == Level.PLACE:
        return _one_place(briefing)
    indicator = briefing.workbook.indicators[MEASURE]
    places = places_of(briefing.area, briefing.workbook, indicator).dropna(subset=["value"])
    parts: tuple[Part, ...]
    if len(places) < FEWEST_PLACES:
        few = small(len(places)).capitalize()
        message = f"{few} place{'s are' if len(places) != 1 else ' is'} too few to test for a pocket of excellence"
        text = (
            f"{briefing.area.name} has {small(len(places))} local authorit{'ies' if len(places) != 1 else 'y'}, too few "
            "for limits around their own average. They stand side by side in the table."
        )
        parts = (Prose((text,)), _table(briefing, places))
    else:
        message, text, chart = _funnel(briefing, places)
        parts = (Prose((text,)), chart)
    return Section(NAME, message, (*parts, _groups(briefing)))


def _one_place(briefing: Briefing) -> Section:
    """Nothing smaller is published, so the place is set beside all others."""
    text = (
        f"No figure held here is published for areas within {briefing.area.spoken}, so none of them can be shown to do better "
        "than the others. The table sets the whole local authority beside all others in England."
    )
    parts = (Prose((text,)), _middle_half(briefing), _groups(briefing))
    return Section(NAME, "No figure is published for areas smaller than a local authority", parts)


def _middle_half(briefing: Briefing) -> Table:
    """Each measure beside the range in which half of all local authorities lie, which names and ranks nobody."""
    shown = [f for f in briefing.findings if f.indicator.gap == "place" and f.indicator.glance]
    gaps = select(briefing.workbook.gaps(briefing.area.division), indicator=[f.indicator.id for f in shown])
    values = gaps.groupby("indicator")["value"]
    number, (lower, upper) = values.count(), (values.quantile(share) for share in MIDDLE_HALF)
    cells = [
        {
            "Measure": f.indicator.title,
            "note": about(f),
            "Here": f.value,
            "95% interval": f.interval,
            "Middle half of local authorities": interval(lower[f.indicator.id], upper[f.indicator.id], f.places),
            "With a figure": f"{number[f.indicator.id]} of {len(briefing.workbook.areas.places)}",
        }
        for f in shown
        if number[f.indicator.id]
    ]
    return Table(
        f"{briefing.area.name} beside all local authorities: the range in which the middle half of them lie (crude)",
        pd.DataFrame(cells),
        note="A quarter of the local authorities that have a figure lie below the range and a quarter above it. Small ones "
        "lie outside it more often by chance alone. No order of merit: they differ in size, age and need, and councils "
        "record in different ways.",
    )


def _funnel(briefing: Briefing, places: pd.DataFrame) -> tuple[str, str, Chart]:
    count, people = places["count"].to_numpy(), places["denominator"].to_numpy()
    variation = between_place_variation(count, people)
    classes = funnel_class(count, people, statistic="rate")
    widened = funnel_class(count, people, statistic="rate", overdispersion="additive")
    low = _named(places, classes == "below 99.8%")
    high = _named(places, classes == "above 99.8%")
    still = _named(places, np.isin(widened, ["below 99.8%", "above 99.8%"]))
    more = float(variation.p_value) < CHANCE
    text = _sentence(len(places), variation, low, high, still, briefing.level, more=more)
    crowded = len(low) + len(high) > 2 * MOST_NAMED
    named = set(still) | set(high) if crowded else set(places["name"])
    return _message(still, more=more), text, _chart(briefing, places, classes, (low, high), named)


def _message(still: list[str], *, more: bool) -> str:
    """What the places say together, without more than both funnels hold."""
    if not more:
        return "Places differ in sleeping rough by no more than chance"
    apart = f"{joined(still)} stand{'s' if len(still) == 1 else ''} apart" if still else "none stands apart"
    return f"Places differ in sleeping rough by more than chance; with that spread allowed for, {apart}"


def _named(places: pd.DataFrame, where: np.ndarray) -> list[str]:
    return list(places.loc[np.asarray(where), "name"])


def _sentence(
    number: int,
    variation: BetweenPlaceVariation,
    low: list[str],
    high: list[str],
    still: list[str],
    level: Level,
    *,
    more: bool,
) -> str:
    chi, freedom = float(variation.chi_square), int(variation.degrees_of_freedom)
    tested = f"(chi-square {chi:,.0f} on {freedom} degrees of freedom)"
    if not more:
        return (
            f"Rates of people sleeping rough vary between the {number} places by no more than chance {tested}. "
            "These are places to visit and ask, not winners and losers."
        )
    text = f"Rates vary between the {number} places by more than chance {tested}. "
    if low:
        text += f"{joined(low)} fall{'s' if len(low) == 1 else ''} below the 99.8% limits around the {level.one}’s own average. "
    if high:
        text += f"{joined(high)} lie{'s' if len(high) == 1 else ''} above {'them' if low else 'the 99.8% limits'}. "
    text += (
        f"Limits widened for that spread would single out {joined(still)}. "
        if still
        else "Limits widened for that spread would single out no place. "
    )
    return text + (
        "These are places to visit and ask, not winners and losers: councils count in different ways, and the reasons "
        "are not in the data."
    )


def _chart(
    briefing: Briefing,
    places: pd.DataFrame,
    classes: np.ndarray,
    outside: tuple[list[str], list[str]],
    named: set[str],
) -> Chart:
    indicator = briefing.workbook.indicators[MEASURE]
    people = places["denominator"].to_numpy()
    average = float(places["count"].sum() / people.sum())
    across = np.linspace(people.min() * 0.9, people.max() * 1.05, 60)
    limits = funnel_limits(
        places["count"], people, statistic="rate", at=across, multiplier=indicator.multiplier, level=[0.95, 0.998]
    )
    # A system's few places are drawn where they lie.
    end = end_of_scale(places["value"]) if briefing.level == Level.REGION else math.inf
    points = [
        funnel.Place(row["name"], row["denominator"], min(row["value"], end), str(word), row["name"] in named)
        for row, word in zip(records(places), classes, strict=True)
    ]
    mean = average * indicator.multiplier
    alt = (
        f"{indicator.title}, for every 100,000 residents, {len(places)} places of {briefing.area.spoken} against their "
        f"own average of {fixed(mean)}. "
        + " ".join(f"{p.name}: {fixed(value)}, {p.where}." for p, value in zip(points, places["value"], strict=True))
    )
    wide, narrow = funnel.draw(
        points,
        (across, limits.lower, limits.upper),
        (mean, f"{briefing.level.one.capitalize()} average {fixed(mean)}"),
        "Residents of the place, thousands",
        "places",
        alt,
    )
    return Chart(
        "places",
        f"{len(places)} places against their own average: {small(len(outside[0]))} below the 99.8% limits, {small(len(outside[1]))} above",
        f"People sleeping rough per 100,000 residents by local authority, {indicator.period}, against the "
        f"{briefing.level.one}’s own average; crude. Funnel limits 95% and 99.8%.",
        alt,
        wide,
        narrow,
        _table(briefing, places),
        source=f"Source: MHCLG, Rough sleeping snapshot, and ONS mid-2023 population "
        f"{briefing.cite(briefing.finding(MEASURE))}. Triangles: outside the 99.8% limits, pointing down for lower and up "
        f"for higher. Open circles: within; named where outside 95% and there is room.{beyond(places['value'], end)}",
    )


def _table(briefing: Briefing, places: pd.DataFrame) -> Table:
    indicator = briefing.workbook.indicators[MEASURE]
    variation = between_place_variation(
        places["count"].to_numpy(), places["denominator"].to_numpy(), multiplier=indicator.multiplier
    )
    cells = [
        {
            "Place": row["name"],
            "People": fixed(row["count"], 0),
            "Per 100,000": fixed(row["value"]),
            "95% interval": interval(row["lower"], row["upper"]),
            "Smoothed": fixed(float(smooth)) if len(places) > 1 else "[z]",
        }
        for row, smooth in zip(records(places), np.atleast_1d(variation.value), strict=True)
    ]
    return Table(
        f"People sleeping rough by local authority, {indicator.period}, in alphabetical order (crude)",
        pd.DataFrame(cells),
        note="Smoothed: drawn towards the average of these places, the more so the fewer people were counted (empirical "
        f"Bayes).{_LEFT_OUT if briefing.level == Level.SYSTEM else ''}",
    )


def _groups(briefing: Briefing) -> Table:
    """Is one group well served while another is not? Group by group, without adding them up."""
    rows = [
        {
            "Group": f.indicator.group[0].upper() + f.indicator.group[1:],
            "Measure": f"{f.indicator.title} ({f.indicator.unit})",
            "Against England": f"{f.words}{', few events' if f.few else ''}",
            "Agreed direction": "no" if f.indicator.polarity == "none" else "yes",
        }
        for f in sorted(briefing.findings, key=lambda f: f.indicator.group)
        if f.indicator.gap == "place" and f.indicator.glance and f.indicator.group != "everyone"
    ]
    return Table(
        "Group by group against England",
        pd.DataFrame(rows),
        note="Measures without an agreed direction cannot say that a group is well served: a low figure can mean less need "
        "or less recording.",
        wordy=True,
    )
