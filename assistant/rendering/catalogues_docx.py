"""Catalogues as .docx: one after the other, each on a page of its own, A4 landscape."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from assistant.archive.catalogues import Catalogues, Table
from assistant.knowledge.desk import CatalogueRules

if TYPE_CHECKING:
    from docx.document import Document as Paper

_FONT = "宋体"
_WIDTH, _HEIGHT, _MARGIN = 297.0, 210.0, 15.0
_HEAD_POINTS, _LINE_POINTS, _CELL_POINTS = 18.0, 12.0, 10.5


def catalogues_docx(catalogues: Catalogues, rules: CatalogueRules) -> bytes:
    """The catalogues as the bytes of a Word file; the names of the columns are repeated on every page."""
    from docx import Document

    document = Document()
    document.core_properties.title, document.core_properties.author = "", "均衡助手"
    _set_page(document)
    _set_type(document)
    _table(document, catalogues.master, rules, first=True)
    for note in catalogues.notes:
        _paragraph(document, note, _CELL_POINTS)
    for table in catalogues.volumes:
        _table(document, table, rules)
        for files in (entry for entry in catalogues.files if entry.volume == table.volume):
            _table(document, files, rules)
    if catalogues.left_out:
        _heading(document, rules.headings["left_out"])
        _grid(document, (rules.left_out_columns, *catalogues.left_out), [130.0, 137.0])
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _set_page(document: Paper) -> None:
    from docx.enum.section import WD_ORIENTATION
    from docx.shared import Mm

    section = document.sections[0]
    section.orientation = WD_ORIENTATION.LANDSCAPE
    section.page_width, section.page_height = Mm(_WIDTH), Mm(_HEIGHT)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN)


def _table(document: Paper, table: Table, rules: CatalogueRules, *, first: bool = False) -> None:
    _heading(document, table.heading, first=first)
    if table.line:
        _paragraph(document, table.line, _LINE_POINTS)
    widths = [rules.widths[name] for name in table.columns]
    room = (_WIDTH - 2 * _MARGIN) / sum(widths)
    _grid(document, (table.columns, *table.rows), [width * room for width in widths])


def _heading(document: Paper, words: str, *, first: bool = False) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = _paragraph(document, words, _HEAD_POINTS, bold=True)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.page_break_before = not first


def _grid(document: Paper, rows: tuple[tuple[Any, ...], ...], widths: list[float]) -> None:
    """A table with lines; the first row is repeated at the top of every page."""
    from docx.oxml import OxmlElement
    from docx.shared import Mm

    table = document.add_table(rows=len(rows), cols=len(widths))
    table.style, table.autofit = "Table Grid", False
    lengths = [Mm(width) for width in widths]
    for column, length in zip(table.columns, lengths, strict=True):
        column.width = length
    # Through the elements: python-docx's own cells take minutes for ten thousand rows.
    for number, (row, values) in enumerate(zip(table._tbl.tr_lst, rows, strict=True)):
        for cell, value, length in zip(row.tc_lst, values, lengths, strict=True):
            cell.width = length
            run = cell.p_lst[0].add_r()
            run.text = "" if value is None else str(value)
            if number == 0:
                run.get_or_add_rPr().append(OxmlElement("w:b"))
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _paragraph(document: Paper, words: str, points: float, *, bold: bool = False) -> Any:
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    run = paragraph.add_run(words)
    run.font.size, run.bold = Pt(points), bold
    return paragraph


def _set_type(document: Paper) -> None:
    """The type of everything that says nothing else."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(_CELL_POINTS)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(3)
