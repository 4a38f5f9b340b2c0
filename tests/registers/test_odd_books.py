"""Odd but everyday workbooks are read and checked like plain ones, and every row is accounted for."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.registers.checking import check_workbook
from assistant.registers.gate import admit
from assistant.registers.reading import read_workbook
from tests.registers.builders import schemas
from tests.registers.odd_books import CHILDREN, ODD, odd_book

TWICE = {"the_same_table_twice"}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_book_is_checked_like_a_plain_one(name: str, tmp_path: Path) -> None:
    book, rules = odd_book(name)
    file = tmp_path / "表.xlsx"
    book.save(file)
    report = check_workbook(read_workbook(file, file.name, admit(file)), schemas())
    assert report.refused is None
    found = {finding.rule for finding in report.findings if finding.severity != "提示"}
    assert found <= rules if "*" in rules else found == rules, report.findings
    assert found or not rules
    rows = report.rows
    assert rows.seen == rows.data + rows.blank + rows.header + rows.excluded
    assert rows.data == CHILDREN * (2 if name in TWICE else 1)
