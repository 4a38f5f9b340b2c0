"""A county's catalogue becomes a scheme: by columns, by lines; what cannot be told is said."""

from __future__ import annotations

from pathlib import Path

import docx
import openpyxl
import pytest

from assistant.archive.placing import Placer
from assistant.archive.scheme_import import read_catalogue
from assistant.errors import BadRequest
from assistant.knowledge.desk import load_scheme_headings
from assistant.knowledge.loader import corpus_folder
from assistant.knowledge.schemes import Scheme, load_scheme
from assistant.tools.scheme_desk import import_scheme, own_schemes
from assistant.wiring import Assistant

ROWS = [
    ["某县均衡发展档案目录", "", "", ""],
    ["卷号", "分卷名称", "内容", "责任股室"],
    ["1", "综合卷", "对照评估表逐项自评表；表Ⅱ-2自评表", "督导室"],
    ["", "", "达标验收合格证书", ""],
    ["2", "教师卷", "教师花名册、学历职称统计表\n校本研修资料", "人事股"],
    ["3", "学生卷", "学生花名册、成绩册；综合素质评价；领导关怀剪影", "基教股"],
]


@pytest.fixture(scope="module")
def placer(assistant: Assistant) -> Placer:
    return assistant.archive().placer


def volumes(scheme: Scheme) -> dict[str, list[str]]:
    return {volume.name: list(volume.items) for volume in scheme.volumes}


def test_a_table_becomes_a_scheme_that_is_kept(placer: Placer, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / "某县目录.xlsx")
    own = import_scheme(tmp_path / "某县目录.xlsx", tmp_path / "home", lambda: placer.name)
    scheme = load_scheme(corpus_folder(), "某县目录", own_schemes(tmp_path / "home"))
    assert volumes(scheme) == {"综合卷": ["A1", "A2", "A3"], "教师卷": ["B5", "B6"], "学生卷": ["B1", "B2"]}
    assert [(volume.code, volume.keeper) for volume in scheme.volumes][0] == ("1", "督导室")
    assert "领导关怀剪影" in "".join(own.notes)
    own.file.write_text(own.file.read_text(encoding="utf-8").replace("教师卷", "队伍卷"), encoding="utf-8")
    again = import_scheme(tmp_path / "某县目录.xlsx", tmp_path / "home", lambda: placer.name)
    assert "队伍卷" in volumes(load_scheme(corpus_folder(), str(again.file)))


def test_lines_under_headings_become_a_scheme(placer: Placer, tmp_path: Path) -> None:
    paper = docx.Document()
    for line in (
        "某县档案要求",
        "第一卷 综合卷",
        "逐项自评表",
        "学校平面图",
        "第二卷 经费卷",
        "公用经费账册",
        "贫困生补助发放表",
    ):
        paper.add_paragraph(line)
    paper.save(str(tmp_path / "要求.docx"))
    own = import_scheme(tmp_path / "要求.docx", tmp_path, lambda: placer.name)
    assert volumes(load_scheme(corpus_folder(), str(own.file))) == {"综合卷": ["A1", "A6"], "经费卷": ["B8", "B9"]}


def test_an_item_in_two_volumes_goes_into_the_first_and_is_told(placer: Placer) -> None:
    rows = [["分卷名称", "内容"], ["甲卷", "学校平面图"], ["乙卷", "平面图、课程表"]]
    imported = read_catalogue("甲", [rows], load_scheme_headings(corpus_folder()), placer.name)
    assert "A6（甲卷、乙卷）" in "".join(imported.notes)


def test_what_has_no_volumes_is_refused_with_what_to_do(placer: Placer) -> None:
    with pytest.raises(BadRequest, match="分卷名称"):
        read_catalogue("甲", [[["通知"], ["各学校"]]], load_scheme_headings(corpus_folder()), placer.name)


HELD = {"教师卷": ["教师花名册", "校本研修资料"], "经费卷": ["公用经费账册", "贫困生补助发放表"]}
READ = {"教师卷": ["B5", "B6"], "经费卷": ["B8", "B9"]}
LAYOUTS: dict[str, list[list[list[str]]]] = {
    "a table for every volume, its name above": [
        [[f"{name}卷内目录", "", ""], ["序号", "材料", "备注"], *[[str(n), text, ""] for n, text in enumerate(held, 1)]]
        for name, held in HELD.items()
    ],
    "numbers one inside the other": [
        [
            row
            for number, (name, held) in zip("一二", HELD.items(), strict=True)
            for row in ([f"{number}、{name}"], *[[f"（{n}）", text] for n, text in zip("一二", held, strict=True)])
        ]
    ],
    "headings in other words": [
        [
            ["卷次", "卷名", "盒内材料", "负责科室"],
            *[
                [f"第{n}卷", name, text, "教导处"]
                for n, (name, held) in zip("一二", HELD.items(), strict=True)
                for text in held
            ],
        ]
    ],
    "boxes in a row each": [
        [
            ["某区学校档案盒目录", "", "", ""],
            ["序号", "档案盒名称", "盒内内容", "备注"],
            *[[str(n), name, "、".join(held), ""] for n, (name, held) in enumerate(HELD.items(), 1)],
        ]
    ],
    "levels with codes, merged downwards": [
        [
            ["A级指标", "B级指标", "C级材料"],
            *[
                [f"A{n} {name}", f"B{n}", f"C1 {text}"]
                for n, (name, held) in enumerate(HELD.items(), 1)
                for text in held
            ],
        ]
    ],
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_counties_lay_out_their_catalogues_in_many_ways(placer: Placer, layout: str) -> None:
    imported = read_catalogue("甲", LAYOUTS[layout], load_scheme_headings(corpus_folder()), placer.name)
    assert volumes(imported.scheme) == READ


def test_what_is_handed_in_goes_where_the_county_files_it(placer: Placer) -> None:
    rows = [["分卷名称", "内容"], ["入学机会卷", "学籍档案、留守儿童花名册"], ["条件卷", "学校平面图"]]
    imported = read_catalogue("甲", [rows], load_scheme_headings(corpus_folder()), placer.name)
    assert volumes(imported.scheme)["入学机会卷"] == ["B1", "S6"]
