"""The three catalogues: columns of the sources, page numbers or page counts, and agreement that is looked at again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from assistant.archive.agreement import disagreements
from assistant.archive.boxes import plan
from assistant.archive.catalogues import BY_ITEM, BY_VOLUME, Catalogues, Cell, Table, build_catalogues
from assistant.archive.spec import read_spec
from assistant.errors import BadRequest
from tests.archive.lists import BOXES, CATALOGUES, MAIN, item, listing, planned, specs

LISTED = listing(volumes=[
    {"name": "综合卷", "year": "2013-2014", "boxes": 1, "items": [item("自评表", 12, number="示教〔2014〕3号")]},
    {"name": "教师卷", "year": "2011-2014", "items": [item("登记表", 300), item("统计表", 150), item("证书", 8)]},
])  # fmt: skip


def made(kind: str = BY_VOLUME) -> Catalogues:
    return build_catalogues(plan(LISTED, BOXES), CATALOGUES, MAIN, kind=kind)


def test_columns_are_those_of_the_sources() -> None:
    by_volume, by_item = made(), made(BY_ITEM)
    assert " ".join(by_volume.master.columns) == "卷号 分卷名称 盒数 盒号范围 起止年度 保管处室 责任人 备注"
    assert " ".join(by_volume.volumes[0].columns) == "盒号 盒内题名 份数 页数 年度 备注"
    assert " ".join(by_volume.files[0].columns) == "顺序号 文号 责任者 题名 日期 页号 备注"
    assert " ".join(by_item.files[0].columns) == "序号 档号 文号 责任者 题名 日期 密级 页数 备注"


def test_by_volume_has_first_pages_and_by_item_page_counts() -> None:
    assert made().files[1].column("页号") == ("1", "301-450")
    assert made(BY_ITEM).files[1].column("页数") == (300, 150)


def test_what_is_not_known_stays_empty() -> None:
    volume = {"name": "甲卷", "boxes": 1, "items": [item("一", 3), item("二"), item("三", 2)]}
    catalogues = build_catalogues(planned(volume), CATALOGUES, MAIN)
    assert catalogues.files[0].column("页号") == ("1", "4", "")
    assert catalogues.volumes[0].column("页数") == (None,)


def test_without_a_file_there_is_no_catalogue() -> None:
    with pytest.raises(BadRequest, match="items"):
        build_catalogues(planned({"name": "甲卷", "boxes": 1}), CATALOGUES, MAIN)


@given(specs)
@pytest.mark.parametrize("kind", [BY_VOLUME, BY_ITEM])
def test_catalogues_agree_by_construction(kind: str, spec: dict[str, Any]) -> None:
    listed = read_spec("a.yaml", spec, BOXES)
    if any(volume.items for volume in listed.volumes):
        catalogues = build_catalogues(plan(listed, BOXES), CATALOGUES, MAIN, kind=kind)
        assert disagreements(catalogues, listed) == ()


# --- broken on purpose ---------------------------------------------------------------------------------------


def changed(table: Table, row: int, column: str, value: Cell) -> Table:
    at = table.columns.index(column)
    rows = [list(cells) for cells in table.rows]
    rows[row][at] = value
    return replace(table, rows=tuple(map(tuple, rows)))


def master(column: str, value: Cell) -> Callable[[Catalogues], Catalogues]:
    return lambda made: replace(made, master=changed(made.master, 1, column, value))


def volume(column: str, value: Cell) -> Callable[[Catalogues], Catalogues]:
    return lambda made: replace(made, volumes=(made.volumes[0], changed(made.volumes[1], 0, column, value)))


def file(column: str, value: Cell, row: int = 1) -> Callable[[Catalogues], Catalogues]:
    def change(made: Catalogues) -> Catalogues:
        return replace(made, files=(made.files[0], changed(made.files[1], row, column, value), made.files[2]))

    return change


@pytest.mark.parametrize(
    ("broken", "place"),
    [
        (master("盒数", 3), "总目录第2行"),
        (master("盒号范围", "1—3"), "总目录第2行"),
        (master("起止年度", "2012-2014"), "总目录第2行"),
        (master("分卷名称", "教室卷"), "总目录"),
        (lambda made: replace(made, master=replace(made.master, rows=made.master.rows[:1])), "总目录"),
        (volume("盒号", 2), "第2卷分卷目录"),
        (volume("份数", 3), "第2卷分卷目录"),
        (volume("页数", 451), "第2卷分卷目录"),
        (lambda made: replace(made, files=made.files[:2]), "第2卷分卷目录"),
        (lambda made: replace(made, files=(*made.files, replace(made.files[2], box=3))), "第2卷第3盒卷内文件目录"),
        (file("题名", "统计报表"), "第2卷卷内文件目录"),
        (file("顺序号", 3), "第2卷第1盒卷内文件目录"),
        (file("页号", "2", row=0), "第2卷第1盒卷内文件目录"),
        (file("页号", "301-449"), "第2卷分卷目录"),
        (file("页号", "三百页"), "第2卷第1盒卷内文件目录"),
        (file("文号", "示教〔2014〕9号"), "第2卷卷内文件目录"),
        (file("责任者", "别的学校"), "第2卷卷内文件目录"),
        (file("日期", "20140101"), "第2卷卷内文件目录"),
        (file("备注", "已移出"), "第2卷卷内文件目录"),
        (master("卷号", "5"), "总目录第2行"),
        (master("保管处室", "总务处"), "总目录第2行"),
        (master("起止年度", "若干年"), "总目录第2行"),
        (volume("盒内题名", "别的"), "第2卷分卷目录"),
        (volume("年度", "2009-2010"), "第2卷分卷目录"),
        (volume("备注", "缺页"), "第2卷分卷目录"),
        (lambda made: replace(made, left_out=(("扫描件001.jpg", ""),)), "未编入"),
    ],
)
def test_what_is_broken_is_found(broken: Callable[[Catalogues], Catalogues], place: str) -> None:
    assert place in {found.place for found in disagreements(broken(made()), LISTED)}


def test_a_wrong_page_count_is_found() -> None:
    right = made(BY_ITEM)
    wrong = replace(right, files=(changed(right.files[0], 0, "页数", 13), *right.files[1:]))
    assert [found.place for found in disagreements(wrong, LISTED)] == ["第1卷分卷目录"]


def test_a_code_that_is_counted_already_is_not_counted_twice() -> None:
    volumes = [{"name": "综合卷", "code": code, "boxes": 1, "items": [item("自评表", 2)]} for code in ("第一卷", "A2")]
    lines = [table.line for table in build_catalogues(planned(*volumes), CATALOGUES, MAIN).volumes]
    assert lines == ["第一卷　综合卷", "第A2卷　综合卷"]
