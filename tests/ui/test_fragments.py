"""The pieces of HTML."""

from __future__ import annotations

import pytest

from assistant.conversation.history import Known
from assistant.records import Answer
from assistant.rendering.answer import citation_line
from assistant.ui.fragments import (
    CONFIDENCE,
    SHOWN,
    chips_html,
    citation_html,
    conversation_html,
    known_html,
    marked,
    questions_html,
    safe,
    sources_html,
)
from assistant.ui.handlers import Exchange
from tests.ui.conftest import ANSWER, PASSAGE, QUOTE, cited

HOSTILE = "<img src=x onerror=\"alert('一')\">${alert(2)}{{this}}`x`"


def test_nothing_of_a_text_is_read_as_html_or_template() -> None:
    assert not set("<>\"'${}`") & set(safe(HOSTILE))


def test_pasted_html_shows_as_text() -> None:
    shown = conversation_html([Exchange(HOSTILE, trouble=HOSTILE)])
    assert "<img" not in shown
    assert "&lt;img" in shown


def test_long_question_is_shown_shortened() -> None:
    assert conversation_html([Exchange("问" * (SHOWN + 1))]).count("问") == SHOWN


def test_marks_of_the_last_answer_lead_to_their_source() -> None:
    shown = conversation_html([Exchange("一", ANSWER)])
    assert 'href="#source-1"' in shown
    assert 'id="source-1"' in sources_html(ANSWER, lambda _: PASSAGE)


def test_marks_of_earlier_answers_are_plain() -> None:
    earlier, last = conversation_html([Exchange("一", ANSWER), Exchange("二")]).split("</article>")[:2]
    assert "[1]" in earlier
    assert "href" not in earlier + last


def test_brackets_that_are_no_mark_stay_text() -> None:
    assert "href" not in conversation_html([Exchange("看[1]", trouble="见[1]")])


def test_citation_shows_where_it_stands() -> None:
    summary = citation_html(cited(), PASSAGE).split("</summary>")[0]
    assert [word in summary for word in ("[1]", "档案要求", "豫政办〔2012〕131号", "二(一)5", "现行", "有据")] == [
        True
    ] * 6


@pytest.mark.parametrize("confidence", ["sourced", "convention"])
def test_confidence_is_called_as_on_the_terminal(confidence: str) -> None:
    assert CONFIDENCE[confidence] in citation_line(cited(confidence=confidence))
    assert CONFIDENCE[confidence] in citation_html(cited(confidence=confidence), PASSAGE)


def test_doubtful_standing_is_set_off() -> None:
    assert citation_html(cited(validity="已被替代", confidence="convention"), PASSAGE).count("tag careful") == 2


def test_opened_citation_marks_the_quoted_words_only() -> None:
    opened = citation_html(cited(), PASSAGE).split("</summary>")[1]
    assert f"<mark>{QUOTE}</mark>" in opened
    assert opened.count("<mark>") == 1
    assert PASSAGE.path in opened
    assert "&lt;b&gt;两&lt;/b&gt;" in opened


def test_quote_that_is_not_in_the_passage_comes_first() -> None:
    assert marked("别的话。", QUOTE).startswith(f"<p><mark>{QUOTE}</mark>")


def test_citation_without_a_passage_shows_its_quote() -> None:
    assert f"<mark>{QUOTE}</mark>" in citation_html(cited(passage="没有"), None)


def test_number_and_clause_may_be_missing() -> None:
    assert '<span class="place"></span>' in citation_html(cited(number=None, clause=""), PASSAGE)


@pytest.mark.parametrize(
    "html",
    [
        conversation_html([Exchange(HOSTILE, Answer(HOSTILE, "refused"), steps=(HOSTILE,))]),
        known_html([Known(HOSTILE, HOSTILE, 1)]),
        chips_html([HOSTILE]),
        questions_html({HOSTILE: [HOSTILE]}),
        citation_html(cited(document=HOSTILE, number=HOSTILE, clause=HOSTILE, quote=HOSTILE, passage=HOSTILE), None),
    ],
    ids=["conversation", "known", "chips", "questions", "citation"],
)
def test_no_piece_lets_html_or_templates_through(html: str) -> None:
    assert "&lt;img" in html and "<img" not in html
    assert not set("${}`") & set(html)
    assert 'onerror="' not in html


def test_steps_stand_under_the_answer() -> None:
    shown = conversation_html([Exchange("一", ANSWER, steps=("查档案要求：食堂证书", "按公式计算"))])
    assert shown.index(QUOTE) < shown.index("查档案要求：食堂证书；按公式计算")


def test_answer_is_copied_with_its_sources() -> None:
    copied = conversation_html([Exchange("一", ANSWER)]).split('data-copy="')[1].split('"')[0]
    assert QUOTE in copied and citation_line(cited()) in copied


def test_what_was_told_names_its_thing_once() -> None:
    shown = known_html([Known("教辅用房", "教辅用房6000平方米", 1), Known("学段", "初中", 1), Known("班", "班", 2)])
    assert '<span class="label">教辅用房</span> 6000平方米<' in shown
    assert '<span class="label">学段</span> 初中<' in shown
    assert 'data-forget="教辅用房" aria-label="移除：教辅用房 6000平方米"' in shown
    assert '<span class="label">班</span> 班<' in shown
