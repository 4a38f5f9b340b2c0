"""Zips before any parser sees them: their list of parts, and every part unpacked once, counted and thrown away.

A zip may hold a workbook, a Word file or files of the user; which one is told by the names of its parts (ECMA-376
part 2). The list is measured before it is read: a small file can declare millions of parts.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Literal

from assistant.registers import limits
from assistant.registers.refusals import SAVE_AS, damaged, encrypted, leads_out, macros, refused, too_much, tricked

Kind = Literal["xlsx", "xls", "docx", "zip"]

BLOCK = 256 << 10
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    ValueError,
    OverflowError,
    struct.error,
    OSError,
)
"""What a damaged zip makes the library raise."""

_CONTENT = "[content_types].xml"
_END, _END_SIZE, _LONGEST_COMMENT = b"PK\x05\x06", 22, 1 << 16
_LOCATOR, _LOCATOR_SIZE, _END_64 = b"PK\x06\x07", 20, b"PK\x06\x06"
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_DECLARATIONS = tuple(
    mark.encode(encoding) for mark in ("<!DOCTYPE", "<!ENTITY") for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
_OVERLAP = 32
_MACROS = re.compile(r"(^|/)(vbaproject\.bin|vbadata\.xml|macrosheets/|intlmacrosheets/)")
_OUTSIDE = re.compile(r"(^|/)(externallinks/|connections\.xml$|querytables/)")
_OBJECTS = re.compile(r"(^|/)(embeddings/|activex/|oleobject)")


def open_zip(path: Path) -> zipfile.ZipFile:
    """The zip, with a list of parts that is short enough to be read.

    Raises:
        UploadRefused: it is damaged or lists too much.
    """
    count, size = _directory(path)
    if count > limits.PARTS or size > limits.DIRECTORY:
        raise refused(
            "unsafe", f"压缩包里的文件太多（超过 {limits.PARTS} 个），没有打开。请分成几个压缩包；是表格的，{SAVE_AS}。"
        )
    try:
        return zipfile.ZipFile(path)
    except BROKEN as error:
        raise damaged() from error


def _directory(path: Path) -> tuple[int, int]:
    """Number of parts and bytes of the list, as the end of the zip says (APPNOTE 4.3.14 and 4.3.16)."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _END_SIZE - _LOCATOR_SIZE - _LONGEST_COMMENT))
        tail = file.read()
        at = tail.rfind(_END)
        if at < 0 or len(tail) - at < _END_SIZE:
            raise damaged()
        locator = tail[max(0, at - _LOCATOR_SIZE) : at]
        if locator.startswith(_LOCATOR):
            file.seek(min(struct.unpack("<Q", locator[8:16])[0], size))
            long = file.read(56)
            if long.startswith(_END_64) and len(long) == 56:
                return struct.unpack("<QQ", long[32:48])
    return struct.unpack("<HI", tail[at + 10 : at + 16])


def inspect(path: Path) -> Kind:
    """What a zip holds, once all of it has been unpacked and counted.

    Raises:
        UploadRefused: it is no table, unsafe, damaged, encrypted or too large.
    """
    with open_zip(path) as package:
        parts = package.infolist()
        kind = _kind({part.filename.replace("\\", "/").lower() for part in parts})
        if kind != "zip":
            _check_list(parts)
            _check_parts(package, parts)
    return kind


def _kind(names: set[str]) -> Kind:
    """A workbook, a Word file or an archive.

    Raises:
        UploadRefused: it is a package of another program.
    """
    if _CONTENT not in names:
        if "mimetype" in names and "content.xml" in names:
            raise refused("not_a_workbook", f"这是 OpenDocument 格式（如 .ods）。{SAVE_AS}。")
        return "zip"
    if any(name.startswith("xl/workbook") and name.endswith(".bin") for name in names):
        raise refused("not_a_workbook", f"这是二进制工作簿（.xlsb）。{SAVE_AS}。")
    folders = {name.partition("/")[0] for name in names}
    if "xl" in folders:
        return _without_harm(names)
    if "word" in folders:
        if any(_MACROS.search(name) for name in names):
            raise macros()
        return "docx"
    if "ppt" in folders:
        raise refused("not_a_workbook", "这是演示文稿（.pptx），不是表格。请把内容填进 .xlsx 表格再传。")
    raise refused("not_a_workbook", f"文件里找不到表格。{SAVE_AS}。")


def _without_harm(names: set[str]) -> Kind:
    """A workbook that runs nothing, asks nothing of other files and carries none.

    Raises:
        UploadRefused: it does.
    """
    if any(_MACROS.search(name) for name in names):
        raise macros()
    if any(_OUTSIDE.search(name) for name in names):
        raise refused(
            "unsafe",
            "表里链接了别的文件或数据源，为安全起见没有打开。请在“数据—编辑链接（连接）”里断开链接，保存后再传。",
        )
    if any(_OBJECTS.search(name) for name in names):
        raise refused("unsafe", "表里嵌着别的文件或控件，为安全起见没有打开。请删去表里嵌入的文件和按钮，保存后再传。")
    return "xlsx"


def _check_list(parts: list[zipfile.ZipInfo]) -> None:
    """Raises UploadRefused for names that lead elsewhere or come twice, and for what cannot be unpacked."""
    names = [part.filename.lower() for part in parts]
    elsewhere = any(leads_elsewhere(part) for part in parts)
    if elsewhere and _CONTENT not in names:
        raise leads_out()
    if elsewhere or len(set(names)) != len(names):
        raise tricked()
    if any(part.flag_bits & 1 for part in parts):
        raise encrypted()
    if any(part.compress_type not in _METHODS for part in parts):
        raise damaged()


def leads_elsewhere(part: zipfile.ZipInfo) -> bool:
    """Whether the name of a part points out of its package, or the part is a link."""
    name = part.orig_filename.replace("\\", "/")
    link = part.external_attr >> 16 & 0o170000 == 0o120000
    return link or "\x00" in name or name.startswith("/") or ":" in name or ".." in name.split("/")


def _check_parts(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """Raises UploadRefused where the parts grow too large, declare a document type or break off."""
    if sum(part.file_size for part in parts) > limits.EXPANDED:
        raise too_much()
    total = 0
    for part in parts:
        textual = part.filename.lower().endswith((".xml", ".rels", ".vml"))
        tail = b""
        for block in blocks(package, part):
            total += len(block)
            if total > limits.EXPANDED:
                raise too_much()
            if textual:
                seen = tail + block
                if any(mark in seen for mark in _DECLARATIONS):
                    raise tricked()
                tail = block[-_OVERLAP:]


def blocks(package: zipfile.ZipFile, part: zipfile.ZipInfo | str) -> Iterator[bytes]:
    """The bytes of a part, unpacked block by block.

    Raises:
        UploadRefused: they break off, or their checksum is wrong.
    """
    try:
        with package.open(part) as stream:
            yield from _read(stream)
    except RuntimeError as error:  # the library's word for a part that asks for a password
        raise encrypted() from error
    except KeyError as error:
        raise damaged() from error
    except BROKEN as error:
        raise damaged() from error


def _read(stream: IO[bytes]) -> Iterator[bytes]:
    while block := stream.read(BLOCK):
        yield block


def small_part(package: zipfile.ZipFile, name: str) -> bytes:
    """A part as a whole.

    Raises:
        UploadRefused: it is missing, damaged or too large for that.
    """
    content = bytearray()
    for block in blocks(package, name):
        content += block
        if len(content) > limits.SMALL_PART:
            raise too_much()
    return bytes(content)
