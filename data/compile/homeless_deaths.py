"""Deaths of people experiencing homelessness in England and Wales, registered 2013 to 2021 (ONS)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from tables import OGL, figures, numbers, read

from ihanalysis.sources.publications import Source

ONS = "Office for National Statistics"
SERIES = "Deaths of homeless people in England and Wales"
ADDRESS = "https://www.ons.gov.uk/peoplepopulationandcommunity/birthsdeathsandmarriages/deaths/"
DATASET = ADDRESS + "datasets/deathsofhomelesspeopleinenglandandwales"
BULLETIN = ADDRESS + "bulletins/deathsofhomelesspeopleinenglandandwales/"
GROUP = "people experiencing homelessness"

_WORKBOOK_2018 = "Experimental statistics, by year of registration, ages 15 to 74."
_SECOND_HAND = "Published by ONS; read in a report of the release, not in the release."


def _source(name: str, title: str, table: str, released: str, address: str, note: str, vintage: str = "") -> Source:
    return Source(name, ONS, f"{SERIES}: {title}", table, released, address, OGL, vintage, note)


SOURCES = [
    *[
        _source(f"ons_hd_2018_table_{n}", "2013 to 2018", f"Table {n}", "2019-10-01", DATASET, _WORKBOOK_2018)
        for n in (1, 2, 4, 6)
    ],
    _source(
        "ons_hd_2020_table_7",
        "2020 registrations",
        "Table 7",
        "2021-12-01",
        DATASET,
        "Identified deaths by local authority, 2013 to 2020. ONS estimates each as identified deaths times one "
        "national uplift a year.",
        "2021",
    ),
    _source(
        "ons_hd_2020_identified",
        "2019 and 2020 registrations",
        "Table 7 and main points",
        "2021-12-01",
        DATASET,
        "The national number of identified deaths was not printed. 563 (2019) and 490 (2020) reproduce the published "
        "figures of London, the North West, Greater Manchester and Liverpool City Region.",
    ),
    _source("ons_hd_2017_bulletin", "2013 to 2017", "Main points", "2018-12-20", BULLETIN + "2013to2017", ""),
    _source(
        "ons_hd_2019_bulletin",
        "2019 registrations",
        "Main points",
        "2020-12-14",
        BULLETIN + "2019registrations",
        "",
    ),
    _source(
        "ons_hd_2020_bulletin",
        "2020 registrations",
        "Main points",
        "2021-12-01",
        BULLETIN + "2020registrations",
        "",
    ),
    _source(
        "ons_hd_2021_bulletin",
        "2021 registrations",
        "Main points",
        "2022-11-23",
        BULLETIN + "2021registrations",
        "Carries the 2020 interval as well. No local table of 2021 was found.",
    ),
    _source("ons_hd_2018_thread", "2013 to 2018", "ONS statement on release", "2019-10-01", DATASET, _SECOND_HAND),
    _source(
        "ons_hd_2020_report",
        "2020 registrations",
        "mean age",
        "2021-12-01",
        BULLETIN + "2020registrations",
        _SECOND_HAND,
    ),
    _source(
        "ons_hd_2021_report",
        "2021 registrations",
        "mean age",
        "2022-11-24",
        BULLETIN + "2021registrations",
        _SECOND_HAND,
    ),
    Source(
        "ons_deaths_2019",
        ONS,
        "Deaths registered in England and Wales (series DR), 2019",
        "sheets 8 and 9: deaths by single year of age and sex",
        "2020-07-01",
        ADDRESS + "datasets/deathsregisteredinenglandandwalesseriesdrreferencetables",
        OGL,
        "",
        "Everyone who died, at every age. Age 105 stands for 105 and over.",
    ),
]

CAUSES = {
    "Drug poisoning": "drug-poisoning",
    "Suicide": "suicide",
    "Alcohol-specific deaths": "alcohol",
    "COVID-19 (involving)": "covid-19",
}
_REPORTS = {"ons_tweets_2019": "ons_hd_2018_thread", "metro_2021": "ons_hd_2020_report"}
_REPORTS |= {"shelter_2021_via_ekklesia": "ons_hd_2021_report"}


def tables(compiled: Path) -> dict[str, pd.DataFrame]:
    """National, regional and local counts; ages, causes; deaths of everyone by age."""
    parts = [
        *_national(compiled),
        *_regions(compiled),
        _local_authorities(compiled),
        *_ages(compiled),
        *_causes(compiled),
        _mean_ages(compiled),
    ]
    return {"figures": pd.concat(parts, ignore_index=True), "figures_everyone": _deaths_of_everyone(compiled)}


def _national(compiled: Path) -> list[pd.DataFrame]:
    table = read(compiled, "homelessness/ons_homeless_deaths_national.csv")
    bulletin = {
        "2019": "ons_hd_2019_bulletin",
        "2020": "ons_hd_2021_bulletin",
        "2021": "ons_hd_2021_bulletin",
    }
    estimated = figures(
        table,
        indicator="deaths-while-homeless",
        group=GROUP,
        area_code="K04000001",
        period=table["year"],
        age_band="15-74",
        value=numbers(table["estimated_deaths"]),
        lower=numbers(table["ci95_lower"]),
        upper=numbers(table["ci95_upper"]),
        unit="estimated deaths",
        source=table["year"].map(bulletin).fillna("ons_hd_2018_table_1"),
    )
    known = table[table["identified_deaths"] != ""]
    identified = _identified(
        known, area_code="K04000001", count=numbers(known["identified_deaths"]), source="ons_hd_2018_table_1"
    )
    # Not printed for these two years: see the note of the source.
    inferred = pd.DataFrame({"year": ["2019", "2020"], "identified": [563, 490]})
    return [
        estimated,
        identified,
        _identified(
            inferred,
            area_code="K04000001",
            count=inferred["identified"],
            status="derived",
            source="ons_hd_2020_identified",
        ),
    ]


def _identified(table: pd.DataFrame, **columns: object) -> pd.DataFrame:
    shared = {"indicator": "deaths-while-homeless-identified", "group": GROUP, "age_band": "15-74"}
    return figures(table, **{**shared, "unit": "identified deaths", "period": table["year"], **columns})


def _regions(compiled: Path) -> list[pd.DataFrame]:
    table = read(compiled, "homelessness/ons_homeless_deaths_region.csv")
    table = table[(table["year"].str.len() == 4) & (table["area_code"] != "K04000001")]
    level = table["area_code"].str[:3].map({"E12": "region"}).fillna("country")
    # England is left to be summed from its authorities, some of which a later release revised: the
    # systems must add up to it.
    identified = table[(table["identified_basis"] == "published") & (table["area_code"] != "E92000001")]
    estimated = table[
        table["estimated_basis"].str.startswith("published") & ~table["estimated_basis"].str.contains("secondary")
    ]
    bulletins = estimated["source_id"].str.split(";").str[0]
    return [
        _identified(
            identified,
            area_level=level[identified.index],
            area_code=identified["area_code"],
            count=numbers(identified["identified_deaths"]),
            source="ons_hd_2018_table_6",
        ),
        figures(
            estimated,
            indicator="deaths-while-homeless",
            group=GROUP,
            area_level=level[estimated.index],
            area_code=estimated["area_code"],
            period=estimated["year"],
            age_band="15-74",
            value=numbers(estimated["estimated_deaths"]),
            unit="estimated deaths",
            source=bulletins.replace({"ons_hd_2018": "ons_hd_2018_table_6"}),
        ),
    ]


def _local_authorities(compiled: Path) -> pd.DataFrame:
    table = read(compiled, "homelessness/ons_homeless_deaths_local_authority.csv")
    table = table[(table["year"].str.len() == 4) & (table["country"] == "England")]
    return _identified(
        table,
        area_level="local authority",
        area_code=table["area_code"],
        count=numbers(table["identified_deaths"]),
        source="ons_hd_2020_table_7",
    )


def _ages(compiled: Path) -> list[pd.DataFrame]:
    table = read(compiled, "homelessness/ons_homeless_deaths_age_sex.csv")
    table = table[table["source_id"] == "ons_hd_2018"]
    shared = {
        "area_code": "K04000001",
        "sex": table["sex"],
        "age_band": table["age_group"].replace({"All ages": "15-74"}),
        "source": "ons_hd_2018_table_2",
    }
    return [
        _identified(table, count=numbers(table["identified_deaths"]), **shared),
        figures(
            table,
            indicator="deaths-while-homeless",
            group=GROUP,
            period=table["year"],
            value=numbers(table["estimated_deaths"]),
            unit="estimated deaths",
            **shared,
        ),
    ]


def _causes(compiled: Path) -> list[pd.DataFrame]:
    table = read(compiled, "homelessness/ons_homeless_deaths_cause.csv")
    table = table[table["cause"].isin(CAUSES) & (table["estimated_deaths"] != "")]
    table = table[table["source_id"] != "ons_hd_2019_bulletin_via_kaggle"]
    return [
        figures(
            rows,
            indicator=f"deaths-while-homeless-{CAUSES[cause]}",
            group=GROUP,
            area_code="K04000001",
            period=rows["year"],
            age_band="15-74",
            count=numbers(rows["identified_deaths"]),
            value=numbers(rows["estimated_deaths"]),
            unit="estimated deaths",
            source=rows["source_id"].replace({"ons_hd_2018": "ons_hd_2018_table_4"}),
        )
        for cause, rows in table.groupby("cause")
    ]


def _mean_ages(compiled: Path) -> pd.DataFrame:
    table = read(compiled, "homelessness/mean_age_at_death.csv")
    table = table[(table["statistic"] == "mean") & table["basis"].str.startswith("published")]
    homeless = table["population"] == "homeless people"
    # The bulletins of 2017 and 2019 print the general population's means beside the others.
    return figures(
        table,
        indicator="mean-age-at-death",
        group=homeless.map({True: GROUP, False: "everyone"}),
        area_code="K04000001",
        period=table["period"],
        sex=table["sex"],
        age_band=table["age_range"],
        value=numbers(table["age_years"]),
        unit="years",
        source=table["source_id"].replace(_REPORTS),
    )


def _deaths_of_everyone(compiled: Path) -> pd.DataFrame:
    table = read(compiled, "homelessness/general_deaths_by_age_england_wales.csv")
    table = table[table["year"] >= "2013"]
    return figures(
        table,
        indicator="deaths",
        area_code="K04000001",
        period=table["year"],
        sex=table["sex"],
        age_band=table["age"],
        count=numbers(table["deaths"]),
        unit="deaths",
        source="ons_deaths_2019",
    )
