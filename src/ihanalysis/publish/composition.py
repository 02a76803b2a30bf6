"""A briefing composed for paper: a few pages that are read, then an annex with all the rest.

PDF and Word print the same composition, so that figure 3 is figure 3 in both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from ihanalysis.content import Chart, Comment, Part, Points, Prose, Quote, Section, Table, Title
from ihanalysis.publish.runs import source_of

#: Sections that a reader looks something up in; a paper puts them at its end.
REFERENCE = frozenset({"Sources and methods"})
#: A chart whose phone drawing is no higher than this for its width can stand beside another.
SHORT = 1.05

_VIEW_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_NUMBERED = re.compile(r"^Table \d+\.\s*")


@dataclass(frozen=True, slots=True)
class Listed:
    """A table under its number: "2" where it is read, "A2" in the annex."""

    number: str
    table: Table

    @property
    def caption(self) -> str:
        """The number and the title."""
        return f"Table {self.number}. {_NUMBERED.sub('', self.table.title)}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart under its number, and the number of the table that holds its figures."""

    number: int
    chart: Chart
    table: str

    @property
    def caption(self) -> str:
        """The number, then what, who, where and when."""
        return f"Figure {self.number}. {self.chart.subtitle}"

    @property
    def short(self) -> bool:
        """Whether it can stand beside another."""
        width, height = size(self.chart.narrow)
        return height <= SHORT * width


#: What stands on a page: charts one or two abreast.
Leaf = Prose | Points | Quote | Comment | Listed | tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section as paper has it.

    Attributes
    ----------
    read
        What stands on the pages that are read.
    rest
        What follows in the annex under the section's name.
    tables
        The tables that close the section's part of the annex.
    """

    name: str
    message: str
    read: tuple[Leaf, ...]
    rest: tuple[Leaf, ...]
    tables: tuple[Listed, ...]

    @property
    def picture(self) -> bool:
        """Whether it is one large picture, which gets a page of its own."""
        match self.read:
            case ((Figure(short=False),),):
                return True
        return False

    @property
    def abreast(self) -> bool:
        """Whether it can stand beside another that can: a few words and a short chart."""
        match [leaf for leaf in self.read if not isinstance(leaf, Comment)]:
            case [*_, (Figure(short=True),)]:
                return True
        return False

    @property
    def annexed(self) -> bool:
        """Whether the annex holds any of it."""
        return bool(self.rest or self.tables)


@dataclass(frozen=True, slots=True)
class Paper:
    """A briefing in the order of paper."""

    title: Title
    chapters: tuple[Chapter, ...]
    reference: tuple[Chapter, ...]

    @property
    def name(self) -> str:
        """The document's title: whose it is, then what it is."""
        return f"{self.title.name}: {self.title.kind.lower()}"

    @property
    def rows(self) -> tuple[tuple[Chapter, ...], ...]:
        """The chapters that are read, one or two abreast."""
        rows: list[tuple[Chapter, ...]] = []
        for chapter in self.chapters:
            if rows and len(rows[-1]) == 1 and rows[-1][0].abreast and chapter.abreast:
                rows[-1] = (*rows[-1], chapter)
            else:
                rows.append((chapter,))
        return tuple(rows)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure by its number."""
        leaves = [leaf for chapter in self.chapters for leaf in (*chapter.read, *chapter.rest)]
        figures = (figure for leaf in leaves if isinstance(leaf, tuple) for figure in leaf)
        return tuple(sorted(figures, key=lambda figure: figure.number))

    @property
    def sources(self) -> frozenset[str]:
        """The numbers under which sources are listed."""
        leaves = [leaf for chapter in self.reference for leaf in chapter.rest]
        return frozenset(
            number for leaf in leaves if isinstance(leaf, Listed) for number in map(source_of, _names(leaf))
        )


def _names(listed: Listed) -> Iterable[str]:
    return map(str, listed.table.rows.iloc[:, 0])


def compose(title: Title, sections: Iterable[Section]) -> Paper:
    """Put a briefing in the order of paper, and number its figures and tables in that order.

    Of a section with charts, its first paragraph and its first chart are read; of one without, all
    but its further tables; of either, the system's own words. The rest stands in the annex.
    """
    plans = [_plan(section) for section in sections]
    numbers = _numbers(plans)
    chapters = [_chapter(plan, numbers) for plan in plans]
    return Paper(
        title,
        tuple(chapter for chapter in chapters if chapter.name not in REFERENCE),
        tuple(chapter for chapter in chapters if chapter.name in REFERENCE),
    )


@dataclass(frozen=True, slots=True)
class _Plan:
    """Which parts of a section are read, and which stand in the annex."""

    section: Section
    read: tuple[Part, ...]
    rest: tuple[Part, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables of its part of the annex: those of charts, and those of numbers."""
        own = (part.table if isinstance(part, Chart) else part for part in (*self.read, *self.rest))
        placed = [part for part in (*self.read, *self.rest) if _stays(part)]
        return tuple(part for part in own if isinstance(part, Table) and part not in placed)


