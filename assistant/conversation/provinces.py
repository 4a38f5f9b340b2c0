"""Another province than the one whose rules hold by default: facts that speak of it come first, others say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.retrieval.search import Hit, Search
from assistant.retrieval.views import HOME_PROVINCE
from assistant.understanding.frame import Frame

NEARLY = 1.0
"""How far below the first a fact that speaks of the province asked about may lie, in units of the ranking's score."""


@dataclass(frozen=True)
class Provinces:
    """Orders hits by the province asked about."""

    search: Search

    def opening(self, frame: Frame, lead: Hit) -> str:
        """That what follows is not of the province asked about, where nothing of it speaks of that province."""
        asked = _asked(frame)
        if len(asked) != 1 or self._speaks_of(lead, asked):
            return ""
        return self.search.language.text("elsewhere", place=next(iter(asked)))

    def first(self, frame: Frame, hits: Sequence[Hit]) -> Sequence[Hit]:
        """The hits, led by one that speaks of the province asked about where one of nearly the same rank does."""
        asked = _asked(frame)
        if len(asked) != 1:
            return hits
        known = self.search.coverage(frame, [hits[0].card.id])
        near = (hit for hit in hits if hit.score >= hits[0].score - NEARLY and self._speaks_of(hit, asked))
        led = next(
            (hit for hit in near if _is_gap(hit) or self.search.coverage(frame, [hit.card.id]) >= known), hits[0]
        )
        return [led, *(hit for hit in hits if hit is not led)]

    def _speaks_of(self, hit: Hit, provinces: frozenset[str]) -> bool:
        fact, card = hit.fact, hit.card
        facet_words = self.search.language.facet_words
        words = [word for word, facet, value in facet_words if facet == "province" and value in provinces]
        near = (fact.say, fact.source.document, card.title, *card.aliases)
        named = provinces & set(card.facets.get("province", ()))
        return bool(named) or any(word in text for word in words for text in near)


def _asked(frame: Frame) -> frozenset[str]:
    return frame.facets.get("province", frozenset()) - {HOME_PROVINCE}


def _is_gap(hit: Hit) -> bool:
    """Says that the material lacks something."""
    return hit.fact.aspect == "gap"
