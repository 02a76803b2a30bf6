"""People experiencing homelessness: ages at death like for like, and deaths against England."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from ihanalysis.briefing import sleeping_rough, support_needs
from ihanalysis.briefing.findings import Finding
from ihanalysis.briefing.rows import rows_chart, rows_table
from ihanalysis.charts.comparisons import Pair, Row, draw_pairs, draw_rows
from ihanalysis.content import Chart, Points, Prose, Section, Table
from ihanalysis.figures import select
from ihanalysis.records import records
from ihanalysis.words.numbers import fixed, joined

if TYPE_CHECKING:
    from ihanalysis.briefing import Briefing
    from ihanalysis.workbook import Workbook

NAME = "People experiencing homelessness"
_LAST_YEAR = "2021"
_CAUSES = tuple(f"deaths-while-homeless-{cause}" for cause in ("drug-poisoning", "suicide", "alcohol"))


def section(briefing: Briefing) -> Section:
    """The message is the like-for-like gap in age; the usual, wider one stands beside it."""
    men, women = (briefing.finding(f"mean-age-at-death-{sex}") for sex in ("men", "women"))
    younger = sorted(round(abs(f.number("difference"))) for f in (men, women))
    unlike = _unlike(briefing)
    text = (
        "Deaths while homeless are counted only at ages 15 to 74, so the fair comparison is with everyone who dies at "
        f"those ages. On that footing the gap is {fixed(abs(men.number('difference')))} years for men and "
        f"{fixed(abs(women.number('difference')))} for women. The better-known gaps of "
        f"{unlike['male'] - men.number('value'):.1f} and {unlike['female'] - women.number('value'):.1f} years set those "
        "deaths against deaths at all ages."
    )
    return Section(
        NAME,
        f"People who die while homeless are on average {younger[0]} to {younger[1]} years younger, compared like for like",
        (
            Prose((text,)),
            _ages(briefing, men, women, unlike),
            _deaths(briefing),
            Prose((_causes(briefing),)),
            Prose((sleeping_rough.sentence(briefing),)),
            sleeping_rough.trend(briefing),
            sleeping_rough.among_others(briefing),
            _duties(briefing),
            _hospital(briefing),
            support_needs.sentence(briefing),
            support_needs.chart(briefing),
            Points(_not_known(briefing), title="What is not known"),
        ),
    )


def _unlike(briefing: Briefing) -> dict[str, float]:
    """Everyone's mean age at death at all ages: the comparison usually quoted."""
    rows = select(
        briefing.workbook.wider_figures,
        indicator="mean-age-at-death",
        group="everyone",
        period="2019",
        age_band="all ages",
    )
    return dict(zip(rows["sex"], rows["value"], strict=True))


def _ages(briefing: Briefing, men: Finding, women: Finding, unlike: dict[str, float]) -> Chart:
    name = "mean-age-at-death"
    sides = (("Men", men, unlike["male"]), ("Women", women, unlike["female"]))
    pairs = [
        Pair(who, "", f.number("value"), f.number("comparator_value"), f.words, everyone) for who, f, everyone in sides
    ]
    alt = "Mean age at death, England and Wales, 2019. " + " ".join(
        f"{who} who died while homeless: {f.value} years; everyone who died at ages 15 to 74: {f.comparator}; "
        f"{f.words}. Everyone at all ages, not like for like: {fixed(everyone)}."
        for who, f, everyone in sides
    )
    names = ("People experiencing homelessness", "Everyone, ages 15 to 74", "Everyone, all ages")
    wide, narrow = draw_pairs(pairs, names, fixed, (40, 90), name, alt)
    table = Table(
        "Mean age at death in years, England and Wales, registered in 2019",
        pd.DataFrame(
            [
                {
                    "Sex": who,
                    "While homeless": f.value,
                    "Everyone, 15 to 74": f.comparator,
                    "Difference": f.difference,
                    "Everyone, all ages": fixed(everyone),
                }
                for who, f, everyone in sides
            ]
        ),
        note="Published without intervals. A mean age at death is not a life expectancy.",
    )
    return Chart(
        name,
        f"Mean age at death while homeless: {men.number('value'):.0f} for men, {women.number('value'):.0f} for women",
        "Crude mean age at death, England and Wales, registered in 2019. National figure; no local figure is published.",
        alt,
        wide,
        narrow,
        table,
        source=f"Source: ONS, Deaths of homeless people, 2019 registrations, and all deaths registered in 2019 "
        f"{briefing.cite(men, women)}. Open diamond: the comparison usually quoted, not like for like.",
    )


