"""Small files in the layout of each publication, with numbers that pass its checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ihanalysis.areas import Areas

from .building import Cell, Rows

AGES = [*map(str, range(95)), "95+"]
REGIONS = ("Y56", "Y58", "Y59", "Y60", "Y61", "Y62", "Y63")
REGIONS_HEADER = ["PUBLICATION", "EXTRACT_DATE", "ORG_TYPE", "ORG_CODE", "ONS_CODE", "SEX", "AGE", "NUMBER_OF_PATIENTS"]
ENGLAND, ENGLAND_AND_WALES = "E92000001", "K04000001"
ENGLISH_REGIONS = [f"E1200000{n}" for n in range(1, 10)]


def local_authorities(areas: Areas, codes: str) -> list[str]:
    return sorted(set(areas.shares.loc[areas.shares["local_authorities"] == codes, "code"]))


def shared_out(whole: int, parts: int) -> list[int]:
    return [whole // parts + (n < whole % parts) for n in range(parts)]


# Patients registered at a GP practice


def patients_of_system(number: int) -> int:
    """At each single year of age, of each sex."""
    return 7_500 + 40 * number


def regions_file(
    areas: Areas, day: str = "2026-08-01", boundaries: str = "2026", types: str = "2026"
) -> list[list[Cell]]:
    """The regions file: every system, 106 locations, 7 regions and networks, each with 195 rows."""
    systems = areas.of(boundaries)
    names = {
        "2026": ("Comm Region", "ICB", "SUB_ICB_LOCATION_CODE", "PCN"),
        "2022": ("Comm Region", "ICB", "SUB_ICB_LOCATION", "PCN"),
        "2021": ("COMM REGION", "STP", "CCG", "PCN"),
    }[types]
    everyone = sum(patients_of_system(n) for n in range(len(systems)))
    levels: list[tuple[str, str, str, int]] = []
    levels += [(names[1], s.ods_code, s.code, patients_of_system(n)) for n, s in enumerate(systems)]
    levels += [
        (names[0], c, f"E4000000{n}", p)
        for n, (c, p) in enumerate(zip(REGIONS, shared_out(everyone, 7), strict=True), 3)
    ]
    levels += [(names[2], f"L{n:03}", f"E38000{n:03}", p) for n, p in enumerate(shared_out(everyone, 106))]
    levels += [(names[3], "U", "", 800), (names[3], "U00001", "", everyone - 800)]
    rows: list[list[Cell]] = [list(REGIONS_HEADER)]
    for kind, code, ons_code, patients in levels:
        for sex, age, count in _by_sex_and_age(patients):
            rows.append(["GP_PRAC_PAT_LIST", day, kind, code, ons_code, sex, age, count])
    return rows


def _by_sex_and_age(patients: int) -> Iterator[tuple[str, str, int]]:
    yield "ALL", "ALL", patients * 2 * len(AGES)
    for sex in ("FEMALE", "MALE"):
        yield sex, "ALL", patients * len(AGES)
        for age in AGES:
            yield sex, age, patients


def map_file(areas: Areas, day: str = "01Aug2026", boards: bool = True) -> list[list[Cell]]:
    """The map of practices: a practice or more in each system."""
    location, system = ("SUB_ICB_LOCATION", "ICB") if boards else ("CCG", "STP")
    header = [
        "PUBLICATION",
        "EXTRACT_DATE",
        "PRACTICE_CODE",
        "PRACTICE_NAME",
        "PRACTICE_POSTCODE",
        "PCN_CODE",
        "PCN_NAME",
    ]
    header += [f"ONS_{location}_CODE", f"{location}_CODE", f"{location}_NAME"]
    header += [f"ONS_{system}_CODE", f"{system}_CODE", f"{system}_NAME"]
    header += ["ONS_COMM_REGION_CODE", "COMM_REGION_CODE", "COMM_REGION_NAME", *(["SUPPLIER_NAME"] if boards else [])]
    rows: list[list[Cell]] = [list(header)]
    for n, found in enumerate(areas.of("2026" if boards else "2023")):
        for practice in range(2):
            network = ["U", "Unallocated"] if practice else [f"U{n:05}", f"NETWORK {n}, NORTH"]
            row: list[Cell] = [
                "GP_PRAC_PAT_LIST",
                day,
                f"A{n:03}{practice:02}",
                "THE SURGERY, HIGH STREET",
                "AB1 2CD",
                *network,
            ]
            row += [f"E38000{n:03}", f"L{n:03}", f"LOCATION {n}", found.code, found.ods_code, found.full_name]
            row += ["E40000003", "Y56", "London", *(["EMIS"] if boards else [])]
            rows.append(row)
    return rows


# Deaths of people experiencing homelessness

#: Identified deaths in 2013, and one more each year; the uplift is 1.2 in every year.
DEATHS = {"E06000002": 10, "E06000003": 0, "E08000003": 25, "W06000015": 5}
REGION_OF = {"E06000002": "E12000001", "E06000003": "E12000001", "E08000003": "E12000002", "W06000015": "W92000004"}
PARTS = {
    "E12000001": ["E06000002", "E06000003"],
    "E12000002": ["E08000003"],
    ENGLAND: ["E06000002", "E06000003", "E08000003"],
    "W92000004": ["W06000015"],
    ENGLAND_AND_WALES: list(DEATHS),
}
UPLIFT = 1.2


def identified(area: str, year: int) -> int:
    if area in PARTS:
        return sum(identified(part, year) for part in PARTS[area])
    return DEATHS[area] + (year - 2013 if DEATHS[area] else 0)


def estimated(area: str, year: int, places: int = 0) -> float:
    found = identified(area, year) * UPLIFT
    return round(found, places) if places else float(int(found + 0.5))


def deaths_of_february_2019() -> dict[str, Rows]:
    """Two header rows, years ascending, footnotes glued, authorities under their region."""
    years = list(range(2013, 2018))
    header: list[Cell] = ["Code", "Name", "Identified deaths", *[None] * 4, "Estimated deaths3", *[None] * 4]
    header += ["Estimated deaths per 100,000 total population4", *[None] * 4, "5 years combined"]
    order = [ENGLAND_AND_WALES, ENGLAND, "W92000004", None, "E12000001", "E06000002", "E06000003"]
    order += [None, "E12000002", "E08000003", None, "W92000004", "W06000015"]
    rows: list[list[Cell]] = [["Back to contents page"], ["Table 1"], ["Deaths of homeless people by local authority"]]
    rows += [["Rates calculated where there are fewer than 20 deaths ..."], header, [None, None, *years * 3]]
    for area in order:
        if area is None:
            rows.append([])
            continue
        counts: list[Cell] = [identified(area, year) for year in years]
        counts += [estimated(area, year) for year in years]
        rows.append([area, f"Name of {area}      ", *counts, "-6", "Z7", "z", "-", 1.2, 1.0])
    rows += [[], ["Footnotes"], ["1 Figures are for deaths registered"], ["E06000099", "a footnote, not an area"]]
    contents = [["Contents", "Deaths of homeless people in England and Wales: 2013 to 2017 Local Authority level data"]]
    return {"Contents": contents, "Notes, Terms and Conditions ": [["© Crown copyright 2019"]], "Table 1": rows}


def deaths_of_october_2019() -> dict[str, Rows]:
    """Eleven sheets in the original: national, ages, causes, regions, authorities; years descending, a spacer."""
    years = list(range(2018, 2012, -1))
    top: list[list[Cell]] = [["Back to contents page"], ["Table"], ["Deaths of homeless people"], []]
    block: list[Cell] = [*years, None, *years]
    heads: list[Cell] = ["Identified deaths", *[None] * 6, "Estimated deaths", *[None] * 5]

    def counts(area: str, places: int = 2) -> list[Cell]:
        return [*(identified(area, y) for y in years), None, *(estimated(area, y, places) for y in years)]

    national: list[list[Cell]] = [*top, ["Registration year", "Identified deaths", "Estimated deaths", *[None] * 4]]
    national += [[None, None, "Number of deaths", "Standard error", "Lower", "Upper", "Rate per million population"]]
    national += [
        [y, identified(ENGLAND_AND_WALES, y), estimated(ENGLAND_AND_WALES, y, 4), 16.1, 40.0, 60.0, 11.4] for y in years
    ]
    ages: list[list[Cell]] = [*top, ["Sex", "Age group", None, *heads], [None, None, None, *block], []]
    for sex in ("Males", "Females"):
        ages.append([sex, "All ages", None, *[4] * 6, None, *[4.8] * 6])
        ages += [[None, band, None, *[2] * 6, None, *[2.4] * 6] for band in ("15-19", "20-24")]
        ages.append([])
    causes: list[list[Cell]] = [*top, [None, None, *heads], ["Definition", None, *block]]
    causes += [[f"{name}{n}", None, *[6] * 6, None, *[7.2] * 6] for n, name in ((4, "Drug poisoning"), (5, "Suicide"))]
    regions: list[list[Cell]] = [*top, [], ["Area code", None, None, "Area name", None, *heads]]
    regions += [[None, None, None, None, None, *block]]
    regions += [[area, "Name", None, None, None, *counts(area)] for area in PARTS]
    local: list[list[Cell]] = [*top, [], ["Area code", "Area name", None, *heads], [None, None, None, *block]]
    local += [[area, "Name", None, *counts(area)] for area in DEATHS]
    local += [[], ["Footnotes"]]
    names = {"Table 1": national, "Table 2": ages, "Table 4": causes, "Table 6": regions, "Table 7": local}
    return {
        "Contents": [["Deaths of homeless people in England and Wales: 2018"], ["Release date: 2019-10-01"]],
        **names,
    }


def deaths_of_december_2021(areas: Areas) -> dict[str, Rows]:
    """One header row of 29 columns, years descending, every authority listed, footnotes in brackets."""
    years = list(range(2020, 2012, -1))
    note = "[note 4][note 10][note 11]"
    rates: list[Cell] = [f"{y} - Estimated deaths per million total population {note}" for y in years]
    rates[3] = f"2017 - Estimated deaths per million total population [{note}"
    header: list[Cell] = [
        "Area code",
        "Area name",
        *(f"{y} - Identified deaths" for y in years),
        "Total Identified deaths",
    ]
    header += [
        *(f"{y} - Estimated deaths" for y in years),
        "Total estimated deaths",
        *rates,
        "Total estimated deaths per ...",
    ]
    rows: list[list[Cell]] = [
        ["Table 7: Deaths of homeless people by local authority"],
        ["Notes"],
        ["Source: ONS"],
        header,
    ]
    for code in [*local_authorities(areas, "2021"), "W06000015"]:
        counts = [identified(code, y) if code in DEATHS else 0 for y in years]
        guesses = [estimated(code, y) if code in DEATHS else 0 for y in years]
        shown: list[Cell] = [39.200000000000003 if n else ":" for n in counts]
        rows.append([code, "Name", *counts, sum(counts), *guesses, sum(guesses), *shown, ":"])
    return {
        "Cover": [["Homeless deaths: 2020 registrations"], ["Released: 2021-12-01"]],
        "Table 1": [["Notes"]],
        "Table 7": rows,
    }


# People sleeping rough

PLACES = {"E06000002": "E12000001", "E08000003": "E12000002", "E09000007": "E12000007"}


def sleeping_rough(area: str, year: int) -> int:
    if area in PLACES:
        return 4 * (list(PLACES).index(area) + year - 2009)
    return sum(sleeping_rough(code, year) for code, region in PLACES.items() if area in (region, ENGLAND))


def snapshot_of_2022() -> dict[str, Rows]:
    """Four columns of names and codes, aggregates marked ---, one column of 2020 headed 2021."""
    years = list(range(2010, 2023))
    left = ["Local authority ONS code", "Local authority", "Region", "Region ONS code"]

    def table(title: str, header: list[Cell], cells: Callable[[str], list[int]]) -> list[list[Cell]]:
        rows: list[list[Cell]] = [[title], ["England, autumn 2010-2022"], [], [*left, *header]]
        for area in [ENGLAND, *sorted(set(PLACES.values()))]:
            rows.append(["---", "---", "Name", area, *cells(area)])
        rows.append(["---", "---", "Rest of England", "-", *cells(ENGLAND)])
        for area, region in PLACES.items():
            rows.append([area, "Name", "Region", region, *cells(area)])
        return [
            *rows,
            [],
            ["Contact:", "statistics"],
            ["Last Update:", "28 February 2023"],
            ["1 People sleeping rough are"],
        ]

    def parts(names: list[str], shares: list[int]) -> tuple[list[Cell], Callable[[str], list[int]]]:
        header: list[Cell] = [f"{name} {year}" for year in range(2017, 2023) for name in [*names, "Total"]]

        def cells(area: str) -> list[int]:
            found = []
            for year in range(2017, 2023):
                quarter = sleeping_rough(area, year) // 4
                found += [*(quarter * share for share in shares), sleeping_rough(area, year)]
            return found

        return header, cells

    nationality = parts(["UK", "EU", "Non-EU, Non-UK", "Not known"], [1, 1, 1, 1])
    nationality[0][nationality[0].index("Non-EU, Non-UK 2020")] = "Non-EU, Non-UK 2021"
    return {
        "Contents": [[None, "Annual Rough Sleeping Snapshot in England: autumn 2022"]],
        "Table 1 Total": table(
            "Table 1: Total number of people sleeping rough",
            list(years),
            lambda a: [sleeping_rough(a, y) for y in years],
        ),
        "Table 2a Gender": table("Table 2a", *parts(["Female", "Male", "Not known"], [1, 2, 1])),
        "Table 2b Nationality": table("Table 2b", *nationality),
        "Table 2c Age": table("Table 2c", *parts(["Under 18", "18 - 25", "Over 26", "Not known"], [0, 1, 2, 1])),
        "Table 5 Rates": [["Table 5: Rate of people sleeping rough"]],
    }


def snapshot_of_2025() -> dict[str, Rows]:
    """Header in row 5, shorthand in brackets, labels over the wrong columns as in 2024."""
    years = list(range(2010, 2026))
    header: list[Cell] = ["Local Authority Name", "Local Authority Code", "Region Name", "Region Code", *years]
    rows: list[list[Cell]] = [["Table 1"], ["Shorthand: [x] not available"], ["Source"], [], header]
    rows.append([ENGLAND, "England", "[z]", "[z]", *(sleeping_rough(ENGLAND, y) for y in years)])
    for area in sorted(set(PLACES.values())):
        rows.append(["[z]", "[z]", area, "Name", *(sleeping_rough(area, y) for y in years)])
    for area, region in PLACES.items():
        rows.append([area, "Name", region, "Region", *(sleeping_rough(area, y) for y in years)])
    rows.append(["E06000063", "Cumberland", "E12000002", "North West", *["[n]"] * 13, 0, "[x]", 0])
    cover = [["Rough sleeping snapshot in England: autumn 2025"], ["Published", "26 February 2026"]]
    return {"Cover": cover, "Table_1_Total": rows}


# Statutory homelessness


def households(code: str, areas_codes: list[str]) -> int:
    """Households owed each of the two duties."""
    return 10 + areas_codes.index(code) % 40


#: Heading (over two rows where it is a part) and what each council has, per household owed one duty.
_A3 = [
    ("Households with no support needs owed duty1,2", 1),
    ("Households with unknown support needs owed duty", 0),
    (None, None),
    (("Households with one or more support needs owed duty1,2", "Total households with support needs"), 1),
    ((None, 1), 1),
    ((None, "3+"), 0),
    ("Total number of support needs1", 3),
    ("Care leaver aged 21-24 3", 0),
    ("Physical ill health and disability", 1),
    ("History of mental health problems", 1),
    ("Learning disability", 0),
    ("At risk of / has experienced sexual abuse / exploitation", 0),
    ("At risk of / has experienced domestic abuse", 1),
    ("At risk of / has experienced abuse (non-domestic abuse)", 0),
    ("Drug dependency needs", 1),
    ("Alcohol dependency needs", 1),
    ("Offending history", 1),
    ("History of repeat homelessness", 0),
    ("History of rough sleeping", 1),
    ("Former asylum seeker", 0),
    ("Victim of modern slavery ", 0),
]
_A2 = [
    ("Total owed a duty1", 1),
    (("End of assured shorthold (AST) private rented tenancy, due to..", "Total end\n of AST"), 0),
    ((None, "Other reasons / not known"), 0),
    ("End of non-AST private rented tenancy", 0),
    ("Family or friends no longer willing or able to accommodate", 0),
    ("Non-violent relationship breakdown with partner", 0),
    (("Domestic abuse", "Total Domestic abuse"), 0),
    ("Other violence or harrassment", 0),
    (("End of social rented tenancy, due to..", "Total end of social rented tenancy"), 0),
    (("Eviction from supported housing, due to..", "Total evicted from supported housing"), 0),
    (("Departure from institution :", "Total Departure from institution"), 1),
    ((None, "Custody"), 1),
    ((None, "Hospital (psychiatric)"), 0),
    ((None, "Hospital (general)"), 0),
    ("Required to leave accommodation provided by Home Office as asylum support", 0),
    ("Home no longer suitable - disability / ill health 6", 0),
    ("Loss of placement or sponsorship provided through a resettlement scheme", 0),
    ("Other reasons / not known5", 0),
]
_A4 = [
    ("Total owed a duty1,2", 1),
    (("Private rented sector", "Total PRS"), 0),
    (("Social rented sector", "Total SRS"), 0),
    ("Owner-occupier / shared ownership", 0),
    ("Living with family", 0),
    ("Living with friends", 0),
    ("Temporary accommodation", 0),
    (("No fixed abode", "Total No fixed abode"), 0),
    ("Rough\n sleeping", 0),
    ("Refuge", 0),
    ("National Asylum Seeker Support (NASS) accommodation", 0),
    (("Homeless on departure from institution:", "Total homeless on departure from institution"), 1),
    ((None, "Custody"), 1),
    ((None, "General \nhospital"), 0),
    ((None, "Psychiatric hospital"), 0),
    ("Other / not known3", 0),
]
_A7 = [
    ("Total households assessed as a result of a referral1,5", 2),
    (("Households referred by a public body2", "Total households referred under the Duty to Refer2"), 2),
    ((None, "Adult Secure Estate (prison)"), 1),
    ((None, "Youth Secure Estate"), 0),
    ((None, "Probation Service"), 1),
    ((None, "Community Rehabilitation Company (retired option) 6"), 0),
    ((None, "Hospital A&E, Urgent Treatment Centres or in-patient care"), 0),
    ((None, "Mental Health in-patient care"), 0),
    ("Households referred by an agency (not subject to the Duty to Refer)", 0),
    ("Households referred by another local authority", 0),
]
_A8 = [
    ("Total owed a prevention or relief duty1", 2),
    (("White", "Total"), 1),
    ((None, "White: Gypsy or Irish Traveller"), 1),
    ("Not known2", 0),
]


def quarter(
    areas: Areas, codes: str = "2023", printed: str = "October to December 2024", missing: Iterable[str] = ()
) -> dict[str, list[list[Cell]]]:
    """The detailed tables of one quarter, every council with one need for each household it owes a duty."""
    listed, gone = local_authorities(areas, codes), set(missing)

    def owed(area: str) -> int:
        return households(area, listed)

    a1 = [
        ("Total initial assessments1,2,6", lambda n: 2 * n + 1),
        (("Assessed as owed a duty", "Total owed a prevention or relief duty"), lambda n: 2 * n),
        ((None, "Threatened with homelessness within 56 days - \nPrevention duty owed"), lambda n: n),
        ((None, "Homeless - \nRelief duty owed4"), lambda n: n),
        ("Not homeless nor threatened with homelessness within 56 days - no duty owed", lambda n: 1),
        ("Number of households\n in area5 (000s)", lambda n: 50.5),
    ]
    ta1 = [
        ("Total number of households in TA1,2,3,4", lambda n: 3 * n),
        ("Number of households in area5  (000s)", lambda n: 50.5),
        ("Total number of households in TA per (000s)", lambda n: 0.1),
        ("Total number of households in TA with children", lambda n: 2 * n),
        ("Total number of children in TA", lambda n: 4 * n),
    ]

    def sheet(name: str, headings: list[tuple[object, object]]) -> list[list[Cell]]:
        rows: list[list[Cell]] = [[f"Table {name} - Number of households\nEngland, {printed}"]]
        pairs = [heading if isinstance(heading, tuple) else (heading, None) for heading, _ in headings]
        # A helper row, hidden in the originals, in other words.
        rows.append([None, None, None, None, *(f"Sum of {h}" if h else None for h, _ in pairs)])
        rows.append([None, None, None, None, *(upper for upper, _ in pairs)])
        rows.append([None, None, None, None, *(lower for _, lower in pairs)])

        def cells(area: str | None, places: list[str]) -> list[Cell]:
            if area in gone:
                return [".."] * len(headings)
            found: list[Cell] = []
            for _, value in headings:
                one = (lambda n, v=value: v if v is None else n * v) if not callable(value) else value
                numbers = [one(owed(place)) for place in places]
                total = None if None in numbers else sum(numbers)
                found.append(total if area is not None or not isinstance(total, int) else round(total / 10) * 10)
            return found

        def above(code: str, label: str, places: list[str]) -> list[Cell]:
            return [code, label, None, None, *cells(None, places)]

        rows.append(above(ENGLAND, "ENGLAND", listed))
        rows.append(above("E12000007", "London", listed[6::9]))
        rows.append(["-", "Rest of England", None, None, *cells(None, listed)])
        rows.append([])
        rows += [above(region, "West Midlands5", listed[n::9]) for n, region in enumerate(ENGLISH_REGIONS)]
        rows.append([])
        rows += [[code, f"Name of {code}", None, None, *cells(code, [code])] for code in listed]
        return [
            *rows,
            [],
            ["Notes"],
            [1, "The outcome of the assessment"],
            ["..", "Authority with missing data"],
            ["-", "suppressed"],
        ]

    contents: list[list[Cell]] = [
        [],
        [],
        [],
        [None, None, None, "Statutory homelessness: \nDetailed local authority-level tables"],
    ]
    contents += [[None, None, None, printed], [None, None, None, "England"], [None, None, None, "30 April 2025"]]
    by_duty = {
        name: table
        for part, name, table in (("P", "A2P", _A2), ("R", "A2R", _A2), ("P", "A4P", _A4), ("R", "A4R", _A4))
    }
    sheets = {"A1": a1, **by_duty, "A3": _A3, "A7": _A7, "A8": _A8, "TA1": ta1}
    return {"Contents": contents, **{name: sheet(name, table) for name, table in sheets.items()}}  # type: ignore[arg-type]


# Asylum support

GROUPS_HEADER: list[Cell] = [
    "Local authority",
    "Region / Nation",
    "LTLA (ONS code)",
    "Homes for Ukraine - not including super sponsors (arrivals)",
    "Supported Asylum (total) (population)",
    "of which, Supported Asylum - Initial Accommodation (population)",
    "of which, Supported Asylum - Dispersal Accommodation (population)",
    "of which, Supported Asylum - Contingency Accommodation (population)",
    "of which, Supported Asylum - Other Accommodation (population)",
    "of which, Subsistence only (population)",
    "All 3 pathways (total)",
    "Population",
]


def immigration_groups() -> dict[str, list[list[Cell]]]:
    """Reg_02: blanks and dashes that the totals prove to be zeros, and some that they do not."""
    rows: list[list[Cell]] = [["Reg_02: Immigration groups, by Local Authority, as at 31 December 2025"], GROUPS_HEADER]
    rows += [
        ["Hartlepool", "North East", "E06000001", 10, 1250, None, 1200, "-", None, 50, 1260, 90000],
        ["Middlesbrough", "North East", "E06000002", 0, 30, 10, 20, 0, 0, 0, 30, 150000],
        ["Barnsley", "Yorkshire and The Humber", "E08000038", 0, None, None, None, None, None, None, 0, 1],
        ["Cardiff", "Wales", "W06000015", 5, 700, None, 700, None, None, None, 705, 1],
        ["Summary row", "North East", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-"],
    ]
    return {"Cover": [["Regional and local authority data"]], "Reg_02": rows}


def asylum_series() -> dict[str, list[list[Cell]]]:
    """Asy_D11: one row a day, section, authority and type of accommodation."""
    rows: list[list[Cell]] = [
        ["Asy_D11: Asylum seekers in receipt of support"],
        ["Date (as at…)", "Support Type", "UK Region", "Local Authority", "LAD Code", "Accommodation Type", "People"],
    ]
    for day in ("31 Dec 2017", "31 Dec 2022", "30 Sep 2023", "31 Dec 2023", "31 Mar 2024"):
        rows += [
            [day, "Section 95", "North East", "Hartlepool", "E06000001", "Dispersal Accommodation", 353],
            [day, "Section 4", "North East", "Hartlepool", "E06000001", "Dispersal Accommodation", 22],
            [day, "Section 95", "East Of England", "Luton", "E06000032", "Contingency Accommodation - Hotel", "1,100"],
            [day, "Section 95", "East Of England", "Luton", "E06000032", "Contingency Accommodation - Other", 9],
            [day, "Section 95", "Wales", "Cardiff", "W06000015", "Subsistence Only", 40],
            [day, "Section 95", "N/A", "N/A - Subsistence Only", "N/A - Subsistence Only", "Subsistence Only", 500],
        ]
    return {"Cover": [["Immigration system statistics"]], "Data - Asy_D11": [*rows, ["End of table"]]}


# Lookups


def lookup(areas: Areas, year: str = "26", small_areas: int = 33_755) -> list[list[Cell]]:
    """LSOA 2021 to sub-ICB location, system and local authority; each location in one system."""
    boundaries, codes = ("2026", "2025") if year >= "26" else ("2023", "2023")
    systems, listed = areas.of(boundaries), local_authorities(areas, codes)
    header: list[Cell] = ["LSOA21CD", "LSOA21NM", f"SICBL{year}CD", f"SICBL{year}CDH", f"SICBL{year}NM"]
    header += [f"ICB{year}CD", f"ICB{year}CDH", f"ICB{year}NM", f"LAD{year}CD", f"LAD{year}NM", "ObjectId"]
    rows: list[list[Cell]] = [header]
    for n in range(small_areas):
        system = systems[n % len(systems)]
        place: list[Cell] = [f"E38{n % len(systems):06}", f"L{n % len(systems):03}", "Location"]
        row: list[Cell] = [f"E01{n:06}", f"Place {n:03}A", *place, system.code, system.ods_code, system.full_name]
        rows.append([*row, listed[n % len(listed)], "Bristol, City of", n + 1])
    return rows
