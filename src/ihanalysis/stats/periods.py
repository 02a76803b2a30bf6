"""Periods of time as stretches of years, from the labels that publications use."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from numbers import Real

from ihanalysis.stats.arguments import ArgumentError

#: A period as it may be given: a year, a label, or its first and last year.
PeriodLike = int | float | str | tuple[float, float]

#: English financial years begin in April, a quarter into the calendar year.
APRIL = 0.25

#: No period is this long, so that 1999/00 runs into the next century and 2020-18 runs backwards.
LONGEST_SPAN = 50

_YEAR = re.compile(r"^(\d{4})$")
_FINANCIAL = re.compile(r"^(\d{4})\s*/\s*(\d{2}|\d{4})$")
_SPAN = re.compile(r"^(\d{4})\s*(?:-|–|—|to)\s*(\d{2}|\d{4})$")
_FINANCIAL_SPAN = re.compile(r"^(\d{4})/(\d{2})\s*(?:-|–|—|to)\s*(\d{4}|\d{2})/(\d{2})$")

ACCEPTED = "2019, '2019', '2019/20', '2019-20', '2018 to 2020', '2018/19 to 2020/21' or a pair (2018, 2020)"


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time in years; the end is where the next period may begin."""

    start: float
    end: float

    @property
    def middle(self) -> float:
        """The middle of the period, which stands for it in a trend."""
        return (self.start + self.end) / 2


def read_periods(periods: Sequence[PeriodLike]) -> tuple[Period, ...]:
    """Understand periods given as years, labels or pairs of first and last year.

    A year is a calendar year. "2019/20" and "2019-20" are a financial year, because publications that
    pool two calendar years write both in full. Any other span, such as "2018-20" or "2018 to 2020", is of
    calendar years, first and last included, as is a pair of numbers.

    Raises
    ------
    ArgumentError
        If a label is not understood, a span runs backwards, or periods are unsorted or repeated.

    >>> read_periods([2019, "2020/21"])
    (Period(start=2019.0, end=2020.0), Period(start=2020.25, end=2021.25))
    """
    found = tuple(_read(position, period) for position, period in enumerate(periods))
    for position in range(1, len(found)):
        if found[position].start <= found[position - 1].start:
            raise ArgumentError(
                f"periods must be in order of time, each once; found {periods[position]!r} "
                f"at position {position} after {periods[position - 1]!r}"
            )
    return found


def overlapping(periods: Sequence[Period]) -> bool:
    """Whether any period begins before the one before it has ended.

    >>> overlapping(read_periods(["2016-18", "2017-19"])), overlapping(read_periods(["2016-18", "2019-21"]))
    (True, False)
    """
    # A thousandth of a year, less than a day, allows for rounding.
    return any(later.start < earlier.end - 1e-3 for earlier, later in pairwise(periods))


def _read(position: int, period: PeriodLike) -> Period:
    if isinstance(period, str):
        span = _read_label(period.strip())
    elif isinstance(period, tuple | list):
        span = (float(period[0]), float(period[1]) + 1) if len(period) == 2 else None
    else:
        span = (float(period), float(period) + 1) if isinstance(period, Real) else None
    if span is None or not span[0] < span[1]:
        raise ArgumentError(f"periods must be such as {ACCEPTED}; found {period!r} at position {position}")
    return Period(*span)


def _read_label(label: str) -> tuple[float, float] | None:
    if match := _YEAR.match(label):
        return float(match[1]), float(match[1]) + 1
    if match := _FINANCIAL.match(label):
        first, last = int(match[1]), _completed(match[2], match[1])
        return (first + APRIL, last + APRIL) if last == first + 1 else None
    if match := _FINANCIAL_SPAN.match(label):
        return int(match[1]) + APRIL, _completed(match[4], match[1]) + APRIL
    if match := _SPAN.match(label):
        first, last = int(match[1]), _completed(match[2], match[1])
        if last == first + 1 and len(match[2]) == 2:
            return first + APRIL, last + APRIL
        return float(first), float(last) + 1
    return None


def _completed(digits: str, first: str) -> int:
    """The year of two digits that follows another: 05 after 1999 is 2005."""
    if len(digits) == 4:
        return int(digits)
    year = int(first) - int(first) % 100 + int(digits)
    return year + 100 if int(first) - year >= LONGEST_SPAN else year
