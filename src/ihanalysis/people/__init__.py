"""Tables with one row a person: counted where they lie, protected by a policy before anything is shown."""

from ihanalysis.people.aggregating import aggregate
from ihanalysis.people.protected import ProtectedFigures

__all__ = ["ProtectedFigures", "aggregate"]
