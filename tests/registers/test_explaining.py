"""Explanations: asked once, kept by rule and row, asked again when the row's facts change; nothing personal is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from assistant.registers.explaining import EARLIER, SHEET
from assistant.registers.keys import keyed, local_secret, row_key
from tests.cli.conftest import Command, command
from tests.cli.test_check import save
from tests.registers.builders import id_number, left_row, left_rows
from tests.registers.test_reconciling import migrants

__all__ = ["command"]
REASON = "孩子休学两年后复学，电话13911112222"
"""Why a child is older than its class."""
OLD = {"年级": "一年级", "出生年月": "2004-03-15", "身份证号": id_number("20040315", 3), "学籍号": None}


def explain(marked: Path, words: str = REASON) -> int:
    """Write an explanation beside every finding of a marked copy; how many."""
    book = openpyxl.load_workbook(marked)
    rows = list(book[SHEET].iter_rows(min_row=5))
    for row in rows:
        row[9].value = words
    book.save(marked)
    return len(rows)


@pytest.fixture
def marked(tmp_path: Path, command: Command) -> Path:
    """A marked copy of a roster with one child that is too old for its class, explained."""
    done = command("check", save(tmp_path / "a.xlsx", left_rows(6, **OLD)), "--marked-copy", str(tmp_path / "b.xlsx"))
    assert done.code == 0 and "待核实 1 处" in done.out
    assert explain(tmp_path / "b.xlsx") == 1
    return tmp_path / "b.xlsx"


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home of its own: what one test explains is no other's business."""
    monkeypatch.setenv("JUNHENG_HOME", str(tmp_path / "home"))


def rules(report: Any, kind: str = "findings") -> list[str]:
    return [finding["rule"] for finding in report.get(kind, [])]


def test_an_explanation_in_the_marked_copy_is_taken(marked: Path, command: Command) -> None:
    report = command("check", str(marked), "--json").json
    assert rules(report) == [] and rules(report, "explained") == ["age-grade"]
    assert report["explained"][0]["explanation"] == "孩子休学两年后复学，电话139********"
    assert "已说明 1 处" in command("check", str(marked)).out


def test_it_is_taken_on_another_computer(marked: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUNHENG_HOME", str(marked.parent / "another"))
    assert rules(command("check", str(marked), "--json").json) == []


def test_it_is_remembered_for_the_file_without_it(marked: Path, command: Command) -> None:
    command("check", str(marked))
    report = command("check", str(marked.parent / "a.xlsx"), "--json").json
    assert rules(report) == [] and report["explained"][0]["explanation"] == EARLIER


def test_it_is_taken_from_the_copy_that_the_mended_file_is_compared_with(marked: Path, command: Command) -> None:
    report = command("check", str(marked.parent / "a.xlsx"), "--against", str(marked), "--json").json
    assert rules(report) == [] and report["compared"] == {"fixed": [], "new": [], "open": []}


def test_rows_that_move_stay_explained(marked: Path, command: Command) -> None:
    command("check", str(marked))
    rows = left_rows(6, **OLD)
    moved = [*rows[:3], rows[8], left_row(20), *rows[3:8], rows[9]]
    for number, row in enumerate(moved[3:-1], 1):
        row[0] = float(number)
    assert rules_of(moved, marked.parent, command) == []


def rules_of(rows: list[list[Any]], folder: Path, command: Command) -> list[str]:
    return rules(command("check", save(folder / "c.xlsx", rows), "--json").json)


@pytest.mark.parametrize(
    ("changes", "asked"),
    [({"备注": "已电话核实"}, []), ({"监护人姓名": "示例姨"}, ["age-grade"]), ({"现住址": "另一个村"}, ["age-grade"])],
)
def test_it_is_asked_again_when_the_facts_change(
    changes: dict[str, Any], asked: list[str], marked: Path, command: Command
) -> None:
    command("check", str(marked))
    assert rules_of(left_rows(6, **{**OLD, **changes}), marked.parent, command) == asked


def test_what_must_be_mended_cannot_be_explained_away(tmp_path: Path, command: Command) -> None:
    file = save(tmp_path / "a.xlsx", left_rows(6, 就读方式="寄宿"))
    command("check", file, "--marked-copy", str(tmp_path / "b.xlsx"))
    explain(tmp_path / "b.xlsx")
    assert rules(command("check", str(tmp_path / "b.xlsx"), "--json").json) == ["list-value"]


def test_nothing_of_a_person_is_kept(marked: Path, command: Command) -> None:
    command("check", str(marked))
    home = marked.parent / "home"
    kept = "".join(file.read_text(encoding="utf-8") for file in home.iterdir())
    for words in (REASON, "示例", OLD["身份证号"], "13911112222", "139********"):
        assert str(words) not in kept.replace((home / "keys.secret").read_text(), "")
    plain = command("check", str(marked), "--json").json["explained"][0]
    assert "mark" not in plain and plain["state"] in (home / "explained.txt").read_text()


def test_a_next_marked_copy_keeps_the_explanation(marked: Path, command: Command) -> None:
    again = marked.parent / "c.xlsx"
    command("check", str(marked), "--marked-copy", str(again), "--full")
    rows = list(openpyxl.load_workbook(again)[SHEET].iter_rows(min_row=5, values_only=True))
    assert [(row[0], row[9]) for row in rows] == [("已说明", REASON)]
    assert openpyxl.load_workbook(again).worksheets[0]["G6"].comment is None
    assert rules(command("check", str(again), "--json").json) == []


def test_what_two_files_contradict_in_is_explained_by_person(tmp_path: Path, command: Command) -> None:
    left, other, copy = save(tmp_path / "留守.xlsx", left_rows(6)), tmp_path / "随迁.xlsx", tmp_path / "b.xlsx"
    save(other, migrants(1, 50))
    command("check", str(other), "--against", left, "--marked-copy", str(copy))
    assert explain(copy) == 1
    assert rules(command("check", str(copy), "--against", left, "--json").json, "explained") == ["two-registers"]
    save(other, migrants(60, 1, 50))
    report = command("check", str(other), "--against", left, "--json").json
    assert rules(report) == [] and [f["cell"] for f in report["explained"]] == ["E5"]
    save(other, migrants(60, 3, 50))
    assert rules(command("check", str(other), "--against", left, "--json").json) == ["two-registers"]


def test_keys_say_nothing_without_the_secret(tmp_path: Path) -> None:
    one, two = row_key("sum", "n", ["411425200703150013", "示例甲"]), row_key("sum", "n", ["", "示例甲"])
    secret = local_secret(tmp_path)
    assert secret == local_secret(tmp_path) and len(secret) == 64
    assert keyed(one, secret) != one and keyed(one, secret) != keyed(one, "another")
    assert keyed(one, secret).split(".")[1] == keyed(two, secret).split(".")[1]
    assert keyed(row_key("date", "n", ["示例甲"]), secret).rpartition(":")[2] not in keyed(one, secret)
