"""What is kept of a conversation: the topics answered, and what the user told of the own school."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

LONGEST_MEMORY = 12
_EMPTY_CLAUSES = re.compile(r"([,;。!?])[,;。!?]+|^[,;。]+")


class Known(NamedTuple):
    """One thing the user told: what it is, in the words it was told with, at which turn (from 1)."""

    label: str
    value: str
    turn: int


@dataclass(frozen=True)
class Topic:
    """One turn that was answered.

    ``question`` is the turn made to stand alone, ``subject`` the id of the card it was answered from, ``fact``
    the leading fact ('' when it was computed), ``computed`` tells whether figures of the user were used.
    """

    question: str
    subject: str
    fact: str = ""
    computed: bool = False


@dataclass(frozen=True)
class State:
    """A conversation: topics oldest first and what the user told.

    ``waiting`` is true when we asked back last, ``wanted`` names what for.
    """

    topics: tuple[Topic, ...] = ()
    known: tuple[Known, ...] = ()
    turn: int = 0
    waiting: bool = False
    wanted: str = ""

    @property
    def last(self) -> Topic:
        return self.topics[-1] if self.topics else Topic("", "")

    @property
    def question(self) -> str:
        return self.last.question

    @property
    def subject(self) -> str:
        return self.last.subject

    @property
    def computed(self) -> bool:
        return self.last.computed

    def answered(self, topic: Topic, told: Iterable[tuple[str, str]] = (), *, wanted: str | None = None) -> State:
        """The state after an answer (or a question back for what is ``wanted``)."""
        topics = (*self.topics, topic)[-LONGEST_MEMORY:]
        return replace(self.heard(told), topics=topics, waiting=wanted is not None, wanted=wanted or "")

    def heard(self, told: Iterable[tuple[str, str]]) -> State:
        """The state after the user told ``(label, words)``; a label told before is replaced."""
        turn = self.turn + 1
        known = {item.label: item for item in self.known}
        for label, value in told:
            if label not in known or known[label].value != value:
                known.pop(label, None)
                known[label] = Known(label, value, turn)
        return replace(self, known=tuple(known.values()), turn=turn)

    def forget(self, label: str) -> State:
        """The state without what was told under this label; later turns no longer find its words."""
        gone = [item.value for item in self.known if item.label == label]
        topics = self.topics
        for value in gone:
            topics = tuple(replace(topic, question=_without(topic.question, value)) for topic in topics)
        return replace(self, topics=topics, known=tuple(item for item in self.known if item.label != label))


def _without(question: str, value: str) -> str:
    return _EMPTY_CLAUSES.sub(r"\1", question.replace(value, "")).strip()
