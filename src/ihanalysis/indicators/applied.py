"""A national rate applied to local people: modelled, never counted, and always said to be so."""

from __future__ import annotations

import numpy as np

from ihanalysis.stats import Estimate, proportion

#: Fewer residents than this are too few to say anything about: chance alone would move the result
#: by as much as the rate.
FEWEST_PEOPLE = 100


def national_rate_applied(percent: float, people: float) -> Estimate:
    """How many of a group's residents would be affected if the national rate held here.

    Parameters
    ----------
    percent
        The group's crude national percentage. An age-standardised one does not
        belong to any number of people and must not be used.
    people
        Residents of the group.

    Returns
    -------
    Estimate
        The expected number. Its interval holds only what chance does in a group
        of this size (Wilson); that the rate may differ here is not in it.

    >>> applied = national_rate_applied(12.5, 6222)
    >>> [float(x) for x in np.round([applied.value, applied.lower, applied.upper], -1)]
    [780.0, 730.0, 830.0]
    """
    if not people >= FEWEST_PEOPLE:
        return Estimate.of(np.nan, np.nan, np.nan, f"fewer than {FEWEST_PEOPLE} residents")
    share = proportion(people * percent / 100, people)
    return Estimate.of(share.value * people, share.lower * people, share.upper * people)
