"""A turn taken apart: what is said without noise, its facets, its informative words, what it asks and points at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from assistant.conversation.history import Topic
from assistant.knowledge.language import Language
from assistant.text.normalise import clean
from assistant.text.numerals import UNITS, quantities
from assistant.text.tokens import words

ENDS = ",。;:!?~、 的"
_UNIT_ASKED = re.compile("(?:多少|几)(" + "|".join(sorted(UNITS, key=len, reverse=True)) + ")")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_EMPTY_CUES = ("pointing", "same_question", "asks_years", "asks_when", "ordinal", "source_wanted", "asks")


@dataclass(frozen=True)
class Reading:
    """One way to read a turn as a question that stands alone.

    ``move`` is what the turn does (fresh, facet, thing, ask, rest, told, floor, near, back); ``own`` holds the own
    words of the turn, which the answer must explain; ``topic`` is the topic it leans on.
    """

    text: str
    move: str = "fresh"
    topic: Topic | None = None
    own: str = ""

    @property
    def leaning(self) -> bool:
        return self.topic is not None


@dataclass(frozen=True)
class Said:
    """A turn taken apart: without noise (``bare``), its facets in words, informative words, what it does."""

    bare: str
    facets: Mapping[str, str]
    content: tuple[str, ...]
    asks: bool
    leans: bool
    points: bool


@dataclass(frozen=True)
class TurnWords:
    """Takes turns apart with the words of the language data."""

    language: Language

    def plain(self, typed: str) -> str:
        return self.language.plain(clean(typed))

    def without_courtesy(self, text: str) -> str:
        """The turn without politeness and noise before it; a turn of nothing else stays as it is."""
        rest = text
        while True:
            end = self.start("courtesy", rest)
            if not end:
                rest = self.cut("unchanged", rest) or rest
                return rest if _HAN.search(rest) or quantities(rest) else text
            rest = rest[end:]

    def bare(self, text: str) -> str:
        """The turn without the words that tie it to the one before and the particles at its end."""
        rest = text
        while True:
            before = rest
            rest = rest[self.start("connective", rest) :].lstrip(ENDS)
            rest = self.cut("particle", rest).rstrip(ENDS)
            if rest == before:
                break
        return self.cut("denied", rest).strip(ENDS) or rest

    def taken(self, said: str, *, leans: bool) -> Said:
        bare = self.bare(said)
        facets, _ = self.facets(bare)
        points = self.language.says("pointing", bare)
        content = self.content(bare)
        return Said(
            bare=bare,
            facets=facets,
            content=content,
            asks=self.asks(bare),
            leans=leans or points or self.language.says("leaning", said),
            points=points,
        )

    def content(self, bare: str) -> tuple[str, ...]:
        """The informative words: no facets, nothing that points, asks or ties, no empty words."""
        of_document = self.language.says("source_wanted", bare) or self.language.says("asks_when", bare)
        hidden = [*_EMPTY_CUES, *(("document_words",) if of_document else ())]
        covered = {i for name in hidden for match in self.patterns[name].finditer(bare) for i in range(*match.span())}
        named = self.facets(bare)[1]
        found, place = [], 0
        for word in words(bare):
            start = bare.lower().find(word, place)
            place = start + len(word)
            shown = sum(i not in covered for i in range(start, place))
            if 2 * shown > len(word) and word in named and self._informs(word):
                found.append(word)
        return tuple(found)

    def _informs(self, word: str) -> bool:
        return word not in self.language.empty_words and (len(word) > 1 or not _HAN.search(word))

    def facets(self, text: str) -> tuple[dict[str, str], str]:
        """The first word of each facet, and the text without all of them."""
        found: dict[str, str] = {}
        text = self.guarded(text)
        for word, facet, _ in self.language.facet_words:
            if word in text:
                found.setdefault(facet, word)
                text = text.replace(word, "|")
        for place, word in enumerate(self._whole):
            text = text.replace(chr(place + 1), word)
        return found, text

    def all_facets(self, text: str) -> dict[str, list[str]]:
        """All words of each facet."""
        kinds = {facet for _, facet, _ in self.language.facet_words}
        found = {facet: self.all_of(facet, self.guarded(text)) for facet in kinds}
        return {facet: words for facet, words in found.items() if words}

    def asks_anew(self, bare: str, topic: Topic) -> bool:
        """Does it ask more than the question before did (要存几年), or only the same again (是多少)?"""
        rest = self.cut("same_question", self.cut("pointing", bare, "|"), "|")
        verdict = any(words not in topic.question for words in self.language.sums_asked(bare))
        unit = _UNIT_ASKED.search(bare)
        if unit is not None and unit[1] not in topic.question and unit[1] != "个":
            return True
        return verdict or self.language.says("asks", rest) or self.language.says("source_wanted", bare)

    def asks(self, text: str) -> bool:
        asks = self.language.says("asks", text) or self.language.says("yes_no", text)
        return asks or bool(self.language.sums_asked(text))

    # --- facets -----------------------------------------------------------------------------------

    def exchanged(self, facets: Mapping[str, str], question: str) -> str:
        """The question with each facet named anew in the place of the old one, or before it."""
        question = self.guarded(question)
        for facet, new in facets.items():
            old = self.all_of(facet, question)
            if new in old and len(old) == 1:
                continue
            if not old:
                question = new + question
            else:
                first = min(old, key=question.index)
                question = question.replace(first, "\0", 1)
                for word in old:
                    question = question.replace(word, "")
                question = question.replace("\0", new)
        for place, word in enumerate(self._whole):
            question = question.replace(chr(place + 1), word)
        return question

    def guarded(self, text: str) -> str:
        """The text with words no facet word may cut into (小学|生均) out of the way."""
        for place, word in enumerate(self._whole):
            text = text.replace(word, chr(place + 1))
        return text

    @property
    def _whole(self) -> list[str]:
        whole: list[str] = self.language.data["turns"]["whole"]
        return whole

    def all_of(self, facet: str, text: str) -> list[str]:
        found = []
        for word, kind, _ in self.language.facet_words:
            if word in text:
                text = text.replace(word, "|")
                if kind == facet:
                    found.append(word)
        return found

    # --- cues -------------------------------------------------------------------------------------

    @cached_property
    def patterns(self) -> Mapping[str, re.Pattern[str]]:
        return {
            name: re.compile("|".join(f"(?:{cue})" for cue in cues), re.IGNORECASE)
            for name, cues in self.language.data["cues"].items()
        }

    def start(self, name: str, text: str) -> int:
        """Where a cue at the beginning of the text ends; 0 when there is none."""
        match = self.patterns[name].match(text)
        return match.end() if match else 0

    def cut(self, name: str, text: str, mark: str = "") -> str:
        return self.patterns[name].sub(mark, text)
