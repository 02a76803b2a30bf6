"""The command line: words to calls, errors to messages and exit codes.

Exit codes: 0 done; 1 some briefings failed; 2 the command or a file must be put right first.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ihanalysis.boundaries import BOUNDARIES, DEFAULT_BOUNDARIES, Level
from ihanalysis.errors import InclusionHealthError
from ihanalysis.folder import Folder

if TYPE_CHECKING:
    from ihanalysis.areas import Area
    from ihanalysis.batch.making import Outcome
    from ihanalysis.batch.run import Run
    from ihanalysis.batch.sets import NamedSet
    from ihanalysis.sources.fetching.releases import Release
    from ihanalysis.workbook import Workbook


class _Commands(click.Group):
    """Shows an error that a user can put right as one paragraph, without a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except InclusionHealthError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(2)


_boundaries = click.option(
    "--boundaries",
    default=DEFAULT_BOUNDARIES,
    show_default=True,
    metavar="YEAR",
    help=f"Boundary year of the systems: {' or '.join(BOUNDARIES)}.",
)
_level = click.option(
    "--level",
    type=click.Choice([level.value for level in Level]),
    default=Level.SYSTEM.value,
    show_default=True,
    help="What kind of area: integrated care systems, local authorities (place) or the regions of England.",
)
_output = click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Folder to write to; reports/ of the workbook unless another is named.",
)

_MAKING = (
    click.option(
        "--engine",
        type=click.Choice(["ihanalysis", "nbclient"]),
        default="ihanalysis",
        show_default=True,
        help="What runs the notebooks: nbclient starts a Jupyter kernel for each.",
    ),
    click.option("--force", is_flag=True, help="Make briefings again even if nothing they show has changed."),
    click.option(
        "--time-limit",
        "seconds",
        type=click.FloatRange(min=0, min_open=True),
        default=120.0,
        show_default=True,
        metavar="SECONDS",
        help="Stop a briefing that takes longer.",
    ),
)


