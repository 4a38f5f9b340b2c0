"""Which document and which article a question names: 义务教育法第三十二条, 义教法32条, 实施条例二十条.

A title is found whole, without 中华人民共和国; a statute also by its end (实施条例) or by letters left out (义教法).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.documents.index import Index
from assistant.documents.records import Document
from assistant.documents.structure import title_key
from assistant.text.numerals import han_number

_SHORTEST, _LONGEST = 3, 40
_SHORTEST_END = 4
_ARTICLE_BEFORE = "第"


@dataclass(frozen=True, slots=True)
class Reference:
    """What a question points at.

    ``documents`` are ids, ``articles`` numbers, ``rest`` the question without the names (what is asked of them).
    """

    documents: tuple[str, ...]
    articles: tuple[int, ...]
    rest: str


class Names:
    """The names of all documents of one index."""

    def __init__(self, index: Index, rules: Mapping[str, Any]) -> None:
        country = rules["fields"]["country"]
        self._article = re.compile(rules["article"])
        self._whole: dict[str, list[str]] = defaultdict(list)
        self._ends: dict[str, set[str]] = defaultdict(set)
        self._short: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        for document in index.documents.values():
            self._enter(document, title_key(document.title, country))

    def _enter(self, document: Document, key: str) -> None:
        if len(key) >= _SHORTEST:
            self._whole[key].append(document.id)
        if document.number:
            self._whole[document.number].append(document.id)
        if document.statute and len(key) >= _SHORTEST:
            for start in range(1, len(key) - _SHORTEST_END + 1):
                self._ends[key[start:]].add(key)
            self._short[key[0], key[-1]].append((key, document.id))

    def find(self, question: str) -> Reference:
        """Names and articles in a cleaned question."""
        text = re.sub(r"[《》〈〉]", "", question)
        articles = self._articles(text)
        rest = self._article.sub(" ", text)
        found: dict[str, None] = {}
        for piece in self._pieces(rest):
            for document in self._called(piece):
                found[document] = None
            rest = rest.replace(piece, " ")
        return Reference(tuple(found), articles, rest)

    def _articles(self, text: str) -> tuple[int, ...]:
        numbers = []
        for found in self._article.finditer(text):
            value = int(found[1]) if found[1].isdecimal() else han_number(found[1])
            if value and (found[0].startswith(_ARTICLE_BEFORE) or value > 2):
                numbers.append(int(value))
        return tuple(dict.fromkeys(numbers))

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

    def _called(self, piece: str) -> list[str]:
        if piece in self._whole:
            return self._whole[piece]
        ends = self._ends.get(piece, ())
        if len(ends) == 1:
            return self._whole[next(iter(ends))]
        bucket = self._short.get((piece[0], piece[-1]), ())
        keys = {key for key, _ in bucket if len(piece) >= max(_SHORTEST, len(key) // 2) and _left_out(piece, key)}
        # 档案法 shortens nothing when it is itself a title; two candidates are none.
        return [document for key, document in bucket if key in keys] if len(keys) == 1 else []


def _left_out(short: str, key: str) -> bool:
    """True when ``short`` is ``key`` with letters left out."""
    letters = iter(key)
    return len(short) < len(key) and all(letter in letters for letter in short)
