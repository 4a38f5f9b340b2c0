"""Reads an inventory (``inventory --json``): its files go into the volumes of a scheme."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from assistant.archive.listing import Item, LeftOut, Listing, Volume
from assistant.archive.spec import MOST_PAGES, SpecReader, printable
from assistant.knowledge.desk import BoxRules
from assistant.knowledge.schemes import Scheme, SchemeVolume

_ASKED = "asked"
_LIKELY = "likely"
_SCHOOL_YEAR = re.compile(r"([12][0-9]{3})-([12][0-9]{3})")
_PARTS = re.compile(r"([0-9]+)")


def is_inventory(content: Mapping[str, Any]) -> bool:
    """Whether this is an inventory and not a SPEC."""
    return "files" in content and "volumes" not in content


class _InventoryReader(SpecReader):
    def file(self, path: str, found: object) -> tuple[str | None, bool, str, Item, str]:
        """Item id, whether it is placed for sure or likely, file name, the file as an item, the open question.

        A file is placed where the user put it, though she may have left ``asked`` as it was.
        """
        table = self._table(path, found)
        name = self._line(f"{path}.file", table.get("file"))
        item = None if table.get("item") is None else self._line(f"{path}.item", table["item"])
        placed = self._line(f"{path}.placed", table.get("placed") or "", empty=True)
        title = self._line(f"{path}.title", table.get("title") or "", empty=True)
        years = tuple(sorted(self._texts(f"{path}.years", table.get("years"))))
        entry = Item(
            # A name of ours for a file whose own title was not read stands in brackets (DA/T 22-2015, 题名).
            title=title or f"[{printable(PurePosixPath(name).stem) or name}]",
            issuer=self._line(f"{path}.issuer", table.get("issuer") or "", empty=True),
            number=self._line(f"{path}.number", table.get("number") or "", empty=True),
            date=self.day(f"{path}.date", table.get("date")),
            pages=self._perhaps(path, table, "pages", MOST_PAGES),
            years=years,
            topic=self._line(f"{path}.item_name", table.get("item_name") or "", empty=True),
            note="归类待核" if placed == _LIKELY else "",
        )
        question = self._line(f"{path}.question", table.get("question") or "", empty=True)
        judged = table.get("auto")
        by_user = isinstance(judged, str) and item is not None and item != judged.partition("|")[0]
        return item, placed != _ASKED or by_user, name, entry, question

    def also(self, path: str, found: object) -> tuple[str, ...]:
        """Further items that a file serves."""
        return self._texts(f"{path}.also", self._table(path, found).get("also"))


def read_inventory(
    name: str, content: Mapping[str, Any], scheme: Scheme, rules: BoxRules, *, school: str = ""
) -> Listing:
    """The files of an inventory in the volumes of a scheme, in the scheme's order of items, then by year and name.

    Files without a place are left out and told. ``school`` goes before the one written in the inventory.

    Raises:
        SpecError: a value has the wrong type.
    """
    reader = _InventoryReader(name, rules)
    files = content.get("files")
    if not isinstance(files, list):
        raise reader._fail("files", files, "文件的列表")
    placed: dict[str, list[tuple[str, str, Item]]] = {volume.code: [] for volume in scheme.volumes}
    left_out = []
    for index, found in enumerate(files):
        item, sure, file, entry, question = reader.file(f"files[{index}]", found)
        if item and scheme.place(item) is None:
            # What is handed in and kept too (巩固率统计表) lies with what is kept.
            also = reader.also(f"files[{index}]", found)
            item = next((more for more in also if scheme.place(more)), item)
        volume = scheme.place(item) if item and sure else None
        if item is None or volume is None:
            left_out.append(LeftOut(file, _why(item, sure, entry, question)))
        else:
            placed[volume.code].append((item, file, entry))
    volumes = tuple(_volume(volume, placed[volume.code]) for volume in scheme.volumes if placed[volume.code])
    school = school or reader._line("school", content.get("school") or "", empty=True)
    return Listing(school, volumes, tuple(left_out), tuple(_notes(scheme, volumes, left_out, school)))


def _why(item: str | None, sure: bool, entry: Item, question: str) -> str:
    if item is None or not sure:
        return question or "还不知道是哪一项材料"
    return f"{entry.topic or item}：分卷方案没有给它安排位置"


def _volume(volume: SchemeVolume, files: Iterable[tuple[str, str, Item]]) -> Volume:
    order = list(volume.items)
    ordered = sorted(files, key=lambda found: (order.index(found[0]), found[2].years, _natural(found[1])))
    items = tuple(item if volume.items[key] == "sourced" else _by_custom(item) for key, _, item in ordered)
    return Volume(
        name=volume.label, code=volume.code, keeper=volume.keeper, items=items,
        year=span(year for item in items for year in item.years),
    )  # fmt: skip


def _by_custom(item: Item) -> Item:
    note = "按通行做法归卷"
    return replace(item, note=f"{item.note}；{note}" if item.note else note)


def _natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """2 before 10."""
    return tuple((0, int(part), "") if _PARTS.fullmatch(part) else (1, 0, part) for part in _PARTS.split(name) if part)


def span(years: Iterable[str]) -> str:
    """School years as one phrase: 2013-2014学年, 2011-2012至2013-2014学年; other words as they are."""
    found = sorted(set(years))
    if not found:
        return ""
    unit = "学年" if all(_SCHOOL_YEAR.fullmatch(year) for year in found) else ""
    return f"{found[0]}{unit}" if len(found) == 1 else f"{found[0]}至{found[-1]}{unit}"


def _notes(scheme: Scheme, volumes: tuple[Volume, ...], left_out: list[LeftOut], school: str) -> Iterable[str]:
    yield f"按“{scheme.name}”分卷。{scheme.note}"
    if not school:
        yield "清单里没有学校名称，盒签和目录上没有写；用 --school 写上。"
    items = [item for volume in volumes for item in volume.items]
    if any(item.title.startswith("[") for item in items):
        yield "方括号里的题名取自文件名，请照原件标题改，改后去掉方括号。"
    notes = Counter(item.note.startswith("归类待核") for item in items)
    if notes[True]:
        yield f"{notes[True]}个文件的归类还待核对，备注里写了“归类待核”。"
    if left_out:
        yield f"{len(left_out)}个文件没有编入目录，原因列在目录最后的“未编入”表里。"
