"""The figures of a briefing as data that others can calculate with, and what each column means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import pandas as pd

from ihanalysis.areas.systems import ENGLAND
from ihanalysis.content import Data

if TYPE_CHECKING:
    from ihanalysis.briefing import Briefing
    from ihanalysis.briefing.citing import Citing
    from ihanalysis.indicators import Indicator
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
    title = f"Every gap, unrounded: groups nationally, and {briefing.system.name} against England"
    return _gaps(briefing.gaps, briefing.workbook.indicators, {briefing.system.code: briefing.system.name}, title)


def gaps_of_systems(national: National) -> Data:
    """Every gap of every system, unrounded, with the gaps of groups nationally."""
    names = {system.code: system.name for system in national.systems}
    title = "Every gap, unrounded: groups nationally, and every system against England"
    return _gaps(national.gaps, national.workbook.indicators, names, title)


def _gaps(gaps: pd.DataFrame, indicators: Mapping[str, Indicator], names: Mapping[str, str], title: str) -> Data:
    table = gaps.copy()
    areas = {**_COUNTRIES, **names}
    table.insert(1, "measure", table["indicator"].map({name: i.title for name, i in indicators.items()}).astype("str"))
    table.insert(5, "area", table["area_code"].map(areas).astype("str"))
    return Data("gaps", title, table)


def sources(briefing: Citing) -> Data:
    """Every source of the briefing under the number by which the briefing cites it."""
    rows = [{"number": number, **asdict(source)} for number, source in briefing.sources_cited]
    return Data("sources", "Sources of the figures, numbered as the briefing cites them", pd.DataFrame(rows))


def _limits(name: str, title: str, description: str) -> dict[str, Field]:
    """A value and its two limits."""
    return {
        name: Field(title, description),
        f"{name}_lower": Field(f"{title}, lower limit", f"Lower limit of the 95% interval: {description}"),
        f"{name}_upper": Field(f"{title}, upper limit", f"Upper limit of the 95% interval: {description}"),
    }


#: Columns of the gap table, in words.
GAPS: Mapping[str, Field] = {
    "gap": Field("Kind of gap", "group: a group against everyone, nationally. place: this system against England."),
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
    "level": Field("Level", "Measured locally, national rate applied locally, or national only."),
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

#: What the columns of each data set mean, by the name of the data set.
FIELDS: Mapping[str, Mapping[str, Field]] = {"gaps": GAPS, "sources": SOURCES}


def field_of(data: str, column: str) -> Field:
    """What a column holds; one that nobody has described is named by itself.

    >>> field_of("gaps", "area_code").title, field_of("gaps", "new_column").title
    ('Area code', 'New column')
    """
    return FIELDS.get(data, {}).get(column, Field(column.replace("_", " ").capitalize(), ""))
