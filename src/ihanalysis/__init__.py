"""Inclusion health inequalities in England: figures, gaps and briefings.

>>> import ihanalysis as ih
>>> kent = ih.Briefing.of("kent")
>>> kent.finding("deaths-while-homeless").estimated
'143'
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ihanalysis.briefing import Briefing
    from ihanalysis.charts.style import use_house_style
    from ihanalysis.workbook import Workbook

__version__ = version("ihanalysis")

__all__ = ["Briefing", "Workbook", "__version__", "use_house_style"]

#: Where each name is, imported when first used: the command line often needs none of them.
_FROM = {
    "Briefing": "ihanalysis.briefing",
    "Workbook": "ihanalysis.workbook",
    "use_house_style": "ihanalysis.charts.style",
}


def __getattr__(name: str) -> Any:
    if name not in _FROM:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_FROM[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
