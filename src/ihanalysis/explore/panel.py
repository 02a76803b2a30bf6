"""Choose boundaries, system, group and measure with the mouse or the keyboard, and see what there is to see.

Every choice is shown as the line of code that makes it, so that a click becomes a line to keep.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets as widgets

from ihanalysis.areas import BOUNDARIES, DEFAULT_BOUNDARIES
from ihanalysis.errors import NotPossibleError
from ihanalysis.explore.one_system import SystemFigures
from ihanalysis.explore.side_by_side import AreasAnswer
from ihanalysis.explore.verbs import here, system
from ihanalysis.workbook import Workbook

_ALL = "All groups"
_FIRST = "people-sleeping-rough"
_STYLE = """<style>
.ih-code{background:#f5f5f5;color:#1d1d1d;padding:.8em;overflow-x:auto;border-left:3px solid #12436d}
.ih-panel .widget-html-content{line-height:1.4}
</style>"""
#: JupyterLab takes arrow keys and letters for its own shortcuts unless the cursor stands in a text field:
#: an arrow would leave the choice for the next cell, an "x" would cut the cell. An attribute of the focused
#: element tells it not to, and widgets offer no way to set one; the empty picture is there to set it.
_OWN_KEYS = (
    '<img hidden alt="" src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7" '
    """onload="const here = this, mark = () => {
const panel = here.closest('.ih-panel');
if (!panel) return setTimeout(mark, 50);
panel.addEventListener('focusin', event => event.target.setAttribute('data-lm-suppress-shortcuts', 'true'));
}; mark()">"""
)


class Panel(widgets.VBox):  # type: ignore[misc]
    """The widgets: four choices, and what they show.

    Attributes
    ----------
    boundaries, system, group, measure
        The choices; setting the `value` of one does what choosing it does.
    """

    def __init__(self, first: SystemFigures, measure: str) -> None:
        self._workbook = first.workbook
        self.boundaries = _choice("Boundaries", BOUNDARIES, first.system.boundaries)
        self.system = _choice("System", self._names(first.system.boundaries), first.system.name)
        self.group = _choice("Group", self._groups(first), _ALL)
        chosen = first.gaps(measure).frame["indicator"].iloc[0]
        self.measure = _choice("Measure", self._measures(first, _ALL), chosen)
        self._parts = {name: widgets.HTML() for name in ("code", "gap", "places", "systems", "table")}
        choices = widgets.VBox([self.boundaries, self.system, self.group, self.measure])
        super().__init__([widgets.HTML(_STYLE + _OWN_KEYS), choices, *self._parts.values()])
        self.add_class("ih-panel")
        self.boundaries.observe(self._boundaries_chosen, "value")
        self.group.observe(self._group_chosen, "value")
        self.system.observe(self._system_chosen, "value")
        self.measure.observe(self._show, "value")
        self._show()

    @property
    def figures(self) -> SystemFigures:
        """The system that is chosen, as a line of code would have it."""
        return system(self.system.value, self.boundaries.value, workbook=self._workbook)

    @property
    def code(self) -> str:
        """The lines that make what is shown."""
        year = self.boundaries.value
        more = "" if year == DEFAULT_BOUNDARIES else f', "{year}"'
        measure = f'"{self.measure.value}"'
        lines = [
            "import ihanalysis as ih",
            f'here = ih.system("{self.system.value}"{more})',
            f"here.chart({measure})",
            f'here.chart({measure}, "places")',
            f'here.chart({measure}, "systems")',
            f"here.gaps({measure})",
        ]
        return "\n".join(lines)

    def _names(self, boundaries: str) -> list[str]:
        return [each.name for each in self._workbook.areas.of(boundaries)]

    def _groups(self, figures: SystemFigures) -> list[str]:
        return [_ALL, *dict.fromkeys(i.group for i in figures.measures.values())]

    def _measures(self, figures: SystemFigures, group: str) -> list[tuple[str, str]]:
        return [(i.title, i.id) for i in figures.measures.values() if group in (_ALL, i.group)]

    def _boundaries_chosen(self, _: Any) -> None:
        """The system of the same name, or else the first one that shares its residents."""
        year, chosen = self.boundaries.value, self.system.value
        names = self._names(year)
        if chosen not in names:
            before = next(s for s in self._workbook.areas.systems if s.name == chosen and s.boundaries != year)
            chosen = self._workbook.areas.changed_to(before)[0].name
        self.system.unobserve(self._system_chosen, "value")
        self.system.options, self.system.value = names, chosen
        self.system.observe(self._system_chosen, "value")
        self._system_chosen()

    def _system_chosen(self, _: Any = None) -> None:
        """Systems may have figures of their own, so the groups and measures to choose from change with them."""
        groups, chosen = self._groups(self.figures), self.group.value
        self.group.unobserve(self._group_chosen, "value")
        self.group.options, self.group.value = groups, chosen if chosen in groups else _ALL
        self.group.observe(self._group_chosen, "value")
        self._group_chosen()

    def _group_chosen(self, _: Any = None) -> None:
        measures = self._measures(self.figures, self.group.value)
        ids = [name for _, name in measures]
        # New options and a new value are one choice, and are shown once.
        chosen = self.measure.value if self.measure.value in ids else ids[0]
        self.measure.unobserve(self._show, "value")
        self.measure.options, self.measure.value = measures, chosen
        self.measure.observe(self._show, "value")
        self._show()

    def _show(self, _: Any = None) -> None:
        figures, measure = self.figures, self.measure.value
        answer = figures.gaps(measure)
        self._parts["gap"].value = figures.chart(measure).html()
        self._parts["places"].value = _or_why("Places within the system", lambda: figures.places(measure))
        self._parts["systems"].value = _or_why("All systems", lambda: figures.systems(measure), self.system.value)
        self._parts["table"].value = f"<h3>Table and sources</h3>{answer.html()}"
        self._parts[
            "code"
        ].value = f'<h3>The code that makes this</h3><pre class="ih-code" tabindex="0">{escape(self.code)}</pre>'


def panel(
    name: str = "Kent and Medway",
    boundaries: str = DEFAULT_BOUNDARIES,
    measure: str = _FIRST,
    *,
    workbook: Workbook | None = None,
) -> Panel:
    """Choices to explore with, for a notebook: boundaries, system, group and measure.

    Parameters
    ----------
    name, boundaries, measure
        What is chosen at first.

    Raises
    ------
    UnknownSystemError
        If the name fits no system, or several.
    UnknownChoiceError
        If there is no such boundary year or measure.
    """
    return Panel(system(name, boundaries, workbook=workbook or here()), measure)


def _choice(label: str, options: Any, value: str) -> widgets.Dropdown:
    return widgets.Dropdown(
        description=label, options=options, value=value, layout=widgets.Layout(width="34em", max_width="100%")
    )


def _or_why(heading: str, ask: Callable[[], AreasAnswer], focus: str = "") -> str:
    """The picture of areas side by side, or why there is none."""
    try:
        answer = ask()
    except NotPossibleError as error:
        return f"<h3>{heading}</h3><p>{escape(str(error))}</p>"
    return answer.chart(focus).html()
