"""Judging one answer against its gold. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from assistant.text.normalise import folded

_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]?")
_DENIES = ("不对", "不是", "不能", "不算")
_AGREES = ("对", "没错", "正确")
_WRONG = frozenset(("premise", "traps"))
_MARK = re.compile(r"\[([0-9]+)\]")


@dataclass(frozen=True)
class Case:
    """One question (or conversation) with its gold."""

    id: str
    kind: str
    turns: tuple[str, ...]
    status: str
    facts: tuple[tuple[str, ...], ...]
    forbid: tuple[str, ...]
    gold: tuple[str, ...]
    denies: bool = False


def case_from(entry: dict[str, Any]) -> Case:
    return Case(
        id=str(entry["id"]),
        kind=str(entry["class"]),
        turns=tuple(entry["turns"]),
        status=str(entry["status"]),
        facts=tuple(tuple(str(word) for word in group) for group in entry.get("facts") or ()),
        forbid=tuple(str(word) for word in entry.get("forbid") or ()),
        gold=tuple(entry.get("gold") or ()),
        denies=bool(entry.get("denies")),
    )


def first_sentences(text: str, count: int = 2) -> str:
    """The first sentences of an answer, marks taken out."""
    plain = _MARK.sub("", text)
    sentences = [piece for piece in _SENTENCE.findall(plain) if folded(piece)]
    return "".join(sentences[:count])


def holds(text: str, facts: Sequence[Sequence[str]]) -> bool:
    """True when every group has an alternative in the text."""
    flat = _folded(text)
    return all(any(_folded(word) in flat for word in group) for group in facts)


@lru_cache(maxsize=20_000)
def _folded(text: str) -> str:
    return folded(text)


def right(case: Case, answer: dict[str, Any]) -> bool:
    """The status is the gold one, the facts stand in the first two sentences, nothing forbidden is said."""
    if answer["status"] != case.status:
        return False
    if case.status == "refused":
        return True
    flat = folded(answer["text"])
    if any(folded(word) in flat for word in case.forbid):
        return False
    return holds(first_sentences(answer["text"]), case.facts)


def false_denial(case: Case, answer: dict[str, Any]) -> bool:
    """The answer opens by denying (不对，) where the gold denies nothing.

    A gold denies when it says so (``denies``), when a word that denies is among its facts, and in the classes of wrong
    questions unless it agrees.
    """
    words = {word for group in case.facts for word in group}
    wrong = case.kind in _WRONG and not words & set(_AGREES)
    denied = case.denies or wrong or bool(words & set(_DENIES))
    return not denied and str(answer["text"]).startswith(tuple(f"{word}，" for word in _DENIES))


def citations_exact(answer: dict[str, Any], passages: dict[str, str]) -> bool:
    """Marks and entries match one to one, and every quote stands in its passage."""
    marks = {int(mark) for mark in _MARK.findall(answer["text"])}
    entries = {citation["mark"] for citation in answer["citations"]}
    if marks != entries:
        return False
    return all(
        folded(citation["quote"]) in folded(passages.get(citation["passage"], "")) for citation in answer["citations"]
    )
