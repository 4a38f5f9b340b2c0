"""Workbooks, Word files and archives put together from their parts, so that each part can be spoilt."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "[Content_Types].xml"
SHEET, BOOK, BOOK_RELATIONS, STYLES, STRINGS = (
    "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
    "xl/sharedStrings.xml",
)  # fmt: skip
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
Parts = dict[str, bytes]


def text(place: str, words: str) -> str:
    """A cell with an inline text."""
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'


def row(number: int, cells: str, more: str = "") -> str:
    return f'<row r="{number}"{more}>{cells}</row>'


ROSTER = row(1, text("A1", "姓名") + text("B1", "年龄")) + row(2, text("A2", "某某") + '<c r="B2"><v>12</v></c>')


def sheet(rows: str = ROSTER, after: str = "", head: str = HEAD) -> bytes:
    return f'{head}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'.encode()


def book(*sheets: bytes, names: tuple[str, ...] = (), state: str = "visible") -> Parts:
    """A workbook of the given sheets (one everyday sheet if none), as its parts."""
    sheets = sheets or (sheet(),)
    numbers = range(1, len(sheets) + 1)
    named = [names[n - 1] if n <= len(names) else f"表{n}" for n in numbers]
    list_ = "".join(
        f'<sheet name="{name}" sheetId="{n}" state="{state}" r:id="rId{n}"/>'
        for n, name in zip(numbers, named, strict=True)
    )
    targets = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATION}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    others = "".join(
        f'<Relationship Id="{id}" Type="{RELATION}/{id}" Target="{id}.xml"/>' for id in ("styles", "sharedStrings")
    )
    parts = {
        TYPES: f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
        f'Type="{RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        BOOK: f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATION}"><sheets>{list_}</sheets></workbook>',
        BOOK_RELATIONS: f'{HEAD}<Relationships xmlns="{PACKAGE}">{targets}{others}</Relationships>',
        STYLES: f'{HEAD}<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
        "</styleSheet>",
        STRINGS: f'{HEAD}<sst xmlns="{MAIN}"><si><t>共享</t></si><si><r><t>两</t></r><r><t>段</t></r>'
        '<rPh sb="0" eb="1"><t>liang</t></rPh></si></sst>',
    }
    made = {name: words.encode() for name, words in parts.items()}
    return made | {f"xl/worksheets/sheet{n}.xml": sheets[n - 1] for n in numbers}


def word(body: str) -> Parts:
    """A Word file with the given body, as its parts."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return {
        TYPES: f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'.encode(),
        "word/document.xml": f'{HEAD}<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'.encode(),
    }


def table(*rows: tuple[str, ...]) -> str:
    """A table of a Word file."""
    cells = ("".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def packed(
    parts: Mapping[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED, comment: bytes = b""
) -> bytes:
    """The parts as a zip."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        archive.comment = comment
    return file.getvalue()


def bomb(parts: Parts, name: str, around: bytes, filling: bytes, times: int) -> bytes:
    """The parts, one of them with a filling repeated so often that it would not fit into memory.

    The filling takes the place of ``@@`` in ``around``.
    """
    before, _, after = around.partition(b"@@")
    packer = zlib.compressobj(1, wbits=-15)
    checksum, size, pressed = 0, 0, []
    for piece in [before, *[filling] * times, after]:
        checksum, size = zlib.crc32(piece, checksum), size + len(piece)
        pressed.append(packer.compress(piece))
    content = b"".join([*pressed, packer.flush()])
    whole = packed({**{other: parts[other] for other in parts if other != name}, name: b""})
    return with_raw(whole, name, content, checksum, size)


def with_raw(whole: bytes, name: str, content: bytes, checksum: int, size: int) -> bytes:
    """A zip with the (empty, last) member replaced by compressed bytes that say so of themselves."""
    at, listed = whole.rfind(b"PK\x03\x04"), whole.rfind(b"PK\x01\x02")
    sizes = struct.pack("<III", checksum, len(content), size)
    local = bytearray(whole[at : at + 30 + len(name)])
    entry = bytearray(whole[listed : listed + 46 + len(name)])
    local[8:10] = entry[10:12] = struct.pack("<H", zipfile.ZIP_DEFLATED)
    local[14:26], entry[16:28] = sizes, sizes
    end = bytearray(whole[-22:])
    first = struct.unpack("<I", end[16:20])[0]
    start = at + len(local) + len(content)
    end[16:20] = struct.pack("<I", start)
    return whole[:at] + bytes(local) + content + whole[first:listed] + bytes(entry) + bytes(end)


def ole(*streams: str, size: int = 512) -> bytes:
    """An OLE container that lists these streams, each empty ([MS-CFB] 2.2 and 2.6)."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[24:34] = struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header[44:80] = struct.pack("<IIIIIIIII", 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    header[80:512] = b"\xff" * 432
    fat = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE) + b"\xff" * 504
    entries = b"".join(_entry(name, 5 if name == "Root Entry" else 2) for name in ("Root Entry", *streams))
    return bytes(header) + fat + entries.ljust(max(size, -(-len(entries) // 512) * 512), b"\x00")


def _entry(name: str, kind: int) -> bytes:
    stored = name.encode("utf-16-le") + b"\x00\x00"
    return stored.ljust(64, b"\x00") + struct.pack("<HBB", len(stored), kind, 1) + b"\xff" * 12 + b"\x00" * 48
