"""Measures of one inclusion health group, all systems side by side: a map, a funnel and a table each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ihanalysis.content import Part, Section
from ihanalysis.national.comparison import Comparison
from ihanalysis.national.pictures import FUNNEL_KEY, TILES_KEY, funnel_of, map_of
from ihanalysis.words.numbers import small

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
    """What the measures of a group say together; the funnels name who stands apart."""
    if len(comparisons) == 1:
        return comparisons[0].spread
    spread, apart = (
        sum(bool(told) for told in all_told)
        for all_told in zip(*((c.differ, c.apart) for c in comparisons), strict=True)
    )
    if not spread:
        return f"Systems differ by no more than chance on {of_all(len(comparisons), len(comparisons))}"
    then = f"some stand apart on {of_all(apart, len(comparisons))}" if apart else "none stands apart"
    return f"Systems differ by more than chance on {of_all(spread, len(comparisons))}; with that spread allowed for, {then}"


def of_all(number: int, all_of_them: int) -> str:
    """So many of the measures.

    >>> of_all(2, 2), of_all(4, 4), of_all(3, 4), of_all(11, 11)
    ('both measures', 'all four measures', 'three of the four measures', 'all 11 measures')
    """
    if number == all_of_them:
        return "both measures" if number == 2 else f"all {small(number)} measures"
    return f"{small(number)} of the {small(all_of_them)} measures"


def _parts(national: National, comparison: Comparison) -> tuple[Part, ...]:
    cited = f"Sources {national.cite_sources(*comparison.sources)}."
    caveats = " ".join(comparison.indicator.caveats)
    return map_of(comparison, f"{caveats} {TILES_KEY} {cited}"), funnel_of(comparison, f"{FUNNEL_KEY} {cited}")
