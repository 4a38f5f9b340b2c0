"""Headings that are called otherwise: proposed, said once, known from then on."""

from __future__ import annotations

from pathlib import Path

from assistant.standards.headings import FILE, Memory, unknown
from tests.standards.figures import primary, table

FORM = "school-conditions"


def test_missing_column_is_proposed_for_the_heading_that_looks_like_it() -> None:
    gone = {"books": "图书册数", "lead_primary": "小学县级以上骨干教师数"}
    found = list(unknown([table([primary()], unused=[("小学骨干教师人数", "P1"), ("备注", "Y1")], missing=gone)]))
    assert [(one.heading, one.column) for one in found] == [("小学骨干教师人数", "lead_primary"), ("备注", "")]


def test_no_column_is_proposed_twice() -> None:
    both = [("图书册数合计", "K1"), ("图书册数总计", "L1")]
    found = list(unknown([table([primary()], unused=both, missing={"books": "图书册数"})]))
    assert sorted(one.column for one in found) == ["", "books"]


def test_what_is_said_is_kept_and_can_be_taken_back(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "home")
    assert memory.of(FORM) == {}
    memory.remember(FORM, {"电子设备": "computers"})
    memory.remember(FORM, {"藏书": "books"})
    assert Memory(tmp_path / "home").of(FORM) == {"电子设备": "computers", "藏书": "books"}
    memory.remember(FORM, {"藏书": ""})
    assert memory.of(FORM) == {"电子设备": "computers"}


def test_broken_memory_counts_as_empty(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("[1, 2", encoding="utf-8")
    assert Memory(tmp_path).of(FORM) == {}
