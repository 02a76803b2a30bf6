"""Where: systems by boundary year, local authority shares, and figures moved between areas."""

from ihanalysis.areas.moving import check_codes, to_england, to_systems
from ihanalysis.areas.systems import ENGLAND, Areas, System, read_areas
from ihanalysis.boundaries import BOUNDARIES, DEFAULT_BOUNDARIES

__all__ = [
    "BOUNDARIES",
    "DEFAULT_BOUNDARIES",
    "ENGLAND",
    "Areas",
    "System",
    "check_codes",
    "read_areas",
    "to_england",
    "to_systems",
]
