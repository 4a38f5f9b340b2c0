"""Which topic a turn leans on: the last one, or an earlier one it goes back to or points at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.conversation.history import State, Topic
from assistant.conversation.turn_words import ENDS, TurnWords
from assistant.knowledge.cards import Card
from assistant.text.tokens import words

_POINTED_NOUN = re.compile("[那这]个([\u4e00-\u9fff]{2})")


@dataclass(frozen=True)
class Pointing:
    """Finds the topic of a turn."""

    apart: TurnWords
    cards: Mapping[str, Card]

    def topic(self, said: str, state: State) -> tuple[Topic, str, bool]:
        """The topic a turn leans on, the turn without the words that only lead back, and whether it went back."""
        match = self.apart.patterns["returning"].search(said)
        if match is None:
            return self._pointed_at(said, state), said, False
        rest = said[: match.start()] + said[match.end() :]
        rest = self.apart.cut("returning", rest).strip(ENDS)
        if self.apart.language.says("beginning", said):
            return state.topics[0], self.apart.cut("beginning", rest).strip(ENDS), True
        named = self._named(rest, state)
        if named is not None:
            topic, shared = named
            for word in shared:
                rest = rest.replace(word, "")
            return topic, rest.strip(ENDS), True
        others = [topic for topic in state.topics if topic.subject != state.subject]
        goes_back = self.apart.language.says("back", said) and others
        return (others[-1] if goes_back else state.last), rest, True

    def _pointed_at(self, said: str, state: State) -> Topic:
        """The topic that 那个学区 points at: an earlier one whose words hold the noun that those of the last lack."""
        noun = _POINTED_NOUN.search(said)
        if noun is None or noun[1] in self._words_of(state.last):
            return state.last
        return next((topic for topic in reversed(state.topics) if noun[1] in self._words_of(topic)), state.last)

    def named(self, said: str, topic: Topic) -> str | None:
        """The turn with the thing by its name, where the topic names it (前锋学区: 那个学区有多少教师)."""
        noun = _POINTED_NOUN.search(said)
        if noun is None:
            return None
        before = words(topic.question.partition(noun[1])[0]) if noun[1] in topic.question else []
        if not before or before[-1] in self.apart.language.empty_words or self.apart.asks(before[-1]):
            return None
        return said.replace(noun[0], f"{before[-1]}{noun[1]}", 1)

    def _words_of(self, topic: Topic) -> str:
        card = self.cards.get(topic.subject)
        return f"{topic.question} {card.title if card else ''}"

    def _named(self, text: str, state: State) -> tuple[Topic, list[str]] | None:
        """The latest topic that shares most words with a turn, and those words."""
        _, rest = self.apart.facets(self.apart.bare(text))
        own = [word for word in words(rest) if len(word) > 1 and word not in self.apart.language.empty_words]
        best: tuple[int, Topic, list[str]] | None = None
        for topic in reversed(state.topics):
            about = self._words_of(topic)
            shared = [word for word in own if word in about]
            weight = sum(len(word) for word in shared)
            if weight and (best is None or weight > best[0]):
                best = weight, topic, shared
        return None if best is None else best[1:]
