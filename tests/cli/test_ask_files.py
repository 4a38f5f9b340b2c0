"""``ask --file`` and ``files`` in a batch."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.cli.test_ask import ANSWER, CITATION, misshapen
from tests.tools.test_register_check import ROWS, faulty, written


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path / "留守.xlsx", faulty())


def test_file_alone_tells_what_was_found(junheng: Command, file: Path) -> None:
    done = junheng("ask", "--file", str(file), "--json")
    assert done.code == 0 and misshapen(done.json, ANSWER) == []
    assert all(misshapen(citation, CITATION) == [] for citation in done.json["citations"])
    assert "错误4处" in done.json["text"] and done.json["tools"][0]["name"] == "register_check"


def test_question_about_the_file(junheng: Command, file: Path) -> None:
    done = junheng("ask", "表里一共多少人", "--file", str(file))
    assert done.code == 0 and f"{ROWS}行数据" in done.out


def test_file_that_is_not_there(junheng: Command, tmp_path: Path) -> None:
    done = junheng("ask", "有什么问题", "--file", str(tmp_path / "没有.xlsx"))
    assert done.code == 2 and "没有这个文件" in done.err and done.out == ""


def test_batch_takes_files_beside_it_for_the_first_turn(junheng: Command, file: Path) -> None:
    turns = ["有什么问题", "第4行怎么了"]
    lines = [
        {"id": "a", "turns": turns, "files": [file.name]},
        {"id": "b", "turns": turns[1:]},
        {"id": "c", "turns": turns, "files": ["没有.xlsx"]},
        {"id": "d", "turns": turns, "files": "留守.xlsx"},
    ]
    batch = file.with_name("questions.jsonl")
    batch.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    with_file, without, missing, odd = junheng("ask", "--batch", str(batch)).lines
    assert "错误4处" in with_file["answers"][0]["text"] and "E4" in with_file["answers"][1]["text"]
    assert without["answers"][0]["tools"] == [] or without["answers"][0]["tools"][0]["name"] != "register_check"
    assert "没有这个文件" in missing["error"] and "files" in odd["error"]
