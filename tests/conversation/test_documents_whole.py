"""What is asked of a document as a whole, and turns about articles between other things."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.documents.papers import NEW_RULES, NOTICE, library, rules_of, written

if TYPE_CHECKING:
    from assistant.wiring import Assistant

WALKING = rules_of(2022, 7, "2022年9月1日").replace("校园饮水管理办法", "路队管理规定").replace("饮水机", "路队旗")


@pytest.fixture(scope="module")
def shelved(assistant: Assistant, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The session's assistant with a notice and two statutes in its library."""
    shelf = library(home)
    files = written(tmp_path_factory.mktemp("papers"), notice__txt=NOTICE, water__md=NEW_RULES, walking__md=WALKING)
    ids = [outcome.id for outcome in shelf.add(files)]
    yield assistant
    for identity in ids:
        shelf.remove(str(identity))


def talk(assistant: Assistant, *turns: str) -> list[tuple[str, str]]:
    """Status and text of each turn of one conversation."""
    conversation = assistant.conversation()
    answers = [assistant.ask(turn, conversation) for turn in turns]
    return [(answer.status, answer.text) for answer in answers]


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("校园饮水管理办法是哪年的", "2024年5月6日 青禾县人民政府发布"),
        ("校园饮水管理办法是谁发布的", "青禾县人民政府发布"),
        ("校园饮水管理办法改过几次", "2024年5月6日 青禾县人民政府发布"),
        ("图书室开放工作的通知是哪个县的", "青禾县"),
        ("图书室开放工作的通知作者是谁", "青禾县教育局"),
        ("图书室开放工作的通知哪年印发的", "2025-03-12"),
        ("校园饮水管理办法哪几条提到县卫生监督所", "有1条写到“县卫生监督所”：第四条"),
        ("校园饮水管理办法里有没有提到食堂", "里没有找到“食堂”"),
        ("关于做好中小学图书室开放工作的通知有没有说校车", "里没有找到“校车”"),
        ("校园饮水管理办法第二章第五条", "第五条："),
        ("校园饮水管理办法第二章有几条", "从第三条到第五条，一共3条"),
        ("校园饮水管理办法哪一章讲管理", "第二章 管理，从第三条到第五条"),
        ("校园饮水管理办法倒数第二条", "第五条："),
    ],
)
def test_a_document_tells_of_itself(shelved: Assistant, question: str, says: str) -> None:
    ((status, text),) = talk(shelved, question)
    assert (status, says in text, "原文如下" in text) == ("answered", True, False)


def test_what_a_document_mentions_is_quoted(shelved: Assistant) -> None:
    ((_, text),) = talk(shelved, "图书室开放工作的通知有没有提到图书管理员")
    assert "每校指定一名图书管理员" in text and "没有找到" not in text


def test_a_chapter_is_quoted_whole_where_that_is_asked(shelved: Assistant) -> None:
    ((_, text),) = talk(shelved, "把校园饮水管理办法第二章的全部内容列出来")
    assert all(f"《青禾县校园饮水管理办法》第{number}条：" in text for number in "三四五")


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("这个文件是哪年的", "2024年5月6日"),
        ("还有效吗", "标为现行"),
        ("这份文件一共几条", "一共6条"),
        ("它讲了什么", "第二章 管理"),
    ],
)
def test_the_document_of_the_last_answer_is_asked_about(shelved: Assistant, question: str, says: str) -> None:
    _, (status, text) = talk(shelved, "校园饮水管理办法第三条", question)
    assert (status, says in text) == ("answered", True)


def test_the_law_that_was_asked_back_for_gets_its_article(shelved: Assistant) -> None:
    (asked, _), (status, text) = talk(shelved, "第三条第二款", "校园饮水管理办法")
    assert (asked, status) == ("clarify", "answered")
    assert text.startswith("《青禾县校园饮水管理办法》第三条第二款：清洗记录")


OLDER = rules_of(2018, 9, "2018年9月1日").replace("校园饮水管理办法", "路队管理规定").replace("饮水机", "路队旗")


@pytest.mark.parametrize("turn", ["旧版的怎么说", "2018年版的第三条"])
def test_the_older_version_is_told_as_such(shelved: Assistant, home: Path, tmp_path: Path, turn: str) -> None:
    shelf = library(home)
    (outcome,) = shelf.add(written(tmp_path, older__md=OLDER))
    (_, now), (_, before) = talk(shelved, "路队管理规定第三条", turn)
    shelf.remove(str(outcome.id))
    assert now.startswith("《青禾县路队管理规定》第三条：学校应当每7天") and "每9天" in now
    assert before.startswith("《青禾县路队管理规定》2018-05-06的文本已被2022-05-06的文本替代")
    assert "每9天" in before and "每7天" not in before


def test_there_is_no_older_version(shelved: Assistant) -> None:
    _, (_, text) = talk(shelved, "校园饮水管理办法第三条", "旧版的怎么说")
    assert "没有更早的版本" in text and "每15天" in text


def test_another_law_gets_the_same_article(shelved: Assistant) -> None:
    _, (_, text) = talk(shelved, "校园饮水管理办法第三条", "路队管理规定呢")
    assert text.startswith("《青禾县路队管理规定》第三条：学校应当每7天")


@pytest.mark.parametrize(
    "told",
    [
        "小学1000人，体育场馆要多少平方米",
        "毕业150人，招生160人，转入5人，转出8人，巩固率是多少",
        "食堂卫生合格证归哪一类",
    ],
)
def test_an_article_after_something_else_is_the_article(shelved: Assistant, told: str) -> None:
    _, (status, text) = talk(shelved, told, "校园饮水管理办法第五条")
    assert status == "answered" and text.startswith("《青禾县校园饮水管理办法》第五条：")


def test_a_number_of_an_article_is_no_figure_of_a_sum(assistant: Assistant) -> None:
    _, (_, text) = talk(assistant, "毕业150人，招生160人，转入5人，转出8人，巩固率是多少", "义务教育法第六条")
    assert "义务教育法第六条" in text and "%" not in text


@pytest.mark.parametrize("question", ["资料库里有哪些文件", "我添加了哪些文件", "你这里有几份文件"])
def test_the_documents_are_told(shelved: Assistant, question: str) -> None:
    ((status, text),) = talk(shelved, question)
    assert status == "answered" and "有3份您添加的文件" in text and "《青禾县路队管理规定》" in text
