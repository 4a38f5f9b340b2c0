"""Names in a question: the longest wins, codes and articles count, any spelling of one name will do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understanding.frame import Understanding
from assistant.understanding.linking import Link, NameIndex, articles_in_digits

INDEX = NameIndex(
    {
        "names": {"教师": ["teacher"], "骨干教师": ["backbone"], "教师名册": ["roster"], "第32条": ["law-32"]},
        "members": {"台账": ["ledger"], "骨干教师": ["group"]},
        "codes": {"A5": ["a5"], "1.2": ["item"]},
    }
)


def brief(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(link.name, link.cards) for link in INDEX.find(text)]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("骨干教师有几个", [("骨干教师", ("backbone",))]),
        ("教师有几个", [("教师", ("teacher",))]),
        ("骨干教师名册", [("骨干教师", ("backbone",)), ("教师名册", ("roster",))]),
        ("教师和骨干教师", [("教师", ("teacher",)), ("骨干教师", ("backbone",))]),
        ("a5和1.2", [("A5", ("a5",)), ("1.2", ("item",))]),
        ("a55和11.25和1.2%", []),
        ("什么都没有", []),
        ("", []),
    ],
)
def test_longest_name_wins(text: str, links: list[tuple[str, tuple[str, ...]]]) -> None:
    assert brief(text) == links


def test_name_of_a_card_goes_before_a_member_of_the_same_name() -> None:
    assert INDEX.find("骨干教师") == [Link("骨干教师", 0, 4, ("backbone",), member=False)]
    assert INDEX.find("台账") == [Link("台账", 0, 2, ("ledger",), member=True)]


@given(st.text(alphabet="骨干教师名册台账a51.2第条32的", max_size=20))
def test_links_stand_in_the_text_in_order_and_never_inside_one_another(text: str) -> None:
    links = INDEX.find(text)
    assert all(text[link.start : link.end].upper() == link.name.upper() for link in links)
    assert [link.start for link in links] == sorted(link.start for link in links)
    assert not any(a is not b and a.start <= b.start and b.end <= a.end for a in links for b in links)


@pytest.mark.parametrize("typed", ["第三十二条", "第32条", "32条", "三十二条", "第 32 条"])
def test_article_is_written_one_way(typed: str) -> None:
    assert articles_in_digits(typed) == "第32条"


def test_names_cut_out_leave_what_is_asked() -> None:
    assert INDEX.without_names("骨干教师台账放哪") == "||放哪"


@pytest.mark.parametrize(
    ("question", "name"),
    [("学籍档案存几年", "学籍档案"), ("县级以上骨干教师几个", "县级以上骨干教师"), ("學籍檔案存幾年", "学籍档案")],
)
def test_longest_name_of_the_corpus_wins(understanding: Understanding, question: str, name: str) -> None:
    assert [link.name for link in understanding.frame(question).links] == [name]
