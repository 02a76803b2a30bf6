"""Measures of one inclusion health group, all systems side by side: a map, a funnel and a table each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ihanalysis.content import Part, Prose, Section
from ihanalysis.national.comparison import FUNNEL_KEY, Comparison
from ihanalysis.words.numbers import joined, small

if TYPE_CHECKING:
    from ihanalysis.national import National

#: The group of measures that are about all residents.
_EVERYONE = "everyone"


def sections(national: National) -> Iterator[Section]:
    """A section a group, in the order of the catalogue."""
    comparisons = list(national.comparisons.values())
    for group in dict.fromkeys(comparison.indicator.group for comparison in comparisons):
        yield _section(national, [c for c in comparisons if c.indicator.group == group])


def _section(national: National, comparisons: Sequence[Comparison]) -> Section:
    group = comparisons[0].indicator.group
    name = comparisons[0].name if group == _EVERYONE else group[0].upper() + group[1:]
    parts = tuple(part for comparison in comparisons for part in _parts(national, comparison))
    return Section(name, message(comparisons), parts)


def message(comparisons: Sequence[Comparison]) -> str:
    """What the measures of a group say together."""
    if len(comparisons) == 1:
        return comparisons[0].spread
    spread = [comparison for comparison in comparisons if comparison.differ]
    apart = list(dict.fromkeys(name for comparison in comparisons for name in comparison.apart))
    if not spread:
        return f"Systems differ by no more than chance on these {small(len(comparisons))} measures"
    stand = f"{joined(sorted(apart))} stand{'s' if len(apart) == 1 else ''} apart on one or more" if apart else "none stands apart"
    number = of_all(len(spread), len(comparisons))
    return f"Systems differ by more than chance on {number}; with that spread allowed for, {stand}"


def of_all(number: int, all_of_them: int) -> str:
    """So many of the measures.

    >>> of_all(2, 2), of_all(4, 4), of_all(3, 4), of_all(11, 11)
    ('both measures', 'all four measures', 'three of the four measures', 'all 11 measures')
    """
    if number == all_of_them:
        return "both measures" if number == 2 else f"all {small(number)} measures"
    return f"{small(number)} of the {small(all_of_them)} measures"


def _parts(national: National, comparison: Comparison) -> tuple[Part, ...]:
    indicator = comparison.indicator
    cited = national.cite_sources(*comparison.sources)
    text = f"**{comparison.headline}** {cited}. {' '.join(indicator.caveats)}"
    told = f"Sources {cited}. Tiles keep neighbours together; their size says nothing of area or population."
    return (Prose((text,)), comparison.map(told), comparison.funnel(f"{FUNNEL_KEY} Sources {cited}."))
