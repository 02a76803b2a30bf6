"""One folder of data, notebooks and reports: knows the paths, builds the tables and keeps them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

import numpy as np
import pandas as pd

from ihanalysis.areas import BOUNDARIES, DEFAULT_BOUNDARIES, Area, Areas, Level, read_areas
from ihanalysis.areas.moving import check_codes, to_england, to_systems
from ihanalysis.errors import BadFileError, Problem
from ihanalysis.figures import KEY, MISSING, select
from ihanalysis.figures import check as check_figures
from ihanalysis.folder import AREAS, Folder
from ihanalysis.gaps import gap_table, place_gaps
from ihanalysis.indicators import Indicator, catalogue
from ihanalysis.indicators.definition import latest_periods
from ihanalysis.indicators.derived import mean_ages_at_death
from ihanalysis.processed import csv_text, read_table
from ihanalysis.records import records
from ihanalysis.sources.publications import Source, read_sources
from ihanalysis.sources.tidy import read_unchecked
from ihanalysis.trends import trend_table
from ihanalysis.whole import write_whole

if TYPE_CHECKING:
    from ihanalysis.sources.official_files.reading import Reading
    from ihanalysis.sources.official_files.registry import Official

T = TypeVar("T")


@dataclass(frozen=True)
class Workbook(Folder):
    """A folder with `data/raw`, `notebooks` and `reports`.

    Figures flow one way: `data/raw` is read and checked, `data/processed` is made
    of it on first use and again whenever something in it changed.
    """

    @classmethod
    def find(cls, start: Path | None = None) -> Self:
        """The workbook around a folder, or the one this library was installed from; warm if it is kept."""
        return cls.warm(super().find(start).root)

    @classmethod
    def warm(cls, root: Path) -> Self:
        """The workbook of a folder, with the tables that this process keeps of it, if nothing changed since."""
        workbook = cls(root)
        kept = kept_warm.get(root)
        return kept if isinstance(kept, cls) and kept._stamp == workbook._stamp else workbook

    def keep_warm(self, division: str = DEFAULT_BOUNDARIES) -> None:
        """Load the tables of a division, and keep them for whoever finds this workbook in this process or a fork."""
        for rows in (self.gaps_of, self.trends_of, self.figures_of):
            rows(self.areas.of_division(division)[0])
        for name in ("areas", "indicators", "sources", "official", "wider_figures", "_stamp"):
            getattr(self, name)  # loaded by being looked at
        kept_warm[self.root] = self

    def again(self) -> Workbook:
        """The same workbook with the same tables, whatever is done to this one's meanwhile."""
        other = Workbook(self.root)
        other._tables.update({name: table.copy(deep=False) for name, table in self._tables.items()})
        return other

    @cached_property
    def areas(self) -> Areas:
        """Systems and shares."""
        return read_areas(self.raw / AREAS)

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """Every indicator by its id, with the latest periods that the figures have."""
        latest = latest_periods(self.figures)
        return {name: indicator.at_latest(latest) for name, indicator in catalogue().items()}

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Every source of every publication by the name figures cite it with.

        Raises
        ------
        BadFileError
            If two publications use one name.
        """
        table = self.source_table
        return {row["source"]: Source(**row) for row in records(table)}

    @property
    def source_table(self) -> pd.DataFrame:
        """The sources as a table: one row a source."""
        return self._kept("sources", self._read_sources)

    @property
    def official(self) -> pd.DataFrame:
        """The official files an analyst put into `data/raw/<publication>/official`, and what became of each.

        Returns
        -------
        DataFrame
            publication, file, title, edition, released, `figures` (how many are used) and `problems`;
            of a file with problems the shipped figures stay in use.
        """
        return self._kept("official", self._list_official)

    @property
    def figures(self) -> pd.DataFrame:
        """Every published figure and what follows from it, as one figure table."""
        return self._kept("figures", self._read_figures)

    @cached_property
    def wider_figures(self) -> pd.DataFrame:
        """The figures of areas wider than a local authority: few of all, and what national evidence is found in."""
        return self.figures[self.figures["area_level"] != "local authority"]

    def area_figures(self, division: str = DEFAULT_BOUNDARIES) -> pd.DataFrame:
        """Counts of the areas of a division: their own, or summed from local authorities.

        Parameters
        ----------
        division
            A boundary year of systems, "place" or "region".

        Raises
        ------
        UnknownChoiceError
            If there is no such division.
        """
        codes = [area.code for area in self.areas.of_division(division)]
        return self._kept(COUNTS[division], lambda: self._sum_to_areas(division, codes))

    def gaps(self, division: str = DEFAULT_BOUNDARIES) -> pd.DataFrame:
        """Every gap of every area of a division to England, and the national group gaps."""
        self.areas.of_division(division)
        make = lambda: gap_table(self.indicators.values(), self.figures, self.area_figures(division))  # noqa: E731
        return self._kept(f"gaps-{division}", make)

    def gaps_as_published(self, indicator: str) -> tuple[str, pd.DataFrame]:
        """The gap of every local authority to England on one indicator, as it was published for them.

        Unlike `gaps("place")` this moves nothing to the authorities of today.

        Returns
        -------
        str, DataFrame
            The set of local authority codes that the indicator was last published for, nothing if it was for
            none; and the gap table of those authorities and earlier ones.
        """
        if indicator not in self._as_published:
            one = self.indicators[indicator]
            local = select(self.figures, area_level="local authority")
            own = select(local, indicator=[one.figure, one.denominator, "residents"])
            measured = select(own, indicator=one.figure, period=list(one.periods))
            sets = {
                self.sources[name].local_authorities for cell in measured["source"].unique() for name in cell.split(";")
            }
            everywhere = pd.concat([own, select(self.wider_figures, area_level="country")], ignore_index=True)
            codes = list(own["area_code"].unique())
            gaps = place_gaps([one], everywhere, codes) if one.gap == "place" else pd.DataFrame(columns=["area_code"])
            self._as_published[indicator] = max(sets, default=""), gaps
        authorities, gaps = self._as_published[indicator]
        return authorities, gaps.copy(deep=False)

    def gaps_on(self, indicator: str, division: str) -> pd.DataFrame:
        """The gaps of every area of a division on one indicator, found without looking at the others."""
        return self._rows_of(f"gaps-{division}", self.gaps(division), indicator, by="indicator")

    @cached_property
    def _as_published(self) -> dict[str, tuple[str, pd.DataFrame]]:
        return {}

    def trends(self, division: str = DEFAULT_BOUNDARIES) -> pd.DataFrame:
        """Indicators over time, for every area of a division and England."""
        self.areas.of_division(division)
        make = lambda: trend_table(self.indicators.values(), self.figures, self.area_figures(division))  # noqa: E731
        return self._kept(f"trends-{division}", make)

    def figures_of(self, area: Area) -> pd.DataFrame:
        """The counts of one area, found without looking at the others'."""
        return self._rows_of(COUNTS[area.division], self.area_figures(area.division), area.code)

    def gaps_of(self, area: Area) -> pd.DataFrame:
        """The gaps of one area to England, and the national group gaps."""
        name, table = f"gaps-{area.division}", self.gaps(area.division)
        groups = self._rows_of(name, table, "group", by="gap")
        return pd.concat([groups, self._rows_of(name, table, area.code)], ignore_index=True)

    def trends_of(self, area: Area, code: str = "") -> pd.DataFrame:
        """The figures of one area over time; with a code, those of another that stand beside them, as England's."""
        return self._rows_of(f"trends-{area.division}", self.trends(area.division), code or area.code)

    def once(self, make: Callable[..., T], *about: Hashable) -> T:
        """What a function makes of this workbook, and of more, made once; whoever gets it must not change it."""
        if (make, about) not in self._made:
            self._made[make, about] = make(self, *about)
        made: T = self._made[make, about]
        return made

    @cached_property
    def _made(self) -> dict[tuple[Callable[..., Any], tuple[Hashable, ...]], Any]:
        return {}

    def cited(self, sources: str) -> list[Source]:
        """The sources that a cell such as "a;b" cites."""
        return [self.sources[name] for name in sources.split(";") if name]

    @cached_property
    def _official(self) -> Mapping[str, Official]:
        # Imported here, as most processes only read tables that were made before.
        from ihanalysis.sources.official_files.registry import read_folder

        folders = sorted(folder for folder in self.raw.glob("*/official") if folder.is_dir())
        return {folder.parent.name: read_folder(folder, self.areas) for folder in folders}

    def _list_official(self) -> pd.DataFrame:
        columns = ["publication", "file", "title", "edition", "released", "figures", "problems"]
        rows = [
            (publication, Path(r.file).name, r.title, r.edition, r.released, self._used(r), _told(r.problems))
            for publication, official in self._official.items()
            for r in official.readings
        ]
        return pd.DataFrame(rows, columns=columns)

    def _used(self, reading: Reading) -> int:
        """How many figures in use cite a file."""
        return int(self.figures["source"].isin([source.source for source in reading.sources]).sum())

    def _read_sources(self) -> pd.DataFrame:
        sources: dict[str, Source] = {}
        for path in sorted(self.raw.glob("*/sources.csv")):
            for row, source in enumerate(read_sources(path), start=2):
                if source.source in sources:
                    twice = Problem(str(path), row, "source", repr(source.source), "a name used once")
                    raise BadFileError([twice])
                sources[source.source] = source
        for official in self._official.values():
            sources |= {source.source: source for source in official.sources}
        return pd.DataFrame([asdict(source) for source in sources.values()])

    def _read_figures(self) -> pd.DataFrame:
        from ihanalysis.sources.official_files.registry import supersede

        tables = {path: read_unchecked(path) for path in sorted(self.raw.glob("*/figures*.csv"))}
        published = pd.concat(tables.values(), ignore_index=True)
        for official in self._official.values():
            published = supersede(published, self.sources, official.figures, self.sources)
        everything = pd.concat([published, mean_ages_at_death(published), to_england(published)], ignore_index=True)
        try:
            self._check(everything, self.raw)
        except BadFileError:
            # All at once costs a moment; file by file names the file and the row.
            for path, table in tables.items():
                self._check(table, path)
            raise
        return everything

    def _check(self, figures: pd.DataFrame, path: Path) -> None:
        """Check a figure table, its sources and its codes; the path is what the problems call it."""
        check_figures(figures, str(path))
        unknown = figures.loc[~figures["source"].isin(list(self.sources)), "source"]
        if len(unknown):
            expected = f"a source of {path.parent.name}/sources.csv"
            raise BadFileError(
                Problem(str(path), row, "source", repr(found), expected) for row, found in unknown.items()
            )
        check_codes(figures, self._sets, self.areas.shares, str(path))

    @property
    def _sets(self) -> dict[str, str]:
        """The set of local authority codes of each source."""
        return {name: source.local_authorities for name, source in self.sources.items()}

    def _sum_to_areas(self, division: str, codes: list[str]) -> pd.DataFrame:
        own = self.figures[self.figures["area_code"].isin(codes)]
        places = self.figures[self.figures["area_level"] == "local authority"]
        counts = places[places["count"].notna() | places["status"].isin(MISSING)]
        summed = to_systems(counts, self._sets, self.areas.shares_of(division), division)
        own = own.assign(split=(own["status"] == "modelled").astype(float), areas=1, areas_reported=1)
        if division not in BOUNDARIES:
            own, summed = _published_first(own, summed, Level(division))
        return pd.concat([own, summed], ignore_index=True)

    @property
    def _raw_files(self) -> tuple[Path, ...]:
        # What begins with a dot is on its way: a file being fetched or written.
        found = (path for path in self.raw.glob("[!.]*/**/*") if path.is_file() and not path.name.startswith("."))
        return tuple(sorted(found))

    @cached_property
    def _state(self) -> str:
        """A fingerprint of all that the tables are made from: the raw files and the library itself."""
        digest = hashlib.sha256()
        for path in self._made_from():
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()

    @cached_property
    def _stamp(self) -> tuple[tuple[Path, int, int], ...]:
        """Which files those are, and when they changed last: a fingerprint that costs no reading."""
        found = ((path, path.stat()) for path in self._made_from())
        return tuple((path, about.st_mtime_ns, about.st_size) for path, about in found)

    def _made_from(self) -> list[Path]:
        library = Path(str(resources.files("ihanalysis"))).rglob("*")
        return [*self._raw_files, *sorted(path for path in library if path.suffix in (".py", ".toml"))]

    def _kept(self, name: str, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """A processed table: read, once, if it was made from just these files, else made and kept."""
        if name not in self._tables:
            self._tables[name] = self._read_or_made(name, make)
        # A shallow copy shares the numbers until someone changes them, and only their own copy changes.
        return self._tables[name].copy(deep=False)

    @cached_property
    def _tables(self) -> dict[str, pd.DataFrame]:
        return {}

    def _rows_of(self, name: str, table: pd.DataFrame, wanted: str, by: str = "area_code") -> pd.DataFrame:
        """The rows of a kept table that hold a word in a column; where each word stands is looked up once."""
        if (name, by) not in self._places:
            rows = table.groupby(by, sort=False).indices
            self._places[name, by] = {str(word): np.asarray(where) for word, where in rows.items()}
        return table.iloc[self._places[name, by].get(wanted, np.array([], dtype=int))]

    @cached_property
    def _places(self) -> dict[tuple[str, str], Mapping[str, np.ndarray]]:
        return {}

    def _read_or_made(self, name: str, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        path, stamp = self.processed / f"{name}.csv", self.processed / f"{name}.json"
        try:
            if json.loads(stamp.read_text(encoding="utf-8")) == {"made_from": self._state}:
                return read_table(path)
        except (OSError, ValueError):
            pass  # not made yet, or by a run that was cut off: it is made now
        write_whole(path, csv_text(make()))
        write_whole(stamp, json.dumps({"made_from": self._state}))
        # Read back, so that the first run has the very table that later ones have.
        return read_table(path)


#: The tables of counts, by division.
COUNTS = {**{boundaries: f"systems-{boundaries}" for boundaries in BOUNDARIES}, "place": "places", "region": "regions"}


def _published_first(own: pd.DataFrame, summed: pd.DataFrame, level: Level) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Areas' own published rows, and the sums of those that have none.

    A row that was published for the whole area covers every authority that a sum of
    the same figure would have been made of.
    """
    summed = summed.assign(area_level=level.one)
    key = list(KEY)
    both = own.merge(summed[[*key, "areas"]], on=key, how="left", suffixes=("", "_summed"))
    covered = both["areas_summed"].fillna(both["areas"]).astype(int).to_numpy()
    missing = own["status"].isin(MISSING).to_numpy()
    own = own.assign(areas=covered, areas_reported=np.where(missing, 0, covered))
    known = summed[key].merge(own[key], how="left", indicator=True)["_merge"] == "both"
    return own, summed[~known.to_numpy()]


#: Workbooks whose tables this process keeps, by folder.
kept_warm: dict[Path, Workbook] = {}


def _told(problems: Iterable[Problem]) -> str:
    return "\n".join(str(problem) for problem in problems)
