"""The tab 资料库 in a real browser; what a test adds it takes out again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.documents.store import Store
from tests.conftest import ROOT
from tests.documents.papers import NEW_RULES, NOTICE, written
from tests.ui.conftest import ask_on
from tests.ui.test_page import NARROW, barriers

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TITLE = "关于做好中小学图书室开放工作的通知"
LOANS = "图书室里一次能借几本书"


@pytest.fixture
def papers(tmp_path: Path) -> list[Path]:
    """A notice in GB18030, a statute, and a file of a kind that is not read."""
    notice, rules = written(tmp_path / "我的 文件", 通知__txt="", 饮水__md=NEW_RULES)
    notice.write_bytes(NOTICE.encode("gb18030"))
    word = tmp_path / "总结.docx"
    word.write_bytes(b"PK\x03\x04")
    return [notice, rules, word]


@pytest.fixture
def shelf(open_page: Any, ui_home: str) -> Iterator[Any]:
    """Opens the page on the tab; at the end the library is empty again."""

    def opened(**chosen: Any) -> Any:
        page = open_page(**chosen)
        page.get_by_role("tab", name="资料库").click()
        page.get_by_text("选择文件").wait_for()
        return page

    yield opened
    store = Store(Path(ui_home))
    for document in store.documents():
        store.remove(document.id)


def in_a_terminal(home: str, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "assistant", *arguments], cwd=ROOT, env={**os.environ, "JUNHENG_HOME": home},
        stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=True,
    )  # fmt: skip


def upload(page: Any, *files: Path) -> Any:
    """Choose files; returns what the page says of them."""
    page.locator("#chooser input").set_input_files(list(map(str, files)))
    said = page.locator("#library-notice .outcomes")
    said.wait_for()
    return said


def test_uploaded_files_answer_at_once_and_removed_ones_no_longer(shelf: Any, papers: list[Path]) -> None:
    page = shelf()
    said = upload(page, *papers).inner_text()
    assert f"已添加《{TITLE}》" in said and "没有添加 总结.docx：文件已损坏" in said
    page.get_by_role("tab", name="问答").click()
    reply = ask_on(page, LOANS)
    assert "两本书" in reply.inner_text() and "查自己添加的文件" in reply.locator(".steps").inner_text()
    page.locator("#source-1 summary").click()
    assert "两本书" in page.locator("#source-1 mark").inner_text()

    page.get_by_role("tab", name="资料库").click()
    page.get_by_role("button", name=f"移除：{TITLE}", exact=True).click()
    page.get_by_role("button", name=f"确定移除：{TITLE}").click()
    page.get_by_text(f"已移除《{TITLE}》").wait_for()
    assert page.locator(".paper").count() == 1
    page.get_by_role("tab", name="问答").click()
    assert "两本书" not in ask_on(page, LOANS).inner_text()


def test_what_was_added_in_a_terminal_shows_after_a_refresh(shelf: Any, papers: list[Path], ui_home: str) -> None:
    page = shelf()
    page.get_by_text("还没有文件").wait_for()
    in_a_terminal(ui_home, "add", str(papers[0]))
    page.get_by_role("button", name="刷新").click()
    page.get_by_role("heading", name=TITLE).wait_for()
    page.get_by_role("tab", name="问答").click()
    assert "两本书" in ask_on(page, LOANS).inner_text()


def test_cleaning_is_shown(shelf: Any, tmp_path: Path) -> None:
    page = shelf()
    upload(page, *written(tmp_path, 网页__html=f"<nav>首页</nav><pre>{NOTICE}</pre><p>合集下载</p>"))
    page.get_by_role("button", name="看清理").click()
    page.get_by_text("网站的话").click()
    assert page.get_by_text("合集下载", exact=True).is_visible()
    assert page.evaluate("document.activeElement.closest('.paper') !== null")


def test_removal_goes_by_keyboard(shelf: Any, papers: list[Path]) -> None:
    page = shelf()
    upload(page, papers[1])
    page.get_by_role("button", name="移除：").press("Enter")
    page.wait_for_function("document.activeElement.dataset.act === 'keep'")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.dataset.act === 'ask-first'")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="确定移除").press("Enter")
    page.get_by_text("还没有文件").wait_for()
    page.wait_for_function("document.activeElement.closest('#papers') !== null")


def test_dropped_file_is_added(shelf: Any) -> None:
    page = shelf()
    page.evaluate(
        """words => {
          const data = new DataTransfer();
          data.items.add(new File([words], "拖来.txt"));
          document.querySelector(".chooser").dispatchEvent(new DragEvent("drop", {bubbles: true, dataTransfer: data}));
        }""",
        NOTICE,
    )
    page.get_by_role("heading", name=TITLE).wait_for()


def test_file_that_is_too_large_is_not_sent(shelf: Any, tmp_path: Path) -> None:
    (tmp_path / "大.txt").write_bytes(b"a" * (20 * 1024 * 1024 + 1))
    assert "太大" in upload(shelf(), tmp_path / "大.txt").inner_text()


def test_documents_are_found(shelf: Any, papers: list[Path]) -> None:
    page = shelf()
    upload(page, *papers[:2])
    page.get_by_label("找文件").fill("饮水")
    page.get_by_label("找文件").press("Enter")
    page.get_by_role("heading", name=TITLE).wait_for(state="detached")
    assert page.locator(".paper").count() == 1


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", NARROW)])
def test_no_serious_barrier_and_no_sideways_scroll(shelf: Any, papers: list[Path], scheme: str, width: int) -> None:
    page = shelf(color_scheme=scheme, width=width)
    found = barriers(page)
    upload(page, *papers)
    page.get_by_role("button", name="看清理").first.click()
    page.locator(".cleaning").wait_for()
    page.get_by_role("button", name="移除：").last.click()
    page.locator(".sure").wait_for()
    assert found + barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
