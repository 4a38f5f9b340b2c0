"""Word, PDF and Excel files as documents: what is read, what is left out, what is refused and how."""

from __future__ import annotations

import math
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from assistant.documents.formats.extract import Extract
from assistant.documents.formats.pictures import in_order
from assistant.documents.formats.reading import Reader, can_recognise, extract_bytes, reading
from assistant.documents.library import Library
from assistant.documents.records import UNCHECKED
from assistant.errors import DocumentUnreadable
from assistant.registers import limits
from assistant.registers.scratch import prefix
from tests.documents.office import (
    INJECTED,
    RULES,
    pdf_paper,
    put_table,
    saved,
    scan,
    word_paper,
    word_with_secrets,
    workbook,
)  # fmt: skip
from tests.documents.papers import library


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with reading() as found:
        yield found


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A library with one file of each kind."""
    folder = tmp_path_factory.mktemp("office")
    made = {"校车.docx": word_with_secrets(), "课后.pdf": pdf_paper(secret=INJECTED), "情况.xlsx": saved(workbook())}
    for name, data in made.items():
        (folder / name).write_bytes(data)
    found = library(tmp_path_factory.mktemp("home"))
    assert [outcome.why for outcome in found.add([folder])] == [None] * 3
    return found


def read(reader: Reader, folder: Path, name: str, data: bytes) -> Extract:
    (folder / name).write_bytes(data)
    return reader.read(folder / name, name)


def test_word_keeps_headings_articles_and_rows_with_their_heads(reader: Reader, tmp_path: Path) -> None:
    found = read(reader, tmp_path, "校车.docx", saved(word_paper()))
    assert found.paragraphs == (
        "# 青禾县中小学校车管理办法",
        "青教发〔2025〕21号",
        "# 第一章 总则",
        *RULES,
        "# 第二章 各校校车",
        "〔第2行〕学校名称：东岭小学；校车数（辆）：3；乘车学生（人）：86。",
        "〔第3行〕学校名称：西坡小学；校车数（辆）：2；乘车学生（人）：51。",
    )
    assert ("页眉页脚", "青禾县教育局文件汇编", 10) in found.dropped


def test_nothing_unseen_of_a_word_file_is_text(reader: Reader, tmp_path: Path) -> None:
    found = read(reader, tmp_path, "校车.docx", word_with_secrets())
    assert INJECTED not in found.text and "两年体检" not in found.text
    assert "第四条 驾驶人每年体检。费用由车主承担。" in found.paragraphs
    assert "咨询窗口设在二楼东侧。" in found.paragraphs
    reasons = [reason for reason, _, _ in found.dropped]
    assert reasons.count("看不见的文字") == 3
    assert {"批注", "修订中删去的文字", "文本框里的字（留下了）"} <= set(reasons)


def test_numbers_word_counts_by_itself_are_written_out(reader: Reader, tmp_path: Path) -> None:
    paper = word_paper()
    for text in ("登记车况", "按时检修"):
        paper.add_paragraph(text, style="List Number")
    found = read(reader, tmp_path, "a.docx", saved(paper))
    assert found.paragraphs[-2:] == ("1.登记车况", "2.按时检修")


def test_form_of_labels_and_values_is_told_by_its_labels(reader: Reader, tmp_path: Path) -> None:
    paper = word_paper()
    put_table(paper, [("学校名称", "东岭小学", "建校年份", "1986"), ("班级数", "6", "校长", "甲某")])
    found = read(reader, tmp_path, "a.docx", saved(paper))
    assert found.paragraphs[-1] == "〔第2行〕班级数：6；校长：甲某。"
    assert found.paragraphs[-2] == "〔第1行〕学校名称：东岭小学；建校年份：1986。"


def test_sheets_are_rows_with_joined_heads(reader: Reader, tmp_path: Path) -> None:
    found = read(reader, tmp_path, "情况.xlsx", saved(workbook()))
    assert found.paragraphs == (
        "# 学校情况",
        "2025年青禾县学校情况表",
        "〔第4行〕学校名称：东岭小学；班级数：6；在校生/合计：213；在校生/其中女生：101；备注：联系人 ***。",
        "〔第5行〕学校名称：西坡小学；班级数：5；在校生/合计：150；在校生/其中女生：72。",
    )
    assert [reason for reason, _, _ in found.dropped] == ["看不见的文字", "看不见的文字"]


def test_lines_of_a_pdf_are_paragraphs_again(reader: Reader, tmp_path: Path) -> None:
    found = read(reader, tmp_path, "课后.pdf", pdf_paper(secret=INJECTED))
    assert found.paragraphs[:2] == ("# 关于加强课后服务管理的通知", "青教发〔2025〕33号")
    assert [text[:2] for text in found.paragraphs[2:]] == [f"{name}、" for name in "一二三四五六七八"]
    assert all(text.endswith("年底公布账目。") for text in found.paragraphs[2:])
    assert found.pages[0] == 1 and found.pages[-1] == 2
    assert "汇编" not in found.text and INJECTED not in found.text
    assert INJECTED in "".join(text for reason, text, _ in found.dropped if reason == "看不见的文字")


def test_passages_of_a_pdf_tell_their_page(shelf: Library) -> None:
    (document,) = [item for item in shelf.documents() if item.file == "课后.pdf"]
    clauses = [passage.clause for passage in shelf.store.passages(document.id)]
    assert clauses[0].endswith("（第1页）") and clauses[-1].endswith("（第2页）")
    assert (document.title, document.number) == ("关于加强课后服务管理的通知", "青教发〔2025〕33号")


def test_every_row_stays_whole_in_its_passage(shelf: Library) -> None:
    (document,) = [item for item in shelf.documents() if item.file == "情况.xlsx"]
    text = "\n".join(passage.text for passage in shelf.store.passages(document.id))
    assert "〔第5行〕学校名称：西坡小学；班级数：5；在校生/合计：150；在校生/其中女生：72。" in text.split("\n")
    assert (document.title, document.place) == ("情况", "青禾县")


def test_nothing_injected_is_in_any_passage(shelf: Library) -> None:
    for document in shelf.documents():
        assert all(INJECTED not in passage.text for passage in shelf.store.passages(document.id))
        assert any(INJECTED in item.text or "隐藏" in item.text for item in shelf.log(document.id))


# --- refused --------------------------------------------------------------------------------------


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    stream = BytesIO(data)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return stream.getvalue()


def declared(data: bytes) -> bytes:
    """The same package with a document type in its main part."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "word/document.xml":
                content = b'<!DOCTYPE d [<!ENTITY a "aaaa">]>' + content.partition(b"?>")[2]
            new.writestr(part.filename, content)
    return stream.getvalue()


