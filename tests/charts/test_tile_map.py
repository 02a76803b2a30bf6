"""The tile map: every system once, near its neighbours, told apart without colour."""

from __future__ import annotations

import re
from importlib import resources
from itertools import combinations

import pytest
from matplotlib.ft2font import FT2Font

from ihanalysis import Workbook
from ihanalysis.charts import tile_map
from ihanalysis.charts.tile_map import KINDS, Tile, layout
from ihanalysis.errors import UnknownChoiceError

YEARS = ("2023", "2026")

#: Systems that share a border, by ODS code; the layout keeps them side by side or corner to corner.
BORDERS = {
    "2023": "QHM-QE1 QHM-QOQ QE1-QWO QYG-QOP QOP-QF7 QOC-QNC QJM-QUE QUE-QMM QMM-QJG QJG-QH8 QH8-QM7 QM7-QHG QHG-QU9 "
    "QU9-QNQ QNQ-QXU QXU-QNX QNX-QKS QKS-QKK QRL-QVV QRL-QXU QVV-QSL QSL-QJK QJK-QT6 QUY-QOX QUY-QSL QR1-QU9 "
    "QRV-QMJ QMJ-QMF",
    "2026": "QHM-QE1 QHM-QOQ QE1-QWO QYG-QOP QOP-QF7 QOC-QNC QJM-QPM S1Y5D-T6Y0W T6Y0W-D7T5G S1Y5D-D7T5G QR1-S0E4D "
    "S0E4D-QRL QRL-QVV QRL-S9B9J S9B9J-QKS QKS-QKK QSL-QVV QSL-QJK QJK-QT6 QUY-QOX QUY-QSL Z9B2Z-QMF "
    "Z9B2Z-QWE QMF-D7T5G",
}


@pytest.mark.parametrize("boundaries", YEARS)
def test_every_system_has_a_tile_of_its_own(workbook: Workbook, boundaries: str) -> None:
    places = layout(boundaries)
    assert set(places) == {system.ods_code for system in workbook.areas.of(boundaries)}
    assert len(set(places.values())) == len(places)
    assert max(column for _, column in places.values()) < 7


@pytest.mark.parametrize("boundaries", YEARS)
def test_systems_of_a_region_stand_together(workbook: Workbook, boundaries: str) -> None:
    places = layout(boundaries)
    regions: dict[str, set[tuple[int, int]]] = {}
    for system in workbook.areas.of(boundaries):
        regions.setdefault(system.nhs_region, set()).add(places[system.ods_code])
    assert len(regions) == 7
    for region, tiles in regions.items():
        reached = {next(iter(tiles))}
        while more := {tile for tile in tiles - reached if any(_touch(tile, other) for other in reached)}:
            reached |= more
        assert reached == tiles, region


@pytest.mark.parametrize("boundaries", YEARS)
def test_systems_that_share_a_border_touch(boundaries: str) -> None:
    places = layout(boundaries)
    for pair in BORDERS[boundaries].split():
        one, other = pair.split("-")
        assert _touch(places[one], places[other]), pair


@pytest.mark.parametrize("boundaries", YEARS)
def test_north_is_up_and_west_is_left(boundaries: str) -> None:
    places = layout(boundaries)
    assert min(places, key=lambda code: places[code][0]) == "QHM"  # North East and North Cumbria
    assert min(places, key=lambda code: places[code][1]) == "QT6"  # Cornwall
    assert places["QKS"][0] == max(row for row, _ in places.values())  # Kent


def _touch(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1])) == 1


def test_a_year_without_a_layout_names_those_there_are() -> None:
    with pytest.raises(UnknownChoiceError, match="2023"):
        layout("2022")


def test_kinds_are_told_apart_in_greyscale_and_by_their_marks() -> None:
    compared = [KINDS[word] for word in ("higher", "no clear difference", "lower")]
    for one, other in combinations(compared, 2):
        assert _contrast(one.fill, other.fill) >= 2
    assert len({kind.letter for kind in compared}) == len({kind.shape for kind in compared}) == 3


def test_words_on_a_tile_can_be_read() -> None:
    assert all(_contrast(kind.fill, kind.ink) >= 4.5 for kind in KINDS.values())
    assert _contrast(tile_map.BORDER, "#FFFFFF") >= 3


def _contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, 1.4.3."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    parts = (int(color[n : n + 2], 16) / 255 for n in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_name_fits_its_tile(workbook: Workbook) -> None:
    font = FT2Font(str(resources.files("ihanalysis.publish") / "fonts" / "Arimo.ttf"))  # as wide as Arial
    font.set_size(11, 72)

    def wide(line: str) -> float:
        font.set_text(line)
        return font.get_width_height()[0] / 64

    for system in workbook.areas.systems:
        long = tile_map.lines(tile_map.breakable(system.name), 7.35)
        short = tile_map.lines(tile_map.short_name(system.ods_code, system.name, system.abbreviation), 3.87)
        assert len(long) <= 4, system.name
        assert len(short) <= 2, system.name
        assert max(map(wide, long)) <= 85, system.name
        assert max(map(wide, short)) <= 45, system.name


def test_a_drawing_has_every_name_and_figure_and_both_widths() -> None:
    tiles = (
        Tile(0, 3, "Northamptonshire", "North\u00adants", "10.0", "no clear difference"),
        Tile(1, 4, "Tiny <& place", "Tiny", "3.8 [u]", "few events"),
        Tile(1, 2, "Nowhere", "Nowhere", "[x]", "no figure"),
    )
    wide, narrow = tile_map.draw(tiles, "map", "10.0, 3.8 and no figure")
    text = re.sub(r"<[^>]+>", " ", wide)
    for words in ("Northampton-", "shire", "10.0", "3.8 [u]", "[x]", "No clear difference", "Few events", "No figure"):
        assert words in text, words
    assert "Tiny &lt;&amp; place" in wide
    assert "Higher" not in text
    assert 'viewBox="0 0 680 ' in wide
    assert 'viewBox="0 0 358 ' in narrow
    assert 'aria-label="10.0, 3.8 and no figure"' in narrow
