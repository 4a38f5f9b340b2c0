"""The head of an old Word file is read without its tables, and no damage makes reading fail or go on for ever."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.registers.reading.old_word import head_of_old_word

_SECTOR, _BIG = 512, 4096
_END, _FREE, _OF_FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def _u(number: int, size: int = 4) -> bytes:
    return number.to_bytes(size, "little")


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le").ljust(64, b"\0") + _u(2 * len(name) + 2, 2) + bytes([kind])
    return raw.ljust(116, b"\0") + _u(start) + _u(size) + bytes(4)


def _document(text: str, *, compressed: bool) -> tuple[bytes, bytes]:
    """The streams of a document whose text is one piece at 2048."""
    place = 2 * 2048 | 0x40000000 if compressed else 2048
    pieces = _u(0) + _u(len(text)) + bytes(2) + _u(place) + bytes(2)
    clx = bytes([1]) + _u(2, 2) + bytes(2) + bytes([2]) + _u(len(pieces)) + pieces
    head = bytearray(2048)
    head[0x0A:0x0C], head[0x01A2:0x01A6], head[0x01A6:0x01AA] = _u(0x0200, 2), _u(0), _u(len(clx))
    body = text.encode("cp1252" if compressed else "utf-16-le")
    return (bytes(head) + body).ljust(_BIG, b"\0"), clx.ljust(_BIG, b"\0")


def old_word(text: str, *, compressed: bool = False) -> bytes:
    """A .doc of this text as Word writes it, one stream behind the other."""
    streams = _document(text, compressed=compressed)
    count = _BIG // _SECTOR
    fat = [_OF_FAT, _END]
    for at in range(len(streams)):
        first = 2 + at * count
        fat += [*range(first + 1, first + count), _END]
    fat += [_FREE] * (_SECTOR // 4 - len(fat))
    names = [_entry("Root Entry", 5, _END, 0)]
    names += [_entry(name, 2, 2 + at * count, _BIG) for at, name in enumerate(("WordDocument", "1Table"))]
    head = bytearray(_SECTOR)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    head[0x1E:0x22] = _u(9, 2) + _u(6, 2)
    head[0x30:0x34], head[0x38:0x40], head[0x4C:] = _u(1), _u(_BIG) + _u(_END), _u(0) + _u(_FREE) * 108
    return bytes(head) + b"".join(map(_u, fat)) + b"".join(names).ljust(_SECTOR, b"\0") + b"".join(streams)


def _head(folder: Path, content: bytes) -> list[str]:
    path = folder / "旧.doc"
    path.write_bytes(content)
    return head_of_old_word(path)


def test_paragraphs_come_without_the_cells_of_tables(tmp_path: Path) -> None:
    text = "\r某小学2012-2013学年体质健康登记\r姓名\x07王某\x07\x07编号\x13 PAGE \x147\x15号\r"
    assert _head(tmp_path, old_word(text)) == ["", "某小学2012-2013学年体质健康登记", "编号7号"]


def test_a_first_row_of_one_cell_is_a_heading(tmp_path: Path) -> None:
    assert _head(tmp_path, old_word("安全检查记录\x07\x07日期\x07检查人\x07\x07说明\r")) == ["安全检查记录", "说明"]


def test_text_of_one_byte_a_character_is_read(tmp_path: Path) -> None:
    assert _head(tmp_path, old_word("Score list\rA\x07", compressed=True)) == ["Score list"]


@given(at=st.integers(0, 2 * _SECTOR + 128 * 3), value=st.binary(min_size=1, max_size=8), cut=st.integers(0, 12_000))
def test_damage_gives_less_and_never_fails(
    tmp_path_factory: pytest.TempPathFactory, at: int, value: bytes, cut: int
) -> None:
    folder = tmp_path_factory.getbasetemp()
    content = bytearray(old_word("某小学课程表\r"))
    content[at : at + len(value)] = value
    assert isinstance(_head(folder, bytes(content[:cut])), list)
    assert isinstance(_head(folder, bytes(content)), list)
