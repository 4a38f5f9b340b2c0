"""``labels`` and ``catalogue``: what is written, what is said, and that nothing is left behind when it fails."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import openpyxl
import pypdfium2
import pytest

from assistant.cli.main import BAD_USE, run

SPEC = """\
school: 示例镇中心小学
volumes:
- {name: 综合卷, boxes: 2, year: 2013-2014, spine_mm: 30}
- name: 教师卷
  items:
  - {title: 登记表, issuer: 示例小学, date: 2014-03-05, pages: 300}
  - {title: 统计表, issuer: 示例小学, pages: 200}
"""
FILE = {"file": "名册.xlsx", "item": "B1", "item_name": "学籍档案", "class": "", "years": ["2013-2014"],
        "placed": "sure", "why": "", "question": None}  # fmt: skip


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    file = tmp_path / "清单.yaml"
    file.write_text(SPEC, encoding="utf-8")
    return file


def test_labels_as_word_and_as_pdf(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = spec.with_name("盒签.docx")
    assert run(["labels", str(spec), "--out", str(out)]) == 0
    assert docx.Document(str(out)).tables[0].rows[0].cells[0].text == "均衡发展档案\n综合卷①"
    assert run(["labels", str(spec), "--out", str(out.with_suffix(".pdf"))]) == 0
    with pypdfium2.PdfDocument(out.with_suffix(".pdf")) as pages:
        assert "综合卷②" in pages[0].get_textpage().get_text_range()
    said = capsys.readouterr()
    assert "4个盒子" in said.out and "黑体" in said.err and "通行做法" in said.err


def test_catalogues_as_a_workbook_and_as_word(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = spec.with_name("目录.xlsx")
    assert run(["catalogue", str(spec), "--out", str(out), "--by", "件"]) == 0
    assert "页数" in [cell.value for cell in openpyxl.load_workbook(out)["卷内文件目录2"][3]]
    assert run(["catalogue", str(spec), "--out", str(out.with_suffix(".docx"))]) == 0
    assert "核对一致" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["i.json", "i.yaml"])
def test_an_inventory_will_do(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, out = tmp_path / name, tmp_path / "目录.xlsx"
    content = {"school_kind": "小学", "scheme": "henan-classes", "files": [FILE], "missing": [], "skipped": []}
    file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    assert run(["catalogue", str(file), "--out", str(out), "--scheme", "宁陵", "--school", "示例小学"]) == 0
    book = openpyxl.load_workbook(out)
    assert [cell.value for cell in book["总目录"][3]][:2] == ["A6", "质量与管理卷"]
    assert "通行做法" in capsys.readouterr().err


def test_a_list_saved_by_an_older_windows_is_read(spec: Path) -> None:
    spec.write_bytes(SPEC.encode("gb18030"))
    assert run(["labels", str(spec), "--out", str(spec.with_name("a.docx"))]) == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("school: 甲\nvolumes:\n- {name: 卷, boxes: 两盒}\n", "volumes[0].boxes"),
        ("school: 甲\nschool: 乙\nvolumes: []\n", "只写一次"),
        ("- 1\n", "键值表"),
        ("[", "可以读取的 YAML"),
        ('{"files": []}', "没有一个归了类的文件"),
        ('{"school": "甲", "school": "乙", "volumes": []}', "只写一次"),
        ("volumes: 3\nschool: &a [&b [*a, *a], *b]\n", "volumes"),
    ],
)
def test_a_bad_list_is_told_and_nothing_is_written(
    text: str, told: str, spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec.write_text(text, encoding="utf-8")
    assert run(["labels", str(spec), "--out", str(spec.with_name("a.pdf"))]) == BAD_USE
    assert told in capsys.readouterr().err
    assert [file.name for file in spec.parent.iterdir()] == [spec.name]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["labels", "{spec}", "--out", "a.txt"], ".docx 或 .pdf"),
        (["catalogue", "{spec}", "--out", "{folder}/没有/a.xlsx"], "没有"),
        (["labels", "{folder}/没有.yaml", "--out", "{folder}/a.pdf"], "找不到这个位置"),
        (["labels", "{spec}", "--out", "{folder}/a.pdf", "--spine", "3"], "--spine"),
        (["labels", "{spec}", "--out", "{folder}/a.pdf", "--size", "八号"], "一号"),
        (["labels", "{spec}", "--out", "{folder}/a.pdf", "--font", "{spec}"], "不是能用的字体"),
    ],
)
def test_bad_use_is_told(arguments: list[str], told: str, spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([word.format(spec=spec, folder=spec.parent) for word in arguments]) == BAD_USE
    assert told in capsys.readouterr().err
    assert [file.name for file in spec.parent.iterdir()] == [spec.name]


def test_an_old_file_stays_whole_when_the_new_one_cannot_be_written(
    spec: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = spec.with_name("a.docx")
    out.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr("os.replace", full)
    assert run(["labels", str(spec), "--out", str(out)]) == BAD_USE
    assert "磁盘满了" in capsys.readouterr().err
    assert out.read_bytes() == b"old" and len(list(spec.parent.iterdir())) == 2


def test_a_list_that_refers_to_itself_without_end_is_told(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    levels = "".join(f"- &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 40))
    spec.write_text(f"school: 甲\nvolumes:\n- &l0 [x]\n{levels}", encoding="utf-8")
    assert run(["labels", str(spec), "--out", str(spec.with_name("a.pdf"))]) == BAD_USE
    assert "volumes[0] 有误：写的是一个列表，应为键值表" in capsys.readouterr().err
