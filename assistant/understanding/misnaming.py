"""Long names with one character wrong, missing or too many: the name that is one step away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assistant.text.pinyin import confusable, syllables
from assistant.text.tokens import known_words
from assistant.understanding.lexicon import LONGEST, Lexicon

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
        terms = {word for word in lexicon.words if lexicon.count(word) >= _SEEN and lexicon.is_term(word)}
        self._whole = frozenset(name for name in {*lexicon.names, *terms} if SHORTEST <= len(name) <= LONGEST)
        self._forms: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for name in sorted(self._whole):
            for place in range(len(name)):
                self._forms[name[:place] + name[place + 1 :]].append((name, place))

    def nearest(self, piece: str, run: str, start: int) -> Misnamed | None:
        """The most written name one step from the piece, where that step mends a pair nobody wrote."""
        found = {*self._lacking(piece), *self._wrong(piece, run, start), *self._doubled(piece)} - {piece}
        best = max(found, key=lambda name: (self._lexicon.count(name), name), default=None)
        return None if best is None or best in run else Misnamed(piece, best)

    def _lacking(self, piece: str) -> Iterator[str]:
        """One character is missing, two or more left on either side."""
        for name, at in self._forms.get(piece, ()):
            if 2 <= at <= len(piece) - 2 and not self._lexicon.pair(piece[at - 1 : at + 1]):
                yield name

    def _wrong(self, piece: str, run: str, start: int) -> Iterator[str]:
        """One character is another: no part of a longer word, in pairs that nobody wrote."""
        alone = _alone(run)
        for place, char in enumerate(piece):
            if not alone[start + place] or not self._odd(piece, place):
                continue
            for name, at in self._forms.get(piece[:place] + piece[place + 1 :], ()):
                inside = len(name) > SHORTEST and 0 < place < len(piece) - 1
                if at == place and (inside or self._alike(char, name[at])):
                    yield name

    def _doubled(self, piece: str) -> Iterator[str]:
        if all(len(word) > 1 for word in known_words(piece)):  # 教育局|局长
            return
        for place in range(1, len(piece)):
            shorter = piece[:place] + piece[place + 1 :]
            if piece[place - 1] == piece[place] and shorter in self._whole:
                yield shorter

    def _odd(self, piece: str, place: int) -> bool:
        pairs = [piece[i : i + 2] for i in (place - 1, place) if 0 <= i < len(piece) - 1]
        return not any(self._lexicon.pair(pair) for pair in pairs)

    def _alike(self, one: str, other: str) -> bool:
        sounds = [confusable(syllables(char)[0]) for char in (one, other)]
        return sounds[0] == sounds[1] or other in self._looks.get(one, "")


def _alone(run: str) -> list[bool]:
    """Which characters are no part of a longer dictionary word."""
    return [len(word) == 1 for word in known_words(run) for _ in word]
