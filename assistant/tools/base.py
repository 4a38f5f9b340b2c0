"""What every tool is: a name, what it is for, and ``run(request) -> Evidence``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from assistant.knowledge.cards import Card
from assistant.records import Evidence, Fact, Statement
from assistant.retrieval.search import Hit
from assistant.understanding.frame import Frame


@dataclass(frozen=True)
class Request:
    """A question understood, the facts ranked for it, and the arguments the planner chose.

    ``about`` is the card the turn before was answered from: what a bare figure is held against.
    """

    frame: Frame
    hits: Sequence[Hit]
    arguments: dict[str, Any] = field(default_factory=dict)
    about: Card | None = None


class Tool(Protocol):
    """One capability."""

    @property
    def name(self) -> str: ...

    @property
    def describes(self) -> str: ...

    def run(self, request: Request) -> Evidence:
        """Find or compute; never raises for what a user may ask."""


def stated(fact: Fact, role: str = "fact") -> Statement:
    """A fact of the corpus as a statement: its own words are its basis."""
    return Statement(fact.say, fact.source, fact.card, fact.say, fact.say, role)
