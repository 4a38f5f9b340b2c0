"""Search units of a text: words, overlapping character pairs, single characters.

Words come from the dictionary of jieba (``rjieba``: the same algorithm and dictionary, 0.1 s to load);
pairs and characters make the search robust where the dictionary splits a term of the field.
``UNITS_VERSION`` is part of every index and of the encoder: both are only right for the units they were made of.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

UNITS_VERSION = "3"

_WORD = re.compile(r"[\w%〔〕]")
_NAMING = "nijlxea"
_HAN_RUN = re.compile(r"[\u4e00-\u9fff]+")
_OTHER_RUN = re.compile(r"[0-9]+(?:\.[0-9]+)?%?|[a-zⅠ-Ⅻ]+(?:[-.][0-9]+)*")


@lru_cache(maxsize=1)
def _cutter() -> Any:
    import rjieba

    return rjieba


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """Dictionary words of lower-case text, punctuation left out."""
    return tuple(word for word in _cutter().cut(text.lower(), True) if _WORD.search(word))


@lru_cache(maxsize=1024)
def known_words(text: str) -> tuple[str, ...]:
    """Text cut at dictionary words only: what the dictionary does not hold falls into single characters."""
    return tuple(_cutter().cut(text, False))


@lru_cache(maxsize=1024)
def naming_words(text: str) -> frozenset[str]:
    """Words of lower-case text that name something (nouns, and verbs used as nouns), by jieba's tagger."""
    return frozenset(word for word, kind in _cutter().tag(text.lower(), True) if kind[0] in _NAMING or kind == "vn")


def pairs(text: str) -> list[str]:
    """Overlapping pairs of neighbouring Han characters."""
    return [run[i : i + 2] for run in _HAN_RUN.findall(text) for i in range(len(run) - 1)]


def keyword_units(text: str) -> list[str]:
    """Units of the keyword index: words, pairs and runs of digits or letters, repeated as they occur.

    Words of one character stay (轨, 盒, 脊 carry the question); what they weigh is left to the idf.
    """
    return list(_keyword_units(text.lower()))


@lru_cache(maxsize=2048)
def _keyword_units(text: str) -> tuple[str, ...]:
    """The same of lower-case text; a question, and the sentences near it, are cut for several views."""
    plain = words(text)
    return (*plain, *(pair for pair in pairs(text) if pair not in plain), *_OTHER_RUN.findall(text))


def encoder_units(text: str) -> list[str]:
    """Units of the encoder: words, pairs and single characters."""
    text = text.lower()
    return [*words(text), *pairs(text), *(c for run in _HAN_RUN.findall(text) for c in run)]
