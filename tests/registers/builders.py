"""Workbooks and forms made in code: nothing is read from a file, all people are made up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from assistant.knowledge.loader import corpus_folder
from assistant.knowledge.schemas import Schemas, load_schemas
from assistant.registers.checking import check_workbook
from assistant.registers.findings import Finding, Report
from assistant.registers.workbook import Sheet, Value, Workbook

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
Rows = list[list[Value]]


@lru_cache(maxsize=1)
def schemas() -> Schemas:
    """The forms that come with the program."""
    return load_schemas(corpus_folder())


def id_number(birth: str = "20070315", order: int = 1, woman: bool = False, place: str = "411425") -> str:
    """A made-up number with a right check digit; the order makes it unique."""
    body = f"{place}{birth}{order * 2 + (0 if woman else 1):03}"
    return body + "10X98765432"[sum(w * int(c) for w, c in zip(WEIGHTS, body, strict=True)) % 11]


def sheet(rows: Sequence[Sequence[Value]], name: str = "Sheet1", **more: Any) -> Sheet:
    """A sheet as the reader gives it: rows that hold nothing are left out, their numbers kept."""
    wide = max((len(row) for row in rows), default=0)
    kept = [
        (n, [*row, *[None] * (wide - len(row))]) for n, row in enumerate(rows, 1) if any(v is not None for v in row)
    ]
    return Sheet(name, [n for n, _ in kept], [row for _, row in kept], **more)


def book(rows: Sequence[Sequence[Value]], file: str = "表.xlsx", **more: Any) -> Workbook:
    """A workbook of one sheet."""
    return Workbook(file, "xlsx", (sheet(rows, **more),))


LEFT_HEADINGS = ("序号 姓名 性别 出生年月 身份证号 学籍号 年级 班级 现住址 留守类型 父亲姓名 父亲务工地点或单位 父亲电话 "
                 "母亲姓名 母亲务工地点或单位 母亲电话 监护人姓名 与监护人关系 监护人电话 就读方式 监护情况 备注").split()  # fmt: skip
LEFT_TITLE = "2013—2014学年度留守儿童花名册"


def left_row(n: int, **changes: Value) -> list[Value]:
    """A right row of the 留守儿童花名册; changes by heading."""
    woman = n % 2 == 0
    number = id_number(f"2007{1 + n // 2000 % 8:02}{1 + n // 400 % 28:02}" if n >= 400 else "20070315", n % 400, woman)
    row: dict[str, Value] = dict(zip(LEFT_HEADINGS, [
        float(n), f"示例{'甲乙丙丁戊己庚辛'[n % 8]}{'子丑寅卯'[n // 8 % 4]}", "女" if woman else "男", "2007-03-15", number, f"G{number}",
        "一年级", "1班", "示例县示例乡示例村", "双亲留守儿童", "示例父", "广东省深圳市", f"1391111{n:04}", "示例母", "浙江省杭州市",
        f"1392222{n:04}", "示例祖", "祖父", f"1393333{n:04}", "住校", "监护情况较好", None], strict=True))  # fmt: skip
    assert set(changes) <= set(row), set(changes) - set(row)
    return list({**row, **changes}.values())


LEFT_END: list[Value] = ["填表人：示例  审核人：示例  公章  填表日期：2013年9月10日"]


def left_rows(count: int = 5, **changes: Value) -> Rows:
    """A whole 留守儿童花名册; the changes go into its third row (row 6 of the sheet)."""
    body = [left_row(n, **(changes if n == 3 else {})) for n in range(1, count + 1)]
    return [[LEFT_TITLE], ["学校（公章）：示例小学"], list(LEFT_HEADINGS), *body, LEFT_END]


def check(rows: Sequence[Sequence[Value]], form: str | None = None, year: str | None = None, **more: Any) -> Report:
    """The report of one sheet."""
    return check_workbook(book(rows, **more), schemas(), form=form, school_year=year)


def brief(report: Report) -> list[tuple[str, str]]:
    """Cell and rule of every finding."""
    assert report.refused is None, report.refused
    return [(f.cell, f.rule) for f in report.findings]


def only(report: Report) -> Finding:
    """The one finding."""
    assert report.refused is None, report.refused
    assert len(report.findings) == 1, brief(report)
    return report.findings[0]


def of(headings: Sequence[str], row: Mapping[str, Value]) -> list[Value]:
    """A row by its headings."""
    assert set(row) <= set(headings), set(row) - set(headings)
    return [row.get(heading) for heading in headings]


DAY = dt.datetime(2013, 9, 1)
