"""National figures for groups, or needs, that no local figure here can show (official statistics and papers)."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pandas as pd
from tables import OGL, figures

from ihanalysis.sources.publications import Source

GOV = "https://www.gov.uk/government/"
JUSTICE, HEALTH = "Ministry of Justice", "Department of Health and Social Care"
QUOTATION, PARLIAMENT = "quotation of published figures", "Open Parliament Licence v3.0"
UNDATED = "not stated on the page read"

SOURCES = [
    Source(
        "prison_releases_2024_25",
        JUSTICE,
        "Offender management statistics quarterly, four releases: April to June 2024 to January to March 2025",
        "Main points",
        "2024-10-31, 2025-01-30, 2025-04-24 and 2025-07-31",
        GOV + "collections/offender-management-statistics-quarterly",
        OGL,
        "",
        "Releases from sentences, not people, added up from the quarters as first published; the accommodation statistics "
        "count more (70,040 in 2023-24), releases after recall among them.",
    ),
    Source(
        "housed_on_release_2024_25",
        JUSTICE,
        "Offender accommodation outcomes, update to March 2025",
        "Statistical summary, section 2",
        "2025-07-31",
        GOV + "statistics/offender-accommodation-outcomes-update-to-march-2025/"
        "offender-accommodation-outcomes-statistical-summary",
        OGL,
        "",
        "Housed is any settled or temporary accommodation for one night, and releases with an unknown outcome are left out, "
        "so it is a share of known outcomes only; it was 85.7% in 2023-24.",
    ),
    Source(
        "homeless_on_release_2023_24",
        JUSTICE,
        "Offender accommodation outcomes, update to March 2024: housed on release from custody",
        "table 2",
        "2024-07-25",
        GOV + "statistics/offender-accommodation-outcomes-update-to-march-2024",
        OGL,
        "",
        "Releases, not people, and of all releases, those with an unknown outcome among them, so that it does not add up to "
        "100% with the share housed; the counts were read in Nacro's account of the table.",
    ),
    Source(
        "farrell_marsden_2008",
        "Addiction",
        "Farrell M and Marsden J, Acute risk of drug-related death among newly released prisoners in England and Wales; "
        "103: 251-255",
        "Abstract",
        "2008-01-11",
        "https://doi.org/10.1111/j.1360-0443.2007.02081.x",
        QUOTATION,
        "",
        "48,771 people released from sentences in 1998 to 2000: it shows when the danger is greatest, not how great it is today. "
        "The ratios are deaths over deaths expected (men 342 over 45.8, women 100 over 8.3), divided here; no interval is printed.",
    ),
    Source(
        "adults_in_treatment_2024_25",
        HEALTH,
        "Adult substance misuse treatment statistics 2024 to 2025: report",
        "Summary",
        "2025-12-04",
        GOV + "statistics/substance-misuse-treatment-for-adults-statistics-2024-to-2025/"
        "adult-substance-misuse-treatment-statistics-2024-to-2025-report",
        OGL,
        "",
        "People who reached treatment, not people in need of it; figures of local authorities are published elsewhere and are not "
        "held here.",
    ),
    Source(
        "opiate_crack_2018_19",
        "Office for Health Improvement and Disparities",
        "Estimates of opiate and crack use in England: main points and methods",
        "Figure 1 and text",
        "2023-10-24",
        GOV + "publications/opiate-and-crack-cocaine-use-prevalence-estimates/"
        "estimates-of-opiate-and-crack-use-in-england-main-points-and-methods",
        OGL,
        "",
        "A model of hidden use by another method than that of 2022-23, with which it is not to be compared; intervals and the "
        "second decimal are from the abstract of the paper that describes the method. Local estimates are published, not held here.",
    ),
    Source(
        "opiate_crack_2022_23",
        HEALTH,
        "Opiate and crack cocaine use: prevalence estimates 2022 to 2023",
        "national estimate",
        "2025-12-11",
        GOV + "publications/opiate-and-crack-cocaine-use-prevalence-estimates-2022-to-2023",
        OGL,
        "",
        "'About 310,700', read in a report of it without its interval, and not to be compared with 2018-19, whose method "
        "differs; local estimates are published, not held here.",
    ),
    Source(
        "alcohol_dependence_2019_20",
        "Office for Health Improvement and Disparities",
        "Estimates of alcohol dependent adults in England: summary",
        "Tables 1 and 2",
        "2024-03-14",
        GOV + "publications/alcohol-dependence-prevalence-in-england/"
        "estimates-of-alcohol-dependent-adults-in-england-summary",
        OGL,
        "",
        "A model with a wide interval, of the year before the pandemic; many of these people never had a diagnosis. Local estimates "
        "are published, not held here.",
    ),
    Source(
        "home_affairs_committee_2016",
        "House of Commons Home Affairs Committee",
        "Prostitution: third report of session 2016-17, HC 26",
        "Key facts",
        "2016-07-01",
        "https://publications.parliament.uk/pa/cm201617/cmselect/cmhaff/26/2603.htm",
        PARLIAMENT,
        "",
        "Given to the Committee in evidence, which says itself that the figure is open to dispute and to be treated with caution.",
    ),
    Source(
        "lanau_matolcsi_2022",
        "Social Policy and Society",
        "Lanau A and Matolcsi A, Prostitution and sex work, who counts? Mapping local data to inform policy and service "
        "provision",
        "Abstract",
        "2022-04-08",
        "https://cambridge.org/core/journals/social-policy-and-society/article/abs/prostitution-and-sex-work-who-counts-"
        "mapping-local-data-to-inform-policy-and-service-provision/4C1D289B9CFEFAA3AFC48EAB2E896F76",
        QUOTATION,
        "",
        "A review which finds that no source allows a reliable number, so that any number of people is a guess; it proposes "
        "local mapping.",
    ),
    Source(
        "elmes_2022",
        "Sexually Transmitted Infections",
        "Elmes J and others, Effect of police enforcement and extreme social inequalities on violence and mental health among "
        "women who sell sex: findings from a cohort study in London, UK; 98: 323-331",
        "Abstract",
        "2021-10-26",
        "https://sti.bmj.com/content/98/5/323",
        QUOTATION,
        "",
        "197 women in London (46% working on the street, 54% elsewhere) who were reached and took part: not a random sample, and "
        "no interval. Violence is of the last six months.",
    ),
    Source(
        "jeal_salisbury_2004",
        "British Journal of General Practice",
        "Jeal N and Salisbury C, Self-reported experiences of health services among female street-based prostitutes: a "
        "cross-sectional survey; 54: 515-519",
        "Abstract",
        "2004-07",
        "https://bjgp.org/content/54/504/515",
        QUOTATION,
        "",
        "Women working on the street in one inner city, more than 20 years ago: being registered is not being known, as most of "
        "those registered had not told the practice of their work.",
    ),
    Source(
        "ward_1999",
        "Sexually Transmitted Infections",
        "Ward H, Day S and Weber J, Risky business: health and safety in the sex industry over a 9 year period; 75: 340-343",
        "Abstract",
        "1999-10",
        "https://doi.org/10.1136/sti.75.5.340",
        QUOTATION,
        "",
        "Rests on four deaths among 320 women of west London, followed for 675 years in all: a sign of danger, not a measure of it.",
    ),
    Source(
        "undocumented_2020",
        "Mayor of London and University of Wolverhampton",
        "London's children and young people who are not British citizens: a profile",
        "University's announcement",
        "2020-01",
        "https://www.wlv.ac.uk/news-and-events/latest-news/2020/january-2020/"
        "mayor-calls-for-urgent-action-to-secure-the-future-of-undocumented-young-londoners.php",
        QUOTATION,
        "",
        "What is left of census and survey numbers after those with a known status, not a count; the Pew Research Center put 2017 "
        "at 800,000 to 1.2 million by another such sum. The year described was not on the page read.",
    ),
    Source(
        "migration_observatory",
        "Migration Observatory, University of Oxford",
        "Irregular migration in the UK",
        "Key points",
        UNDATED,
        "https://migrationobservatory.ox.ac.uk/resources/briefings/irregular-migration-in-the-uk",
        QUOTATION,
        "",
        "How many people refused asylum have not left is not known, and most are outside every local figure on asylum "
        "support and homelessness. The briefing read has figures to 2017-18.",
    ),
    Source(
        "dotw_hospital_2020",
        "Doctors of the World UK",
        "Delays and destitution: an audit of Doctors of the World's hospital access project (July 2018-20)",
        "Key findings",
        "2020-10",
        "https://cityofsanctuary.org/2020/10/15/new-report-on-health-charges/",
        QUOTATION,
        "",
        "27 people whom the charity helped with hospital care, 12 of them refused asylum: it shows what happens, not how often. "
        "Read in a report of it.",
    ),
    Source(
        "walk_free_2023",
        "Walk Free",
        "Global Slavery Index 2023: modern slavery in the United Kingdom",
        "Prevalence",
        "2023",
        "https://www.walkfree.org/global-slavery-index/country-studies/united-kingdom/",
        QUOTATION,
        "",
        "A charity's estimate for any one day of 2021, without an interval on the page: not to be set against referrals, which "
        "count who was found in a year.",
    ),
    Source(
        "oram_2016",
        "American Journal of Public Health",
        "Oram S and others, Human trafficking and health: a survey of male and female survivors in England; 106: 1073-1078",
        "Abstract",
        "2016-06",
        "https://doi.org/10.2105/AJPH.2016.303095",
        QUOTATION,
        "",
        "150 people already in touch with support after trafficking, and symptoms they reported, not diagnoses; how many were men "
        "and how many women is not in the part read.",
    ),
    Source(
        "ross_2015",
        "BMJ Open",
        "Ross C and others, Human trafficking and health: a cross-sectional survey of NHS professionals' contact with victims "
        "of human trafficking; 5: e008682",
        "Abstract",
        "2015-08",
        "https://doi.org/10.1136/bmjopen-2015-008682",
        QUOTATION,
        "",
        "Staff at training sessions of ten hospital and mental health organisations and at meetings of emergency doctors, in 2013 "
        "to 2014: neither GPs nor a sample of all staff.",
    ),
]

ENGLAND, LONDON = "E92000001", "E12000007"
ENGLAND_AND_WALES, UNITED_KINGDOM = "K04000001", "K02000001"
PEOPLE, ESTIMATED, PER_1_000 = "people", "estimated people", "per 1,000 people"

#: Releases from sentences, as each quarter's statistics first gave them.
RELEASES_2024_25 = {"2024-Q2": 13_338, "2024-Q3": 14_920, "2024-Q4": 15_730, "2025-Q1": 13_296}
#: Deaths in the year after release, deaths expected in it, and the yearly death rate of the first week per 1,000.
AFTER_RELEASE = {"male": (342, 45.8, 37), "female": (100, 8.3, 47)}
IN_TREATMENT = 329_646
#: Of women in London who sell sex on the street, and elsewhere; per cent.
ON_AND_OFF_STREET = {"violence-from-clients": (73, 36), "homelessness": (65, 7)}
#: High levels of symptoms of depression, anxiety or post-traumatic stress, per cent.
SYMPTOMS = {"female": 78, "male": 40}


def tables(compiled: Path) -> dict[str, pd.DataFrame]:
    """Figures as published, and, as such, what nobody has been able to count."""
    groups = [_leaving_prison(), _dependence(), _sex_work(), _migrants(), _slavery()]
    return {"figures": pd.concat([row for rows in groups for row in rows], ignore_index=True)}


def _leaving_prison() -> list[pd.DataFrame]:
    row = partial(figures, group="people leaving prison", area_code=ENGLAND_AND_WALES)
    released = partial(row, period="1998 to 2000", source="farrell_marsden_2008")
    return [
        row(
            indicator="prison-releases",
            period="2024-25",
            count=sum(RELEASES_2024_25.values()),
            unit="releases",
            status="derived",
            source="prison_releases_2024_25",
        ),
        row(
            indicator="housed-on-release",
            period="2024-25",
            value=84.0,
            unit="% of releases",
            source="housed_on_release_2024_25",
        ),
        row(
            indicator="homeless-on-release",
            period="2023-24",
            count=9_210,
            denominator=70_040,
            value=13.1,
            unit="% of releases",
            source="homeless_on_release_2023_24",
        ),
        *[
            released(
                indicator="mortality-ratio-year-after-release",
                sex=sex,
                count=deaths,
                value=deaths / expected,
                unit="times the deaths expected in the general population",
                status="derived",
            )
            for sex, (deaths, expected, _) in AFTER_RELEASE.items()
        ],
        *[
            released(
                indicator="mortality-week-after-release",
                sex=sex,
                value=rate,
                unit="deaths per 1,000 people a year",
            )
            for sex, (_, _, rate) in AFTER_RELEASE.items()
        ],
    ]


def _dependence() -> list[pd.DataFrame]:
    row = partial(figures, group="people with drug or alcohol dependence", area_code=ENGLAND)
    treated = partial(
        row, period="2024-25", age_band="18+", unit="people in treatment", source="adults_in_treatment_2024_25"
    )
    opiates_or_crack = partial(row, age_band="15-64")
    dependent = partial(row, period="2019-20", age_band="18+", source="alcohol_dependence_2019_20")
    then = {"period": "2018-19", "source": "opiate_crack_2018_19"}
    latest = {"period": "2022-23", "source": "opiate_crack_2022_23", "status": "quoted claim"}
    number, rate = "people-using-opiates-or-crack", "people-using-opiates-or-crack-rate"
    return [
        treated(indicator="adults-in-treatment", count=IN_TREATMENT),
        treated(indicator="adults-in-treatment-for-opiates", count=138_255, denominator=IN_TREATMENT),
        treated(indicator="adults-in-treatment-for-alcohol-only", count=99_955, denominator=IN_TREATMENT),
        opiates_or_crack(indicator=number, value=336_531, lower=311_932, upper=360_845, unit=ESTIMATED, **then),
        opiates_or_crack(indicator=rate, value=9.44, lower=8.75, upper=10.12, unit=PER_1_000, **then),
        opiates_or_crack(indicator=number, value=310_700, unit=ESTIMATED, **latest),
        opiates_or_crack(indicator=rate, value=8.5, unit=PER_1_000, **latest),
        dependent(indicator="people-dependent-on-alcohol", value=608_416, lower=501_037, upper=766_536, unit=ESTIMATED),
        dependent(indicator="people-dependent-on-alcohol-rate", value=13.8, lower=11.3, upper=17.3, unit=PER_1_000),
    ]


def _sex_work() -> list[pd.DataFrame]:
    row = partial(figures, group="people engaged in sex work")
    women = partial(row, sex="female")
    in_london = partial(women, area_level="region", area_code=LONDON)
    cohort = partial(in_london, period="2018 to 2019", age_band="18+", source="elmes_2022")
    return [
        row(
            indicator="people-engaged-in-sex-work",
            area_code=UNITED_KINGDOM,
            period="2016",
            value=72_800,
            unit=ESTIMATED,
            status="quoted claim",
            source="home_affairs_committee_2016",
        ),
        row(
            indicator="people-engaged-in-sex-work",
            area_code=ENGLAND_AND_WALES,
            period="2022",
            unit=PEOPLE,
            status="not available",
            source="lanau_matolcsi_2022",
        ),
        *[
            cohort(indicator=f"{what}-{where}", value=share, unit=f"% of women who sell sex {words}")
            for what, shares in ON_AND_OFF_STREET.items()
            for where, words, share in zip(
                ("street-based", "off-street"), ("on the street", "off the street"), shares, strict=True
            )
        ],
        # One city, filed under its country, as a study of Glasgow is under Scotland: the unit says where.
        women(
            indicator="access-registered",
            area_code=ENGLAND,
            period="2004",
            count=59,
            denominator=71,
            value=83,
            unit="% of women asked in inner-city Bristol",
            source="jeal_salisbury_2004",
        ),
        in_london(
            indicator="mortality-ratio",
            period="1985 to 1994",
            count=4,
            value=12,
            unit="times the rate of women of a similar age",
            source="ward_1999",
        ),
    ]


def _migrants() -> list[pd.DataFrame]:
    row = partial(figures, group="vulnerable migrants")
    return [
        row(
            indicator="people-without-documents",
            area_code=UNITED_KINGDOM,
            period="2020",
            value=674_000,
            unit=ESTIMATED,
            status="quoted claim",
            source="undocumented_2020",
        ),
        row(
            indicator="people-refused-asylum-who-remain",
            area_code=UNITED_KINGDOM,
            period="not stated",
            unit=PEOPLE,
            status="not available",
            source="migration_observatory",
        ),
        row(
            indicator="access-hospital-care-over-six-months-late",
            area_code=ENGLAND,
            period="2018 to 2020",
            count=14,
            denominator=27,
            value=51.9,
            unit="% of people helped by one charity",
            source="dotw_hospital_2020",
        ),
    ]


def _slavery() -> list[pd.DataFrame]:
    row = partial(figures, group="victims of modern slavery")
    in_england = partial(row, area_code=ENGLAND, period="2013 to 2014")
    return [
        row(
            indicator="people-living-in-modern-slavery",
            area_code=UNITED_KINGDOM,
            period="2021",
            value=122_000,
            unit=ESTIMATED,
            status="quoted claim",
            source="walk_free_2023",
        ),
        *[
            in_england(
                indicator="high-levels-of-mental-distress",
                sex=sex,
                value=share,
                unit="% of people in touch with support after trafficking",
                source="oram_2016",
            )
            for sex, share in SYMPTOMS.items()
        ],
        in_england(
            indicator="staff-who-do-not-know-what-to-ask",
            count=679,
            denominator=782,
            value=86.8,
            unit="% of NHS staff surveyed",
            source="ross_2015",
        ),
    ]
