"""Fields and passages of a document."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from assistant.documents.formats.reading import Reader
from assistant.documents.preparing import Preparer
from assistant.documents.records import Prepared
from assistant.knowledge.loader import corpus_folder, load_words
from tests.documents.county import OLD, PRINTED
from tests.documents.papers import NEW_RULES, NOTICE, OLD_RULES

PREPARER = Preparer(load_words(corpus_folder(), "documents"))


def prepared(text: str, name: str = "文件.txt", kind: str = "txt") -> Prepared:
    return PREPARER.prepare(text, name, kind, "0", "UTF-8")


def test_fields_of_a_notice() -> None:
    made = prepared(NOTICE)
    assert (made.title, made.number, made.issuer, made.date, made.place, made.statute) == (
        "关于做好中小学图书室开放工作的通知", "青教发〔2025〕18号", "青禾县教育局", "2025-03-12", "青禾县", False,
    )  # fmt: skip


def test_passages_of_a_notice_stand_under_their_headings() -> None:
    pieces = [(path, text[:8]) for path, _, _, text in prepared(NOTICE).pieces]
    assert ("一、开放时间", "图书室每周开放不") in pieces
    assert ("二、借阅办法", "学生每次可以借两") in pieces
    assert all(clause for _, clause, _, _ in prepared(NOTICE).pieces)


def test_fields_and_articles_of_a_statute() -> None:
    made = prepared(NEW_RULES, "青禾县校园饮水管理办法(2024-05-06).md", "md")
    assert (made.title, made.date, made.issuer, made.statute, made.repeals) == (
        "青禾县校园饮水管理办法", "2024-05-06", "青禾县人民政府", True, ("青禾县学校饮水暂行规定",),
    )  # fmt: skip
    assert [(path, clause, number) for path, clause, number, _ in made.pieces if number] == [
        ("第一章 总则", "第一条", 1), ("第一章 总则", "第二条", 2), ("第二章 管理", "第三条", 3),
        ("第二章 管理", "第四条", 4), ("第二章 管理", "第五条", 5), ("第三章 附则", "第六条", 6),
    ]  # fmt: skip


def test_an_article_keeps_its_paragraphs_and_items() -> None:
    texts = {number: text for _, _, number, text in prepared(OLD_RULES, kind="md").pieces if number}
    assert texts[3] == "学校应当每30天清洗一次饮水机，并留下记录。\n清洗记录由总务处保管三年。"
    assert texts[4].count("\n") == 3


def test_articles_in_one_line_are_told_apart() -> None:
    text = "某校办法\n\n第一条 为了饮水安全，制定本办法。 第二条 每月清洗。 第三条 记录留三年。"
    assert [number for _, _, number, _ in prepared(text).pieces if number] == [1, 2, 3]


def test_a_number_inside_a_sentence_is_somebody_elses() -> None:
    made = prepared("图书室工作小结\n\n根据县里青教发〔2025〕18号文件的要求，我们每周开放五天，学生很欢迎。")
    assert made.number is None


def test_a_file_without_a_title_is_called_by_its_name() -> None:
    assert (
        prepared("图书室每周开放不少于五天，每天中午和下午课后各开放一次。", "饮水记录(2024-01-02).txt").title
        == "饮水记录"
    )


def test_passages_are_readable_pieces() -> None:
    long = "清洗记录写清日期、人员和饮水机编号。" * 200
    assert all(len(text) <= 400 for _, _, _, text in prepared("一份记录\n\n" + long).pieces)


@given(st.lists(st.sampled_from([*NOTICE.split("\n"), "# 标题", "二、短", "(一)甲", "1.乙"]), min_size=1))
def test_no_word_is_lost_between_paragraphs_and_passages(lines: list[str]) -> None:
    text = "开头的一段话写在最前面，用来说明来由。\n\n" + "\n\n".join(lines)
    made = prepared(text)
    told = "".join(path + clause + body for path, clause, _, body in made.pieces) + made.title
    dropped = "".join(item.text for item in made.log)
    letters = {c for c in text if c.isalnum()}
    assert letters <= set(told + dropped)


def test_the_kind_of_file_is_told_by_its_ending(tmp_path: Path) -> None:
    page = tmp_path / "a.HTML"
    page.write_text("<h1>图书室通知</h1><p>每周开放五天。", encoding="utf-8")
    assert PREPARER.read(page, Reader(None)).title == "图书室通知"


def test_who_signed_is_no_word_of_the_last_article() -> None:
    made = prepared(PRINTED)
    assert [(clause, text) for _, clause, number, text in made.pieces if number == 3] == [
        ("第三条", "大宗食材由县教育体育局统一招标采购，每学期公示一次。")
    ]
    assert (made.issuer, made.date) == ("云溪县人民政府办公室", "2023-02-10")


def test_a_numbered_sentence_heads_nothing() -> None:
    pieces = [(path, text) for path, _, _, text in prepared(OLD).pieces]
    assert any(text.startswith("二、班额台账保存三年") and "班额台账" not in path for path, text in pieces)
