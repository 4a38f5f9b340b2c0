"""What a file that is to become a document really is, told from its bytes before any parser sees it.

Packages go through the gate of the register desk (:mod:`assistant.registers.gate`), which unpacks every part once,
counts it and throws it away; its refusals are told in the words of documents.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from assistant.documents.formats.telling import cannot, usual
from assistant.errors import UploadRefused, why
from assistant.registers.gate import admit

Kind = Literal["docx", "xlsx", "pdf", "picture"]

KIND_OF: dict[str, Kind] = {
    ".docx": "docx",
    ".xlsx": "xlsx",
    ".pdf": "pdf",
    ".png": "picture",
    ".jpg": "picture",
    ".jpeg": "picture",
    ".bmp": "picture",
    ".tif": "picture",
    ".tiff": "picture",
}
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"BM", b"II*\x00", b"MM\x00*")
_ZIP, _OLE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-"
_HEAD = 1024
_CALLED = {"docx": "Word 文件（.docx）", "xlsx": "Excel 表格（.xlsx）", "pdf": "PDF 文件（.pdf）", "picture": "图片"}
_OLD = {
    "docx": "这是旧格式的 Word 文件（.doc），只是后缀是 .docx。请用 WPS 或 Word 打开，另存为 .docx 再添加。",
    "xlsx": "这是旧格式的表格（.xls），只是后缀是 .xlsx。请用 WPS 表格或 Excel 打开，另存为 .xlsx 再添加。",
}


def check(path: Path, kind: Kind) -> None:
    """Let a file pass that is what its name says and can be read without harm.

    Raises:
        UploadRefused: it is something else, empty, encrypted, unsafe or damaged.
    """
    head = _head(path)
    found = _told(head)
    if kind in ("docx", "xlsx") and (head.startswith((_ZIP, _OLE))):
        found = _package(path, kind, head)
    if found is None:
        raise cannot("damaged", usual("damaged", kind))
    if found != kind:
        raise cannot("not_a_workbook", f"后缀和内容不符：这其实是{_CALLED[found]}。请把后缀改对，再添加。")


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise cannot("damaged", f"文件打不开：{why(error)}。请检查文件是否还在、是否正被别的程序占用。") from error
    if not head:
        raise cannot("empty", "这个文件是空的（0 字节），可能没有存好。请重新保存后再添加。")
    return head


def _told(head: bytes) -> Kind | None:
    if _PDF in head:  # a few bytes may stand before it (ISO 32000-1, annex H, note 13)
        return "pdf"
    return "picture" if head.startswith(_PICTURES) else None


def _package(path: Path, kind: Kind, head: bytes) -> Kind | None:
    try:
        found = admit(path)
    except UploadRefused as refusal:
        if refusal.reason == "not_a_workbook" and head.startswith(_OLE):
            raise cannot("not_a_workbook", _OLD[kind]) from refusal
        raise cannot("unsafe" if refusal.reason == "unsafe" else "damaged", _of_gate(refusal, kind)) from refusal
    if found == "zip":
        raise cannot("not_a_workbook", "这是压缩包，只是后缀不同。请解压后，把里面的文件逐个添加。")
    if found == "xls":
        raise cannot("not_a_workbook", _OLD[kind])
    return found


def _of_gate(refusal: UploadRefused, kind: Kind) -> str:
    """What the gate said, in the words of documents; its own sentences speak of tables to be checked."""
    return usual(refusal.reason, kind)
