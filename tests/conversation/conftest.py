from __future__ import annotations

from dataclasses import dataclass

import pytest

from assistant.records import Answer
from assistant.wiring import Assistant

SAMPLE = 150


@dataclass(frozen=True)
class Asked:
    question: str
    fact: str
    answer: Answer


def talk(assistant: Assistant, *turns: str) -> list[Answer]:
    """The answers of one conversation."""
    conversation = assistant.conversation()
    return [assistant.ask(turn, conversation) for turn in turns]


@pytest.fixture(scope="session")
def sample(assistant: Assistant) -> list[Asked]:
    """Questions in the corpus's own words, evenly from all of it, each asked once."""
    asks = [(ask, fact.id) for fact in assistant.search.corpus.facts.values() for ask in fact.ask]
    chosen = [asks[i * len(asks) // SAMPLE] for i in range(SAMPLE)]
    return [Asked(question, fact, assistant.ask(question)) for question, fact in chosen]