def _making(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every command that makes briefings."""
    for option in reversed(_MAKING):
        command = option(command)
    return command


@click.group(cls=_Commands)
@click.version_option(package_name="ihanalysis")
def main() -> None:
    """Inclusion health inequalities in England: one briefing for every integrated care system."""


@main.command()
@click.argument("name")
@_boundaries
@_level
@_output
@_making
def briefing(name: str, boundaries: str, level: str, output: Path | None, **wish: Any) -> None:
    """Make the briefing of one system, or of another area, by NAME, part of a name, abbreviation or code."""
    folder = Folder.find()
    _make([folder.systems.find_at(level, name, boundaries)], folder, output, wish)


@main.command()
@_boundaries
@_level
@_output
@click.option("--only", multiple=True, metavar="NAME ...", help="Only these; several names may follow.")
@click.option("--region", metavar="NAME", help="Only the systems of an NHS region, or areas of a region, side by side.")
@click.option(
    "--cohort",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Only those that a text file names, one a line, side by side.",
)
@click.option("--failed", is_flag=True, help="Only those that failed in the last run.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=min(os.cpu_count() or 1, 4),
    show_default="processors, up to 4",
    help="How many briefings to make at once.",
)
@click.option("--dask", default="", metavar="ADDRESS", help="Let the workers of this Dask scheduler make them.")
@_making
@click.argument("more", nargs=-1, metavar="")
def briefings(
    boundaries: str,
    level: str,
    output: Path | None,
    only: tuple[str, ...],
    region: str | None,
    cohort: Path | None,
    more: tuple[str, ...],
    **wish: Any,
) -> None:
    """Make the briefings of all systems, or of other areas, whose figures changed, and an index of them."""
    from ihanalysis.batch import sets

    if more and not only:
        raise click.UsageError(f"to make some only, write --only {' '.join(more)}")
    if sum(map(bool, (only, region, cohort))) > 1:
        raise click.UsageError("--only, --region and --cohort each choose whose briefings; use one of them")
    folder = Folder.find()
    systems = folder.systems
    chosen = None
    if region:
        chosen = sets.region(region, systems, boundaries, level)
    elif cohort:
        chosen = sets.read_cohort(cohort, systems, boundaries, level)
    # Every name is looked up before anything is made, so a slip of the pen costs nothing.
    named = dict.fromkeys(systems.find_at(level, name, boundaries) for name in (*only, *more))
    everyone = systems.of_level(level, boundaries)
    _make(chosen.systems if chosen else list(named) or everyone, folder, output, wish, chosen)


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def new(folder: Path) -> None:
    """Make a workbook in FOLDER; in one that is there already, bring figures and notebooks up to date.

    A file that you changed is kept, and the new one is put beside it under a name that ends in ".new".
    """
    from ihanalysis.new_workbook import make_workbook

    made = make_workbook(folder)
    for path in made.kept:
        click.echo(f"kept as you changed it: {path} (the new one: {path}.new)")
    click.echo(f"{_near(folder.resolve())}: {made.written} files written, {made.same} have nothing newer")
    click.echo(f"Next: cd {folder} && ihanalysis explore")


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def explore(options: tuple[str, ...]) -> None:
    """Open JupyterLab on the workbook one stands in; OPTIONS go to JupyterLab, such as --no-browser."""
    from ihanalysis.new_workbook import open_lab

    raise SystemExit(open_lab(_workbook(), options))


@main.command()
@_boundaries
@_output
def national(boundaries: str, output: Path | None) -> None:
    """Set all systems side by side, for a national team: as a page and in every other format."""
    from ihanalysis.batch.national import make_national

    click.echo(f"All systems side by side: {_near(make_national(boundaries, Folder.find(), output))}")


@main.command()
@click.argument("old", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("new", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--csv", "csv", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Also as CSV.")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Also as a page.")
def diff(old: Path, new: Path, csv: Path | None, html: Path | None) -> None:
    """Show every figure that changed from the briefings in OLD to those in NEW, and why."""
    from ihanalysis.batch.diff import as_csv, as_text, changes
    from ihanalysis.whole import write_whole

    found = changes(old, new)
    click.echo(as_text(found))
    if csv:
        write_whole(csv, as_csv(found))
    if html:
        from ihanalysis.publish.table_page import changes_page

        write_whole(html, changes_page(found))


@main.command("systems")
@_boundaries
@_level
def list_systems(boundaries: str, level: str) -> None:
    """List the systems of a boundary year (ODS code, ONS code, name and NHS region), or the areas of another level."""
    for area in Folder.find().systems.of_level(level, boundaries):
        code = f"{area.short_code:<6} {area.code}" if area.short_code != area.code else area.code
        click.echo(f"{code}  {area.name}" + (f" ({area.region})" if area.region != area.name else ""))


@main.command()
def sources() -> None:
    """List every source: publication, table, release date, licence and address."""
    for source in _workbook().sources.values():
        click.echo(f"{source.source}\n  {source.publisher}: {source.publication}\n  {source.table}")
        click.echo(f"  released {source.released}; {source.licence}\n  {source.address}")
        if source.note:
            click.echo(f"  {source.note}")


@main.command()
@click.argument("name")
@_boundaries
def local(name: str, boundaries: str) -> None:
    """Write the files that the system NAME can fill in: its own words and figures. Never writes over one."""
    from ihanalysis.local.filling_in import files_to_fill_in

    workbook = _workbook()
    for path, new in files_to_fill_in(workbook, workbook.areas.find(name, boundaries)):
        click.echo(f"{_near(path)}: {'written; fill it in' if new else 'is there already, and was left as it is'}")


@main.command()
def build() -> None:
    """Make every table of data/processed and describe them in a data package."""
    from ihanalysis.datapackage import write_datapackage

    path = write_datapackage(_workbook())
    click.echo(f"Tables and data package: {_near(path.parent)}")


@main.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Say what each official FILE is, what was read and every problem; without FILE, check all figures."""
    from ihanalysis.sources.official_files.registry import check_file

    workbook = _workbook()
    readings = [check_file(path, workbook.areas) for path in files]
    for reading in readings:
        click.echo(str(reading))
    wrong = any(reading.problems for reading in readings) if files else _check_workbook(workbook)
    if wrong:
        raise SystemExit(2)


def _workbook() -> Workbook:
    """The workbook here."""
    from ihanalysis.workbook import Workbook  # reads tables, which costs half a second that --help need not pay

    return Workbook.find()


def _check_workbook(workbook: Workbook) -> bool:
    """Read every raw file, and hold the figures against one another."""
    from ihanalysis.local.checking import check_local
    from ihanalysis.sources.consistency import check_consistency

    problems = check_consistency(workbook.figures, workbook.areas, workbook.sources)
    for _, row in workbook.official.iterrows():
        click.echo(f"{row['file']}: {row['title']}, {row['figures']:,} figures in use")
        if row["problems"]:
            click.echo(row["problems"])
    click.echo(f"{len(workbook.figures):,} figures from {len(workbook.sources)} sources: {len(problems)} problems")
    if len(problems):
        click.echo(problems.to_string(index=False))
    own, wrong = check_local(workbook)
    if own:
        click.echo(f"{len(own)} local files: {len(wrong)} problems")
    if len(wrong):
        click.echo(wrong.to_string(index=False))
    return bool(len(problems) or len(wrong)) or bool((workbook.official["problems"] != "").any())


@main.command()
@click.argument("publication", required=False)
@click.option("--accept-revised", is_flag=True, help="Take files that their publisher has revised.")
def fetch(publication: str | None, accept_revised: bool) -> None:
    """Fetch official releases into data/raw/<publication>/official: the only command that uses the internet."""
    from ihanalysis.sources.fetching.fetch import fetch as fetch_releases

    raw = Folder.find().raw
    lock = raw / "releases.lock.json"
    results = fetch_releases(publication, raw, lock, accept_revised=accept_revised, progress=_progress)
    for result in results:
        click.echo(f"{result.status:<9} {result.publication}/{result.file} {result.reason}".rstrip())
    if any(result.status in ("revised", "failed") for result in results):
        raise SystemExit(1)


def _progress(release: Release, so_far: int, total: int | None) -> None:
    """One line that is written over on a terminal; nothing elsewhere."""
    if sys.stderr.isatty():
        of = f" of {total:,}" if total else ""
        click.echo(f"\r{release.file}: {so_far:,}{of} bytes", nl=False, err=True)


def _make(
    systems: Sequence[Area],
    folder: Folder,
    output: Path | None,
    wish: Mapping[str, Any],
    chosen: NamedSet | None = None,
) -> None:
    """Run, report each briefing as it ends, and close with what was done and what failed."""
    from ihanalysis.batch.pages import write_pages
    from ihanalysis.batch.progress import Progress
    from ihanalysis.batch.run import Wish, run

    division = systems[0].division
    place = (output or folder.reports).resolve() / division
    if chosen:
        place = place / "sets" / chosen.slug

    def pages(outcomes: Sequence[Outcome]) -> list[Path]:
        failures = {outcome.area: outcome.error for outcome in outcomes if not outcome.done}
        if chosen:
            return write_pages(chosen.systems, folder.root, place, failures, chosen.name)
        return write_pages(folder.systems.of_division(division), folder.root, place, failures)

    with Progress() as progress:
        result = run(systems, folder, place, Wish(**wish), progress, pages)
    _close(result, place)


def _close(result: Run, place: Path) -> None:
    """Say what was done, why, and what failed; the exit code says whether all is well."""
    outcomes = {outcome.area: outcome for outcome in result.outcomes}
    rows: Counter[tuple[str, str]] = Counter()
    for step in result.steps:
        outcome = outcomes.get(step.area)
        became = "kept" if not step.to_do else "not reached" if not outcome else "made" if outcome.done else "FAILED"
        rows[became, step.why] += 1
    if not result.steps:
        click.echo("No briefing failed in the last run.")
        return
    click.echo(f"\n{'Briefings':<12} {'Number':>6}  Why")
    for (became, why), number in rows.items():
        click.echo(f"{became:<12} {number:>6}  {why}")
    if len(result.steps) == 1 and (page := result.steps[0].folder / "briefing.html").is_file():
        click.echo(f"Briefing: {_near(page)}")
    click.echo(f"Index: {_near(place / 'index.html')}")
    for outcome in result.failed:
        click.echo(f"  {outcome.area.name}: {outcome.error}", err=True)
    for warning in result.warnings:
        click.echo(f"  {warning}", err=True)
    if not result.complete:
        raise SystemExit(1)


def _near(path: Path) -> Path:
    """The path as seen from here, where that is shorter."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
