"""Figures that follow from published ones: means over the same ages, and the national uplifts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ihanalysis.errors import BadFileError, Problem
from ihanalysis.figures import COLUMNS, select
from ihanalysis.stats.limits import normal_quantile

#: Deaths while homeless are counted at these ages, so everyone's mean is taken over them too.
SAME_AGES = range(15, 75)
#: A person aged 45 last birthday is 45 and a half on average (as ONS calculates mean age at death).
HALF_A_YEAR = 0.5


#: The figures that a national uplift is made of: estimated deaths, and identified ones.
UPLIFT = ("deaths-while-homeless", "deaths-while-homeless-identified")


def mean_ages_at_death(figures: pd.DataFrame) -> pd.DataFrame:
    """Everyone's mean age at death at ages 15 to 74, from deaths by single year of age.

    The mean over deaths of (age last birthday + 0.5): over all ages it gives
    ONS's own figures to the decimal (76.1 and 80.9 years in 2019).

    Returns
    -------
    DataFrame
        Figure-table rows, `derived`: one for each year and sex; the count is of deaths.
    """
    deaths = select(figures, indicator="deaths", area_code="K04000001")
    age = deaths["age_band"].astype(int)
    deaths = deaths.assign(years=(age + HALF_A_YEAR) * deaths["count"])[age.isin(SAME_AGES)]
    key = ["period", "sex", "group", "area_level", "area_code", "source"]
    totals = deaths.groupby(key, as_index=False)[["count", "years"]].sum()
    rows = totals.assign(
        indicator="mean-age-at-death",
        age_band="15-74",
        value=totals["years"] / totals["count"],
        denominator=np.nan,
        lower=np.nan,
        upper=np.nan,
        unit="years",
        status="derived",
    )
    return rows[list(COLUMNS)]


def national_uplifts(figures: pd.DataFrame) -> pd.DataFrame:
    """What ONS multiplies identified deaths by, each year, with its standard error.

    The uplift is estimated over identified deaths in England and Wales; ONS uses
    the one for every place. Its standard error comes from the published interval.
    That of 2019 was not published: the larger relative error of the years beside
    it stands in.

    Returns
    -------
    DataFrame
        Indexed by period: columns `uplift` and `standard_error`.

    Raises
    ------
    BadFileError
        If no year has both figures.
    """
    national = select(figures, area_code="K04000001", sex="persons", age_band="15-74")
    estimated = select(national, indicator=UPLIFT[0]).set_index("period")
    identified = select(national, indicator=UPLIFT[1]).set_index("period")["count"]
    years = estimated.index.intersection(identified.index).sort_values()
    if years.empty:
        wanted = "estimated and identified deaths of England and Wales for one year or more"
        raise BadFileError([Problem("figures", None, "indicator", "none", wanted)])
    estimated, identified = estimated.loc[years], identified.loc[years]
    width = estimated["upper"] - estimated["lower"]
    relative = width / (2 * float(normal_quantile())) / estimated["value"]
    beside = pd.concat([relative.ffill(), relative.bfill()], axis=1).max(axis=1)
    uplift = estimated["value"] / identified
    return pd.DataFrame({"uplift": uplift, "standard_error": uplift * relative.fillna(beside)})
