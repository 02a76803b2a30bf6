"""A briefing as a Word document that an analyst can edit: real headings, captions, styles and text alternatives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from ihanalysis.content import Comment, Points, Prose, Quote, Section, Title
from ihanalysis.publish import wordprocessing as wp
from ihanalysis.publish.composition import Chapter, Figure, Leaf, Listed, Paper, compose
from ihanalysis.publish.pdf import draw_pngs
from ihanalysis.publish.printed_table import Cell, PrintedTable, printed
from ihanalysis.publish.runs import Run, runs, source_of
from ihanalysis.publish.word_parts import packed

#: Points of a picture for each pixel of its drawing: 147 to the inch at the width of the page. Drawings are 680 wide
#: and mostly of an even height: where that makes a whole number of points, Typst leaves out no row of them.
_DOTS = 1.5
#: Letters of a table's size on a line of the page, and the least that words get of it, as a share.
_LETTERS = 125
_LEAST = 0.25
#: A table of at most so many rows is not broken over two pages.
_WHOLE = 25


def write_word(title: Title, sections: Iterable[Section], path: Path, produced: date) -> None:
    """Write a briefing as Word; a `publish.formats.Writer`."""
    paper, references = compose(title, sections), wp.References()
    drawn = draw_pngs([figure.chart.wide for figure in paper.figures], _DOTS)
    pictures = {figure.number: picture for figure, picture in zip(paper.figures, drawn, strict=True)}
    page = _Page(paper, paper.sources, pictures, references)
    path.write_bytes(packed(page.blocks(), references, paper, produced))


@dataclass(frozen=True, slots=True)
class _Page:
    """The composition in the styles of `templates/word/styles.xml`."""

    paper: Paper
    sources: frozenset[str]
    pictures: Mapping[int, bytes]
    references: wp.References

    def blocks(self) -> Iterator[str]:
        """Every part in order."""
        title = self.paper.title
        yield _styled("Section Name", title.kind)
        yield wp.heading(1, title.name)
        yield _styled("Purpose", title.purpose)
        for term, words in title.facts.items():
            yield wp.paragraph("Fact", wp.words(f"{term}:", "Term") + wp.words(f" {words}"))
        for chapter in self.paper.chapters:
            yield from self._chapter(chapter)
        yield _styled("Section Name on a New Page", "Annex")
        yield wp.heading(2, "More on each section, tables and sources")
        for chapter in self.paper.chapters:
            if chapter.annexed:
                yield from self._annex(chapter, chapter.name)
        for chapter in self.paper.reference:
            yield from self._annex(chapter, chapter.message)

    def _chapter(self, chapter: Chapter) -> Iterator[str]:
        if chapter.name != chapter.message:
            yield _styled("Section Name on a New Page" if chapter.picture else "Section Name", chapter.name)
        yield wp.heading(2, chapter.message)
        for leaf in chapter.read:
            yield from self._leaf(leaf, 3)

    def _annex(self, chapter: Chapter, heading: str) -> Iterator[str]:
        yield wp.heading(3, heading)
        for leaf in chapter.rest:
            yield from self._leaf(leaf, 4)
        for listed in chapter.tables:
            yield from self._table(listed)

    def _leaf(self, leaf: Leaf, level: int) -> Iterator[str]:
        match leaf:
            case Prose():
                yield from (wp.paragraph("Body Text", self._text(paragraph)) for paragraph in leaf.paragraphs)
            case Points():
                if leaf.title:
                    yield wp.heading(level, leaf.title)
                style = "Message" if leaf.numbered else "Point"
                yield wp.listed(style, map(self._text, leaf.points), self.references.list(leaf.numbered))
            case Quote():
                yield wp.paragraph("Block Text", self._text(leaf.text))
            case Comment():
                yield wp.heading(level, leaf.title)
                yield from (_styled("Own Words", paragraph) for paragraph in leaf.paragraphs)
                yield _styled("Source", leaf.said_by)
            case Listed():
                yield from self._table(leaf)
            case figures:
                for figure in figures:
                    yield from self._figure(figure, level)

    def _figure(self, figure: Figure, level: int) -> Iterator[str]:
        chart, png = figure.chart, self.pictures[figure.number]
        number = wp.field("SEQ Figure \\* ARABIC", wp.words(str(figure.number), "Sequence Number"))
        yield wp.heading(level, chart.headline)
        yield wp.paragraph("Captioned Figure", wp.picture(png, chart.alt, self.references.picture(png), figure.number))
        yield wp.paragraph("Image Caption", wp.words("Figure ") + number + wp.words(f". {chart.subtitle}"))
        yield wp.paragraph("Source", self._text(f"{chart.source} The figures: Table {figure.table}.".strip()))

    def _table(self, listed: Listed) -> Iterator[str]:
        """One table a heading within it: cells that span others would be hard to edit and to hear."""
        table = printed(listed.table)
        shares = _shares(table, listed.table.wordy)
        head = [wp.words(name) for name in table.names]
        for block in table.blocks:
            caption = f"{listed.caption}: {block.heading}" if block.heading else listed.caption
            yield _styled("Table Caption", caption)
            rows = [self._row(row) for row in block.rows]
            yield wp.table(caption, shares, table.right, head, rows, whole=len(rows) <= _WHOLE)
        if listed.table.note:
            yield wp.paragraph("After Table", self._text(listed.table.note))

    def _row(self, row: Sequence[Cell]) -> list[str]:
        inlines = [self._words(cell) + self._small(cell) for cell in row]
        if source := source_of(row[0].words):
            # The row of a source is where its citations lead to, not a citation of itself.
            inlines[0] = wp.marked(wp.words(row[0].words), f"source-{source}", int(source))
        return inlines

    def _words(self, cell: Cell) -> str:
        return wp.words(cell.words) if cell.verbatim else self._text(cell.words)

    def _small(self, cell: Cell) -> str:
        return wp.LINE_BREAK + self._text(cell.small, "Small Print") if cell.small else ""

    def _text(self, text: str, style: str = "") -> str:
        """Text with strong words and links, every other sign as it stands."""
        inlines = []
        for (strong, address, source), alike in groupby(runs(text), self._kind):
            leads = bool(address or source)
            inline = wp.words("".join(run.text for run in alike), "Hyperlink" if leads else style, strong=strong)
            if address:
                inline = wp.link(inline, self.references.address(address))
            elif source:
                inline = wp.link_within(inline, f"source-{source}")
            inlines.append(inline)
        return "".join(inlines)

    def _kind(self, run: Run) -> tuple[bool, str, str]:
        """What makes words a run of their own: whether they are strong, and where they lead to."""
        return run.strong, run.address, run.source if run.source in self.sources else ""


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


def _styled(style: str, text: str) -> str:
    return wp.paragraph(style, wp.words(text))
