"""Answers out of added documents: articles whole, sentences exactly, the version in force; cards otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.documents.papers import NEW_RULES, NOTICE, OLD_RULES, REPEALED, library, written

if TYPE_CHECKING:
    from assistant.records import Answer
    from assistant.wiring import Assistant


@pytest.fixture(scope="module")
def shelved(assistant: Assistant, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The session's assistant while a notice and three statutes are in its library."""
    shelf = library(home)
    folder = tmp_path_factory.mktemp("papers")
    files = written(folder, notice__txt=NOTICE, new__md=NEW_RULES, old__md=OLD_RULES, gone__md=REPEALED)
    ids = [outcome.id for outcome in shelf.add(files)]
    yield assistant
    for identity in ids:
        shelf.remove(str(identity))


def lead(answer: Answer) -> tuple[str, str]:
    """Document and place of the leading citation."""
    return answer.citations[0].document, answer.citations[0].clause


def first_two(answer: Answer) -> str:
    return "。".join(answer.text.split("\n出处")[0].replace("\n", "").split("。")[:2])


@pytest.mark.parametrize(
    ("question", "clause", "words"),
    [
        ("饮水机多久要洗一回", "第三条", "每15天清洗一次"),
        ("让学生去洗饮水机行吗", "第四条", "安排学生清洗饮水机"),
        ("能找学生收饮水钱吗", "第五条", "不得向学生收取饮水费用"),
        ("饮水机清洗的记录留几年", "第三条", "三年"),
        ("校园饮水管理办法什么时候开始施行", "第六条", "2024年9月1日"),
    ],
)
def test_a_question_gets_the_sentence_that_answers(shelved: Assistant, question: str, clause: str, words: str) -> None:
    answer = shelved.ask(question)
    assert (answer.status, lead(answer)) == ("answered", ("青禾县校园饮水管理办法", clause))
    assert words in first_two(answer)
    assert answer.citations[0].validity == "现行"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("图书室里一次能借几本书", "借两本书"),
        ("青禾县图书室一周开放几天", "不少于五天"),
        ("图书逾期不还罚不罚款", "不得罚款"),
    ],
)
def test_a_notice_is_quoted_with_its_number(shelved: Assistant, question: str, words: str) -> None:
    answer = shelved.ask(question)
    assert words in first_two(answer)
    assert answer.citations[0].number == "青教发〔2025〕18号"
    assert answer.citations[0].confidence == "sourced"


def test_every_quotation_stands_in_the_document(shelved: Assistant) -> None:
    for question in ("饮水机多久要洗一回", "青禾县校园饮水管理办法第四条"):
        for citation in shelved.ask(question).citations:
            assert all(line in NOTICE + NEW_RULES + OLD_RULES + REPEALED for line in citation.quote.split("\n"))
            passage = shelved.passage(citation.passage)
            assert passage is not None
            assert citation.quote.split("\n")[0] in passage.text


@pytest.mark.parametrize(
    "name",
    [
        "青禾县校园饮水管理办法第四条",
        "校园饮水管理办法4条",
        "《青禾县校园饮水管理办法》第4条讲了什么",
        "饮水管理办法四条写了什么",
    ],
)
def test_an_article_comes_whole(shelved: Assistant, name: str) -> None:
    answer = shelved.ask(name)
    assert lead(answer) == ("青禾县校园饮水管理办法", "第四条")
    assert all(item in answer.text for item in ("（一）饮水机没有清洗记录的", "（三）安排学生清洗饮水机的"))
    assert [call.name for call in answer.tools] == ["document_search"]


def test_an_article_that_is_not_there_is_said(shelved: Assistant) -> None:
    assert "一共6条，没有第40条" in shelved.ask("校园饮水管理办法第四十条").text


def test_a_superseded_version_never_answers_silently(shelved: Assistant) -> None:
    answer = shelved.ask("饮水机多少天清洗一次")
    assert "每15天" in first_two(answer)
    older = [citation for citation in answer.citations if "30天" in citation.quote or "60天" in citation.quote]
    assert {citation.validity for citation in older} <= {"已被替代"}


def test_a_repealed_rule_asked_by_name_is_told_as_history(shelved: Assistant) -> None:
    answer = shelved.ask("学校饮水暂行规定第三条")
    assert "已被《青禾县校园饮水管理办法》替代" in first_two(answer)
    assert [citation.validity for citation in answer.citations if "60天" in citation.quote] == ["已被替代"]


def test_the_next_turn_goes_on_in_the_same_document(shelved: Assistant) -> None:
    conversation = shelved.conversation()
    shelved.ask("校园饮水管理办法第三条", conversation)
    assert lead(shelved.ask("那第五条呢", conversation)) == ("青禾县校园饮水管理办法", "第五条")
    assert "第五条" in shelved.ask("是第几条讲的", conversation).text.split("\n")[0]


@pytest.mark.parametrize(
    "question", ["饮水机哪个牌子好", "青禾县明年会下几场雪", "图书管理员一个月工资多少钱", "饮水机坏了找谁修便宜"]
)
def test_what_no_document_says_is_not_quoted(shelved: Assistant, question: str) -> None:
    answer = shelved.ask(question)
    assert answer.status == "refused" or "document_search" not in {call.name for call in answer.tools}


@pytest.mark.parametrize("question", ["学籍档案要留几年", "食堂卫生合格证归哪一类", "小学生均体育场馆要多少"])
def test_cards_go_on_answering_their_own_questions(shelved: Assistant, question: str) -> None:
    assert "document_search" not in {call.name for call in shelved.ask(question).tools}
