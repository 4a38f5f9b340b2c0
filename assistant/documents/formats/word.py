"""The door to python-docx: the text of a Word file as a reader of the finished paper sees it.

Headings are marked, automatic numbers written out, tables told row by row with their heads. Page heads and feet, tables
of contents, comments, footnotes, deletions under track changes and hidden text are left out and told.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.documents.formats.extract import Extract, Gone
from assistant.documents.formats.numbering import Numbering, value_of
from assistant.documents.formats.tables import Row, table_lines
from assistant.documents.formats.telling import cannot, usual
from assistant.documents.formats.word_styles import Styles

_GONE = frozenset(("del", "moveFrom"))
_PASSED = frozenset(("pPr", "rPr", "instrText", "Fallback", "sectPr", "tblPr", "tcPr", "trPr"))
_BREAKS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_INSIDE = frozenset(("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"))
_NOTES = {"footnotes": "脚注", "endnotes": "尾注", "comments": "批注"}
_WIDEST = 200


def read_word(path: Path) -> Extract:
    """Paragraphs and tables of a .docx that passed the gate.

    Raises:
        UploadRefused: it is damaged, or holds no text.
    """
    from docx import Document
    from docx.opc.exceptions import OpcError

    try:
        paper = Document(str(path))
        body = paper.element.body
    except (OpcError, SyntaxError, KeyError, ValueError, AttributeError) as error:
        raise cannot("damaged", usual("damaged", "docx")) from error
    reader = _Reader(Styles(paper.styles.element), Numbering(_numbering(paper)))
    paragraphs = tuple(line for line in reader.lines(body) if line.strip())
    if not paragraphs:
        pictures = reader.pictures
        raise cannot("empty", _ONLY_PICTURES if pictures else usual("empty", "docx"))
    return Extract(paragraphs, (*reader.gone(), *_around(paper)))


_ONLY_PICTURES = "这份 Word 文件里只有图片，没有文字。请把图片另存为 .png 添加（要装识别组件），或把文字打出来再添加。"


def _numbering(paper: Any) -> Any:
    try:
        return paper.part.numbering_part.element
    except (KeyError, NotImplementedError, AttributeError):
        return None


def _around(paper: Any) -> Iterator[Gone]:
    """Page heads and feet, notes and comments: parts of their own, which nobody quotes."""
    seen: set[str] = set()
    for relation in paper.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        reason = "页眉页脚" if kind in ("header", "footer") else _NOTES.get(kind)
        if reason is None or relation.is_external:
            continue
        text = _bare(relation.target_part.blob)
        if text and text not in seen:
            seen.add(text)
            yield reason, text, len(text)


def _bare(blob: bytes) -> str:
    from docx.oxml import parse_xml

    try:
        root = parse_xml(blob)
    except SyntaxError:  # what lxml raises is one
        return ""
    return " ".join("".join(node.text or "" for node in root.iter("{*}t")).split())


class _Reader:
    """Goes through the body once; remembers what it leaves out."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles, self._numbering = styles, numbering
        self._dropped: list[Gone] = []
        self._boxes: list[Any] = []
        self.pictures = 0

    def gone(self) -> Iterator[Gone]:
        yield from self._dropped
        if self.pictures:
            yield "图片里的字没有读", f"{self.pictures} 张图片", 0

    def lines(self, element: Any) -> Iterator[str]:
        """Paragraphs and table rows in reading order; those of text boxes behind the paragraph they hang on."""
        for child in element:
            name = _local(child)
            if name == "p":
                yield from self._paragraph(child)
            elif name == "tbl":
                yield from self._table(child)
            elif name in _INSIDE:
                yield from self.lines(child)
            elif name in _GONE:
                self._drop("修订中删去的文字", child)

    def _paragraph(self, element: Any) -> Iterator[str]:
        text = self._text(element).strip()
        boxes, self._boxes = self._boxes, []
        if self._styles.is_contents(element):
            if text:
                self._dropped.append(("目录", text, len(text)))
        elif text:
            label = self._numbering.label(*self._styles.list_of(element))
            level = self._styles.heading(element)
            yield ("#" * level + " " if level else "") + label + text
        for box in boxes:
            told = [line for line in self.lines(box) if line.strip()]
            if told:
                self._dropped.append(("文本框里的字（留下了）", " ".join(told), 0))
            yield from told

    def _table(self, element: Any) -> Iterator[str]:
        rows = list(self._rows(element))
        if len(rows) == 1 and len(set(rows[0][1])) == 1:  # a frame around text
            yield from rows[0][1][0].split("\n")
        else:
            yield from table_lines(rows)

    def _rows(self, table: Any) -> Iterator[Row]:
        above: list[str] = []
        for number, row in enumerate(_children(table, "tr"), 1):
            if row.find("{*}trPr/{*}del") is not None:
                self._drop("修订中删去的文字", row)
                continue
            above = self._cells(row, above)
            yield number, above

    def _cells(self, row: Any, above: list[str]) -> list[str]:
        cells: list[str] = []
        for cell in _children(row, "tc"):
            span = cell.find("{*}tcPr/{*}gridSpan")
            width = int(value_of(span, "val") or 1) if span is not None else 1
            down = cell.find("{*}tcPr/{*}vMerge")
            goes_on = down is not None and value_of(down, "val") != "restart" and len(cells) < len(above)
            text = above[len(cells)] if goes_on else "\n".join(self.lines(cell))
            cells += [text] * max(1, min(width, _WIDEST))
        return cells[:_WIDEST]

    def _text(self, element: Any) -> str:
        pieces: list[str] = []
        for child in element:
            name = _local(child)
            if name == "t":
                pieces.append(child.text or "")
            elif name in _BREAKS:
                pieces.append(_BREAKS[name])
            elif name in _GONE:
                self._drop("修订中删去的文字", child)
            elif name == "r" and self._styles.is_unseen(child, element):
                self._drop("看不见的文字", child)
            elif name == "txbxContent":
                self._boxes.append(child)
            elif name not in _PASSED:
                self.pictures += name in ("blip", "imagedata")
                pieces.append(self._text(child))
        return "".join(pieces)

    def _drop(self, reason: str, element: Any) -> None:
        text = "".join(node.text or "" for name in ("t", "delText") for node in element.iter(f"{{*}}{name}"))
        if text.strip():
            self._dropped.append((reason, text, len(text)))


def _children(element: Any, name: str) -> Iterator[Any]:
    for child in element:
        if _local(child) == name:
            yield child
        elif _local(child) in _INSIDE:
            yield from _children(child, name)


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
