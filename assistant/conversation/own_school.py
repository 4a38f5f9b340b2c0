"""The school told before, in a question that tells no figure itself: 那网络多媒体教室要几间.

Who asks for a number of things after telling the students wants the number for these students; who asks for the
rule (每百人几间, 生均多少) wants the rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.conversation.history import State
from assistant.conversation.turn_words import Reading
from assistant.conversation.turns import Turns
from assistant.knowledge.cards import Card, Threshold
from assistant.text.numerals import UNITS, quantities
from assistant.tools.calculator.relations import STUDENTS

_COUNTED = re.compile("(?:多少|几)(" + "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True)) + ")")
_ANY = "个"
_LATEST = 3
"""Figures told that a question for an amount is tried with."""
_OTHERWISE = ("source_wanted", "yes_no", "lacking_asked", "shared_asked")
"""Cues of questions that have a number but ask no least amount."""


@dataclass(frozen=True)
class OwnSchool:
    """Puts the students told before to a question for an amount."""

    turns: Turns

    def reading(self, typed: str, state: State, near: Iterable[Card]) -> Reading | None:
        """The amount of a thing for the students told, in words the calculator takes; None where none is asked.

        Args:
            typed: the turn; one that tells figures itself is no matter of this.
            near: the cards the turn may be about, likeliest first.
        """
        students = self._told(state, "students")
        text = self.turns.plain(typed)
        if not students or quantities(text) or not self.asks_an_amount(text):
            return None
        card = next((card for card in self._meant(text, state, near) if self._counts(card.threshold, text)), None)
        if card is None or card.threshold is None or any(_named(card, item.value) for item in state.known):
            return None
        words = self.turns.language.data["turns"]
        facets, _ = self.turns.facets(text)
        stage = facets.get("stage") or self._told(state, "stage")
        told = ",".join(filter(None, (words["own"], stage, students)))
        return Reading(
            f"{told},{self._standard(card)}{card.threshold.quantity}{words['says']['need']}", "told", state.last
        )

    def noted(self, typed: str, state: State) -> Iterator[Reading]:
        """A question for an amount after all figures told before, then after each alone; none where it asks none."""
        text = self.turns.plain(typed)
        told = [item.value for item in state.known if quantities(item.value)][-_LATEST:]
        if quantities(text) or not self.asks_an_amount(text):
            return
        for before in ([",".join(told)] if len(told) > 1 else []) + told:
            yield Reading(f"{before},{text}", "told", state.last)

    def speaks_of_another(self, typed: str, judged: Iterable[Card]) -> bool:
        """Without figures it names a thing with a limit, and not that of one of the cards (那高学历的呢,得几个)."""
        text, cards = self.turns.plain(typed), [card for card in judged if card.threshold is not None]
        if not cards or quantities(text) or any(_speaks(card, text) for card in cards):
            return False
        return any(_named(other, text) for other in self.turns.cards.values())

    def _meant(self, text: str, state: State, near: Iterable[Card]) -> Iterable[Card]:
        """The nearest cards whose thing it names; that of the topic when it names nothing but its students."""
        named = [card for card in near if _named(card, text)]
        if named or any(_named(card, text) for card in self.turns.cards.values()):
            return named[:1]
        people = (*self.turns.language.data["calculation"]["students"], *self.turns.language.empty_words)
        own = [word for word in self.turns.content(self.turns.bare(text)) if word not in people]
        subject = self.turns.cards.get(state.subject)
        return [subject] if subject is not None and not own else []

    def _told(self, state: State, name: str) -> str:
        label = self.turns.language.data["turns"]["labels"][name]
        return next((item.value for item in state.known if item.label == label), "")

    def _standard(self, card: Card) -> str:
        named: dict[str, list[str]] = self.turns.language.data["facets"]["facets"]["standard"]
        return next((named[one][0] for one in card.facets.get("standard", ()) if one in named), "")

    def asks_an_amount(self, typed: str) -> bool:
        """Does a turn ask how many or how much, and not what a rule wants of each?"""
        text, language = self.turns.plain(typed), self.turns.language
        per: list[str] = language.data["calculation"]["already_per"]
        if any(word in text for word in per) or any(language.says(cue, text) for cue in _OTHERWISE):
            return False
        return _COUNTED.search(text) is not None or language.says("total_asked", text)

    @staticmethod
    def _counts(threshold: Threshold | None, text: str) -> bool:
        """Is it a least amount by students, and of the unit asked for?"""
        if threshold is None or not threshold.per or threshold.op != ">=":
            return False
        asked = _COUNTED.search(text)
        return asked is None or asked[1] == _ANY or UNITS[asked[1]] == threshold.unit


def _named(card: Card, text: str) -> bool:
    return card.threshold is not None and any(word in text for word in card.threshold.words)


def _speaks(card: Card, text: str) -> bool:
    """Is its thing named, or one that is counted for it?"""
    inputs = () if card.formula is None else card.formula.inputs
    return _named(card, text) or any(word in text for role in inputs if role.key != STUDENTS for word in role.words)
