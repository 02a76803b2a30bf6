"""Households helped by councils in England, 2018-19 to 2025: duties, temporary accommodation, needs (MHCLG, H-CLIC).

Every year is the sum of its four quarters. A council that lacks one of the four is
`not available` for the year: the count of three quarters is not that of a year. A
system's figure then rests on the other councils, and says on how many.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from tables import OGL, figures, numbers, read

from ihanalysis.sources.publications import Source

PUBLISHER = "Ministry of Housing, Communities and Local Government"
ADDRESS = "https://www.gov.uk/government/statistical-data-sets/live-tables-on-homelessness"
LOCAL = "local authority"

HOMELESS, TRAVELLER = "people experiencing homelessness", "Gypsy or Irish Traveller"
LEAVING_PRISON, MIGRANTS = "people leaving prison", "vulnerable migrants"
DEPENDENCE, SEX_WORK = "people with drug or alcohol dependence", "people engaged in sex work"
MODERN_SLAVERY = "victims of modern slavery"

#: Each year: first and last release among its four quarters, and its set of local authority codes.
YEARS = {
    "2018-19": ("2019-12-18 to 2020-03-19 (printed as 2019)", "2018"),
    "2019-20": ("2020-03-19 to 2020-08-20", "2019"),
    "2020-21": ("2020-10 to 2021-07-22", "2020"),
    "2021-22": ("2021-10-28 to 2022-07-28", "2021"),
    "2022-23": ("2022-11-24 to 2023-07-25", "2021"),
    "2023-24": ("2023-11-30 to 2024-08-08", "2023"),
    "2024-25": ("2024-12-03 to 2025-07-22", "2023"),
    "2025": ("2025-07-22 to 2026-04-30", "2025"),
}
#: The quarters whose end is held for temporary accommodation: every March, and the latest.
QUARTERS = {
    "2019-03-31": ("2020-03-19 (printed as 2019)", "2018"),
    "2020-03-31": ("2020-08-20", "2019"),
    "2021-03-31": ("2021-07-22", "2020"),
    "2022-03-31": ("2022-07-28", "2021"),
    "2023-03-31": ("2023-07-25", "2021"),
    "2024-03-31": ("2024-08-08", "2023"),
    "2025-03-31": ("2025-07-22", "2023"),
    "2025-12-31": ("2026-04-30", "2025"),
}
LATEST_YEAR = "2025"
#: Barnsley and Sheffield carry their old codes in the first quarter of 2025 and the new ones after it.
RECODED = {"E08000016": "E08000038", "E08000019": "E08000039"}

_IMPUTED = (
    "England and regions are rounded to 10 and include estimates for councils that did not return; a council without a "
    "figure is missing, never none."
)
_A_YEAR = f"Four quarters as first published, 2 to 3% below the later annual release. {_IMPUTED}"
_RECORDED = "Households helped, not people and not prevalence; what councils record differs more than need does."
#: Sheet of the workbooks: its name, what it holds, its trap, and the years it was not published for councils.
SHEETS = {
    "a1": ("A1", "initial assessments", "Households, not people, set against households in the area.", ()),
    "ta1": ("TA1", "temporary accommodation", "Households at the end of the quarter.", tuple(YEARS)),
    "a2": ("A2 (A2P and A2R)", "reason for loss of last settled home", f"{_RECORDED} Never added to A4.", ()),
    "a3": ("A3", "support needs", f"{_RECORDED} A household can have several.", ()),
    "a4": ("A4 (A4P and A4R)", "accommodation at application", f"{_RECORDED} Never added to A2.", ()),
    "a7": (
        "A7",
        "referrals",
        "Of households assessed, whether a duty is owed or not. Prison referrals fall and those of probation rise as "
        "recording changed: the two are read together.",
        ("2018-19",),
    ),
    "a8": (
        "A8",
        "ethnicity of main applicants",
        f"{_RECORDED} There is no Roma category. Ethnicity is not known for 3% at the median council and up to 45%.",
        ("2019-20", "2020-21"),
    ),
}


def _source(sheet: str, period: str, released: str, vintage: str) -> Source:
    table, subject, trap, _ = SHEETS[sheet]
    note = f"{trap} {_IMPUTED if sheet == 'ta1' else _A_YEAR}"
    title = f"Statutory homelessness: detailed local authority-level tables, {period}"
    return Source(
        _cited(sheet, period),
        PUBLISHER,
        title,
        f"{table}: {subject}",
        released,
        ADDRESS,
        OGL,
        vintage,
        note,
    )


def _cited(sheet: str, period: str) -> str:
    return f"hclic_{sheet}_{period.removesuffix('-31').replace('-', '_')}"


SOURCES = [
    *[_source("ta1", quarter, *printed) for quarter, printed in QUARTERS.items()],
    *[
        _source(sheet, year, *printed)
        for sheet, (*_, unpublished) in SHEETS.items()
        for year, printed in YEARS.items()
        if year not in unpublished
    ],
]


@dataclass(frozen=True, slots=True)
class Category:
    """A category of the detailed tables: what it is called here and which printed ones add up to it."""

    indicator: str
    group: str
    sheet: str
    printed: tuple[str, ...]
    #: The first year held for councils; England and regions are held from the first one published.
    since: str = "2018-19"


CATEGORIES = (
    Category("households-with-any-support-need", HOMELESS, "a3", ("one_or_more_support_needs",)),
    Category("support-need-mental-ill-health", HOMELESS, "a3", ("mental_health_history",)),
    Category("support-need-physical-ill-health", HOMELESS, "a3", ("physical_ill_health_disability",)),
    Category("support-need-learning-disability", HOMELESS, "a3", ("learning_disability",)),
    Category("support-need-domestic-abuse", HOMELESS, "a3", ("domestic_abuse",)),
    Category("support-need-rough-sleeping", HOMELESS, "a3", ("rough_sleeping_history",)),
    Category("support-need-offending-history", LEAVING_PRISON, "a3", ("offending_history",)),
    Category("support-need-alcohol-dependency", DEPENDENCE, "a3", ("alcohol_dependency",)),
    Category("support-need-drug-dependency", DEPENDENCE, "a3", ("drug_dependency",)),
    Category("support-need-sexual-abuse-or-exploitation", SEX_WORK, "a3", ("sexual_abuse_exploitation",), "2024-25"),
    Category("support-need-former-asylum-seeker", MIGRANTS, "a3", ("former_asylum_seeker",), "2024-25"),
    Category("support-need-modern-slavery", MODERN_SLAVERY, "a3", ("modern_slavery_victim",)),
    Category("lost-home-custody", LEAVING_PRISON, "a2", ("reason_left_custody",)),
    Category("lost-home-asylum-support-ended", MIGRANTS, "a2", ("reason_asylum_support_ended",), "2022-23"),
    Category("lost-home-resettlement-ended", MIGRANTS, "a2", ("reason_resettlement_placement_lost",)),
    Category(
        "lost-home-hospital",
        HOMELESS,
        "a2",
        ("reason_left_general_hospital", "reason_left_psychiatric_hospital"),
    ),
    Category("accommodation-custody", LEAVING_PRISON, "a4", ("acc_left_custody",), "2024-25"),
    Category("accommodation-asylum-support", MIGRANTS, "a4", ("acc_nass_accommodation",), "2024-25"),
    Category(
        "accommodation-hospital",
        HOMELESS,
        "a4",
        ("acc_left_general_hospital", "acc_left_psychiatric_hospital"),
        "2024-25",
    ),
    Category(
        "referred-by-prison-or-probation",
        LEAVING_PRISON,
        "a7",
        # Community rehabilitation companies were part of probation until 2021.
        ("prison", "probation", "community_rehabilitation_company"),
        "2022-23",
    ),
    Category("referred-by-prison", LEAVING_PRISON, "a7", ("prison",), LATEST_YEAR),
    Category(
        "referred-by-probation",
        LEAVING_PRISON,
        "a7",
        ("probation", "community_rehabilitation_company"),
        LATEST_YEAR,
    ),
    Category(
        "referred-by-hospital",
        HOMELESS,
        "a7",
        ("hospital_ae_utc_inpatient", "mental_health_inpatient"),
        "2024-25",
    ),
    Category(
        "applicants-gypsy-or-irish-traveller",
        TRAVELLER,
        "a8",
        ("eth_white_gypsy_or_irish_traveller",),
        "2021-22",
    ),
    Category("applicants-ethnicity-not-known", HOMELESS, "a8", ("eth_not_known",), "2025"),
)
#: The detailed tables that hold each sheet, and the name of its figures here.
_FILES = {
    "a2": "prior_accommodation",
    "a3": "support_needs",
    "a4": "prior_accommodation",
    "a7": "referrals",
    "a8": "applicant_characteristics",
}
_TABLES = {
    "a2": "lost_homes",
    "a3": "support_needs",
    "a4": "accommodation",
    "a7": "referrals",
    "a8": "applicants",
}
#: Column of the sheet, and the first period held for councils.
_DUTIES = {
    "households-owed-a-duty": ("households_owed_prevention_or_relief_duty", "2018-19"),
    "households-owed-prevention-duty": ("households_owed_prevention_duty", "2024-25"),
    "households-owed-relief-duty": ("households_owed_relief_duty", "2024-25"),
}
_ACCOMMODATED = {
    "households-in-temporary-accommodation": ("households_in_temporary_accommodation", "2019"),
    "households-with-children-in-temporary-accommodation": ("households_with_children_in_ta", "2025-12"),
    "children-in-temporary-accommodation": ("children_in_ta", "2025-12"),
}


def tables(compiled: Path) -> dict[str, pd.DataFrame]:
    """One table a sheet of the workbooks."""
    held = {
        "figures_duties": _duties(compiled),
        "figures_temporary_accommodation": _temporary_accommodation(compiled),
    }
    for sheet, name in _TABLES.items():
        table = _detail(compiled, _FILES[sheet])
        parts = [_category(table, category) for category in CATEGORIES if category.sheet == sheet]
        held[f"figures_{name}"] = pd.concat(parts, ignore_index=True)
    return held


def _duties(compiled: Path) -> pd.DataFrame:
    years = read(compiled, "homelessness/statutory_homelessness_local_authority_annual.csv")
    years = years[years["financial_year"].isin(list(YEARS))].rename(columns={"financial_year": "period"})
    table = pd.concat([years, _latest_year(compiled)], ignore_index=True)
    parts = [_counts(table, name, "a1", *held) for name, held in _DUTIES.items()]
    return pd.concat(parts, ignore_index=True)


def _latest_year(compiled: Path) -> pd.DataFrame:
    """The calendar year from its four quarters, where all four were returned."""
    table = read(compiled, "homelessness/statutory_homelessness_local_authority.csv")
    table = table[table["quarter_ending"].str.startswith(LATEST_YEAR)]
    table = table.assign(area_code=table["area_code"].replace(RECODED)).sort_values("quarter_ending")
    area = [table["area_level"], table["area_code"]]
    columns = [column for column, _ in _DUTIES.values()]
    counts = {column: numbers(table[column]).groupby(area).sum(min_count=4) for column in columns}
    # As for financial years, the households in the area are those of the last quarter.
    households = table.groupby(area)["households_in_area_thousands"].last()
    year = pd.DataFrame({**counts, "households_in_area_thousands": households})
    year = year.assign(period=LATEST_YEAR).reset_index()
    return year.astype(object).where(year.notna(), "").astype(str)


def _temporary_accommodation(compiled: Path) -> pd.DataFrame:
    table = read(compiled, "homelessness/statutory_homelessness_local_authority.csv")
    table = table.assign(period=table["quarter_ending"] + "-31")
    table = table[table["period"].isin(list(QUARTERS))]
    parts = [_counts(table, name, "ta1", *held, status="published") for name, held in _ACCOMMODATED.items()]
    return pd.concat(parts, ignore_index=True)


def _counts(
    table: pd.DataFrame, indicator: str, sheet: str, column: str, since: str, status: str = "derived"
) -> pd.DataFrame:
    table = table[(table["area_level"] != LOCAL) | (table["period"] >= since)]
    count = numbers(table[column])
    households = (numbers(table["households_in_area_thousands"]) * 1000).round()
    return figures(
        table,
        indicator=indicator,
        group=HOMELESS,
        area_level=table["area_level"],
        area_code=table["area_code"],
        period=table["period"],
        count=count,
        denominator=households.where(count.notna()),
        unit="children" if indicator.startswith("children") else "households",
        status=count.notna().map({True: status, False: "not available"}),
        source=[_cited(sheet, period) for period in table["period"]],
    )


def _detail(compiled: Path, name: str) -> pd.DataFrame:
    """Councils, regions and England of one of the detailed tables."""
    councils = pd.concat(
        read(compiled, f"homelessness/hclic_{name}_local_authority{years}")
        for years in (".csv", "_2018_to_2023.csv.gz")
    )
    councils = councils.rename(columns={"lad_code": "area_code"}).assign(area_level=LOCAL)
    above = read(compiled, "homelessness/hclic_england_region.csv")
    above = above[above["topic"] == name]
    columns = [
        *("area_level", "area_code", "period", "category"),
        *("households", "denominator_households", "status"),
    ]
    return pd.concat([councils[columns], above[columns]], ignore_index=True)


def _category(table: pd.DataFrame, category: Category) -> pd.DataFrame:
    printed = table[table["category"].isin(category.printed)]
    england = printed[(printed["area_level"] == "country") & (printed["households"] != "")]
    # An option that opened within a year has no figure for that year anywhere.
    complete = england.groupby("period")["category"].nunique() == len(category.printed)
    held = printed["period"].map(complete).fillna(False).astype(bool)
    held &= (printed["area_level"] != LOCAL) | (printed["period"] >= category.since)
    rows = printed[held].assign(
        count=lambda t: numbers(t["households"]), whole=lambda t: numbers(t["denominator_households"])
    )
    rows["suppressed"] = rows["status"].str.startswith("suppressed")
    rows = rows.groupby(["area_level", "area_code", "period"], as_index=False).agg(
        count=("count", lambda c: c.sum(min_count=len(category.printed))),
        whole=("whole", "first"),
        suppressed=("suppressed", "any"),
    )
    known = rows["count"].notna()
    status = rows["suppressed"].map({True: "suppressed", False: "not available"}).mask(known, "derived")
    return figures(
        rows,
        indicator=category.indicator,
        group=category.group,
        area_level=rows["area_level"],
        area_code=rows["area_code"],
        period=rows["period"],
        count=rows["count"],
        denominator=rows["whole"].where(known),
        unit="households",
        status=status,
        source=[_cited(category.sheet, period) for period in rows["period"]],
    )
