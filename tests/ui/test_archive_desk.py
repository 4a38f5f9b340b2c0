"""What the tab 档案装盒 does with files, names, corrections and wishes for papers."""

from __future__ import annotations

import base64
import zipfile
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest

from assistant.ui.archive_desk import PDF, Wishes, download, move, recount, sort_files, sort_names
from assistant.ui.handlers import Session
from assistant.wiring import Assistant

WISHES = Wishes("小学", "2013-2014", "示例小学", "henan-classes")


def sent(name: str, content: bytes | None = None) -> dict[str, Any]:
    return {"name": name, "size": 1, "content": None if content is None else base64.b64encode(content).decode()}


def items(session: Session) -> dict[str, str | None]:
    assert session.inventory is not None
    return {one.file: one.placement.item for one in session.inventory.files}


def test_files_without_content_go_by_their_names(assistant: Assistant) -> None:
    session = Session()
    *_, view = sort_files(assistant, [sent("证书/食堂许可证.jpg"), sent("~$x.docx"), sent("a.jpg")], WISHES, session)
    assert items(session) == {"证书/食堂许可证.jpg": "A5", "a.jpg": None}
    assert "临时文件" in view.summary and "还缺的" in view.missing


def test_an_archive_stands_for_what_is_in_it(assistant: Assistant) -> None:
    packed, session = BytesIO(), Session()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("材料/课程表.doc", b"x")
        archive.writestr("材料/1.txt", "2013年秋季图书借阅登记".encode("gb18030"))
    list(sort_files(assistant, [sent("材料.zip", packed.getvalue())], WISHES, session))
    assert items(session) == {"材料/课程表.doc": "B4", "材料/1.txt": "C3"}


def test_nothing_sent_stays_on_the_disk(assistant: Assistant) -> None:
    before = set(assistant.uploads.folder.glob("*/*"))
    list(sort_files(assistant, [sent("1.txt", b"x")], WISHES, Session()))
    assert set(assistant.uploads.folder.glob("*/*")) <= before


def test_a_correction_changes_what_is_lacking(assistant: Assistant) -> None:
    session = Session()
    assert "A6　" in sort_names(assistant, "扫描件001\n课程表", WISHES, session).missing
    view = move(assistant, "0", "item", "A6", session)
    assert "A6　" not in view.missing and "您定的" in view.files
    assert "认不出" in move(assistant, "0", "years", "去年", session).notice
    assert 'value="2012-2013"' in move(assistant, "0", "years", "2012-2013", session).files
    assert move(assistant, "9", "item", "A6", session).notice == ""


def test_what_is_said_above_the_table_is_counted_anew_after_a_correction(assistant: Assistant) -> None:
    session = Session()
    view = sort_names(assistant, "2013年公用经费\n体质健康测试", WISHES, session)
    assert "1个文件的名字、标题和文件夹都没有写学年" in view.summary and "只写年份没写学年" in view.summary
    move(assistant, "0", "years", "2013-2014", session)
    view = move(assistant, "1", "years", "2013-2014", session)
    assert "没有写学年" not in view.summary and "只写年份" not in view.summary
    assert "您改定的2个文件" in view.summary and "往回数" in view.summary


@pytest.mark.parametrize("kind", ["清单.xlsx", "清单.yaml", "盒签.pdf", "盒签.docx", "目录.xlsx", "目录.docx"])
def test_papers_are_handed_out(assistant: Assistant, kind: str) -> None:
    session = Session()
    assert download(assistant, kind, WISHES, session)[0] is None
    sort_names(assistant, "课程表\n食堂许可证", WISHES, session)
    made, told = download(assistant, kind, WISHES, session)
    assert made is not None and made.content and (made.media == PDF) == kind.endswith("pdf")
    assert "示例小学" in made.content.decode() if kind == "清单.yaml" else told or kind == "清单.xlsx"


@pytest.mark.parametrize(
    "wishes", [Wishes("大学", "", "", "henan-classes"), Wishes("小学", "某年", "", "henan-classes")]
)
def test_wrong_wishes_are_told(assistant: Assistant, wishes: Wishes) -> None:
    assert "要写" in sort_names(assistant, "课程表", wishes, Session()).notice