WORD, BOOK, PDF = saved(word_paper()), saved(workbook()), pdf_paper()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def directory(*names: str) -> bytes:
    """An OLE container that lists these streams."""
    entries = b""
    for name in names:
        written = name.encode("utf-16-le") + b"\0\0"
        entries += written.ljust(64, b"\0") + len(written).to_bytes(2, "little") + b"\0" * 62
    return OLE + entries


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.docx", b"", "空的"),
        ("a.docx", b"hello", "已损坏.*另存为新的 .docx"),
        ("a.docx", WORD[: len(WORD) // 2], "已损坏.*另存为新的 .docx"),
        ("a.docx", PDF, "其实是PDF"),
        ("a.docx", BOOK, "其实是Excel"),
        ("a.xlsx", WORD, "其实是Word"),
        ("a.pdf", WORD, "已损坏|其实是"),
        ("a.pdf", PDF[:300], "已损坏"),
        ("a.pdf", b"%PDF-1.7\n" + b"garbage" * 100, "已损坏"),
        ("a.pdf", pdf_paper(password="abc"), "密码"),
        ("a.docx", directory("EncryptedPackage", "EncryptionInfo"), "密码"),
        ("a.docx", directory("WordDocument"), "旧格式.*另存为 .docx"),
        ("a.docx", with_part(WORD, "word/vbaProject.bin", b"x"), "宏.*另存为新的 .docx"),
        ("a.docx", declared(WORD), "不正常的内容"),
        ("a.xlsx", with_part(BOOK, "xl/externalLinks/externalLink1.xml", b"<x/>"), "外部链接"),
        ("a.doc", directory("WordDocument"), "旧格式的 Word.*另存为 .docx"),
        ("a.wps", OLE, "WPS.*另存为 .docx"),
        ("a.xls", directory("Workbook"), "另存为 .xlsx"),
        ("a.zip", WORD, "解压"),
        ("a.exe", b"MZ", "能添加的是"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_what_to_do(shelf: Library, name: str, data: bytes, says: str) -> None:
    outcome = shelf.add_bytes(name, data)
    assert not outcome.added
    with pytest.raises(DocumentUnreadable, match=says):
        raise DocumentUnreadable(outcome.why or "")


def test_bomb_is_refused(shelf: Library) -> None:
    bomb = with_part(WORD, "word/bomb.xml", b"\0" * (limits.EXPANDED + 1))
    assert "内容太多" in (shelf.add_bytes("a.docx", bomb).why or "")


def test_refused_files_stop_no_others(tmp_path: Path) -> None:
    folder = tmp_path / "文件 夹"
    folder.mkdir()
    for name, data in {"1.docx": b"broken", "2.docx": WORD, "3.doc": OLE, "4.txt": "每周三下午教研。".encode()}.items():
        (folder / name).write_bytes(data)
    (folder / "~$2.docx").write_bytes(b"lock")
    told: list[tuple[int, int]] = []
    found = list(library(tmp_path / "home").add([folder], lambda done, total, _: told.append((done, total))))
    assert [outcome.added for outcome in found] == [False, True, False, True]
    assert told == [(i, 4) for i in range(5)]


def test_scan_says_how_to_have_it_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.documents.formats.reading.can_recognise", lambda: False)
    for name, data in {"a.pdf": scan(["校车每半年检修一次。"], "PDF"), "a.png": scan(["校车"])}.items():
        with pytest.raises(DocumentUnreadable, match=r"\.\[ocr\]"):
            extract_bytes(data, name)


def test_copy_of_an_upload_can_be_swept_after_a_kill(folders: list[str]) -> None:
    with pytest.raises(DocumentUnreadable):
        extract_bytes(b"no paper", "a.pdf")
    assert folders and all(name.startswith(prefix()) for name in folders)


def test_table_without_end_is_sent_to_the_register_desk(reader: Reader, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("名册")
    for number in range(6000):
        sheet.append([number, "甲"])
    with pytest.raises(DocumentUnreadable, match="查表"):
        read(reader, tmp_path, "名册.xlsx", saved(book))


@pytest.mark.skipif(not can_recognise(), reason="the optional extra ocr is not installed")
@pytest.mark.parametrize(
    ("name", "kind", "tilt"), [("a.png", "PNG", 0.0), ("a.pdf", "PDF", 0.0), ("a.jpg", "JPEG", 2.0)]
)
def test_scans_are_read_and_marked(tmp_path: Path, name: str, kind: str, tilt: float) -> None:
    lines = [
        "青教发〔2025〕9号",
        "一、校车每半年检修一次，检修记录保存两年。",
        "二、随车照管人员由学校指派，每车一名。",
    ]
    shelf = library(tmp_path / "home")
    assert shelf.add_bytes(name, scan(lines, kind, tilt)).added
    (document,) = shelf.documents()
    assert document.recognised and document.validity == UNCHECKED
    text = "\n".join(passage.text for passage in shelf.store.passages("doc-1"))
    assert text.index("每半年检修一次") < text.index("随车照管人员")


def box(x: float, y: float, text: str, tilt: float = 0.0) -> tuple[list[list[float]], str, float]:
    """A line of a picture, 200 wide and 20 high, laid with a slope."""
    corners = [[x, y], [x + 200, y], [x + 200, y + 20], [x, y + 20]]
    cos, sin = math.cos(tilt), math.sin(tilt)
    return [[a * cos - b * sin, a * sin + b * cos] for a, b in corners], text, 0.9


@pytest.mark.parametrize("tilt", [-0.06, 0.0, 0.06])
def test_pieces_of_a_tilted_page_stay_in_their_lines(tilt: float) -> None:
    pieces = [box(x, 40.0 * row, f"{row}行{x}列", tilt) for row in range(8) for x in (900, 0, 450)]
    lines = in_order(pieces, 2000.0)
    assert [line.text for line in lines] == [f"{row}行0列 {row}行450列 {row}行900列" for row in range(8)]
