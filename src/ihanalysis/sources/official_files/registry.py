"""Which reader takes an official file, what it says, and what its figures take the place of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from ihanalysis.areas import Areas
from ihanalysis.errors import BadFileError, Problem
from ihanalysis.figures import KEY
from ihanalysis.figures import check as check_figures
from ihanalysis.sources.official_files import (
    asylum_support,
    gp_registrations,
    homeless_deaths,
    lookups,
    rough_sleeping,
    statutory_homelessness,
)
from ihanalysis.sources.official_files.homelessness_years import years
from ihanalysis.sources.official_files.reading import Reader, Reading, Summary, as_figures
from ihanalysis.sources.official_files.sheets import OfficialFile, open_file
from ihanalysis.sources.publications import Source

__all__ = ["REGISTRY", "Official", "Reading", "Summary", "check_file", "identify", "read_folder", "read_official"]

#: Every kind of official file that can be read; another is added here.
REGISTRY: tuple[Reader, ...] = (
    *gp_registrations.READERS,
    *homeless_deaths.READERS,
    *rough_sleeping.READERS,
    *statutory_homelessness.READERS,
    *asylum_support.READERS,
    *lookups.READERS,
)
#: And those that are only recognised, to say which file to give instead.
_RECOGNISED = (*REGISTRY, *gp_registrations.REFUSED)
#: The part of a reader's signs that a file must show. Some may be missing, so that a renamed column is
#: found by the reader, and told, and does not make a stranger of the file.
RECOGNISED = 0.6
#: What is taken for an official file in a folder of them.
SUFFIXES = frozenset({".csv", ".zip", ".xlsx", ".xlsm", ".ods", ".xls"})

_PRINTED_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_QUARTER = r"\d{4}-Q[1-4]"


@dataclass(frozen=True)
class Official:
    """What a folder of official files says, the newest release of each figure.

    Attributes
    ----------
    figures, sources
        As those of a publication in `data/raw`; quarters are summed to years
        and do not stand beside them.
    readings
        Of every file, also of those with problems, whose figures are not used.
    """

    figures: pd.DataFrame
    sources: tuple[Source, ...]
    readings: tuple[Reading, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem of every file."""
        return tuple(problem for reading in self.readings for problem in reading.problems)


def identify(path: Path) -> Reader:
    """The reader of a file, by what the file holds; its name and folder say nothing.

    Raises
    ------
    BadFileError
        If it cannot be opened, or is none of those that can be read: with the nearest.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "data.csv")
    ...     _ = path.write_text("LSOA21CD,SICBL26CD,ICB26CD,ICB26CDH,LAD26CD")
    ...     identify(path).title
    'ONS lookup of small areas or local authorities to systems'
    """
    return _recognise(open_file(path))


def read_official(path: Path, areas: Areas) -> Reading:
    """Read an official file whose every check is passed.

    Parameters
    ----------
    path
        The file as the publisher made it: csv, zip of one csv, xlsx, xlsm, ods or xls.
    areas
        The systems and local authorities that its codes must be among.

    Raises
    ------
    BadFileError
        With every problem found.

    Examples
    --------
    >>> areas = Areas((), *[pd.DataFrame()] * 3)
    >>> read_official(Path("nowhere.csv"), areas)
    Traceback (most recent call last):
    ihanalysis.errors.BadFileError: nowhere.csv: found no such file; expected a file
    """
    file = open_file(path)
    reading = _recognise(file).read(file, areas)
    if reading.problems:
        raise BadFileError(reading.problems)
    check_figures(reading.figures, str(path))
    return _with_notes(reading, file)


def check_file(path: Path, areas: Areas) -> Reading:
    """Read an official file and say everything that is wrong with it; bad content never raises.

    Returns
    -------
    Reading
        With every problem in `problems` and, as a table, in `problem_table`. One
        that was not recognised has no publication; of one with problems, the
        figures are not to be used.

    Examples
    --------
    >>> areas = Areas((), *[pd.DataFrame()] * 3)
    >>> print(check_file(Path("nowhere.csv"), areas))
    nowhere.csv: not an official file that can be read
      1 problem:
        nowhere.csv: found no such file; expected a file
    """
    reader = None
    try:
        file = open_file(path)
        reader = _recognise(file)
        reading = _with_notes(reader.read(file, areas), file)
        if not reading.problems:
            check_figures(reading.figures, str(path))
        return reading
    except BadFileError as error:
        problems = error.problems
    except Exception as error:  # a fault of the reader; the analyst still gets an answer, and the other files too
        found = f"something the reader does not foresee ({type(error).__name__}: {error})"
        problems = (Problem(str(path), None, None, found, "a layout it knows: please report it"),)
    if reader is None:
        return Reading(str(path), "", "not an official file that can be read", problems=problems)
    return Reading(str(path), reader.publication, reader.title, problems=problems)


