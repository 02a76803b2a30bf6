"""What changed between two runs, figure by figure, and why.

Figures are read from each briefing's `gaps.csv`, which holds every gap unrounded with the names of
its sources, and their releases from `sources.csv` beside it; the manifests say what the code and the
figures were.
"""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import partial
from io import StringIO
from pathlib import Path

from ihanalysis.areas import DIVISIONS, Level
from ihanalysis.areas.names import folder_name
from ihanalysis.batch.manifest import Manifest, read_manifest
from ihanalysis.errors import InclusionHealthError
from ihanalysis.words.numbers import decimals, fixed, interval

#: Numbers closer than this, relative to their size, differ by how machines round and not by what is known.
_SAME = 1e-9
#: The most decimals that telling two numbers apart may take.
_DECIMALS = 9
_NEEDED = ("gap", "indicator", "measure", "group", "area", "area_code", "period", "value", "source")
#: What a release is known by.
_RELEASE = ("publication", "table", "released", "address")

ABSENT = "not there"

_MOVED, _RELEASED, _METHOD = "new boundaries", "new release", "new method"
_CORRECTED, _EITHER = "corrected figures", "new method or corrected figures"
_MOST_TELLING = (_MOVED, _RELEASED, _METHOD, _CORRECTED, _EITHER)

#: What is compared: its name, its column, and the column of the sources that it rests on.
_FIGURES = (("Figure", "value", "source"), ("Comparator", "comparator_value", "comparator_source"))
_LIMITS = {"value": ("lower", "upper"), "comparator_value": ("comparator_lower", "comparator_upper")}
_CELLS = (
    ("Count", "count", ("source",)),
    ("In words", "direction", ("source", "comparator_source")),  # a verdict can turn on either side
    ("Period", "period", ("source",)),
)

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One figure that is not what it was.

    Attributes
    ----------
    system
        Whose figure: an area's, or a country's where groups are compared.
    section
        The group it is about, as the briefing's sections are arranged.
    measure, figure
        What is measured, and which of its figures changed.
    old, new
        As told, with as many decimals as it takes to tell them apart.
    why
        New release, new method, new boundaries, corrected figures, not in both runs, or what of these cannot
        be told apart.
    level
        What kind of areas the runs were of, which heads the column of their names.
    """

    system: str
    section: str
    measure: str
    figure: str
    old: str
    new: str
    why: str
    level: str = Level.SYSTEM.value


_COLUMNS = tuple(field.name for field in fields(Change) if field.name != "level")


@dataclass(frozen=True, slots=True)
class _Briefings:
    """The figures of one run by area and measure, and its manifest."""

    rows: Mapping[tuple[str, str], Row]
    manifest: Manifest


def changes(old: Path, new: Path) -> tuple[Change, ...]:
    """Every figure that differs between two runs, in the order of systems and of the catalogue.

    Parameters
    ----------
    old, new
        Folders of briefings, such as `reports/2026`; or the folder above one; or one briefing.

    Raises
    ------
    InclusionHealthError
        If a folder holds no briefings, or several boundary years or levels.
    """
    before, after = _read(old), _read(new)
    return tuple(change for key in _keys(before.rows, after.rows) for change in _compared(key, before, after))


def as_csv(found: Iterable[Change]) -> str:
    """Changes as CSV with a header."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    changed = tuple(found)
    writer.writerow(_headings(changed))
    writer.writerows(map(_cells, changed))
    return text.getvalue()


