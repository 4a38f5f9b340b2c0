"""The inventory as a table of texts: its columns, and the way back from a workbook that the user corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.archive.dating import find_years
from assistant.errors import SpecError

SHEETS = {"files": "归类", "missing": "还缺的", "skipped": "没有归类的", "settings": "说明"}
COLUMNS = {
    "file": "文件", "item": "项", "item_name": "项的名称", "part": "学籍的哪一样", "years": "学年", "placed": "把握",
    "why": "根据", "question": "要您定的", "title": "题名", "issuer": "责任者", "number": "文号",
    "date": "日期", "pages": "页数", "also": "也算", "auto": "程序的判断",
}  # fmt: skip
MISSING = {"item": "项", "item_name": "名称", "year": "学年", "where": "来处", "keeper": "保管", "note": "说明"}
SETTINGS = {"school": "学校", "school_kind": "学校类别", "school_year": "学年", "scheme": "分卷方案"}
PLACED = {"sure": "有把握", "likely": "多半是", "asked": "要您定"}
JUDGED = (
    "可以改“项”（A1…C4、S1…S11，不归档就空着）、“学年”、题名、责任者、文号、日期、页数。",
    "改好存盘再运行一次 inventory，改过的会留着。",
    "要您定的，定好了在“把握”里写“有把握”。最后一列是程序自己的判断，请不要改。",
)


def inventory_of(name: str, tables: Sequence[Sequence[Sequence[str]]], parts: Mapping[str, str]) -> dict[str, Any]:
    """The content of an inventory from the tables of its workbook; ``parts`` of B1 by their names.

    Raises:
        SpecError: it is no inventory, or a value cannot be used.
    """
    files = next((table for table in tables if table and list(table[0][:2]) == list(COLUMNS.values())[:2]), None)
    if files is None:
        raise SpecError(name, "(全文)", None, "inventory 写出的归类清单，第一张表头两列是“文件”“项”")
    heads = {head: key for key, head in COLUMNS.items()}
    columns = [heads.get(cell) for cell in files[0]]
    content: dict[str, Any] = {key: _setting(tables, head) for key, head in SETTINGS.items()}
    rows = [{key: cell.strip() for key, cell in zip(columns, row, strict=False) if key} for row in files[1:]]
    content["files"] = [_file(name, number, row, parts) for number, row in enumerate(rows) if row.get("file")]
    return content


def _setting(tables: Sequence[Sequence[Sequence[str]]], head: str) -> str:
    found = [row[1] for table in tables for row in table if len(row) > 1 and row[0] == head]
    return found[-1] if found else ""


def _file(name: str, number: int, row: Mapping[str, str], parts: Mapping[str, str]) -> dict[str, Any]:
    words = {said: placed for placed, said in PLACED.items()}
    path = f"{SHEETS['files']}第{number + 2}行"
    if row.get("placed", "") not in words:
        raise SpecError(name, f"{path} 把握", row.get("placed"), "、".join(words))
    one: dict[str, Any] = {key: value or None for key, value in row.items()}
    one["part"] = parts.get(row.get("part", ""))
    one["item"] = row.get("item", "").upper() or None
    one["placed"] = words[row["placed"]]
    one["auto"] = row.get("auto", "")
    one["also"] = [item for item in row.get("also", "").split("、") if item]
    one["years"] = list(find_years(row.get("years", "")).years)
    one["pages"] = _pages(name, path, row.get("pages", ""))
    return one


def _pages(name: str, path: str, written: str) -> int | None:
    if not written:
        return None
    if not written.removesuffix(".0").isdecimal():
        raise SpecError(name, f"{path} 页数", written, "整数")
    return int(written.removesuffix(".0"))
