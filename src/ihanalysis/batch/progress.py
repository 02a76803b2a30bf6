"""How far a run is: a bar on a terminal, a line for each briefing elsewhere."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

from ihanalysis.batch.making import Outcome

if TYPE_CHECKING:
    from tqdm import tqdm


class Progress:
    """Tells what becomes of each briefing of a run as it ends."""

    def __init__(self) -> None:
        self._total = self._ended = 0
        self._bar: tqdm[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()

    def begin(self, total: int) -> None:
        """So many briefings are to be made."""
        self._total = total
        if total and sys.stderr.isatty():
            from tqdm import tqdm

            self._bar = tqdm(total=total, unit="briefing", leave=False)

    def ended(self, outcome: Outcome) -> None:
        """One briefing is made, or failed."""
        self._ended += 1
        told = f"{outcome.seconds:.1f} s" if outcome.done else f"FAILED: {outcome.error.splitlines()[0]}"
        line = f"[{self._ended}/{self._total}] {outcome.area.name}: {told}"
        if self._bar is None:
            click.echo(line)
            return
        self._bar.update()
        if not outcome.done:
            self.say(line)

    def say(self, line: str) -> None:
        """A line that a reader needs at once; a bar stays below it."""
        if self._bar is None:
            click.echo(line, err=True)
        else:
            self._bar.write(line, file=sys.stderr)
