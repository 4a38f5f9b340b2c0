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

_NUMBER = id_number(order=1)
RIGHT: dict[str, tuple[str, dict[str, Value]]] = {
    "retention-register": ("2013-2014学年度学校在校生巩固率登记表", {
        "年级或届别": "2014届", "入学(招生)人数": 76, "增加—转入": 40, "增加—借读": 5, "增加—其他": None, "增加—小计": 45,
        "减少—转出": 2, "减少—休学": None, "减少—其他": 0, "减少—小计": 2, "净增加": 43, "现有或毕业人数": 119, "巩固率": "100%"}),
    "left-stats": ("2013-2014学年度留守儿童统计表", {
        "序号": 1, "学校": "示例小学", "在校生总数": 200, "一年级": 4, "二年级": 3, "三年级": 3, "合计": 10, "男": 6, "女": 4,
        "占在校生比例": "5%", "备注": None}),
    "new-books": ("2013-2014学年度图书目录(含近三年新增图书目录)", {
        "登记日期": "2013-10-15", "登录号": "S1", "分类号": "I2", "书名": "示例", "著者": "甲", "出版社": "示例社", "册数": 3, "单价": 12.5,
        "金额": 37.5, "来源": "购置", "备注": None}),
    "loan-log": ("2013-2014学年度图书借阅记录", {
        "姓名": "示例甲", "书名": "示例故事", "借阅时间": "2013-10-15", "归还时间": "2013-10-22", "备注": None, "班级": "三年级1班",
        "登录号": "S1", "管理员签字": "示例戊"}),
    "dropout-register": ("2012-2013学年度在校生辍学情况登记表", {
        "序号": 1, "姓名": "示例甲", "性别": "男", "出生年月": "2000-03-15", "身份证号": id_number("20000315", 1), "年级": "七年级", "班级": "1班",
        "家庭住址": "示例村", "家长姓名": "示例乙", "联系电话": "13900000000", "辍学时间": "2013-03-01", "辍学原因": "厌学", "去向": "在家",
        "劝返经过": "三次家访", "是否复学及时间": None}),
    "score-junior": ("2013-2014学年度初中学生成绩册 八年级1班", {
        "学号或序号": "1", "姓名": "示例甲", "性别": "男", "语文": 80, "数学（120分）": 90, "化学": None, "总分": 170, "平均分": None, "备注": None}),
    "disabled-roster": ("2013-2014学年度残疾儿童随班就读花名册", {
        "序号": 1, "姓名": "示例甲", "性别": "男", "出生年月": "2007-03-15", "身份证号": _NUMBER, "学籍号": f"G{_NUMBER}", "年级": "一年级",
        "班级": "1班", "残疾类别": "肢体残疾", "残疾等级": "二级", "残疾证号": f"{_NUMBER}42", "就读情况": "随班就读", "现住址": "示例村",
        "监护人姓名": "示例乙", "联系电话": "13900000000", "帮扶教师与措施": None, "备注": None}),
    "teacher-register": ("2013-2014学年度全校教师基本情况登记表", {
        "序号": 1, "姓名": "示例甲", "性别": "男", "年龄": 41, "教龄": 20, "学科": "语文", "学历": "本科", "职务或职称": "一级教师", "工资": 3200}),
    "standard-school-register": ("2013-2014学年度河南省义务教育学校办学基本标准评估达标学校登记表", {
        "序号": 1, "县(市、区)": "示例县", "学校名称": "示例小学", "学校类别": "小学", "教学班数": 6, "在校生数": 200, "专任教师数": 12,
        "评估得分": 91.5, "是否折算": "否", "备注": None}),
    "graduate-scores": ("2012-2013学年度毕业年级学生成绩情况统计表", {
        "班级": "六年级1班", "应考人数": 50, "实考人数": 49, "语文总分": 3920, "语文平均分": 80, "语文合格人数": 45, "语文合格率": "91.84%",
        "语文优秀人数": 20, "语文优秀率": "40.82%"}),
    "poor-roster": ("2013-2014学年度贫困家庭子女花名册", {
        "序号": 1, "姓名": "示例甲", "性别": "男", "出生年月": "2007-03-15", "身份证号": _NUMBER, "学籍号": f"G{_NUMBER}", "年级": "一年级",
        "班级": "1班", "现住址": "示例村", "监护人姓名": "示例乙", "与监护人关系": "父亲", "联系电话": "13900000000",
        "贫困类型": "最低生活保障家庭", "致贫原因": "因病", "证件名称与编号": "低保证1号", "就读方式": "走读"}),
    "enrollment-stats": ("2013-2014学年度适龄儿童入学情况统计表", {
        "学校或村名": "示例村", "适龄人口数": 100, "其中女": 50, "已入学人数": 98, "已入学其中女": 49, "未入学人数": 2, "未入学原因": "随父母外出",
        "入学率": "98%", "备注": None}),
}  # fmt: skip
"""Title and one right row of forms, by heading."""
_TOP = {"retention-register": 4}


def right_rows(form: str, **changes: Value) -> Rows:
    """A right table of a form with one row; changes by heading (数学 for 数学（120分）)."""
    title, row = RIGHT[form]
    names = {heading.partition("（")[0] if heading not in changes else heading: heading for heading in row}
    row = {**row, **{names[heading]: value for heading, value in changes.items()}}
    unit: Rows = [["学校（公章）：示例小学"]] * (_TOP.get(form, 3) - 2)  # type: ignore[list-item]
    end: list[Value] = ["填表人：甲 审核人：乙 校长：丙 班主任：丁 任课教师：戊 填表日期：2013年9月10日"]
    return [[title], *unit, list(row), list(row.values()), end]
