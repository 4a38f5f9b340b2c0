"""Files that people upload by accident or to do harm, built here: name -> (bytes, what must come of it).

What must come of it is the reason of the refusal, or ``read``. Everything is called ``.xlsx`` unless its name says so.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from io import BytesIO

from tests.registers.packing import (
    BOOK,
    BOOK_RELATIONS,
    HEAD,
    MAIN,
    ROSTER,
    SHEET,
    STRINGS,
    STYLES,
    TYPES,
    Parts,
    bomb,
    book,
    ole,
    packed,
    row,
    sheet,
    table,
    text,
    word,
)

Case = tuple[str, bytes, str]
GOOD = packed(book())
CSV = "序号,姓名,年龄\r\n1,某某,12\r\n"
WEB = "<html><head><meta charset='gbk'></head><table><tr><td>姓名</td></tr></table></html>"


def cases() -> Iterator[Case]:
    """All of them; the large ones are made when they are asked for."""
    for group in (
        _other_kinds,
        _empty,
        _encrypted,
        _damaged,
        _lists_of_parts,
        _unsafe,
        _declared,
        _too_large,
        _accidents,
        _dressed,
    ):
        yield from group()


def _other_kinds() -> Iterator[Case]:
    for name, content in {
        "csv": CSV.encode(), "csv-gbk": CSV.encode("gbk"), "csv-bom": CSV.encode("utf-8-sig"),
        "csv-utf16": CSV.encode("utf-16"), "tsv": CSV.replace(",", "\t").encode("gbk"), "space": b" ",
        "json": b'{"a": [1, 2]}', "script": b"#!/bin/sh\nrm -rf /\n", "xml": f"{HEAD}<list/>".encode(),
        "cut-text": ("名" * 3000).encode()[:4097],
        "html": WEB.encode("gbk"), "html-utf16": WEB.encode("utf-16"), "html-table": b"\r\n <TABLE border=1><tr>",
        "html-doctype": b"<!DOCTYPE html>\n<body>", "mhtml": b"MIME-Version: 1.0\nX-Document-Type: Workbook\n",
        "xml-2003": f'{HEAD}<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'.encode(),
        "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "photo": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
        "png": b"\x89PNG\r\n\x1a\n\x00",
        "gif": b"GIF89a\x01\x00", "tiff": b"II*\x00\x08\x00\x00\x00", "rar": b"Rar!\x1a\x07\x01\x00",
        "7z": b"7z\xbc\xaf\x27\x1c",
        "gz": b"\x1f\x8b\x08\x00\x00", "rtf": b"{\\rtf1\\ansi}", "sqlite": b"SQLite format 3\x00",
        "biff2": b"\x09\x00\x04\x00\x02\x00\x10\x00", "biff5": b"\x09\x08\x08\x00\x00\x05\x05\x00",
        "doc": ole("WordDocument", "1Table"), "ppt": ole("PowerPoint Document"),
        "pptx": packed({TYPES: b"<Types/>", "ppt/presentation.xml": b"<p/>"}),
        "visio": packed({TYPES: b"<Types/>", "visio/document.xml": b"<v/>"}),
        "ods": packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}),
        "xlsb": packed({**book(), "xl/workbook.bin": b"\x83\x01\x00"}),
        "archive": packed({"甲校.xlsx": packed({"乙校.xlsx": GOOD})}),
    }.items():  # fmt: skip
        yield name, content, "not_a_workbook"
    yield "文件.dat", bytes(range(256)), "not_a_workbook"


def _empty() -> Iterator[Case]:
    yield "nothing", b"", "empty"
    yield "no-rows", packed(book(sheet(""))), "empty"
    yield (
        "formats-only",
        packed(book(sheet(row(1, '<c r="A1" s="1"/>') + row(1048576, '<c r="XFD1048576" s="1"/>')))),
        "empty",
    )
    yield "blanks-only", packed(book(sheet(row(1, text("A1", "  ") + text("B1", "　"))))), "empty"
    yield "empty-archive", packed({}), "empty"
    yield "word-without-table.docx", packed(word("<w:p><w:r><w:t>通知</w:t></w:r></w:p>")), "empty"
    yield "word-empty-table.docx", packed(word(table(("", " ")))), "empty"
    yield "word-without-body.docx", packed({**word(""), "word/document.xml": b"<w:d xmlns:w='w'/>"}), "empty"


def _encrypted() -> Iterator[Case]:
    yield "password", ole("EncryptionInfo", "EncryptedPackage", "\x06DataSpaces"), "encrypted"
    yield "password.xls", old_book(b"\xe1\x00\x02\x00\xb0\x04", b"\x2f\x00\x02\x00\x01\x00"), "encrypted"
    yield "zip-password", _flagged(GOOD, 1), "encrypted"


def _damaged() -> Iterator[Case]:
    for share in (1, 10, 30, 50, 70, 90, 99):
        yield f"cut-{share}", GOOD[: len(GOOD) * share // 100], "damaged"
        yield f"cut-{share}.xls", old_book()[: max(9, len(old_book()) * share // 100)], "damaged"
    yield "noise", bytes((n * 89 + 1) % 256 for n in range(5000)), "damaged"
    yield "zeros", bytes(4096), "damaged"
    yield "program", b"MZ\x90\x00\x03\x00\x00\x00\x04\x00", "damaged"
    yield "zip-head", b"PK\x03\x04" + bytes(600), "damaged"
    yield "ole-head", ole()[:40], "damaged"
    yield "ole-without-table", ole("Contents"), "damaged"
    yield "ole-only-names", ole("Workbook"), "empty"
    yield "junk-before", b"\x00\x01junk" + GOOD, "damaged"
    flipped = bytearray(packed(book(), zipfile.ZIP_STORED))
    flipped[flipped.index("某某".encode())] ^= 0x20
    yield "checksum", bytes(flipped), "damaged"
    for name in ("_rels/.rels", BOOK, BOOK_RELATIONS, SHEET):
        parts = book()
        del parts[name]
        yield f"without-{name.rpartition('/')[2]}", packed(parts), "damaged"
    for name in ("_rels/.rels", BOOK, BOOK_RELATIONS, SHEET, STYLES, STRINGS):
        parts = book()
        parts[name] = parts[name][: len(parts[name]) * 2 // 3]
        yield f"unclosed-{name.rpartition('/')[2]}", packed(parts), "damaged"
    comment = "<!-- -->"
    for name, content in {
        "crossed": f"{comment}<row r='1'><c r='A1'></row></c>",
        "bad-number": f"{comment}<row r='一'/>",
        "row-too-far": f"{comment}<row r='9999999'><c r='A9999999'><v>1</v></c></row>",
        "column-too-far": f"{comment}<row r='1'><c r='ZZZ1'><v>1</v></c></row>",
        "control": f"{comment}<row r='1'>\x01</row>",
    }.items():  # fmt: skip
        yield name, packed(book(sheet(content))), "damaged"
    yield "not-utf-8", packed(book(sheet(comment).replace(b"<!-- -->", b"<!-- \xff\xfe -->"))), "damaged"
    yield "unknown-encoding", packed(book(sheet(comment, head='<?xml version="1.0" encoding="x-none"?>'))), "damaged"
    yield "no-such-string", packed(book(sheet(row(1, '<c r="A1" t="s"><v>999</v></c>')))), "damaged"
    yield (
        "sheet-elsewhere",
        packed(_edited(BOOK_RELATIONS, b"worksheets/sheet1.xml", b"../../../../etc/passwd")),
        "damaged",
    )
    yield "no-sheets", packed(_edited(BOOK, b"<sheet ", b"<leaf ")), "damaged"
    yield "word-cut.docx", packed({**word(""), "word/document.xml": b"<w:document xmlns:w='w'><w:body>"}), "damaged"
    yield "word-without-text.docx", packed({TYPES: b"<Types/>", "word/styles.xml": b"<s/>"}), "damaged"


def _lists_of_parts() -> Iterator[Case]:
    """What stands in the list of parts of a zip, right or wrong."""
    yield "bzip2", packed(book(), zipfile.ZIP_BZIP2), "damaged"
    yield "lzma", packed(book(), zipfile.ZIP_LZMA), "damaged"
    yield "unknown-method", _patched(GOOD, 8, 10, b"\x63\x00"), "damaged"
    yield "many-parts", packed({**book(), **{f"xl/media/{n}.png": b"" for n in range(2100)}}), "unsafe"
    yield "declares-many", GOOD[:-12] + b"\xff\xfe\xff\xfe" + GOOD[-8:], "unsafe"
    yield "declares-long-list", GOOD[:-10] + b"\xff\xff\xff\x7f" + GOOD[-6:], "unsafe"
    yield "list-elsewhere", GOOD[:-6] + b"\xff\xff\xff\x0f" + GOOD[-2:], "damaged"
    for name in (
        "../../evil.xml",
        "/etc/evil.xml",
        "xl\\..\\..\\evil.xml",
        "C:\\evil.xml",
        "xl/worksheets/../../../evil.xml",
    ):
        yield (
            f"path-{name.replace('/', '!').replace(chr(92), '!').replace(':', '!')}",
            packed({**book(), name: b"<x/>"}),
            "unsafe",
        )
    link = zipfile.ZipInfo("xl/link.xml")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    yield "link", packed({**book(), link: b"/etc/passwd"}), "unsafe"
    yield "twice", twice(), "unsafe"
    yield "same-but-for-case", packed({**book(), SHEET.upper(): sheet("")}), "unsafe"
    yield "stored", packed(book(), zipfile.ZIP_STORED), "read"
    yield "comment", packed(book(), comment=b"PK\x01\x02 of a program"), "read"
    yield "junk-behind", GOOD + b"\x00" * 100, "read"
    yield "long-list", with_long_end(GOOD), "read"
    yield "backslashes", packed({name.replace("/", "\\"): content for name, content in book().items()}), "read"
    yield (
        "large-letters",
        packed({name.replace("worksheets", "WorkSheets"): content for name, content in book().items()}),
        "read",
    )


def _unsafe() -> Iterator[Case]:
    for name, part in {
        "macro": "xl/vbaProject.bin", "macro-large": "XL/VBAPROJECT.BIN", "macro-sheet": "xl/macrosheets/sheet1.xml",
        "outside": "xl/externalLinks/externalLink1.xml", "connection": "xl/connections.xml",
        "query": "xl/queryTables/q1.xml",
        "object": "xl/embeddings/oleObject1.bin", "button": "xl/activeX/activeX1.bin",
    }.items():  # fmt: skip
        yield name, packed({**book(), part: b"x"}), "unsafe"
    yield "macro.xlsm", packed({**book(), "xl/vbaProject.bin": b"x"}), "unsafe"
    yield "macro.xls", ole("Workbook", "_VBA_PROJECT_CUR"), "unsafe"
    yield "macro.docx", packed({**word(table(("a",))), "word/vbaProject.bin": b"x"}), "unsafe"
    yield "giant-text", bomb(book(), SHEET, sheet(row(1, text("A1", "@@"))), b"0" * (1 << 20), 20), "unsafe"
    comment = sheet(row(1, text("A1", "<!-- -->@@")))
    yield "giant-text-commented", bomb(book(), SHEET, comment, b"0" * (1 << 20), 20), "unsafe"


def _declared() -> Iterator[Case]:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    laughs = f'<!DOCTYPE x [<!ENTITY l0 "ha">{entities}]>'
    outside = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    for name, part in {
        "sheet": SHEET,
        "book": BOOK,
        "strings": STRINGS,
        "styles": STYLES,
        "rels": BOOK_RELATIONS,
    }.items():
        for kind, declared in {"laughs": laughs, "outside": outside}.items():
            content = book()[part].replace(HEAD.encode(), (HEAD + declared).encode())
            yield f"{kind}-{name}", packed({**book(), part: content}), "unsafe"
    wide = (HEAD.replace("UTF-8", "UTF-16") + laughs + "<worksheet>&l8;</worksheet>").encode("utf-16")
    yield "laughs-utf16", packed({**book(), SHEET: wide}), "unsafe"
    late = sheet(head=HEAD + f"<!--{' ' * 300_000}-->" + laughs)
    yield "laughs-late", packed(book(late)), "unsafe"
    yield "laughs.docx", packed({**word(""), "word/document.xml": (HEAD + laughs + "<d>&l8;</d>").encode()}), "unsafe"


def _too_large() -> Iterator[Case]:
    zeros = b"0" * (1 << 20)
    yield "bomb-sheet", bomb(book(), SHEET, sheet(row(1, text("A1", "@@"))), zeros, 1024), "too_large"
    yield "bomb-picture", bomb(book(), "xl/media/image1.png", b"@@", zeros, 1024), "too_large"
    strings = f'<sst xmlns="{MAIN}"><si><t>@@</t></si></sst>'.encode()
    yield "bomb-strings", bomb(book(), STRINGS, strings, zeros, 1024), "too_large"
    yield (
        "bomb-list",
        bomb(book(), BOOK, book()[BOOK].replace(b"</sheets>", b"</sheets><!--@@-->"), zeros, 64),
        "too_large",
    )
    yield "bomb.docx", bomb(word(""), "word/document.xml", b"<d><!--@@--></d>", zeros, 64), "too_large"
    many = "".join(row(n, f'<c r="A{n}"><v>{n}</v></c>') for n in range(1, 100_302))
    yield "many-rows", packed(book(sheet(many))), "too_large"
    half = sheet("".join(row(n, f'<c r="A{n}"><v>{n}</v></c>') for n in range(1, 60_000)))
    yield "many-rows-two-sheets", packed(book(half, half)), "too_large"
    full = "".join(f'<c r="{letters(n)}1"><v>1</v></c>' for n in range(1, 8001))
    wide = row(1, full).replace('row r="1"', 'row r="0000001"').encode()
    yield "many-cells", bomb(book(), SHEET, sheet("@@"), wide, 700), "too_large"
    slope = "".join(row(n, f'<c r="{letters(n)}{n}"><v>1</v></c>') for n in range(1, 12_000))
    yield "slope", packed(book(sheet(slope))), "too_large"
    yield "file-of-51-MB", GOOD + bytes(51 << 20), "too_large"
    span = "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='99999999'/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>"
    yield "span.docx", packed(word(span)), "too_large"
    yield "many-tables.docx", packed(word(table(("姓名", "年龄")) * 20_000)), "too_large"


def _accidents() -> Iterator[Case]:
    """Everyday accidents: all of them are read."""
    one = '<c r="A1"><v>1</v></c>'
    stray = {
        "far-row": row(1, one) + row(1048576, '<c r="A1048576"><v>2</v></c>'),
        "far-corner": row(1, one) + row(1048576, '<c r="XFD1048576"><v>2</v></c>'),
        "far-alone": row(1048576, '<c r="XFD1048576"><v>2</v></c>'),
        "far-column": ROSTER + row(3, '<c r="XFD3"><v>2</v></c>'),
        "far-format": ROSTER + row(1048576, '<c r="XFD1048576" s="1"/>'),
        "far-error": ROSTER + row(1048576, '<c r="XFD1048576" t="e"><v>#N/A</v></c>'),
        "far-formula": ROSTER + row(1048576, '<c r="XFD1048576"><f>1+1</f></c>'),
        "blanks-on-top": row(101, text("A101", "姓名")) + row(102, text("A102", "某")),
        "gap": row(1, one) + row(602, '<c r="A602"><v>2</v></c>'),
        "hidden": row(1, one) + row(2, '<c r="A2"><v>2</v></c>', ' hidden="1"'),
        "trailing": ROSTER + "".join(row(n, f'<c r="A{n}" s="1"/>') for n in range(3, 3000)),
        "formulas-of-nothing": ROSTER
        + "".join(row(n, f'<c r="A{n}" t="str"><f>""</f><v></v></c>') for n in range(3, 120_000)),
        "shared": row(1, '<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>'),
        "only-an-error": row(1, '<c r="A1" t="e"><v>#REF!</v></c>'),
        "only-a-formula": row(1, '<c r="A1"><f>1+1</f></c>'),
        "self-closed-rows": '<row r="1"/>' + ROSTER.replace('r="2"', 'r="2" ht="20"') + '<row r="9"/>',
    }  # fmt: skip
    for name, rows in stray.items():
        yield name, packed(book(sheet(rows))), "read"
    yield (
        "full-row",
        packed(book(sheet(row(1, "".join(text(f"{letters(n)}1", "宽") for n in range(1, 16385)))))),
        "read",
    )
    yield "many-sheets", packed(book(*[sheet()] * 200)), "read"
    yield "hidden-sheet", packed(book(state="veryHidden")), "read"
    yield (
        "merged",
        packed(book(sheet(after='<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="C9"/></mergeCells>'))),
        "read",
    )
    yield "without-styles", packed({name: content for name, content in book().items() if name != STYLES}), "read"
    for name in ("表.csv", "表.txt", "表.zip", "表.jpg", "没有后缀", "表.xls", "表.et", "表.xlsm"):
        yield name, GOOD, "read"
    yield "旧表.xls", old_book(), "read"
    yield "旧表.xlsx", old_book(), "read"
    yield "旧表.et", old_book(), "read"
    yield "文档.docx", packed(word(table(("姓名", "年龄"), ("某某", "12")))), "read"
    yield "文档.xlsx", packed(word(table(("姓名", "年龄"), ("某某", "12")))), "read"


def _dressed() -> Iterator[Case]:
    """The same everyday sheet in XML that no office program writes, but some program may."""
    plain = sheet(ROSTER).decode()
    dresses = {
        "comments": plain.replace("<row", "<!-- a --><row"),
        "cdata": plain.replace("某某", "<![CDATA[<某某>]]>"),
        "quotes": plain.replace('"', "'"),
        "prefix": plain.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?").replace("xmlns=", "xmlns:x="),
        "no-addresses": plain.replace(' r="', ' x="'),
        "no-row-numbers": plain.replace('<row r="', '<row x="'),
        "no-cell-addresses": plain.replace('<c r="', '<c x="'),
        "spread": plain.replace(' r="', '\n\tr = "').replace("><", ">\n<"),
        "strict": plain.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"),
        "byte-mark": "\ufeff" + plain,
        "bare-cells": plain.replace('<c r="B2">', "<c>"),
    }
    for name, content in dresses.items():
        yield f"dress-{name}", packed({**book(), SHEET: content.encode()}), "read"
    wide = plain.replace("UTF-8", "UTF-16").encode("utf-16")
    yield "dress-utf-16", packed({**book(), SHEET: wide}), "read"


# --- what the cases are built of ---------------------------------------------------------------------


def letters(column: int) -> str:
    name = ""
    while column:
        column, digit = divmod(column - 1, 26)
        name = chr(65 + digit) + name
    return name


def _edited(part: str, old: bytes, new: bytes) -> Parts:
    return {**book(), part: book()[part].replace(old, new)}


def _patched(whole: bytes, local: int, listed: int, new: bytes) -> bytes:
    """The zip with bytes of each member's head, and of its entry in the list, written over."""
    made = bytearray(whole)
    for mark, at in ((b"PK\x03\x04", local), (b"PK\x01\x02", listed)):
        place = whole.find(mark)
        while place >= 0:
            made[place + at : place + at + len(new)] = new
            place = whole.find(mark, place + 1)
    return bytes(made)


def _flagged(whole: bytes, flag: int) -> bytes:
    return _patched(whole, 6, 8, struct.pack("<H", flag))


def twice() -> bytes:
    """A workbook that has its sheet two times under one name: two readers may see two tables."""
    other = SHEET.replace("sheet1", "sheet9")
    return packed({**book(), other: sheet("")}).replace(other.encode(), SHEET.encode())


def with_long_end(whole: bytes) -> bytes:
    """The zip with the end that large ones have, as some writers give to small ones too."""
    count, size, start = struct.unpack("<HII", whole[-12:-2])
    at = len(whole) - 22
    end = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, start)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, at, 1)
    short = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return whole[:at] + end + locator + short


def old_book(old: bytes = b"", new: bytes = b"") -> bytes:
    """An .xls with a roster of two rows; ``old``: a record number of its beginning, replaced by ``new``."""
    import xlwt

    made = xlwt.Workbook()
    page = made.add_sheet("登记表")
    for place, value in {(0, 0): "姓名", (0, 1): "年龄", (1, 0): "某某", (1, 1): 12}.items():
        page.write(*place, value)
    file = BytesIO()
    made.save(file)
    return file.getvalue().replace(old, new, 1) if old else file.getvalue()
