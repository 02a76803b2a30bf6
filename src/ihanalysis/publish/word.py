"""A briefing as a Word document that an analyst can edit: real headings, captions, styles and text alternatives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ihanalysis.content import Comment, Points, Prose, Quote, Section, Title
from ihanalysis.publish import pandoc
from ihanalysis.publish.composition import Chapter, Figure, Leaf, Listed, Paper, compose
from ihanalysis.publish.pdf import draw_pngs
from ihanalysis.publish.printed_table import Cell, PrintedTable, printed
from ihanalysis.publish.runs import runs, source_of
from ihanalysis.publish.word_parts import finished

#: Points of a picture for each pixel of its drawing: 157 to the inch at the width of the page.
_DOTS = 1.6
#: Letters of a table's size on a line of the page, and the least that words get of it, as a share.
_LETTERS = 125
_LEAST = 0.25


def write_word(title: Title, sections: Iterable[Section], path: Path, produced: date) -> None:
    """Write a briefing as Word; a `publish.formats.Writer`."""
    paper = compose(title, sections)
    drawn = draw_pngs([figure.chart.wide for figure in paper.figures], _DOTS)
    pictures = {_stand_in(figure): picture for figure, picture in zip(paper.figures, drawn, strict=True)}
    path.write_bytes(finished(pandoc.to_word(_Page(paper, paper.sources).blocks()), paper, produced, pictures))


def _stand_in(figure: Figure) -> bytes:
    """What stands in for a picture while pandoc works, which would take a second over the pictures themselves."""
    return f"figure {figure.number}".encode()


@dataclass(frozen=True, slots=True)
class _Page:
    """The composition as pandoc has it; a style is what Word calls a paragraph's style."""

    paper: Paper
    sources: frozenset[str]

    def blocks(self) -> Iterator[pandoc.Block]:
        """Every part in order."""
        title = self.paper.title
        yield _styled("Section Name", title.kind)
        yield pandoc.heading(1, title.name)
        yield _styled("Purpose", title.purpose)
        for term, words in title.facts.items():
            yield pandoc.styled("Fact", [_styled_words("Term", f"{term}:"), pandoc.words(f" {words}")])
        for chapter in self.paper.chapters:
            yield from self._chapter(chapter)
        yield _styled("Section Name on a New Page", "Annex")
        yield pandoc.heading(2, "More on each section, tables and sources")
        for chapter in self.paper.chapters:
            if chapter.annexed:
                yield from self._annex(chapter, chapter.name)
        for chapter in self.paper.reference:
            yield from self._annex(chapter, chapter.message)

    def _chapter(self, chapter: Chapter) -> Iterator[pandoc.Block]:
        if chapter.name != chapter.message:
            yield _styled("Section Name on a New Page" if chapter.picture else "Section Name", chapter.name)
        yield pandoc.heading(2, chapter.message)
        for leaf in chapter.read:
            yield from self._leaf(leaf, 3)

    def _annex(self, chapter: Chapter, heading: str) -> Iterator[pandoc.Block]:
        yield pandoc.heading(3, heading)
        for leaf in chapter.rest:
            yield from self._leaf(leaf, 4)
        for listed in chapter.tables:
            yield from self._table(listed)

    def _leaf(self, leaf: Leaf, level: int) -> Iterator[pandoc.Block]:
        match leaf:
            case Prose():
                yield from (pandoc.paragraph(self._text(paragraph)) for paragraph in leaf.paragraphs)
            case Points():
                if leaf.title:
                    yield pandoc.heading(level, leaf.title)
                style = "Message" if leaf.numbered else "Point"
                yield pandoc.listed((pandoc.styled(style, self._text(point)) for point in leaf.points), leaf.numbered)
            case Quote():
                yield pandoc.quotation(self._text(leaf.text))
            case Comment():
                yield pandoc.heading(level, leaf.title)
                yield from (_styled("Own Words", paragraph) for paragraph in leaf.paragraphs)
                yield _styled("Source", leaf.said_by)
            case Listed():
                yield from self._table(leaf)
            case figures:
                for figure in figures:
                    yield from self._figure(figure, level)

    def _figure(self, figure: Figure, level: int) -> Iterator[pandoc.Block]:
        chart = figure.chart
        number = _styled_words("Sequence Number", str(figure.number))
        caption = [pandoc.words("Figure "), number, pandoc.words(f". {chart.subtitle}")]
        yield pandoc.heading(level, chart.headline)
        yield pandoc.figure(_stand_in(figure), chart.alt, caption)
        yield pandoc.styled("Source", self._text(f"{chart.source} The figures: Table {figure.table}.".strip()))

    def _table(self, listed: Listed) -> Iterator[pandoc.Block]:
        """One table a heading within it: cells that span others would be hard to edit and to hear."""
        table = printed(listed.table)
        shares = _shares(table, listed.table.wordy)
        head = [[pandoc.words(name)] for name in table.names]
        for block in table.blocks:
            caption = f"{listed.caption}: {block.heading}" if block.heading else listed.caption
            yield pandoc.table(caption, shares, table.right, head, map(self._row, block.rows))
        if listed.table.note:
            yield pandoc.styled("After Table", self._text(listed.table.note))

    def _row(self, row: Sequence[Cell]) -> list[list[pandoc.Inline]]:
        source = source_of(row[0].words)
        # The row of a source is where its citations lead to, not a citation of itself.
        first = [pandoc.named([pandoc.words(row[0].words)], f"source-{source}")] if source else self._words(row[0])
        cells = [first, *map(self._words, row[1:])]
        return [[*words, *self._small(cell)] for cell, words in zip(row, cells, strict=True)]

    def _words(self, cell: Cell) -> list[pandoc.Inline]:
        return [pandoc.words(cell.words)] if cell.verbatim else self._text(cell.words)

    def _small(self, cell: Cell) -> list[pandoc.Inline]:
        if not cell.small:
            return []
        return [pandoc.line_break(), pandoc.styled_words("Small Print", self._text(cell.small))]

    def _text(self, text: str) -> list[pandoc.Inline]:
        """Text with strong words and links, every other sign as it stands."""
        inlines = []
        for run in runs(text):
            inline = pandoc.words(run.text)
            address = run.address or (f"#source-{run.source}" if run.source in self.sources else "")
            if address:
                inline = pandoc.link([inline], address)
            inlines.append(pandoc.strong([inline]) if run.strong else inline)
        return inlines


def _shares(table: PrintedTable, wordy: bool) -> list[float]:
    """The share of the page for each column: numbers as much as they need, words the rest."""
    natural = [
        (3 + max([1.2 * len(name), *(len(cell.words) for cell in column)])) / _LETTERS
        for name, column in zip(table.names, zip(*table.rows, strict=True), strict=True)
    ]
    # In a table of numbers only the first column, which names the row, may run over lines.
    flexible = table.shares if wordy else (1.0, *(0.0 for _ in natural[1:]))
    fixed = sum(width for width, share in zip(natural, flexible, strict=True) if not share)
    left = max(1 - fixed, _LEAST)
    return [left * share / sum(flexible) if share else width for width, share in zip(natural, flexible, strict=True)]


def _styled(style: str, text: str) -> pandoc.Block:
    return pandoc.styled(style, [pandoc.words(text)])


def _styled_words(style: str, text: str) -> pandoc.Inline:
    return pandoc.styled_words(style, [pandoc.words(text)])
