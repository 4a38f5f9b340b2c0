"""Frozen records that travel between the parts. No behaviour beyond reading themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Literal

Status = Literal["answered", "clarify", "refused"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement stands: document, number, place in it, and how sure it is."""

    document: str
    number: str | None
    clause: str
    origin: str
    confidence: str
    validity: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One sentence that answers alone, with the words users ask it by."""

    id: str
    card: str
    aspect: str
    say: str
    ask: tuple[str, ...]
    stage: str | None
    value: dict[str, str] | None
    source: Source
    wrong: tuple[str, ...] = ()


_ONLY_AN_ID = re.compile(r"\S+ [a-z][a-z0-9_.]*")


@dataclass(frozen=True, slots=True)
class Citation:
    """One mark of an answer: what it rests on."""

    mark: int
    document: str
    number: str | None
    clause: str
    quote: str
    validity: str
    confidence: str
    passage: str

    @property
    def place(self) -> str:
        """The clause as people read it; an entry of ours that has no clause but an id (公式 average) has no place."""
        return "" if _ONLY_AN_ID.fullmatch(self.clause) else self.clause

    def as_json(self) -> dict[str, Any]:
        return {
            "mark": self.mark,
            "document": self.document,
            "number": self.number,
            "clause": self.clause,
            "quote": self.quote,
            "validity": self.validity,
            "confidence": self.confidence,
            "passage": self.passage,
        }


@dataclass(frozen=True, slots=True)
class Passage:
    """One entry of the corpus as text: what is embedded, searched and opened from a citation."""

    id: str
    title: str
    path: str
    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence a tool stands for, with the source it rests on.

    ``basis`` is what the numbers of the sentence are checked against: for a looked-up fact the
    fact itself, for a computed one the steps of the calculation.
    """

    text: str
    source: Source
    passage: str
    quote: str
    basis: str
    role: str = "fact"


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool that ran, with the arguments it was given."""

    name: str
    arguments: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "arguments": self.arguments}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one tool found: statements with their sources, most useful first."""

    tool: ToolCall
    statements: tuple[Statement, ...] = ()
    ask_back: str | None = None
    follow_ups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wording:
    """What a language model had to do with an answer.

    Attributes:
        model: its name.
        used: whether the text is in its words; otherwise ``reason`` says why not.
        reason: a key of ``why`` in ``corpus/language/phrasing.yaml``; '' when it was used.
        removed: sentences of it that the evidence does not carry and that were taken out.
        called: tools it called, in order.
        sent: everything it was sent, masked: who says it (system, human, ai, tool) and the text.
    """

    model: str
    used: bool
    reason: str = ""
    removed: int = 0
    called: tuple[str, ...] = ()
    sent: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Without what was sent, which is shown on request alone."""
        return {
            "name": self.model,
            "used": self.used,
            "reason": self.reason or None,
            "removed": self.removed,
            "tools": list(self.called),
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What the user gets."""

    text: str
    status: Status
    citations: tuple[Citation, ...] = ()
    tools: tuple[ToolCall, ...] = ()
    follow_ups: tuple[str, ...] = ()
    rules: str = ""
    understood: tuple[str, ...] = field(default=())
    wording: Wording | None = None
    """What a language model had to do with it; None where none was asked."""

    def as_json(self) -> dict[str, Any]:
        model = {"model": self.wording.as_json()} if self.wording else {}
        return model | {
            "text": self.text,
            "status": self.status,
            "citations": [citation.as_json() for citation in self.citations],
            "tools": [call.as_json() for call in self.tools],
            "follow_ups": list(self.follow_ups),
            "rules": self.rules,
            "understood": list(self.understood),
        }
