"""A comparison as pictures: a tile map against England, and a funnel around the systems' own average."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np
import pandas as pd

from ihanalysis.areas import Level
from ihanalysis.briefing.crowded import beyond, end_of_scale
from ihanalysis.charts import funnel, tile_map
from ihanalysis.content import Chart, Table
from ihanalysis.national.comparison import Comparison
from ihanalysis.stats import funnel_limits
from ihanalysis.words.numbers import decimals, fixed

#: Points from which the lines of a funnel are drawn.
_POINTS = 60
#: Of so many areas a text alternative tells only those that are named; the table tells all.
_MANY = 100
TILES_KEY = "Tiles keep neighbours together; their size says nothing of area or population."
FUNNEL_KEY = "Triangles: outside the 99.8% limits, the only systems named. Open circles: within."


def map_of(comparison: Comparison, source: str) -> Chart:
    """The tile map, with the table of all systems behind it."""
    tiles = comparison.tiles()
    told = " ".join(
        f"{tile.name}: {tile.value}, {comparison.words(system)}."
        for system, tile in zip(comparison.systems, tiles, strict=True)
    )
    alt = f"Tile map. {comparison.headline}. {comparison.subtitle}. {told}"
    name = f"{comparison.indicator.id}-map"
    wide, narrow = tile_map.draw(tiles, name, alt)
    return Chart(name, comparison.headline, comparison.subtitle, alt, wide, narrow, comparison.table(), source=source)


def funnel_of(comparison: Comparison, source: str) -> Chart:
    """The systems around their own average, with limits that allow for the spread between them."""
    indicator = comparison.indicator
    count, people = comparison.counts
    average = float(count.sum() / people.sum()) * indicator.multiplier
    places = _places(comparison)
    end = end_of_scale([place.value for place in places]) if comparison.level == Level.PLACE else inf
    drawn = [replace(place, value=min(place.value, end)) for place in places]
    across = np.linspace(people.min() * 0.9, people.max() * 1.03, _POINTS)
    limits = funnel_limits(
        count,
        people,
        statistic=comparison.statistic,
        at=across,
        overdispersion="additive",
        multiplier=indicator.multiplier,
    )
    digits = decimals(average, *(place.value for place in places))
    what = f"{comparison.name}, {comparison.unit_counted}, {indicator.period}"
    size = f"{comparison.size[0].upper()}{comparison.size[1:]}"
    alt = (
        f"Funnel. {what}: {len(places)} {comparison.level.many} around their average of {fixed(average, digits)}, by size in "
        f"{comparison.size}. {comparison.spread}. "
        + " ".join(f"{p.name}: {fixed(p.value, digits)}, {p.where}." for p in places if p.named or len(places) < _MANY)
    )
    name = f"{indicator.id}-funnel"
    wide, narrow = funnel.draw(
        drawn,
        (across, limits.lower, limits.upper),
        (average, f"Average {fixed(average, digits)}"),
        f"{size}, thousands",
        name,
        alt,
    )
    cells = [
        {
            comparison.level.one.capitalize(): place.name,
            size: fixed(place.residents, 0),
            "Figure": fixed(place.value, digits),
            "Against the limits": place.where,
        }
        for place in places
    ]
    subtitle = f"{what}, around the average of these {comparison.level.many}, with limits at 95% and 99.8% that allow for the spread between them"
    table = Table(
        f"{comparison.name}, {indicator.period}: {comparison.level.many} by name in the funnel", pd.DataFrame(cells)
    )
    source += beyond([place.value for place in places], end, digits)
    return Chart(name, comparison.spread, subtitle, alt, wide, narrow, table, source=source)


def _places(comparison: Comparison) -> list[funnel.Place]:
    """Each system with a figure; only those outside the outer limits may be named."""
    count, people = comparison.counts
    values = count / people * comparison.indicator.multiplier
    where = [comparison.positions[system.code] for system in comparison.compared]
    return [
        funnel.Place(system.name, float(size), float(value), position, named="99.8%" in position)
        for system, size, value, position in zip(comparison.compared, people, values, where, strict=True)
    ]
