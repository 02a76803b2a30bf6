"""Drawings of local authorities: a scale that a few of them would otherwise take for themselves."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

#: How far above the upper quartile a scale reaches, in distances between the quartiles; Tukey (Exploratory Data
#: Analysis, 1977) calls values beyond three "far out". Of people sleeping rough for every 100,000 residents the City
#: of London has 616 and Westminster 170, and half of all local authorities have 3 to 9.
_FAR_OUT = 5.0


def end_of_scale(values: ArrayLike, own: float = 0.0) -> float:
    """The highest value that is drawn in its place; higher ones are drawn there too.

    Parameters
    ----------
    values
        Of all areas.
    own
        That of the area the drawing is for, which is always drawn in its place.

    >>> rates = [3.0, 3.0, 6.0, 6.0, 6.0, 9.0, 9.0, 9.0, 616.0]
    >>> end_of_scale(rates), end_of_scale(rates, own=616.0)
    (24.0, 616.0)
    """
    lower, upper = np.quantile(np.asarray(values, dtype=float), (0.25, 0.75))
    # Where half of all have one and the same value, no distance says what is far.
    return max(float(upper + _FAR_OUT * (upper - lower)), own) if upper > lower else float("inf")


def beyond(values: ArrayLike, end: float, places: int = 1) -> str:
    """A sentence on the areas that are drawn lower than they lie; nothing if there is none.

    >>> beyond([1.0, 2.0, 600.0], 100.0)
    ' Drawn at 100.0 though higher: 1 local authority.'
    """
    number = int((np.asarray(values, dtype=float) > end).sum())
    many = "local authority" if number == 1 else "local authorities"
    return f" Drawn at {end:,.{places}f} though higher: {number} {many}." if number else ""
