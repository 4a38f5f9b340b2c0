"""One file, read, cleaned and cut. Nothing is stored here."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from assistant.documents.cleaning import Cleaner
from assistant.documents.decoding import LARGEST, decode
from assistant.documents.formats.extract import Extract, read_extract
from assistant.documents.formats.gate import KIND_OF
from assistant.documents.formats.reading import Reader, extract_bytes
from assistant.documents.heads import title_key
from assistant.documents.markup import Plain, html_to_plain, markdown_to_plain
from assistant.documents.records import RECOGNISED, Prepared
from assistant.documents.structure import CHUNKING, Piece, shape
from assistant.errors import DocumentUnreadable
from assistant.text.normalise import simplified

TEXTS = {
    ".txt": "txt",
    ".text": "txt",
    ".md": "md",
    ".markdown": "md",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
}
KINDS: dict[str, str] = {**TEXTS, **KIND_OF}
"""Ending -> kind, of everything that can be added."""
_READ_AS = {"docx": "Word 文件", "xlsx": "Excel 表格", "pdf": "PDF 文件"}
_KEY, _LETTER = 12, re.compile(r"\W")
_SAVE = "请用 WPS 或 Word 打开，另存为 .docx，再添加。"
_SAVE_TABLE = "请用 WPS 表格或 Excel 打开，另存为 .xlsx，再添加。"
_INSTEAD = {
    ".doc": "这是旧格式的 Word 文件（.doc），读不了。" + _SAVE,
    ".wps": "这是 WPS 文字自己的格式，读不了。" + _SAVE,
    ".rtf": "RTF 文件读不了。" + _SAVE,
    ".docm": "这份 Word 文件可能带有宏，为安全起见不打开。" + _SAVE,
    ".odt": "OpenDocument 文件读不了。" + _SAVE,
    ".ofd": "OFD 文件读不了。请用 WPS 或 OFD 阅读器打开，另存为 PDF，再添加。",
    ".ppt": "演示文稿读不了。请另存为 PDF，再添加。",
    ".pptx": "演示文稿读不了。请另存为 PDF，再添加。",
    ".xls": "这是旧格式的表格（.xls），读不了。" + _SAVE_TABLE,
    ".et": "这是 WPS 表格自己的格式，读不了。" + _SAVE_TABLE,
    ".xlsm": "这份表格可能带有宏，为安全起见不打开。" + _SAVE_TABLE,
    ".csv": "CSV 表格读不了。" + _SAVE_TABLE,
    ".zip": "这是压缩包。请解压后，把里面的文件或整个文件夹添加进来。",
    ".rar": "这是压缩包。请解压后，把里面的文件或整个文件夹添加进来。",
    ".7z": "这是压缩包。请解压后，把里面的文件或整个文件夹添加进来。",
}
_TOO_LARGE = f"文件超过 {LARGEST // 1024 // 1024} MB，太大了。请分成几个文件再添加。"
ALLOWED = "能添加的是 .docx、.pdf、.xlsx、.txt、.md、.html 文件和图片。请另存为其中一种再添加。"


class Preparer:
    """Reads files with the rules of the language data."""

    def __init__(self, rules: Mapping[str, Any]) -> None:
        self._rules, self._cleaner = rules, Cleaner(rules)
        self.version = f"{self._cleaner.version}/{CHUNKING}"

    def read(self, path: Path, reader: Reader) -> Prepared:
        """A file of the user as a document; ``reader`` reads what is no plain text.

        Raises:
            DocumentUnreadable: the sentence says why and what to do.
        """
        kind, data = _kind(path.name), _bytes(path)
        if kind in TEXTS.values():
            return self.read_bytes(path.name, data)
        return self._extracted(reader.read(path, path.name), path.name, kind, data)

    def read_bytes(self, name: str, data: bytes) -> Prepared:
        """What a browser sent of a file called ``name``, as a document.

        Raises:
            DocumentUnreadable: the sentence says why and what to do.
        """
        kind = _kind(name)
        if len(data) > LARGEST:
            raise DocumentUnreadable(_TOO_LARGE)
        if kind not in TEXTS.values():
            return self._extracted(extract_bytes(data, name), name, kind, data)
        decoded = decode(data)
        return self.prepare(decoded.text, name, kind, hashlib.sha256(data).hexdigest(), decoded.encoding)

    def _extracted(self, extract: Extract, name: str, kind: str, data: bytes) -> Prepared:
        read_as = RECOGNISED if extract.recognised else _READ_AS.get(kind, RECOGNISED)
        return self.prepare(extract.as_text(), name, kind, hashlib.sha256(data).hexdigest(), read_as)

    def prepare(self, text: str, name: str, kind: str, digest: str, encoding: str) -> Prepared:
        """Clean and cut the text of a file (again)."""
        extract = None if kind in TEXTS.values() else read_extract(text)
        plain = _plain(text, kind) if extract is None else Plain(extract.text)
        cleaned = self._cleaner.clean(plain.text)
        for reason, gone in plain.dropped:
            cleaned.drop(reason, gone)
        for reason, gone, size in extract.dropped if extract else ():
            cleaned.drop(reason, gone, size)
        if not any(any(c.isalnum() for c in paragraph) for paragraph in cleaned.paragraphs):
            raise DocumentUnreadable("去掉网页装饰和空白以后没有剩下文字，不能添加。请检查选对了文件没有。")
        fields = self._rules["fields"]
        stem = Path(name).stem
        called = stem if kind == "xlsx" else ""
        made = shape(cleaned.paragraphs, stem, fields, plain.title or cleaned.title, called)
        pieces = _on_pages(made.pieces, extract) if extract and extract.pages else made.pieces
        return Prepared(
            file=name, kind=kind, sha256=digest, encoding=encoding, original=text,
            title=made.title, key=title_key(made.title, fields["country"]), number=made.number, issuer=made.issuer,
            date=made.date, place=made.place, statute=made.statute, repeals=made.repeals,
            pieces=tuple((" / ".join(p.path), p.clause, p.article, p.text) for p in pieces),
            log=tuple(cleaned.log), kept=cleaned.kept, made_by=self.version,
        )  # fmt: skip


def _plain(text: str, kind: str) -> Plain:
    return {"html": html_to_plain, "md": markdown_to_plain}.get(kind, Plain)(text.lstrip("\ufeff"))


def _on_pages(pieces: Sequence[Piece], extract: Extract) -> list[Piece]:
    """Passages outside of articles with the page they begin on, where that is certain."""
    texts = [_letters(paragraph) for paragraph in extract.paragraphs]
    placed: list[Piece] = []
    at = 0
    for piece in pieces:
        key = _letters(piece.text)[:_KEY]
        found = next((i for i in range(at, len(texts)) if key and key in texts[i]), None)
        at = at if found is None else found
        if found is None or piece.article or not _begins_there(texts[found], key, extract.pages, found):
            placed.append(piece)
        else:
            placed.append(replace(piece, clause=f"{piece.clause}（第{extract.pages[found]}页）"))
    return placed


def _begins_there(text: str, key: str, pages: Sequence[int], place: int) -> bool:
    """A long paragraph may go on over the end of its page: only its beginning is certain to stand there."""
    following = pages[place + 1] if place + 1 < len(pages) else pages[place]
    return following == pages[place] or text.startswith(key)


def _letters(text: str) -> str:
    return _LETTER.sub("", simplified(unicodedata.normalize("NFKC", text)))


def _kind(name: str) -> str:
    ending = Path(name).suffix.lower()
    kind = KINDS.get(ending)
    if kind is None:
        raise DocumentUnreadable(_INSTEAD.get(ending, ALLOWED))
    return kind


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise DocumentUnreadable(_TOO_LARGE)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise DocumentUnreadable("找不到这个文件。请检查文件名和文件夹。") from error
    except IsADirectoryError as error:
        raise DocumentUnreadable("这是文件夹，不是文件。") from error
    except OSError as error:
        raise DocumentUnreadable("文件打不开：可能没有读取的权限，或正被别的程序占用。请关掉后再试。") from error
