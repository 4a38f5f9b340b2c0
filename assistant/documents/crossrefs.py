"""Articles that say what they say of items of another one: 有本法第四十八条第一项、第四项违法行为之一的，……罚款.

Such a sentence answers only together with the items; they are looked up so that both can be found and shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.documents.clauses import Part, item_of, numeral
from assistant.documents.index import Index
from assistant.documents.records import Passage
from assistant.text.numerals import han_number

MOST = 6
_NUMERAL = "[0-9一二三四五六七八九十百零〇]+"
_REFERENCE = re.compile(rf"(?:本(?:法|条例|办法|规定|细则))第({_NUMERAL})条((?:[、和及]?第[(（]?{_NUMERAL}[)）]?项)*)")
_NUMBER = re.compile(rf"^[(（]{_NUMERAL}[)）]")
_ITEM = re.compile(rf"第[(（]?({_NUMERAL})[)）]?项")


@dataclass(frozen=True, slots=True)
class Referred:
    """An article, or an item of one, that a sentence speaks of: whose passage, which item (None: whole), its words."""

    passage: Passage
    item: int | None
    text: str

    @property
    def place(self) -> str:
        return self.passage.clause + (f"第（{numeral(self.item)}）项" if self.item else "")


def referred(index: Index, passage: Passage, sentence: str) -> list[Referred]:
    """What a sentence of an article refers to in its own statute."""
    if passage.article is None:
        return []
    found: list[Referred] = []
    for reference in _REFERENCE.finditer(sentence):
        number = _value(reference[1])
        articles = index.article(passage.document, number) if number and number != passage.article else []
        for article in articles[:1]:
            found += _items(article, reference[2])
    return found[:MOST]


def _items(article: Passage, said: str) -> Iterator[Referred]:
    numbers = [number for number in map(_value, _ITEM.findall(said)) if number]
    if not numbers:
        yield Referred(article, None, article.text)
    for number in numbers:
        item = item_of(article.text, Part(item=number))
        if item:
            yield Referred(article, number, _NUMBER.sub("", item[1]).rstrip("；;。"))


def _value(numeral_: str) -> int | None:
    value = int(numeral_) if numeral_.isdecimal() else han_number(numeral_)
    return None if value is None else int(value)
