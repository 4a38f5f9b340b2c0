"""Cards or documents: which of the two answers, decided here so that the engine needs one call.

The corpus' own cards are sentences written to answer; a quotation from a document is found. So the cards win where
their ranking is confident, and a document answers when the question names it or its article, when the cards would
refuse, or when it holds clearly more of the question than the card that leads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.conversation.deciding import Gate
from assistant.knowledge.language import Language
from assistant.records import Evidence
from assistant.retrieval.search import Hit
from assistant.understanding.frame import Frame

if TYPE_CHECKING:
    from assistant.documents.quoting import Asked
    from assistant.tools.document_look import Look
    from assistant.tools.document_search import DocumentSearch

NAMED_COVERAGE = 0.3
ALONE_COVERAGE = 0.55
LEAST_ISSUED, SURE_ISSUED, LEAST_WRITTEN, SURE_WRITTEN, MEANING = 0.36, 0.66, 0.55, 1.05, 0.5
"""Coverage a quotation needs, and coverage with meaning, in papers with issuer or number and in anything else."""
CLEARLY_MORE, CLEARLY, MORE_NAMED = 0.3, 0.7, 0.15
PLACED_COVERAGE, SURE_PLACED = 0.5, 0.75
SURE_QUESTION = 0.9
FEWEST_CONCEPTS = 2
"""A question of one word (校长怎么样) fits too many sentences to be answered by one; a word whose legal name is known
(童工: 招用) counts for two."""
MOST_TITLES = 12
SURE_GATE, NEARLY, MORE_WHERE_UNSURE = 0.6, 0.05, 0.12
RARE, HALF = 3.2, 0.5
"""Weight from which on a word of the question is rare."""


@dataclass(frozen=True)
class Extracting:
    """Asks the documents and decides whether what they say is the answer."""

    gate: Gate
    open_tool: Callable[[], DocumentSearch | None]

    def evidence(
        self,
        frame: Frame,
        hits: Sequence[Hit],
        seen: Mapping[str, float],
        *,
        before: str,
        typed: str,
        leaning: bool,
        waiting: str = "",
    ) -> Evidence | None:
        """What to answer from a document; None leaves the question to the cards.

        Args:
            frame: the question.
            hits: facts of the cards ranked for it.
            seen: the signals of both, as the gate looks at them.
            before: passage or card the turn before was answered from.
            typed: the turn as it was typed.
            leaning: the turn was read together with the one before.
            waiting: the question of the turn before, where a document asked back.
        """
        tool = self.open_tool()
        if tool is None:
            return None
        sure = self.gate.probability(seen) >= SURE_GATE and seen["first_ask_cosine"] >= SURE_QUESTION
        if sure and not tool.points_at(frame.asked, before, typed):
            return None
        look = tool.look(frame, before, typed, waiting)
        if look is None or not self._answers(look, seen, hits[0], leaning):
            return None
        if "future" in frame.flags and not look.exact:  # no paper tells what will be
            return None
        return look.evidence

    def holds(self, language: Language) -> str:
        """Which documents there are: all of a few, the newest of many."""
        tool = self.open_tool()
        titles = [document.title for document in tool.library.documents()] if tool else []
        if not titles:
            return language.text("library_empty")
        key = "library_holds" if len(titles) <= MOST_TITLES else "library_more"
        shown = "".join(f"《{title}》" for title in titles[-MOST_TITLES:])
        return language.text(key, count=len(titles), titles=shown)

    def against(self, frame: Frame, said: str) -> Evidence | None:
        """A document's figure beside a fact of the cards that sets another one; None when there is none."""
        tool = self.open_tool()
        return tool.against(frame, said) if tool else None

    def own(self, frame: Frame, typed: str) -> Evidence | None:
        """What the documents answer by themselves, whatever the cards hold; None when they do not."""
        tool = self.open_tool()
        look = tool.look(frame, "", typed) if tool else None
        if look is None:
            return None
        enough = NAMED_COVERAGE if look.named else ALONE_COVERAGE
        return look.evidence if look.exact or look.coverage >= enough else None

    def _answers(self, look: Look, seen: Mapping[str, float], lead: Hit, leaning: bool) -> bool:
        if look.exact:
            return True
        refused = not self.gate.lets_through(seen, leaning=leaning)
        if look.named:
            return look.coverage >= NAMED_COVERAGE and (refused or look.coverage >= seen["card_coverage"] - 0.2)
        if look.placed:
            # A sentence of ours about the country or another county is no answer to what is so in this one.
            there = any(place in f"{lead.card.title} {lead.fact.say}" for place in look.placed)
            enough = look.coverage >= PLACED_COVERAGE and look.coverage + MEANING * look.meaning >= SURE_PLACED
            return enough and (refused or not there or look.coverage >= _told(look, lead))
        if look.asked is not None and not _enough_said(look, look.asked):
            return False
        if refused:
            return _sure(look)
        if self.gate.probability(seen) < SURE_GATE and look.coverage >= max(
            ALONE_COVERAGE, seen["card_coverage"] - NEARLY
        ):
            return True
        if (
            self.gate.probability(seen) < SURE_GATE
            and _sure(look)
            and look.coverage >= _told(look, lead) + MORE_WHERE_UNSURE
        ):
            return True
        least, more = (ALONE_COVERAGE, MORE_NAMED) if _names_more(look, lead) else (CLEARLY, CLEARLY_MORE)
        clearly = look.coverage >= least and look.coverage - _told(look, lead) >= more
        return clearly and seen["first_ask_cosine"] < SURE_QUESTION


def _enough_said(look: Look, asked: Asked) -> bool:
    """Is there more than one word to go by, or one that a paper answers with the kind of thing asked (产假多少天)?"""
    told = asked.counted and asked.kind_fit(look.evidence.statements[0].text) > 0 and look.issued
    return told or sum(len(concept.ways[:2]) for concept in asked.concepts) >= FEWEST_CONCEPTS


def _sure(look: Look) -> bool:
    """Does a quotation answer where nothing else does? A paper that was issued is made to be asked; an essay is not."""
    if look.statute:
        return look.coverage >= ALONE_COVERAGE
    least, bar = (LEAST_ISSUED, SURE_ISSUED) if look.issued else (LEAST_WRITTEN, SURE_WRITTEN)
    return look.coverage >= least and look.coverage + MEANING * look.meaning >= bar


def _names_more(look: Look, lead: Hit) -> bool:
    """Does the quotation hold a rare word of the question (育才) of which ours says nothing?"""
    if look.asked is None:
        return False
    ours = " ".join((lead.card.title, *lead.card.aliases, lead.fact.say, *lead.fact.ask))
    said = " ".join(statement.text for statement in look.evidence.statements[:1])
    rare = [concept for concept in look.asked.concepts if concept.weight >= RARE]
    return any(concept.share(said) == 1.0 and concept.share(ours) < HALF for concept in rare)


def _told(look: Look, lead: Hit) -> float:
    """The share of the question the leading fact of the cards holds, measured as the quotation was."""
    if look.asked is None:
        return 1.0
    fact = lead.fact
    words = " ".join((lead.card.title, *lead.card.aliases, fact.say, *fact.ask))
    return look.asked.coverage(words) * look.asked.kind_share(fact.say)
