"""Looking things up: the same search, one tool a part of the field.

Which facts answer is decided by the ranking; what is said around the leading one (more of the same
card, the list a thing belongs to, the other standard) is decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assistant.knowledge.cards import Card
from assistant.knowledge.language import Language
from assistant.records import Evidence, Statement, ToolCall
from assistant.retrieval.search import Hit
from assistant.tools.base import Request, stated

SUPPORT_MARGIN = 0.9
OTHER_CARD_MARGIN = 0.35
MOST_SUPPORT = 2
FOLLOW_UPS = 3


@dataclass(frozen=True)
class LookupTool:
    """Facts of some families of cards."""

    name: str
    describes: str
    families: frozenset[str]
    cards: Mapping[str, Card]
    language: Language

    def run(self, request: Request) -> Evidence:
        """Statements for the leading fact of ``arguments['id']`` and what belongs with it."""
        hits = list(request.hits)
        lead = hits[0]
        statements = [stated(lead.fact, "lead")]
        statements += [stated(hit.fact, "support") for hit in self._support(lead, hits[1:])]
        around = self._around(lead)
        if around is not None:
            statements.append(around)
        return Evidence(
            ToolCall(self.name, {"id": lead.card.id, "aspect": lead.fact.aspect, "query": request.frame.text}),
            tuple(statements),
            follow_ups=tuple(self._follow_ups(lead, hits)),
        )

    @staticmethod
    def _support(lead: Hit, rest: list[Hit]) -> Iterator[Hit]:
        """Near-equal facts: of the same card, or of another card that may be the one meant."""
        said, taken = {lead.fact.say}, 0
        for hit in rest:
            margin = SUPPORT_MARGIN if hit.card.id == lead.card.id else OTHER_CARD_MARGIN
            if hit.fact.say in said or lead.score - hit.score > margin:
                continue
            said.add(hit.fact.say)
            taken += 1
            yield hit
            if taken == MOST_SUPPORT:
                return

    def _around(self, lead: Hit) -> Statement | None:
        """For a thing's place: what else belongs there."""
        if lead.fact.aspect != "place":
            return None
        for owner_id in lead.card.links.get("part_of", ()):
            owner = self.cards[owner_id]
            if owner.members:
                names = "、".join(dict.fromkeys(member.name for member in owner.members))
                text = self.language.text("siblings", owner=owner.title, names=names)
                quote = owner.passage.text.splitlines()[-1]
                return Statement(text, owner.source, owner.id, quote, owner.passage.text + owner.title, "around")
        return None

    @staticmethod
    def _follow_ups(lead: Hit, hits: list[Hit]) -> Iterator[str]:
        """Questions next to this one, in users' words."""
        asked, count = {lead.fact.id}, 0
        nearby = [*lead.card.facts, *(hit.fact for hit in hits)]
        for fact in nearby:
            if fact.id in asked or not fact.ask:
                continue
            asked.add(fact.id)
            count += 1
            yield fact.ask[0]
            if count == FOLLOW_UPS:
                return
