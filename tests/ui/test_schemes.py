"""A county's scheme on the page: shown as it was read, corrected, kept as YAML; what is wrong is told."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from assistant.knowledge.schemes import read_scheme
from assistant.tools.scheme_desk import own_schemes
from assistant.ui.archive_desk import Wishes, download, sort_names
from assistant.ui.handlers import Session
from assistant.ui.schemes import change, choices, look, save, spoilt, upload
from assistant.ui.schemes import download as take
from assistant.wiring import Assistant
from tests.archive.test_scheme_import import ROWS


@pytest.fixture
def kept(assistant: Assistant) -> Iterator[None]:
    """Nothing of other tests is kept before it, and nothing of it after it."""
    for file in own_schemes(assistant.uploads.home):
        file.unlink()
    yield
    for file in own_schemes(assistant.uploads.home):
        file.unlink()


def catalogue(*rows: list[str]) -> bytes:
    book, content = openpyxl.Workbook(), BytesIO()
    for row in rows or ROWS:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(content)
    return content.getvalue()


def sent(content: bytes, name: str = "某县目录.xlsx") -> dict[str, Any]:
    return {"name": name, "size": len(content), "content": base64.b64encode(content).decode()}


def opened(assistant: Assistant) -> Session:
    session = Session()
    assert upload(assistant, [sent(catalogue())], session).notice == "" and session.scheme is not None
    return session


@pytest.mark.usefixtures("kept")
def test_a_catalogue_is_shown_as_it_was_read(assistant: Assistant) -> None:
    session = Session()
    view = upload(assistant, [sent(catalogue())], session)
    assert all(word in view.draft for word in ("综合卷", "督导室", "校本研修资料", "领导关怀剪影", "读出3卷"))
    assert not own_schemes(assistant.uploads.home)


@pytest.mark.usefixtures("kept")
def test_what_is_corrected_is_kept_and_divides_the_files(assistant: Assistant) -> None:
    session = opened(assistant)
    for what, at, value in (
        ("title", "0", "某县2014年方案"), ("name", "1", "队伍卷"), ("keeper", "1", "办公室"), ("item", "B8", "1"),
        ("add", "0", ""), ("name", "3", "处室卷"), ("item", "C3", "3"),
    ):  # fmt: skip
        change(assistant, what, at, value, session)
    view = save(assistant, session)
    assert "存好了" in view.notice and session.scheme is None
    assert ("某县2014年方案", view.chosen) in choices(assistant)
    (file,) = own_schemes(assistant.uploads.home)
    scheme = read_scheme(file.name, file.read_text(encoding="utf-8"))
    told = {volume.name: (volume.keeper, list(volume.items)) for volume in scheme.volumes}
    assert told["队伍卷"] == ("办公室", ["B5", "B6", "B8"]) and told["处室卷"] == ("", ["C3"])
    wishes = Wishes("小学", "2013-2014", "", view.chosen)
    sort_names(assistant, "公用经费账册\n图书目录", wishes, session)
    assert "某县2014年方案" in download(assistant, "盒签.docx", wishes, session)[1]


@pytest.mark.usefixtures("kept")
def test_a_kept_scheme_is_opened_again_and_gives_way_to_a_later_one(assistant: Assistant) -> None:
    session = opened(assistant)
    chosen = save(assistant, session).chosen
    assert "综合卷" in look(assistant, chosen, session).draft
    change(assistant, "drop", "0", "", session)
    assert save(assistant, session).chosen == chosen and len(own_schemes(assistant.uploads.home)) == 1
    assert "再存会替换它" in upload(assistant, [sent(catalogue())], Session()).draft
    assert "综合卷" not in look(assistant, chosen, session).draft


def test_the_scheme_can_be_taken_away(assistant: Assistant) -> None:
    made, told = take(opened(assistant))
    assert made is not None and told == "" and made.name == "某县目录.yaml"
    assert read_scheme(made.name, made.content.decode()).volumes[0].name == "综合卷"
    assert take(Session())[0] is None


@pytest.mark.parametrize(
    ("what", "at", "value", "told"),
    [
        ("title", "0", "", "名字"), ("title", "0", "宁陵", "自带"), ("name", "0", " ", "没有写"),
        ("code", "0", "2", "两次"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_told(assistant: Assistant, what: str, at: str, value: str, told: str) -> None:
    session = opened(assistant)
    change(assistant, what, at, value, session)
    assert told in save(assistant, session).notice and not own_schemes(assistant.uploads.home)


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ([], "没有选到"), ([sent(b"x", "目录.doc")], ".docx"), ([sent(b"", "目录.docx")], "没有传完整"),
        ([sent(b"x", "目录.xlsx")], ""), ([sent(catalogue(["姓名", "性别"]), "名单.xlsx")], "没有认出分卷"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_catalogue_is_told(assistant: Assistant, files: list[Any], told: str) -> None:
    session = Session()
    view = upload(assistant, files, session)
    assert view.notice and told in view.notice and session.scheme is None


def test_nonsense_changes_nothing(assistant: Assistant) -> None:
    session = opened(assistant)
    before = session.scheme
    for what, at, value in (
        ("name", "9", "x"),
        ("drop", "-1", ""),
        ("item", "Z9", "0"),
        ("item", "B1", "99"),
        ("x", "0", "y"),
    ):
        change(assistant, what, at, value, session)
    assert session.scheme == before
    assert "还没有打开" in change(assistant, "name", "0", "x", Session()).notice
    assert "不在了" in look(assistant, "own-none", Session()).notice


@pytest.mark.usefixtures("kept")
def test_a_scheme_spoilt_by_hand_does_not_hide_the_others(assistant: Assistant) -> None:
    folder = assistant.uploads.home / "schemes"
    folder.mkdir(exist_ok=True)
    (folder / "坏.yaml").write_text("volumes: [", encoding="utf-8")
    assert len(choices(assistant)) == 2 and "坏.yaml" in spoilt(assistant)


def test_texts_of_a_catalogue_are_no_html(assistant: Assistant) -> None:
    rows = [["分卷名称", "内容"], ["<b>甲卷</b>", "<script>1</script>平面图"], ['乙"卷', "课程表"]]
    view = upload(assistant, [sent(catalogue(*rows))], Session())
    assert "<b>" not in view.draft and "<script>" not in view.draft and '乙"卷' not in view.draft
