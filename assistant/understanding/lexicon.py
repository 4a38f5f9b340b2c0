"""The words the corpus writes, how often, and how they sound: what typing repair goes by."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any

from assistant.errors import IndexUnavailable
from assistant.text.pinyin import confusable, syllables
from assistant.text.tokens import known_words, pairs, words
from assistant.text.vocabulary import Counts

LONGEST = 8
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_TERM, _SHORTEST_TERM = 4, 3
_PARTS = ("words", "sounds", "names")


def _joined(cut: Sequence[str]) -> list[str]:
    return [one + other for one, other in zip(cut, cut[1:], strict=False)]


@dataclass(frozen=True)
class Run:
    """Han characters without a break; ``odd[i]``: the corpus never wrote ``text[i : i + 2]``."""

    text: str
    odd: tuple[bool, ...]

    def strange(self, start: int, end: int) -> bool:
        """True when ``text[start:end]`` holds a pair of characters that the corpus never wrote."""
        return True in self.odd[start : end - 1]

    @cached_property
    def edges(self) -> frozenset[int]:
        """Positions where dictionary words begin or end.

        Words that the cutter only guesses (it makes 骨赶 one) are cut apart.
        """
        return frozenset(accumulate(map(len, known_words(self.text)), initial=0))

    @cached_property
    def alone(self) -> tuple[bool, ...]:
        """Which characters are no part of a longer dictionary word."""
        return tuple(len(word) == 1 for word in known_words(self.text) for _ in word)


def sound(heard: Iterable[str]) -> str:
    """One key for a run of folded syllables."""
    return "".join(f"{syllable} " for syllable in heard)


class Lexicon:
    """What the corpus writes. ``part`` gives the words with their counts, the words by sound, the names; by name.

    Only the pairs of characters are at hand from the start: most questions hold none that the corpus never wrote.
    """

    def __init__(self, part: Callable[[str], Any], pairs: Counts) -> None:
        self._part, self._pairs = part, pairs

    @classmethod
    def collect(cls, texts: Iterable[str], given: Iterable[str]) -> Lexicon:
        """Count what the corpus writes: words (with the names), pairs."""
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
        parts = {"words": dict(count), "sounds": dict(sounds), "names": names}
        return cls(parts.__getitem__, Counts.of(pair))

    def save(self, folder: Path) -> None:
        self._pairs.save(folder / "pairs")
        for part in _PARTS:
            (folder / f"{part}.json").write_text(json.dumps(self._part(part), ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Lexicon:
        """Raises ``OSError`` or ``ValueError`` when files are missing or do not fit together."""
        return cls(lambda name: _read(folder / f"{name}.json"), Counts.load(folder / "pairs"))

    @cached_property
    def words(self) -> Mapping[str, int]:
        """How often each word is written."""
        words: Mapping[str, int] = self._part("words")
        return words

    @cached_property
    def names(self) -> list[str]:
        names: list[str] = self._part("names")
        return names

    @cached_property
    def all_sounds(self) -> Mapping[str, list[str]]:
        """Words by their folded syllables."""
        sounds: Mapping[str, list[str]] = self._part("sounds")
        return sounds

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
        return self._pairs.get(pair)

    def run(self, text: str) -> Run:
        """A run of Han characters with what is strange about it."""
        return Run(text, tuple(not self._pairs.get(a + b) for a, b in zip(text, text[1:], strict=False)))

    def named(self, text: str) -> bool:
        return text in self._named

    def is_term(self, word: str) -> bool:
        """True when the word is, or is part of, the name of a thing."""
        return word in self._all_names

    def sounding(self, heard: Iterable[str]) -> list[str]:
        """Words with these folded syllables."""
        return self.all_sounds.get(sound(heard), [])


def _read(file: Path) -> Any:
    """A part that is wanted after the index was opened.

    Raises:
        IndexUnavailable: it is damaged, or was taken away meanwhile.
    """
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise IndexUnavailable("索引里的词表读不出来。请重建索引（junheng index），再问一次。") from error
