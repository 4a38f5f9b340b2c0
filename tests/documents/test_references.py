"""Which document, article and part of it a question names."""

from __future__ import annotations

import pytest

from assistant.documents.clauses import Part, introduced, item_of, numeral, paragraph_of, paragraphs_of
from assistant.documents.references import Names
from assistant.text.numerals import han_number
from tests.documents.papers import NEW_RULES, NOTICE, library, written

ARTICLE = "第一件事。\n有下列情形之一的，要改正：\n（一）没有记录的；\n（二）没有送检的。\n收费的要退还。"


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Names:
    folder = tmp_path_factory.mktemp("names")
    shelf = library(folder / "home")
    assert len(list(shelf.add(written(folder / "in", a__md=NEW_RULES, b__txt=NOTICE)))) == 2
    return Names(shelf.index(), shelf.rules)


@pytest.mark.parametrize(
    ("question", "articles"),
    [
        ("饮水管理办法第三条", (3,)),
        ("饮水管理办法3条", (3,)),
        ("饮水管理办法第 3 条", (3,)),
        ("饮水管理办法三条讲什么", (3,)),
        ("饮水管理办法的第三条", (3,)),
        ("第3条饮水管理办法", (3,)),
        ("饮水管理办法第三条和第五条", (3, 5)),
        ("饮水管理办法第三条第四条第五条", (3, 4, 5)),
        ("饮水管理办法第三、五条", (3, 5)),
        ("饮水管理办法第1、2条", (1, 2)),
        ("饮水管理办法第二条到第五条", (2, 3, 4, 5)),
        ("饮水管理办法第2-5条", (2, 3, 4, 5)),
        ("饮水管理办法第二至五条", (2, 3, 4, 5)),
        ("饮水管理办法有一条建议", ()),
        ("饮水管理办法讲了什么", ()),
    ],
)
def test_articles_in_many_spellings(names: Names, question: str, articles: tuple[int, ...]) -> None:
    found = names.find(question)
    assert (found.articles, found.documents) == (articles, ("doc-1",))


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("饮水管理办法第三条第二款", Part(2)),
        ("饮水管理办法第三条 第2款", Part(2)),
        ("饮水管理办法第四条第（三）项", Part(None, 3)),
        ("饮水管理办法第四条第三项", Part(None, 3)),
        ("饮水管理办法第4条(3)项", Part(None, 3)),
        ("饮水管理办法第四条第一款第（三）项", Part(1, 3)),
        ("第二款呢", Part(2)),
        ("饮水管理办法第四条", None),
        ("收了三项费用", None),
    ],
)
def test_the_part_of_an_article_that_is_meant(names: Names, question: str, part: Part | None) -> None:
    found = names.find(question)
    assert found.part == part
    assert part is None or not {"款", "项"} & set(found.rest)


def test_a_chapter_is_told_from_an_article(names: Names) -> None:
    assert [names.find(asked).chapter for asked in ("饮水管理办法第二章", "饮水管理办法第二条")] == [2, None]


def test_paragraphs_and_items_of_an_article() -> None:
    assert [paragraph.whole for paragraph in paragraphs_of(ARTICLE)] == [
        "第一件事。", "有下列情形之一的，要改正：\n（一）没有记录的；\n（二）没有送检的。", "收费的要退还。",
    ]  # fmt: skip
    assert item_of(ARTICLE, Part(None, 2)) == ("有下列情形之一的，要改正：", "（二）没有送检的。")
    assert item_of(ARTICLE, Part(2, 1)) == ("有下列情形之一的，要改正：", "（一）没有记录的；")
    missing = (paragraph_of(ARTICLE, 4), paragraph_of(ARTICLE, 0), item_of(ARTICLE, Part(None, 3)))
    assert missing == (None, None, None)
    assert item_of(ARTICLE, Part(1, 1)) is None


def test_two_lists_leave_open_which_item_is_meant() -> None:
    assert item_of(ARTICLE + "\n另有：\n（一）别的。", Part(None, 1)) is None


def test_what_introduces_a_list_is_its_last_sentence() -> None:
    assert introduced("先说一句。有下列情形：") == "有下列情形："
    assert introduced("先说一句。再说一句。") == "先说一句。再说一句。"


def test_numerals_read_back() -> None:
    assert [han_number(numeral(number)) for number in range(1, 100)] == list(range(1, 100))
    assert numeral(100) == "100"
