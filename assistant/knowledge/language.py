"""The users' words, read once from ``corpus/language``: synonyms, facets, cues, texts.

Everything here is vocabulary; what to do with it stands in ``understanding``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

_GAPS = re.compile(r"\s+")
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{4,}")
_MEANT = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]")


@dataclass(frozen=True)
class Language:
    """Typed view of ``corpus/language/*.yaml``."""

    data: Mapping[str, Any]

    @cached_property
    def _noise(self) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]] | None:
        """What stands anywhere, before and after a question and is no part of it."""
        noise = self.data.get("noise")
        if not noise:
            return None
        anywhere, before, after = ("|".join(noise[place]) for place in ("anywhere", "before", "after"))
        return (
            re.compile(anywhere, re.IGNORECASE),
            re.compile(rf"^(?:[\s,。!?:;~-]*(?:{before})(?:[\s,。!?:;~-]+|(?=[\u4e00-\u9fff])))++", re.IGNORECASE),
            re.compile(rf"(?:[\s,。!?:;~-]*(?:{after})[\s,。!?~-]*)+$", re.IGNORECASE),
        )

    def bare(self, text: str) -> str:
        """The question without greetings, thanks, urging and the marks of a chat around it.

        Where nothing would be left (在吗在吗, 谢谢), the text stays.
        """
        return self._bared(text)

    @cached_property
    def _bared(self) -> Callable[[str], str]:
        """A turn is looked at from many sides."""
        return lru_cache(maxsize=64)(self._without_noise)

    def _without_noise(self, text: str) -> str:
        text = _DRAWN_OUT.sub(r"\1\1", text)  # 啊啊啊啊啊
        if self._noise is None:
            return text
        anywhere, before, after = self._noise
        left = before.sub("", anywhere.sub(" ", text).strip())
        left = after.sub("", left) if len(left) == len(text) else after.sub("", before.sub("", left))
        left = _GAPS.sub(" ", left).strip(" ,;:")
        return left if len(_MEANT.findall(left)) > 1 else text

    @property
    def alike(self) -> tuple[str, ...]:
        """Groups of characters that look alike."""
        return tuple(self.data.get("synonyms", {}).get("alike", ()))

    @cached_property
    def _synonyms(self) -> tuple[re.Pattern[str] | None, Mapping[str, str]]:
        table: dict[str, str] = {}
        for standard, spoken in self.data.get("synonyms", {}).get("words", {}).items():
            table.update({word: standard for word in spoken})
        if not table:
            return None, table
        pattern = "|".join(re.escape(word) for word in sorted(table, key=len, reverse=True))
        return re.compile(pattern), table

    def plain(self, text: str) -> str:
        """Replace colloquial words by the standard ones (搁哪 -> 放哪, 咋 -> 怎么)."""
        return self._made_plain(text)

    @cached_property
    def _made_plain(self) -> Callable[[str], str]:
        """The same words of the corpus are held against every question."""
        return lru_cache(maxsize=2048)(self._in_standard_words)

    def _in_standard_words(self, text: str) -> str:
        text = self.bare(text)
        pattern, table = self._synonyms
        return pattern.sub(lambda match: table[match[0]], text) if pattern else text

    @cached_property
    def _things(self) -> tuple[re.Pattern[str] | None, Mapping[str, str]]:
        kinds = self.data.get("things", {}).get("kinds", {})
        table = {word: kind for kind, words in kinds.items() for word in words}
        if not table:
            return None, table
        return re.compile("|".join(re.escape(word) for word in sorted(table, key=len, reverse=True))), table

    def kinds(self, text: str) -> tuple[str, ...]:
        """Kinds of the things a text names (电子琴 -> 音乐器材) that it does not name itself."""
        pattern, table = self._things
        found = dict.fromkeys(table[word] for word in pattern.findall(text)) if pattern else {}
        return tuple(kind for kind in found if kind not in text)

    def by_kind(self, text: str) -> str:
        """The text with every thing called by its kind (电子琴的登记簿 -> 音乐器材的登记簿)."""
        pattern, table = self._things
        return pattern.sub(lambda match: table[match[0]], text) if pattern else text

    @cached_property
    def facet_words(self) -> tuple[tuple[str, str, str], ...]:
        """``(word, facet, value)``, longest word first."""
        rows = [
            (word, facet, value)
            for facet, values in self.data.get("facets", {}).get("facets", {}).items()
            for value, words in values.items()
            for word in words
        ]
        return tuple(sorted(rows, key=lambda row: -len(row[0])))

    @cached_property
    def empty_words(self) -> frozenset[str]:
        """Words that say nothing about what is asked of which thing."""
        return frozenset(self.data.get("synonyms", {}).get("empty", ()))

    def cues(self, name: str) -> tuple[str, ...]:
        """Cue patterns (regular expressions over plain text) of an intent or a form of question."""
        return tuple(self.data.get("cues", {}).get(name, ()))

    def says(self, name: str, text: str) -> bool:
        """True when one of the cues of that name stands in the text."""
        pattern = self._cue_patterns.get(name)
        return bool(pattern and pattern.search(text))

    def found(self, name: str, text: str) -> list[str]:
        """What the cues of that name match in a text."""
        pattern = self._cue_patterns.get(name)
        return [match[0] for match in pattern.finditer(text)] if pattern else []

    def spots(self, name: str, text: str) -> list[re.Match[str]]:
        """Where the cues of that name stand in a text."""
        pattern = self._cue_patterns.get(name)
        return list(pattern.finditer(text)) if pattern else []

    def without(self, name: str, text: str) -> str:
        """The text with the cues of that name taken out."""
        pattern = self._cue_patterns.get(name)
        return pattern.sub("", text) if pattern else text

    def sums_asked(self, text: str) -> list[str]:
        """Words of a text that ask for a verdict, a gap, an amount or a capacity (够不够, 还差几个)."""
        return [match[0] for match in self._sums.finditer(text)]

    @cached_property
    def _sums(self) -> re.Pattern[str]:
        goals = self.data["calculation"]["goals"]
        return re.compile("|".join(cue for goal in ("verdict", "gap", "need", "capacity") for cue in goals[goal]))

    @cached_property
    def _cue_patterns(self) -> Mapping[str, re.Pattern[str]]:
        return {
            name: re.compile("|".join(f"(?:{cue})" for cue in cues), re.IGNORECASE)
            for name, cues in self.data.get("cues", {}).items()
            if cues
        }

    @cached_property
    def outside(self) -> tuple[str, ...]:
        """Questions the material does not answer, in plain words: they show where the field ends."""
        topics = self.data.get("outside", {}).get("topics", ())
        return tuple(self.plain(ask) for topic in topics for ask in topic["ask"])

    def text(self, name: str, /, **values: object) -> str:
        """A sentence of ``texts.yaml`` with its places filled."""
        template: str = self.data["texts"][name]
        return template.format(**values)
