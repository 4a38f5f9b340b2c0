"""Schools and counties made in code, and what the desk says of them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from assistant.knowledge.loader import corpus_folder
from assistant.knowledge.measure_files import load_measures
from assistant.knowledge.measures import Measures
from assistant.standards.schools import Roll, read_schools
from assistant.standards.scoring import Score, score_schools
from assistant.standards.shows import score_json
from assistant.standards.tables import ColumnAt, Table

HEADINGS = {
    "school": "学校名称", "kind": "学校类别", "students_primary": "小学学生数", "students_junior": "初中学生数",
    "students_senior": "高中学生数", "rooms": "教学及辅助用房面积", "indoor": "室内体育用房面积",
    "sports": "体育运动场馆面积", "equipment": "教学仪器设备值(元)", "computers": "计算机台数", "books": "图书册数",
    "media": "网络多媒体教室间数",
    **{f"{name}_{stage}": f"{said}{label}" for stage, said in (("primary", "小学"), ("junior", "初中"))
       for name, label in (("teachers", "专任教师数"), ("degree", "高于规定学历教师数"), ("title", "中级及以上教师数"),
                           ("lead", "县级以上骨干教师数"), ("arts", "体育艺术专任教师数"))},
    "parent": "并入学校",
}  # fmt: skip
"""Column -> heading, in the order of ``interface.md``."""
_UNITS = {
    **dict.fromkeys(("rooms", "indoor", "sports"), "平方米"), "equipment": "元", "computers": "台", "books": "册",
    "media": "间",
}  # fmt: skip
_NOT_WHOLE = {"rooms", "indoor", "sports", "equipment", "school", "kind", "parent"}
Row = dict[str, Any]


@lru_cache(maxsize=1)
def measures() -> Measures:
    """The standards that come with the program."""
    return load_measures(corpus_folder())


def primary(name: str = "甲校", students: Any = 500, **changes: Any) -> Row:
    """A primary school that meets everything; changes by column."""
    count = students if isinstance(students, int) else 500
    row: Row = {
        "school": name, "kind": "小学", "students_primary": students, "rooms": count * 5, "indoor": 0,
        "sports": count * 8, "equipment": count * 2500, "computers": -(-count * 12 // 100), "books": count * 25,
        "media": -(-count * 3 // 100), "teachers_primary": -(-count * 6 // 100), "degree_primary": -(-count * 5 // 100),
        "title_primary": -(-count * 3 // 100), "lead_primary": -(-count * 2 // 100), "arts_primary": -(-count // 100),
    }  # fmt: skip
    return {**row, **changes}


def junior(name: str = "乙中", students: int = 500, **changes: Any) -> Row:
    """A junior school that meets everything."""
    row: Row = {
        "school": name, "kind": "初中", "students_junior": students, "rooms": students * 6, "indoor": 0,
        "sports": students * 11, "equipment": students * 3000, "computers": -(-students * 15 // 100),
        "books": students * 35, "media": -(-students * 3 // 100), "teachers_junior": -(-students * 8 // 100),
        "degree_junior": -(-students * 7 // 100), "title_junior": -(-students * 4 // 100),
        "lead_junior": -(-students * 2 // 100), "arts_junior": -(-students // 100),
    }  # fmt: skip
    return {**row, **changes}


def table(rows: list[Row], **more: Any) -> Table:
    """The rows as the reader hands them on: headings in row 1, data from row 2."""
    letters = {id: chr(ord("A") + k) for k, id in enumerate(HEADINGS)}
    columns = {
        id: ColumnAt(letters[id], label, _UNITS.get(id, "人"), id not in _NOT_WHOLE) for id, label in HEADINGS.items()
    }
    values = {id: [row.get(id) for row in rows] for id in HEADINGS}
    return Table("数据", list(range(2, len(rows) + 2)), columns, values, **more)


def roll(rows: list[Row], *standards: str, **more: Any) -> Roll:
    """The rows as schools."""
    return read_schools([table(rows, **more)], measures(), [measures().measures[name] for name in standards])


def score(standard: str, rows: list[Row], **more: Any) -> Score:
    """What the desk says of the rows."""
    return score_schools(roll(rows, standard), measures().measures[standard], measures(), **more)


def told(standard: str, rows: list[Row]) -> dict[str, Any]:
    """The same as its JSON."""
    return score_json(score(standard, rows))


def rules(standard: str, rows: list[Row]) -> list[tuple[str, str]]:
    """Rule and cell of every finding."""
    return [(finding.rule, finding.cell) for finding in score(standard, rows).findings]
