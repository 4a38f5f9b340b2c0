"""The parts of an article as a statute is cited: paragraphs (款), and numbered items (项) below them.

A paragraph is a line of the article that is no item; items belong to the paragraph before them
(立法技术规范（试行）（一）, 法工委发〔2009〕62号: 条 is divided into 款, 款 into 项).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.text.numerals import han_number

_ITEM = re.compile(r"^[(（]([一二三四五六七八九十百0-9]+)[)）]")
_INTRODUCES = "：:"
_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an article that is asked for: a paragraph, an item, or an item of a paragraph."""

    paragraph: int | None = None
    item: int | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph and the items below it, as lines."""

    text: str
    items: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        return "\n".join((self.text, *self.items))


def paragraphs_of(article: str) -> list[Paragraph]:
    """The paragraphs of an article's text."""
    found: list[tuple[str, list[str]]] = []
    for line in filter(None, article.split("\n")):
        if found and _ITEM.match(line):
            found[-1][1].append(line)
        else:
            found.append((line, []))
    return [Paragraph(text, tuple(items)) for text, items in found]


def paragraph_of(article: str, number: int) -> Paragraph | None:
    """The paragraph of that number, counted from 1."""
    found = paragraphs_of(article)
    return found[number - 1] if 1 <= number <= len(found) else None


def item_of(article: str, part: Part) -> tuple[str, str] | None:
    """The item of that number, and the words that introduce its list; None when there is none or it is not clear which.

    Without a paragraph the item is looked for in the one paragraph that has items.
    """
    listing = [paragraph for paragraph in _of(article, part.paragraph) if paragraph.items]
    if len(listing) != 1 or part.item is None:
        return None
    said = next((line for line in listing[0].items if _number(line) == part.item), None)
    return None if said is None else (listing[0].text, said)


def introduced(paragraph: str) -> str:
    """Of a paragraph before a list, the sentence that introduces it."""
    return re.split(r"(?<=[。！？])", paragraph)[-1] if paragraph[-1:] in _INTRODUCES else paragraph


def numeral(number: int) -> str:
    """A number below a hundred as statutes write it (二, 十二, 二十一); digits above."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones else "")


def _of(article: str, number: int | None) -> Sequence[Paragraph]:
    if number is None:
        return paragraphs_of(article)
    found = paragraph_of(article, number)
    return [] if found is None else [found]


def _number(line: str) -> int | None:
    found = _ITEM.match(line)
    value = han_number(found[1]) if found and not found[1].isdecimal() else found and int(found[1])
    return None if value is None else int(value)
