"""Where: systems by boundary year, local authorities and regions, and figures moved between areas."""

from ihanalysis.areas.names import Area
from ihanalysis.areas.places import Place, Region
from ihanalysis.areas.systems import ENGLAND, Areas, System, Systems, read_areas, read_systems
from ihanalysis.boundaries import BOUNDARIES, DEFAULT_BOUNDARIES, DIVISIONS, Level

__all__ = [
    "BOUNDARIES",
    "DEFAULT_BOUNDARIES",
    "DIVISIONS",
    "ENGLAND",
    "Area",
    "Areas",
    "Level",
    "Place",
    "Region",
    "System",
    "Systems",
    "read_areas",
    "read_systems",
]
