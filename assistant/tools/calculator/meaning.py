"""Meaning: which relations the words of a question, and the answer before it, point at."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.knowledge.cards import Card
from assistant.tools.base import Request
from assistant.tools.binding import Reading
from assistant.tools.calculator.desk import Desk
from assistant.tools.calculator.fits import NEAR_RANK, RANKS
from assistant.tools.calculator.relations import Relation

NEAR_TOP, NEIGHBOURLY = 3, 2


@dataclass(frozen=True)
class Meaning:
    """What one question may be about."""

    desk: Desk
    request: Request
    reading: Reading

    def meant(self, among: Collection[Relation] = ()) -> Iterator[Relation]:
        """The relations the words of the question point at, and those of the answer before, in their order.

        ``among``: of some only those that are named.
        """
        if among:
            yield from (relation for relation in among if self.named(relation) and self.allowed(relation))
            return
        relations, by_card = self.desk.relations, self.desk.by_card
        meant = {place for word in self._spoken | self._names for place in self.desk.by_word.get(word, ())}
        meant.update(place for card in self._abouts for place in by_card.get(card, ()))
        top = (card for card, rank in self._ranks.items() if rank < NEAR_TOP)
        meant.update(place for card in top for place in by_card.get(card, ()) if relations[place].naming)
        yield from (relation for place in sorted(meant) if self.allowed(relation := relations[place]))

    def allowed(self, relation: Relation) -> bool:
        facets, frame = relation.card.facets, self.request.frame
        elsewhere = set(facets.get("province", ())) - {self.desk.home}
        if elsewhere - frame.facets.get("province", frozenset()):
            return False
        stages, asked = set(facets.get("stage", ())), set(frame.facets.get("stage", ()))
        if stages and asked and not stages & asked:
            return False
        if self._another_is_meant(relation):
            return False
        meant = not relation.naming or self.named(relation) or self.near_the_top(relation)
        return self.about(relation) or meant

    def _another_is_meant(self, relation: Relation) -> bool:
        """按名词定义算: of relations often taken for each other the one named is computed, not the other."""
        card = relation.card
        own, known = self._told_apart(card.names), _vocabulary(card)
        others = (self.desk.cards[target] for target in card.links.get("contrast_with", ()))
        return any(
            self._told_apart([word for word in _vocabulary(other) if word not in known])
            and not own - self._told_apart(other.names)
            for other in others
        )

    def _told_apart(self, names: Sequence[str]) -> frozenset[str]:
        """Those of the names that stand in the question."""
        return frozenset(name for name in map(self.desk.language.plain, names) if name in self.reading.text)

    def near_the_top(self, relation: Relation) -> bool:
        """Is its card what the question is likely about, though no name of it is said?"""
        strict = relation.formula is not None and relation.formula.only_named
        return self.rank(relation) < NEAR_TOP and not strict

    def named(self, relation: Relation) -> bool:
        return not self._names.isdisjoint(relation.names)

    @cached_property
    def _spoken(self) -> frozenset[str]:
        return frozenset(self.reading.spots)

    @cached_property
    def _names(self) -> frozenset[str]:
        """Names of relations that stand in the question."""
        return frozenset(self.desk.names.places(self.reading.text))

    def about(self, relation: Relation) -> bool:
        """Was the turn before answered from this card, or from one that is linked to it?"""
        return relation.card.id in self._abouts

    @cached_property
    def _abouts(self) -> frozenset[str]:
        answered = self.request.about
        if answered is None:
            return frozenset()
        plain = answered.threshold is None and answered.formula is None
        linked = (target for targets in answered.links.values() for target in targets) if plain else ()
        return frozenset((answered.id, *linked))

    def rank(self, relation: Relation) -> int:
        return self._ranks.get(relation.card.id, RANKS)

    @cached_property
    def _ranks(self) -> Mapping[str, int]:
        """Place of every card that was found; what is linked to the first two, or named, stands near."""
        ranks: dict[str, int] = {}
        for rank, hit in enumerate(self.request.hits[:RANKS]):
            ranks.setdefault(hit.card.id, rank)
            for neighbour in hit.card.links.get("see_also", ()) if rank < NEIGHBOURLY else ():
                ranks.setdefault(neighbour, NEAR_RANK)
        for card in self.request.frame.linked_cards:
            ranks.setdefault(card, NEAR_RANK)
        return ranks


def _vocabulary(card: Card) -> tuple[str, ...]:
    """Its names and the nouns of its limit."""
    return (*card.names, *(card.threshold.words if card.threshold else ()))
