"""Typing repair: homophones and whole pinyin become the words of the field they sound like.

A stretch that no phrasing of the corpus ever used, but that sounds exactly like words that are used often,
is replaced (黑提 stays, 平面涂 becomes 平面图). Runs of letters that are pinyin are read as the most
frequent words of the corpus with that sound. What was replaced is kept, so that the page can say it.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from assistant.text.pinyin import confusable, split_pinyin, syllables
from assistant.text.tokens import pairs, words

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_LETTERS = re.compile(r"[a-zA-Z][a-zA-Z' ]*[a-zA-Z]")
_LONGEST = 8
_SEEN_ENOUGH = 2
_TERM = 4
_SHORTEST_TERM = 3
_SHORT_PIECE = 3
_FUNCTION = frozenset(
    "的了是吧吗呢啊呀嘛还差属于与和跟在有不没要得就都也很太这那哪个么把被给让对从到向往用以为吃去来看想说问写做算放存交填过能会可该应只才再又上下里外前后多少几中行好"
)
_KEEP_LATIN = re.compile(
    r"^(?:da|gb|cv|id|word|excel|pdf|docx?|xlsx?|ok|ppt|wps|select|from|where|drop|table|script|html"
    r"|https?|www|ignore|the|you|and|system|prompt)$"
)


def collect_words(texts: Iterable[str], given: Iterable[str]) -> dict[str, Any]:
    """Count what the corpus writes: words (with the names), pairs. Plain values for JSON."""
    count: Counter[str] = Counter()
    pair: Counter[str] = Counter()
    joined: Counter[str] = Counter()
    names = [name for name in given if _HAN.fullmatch(name)]
    everything = " ".join(names)
    for text in texts:
        cut = words(text)
        count.update(word for word in cut if _HAN.fullmatch(word))
        pair.update(set(pairs(text)))
        joined.update(a + b for a, b in zip(cut, cut[1:], strict=False) if _HAN.fullmatch(a + b) and len(a + b) < 6)
    # Terms the dictionary splits (平面|图) are words of the field when they are written often.
    count.update(
        {term: n for term, n in joined.items() if n >= _TERM and len(term) >= _SHORTEST_TERM and term in everything}
    )
    for name in names:
        if len(name) <= _LONGEST:
            count[name] += 3
    sounds: dict[str, list[str]] = defaultdict(list)
    for word in count:
        sounds["".join(f"{confusable(s)} " for s in syllables(word))].append(word)
    return {"words": dict(count), "pairs": dict(pair), "sounds": dict(sounds)}


@dataclass(frozen=True)
class Repaired:
    """The text after repair and what was replaced, as ``(typed, read as)``."""

    text: str
    changes: tuple[tuple[str, str], ...] = field(default=())


class Repairer:
    """Reads misspelt questions by sound."""

    def __init__(self, stored: Mapping[str, Any]) -> None:
        self._words: Mapping[str, int] = stored["words"]
        self._pairs: Mapping[str, int] = stored["pairs"]
        self._sounds: Mapping[str, list[str]] = stored["sounds"]
        self._total = math.log(sum(self._words.values()) + 1)

    def repair(self, text: str) -> Repaired:
        """Replace what only makes sense by its sound."""
        changes: list[tuple[str, str]] = []
        if _LETTERS.search(text):
            text = _LETTERS.sub(lambda match: self._letters(match[0], changes), text)
        text = _HAN.sub(lambda match: self._run(match[0], changes), text)
        return Repaired(text, tuple(changes))

    def _letters(self, typed: str, changes: list[tuple[str, str]]) -> str:
        parts = typed.lower().replace("'", " ").split()
        if any(_KEEP_LATIN.match(part) for part in parts):
            return typed
        heard: list[str] = []
        for part in parts:
            cut = split_pinyin(part)
            if cut is None:
                return typed
            heard.extend(cut)
        if len(heard) < 2:
            return typed
        read = self._read([confusable(syllable) for syllable in heard])
        if read is None:
            return typed
        changes.append((typed, read))
        return read

    def _read(self, heard: list[str]) -> str | None:
        """Most probable words for a run of sounds (unigram Viterbi); None when some sound is unknown."""
        best: list[tuple[float, str] | None] = [(0.0, "")] + [None] * len(heard)
        for end in range(1, len(heard) + 1):
            for start in range(max(0, end - _LONGEST), end):
                before = best[start]
                candidates = self._sounds.get("".join(f"{s} " for s in heard[start:end]))
                if before is None or not candidates:
                    continue
                word = max(candidates, key=lambda w: (self._words[w], w))
                score = before[0] + math.log(self._words[word]) - self._total
                current = best[end]
                if current is None or score > current[0]:
                    best[end] = (score, before[1] + word)
        last = best[-1]
        return None if last is None else last[1]

    def _run(self, run: str, changes: list[tuple[str, str]]) -> str:
        """Repair one run of Han characters from left to right, longest stretch first.

        A stretch begins and ends where dictionary words do, holds at least one character that is no part of
        a longer word, and a pair that no phrasing ever wrote: 门卫|值班 is left alone, 平面|涂 is not.
        """
        cuts, lone = _word_edges(run)
        strange = [self._pairs.get(run[i : i + 2], 0) == 0 for i in range(len(run) - 1)]
        if not any(strange) or not any(lone):
            return run
        out, i = "", 0
        while i < len(run):
            word = self._replacement(run, i, cuts, lone, strange) if i in cuts else None
            if word is None:
                out, i = out + run[i], i + 1
            else:
                changes.append((run[i : i + len(word)], word))
                out, i = out + word, i + len(word)
        return out

    def _replacement(self, run: str, start: int, cuts: set[int], lone: list[bool], strange: list[bool]) -> str | None:
        for end in range(min(len(run), start + _LONGEST), start + 1, -1):
            piece = run[start:end]
            if end not in cuts or not any(lone[start:end]) or not any(strange[start : end - 1]):
                continue
            if piece not in self._words and not _everyday(piece):
                word = self._sounding_like(piece)
                if word is not None:
                    return word
        return None

    def _sounding_like(self, piece: str) -> str | None:
        heard = "".join(f"{confusable(s)} " for s in syllables(piece))
        candidates = [
            word
            for word in self._sounds.get(heard, ())
            if self._words[word] >= _SEEN_ENOUGH and len(word) == len(piece) and _close(word, piece)
        ]
        return max(candidates, key=lambda w: (_same(w, piece), self._words[w], w), default=None)


def _everyday(piece: str) -> bool:
    """A short stretch with a function word in it (是吧, 还差) is speech, not a misspelt term."""
    return len(piece) <= _SHORT_PIECE and any(char in _FUNCTION for char in piece)


def _word_edges(run: str) -> tuple[set[int], list[bool]]:
    """Positions where dictionary words begin or end, and which characters stand alone."""
    cuts, lone, place = {0}, [], 0
    for word in words(run):
        lone += [len(word) == 1] * len(word)
        place += len(word)
        cuts.add(place)
    return cuts, lone


def _same(word: str, piece: str) -> int:
    return sum(a == b for a, b in zip(word, piece, strict=True))


def _close(word: str, piece: str) -> bool:
    """Short stretches must keep a character or sound exactly alike, or anything could become anything."""
    return _same(word, piece) > 0 or syllables(word) == syllables(piece)