def test_years_alone_leave_open_what_a_file_is(assistant: Assistant) -> None:
    session = Session()
    sort_names(assistant, "扫描件001", WISHES, session)
    view = move(assistant, "0", "years", "2012-2013", session)
    assert "要您定" in view.files and 'value="2012-2013"' in view.files and items(session) == {"扫描件001": None}


def test_what_a_file_may_be_stands_first_and_can_be_chosen(assistant: Assistant) -> None:
    session = Session()
    view = sort_names(assistant, "图书室", WISHES, session)
    assert items(session) == {"图书室": "C3"} and "要您定" in view.files
    options = view.files.partition("<select")[2]
    assert options.index('value="?" selected') < options.index('value="C3"') < options.index('value="A1"')
    assert "您定的" in move(assistant, "0", "item", "C3", session).files


def test_the_same_folder_again_keeps_what_was_corrected(assistant: Assistant) -> None:
    session = Session()
    list(sort_files(assistant, [sent("1.jpg"), sent("课程表.doc")], WISHES, session))
    move(assistant, "0", "item", "A6", session)
    list(sort_files(assistant, [sent("课程表.doc"), sent("1.jpg"), sent("2.jpg")], WISHES, session))
    assert items(session) == {"1.jpg": "A6", "2.jpg": None, "课程表.doc": "B4"}


def test_another_folder_takes_nothing_from_the_one_before(assistant: Assistant) -> None:
    session = Session()
    list(sort_files(assistant, [sent("1.jpg"), sent("课程表.doc"), sent("2.jpg")], WISHES, session))
    move(assistant, "0", "item", "A6", session)
    list(sort_files(assistant, [sent("1.jpg"), sent("学校章程.doc")], WISHES, session))
    assert items(session) == {"1.jpg": None, "学校章程.doc": None}


@pytest.mark.parametrize("kind", ["清单.xlsx", "清单.yaml"])
def test_a_list_taken_home_brings_the_corrections_back(assistant: Assistant, kind: str) -> None:
    session, folder = Session(), [sent("1.jpg"), sent("课程表.doc")]
    list(sort_files(assistant, folder, WISHES, session))
    move(assistant, "0", "item", "A6", session)
    made, _ = download(assistant, kind, WISHES, session)
    assert made is not None
    later = Session()
    *_, view = sort_files(assistant, [sent(f"归类{kind}", made.content)], WISHES, later)
    assert "请再选学校的文件夹" in view.notice
    *_, view = sort_files(assistant, folder, WISHES, later)
    assert items(later) == {"1.jpg": "A6", "课程表.doc": "B4"} and "您改定的1个文件" in view.summary


def test_a_list_that_is_none_is_told(assistant: Assistant) -> None:
    *_, view = sort_files(assistant, [sent("归类清单.yaml", "学校: 甲".encode())], WISHES, Session())
    assert "不是这里下载的归类清单" in view.notice


def test_what_lacks_is_counted_for_another_kind_of_school_and_year(assistant: Assistant) -> None:
    session = Session()
    assert recount(assistant, WISHES, session) is None
    sort_names(assistant, "课程表", WISHES, session)
    assert recount(assistant, WISHES, session) is None
    view = recount(assistant, replace(WISHES, kind="教学点", year="2015-2016"), session)
    assert view is not None and "（教学点，到 2015-2016 学年）" in view.missing and "A2　" not in view.missing
    view = recount(assistant, replace(WISHES, year="去年"), session)
    assert view is not None and "要写一个学年" in view.notice


def test_long_lists_are_shown_piece_by_piece(assistant: Assistant) -> None:
    session = Session()
    view = sort_names(assistant, "\n".join(f"{at}号课程表" for at in range(301)), WISHES, session)
    assert view.files.count("<select") == 300 and "还有 1 个没有列出来" in view.files
    assert move(assistant, "", "more", "", session).files.count("<select") == 301
