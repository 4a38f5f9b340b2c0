"""Two hundred hostile, broken and odd files: each is refused for its own reason or read, and costs little."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import UploadRefused
from assistant.registers.gate import admit
from tests.conftest import ROOT
from tests.registers.hostile import GOOD, cases
from tests.registers.packing import book, packed

Swept = tuple[dict[str, Any], dict[str, str], Path]
OTHERS = {"文件.dat", "没有后缀"}


def named(name: str) -> str:
    return name if "." in name or name in OTHERS else f"{name}.xlsx"


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Swept:
    """What came of every file, what should, and where temporary files would lie."""
    folder, temporary = tmp_path_factory.mktemp("uploads"), tmp_path_factory.mktemp("temporary")
    expected = {}
    for name, content, outcome in cases():
        (folder / named(name)).write_bytes(content)
        expected[named(name)] = outcome
    places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary))
    done = subprocess.run(
        [sys.executable, "-m", "tests.registers.sweep", str(folder)],
        cwd=ROOT, env={**os.environ, **places}, capture_output=True, stdin=subprocess.DEVNULL, check=True,
    )  # fmt: skip
    return json.loads(done.stdout), expected, temporary


def outcome(report: dict[str, Any]) -> str:
    return report["refused"]["reason"] if report.get("refused") else "read"


@pytest.mark.timeout(900)
def test_each_file_is_refused_for_its_own_reason_or_read(swept: Swept) -> None:
    result, expected, _ = swept
    assert {name: outcome(report) for name, report in result["came"].items()} == expected
    assert len(expected) >= 100


def test_no_file_takes_more_than_300_mb(swept: Swept) -> None:
    assert swept[0]["peak"] < 300 << 20


def test_nothing_is_left_on_disk(swept: Swept) -> None:
    assert list(swept[2].iterdir()) == []


def test_each_refusal_is_a_sentence_that_says_what_to_do(swept: Swept) -> None:
    messages = {r["refused"]["message"] for r in swept[0]["came"].values() if r.get("refused")}
    assert len(messages) > 15
    assert [m for m in messages if not (m.endswith("。") and "请" in m)] == []


def test_a_refusal_has_the_shape_of_a_report(swept: Swept) -> None:
    refused = swept[0]["came"]["pdf.xlsx"]
    assert (refused["file"], refused["findings"], refused["rows"]["seen"]) == ("pdf.xlsx", [], 0)
    assert refused["rules"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"name,age\n", "纯文本"), (b"<table><tr>", "网页格式"), (b"%PDF-1.4\n", "PDF"), (b"Rar!\x1a\x07\x00", "解压"),
        (packed({**book(), "xl/vbaProject.bin": b""}), "宏"), (GOOD[:300], "没有传完整"),
    ],
)  # fmt: skip
def test_a_refusal_names_what_the_file_is(tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "花名册.xlsx"
    file.write_bytes(content)
    with pytest.raises(UploadRefused, match=says):
        admit(file)


def test_the_name_is_not_believed(tmp_path: Path) -> None:
    file = tmp_path / "花名册.pdf"
    file.write_bytes(GOOD)
    assert admit(file) == "xlsx"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UploadRefused, match="找不到"):
        admit(tmp_path / "没有.xlsx")
