"""The figures of a briefing as data that others can calculate with, and what each column means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from ihanalysis.areas.systems import ENGLAND
from ihanalysis.boundaries import Level
from ihanalysis.content import Comment, Data, Section

if TYPE_CHECKING:
    from ihanalysis.briefing import Briefing
    from ihanalysis.briefing.citing import Citing
    from ihanalysis.indicators import Indicator
    from ihanalysis.local.voice import Voice
    from ihanalysis.national import National

#: Areas of the gap table that are no system.
_COUNTRIES = {ENGLAND: "England", "K04000001": "England and Wales"}


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its heading in a spreadsheet, and what it holds."""

    title: str
    description: str


def gaps(briefing: Briefing) -> Data:
    """Every gap of the briefing, unrounded: a row a gap, both sides, both intervals, sources."""
    title = f"Every gap, unrounded: groups nationally, and {briefing.area.name} against England"
    own = briefing.own_figures
    indicators = {**briefing.workbook.indicators, **own.indicators}
    names = {**own.areas, briefing.area.code: briefing.area.name}
    return Data("gaps", title, named_gaps(briefing.gaps, indicators, names), briefing.level.value)


def gaps_of_systems(national: National) -> Data:
    """Every gap of every system, unrounded, with the gaps of groups nationally."""
    title = "Every gap, unrounded: groups nationally, and every system against England"
    names = {system.code: system.name for system in national.systems}
    return Data("gaps", title, named_gaps(national.gaps, national.workbook.indicators, names))


def named_gaps(gaps: pd.DataFrame, indicators: Mapping[str, Indicator], areas: Mapping[str, str]) -> pd.DataFrame:
    """A gap table with its measures and areas in words beside their ids and codes."""
    table = gaps.copy()
    titles = {name: indicator.title for name, indicator in indicators.items()}
    table.insert(1, "measure", table["indicator"].map(titles).astype("str"))
    table.insert(5, "area", table["area_code"].map({**_COUNTRIES, **areas}).astype("str"))
    return table


def sources(briefing: Citing) -> Data:
    """Every source of the briefing under the number by which the briefing cites it."""
    rows = [{"number": number, **asdict(source)} for number, source in briefing.sources_cited]
    return Data("sources", "Sources of the figures, numbered as the briefing cites them", pd.DataFrame(rows))


def actions(voice: Voice) -> Data:
    """What a system has set itself to do: a row an action."""
    rows = [
        {"action": a.action, "principle": a.principle, "owner": a.owner, "due": a.due.isoformat(), "said_by": voice.by}
        for a in voice.actions
    ]
    return Data("actions", "Actions that the system has set itself, in its own words", pd.DataFrame(rows))


def own_words(sections: Iterable[Section]) -> Data | None:
    """What a system says in the sections of its briefing: a row a comment; None where it says nothing."""
    rows = [
        {"section": section.name, "about": part.title, "words": "\n\n".join(part.paragraphs), "said_by": part.said_by}
        for section in sections
        for part in section.parts
        if isinstance(part, Comment) and part.paragraphs
    ]
    return Data("own_words", "The system’s own words, section by section", pd.DataFrame(rows)) if rows else None


def _limits(name: str, title: str, description: str) -> dict[str, Field]:
    """A value and its two limits."""
    return {
        name: Field(title, description),
        f"{name}_lower": Field(f"{title}, lower limit", f"Lower limit of the 95% interval: {description}"),
        f"{name}_upper": Field(f"{title}, upper limit", f"Upper limit of the 95% interval: {description}"),
    }


