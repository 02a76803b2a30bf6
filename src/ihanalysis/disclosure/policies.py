"""Small-number policies as data: what is hidden, what is rounded, and which rates are not given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ihanalysis.errors import NotPossibleError, UnknownChoiceError

Floats = NDArray[np.float64]

#: Counts of people from 1 to 7 are hidden, others rounded to the nearest 5, below national level
#: (NHS Digital, "Disclosure control methodology for Hospital Episode Statistics and Emergency Care
#: Data Set", September 2018).
NHS_HIDDEN_TO = 7
NHS_ROUND_TO = 5

#: No crude rate from fewer than 3 deaths, no age-standardised rate from fewer than 10, and a warning
#: below 20 (Office for National Statistics, freedom of information response FOI/2021/3301, after
#: section 15 of its "User guide to mortality statistics").
ONS_CRUDE_RATE_FROM = 3
ONS_STANDARDISED_RATE_FROM = 10
ONS_RELIABLE_FROM = 20

#: Counts of 1 and 2 are unsafe, and 3 and 4 as well for small areas and sensitive subjects (Office for
#: National Statistics, "Review of the dissemination of health statistics: confidentiality guidance", 2006).
UNDER_FIVE_HIDDEN_TO = 4


@dataclass(frozen=True, slots=True)
class Policy:
    """What a publisher does with small numbers.

    Attributes
    ----------
    name, source
        What the policy is called, and the publication it is from.
    hidden_to
        Counts from 1 to this are hidden; 0 hides none. Zero is always shown as 0.
    round_to
        Other counts are rounded to the nearest multiple of this; 1 leaves them as they are.
    national_exempt
        Whether national figures are shown exactly, however small.
    crude_rate_from, standardised_rate_from
        The fewest events from which a rate is given.
    reliable_from
        Rates from fewer events than this are given with a warning.

    Raises
    ------
    NotPossibleError
        If a count that is not hidden would be rounded to 0, which would then mean two things.

    Examples
    --------
    >>> Policy("ours", "our information governance group", hidden_to=9, round_to=10).width
    8
    """

    name: str
    source: str
    hidden_to: int = 0
    round_to: int = 1
    national_exempt: bool = False
    crude_rate_from: int = 0
    standardised_rate_from: int = 0
    reliable_from: int = 0

    def __post_init__(self) -> None:
        if self.round_to < 1 or self.hidden_to < (self.round_to - 1) // 2:
            raise NotPossibleError(
                f"policy {self.name!r} rounds to the nearest {self.round_to} and hides counts up to "
                f"{self.hidden_to}; expected round_to of 1 or more, and every count that would round to 0 "
                f"hidden. Raise hidden_to or lower round_to."
            )

    @property
    def width(self) -> int:
        """How wide the interval of a hidden count has to stay: as wide as the range that is hidden.

        >>> POLICIES["nhs_digital"].width
        6
        """
        return max(self.hidden_to - 1, 0)

    def rounded(self, count: ArrayLike) -> Floats:
        """The count as it is shown: the nearest multiple of `round_to`, halves up.

        >>> POLICIES["nhs_digital"].rounded([8, 12, 13]).tolist()
        [10.0, 10.0, 15.0]
        """
        counts = np.asarray(count, dtype=float)
        return np.asarray((counts + self.round_to // 2) // self.round_to * self.round_to)

    def range_of(self, shown: ArrayLike) -> tuple[Floats, Floats]:
        """The smallest and largest count that is shown as this number; 0 is only ever 0.

        >>> [limit.tolist() for limit in POLICIES["nhs_digital"].range_of([0, 10, 15])]
        [[0.0, 8.0, 13.0], [0.0, 12.0, 17.0]]
        """
        numbers = np.asarray(shown, dtype=float)
        lower = np.maximum(numbers - self.round_to // 2, self.hidden_to + 1)
        upper = numbers + (self.round_to - 1) // 2
        return np.where(numbers == 0, 0.0, lower), np.where(numbers == 0, 0.0, upper)


#: The policies that an analyst can name.
POLICIES: Mapping[str, Policy] = MappingProxyType(
    {
        policy.name: policy
        for policy in (
            Policy(
                "nhs_digital",
                "NHS Digital, Disclosure control methodology for Hospital Episode Statistics, September 2018",
                hidden_to=NHS_HIDDEN_TO,
                round_to=NHS_ROUND_TO,
                national_exempt=True,
            ),
            Policy(
                "ons_deaths",
                "Office for National Statistics, FOI/2021/3301; User guide to mortality statistics",
                crude_rate_from=ONS_CRUDE_RATE_FROM,
                standardised_rate_from=ONS_STANDARDISED_RATE_FROM,
                reliable_from=ONS_RELIABLE_FROM,
            ),
            Policy(
                "under_five",
                "Office for National Statistics, Review of the dissemination of health statistics, 2006",
                hidden_to=UNDER_FIVE_HIDDEN_TO,
            ),
            Policy("none", "figures that are already published and safe"),
        )
    }
)


def policy_named(policy: str | Policy) -> Policy:
    """The policy of this name; a policy of one's own is handed back as it is.

    Raises
    ------
    UnknownChoiceError
        If there is no policy of this name.

    Examples
    --------
    >>> policy_named("under_five").hidden_to
    4
    """
    if isinstance(policy, Policy):
        return policy
    if policy not in POLICIES:
        raise UnknownChoiceError.of("disclosure policy", policy, POLICIES)
    return POLICIES[policy]
