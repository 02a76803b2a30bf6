"""Where: systems by boundary year, local authority shares, and figures moved between areas."""

from ihanalysis.areas.systems import ENGLAND, Areas, System, Systems, read_areas, read_systems
from ihanalysis.boundaries import BOUNDARIES, DEFAULT_BOUNDARIES

__all__ = ["BOUNDARIES", "DEFAULT_BOUNDARIES", "ENGLAND", "Areas", "System", "Systems", "read_areas", "read_systems"]
