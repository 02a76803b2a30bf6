"""Long tables worked through a block at a time, so that a row costs the same in a long table as in a short one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import prod

import numpy as np

from ihanalysis.stats.estimate import Floats

#: Numbers of one array in a block: half a megabyte, of which a handful fit a processor's cache.
BLOCK = 65_536

Block = tuple[slice, ...]


def in_blocks(
    calculate: Callable[..., tuple[Floats, ...]], places: tuple[int, ...], *arrays: Floats
) -> tuple[Floats, ...]:
    """What a calculation finds for each place on its own, with memory for no more than a block in between.

    Steps of a calculation over a whole long table each fill an array that is too large for the cache, in memory
    that the system must provide anew, which takes longer than the arithmetic. The steps over a block find both
    at hand from the block before.

    Parameters
    ----------
    calculate
        From the arrays of some places to arrays with the same places on their first axes.
    places
        The shape of the places.
    arrays
        Each with the places on its first axes, and any axes of its own after them (such as age bands or
        confidence levels); or one that broadcasts to the places.

    >>> in_blocks(lambda x, n: (x / n, x + n), (2, 3), np.ones((2, 3)), np.array(4.0))[0].tolist()
    [[0.25, 0.25, 0.25], [0.25, 0.25, 0.25]]
    """
    held = [a if a.ndim > len(places) else np.broadcast_to(a, places) for a in arrays]
    width = max(prod(a.shape[len(places) :]) for a in held)
    if prod(places) * width <= BLOCK:
        return calculate(*held)
    whole: list[Floats] = []
    for block in blocks(places, max(BLOCK // max(width, 1), 1)):
        found = calculate(*(a[block] for a in held))
        whole = whole or [np.empty(places + part.shape[len(places) :]) for part in found]
        for column, part in zip(whole, found, strict=True):
            column[block] = part
    return tuple(whole)


def blocks(places: tuple[int, ...], most: int) -> Iterator[Block]:
    """Slices that take a shape apart into blocks of no more than so many places, in their order in memory.

    >>> list(blocks((3, 2), 4))
    [(slice(0, 2, None),), (slice(2, 4, None),)]
    >>> list(blocks((1, 3), 2))
    [(slice(0, 1, None), slice(0, 2, None)), (slice(0, 1, None), slice(2, 4, None))]
    """
    within = prod(places[1:])
    if within > most:
        for row in range(places[0]):
            yield from ((slice(row, row + 1), *rest) for rest in blocks(places[1:], most))
    else:
        step = most // max(within, 1)
        yield from ((slice(start, start + step),) for start in range(0, places[0], step))