def _deaths(briefing: Briefing) -> Chart:
    deaths = briefing.finding("deaths-while-homeless")
    system = briefing.area.name
    headline = f"The rate of deaths while homeless is {deaths.compared}"
    # England's own estimate: the rate is made from it.
    england_deaths = deaths.number("comparator_value") * deaths.number("comparator_denominator") / 1_000_000
    if deaths.few:
        number = deaths.counted_as("identified death")
        headline = f"{number[0].upper()}{number[1:]} {'is' if deaths.counted == '1' else 'are'} too few for a headline"
    count = f"{deaths.estimated} death{'' if deaths.estimated == '1' else 's'}, from {deaths.counted} identified"
    limits = (deaths.number("value"), deaths.number("lower"), deaths.number("upper"))
    england = (
        deaths.number("comparator_value"),
        deaths.number("comparator_lower"),
        deaths.number("comparator_upper"),
    )
    row = Row("Estimated deaths while homeless", count, limits, england, (deaths.value, deaths.comparator))
    england_interval = f"{fixed(england[1], deaths.places)} to {fixed(england[2], deaths.places)}"
    alt = (
        f"Estimated deaths while homeless a year for every million residents, 2013 to 2020. {system}: {deaths.value}, "
        f"95% interval {deaths.interval} ({count}). England: {deaths.comparator}, 95% interval {england_interval}. "
        f"In words: {deaths.words}."
    )
    name = "deaths-while-homeless"
    wide, narrow = draw_rows([row], system, name, alt)
    estimate = f"{fixed(deaths.number('estimate_lower'), 0)} to {fixed(deaths.number('estimate_upper'), 0)}"
    table = Table(
        "Deaths while homeless, registered 2013 to 2020 (crude)",
        pd.DataFrame(
            [
                {"Figure": "Identified deaths", system: deaths.counted, "England": fixed(deaths.number("comparator_count"), 0)},
                {"Figure": "Estimated deaths (95% interval)", system: f"{deaths.estimated} ({estimate})", "England": fixed(england_deaths, 0)},
                {
                    "Figure": "A year for every million residents (95% interval)",
                    system: f"{deaths.value} ({deaths.interval})",
                    "England": f"{deaths.comparator} ({england_interval})",
                },
                {"Figure": "Difference from England, a year per million", system: deaths.difference, "England": "[z]"},
                {"Figure": "Ratio to England (95% interval)", system: _ratio(deaths), "England": "[z]"},
                {"Figure": "Deaths more or fewer than at England’s rate (95% interval)", system: _excess(deaths), "England": "[z]"},
            ]
        ),
    )  # fmt: skip
    return Chart(
        name,
        headline,
        "Crude rate of estimated deaths a year for every million residents of all ages, 2013 to 2020 registrations "
        "pooled, with 95% intervals.",
        alt,
        wide,
        narrow,
        table,
        source=f"Source: ONS, 2020 registrations, Table 7 {briefing.cite(deaths)}. Identified deaths multiplied by the "
        "national uplift for each year; the interval carries both the local count and the uplift. Local figures stop "
        "at 2020.",
    )


def _duties(briefing: Briefing) -> Chart | Table:
    duty = briefing.finding("households-owed-a-duty")
    housed = briefing.finding("households-in-temporary-accommodation")
    return rows_chart(
        briefing,
        "duties",
        [duty, housed],
        "households",
        (
            f"Households in temporary accommodation: {housed.value} in every 1,000, against {housed.comparator} across "
            "England",
            f"Households owed a homelessness duty in {duty.indicator.period}, and households in temporary accommodation on "
            f"{housed.indicator.period}, for every 1,000 households; crude.",
            "MHCLG, statutory homelessness, detailed local authority tables, sheets A1 and TA1",
        ),
    )


def _hospital(briefing: Briefing) -> Table:
    findings = [briefing.finding(n) for n in ("lost-home-hospital", "accommodation-hospital", "referred-by-hospital")]
    table = rows_table(
        findings, "households", f"Leaving hospital: households helped by councils, {findings[0].indicator.period}"
    )
    return replace(
        table, note=f"Source: MHCLG, detailed local authority tables {briefing.cite(*findings)}. The first two overlap."
    )


def _ratio(finding: Finding) -> str:
    return f"{finding.ratio} ({fixed(finding.number('ratio_lower'), 2)} to {fixed(finding.number('ratio_upper'), 2)})"


def _excess(finding: Finding) -> str:
    """Deaths over the years pooled; identified deaths would understate them."""
    value, lower, upper = (finding.number(column) for column in ("excess", "excess_lower", "excess_upper"))
    return f"{_more(value)} (from {_more(lower)} to {_more(upper)})"


def _more(number: float) -> str:
    """A difference in events as a reader says it."""
    return f"{fixed(abs(number), 0)} {'more' if number > 0 else 'fewer'}"


def national_deaths(workbook: Workbook) -> pd.DataFrame:
    """Estimated deaths of England and Wales in the last year there is: in all, and by cause."""
    return select(
        workbook.wider_figures,
        indicator=["deaths-while-homeless", *_CAUSES],
        area_code="K04000001",
        sex="persons",
        period=_LAST_YEAR,
    )


def _causes(briefing: Briefing) -> str:
    """The causes that could be read for the latest year, against all deaths of that year."""
    national = {row["indicator"]: row for row in records(briefing.workbook.once(national_deaths))}
    in_all, titles = national["deaths-while-homeless"], briefing.workbook.indicators
    total = in_all["value"]
    parts = [
        f"{national[cause]['value']:.0f} ({national[cause]['value'] / total:.0%}) were from {titles[cause].title}"
        for cause in _CAUSES
        if cause in national
    ]
    cited = briefing.cite_sources(*(row["source"] for row in national.values()))
    return (
        f"Across England and Wales an estimated {total:.0f} people died while homeless in {_LAST_YEAR} (95% interval "
        f"{in_all['lower']:.0f} to {in_all['upper']:.0f}) {cited}: of these {joined(parts)}. One death can have more than one "
        "of these causes, so they do not add up. No local figure by cause is published."
    )


def _not_known(briefing: Briefing) -> tuple[str, ...]:
    return (
        "How many people experience homelessness here: the rate is for every resident, so it mixes how many people "
        "experience homelessness with how many of them die.",
        "Deaths that leave no trace of homelessness in the registration. ONS adds them with one national multiplier; "
        "nothing local is known about them.",
        "The health of people who never approach a council, and how many people live in the households that do.",
        "Deaths after 2020 for places. ONS’s last national figure is for deaths registered in 2021.",
    )
