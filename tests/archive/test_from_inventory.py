"""An inventory becomes volumes by a scheme; what has no place is left out and told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assistant.archive.from_inventory import is_inventory, read_inventory
from assistant.archive.listing import Listing
from assistant.errors import BadRequest, SpecError
from assistant.knowledge.loader import corpus_folder, load_corpus
from assistant.knowledge.schemes import load_scheme
from tests.archive.lists import BOXES


def found(file: str, item: str | None, *years: str, placed: str = "sure", **more: Any) -> dict[str, Any]:
    return {"file": file, "item": item, "item_name": f"{item}的名称", "class": "", "years": list(years),
            "placed": placed, "why": "", "question": None, **more}  # fmt: skip


FILES = [
    found("10月名册.xlsx", "B1", "2013-2014"),
    found("9月名册.xlsx", "B1", "2013-2014"),
    found("旧名册.xlsx", "B1", "2012-2013", placed="likely"),
    found("平面图.pdf", "A6", pages=2, title="示例小学平面图"),
    found("贫困家庭子女花名册.xlsx", "S5"),
    found("扫描件001.jpg", None, placed="asked", question="这是哪一项材料？"),
]


def read(scheme: str, files: list[dict[str, Any]] = FILES) -> Listing:
    return read_inventory("i.json", {"files": files}, load_scheme(corpus_folder(), scheme), BOXES, school="示例小学")


def test_files_go_into_volumes_by_year_and_name() -> None:
    volumes = read("henan-classes").volumes
    assert [volume.name for volume in volumes] == ["自评自查资料及相关证书、证件卷", "学校自存的档案资料卷"]
    assert [item.title for item in volumes[1].items] == ["[旧名册]", "[9月名册]", "[10月名册]"]
    assert volumes[0].items[0].title == "示例小学平面图"
    assert volumes[1].year == "2012-2013至2013-2014学年"


def test_a_ringed_number_in_a_name_is_no_figure_to_count_with() -> None:
    files = [found(f"{mark}名册.xlsx", "B1", "2013-2014") for mark in ("10、", "⑤", "2、", "１、")]
    titles = [item.title for item in read("henan-classes", files).volumes[0].items]
    assert titles.index("[2、名册]") < titles.index("[10、名册]") and "[⑤名册]" in titles


def test_a_place_by_custom_is_told_file_by_file() -> None:
    volume = read("宁陵").volumes[0]
    assert (volume.code, volume.name, volume.items[0].note) == ("A3", "校舍建设卷", "按通行做法归卷")


def test_what_has_no_place_is_left_out_with_the_reason() -> None:
    assert {out.file: out.why for out in read("henan-classes").left_out} == {
        "贫困家庭子女花名册.xlsx": "S5的名称：分卷方案没有给它安排位置",
        "扫描件001.jpg": "这是哪一项材料？",
    }


def test_what_the_user_placed_is_placed() -> None:
    asked = found("扫描件001.jpg", "A6", placed="asked", question="这是哪一项材料？", auto="||")
    assert [volume.code for volume in read("henan-classes", [asked]).volumes] == ["1"]


def test_what_is_handed_in_and_kept_lies_with_what_is_kept() -> None:
    both = found("巩固率统计表.xls", "S11", "2013-2014", also=["B1"])
    assert [volume.code for volume in read("henan-classes", [both]).volumes] == ["2"]


@pytest.mark.parametrize("scheme", ["henan-classes", "ningling"])
def test_a_shipped_scheme_places_every_item_once(scheme: str) -> None:
    items = [item for volume in load_scheme(corpus_folder(), scheme).volumes for item in volume.items]
    cards = {card.id.removeprefix("archive-").upper() for card in load_corpus(corpus_folder()).cards.values()
             if card.kind == "archive_item" and "-" not in card.id.removeprefix("archive-")}  # fmt: skip
    assert sorted(items) == sorted(cards)


def test_names_of_the_ningling_volumes_are_those_of_its_card() -> None:
    card = load_corpus(corpus_folder()).cards["scheme-ningling"]
    labels = [volume.label for volume in load_scheme(corpus_folder(), "ningling").volumes]
    assert labels == [member.name for member in card.members]


def test_a_scheme_of_ones_own_is_a_file(tmp_path: Path) -> None:
    file = tmp_path / "本县.yaml"
    file.write_text("scheme: {id: own, name: 本县, source: 县局通知, confidence: sourced}\n"
                    "volumes:\n- {code: '1', name: 第一卷, items: {B1: sourced}}\n", encoding="utf-8")  # fmt: skip
    assert [volume.name for volume in read(str(file)).volumes] == ["第一卷"]
    file.write_text("scheme: {id: own, name: 本县, source: 县局通知, confidence: sourced}\n"
                    "volumes:\n- {code: '1', name: 甲, items: {B1: sourced}}\n"
                    "- {code: '2', name: 乙, items: {B1: sourced}}\n", encoding="utf-8")  # fmt: skip
    with pytest.raises(SpecError, match="B1"):
        load_scheme(corpus_folder(), str(file))
    with pytest.raises(BadRequest, match="宁陵县七卷"):
        load_scheme(corpus_folder(), "没有的方案")


@pytest.mark.parametrize("bad", [{"file": ["a"]}, {"years": 2013}, {"pages": "2"}, {"file": ""}])
def test_a_wrong_value_is_told_with_its_place(bad: dict[str, Any]) -> None:
    with pytest.raises(SpecError, match=r"files\[0\]"):
        read("henan-classes", [{**FILES[0], **bad}])


def test_a_spec_is_no_inventory() -> None:
    assert is_inventory({"files": []}) and not is_inventory({"school": "", "volumes": []})
