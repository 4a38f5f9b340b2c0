"""Turns: the ways a turn can be read after those before it.

A turn that only names a stage (那初中呢) exchanges the stage of the question before; one that only names a thing
(平面图呢) exchanges the thing; one that only asks (要存几年) asks it of the same thing; one with words of its own may
stand alone or lean: both readings are given, and the ranking decides which explains it (``choosing.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from assistant.conversation.history import State, Topic
from assistant.conversation.pointing import Pointing
from assistant.conversation.restating import Restating
from assistant.conversation.turn_words import ENDS, Reading, Said, TurnWords
from assistant.knowledge.cards import Card
from assistant.text.numerals import amounts, points_at_an_article, quantities

_SHORT = 14


@dataclass(frozen=True)
class Turns(TurnWords):
    """Reads turns: one reading each, or the two that are possible."""

    cards: Mapping[str, Card]

    @cached_property
    def pointing(self) -> Pointing:
        return Pointing(self, self.cards)

    @cached_property
    def restating(self) -> Restating:
        return Restating(self, self.cards)

    def readings(self, typed: str, state: State) -> tuple[Reading, ...]:
        """One reading, or the two that are possible, the likelier one first."""
        text = self.plain(typed)
        if not state.topics or not text:
            return (Reading(text),)
        said = self.without_courtesy(text)
        other = self.start("another", said)
        if other:
            rest = said[other:].strip(ENDS)
            return (Reading(rest or said),)
        topic, rest, back = self.pointing.topic(said, state)
        if topic.computed and points_at_an_article(said):
            return (Reading(said),)
        named = self.pointing.named(rest, topic)
        if named is not None:
            return (Reading(named, own=" ".join(self.content(self.bare(named)))),)
        turn = self.taken(rest, leans=back)
        if state.waiting and not turn.asks and (quantities(said) or not turn.content):
            return (Reading(f"{state.question},{said}", "told", topic),)
        return self._read(said, turn, topic)

    def _read(self, said: str, turn: Said, topic: Topic) -> tuple[Reading, ...]:
        own = " ".join(turn.content)
        alone = Reading(said, own=own)
        if any(word not in topic.question for word in self.language.found("elsewhere", turn.bare)):
            return (alone,)
        other = self.restating.year(turn.bare, topic.question) or self.restating.school_kind(turn.bare, topic.question)
        if other is not None:
            return (Reading(other, "facet", topic),)
        restate = self.restating
        special = restate.switched(turn, topic) or restate.floor(turn, topic) or restate.other_one(turn, topic, own)
        special = special or restate.numbered(turn, topic, own)
        if special is not None:
            return (special,)
        remaining = self.patterns["remaining"].search(turn.bare)
        if remaining is not None:
            return (Reading(f"{topic.question},{remaining[0]}", "rest", topic),)
        if self.language.says("again", turn.bare) or not turn.bare:
            return (Reading(topic.question, "facet", topic),)
        if not turn.content and self._names_its_thing(turn, topic):
            return alone, Reading(self.restating.asked_of(turn, topic), "ask", topic, own)
        if not turn.content:
            one = all(len(named) == 1 for named in self.all_facets(turn.bare).values())
            if turn.facets and topic.computed and self._of_both(turn.facets, topic.question):
                return (Reading(f"{topic.question},{turn.bare}", "told", topic),)
            same = turn.facets and one and not self.asks_anew(turn.bare, topic)
            text = self.exchanged(turn.facets, topic.question) if same else self.restating.asked_of(turn, topic)
            return (Reading(text, "facet" if same else "ask", topic),)
        return self._with_content(said, turn, topic, alone)

    def _with_content(self, said: str, turn: Said, topic: Topic, alone: Reading) -> tuple[Reading, ...]:
        """The readings of a turn with words of its own."""
        own = alone.own
        if not turn.asks and _figures(turn.bare):
            return Reading(f"{topic.question},{turn.bare}", "told", topic, own), alone
        also = self.language.says("also", turn.bare) and not self.asks_anew(turn.bare, topic)
        if also or (not turn.asks and (turn.leans or len(said) <= _SHORT)):
            return (Reading(self.restating.thing_exchanged(turn, topic), "thing", topic, own), alone)
        joined = Reading(self.restating.asked_of(turn, topic), "ask", topic, own)
        if turn.points or (turn.leans and not self.asks_anew(turn.bare, topic)):
            return joined, alone
        return (self.restating.with_carried(alone, turn, topic) if turn.leans else alone), joined

    def joined(self, typed: str, state: State) -> tuple[Reading, ...]:
        """A short turn that would be refused alone, with the question before and with the thing it was about."""
        said = self.without_courtesy(self.plain(typed))
        if not state.topics or self.start("another", said) or len(said) > _SHORT:
            return ()
        topic, rest, back = self.pointing.topic(said, state)
        turn = self.taken(rest, leans=back)
        if any(word not in topic.question for word in self.language.found("elsewhere", turn.bare)):
            return ()
        own = " ".join(turn.content)
        told = Reading(f"{topic.question},{turn.bare}", "told", topic, own)
        return (
            Reading(turn.bare, "back" if back else "fresh", own=own),
            told,
            Reading(self.restating.asked_of(turn, topic), "ask", topic, own),
        )

    def only_leans(self, text: str) -> bool:
        """Does a turn name nothing of its own (它呢, 依据呢, 那初中呢, 那个得留几年的)?"""
        turn = self.taken(self.without_courtesy(text), leans=False)
        if len(turn.bare) > _SHORT or any(mark in turn.bare for mark in ",;。"):
            return False
        if turn.asks and turn.facets.keys() - {"stage"}:
            return False
        return not turn.content and not quantities(text) and (turn.leans or not turn.facets)

    def _of_both(self, facets: Mapping[str, str], question: str) -> bool:
        """Were figures told of both stages (小学540、初中300)? Then neither can take the place of the other."""
        told = self.all_facets(question)
        return any(len(told.get(facet, ())) > 1 for facet in facets)

    def _names_its_thing(self, turn: Said, topic: Topic) -> bool:
        """A question about a standard or a province itself: 优质均衡是什么意思, 优质均衡和基本均衡有什么区别."""
        named = self.all_facets(turn.bare)
        compared = any(len(named[facet]) > 1 for facet in named if facet != "stage")
        other = bool(named.keys() - {"stage"}) and not turn.leans and self.asks_anew(turn.bare, topic)
        return compared or (other and not self.language.sums_asked(turn.bare))


def _figures(text: str) -> bool:
    return any(quantity.unit != "年" for quantity in amounts(text))
