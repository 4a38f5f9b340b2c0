"""Words of a list of allowed words: what a cell means by them."""

from __future__ import annotations

import re

from assistant.knowledge.schemas import CodeList

_CODED = re.compile(r"[0-9A-Z]{1,4}\s*[-—–－.、:：]?\s*([^\W\d].*)")
"""Code and word, as a 学籍系统 export writes them: ``1-走读``."""
_FEW = 8
"""Words of a list that a sentence names."""


def standard_word(codes: CodeList | None, words: str) -> str:
    """The standard word of a list for what a cell says: itself, a synonym, a code, or code and word (``1-走读``)."""
    if codes is None or words in codes.values:
        return words
    found = codes.synonyms.get(words) or codes.codes.get(words)
    if found is None and (match := _CODED.fullmatch(words)):
        word = match[1].strip()
        found = word if word in codes.values else codes.synonyms.get(word)
    return found or words


def words_of(codes: CodeList) -> str:
    """The words of a list in a sentence, the first of many."""
    return "、".join(codes.values[:_FEW]) + ("等" if len(codes.values) > _FEW else "")
