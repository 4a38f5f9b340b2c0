"""The paragraphs at the head of an old Word file (.doc, and .wps, which is the same), and the head row of a table.

The text lies in pieces that a table of the document lists ([MS-DOC] 2.4.1, 2.9.73 FcCompressed, 2.9.177 Pcd). A cell
of a table ends with the sign 7, a paragraph with 13, a field stands between 19 and 21 with what is shown after 20.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from assistant.registers.containers import Container

HEAD = 2000
"""Characters that are read."""
_CLX_AT, _FLAGS_AT, _SECOND_TABLE, _ENCRYPTED = 0x01A2, 0x0A, 0x0200, 0x0100
_MOST = 8 << 20
_PRC, _PIECES, _COMPRESSED = 1, 2, 0x40000000
_FIELD = re.compile("\x13[^\x14\x15]*\x14?|\x15")
_HEAD_ROW = re.compile("(?<![^\r\x0c])([^\x07\r\x0c]+)\x07\x07")
"""A first row that is one cell; the second sign ends the row."""
_ODD = re.compile(r"[\x00-\x06\x08\x0e-\x1f]")


def head_of_old_word(path: Path) -> list[str]:
    """Paragraphs in order; none where the file is damaged, encrypted or of a Word before 97."""
    container = Container(path)
    text = _HEAD_ROW.sub(r"\1\r", _FIELD.sub("", "".join(_pieces(container))))
    paragraphs = re.findall(r"([^\x07\r\x0c]*)([\x07\r\x0c])", text)
    return [_ODD.sub("", line.replace("\x0b", " ")) for line, end in paragraphs if end != "\x07"]


def _pieces(container: Container) -> Iterator[str]:
    document = container.stream("WordDocument", _MOST)
    flags = _number(document, _FLAGS_AT, 2)
    if flags & _ENCRYPTED or len(document) < _CLX_AT + 8:
        return
    table = container.stream("1Table" if flags & _SECOND_TABLE else "0Table", _MOST)
    at, size = _number(document, _CLX_AT), _number(document, _CLX_AT + 4)
    told = 0
    for start, end, place in _listed(table[at : at + size]):
        count = min(end - start, HEAD - told)
        if count <= 0:
            return
        yield _text(document, place, count)
        told += count


def _listed(clx: bytes) -> Iterator[tuple[int, int, int]]:
    """First character, the one after the last, and the place of every piece."""
    while clx[:1] == bytes([_PRC]):
        clx = clx[3 + _number(clx, 1, 2) :]
    if clx[:1] != bytes([_PIECES]):
        return
    pieces = clx[5 : 5 + _number(clx, 1)]
    count = (len(pieces) - 4) // 12
    for at in range(count):
        place = _number(pieces, 4 * (count + 1) + 8 * at + 2)
        yield _number(pieces, 4 * at), _number(pieces, 4 * at + 4), place


def _text(document: bytes, place: int, count: int) -> str:
    if place & _COMPRESSED:
        start = (place & ~_COMPRESSED) // 2
        return document[start : start + count].decode("cp1252", "replace")
    return document[place : place + 2 * count].decode("utf-16-le", "replace")


def _number(raw: bytes, at: int, size: int = 4) -> int:
    return int.from_bytes(raw[at : at + size], "little")
