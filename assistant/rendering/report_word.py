"""The report of a score as a Word file."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from assistant.rendering.report_tables import Table

_CHINESE, _PLACES = "宋体", 4
_ROWS = 300
"""Rows of one table; Word grows slow with more, and the workbook holds them all."""


def report_docx(title: str, lines: Sequence[str], tables: Sequence[Table], picture: bytes | None) -> bytes:
    """Text first, then the picture, then the tables."""
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = _CHINESE, Pt(11)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _CHINESE)
    document.core_properties.title = title
    document.add_heading(title, 1)
    for line in lines:
        if line.strip():
            document.add_paragraph(line.strip())
    if picture is not None:
        document.add_picture(BytesIO(picture), width=Cm(15))
    for name, heads, rows in tables:
        document.add_heading(name, 2)
        _table(document, heads, rows)
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def _table(document: Any, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    shown = rows[:_ROWS]
    table = document.add_table(rows=1 + len(shown), cols=len(heads))
    table.style = "Table Grid"
    # Through the rows once: asking a table for its cells one by one goes through all of it each time.
    for line, values in zip(table.rows, [heads, *shown], strict=True):
        for cell, value in zip(line.cells, values, strict=True):
            cell.text = f"{value:.{_PLACES}f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    if len(rows) > _ROWS:
        document.add_paragraph(f"共 {len(rows)} 行，这里列 {_ROWS} 行；全部的写成 .xlsx 报告。")
