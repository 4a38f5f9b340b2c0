"""Only what may be a title leaves the head of a file."""

from __future__ import annotations

from pathlib import Path

from docx import Document

from assistant.registers.glimpse_worker import paragraphs


def test_a_row_across_a_table_is_a_title_and_rows_of_persons_are_none(tmp_path: Path) -> None:
    paper = Document()
    table = paper.add_table(3, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "某小学2012-2013学年课程表"
    table.cell(1, 0).text = table.cell(2, 0).text = "王某"
    paper.add_paragraph("说明")
    paper.save(str(tmp_path / "表.docx"))
    assert list(paragraphs(tmp_path / "表.docx")) == ["某小学2012-2013学年课程表", "说明"]


def test_a_table_of_one_column_is_a_list_and_stays(tmp_path: Path) -> None:
    paper = Document()
    paper.add_table(2, 1).cell(0, 0).text = "王某"
    paper.save(str(tmp_path / "表.docx"))
    assert list(paragraphs(tmp_path / "表.docx")) == []
