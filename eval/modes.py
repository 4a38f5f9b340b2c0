"""The same questions with no model, an honest one and a lying one: what an answer claims must not change.

The same means: status, citations, tools and questions to go on are equal; the marks in the text are those of the
citations; and the text claims the same amounts, document numbers, articles and codes (cells), no more and no fewer.
The models are scripted servers on this machine (``tests/phrasing/scripted.py``); no other is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from assistant.conversation.claims import Contrasts, amounts, documents, latin, ordinals
from assistant.phrasing.speaking import with_model
from assistant.phrasing.units import MARK
from assistant.records import Answer
from assistant.settings import Settings
from assistant.text.normalise import clean
from assistant.wiring import Assistant
from eval.judging import Case, right


def claims(text: str, contrasts: Contrasts) -> dict[str, set[Any]]:
    """What a text claims that can be counted: values with their bounds, 文号, articles, codes, marks."""
    plain = clean(MARK.sub("", text))
    return {
        "amounts": {(amount.value, amount.unit, amount.bound) for amount in amounts(plain, contrasts)},
        "documents": {tuple(found[2:]) for found in documents(plain)},
        "articles": set(ordinals(plain)),
        "codes": set(latin(plain)),
        "marks": set(MARK.findall(text)),
    }


def differs(plain: Answer, worded: Answer, contrasts: Contrasts) -> Iterator[str]:
    """In what an answer with a model is not the same as that of the rules."""
    for name in ("status", "citations", "tools", "follow_ups", "rules"):
        if getattr(plain, name) != getattr(worded, name):
            yield name
    one, other = claims(plain.text, contrasts), claims(worded.text, contrasts)
    yield from (name for name in one if one[name] != other[name])


def compare(assistant: Assistant, settings: Settings, cases: Sequence[Case], scripts: dict[str, Any]) -> dict[str, Any]:
    """For every script how many answers it worded, what of the answers differed, and how many are right."""
    from tests.phrasing.scripted import serving

    found: dict[str, Any] = {
        name: {"answered": 0, "worded": 0, "removed": 0, "right": 0, "reasons": Counter(), "differ": []}
        for name in scripts
    }
    contrasts = assistant.engine.composer.contrasts
    with ExitStack() as stack:
        models = {name: stack.enter_context(serving(script)) for name, script in scripts.items()}
        speaking = {
            name: with_model(assistant, replace(settings, model=name, model_url=model.url)).phraser
            for name, model in models.items()
        }
        for case in cases:
            conversation = assistant.conversation()
            plain = [assistant.ask(turn, conversation) for turn in case.turns][-1]
            for name, phraser in speaking.items():
                assert phraser is not None
                worded = phraser.phrase(case.turns[-1], plain, conversation.desk, lambda answer: None)
                _count(found[name], case, plain, worded, contrasts)
    return found


def _count(counts: dict[str, Any], case: Case, plain: Answer, worded: Answer, contrasts: Contrasts) -> None:
    counts["right"] += right(case, worded.as_json())
    counts["differ"] += [f"{case.id} {name}" for name in differs(plain, worded, contrasts)]
    if worded.wording:
        counts["answered"] += 1
        counts["worded"] += worded.wording.used
        counts["removed"] += worded.wording.removed
        counts["reasons"][worded.wording.reason] += 1
