"""A briefing as a Word document that an analyst can edit: real headings, captions, styles and text alternatives."""

from __future__ import annotations

import subprocess
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path

from pypandoc import get_pandoc_path

from ihanalysis.content import Comment, Points, Prose, Quote, Section, Title
from ihanalysis.publish.composition import Chapter, Figure, Leaf, Listed, Paper, compose
from ihanalysis.publish.pdf import draw_png
from ihanalysis.publish.printed_table import Block, Cell, PrintedTable, printed
from ihanalysis.publish.runs import runs, source_of
from ihanalysis.publish.word_parts import finished

#: Points of a picture for each pixel of its drawing: 196 to the inch at the width of the page.
_DOTS = 2.0
#: Letters of a table's size on a line of the page, and the least that words get of it, in per cent.
_LETTERS = 125
_LEAST = 25


def write_word(title: Title, sections: Iterable[Section], path: Path, produced: date) -> None:
    """Write a briefing as Word; a `publish.formats.Writer`."""
    paper = compose(title, sections)
    pictures = {_stand_in(figure): draw_png(figure.chart.wide, _DOTS) for figure in paper.figures}
    page = "\n".join(_Page(paper, paper.sources).html())
    path.write_bytes(finished(_converted(page), paper, produced, pictures))


def _stand_in(figure: Figure) -> bytes:
    """What stands in for a picture while pandoc works, which would take a second over the pictures themselves."""
    return f"figure {figure.number}".encode()


def _converted(page: str) -> bytes:
    # In its sandbox pandoc reads and fetches nothing but the page it is given.
    command = [get_pandoc_path(), "--sandbox", "--from=html", "--to=docx", "--metadata=lang:en-GB", "--output=-"]
    return subprocess.run(command, input=page.encode(), capture_output=True, check=True).stdout


