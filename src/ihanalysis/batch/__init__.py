"""Many briefings: one failure never spoils another's."""

from ihanalysis.batch.run import Outcome, make_briefing, run

__all__ = ["Outcome", "make_briefing", "run"]
