"""The words the corpus writes, how often, and how they sound: what typing repair goes by."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from assistant.text.pinyin import confusable, syllables
from assistant.text.tokens import pairs, words

LONGEST = 8
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_TERM, _SHORTEST_TERM = 4, 3


def collect_words(texts: Iterable[str], given: Iterable[str]) -> dict[str, Any]:
    """Count what the corpus writes: words (with the names), pairs. Plain values for JSON."""
    count: Counter[str] = Counter()
    pair: Counter[str] = Counter()
    joined: Counter[str] = Counter()
    names = [name for name in given if _HAN.fullmatch(name)]
    for text in texts:
        cut = words(text)
        count.update(word for word in cut if _HAN.fullmatch(word))
        pair.update(set(pairs(text)))
        joined.update(both for both in _joined(cut) if _HAN.fullmatch(both) and len(both) < 6)
    # Terms the dictionary splits (平面|图) are words of the field when they are written often.
    in_names = {both for name in names for both in _joined(words(name))}
    count.update(
        {term: n for term, n in joined.items() if n >= _TERM and len(term) >= _SHORTEST_TERM and term in in_names}
    )
    for name in names:
        if len(name) <= LONGEST:
            count[name] += 3
        pair.update(set(pairs(name)))
    sounds: dict[str, list[str]] = defaultdict(list)
    for word in count:
        sounds[sound(confusable(s) for s in syllables(word))].append(word)
    return {"words": dict(count), "pairs": dict(pair), "sounds": dict(sounds), "names": names}


def _joined(cut: Sequence[str]) -> list[str]:
    return [one + other for one, other in zip(cut, cut[1:], strict=False)]


def sound(heard: Iterable[str]) -> str:
    """One key for a run of folded syllables."""
    return "".join(f"{syllable} " for syllable in heard)


class Lexicon:
    """What ``collect_words`` stored, for reading."""

    def __init__(self, stored: Mapping[str, Any]) -> None:
        self.words: Mapping[str, int] = stored["words"]
        self._pairs: Mapping[str, int] = stored["pairs"]
        self._sounds: Mapping[str, list[str]] = stored["sounds"]
        self.names: list[str] = stored["names"]

    @cached_property
    def _named(self) -> frozenset[str]:
        return frozenset(self.names)

    @cached_property
    def _all_names(self) -> str:
        return " ".join(self.names)

    @cached_property
    def total(self) -> int:
        return sum(self.words.values()) + 1

    def count(self, word: str) -> int:
        """How often the corpus writes a word; 0 for what it never does."""
        return self.words.get(word, 0)

    def pair(self, pair: str) -> int:
        """How many phrasings hold two neighbouring characters."""
        return self._pairs.get(pair, 0)

    def strange(self, text: str) -> bool:
        """True when the text holds a pair of characters that the corpus never wrote."""
        return any(text[i : i + 2] not in self._pairs for i in range(len(text) - 1))

    def named(self, text: str) -> bool:
        return text in self._named

    def is_term(self, word: str) -> bool:
        """True when the word is, or is part of, the name of a thing."""
        return word in self._all_names

    def sounding(self, heard: Iterable[str]) -> list[str]:
        """Words with these folded syllables."""
        return self._sounds.get(sound(heard), [])

    @property
    def all_sounds(self) -> Mapping[str, list[str]]:
        return self._sounds
