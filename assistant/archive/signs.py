"""Which item of the archive a name speaks of: signs are looked for in it, and the longest wins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.knowledge.cards import Card
from assistant.knowledge.placement import Basis, Place, PlacementRules, Sign
from assistant.text.normalise import folded
from assistant.text.phrases import Phrases, without

_SHORTEST_NAME = 3
_A_NUMBER = re.compile("[0-9一二三四五六七八九十]+")
_LESS: Mapping[Basis, float] = {"named": 1, "custom": 1, "near": 0.5}
"""What a character found is worth: what is only like a thing gives way to what is named."""


@dataclass(frozen=True, slots=True)
class Match:
    """A place whose sign stands in a name: the words found, and how much of the name they are."""

    place: Place
    basis: Basis
    words: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What a name says: the best match, and others that are just as good."""

    best: Match | None
    rivals: tuple[Match, ...] = ()


NOTHING = Reading(None)


class Signs:
    """All signs: those written for the purpose and every name of the cards and forms that a place has.

    Args:
        rules: the places.
        cards: the corpus, so that what the chat calls a thing is a name of it here too.
        form_names: names of the forms by their ids.
    """

    def __init__(
        self, rules: PlacementRules, cards: Mapping[str, Card], form_names: Mapping[str, Sequence[str]]
    ) -> None:
        self._all = [
            (place, _flat_sign(replace(sign, without=(*sign.without, *place.never))))
            for place in rules.places
            for sign in (*place.signs, *_named(place, cards, form_names, Phrases(rules.blank)))
        ]
        self._first: dict[str, list[int]] = {}
        """Numbers of the signs by the words of their first group: only those can be meant where one of them stands."""
        for number, (_, sign) in enumerate(self._all):
            for word in dict.fromkeys(sign.groups[0]):
                self._first.setdefault(word, []).append(number)
        words = {word for _, sign in self._all for group in (*sign.groups, sign.without) for word in group}
        self._phrases = Phrases(sorted(words))
        self.by_form = {form: place for place in rules.places for form in place.forms}

    @lru_cache(maxsize=4096)  # noqa: B019  (files of a class are called alike; the signs live as long as the program)
    def read(self, *texts: str) -> Reading:
        """The best of several spellings of one name, as it is written and repaired."""
        matches = [match for text in dict.fromkeys(texts) for match in self._matches(folded(text))]
        best = max(matches, key=lambda match: match.weight, default=None)
        if best is None:
            return NOTHING
        equal = {match.place.item: match for match in matches if match.weight == best.weight}
        rivals = tuple(match for item, match in equal.items() if item != best.place.item)
        return Reading(best, rivals)

    def _matches(self, text: str) -> Iterable[Match]:
        here = self._phrases.places(text)
        for number in sorted({number for word in here for number in self._first.get(word, ())}):
            place, sign = self._all[number]
            words = _found(sign, here)
            if words:
                size = sum(map(len, dict.fromkeys(words)))
                yield Match(place, sign.basis, words, size * _LESS[sign.basis])


def _found(sign: Sign, here: Mapping[str, Sequence[int]]) -> tuple[str, ...]:
    """The longest word of every group; none where a group has none, or a word that must not be there is."""
    words: list[str] = []
    for group in sign.groups:
        word = max((word for word in group if word in here), key=len, default=None)
        if word is None:
            return ()
        words.append(word)
    return () if any(word in here for word in sign.without) else tuple(words)


def _named(
    place: Place, cards: Mapping[str, Card], form_names: Mapping[str, Sequence[str]], blank: Phrases
) -> Iterable[Sign]:
    """The names of a place, but not one that names anything (附件2): many papers are called so."""
    card = cards[place.card]
    names = [*card.names, *(name for form in place.forms for name in form_names[form])]
    if place.members:
        names += [name for member in card.members for name in (member.name, *member.aliases)]
    for name in dict.fromkeys(map(folded, names)):
        if len(name) >= _SHORTEST_NAME and not _A_NUMBER.fullmatch(without(blank, name)):
            yield Sign(((name,),))


def _flat_sign(sign: Sign) -> Sign:
    groups = tuple(tuple(filter(None, map(folded, group))) for group in sign.groups)
    return Sign(groups, tuple(filter(None, map(folded, sign.without))), sign.basis)
