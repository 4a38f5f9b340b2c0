"""The tab 表册检查 in a real browser: send a register, read what was found, filter, ask about it."""

from __future__ import annotations

import time
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.tools.test_register_check import faulty, written
from tests.ui.conftest import ask_on, reply_after
from tests.ui.test_page import NARROW, barriers

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EVIL = "<img src=x onerror=alert(1)>"


@pytest.fixture
def register(tmp_path: Path) -> Path:
    return written(tmp_path / "留守 <b>.xlsx", faulty(C8=EVIL))


def on_the_tab(page: Any) -> None:
    page.get_by_role("tab", name="表册检查").click()
    page.get_by_text("选择表册").wait_for()


def send(page: Any, *files: Path) -> None:
    page.locator("#register-chooser input[type=file]").set_input_files(files)
    page.locator("#register-findings tbody tr").first.wait_for()


def test_send_read_filter_and_ask(open_page: Any, register: Path) -> None:
    page = open_page()
    on_the_tab(page)
    send(page, register)
    assert "错误4处" in page.locator("#register-summary").inner_text()
    rows = page.locator("#register-findings tbody tr")
    assert rows.count() == 4
    assert EVIL in page.locator("#register-findings").inner_text()
    page.locator('#register-levels button[data-act="待核实"]').click()
    page.get_by_text("这一级没有").wait_for()
    page.locator('#register-levels button[data-act="错误"]').click()
    rows.nth(3).wait_for()
    page.locator("#register-summary button.pick").first.click()
    assert "错误" in reply_after(page, 0).inner_text()
    assert "E4" in ask_on(page, "第4行有什么问题").inner_text()


def test_attach_in_the_chat_and_send_the_mended_file(open_page: Any, register: Path, tmp_path: Path) -> None:
    page = open_page()
    page.locator("#attach input[type=file]").set_input_files(register)
    assert "错误4处" in reply_after(page, 0).inner_text()
    mended = written(tmp_path / "改.xlsx", faulty(C8="男"))
    page.locator("#attach input[type=file]").set_input_files(mended)
    assert "改好了1处" in reply_after(page, 1).inner_text()


def test_closed_page_leaves_no_file(open_page: Any, register: Path, ui_home: str) -> None:
    page, sessions = open_page(), Path(ui_home) / "sessions"
    before = set(sessions.glob("*"))
    on_the_tab(page)
    send(page, register)
    (folder,) = set(sessions.glob("*")) - before
    page.close()
    for _ in range(100):
        if not folder.exists():
            return
        time.sleep(0.2)
    pytest.fail("the upload still lies there")


def test_blank_form_is_downloaded(open_page: Any) -> None:
    page = open_page()
    on_the_tab(page)
    page.get_by_label("哪一种表").click()
    page.get_by_role("option", name="留守儿童花名册", exact=True).click()
    page.get_by_role("textbox", name="学年").fill("2013-2014")
    with page.expect_download() as download:
        page.get_by_role("button", name="下载空白表").click()
    assert download.value.suggested_filename == "留守儿童花名册2013-2014学年度.xlsx"


def test_marked_copy_is_downloaded(open_page: Any, register: Path) -> None:
    page = open_page()
    on_the_tab(page)
    marked = page.get_by_role("button", name="下载标注的表")
    assert not marked.is_visible()
    send(page, register)
    with page.expect_download() as download:
        marked.click()
    assert download.value.suggested_filename.endswith("-标注.xlsx")
    sheet = load_workbook(BytesIO(download.value.path().read_bytes())).worksheets[0]
    assert "身份证" in sheet["E4"].comment.text
    page.get_by_text("标注好了").wait_for()


@pytest.mark.parametrize("size", [{}, {"width": NARROW}])
def test_tab_is_accessible(open_page: Any, register: Path, size: dict[str, int]) -> None:
    page = open_page(**size)
    on_the_tab(page)
    send(page, register)
    assert barriers(page) == []
