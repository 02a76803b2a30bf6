"""Disclosure control for figures that an analyst brings: small-number policies, and proof that they hold."""

from ihanalysis.disclosure.control import ControlledFigures, apply
from ihanalysis.disclosure.policies import POLICIES, Policy
from ihanalysis.disclosure.proof import protection_intervals

__all__ = ["POLICIES", "ControlledFigures", "Policy", "apply", "protection_intervals"]
