"""The command line: words to calls, errors to messages and exit codes.

Exit codes: 0 done; 1 some briefings failed; 2 the command or a file must be put right first.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ihanalysis.boundaries import BOUNDARIES, DEFAULT_BOUNDARIES
from ihanalysis.errors import InclusionHealthError

if TYPE_CHECKING:
    from ihanalysis.areas import System
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
_output = click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Folder to write to; reports/ of the workbook unless another is named.",
)

_engine = click.option(
    "--engine",
    type=click.Choice(["ihanalysis", "nbclient"]),
    default="ihanalysis",
    show_default=True,
    help="What runs the notebooks: nbclient starts a Jupyter kernel for each.",
)


@click.group(cls=_Commands)
@click.version_option(package_name="ihanalysis")
def main() -> None:
    """Inclusion health inequalities in England: one briefing for every integrated care system."""


@main.command()
@click.argument("name")
@_boundaries
@_output
@_engine
def briefing(name: str, boundaries: str, output: Path | None, engine: str) -> None:
    """Make the briefing of one system, by NAME, part of a name, abbreviation or code."""
    workbook = _workbook()
    _make([workbook.areas.find(name, boundaries)], workbook, output, jobs=1, engine=engine)


@main.command()
@_boundaries
@_output
@click.option("--only", multiple=True, metavar="NAME ...", help="Only these systems; several names may follow.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=min(os.cpu_count() or 1, 4),
    show_default="processors, up to 4",
    help="How many briefings to make at once.",
)
@_engine
@click.option("--dask", default="", metavar="ADDRESS", help="Let the workers of this Dask scheduler make them.")
@click.argument("more", nargs=-1, metavar="")
def briefings(
    boundaries: str,
    output: Path | None,
    only: tuple[str, ...],
    jobs: int,
    engine: str,
    dask: str,
    more: tuple[str, ...],
) -> None:
    """Make the briefings of all systems, and an index of them."""
    if more and not only:
        raise click.UsageError(f"to make some systems only, write --only {' '.join(more)}")
    workbook = _workbook()
    everyone = workbook.areas.of(boundaries)
    # Every name is looked up before anything is made, so a slip of the pen costs nothing.
    wanted = [workbook.areas.find(name, boundaries) for name in (*only, *more)]
    _make(list(dict.fromkeys(wanted)) or list(everyone), workbook, output, jobs, engine, dask)


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

    click.echo(f"All systems side by side: {_near(make_national(boundaries, Workbook.find(), output))}")


@main.command()
@_boundaries
def systems(boundaries: str) -> None:
    """List the systems of a boundary year: ODS code, ONS code, name and NHS region."""
    for system in _workbook().areas.of(boundaries):
        click.echo(f"{system.ods_code:<6} {system.code}  {system.name} ({system.nhs_region})")


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

    workbook = _workbook()
    lock = workbook.raw / "releases.lock.json"
    results = fetch_releases(publication, workbook.raw, lock, accept_revised=accept_revised, progress=_progress)
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
    systems: list[System], workbook: Workbook, output: Path | None, jobs: int, engine: str, dask: str = ""
) -> None:
    """Run, report each briefing as it ends, write the index, and close with what was done and what failed."""
    from ihanalysis.batch import run
    from ihanalysis.publish.index import write_index

    outcomes = []
    for number, outcome in enumerate(run(systems, workbook, output, jobs, engine, dask), start=1):
        outcomes.append(outcome)
        told = f"{outcome.seconds:.1f} s" if outcome.done else f"FAILED: {outcome.error.splitlines()[0]}"
        click.echo(f"[{number}/{len(systems)}] {outcome.system.name}: {told}")
    boundaries = systems[0].boundaries
    folder = (output or workbook.reports).resolve() / boundaries
    index = write_index(workbook.areas.of(boundaries), workbook, folder)
    failed = [outcome for outcome in outcomes if not outcome.done]
    click.echo(f"\nDone: {len(outcomes) - len(failed)}   Failed: {len(failed)}   Index: {_near(index)}")
    for outcome in failed:
        click.echo(f"  {outcome.system.name}: {outcome.error}", err=True)
    if failed:
        raise SystemExit(1)


def _near(path: Path) -> Path:
    """The path as seen from here, where that is shorter."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
