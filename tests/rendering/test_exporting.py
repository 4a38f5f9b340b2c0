"""A conversation as Word and as plain text: whole, in order, and harmless whatever was typed."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.records import Answer, Citation
from assistant.rendering.answer import citation_line
from assistant.rendering.exporting import TITLE, conversation_docx, conversation_markdown

DAY = date(2026, 11, 30)
CITATION = Citation(1, "档案要求", "豫政办〔2012〕131号", "二(一)5", "食堂证书归第一类。", "现行", "sourced", "a5")
ANSWER = Answer("食堂证书归第一类[1]。\n出处：《档案要求》。", "answered", (CITATION,))
HOSTILE = (
    "<script>alert(1)</script> ![图](http://example.com/a.png) [看](http://example.com) www.example.com\n# 大 `x` *y*"
)
ANYTHING = st.text(st.characters(exclude_categories=()), max_size=80)


@dataclass
class Asked:
    question: str
    answer: Answer | None = None
    trouble: str = ""


TALK = [
    Asked("食堂的卫生合格证归哪", ANSWER),
    Asked("明天会下雨吗", Answer("材料里没有。", "refused")),
    Asked("三", None, "索引坏了。"),
]


def paragraphs(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(BytesIO(content)).paragraphs]


def shown(markdown: str) -> str:
    """Markdown as HTML with every door open that a viewer may have."""
    return MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown)


def wanted() -> list[str]:
    return [
        "食堂的卫生合格证归哪",
        "食堂证书归第一类[1]。",
        citation_line(CITATION),
        "明天会下雨吗",
        "材料里没有。",
        "索引坏了。",
    ]


@pytest.mark.parametrize("form", ["docx", "md"])
def test_questions_answers_and_sources_are_there_in_order(form: str) -> None:
    text = conversation_markdown(TALK, DAY) if form == "md" else "\n".join(paragraphs(conversation_docx(TALK, DAY)))
    places = [text.find(piece) for piece in wanted()]
    assert -1 not in places and places == sorted(places)
    assert TITLE in text and "2026-11-30" in text and "共 3 问" in text


def test_word_shows_questions_as_headings() -> None:
    document = Document(BytesIO(conversation_docx(TALK, DAY)))
    headings = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert headings == ["1. 食堂的卫生合格证归哪", "2. 明天会下雨吗", "3. 三"]


def test_word_file_points_nowhere_and_names_a_chinese_font() -> None:
    held = zipfile.ZipFile(BytesIO(conversation_docx([Asked(HOSTILE, ANSWER)], DAY)))
    assert not [name for name in held.namelist() if b'TargetMode="External"' in held.read(name)]
    assert "宋体" in held.read("word/styles.xml").decode("utf-8")


def test_pasted_mark_up_stays_text_in_markdown() -> None:
    html = shown(conversation_markdown([Asked(HOSTILE, Answer(HOSTILE, "answered"))], DAY))
    assert not [tag for tag in ("<script", "<img", "<a ", "<code", "<em") if tag in html]
    assert "&lt;script&gt;alert(1)&lt;/script&gt; ![图](http://example.com/a.png)" in html


def test_address_in_markdown_is_not_made_a_link() -> None:
    written = conversation_markdown([Asked(HOSTILE)], DAY)
    assert "http://" not in written and "www.e" not in written


@settings(max_examples=30)  # each writes and reads a whole Word file
@given(ANYTHING)
def test_any_question_opens_again_in_word(question: str) -> None:
    heading = paragraphs(conversation_docx([Asked(question, Answer(question, "answered"))], DAY))[2]
    kept = [letter for letter in question if letter.isalnum() and letter <= "\ud7ff"]
    assert heading.startswith("1.")
    assert [letter for letter in kept if letter not in heading] == []


@given(ANYTHING)
def test_any_question_is_one_heading_of_markdown_and_no_tag(question: str) -> None:
    html = shown(conversation_markdown([Asked(question, Answer("答。", "answered"))], DAY))
    assert html.count("<h2>") == 1
    assert html.rstrip().endswith("<p>答。</p>")
    assert "<a " not in html and "<img" not in html


@example("    缩进")
@example("- 一\n1. 二\n===\n---\n> 三\n```\n[1]: http://example.com")
@given(ANYTHING)
def test_any_answer_makes_paragraphs_only(text: str) -> None:
    html = shown(conversation_markdown([Asked("问", Answer(text, "answered"))], DAY))
    assert not [tag for tag in ("<li", "<pre", "<code", "<h3", "<hr", "<blockquote", "<a ", "<img") if tag in html]
