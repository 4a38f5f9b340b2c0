"""Choosing among the ways a turn can be read: the one that the ranking explains best.

A reading is explained when the gate would let it through and the cards found know the turn's own words. At most
two readings are ranked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.conversation.deciding import Gate, signals
from assistant.conversation.history import Topic
from assistant.conversation.turn_words import Reading
from assistant.retrieval.search import Hit, Search
from assistant.understanding.frame import Frame

OWN_KNOWN = 0.5
"""Share of a leaning turn's own words that the cards found must know."""
SURE, ALL_KNOWN = 0.6, 0.8
"""A turn that may stand alone does so when the gate is that sure and its words are known so well."""
IN_FIELD = 0.1
"""How sure the gate must be of a turn's own words, read alone, for words that no card knows."""
IN_FIELD_WORDS = -1.0
"""Odds (natural logarithm) of a word of the field against one of another, for the least likely of a turn."""
NO_OTHER_FIELD, HARDLY_IN_FIELD = -1.4, 0.003
"""The same two for a turn that is read with its topic because it would be refused alone."""
SAME_SUBJECT = 0.6
"""What a fact of the card asked about is worth over others, in units of the ranking's score."""
OTHER_KIND = 0.05
"""How likely it may be at most that a turn asks for the kind of fact told last, to be taken for another question."""
NEAR_CARDS = 4
SHORT = 9
"""Characters of a turn that hardly names its thing."""
NAME_LENGTH = 3
_YEARS = re.compile("(?<![0-9])(?:19|20)[0-9]{2}(?=年)")
OF_YEAR = 3.0
"""How far in the ranking a fact of the year asked for may lie behind one of another year."""


@dataclass(frozen=True)
class Chosen:
    """A reading with its frame and the facts ranked for it."""

    reading: Reading
    frame: Frame
    hits: Sequence[Hit]


