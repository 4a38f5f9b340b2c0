"""Looking things up: the same search, one tool a part of the field.

Which facts answer is decided by the ranking; what is said around the leading one (more of the same
card, the list a thing belongs to, the other standard) is decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from assistant.knowledge.cards import Card, Member
from assistant.knowledge.language import Language
from assistant.records import Evidence, Statement, ToolCall
from assistant.retrieval.search import Hit
from assistant.text.normalise import folded
from assistant.text.numerals import numbers_in
from assistant.text.tokens import keyword_units, pairs
from assistant.tools.base import Request, stated
from assistant.understanding.frame import Frame

SUPPORT_MARGIN = 1.2
OTHER_CARD_MARGIN = 0.6
MOST_SUPPORT = 2
NEW_WORDS = 1.2
SAME_WORDS, SAME_WORDS_SAME_NUMBERS = 0.72, 0.4
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
        statements += [stated(hit.fact, "support") for hit in self._support(request.frame, lead, hits[1:])]
        around = self._around(lead)
        if around is not None:
            statements.append(around)
        return Evidence(
            ToolCall(self.name, {"id": lead.card.id, "aspect": lead.fact.aspect, "query": request.frame.text}),
            tuple(statements),
            follow_ups=tuple(self._follow_ups(lead, hits)),
        )

    def _support(self, frame: Frame, lead: Hit, rest: list[Hit]) -> list[Hit]:
        """Near-equal facts that say something the leading one does not, best first.

        A fact is worth a place for its score and for the words of the question that nothing chosen holds
        yet: a question in two parts (几项，多少分过线) gets both.
        """
        chosen: list[Hit] = []
        asked = {unit for unit in keyword_units(frame.text) if unit not in self.language.empty_words}
        covered = asked & set(keyword_units(self.language.plain(lead.fact.say)))
        near = [
            hit
            for hit in rest
            if lead.score - hit.score <= (SUPPORT_MARGIN if hit.card.id == lead.card.id else OTHER_CARD_MARGIN)
        ]
        while near and len(chosen) < MOST_SUPPORT:
            best = max(near, key=lambda hit: hit.score + NEW_WORDS * self._gain(hit, asked - covered, asked))
            near.remove(best)
            said = [lead.fact.say, *(hit.fact.say for hit in chosen)]
            if any(_alike(best.fact.say, other) for other in said):
                continue
            chosen.append(best)
            covered |= asked & set(keyword_units(self.language.plain(best.fact.say)))
        return chosen

    def _gain(self, hit: Hit, missing: set[str], asked: set[str]) -> float:
        """Share of the question's words that this fact would add."""
        if not asked:
            return 0.0
        return len(missing & set(keyword_units(self.language.plain(hit.fact.say)))) / len(asked)

    def _around(self, lead: Hit) -> Statement | None:
        """For a thing's place: what else belongs there."""
        if lead.fact.aspect != "place":
            return None
        for owner_id in lead.card.links.get("part_of", ()):
            owner = self.cards[owner_id]
            others = [member.name for member in owner.members if not _is_called(lead.card, member)]
            if others:
                names = "、".join(dict.fromkeys(others))
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


def _is_called(card: Card, member: Member) -> bool:
    """Is the member of a list the card itself, by one of its names?"""
    names = {folded(name) for name in card.names}
    return any(folded(name) in names for name in (member.name, *member.aliases))


@lru_cache(maxsize=4096)
def _pairs_of(sentence: str) -> frozenset[str]:
    return frozenset(pairs(sentence))


def _alike(one: str, other: str) -> bool:
    """Two sentences that say nearly the same."""
    first, second = _pairs_of(one), _pairs_of(other)
    shared = len(first & second) / max(1, min(len(first), len(second)))
    if numbers_in(one) and numbers_in(one) <= numbers_in(other):
        return shared > SAME_WORDS_SAME_NUMBERS
    return shared > SAME_WORDS
