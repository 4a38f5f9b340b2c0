"""Questions to begin with, for the three kinds of people who use the page."""

from __future__ import annotations

EXAMPLES: dict[str, tuple[str, ...]] = {
    "档案员": (
        "食堂的卫生合格证归哪一类",
        "档案盒标签用什么字体",
        "图书借阅记录放在哪里",
        "学生体检表放在哪里",
    ),
    "校长": (
        "小学生均教学及辅助用房面积要多少平方米",
        "小学差异系数不能超过多少",
        "大班额怎么认定",
        "弄虚作假会怎么样",
    ),
    "培训新人": (
        "基本均衡和优质均衡有什么不同",
        "差异系数怎么算",
        "学籍号怎么编",
        "身份证号的校验码怎么核对",
    ),
}
