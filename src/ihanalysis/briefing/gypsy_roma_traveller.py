"""Gypsy, Roma and Traveller communities: two groups, kept apart, and a claim that is only quoted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ihanalysis.briefing.findings import Finding
from ihanalysis.charts.comparisons import Expected, Pair, draw_expected, draw_pairs
from ihanalysis.content import Chart, Part, Points, Prose, Quote, Section, Table
from ihanalysis.indicators.applied import national_rate_applied
from ihanalysis.words.numbers import fixed

if TYPE_CHECKING:
    from ihanalysis.briefing import Briefing

NAME = "Gypsy, Roma and Traveller communities"
_STUDY = ("arthritis", "asthma", "heart-disease", "bronchitis", "eye-problems")


def section(briefing: Briefing) -> Section:
    """Leads with the age-standardised gap, because both groups are young."""
    traveller = briefing.finding("gypsy-or-irish-traveller-residents")
    roma = briefing.finding("roma-residents")
    residents = f"resident of {briefing.area.spoken} was", f"residents of {briefing.area.spoken} were"
    number = traveller.counted_as(*residents)
    text = (
        f"{number[0].upper()}{number[1:]} recorded as "
        f"Gypsy or Irish Traveller and {roma.counted} as Roma at Census 2021 {briefing.cite(traveller, roma)}. They are "
        "two communities and are kept apart here. Both are young, so crude comparisons understate the gap. The census "
        "undercounts both."
    )
    parts: list[Part] = [Prose((text, *_applicants(briefing))), _disability(briefing)]
    expected = _expected(briefing, traveller)
    parts += [expected] if expected else [Prose((_too_few(traveller),))]
    parts += [_study(briefing), _claim(briefing), Points(_NOT_KNOWN, title="What is not known")]
    return Section(
        NAME,
        "Gypsy or Irish Traveller residents of England are almost twice as likely to be disabled at the same ages",
        tuple(parts),
    )


def _applicants(briefing: Briefing) -> tuple[str, ...]:
    """Households that councils help, where the ethnicity of the main applicant is known."""
    applicants = briefing.finding("applicants-gypsy-or-irish-traveller")
    if applicants.missing or applicants.few:
        return ()
    return (
        f"In {applicants.indicator.period} {briefing.councils} owed a homelessness duty to {applicants.counted} households whose "
        f"main applicant is Gypsy or Irish Traveller {briefing.cite(applicants)}: {applicants.percent} of households owed a "
        f"duty, {applicants.compared}%. Roma is not a category of these tables, and the ethnicity of some applicants is not "
        "known.",
    )


def _disability(briefing: Briefing) -> Chart:
    disability = briefing.finding("disability")
    gap = f"{fixed(disability.number('difference'))} points, {disability.number('ratio'):.1f} times"
    pair = Pair(
        "Disabled under the Equality Act",
        "age-standardised, England, 2021",
        disability.number("value"),
        disability.number("comparator_value"),
        gap,
    )
    alt = (
        f"Age-standardised per cent disabled, England, Census 2021. Gypsy or Irish Traveller residents: "
        f"{disability.value}%. All residents: {disability.comparator}%. The gap is {gap}."
    )
    name = "disability"
    wide, narrow = draw_pairs(
        [pair], ("Gypsy or Irish Traveller residents", "All residents"), _percent, (0, 40), name, alt
    )
    table = Table(
        "Disabled under the Equality Act, England, Census 2021",
        pd.DataFrame(
            [
                {"Residents": "Gypsy or Irish Traveller", "%, age-standardised": disability.value},
                {"Residents": "All residents", "%, age-standardised": disability.comparator},
                {"Residents": "Difference, percentage points", "%, age-standardised": disability.difference},
                {"Residents": "Ratio", "%, age-standardised": disability.ratio},
            ]
        ),
    )
    return Chart(
        name,
        f"Allowing for age, {disability.value}% of Gypsy or Irish Traveller residents of England are disabled, against "
        f"{disability.comparator}% of all residents",
        "Age-standardised per cent disabled, England, Census 2021. National figure; no local figure is published.",
        alt,
        wide,
        narrow,
        table,
        source=f"Source: ONS, Protected characteristics by disability status, and TS038ASP, Census 2021 "
        f"{briefing.cite(disability)}. ONS publishes no interval with these figures.",
    )


def _expected(briefing: Briefing, residents: Finding) -> Chart | None:
    """The national crude rate applied to the residents of the group, beside everyone's rate."""
    health = briefing.finding("bad-health-traveller")
    people = residents.number("count")
    group = national_rate_applied(health.number("value"), people)
    everyone = national_rate_applied(health.number("comparator_value"), people)
    if group.reason:
        return None
    rounded = [f"about {round(float(x), -1):,.0f}" for x in (group.value, everyone.value)]
    limits = f"{round(float(group.lower), -1):,.0f} to {round(float(group.upper), -1):,.0f}"
    bars = [
        Expected(
            "At the group’s national rate",
            f"{health.value}%, crude, England and Wales",
            float(group.value),
            (float(group.lower), float(group.upper)),
            rounded[0],
        ),
        Expected(
            "At the rate for all residents",
            f"{health.comparator}%, crude, England and Wales",
            float(everyone.value),
            None,
            rounded[1],
        ),
    ]
    alt = (
        f"Modelled, not counted: of {residents.counted} Gypsy or Irish Traveller residents, {rounded[0]} (95% interval "
        f"{limits}) would be in bad or very bad health at the group’s national rate of {health.value}%, and "
        f"{rounded[1]} at the rate for all residents, {health.comparator}%."
    )
    name = "expected-bad-health"
    wide, narrow = draw_expected(bars, name, alt)
    table = Table(
        "Expected residents in bad or very bad health (national rate applied locally, crude)",
        pd.DataFrame(
            [
                {"Rate": bars[0].label, "%": health.value, "Residents": rounded[0], "95% interval": limits},
                {
                    "Rate": bars[1].label,
                    "%": health.comparator,
                    "Residents": rounded[1],
                    "95% interval": "[z]",
                },
            ]
        ),
        note="Rounded to 10.",
    )
    return Chart(
        name,
        f"If national rates held here, {rounded[0]} of {residents.counted} residents would be in bad or very bad health, "
        f"against {rounded[1]} at the rate for everyone",
        "Expected residents in bad or very bad health: national rate applied locally (crude), Census 2021. Modelled, "
        "not counted.",
        alt,
        wide,
        narrow,
        table,
        source=f"Source: ONS, Census 2021, ethnic group and general health {briefing.cite(residents, health)}. Hatched: "
        "modelled. Interval: chance in a group of this size only. Crude rates suit a count; the age-standardised "
        f"{briefing.finding('disability').value}% does not.",
    )


