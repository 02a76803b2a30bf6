"""The index of a run: search, a map of tiles, systems side by side, every file that was made, and what failed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, Template
from markupsafe import Markup

from ihanalysis.areas import Area, Level, Place, System
from ihanalysis.briefing.sources import reference
from ihanalysis.charts import tile_map
from ihanalysis.content import Table
from ihanalysis.figures import period_words
from ihanalysis.national import National
from ihanalysis.national.comparison import Comparison
from ihanalysis.national.pictures import FUNNEL_KEY, TILES_KEY, funnel_of
from ihanalysis.publish.formats import FORMATS
from ihanalysis.sources.publications import Source
from ihanalysis.whole import write_whole
from ihanalysis.workbook import Workbook

_TEMPLATES = Path(__file__).parent / "templates" / "ihanalysis"
#: The page of a briefing in its system's folder, and that of all systems beside them.
PAGE, NATIONAL = "briefing.html", "national/national.html"
#: What boundaries are called that have no year.
_BOUNDARIES = {Level.PLACE: "local authorities since April 2023", Level.REGION: "regions of England"}
#: The measure that the page opens with: the most recent one that every system has.
FIRST = "people-sleeping-rough"


@dataclass(frozen=True, slots=True)
class Link:
    """A file of a briefing, from the index."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An area on the index: its files, why it has none, and the words that it is found by."""

    system: Area
    residents: str
    links: tuple[Link, ...]
    failure: str
    words: str
    councils: tuple[str, ...]

    @property
    def address(self) -> str:
        """The page of its briefing; nothing if there is none."""
        return next((link.address for link in self.links if link.address.endswith(PAGE)), "")


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure as the page shows it: its map, its funnel, its table and its sources."""

    comparison: Comparison
    kinds: Mapping[str, str]
    tiles: tuple[tuple[tile_map.Tile, Area], ...]
    funnel: Markup
    table: Table
    sources: tuple[Source, ...]

    @property
    def id(self) -> str:
        """Its address on the page."""
        return self.comparison.indicator.id

    @property
    def columns(self) -> list[str]:
        """The columns of the table; a note stands under a system's name."""
        return [str(column) for column in self.table.rows.columns if column != "note"]


@dataclass(frozen=True, slots=True)
class Made:
    """What became of the run, in words."""

    systems: str
    briefings: str
    failed: str
    failed_note: str


def write_index(
    systems: Sequence[Area],
    workbook: Workbook,
    folder: Path,
    failures: Mapping[Area, str] | None = None,
    title: str = "",
) -> Path:
    """Write `index.html` over the briefings that stand in a folder.

    Parameters
    ----------
    systems
        Of one boundary year, or areas of another level: all, or a named set such as a region. Those without a
        briefing are named without a link.
    folder
        `<output>/<division>`.
    failures
        Why an area's briefing could not be made in this run.
    title
        What a set of some is called.
    """
    national = National(_by_name(systems), workbook)
    entries = _entries(national, folder, failures or {})
    places = tile_map.layout(national.boundaries) if national.level == Level.SYSTEM else {}
    rows, columns = zip(*(places.get(area.short_code, (0, 0)) for area in national.systems), strict=True)
    page = _template().render(
        title=title,
        national=national,
        level=national.level,
        boundaries=_BOUNDARIES.get(national.level, f"April {national.boundaries}"),
        national_page=NATIONAL if (folder / NATIONAL).is_file() else "",
        produced=period_words(national.produced.isoformat()),
        made=_made(entries),
        entries={entry.system.code: entry for entry in entries},
        measures=workbook.once(_measures, national.systems),
        first=FIRST,
        top=min(rows),
        left=min(columns),
        columns=max(columns) - min(columns) + 1,
        key=TILES_KEY,
        kinds=tile_map.KINDS,
        breakable=tile_map.breakable,
        reference=reference,
    )
    path = folder / "index.html"
    write_whole(path, page)
    return path


def prepare_index(workbook: Workbook, division: str) -> None:
    """Make beforehand what the index of a division shows whatever becomes of its briefings."""
    _template()
    workbook.once(_measures, _by_name(workbook.areas.of_division(division)))


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("systems.html.j2")


def _by_name(systems: Iterable[Area]) -> tuple[Area, ...]:
    return tuple(sorted(systems, key=lambda system: system.name))


def _entries(national: National, folder: Path, failures: Mapping[Area, str]) -> list[Entry]:
    shares = national.workbook.areas.shares_of(national.boundaries)
    latest = shares[shares["local_authorities"] == shares["local_authorities"].max()]
    councils = {code: tuple(sorted(names)) for code, names in latest.groupby("system_code")["name"]}
    return [
        Entry(
            system,
            national.residents.get(system.code, "[x]"),
            _links(system, folder),
            failures.get(system, ""),
            " ".join(_words(system)).lower(),
            # A place is found by what it took the place of as well.
            system.former if isinstance(system, Place) else councils.get(system.code, ()),
        )
        for system in national.systems
    ]


def _words(area: Area) -> tuple[str, ...]:
    """What an area is searched by, beside its councils."""
    if isinstance(area, System):
        return (area.name, area.abbreviation, area.ods_code, area.code, area.nhs_region)
    return (area.name, area.code, area.region)


def _links(system: Area, folder: Path) -> tuple[Link, ...]:
    """The files that there are; the page first."""
    files = [("Page", PAGE), *((one.title, one.link) for one in FORMATS)]
    return tuple(
        Link(title, f"{system.slug}/{file}") for title, file in files if (folder / system.slug / file).is_file()
    )


def _made(entries: Sequence[Entry]) -> Made:
    made, failed = sum(bool(entry.links) for entry in entries), sum(bool(entry.failure) for entry in entries)
    left = len(entries) - sum(bool(entry.links or entry.failure) for entry in entries)
    parts = [_number(made, "briefing"), f"{left} not made in this run" if left else ""]
    note = "The other briefings are unharmed. Put right what is named, and run again."
    return Made(
        entries[0].system.level.number(len(entries)),
        "; ".join(filter(None, parts)),
        f"{failed} failed" if failed else "",
        note,
    )


def _number(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _measures(workbook: Workbook, systems: tuple[Area, ...]) -> list[Measure]:
    comparisons = National(systems, workbook).comparisons.values()
    return [_measure(comparison, workbook) for comparison in comparisons if comparison.compared]


def _measure(comparison: Comparison, workbook: Workbook) -> Measure:
    key = FUNNEL_KEY.replace("systems", comparison.level.many)
    funnel = Markup(funnel_of(comparison, key).html()) if comparison.enough else Markup("")
    sources = tuple(workbook.sources[name] for name in comparison.sources)
    kinds = {system.name: comparison.kind(system) for system in comparison.systems}
    # In the order of the map, so that the keyboard moves across it as the eye does.
    # There are tiles of systems only.
    pairs = zip(comparison.tiles(), comparison.systems, strict=False)
    tiles = sorted(pairs, key=lambda pair: (pair[0].row, pair[0].column))
    return Measure(comparison, kinds, tuple(tiles), funnel, comparison.table(), sources)
