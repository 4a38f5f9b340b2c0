"""Typing repair: what was mistyped becomes the words of the field it stands for.

Four ways, each only where the corpus never wrote what was typed and dictionary words do not explain it:
by sound (平面涂), by looks (巩周率), one character wrong, missing or too many in a long name (差异糸数), and
runs of letters read as pinyin (danganhe) or as its initials (yzjh). What was replaced is kept, so that it can
be told. What is known of the corpus is collected at index build (``lexicon.py``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from assistant.text.pinyin import confusable, syllables
from assistant.understanding.lettering import Lettering
from assistant.understanding.lexicon import LONGEST, Lexicon, Run
from assistant.understanding.misnaming import Misnamed, NameForms

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_LETTERS = re.compile(r"[a-zA-Z][a-zA-Z' ]*[a-zA-Z]")
_SEEN_ENOUGH, _OFTEN, _COMMON = 2, 6, 12
_SHORT_PIECE = 3
_FUNCTION = frozenset(
    "的了是吧吗呢啊呀嘛还差属于与和跟在有不没要得就都也很太这那哪个么把被给让对从到向往用以为吃去来看想说问写做算放存交填过能会可该应只才再又上下里外前后多少几中行好正打"
)


@dataclass(frozen=True)
class Repaired:
    """The text after repair and what was replaced, as ``(typed, read as)``."""

    text: str
    changes: tuple[tuple[str, str], ...] = field(default=())


class Repairer:
    """Reads misspelt questions. ``alike`` lists characters that look alike, one group a string."""

    def __init__(self, lexicon: Lexicon, alike: Sequence[str] = ()) -> None:
        self._lexicon = lexicon
        self._letters = Lettering(self._lexicon)
        self._looks = {char: "".join(g for g in alike if char in g) for group in alike for char in group}

    @cached_property
    def _names(self) -> NameForms:
        return NameForms(self._lexicon, self._looks)

    def repair(self, text: str) -> Repaired:
        """Replace what only makes sense as something else."""
        changes: list[tuple[str, str]] = []
        if _LETTERS.search(text):
            text = _LETTERS.sub(lambda match: self._letters.read(match, changes), text)
        text = _HAN.sub(lambda match: self._run(match[0], changes), text)
        return Repaired(text, tuple(changes))

    def _run(self, text: str, changes: list[tuple[str, str]]) -> str:
        """Repair one run of Han characters from left to right: looks first, then names, then sounds."""
        run = self._lexicon.run(text)
        if not run.strange(0, len(text)):
            return text
        run = self._lexicon.run(self._by_looks(text, changes))
        out, i = "", 0
        while i < len(run.text):
            found = self._misnamed(run, i) or self._misheard(run, i)
            if found is None:
                out, i = out + run.text[i], i + 1
            else:
                changes.append((found.typed, found.meant))
                out, i = out + found.meant, i + len(found.typed)
        return out

    # --- looks ------------------------------------------------------------------------------------

    def _by_looks(self, run: str, changes: list[tuple[str, str]]) -> str:
        """A character whose pairs nobody wrote, beside one that looks like it and whose pairs are common."""
        for i, char in enumerate(run):
            for other in self._looks.get(char, ""):
                pairs = [run[i - 1 : i + 1]] * (i > 0) + [run[i : i + 2]] * (i + 1 < len(run))
                if other == char or any(self._lexicon.pair(pair) for pair in pairs):
                    continue
                if max((self._lexicon.pair(pair.replace(char, other)) for pair in pairs), default=0) >= _COMMON:
                    changes.append((run[max(0, i - 1) : i + 2], run[max(0, i - 1) : i] + other + run[i + 1 : i + 2]))
                    run = run[:i] + other + run[i + 1 :]
                    break
        return run

    # --- names ------------------------------------------------------------------------------------

    def _misnamed(self, run: Run, start: int) -> Misnamed | None:
        """The longest name that one character makes of what stands here."""
        for end in range(min(len(run.text), start + LONGEST + 1), start + 2, -1):
            if run.strange(start, end) and not self._lexicon.named(run.text[start:end]):
                found = self._names.nearest(run, start, end)
                if found is not None:
                    return found
        return None

    # --- sounds -----------------------------------------------------------------------------------

    def _misheard(self, run: Run, start: int) -> Misnamed | None:
        """A stretch that begins and ends where words do, holds a character that no longer word explains, and a
        pair that no phrasing ever wrote: 门卫|值班 is left alone, 平面|涂 is not."""
        text, ends = run.text, range(min(len(run.text), start + LONGEST), start + 1, -1)
        for end in ends if start in run.edges else ():
            piece = text[start:end]
            if end not in run.edges or True not in run.alone[start:end] or not run.strange(start, end):
                continue
            if self._lexicon.count(piece) or _everyday(piece):
                continue
            word = self._sounding_like(piece, text[start - 1 : start] if start else "", text[end : end + 1])
            if word is not None:
                return Misnamed(piece, word)
        return None

    def _sounding_like(self, piece: str, before: str, after: str) -> str | None:
        heard = tuple(confusable(s) for s in syllables(piece))
        candidates = [word for word in self._lexicon.sounding(heard) if self._may_be_meant(word, piece)]
        if len(piece) < _SHORT_PIECE:
            candidates = [word for word in candidates if self._fits(word, before, after)]

        def fitness(word: str) -> tuple[int, int, int, str]:
            around = self._lexicon.pair(before + word[0]) + self._lexicon.pair(word[-1] + after)
            return _same(word, piece), min(around, 1), self._lexicon.count(word), word

        return max(candidates, key=fitness, default=None)

    def _fits(self, word: str, before: str, after: str) -> bool:
        """The corpus writes a short word between these neighbours, as far as there are any."""
        joints = [before + word[0]] * bool(before) + [word[-1] + after] * bool(after)
        return not joints or any(self._lexicon.pair(joint) for joint in joints)

    def _may_be_meant(self, word: str, piece: str) -> bool:
        """A word of the field, or a common one; short ones must be both, and keep a character."""
        count, term = self._lexicon.count(word), self._lexicon.is_term(word)
        if len(word) != len(piece) or not _close(word, piece):
            return False
        if len(word) < _SHORT_PIECE:
            return term and count >= _OFTEN and _same(word, piece) > 0
        return count >= (_SEEN_ENOUGH if term else _COMMON)


def _everyday(piece: str) -> bool:
    """A short stretch with a function word in it (是吧, 还差) is speech, not a misspelt term."""
    return len(piece) <= _SHORT_PIECE and any(char in _FUNCTION for char in piece)


def _same(word: str, piece: str) -> int:
    return sum(a == b for a, b in zip(word, piece, strict=True))


def _close(word: str, piece: str) -> bool:
    """Short stretches must keep a character or sound exactly alike, or anything could become anything."""
    return _same(word, piece) > 0 or syllables(word) == syllables(piece)
