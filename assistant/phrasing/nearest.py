"""A wording that differs from what it rests on in one loaded word: a number, a denial, 前 for 后, 一 for 二.

Every such word is held against those it might stand in the place of. Where the wording with another one would go on
longer in the words of the basis, the word was changed there, or put in, or left out. A longer stretch in common wins,
so words in another order pass, and what stands by nothing known is left to the other checks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from assistant.text.normalise import clean

Senses = Sequence[Sequence[str]]
"""Words by what they say; '' among them where leaving the others out says the opposite."""

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_QUOTES = re.compile(r"[\"'“”‘’「」『』《》〈〉]")
_COLON = re.compile(r"(?<![0-9]):|:(?![0-9])")
_KEPT = r"%×÷+\-−*/:=<>≤≥~."
_STOP = re.compile(rf"[^\w{_KEPT}〔〕\ue000-\uf8ff]+")
_BESIDE = re.compile(rf"[{_KEPT}A-Za-z\ue000-\uf8ff]")
"""What belongs to a number that it touches."""
_LOADED = 0xE000
"""Where the private characters begin that stand for loaded words, those of the numbers after them."""
_PLAIN = re.compile(
    r"[\u4e00-\u9fff〇0-9A-Za-z\s，。、；：（）()“”‘’\"'《》〈〉「」『』【】〔〕\[\]…—·,.;:?!？！\-_*#%]"
)
_WIDE = 12
"""Characters looked at on either side of a word."""


def signs_of_its_own(text: str, basis: Iterable[str]) -> set[str]:
    """Signs beyond letters, digits and points that the basis does not hold: ①, ٣, ½, ‰, what cannot be seen.

    Read as written, for what stands for a number in another dress is no longer there in a cleaned text.
    """
    known = {sign for one in basis for sign in one}
    return {sign for sign in text if not _PLAIN.match(_narrow(sign)) and not {sign, _narrow(sign)} & known}


def _narrow(sign: str) -> str:
    """A sign of full width (Ａ, ％) in half width; others as they are."""
    return unicodedata.normalize("NFKC", sign) if "\uff01" <= sign <= "\uff5e" else sign


@dataclass(frozen=True)
class Nearest:
    """The words behind some marks, in a form in which every number and loaded word is one character.

    Args:
        basis: the texts that a sentence rests on.
        opposed: groups of words of which one may be told for another.
    """

    basis: Sequence[str]
    opposed: Sequence[Senses]
    _numbers: dict[str, str] = field(default_factory=dict, repr=False)

    def changed(self, text: str, sure: Iterable[str] = ()) -> Iterator[str]:
        """Words of a sentence in whose place the basis has others; numbers in ``sure`` are known to be right."""
        ground, line = self._ground, self._line(text)
        yield from self._touching(line, ground)
        right = {self._number(one) for one in sure}
        for at in range(1, len(line)):
            for word, others in self._standing(line[at]):
                if word not in right and any(_nearer(line, at, word, other, ground) for other in others):
                    yield self._told(line[max(0, at - 2) : at + 3])

    # --- one form ------------------------------------------------------------------------------------

    @cached_property
    def _ground(self) -> str:
        return "".join(self._line(one) for text in self.basis for one in text.split("\n"))

    @cached_property
    def _words(self) -> dict[str, str]:
        """Loaded word -> its character."""
        words = sorted({word for group in self.opposed for sense in group for word in sense if word})
        return {word: chr(_LOADED + place) for place, word in enumerate(words)}

    @cached_property
    def _instead(self) -> dict[str, list[str]]:
        """A loaded word, or '' -> those of another sense."""
        found: dict[str, list[str]] = {}
        for group in self.opposed:
            senses = [[self._words.get(word, "") for word in sense] for sense in group]
            for sense in senses:
                others = [word for other in senses if other is not sense for word in other]
                for word in sense:
                    found.setdefault(word, []).extend(others)
        return found

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, sorted(self._words, key=len, reverse=True))) or r"(?!)")

    def _line(self, text: str) -> str:
        plain = _COLON.sub("|", _QUOTES.sub("", clean(text).replace(" ", "")))
        loaded = self._pattern.sub(lambda match: self._words[match[0]], plain)
        return f"|{_STOP.sub('|', _NUMBER.sub(lambda match: self._number(match[0]), loaded)).strip('|')}|"

    def _number(self, written: str) -> str:
        return self._numbers.setdefault(written, chr(_LOADED + len(self._words) + len(self._numbers)))

    def _told(self, line: str) -> str:
        back = {sign: word for table in (self._words, self._numbers) for word, sign in table.items()}
        return "".join(back.get(sign, sign) for sign in line).strip("|")

    # --- what is nearer ------------------------------------------------------------------------------

    def _standing(self, sign: str) -> Iterator[tuple[str, Sequence[str]]]:
        """What stands at a place, and what else of the basis might; '' where one may have been left out."""
        numbers = self._held_numbers
        if sign in self._numbers.values():
            yield sign, [one for one in numbers if one != sign]
        elif sign in self._held:
            yield sign, self._held[sign]
        yield "", [*self._held.get("", ()), *numbers]

    @cached_property
    def _held_numbers(self) -> list[str]:
        return [sign for sign in self._numbers.values() if sign in self._ground]

    @cached_property
    def _held(self) -> dict[str, list[str]]:
        """A loaded word -> those of another sense that stand in the basis; leaving one out always does."""
        return {word: [one for one in others if one in self._ground] for word, others in self._instead.items()}

    def _touching(self, line: str, ground: str) -> Iterator[str]:
        """Numbers that touch another number, a sign of arithmetic or a code otherwise than in the basis."""
        numbers, words = set(self._numbers.values()), set(self._words.values())
        for one, two in zip(line, line[1:], strict=False):
            pair = {one, two}
            touch = pair & numbers and not pair & words and _BESIDE.match(one) and _BESIDE.match(two)
            if touch and one + two not in ground:
                yield self._told(one + two)


def _nearer(line: str, at: int, word: str, other: str, ground: str) -> bool:
    """Has the clause more in common with the ground when another word stands in the place of this one?"""
    end = at + len(word)
    before = line[max(0, at - _WIDE, line.rfind("|", 0, at)) : at]
    after = line[end : min(end + _WIDE, line.find("|", end) + 1 or len(line))]
    if not word and before[-1:] + other + after[:1] not in ground:
        return False
    return _in_common(before, other, after, ground) > _in_common(before, word, after, ground)


def _in_common(before: str, word: str, after: str, ground: str) -> int:
    """Characters around a word that the ground has with it, in one piece; a word left out wants one on either side."""
    best, least, right = 0, 0 if word else 1, len(after)
    for left in range(least, len(before) + 1):
        start = before[len(before) - left :] + word
        if start + after[:least] not in ground:
            break
        while start + after[:right] not in ground:
            right -= 1
        best = max(best, left + right)
    return best
