"""What looking into the user's documents found, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.documents.quoting import Asked, Quote
from assistant.records import Evidence, Statement
from assistant.tools.articles import id_of, source_of


@dataclass(frozen=True)
class Look:
    """What the documents say to a question, and how sure that is.

    ``named`` tells that the question names the document or an article of it, ``placed`` the place it
    names whose paper it is; ``coverage`` is the share of its informative words the quotation holds,
    ``meaning`` the cosine of both; ``issued`` tells that it stands in a paper of a local office or a school,
    ``statute`` that it does in a law.
    """

    evidence: Evidence
    named: bool
    exact: bool
    coverage: float
    strength: float
    asked: Asked | None = None
    meaning: float = 0.0
    placed: frozenset[str] = frozenset()
    issued: bool = False
    statute: bool = False


def begun(look: Look, note: Statement) -> Look:
    """The same, with a sentence before it."""
    first, *others = look.evidence.statements
    first = first if first.role == "around" else replace(first, role="fact")
    return replace(look, evidence=replace(look.evidence, statements=(replace(note, role="lead"), first, *others)))


def quotation(quote: Quote, role: str) -> Statement:
    text = quote.text.strip()
    return Statement(text, source_of(quote.document, quote.passage), id_of(quote.passage), text, text, role)