#: Columns of the gap table, in words.
GAPS: Mapping[str, Field] = {
    "gap": Field(
        "Kind of gap",
        "group: a group against everyone in the same area. place: this system against England.",
    ),
    "measure": Field("Measure", "What is measured, in words."),
    "indicator": Field("Measure id", "The name by which the catalogue of indicators knows the measure."),
    "group": Field("Group", "The inclusion health group that the measure is about."),
    "area": Field("Area", "The area whose figure it is."),
    "area_code": Field("Area code", "Its ONS code."),
    "period": Field("Period", "The year, years or day of the figure."),
    "value": Field("Figure", "The figure in its unit."),
    "lower": Field("Figure, lower limit", "Lower limit of the figure's 95% interval."),
    "upper": Field("Figure, upper limit", "Upper limit of the figure's 95% interval."),
    "count": Field("Count", "People, events or households counted."),
    "denominator": Field("Denominator", "What the count is set against, person-years where years are pooled."),
    **_limits("estimate", "Estimate", "What the count stands for, where more happened than was counted."),
    "status": Field("Status", "Published, derived, modelled, quoted claim, or why there is no figure."),
    "split": Field("Moved by share", "The part of the count that was moved between areas by population share, 0 to 1."),
    "areas": Field("Areas", "Local authorities of the system that could have a figure."),
    "areas_reported": Field("Areas with a figure", "How many of them have one."),
    "reason": Field("Reason", "Why a number is missing."),
    "source": Field("Sources", "Names in the table of sources, separated by semicolons."),
    "comparator": Field("Comparator", "Whom or what the figure is set against."),
    "comparator_value": Field("Comparator's figure", "The comparator's figure in the same unit."),
    "comparator_lower": Field("Comparator's lower limit", "Lower limit of its 95% interval."),
    "comparator_upper": Field("Comparator's upper limit", "Upper limit of its 95% interval."),
    "comparator_count": Field("Comparator's count", "People, events or households counted there."),
    "comparator_denominator": Field("Comparator's denominator", "What that count is set against."),
    "comparator_source": Field("Comparator's sources", "Names in the table of sources, separated by semicolons."),
    **_limits("difference", "Difference", "The absolute gap: figure less comparator's figure, in the same unit."),
    **_limits("ratio", "Ratio", "The relative gap: figure over comparator's figure."),
    **_limits("excess", "Excess", "How many more there are than at the comparator's rate."),
    "direction": Field("In words", "Better and worse only where a measure has an agreed direction."),
    "few": Field("Few events", "Whether the figure rests on so few events that it is to be read with care."),
    "level": Field("Level", "Measured locally, national rate applied locally, national only, or the system's own."),
    "standardisation": Field("Standardisation", "Crude, or how ages were made alike."),
    "unit": Field("Unit", "What the figure is per."),
}

#: Columns of the table of sources, in words.
SOURCES: Mapping[str, Field] = {
    "number": Field("Number", "The number by which the briefing cites the source."),
    "source": Field("Name", "The name by which figures cite the source."),
    "publisher": Field("Publisher", "Who published it."),
    "publication": Field("Publication", "Its title."),
    "table": Field("Table", "The table or passage."),
    "released": Field("Released", "The day, month or year of release, or why it is not known."),
    "address": Field("Address", "Where it was found."),
    "licence": Field("Licence", "On what terms it may be used."),
    "local_authorities": Field("Local authority codes", "The set of codes it uses, by the first year in force."),
    "note": Field("Note", "What a reader must know before relying on it."),
}

#: Columns of what a system says itself.
OWN_WORDS: Mapping[str, Field] = {
    "section": Field("Section", "The section of the briefing that the words belong to."),
    "about": Field("About", "What the words are about, as the briefing titles them."),
    "words": Field("Words", "The system's own words, as they were written."),
    "said_by": Field("Said by", "Who says so."),
}
ACTIONS: Mapping[str, Field] = {
    "action": Field("Action", "What the system has set itself to do, in its own words."),
    "principle": Field("Principle", "The principle of the framework that it serves, by its short name."),
    "owner": Field("Owner", "Who owns the action."),
    "due": Field("By", "The day by which it is to be done."),
    "said_by": Field("Said by", "Who says so."),
}

#: What the columns of each data set mean, by the name of the data set.
FIELDS: Mapping[str, Mapping[str, Field]] = {
    "gaps": GAPS,
    "sources": SOURCES,
    "own_words": OWN_WORDS,
    "actions": ACTIONS,
}


#: What the descriptions say where the area is no system.
_ELSEWHERE = {
    "gap": "group: a group against everyone in the same area. place: this {one} against England.",
    "areas": "Local authorities, as the source has them, that the figure could be made of.",
    "level": "Measured locally, national rate applied locally, or national only.",
}


def field_of(data: str, column: str, level: str = Level.SYSTEM) -> Field:
    """What a column holds, in a briefing of a level; one that nobody has described is named by itself.

    >>> field_of("gaps", "area_code").title, field_of("gaps", "new_column").title
    ('Area code', 'New column')
    """
    field = FIELDS.get(data, {}).get(column, Field(column.replace("_", " ").capitalize(), ""))
    if level == Level.SYSTEM or data != "gaps" or column not in _ELSEWHERE:
        return field
    return replace(field, description=_ELSEWHERE[column].format(one=Level(level).one))
