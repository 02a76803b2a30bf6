"""Many briefings: run, publish, and say what became of each."""

from ihanalysis.batch.making import Outcome, make_briefing
from ihanalysis.batch.run import run

__all__ = ["Outcome", "make_briefing", "run"]
