"""How much likelier to die people in inclusion health groups are, as papers and ONS publish it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from tables import OGL, figures

from ihanalysis.sources.publications import Source

ONS = "Office for National Statistics"
DEATHS = "https://www.ons.gov.uk/peoplepopulationandcommunity/birthsdeathsandmarriages/deaths/"
CREATIVE_COMMONS, SUMMARY = "Creative Commons Attribution", "quotation of the published summary"

SOURCES = [
    Source(
        "aldridge_2018_summary",
        "National Institute for Health and Care Research",
        "Social exclusion heightens risk of death across many health conditions (summary of Aldridge and others, Lancet 2018; "
        "391: 241-250)",
        "page text",
        "2018-01-31",
        "https://evidence.nihr.ac.uk/alert/social-exclusion-heightens-risk-of-death-across-many-health-conditions",
        SUMMARY,
        "",
        "'Nearly eight times' for men and 'almost 12 times' for women: the ratios to one decimal and their intervals are in the "
        "paper, which was not read. People experiencing homelessness, in prison, in sex work or with substance use disorder "
        "together, in high-income countries: not England, and not one group.",
    ),
    Source(
        "tweed_2022",
        "The Lancet Public Health",
        "Tweed E and others, Premature mortality in people affected by co-occurring homelessness, justice involvement, opioid "
        "dependence, and psychosis",
        "Summary",
        "2022-07-27",
        "https://doi.org/10.1016/S2468-2667(22)00159-1",
        "open access",
        "",
        "Adults of Glasgow, 2014 to 2019; deaths under 75, adjusted for age, gender and deprivation, against people with none "
        "of the four.",
    ),
    Source(
        "tweed_2021",
        "Journal of Epidemiology and Community Health",
        "Tweed E and others, Health of people experiencing co-occurring homelessness, imprisonment, substance use, sex work "
        "and/or severe mental illness: systematic review; 75: 1010-1018",
        "Abstract",
        "2021-04-23",
        "https://doi.org/10.1136/jech-2020-215975",
        CREATIVE_COMMONS,
        "",
        "High-income countries; two or more of these against fewer, not against everyone.",
    ),
    Source(
        "aldridge_2019",
        "Wellcome Open Research",
        "Aldridge RW and others, Causes of death among homeless people: a population-based cross-sectional study of linked "
        "hospitalisation and mortality data in England; 4: 49",
        "Abstract",
        "2019-03-11",
        "https://doi.org/10.12688/wellcomeopenres.15151.1",
        CREATIVE_COMMONS,
        "",
        "Patients of 17 hospital homelessness schemes against patients of the most deprived fifth of areas; deaths from causes "
        "that health care can do something about.",
    ),
    Source(
        "lewer_2021",
        "Journal of Epidemiology and Community Health",
        "Lewer D and others, Hospital readmission among people experiencing homelessness in England; 75: 681-688",
        "Abstract",
        "2021-01-05",
        "https://doi.org/10.1136/jech-2020-215204",
        CREATIVE_COMMONS,
        "",
        "Emergency readmission, not death: 78 hospitals, against housed patients of deprived areas, matched by age, sex and "
        "hospital and adjusted for health.",
    ),
    Source(
        "ons_probation_2021",
        ONS,
        "Drug-related deaths and suicide in offenders in the community, England and Wales: 2011 to 2021",
        "Main points",
        "not stated on the page read",
        DEATHS + "bulletins/drugrelateddeathsandsuicideinoffendersinthecommunityenglandandwales/2011to2021",
        OGL,
        "",
        "People supervised by probation, many of whom never were in prison. Rounded in print: drug-related deaths 'over 16' "
        "times (men 'around 11', women 'around 36'), suicide 6 (men 'over 4', women 11). No intervals.",
    ),
    Source(
        "ons_prison_2019",
        ONS,
        "Drug-related deaths and suicide in prison custody in England and Wales: 2008 to 2019",
        "Main points",
        "2023-01-26",
        DEATHS + "articles/drugrelateddeathsandsuicideinprisoncustodyinenglandandwales/2023-01-26",
        OGL,
        "",
        "Men in prison against all men; it is not known how many deaths follow release. No interval.",
    ),
]

ENGLAND, ENGLAND_AND_WALES, SCOTLAND = "E92000001", "K04000001", "S92000003"
#: Reviews pool studies of many countries.
INTERNATIONAL = "high-income countries"
HOMELESS, LEAVING_PRISON = "people experiencing homelessness", "people leaving prison"
TOGETHER = "inclusion health groups together"
SEVERAL = "people with two or more of five experiences"

RATIOS = [
    # indicator, group, area, period, sex, ratio, lower, upper, times what, status, source
    ("mortality-ratio", TOGETHER, INTERNATIONAL, "2018", "male", 8, None, None,
     "everyone", "quoted claim", "aldridge_2018_summary"),
    ("mortality-ratio", TOGETHER, INTERNATIONAL, "2018", "female", 12, None, None,
     "everyone", "quoted claim", "aldridge_2018_summary"),
    ("mortality-ratio", SEVERAL, INTERNATIONAL, "1998 to 2018", "persons", 1.57, 1.38, 1.77,
     "people with fewer of them", "published", "tweed_2021"),
    ("mortality-ratio", HOMELESS, SCOTLAND, "2014 to 2019", "persons", 2.2, 1.9, 2.5,
     "people with none of four experiences", "published", "tweed_2022"),
    ("mortality-ratio-with-other-experiences", HOMELESS, SCOTLAND, "2014 to 2019", "persons", 8.4, 7.3, 9.5,
     "people with none of four experiences", "published", "tweed_2022"),
    ("emergency-readmission-ratio", HOMELESS, ENGLAND, "2013 to 2016", "persons", 2.49, 2.29, 2.7,
     "matched housed patients", "published", "lewer_2021"),
    ("mortality-ratio-suicide-in-custody", LEAVING_PRISON, ENGLAND_AND_WALES, "2008 to 2019", "male", 3.9, None, None,
     "everyone", "published", "ons_prison_2019"),
    *[
        (f"mortality-ratio-{cause}", LEAVING_PRISON, ENGLAND_AND_WALES, "2011 to 2021", sex, ratio, None, None,
         "everyone, rounded", "published", "ons_probation_2021")
        for cause, ratios in {"suicide": (6, 4, 11), "drug-related": (16, 11, 36)}.items()
        for sex, ratio in zip(("persons", "male", "female"), ratios, strict=True)
    ],
]  # fmt: skip

#: Deaths from causes amenable to health care among all deaths studied, and the share printed beside them.
AMENABLE = [
    (HOMELESS, 181, 600, 30.2),
    ("patients in the most deprived fifth of areas", 578, 2_512, 23.0),
]


def tables(compiled: Path) -> dict[str, pd.DataFrame]:
    """Ratios with the intervals that were published, and nothing in place of those that were not."""
    return {"figures": pd.concat([*_ratios(), *_amenable()], ignore_index=True)}


def _ratios() -> list[pd.DataFrame]:
    columns = ("indicator", "group", "area_code", "period", "sex", "value", "lower", "upper")
    return [
        figures(
            **dict(zip(columns, numbers, strict=True)),
            unit=f"times the rate of {comparator}",
            status=status,
            source=source,
        )
        for *numbers, comparator, status, source in RATIOS
    ]


def _amenable() -> list[pd.DataFrame]:
    return [
        figures(
            indicator="deaths-amenable-to-health-care",
            group=group,
            area_code=ENGLAND,
            period="2013 to 2016",
            count=deaths,
            denominator=all_deaths,
            value=share,
            unit="% of deaths, weighted by age and sex",
            source="aldridge_2019",
        )
        for group, deaths, all_deaths, share in AMENABLE
    ]
