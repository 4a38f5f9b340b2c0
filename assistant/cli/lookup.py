"""``lookup``: an item of the corpus by id, name or alias. Needs the index, not the encoder's search."""

from __future__ import annotations

import argparse
from typing import Any

from assistant.cli.output import note, progress_bar, say, say_json
from assistant.knowledge.cards import Card
from assistant.rendering.answer import card_text
from assistant.settings import read_settings
from assistant.wiring import build_assistant

NOT_FOUND, SHOWN = 4, 40


def lookup_command(options: argparse.Namespace) -> int:
    """Exit 0 found, 4 nothing of that name."""
    assistant = build_assistant(read_settings(warn=note), progress=progress_bar())
    cards = assistant.look_up(options.term)
    near = [] if cards else assistant.near_names(options.term)
    if options.json:
        items = [_as_json(card) for card in cards]
        say_json({"items": items, "near": near, "rules": assistant.search.corpus.version}, indent=2)
    elif cards:
        say("\n\n".join(card_text(card) for card in cards))
    else:
        offer = f"名称相近的有：{'、'.join(near)}。" if near else "可以换个说法，或用 ask 提问。"
        say(f"知识库里没有叫“{options.term[:SHOWN]}”的条目。{offer}")
    return 0 if cards else NOT_FOUND


def _as_json(card: Card) -> dict[str, Any]:
    return {
        "id": card.id,
        "kind": card.kind,
        "title": card.title,
        "aliases": list(card.aliases),
        "document": card.source.document,
        "number": card.source.number,
        "clause": card.source.clause,
        "source": card.source.origin,
        "validity": card.source.validity,
        "confidence": card.source.confidence,
        "facts": [fact.say for fact in card.facts],
        "members": list(dict.fromkeys(member.name for member in card.members)),
        "silent_on": [silence.topic for silence in card.silent_on],
    }
