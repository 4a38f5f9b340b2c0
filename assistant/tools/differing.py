"""Other documents beside an answer: a stricter rule of a lower level, or one that says something else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from assistant.documents.comparing import Comparing, Figure, Relation, relation
from assistant.documents.quoting import Quote
from assistant.documents.records import Document
from assistant.records import Statement
from assistant.tools.articles import id_of, source_of

ENOUGH = 0.5
"""Coverage of the question from which on another document is compared."""
ENOUGH_BESIDE_CARD = 0.35
"""The same beside a sentence of ours: that it answers is known, and both are compared word by word."""
_LIMITS: tuple[Literal["least", "most"], ...] = ("least", "most")
_RANKS = {"国家": 1, "省级": 2, "市级": 3, "县级": 4}


class Differing:
    """Makes the sentences; holds those of the language data."""

    def __init__(self, rules: Mapping[str, Any]) -> None:
        self._texts: Mapping[str, str] = rules["texts"]
        self._comparing = Comparing(rules)
        self._standard = re.compile(rules["figures"]["standard"])

    def beside(self, lead: Quote, others: Sequence[Quote]) -> Statement | None:
        """What the first other document says otherwise than the sentences that lead; None when none does."""
        own = self._figures(lead)
        for quote in others:
            if quote.coverage < ENOUGH or not _comparable(lead.document, quote.document):
                continue
            found = relation(self._figures(quote), own)
            if found and self._one_subject(quote, found[0], lead, found[1]):
                return self._told(quote, found[2], lead.document, found[0])
        return None

    def limits(self, text: str) -> list[Figure]:
        """The least and most a text sets. A plain figure of ours is one only where it is called a standard."""
        figures = self._comparing.figures(text)
        limits = [figure for figure in figures if figure.sense != "is"]
        plain = [figure for figure in figures if figure.sense == "is" and self._standard.search(text)]
        return limits + [replace(figure, sense=sense) for figure in plain for sense in _LIMITS]

    def against(self, said: str, others: Sequence[Quote]) -> Statement | None:
        """What a document of the user's own says otherwise than a sentence of ours; None when none does."""
        own = self.limits(said)
        for quote in others:
            found = relation(self._figures(quote), own) if quote.coverage >= ENOUGH_BESIDE_CARD else None
            if found:
                key = "own_stricter" if found[2] == "stricter" else "own_other"
                return self._statement(key, quote, "", found[0])
        return None

    def _one_subject(self, quote: Quote, figure: Figure, lead: Quote, other: Figure) -> bool:
        """Do both stand under one subject? 记录保存三年 of buses says nothing of kitchens."""
        here, there = self._topic(quote), self._topic(lead)
        return bool(here & there) or (here <= other.about and there <= figure.about)

    def _topic(self, quote: Quote) -> frozenset[str]:
        return self._comparing.topic(f"{quote.passage.path} {quote.document.title}", quote.document.place or "")

    def _figures(self, quote: Quote) -> list[Figure]:
        return self._comparing.figures(quote.text, f"{quote.passage.path} {quote.document.title}")

    def _told(self, quote: Quote, is_: Relation, lead: Document, figure: Figure) -> Statement:
        below = _RANKS.get(quote.document.level or "", 0) - _RANKS.get(lead.level or "", 0)
        known = bool(quote.document.level and lead.level)
        if known and below > 0 and is_ == "stricter":
            return self._statement("local_stricter", quote, lead.title, figure)
        if known and below < 0 and is_ == "looser":
            return self._statement("upper_looser", quote, lead.title, figure)
        return self._statement("contradicts", quote, lead.title, figure)

    def _statement(self, key: str, quote: Quote, lead: str, figure: Figure) -> Statement:
        document = quote.document
        text = self._texts[key].format(
            title=document.title, level=document.level or "", lead=lead, quote=figure.clause.strip()
        )
        return Statement(text, source_of(document, quote.passage), id_of(quote.passage), quote.text, text, "support")


def _comparable(one: Document, other: Document) -> bool:
    """Two documents that bind the same people: not two counties, and not one document twice."""
    if one.id == other.id:
        return False
    same_level = one.level == other.level
    return not (same_level and one.place and other.place and one.place != other.place)
