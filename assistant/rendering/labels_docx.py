"""Labels as .docx, to edit and print: a table a sheet, its dashed borders are the cutting lines."""

from __future__ import annotations

import unicodedata
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING, Any

from assistant.archive.labels import Label, LabelSheets, Line, Sheet

if TYPE_CHECKING:
    from docx.document import Document as Paper
    from docx.table import _Cell

_CAPTION_POINTS = 9.0
_GREY = "787878"
_LINE = 1.15
_HAIR = 1


def labels_docx(sheets: LabelSheets) -> bytes:
    """The sheets as the bytes of a Word file. Type is named 黑体; Word takes its own where the machine has none."""
    from docx import Document

    document = Document()
    document.core_properties.title, document.core_properties.author = "", "均衡助手"
    _set_page(document, sheets)
    for number, sheet in enumerate(sheets.sheets):
        caption = document.add_paragraph()
        caption.paragraph_format.page_break_before = number > 0
        _exact(caption, sheets.caption_height * 72 / 25.4)
        _run(caption, sheet.caption, _CAPTION_POINTS, sheets.font, grey=True)
        _table(document, sheet, sheets.font)
    # A table at the very end would be followed by a line of usual height, and that by an empty page.
    _exact(document.add_paragraph(), 1)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _set_page(document: Paper, sheets: LabelSheets) -> None:
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(sheets.page[0]), Mm(sheets.page[1])
    section.left_margin = section.right_margin = section.top_margin = Mm(sheets.margin)
    section.bottom_margin = Mm(sheets.margin / 2)
    section.header_distance = section.footer_distance = Mm(0)


def _table(document: Paper, sheet: Sheet, font: str) -> None:
    """Spines stand side by side in one row, covers under each other in one column."""
    from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
    from docx.shared import Mm

    labels = sheet.labels
    table = document.add_table(rows=1 if sheet.vertical else len(labels), cols=len(labels) if sheet.vertical else 1)
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.LEFT if sheet.vertical else WD_TABLE_ALIGNMENT.CENTER
    cells = table.rows[0].cells if sheet.vertical else [row.cells[0] for row in table.rows]
    for row in table.rows:
        row.height, row.height_rule = Mm(labels[0].height), WD_ROW_HEIGHT_RULE.EXACTLY
    _dash(table)
    for column, label in zip(table.columns, labels, strict=False):
        column.width = Mm(label.width)
    for cell, label in zip(cells, labels, strict=True):
        _fill(cell, label, sheet.vertical, font)


def _fill(cell: _Cell, label: Label, vertical: bool, font: str) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    cell.width = Mm(label.width)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    if vertical:
        _turn(cell)
        paragraph = cell.paragraphs[0]
        _write_down(paragraph, label.lines, font, label.lines[0].size.points * _LINE)
        paragraph.paragraph_format.left_indent = Mm(label.padding)
        return
    for number, line in enumerate(label.lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        _exact(paragraph, line.height * 72 / 25.4)
        _run(paragraph, line.text, line.size.points, font)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _write_down(paragraph: Any, lines: tuple[Line, ...], font: str, points: float) -> None:
    """Lines in one paragraph, a full space between them; spaces are set in the size of the last line.

    Where the machine has no 黑体, LibreOffice takes (二), — and ① from one font and the Chinese signs from another, and
    puts signs over each other where both stand in one portion of a vertical line. So each kind is a run of its own with
    a hair more or less space, or they would be joined again; so is the space between lines.
    """
    _exact(paragraph, points)
    for number, line in enumerate(lines):
        if number:
            _space(_run(paragraph, "\u3000", lines[-1].size.points, font), 2 * _HAIR)
        for wide, signs in groupby(line.text, _is_wide):
            run = _run(paragraph, "".join(signs), line.size.points, font)
            if not wide:
                _space(run, _HAIR)


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WF"


def _space(run: Any, twentieths: int) -> None:
    """Space after every sign, in twentieths of a point."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(twentieths))
    # The order of a run's properties is fixed.
    run._element.rPr.insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs")


def _run(paragraph: Any, text: str, points: float, font: str, *, grey: bool = False) -> Any:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(text)
    run.font.name, run.font.size = font, Pt(points)
    if grey:
        run.font.color.rgb = RGBColor.from_string(_GREY)
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), font)
    # Without the hint Word takes ① and — for Latin and lays them down in a vertical line.
    fonts.set(qn("w:hint"), "eastAsia")
    return run


def _exact(paragraph: Any, points: float) -> None:
    from docx.enum.text import WD_LINE_SPACING
    from docx.shared import Pt

    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(points)


def _turn(cell: _Cell) -> None:
    """Text runs from top to bottom."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    direction = OxmlElement("w:textDirection")
    direction.set(qn("w:val"), "tbRl")
    properties = cell._element.get_or_add_tcPr()
    # The order of a cell's properties is fixed: the direction stands before the alignment.
    properties.insert_element_before(direction, "w:tcFitText", "w:vAlign", "w:hideMark")


def _dash(table: Any) -> None:
    """Dashed lines round every cell, and no space of the cell's own inside them."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders, margins = OxmlElement("w:tblBorders"), OxmlElement("w:tblCellMar")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for key, value in (("val", "dashed"), ("sz", "4"), ("space", "0"), ("color", _GREY)):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    for side in ("top", "left", "bottom", "right"):
        space = OxmlElement(f"w:{side}")
        space.set(qn("w:w"), "0")
        space.set(qn("w:type"), "dxa")
        margins.append(space)
    properties = table._tbl.tblPr
    for element, after in ((borders, ("w:shd", "w:tblLayout")), (margins, ())):
        properties.insert_element_before(element, *after, "w:tblCellMar", "w:tblLook")
