"""The questions offered on the page and in the help are answered, with what was asked in the first two lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.ui.examples import EXAMPLES, QUESTIONS
from assistant.ui.helping import help_html

if TYPE_CHECKING:
    from assistant.wiring import Assistant

# What the first two lines of each answer must hold.
ANSWERS = {
    "食堂的卫生合格证归哪一类": "第一类",
    "档案盒标签用什么字体": "黑体",
    "图书借阅记录放在哪里": "图书室",
    "学籍档案要留几年": "近六年",
    "学校平面图归哪一类": "第一类",
    "盒脊上的竖标签怎么写": "黑体",
    "卷内文件目录有几栏": "七栏",
    "缺了2011年的资料怎么办": "说明",
    "需交材料目录有几项": "11项",
    "花名册和统计表人数对不上怎么办": "改平",
    "初中1200名学生，教辅用房6000平方米够不够": "还差960平方米",
    "小学1000人，体育场馆要多少平方米": "7500平方米",
    "大班额怎么认定": "56人",
    "弄虚作假会怎么样": "不予认定",
    "小学生均教学及辅助用房面积要多少平方米": "4.5平方米",
    "我校小学1000人，骨干教师8人，够不够": "还差2人",
    "评估表多少分合格": "85分",
    "七项指标里有两项不达标，学校还能合格吗": "不合格",
    "小学差异系数不能超过多少": "0.65",
    "毕业150人，招生160人，转入5人，转出8人，巩固率是多少": "95.54%",
    "基本均衡和优质均衡有什么不同": "优质均衡",
    "差异系数怎么算": "均值",
    "学籍号怎么编": "19位",
    "身份证校验码怎么算": "对11取余",
    "优质均衡一共要看几个方面": "32项",
    "一票否决有哪些情形": "弄虚作假",
    "85%的底线是什么意思": "0.85",
    "义务教育法第六条讲什么": "合理配置教育资源",
    "河南省哪年通过基本均衡认定": "2020年",
    "优质均衡到2035年的目标是什么": "绝大多数",
}


def test_three_kinds_of_people_have_ten_questions_each() -> None:
    assert [len(questions) for questions in QUESTIONS.values()] == [10, 10, 10]
    assert {question for questions in QUESTIONS.values() for question in questions} == ANSWERS.keys()
    assert [len(questions) in (3, 4) for questions in EXAMPLES.values()] == [True] * 3


@pytest.mark.parametrize(("question", "word"), ANSWERS.items(), ids=ANSWERS)
def test_offered_question_is_answered(assistant: Assistant, question: str, word: str) -> None:
    answer = assistant.ask(question)
    assert (answer.status, bool(answer.citations)) == ("answered", True)
    assert word in "".join(answer.text.splitlines()[:2])


def test_help_explains_every_sign_of_an_answer(assistant: Assistant) -> None:
    help_page = help_html("0", "0")
    signs = ("有据", "通行做法", "材料没有规定", "现行", "已被替代", "待核")
    assert [sign for sign in signs if f">{sign}<" not in help_page] == []
    standings = {card.source.validity for card in assistant.search.corpus.cards.values()}
    assert [standing for standing in standings if f">{standing}<" not in help_page] == []