@dataclass(frozen=True, slots=True)
class _Page:
    """The composition as HTML that pandoc reads; a style is what Word calls a paragraph's style."""

    paper: Paper
    sources: frozenset[str]

    def html(self) -> Iterator[str]:
        """Every part in order."""
        title = self.paper.title
        yield _styled("Section Name", escape(title.kind))
        yield f"<h1>{escape(title.name)}</h1>"
        yield _styled("Purpose", escape(title.purpose))
        for term, words in title.facts.items():
            yield _styled("Fact", f"{_span('Term', escape(term) + ':')} {escape(words)}")
        for chapter in self.paper.chapters:
            yield from self._chapter(chapter)
        yield _styled("Section Name on a New Page", "Annex")
        yield "<h2>More on each section, tables and sources</h2>"
        for chapter in self.paper.chapters:
            if chapter.annexed:
                yield from self._annex(chapter, chapter.name)
        for chapter in self.paper.reference:
            yield from self._annex(chapter, chapter.message)

    def _chapter(self, chapter: Chapter) -> Iterator[str]:
        if chapter.name != chapter.message:
            yield _styled("Section Name on a New Page" if chapter.picture else "Section Name", escape(chapter.name))
        yield f"<h2>{escape(chapter.message)}</h2>"
        for leaf in chapter.read:
            yield from self._leaf(leaf, 3)

    def _annex(self, chapter: Chapter, heading: str) -> Iterator[str]:
        yield f"<h3>{escape(heading)}</h3>"
        for leaf in chapter.rest:
            yield from self._leaf(leaf, 4)
        yield from map(self._table, chapter.tables)

    def _leaf(self, leaf: Leaf, level: int) -> Iterator[str]:
        match leaf:
            case Prose():
                yield from (f"<p>{self._text(paragraph)}</p>" for paragraph in leaf.paragraphs)
            case Points():
                tag, style = ("ol", "Message") if leaf.numbered else ("ul", "Point")
                if leaf.title:
                    yield _heading(level, leaf.title)
                items = "".join(f"<li>{_styled(style, self._text(point))}</li>" for point in leaf.points)
                yield f"<{tag}>{items}</{tag}>"
            case Quote():
                yield f"<blockquote><p>{self._text(leaf.text)}</p></blockquote>"
            case Comment():
                yield _heading(level, leaf.title)
                yield from (_styled("Own Words", _plain(paragraph)) for paragraph in leaf.paragraphs)
                yield _styled("Source", _plain(leaf.said_by))
            case Listed():
                yield self._table(leaf)
            case figures:
                yield from (self._figure(figure, level) for figure in figures)

    def _figure(self, figure: Figure, level: int) -> str:
        chart = figure.chart
        picture = b64encode(_stand_in(figure)).decode("ascii")
        caption = f"Figure {_span('Sequence Number', str(figure.number))}. {escape(chart.subtitle)}"
        source = f"{self._text(chart.source)} The figures: Table {figure.table}.".strip()
        return (
            f"{_heading(level, chart.headline)}\n"
            f'<figure><img src="data:image/png;base64,{picture}" alt="{escape(chart.alt)}">'
            f"<figcaption>{caption}</figcaption></figure>\n{_styled('Source', source)}"
        )

    def _table(self, listed: Listed) -> str:
        """One table a heading within it: cells that span others would be hard to edit and to hear."""
        table = printed(listed.table)
        shares = _shares(table, listed.table.wordy)
        parts = [self._grid(listed.caption, table, block, shares) for block in table.blocks]
        if listed.table.note:
            parts.append(_styled("After Table", self._text(listed.table.note)))
        return "\n".join(parts)

    def _grid(self, caption: str, table: PrintedTable, block: Block, shares: Iterable[float]) -> str:
        if block.heading:
            caption += f": {block.heading}"
        columns = "".join(f'<col style="width:{share:.1f}%">' for share in shares)
        head = "".join(
            f"<th>{_styled('Table Number Head' if right else 'Table Head', escape(name))}</th>"
            for name, right in zip(table.names, table.right, strict=True)
        )
        body = "\n".join(f"<tr>{''.join(self._row(row, table.right))}</tr>" for row in block.rows)
        return (
            f"<table><caption>{escape(caption)}</caption><colgroup>{columns}</colgroup>"
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )

    def _row(self, row: Iterable[Cell], right: Iterable[bool]) -> Iterator[str]:
        for n, (cell, is_right) in enumerate(zip(row, right, strict=True)):
            source = source_of(cell.words) if n == 0 else ""
            # The row of a source is where its citations lead to, not a citation of itself.
            words = f'<span id="source-{source}">{escape(cell.words)}</span>' if source else self._cell(cell)
            small = f"<br>{_span('Small Print', self._text(cell.small))}" if cell.small else ""
            yield f"<td>{_styled('Table Number' if is_right else 'Table Text', words + small)}</td>"

    def _cell(self, cell: Cell) -> str:
        return _plain(cell.words) if cell.verbatim else self._text(cell.words)

    def _text(self, text: str) -> str:
        """Text with strong words and links, everything else escaped."""
        parts = []
        for run in runs(text):
            words = escape(run.text)
            if run.address:
                words = f'<a href="{escape(run.address)}">{words}</a>'
            elif run.source in self.sources:
                words = f'<a href="#source-{run.source}">{words}</a>'
            parts.append(f"<strong>{words}</strong>" if run.strong else words)
        return "".join(parts)


def _shares(table: PrintedTable, wordy: bool) -> list[float]:
    """Per cent of the page for each column: numbers as much as they need, words the rest."""
    natural = [
        100 * (3 + max([1.2 * len(name), *(len(cell.words) for cell in column)])) / _LETTERS
        for name, column in zip(table.names, zip(*table.rows, strict=True), strict=True)
    ]
    # In a table of numbers only the first column, which names the row, may run over lines.
    flexible = table.shares if wordy else (1.0, *(0.0 for _ in natural[1:]))
    fixed = sum(width for width, share in zip(natural, flexible, strict=True) if not share)
    left = max(100 - fixed, _LEAST)
    return [left * share / sum(flexible) if share else width for width, share in zip(natural, flexible, strict=True)]


def _plain(text: str) -> str:
    """Words of others: every sign as it stands."""
    return escape(text)


def _heading(level: int, words: str) -> str:
    return f"<h{level}>{escape(words)}</h{level}>"


def _styled(style: str, words: str) -> str:
    return f'<div custom-style="{style}"><p>{words}</p></div>'


def _span(style: str, words: str) -> str:
    return f'<span custom-style="{style}">{words}</span>'
