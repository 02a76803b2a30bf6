"""Figures of the system's own, in the section of the group they are about: told apart from official ones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from ihanalysis.briefing.findings import Finding
from ihanalysis.briefing.own_words import said_by
from ihanalysis.content import Comment, Part, Table
from ihanalysis.figures import period_words
from ihanalysis.local.control import BY_POLICY
from ihanalysis.words.numbers import interval, joined

if TYPE_CHECKING:
    from ihanalysis.briefing import Briefing

TITLE = "Figures of the system’s own"

#: The groups that a section is about, by its address.
_GROUPS = {
    "people-experiencing-homelessness": ("people experiencing homelessness",),
    "gypsy-roma-and-traveller-communities": ("Gypsy or Irish Traveller", "Roma"),
    "vulnerable-migrants": ("vulnerable migrants",),
    "people-leaving-prison": ("people leaving prison",),
    "other-groups": (
        "people engaged in sex work",
        "people with drug or alcohol dependence",
        "victims of modern slavery",
    ),
}


def parts(briefing: Briefing, section: str) -> tuple[Part, ...]:
    """The system's own figures on a section's groups, and its words on their measures."""
    here = [f for f in briefing.own_findings if f.indicator.group in _GROUPS.get(section, ())]
    if not here:
        return ()
    titles = list(dict.fromkeys(finding.indicator.title for finding in here))
    voice = briefing.voice
    comments = [
        Comment(f"{title}: the system’s own words", voice.indicators[title], said_by(voice), of_table=True)
        for title in titles
        if title in voice.indicators
    ]
    groups = joined(list(dict.fromkeys(finding.indicator.group for finding in here)))
    return (_table(briefing, here, f"{TITLE}: {groups}"), *comments)


def _table(briefing: Briefing, findings: Sequence[Finding], title: str) -> Table:
    rows = [
        {
            "Measure": f.indicator.title,
            "note": details(briefing, f),
            "Counted": f.value if f.missing else f.counted,
            "Group": f.value,
            "95% interval": f.value if f.missing else f.interval,
            "Everyone": f.comparator,
            "Difference": f.value if f.missing else f.difference,
            "Ratio (95% interval)": _ratio(f),
            "In words": f.words,
        }
        for f in findings
    ]
    return Table(title, pd.DataFrame(rows), note=note(briefing, findings), verbatim=("Measure",))


def details(briefing: Briefing, finding: Finding) -> str:
    """Whom, where, when and in what unit a figure counts."""
    indicator = finding.indicator
    area = briefing.own_figures.areas[indicator.area]
    return f"{indicator.group}, {area}, {period_words(indicator.period)}, {indicator.unit}"


def note(briefing: Briefing, findings: Sequence[Finding]) -> str:
    """Whose figures these are, and what the disclosure policy did to them."""
    texts = [
        "These are figures that the system holds itself. They are not official statistics, and nobody else has checked "
        f"them. Each compares a group with everyone in the same area. Sources {briefing.cite(*findings)}."
    ]
    reasons = {(f.value, str(f.row["reason"])) for f in findings if f.missing}
    # What the policy did is said by the policy's own sentence.
    others = [f"{code} {reason}." for code, reason in sorted(reasons) if not reason.startswith(BY_POLICY)]
    return " ".join([*texts, briefing.own_figures.policy, *others])


def _ratio(finding: Finding) -> str:
    if math.isnan(finding.number("ratio")):
        return finding.value if finding.missing else finding.ratio
    limits = interval(finding.number("ratio_lower"), finding.number("ratio_upper"), 2)
    return f"{finding.ratio} ({limits})"
