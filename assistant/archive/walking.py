"""Walks through a school's folder and changes nothing: no file is written, moved or renamed, no link followed."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from assistant.errors import BadRequest, why

MOST_FILES = 50_000
_LEFT_BY_SYSTEMS = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db", ".ds_store", "__macosx", "$recycle.bin"})
_LEFT_BY_OFFICE = ("~$", "~wrl", ".~")
_LEFT_BEHIND = (".tmp", ".lnk", ".url", ".crdownload", ".part", ".laccdb", ".ldb")
_HIDDEN = getattr(stat, "FILE_ATTRIBUTE_HIDDEN", 2)
HIDDEN = "隐藏文件，没有归类"
_CODED = "文件名不是通行的编码（UTF-8），这里写的是认出来的名字，文件没有改名"
_ARCHIVES = (".zip", ".rar", ".7z")
_PACKED = "压缩包里面没有看，只按名字归类；要逐个归类，先解压到文件夹里再运行"
_ELSEWHERE = 0x400000 | 0x1000
"""FILE_ATTRIBUTE_RECALL_ON_DATA_ACCESS and FILE_ATTRIBUTE_OFFLINE of Windows: reading would fetch it from OneDrive."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file: its way from the folder (``/`` between), its size in bytes, and why it cannot be read ("": it can)."""

    file: str
    path: Path
    size: int
    unread: str = ""


@dataclass(slots=True)
class Walk:
    """Files in order of names, and what was passed over with the reason."""

    entries: list[Entry] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)


def walk(folder: Path, progress: Callable[[int], None] = lambda count: None) -> Walk:
    """Every file under a folder; ``progress`` hears how many were found so far.

    Raises:
        BadRequest: it is no folder, cannot be opened, or holds more than ``MOST_FILES`` files.
    """
    if folder.is_file():
        raise BadRequest(f"“{folder}”是一个文件，不是文件夹，请写它所在的文件夹。")
    if not folder.is_dir():
        raise BadRequest(f"没有“{folder}”这个文件夹，请检查写法。")
    found = Walk()
    for entry in _below(folder, "", found):
        found.entries.append(entry)
        progress(len(found.entries))
        if len(found.entries) > MOST_FILES:
            raise BadRequest(f"文件夹里的文件超过{MOST_FILES}个，请分成几个文件夹分别整理。")
    if not found.entries and (".", "") in [(name, "") for name, _ in found.skipped]:
        raise BadRequest(f"“{folder}”打不开：{found.skipped[0][1]}。")
    return found


def _below(folder: Path, prefix: str, found: Walk) -> Iterator[Entry]:
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as error:
        found.skipped.append((readable(prefix) or ".", f"文件夹打不开：{why(error)}"))
        return
    for entry in entries:
        name = f"{prefix}{entry.name}"
        reason = _passed_over(entry)
        if reason:
            found.skipped.append((readable(name), reason))
        elif entry.is_dir(follow_symlinks=False):
            yield from _below(Path(entry.path), f"{name}/", found)
        else:
            if readable(name) != name:
                found.skipped.append((readable(name), _CODED))
            yield _entry(entry, name, found)


def left_behind(name: str) -> str:
    """Why a file of this name is no paper of the school; "" for one that may be."""
    name = name.lower()
    if name.startswith(_LEFT_BY_OFFICE):
        return "文档打开时的临时文件，不是材料"
    if name in _LEFT_BY_SYSTEMS or name.endswith(_LEFT_BEHIND):
        return "系统或程序自己生成的文件，不是材料"
    return HIDDEN if name.startswith(".") else ""


def _passed_over(entry: os.DirEntry[str]) -> str:
    """Why an entry is not looked at; "" for one that is."""
    left = left_behind(entry.name)
    if entry.is_symlink() or getattr(entry, "is_junction", lambda: False)():
        return "是链接，没有跟过去"
    if left:
        return left
    if _attributes(entry) & _HIDDEN:
        return HIDDEN
    if not entry.is_dir(follow_symlinks=False) and not entry.is_file(follow_symlinks=False):
        return "不是普通文件，没有打开"
    return ""


def _attributes(entry: os.DirEntry[str]) -> int:
    try:
        return int(getattr(entry.stat(follow_symlinks=False), "st_file_attributes", 0))
    except OSError:
        return 0


def _entry(entry: os.DirEntry[str], name: str, found: Walk) -> Entry:
    path, shown = Path(entry.path), readable(name)
    try:
        size = entry.stat(follow_symlinks=False).st_size
        if _attributes(entry) & _ELSEWHERE:
            return Entry(shown, path, size, "文件只在网盘上，没有下载，只按名字归类")
        with open(path, "rb"):
            pass
    except OSError as error:
        found.skipped.append((shown, f"打不开：{why(error)}，只按名字归类"))
        return Entry(shown, path, 0, f"文件打不开（{why(error)}），只按名字归类")
    if not size:
        return Entry(shown, path, size, "文件是空的（0字节），只按名字归类")
    return Entry(shown, path, size, _PACKED if path.suffix.lower() in _ARCHIVES else "")


def readable(name: str) -> str:
    """A name that can be written. Old archives give names in the national code (GB 18030); other bytes are replaced."""
    return "/".join(map(_readable, name.split("/")))


def _readable(name: str) -> str:
    raw = name.encode("utf-8", "surrogateescape")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")
