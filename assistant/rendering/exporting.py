"""A conversation as a file to keep: Word (.docx) and plain text (.md), with questions, answers and sources.

What users typed stays what it was: no mark-up in it comes alive, no link is made of it, nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any, Protocol

from assistant.records import Answer
from assistant.rendering.answer import citation_line

TITLE = "均衡助手问答记录"
SOURCES = "来源："
_LATIN, _CHINESE = "Calibri", "宋体"
_GREY = "5F6665"

# What XML 1.0 cannot hold; Word refuses a file with any of it.
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARK_UP = re.compile(r"[\\`*_{}<>#|!~@&$\[\]]")
_OUR_MARK = re.compile(r"\\\[(\d{1,3})\\\](?![(\[:])")
_LINE_START = re.compile(r"^(\s*)([-+=]|\d+[.)])", re.MULTILINE)
_ADDRESS = re.compile(r"://|(?<=www)\.", re.IGNORECASE)


class Asked(Protocol):
    """A question and what came of it: an answer, or a sentence about what went wrong."""

    question: str
    answer: Answer | None
    trouble: str


def heading(number: int, question: str) -> str:
    """One line for a question, whatever it holds."""
    return f"{number}. {' '.join(_printable(question).split())}"


def about(exchanges: Sequence[Asked], on: date) -> str:
    """When it was saved and how it is to be read."""
    return f"{on.isoformat()} 保存，共 {len(exchanges)} 问。答复供参考，办理时以原文和本县通知为准。"


# --- plain text -----------------------------------------------------------------------------------


def conversation_markdown(exchanges: Sequence[Asked], on: date) -> str:
    """The conversation in Markdown that also reads well as plain text."""
    parts = [f"# {TITLE}", about(exchanges, on)]
    for number, exchange in enumerate(exchanges, 1):
        parts += [f"## {_literal(heading(number, exchange.question))}", *map(_literal, _lines(exchange))]
        sources = "\n".join(f"- {_literal(line)}" for line in _sources(exchange))
        parts += [SOURCES, sources] if sources else []
    return "\n\n".join(parts) + "\n"


def _literal(text: str) -> str:
    """Text that Markdown shows as it stands; our own marks ([1]) need no sign before them."""
    text = _MARK_UP.sub(lambda found: "\\" + found[0], _printable(text))
    text = _OUR_MARK.sub(r"[\1]", text)
    text = _ADDRESS.sub(lambda found: "\\" + found[0], text)
    return _LINE_START.sub(lambda found: f"{found[1]}{_kept(found[2])}", text)


def _kept(sign: str) -> str:
    """A sign that would begin a list, made harmless."""
    return f"\\{sign}" if len(sign) == 1 else f"{sign[:-1]}\\{sign[-1]}"


# --- Word -----------------------------------------------------------------------------------------


def conversation_docx(exchanges: Sequence[Asked], on: date) -> bytes:
    """The conversation as the bytes of a Word file."""
    from docx import Document  # slow to load, and only wanted here

    document = Document()
    _set_fonts(document)
    document.core_properties.title, document.core_properties.author = TITLE, "均衡助手"
    document.add_heading(TITLE, level=0)
    _small(document.add_paragraph(about(exchanges, on)))
    for number, exchange in enumerate(exchanges, 1):
        _add_exchange(document, number, exchange)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _add_exchange(document: Any, number: int, exchange: Asked) -> None:
    document.add_heading(heading(number, exchange.question), level=1)
    for line in _lines(exchange):
        document.add_paragraph(line)
    sources = _sources(exchange)
    if sources:
        _small(document.add_paragraph(SOURCES))
    for line in sources:
        _small(document.add_paragraph(line))


def _small(paragraph: Any) -> None:
    from docx.shared import Pt, RGBColor

    paragraph.paragraph_format.space_after = Pt(3)
    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(9.5), RGBColor.from_string(_GREY)


def _set_fonts(document: Any) -> None:
    """Chinese fonts by name; Word takes its own when the machine has none of that name."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    for name, size in (("Normal", 11), ("Title", 20), ("Heading 1", 13)):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = _LATIN, Pt(size), RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), _CHINESE)


# --- both -----------------------------------------------------------------------------------------


def _lines(exchange: Asked) -> list[str]:
    said = exchange.answer.text if exchange.answer else exchange.trouble
    return [line.strip() for line in _printable(said).splitlines() if line.strip()]


def _sources(exchange: Asked) -> list[str]:
    return [_printable(citation_line(citation)) for citation in exchange.answer.citations] if exchange.answer else []


def _printable(text: str) -> str:
    return _UNPRINTABLE.sub("", text)
