"""England over time: people sleeping rough, and deaths of people experiencing homelessness."""

from __future__ import annotations

import pandas as pd

from ihanalysis.figures import select

#: Deaths while homeless are published for the two countries together.
ENGLAND_AND_WALES = "K04000001"


def deaths_by_year(figures: pd.DataFrame) -> pd.DataFrame:
    """Estimated deaths while homeless in England and Wales, a row a year."""
    rows = select(figures, indicator="deaths-while-homeless", area_code=ENGLAND_AND_WALES, sex="persons")
    return rows.sort_values("period")
