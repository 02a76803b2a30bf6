"""Rates that take account of age, for the same groups, areas and periods as the figures that are shown."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ihanalysis.local.schema import EVERYONE
from ihanalysis.people.protecting import LABELS
from ihanalysis.stats import EUROPEAN_STANDARD_POPULATION_2013, Estimate, collapse_bands, directly_standardised_rate

#: A rate with all its decimals could be taken apart into the counts of each age it was made of.
SIGNIFICANT_FIGURES = 3


def standardised(counts: pd.DataFrame, shown: pd.DataFrame, total: str | None, per: float) -> Estimate:
    """Directly standardised rates of the rows that are shown, to three significant figures.

    What is known of ages is only how people and events are spread over them; how many there are is taken
    from what is shown. An interval tells how many events it was made of, so that of the rates holds no more
    than the counts beside them.

    Parameters
    ----------
    counts
        `group`, `area`, `period`, `age` (bands), `people` and `events`, one row for each combination.
    shown
        The rows that rates are asked of: `group`, `area` and `period`, `count` and `denominator` as shown.
    total
        What all areas together are called.
    per
        Rates are for so many people of the 2013 European Standard Population.

    Returns
    -------
    Estimate
        One rate a row; none where a number is hidden, there are fewer than ten events, or a band is empty.
    """
    bands = list(dict.fromkeys(counts["age"]))
    standard = collapse_bands(EUROPEAN_STANDARD_POPULATION_2013, bands)
    spread = np.array(
        [_spread(counts, row, total, bands) for row in shown[[*LABELS]].itertuples(index=False, name=None)]
    )
    events, people = (
        spread[:, place] * shown[[column]].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
        for place, column in enumerate(("count", "denominator"))
    )
    rate = directly_standardised_rate(events, people, standard, bands=bands, multiplier=per)
    return Estimate.of(_rounded(rate.value), _rounded(rate.lower), _rounded(rate.upper), rate.reason)


def _spread(
    counts: pd.DataFrame, row: tuple[str, str, str], total: str | None, bands: list[str]
) -> NDArray[np.float64]:
    """The part of events, and of people, that is in each band, as two rows."""
    group, area, period = row
    here = counts["period"] == period
    if area != total:
        here &= counts["area"] == area
    if group != EVERYONE:
        here &= counts["group"] == group
    sums = counts[here].groupby("age")[["events", "people"]].sum().reindex(bands, fill_value=0)
    return np.asarray((sums / sums.sum().clip(lower=1)).to_numpy(dtype=float).T)


def _rounded(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """To so many significant figures.

    >>> _rounded(np.array([1234.5, 0.0012345])).tolist()
    [1230.0, 0.00123]
    """
    return np.array([float(f"{number:.{SIGNIFICANT_FIGURES}g}") for number in np.atleast_1d(numbers)])
