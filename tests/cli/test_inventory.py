"""``inventory``: the shape others rely on, corrections that stay, and a folder that is left as it was."""

from __future__ import annotations

import hashlib
from pathlib import Path

import openpyxl
import pytest

from assistant.cli.main import BAD_USE
from tests.cli.conftest import Command

NAMES = (
    "2013-2014学年三年级学生花名册.xls", "证书/食堂卫生许可证.jpg", "备份/食堂卫生许可证.jpg", "扫描件001.pdf",
    "~$课表.docx",
)  # fmt: skip
KIND = ("--school-kind", "小学", "--school-year", "2013-2014")


@pytest.fixture
def school(tmp_path: Path) -> Path:
    folder = tmp_path / "示例小学"
    for name in NAMES:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")
    book = openpyxl.Workbook()
    book.active.append(["2012-2013学年度体育器材帐册"])  # type: ignore[union-attr]
    book.save(folder / "Book1.xlsx")
    return folder


def state(folder: Path) -> dict[str, tuple[int, str]]:
    return {str(file.relative_to(folder)): (file.stat().st_mtime_ns, hashlib.sha256(file.read_bytes()).hexdigest())
            for file in folder.rglob("*") if file.is_file()}  # fmt: skip


def test_the_inventory_has_the_shape_others_rely_on(junheng: Command, school: Path) -> None:
    before = state(school)
    done = junheng("inventory", str(school), *KIND, "--json")
    assert done.code == 0 and state(school) == before
    found = done.json
    assert {"school_kind", "school_year", "scheme", "files", "missing", "skipped", "rules"} <= found.keys()
    files = {one["file"]: one for one in found["files"]}
    assert set(files) == {*NAMES[:4], "Book1.xlsx"}
    assert all({"file", "item", "item_name", "class", "years", "placed", "why", "question"} <= one.keys()
               for one in files.values())  # fmt: skip
    assert (files[NAMES[0]]["item"], files[NAMES[0]]["class"], files[NAMES[0]]["years"]) == ("B1", "B", ["2013-2014"])
    assert (files["Book1.xlsx"]["item"], files["Book1.xlsx"]["years"]) == ("C2", ["2012-2013"])
    assert files[NAMES[3]]["item"] is None and files[NAMES[3]]["question"]
    assert "同名文件" in files[NAMES[1]]["why"] and "内容一样" in files[NAMES[2]]["why"]
    assert [one["file"] for one in found["skipped"]] == ["~$课表.docx"]
    assert all({"item", "item_name", "year", "where", "keeper"} <= one.keys() for one in found["missing"])


def test_corrections_stay_and_labels_and_catalogues_are_made_of_them(
    junheng: Command, school: Path, tmp_path: Path
) -> None:
    out = tmp_path / "清单.yaml"
    assert junheng("inventory", str(school), *KIND, "--out", str(out), "--school", "示例小学").code == 0
    written = out.read_text(encoding="utf-8")
    at = written.index("扫描件001")
    written = written[:at] + written[at:].replace("item: null", "item: A6", 1).replace(
        "years: []", "years: [2012-2013]", 1
    )
    out.write_text(written, encoding="utf-8")
    done = junheng("inventory", str(school), *KIND, "--out", str(out), "--json")
    scan = next(one for one in done.json["files"] if one["file"] == "扫描件001.pdf")
    assert (scan["item"], scan["years"], scan["placed"], scan["corrected"]) == ("A6", ["2012-2013"], "sure", True)
    assert "A6" not in {one["item"] for one in done.json["missing"]}
    assert 'school: "示例小学"' in out.read_text(encoding="utf-8")
    again = junheng("inventory", str(school), *KIND, "--out", str(out), "--json")
    assert next(one for one in again.json["files"] if one["file"] == "扫描件001.pdf")["corrected"]
    assert junheng("catalogue", str(out), "--out", str(tmp_path / "目录.xlsx")).code == 0
    assert junheng("labels", str(out), "--out", str(tmp_path / "盒签.docx")).code == 0


def test_a_workbook_can_be_corrected_too(junheng: Command, school: Path, tmp_path: Path) -> None:
    out = tmp_path / "清单.xlsx"
    assert junheng("inventory", str(school), *KIND, "--out", str(out)).code == 0
    book = openpyxl.load_workbook(out)
    sheet = book["归类"]
    row = next(cell.row for cell in sheet["A"] if cell.value == "扫描件001.pdf")
    sheet[f"B{row}"], sheet[f"E{row}"], sheet[f"I{row}"] = "a6", "2012-2013", "学校平面图"
    book.save(out)
    done = junheng("inventory", str(school), *KIND, "--out", str(out), "--json")
    scan = next(one for one in done.json["files"] if one["file"] == "扫描件001.pdf")
    assert (scan["item"], scan["years"], scan["title"], scan["corrected"]) == ("A6", ["2012-2013"], "学校平面图", True)
    assert sum(one["corrected"] for one in done.json["files"]) == 1
    assert junheng("labels", str(out), "--out", str(tmp_path / "盒签.docx")).code == 0


def test_people_read_what_is_asked_lacking_and_passed_over(junheng: Command, school: Path) -> None:
    said = junheng("inventory", str(school), *KIND).out
    assert "扫描件001.pdf：看名字说不出是什么" in said and "2013-2014学年" in said
    assert "保管：图书室" in said and "材料没有规定" in said and "临时文件" in said


def test_the_year_counted_from_is_told_when_none_is_set(junheng: Command, school: Path) -> None:
    assert "要改请写明学年" in junheng("inventory", str(school), "--school-kind", "初中").out


@pytest.mark.parametrize(
    ("wrong", "said"),
    [(("--school-kind", "大学"), "五年制小学"), (("--school-kind", "小学", "--school-year", "2013"), "2013-2014"),
     (("--school-kind", "小学", "--scheme", "没有"), "宁陵")],
)  # fmt: skip
def test_bad_use_says_what_to_write(junheng: Command, school: Path, wrong: tuple[str, ...], said: str) -> None:
    done = junheng("inventory", str(school), *wrong)
    assert done.code == BAD_USE and said in done.err and not done.out


def test_nothing_is_ever_written_into_the_folder(junheng: Command, school: Path) -> None:
    done = junheng("inventory", str(school), *KIND, "--out", str(school / "清单.yaml"))
    assert done.code == BAD_USE and not (school / "清单.yaml").exists()
    assert junheng("inventory", str(school / "没有"), *KIND).code == BAD_USE
