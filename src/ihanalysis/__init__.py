"""Inclusion health inequalities in England: figures, gaps and briefings.

>>> import ihanalysis as ih
>>> kent = ih.system("kent")
>>> kent.briefing().finding("deaths-while-homeless").estimated
'143'

What an analyst types is listed in `__all__`. Nothing is imported before it is asked for, so that
`import ihanalysis` costs nothing.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ihanalysis import stats as stats
    from ihanalysis.briefing import Briefing as Briefing
    from ihanalysis.charts.style import use_house_style as use_house_style
    from ihanalysis.explore.panel import panel as panel
    from ihanalysis.explore.verbs import compare as compare
    from ihanalysis.explore.verbs import figures as figures
    from ihanalysis.explore.verbs import indicators as indicators
    from ihanalysis.explore.verbs import sources as sources
    from ihanalysis.explore.verbs import system as system
    from ihanalysis.explore.verbs import systems as systems
    from ihanalysis.local import local_figures as local_figures
    from ihanalysis.people import aggregate as aggregate
    from ihanalysis.workbook import Workbook as Workbook

    __version__: str

__all__ = [
    "Briefing",
    "Workbook",
    "__version__",
    "aggregate",
    "compare",
    "figures",
    "indicators",
    "local_figures",
    "panel",
    "sources",
    "stats",
    "system",
    "systems",
    "use_house_style",
]

#: Where each name lives.
_HOMES = {
    "Briefing": "briefing",
    "aggregate": "people",
    "local_figures": "local",
    "Workbook": "workbook",
    "panel": "explore.panel",
    "use_house_style": "charts.style",
    **dict.fromkeys(("compare", "figures", "indicators", "sources", "system", "systems"), "explore.verbs"),
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        found: Any = version("ihanalysis")
    elif name == "stats":
        return import_module("ihanalysis.stats")
    elif name in _HOMES:
        found = getattr(import_module(f"ihanalysis.{_HOMES[name]}"), name)
    else:
        raise AttributeError(f"module 'ihanalysis' has no attribute {name!r}", name=name, obj=sys.modules[__name__])
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return __all__


class _Package(ModuleType):
    """The package, in which a verb keeps its name.

    `figures`, `indicators` and `sources` are verbs and also modules. Python binds a module's name
    in its package whenever the module is first imported; here the verb stays, and the module is
    reached as ever by `from ihanalysis.figures import ...`.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
