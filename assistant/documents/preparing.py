"""One file, read, cleaned and cut. Nothing is stored here."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.documents.cleaning import Cleaner
from assistant.documents.decoding import LARGEST, decode
from assistant.documents.markup import Plain, html_to_plain, markdown_to_plain
from assistant.documents.records import Prepared
from assistant.documents.structure import CHUNKING, shape, title_key
from assistant.errors import DocumentUnreadable

KINDS = {
    ".txt": "txt",
    ".text": "txt",
    ".md": "md",
    ".markdown": "md",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
}
_EXCEL = "表格现在还不能读。要用里面的文字，请另存为“文本文件（.txt）”，再添加。"
_LATER = {
    ".docx": "Word 文件现在还不能读。请在 Word 里另存为“纯文本（.txt）”，再添加。",
    ".doc": "Word 文件现在还不能读。请在 Word 里另存为“纯文本（.txt）”，再添加。",
    ".wps": "WPS 文件现在还不能读。请在 WPS 里另存为“纯文本（.txt）”，再添加。",
    ".pdf": "PDF 文件现在还不能读。请打开后把文字复制到记事本，存成 .txt，再添加。",
    ".xlsx": _EXCEL,
    ".xls": _EXCEL,
    ".et": _EXCEL,
}
_ALLOWED = "只能添加 .txt、.md 和 .html 文件。请把文字存成 .txt 再添加。"


class Preparer:
    """Reads files with the rules of the language data."""

    def __init__(self, rules: Mapping[str, Any]) -> None:
        self._rules, self._cleaner = rules, Cleaner(rules)
        self.version = f"{self._cleaner.version}/{CHUNKING}"

    def read(self, path: Path) -> Prepared:
        """A file of the user as a document.

        Raises:
            DocumentUnreadable: the sentence says why and what to do.
        """
        _kind(path.name)
        return self.read_bytes(path.name, _bytes(path))

    def read_bytes(self, name: str, data: bytes) -> Prepared:
        """What a browser sent of a file called ``name``, as a document.

        Raises:
            DocumentUnreadable: the sentence says why and what to do.
        """
        kind = _kind(name)
        decoded = decode(data)
        return self.prepare(decoded.text, name, kind, hashlib.sha256(data).hexdigest(), decoded.encoding)

    def prepare(self, text: str, name: str, kind: str, digest: str, encoding: str) -> Prepared:
        """Clean and cut the text of a file (again)."""
        plain = {"html": html_to_plain, "md": markdown_to_plain}.get(kind, Plain)(text.lstrip("\ufeff"))
        cleaned = self._cleaner.clean(plain.text)
        for reason, gone in plain.dropped:
            cleaned.drop(reason, gone)
        if not any(any(c.isalnum() for c in paragraph) for paragraph in cleaned.paragraphs):
            raise DocumentUnreadable("去掉网页装饰和空白以后没有剩下文字，不能添加。请检查选对了文件没有。")
        fields = self._rules["fields"]
        made = shape(cleaned.paragraphs, Path(name).stem, fields, plain.title or cleaned.title)
        return Prepared(
            file=name, kind=kind, sha256=digest, encoding=encoding, original=text,
            title=made.title, key=title_key(made.title, fields["country"]), number=made.number, issuer=made.issuer,
            date=made.date, place=made.place, statute=made.statute, repeals=made.repeals,
            pieces=tuple((" / ".join(p.path), p.clause, p.article, p.text) for p in made.pieces),
            log=tuple(cleaned.log), kept=cleaned.kept, made_by=self.version,
        )  # fmt: skip


def _kind(name: str) -> str:
    ending = Path(name).suffix.lower()
    kind = KINDS.get(ending)
    if kind is None:
        raise DocumentUnreadable(_LATER.get(ending, _ALLOWED))
    return kind


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise DocumentUnreadable(f"文件超过 {LARGEST // 1024 // 1024} MB，太大了。请分成几个文件再添加。")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise DocumentUnreadable("找不到这个文件。请检查文件名和文件夹。") from error
    except IsADirectoryError as error:
        raise DocumentUnreadable("这是文件夹，不是文件。") from error
    except OSError as error:
        raise DocumentUnreadable("文件打不开：可能没有读取的权限，或正被别的程序占用。请关掉后再试。") from error
