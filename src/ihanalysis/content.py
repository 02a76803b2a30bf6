"""What a briefing is made of: sections of prose, charts and tables, in every format the same.

Jupyter shows each part by its own display protocol; publishers write the same parts as pages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from ihanalysis.boundaries import Level
from ihanalysis.json_form import from_json, to_json
from ihanalysis.records import records

#: How an executed notebook carries the content itself, from which the other formats are made. It is JSON as
#: text: as an object the notebook would lay it out with a line for each cell of a table, and copy it piece by
#: piece whenever it is read, checked or written.
SECTION_TYPE = "application/vnd.ihanalysis.section"
TITLE_TYPE = "application/vnd.ihanalysis.title"

#: "[1, 2]" cites sources by number; the row of a source begins with its number alone.
_CITATION = re.compile(r"\[(\d+(?:, \d+)*)\]")
_SOURCE_ROW = re.compile(r"\[(\d+)\]")
_NUMBER = re.compile(r"\d+")
_ADDRESS = re.compile(r"https://[^\s<>\"]+")


def _link(number: re.Match[str]) -> str:
    return f'<a href="#source-{number[0]}" aria-label="Source {number[0]}">{number[0]}</a>'


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs; a part between ** ** is what the eye should catch."""

    paragraphs: tuple[str, ...]

    def html(self) -> str:
        """The paragraphs as HTML."""
        return "\n".join(f"<p>{emphasised(text)}</p>" for text in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Points:
    """A list: numbered key messages, or what is not known."""

    points: tuple[str, ...]
    numbered: bool = False
    title: str = ""

    def html(self) -> str:
        """The list as HTML, under its title."""
        tag, kind = ("ol", "messages") if self.numbered else ("ul", "points")
        items = "\n".join(f"<li>{emphasised(point)}</li>" for point in self.points)
        title = f"<h3>{escape(self.title)}</h3>\n" if self.title else ""
        return f'{title}<{tag} class="{kind}">\n{items}\n</{tag}>'


@dataclass(frozen=True, slots=True)
class Quote:
    """A claim that others make and that nobody could verify."""

    text: str

    def html(self) -> str:
        """The claim set apart from what was measured."""
        return f'<blockquote class="claim"><p>{emphasised(self.text)}</p></blockquote>'


@dataclass(frozen=True, slots=True)
class Comment:
    """What a system says of itself: every sign as it was written, nothing in it read as markup.

    Attributes
    ----------
    title
        Says that these are not the briefing's words.
    paragraphs
        The words.
    said_by
        Who says so, and when.
    of_table
        Whether they are about the table before them, and stand where it stands.
    """

    title: str
    paragraphs: tuple[str, ...]
    said_by: str
    of_table: bool = False

    def html(self) -> str:
        """The words set apart, under their title and above who says them."""
        words = "\n".join(f"<p>{verbatim(text)}</p>" for text in self.paragraphs)
        said_by = f'<p class="source">{verbatim(self.said_by)}</p>'
        return f'<div class="own">\n<h3>{escape(self.title)}</h3>\n{words}\n{said_by}\n</div>'


@dataclass(frozen=True, slots=True)
class Data:
    """Figures as they were calculated, typed and unrounded: for the spreadsheet and CSV, never for a page.

    Attributes
    ----------
    name
        Lower case; names the CSV and the sheet.
    title
        What each row is.
    level
        The level of the area it is about, which the descriptions of its columns name.
    """

    name: str
    title: str
    rows: pd.DataFrame
    level: str = Level.SYSTEM.value


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is read: every cell is text, rounded where the text is.

    Attributes
    ----------
    title
        The caption; a full sentence or a name.
    rows
        The first column names the row. A column called "note" is not a column of
        its own: it stands in small print under the row's name.
    blocks
        Row number to the heading that stands above that row.
    wordy
        Whether cells hold sentences; a phone then stacks them.
    data
        What the table was written from, where others will want to calculate with it.
    verbatim
        The columns that hold the words of others, in which nothing is read as markup.
    """

    title: str
    rows: pd.DataFrame
    note: str = ""
    blocks: Mapping[int, str] | None = None
    wordy: bool = False
    data: Data | None = None
    verbatim: tuple[str, ...] = ()

    def html(self) -> str:
        """A table with a caption, scoped headers and a region that can be scrolled by keyboard."""
        columns = [column for column in self.rows.columns if column != "note"]
        head = "".join(f'<th scope="col">{escape(str(column))}</th>' for column in columns)
        body = "\n".join(self._body(columns))
        note = f'<p class="note">{emphasised(self.note)}</p>' if self.note else ""
        kind = "wordy" if self.wordy else "numbers"
        label = escape(self.title, quote=True)
        return (
            f'<div class="scroll" role="region" tabindex="0" aria-label="{label}">\n<table class="{kind}">\n'
            f"<caption>{escape(self.title)}</caption>\n<thead><tr>{head}</tr></thead>\n"
            f"<tbody>\n{body}\n</tbody>\n</table>\n</div>\n{note}"
        )

    def _body(self, columns: list[str]) -> list[str]:
        lines = []
        openings = {column: f'<td data-label="{escape(column, quote=True)}">' for column in columns}
        for number, row in enumerate(records(self.rows)):
            if self.blocks and number in self.blocks:
                heading = escape(self.blocks[number])
                lines.append(f'<tr class="block"><th scope="colgroup" colspan="{len(columns)}">{heading}</th></tr>')
            small = f"<br><small>{escape(str(row['note']))}</small>" if row.get("note") else ""
            cited = _SOURCE_ROW.fullmatch(str(row[columns[0]]))
            address = f' id="source-{cited[1]}"' if cited else ""
            name = escape(cited[0]) if cited else self._cell(row, columns[0])
            first = f'<th scope="row"{address}>{name}{small}</th>'
            cells = [f"{openings[column]}{self._cell(row, column)}</td>" for column in columns[1:]]
            lines.append(f"<tr>{first}{''.join(cells)}</tr>")
        return lines

    def _cell(self, row: Mapping[Any, Any], column: str) -> str:
        return verbatim(str(row[column])) if column in self.verbatim else emphasised(str(row[column]))

    def _repr_html_(self) -> str:
        return self.html()


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture with what it says in words and in numbers.

    Attributes
    ----------
    name
        Unique within a briefing: names the files and the parts of the picture.
    headline, subtitle
        The message; then what, who, where, when, and crude or standardised.
    alt
        The text alternative, written from the picture's own numbers.
    wide, narrow
        SVG, for a page and for a phone.
    table
        The numbers that are drawn.
    source
        Where they are from.
    """

    name: str
    headline: str
    subtitle: str
    alt: str
    wide: str
    narrow: str
    table: Table
    source: str = ""
    behind: bool = True

    def html(self) -> str:
        """Headline, picture, source and, behind a disclosure, the table."""
        # Without the page's style sheet, as in JupyterLab, the wide drawing is the one to show.
        drawings = f'<div class="wide">{self.wide}</div><div class="narrow" style="display:none">{self.narrow}</div>'
        source = f'<p class="source">{emphasised(self.source)}</p>' if self.source else ""
        table = self.table.html()
        if self.behind:
            table = f"<details><summary>Table: {escape(self.table.title)}</summary>\n{table}\n</details>"
        return (
            f'<figure class="chart" id="{escape(self.name, quote=True)}">\n<figcaption><h3>{escape(self.headline)}</h3>'
            f'<p class="subtitle">{escape(self.subtitle)}</p></figcaption>\n{drawings}\n{source}\n{table}\n</figure>'
        )

    def _repr_html_(self) -> str:
        return self.html()


Part = Prose | Points | Quote | Comment | Table | Chart


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a briefing: its name, its message and its parts.

    Attributes
    ----------
    name
        The section's place in the contents list, and its address on the page.
    message
        The heading: a sentence with a verb.
    """

    name: str
    message: str
    parts: tuple[Part, ...]

    @property
    def id(self) -> str:
        """The name as an address: lower case, words joined by hyphens."""
        return "-".join("".join(c if c.isalnum() else " " for c in self.name.lower()).split())

    def html(self) -> str:
        """The section with its name above its message."""
        parts = "\n".join(part.html() for part in self.parts)
        # Within the heading, so that a list of headings says whose each message is.
        above = f'<span class="name">{escape(self.name)}<span class="colon">: </span></span>'
        heading = f"{above if self.name != self.message else ''}{escape(self.message)}"
        return (
            f'<section id="{self.id}" aria-labelledby="{self.id}-message">\n'
            f'<h2 id="{self.id}-message">{heading}</h2>\n{parts}\n</section>'
        )

    @property
    def charts(self) -> tuple[Chart, ...]:
        """The section's charts."""
        return tuple(part for part in self.parts if isinstance(part, Chart))

    def as_json(self) -> str:
        """The section as JSON, nothing lost."""
        return to_json(self)

    @classmethod
    def from_json(cls, text: str) -> Section:
        """The section that `as_json` wrote."""
        section: Section = from_json(text, _CLASSES)
        return section

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        shown = {"text/html": self.html(), "text/plain": f"{self.name}: {self.message}", SECTION_TYPE: self.as_json()}
        return shown, {"ihanalysis": {"id": self.id, "name": self.name}}


@dataclass(frozen=True, slots=True)
class Title:
    """The head of a briefing: whose it is, what it is for, and how fresh it is."""

    kind: str
    name: str
    purpose: str
    facts: Mapping[str, str]

    def html(self) -> str:
        """The only first-level heading of the page, with the facts as a list."""
        facts = "\n".join(
            f"<div><dt>{escape(term)}</dt><dd>{emphasised(text)}</dd></div>" for term, text in self.facts.items()
        )
        return (
            f'<header class="title">\n<p class="name">{escape(self.kind)}</p>\n<h1>{escape(self.name)}</h1>\n'
            f'<p class="purpose">{escape(self.purpose)}</p>\n<dl>\n{facts}\n</dl>\n</header>'
        )

    def as_json(self) -> str:
        """The title as JSON, nothing lost."""
        return to_json(self)

    @classmethod
    def from_json(cls, text: str) -> Title:
        """The title that `as_json` wrote."""
        title: Title = from_json(text, _CLASSES)
        return title

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        plain = f"{self.name}: {self.kind}"
        shown = {"text/html": self.html(), "text/plain": plain, TITLE_TYPE: self.as_json()}
        return shown, {"ihanalysis": {"title": plain}}


#: What JSON may name.
_CLASSES = {kind.__name__: kind for kind in (Prose, Points, Quote, Comment, Data, Table, Chart, Section, Title)}


def verbatim(text: str) -> str:
    """Text of others as HTML: every sign as it stands, and letters that run right to left kept from the words around.

    >>> verbatim("<b> ** [1]")
    '<bdi>&lt;b&gt; ** [1]</bdi>'
    """
    return f"<bdi>{escape(text, quote=False)}</bdi>"


def emphasised(text: str) -> str:
    """Text as HTML: what stands between ** ** is strong, and a source is one click away."""
    text = _ADDRESS.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', escape(text, quote=False))
    text = _CITATION.sub(lambda found: f"[{_NUMBER.sub(_link, found[1])}]", text)
    parts = text.split("**")
    return "".join(part if n % 2 == 0 else f"<strong>{part}</strong>" for n, part in enumerate(parts))
