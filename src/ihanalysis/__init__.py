"""Inclusion health inequalities in England: figures, gaps and briefings.

>>> import ihanalysis as ih
>>> kent = ih.Briefing.of("kent")
>>> kent.finding("deaths-while-homeless").estimated
'143'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ihanalysis.briefing import Briefing
    from ihanalysis.charts.style import use_house_style
    from ihanalysis.workbook import Workbook

    __version__: str

__all__ = ["Briefing", "Workbook", "__version__", "use_house_style"]

#: Where each name lives. It is imported when it is first asked for, so that a command pays for what it uses:
#: tables cost half a second, charts another one and a half.
_MODULES = {
    "Briefing": "ihanalysis.briefing",
    "Workbook": "ihanalysis.workbook",
    "use_house_style": "ihanalysis.charts.style",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        value: Any = version("ihanalysis")
    elif name in _MODULES:
        value = getattr(import_module(_MODULES[name]), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
