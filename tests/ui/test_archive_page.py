"""The tab 档案装盒 in a real browser: a folder is placed, corrected, and its papers are taken away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import pytest

from tests.ui.test_page import NARROW, barriers

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EVIL = "<b>花名册.doc"


@pytest.fixture
def school(tmp_path: Path) -> Path:
    folder = tmp_path / "学校"
    for name in ("证书/食堂卫生许可证.jpg", "2013-2014学年体育器材帐册.xls", "扫描件001.pdf", "Thumbs.db", EVIL):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")
    return folder


def placed(page: Any, school: Path) -> Any:
    page.get_by_role("tab", name="档案装盒").click()
    page.locator("#archive-year input, #archive-year textarea").fill("2013-2014")
    page.locator("#archive-chooser input[webkitdirectory]").set_input_files(school)
    rows = page.locator("#archive-files tbody tr")
    rows.first.wait_for()
    return rows


def test_place_correct_and_take_away(open_page: Any, school: Path) -> None:
    page = open_page()
    rows = placed(page, school)
    assert rows.count() == 4 and EVIL in page.locator("#archive-files").inner_text()
    assert "扫描件001" in rows.nth(1).inner_text() and "要您定" in rows.nth(1).inner_text()
    assert "A6" in page.locator("#archive-missing").inner_text()
    page.locator("#archive-files tr", has_text="扫描件001").locator("select").select_option("A6")
    page.locator("#archive-files tr", has_text="扫描件001").get_by_text("您定的").wait_for()
    assert "A6" not in page.locator("#archive-missing").inner_text()
    for name in ("清单.yaml", "盒签.docx", "目录.xlsx"):
        with page.expect_download() as handed:
            page.get_by_role("button", name=f"下载{name}", exact=True).click()
        assert name in handed.value.suggested_filename


def test_a_correction_shows_in_its_own_row_only(open_page: Any) -> None:
    page = open_page()
    page.get_by_role("tab", name="档案装盒").click()
    page.locator("#archive-names textarea").fill("扫描件001\n扫描件002")
    page.get_by_role("button", name="归类", exact=True).click()
    first, second = (page.locator("#archive-files tr", has_text=f"扫描件00{at}") for at in (1, 2))
    first.locator("select").select_option("A6")
    first.get_by_text("您定的").wait_for()
    assert [row.locator("select").input_value() for row in (first, second)] == ["A6", "?"]


def test_a_folder_can_be_dropped(open_page: Any, school: Path) -> None:
    page = open_page()
    page.get_by_role("tab", name="档案装盒").click()
    box = page.locator("#archive-chooser .chooser").bounding_box()
    mouse = page.context.new_cdp_session(page)
    for step in ("dragEnter", "dragOver", "drop"):
        carried = {"items": [], "files": [str(school)], "dragOperationsMask": 1}
        at = {"x": box["x"] + box["width"] - 40, "y": box["y"] + box["height"] / 2}
        mouse.send("Input.dispatchDragEvent", {"type": step, **at, "data": carried})
    page.locator("#archive-files tr", has_text="证书/食堂卫生许可证.jpg").wait_for()
    assert page.locator("#archive-files tbody tr").count() == 4


def test_names_alone_are_placed(open_page: Any) -> None:
    page = open_page()
    page.get_by_role("tab", name="档案装盒").click()
    page.locator("#archive-names textarea").fill("三年级花名册\n食堂许可证")
    page.get_by_role("button", name="归类", exact=True).click()
    page.locator("#archive-files tr", has_text="食堂许可证").wait_for()
    assert page.locator("#archive-files tbody tr").count() == 2


def test_the_tab_can_be_used_by_everybody(open_page: Any, school: Path) -> None:
    page = open_page(width=NARROW)
    placed(page, school)
    assert barriers(page) == []


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    """A county's catalogue as it comes: a table in a document of Word."""
    rows = [("卷号", "分卷名称", "内容", "责任股室"), ("1", "综合卷", "逐项自评表；学校平面图", "督导室"),
            ("2", "学生卷", "学生花名册；领导关怀剪影", "基教股")]  # fmt: skip
    paper, file = docx.Document(), tmp_path / "某县目录.docx"
    table = paper.add_table(rows=0, cols=4)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    paper.save(str(file))
    return file


def read(page: Any, catalogue: Path) -> Any:
    page.get_by_role("tab", name="档案装盒").click()
    page.get_by_role("button", name="县局的分卷方案").click()
    page.locator("#scheme-chooser input[type=file]").set_input_files(catalogue)
    page.get_by_label("学生卷 的名称").wait_for()
    return page.locator("#scheme-draft")


def test_a_catalogue_is_read_corrected_and_kept(open_page: Any, catalogue: Path) -> None:
    page = open_page()
    draft = read(page, catalogue)
    assert page.get_by_label("B1", exact=False).first.input_value() == "1" and "领导关怀剪影" in draft.inner_text()
    page.get_by_label("学生卷 的名称").fill("学生与成绩卷")
    page.get_by_label("学生卷 的名称").press("Tab")
    page.get_by_label("学生与成绩卷 的保管").wait_for()
    page.locator("#scheme-draft select[data-at=A5]").select_option("0")
    page.locator("#scheme-draft select[data-at=A5] option[value='0'][selected]").wait_for(state="attached")
    page.get_by_role("button", name="加一卷").click()
    page.get_by_role("button", name="删掉 第3卷").click()
    page.get_by_role("button", name="删掉 第3卷").wait_for(state="detached")
    with page.expect_download() as handed:
        page.get_by_role("button", name="下载方案.yaml").click()
    told = Path(handed.value.path()).read_text(encoding="utf-8")
    assert "学生与成绩卷" in told and '"A5": "sourced"' in told
    page.get_by_role("button", name="存为分卷方案").click()
    page.locator("#scheme-notice", has_text="存好了").wait_for()
    assert page.locator("#archive-scheme input").input_value() == "某县目录"
    page.locator("#archive-names textarea").fill("三年级学生花名册\n食堂许可证")
    page.get_by_role("button", name="归类", exact=True).click()
    page.locator("#archive-files tr", has_text="食堂许可证").wait_for()
    page.get_by_role("button", name="下载盒签.docx", exact=True).click()
    page.locator("#archive-notice", has_text="按“某县目录”分卷").wait_for()


def test_the_scheme_can_be_corrected_by_everybody(open_page: Any, catalogue: Path) -> None:
    page = open_page(width=NARROW)
    read(page, catalogue)
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
