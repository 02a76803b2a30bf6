"""Age bands: a standard population, joining by the name of the band, and collapsing bands to wider ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from math import inf
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from ihanalysis.stats.arguments import ArgumentError, number_array
from ihanalysis.stats.estimate import Floats

#: Numbers by age band: a mapping or pandas Series of band to number(s), a pandas DataFrame with a column
#: for each band, or an array whose last axis is named by `bands=`.
ByBand = Mapping[str, ArrayLike] | ArrayLike

_FIVE_YEAR_BANDS = (*(f"{age}-{age + 4}" for age in range(0, 90, 5)), "90+")

# fmt: off
_PEOPLE = (5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000,
           7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000)
# fmt: on

#: People of each five-year band in 100,000 (Eurostat, Revision of the European Standard Population, 2013).
EUROPEAN_STANDARD_POPULATION_2013: Mapping[str, float] = MappingProxyType(
    dict(zip(_FIVE_YEAR_BANDS, _PEOPLE, strict=True))
)


def collapse_bands(by_band: Mapping[str, ArrayLike], into: Iterable[str]) -> dict[str, Floats]:
    """Add up bands to wider ones, so that a standard fits the bands that a publication has.

    Works for a standard's weights as for counts and populations. Bands that are not part of any wider
    one are left out, as for a rate under 75.

    Parameters
    ----------
    by_band
        Numbers by band; the bands are named "0-4" or "90+", in whole years.
    into
        The names of the wider bands.

    Raises
    ------
    ArgumentError
        If a wider band is not made of whole bands, or is not named as a band.

    >>> wider = collapse_bands(EUROPEAN_STANDARD_POPULATION_2013, ["0-14", "15-64", "65+"])
    >>> {band: float(weight) for band, weight in wider.items()}
    {'0-14': 16000.0, '15-64': 64500.0, '65+': 19500.0}
    """
    ages = {band: _ages(band) for band in by_band}
    wider: dict[str, Floats] = {}
    for band in into:
        first, last = _ages(band)
        parts = sorted((ages[part], part) for part in by_band if first <= ages[part][0] and ages[part][1] <= last)
        edges = [first - 1, *(end for (_, end), _ in parts)]
        starts = [start for (start, _), _ in parts]
        if not parts or edges[-1] != last or any(s != e + 1 for s, e in zip(starts, edges[:-1], strict=True)):
            raise ArgumentError(f"the band {band!r} must be made of whole bands; found {', '.join(by_band)}")
        wider[band] = np.asarray(sum(number_array(part, by_band[part]) for _, part in parts))
    return wider


def _ages(band: str) -> tuple[float, float]:
    """The first and the last year of age in a band."""
    if match := re.fullmatch(r"(\d+)[-–](\d+)", band):
        return int(match[1]), int(match[2])
    if match := re.fullmatch(r"(\d+)\+", band):
        return int(match[1]), inf
    raise ArgumentError(f"a band must be named as '0-4' or '90+'; found {band!r}")


def join_bands(bands: Sequence[str] | None, standard: ByBand | None = None, **arguments: ByBand) -> tuple[Floats, ...]:
    """Several numbers by band as arrays with the same bands, in the same order, on the last axis.

    The arguments must have the same bands, in any order; a standard may have more. With a standard, its
    weights come first.

    Raises
    ------
    ArgumentError
        If an argument has no names for its bands, a band is named twice, missing, or not in the standard
        (with the nearest band that is).

    >>> count, population = join_bands(None, count={"0-64": 3, "65+": 9}, population={"65+": 50, "0-64": 100})
    >>> count.tolist(), population.tolist()
    ([3.0, 9.0], [100.0, 50.0])
    """
    named = {argument: _named(argument, values, bands) for argument, values in arguments.items()}
    first, (order, _) = next(iter(named.items()))
    for argument, (names, _) in named.items():
        _all_known(names, order, argument, first)
        _all_known(order, names, first, argument)
    joined = [values[..., [names.index(band) for band in order]] for names, values in named.values()]
    if standard is None:
        return tuple(joined)
    names, weights = _named("standard", standard, None)
    if weights.ndim != 1:
        raise ArgumentError(f"standard must have one weight for each band; found shape {weights.shape}")
    _all_known(order, names, first, "standard")
    return weights[[names.index(band) for band in order]], *joined


def _named(argument: str, values: ByBand, bands: Sequence[str] | None) -> tuple[list[str], Floats]:
    """The names of the bands and the numbers, with the bands on the last axis."""
    # A mapping's keys, a Series' index and a DataFrame's columns are all asked for by the same word.
    keys = list(values.keys()) if hasattr(values, "keys") else []
    # Rows that are only numbered, as in a Series that was a column, have no names of their own.
    labelled = isinstance(values, Mapping) or (keys and all(isinstance(key, str) for key in keys))
    names = [str(name) for name in (keys if labelled else bands or [])]
    if isinstance(values, Mapping):
        columns = np.broadcast_arrays(*(number_array(f"{argument} {key}", values[key]) for key in keys))
        numbers = np.stack(columns, axis=-1)
    else:
        numbers = number_array(argument, values)
    if not names:
        raise ArgumentError(
            f"{argument} must say which age bands its numbers are for: name the last axis with bands=, "
            "or give a mapping, Series or DataFrame labelled by band"
        )
    if numbers.ndim == 0 or numbers.shape[-1] != len(names):
        raise ArgumentError(
            f"{argument} must have the {len(names)} bands on its last axis; found shape {numbers.shape}"
        )
    if repeated := [name for name in dict.fromkeys(names) if names.count(name) > 1]:
        raise ArgumentError(f"{argument} must name each band once; found {repeated[0]!r} twice")
    return names, numbers


def _all_known(names: list[str], known: list[str], argument: str, other: str) -> None:
    """Refuse a band that the other does not have, with the nearest that it has."""
    unknown = [name for name in names if name not in known]
    if not unknown:
        return
    near = get_close_matches(unknown[0], known, n=1, cutoff=0)
    hint = f"; the nearest is {near[0]!r}" if near else ""
    raise ArgumentError(
        f"the band {unknown[0]!r} of {argument} is not a band of {other}{hint}. "
        f"{other} has: {', '.join(known)}. `collapse_bands` makes wider bands of narrow ones."
    )
