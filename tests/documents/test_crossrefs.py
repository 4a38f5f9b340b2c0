"""Articles that refer to items of others are quoted together with them."""

from __future__ import annotations

from pathlib import Path

from assistant.documents.crossrefs import referred
from tests.documents.papers import library, written

RULES = """# 青禾县校园书库管理办法

2024年5月6日 青禾县人民政府发布

第一条 为了管好书库，制定本办法。

第二条 有下列行为之一的，给予批评教育：

（一）弄丢图书的；

（二）在图书上乱写乱画的；

（三）私自把图书卖给他人的。

第三条 有本办法第二条第一项、第三项行为之一的，照价赔偿，并处二十元以下罚款；依照其他法律第二条第二项处理的除外。
"""


def test_items_that_are_meant_are_found(tmp_path: Path) -> None:
    shelf = library(tmp_path / "home")
    list(shelf.add(written(tmp_path / "in", a__md=RULES)))
    index = shelf.index()
    (third,) = index.article("doc-1", 3)
    found = referred(index, third, third.text)
    assert [(item.place, item.text) for item in found] == [
        ("第二条第（一）项", "弄丢图书的"),
        ("第二条第（三）项", "私自把图书卖给他人的"),
    ]
    (first,) = index.article("doc-1", 1)
    assert referred(index, first, first.text) == []
