"""Archives of tables: which files a .zip holds, under readable names, and one of them taken out at a time."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from assistant.registers import limits
from assistant.registers.members import Member, is_left_by_a_system
from assistant.registers.package import blocks, leads_elsewhere, open_zip
from assistant.registers.refusals import encrypted, leads_out, refused

_UTF_8 = 0x800


def members(path: Path) -> list[Member]:
    """The files of an archive, in its order.

    Raises:
        UploadRefused: the archive is damaged, or holds no file or too many.
    """
    with open_zip(path) as archive:
        found = [
            Member(index, name, part.file_size)
            for index, part in enumerate(archive.infolist())
            if not part.is_dir() and not is_left_by_a_system(PurePosixPath(name := readable_name(part)))
        ]
    if not found:
        raise refused("empty", "这个压缩包里没有文件，请重新打包后再传。")
    return found


def readable_name(part: zipfile.ZipInfo) -> str:
    """The name of a member; programs in China write it in GBK without saying so."""
    name = part.filename
    if not part.flag_bits & _UTF_8:
        name = _decoded(name)
    return name.replace("\\", "/")


def _decoded(name: str) -> str:
    try:
        stored = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return stored.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


@contextmanager
def taken_out(path: Path, index: int) -> Iterator[Path]:
    """One member as a file of its own, under a name of ours; gone afterwards.

    Raises:
        UploadRefused: the member is a link, points elsewhere, is encrypted, damaged or too large.
    """
    with open_zip(path) as archive, TemporaryDirectory(prefix="member-") as folder:
        part = archive.infolist()[index]
        if leads_elsewhere(part):
            raise leads_out()
        if part.flag_bits & 1:
            raise encrypted()
        file = Path(folder) / f"table{PurePosixPath(part.filename).suffix.lower()[:8]}"
        size = 0
        with file.open("wb") as stream:
            for block in blocks(archive, part):
                size += len(block)
                if size > limits.STORED:
                    raise refused("too_large", f"文件解压后超过 {limits.STORED >> 20} MB，请按学校或年级拆开再传。")
                stream.write(block)
        yield file
