"""Long names with one character wrong, missing or too many: the name that is one step away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assistant.text.pinyin import confusable, syllables
from assistant.text.tokens import known_words
from assistant.understanding.lexicon import LONGEST, Lexicon, Run

SHORTEST = 4
_SEEN = 3


@dataclass(frozen=True, slots=True)
class Misnamed:
    """A stretch as typed and what was meant."""

    typed: str
    meant: str


class NameForms:
    """Every long name without one of its characters: two words are one step apart when such forms meet.

    A character inside a long name may be any other; at its ends, and in names of four, it must sound or look alike.
    """

    def __init__(self, lexicon: Lexicon, looks: Mapping[str, str]) -> None:
        self._lexicon, self._looks = lexicon, looks
        fit = (word for word in {*lexicon.names, *lexicon.words} if SHORTEST <= len(word) <= LONGEST)
        # Whether a word is a part of any name is looked at last: it costs most.
        self._whole = frozenset(
            word for word in fit if lexicon.named(word) or (lexicon.count(word) >= _SEEN and lexicon.is_term(word))
        )
        self._forms: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for name in sorted(self._whole):
            for place in range(len(name)):
                self._forms[name[:place] + name[place + 1 :]].append((name, place))

    def nearest(self, run: Run, start: int, end: int) -> Misnamed | None:
        """The most written name one step from a stretch of the run, where that step mends a pair nobody wrote."""
        piece = run.text[start:end]
        found = {*self._lacking(piece), *self._wrong(run, start, end), *self._doubled(piece)} - {piece}
        best = max(found, key=lambda name: (self._lexicon.count(name), name), default=None)
        return None if best is None or best in run.text else Misnamed(piece, best)

    def _lacking(self, piece: str) -> Iterator[str]:
        """One character is missing, two or more left on either side."""
        for name, at in self._forms.get(piece, ()):
            if 2 <= at <= len(piece) - 2 and not self._lexicon.pair(piece[at - 1 : at + 1]):
                yield name

    def _wrong(self, run: Run, start: int, end: int) -> Iterator[str]:
        """One character is another: no part of a longer word, in pairs that nobody wrote."""
        for at in range(start, end):
            if not run.alone[at] or not all(run.odd[max(start, at - 1) : min(at + 1, end - 1)]):
                continue
            place, size = at - start, end - start
            for name, wrong in self._forms.get(run.text[start:at] + run.text[at + 1 : end], ()):
                inside = len(name) > SHORTEST and 0 < place < size - 1
                if wrong == place and (inside or self._alike(run.text[at], name[wrong])):
                    yield name

    def _doubled(self, piece: str) -> Iterator[str]:
        for place in range(1, len(piece)):
            if piece[place - 1] != piece[place]:
                continue
            shorter = piece[:place] + piece[place + 1 :]
            # 教育局|局长 is no mistake.
            if shorter in self._whole and any(len(word) == 1 for word in known_words(piece)):
                yield shorter

    def _alike(self, one: str, other: str) -> bool:
        sounds = [confusable(syllables(char)[0]) for char in (one, other)]
        return sounds[0] == sounds[1] or other in self._looks.get(one, "")
