"""Scales of analysis: identity, logarithm and logit, always named by the caller and never guessed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from ihanalysis.errors import UnknownChoiceError
from ihanalysis.stats.estimate import Floats


@dataclass(frozen=True, slots=True)
class Scale:
    """A transformation with its inverse and its slope, and the values it is made for.

    Attributes
    ----------
    forward, inverse
        From the unit of the indicator to the scale, and back.
    slope
        The derivative of `forward`, at a value in the unit of the indicator.
    allows
        Where a value can be transformed.
    expected
        The same rule in words, for a refusal.
    """

    name: str
    forward: Callable[[Floats], Floats]
    inverse: Callable[[Floats], Floats]
    slope: Callable[[Floats], Floats]
    allows: Callable[[Floats], NDArray[np.bool_]]
    expected: str


SCALES = {
    scale.name: scale
    for scale in (
        Scale("identity", lambda y: y, lambda f: f, np.ones_like, np.isfinite, "finite"),
        Scale("log", np.log, np.exp, lambda y: 1 / y, lambda y: y > 0, "above 0"),
        Scale(
            "logit",
            logit,
            expit,
            lambda y: 1 / (y * (1 - y)),
            lambda y: (y > 0) & (y < 1),
            "between 0 and 1, both excluded",
        ),
    )
}


def scale_named(name: str) -> Scale:
    """The scale of that name.

    Raises
    ------
    UnknownChoiceError
        If it is not "identity", "log" or "logit".

    >>> float(scale_named("logit").inverse(0.0))
    0.5
    """
    if name not in SCALES:
        raise UnknownChoiceError.of("scale", name, SCALES)
    return SCALES[name]
