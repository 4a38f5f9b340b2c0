"""A second look at practice workbooks, from the written rules alone: it shares nothing with the generator.

Reads with openpyxl, knows columns by their headings, and names (rule, sheet, cell) of what is wrong.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import openpyxl

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
PROVINCES = set(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82".split()
)
GRADES = "一年级 二年级 三年级 四年级 五年级 六年级 七年级 八年级 九年级".split()
SAME = {
    "身份证号码": "身份证号", "身份证件号": "身份证号", "出生日期": "出生年月", "学生姓名": "姓名", "教师姓名": "姓名",
    "编号": "序号", "家庭住址": "现住址", "电话": "联系电话", "监护人": "监护人姓名", "监护人联系电话": "监护人电话",
    "父亲情况务工地点": "父亲务工地点或单位", "母亲情况务工地点": "母亲务工地点或单位", "父亲情况姓名": "父亲姓名",
    "父亲情况电话": "父亲电话", "母亲情况电话": "母亲电话",
}  # fmt: skip
NEEDED = {
    "姓名",
    "性别",
    "身份证号",
    "现住址",
    "联系电话",
    "监护人姓名",
    "年级",
    "班级",
    "书名",
    "出版社",
    "实验名称",
    "民族以外",
}
# Total -> its parts (a minus takes away), by heading; forms share no heading with another meaning.
SUMS = [
    ("合计", "男 女"), ("合计", " ".join(GRADES)), ("合计", "单亲留守人数 双亲留守人数"), ("合计", "住校人数 走读人数"),
    ("合计", "外省迁入人数 本省外县迁入人数"), ("残疾儿童总数", "已入学人数 未入学人数"),
    ("适龄人口数", "已入学人数 未入学人数"),
    ("已入学人数", "本地户籍在本地就读 本地户籍在外地就读"), ("净增加", "增加小计 -减少小计"),
    ("已入学合计", "已入学视力 已入学听力 已入学智力 已入学其他"),
    ("未入学合计", "未入学视力 未入学听力 未入学智力 未入学其他"),
    ("增加小计", "增加转入 增加借读 增加其他"), ("减少小计", "减少转出 减少休学 减少其他"),
    ("学年末在校生数", "学年初在校生数 增加转入 增加复学 增加其他 -减少转出 -减少休学 -减少死亡 -减少其他 -辍学人数"),
]  # fmt: skip
RATES = [
    ("占在校生比例", "合计", "在校生总数"), ("入学率", "已入学人数", "残疾儿童总数"),
    ("入学率", "已入学人数", "适龄人口数"),
    ("辍学率", "辍学人数", "学年初在校生数"), ("巩固率", "现有或毕业人数", "入学(招生)人数 净增加"),
    ("巩固率", "毕业生数", "6年前招生数"), ("巩固率", "毕业生数", "3年前招生数"),
    ("全科合格率", "全科合格人数", "实考人数"),
    ("毕业率", "毕业人数", "应考人数"),
    *[(f"{s}{m}率", f"{s}{m}人数", "实考人数") for s in ("语文", "数学", "英语") for m in ("合格", "优秀")],
]  # fmt: skip
Found = tuple[str, str, str]


def examine(content: bytes) -> set[Found]:
    """(rule, sheet, cell) of everything wrong in an .xlsx file."""
    book = openpyxl.load_workbook(BytesIO(content))
    return {(rule, sheet.title, cell) for sheet in book.worksheets for rule, cell in _sheet(sheet)}


def _sheet(sheet: Any) -> Iterator[tuple[str, str]]:
    top = next(n for n in range(1, 9) if sum(c.value is not None for c in sheet[n]) > 2)
    title = next(str(sheet.cell(n, 1).value) for n in range(1, 9) if sheet.cell(n, 1).value)
    heads, first = _headings(sheet, top)
    rows = [(n, {h: sheet.cell(n, c) for h, c in heads.items()}) for n in range(first, sheet.max_row + 1)]
    rows = [(n, row) for n, row in rows if any(cell.value is not None for cell in row.values())]
    rows = [(n, row) for n, row in rows if not str(sheet.cell(n, 1).value).startswith("填表人")]
    data = [row for n, row in rows if "合计" not in [str(c.value) for c in list(row.values())[:3]]]
    year = re.search(r"(20\d\d)—(20\d\d)", title)
    if year and int(year[2]) != int(year[1]) + 1:
        yield "title-year", "A" + str(next(n for n in range(1, 9) if sheet.cell(n, 1).value))
    for row in data:
        if _text(row, "姓名") != "无":
            yield from _row(row, title, int(year[1]) if year else None)
    yield from _between(data)
    for _, row in rows:
        if row not in data:
            yield from _footer(row, data)


def _headings(sheet: Any, top: int) -> tuple[dict[str, int], int]:
    spans = {r.coord: r for r in sheet.merged_cells.ranges if r.min_row == top and r.min_col >= 1}
    deep = any(r.max_row == top + 1 for r in spans.values())
    heads, group = {}, ""
    for column in range(1, sheet.max_column + 1):
        upper, lower = sheet.cell(top, column).value, sheet.cell(top + 1, column).value if deep else None
        group = str(upper) if upper else group
        if upper is None and lower is None:
            continue
        label = re.sub(
            r"（%）|—|分类|（满分\d+分）|各年级人数|各科(成绩)?", "", f"{group if deep else upper}{lower or ''}"
        )
        label = re.sub(r"^(总分|平均分|合格人数|合格率|优秀人数|优秀率)(语文|数学|英语)$", r"\2\1", label)
        heads[SAME.get(label, label)] = column
    return heads, top + (2 if deep else 1)


def _text(row: dict[str, Any], head: str) -> str:
    return str(row[head].value) if head in row and row[head].value is not None else ""


def _number(row: dict[str, Any], head: str) -> float | None:
    value = row[head].value if head in row else None
    if isinstance(value, str) and value.endswith("%"):
        return float(value[:-1]) / 100
    if isinstance(value, int | float) and head.endswith(("率", "比例")) and row[head].number_format == "0.00":
        return value / 100
    return float(value) if isinstance(value, int | float) else None


def _day(row: dict[str, Any], head: str) -> tuple[int, ...] | None:
    value = row[head].value if head in row else None
    if isinstance(value, dt.datetime):
        found: tuple[int, ...] = (value.year, value.month, value.day)
        return found if "d" in row[head].number_format else found[:2]
    parts = re.fullmatch(r"(\d{4})\D?(\d\d?)(?:\D?(\d\d?)\D?)?", str(value or ""))
    return tuple(int(part) for part in parts.groups() if part) if parts else None


def _row(row: dict[str, Any], title: str, year: int | None) -> Iterator[tuple[str, str]]:
    at = {head: cell.coordinate for head, cell in row.items()}
    yield from (("required-empty", at[head]) for head in NEEDED & row.keys() if not _text(row, head))
    name = _text(row, "姓名")
    if re.search(r"\s", name):
        yield "name-spaces", at["姓名"]
    if re.search(r"\d", name):
        yield "name-digits", at["姓名"]
    for head in row:
        if "电话" in head and _text(row, head) and not re.fullmatch(r"1\d{10}|—", _text(row, head), re.ASCII):
            yield "phone-form", at[head]
    number = _text(row, "身份证号")
    if number:
        yield from ((rule, at[head]) for rule, head in _identity(row, number, title, year))
    yield from _figures(row, at)
    relation, away = _text(row, "与监护人关系"), _text(row, "留守类型")
    if away.endswith("双亲留守儿童") and relation in ("父亲", "母亲"):
        yield "guardian-parent", at["与监护人关系"]
    jobs = [_text(row, f"{who}务工地点或单位") for who in ("父亲", "母亲")]
    if away.endswith("单亲留守儿童") and all(job not in ("", "—") for job in jobs):
        yield "guardian-place", at["母亲务工地点或单位"]
    if (age := _number(row, "年龄")) and (served := _number(row, "教龄")) and served > age - 15:
        yield "seniority-age", at["教龄"]


def _identity(row: dict[str, Any], number: str, title: str, year: int | None) -> Iterator[tuple[str, str]]:
    if not isinstance(row["身份证号"].value, str):
        yield "id-truncated", "身份证号"
    elif re.fullmatch(r"\d{15}", number, re.ASCII):
        yield "id-15-digits", "身份证号"
    elif not re.fullmatch(r"\d{17}[\dX]", number, re.ASCII):
        yield "id-form", "身份证号"
    else:
        if "10X98765432"[sum(int(d) * w for d, w in zip(number, WEIGHTS, strict=False)) % 11] != number[17]:
            yield "id-check-digit", "身份证号"
        if number[:2] not in PROVINCES:
            yield "id-province", "身份证号"
        if _text(row, "性别") and ("男" in _text(row, "性别")) != bool(int(number[16]) % 2):
            yield "id-sex", "性别"
        yield from _birth(row, number, title, year)
    if (student := _text(row, "学籍号")) and not re.fullmatch(r"[GLJ]\d{17}[\dX]", student, re.ASCII):
        yield "student-no-form", "学籍号"
    elif student and student[1:] != number:
        yield "student-no-id", "学籍号"
    if certificate := _text(row, "残疾证号"):
        yield from ((rule, "残疾证号") for rule in _certificate(row, certificate, number))


def _certificate(row: dict[str, Any], certificate: str, number: str) -> Iterator[str]:
    kind, level = _text(row, "残疾类别"), _text(row, "残疾等级")
    if len(certificate) not in (20, 22):
        yield "cert-form"
    elif certificate[:18] != number:
        yield "cert-id"
    elif certificate[18] != str("视听言肢智精多".find(kind[:1]) + 1):
        yield "cert-category"
    elif certificate[19] != str("一二三四".find(level[:1]) + 1):
        yield "cert-level"


def _birth(row: dict[str, Any], number: str, title: str, year: int | None) -> Iterator[tuple[str, str]]:
    parts = int(number[6:10]), int(number[10:12]), int(number[12:14])
    try:
        birth = dt.date(*parts)
    except ValueError:
        yield "id-date", "身份证号"
        return
    if birth > dt.date(2030, 1, 1):
        yield "id-future", "身份证号"
    told = _day(row, "出生年月")
    if told and told != parts[: len(told)]:
        yield "id-birth", "出生年月"
    grade = next((g for g in GRADES if g in (_text(row, "年级") or title)), None)
    if grade and year and "残疾" not in title:
        age = year - birth.year - ((birth.month, birth.day) > (8, 31))
        if not GRADES.index(grade) + 5 <= age <= GRADES.index(grade) + 8:
            yield "age-grade", "年级" if "年级" in row else "出生年月"


def _figures(row: dict[str, Any], at: dict[str, str]) -> Iterator[tuple[str, str]]:
    for total, parts in SUMS:
        signs = {part.lstrip("-"): -1 if part.startswith("-") else 1 for part in parts.split()}
        terms = {part: _number(row, part) for part in signs if part in row}
        whole = total in row and bool(terms) and (set(terms) == set(signs) or set(terms) < set(GRADES))
        known = whole and None not in (*terms.values(), _number(row, total))
        if known and sum((value or 0) * signs[part] for part, value in terms.items()) != _number(row, total):
            yield "sum", at[total]
    if "总分" in row and "姓名" in row:
        heads = list(row)
        marks = [row[head].value for head in heads[heads.index("性别") + 1 : heads.index("总分")]]
        if row["总分"].value is not None and sum(marks) != row["总分"].value:
            yield "sum", at["总分"]
    for rate, top, bottom in RATES:
        under = [_number(row, head) for head in bottom.split()]
        told, over = _number(row, rate), _number(row, top)
        if told is not None and over is not None and None not in under:
            if abs(told - over / sum(value or 0 for value in under)) > 0.00006:
                yield "rate", at[rate]
            if told > 1 and "增加" not in rate:
                yield "rate-over-100", at[rate]
    count = next((_number(row, head) for head in ("册数", "实有数") if head in row), None)
    price, amount = _number(row, "单价"), _number(row, "金额")
    if None not in (count, price, amount) and abs((count or 0) * (price or 0) - (amount or 0)) > 0.006:
        yield "product", at["金额"]


def _between(data: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    numbers = Counter(_text(row, "身份证号") for row in data)
    for place, row in enumerate(data, start=1):
        if (number := _text(row, "身份证号")) and numbers[number] > 1:
            yield "duplicate-id", row["身份证号"].coordinate
        if (
            "序号" in row
            and row["序号"].value is not None
            and row["序号"].data_type == "n"
            and row["序号"].value != place
        ):
            yield "sequence", row["序号"].coordinate


def _footer(row: dict[str, Any], data: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for head, cell in row.items():
        terms = [_number(line, head) for line in data]
        counted = isinstance(cell.value, int) and not head.endswith(("率", "比例", "平均分")) and None not in terms
        if counted and abs(sum(term or 0 for term in terms) - cell.value) > 0.006:
            yield "footer-total", cell.coordinate