def _too_few(residents: Finding) -> str:
    return (
        f"With {residents.counted_as('resident')} recorded, a national rate applied here would say nothing beyond chance, so "
        "no expected number is given."
    )


def _study(briefing: Briefing) -> Table:
    rows = [
        {
            "Condition": f.indicator.title.split(":")[0],
            "Gypsies and Travellers, %": f"{f.value} ({f.interval})",
            "Matched comparators, %": f.comparator,
            "Difference": f"{f.difference} ({fixed(f.number('difference_lower'))} to {fixed(f.number('difference_upper'))})",
            "Ratio": f"{f.ratio} ({fixed(f.number('ratio_lower'), 2)} to {fixed(f.number('ratio_upper'), 2)})",
        }
        for f in (briefing.finding(f"study-{condition}") for condition in _STUDY)
    ]
    cited = briefing.cite(briefing.finding("study-arthritis"))
    return Table(
        "Long-term conditions in the one matched study: 260 pairs of adults, England, 2004 (95% intervals)",
        pd.DataFrame(rows),
        note=f"Self-reported, matched by age and sex, a quota sample in five places {cited}. Old and small, but the only "
        "measured comparison of these conditions that could be found. The pairs are compared as two groups.",
    )


def _claim(briefing: Briefing) -> Quote:
    claim = briefing.finding("long-term-condition-claim")
    return Quote(
        f"Often quoted: “{claim.number('value'):.0f}% of English Gypsies are affected by one or more long term health "
        f"conditions, as opposed to {claim.number('comparator_value'):.0f}% of the general population” "
        f"{briefing.cite(claim)}. We could not find its sample, ages or wording. It is shown as a quotation and is "
        "**unverified**."
    )


def _percent(value: float) -> str:
    return f"{fixed(value).removesuffix('.0')}%" if value % 10 == 0 else f"{fixed(value)}%"


_NOT_KNOWN = (
    "The health of local Gypsy or Irish Traveller and Roma residents: no local table is published.",
    "How many people the census missed. People on unauthorised sites and people who do not tick the box are not counted.",
    "Health by age: the published national figures for Roma residents cover one age group only.",
)