def read_folder(folder: Path, areas: Areas) -> Official:
    """Read every official file of one publication: `data/raw/<publication>/official`.

    Of two files with one figure, the later release is taken. A file with
    problems gives none, and stops no other.

    Examples
    --------
    >>> areas = Areas((), *[pd.DataFrame()] * 3)
    >>> read_folder(Path("data", "raw", "nothing", "official"), areas).readings
    ()
    """
    readings = []
    for path in sorted(folder.glob("*")):
        if path.is_file() and path.suffix.lower() in SUFFIXES and not path.name.startswith("."):
            readings.append(_of_publication(check_file(path, areas), folder.parent.name))
    figures, sources = as_figures(()), dict[str, Source]()
    usable = [reading for reading in readings if not reading.problems]
    for reading in sorted(usable, key=lambda r: (r.edition, r.released, r.file)):
        found = {source.source: source for source in reading.sources}
        figures = supersede(figures, sources, reading.figures, found)
        sources |= found
    summed, of_years = years(figures, sources.values())
    is_quarter = figures["period"].str.fullmatch(_QUARTER).astype(bool)
    figures = pd.concat([figures[~is_quarter], summed], ignore_index=True)
    sources |= {source.source: source for source in of_years}
    cited = set(figures["source"])
    return Official(figures, tuple(s for s in sources.values() if s.source in cited), tuple(readings))


def supersede(
    shipped: pd.DataFrame,
    shipped_sources: Mapping[str, Source],
    newer: pd.DataFrame,
    newer_sources: Mapping[str, Source],
) -> pd.DataFrame:
    """The shipped figures with newer ones in their place, indicator by indicator and period by period.

    Figures of an indicator, period, sex and age are taken if none that is shipped
    of the same was released later, or if a release is not dated. They take the
    place of those of the same areas; local authorities give way all together,
    for two releases may use different codes, and people would be counted twice.

    Parameters
    ----------
    shipped, newer
        Figure tables.
    shipped_sources, newer_sources
        What they cite, by name.

    Returns
    -------
    DataFrame
        A figure table: every key once.

    Examples
    --------
    >>> from ihanalysis.sources.official_files.reading import figures_of
    >>> shared = {"indicator": "people-sleeping-rough", "period": ["2024", "2025"], "area_code": "E92000001"}
    >>> shipped = figures_of(**shared, count=[1.0, 2.0], source="shipped")
    >>> newer = figures_of(**shared, count=[3.0, 4.0], source="newer").tail(1)
    >>> supersede(shipped, {}, newer, {})[["period", "count"]].to_numpy().tolist()
    [['2024', 1.0], ['2025', 4.0]]
    """
    if shipped.empty or newer.empty:
        return newer if shipped.empty else shipped
    old, new = _blocks(shipped, shipped_sources), _blocks(newer, newer_sources)
    before = new["figure"].map(old.groupby("figure")["released"].max())
    wins = before.isna() | (new["released"] == "") | (before == "") | (new["released"] >= before)
    kept = shipped[~old["block"].isin(new.loc[wins, "block"]).to_numpy()]
    return pd.concat([kept, newer[wins.to_numpy()]], ignore_index=True)


def _recognise(file: OfficialFile) -> Reader:
    opening = file.opening
    scores = [
        sum(bool(re.search(sign, opening, re.IGNORECASE)) for sign in reader.signs) / len(reader.signs)
        for reader in _RECOGNISED
    ]
    best = max(scores)
    nearest = _RECOGNISED[scores.index(best)]
    if best >= RECOGNISED:
        return nearest
    known = "; ".join(dict.fromkeys(reader.title for reader in REGISTRY))
    hint = f"; the nearest is {nearest.title}" if best > 0 else ""
    found = f"a file that is none of those that can be read{hint}"
    raise BadFileError([Problem(file.file, None, None, found, known)])


def _with_notes(reading: Reading, file: OfficialFile) -> Reading:
    return replace(reading, notes=(*file.notes, *reading.notes)) if file.notes else reading


def _of_publication(reading: Reading, publication: str) -> Reading:
    if reading.publication in (publication, ""):
        return reading
    found, expected = f"a file of {reading.publication}", f"files of {publication} in this folder"
    return replace(reading, problems=(*reading.problems, Problem(reading.file, None, None, found, expected)))


def _blocks(figures: pd.DataFrame, sources: Mapping[str, Source]) -> pd.DataFrame:
    """Of each row: the figure without its area, what gives way together, and the day of its release."""
    names = [name for name in KEY if not name.startswith("area_")]
    figure = figures["indicator"].str.cat(figures[names[1:]], sep="|")
    # A code is that of one level, so that "all" can only be all local authorities.
    area = figures["area_code"].mask(figures["area_level"] == "local authority", "all")
    days = {name: _day(sources[name].released) if name in sources else "" for name in figures["source"].unique()}
    return pd.DataFrame({"figure": figure, "block": figure + "|" + area, "released": figures["source"].map(days)})


def _day(released: str) -> str:
    """The last day, month or year that a release is dated with, or nothing.

    >>> _day("2019-12-18 to 2020-03-19 (printed as 2019)"), _day("not stated on the table")
    ('2020-03-19', '')
    """
    days: Iterable[str] = _PRINTED_DAY.findall(released)
    return max(days, default="")
