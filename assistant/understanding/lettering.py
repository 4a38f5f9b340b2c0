"""Runs of letters read as pinyin, or as the initials of a common term."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import cached_property

from assistant.text.pinyin import confusable, is_syllable, syllables
from assistant.understanding.lexicon import LONGEST, Lexicon

_KEEP_LATIN = re.compile(
    r"^(?:da|gb|cv|id|word|excel|pdf|docx?|xlsx?|ok|ppt|wps|select|from|where|drop|table|script|html"
    r"|https?|www|ignore|the|you|and|system|prompt|sql|app|wifi|img|src|txt|csv|zip|rar|jpg|png|mp3|mp4|gdp|qq)$"
)
_CONSONANTS = re.compile(r"[bpmfdtnlgkhjqxzcsryw]{3,8}")
_LONGEST_SYLLABLE = 6
_JOINED, _UNLIKE, _INITIALS_SEEN, _CLEARLY, _CAPITALS = 0.8, 1.5, 30, 3, 4


class Lettering:
    """Reads letters with the words of a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def read(self, match: re.Match[str], changes: list[tuple[str, str]]) -> str:
        """What a run of letters stands for in its text; the letters themselves when nothing."""
        typed = match[0]
        if typed.isupper() and len(typed) < _CAPITALS:  # a code: BGS, WS
            return typed
        parts = typed.lower().replace("'", " ").split()
        if any(_KEEP_LATIN.match(part) for part in parts):
            return typed
        before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
        read = self._as_pinyin(parts, before, after) or self._each(parts, before, after)
        if read is None:
            return typed
        changes.append((typed, read))
        return read

    def _each(self, parts: list[str], before: str, after: str) -> str | None:
        """Initials, with pinyin between them."""
        read = [self._as_initials(part) or self._as_pinyin([part], before, after) for part in parts]
        return "".join(part for part in read if part) if all(read) else None

    # --- whole pinyin -----------------------------------------------------------------------------

    def _as_pinyin(self, parts: list[str], before: str, after: str) -> str | None:
        """Most probable words (Viterbi over letters; neighbours that the corpus writes together score)."""
        letters, breaks = "".join(parts), {0}
        for part in parts:
            breaks.add(max(breaks) + len(part))
        best: list[dict[str, tuple[float, str, int]]] = [{} for _ in range(len(letters) + 1)]
        best[0][before] = (0.0, "", 0)
        for start in range(len(letters)):
            if not best[start]:
                continue
            for end, word, unlike in self._words_from(letters, start, breaks):
                alone = math.log(self._lexicon.count(word) / self._lexicon.total) - _UNLIKE * unlike
                for last, (score, text, heard) in best[start].items():
                    total = score + alone + _JOINED * math.log1p(self._lexicon.pair(last + word[0]))
                    if total > best[end].get(word[-1], (-math.inf,))[0]:
                        best[end][word[-1]] = (total, text + word, heard + len(word))
        if not best[-1]:
            return None
        ends = {
            last: item[0] + _JOINED * math.log1p(self._lexicon.pair(last + after)) for last, item in best[-1].items()
        }
        _, text, heard = best[-1][max(ends, key=lambda last: (ends[last], last))]
        return text if heard >= 2 else None

    def _words_from(self, letters: str, start: int, breaks: set[int]) -> Iterator[tuple[int, str, int]]:
        """``(end, word, syllables that differ)`` of the words that can begin at a letter."""
        stack: list[tuple[int, tuple[str, ...], tuple[str, ...]]] = [(start, (), ())]
        while stack:
            place, typed, heard = stack.pop()
            for end in range(place + 1, min(len(letters), place + _LONGEST_SYLLABLE) + 1):
                syllable = letters[place:end]
                if not is_syllable(syllable):
                    continue
                now = (*heard, confusable(syllable))
                said = (*typed, syllable)
                for word in self._lexicon.sounding(now):
                    own = syllables(word)
                    yield end, word, sum(a.replace("ü", "v") != b for a, b in zip(own, said, strict=False))
                if len(now) < LONGEST and now in self._beginnings:
                    stack.append((end, said, now))
                if end in breaks:
                    break

    @cached_property
    def _beginnings(self) -> frozenset[tuple[str, ...]]:
        """Every beginning of the sound of a word, so that dead ends are left early."""
        found: set[tuple[str, ...]] = set()
        for key in self._lexicon.all_sounds:
            heard = tuple(key.split())
            found.update(heard[:size] for size in range(1, len(heard)))
        return frozenset(found)

    # --- initials ---------------------------------------------------------------------------------

    def _as_initials(self, letters: str) -> str | None:
        return self._initials.get(letters) if _CONSONANTS.fullmatch(letters) else None

    @cached_property
    def _initials(self) -> dict[str, str]:
        """Initials of very common names, where one is clearly more common than all others."""
        by_letters: dict[str, list[tuple[int, str]]] = {}
        for word in self._lexicon.words:
            if len(word) >= 3 and self._lexicon.count(word) >= _INITIALS_SEEN and self._lexicon.is_term(word):
                letters = "".join(syllable[0] for syllable in syllables(word))
                by_letters.setdefault(letters, []).append((self._lexicon.count(word), word))
        ranked = {letters: sorted(found, reverse=True) for letters, found in by_letters.items()}
        return {
            letters: found[0][1]
            for letters, found in ranked.items()
            if len(found) == 1 or found[0][0] >= _CLEARLY * found[1][0]
        }
