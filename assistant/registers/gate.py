"""What an upload really is, told from its bytes before any parser sees it; its name is not believed.

Sources of the marks: ECMA-376 part 2 (packages of parts in a zip), [MS-CFB] (OLE containers), [MS-XLS] and
[MS-OFFCRYPTO] 2.3 (names of the streams inside), and the file signatures of the other kinds.
"""

from __future__ import annotations

import re
from pathlib import Path

from assistant.errors import UploadRefused, why
from assistant.registers import limits
from assistant.registers.compound import stream_names
from assistant.registers.package import Kind, inspect
from assistant.registers.refusals import SAVE_AS, damaged, encrypted, macros, refused

# How a file begins -> what it is called.
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF 文件"),
    (b"\xff\xd8\xff", "照片"),
    (b"\x89PNG", "图片"),
    (b"GIF8", "图片"),
    (b"II*\x00", "图片"),
    (b"MM\x00*", "图片"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"\x1f\x8b", "gz 压缩包"),
    (b"{\\rtf", "RTF 文档"),
    (b"SQLite format 3", "数据库文件"),
    (b"MSWIN4", "很旧的表格"),
    (b"\x09\x00\x04\x00", "很旧的表格"),
    (b"\x09\x02\x06\x00", "很旧的表格"),
    (b"\x09\x04\x06\x00", "很旧的表格"),
    (b"\x09\x08\x08\x00", "很旧的表格"),
)
_PACKED = ("RAR 压缩包", "7z 压缩包", "gz 压缩包")
_OLE, _ZIP, _EMPTY_ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"PK\x05\x06"
_HEAD = 4096
_WEB = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta|style)\b", re.IGNORECASE)
_OLD_XML = b"urn:schemas-microsoft-com:office:spreadsheet"


def admit(path: Path) -> Kind:
    """What kind of file this is, if it can be read without harm.

    Every part of a package is unpacked once, counted and thrown away, so a bomb is found whatever it says of itself.

    Raises:
        UploadRefused: it cannot, with the reason and what to do.
    """
    head = _head(path)
    if head.startswith(_ZIP):
        return inspect(path)
    if head.startswith(_EMPTY_ZIP):
        raise refused("empty", "这个压缩包里没有文件，请重新打包后再传。")
    if head.startswith(_OLE):
        return _compound(path)
    raise _not_ours(head, path)


def is_old_word(path: Path) -> bool:
    """Whether it is a .doc that needs no password: its head can be read, its tables cannot.

    Raises:
        UploadRefused: it cannot be opened, or is too large.
    """
    if not _head(path).startswith(_OLE):
        return False
    names = stream_names(path)
    return "WordDocument" in names and not names & {"EncryptedPackage", "EncryptionInfo"}


def _head(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise refused("damaged", f"文件打不开：{why(error)}。请检查文件是否还在、是否正被别的程序占用。") from error
    if not size:
        raise refused("empty", "这个文件是空的（0 字节），可能没有传完或没有存盘，请重新保存后再传。")
    if size > limits.STORED:
        most = limits.STORED >> 20
        raise refused(
            "too_large", f"文件有 {size >> 20} MB，最多能查 {most} MB。请删去图片，或按学校、年级拆成几个文件再传。"
        )
    return head


def _compound(path: Path) -> Kind:
    """An OLE container: an old workbook, an encrypted new one, or a document of another program."""
    names = stream_names(path)
    if names & {"EncryptedPackage", "EncryptionInfo"}:
        raise encrypted()
    if "WordDocument" in names:
        raise refused(
            "not_a_workbook",
            "这是旧格式的 Word 文档（.doc）。请用 WPS 或 Word 打开，另存为 .docx，或把表格复制到 .xlsx 里再传。",
        )
    if "PowerPoint Document" in names:
        raise refused("not_a_workbook", f"这是演示文稿，不是表格。{SAVE_AS}。")
    if not names & {"Workbook", "Book"}:
        raise refused("damaged", f"文件不完整，里面找不到表格。{SAVE_AS}。")
    if names & {"_VBA_PROJECT_CUR", "_VBA_PROJECT"}:
        raise macros()
    return "xls"


def _not_ours(head: bytes, path: Path) -> UploadRefused:
    """The refusal of a file that is no package at all."""
    if _OLD_XML in head:
        return refused("not_a_workbook", f"这是 XML 格式的旧表格，只是名字像 Excel 文件。{SAVE_AS}。")
    if _WEB.search(head.replace(b"\x00", b"")) or head.lstrip().lower().startswith(b"mime-version:"):
        return refused(
            "not_a_workbook", f"这其实是网页格式（有的系统导出的 .xls 就是这样），不是真正的 Excel 文件。{SAVE_AS}。"
        )
    for mark, name in _SIGNATURES:
        if head.startswith(mark):
            return refused("not_a_workbook", f"这是{name}，不是表格。{_instead(name)}。")
    if _is_text(head):
        return refused(
            "not_a_workbook",
            f"这是纯文本（如 .csv、.txt），不是 Excel 文件。{SAVE_AS}；身份证号所在的列先设成文本格式。",
        )
    if path.suffix.lower() in {".xlsx", ".xls", ".xlsm", ".et"}:
        return damaged()
    return refused("not_a_workbook", f"认不出这是什么文件。{SAVE_AS}。")


def _instead(name: str) -> str:
    if name in _PACKED:
        return "请先解压，把里面的表格传上来，或重新压缩成 .zip 再传"
    if name == "很旧的表格":
        return SAVE_AS
    return "请把内容填进 .xlsx 表格再传"


def _is_text(head: bytes) -> bool:
    """Whether the beginning reads as text in an encoding that Chinese office programs write."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return True
    if any(byte < 9 or 13 < byte < 32 and byte != 27 for byte in head):
        return False
    return any(_decodes(head, encoding) for encoding in ("utf-8", "gb18030"))


def _decodes(head: bytes, encoding: str) -> bool:
    # A character may be cut at the end of what was read: at most three bytes of it.
    for cut in range(4):
        try:
            head[: len(head) - cut].decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
