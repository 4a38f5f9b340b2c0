"""The page in a real browser. Every test also proves that nothing leaves 127.0.0.1 and the console stays clean."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
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
    chip = page.get_by_role("group", name="接着问").get_by_role("button").first
    offered = chip.inner_text()
    chip.click()
    reply_after(page, 1)
    assert page.locator(".asked").nth(1).inner_text() == offered


def test_follow_up_button_is_asked_by_keyboard(open_page: Any) -> None:
    page = open_page()
    ask_on(page, QUESTION)
    page.locator("#chips button").first.press("Enter")
    reply_after(page, 1)
    assert page.evaluate("document.activeElement.id") == "conversation"


def test_answer_tells_what_was_done_for_it(open_page: Any) -> None:
    reply = ask_on(open_page(), "初中1200名学生，教辅用房6000平方米够不够")
    assert reply.locator(".steps").inner_text().startswith("按公式计算：")


def test_known_fact_is_shown_corrected_and_removed(open_page: Any) -> None:
    page = open_page()
    ask_on(page, "初中900名学生，教辅用房6000平方米够不够")
    known = page.locator("#known")
    assert "900" in known.inner_text()
    ask_on(page, "不对，是1200人")
    assert "1200" in known.inner_text() and "900" not in known.inner_text()
    page.get_by_role("button", name=re.compile("^移除：.*1200")).click()
    page.get_by_text(re.compile("^学生")).wait_for(state="detached")
    assert "1200" not in known.inner_text() and "6000" in known.inner_text()
    ask_on(page, "那教辅用房够吗")
    assert "1200" not in page.locator(".reply").nth(2).inner_text()


def test_conversation_is_saved_as_word_and_as_text(open_page: Any, ui_home: str, tmp_path: Path) -> None:
    page = open_page()
    said = ask_on(page, QUESTION).locator("p").first.inner_text()
    source = page.locator("#source-1 .document").inner_text()
    word, text = saved(page, "存成 Word", tmp_path), saved(page, "存成文本", tmp_path)
    assert (word.suffix, text.suffix) == (".docx", ".md")
    inside = zipfile.ZipFile(word).read("word/document.xml").decode("utf-8")
    for held in (inside, text.read_text(encoding="utf-8-sig")):
        assert [piece in held for piece in (QUESTION, said, source)] == [True] * 3
    assert saved(page, "存成文本", tmp_path).exists()  # the same again is saved again
    assert [file for file in Path(ui_home, "temp").rglob("*") if file.is_file()] == []  # nothing of it stays here


def saved(page: Any, button: str, folder: Path) -> Path:
    """The file the browser is given after a click."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def test_answer_is_copied_with_its_source(open_page: Any) -> None:
    page = open_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reply = ask_on(page, QUESTION)
    reply.get_by_role("button", name="复制").click()
    page.get_by_text("已复制").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("食堂") and "[1] " in copied


def test_copying_an_earlier_answer_leaves_the_view_where_it_is(open_page: Any) -> None:
    page = open_page(height=500)
    for question in (QUESTION, "大班额怎么认定", "差异系数怎么算"):
        ask_on(page, question)
    page.locator("#conversation").evaluate("part => (part.scrollTop = 0)")
    page.get_by_role("button", name="复制").first.click()
    page.wait_for_timeout(300)
    assert page.locator("#conversation").evaluate("part => part.scrollTop") < 60


def test_help_question_is_asked_on_the_chat_tab(open_page: Any) -> None:
    page = open_page()
    page.get_by_label("您的问题").fill("写了一半")
    page.get_by_role("tab", name="帮助").click()
    assert page.locator("#help .pick").count() == 30
    page.get_by_role("button", name="评估表多少分合格").click()
    assert "85分" in reply_after(page, 0).inner_text()
    assert page.get_by_role("tab", name="问答").get_attribute("aria-selected") == "true"


def test_tabs_go_by_keyboard(open_page: Any) -> None:
    page = open_page()
    page.get_by_role("tab", name="帮助").press("Enter")
    page.get_by_role("heading", name="答复怎么看").wait_for()
    assert page.locator("#question").is_hidden()


def test_restart_clears_the_conversation(open_page: Any) -> None:
    page = open_page()
    ask_on(page, "初中900名学生，教辅用房6000平方米够不够")
    page.get_by_role("button", name="重新开始").click()
    page.locator(".welcome").wait_for()
    left = (".exchange", ".source", "#chips button", "#known li")
    assert [page.locator(part).count() for part in left] == [0] * len(left)
    assert page.locator("#examples .pick").first.is_visible()


def test_empty_question_gets_a_hint(open_page: Any) -> None:
    page = open_page()
    page.get_by_role("button", name="发送").click()
    assert "写下问题" in page.locator(".notice").inner_text()


def test_two_pages_do_not_see_each_other(open_page: Any) -> None:
    one, other = open_page(), open_page()
    ask_on(one, QUESTION)
    ask_on(other, "大班额怎么认定")
    assert [page.locator(".asked").all_inner_texts() for page in (one, other)] == [[QUESTION], ["大班额怎么认定"]]
    ask_on(one, "初中900名学生，教辅用房6000平方米够不够")
    assert "900" in one.locator("#known").inner_text()
    assert "900" not in other.locator("body").inner_text()


def test_page_is_chinese_for_any_browser(open_page: Any) -> None:
    page = open_page(locale="en-US")
    ask_on(page, QUESTION)
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    names = page.evaluate(
        "[...document.querySelectorAll('*')].flatMap(e => ['aria-label', 'title', 'alt', 'placeholder']"
        ".map(name => e.getAttribute(name)).filter(Boolean))"
    )
    assert [name for name in names if not re.search("[一-鿿]", name)] == []
    assert set(re.findall("[A-Za-z]{3,}", page.locator("body").inner_text())) <= {"Word"}


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", NARROW)])
def test_no_serious_barrier_for_anybody(open_page: Any, scheme: str, width: int) -> None:
    page = open_page(width=width, color_scheme=scheme)
    found = barriers(page)
    ask_on(page, "初中900名学生，教辅用房6000平方米够不够")
    page.locator("#source-1 summary").click()
    found += barriers(page)
    ask_on(page, "明天会下雨吗")
    page.get_by_role("tab", name="帮助").click()
    page.locator("#help").wait_for()
    assert found + barriers(page) == []


def barriers(page: Any) -> list[tuple[str, str]]:
    """What axe-core calls serious or critical."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    report = axe.run(page).response
    assert len(report["passes"]) > 10
    bad = [rule for rule in report["violations"] if rule["impact"] in ("serious", "critical")]
    return [(rule["id"], node["html"]) for rule in bad for node in rule["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_follow_the_system(open_page: Any, scheme: str) -> None:
    page = open_page(color_scheme=scheme)
    paper = page.evaluate("getComputedStyle(document.querySelector('.gradio-container')).backgroundColor")
    brightness = sum(map(int, re.findall(r"\d+", paper)[:3])) / 3
    assert (brightness > 200) if scheme == "light" else (brightness < 50)


def test_narrow_page_does_not_scroll_sideways(open_page: Any) -> None:
    page = open_page(width=NARROW, height=844)
    widths = [page.evaluate("document.documentElement.scrollWidth")]
    ask_on(page, QUESTION + "x" * 200)
    page.locator(".source summary").first.click()
    widths.append(page.evaluate("document.documentElement.scrollWidth"))
    page.get_by_role("tab", name="帮助").click()
    page.locator("#help").wait_for()
    widths.append(page.evaluate("document.documentElement.scrollWidth"))
    assert widths == [NARROW] * 3
    page.get_by_role("tab", name="问答").click()
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
