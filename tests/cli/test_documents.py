"""``add``, ``documents`` and ``remove`` as a user and as another program sees them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.documents.papers import NEW_RULES, NOTICE, OLD_RULES, written


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assistant", *arguments],
        cwd=ROOT, env=os.environ | {"JUNHENG_HOME": str(home)}, capture_output=True, encoding="utf-8", timeout=120,
        stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip


def told(home: Path, *arguments: str) -> Any:
    return json.loads(run(home, *arguments, "--json").stdout)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "数据 文件夹"


def test_a_document_comes_and_goes(home: Path, tmp_path: Path) -> None:
    (file,) = written(tmp_path / "我的 文件", 饮水办法__md=NEW_RULES)
    added = told(home, "add", str(file))["files"][0]
    assert (added["added"], added["id"]) == (True, "doc-1")
    (listed,) = told(home, "documents")
    assert {key: listed[key] for key in ("id", "title", "number", "issuer", "date", "place", "validity", "file")} == {
        "id": "doc-1",
        "title": "青禾县校园饮水管理办法",
        "number": None,
        "issuer": "青禾县人民政府",
        "date": "2024-05-06",
        "place": "青禾县",
        "validity": "现行",
        "file": "饮水办法.md",
    }
    assert listed["passages"] > 5
    assert told(home, "remove", "doc-1") == {
        "removed": "doc-1",
        "title": "青禾县校园饮水管理办法",
        "file": "饮水办法.md",
    }
    assert told(home, "documents") == []


def test_every_file_of_a_folder_is_reported(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    written(folder, a__txt=NOTICE, b__md=NEW_RULES, empty__txt="", c__docx="PK", d__pdf="x", e__txt=NOTICE)
    (folder / "f.txt").write_bytes(bytes(range(256)) * 9)
    (folder / "sub").mkdir()
    (folder / "sub" / "g.html").write_bytes(f"<meta charset=gbk><p>{NOTICE}新的一份。".encode("gb18030"))
    done = run(home, "add", str(folder), "--json")
    assert done.returncode == 2
    outcomes = {
        Path(item["file"]).name: (item["added"], item["why"] or "") for item in json.loads(done.stdout)["files"]
    }
    assert {name for name, (added, _) in outcomes.items() if added} == {"a.txt", "b.md", "g.html"}
    assert "空的" in outcomes["empty.txt"][1]
    assert "另存为" in outcomes["c.docx"][1]
    assert "PDF" in outcomes["d.pdf"][1]
    assert "以前已经添加过" in outcomes["e.txt"][1]
    assert "不是文字" in outcomes["f.txt"][1]
    assert "已看完 8 个文件" in done.stderr


def test_what_cleaning_kept_and_dropped_can_be_seen(home: Path, tmp_path: Path) -> None:
    run(home, "add", *map(str, written(tmp_path / "in", a__txt=NOTICE + "\n合集下载\n")))
    shown = run(home, "documents", "1")
    assert shown.returncode == 0
    assert "网站的话（4 字）：合集下载" in shown.stdout
    detail = told(home, "documents", "doc-1")
    assert detail["dropped"] == [{"reason": "网站的话", "characters": 4, "text": "合集下载"}]
    assert detail["characters"]["dropped"] == 4
    assert any("借期十四天" in place["text"] for place in detail["kept"])


def test_the_older_version_is_marked(home: Path, tmp_path: Path) -> None:
    run(home, "add", *map(str, written(tmp_path / "in", a__md=OLD_RULES, b__md=NEW_RULES)))
    assert [document["validity"] for document in told(home, "documents")] == ["已被替代", "现行"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("remove", "doc-9"), "没有编号是“doc-9”的文件"),
        (("remove", "随便"), "没有编号是“随便”的文件"),
        (("documents", "doc-9"), "没有编号是“doc-9”的文件"),
        (("add", "没有这个.txt"), "找不到这个文件"),
    ],
)
def test_bad_use_is_a_sentence(home: Path, arguments: tuple[str, ...], says: str) -> None:
    done = run(home, *arguments)
    assert done.returncode == 2
    assert says in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_an_empty_library_says_how_to_begin(home: Path) -> None:
    done = run(home, "documents")
    assert (done.returncode, "add 文件名" in done.stdout) == (0, True)


def test_fields_are_corrected_and_taken_back(home: Path, tmp_path: Path) -> None:
    files = written(tmp_path / "in", a__md=NEW_RULES, b__txt=NOTICE)
    told(home, "add", *map(str, files))
    changed = told(home, "documents", "--set", "doc-2", "validity=已被替代", "replaced_by=doc-1", "地方=白石县")
    assert (changed["validity"], changed["replaced_by"], changed["place"]) == ("已被替代", "doc-1", "白石县")
    assert changed["corrected"] == ["place", "replaced_by", "validity"] and changed["level"] == "县级"
    back = told(home, "documents", "doc-2", "--set", "place=", "validity=", "replaced_by=")
    assert (back["place"], back["validity"], back["corrected"]) == ("青禾县", "现行", [])


@pytest.mark.parametrize(
    ("said", "says"),
    [
        (("doc-1", "validity=好"), "效力只能写"),
        (("doc-1", "date=明天"), "日期请写成"),
        (("doc-1", "颜色=红"), "字段有"),
        (("doc-1", "replaced_by=doc-9"), "没有编号是"),
        (("doc-9", "title=甲"), "没有编号是"),
        (("doc-1",), "请写明"),
    ],
)
def test_wrong_correction_says_what_may_stand_there(
    home: Path, tmp_path: Path, said: tuple[str, ...], says: str
) -> None:
    told(home, "add", *map(str, written(tmp_path / "in", a__txt=NOTICE)))
    result = run(home, "documents", "--set", *said)
    assert result.returncode != 0 and says in result.stderr
