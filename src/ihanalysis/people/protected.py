"""Figures counted from rows about people, after the policy: what an analyst can look at, keep and hand on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ihanalysis import stats
from ihanalysis.content import Table
from ihanalysis.disclosure import Policy
from ihanalysis.local.schema import EVERYONE
from ihanalysis.stats import Estimate
from ihanalysis.stats.estimate import FEW_EVENTS
from ihanalysis.stats.standardised import NO_POPULATION
from ihanalysis.words.numbers import decimals, fixed, interval

#: The columns of local figures, one observation a row.
COLUMNS = ("measure", "group", "area", "period", "count", "denominator", "per", "polarity", "source")

NUMBERS = ("count", "denominator")

#: What stands in place of a number that the policy hides, of a rate from too few events, and of one for nobody.
SUPPRESSED, TOO_FEW, NOBODY = "[c]", "[low]", "[x]"

PER_CENT = 100

#: Why there is no standardised rate where there are people and events, but not enough of them.
TOO_FEW_FOR_A_RATE = (FEW_EVENTS, NO_POPULATION)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ProtectedFigures:
    """Figures of groups, areas and periods, with nothing in them that the policy would not show.

    Attributes
    ----------
    measure, source
        What was counted, and from what.
    per
        Rates are for so many people; None where people are counted and nothing happens to them.
    polarity
        "lower is better", "higher is better" or "none".
    policy
        The disclosure policy that they went through.
    standardised
        Whether rates are directly standardised by age; the counts never are.
    table
        `group, area, period, count, denominator, value, lower, upper, status`: numbers as shown, missing
        where they are not, with the rate from them, its 95% interval and a word on it: "local",
        "suppressed", "zero", "too few".
    """

    measure: str
    source: str
    per: float | None
    polarity: str
    policy: Policy
    standardised: bool
    table: pd.DataFrame

    @property
    def frame(self) -> pd.DataFrame:
        """The figures in the columns of local figures.

        `[c]` stands in place of a hidden number, and `[x]` of a denominator where there is nobody.
        `result.frame.to_csv("local/figures.csv", index=False)` keeps them.
        """
        figures = self.table.assign(
            measure=self.measure,
            per=self.per,
            polarity=self.polarity,
            source=f"{self.source}; disclosure policy {self.policy.name}",
        )
        hidden = self.table["status"] == "suppressed"
        for column in NUMBERS if self.per else NUMBERS[:1]:
            figures[column] = self.table[column].astype(object).mask(hidden & self.table[column].isna(), SUPPRESSED)
        figures["denominator"] = figures["denominator"].mask(self.table["denominator"].eq(0).fillna(False), NOBODY)
        return figures[list(COLUMNS)]

    @property
    def as_read(self) -> Table:
        """The figures as a table to read, with its caption and what stands behind it."""
        columns = {
            "Group": self.table["group"].str.capitalize(),
            "Area": self.table["area"],
            "Period": self.table["period"],
            "Count" if self.per else "People": [_number(n, s) for n, s in self._numbers("count")],
        }
        if self.per:
            # A rate in the hundreds needs no decimals, and a standardised one has none.
            places = 0 if self.table["value"].max() >= PER_CENT else decimals(*self.table["value"])
            columns |= {
                "People": [_number(n, s) for n, s in self._numbers("denominator")],
                self.unit: [_rate(value, status, places) for value, status in self._numbers("value")],
                "95% interval": [
                    interval(lower, upper, places, "")
                    for lower, upper in zip(self.table["lower"], self.table["upper"], strict=True)
                ],
            }
        columns["Status"] = self.table["status"]
        return Table(self.measure, pd.DataFrame(columns), note=self.note)

    @property
    def unit(self) -> str:
        """What the rates are: "%", or for how many people, and whether by age."""
        unit = "%" if self.per == PER_CENT else f"Per {self.per:,.0f} people"
        return f"{unit}, age-standardised" if self.standardised else unit

    @property
    def note(self) -> str:
        """The source, the policy, and what the signs mean."""
        rounded = f", others rounded to the nearest {self.policy.round_to}" if self.policy.round_to > 1 else ""
        words = [
            f"Local figures, counted from rows about people. Source: {self.source}.",
            f"Disclosure policy {self.policy.name} ({self.policy.source}): counts from 1 to {self.policy.hidden_to} "
            f"are hidden{rounded}, and as many more as keep anyone from working those out: {SUPPRESSED}.",
        ]
        if self.standardised:
            words.append(
                "Rates are of the numbers as shown, standardised by age to the 2013 European Standard Population."
            )
        elif self.per:
            words.append("Crude; rates and Wilson's 95% intervals are of the numbers as shown.")
        if (self.table["status"] == "too few").any():
            words.append(f"{TOO_FEW} Too few people or events for a rate.")
        if EVERYONE in set(self.table["group"]) and self.table["group"].nunique() > 1:
            words.append("Everyone includes the groups.")
        return " ".join(words)

    def __repr__(self) -> str:
        return f"{self.measure}\n\n{self.as_read.rows.to_string(index=False)}\n\n{self.note}"

    def _repr_html_(self) -> str:
        return self.as_read.html()

    def _numbers(self, column: str) -> list[tuple[float, str]]:
        numbers = self.table[column].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
        return list(zip(numbers.tolist(), self.table["status"], strict=True))


def with_rates(shown: pd.DataFrame, per: float | None, policy: Policy, rates: Estimate | None = None) -> pd.DataFrame:
    """The figures as shown, with their rates, the intervals of these and a word on each.

    Crude rates are calculated from what is shown, so they hold nothing that it does not; `rates` are
    standardised ones to have in their place.
    """
    count, people = (shown[c].astype("Float64").to_numpy(float, na_value=np.nan) for c in NUMBERS)
    hidden = (shown[["count_status", "denominator_status"]] == SUPPRESSED).any(axis=1).to_numpy()
    least = policy.crude_rate_from if rates is None else policy.standardised_rate_from
    if per is None:
        rates = Estimate.of(*np.full((3, len(shown)), np.nan))
    elif rates is None:
        rates = stats.proportion(count, people, multiplier=per)
    few = ~hidden & (per is not None) & ((count < least) | np.isin(rates.reason, TOO_FEW_FOR_A_RATE))
    withheld = hidden | few
    status = np.select([hidden, few, count == 0], ["suppressed", "too few", "zero"], default="local")
    return shown[["group", "area", "period"]].assign(
        count=shown["count"].astype("Int64"),
        denominator=shown["denominator"].astype("Int64"),
        value=np.where(withheld, np.nan, rates.value),
        lower=np.where(withheld, np.nan, rates.lower),
        upper=np.where(withheld, np.nan, rates.upper),
        status=status,
    )


def _number(number: float, status: str) -> str:
    if np.isnan(number):
        return SUPPRESSED if status == "suppressed" else NOBODY
    return f"{number:,.0f}"


def _rate(value: float, status: str, places: int) -> str:
    return fixed(value, places, {"suppressed": SUPPRESSED, "too few": TOO_FEW}.get(status, NOBODY))
