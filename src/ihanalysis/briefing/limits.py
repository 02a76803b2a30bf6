"""What the figures cannot tell, said as plainly as what they can."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from ihanalysis.areas import Level
from ihanalysis.content import Points, Section, Table
from ihanalysis.records import records

if TYPE_CHECKING:
    from ihanalysis.briefing import Briefing

_LIMITS = (
    "**They are not causes.** A gap says that two figures differ, not why.",
    "**They are not all current.** Each row names its period; local deaths while homeless stop at 2020.",
    "**Crude is not standardised.** Many inclusion health groups are younger than everyone, so crude gaps in illness are "
    "mostly narrower than gaps at the same ages. Crude and age-standardised figures are never compared here.",
    "**National is not local.** A national rate applied to local people is marked as modelled and says nothing about "
    "how this place differs.",
    "**Groups overlap.** The same person can be in several, so groups are never added up.",
    "**A low figure can mean less need or less recording.**",
)
_SYMBOLS = {
    "[x]": "not available: nobody publishes it, or we hold no copy",
    "[z]": "not applicable: the question has no meaning here",
    "[c]": "suppressed by the publisher to protect people",
    "[u]": "rests on fewer than 20 events: read with care",
    "[low]": "too few events for a figure",
    "about": "moved by population share, because a local authority lies in more than one system",
    "12% divided": "the part of the count that comes from councils that were so divided",
}
#: Only systems divide the counts of a local authority.
_UNDIVIDED = {
    symbol: meaning
    for symbol, meaning in _SYMBOLS.items()
    if "divided" not in f"{symbol} {meaning}" and symbol != "about"
}
_SMALL = {
    Level.PLACE: (
        "**Few people stand behind many of these figures.** Where a count is small its interval is wide, and one year’s figure "
        "can differ from the next by chance alone.",
        "**Rates are for every resident, and people move between councils.** In the middle of a city few people live and many "
        "come to sleep rough, so a high rate need not mean that its residents fare worse.",
        "**Figures of a merged local authority are those of its parts added up**, for years before the merger.",
    ),
    Level.REGION: (
        "**A region is large.** It hides as much difference as it shows; its local authorities stand side by "
        "side in the section on pockets of excellence.",
        "**What a publisher gives for the whole region is used as it is.** It can differ a little from the sum of its local "
        "authorities, because small counts are rounded or estimated.",
    ),
}


def section(briefing: Briefing) -> Section:
    """Limits, then the symbols."""
    if briefing.level == Level.SYSTEM:
        return section_of(*_divided(briefing))
    return section_of(*_SMALL[briefing.level], symbols=_UNDIVIDED)


def section_of(*more: str, symbols: Mapping[str, str] = _SYMBOLS) -> Section:
    """The limits of all figures, and more that hold for some."""
    rows = pd.DataFrame([{"Symbol": s, "Meaning": m} for s, m in symbols.items()])
    return Section(
        "Limits",
        "What these figures cannot tell you",
        (Points((*_LIMITS, *more)), Table("Symbols and words used in the tables", rows, wordy=True)),
    )


def _divided(briefing: Briefing) -> tuple[str, ...]:
    """Said only where a council of the system lies in another system as well."""
    shares = briefing.workbook.areas.shares_of(briefing.area.division)
    here = shares[shares["system_code"] == briefing.area.code]
    latest = here[here["local_authorities"] == shares["local_authorities"].max()]
    divided = latest[latest["share"] < 1].sort_values("name")
    if divided.empty:
        return ()
    parts = "; ".join(f"{row['name']} ({row['share']:.0%} of its residents live here)" for row in records(divided))
    return (
        f"**Some councils lie in more than one system**: {parts}. Their counts are divided by where residents lived at "
        "Census 2021, which is not where members of a group live. Such figures say “about”.",
    )
