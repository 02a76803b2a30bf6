"""Gypsy or Irish Traveller and Roma residents, and what is published about their health."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from tables import EVERYONE, OGL, figures, numbers, read

from ihanalysis.sources.publications import Source

ONS = "Office for National Statistics"
ETHNICITY = "https://www.ons.gov.uk/peoplepopulationandcommunity/culturalidentity/ethnicity/"
HEALTH = "https://www.ons.gov.uk/peoplepopulationandcommunity/healthandsocialcare/"
CENSUS_DAY = "2021-03-21"
TRAVELLER, ROMA = "Gypsy or Irish Traveller", "Roma"
STUDY_GROUP, STUDY_COMPARATOR = (
    "Gypsies and Travellers in the 2004 study",
    "matched comparators in the 2004 study",
)
_QUOTED = "Read in a report that quotes ONS, not in the release."

SOURCES = [
    Source(
        "census_2021_ts021",
        ONS,
        "Ethnic group, England and Wales: Census 2021 (TS021)",
        "Figure 3, local authorities",
        "2022-11-29",
        ETHNICITY + "bulletins/ethnicgroupenglandandwales/census2021",
        OGL,
        "2021",
        "Tick-box answers. The census undercounts both groups; small counts are perturbed and can be a few out.",
    ),
    Source(
        "census_2021_traveller_health",
        ONS,
        "Gypsy or Irish Traveller populations, England and Wales: Census 2021",
        "general health",
        "2023-10-13",
        ETHNICITY + "articles/gypsyoririshtravellerpopulationsenglandandwales/census2021",
        OGL,
        "",
        f"Tick-box and write-in answers, 71,440 people; crude. {_QUOTED}",
    ),
    Source(
        "census_2021_roma_health",
        ONS,
        "Roma populations, England and Wales: Census 2021",
        "general health at ages 65 to 69",
        "not stated on the page read",
        ETHNICITY + "articles/romapopulationsenglandandwales/census2021",
        OGL,
        "",
        "One age group only.",
    ),
    Source(
        "census_2021_disability_groups",
        ONS,
        "Protected characteristics by disability status, England and Wales: Census 2021",
        "main points",
        "2023-05-17",
        HEALTH + "disability/articles/protectedcharacteristicsbydisabilitystatusenglandandwalescensus2021/2023-05-17",
        OGL,
        "",
        "Age-standardised; published without an interval.",
    ),
    Source(
        "census_2021_ts038asp",
        ONS,
        "Disability, age-standardised proportions: Census 2021 (TS038ASP)",
        "England",
        "not stated on the page read",
        "https://www.ons.gov.uk/datasets/TS038ASP/editions/2021/versions",
        OGL,
        "",
        "Limited a lot, 7.5%, and limited a little, 10.2%, added.",
    ),
    Source(
        "healthwatch_2016",
        "Healthwatch Cambridgeshire",
        "Better care needed for local Gypsies, Romany and Travellers (Our Health Matters)",
        "a statement by a lead nurse for Gypsy Traveller health",
        "2016-03-03",
        "https://www.healthwatchcambridgeshire.co.uk/report/2016-03-03/better-care-needed-local-gypsies-romany-and-travellers",
        "quotation",
        "",
        "The earliest dated statement of the claim. Its sample, year, ages and wording could not be found.",
    ),
    Source(
        "parry_2004",
        "University of Sheffield, for the Department of Health",
        "Parry G and others, The Health Status of Gypsies and Travellers in England",
        "self-reported illness, 260 pairs matched by age and sex",
        "2004-10",
        "https://jech.bmj.com/content/61/3/198",
        "quotation of published counts",
        "",
        "A quota sample in five places. Counts read in a reproduction of the report's table; the address is that of the paper on the study.",
    ),
]

HEALTH_ROWS = [
    # indicator, group, value, everyone's value, area, age band, unit, the group's and everyone's source
    ("disability", TRAVELLER, 33.2, 17.7, "E92000001", "all ages", "% of residents, age-standardised",
     "census_2021_disability_groups", "census_2021_ts038asp"),
    ("bad-health", TRAVELLER, 12.5, 5.2, "K04000001", "all ages", "% of residents, crude",
     "census_2021_traveller_health", "census_2021_traveller_health"),
    ("bad-health", ROMA, 20.2, 9.8, "K04000001", "65-69", "% of residents, crude",
     "census_2021_roma_health", "census_2021_roma_health"),
]  # fmt: skip

#: Counts among 260 people in each of the two matched groups: Parry and others 2004.
STUDY_PAIRS = 260
STUDY_ROWS = {
    "arthritis": (57, 25),
    "asthma": (56, 14),
    "eye-problems": (28, 9),
    "bronchitis": (27, 5),
    "heart-disease": (20, 9),
}


def tables(compiled: Path) -> dict[str, pd.DataFrame]:
    """Residents by local authority; health of the groups and of everyone."""
    return {"figures": pd.concat([_residents(compiled), _health(), _study(), _claim()], ignore_index=True)}


def _residents(compiled: Path) -> pd.DataFrame:
    table = read(compiled, "gypsy_roma_traveller/census2021_ethnic_population_local_authority.csv")
    groups = {
        "White: Gypsy or Irish Traveller": TRAVELLER,
        "White: Roma": ROMA,
        "All usual residents (sum of 19 published groups)": EVERYONE,
    }
    # Wales has no integrated care systems; its total stays for the sum over England and Wales.
    level = (
        table["area_code"]
        .str[:3]
        .map({"E92": "country", "W92": "country", "K04": "country", "E12": "region"})
        .fillna("local authority")
    )
    table = table.assign(level=level)[~table["area_code"].str.startswith("W06")]
    return figures(
        table,
        indicator="census-residents",
        group=table["ethnic_group"].map(groups),
        area_level=table["level"],
        area_code=table["area_code"],
        period=CENSUS_DAY,
        count=numbers(table["value"]),
        denominator=numbers(table["denominator"]),
        unit="people",
        status=(table["level"] == "local authority").map({True: "published", False: "derived"}),
        source="census_2021_ts021",
    )


def _health() -> pd.DataFrame:
    rows = []
    for indicator, group, value, everyone, area, age_band, unit, source, their_source in HEALTH_ROWS:
        shared = {
            "indicator": indicator,
            "area_code": area,
            "period": CENSUS_DAY,
            "age_band": age_band,
            "unit": unit,
        }
        status = "derived" if their_source == "census_2021_ts038asp" else "published"
        rows += [
            figures(group=group, value=value, source=source, **shared),
            figures(value=everyone, status=status, source=their_source, **shared),
        ]
    return pd.concat(rows)


def _study() -> pd.DataFrame:
    rows = []
    for condition, counts in STUDY_ROWS.items():
        for group, count in zip((STUDY_GROUP, STUDY_COMPARATOR), counts, strict=True):
            rows.append(
                figures(
                    indicator=f"study-{condition}",
                    group=group,
                    area_code="E92000001",
                    period="2004",
                    age_band="adults",
                    count=count,
                    denominator=STUDY_PAIRS,
                    unit="people interviewed",
                    source="parry_2004",
                )
            )
    return pd.concat(rows)


def _claim() -> pd.DataFrame:
    shared = {
        "indicator": "long-term-condition-claim",
        "area_code": "E92000001",
        "period": "not stated",
        "unit": "%",
        "status": "quoted claim",
        "source": "healthwatch_2016",
    }
    return pd.concat([figures(group="English Gypsies", value=42, **shared), figures(value=18, **shared)])
