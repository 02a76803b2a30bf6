"""Content for the formats: three real briefings, and one full of text that means something elsewhere."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from ihanalysis import Briefing, Workbook
from ihanalysis.content import Chart, Data, Part, Points, Prose, Quote, Section, Table, Title

#: Thirteen places with extreme figures, two places with small figures, one place in two systems.
LARGE, TINY, SPLIT = "West and North London", "Shropshire, Telford and Wrekin", "Thames Valley"
PRODUCED = date(2026, 11, 22)

Content = tuple[Title, tuple[Section, ...]]


@pytest.fixture(scope="session")
def kent_content(kent: Briefing) -> Content:
    return content_of(kent)


@pytest.fixture(scope="session", params=[LARGE, TINY, SPLIT])
def content(request: pytest.FixtureRequest, workbook: Workbook) -> Content:
    return content_of(Briefing.of(request.param, workbook=workbook))


def content_of(briefing: Briefing) -> Content:
    """What a notebook shows of a briefing."""
    return briefing.title(), briefing.sections()


#: What a local file might hold: markup of every format, formulas, and letters that run right to left.
HOSTILE = (
    "<script>alert(1)</script>",
    "=cmd|'/C calc'!A0",
    '#import "@preview/x:0.1.0" $x$ _a_ `b` \\ @ref <label>',
    "[a link](https://example.org) $$note$$ # heading",
    "\u202eright to left\u202c שלום",
    "& &amp; %s {0} ${name}",
    "???",
)


@pytest.fixture(scope="session")
def hostile() -> Content:
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} 100" font-family="Arial, sans-serif">'
        '<text x="5" y="50" font-size="13">7.5</text></svg>'
    )
    rows = pd.DataFrame([{"Name": text, "note": text, "Number": "1.5", "Words": text} for text in HOSTILE])
    data = pd.DataFrame({"indicator": list(HOSTILE), "value": [1.5] * len(HOSTILE)})
    tables = (
        Table("Hostile table", rows, note=" ".join(HOSTILE), data=Data("gaps", "Hostile data", data)),
        Table("Hostile words", rows.assign(Number="7.5"), blocks={0: HOSTILE[0], 3: HOSTILE[3]}, wordy=True),
    )
    alt = f"{HOSTILE[0]} 7.5 {HOSTILE[2]}"
    picture = drawing.format(680), drawing.format(358)
    chart = Chart("chart", HOSTILE[0], HOSTILE[1], alt, *picture, tables[0], source=HOSTILE[3])
    parts: tuple[Part, ...] = (
        Prose(HOSTILE),
        chart,
        Points(HOSTILE, title=HOSTILE[2]),
        Quote(HOSTILE[0]),
        tables[1],
    )
    title = Title("Inclusion health briefing", HOSTILE[0], HOSTILE[1], {"Area": HOSTILE[2], "Produced": "1 May 2026"})
    return title, (Section("Hostile", HOSTILE[2], parts), Section("Whole", HOSTILE[0], (tables[1],)))
