"""The tab 资料库 without a server: real documents in a home of their own."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.documents.decoding import LARGEST
from assistant.documents.store import LOCK, Store
from assistant.retrieval.embedding import make_encoder
from assistant.ui import library
from assistant.ui.library import LibraryView, Shelf, act, find, show, upload
from assistant.ui.library_html import EMPTY, NOT_FOUND, PASSAGES_SHOWN
from assistant.wiring import Assistant
from tests.documents.papers import NEW_RULES, NOTICE, OLD_RULES, written
from tests.documents.papers import library as open_library


@pytest.fixture(scope="module")
def encoder() -> Any:
    return make_encoder(None)


@pytest.fixture
def desk(tmp_path: Path, encoder: Any) -> Any:
    """As much of an assistant as the tab uses: its documents."""
    return SimpleNamespace(documents=SimpleNamespace(library=open_library(tmp_path / "家", lambda: encoder)))


def sent(name: str, text: str | bytes) -> dict[str, Any]:
    data = text if isinstance(text, bytes) else text.encode("utf-8")
    return {"name": name, "size": len(data), "content": base64.b64encode(data).decode("ascii")}


def uploaded(desk: Any, *files: Any, shelf: Shelf = Shelf()) -> list[LibraryView]:  # noqa: B008
    return list(upload(desk, files, shelf))


def test_empty_library_says_so(desk: Any) -> None:
    assert EMPTY in show(desk, Shelf()).papers


def test_several_files_are_added_one_after_the_other(desk: Any) -> None:
    first, second, done = uploaded(desk, sent("饮水.md", NEW_RULES), sent("通知.txt", NOTICE))
    assert "正在添加 1/2　饮水.md" in first.notice and 'value="0"' in first.notice
    assert "正在添加 2/2　通知.txt" in second.notice
    assert "已添加《青禾县校园饮水管理办法》" in done.notice and "添加了 2 份" in done.notice
    assert done.papers.index("关于做好中小学图书室") < done.papers.index("青禾县校园饮水管理办法")


def test_everything_known_of_a_document_is_listed(desk: Any) -> None:
    papers = uploaded(desk, sent("通知.txt", NOTICE))[-1].papers
    told = ("关于做好中小学图书室开放工作的通知", "青教发〔2025〕18号", "青禾县教育局", "2025-03-12", "青禾县", "现行",
            "通知.txt", "doc-1")  # fmt: skip
    assert [part for part in told if part not in papers] == []


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (sent("总结.docx", "PK"), "另存为新的 .docx"),
        (sent("总结.pdf", "%PDF"), "重新导出成 PDF"),
        (sent("台账.xlsx", "PK"), "另存为新的 .xlsx"),
        (sent("照片.jpg", b"\xff\xd8"), "文件已损坏"),
        (sent("空.txt", ""), "空的"),
        (sent("假.txt", bytes(range(256)) * 9), "不是文字"),
        ({"name": "大.txt", "size": LARGEST + 1, "content": None}, "太大"),
        ({"name": "多.txt", "size": 9, "content": None}, "分几次"),
        ({"name": "断.txt", "size": 9, "content": "?"}, "没有传完整"),
        (None, "没有添加"),
        ({"name": 3, "size": "x", "content": ["x"]}, "没有添加"),
    ],
)
def test_file_that_cannot_be_added_says_why_and_the_next_one_is(desk: Any, file: Any, says: str) -> None:
    done = uploaded(desk, file, sent("通知.txt", NOTICE))[-1]
    assert says in done.notice and "已添加《关于做好中小学图书室" in done.notice
    assert len(desk.documents.library.documents()) == 1


def test_the_same_file_again_is_told(desk: Any) -> None:
    uploaded(desk, sent("通知.txt", NOTICE))
    assert "已有《" in uploaded(desk, sent("通知（1）.txt", NOTICE))[-1].notice


def test_nothing_chosen_is_a_hint(desk: Any) -> None:
    (only,) = uploaded(desk)
    assert "没有选到文件" in only.notice


def test_what_was_added_elsewhere_shows_when_looked_again(desk: Any, tmp_path: Path) -> None:
    show(desk, Shelf())
    list(open_library(tmp_path / "家").add(written(tmp_path / "in", a__txt=NOTICE)))
    assert "关于做好中小学图书室" in find(desk, "", Shelf()).papers


def test_cleaning_is_opened_and_closed(desk: Any) -> None:
    uploaded(desk, sent("通知.txt", NOTICE + "\n合集下载\n\n相关文章：<b>别处</b>\n"))
    opened = act(desk, "look", "doc-1", Shelf())
    assert "网站的话" in opened.papers and "合集下载" in opened.papers and "借期十四天" in opened.papers
    assert "&lt;b&gt;别处" in opened.papers or "<b>" not in opened.papers
    closed = act(desk, "look", "doc-1", opened.shelf)
    assert "合集下载" not in closed.papers


def test_removal_is_asked_about_first(desk: Any) -> None:
    uploaded(desk, sent("通知.txt", NOTICE))
    at_once = act(desk, "remove", "doc-1", Shelf())
    assert at_once.shelf.leaving == "doc-1" and desk.documents.library.documents()
    kept = act(desk, "keep", "doc-1", at_once.shelf)
    assert (kept.shelf.leaving, "确定移除" in kept.papers) == ("", False)
    asked = act(desk, "ask-first", "doc-1", kept.shelf)
    assert "移除《关于做好中小学图书室开放工作的通知》？" in asked.papers
    gone = act(desk, "remove", "doc-1", asked.shelf)
    assert "已移除《" in gone.notice and EMPTY in gone.papers
    assert desk.documents.library.documents() == []


def test_document_removed_elsewhere_meanwhile_is_told(desk: Any) -> None:
    uploaded(desk, sent("通知.txt", NOTICE))
    asked = act(desk, "ask-first", "doc-1", Shelf())
    desk.documents.library.remove("doc-1")
    assert library.GONE in act(desk, "remove", "doc-1", asked.shelf).notice
    assert EMPTY in act(desk, "look", "doc-1", Shelf()).papers
    assert EMPTY in act(desk, "no such act", "doc-1", Shelf()).papers


def test_documents_are_found_by_title_number_and_issuer(desk: Any) -> None:
    uploaded(desk, sent("饮水.md", NEW_RULES), sent("通知.txt", NOTICE))
    for wanted, title in (("饮水", "校园饮水"), ("18号", "图书室"), ("青禾 人民政府", "校园饮水")):
        view = find(desk, f" {wanted} ", Shelf())
        assert title in view.papers and "1 份" in view.papers
    assert NOT_FOUND in find(desk, "没有的", Shelf()).papers


def test_a_long_list_says_how_to_see_the_rest(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "SHOWN", 1)
    papers = uploaded(desk, sent("旧.md", OLD_RULES), sent("新.md", NEW_RULES))[-1].papers
    assert "已有 2 份" in papers and "只列出最新的 1 份" in papers and papers.count("<article") == 1


def test_a_long_document_says_how_many_passages_are_not_shown(desk: Any) -> None:
    count = PASSAGES_SHOWN + 7
    uploaded(desk, sent("长.md", "# 县办法\n" + "".join(f"\n第{n}条 写第{n}件事。\n" for n in range(1, count + 1))))
    (document,) = desk.documents.library.documents()
    assert document.passages >= count
    assert f"还有 {document.passages - PASSAGES_SHOWN} 段" in act(desk, "look", "doc-1", Shelf()).papers


def test_words_of_a_file_show_as_words(desk: Any) -> None:
    title = "<img src=x onerror=alert(1)>${alert(2)}办法"
    view = uploaded(desk, sent("<b>.md", f"# {title}\n\n第一件事要做好。\n"))[-1]
    assert not any(sign in part for part in (view.papers, view.notice) for sign in ("<img", "${", "<b>"))


@pytest.fixture
def locked(desk: Any, tmp_path: Path) -> Iterator[Any]:
    """A library another program is writing to."""
    filelock = pytest.importorskip("filelock")
    uploaded(desk, sent("通知.txt", NOTICE))
    desk.documents.library.store = Store(tmp_path / "家", lock_seconds=0.1)
    with filelock.FileLock(str(tmp_path / "家" / LOCK)):
        yield desk


def test_busy_library_is_a_sentence(locked: Any) -> None:
    assert "另一个窗口正在添加或删除" in uploaded(locked, sent("饮水.md", NEW_RULES))[-1].notice
    asked = act(locked, "ask-first", "doc-1", Shelf())
    failed = act(locked, "remove", "doc-1", asked.shelf)
    assert "另一个窗口正在添加或删除" in failed.notice and "关于做好" in failed.papers


def test_damaged_library_is_a_sentence(desk: Any, tmp_path: Path) -> None:
    uploaded(desk, sent("通知.txt", NOTICE))
    desk.documents.library.close()
    (tmp_path / "家" / "documents.sqlite").write_bytes(b"no database at all" * 300)
    assert "documents.sqlite" in show(desk, Shelf()).notice
    assert "documents.sqlite" in uploaded(desk, sent("饮水.md", NEW_RULES))[-1].notice


def test_what_is_uploaded_answers_at_once_and_no_longer_when_removed(assistant: Assistant) -> None:
    view = uploaded(assistant, sent("通知.txt", NOTICE))[-1]
    assert "已添加" in view.notice
    assert "两本书" in assistant.ask("图书室里一次能借几本书").text
    (document,) = assistant.documents.library.documents()
    act(assistant, "remove", document.id, act(assistant, "ask-first", document.id, view.shelf).shelf)
    assert "两本书" not in assistant.ask("图书室里一次能借几本书").text


def test_fields_are_corrected_in_the_list(desk: Any) -> None:
    shelf = uploaded(desk, sent("通知.txt", NOTICE))[-1].shelf
    form = act(desk, "edit", "doc-1", shelf)
    assert 'name="number" value="青教发〔2025〕18号"' in form.papers and "<option selected>现行</option>" in form.papers
    wrong = act(desk, "save", "doc-1", form.shelf, {"date": "昨天"})
    assert "日期请写成" in wrong.notice and 'class="correct"' in wrong.papers
    done = act(desk, "save", "doc-1", form.shelf, {"title": "<b>新标题", "place": "青禾县", "validity": "待核"})
    assert "已改正" in done.notice and "&lt;b&gt;新标题" in done.papers and 'class="correct"' not in done.papers
    (document,) = desk.documents.library.documents()
    assert (document.title, document.validity, document.corrected) == ("<b>新标题", "待核", ("title", "validity"))
    assert "没有改动" in act(desk, "save", "doc-1", done.shelf, {"validity": "待核"}).notice
