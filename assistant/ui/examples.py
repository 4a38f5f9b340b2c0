"""Questions to begin with, for the three kinds of people who use the page; the first few are on the chat tab."""

from __future__ import annotations

FIRST = 4
"""Questions of each kind that are shown before anything was asked."""

QUESTIONS: dict[str, tuple[str, ...]] = {
    "档案员": (
        "食堂的卫生合格证归哪一类",
        "档案盒标签用什么字体",
        "图书借阅记录放在哪里",
        "学籍档案要留几年",
        "学校平面图归哪一类",
        "盒脊上的竖标签怎么写",
        "卷内文件目录有几栏",
        "缺了2011年的资料怎么办",
        "需交材料目录有几项",
        "花名册和统计表人数对不上怎么办",
    ),
    "校长": (
        "初中1200名学生，教辅用房6000平方米够不够",
        "小学1000人，体育场馆要多少平方米",
        "大班额怎么认定",
        "弄虚作假会怎么样",
        "小学生均教学及辅助用房面积要多少平方米",
        "我校小学1000人，骨干教师8人，够不够",
        "评估表多少分合格",
        "七项指标里有两项不达标，学校还能合格吗",
        "小学差异系数不能超过多少",
        "毕业150人，招生160人，转入5人，转出8人，巩固率是多少",
    ),
    "培训": (
        "基本均衡和优质均衡有什么不同",
        "差异系数怎么算",
        "学籍号怎么编",
        "身份证校验码怎么算",
        "优质均衡一共要看几个方面",
        "一票否决有哪些情形",
        "85%的底线是什么意思",
        "义务教育法第六条讲什么",
        "河南省哪年通过基本均衡认定",
        "优质均衡到2035年的目标是什么",
    ),
}

EXAMPLES = {people: questions[:FIRST] for people, questions in QUESTIONS.items()}