def as_text(found: Sequence[Change]) -> str:
    """Changes as a table for a terminal, with how many there are of each kind.

    >>> print(as_text([]))
    No figure changed.
    """
    if not found:
        return "No figure changed."
    rows = [tuple(name.capitalize() for name in _headings(found)), *map(_cells, found)]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = ["  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows]
    whys = ", ".join(f"{number} {why}" for why, number in Counter(change.why for change in found).items())
    return "\n".join([*lines, "", f"{len(found)} changed: {whys}"])


def _headings(found: Sequence[Change]) -> tuple[str, ...]:
    level = Level(found[0].level) if found else Level.SYSTEM
    return (level.one, *_COLUMNS[1:])


def _cells(change: Change) -> tuple[str, ...]:
    return tuple(getattr(change, name) for name in _COLUMNS)


def _read(place: Path) -> _Briefings:
    folder = _folder(place)
    rows: dict[tuple[str, str], Row] = {}
    paths = sorted(folder.glob("[!.]*/gaps.csv"))
    for path in paths or [folder / "gaps.csv"]:
        sources = _table(path.with_name("sources.csv"), ("source", *_RELEASE))
        # Briefings of one folder may be of several days, so each has releases of its own.
        releases = {row["source"]: " ".join(row[name] for name in _RELEASE) for row in sources}
        for row in _table(path, _NEEDED):
            # National gaps stand in every briefing and are told once.
            owner = row["area"] if row["gap"] == "place" else ""
            if paths and owner and folder_name(owner) != path.parent.name:
                continue  # a page of all systems repeats what each says
            cited = {side: _releases(row.get(side, ""), releases) for side in ("source", "comparator_source")}
            rows[owner, row["indicator"]] = {**row, **cited}
    return _Briefings(rows, read_manifest(folder)[0])


def _releases(names: str, releases: Mapping[str, str]) -> str:
    """What a cell such as "a;b" cites, by release and not by name."""
    return ";".join(sorted({releases.get(name, name) for name in names.split(";") if name}))


def _folder(place: Path) -> Path:
    """The folder that holds briefings, or is one."""
    if any(place.glob("[!.]*/gaps.csv")) or (place / "gaps.csv").is_file():
        return place
    found = [place / name for name in DIVISIONS if any((place / name).glob("[!.]*/gaps.csv"))]
    if len(found) == 1:
        return found[0]
    if found:
        raise InclusionHealthError(
            f"{place} holds several boundary years or levels; name one: {' or '.join(map(str, found))}"
        )
    raise InclusionHealthError(f"{place} holds no briefings: expected folders with a gaps.csv, as 'briefings' writes")


def _table(path: Path, needed: Iterable[str]) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows = list(reader)
            missing = [name for name in needed if name not in (reader.fieldnames or ())]
    except (OSError, ValueError, csv.Error) as error:
        raise InclusionHealthError(f"{path} cannot be read ({error}); make that run again") from None
    if missing:
        raise InclusionHealthError(f"{path} has no column {missing[0]!r}; make that run again with this version")
    return rows


def _keys(before: Iterable[tuple[str, str]], after: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of both runs, national gaps first and then by system; within one in the order of the newer run."""
    order = {key: number for number, key in enumerate(dict.fromkeys([*after, *before]))}
    return sorted(order, key=lambda key: (key[0], order[key]))


def _compared(key: tuple[str, str], before: _Briefings, after: _Briefings) -> Iterator[Change]:
    """What changed of one measure in one area."""
    old, new, runs = before.rows.get(key), after.rows.get(key), (before, after)
    known = new or old or {}
    change = partial(Change, known["area"], known["group"], known["measure"], level=_level(runs))
    if old is None or new is None:
        was, is_now = (ABSENT if row is None else _told(row, "value", "") for row in (old, new))
        yield change("Figure", was, is_now, _why_absent(key[0], runs))
        return
    for figure, column, source in _FIGURES:
        if not all(_same(old.get(name, ""), new.get(name, "")) for name in (column, *_LIMITS[column])):
            was, is_now = _told(old, column, new.get(column, "")), _told(new, column, old.get(column, ""))
            yield change(figure, was, is_now, _why(old, new, source, runs))
    for figure, column, sources in _CELLS:
        was, is_now = old.get(column, ""), new.get(column, "")
        if not _same(was, is_now):
            whys = {_why(old, new, source, runs) for source in sources}
            yield change(figure, _plain(was), _plain(is_now), min(whys, key=_MOST_TELLING.index))


def _why(old: Row, new: Row, source: str, runs: tuple[_Briefings, _Briefings]) -> str:
    if source == "source" and old["area_code"] != new["area_code"]:
        return _MOVED
    if old[source] != new[source] or old["period"] != new["period"]:
        return _RELEASED
    if any(old.get(name) != new.get(name) for name in ("level", "standardisation", "unit", "comparator")):
        return _METHOD
    return _by_manifest(*(run.manifest for run in runs))


def _level(runs: tuple[_Briefings, _Briefings]) -> str:
    """What kind of areas the newer run was of; one without a manifest says nothing of it."""
    records = runs[1].manifest.records.values()
    return next((record.inputs.parameters.get("level", "") for record in records), "") or Level.SYSTEM.value


def _by_manifest(before: Manifest, after: Manifest) -> str:
    """Of one release: whether the figures were corrected or the method changed, as far as the inputs tell."""
    changed: set[str] = set()
    for name in before.records.keys() & after.records.keys():
        changed.update(after.records[name].inputs.changed_since(before.records[name].inputs))
    figures = {name for name in changed if name.startswith("data/raw/") or name == "local"}
    if not changed or (figures and changed - figures):
        return _EITHER
    return _CORRECTED if figures else _METHOD


def _why_absent(owner: str, runs: tuple[_Briefings, _Briefings]) -> str:
    """Why a figure is in one run only: a measure that came or went, or a whole system."""
    if all(any(key[0] == owner for key in run.rows) for run in runs):
        return _METHOD
    years = [{r.inputs.parameters.get("boundaries") for r in run.manifest.records.values()} for run in runs]
    # The files do not say whether a system began with its boundaries, or was only left out of a run.
    return "not in both runs" if years[0] == years[1] else f"{_MOVED}, or not in both runs"


def _same(old: str, new: str) -> bool:
    try:
        return math.isclose(float(old), float(new), rel_tol=_SAME)
    except ValueError:
        return old == new


def _told(row: Row, column: str, beside: str) -> str:
    """A value with its limits, with as many decimals as it takes to tell it from the other."""
    value, lower, upper = (_number(row.get(name, "")) for name in (column, *_LIMITS[column]))
    if math.isnan(value):
        return f"no figure ({row.get('status', '')})" if row.get("status") else "no figure"
    other = _number(beside)
    places = decimals(value, other)
    while fixed(value, places) == fixed(other, places) and value != other and places < _DECIMALS:
        places += 1
    told = fixed(value, places)
    return told if math.isnan(lower) or math.isnan(upper) else f"{told} ({interval(lower, upper, places)})"


def _plain(cell: str) -> str:
    number = _number(cell)
    if math.isnan(number):
        return cell or "none"
    return fixed(number, 0) if number == round(number) else fixed(number)


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return math.nan
