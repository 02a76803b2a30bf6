"""Write a number as a reader expects it: rounded once, the same way everywhere."""

from __future__ import annotations

import math

MINUS = "−"

#: The shorthand of the Analysis Function for a cell without a number.
SHORTHAND = {
    "suppressed": "[c]",
    "not available": "[x]",
    "not applicable": "[z]",
    "too few": "[low]",
}
#: Marks a figure that rests on few events; the word stands beside it.
FEW = "[u]"

_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


#: From this size on a count that was divided between systems is rounded to hundreds: its last
#: figures would claim a precision that a share of residents does not have.
_ROUNDED_FROM = 10_000


def count(number: float, status: str = "derived") -> str:
    """A number of people or events; one that was divided between systems says "about".

    >>> count(1234.2), count(51.7, "modelled"), count(962_868, "modelled"), count(0)
    ('1,234', 'about 52', 'about 962,900', '0')
    """
    if status != "modelled":
        return f"{number:,.0f}"
    return f"about {round(number, -2) if number >= _ROUNDED_FROM else number:,.0f}"


def small(number: int) -> str:
    """A small number of things as a word, a larger one in figures.

    >>> small(0), small(3), small(36)
    ('no', 'three', '36')
    """
    return _SMALL[number] if 0 <= number < len(_SMALL) else f"{number:,}"


def decimals(*numbers: float) -> int:
    """How many decimals numbers that are compared share: two if all are below one, else one.

    >>> decimals(0.335, 0.114), decimals(0.8, 6.6)
    (2, 1)
    """
    known = [abs(number) for number in numbers if not math.isnan(number)]
    return 2 if known and max(known) < 1 else 1


def fixed(number: float, places: int = 1, missing: str = "[x]") -> str:
    """A number with so many decimals and a true minus sign.

    >>> fixed(-0.687, 1), fixed(33.2), fixed(float("nan"))
    ('−0.7', '33.2', '[x]')
    """
    if math.isnan(number):
        return missing
    text = f"{number:,.{places}f}"
    # A difference that rounds to nothing has no sign.
    return text.lstrip("-") if float(text.replace(",", "")) == 0 else text.replace("-", MINUS)


def signed(number: float, places: int = 1, missing: str = "[x]") -> str:
    """A difference with its sign: plus, minus, or none where it rounds to nothing.

    >>> signed(0.22, 2), signed(-16.08), signed(0.01)
    ('+0.22', '−16.1', '0.0')
    """
    text = fixed(number, places, missing)
    return f"+{text}" if number > 0 and text.strip("0.") and text != missing else text


def interval(lower: float, upper: float, places: int = 1, missing: str = "[x]") -> str:
    """Both limits, joined by a word because a dash beside a minus sign misleads.

    >>> interval(8.05, 11.8)
    '8.1 to 11.8'
    """
    if math.isnan(lower) or math.isnan(upper):
        return missing
    return f"{fixed(lower, places)} to {fixed(upper, places)}"


def times(ratio: float) -> str:
    """A ratio in words that fit its size.

    >>> times(1.88), times(2.96), times(1.0), times(0.36)
    ('almost twice', '3.0 times', 'about the same as', '0.4 times')
    """
    if 0.95 <= ratio < 1.05:
        return "about the same as"
    if 1.8 <= ratio < 2:
        return "almost twice"
    if 2 <= ratio < 2.1:
        return "about twice"
    return f"{ratio:.1f} times"


def joined(words: list[str]) -> str:
    """A list as a sentence has it; names that hold an "and" are kept apart by semicolons.

    >>> joined(["deaths", "sleeping rough", "drug poisoning"])
    'deaths, sleeping rough and drug poisoning'
    >>> joined(["Oxford", "Reading", "Windsor and Maidenhead"])
    'Oxford; Reading; and Windsor and Maidenhead'
    """
    if len(words) < 2:
        return "".join(words)
    if any(" and " in word for word in words):
        return f"{'; '.join(words[:-1])}; and {words[-1]}"
    return f"{', '.join(words[:-1])} and {words[-1]}"
