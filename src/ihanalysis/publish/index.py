"""The index of a run: every system, a link to its briefing, and a few figures side by side."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from ihanalysis.areas import System
from ihanalysis.briefing import Briefing
from ihanalysis.publish.exporter import TEMPLATES
from ihanalysis.whole import write_whole
from ihanalysis.words.numbers import FEW, fixed
from ihanalysis.workbook import Workbook


def write_index(systems: tuple[System, ...], workbook: Workbook, folder: Path) -> Path:
    """Write `index.html` over the briefings that stand in a folder.

    Parameters
    ----------
    systems
        All systems of the boundary year; those without a briefing are named without a link.
    folder
        `<output>/<boundaries>`.
    """
    rows = [_row(Briefing(system, workbook), folder) for system in systems]
    environment = Environment(loader=FileSystemLoader(TEMPLATES / "ihanalysis"), autoescape=True)
    page = environment.get_template("systems.html.j2").render(
        rows=rows, boundaries=systems[0].boundaries, number=len(systems), columns=list(rows[0])[2:]
    )
    path = folder / "index.html"
    write_whole(path, page)
    return path


def _row(briefing: Briefing, folder: Path) -> dict[str, str]:
    rough, deaths = briefing.finding("people-sleeping-rough"), briefing.finding("deaths-while-homeless")
    limits = f"{fixed(deaths.number('estimate_lower'), 0)} to {fixed(deaths.number('estimate_upper'), 0)}"
    made = (folder / briefing.system.slug / "briefing.html").is_file()
    return {
        "link": f"{briefing.system.slug}/briefing.html" if made else "",
        "System": briefing.system.name,
        "NHS region": briefing.system.nhs_region,
        "Residents, mid-2023": briefing.residents,
        f"People sleeping rough, {rough.indicator.period}": "[x]" if rough.missing else rough.counted,
        "Per 100,000 (95% interval)": f"{rough.value} ({rough.interval})",
        "Against England": rough.words,
        "Estimated deaths while homeless, 2013 to 2020 (95% interval)": (
            f"{deaths.estimated} ({limits}){f' {FEW}' if deaths.few else ''}"
        ),
    }
