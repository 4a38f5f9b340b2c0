"""The tab 达标测算 in a real browser: send a workbook, choose a standard, try a change, save a report, ask."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_score import workbook
from tests.tools.test_score_check import ROWS
from tests.ui.conftest import ask_on
from tests.ui.test_page import NARROW, barriers

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def county(tmp_path: Path) -> Path:
    return workbook(tmp_path / "全县.xlsx", ROWS, title=True)


def sent(page: Any, file: Path) -> None:
    page.get_by_role("tab", name="达标测算").click()
    page.locator("#score-chooser input[type=file]").set_input_files(file)
    page.locator("#score-verdict .verdict").wait_for()


def test_send_choose_try_save_and_ask(open_page: Any, county: Path) -> None:
    page = open_page()
    sent(page, county)
    verdict = page.locator("#score-verdict")
    assert "优质均衡（2017）" in verdict.inner_text()
    page.get_by_label("试改：哪所学校").click()
    page.get_by_role("option", name="示例县乙小学", exact=True).click()
    page.get_by_label("哪一栏").click()
    page.get_by_role("option", name="小学县级以上骨干教师数", exact=True).click()
    page.get_by_label("加多少").fill("2")
    page.get_by_role("button", name="试算").click()
    page.locator(".tried").wait_for()
    assert "不达标 → 达标" in verdict.inner_text()
    page.get_by_role("button", name="撤掉试改").click()
    page.locator(".tried").wait_for(state="detached")
    page.get_by_label("按哪个标准").click()
    page.get_by_role("option", name="基本均衡（2012）", exact=True).click()
    page.get_by_text("综合差异系数").first.wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载报告（Word）").click()
    assert download.value.suggested_filename == "达标测算-基本均衡（2012）.docx"
    page.get_by_role("tab", name="问答").click()
    assert "乙小学" in ask_on(page, "哪个学校拉低了电脑").inner_text()


@pytest.mark.parametrize("size", [{}, {"width": NARROW}])
def test_tab_is_accessible_and_does_not_scroll_sideways(open_page: Any, county: Path, size: dict[str, int]) -> None:
    page = open_page(**size)
    sent(page, county)
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