def _plan(section: Section) -> _Plan:
    if section.name in REFERENCE:
        return _Plan(section, (), section.parts)
    parts = _with_first_paragraphs_apart(section.parts)
    if section.charts:
        opening = parts[:1] if isinstance(parts[0], Prose) else ()
        # A picture that is a section has a page to itself; the system's own words follow in the annex.
        own = [part for part in parts if isinstance(part, Comment) and not part.of_table] if opening else []
        lead = [*opening, section.charts[0], *own]
    else:
        tables = [part for part in parts if isinstance(part, Table) and not (part.wordy and part.verbatim)]
        later = [*tables[1:], *(part for part in parts if isinstance(part, Comment) and part.of_table)]
        lead = [part for part in parts if not any(part is one for one in later)]
    return _Plan(section, tuple(lead), tuple(part for part in parts if not any(part is one for one in lead)))


def _with_first_paragraphs_apart(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts, the first paragraph of prose that opens them being a part of its own."""
    match parts:
        case (Prose(paragraphs=(first, _, *_) as paragraphs), *rest):
            return Prose((first,)), Prose(paragraphs[1:]), *rest
    return tuple(parts)


def _stays(part: Part) -> bool:
    """Whether a table is words, which are read where they stand; numbers are looked up."""
    return isinstance(part, Table) and part.wordy


def _numbers(plans: Sequence[_Plan]) -> Mapping[int, str]:
    """The number of every chart and table, in the order in which paper has them."""
    figures, read, annex = count(1), count(1), count(1)
    numbers: dict[int, str] = {}
    for plan in plans:
        for part in plan.read:
            if isinstance(part, Chart):
                numbers[id(part)] = str(next(figures))
            elif _stays(part):
                numbers[id(part)] = str(next(read))
    for plan in plans:
        for part in plan.rest:
            if isinstance(part, Chart):
                numbers[id(part)] = str(next(figures))
            elif _stays(part):
                numbers[id(part)] = f"A{next(annex)}"
        for table in plan.tables:
            numbers[id(table)] = f"A{next(annex)}"
    return numbers


def _chapter(plan: _Plan, numbers: Mapping[int, str]) -> Chapter:
    def leaves(parts: Iterable[Part]) -> Iterator[Leaf]:
        for part in parts:
            if isinstance(part, Chart):
                yield (Figure(int(numbers[id(part)]), part, numbers[id(part.table)]),)
            elif not isinstance(part, Table):
                yield part
            elif part.wordy:
                yield Listed(numbers[id(part)], part)

    return Chapter(
        plan.section.name,
        plan.section.message,
        tuple(_paired(leaves(plan.read))),
        tuple(_paired(leaves(plan.rest))),
        tuple(Listed(numbers[id(table)], table) for table in plan.tables),
    )


def _paired(leaves: Iterable[Leaf]) -> Iterator[Leaf]:
    """Put each short chart beside the short chart that follows it."""
    waiting: Figure | None = None
    for leaf in leaves:
        match leaf:
            case (Figure(short=True) as figure,) if waiting:
                yield waiting, figure
                waiting = None
                continue
            case (Figure(short=True) as figure,):
                waiting = figure
                continue
        if waiting:
            yield (waiting,)
            waiting = None
        yield leaf
    if waiting:
        yield (waiting,)


def size(drawing: str) -> tuple[float, float]:
    """Width and height of an SVG in its own pixels.

    Raises
    ------
    ValueError
        If it has no view box that begins at the origin.

    >>> size('<svg viewBox="0 0 358 126">')
    (358.0, 126.0)
    """
    found = _VIEW_BOX.search(drawing)
    if not found:
        raise ValueError('a drawing needs a view box such as viewBox="0 0 680 450"')
    return float(found[1]), float(found[2])
