"""Stories: a long turn in which the question is one clause among many (走了四个自然村,…小学240人,…入学率是多少).

What is told by the way holds numbers and things that are no part of the question. So the clauses that ask are read
alone, and a sum is given only what belongs to the thing they ask about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.conversation.choosing import Chooser, Chosen
from assistant.conversation.turn_words import Reading
from assistant.conversation.turns import Turns
from assistant.text.numerals import quantities
from assistant.tools.calculator import Calculator
from assistant.tools.calculator.figures import UNTOLD_UNITS

_CLAUSE = re.compile(r"[^,;。!?\n]+[,;。!?\n]*")
_SENTENCE = re.compile(r"[^。!?\n]+[。!?\n]*")
_SENTENCE_ENDS = ("。", "!", "?", "\n")
FEWEST_CLAUSES, SHORTEST = 5, 65
"""Clauses and characters of a turn that is told rather than asked."""
_CUES = ("asks_openly", "tag", "yes_no", "alternative")
_MOST_BEFORE = 2
"""Clauses before those that ask which may name what they ask about (评估表有个玻地比的要求。我们达到没有)."""
_CARDS = 5


@dataclass(frozen=True)
class Story:
    """What a story asks, read alone, and what it tells besides."""

    asked: Chosen
    told: tuple[str, ...]

    @cached_property
    def cards(self) -> frozenset[str]:
        """The cards the question may be about, and those the likeliest is linked to."""
        found = dict.fromkeys(hit.card.id for hit in self.asked.hits)
        linked = (card for cards in self.asked.hits[0].card.links.values() for card in cards)
        return frozenset([*list(found)[:_CARDS], *linked])


@dataclass(frozen=True)
class Stories:
    """Finds what a long turn asks."""

    chooser: Chooser
    turns: Turns
    calculator: Calculator

    def of(self, chosen: Chosen) -> Story | None:
        """The story of a turn that stands alone; None for a short one, or where what asks does not stand alone."""
        text = chosen.frame.text
        clauses = _CLAUSE.findall(text)
        if chosen.reading.move != "fresh" or len(clauses) < FEWEST_CLAUSES or len(text) < SHORTEST:
            return None
        for start, end in self._windows(clauses):
            asked = "".join(clauses[start:end])
            if not self._names(asked):
                continue
            read = self.chooser.choose([Reading(asked)])
            if self.chooser.stands(read):
                return Story(read, (*clauses[:start], *clauses[end:]))
        return None

    def needed(self, story: Story) -> str:
        """The question with those clauses alone that tell what its sum is made of; '' where none does."""
        words = self._words(story)
        told = [clause for clause in story.told if quantities(clause) and any(word in clause for word in words)]
        if not told:
            return ""
        text = "".join([*told, story.asked.frame.text])
        facets = [word for word in self._facet_words(story) if word not in text]
        return "".join(
            [*(f"{word}," for word in facets), *(_closed(clause) for clause in told), story.asked.frame.text]
        )

    def sentence(self, text: str) -> str:
        """The last sentence that asks, where others stand before it and it tells figures itself; else ''."""
        sentences = [one for one in _SENTENCE.findall(text) if one.strip()]
        asking = next((one for one in reversed(sentences) if self._asks(one)), "")
        return asking if len(sentences) > 1 and _tells(asking) else ""

    def asks_a_sum(self, story: Story) -> bool:
        """Does the question itself ask for a verdict or an amount?"""
        text = story.asked.frame.text
        return bool(self.turns.language.sums_asked(text)) or self._wants(text, "amount")

    def tells(self, story: Story) -> bool:
        """Does what asks tell a figure itself?"""
        return _tells(story.asked.frame.text)

    def asks_the_rule(self, story: Story) -> bool:
        """一个班最多能坐多少人: what the rule takes is asked for, and no verdict or amount of one's own."""
        text = story.asked.frame.text
        own = self.turns.language.says("own_figures", text) or _tells(text)
        return self._wants(text, "need", "capacity") and not own and not self._wants(text, "verdict", "gap", "floor")

    def asks_a_verdict(self, text: str) -> bool:
        """达标没有, 够不够"""
        return self._wants(text, "verdict")

    def _wants(self, text: str, *names: str) -> bool:
        goals = self.turns.language.data["calculation"]["goals"]
        return any(re.search(cue, text) for name in names for cue in goals[name])

    def _windows(self, clauses: Sequence[str]) -> Iterator[tuple[int, int]]:
        """The last sentence that asks, as far as it tells no figure of its own; what asks in it alone; and both with
        one or two clauses before them that tell none."""
        end = next((i + 1 for i in reversed(range(len(clauses))) if self._asks(clauses[i])), 0)
        start = end
        while start and self._asks(clauses[start - 1]) and not (start < end and _ends(clauses[start - 1])):
            start -= 1
        if not end:
            return
        whole = start
        while whole and not _ends(clauses[whole - 1]) and not _tells(clauses[whole - 1]):
            whole -= 1
        yield from dict.fromkeys(((whole, end), (start, end)))
        for before in range(whole - 1, max(-1, whole - 1 - _MOST_BEFORE), -1):
            if _tells(clauses[before]):
                return
            yield before, end

    def _asks(self, clause: str) -> bool:
        language = self.turns.language
        return any(language.says(cue, clause) for cue in _CUES) or bool(language.sums_asked(clause))

    def _names(self, text: str) -> bool:
        """Does it name a thing, and not only ask (那够不够呢)?"""
        return bool(self.turns.content(self.turns.bare(text)))

    def _words(self, story: Story) -> frozenset[str]:
        desk = self.calculator.desk
        own = [relation for relation in desk.relations if relation.card.id in story.cards]
        words = {word for relation in own for role in relation.roles for word in role.words}
        return frozenset(words | set(desk.data["students"]) if words else words)

    def _facet_words(self, story: Story) -> list[str]:
        """The words of the story that say which stage, standard or place it is about, one of each kind at most."""
        named = self.turns.all_facets("".join(story.told))
        return [next(iter(words)) for words in named.values() if len(words) == 1]


def _ends(clause: str) -> bool:
    return clause.endswith(_SENTENCE_ENDS)


def _tells(clause: str) -> bool:
    return any(one.unit not in UNTOLD_UNITS for one in quantities(clause))


def _closed(clause: str) -> str:
    return clause if clause.endswith((",", ";", *_SENTENCE_ENDS)) else f"{clause},"
