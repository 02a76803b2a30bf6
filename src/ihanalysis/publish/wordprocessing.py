"""The text of a Word document: paragraphs, lists, pictures and tables as WordprocessingML has them.

A briefing needs a dozen kinds of paragraph, one of picture and one of table, which are a few lines each.
A converter took six times as long over them, and what it wrote had to be mended in a dozen places.
Elements and attributes are those of ECMA-376, part 1: https://ecma-international.org/publications-and-standards/standards/ecma-376/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

#: A4 with the margins of the printed briefing, in twentieths of a point: what is between the margins.
TEXT_WIDTH = 11906 - 2 * 964
#: English metric units to the twentieth of a point.
_METRIC = 635

LINE_BREAK = "<w:r><w:br /></w:r>"
_SPACES = re.compile(r"[ \t\r\n\f]+")
#: What no XML may hold.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff]")


class References:
    """What the text refers to: addresses, lists and pictures, by the names that it gives them."""

    def __init__(self) -> None:
        self.addresses: dict[str, str] = {}
        self.lists: list[bool] = []
        self.pictures: dict[str, bytes] = {}

    def address(self, address: str) -> str:
        """The name of an address."""
        return self.addresses.setdefault(address, f"rIdAddress{len(self.addresses) + 1}")

    def list(self, numbered: bool) -> int:
        """The number of a new list."""
        self.lists.append(numbered)
        return len(self.lists)

    def picture(self, png: bytes) -> str:
        """The name of a picture."""
        name = f"rIdPicture{len(self.pictures) + 1}"
        self.pictures[name] = png
        return name


def words(text: str, style: str = "", *, strong: bool = False) -> str:
    """Text with every sign as it stands, but for spaces and ends of lines, which are one space.

    >>> words("2 < 3", strong=True)
    '<w:r><w:rPr><w:b /><w:bCs /></w:rPr><w:t xml:space="preserve">2 &lt; 3</w:t></w:r>'
    """
    look = (f'<w:rStyle w:val="{_name(style)}" />' if style else "") + ("<w:b /><w:bCs />" if strong else "")
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{_escaped(_SPACES.sub(" ", text))}</w:t></w:r>'


def link(inlines: str, reference: str) -> str:
    """Words that lead to an address, by its name among the references."""
    return f'<w:hyperlink r:id="{reference}">{inlines}</w:hyperlink>'


def link_within(inlines: str, mark: str) -> str:
    """Words that lead to a mark in the document."""
    return f'<w:hyperlink w:anchor="{mark}">{inlines}</w:hyperlink>'


def marked(inlines: str, mark: str, number: int) -> str:
    """Words that a link leads to; no two marks of a document have one number."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{mark}" />{inlines}<w:bookmarkEnd w:id="{number}" />'


def field(instruction: str, inlines: str) -> str:
    """Words that Word works out for itself, and what they are until it does."""
    return f'<w:fldSimple w:instr=" {instruction} ">{inlines}</w:fldSimple>'


def paragraph(style: str, inlines: str, properties: str = "") -> str:
    """A paragraph in a style by its name, with properties of its own."""
    return f'<w:p><w:pPr><w:pStyle w:val="{_name(style)}" />{properties}</w:pPr>{inlines}</w:p>'


def heading(level: int, text: str) -> str:
    """A heading of a level from 1."""
    return paragraph(f"Heading {level}", words(text))


def listed(style: str, items: Iterable[str], number: int) -> str:
    """The points of a list, which has a number among the references."""
    properties = f'<w:numPr><w:ilvl w:val="0" /><w:numId w:val="{number}" /></w:numPr>'
    return "".join(paragraph(style, item, properties) for item in items)


def picture(png: bytes, alt: str, reference: str, number: int) -> str:
    """A picture as wide as the page with a text alternative; no two of a document have one number."""
    width, height = (int.from_bytes(png[at : at + 4]) for at in (16, 20))
    wide = TEXT_WIDTH * _METRIC
    size = f'cx="{wide}" cy="{round(height * wide / width)}"'
    about = f'id="{number}" name="Figure {number}" descr="{_escaped(alt)}"'
    # Without distances, some programs put a picture away from the margin.
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size} />'
        f"<wp:docPr {about} /><a:graphic>"
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="Figure {number}" /><pic:cNvPicPr /></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{reference}" /><a:stretch><a:fillRect /></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0" /><a:ext {size} /></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst /></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def table(
    caption: str,
    shares: Sequence[float],
    right: Sequence[bool],
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    whole: bool,
) -> str:
    """A table whose first row and first column name the others; its rows break over no page.

    Parameters
    ----------
    caption
        For those who hear the table.
    shares
        The widths of its columns beside one another.
    right
        Which columns have numbers.
    head, rows
        Inlines, one a cell.
    whole
        Whether it is kept on one page.
    """
    whole_width = sum(shares)
    grid = "".join(f'<w:gridCol w:w="{int(TEXT_WIDTH * share / whole_width)}" />' for share in shares)
    kept = "<w:keepNext />" if whole else ""
    body = "".join(
        f"<w:tr><w:trPr><w:cantSplit /></w:trPr>{_cells(row, right, '', kept if number < len(rows) else '')}</w:tr>"
        for number, row in enumerate(rows, start=1)
    )
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="Table" /><w:tblW w:type="pct" w:w="5000" /><w:tblLayout w:type="fixed" />'
        '<w:tblLook w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="0" w:noVBand="0" '
        f'w:val="00A0" /><w:tblCaption w:val="{_escaped(caption)}" /></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f'<w:tr><w:trPr><w:tblHeader w:val="on" /></w:trPr>{_cells(head, right, " Head", kept)}</w:tr>{body}</w:tbl>'
    )


def _cells(row: Sequence[str], right: Sequence[bool], kind: str, kept: str) -> str:
    styles = (f"Table Number{kind}" if is_right else f"Table{kind or ' Text'}" for is_right in right)
    return "".join(
        f"<w:tc><w:tcPr />{paragraph(style, cell, kept)}</w:tc>" for style, cell in zip(styles, row, strict=True)
    )


def _name(style: str) -> str:
    """A style as the text refers to it."""
    return style.replace(" ", "")


def _escaped(text: str) -> str:
    return escape(_FORBIDDEN.sub("", text))
