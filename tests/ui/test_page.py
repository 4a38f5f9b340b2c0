"""The page in a real browser. Every test also proves that nothing leaves 127.0.0.1 and the console stays clean."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.ui.conftest import Server, ask_on, reply_after

pytestmark = [pytest.mark.browser, pytest.mark.slow]

QUESTION = "食堂的卫生合格证归哪一类"
NARROW = 390


def test_question_is_answered(open_page: Any) -> None:
    reply = ask_on(open_page(), QUESTION)
    assert "answered" in reply.get_attribute("class")
    assert "第一类" in reply.locator("p").first.inner_text()


def test_enter_sends_and_empties_the_box(open_page: Any) -> None:
    page = open_page()
    box = page.get_by_label("您的问题")
    box.fill(QUESTION)
    box.press("Enter")
    reply_after(page, 0)
    assert box.input_value() == ""


def test_mark_opens_its_source_with_the_words_marked(open_page: Any) -> None:
    page = open_page()
    reply = ask_on(page, QUESTION)
    reply.locator(".mark a").first.click()
    source = page.locator("#source-1")
    source.locator("mark").wait_for(state="visible")
    assert "第一类" in source.locator("mark").inner_text()


def test_source_opens_by_keyboard(open_page: Any) -> None:
    page = open_page()
    ask_on(page, QUESTION)
    page.locator("#source-1 summary").press("Enter")
    page.locator("#source-1 mark").wait_for(state="visible")


def test_follow_up_leans_on_the_question_before(open_page: Any) -> None:
    page = open_page()
    ask_on(page, QUESTION)
    reply = ask_on(page, "那平面图呢")
    assert "answered" in reply.get_attribute("class")
    assert "平面图" in reply.locator("p").first.inner_text()


def test_out_of_scope_is_refused(open_page: Any) -> None:
    page = open_page()
    reply = ask_on(page, "明天会下雨吗")
    assert "refused" in reply.get_attribute("class")
    assert page.locator(".source").count() == 0


def test_pasted_html_shows_as_text(open_page: Any) -> None:
    page = open_page()
    pasted = '<b id="bad">粗</b><img src=x onerror="alert(1)">${alert(2)}{{value}} 食堂的卫生合格证归哪一类'
    ask_on(page, pasted)
    assert page.locator(".asked").inner_text() == pasted
    assert page.locator("#bad, .exchange img").count() == 0


def test_example_is_asked_by_a_click(open_page: Any) -> None:
    page = open_page()
    page.get_by_role("button", name="档案盒标签用什么字体").click()
    assert "黑体" in reply_after(page, 0).inner_text()


def test_follow_up_button_is_asked_by_a_click(open_page: Any) -> None:
    page = open_page()
    ask_on(page, QUESTION)
    chip = page.locator("#chips button").first
    offered = chip.inner_text()
    chip.click()
    reply_after(page, 1)
    assert page.locator(".asked").nth(1).inner_text() == offered


def test_restart_clears_the_conversation(open_page: Any) -> None:
    page = open_page()
    ask_on(page, QUESTION)
    page.get_by_role("button", name="重新开始").click()
    page.locator(".welcome").wait_for()
    assert [page.locator(part).count() for part in (".exchange", ".source", "#chips button")] == [0, 0, 0]


def test_empty_question_gets_a_hint(open_page: Any) -> None:
    page = open_page()
    page.get_by_role("button", name="发送").click()
    assert "写下问题" in page.locator(".notice").inner_text()


def test_two_pages_do_not_see_each_other(open_page: Any) -> None:
    one, other = open_page(), open_page()
    ask_on(one, QUESTION)
    ask_on(other, "大班额怎么认定")
    assert [page.locator(".asked").all_inner_texts() for page in (one, other)] == [[QUESTION], ["大班额怎么认定"]]


def test_page_is_chinese_for_any_browser(open_page: Any) -> None:
    page = open_page(locale="en-US")
    ask_on(page, QUESTION)
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    names = page.evaluate(
        "[...document.querySelectorAll('*')].flatMap(e => ['aria-label', 'title', 'alt', 'placeholder']"
        ".map(name => e.getAttribute(name)).filter(Boolean))"
    )
    assert [name for name in names if not re.search("[一-鿿]", name)] == []
    assert re.findall("[A-Za-z]{3,}", page.locator("body").inner_text()) == []


def test_narrow_page_does_not_scroll_sideways(open_page: Any) -> None:
    page = open_page(width=NARROW, height=844)
    widths = [page.evaluate("document.documentElement.scrollWidth")]
    ask_on(page, QUESTION + "x" * 200)
    page.locator(".source summary").first.click()
    widths.append(page.evaluate("document.documentElement.scrollWidth"))
    assert widths == [NARROW, NARROW]
    assert page.locator("#sources").bounding_box()["y"] > page.locator("#conversation").bounding_box()["y"]


def test_new_answer_is_brought_into_view(open_page: Any) -> None:
    page = open_page(width=NARROW, height=700)
    for question in (QUESTION, "大班额怎么认定", "差异系数怎么算"):
        reply = ask_on(page, question)
    page.wait_for_function("scrollY > 0")
    assert 0 <= reply.locator("p").first.bounding_box()["y"] < 700


def test_lost_connection_is_told_in_chinese(browser: Any, server: Server) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(server.url)
    page.get_by_label("您的问题").fill(QUESTION)
    context.set_offline(True)
    page.get_by_role("button", name="发送").click()
    toast = page.locator(".toast-body")
    toast.wait_for()
    assert "连接断了" in toast.inner_text()
    assert re.findall("[A-Za-z]{3,}", toast.inner_text()) == []
    context.close()
