"""What the inventory says of files of one name, and which titles it takes over."""

from __future__ import annotations

from pathlib import Path

from assistant.archive.inventory import Filed
from assistant.archive.walking import Entry
from assistant.tools.inventory_desk import InventoryDesk
from assistant.wiring import Assistant


def filed(assistant: Assistant, *entries: Entry) -> list[Filed]:
    desk: InventoryDesk = assistant.archive()
    return list(desk.taken(entries, desk.kind("小学"), "2013-2014", "均衡发展档案")[0].files)


def test_files_that_can_no_longer_be_read_are_not_said_to_be_alike(assistant: Assistant, tmp_path: Path) -> None:
    gone = [Entry(f"{folder}/食堂卫生许可证.jpg", tmp_path / folder, 9) for folder in ("甲", "乙")]
    whys = [one.placement.why for one in filed(assistant, *gone)]
    assert all("另有同名文件" in why and "内容一样" not in why for why in whys)


def test_only_a_title_that_tells_what_the_file_is_goes_into_the_catalogue(assistant: Assistant, tmp_path: Path) -> None:
    titles = {"学校平面图标题/扫描件001.txt": "（此页无正文）", "扫描件002.txt": "2013-2014学年度体育器材账册"}
    entries = []
    for number, (file, title) in enumerate(titles.items()):
        path = tmp_path / f"{number}.txt"
        path.write_text(title, encoding="utf-8")
        entries.append(Entry(file, path, path.stat().st_size))
    found = filed(assistant, *entries)
    assert [one.title for one in found] == ["", titles["扫描件002.txt"]] and all(one.placement.item for one in found)
