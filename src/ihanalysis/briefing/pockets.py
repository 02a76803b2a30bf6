"""Pockets of excellence: a place that does much better than the system's others, tested and never ranked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ihanalysis.briefing.places import places_of
from ihanalysis.charts import funnel
from ihanalysis.content import Chart, Part, Prose, Section, Table
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
#: Below this probability a spread between places is more than chance.
CHANCE = 0.05


def section(briefing: Briefing) -> Section:
    """A funnel of places where there are enough of them; then group by group."""
    indicator = briefing.workbook.indicators[MEASURE]
    places = places_of(briefing.system, briefing.workbook, indicator).dropna(subset=["value"])
    parts: tuple[Part, ...]
    if len(places) < FEWEST_PLACES:
        few = small(len(places)).capitalize()
        message = f"{few} place{'s are' if len(places) != 1 else ' is'} too few to test for a pocket of excellence"
        text = (
            f"{briefing.system.name} has {small(len(places))} local authorit{'ies' if len(places) != 1 else 'y'}, too few "
            "for limits around their own average. They stand side by side in the table."
        )
        parts = (Prose((text,)), _table(briefing, places))
    else:
        message, text, chart = _funnel(briefing, places)
        parts = (Prose((text,)), chart)
    return Section(NAME, message, (*parts, _groups(briefing)))


def _funnel(briefing: Briefing, places: pd.DataFrame) -> tuple[str, str, Chart]:
    count, people = places["count"].to_numpy(), places["denominator"].to_numpy()
    variation = between_place_variation(count, people)
    classes = funnel_class(count, people, statistic="rate")
    widened = funnel_class(count, people, statistic="rate", overdispersion="additive")
    low = _named(places, classes == "below 99.8%")
    high = _named(places, classes == "above 99.8%")
    still = _named(places, np.isin(widened, ["below 99.8%", "above 99.8%"]))
    more = float(variation.p_value) < CHANCE
    text = _sentence(len(places), variation, low, high, still, more=more)
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
    number: int, variation: BetweenPlaceVariation, low: list[str], high: list[str], still: list[str], *, more: bool
) -> str:
    chi, freedom = float(variation.chi_square), int(variation.degrees_of_freedom)
    tested = f"(chi-square {chi:.0f} on {freedom} degrees of freedom)"
    if not more:
        return (
            f"Rates of people sleeping rough vary between the {number} places by no more than chance {tested}. "
            "These are places to visit and ask, not winners and losers."
        )
    text = f"Rates vary between the {number} places by more than chance {tested}. "
    if low:
        text += (
            f"{joined(low)} fall{'s' if len(low) == 1 else ''} below the 99.8% limits around the system’s own average. "
        )
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
    points = [
        funnel.Place(row["name"], row["denominator"], row["value"], str(word), row["name"] in named)
        for (_, row), word in zip(places.iterrows(), classes, strict=True)
    ]
    mean = average * indicator.multiplier
    alt = (
        f"{indicator.title}, for every 100,000 residents, {len(places)} places of {briefing.system.name} against their "
        f"own average of {fixed(mean)}. " + " ".join(f"{p.name}: {fixed(p.value)}, {p.where}." for p in points)
    )
    wide, narrow = funnel.draw(
        points,
        (across, limits.lower, limits.upper),
        (mean, f"System average {fixed(mean)}"),
        "Residents of the place, thousands",
        "places",
        alt,
    )
    return Chart(
        "places",
        f"{len(places)} places against their own average: {small(len(outside[0]))} below the 99.8% limits, {small(len(outside[1]))} above",
        f"People sleeping rough per 100,000 residents by local authority, {indicator.period}, against the system’s own "
        "average; crude. Funnel limits 95% and 99.8%.",
        alt,
        wide,
        narrow,
        _table(briefing, places),
        source=f"Source: MHCLG, Rough sleeping snapshot, and ONS mid-2023 population "
        f"{briefing.cite(briefing.finding(MEASURE))}. Triangles: outside the 99.8% limits, pointing down for lower and up "
        "for higher. Open circles: within; named where outside 95% and there is room.",
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
        for (_, row), smooth in zip(places.iterrows(), np.atleast_1d(variation.value), strict=True)
    ]
    return Table(
        f"People sleeping rough by local authority, {indicator.period}, in alphabetical order (crude)",
        pd.DataFrame(cells),
        note="Smoothed: drawn towards the average of these places, the more so the fewer people were counted (empirical "
        "Bayes). Places whose residents live mostly in another system are left out.",
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
