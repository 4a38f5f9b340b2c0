"""Turns: making a question that leans on the one before stand alone.

A turn that only names a stage (那初中呢) swaps the stage; one that only names a thing (平面图呢) swaps the
thing; one that only asks (要存几年) keeps the thing; a correction or a bare number goes into the figures.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from assistant.knowledge.cards import Card
from assistant.knowledge.language import Language
from assistant.text.normalise import clean
from assistant.text.numerals import quantities
from assistant.text.tokens import words
from assistant.understanding.frame import Frame, Understanding

_SHORT = 14
_LONG_NAME = 4
_CLAUSES = re.compile(r"[,;。!?\n]")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?=年|$)")
_NUMERAL = re.compile(r"^[0-9.,零〇一二两三四五六七八九十百千万亿]+")


@dataclass(frozen=True)
class State:
    """What is kept of a conversation.

    ``question`` is the last turn made to stand alone, ``subject`` the id of the card it was answered
    from, ``computed`` tells whether figures of the user were used, ``waiting`` whether we asked back.
    """

    question: str = ""
    subject: str = ""
    computed: bool = False
    waiting: bool = False


@dataclass(frozen=True)
class Turns:
    """Resolves turns with the words of the language data."""

    language: Language
    understanding: Understanding
    cards: Mapping[str, Card]

    def resolve(self, typed: str, state: State) -> str:
        """The turn as a question that stands alone."""
        text = self.language.plain(clean(typed))
        if not state.question or not text:
            return text
        if state.waiting and len(text) <= _SHORT:
            return f"{state.question},{text}"
        if not self._leans(text):
            return text
        return self._leaning(text, state)

    def _leans(self, text: str) -> bool:
        if self.language.says("leaning", text) or not self._without_facets(self._bare(text)):
            return True
        return len(text) <= _SHORT and not self.understanding.frame(text).links

    def _leaning(self, text: str, state: State) -> str:
        bare = self._bare(text)
        frame = self.understanding.frame(bare)
        rest = self._without_facets(bare)
        asks = self.language.says("asks", bare)
        year = _YEAR.match(bare)
        if year and _YEAR.search(state.question) and len(bare) - year.end() <= 1:
            return _YEAR.sub(year[0], state.question, count=1)
        if not rest:
            return self._swap_facets(frame, bare, state)
        told = any(len(link.name) >= _LONG_NAME or 2 * len(link.name) >= len(bare) for link in frame.links)
        if asks and told:
            return bare if self._facets_named(frame) else f"{bare}{self._kept_facets(state)}"
        if asks:
            return f"{self._title(state)}{self._stage_of(state)}{bare}"
        return self._swap_subject(bare, state)

    def _title(self, state: State) -> str:
        card = self.cards.get(state.subject)
        return card.title if card else ""

    def _bare(self, text: str) -> str:
        for cue in self.language.cues("filler"):
            text = re.sub(cue, "", text)
        return text.strip()

    def _without_facets(self, text: str) -> str:
        for word, _, _ in self.language.facet_words:
            text = text.replace(word, "")
        return re.sub(r"[的和按标准阶段部生校 ]", "", text)

    @staticmethod
    def _facets_named(frame: Frame) -> bool:
        return bool(frame.facets)

    def _kept_facets(self, state: State) -> str:
        """Stage and standard of the question before, in words."""
        before = self.understanding.frame(state.question)
        words = [word for word, facet, _ in self.language.facet_words if facet in ("standard", "stage")]
        named = [word for word in words if word in before.text]
        return f"({'、'.join(named[:2])})" if named else ""

    def _stage_of(self, state: State) -> str:
        before = self.understanding.frame(state.question)
        stages = before.facets.get("stage", frozenset())
        return next(iter(stages)) if len(stages) == 1 else ""

    def _swap_facets(self, frame: Frame, bare: str, state: State) -> str:
        """那初中呢: the same question with the facet exchanged, or added where there was none."""
        question = state.question
        for facet in frame.facets:
            old = [word for word, kind, _ in self.language.facet_words if kind == facet and word in question]
            if old:
                question = question.replace(old[0], bare, 1)
                for word in old[1:]:
                    question = question.replace(word, "", 1) if word not in bare else question
            else:
                question = f"{bare}{question}"
        return question if frame.facets else f"{question},{bare}"

    def _swap_subject(self, bare: str, state: State) -> str:
        """平面图呢: the same question about another thing.

        The words of the old question that name its subject (a name found in it, or any word the answering
        card is called by) go; the new thing takes the place of the first.
        """
        before = self.understanding.frame(state.question)
        card = self.cards.get(state.subject)
        called = " ".join(card.names) if card else ""
        pieces: list[str] = []
        for word in words(before.text):
            named = any(word in link.name for link in before.links if state.subject in link.cards)
            if len(word) > 1 and (named or word in called):
                if bare not in pieces:
                    pieces.append(bare)
            else:
                pieces.append(word)
        if bare not in pieces:
            pieces.insert(0, bare)
        return "".join(pieces)

    def with_figures(self, typed: str, state: State) -> list[str]:
        """Ways to read a turn that tells figures together with the turns before, likeliest first."""
        text = self.language.plain(clean(typed))
        if not state.question or not quantities(text):
            return []
        readings = []
        if self.language.says("correction", text) or state.computed or state.waiting:
            corrected = self._correct(text, state)
            if corrected is not None:
                readings.append(corrected)
        told = self._bare(text) if self.language.says("leaning", text) else text
        clauses = [clause for clause in _CLAUSES.split(state.question) if clause]
        if any(self._tells_students(clause) for clause in _CLAUSES.split(told)):
            clauses = [clause for clause in clauses if not self._tells_students(clause)]
        kept = [clause for clause in clauses if not quantities(clause) or self._tells_students(clause)]
        readings.append(",".join([*kept, told]))
        readings.append(",".join([*clauses, told]))
        return list(dict.fromkeys(readings))

    def _tells_students(self, clause: str) -> bool:
        words: list[str] = self.language.data["calculation"]["students"]
        return any(word in clause for word in words) and any(q.unit == "人" for q in quantities(clause))

    def _correct(self, text: str, state: State) -> str | None:
        """不对,是12人: exchange the last figure of that unit, or the one beside the same noun."""
        new, old = quantities(text), quantities(state.question)
        if len(new) != 1 or not old:
            return None
        figure = new[0]
        before = re.sub(
            r"不对|说错了|写错了|数错了|记错了|看错了|错了|更正|应该是|应为|改成|要是|如果|假如|那|只|才|就|是|[,。!:]",
            "",
            text[: figure.start],
        )
        after = re.sub(r"[才对吧呢啊,。!?]", "", text[figure.end :])
        noun = (before or after).strip()
        if noun and noun[-3:] not in state.question:
            return None
        candidates = [q for q in old if q.unit == figure.unit or not figure.unit]
        if noun:
            near = [q for q in candidates if noun[-3:] in state.question[max(0, q.start - 8) : q.end + 6]]
            candidates = near or candidates
        if not candidates:
            return None
        target = candidates[-1]
        raw = figure.raw if figure.unit else figure.raw + _NUMERAL.sub("", target.raw)
        return state.question[: target.start] + raw + state.question[target.end :]


def remember(state: State, *, question: str, subject: str, computed: bool, waiting: bool) -> State:
    """The state after an answer; an empty subject keeps the one before."""
    return replace(state, question=question, subject=subject or state.subject, computed=computed, waiting=waiting)
