"""Questions in two parts (总分多少,几分合格): each looked up by itself, answered by a sentence of its own, in order.

The second part is read like a turn after the first, so it may lean on it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.conversation.choosing import Chooser, Chosen
from assistant.conversation.deciding import Gate, signals
from assistant.conversation.history import State, Topic
from assistant.conversation.turn_words import Reading
from assistant.conversation.turns import Turns
from assistant.records import Evidence
from assistant.retrieval.search import Hit
from assistant.text.numerals import quantities
from assistant.tools.base import stated

_CLAUSES = re.compile(r"[,;?!。、]")
_MOST = 3
NEAR = 4
"""Of so many facts best for the whole question, one has to be of the card that answers a part."""
SURE = 0.6
"""How sure the gate must be of each part read by itself."""


@dataclass(frozen=True)
class Parts:
    """Finds the leading fact of every part of a question."""

    chooser: Chooser
    gate: Gate
    turns: Turns

    def ordered(self, chosen: Chosen, evidence: Evidence) -> Evidence:
        """The fact that answers each part first, where the evidence does not begin with them."""
        leads = self.leads(chosen.frame.text) if chosen.reading.move == "fresh" else []
        says = [hit.fact.say for hit in leads]
        # The whole question knows the thing its parts are about: what it would not find is none of them.
        near = {hit.card.id for hit in chosen.hits[:NEAR]}
        astray = chosen.hits[0].fact.say not in says or any(hit.card.id not in near for hit in leads)
        first = [statement.quote for statement in evidence.statements[: len(leads)]]
        if len(leads) < 2 or astray or sorted(first) == sorted(says):
            return evidence
        said = tuple(stated(hit.fact, "lead") for hit in leads)
        rest = tuple(replace(s, role="support") for s in evidence.statements if s.quote not in says)
        return replace(evidence, statements=(*said, *rest))

    def leads(self, text: str) -> list[Hit]:
        """The best fact of each part, in order; empty when the question is one, or a part is not sure of its answer."""
        parts = self.split(text)
        found: list[Hit] = []
        state = State()
        for part in parts:
            chosen = self.chooser.choose(self.turns.readings(part, state) if found else (Reading(part),))
            if not self._sure(chosen):
                return []
            lead = chosen.hits[0]
            state = state.answered(Topic(chosen.frame.text, lead.card.id, lead.fact.id))
            found.append(lead)
        return list({hit.fact.id: hit for hit in found}.values())

    def split(self, text: str) -> list[str]:
        """The clauses when each asks something; a scene set before them belongs to all, so they are not taken apart."""
        language = self.turns.language
        clauses = [clause for piece in _CLAUSES.split(text) for clause in self._joined(piece) if clause.strip()]
        asked = [language.says("part_asked", clause) for clause in clauses]
        return clauses if all(asked) and 1 < len(asked) <= _MOST and not quantities(text) else []

    def _joined(self, clause: str) -> Sequence[str]:
        """什么文号和哪年发的: two questions in one clause."""
        language = self.turns.language
        for match in self.turns.language.spots("part_joint", clause):
            before, after = clause[: match.start()], clause[match.end() :]
            if language.says("part_asked", before) and language.says("part_asked", after):
                return before, after
        return (clause,)

    def _sure(self, chosen: Chosen) -> bool:
        return self.gate.probability(signals(self.chooser.search, chosen.frame, chosen.hits)) >= SURE
