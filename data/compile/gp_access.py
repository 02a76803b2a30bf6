"""Evidence on being refused, or being registered, at a GP practice (charities, papers and surveys)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from tables import EVERYONE, OGL, figures

from ihanalysis.sources.publications import Source

DOTW = "Doctors of the World UK"
QUOTATION = "quotation of published figures"
UNDATED = "not stated on the page read"

_CLINIC = (
    "Attempts by caseworkers for people at its own clinics, mostly in London: not a sample of practices or of people."
)

SOURCES = [
    Source(
        "tbij_2021",
        "Bureau of Investigative Journalism",
        "Investigation of GP registration for undocumented migrants",
        "calls to 210 practices",
        "2021-07",
        "https://greatergovanhill.com/latest/undocumented-migrants-in-glasgow-wrongly-being-denied-access-to-gp-services",
        QUOTATION,
        "",
        "Cities of England, Scotland and Wales; a caller without proof of address, identity or immigration status. Read in a "
        "report of it.",
    ),
    Source(
        "hsj_london",
        "Health Service Journal",
        "Two-thirds of GPs refuse to register homeless patients",
        "100 randomly selected practices",
        UNDATED,
        "https://www.hsj.co.uk/primary-care/two-thirds-of-gps-refuse-to-register-homeless-patients/7035028.article",
        QUOTATION,
        "",
        "London only; the year of the calls was not on the part read.",
    ),
    Source(
        "fft_2019",
        "Friends, Families and Travellers",
        "No room at the inn: how easy is it for nomadic Gypsies and Travellers to access primary care?",
        "mystery shopping of 50 practices",
        "2019-03-20",
        "https://faithaction.net/news/health/2019/03/28/report-how-easy-is-it-for-nomadic-gypsies-and-travellers-to-access-primary-care",
        QUOTATION,
        "",
        "A caller of no fixed address without identification, December 2018 to January 2019. Read in a report of it.",
    ),
    Source(
        "fft_2021",
        "Friends, Families and Travellers",
        "Locked out: a snapshot of access to General Practice for nomadic communities during the COVID-19 pandemic",
        "mystery shopping of 100 practices",
        "2021",
        "https://www.gypsy-traveller.org/news/locked-out-74-of-gps-refused-registration-to-nomadic-patients-during-covid-19-pandemic/",
        QUOTATION,
        "",
        "Calls of March and April 2021; 17 of the 100 did not answer three calls.",
    ),
    Source(
        "dotw_2016",
        DOTW,
        "Registration refused: a study on access to GP registration in England",
        "849 attempts",
        "2016",
        "https://www.ein.org.uk/news/doctors-world-uk-says-vulnerable-migrants-wrongly-refused-access-gps",
        QUOTATION,
        "",
        f"{_CLINIC} Read in a report of it.",
    ),
    Source(
        "dotw_2017",
        DOTW,
        "Registration Refused 2017",
        "1,717 attempts",
        "2018-06-07",
        "https://www.doctorsoftheworld.org.uk/news/new-research-1-in-5-dotw-patients-wrongfully-refused-gp-registration/",
        QUOTATION,
        "",
        f"{_CLINIC} Printed as one fifth.",
    ),
    Source(
        "dotw_2018",
        DOTW,
        "Registration Refused 2018",
        "2,189 attempts",
        "2019-08",
        "https://health.cityofsanctuary.org/2019/08/23/registration-refused-doctors-of-the-world-report",
        QUOTATION,
        "",
        f"{_CLINIC} Read in a report of it; another report words the 19% as failing for lack of paperwork.",
    ),
    Source(
        "nacro_2023",
        "Nacro",
        "Turned Away: lack of access to a GP for prison leavers",
        "mystery shopping of 56 practices",
        "2023-05-12",
        "https://www.russellwebster.com/prison-leavers-struggling-to-access-gps/",
        QUOTATION,
        "",
        "Asking for papers, not refusal; guidance says that neither is needed to register. Read in a report of it.",
    ),
    Source(
        "hodson_2019",
        "British Journal of General Practice",
        "Hodson N and others, 2019; 69(687): e731",
        "100 practice websites",
        "2019",
        "https://bjgp.org/content/69/687/e731",
        QUOTATION,
        "",
        "London; what websites say, not what practices do.",
    ),
    Source(
        "stagg_2012",
        "BMJ Open",
        "Stagg HR and others, 2012; 2: e001453",
        "linkage of 252,368 new entrants to the Personal Demographics Service",
        "2012",
        "https://bmjopen.bmj.com/content/2/4/e001453",
        QUOTATION,
        "",
        "People screened for tuberculosis at Heathrow and Gatwick on entry, 2009 to 2010; linkage misses some registrations.",
    ),
    Source(
        "homeless_link_2014",
        "Homeless Link",
        "The unhealthy state of homelessness: health audit results 2014",
        "over 2,500 people",
        "2014",
        "https://ar.scribd.com/document/320141923/The-unhealthy-state-of-homelessness-FINAL-pdf",
        QUOTATION,
        "",
        "People in touch with services, not a random sample. Read in a copy of the report.",
    ),
    Source(
        "gpps_2017",
        "Race Disparity Unit",
        "Race Disparity Audit: satisfaction with access to GP services (GP Patient Survey 2016/17)",
        "as quoted; the overall figure on the page",
        "2017-10",
        "https://www.ethnicity-facts-figures.service.gov.uk/health/social-care/satisfaction-with-access-to-gp-services/1.2",
        OGL,
        "",
        "About 200 answers a year from the group, of about 800,000. Survey of people who are registered. The group's figure "
        "was read in a report of it; no interval.",
    ),
]

ENGLAND, LONDON, UNITED_KINGDOM, GREAT_BRITAIN = "E92000001", "E12000007", "K02000001", "K03000001"
HOMELESS, LEAVING_PRISON = "people experiencing homelessness", "people leaving prison"
MIGRANTS, TRAVELLER = "vulnerable migrants", "Gypsy or Irish Traveller"
PRACTICES = "% of practices"

EVIDENCE = [
    # indicator, group, area, period, value, count, of, unit, source
    ("access-refused-by-practices", MIGRANTS, GREAT_BRITAIN, "2021", 61.9, None, 210, PRACTICES, "tbij_2021"),
    ("access-refused-by-practices", HOMELESS, LONDON, "not stated", 64, 64, 100, PRACTICES, "hsj_london"),
    ("access-refused-by-practices", TRAVELLER, ENGLAND, "2019", 48, 24, 50, PRACTICES, "fft_2019"),
    ("access-refused-by-practices", TRAVELLER, ENGLAND, "2021", 74, 74, 100, PRACTICES, "fft_2021"),
    ("access-attempts-refused", MIGRANTS, ENGLAND, "2016", 39, None, 849, "% of attempts", "dotw_2016"),
    ("access-attempts-refused", MIGRANTS, ENGLAND, "2017", 20, None, 1_717, "% of attempts", "dotw_2017"),
    ("access-attempts-refused", MIGRANTS, ENGLAND, "2018", 19, None, 2_189, "% of attempts", "dotw_2018"),
    ("access-asked-for-address", LEAVING_PRISON, ENGLAND, "2023", 66, 37, 56, PRACTICES, "nacro_2023"),
    ("access-asked-for-identification", LEAVING_PRISON, ENGLAND, "2023", 43, 24, 56, PRACTICES, "nacro_2023"),
    ("access-websites-asking-for-papers", EVERYONE, LONDON, "2019", 75, 75, 100, PRACTICES, "hodson_2019"),
    ("access-registered", MIGRANTS, UNITED_KINGDOM, "2011", 32.5, None, 252_368, "% of people", "stagg_2012"),
    ("access-registered", HOMELESS, ENGLAND, "2014", 90, None, 2_500, "% of people", "homeless_link_2014"),
    ("access-good-experience", TRAVELLER, ENGLAND, "2016-17", 60.7, None, None, "% of adults", "gpps_2017"),
    ("access-good-experience", EVERYONE, ENGLAND, "2016-17", 72.7, None, None, "% of adults", "gpps_2017"),
]
#: Of people seeking asylum among new entrants, against other new migrants: with its 95% interval.
ASYLUM_RATIO = (0.46, 0.42, 0.51)


def tables(compiled: Path) -> dict[str, pd.DataFrame]:
    """Shares as published, with what they are shares of where that was printed."""
    columns = ("indicator", "group", "area_code", "period", "value", "count", "denominator", "unit", "source")
    rows = [figures(area_level=_level(row[2]), **dict(zip(columns, row, strict=True))) for row in EVIDENCE]
    value, lower, upper = ASYLUM_RATIO
    ratio = figures(
        indicator="access-registered-ratio",
        group=MIGRANTS,
        area_code=UNITED_KINGDOM,
        period="2011",
        value=value,
        lower=lower,
        upper=upper,
        unit="times as likely as other new migrants",
        source="stagg_2012",
    )
    return {"figures": pd.concat([*rows, ratio], ignore_index=True)}


def _level(area: str) -> str:
    return "region" if area == LONDON else "country"
