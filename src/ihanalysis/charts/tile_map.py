"""Systems as tiles of one size, near their neighbours: for each, a figure and how it compares, never its area."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ihanalysis.charts.canvas import Canvas
from ihanalysis.charts.names import width
from ihanalysis.charts.style import GREY, GROUP, INK, NARROW, SMALL, TICK, WIDE
from ihanalysis.errors import UnknownChoiceError

#: Our own layout, drawn with the ODS code of each system. Systems of an NHS region stand together, and north is up;
#: a tile says nothing of area or population.
_LAYOUTS = {
    "2023": """
        .    .    .    QHM  .    .    .
        .    .    QE1  QWO  QOQ  .    .
        .    QYG  QOP  QF7  QT1  QJM  .
        .    QOC  QNC  QJ2  QK1  QUE  QMM
        .    QGH  QUA  QHL  QWU  QPM  QJG
        .    .    QR1  QU9  QHG  QM7  QH8
        .    QUY  QOX  QNQ  QRV  QMJ  QMF
        .    QSL  QVV  QRL  QXU  QWE  QKK
        QT6  QJK  .    .    QNX  QKS  .
    """,
    "2026": """
        .    .     .     QHM   .     .     .
        .    .     QE1   QWO   QOQ   .     .
        .    QYG   QOP   QF7   QT1   QJM   .
        .    QOC   QNC   QJ2   QK1   QPM   .
        .    QGH   QUA   QHL   QWU   S1Y5D T6Y0W
        .    .     QR1   S0E4D Z9B2Z QMF   D7T5G
        .    QUY   QOX   QRL   QWE   QKK   .
        QT6  QJK   QSL   QVV   S9B9J QKS   .
    """,
}

#: What a tile of a phone says, where the usual abbreviation of a system is none or too long for it.
#: A soft hyphen is where a word may be broken.
_SHORT = {
    "QJ2": "Derby\u00adshire",
    "QJM": "Lincoln\u00adshire",
    "QNQ": "Frimley",
    "QPM": "North\u00adants",
    "QSL": "Somer\u00adset",
    "QXU": "Surrey",
    "S1Y5D": "Central East",
    "S9B9J": "Surrey Sussex",
    "S0E4D": "Thames Valley",
}
_SOFT = "\u00ad"
_SHIRE = re.compile(r"(?<=[a-z]{6})shire")


@dataclass(frozen=True, slots=True)
class Kind:
    """How a figure compares: its word, its colours, and its mark as a drawing and as a letter."""

    word: str
    fill: str
    ink: str
    shape: str
    letter: str


#: Dark, middle and light, so that a copy in greyscale still tells them apart; each has its mark and its word as well.
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.word: kind
        for kind in (
            Kind("higher", GROUP, "#FFFFFF", "^", "▲"),
            Kind("no clear difference", "#DCE4EC", INK, "o", "●"),
            Kind("lower", "#28A197", INK, "v", "▼"),
            Kind("few events", "#FFFFFF", INK, "", ""),
            Kind("no figure", "#FFFFFF", GREY, "", ""),
        )
    }
)
BORDER = "#767676"


@dataclass(frozen=True, slots=True)
class Tile:
    """A system on the map: its place, its names, and its figure with the word for how it compares."""

    row: int
    column: int
    name: str
    short: str
    value: str
    kind: str


@dataclass(frozen=True, slots=True)
class _Size:
    """Measures of a drawing: its width, its tiles, the gap between them, and the margin inside."""

    width: int
    height: int
    gap: int
    margin: int

    @property
    def tile(self) -> float:
        """The width of a tile."""
        return (self.width + self.gap) / _COLUMNS - self.gap


_WIDE = _Size(WIDE, 72, 5, 6)
_NARROW = _Size(NARROW, 54, 3, 3)
_COLUMNS = 7
_TEXT, _LINE, _LEGEND = 11.0, 12.5, 34


def layout(boundaries: str) -> Mapping[str, tuple[int, int]]:
    """Row and column, from the top left, of each system by its ODS code.

    Raises
    ------
    UnknownChoiceError
        If there is no layout for that boundary year.

    >>> layout("2026")["QKS"]
    (7, 5)
    """
    if boundaries not in _LAYOUTS:
        raise UnknownChoiceError.of("boundary year", boundaries, _LAYOUTS)
    lines = _LAYOUTS[boundaries].split("\n")[1:-1]
    return {code: (row, c) for row, line in enumerate(lines) for c, code in enumerate(line.split()) if code != "."}


def short_name(ods_code: str, name: str, abbreviation: str) -> str:
    """What a small tile says of a system: its usual abbreviation, or a word that can be broken.

    >>> short_name("QKS", "Kent and Medway", "K&M"), short_name("QJK", "Devon", "")
    ('K&M', 'Devon')
    """
    return _SHORT.get(ods_code) or abbreviation or name


def breakable(name: str) -> str:
    """The name with soft hyphens where a long word may be broken.

    >>> breakable("Northamptonshire").split(chr(0xAD))
    ['Northampton', 'shire']
    """
    return _SHIRE.sub(f"{_SOFT}shire", name)


def draw(tiles: Sequence[Tile], name: str, alt: str) -> tuple[str, str]:
    """The map as SVG, wide and narrow; the narrow one has the short names."""
    return _draw(tiles, _WIDE).svg(f"{name}-wide", alt), _draw(tiles, _NARROW).svg(f"{name}-narrow", alt)


def _draw(tiles: Sequence[Tile], size: _Size) -> Canvas:
    rows = 1 + max(tile.row for tile in tiles)
    kinds = [kind for kind in KINDS.values() if any(tile.kind == kind.word for tile in tiles)]
    legend = _LEGEND if size is _WIDE else 22 * -(-len(kinds) // 2) + 10
    canvas = Canvas(size.width, legend + rows * (size.height + size.gap))
    x = 0.0
    for number, kind in enumerate(kinds):
        _key(canvas, kind, x if size is _WIDE else number % 2 * 150, 10 + (0 if size is _WIDE else 22 * (number // 2)))
        x += 60 + 12 * width(kind.word)
    for tile in tiles:
        at = (size.tile + size.gap) * tile.column, legend + (size.height + size.gap) * tile.row
        _tile(canvas, tile, size, *at)
    return canvas


def _key(canvas: Canvas, kind: Kind, x: float, y: float) -> None:
    canvas.box(x, y - 8, 24, 16, facecolor=kind.fill, edgecolor=BORDER, linewidth=1)
    if kind.shape:
        canvas.mark(x + 12, y, kind.shape, kind.ink, size=6)
    canvas.text(x + 32, y, kind.word[0].upper() + kind.word[1:], fontsize=TICK)


def _tile(canvas: Canvas, tile: Tile, size: _Size, x: float, y: float) -> None:
    kind = KINDS[tile.kind]
    dashes = (3.7, 1.6) if tile.kind == "no figure" else ()
    canvas.box(x, y, size.tile, size.height, facecolor=kind.fill, edgecolor=BORDER, linewidth=1, dashes=dashes)
    words = breakable(tile.name) if size is _WIDE else tile.short
    for number, line in enumerate(lines(words, (size.tile - 2 * size.margin) / _TEXT)):
        canvas.text(x + size.margin, y + 10 + _LINE * number, line, fontsize=_TEXT, color=kind.ink)
    bottom = y + size.height - 10
    canvas.text(x + size.margin, bottom, tile.value, fontsize=SMALL, color=kind.ink, weight="bold")
    if kind.shape:
        canvas.mark(x + size.tile - size.margin - 4, bottom, kind.shape, kind.ink, size=6 if size is _WIDE else 5)


def lines(words: str, wide: float) -> list[str]:
    """Words in lines, as wide as so many letters are high; a word that is wider is broken at its soft hyphen.

    >>> lines("Shropshire, Telford and Wrekin", 7.3), lines(breakable("Northamptonshire"), 7.3)
    (['Shropshire,', 'Telford and', 'Wrekin'], ['Northampton-', 'shire'])
    """
    broken: list[str] = []
    for word in words.split(" "):
        plain = word.replace(_SOFT, "")
        if broken and width(f"{broken[-1]} {plain}") <= wide:
            broken[-1] += f" {plain}"
        elif width(plain) <= wide or _SOFT not in word:
            broken.append(plain)
        else:
            head, tail = word.split(_SOFT, 1)
            broken += [f"{head}-", tail.replace(_SOFT, "")]
    return broken
