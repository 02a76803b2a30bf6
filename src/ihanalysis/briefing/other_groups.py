"""Groups with little or no local evidence: each has its row, even where the finding is that there is none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from ihanalysis.briefing.findings import Finding
from ihanalysis.content import Section, Table
from ihanalysis.figures import select
from ihanalysis.records import records
from ihanalysis.words.numbers import fixed, interval

if TYPE_CHECKING:
    from ihanalysis.briefing import Briefing
    from ihanalysis.workbook import Workbook

_NONE = "[x] none published"
_RATIOS = (
    "mortality-ratio",
    "mortality-ratio-with-other-experiences",
    "mortality-ratio-suicide",
    "mortality-ratio-drug-related",
    "mortality-ratio-year-after-release",
)
#: What stands after "times the rate of" or "times the deaths expected in", up to a remark.
_COMPARATOR = re.compile(r"(?:rate of|expected in) ([^,]+)")
_AREAS = {"K04000001": "England and Wales", "S92000003": "Glasgow", "E92000001": "England", "E12000007": "London"}
#: What is known nationally, for groups without a local figure: indicator, group, the sentence it fills.
_NATIONAL = (
    ("people-engaged-in-sex-work", "people engaged in sex work", "No source allows a reliable number nationally either."),
    ("violence-from-clients-street-based", "people engaged in sex work",
     "In a London survey {value:.0f}% of women who sell sex on the street met violence from clients within six months."),
    ("people-using-opiates-or-crack", "people with drug or alcohol dependence",
     "Across England an estimated {value:,.0f} people aged 15 to 64 used opiates or crack in {period}."),
    ("people-dependent-on-alcohol", "people with drug or alcohol dependence",
     "An estimated {value:,.0f} adults depended on alcohol in {period}."),
    ("high-levels-of-mental-distress", "victims of modern slavery",
     "In one study {value:.0f}% of women in touch with support after trafficking had high levels of mental distress."),
    ("modern-slavery-referrals", "victims of modern slavery",
     "Across the United Kingdom {count:,.0f} potential victims were referred in {period}."),
    ("people-refused-asylum-who-remain", "vulnerable migrants",
     "How many people remain after their claim was refused is not known nationally either."),
)  # fmt: skip


def section(briefing: Briefing) -> Section:
    """One table: the group, the local figure, and what can be said."""
    rows = [_sex_work(briefing), _drugs(briefing), _slavery(briefing), _undocumented(briefing)]
    table = Table(
        "Groups with little or no local evidence",
        pd.DataFrame(rows, columns=["Group", "Local figure", "What can be said"]),
        note="A missing figure is a gap in the evidence, not a sign that need is absent.",
        wordy=True,
    )
    parts = (table, _deaths_compared(briefing))
    return Section("Other groups", "For some groups the honest local figure is “not available”", parts)


def mortality_ratios(workbook: Workbook) -> pd.DataFrame:
    """Published ratios of deaths in inclusion health groups to those of others, wherever they were measured."""
    found = select(workbook.wider_figures, indicator=_RATIOS)
    return found.sort_values(["group", "indicator", "sex"])


def _deaths_compared(briefing: Briefing) -> Table:
    rows = [
        {
            "Group": _upper(row["group"]),
            "Deaths": briefing.workbook.indicators[row["indicator"]].title
            + ("" if row["sex"] == "persons" else f", {row['sex']}"),
            "Where and when": f"{_AREAS.get(row['area_code'], row['area_code'])}, {row['period']}",
            "Ratio (95% interval)": f"{row['value']:.3g} ({interval(row['lower'], row['upper'])})"
            + (", calculated from published deaths" if row["status"] == "derived" else ""),
            "Compared with": _COMPARATOR.search(row["unit"])[1],  # type: ignore[index]
            "Source": briefing.cite_sources(row["source"]),
        }
        for row in records(briefing.workbook.once(mortality_ratios))
    ]
    return Table(
        "Mortality ratios of people in inclusion health groups: none is local, and they cannot be set against one another",
        pd.DataFrame(rows),
        note="[x] no interval in what could be read. Ratios differ in ages, years, comparators and methods. Inclusion health "
        "groups together: homelessness, prison, sex work and substance use disorder, in high-income countries.",
        wordy=True,
    )


def _sex_work(briefing: Briefing) -> tuple[str, str, str]:
    need = briefing.finding("support-need-sexual-abuse-or-exploitation")
    said = (
        ""
        if need.missing
        else f"{need.counted_as('household')} owed a homelessness duty had a support need from sexual "
        f"abuse or exploitation in {need.indicator.period} {briefing.cite(need)}: a partial proxy at most, since the "
        "category does not record whether anyone is engaged in sex work. "
    )
    return "People engaged in sex work", _NONE, _upper(said) + _national(briefing, "people engaged in sex work")


def _drugs(briefing: Briefing) -> tuple[str, str, str]:
    deaths = briefing.finding("drug-poisoning-deaths")
    needs = [briefing.finding(f"support-need-{name}-dependency") for name in ("drug", "alcohol")]
    said = (
        f"{deaths.counted_as('drug poisoning death was', 'drug poisoning deaths were')} registered in {deaths.indicator.period}: "
        f"{fixed(deaths.number('value'), deaths.places)} a year for every 100,000 residents, crude, {deaths.compared} "
        f"{briefing.cite(deaths)}."
    )
    known = [f for f in needs if not f.missing]
    if known:
        said += " Among households with a recorded support need, " + " and ".join(
            f"{f.percent} had {f.indicator.short} (England {f.comparator}%)" for f in known
        )
        said += f" {briefing.cite(*known)}."
    said += " " + _national(briefing, "people with drug or alcohol dependence")
    return "People with drug or alcohol dependence", "deaths to 2020; no others held here", _upper(said)


def _slavery(briefing: Briefing) -> tuple[str, str, str]:
    need = briefing.finding("support-need-modern-slavery")
    said = "Police referrals say who reported, not where people live."
    if not need.missing:
        said += f" {_households(need)} had this support need in {need.indicator.period} {briefing.cite(need)}."
    return (
        "Victims of modern slavery",
        "[x] not by residence",
        f"{said} {_national(briefing, 'victims of modern slavery')}",
    )


def _households(finding: Finding) -> str:
    number = finding.number("count")
    return f"{_upper(finding.counted)} household{'' if round(number) == 1 else 's'}"


def _undocumented(briefing: Briefing) -> tuple[str, str, str]:
    return "People without documents or whose claim was refused", _NONE, _national(briefing, "vulnerable migrants")


def national_evidence(workbook: Workbook) -> pd.DataFrame:
    """The national figures that stand beside "no local figure is published": the last of each, in that order."""
    wanted = pd.DataFrame(
        [(n, *pair[:2]) for n, pair in enumerate(_NATIONAL)], columns=["number", "indicator", "group"]
    )
    rows = workbook.wider_figures.merge(wanted, on=["indicator", "group"])
    rows = rows[
        rows["sex"].isin(["persons", "female"]) & ~rows["area_level"].isin(["local authority", "police force area"])
    ]
    # A later estimate that was only read in a report of it does not displace one that was read itself.
    read = rows[(rows["status"] != "quoted claim") & ~rows["period"].str.contains("-Q")]
    return read.sort_values(["number", "period"]).drop_duplicates("number", keep="last")


def _held(workbook: Workbook) -> Mapping[tuple[str, str], Mapping[str, Any]]:
    """The rows of the national evidence by indicator and group."""
    return {(row["indicator"], row["group"]): row for row in records(workbook.once(national_evidence))}


def _national(briefing: Briefing, group: str) -> str:
    held = briefing.workbook.once(_held)
    told = []
    for indicator, of, sentence in _NATIONAL:
        if of == group:
            row = held[(indicator, of)]
            told.append(
                f"{sentence.format(**row)} {briefing.cite_sources(str(row['source']))}".replace(". [", " [") + "."
            )
    return " ".join(told)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
