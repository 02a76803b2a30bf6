"""Many briefings: run, publish, and say what became of each."""

from ihanalysis.batch.making import Outcome, make_briefing

__all__ = ["Outcome", "make_briefing"]
