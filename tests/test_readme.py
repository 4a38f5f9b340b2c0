"""What the documents say is what the program does: commands, settings, tools, versions, examples."""

from __future__ import annotations

import argparse
import re
from dataclasses import fields
from typing import TYPE_CHECKING

import pytest

from assistant.cli.arguments import build_parser
from assistant.settings import Settings, read_settings
from assistant.version import __version__
from tests.conftest import ROOT

if TYPE_CHECKING:
    from assistant.wiring import Assistant

README, FOR_USERS, CHANGES = (
    (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md", "CHANGELOG.md")
)
DOCUMENTS = ("README.md", "README.zh-CN.md", "CHANGELOG.md", "corpus/README.md", "eval/README.md")
PROMPT = "$ .venv/bin/python -m assistant ask "
FIRST_LINES = 25


def session() -> list[tuple[str, list[str]]]:
    """Questions and printed lines of the first console block."""
    block = README.split("```console\n", 1)[1].split("\n```", 1)[0]
    asked = [part.splitlines() for part in block.split(PROMPT)[1:]]
    return [(lines[0], [line for line in lines[1:] if line]) for lines in asked]


def user_examples() -> list[str]:
    """The questions offered to users: list items of the chapter 可以这样问."""
    chapter = FOR_USERS.split("## 可以这样问", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^- (.+)$", chapter, re.MULTILINE)


def commands() -> list[str]:
    (action,) = (a for a in build_parser()._actions if isinstance(a, argparse._SubParsersAction))
    return list(action.choices)


# --- README.md ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", commands())
def test_every_command_is_described(command: str) -> None:
    assert re.search(rf"^\| `{command}\b", README, re.MULTILINE)


def test_every_option_of_a_command_is_described() -> None:
    (action,) = (a for a in build_parser()._actions if isinstance(a, argparse._SubParsersAction))
    options = {
        option
        for parser in action.choices.values()
        for own in parser._actions
        for option in own.option_strings
        if option.startswith("--") and option != "--help" and own.help != argparse.SUPPRESS
    }
    assert {option for option in options if option not in README} == set()


@pytest.mark.parametrize("setting", fields(Settings), ids=lambda setting: setting.name)
def test_every_setting_is_described(setting: object) -> None:
    name = setting.metadata["env"]  # type: ignore[attr-defined]
    (row,) = re.findall(rf"^\| `{name}` \| (.+?) \|", README, re.MULTILINE)
    default = getattr(read_settings({}), setting.name)  # type: ignore[attr-defined]
    if isinstance(default, str | int):
        assert row == f"`{default}`"


def test_every_tool_is_described(assistant: Assistant) -> None:
    names = {tool.name for tool in assistant.engine.lookups} | {assistant.engine.calculator.name}
    assert {name for name in names if not re.search(rf"^\| `{name}` \|", README, re.MULTILINE)} == set()


def test_the_session_begins_early() -> None:
    assert PROMPT in "\n".join(README.splitlines()[: FIRST_LINES - 1])


@pytest.mark.parametrize(("question", "printed"), session(), ids=lambda value: value if isinstance(value, str) else "")
def test_the_session_is_what_the_program_says(assistant: Assistant, question: str, printed: list[str]) -> None:
    assert assistant.ask(question).text.splitlines()[0] == printed[0]


def test_the_session_shows_an_answer_a_sum_and_a_refusal(assistant: Assistant) -> None:
    answers = [assistant.ask(question) for question, _ in session()]
    assert [answer.status for answer in answers] == ["answered", "answered", "refused"]
    assert "calculator" in [call.name for call in answers[1].tools]


def test_every_folder_of_the_program_has_its_row() -> None:
    folders = [file.parent.name for file in sorted((ROOT / "assistant").glob("*/__init__.py"))]
    assert [name for name in folders if f"`assistant/{name}/`" not in README] == []


def test_the_import_rule_is_the_one_that_is_tested() -> None:
    from tests.test_architecture import ROWS

    rule = next(part for part in README.split("\n\n") if part.startswith("`errors`"))
    written = [re.findall(r"`(\w+)`", row) for row in rule.split("→")]
    present = {file.stem for file in (ROOT / "assistant").iterdir()}
    wanted = [sorted(part for part in row if part in present and not part.startswith("__")) for row in ROWS]
    assert [sorted(row) for row in written] == [row for row in wanted if row]


# --- README.zh-CN.md ----------------------------------------------------------------------------------


# What the first two lines of each answer must hold.
EXAMPLES = {
    "食堂的卫生合格证归哪一类": "A5",
    "学校平面图归哪一类": "A6",
    "图书借阅记录放在哪里": "图书室",
    "体育器材账放哪": "体育器材室",
    "学籍档案要留几年": "近六年",
    "辍学统计表要几年的": "上一学年",
    "档案盒标签用什么字体": "黑体",
    "盒脊上的竖标签怎么写": "竖",
    "卷内文件目录有几栏": "七栏",
    "缺了2011年的资料怎么办": "说明",
    "优质均衡小学生均教学及辅助用房要多少平方米": "4.5平方米",
    "小学1000人，体育场馆要多少平方米": "7500平方米",
    "初中1200名学生，教辅用房6000平方米够不够": "还差960平方米",
    "我校小学1000人，骨干教师8人，够不够": "还差2人",
    "初中1000人，网络多媒体教室22间，够不够": "还差2间",
    "26个班要配几个音乐教室": "3间",
    "评估表多少分合格": "85分",
    "实得分78，不适用10分，折算后合格吗": "86.67分",
    "大班额是多少人": "56人",
    "七项指标里有两项不达标，学校还能合格吗": "不合格",
    "需交材料目录有几项": "11项",
    "留守儿童花名册要填哪些栏": "必填15栏",
    "父母都外出的和单亲外出的留守儿童怎么分": "双亲留守",
    "学籍号是多少位": "19位",
    "身份证校验码怎么算": "对11取余",
    "花名册和统计表人数对不上怎么办": "花名册",
    "班额按哪天的人数算": "9月1日",
    "实考52人，合格48人，合格率是多少": "92.31%",
    "毕业150人，招生160人，转入5人，转出8人，巩固率是多少": "95.54%",
    "学年初500人，辍学3人，辍学率多少": "0.6%",
    "基本均衡和优质均衡有什么不同": "优质均衡",
    "差异系数怎么算": "均值",
    "基本均衡小学差异系数不超过多少": "0.65",
    "优质均衡一共要看几个方面": "资源配置7项",
    "一票否决有哪些情形": "弄虚作假",
    "85%的底线是什么意思": "0.85",
    "义务教育法第六条讲什么": "合理配置教育资源",
    "河南省哪年通过基本均衡认定": "2020年",
    "优质均衡到2035年的目标是什么": "绝大多数",
    "六所学校生均图书是20、25、30、18、22、28，差异系数是多少": "0.179",
}


def test_each_kind_of_user_has_ten_examples_and_each_is_tried() -> None:
    examples = user_examples()
    assert len(examples) == 40
    assert set(examples) == EXAMPLES.keys()


@pytest.mark.parametrize(("question", "word"), EXAMPLES.items(), ids=EXAMPLES)
def test_an_example_for_users_is_answered(assistant: Assistant, question: str, word: str) -> None:
    answer = assistant.ask(question)
    assert (answer.status, bool(answer.citations)) == ("answered", True)
    assert word in "".join(answer.text.splitlines()[:2])


def test_the_conversation_for_users_goes_on(assistant: Assistant) -> None:
    chapter = FOR_USERS.split("### 接着问", 1)[1].split("\n## ", 1)[0]
    turns = [turn for turn in re.findall("“(.+?)”", chapter) if turn != "重新开始"]
    conversation = assistant.conversation()
    texts = [assistant.ask(turn, conversation).text for turn in turns]
    assert [word in text for word, text in zip(("10.2", "1200平方米", "2220平方米"), texts, strict=True)] == [True] * 3


# --- CHANGELOG.md and all -----------------------------------------------------------------------------


def test_the_newest_change_is_of_this_version(assistant: Assistant) -> None:
    assert re.findall(r"^## (\S+)", CHANGES, re.MULTILINE)[0] == __version__
    assert assistant.search.corpus.version in CHANGES


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_a_document_points_to_is_there(document: str) -> None:
    file = ROOT / document
    targets = re.findall(r"\]\(([^)#]+)\)", file.read_text(encoding="utf-8"))
    near = [target for target in targets if "://" not in target]
    assert [target for target in near if not (file.parent / target).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_names_no_place_of_a_machine(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    assert re.findall(r"/(?:home|work|root|tmp|Users)/|[A-Z]:\\", text) == []
