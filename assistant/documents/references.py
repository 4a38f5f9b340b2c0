"""Which document and which article a question names: 义务教育法第三十二条, 义教法32条, 实施条例二十条.

A title is found whole, without 中华人民共和国; a statute also by its end (实施条例) or by letters left out (义教法).
Articles come alone, in rows (第二十条、第二十一条; 第20、21条), as a range (第11条到第13条), or with the part of
one that is meant (第五十七条第（三）项).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.documents.clauses import Part
from assistant.documents.heads import title_key
from assistant.documents.index import Index
from assistant.documents.records import Document
from assistant.text.numerals import han_number

_SHORTEST, _LONGEST = 3, 40
_SHORTEST_END = 4
_ARTICLE_BEFORE = "第"
_MOST_OF_A_RANGE = 10
_NUMERAL = "[0-9一二三四五六七八九十百零〇]+"
_BEFORE_IN_ROW = re.compile(rf"({_NUMERAL})\s*([、,，和及与]|到|至|[-—~～]+)\s*(?:第\s*)?$")
_RANGE = re.compile(r"\s*(?:到|至|[-—~～]+)\s*")
_PARTS = re.compile(
    rf"\s*的?\s*(?:第?\s*[(（]?\s*({_NUMERAL})\s*[)）]?\s*款)?(?:\s*的?\s*第?\s*[(（]?\s*({_NUMERAL})\s*[)）]?\s*项)?"
)
_ORDINAL = re.compile(rf"第\s*[(（]?\s*{_NUMERAL}")
_CHAPTER = re.compile(rf"第\s*({_NUMERAL})\s*章")


@dataclass(frozen=True, slots=True)
class Reference:
    """What a question points at.

    ``documents`` are ids, ``articles`` numbers, ``rest`` the question without the names (what is asked of them);
    ``part`` is the part of the last article that is meant, ``chapter`` a chapter's number.
    """

    documents: tuple[str, ...]
    articles: tuple[int, ...]
    rest: str
    part: Part | None = None
    chapter: int | None = None


class Names:
    """The names of all documents of one index."""

    def __init__(self, index: Index, rules: Mapping[str, Any], before: Names | None = None) -> None:
        """``before``: the names of an earlier view, of which those that still hold are taken over."""
        self._rules, self._documents = rules, index.documents
        self._country = rules["fields"]["country"]
        self._article = re.compile(rules["article"])
        self._whole: dict[str, tuple[str, ...]] = {}
        self._ends: dict[str, frozenset[str]] = {}
        self._short: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}
        new = None if before is None else _new_names(before._documents, index.documents)
        if before is not None and new is not None:
            self._whole, self._ends, self._short = dict(before._whole), dict(before._ends), dict(before._short)
        for document in index.documents.values() if new is None else new:
            self._enter(document, title_key(document.title, self._country))

    def _enter(self, document: Document, key: str) -> None:
        if len(key) >= _SHORTEST:
            self._whole[key] = (*self._whole.get(key, ()), document.id)
        if document.number:
            self._whole[document.number] = (*self._whole.get(document.number, ()), document.id)
        if document.statute and len(key) >= _SHORTEST:
            for start in range(1, len(key) - _SHORTEST_END + 1):
                self._ends[key[start:]] = self._ends.get(key[start:], frozenset()) | {key}
            bucket = key[0], key[-1]
            self._short[bucket] = (*self._short.get(bucket, ()), (key, document.id))

    def find(self, question: str) -> Reference:
        """Names and articles in a cleaned question."""
        text = re.sub(r"[《》〈〉]", "", question)
        articles, part, rest = self._articles(text)
        chapter = None if articles else _CHAPTER.search(rest)
        rest = _CHAPTER.sub(" ", rest)
        found: dict[str, None] = {}
        for piece in self._pieces(rest):
            for document in self._called(piece):
                found[document] = None
            rest = rest.replace(piece, " ")
        return Reference(tuple(found), articles, rest, part, _value(chapter[1]) if chapter else None)

    def _articles(self, text: str) -> tuple[tuple[int, ...], Part | None, str]:
        """Numbers of the articles, the part of the last one, and the text without either."""
        numbers: list[int] = []
        rest: list[str] = []
        part, end = None, 0
        for found in self._article.finditer(text):
            value = _value(found[1])
            if not value or found.start() < end:
                continue
            between, row, ordinal = _row_before(text[end : found.start()], value)
            if not (found[0].startswith(_ARTICLE_BEFORE) or ordinal or value > 2):
                continue
            if numbers and _RANGE.fullmatch(between):
                row = _between(numbers[-1] + 1, value)
            rest.append(between)
            numbers += [*row, value]
            part, end = _part_at(text, found.end())
        tail = text[end:]
        if not numbers:  # 第二款呢: of the article spoken of before
            part, tail = _part_alone(tail)
        return tuple(dict.fromkeys(numbers)), part, " ".join([*rest, tail])

    def _pieces(self, text: str) -> list[str]:
        """Runs of the text that are names, longest first, none inside another."""
        pieces: list[str] = []
        taken: list[tuple[int, int]] = []
        for length in range(min(_LONGEST, len(text)), _SHORTEST - 1, -1):
            for start in range(len(text) - length + 1):
                end = start + length
                if any(start < b and a < end for a, b in taken):
                    continue
                if self._called(text[start:end]):
                    taken.append((start, end))
                    pieces.append(text[start:end])
        return pieces

    def _called(self, piece: str) -> Sequence[str]:
        if piece in self._whole:
            return self._whole[piece]
        ends = self._ends.get(piece, ())
        if len(ends) == 1:
            return self._whole[next(iter(ends))]
        bucket = self._short.get((piece[0], piece[-1]), ())
        keys = {key for key, _ in bucket if len(piece) >= max(_SHORTEST, len(key) // 2) and left_out(piece, key)}
        # 档案法 shortens nothing when it is itself a title; two candidates are none.
        return [document for key, document in bucket if key in keys] if len(keys) == 1 else []


def _new_names(old: Mapping[str, Document], now: Mapping[str, Document]) -> list[Document] | None:
    """Documents that came; None when one went or is called otherwise now, and all has to be entered again."""
    if any(name not in now or _called(now[name]) != _called(document) for name, document in old.items()
           if now.get(name) is not document):  # fmt: skip
        return None
    return [document for name, document in now.items() if name not in old]


def _called(document: Document) -> tuple[str, str | None, bool]:
    return document.title, document.number, bool(document.statute)


def _value(numeral: str) -> int | None:
    value = int(numeral) if numeral.isdecimal() else han_number(numeral)
    return None if value is None else int(value)


def _row_before(between: str, value: int) -> tuple[str, list[int], bool]:
    """Of a row that has its 条 only at the end (第20、21条, 11到13条): the text before it, its numbers, has it a 第."""
    row: list[int] = []
    ordinal = False
    while found := _BEFORE_IN_ROW.search(between):
        number = _value(found[1])
        if number is None:
            break
        row = [*(_between(number, value) if _RANGE.fullmatch(found[2]) else [number]), *row]
        value, between = number, between[: found.start()]
        ordinal = between.rstrip().endswith(_ARTICLE_BEFORE)
        between = between.rstrip().removesuffix(_ARTICLE_BEFORE)
    return between, row, ordinal


def _between(first: int, last: int) -> list[int]:
    """The numbers before the last of a range; of a very long one its beginning."""
    return [*range(first, min(last, first + _MOST_OF_A_RANGE))]


def _part_at(text: str, place: int) -> tuple[Part | None, int]:
    """The part named right behind an article, and where that ends."""
    found = _PARTS.match(text, place)
    if found is None or not (found[1] or found[2]):
        return None, place
    return Part(_value(found[1]) if found[1] else None, _value(found[2]) if found[2] else None), found.end()


def _part_alone(text: str) -> tuple[Part | None, str]:
    for found in _ORDINAL.finditer(text):
        part, end = _part_at(text, found.start())
        if part:
            return part, text[: found.start()] + " " + text[end:]
    return None, text


def left_out(short: str, key: str) -> bool:
    """True when ``short`` is ``key`` with letters left out."""
    letters = iter(key)
    return len(short) < len(key) and all(letter in letters for letter in short)
