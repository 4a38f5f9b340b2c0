"""A fixed set of words looked for in short texts, at a cost that hardly grows with their number.

>>> Phrases(("教师", "骨干教师", "操场")).places("骨干教师3人,教师9人")
{'教师': [2, 7], '骨干教师': [0]}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

_HEAD = 2


@dataclass(frozen=True)
class Phrases:
    """The words, indexed by their first two characters (one for a word of one)."""

    words: Sequence[str]

    @cached_property
    def _by_head(self) -> Mapping[str, Sequence[tuple[int, str]]]:
        heads: dict[str, list[tuple[int, str]]] = {}
        for rank, word in enumerate(dict.fromkeys(self.words)):
            heads.setdefault(word[:_HEAD], []).append((rank, word))
        return heads

    def places(self, text: str) -> dict[str, list[int]]:
        """Every word that stands in ``text`` and where, in the order the words were given."""
        found: dict[tuple[int, str], list[int]] = {}
        for start, first in enumerate(text):
            for head in dict.fromkeys((first, text[start : start + _HEAD])):
                for known in self._by_head.get(head, ()):
                    if text.startswith(known[1], start):
                        found.setdefault(known, []).append(start)
        return {word: found[rank, word] for rank, word in sorted(found)}


def without(words: Phrases, text: str) -> str:
    """The text with every word taken out, the longest first."""
    for word in sorted(words.places(text), key=len, reverse=True):
        text = text.replace(word, "")
    return text
