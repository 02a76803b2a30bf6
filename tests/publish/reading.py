"""Read a page as assistive technology does: headings, landmarks, tables and text alternatives."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"meta", "link", "br", "img", "input", "hr", "path", "use", "rect", "circle", "polygon"}


@dataclass
class Element:
    """An element with its attributes, what stands above it, and its text."""

    tag: str
    attributes: dict[str, str]
    above: tuple[str, ...]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """Every element of a page in the order it is read."""

    source: str
    elements: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[Element] = []
        self.feed(self.source)
        self.close()

    def __hash__(self) -> int:
        return id(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        above = tuple(element.tag for element in self._open)
        element = Element(tag, {name: value or "" for name, value in attrs}, above)
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        above = tuple(element.tag for element in self._open)
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}, above))

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        while self._open and self._open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def all(self, *tags: str) -> list[Element]:
        """Every element with one of the tags."""
        return [element for element in self.elements if element.tag in tags]
