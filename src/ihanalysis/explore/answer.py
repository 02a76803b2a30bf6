"""An answer to a question: a table that shows itself, the frame behind it, and where its figures are from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ihanalysis.briefing.at_a_glance import cells_of
from ihanalysis.briefing.findings import Finding
from ihanalysis.content import Table, emphasised
from ihanalysis.sources.publications import Source
from ihanalysis.words.numbers import interval

#: JupyterLab brings its own type and colours; these few rules make numbers line up and sources stand back.
_STYLE = """<style>
.ih-answer{max-width:72em}.ih-answer caption{text-align:left;font-weight:bold;color:inherit;padding:.4em 0}
.ih-answer table{border-collapse:collapse;font-variant-numeric:tabular-nums}
.ih-answer th,.ih-answer td{text-align:right;vertical-align:top;padding:.3em .7em .3em 0;border:0;
border-bottom:1px solid #e2e2e2;background:none}
.ih-answer th:first-child,.ih-answer td:nth-last-child(-n+3),.ih-answer thead th:nth-last-child(-n+3){text-align:left}
.ih-answer td:nth-child(3),.ih-answer td:nth-child(6){white-space:nowrap}
.ih-answer tbody th{font-weight:normal}.ih-answer .block th{font-weight:bold;text-align:left;padding-top:.9em}
.ih-answer a{text-decoration:underline}
.ih-answer small,.ih-answer .note,.ih-answer .from{color:#595959}.ih-answer .scroll{overflow-x:auto}
.ih-answer .note,.ih-answer .from{font-size:.9em;margin:.5em 0}.ih-answer .from li{margin:.15em 0}
</style>"""
_NOTE = (
    "Intervals are 95%. [x] not available or not published. [z] not applicable. [c] suppressed. [u] fewer than 20 "
    "events. Better and worse are used only where a measure has an agreed direction."
)


@dataclass(frozen=True, eq=False, repr=False)
class Answer:
    """What a question gives: shown as a table with its sources, and a tidy frame to calculate with.

    Attributes
    ----------
    frame
        The figures, unrounded, a row an observation.
    table
        The same rows as they are read: units, intervals, status words and the numbers of the sources.
    sources
        Where the figures are from; the first is [1] in the table.
    """

    frame: pd.DataFrame
    table: Table
    sources: tuple[Source, ...]

    def __len__(self) -> int:
        return len(self.frame)

    def __repr__(self) -> str:
        rows = self.table.rows.drop(columns="note", errors="ignore")
        return f"{self.table.title}\n{rows.to_string(index=False, max_colwidth=45)}"

    def html(self) -> str:
        """The table, and the numbered sources under it."""
        sources = "".join(f"<li>{emphasised(_told(source))}</li>" for source in self.sources)
        listed = f'<ol class="from" aria-label="Sources">{sources}</ol>' if sources else ""
        return f'{_STYLE}<div class="ih-answer">{self.table.html()}\n{listed}</div>'

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": self.html(), "text/plain": repr(self)}


def gaps_answer(
    title: str,
    frame: pd.DataFrame,
    findings: Iterable[Finding],
    sources: Mapping[str, Source],
    *,
    blocks: Mapping[int, str] | None = None,
    named: Iterable[str] | None = None,
) -> Answer:
    """Rows of a gap table as an answer.

    Parameters
    ----------
    frame, findings
        The rows, and the same rows as findings.
    sources
        Every source by name; those that the rows cite are numbered as they come.
    named
        What each row is called, where that is not its measure.
    """
    told = list(findings)
    numbers = {name: n for n, name in enumerate(dict.fromkeys(s for f in told for s in _cited(f)), start=1)}
    rows = [_row(finding, numbers) for finding in told]
    if named is not None:
        rows = [{"Area": name} | {k: v for k, v in row.items() if k not in ("Measure", "note")}
                for name, row in zip(named, rows, strict=True)]  # fmt: skip
    table = Table(title, pd.DataFrame(rows), note=_NOTE, blocks=blocks)
    return Answer(frame.reset_index(drop=True), table, tuple(sources[name] for name in numbers))


def _row(finding: Finding, numbers: Mapping[str, int]) -> dict[str, str]:
    limits = interval(finding.number("ratio_lower"), finding.number("ratio_upper"), 2)
    return cells_of(finding) | {
        "Ratio": finding.ratio if limits == "[x]" else f"{finding.ratio} ({limits})",
        "Known as": f"{finding.row['status']}; {finding.indicator.level}",
        "Source": ", ".join(map(str, sorted({numbers[name] for name in _cited(finding)}))) or "[x]",
    }


def _cited(finding: Finding) -> list[str]:
    cited = (finding.row["source"], finding.row["comparator_source"])
    return [name for cell in cited if isinstance(cell, str) for name in cell.split(";") if name]


def _told(source: Source) -> str:
    return (
        f"{source.publisher}: {source.publication}, {source.table}. Released {source.released}. {source.licence}. "
        f"{source.address}"
    )
