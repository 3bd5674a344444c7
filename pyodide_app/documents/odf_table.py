"""Tables of an editable paper as values, and as OpenDocument's XML: in a text document and in a spreadsheet they are written alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

NAMESPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
    "number": "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
    "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
}
for _prefix, _address in NAMESPACES.items():
    ET.register_namespace(_prefix, _address)

FORMULAS = "urn:oasis:names:tc:opendocument:xmlns:of:1.2"
"""What the prefix `of:` in the value of a formula means; no name in the document bears it."""


@dataclass(frozen=True)
class Image:
    """A photo in its place: the path in the container, its size on paper in cm, and what it shows."""

    path: str
    width: float
    height: float
    alt: str


@dataclass(frozen=True)
class Cell:
    """One cell. `style` names a style of `odf_styles.xml`; `small` is printed below in smaller type. `number` is what a spreadsheet computes with,
    `formula` where it comes from; `text` is then how it is read without being computed."""

    text: str = ""
    style: str = "Center"
    columns: int = 1
    rows: int = 1
    small: str = ""
    number: int | None = None
    formula: str = ""
    image: Image | None = None


@dataclass(frozen=True)
class Table:
    """A table: the widths of its columns in cm, its rows from left to right without what merged cells cover. The first `header` rows are repeated on each page.

    A spreadsheet's rows have `heights`; a table that is to stay `together` is never broken between two pages.
    """

    name: str
    widths: Sequence[float]
    rows: Sequence[Sequence[Cell]]
    header: int = 0
    heights: Sequence[float] = ()
    together: bool = False


def tag(name: str) -> str:
    """`text:p` as ElementTree spells it."""
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def element(name: str, parent: ET.Element | None = None, text: str = "", **attributes: str) -> ET.Element:
    """A new element. In an attribute's name the first _ stands for the colon, further ones for hyphens."""
    made = ET.Element(tag(name)) if parent is None else ET.SubElement(parent, tag(name))
    for key, value in attributes.items():
        prefix, _, local = key.partition("_")
        made.set(tag(f"{prefix}:{local.replace('_', '-')}"), value)
    made.text = text or None
    return made


def paragraph(parent: ET.Element, text: str, style: str = "") -> None:
    """Typed text: each line a paragraph, runs of spaces as they are, characters that XML cannot hold left out."""
    for line in text.split("\n"):
        place = element("text:p", parent, **({"text_style_name": style} if style else {}))
        spaced(place, "".join(character for character in line if character >= " " and character not in "\ufffe\uffff"))


def spaced(place: ET.Element, line: str) -> None:
    """ODF folds white space as HTML does: every space that stands behind another, or at an end, is an element."""
    last: ET.Element | None = None
    before = " "
    for position, character in enumerate(line):
        if character == " " and (before == " " or position == len(line) - 1):
            last = element("text:s", place)
        elif last is None:
            place.text = (place.text or "") + character
        else:
            last.tail = (last.tail or "") + character
        before = character


def placed(rows: Sequence[Sequence[Cell]], width: int) -> Iterator[list[Cell | None]]:
    """The rows with every column of the grid: None where a merged cell reaches over it."""
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        cells, waiting = [], list(row)
        for column in range(width):
            if (number, column) in taken or not waiting:
                cells.append(None if (number, column) in taken else Cell(style="Plain"))
                continue
            cell = waiting.pop(0)
            taken |= {(number + down, column + right) for down in range(cell.rows) for right in range(cell.columns)}
            cells.append(cell)
        yield cells


def write_table(parent: ET.Element, styles: ET.Element, table: Table, spreadsheet: bool) -> None:
    """The table in `parent`, the styles of its columns and rows in `styles` (automatic ones)."""
    name = f"{table.name}."
    place = element("table:table", parent, table_name=table.name, table_style_name=f"{name}table")
    style = element("style:style", styles, style_name=f"{name}table", style_family="table")
    if spreadsheet:
        last = f"{chr(ord('A') + len(table.widths) - 1)}{len(table.rows)}"
        place.set(tag("table:print-ranges"), f"'{table.name}'.A1:'{table.name}'.{last}")
        style.set(tag("style:master-page-name"), "Standard")
        element("style:table-properties", style, table_display="true", style_writing_mode="lr-tb")
    else:
        breaks = {"style_may_break_between_rows": "false"} if table.together else {}
        element("style:table-properties", style, style_width=f"{sum(table.widths):.2f}cm", table_align="center", fo_margin_bottom="0.2cm", **breaks)
    for column, width in enumerate(table.widths):
        style = element("style:style", styles, style_name=f"{name}c{column}", style_family="table-column")
        element("style:table-column-properties", style, style_column_width=f"{width:.2f}cm")
        element("table:table-column", place, table_style_name=f"{name}c{column}", **({"table_default_cell_style_name": "Plain"} if spreadsheet else {}))
    repeated = element("table:table-header-rows", place) if table.header else place
    for number, cells in enumerate(placed(table.rows, len(table.widths))):
        row = element("table:table-row", repeated if number < table.header else place)
        if table.heights:
            style = element("style:style", styles, style_name=f"{name}r{number}", style_family="table-row")
            element("style:table-row-properties", style, style_row_height=f"{table.heights[number]:.2f}cm", style_use_optimal_row_height="false")
            row.set(tag("table:style-name"), f"{name}r{number}")
        for cell in cells:
            write_cell(row, cell)


def write_cell_styles(styles: ET.Element) -> None:
    """The frames of cells for a text document, which takes them from its automatic styles alone; a paragraph's style says where its text stands."""
    for name in ("Center", "Left", "Right"):
        style = element("style:style", styles, style_name=name, style_family="table-cell")
        element("style:table-cell-properties", style, fo_border="0.6pt solid #000000", fo_padding="0.1cm", style_vertical_align="middle")


def write_cell(row: ET.Element, cell: Cell | None) -> None:
    if cell is None:
        element("table:covered-table-cell", row)
        return
    place = element("table:table-cell", row, table_style_name=cell.style)
    if cell.columns > 1 or cell.rows > 1:
        place.set(tag("table:number-columns-spanned"), str(cell.columns))
        place.set(tag("table:number-rows-spanned"), str(cell.rows))
    if cell.number is None:
        place.set(tag("office:value-type"), "string")
    else:
        place.set(tag("office:value-type"), "float")
        place.set(tag("office:value"), str(cell.number))
        if cell.formula:
            place.set(tag("table:formula"), f"of:={cell.formula}")
    if cell.image:
        write_image(place, cell.image)
    elif cell.text or not cell.small:
        paragraph(place, cell.text, cell.style)
    if cell.small:
        paragraph(place, cell.small, f"{cell.style}Small")


def write_image(place: ET.Element, image: Image) -> None:
    frame = element(
        "draw:frame", element("text:p", place, text_style_name="Center"), text_anchor_type="as-char", svg_width=f"{image.width:.2f}cm", svg_height=f"{image.height:.2f}cm"
    )
    element("draw:image", frame, xlink_href=image.path, xlink_type="simple", xlink_show="embed", xlink_actuate="onLoad")
    element("svg:desc", frame, image.alt)