@dataclass(frozen=True)
class Chooser:
    """Ranks the readings of a turn and keeps one."""

    search: Search
    gate: Gate

    def choose(self, readings: Sequence[Reading]) -> Chosen:
        first = self._ranked(readings[0])
        if len(readings) == 1:
            return first
        known = self._known(first)
        if first.reading.leaning:
            return first if known >= OWN_KNOWN else self._of_the_field(first, self._ranked(readings[1]))
        sure = self._sure(first)
        if self._too_short_to_stand(first):
            joined = self._ranked(readings[1])
            if self._answers_the_topic(joined):
                return joined
        stands = sure >= SURE and known >= ALL_KNOWN
        if stands and not self._may_ask_of_subject(first, readings[1]):
            return first
        joined = self._ranked(readings[1])
        if stands:
            return joined if joined.hits[0].score > first.hits[0].score else first
        explains = self._known(joined) >= max(OWN_KNOWN, known)
        if explains and self._sure(joined) > sure:
            return joined
        near = sure < self.gate.threshold and self._lies_near(first, readings[1].topic)
        return replace(first, reading=replace(first.reading, move="near", topic=readings[1].topic)) if near else first

    def stands(self, chosen: Chosen) -> bool:
        """Is a reading sure to be of the field by itself, its words known to the cards found?"""
        return self._sure(chosen) >= SURE and self._known(chosen) >= ALL_KNOWN

    def joined(self, readings: Sequence[Reading]) -> Chosen | None:
        """The best reading of a turn that leads back to the card of its topic, or to one linked to it.

        Args:
            readings: the turn alone, whose words may not point outside the field, then with its topic.
        """
        if not readings:
            return None
        alone, *together = map(self._ranked, readings)
        back = alone.reading.move == "back"
        if "future" in alone.frame.flags or not (back or self._may_be_of_the_field(alone)):
            return None
        fits = [chosen for chosen in together if self._leads_back(chosen) and self._passes(chosen)]
        return max(fits, key=lambda chosen: (self._told_of(chosen), self._sure(chosen)), default=None)

    def _may_be_of_the_field(self, alone: Chosen) -> bool:
        seen = signals(self.search, alone.frame, alone.hits)
        return seen["words_low"] > NO_OTHER_FIELD and self.gate.probability(seen) > HARDLY_IN_FIELD

    def _leads_back(self, chosen: Chosen) -> bool:
        topic = chosen.reading.topic
        return topic is not None and chosen.hits[0].card.id in self._linked(topic)

    def _passes(self, chosen: Chosen) -> bool:
        return self.gate.lets_through(signals(self.search, chosen.frame, chosen.hits), leaning=True)

    @staticmethod
    def _told_of(chosen: Chosen) -> int:
        """How many of the turn's own words the leading fact says."""
        return sum(word in chosen.hits[0].fact.say for word in chosen.reading.own.split())

    def _linked(self, topic: Topic) -> frozenset[str]:
        """The card of a topic and those it is linked to."""
        card = self.search.corpus.cards.get(topic.subject)
        links = card.links.values() if card else ()
        return frozenset([card.id, *(target for targets in links for target in targets)]) if card else frozenset()

    def _lies_near(self, alone: Chosen, topic: Topic | None) -> bool:
        """Words that none of which point outside the field lead to the card of the topic, or to one linked to it
        (重点班哪条不准设: 学校硬要分,处罚看哪条)."""
        if topic is None or alone.hits[0].card.id not in self._linked(topic):
            return False
        return signals(self.search, alone.frame, alone.hits)["words_low"] > IN_FIELD_WORDS

    def _ranked(self, reading: Reading) -> Chosen:
        frame = self.search.understanding.frame(reading.text)
        hits = self.search.rank(frame)
        if reading.topic is not None and reading.move == "ask":
            told = self._told_elsewise(reading.topic, frame)
            subject = reading.topic.subject
            hits.sort(key=lambda hit: -hit.score - SAME_SUBJECT * (hit.card.id == subject and hit.fact.id != told))
        if reading.move == "facet":
            hits = _of_year(frame, hits)
        return Chosen(reading, frame, hits)

    def _told_elsewise(self, topic: Topic, frame: Frame) -> str:
        """The fact just told, where another kind of thing is asked now; '' where it may answer again."""
        fact = self.search.corpus.facts.get(topic.fact)
        if fact is None or "source_wanted" in frame.flags:
            return ""
        return topic.fact if frame.aspects.get(fact.aspect, 0.0) < OTHER_KIND else ""

    def _known(self, chosen: Chosen) -> float:
        own = self.search.understanding.frame(chosen.reading.own)
        cards = list(dict.fromkeys(hit.card.id for hit in chosen.hits))[:NEAR_CARDS]
        return self.search.coverage(own, cards)

    def _may_ask_of_subject(self, alone: Chosen, joined: Reading) -> bool:
        """No name in it, and the card of the topic knows its words (初中巩固率怎么算: 分母是什么)."""
        if alone.frame.links or joined.topic is None or joined.topic.subject not in self.search.corpus.cards:
            return False
        own = self.search.understanding.frame(joined.own)
        return self.search.coverage(own, [joined.topic.subject]) >= ALL_KNOWN

    def _too_short_to_stand(self, alone: Chosen) -> bool:
        """A few words that name no card (举个例子, 目标是什么): of what, the turn before tells."""
        text = alone.reading.text
        named = any(len(link.name) >= NAME_LENGTH for link in alone.frame.links)
        standing = alone.frame.facets.keys() - {"stage"}
        return len(text) <= SHORT and not named and not standing

    def _answers_the_topic(self, joined: Chosen) -> bool:
        """The card of the topic leads, and it knows the words of the turn."""
        topic = joined.reading.topic
        if topic is None or joined.hits[0].card.id != topic.subject or self._sure(joined) < SURE:
            return False
        own = self.search.understanding.frame(joined.reading.own)
        return self.search.coverage(own, [topic.subject]) >= ALL_KNOWN

    def _of_the_field(self, joined: Chosen, alone: Chosen) -> Chosen:
        """A leaning turn whose words no card knows: another word for a thing (画画用的), or another field (红烧肉)."""
        swapped = joined.reading.move == "thing" and self._sure(joined) >= self.gate.threshold
        return joined if swapped and self._sure(alone) >= IN_FIELD else alone

    def _sure(self, chosen: Chosen) -> float:
        return self.gate.probability(signals(self.search, chosen.frame, chosen.hits))


def _of_year(frame: Frame, hits: Sequence[Hit]) -> list[Hit]:
    """2035年呢: a fact that tells the year asked for now, before the one of another year that was told last."""
    years = _YEARS.findall(frame.text)
    if len(years) != 1 or years[0] in hits[0].fact.say or not _YEARS.search(hits[0].fact.say):
        return list(hits)
    card, near = hits[0].card.id, hits[0].score - OF_YEAR
    tells = [hit for hit in hits if years[0] in hit.fact.say and (hit.card.id == card or hit.score >= near)]
    first = tells[:1]
    return [*first, *(hit for hit in hits if hit not in first)]
