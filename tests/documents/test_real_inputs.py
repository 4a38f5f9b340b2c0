"""The papers this was made for; they are not ours to commit, so without them these tests are skipped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from tests.documents.papers import library

if TYPE_CHECKING:
    from assistant.wiring import Assistant

SHARED = ROOT.parent / "shared"
FILES = sorted([*(SHARED / "laws").glob("*.md"), *(SHARED / "seeds").glob("*.txt")])
pytestmark = pytest.mark.skipif(len(FILES) < 9, reason="the shared papers are not on this machine")

# Question and the articles that answer it.
ARTICLES: tuple[tuple[str, frozenset[str]], ...] = (
    ("电子档案和纸质的一样有效吗", frozenset({"第三十七条"})),
    ("单位的档案个人能拿回家吗", frozenset({"第十四条", "第十九条"})),
    ("县档案馆的档案满几年向社会开放", frozenset({"第二十七条"})),
    ("旧档案能烧吗", frozenset({"第二十一条"})),
    ("课本可以重复用吗", frozenset({"第四十一条"})),
    ("谁来聘校长", frozenset({"第二十六条"})),
    ("一级档案能带出国吗", frozenset({"第二十七条"})),
    ("档案外包给公司整理要签什么", frozenset({"第二十四条", "第二十八条"})),
    ("国家所有的档案能买卖吗", frozenset({"第二十三条"})),
    ("电子档案怎么交给档案馆", frozenset({"第三十九条", "第四十条"})),
    ("档案法实施条例什么时候开始实行", frozenset({"第五十二条"})),
    ("义教法32条讲了什么", frozenset({"第三十二条"})),
    ("实施条例第三十二条原文", frozenset({"第三十二条"})),
)


@pytest.fixture(scope="module")
def shelved(assistant: Assistant, home: Path) -> Iterator[Assistant]:
    shelf = library(home)
    ids = [outcome.id for outcome in shelf.add(FILES)]
    assert all(ids)
    yield assistant
    for identity in ids:
        shelf.remove(str(identity))


@pytest.mark.parametrize(("question", "clauses"), ARTICLES)
def test_the_article_that_answers_comes_first(shelved: Assistant, question: str, clauses: frozenset[str]) -> None:
    """From the file or from a card of ours: the law and its article are the same."""
    answer = shelved.ask(question)
    assert any(clause in answer.citations[0].clause for clause in clauses)


def test_a_seed_answers_for_itself_when_the_cards_do_not(shelved: Assistant) -> None:
    answer = shelved.ask("学校均衡有哪三个方面")
    assert "三个方面" in answer.text


def test_the_repealed_measures_are_history(shelved: Assistant) -> None:
    answer = shelved.ask("档案法实施办法第十条")
    assert "已被" in answer.text.split("\n")[0]
    assert answer.citations[-1].validity == "已被替代"


@pytest.mark.parametrize(
    "question", ["房产证丢了怎么补办", "怎么炒股能赚钱", "发烧吃啥药", "高考一本线", "县教育局李局长电话是多少"]
)
def test_what_no_paper_says_is_refused(shelved: Assistant, question: str) -> None:
    assert shelved.ask(question).status == "refused"
