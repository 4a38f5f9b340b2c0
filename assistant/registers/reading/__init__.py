"""From any upload to a :class:`~assistant.registers.workbook.Workbook`; to be called in the child process only."""

from __future__ import annotations

from pathlib import Path

from assistant.registers.gate import admit
from assistant.registers.package import Kind
from assistant.registers.refusals import SAVE_AS, refused
from assistant.registers.workbook import Sheet, Workbook


def read_workbook(path: Path, name: str | None = None, kind: Kind | None = None) -> Workbook:
    """All sheets that hold a value.

    ``name`` is what the user calls the file, where it was stored under another; ``kind`` what the gate has said of it,
    where it was asked before.

    Raises:
        UploadRefused: the file is no table, empty, or cannot be read; with the reason and what to do.
    """
    kind = kind or admit(path)
    name = name or path.name
    if kind == "zip":
        raise refused(
            "not_a_workbook", f"这是压缩包，里面没有直接的表格。请解压后传里面的表格；本来是表格的，{SAVE_AS[1:]}。"
        )
    sheets = _sheets(kind, path)
    if not any(sheet.numbers for sheet in sheets):
        raise refused("empty", "表里没有内容。请确认传的是填好的那一份，保存后再传。")
    return Workbook(name, kind, tuple(sheets))


def _sheets(kind: Kind, path: Path) -> list[Sheet]:
    # Each kind loads its own libraries.
    if kind == "docx":
        from assistant.registers.reading.word import read_word

        return read_word(path)
    if kind == "xls":
        from assistant.registers.reading.old import read_old

        return read_old(path)
    from assistant.registers.reading.modern import read_modern

    return read_modern(path)
