"""Figures told over several turns: corrections, figures that answer a question back, questions about figures told.

Every reading is a text for the calculator; which one it can compute decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import zip_longest

from assistant.conversation.history import State
from assistant.conversation.turn_words import Reading
from assistant.conversation.turns import Turns
from assistant.text.numerals import Quantity, amounts, quantities
from assistant.tools.calculator.relations import STUDENTS
from assistant.understanding.frame import Frame

_CLAUSES = re.compile(r"[,;。!?\n]")
_EDGES = ",;。!?:、 ()"
_NUMERAL = re.compile(r"^[0-9.,零〇一二两三四五六七八九十百千万亿]+")
_NUMERALS = re.compile(r"[0-9]+个?(?:教学)?班级?")
_NEAR_BEFORE, _NEAR_AFTER, _NOUN = 8, 6, 3
_VAGUE = ("", "个")
_PEOPLE, _CLASSES = "人", "班"
_EXCHANGES = ("facet", "thing")
NO_FIGURES = ("年", "项", "所")
_HOW_MUCH = re.compile("多少|几(?:个|名|人|间|平|元|室|台|册|位)?[?。]?$")
_LONGEST_LABEL = 10
_MOST_READINGS = 4


@dataclass(frozen=True)
class Figures:
    """Reads turns that tell figures, or ask about figures told, together with the turns before."""

    turns: Turns

    def readings(self, typed: str, state: State, chosen: Reading) -> list[str]:
        """Ways to read a turn together with what was told before, likeliest first.

        ``chosen`` is how the turn was read without figures: what is a question of its own or exchanges something
        has taken its figures along already.
        """
        if not state.topics and not state.known:
            return []
        text = self._without_limit(self.turns.without_courtesy(self.turns.plain(typed)), state)
        found = [quantity for quantity in quantities(text) if quantity.unit not in NO_FIGURES]
        if not found:
            return [] if chosen.move in _EXCHANGES else self._about_told(text, state, chosen)
        told = self.turns.bare(text) if self.turns.language.says("leaning", text) else text
        together = self._together(told, state)
        corrects = self.turns.language.says("correction", text)
        before = self._with_figures(state)
        corrected = self._corrected(text, found, before) if corrects or not state.waiting else None
        readings = [corrected] if corrected is not None and (corrects or state.computed) else []
        shared = self._shared(told, state)
        own = [",".join([self.turns.language.data["turns"]["own"], *shared, told])] if shared else []
        noted = [self._beside_noted(told, state)] if state.known and not corrects else []
        return list(dict.fromkeys([*readings, *together, *own, *noted]))[:_MOST_READINGS]

    def _without_limit(self, text: str, state: State) -> str:
        """生均够2500不: the number of the line that the last sum was held against is no new figure of the school's."""
        card = self.turns.cards.get(state.subject) if state.computed else None
        if card is None:
            return text
        near = [card, *(self.turns.cards[other] for others in card.links.values() for other in others)]
        lines = [line for one in near for line in (one.threshold, *(formula.threshold for formula in one.formulas))]
        limits = {Fraction(limit) for line in lines if line is not None for limit in line.limits.values()}
        for quantity in reversed(quantities(text)):
            before, behind = text[: quantity.start], text[quantity.end :]
            quoted = self._before_a_line.search(before) or behind.startswith(self._behind_a_line)
            if quantity.value in limits and quoted:
                text = before + behind
        return text

    @cached_property
    def _before_a_line(self) -> re.Pattern[str]:
        cues = self.turns.language.data["calculation"]["line_before"]
        return re.compile("|".join(f"(?:{cue})$" for cue in cues))

    @property
    def _behind_a_line(self) -> tuple[str, ...]:
        return tuple(self.turns.language.data["calculation"]["line_behind"])

    @staticmethod
    def _with_figures(state: State) -> str:
        """The question before; where it tells no figure itself, with all that was told earlier."""
        if any(quantity.unit not in NO_FIGURES for quantity in quantities(state.question)):
            return state.question
        return ",".join(filter(None, [state.question, *(item.value for item in state.known)]))

    def _beside_noted(self, told: str, state: State) -> str:
        """The turn after everything told before, but for what it tells anew."""
        now = dict(self.told(told))
        return ",".join([*(item.value for item in state.known if item.label not in now), told])

    def _with_facets_of(self, told: str, question: str) -> str:
        """The question with the stage or standard the turn names, where it named one only."""
        facets, _ = self.turns.facets(told)
        before = self.turns.all_facets(question)
        return self.turns.exchanged({f: word for f, word in facets.items() if len(before.get(f, ())) == 1}, question)

    def _shared(self, text: str, state: State) -> list[str]:
        """Stage, standard and students told before, where a turn does not tell them itself."""
        labels = self.turns.language.data["turns"]["labels"]
        now = dict(self.told(text))
        return [item.value for item in state.known if item.label in labels.values() and item.label not in now]

    def _together(self, told: str, state: State) -> list[str]:
        """The question before with the figures of this turn: added, or in the place of those of the same kind."""
        clauses = _clauses(self._with_facets_of(told, state.question))
        if any(self._tells_students(clause) for clause in _clauses(told)):
            clauses = [clause for clause in clauses if not self._tells_students(clause)]
        added = ",".join([*clauses, told])
        if state.waiting:
            figures = quantities(told)
            bare = len(figures) == 1 and not self._noun(told, figures[0]) and state.wanted
            return [f"{','.join(clauses)},{state.wanted}{figures[0].raw}", added] if bare else [added]
        kept = [clause for clause in clauses if not quantities(clause) or self._tells_of_students(clause)]
        replacing = ",".join([*kept, told])
        units = {q.unit for clause in clauses if clause not in kept for q in quantities(clause)}
        again = units & {q.unit for q in quantities(told)}
        if not again:
            return [added, replacing]
        if not self.only_tells(told):
            return [replacing, added]
        # More of the same school: what is told of other things before still holds (骨干3人, then 音体美教师4人).
        holds = [clause for clause in clauses if clause in kept or self._is_of_others(clause, _clauses(told))]
        return list(dict.fromkeys([",".join([*holds, told]), replacing, added]))

    def _is_of_others(self, clause: str, now: Sequence[str]) -> bool:
        """Does it tell figures of another unit, or of a thing that is named and that none told now is of?"""
        units, thing = {q.unit for q in quantities(clause)}, self._thing(clause)
        same = [one for one in now if units & {q.unit for q in quantities(one)}]
        return all(thing and (other := self._thing(one)) and not thing & other for one in same)

    def _thing(self, clause: str) -> set[int]:
        """What its figure is of: those nouns of the sums that have its longest name."""
        longest = max((word for nouns in self._nouns for word in nouns if word in clause), key=len, default="")
        return {at for at, nouns in enumerate(self._nouns) if longest in nouns}

    @cached_property
    def _nouns(self) -> list[frozenset[str]]:
        """Names of one thing each: those that the language has several of, and those of an input of a sum."""
        several = self.turns.language.data["calculation"]["same_nouns"]
        formulas = [card.formula for card in self.turns.cards.values() if card.formula is not None]
        inputs = [one for formula in formulas for one in formula.inputs if one.key != STUDENTS]
        return [frozenset([*one["of"], *one["others"]]) for one in several] + [frozenset(one.words) for one in inputs]

    def tells(self, typed: str) -> bool:
        return bool(amounts(self.turns.plain(typed)))

    def asks_of_another(self, typed: str, frame: Frame, state: State) -> bool:
        """Without figures, a verdict or a coefficient it names a thing not spoken of: no sum of those told."""
        language = self.turns.language
        text = self.turns.plain(typed)
        variation = any(word in text for word in language.data["calculation"]["variation"])
        if self.tells(typed) or variation or language.sums_asked(text) or language.says("own_figures", text):
            return False
        return any(link.name not in state.question for link in frame.links)

    def corrects(self, typed: str) -> bool:
        text = self.turns.plain(typed)
        return bool(quantities(text)) and self.turns.language.says("correction", text)

    def only_tells(self, typed: str) -> bool:
        """A turn of figures that asks nothing itself: it belongs to the question before."""
        text = self.turns.plain(typed)
        return bool(amounts(text)) and "?" not in text and not self._asks(text)

    def told(self, text: str) -> list[tuple[str, str]]:
        """What a question tells of the own school: ``(label, words)``, facets first, figures in order."""
        labels = self.turns.language.data["turns"]["labels"]
        facets, _ = self.turns.facets(text)
        told = [(labels[facet], word) for facet, word in facets.items() if facet in labels]
        for clause in _clauses(text):
            told += self._figures_of(clause)
        return list(dict(told).items())

    # --- questions about what was told ------------------------------------------------------------

    def _about_told(self, text: str, state: State, chosen: Reading) -> list[str]:
        """这算达标没, 那缺几间: the figures told before, with what is asked now."""
        language = self.turns.language
        sums = bool(language.sums_asked(text)) or bool(_HOW_MUCH.search(text))
        led_back = state.computed or language.says("returning", text) or language.says("leaning", text)
        leans = chosen.leaning or (sums and led_back)
        own = language.says("own_figures", text) or (leans and not language.says("source_wanted", text))
        if not own or not self._asks(text):
            return []
        if any(word in text for word in language.data["calculation"]["variation"]):
            every = [clause for topic in state.topics if topic.computed for clause in _clauses(topic.question)]
            return [",".join([*dict.fromkeys(every), text])]
        if any(q.unit not in NO_FIGURES for q in quantities(state.question)):
            question = self._with_facets_of(text, state.question)
            kept = [words for clause in _clauses(question) if (words := self._kept(clause))]
            bare = self.turns.bare(text)
            together = [",".join([*kept, bare]), ",".join([*self._shared(",".join([*kept, bare]), state), *kept, bare])]
            noted = [self._beside_noted(bare, state)] if self._has_noted(state) else []
            return list(dict.fromkeys([*together, *noted]))
        return [self._beside_noted(text, state)] if self._has_noted(state) else []

    def _kept(self, clause: str) -> str:
        """A clause that tells something; of one that only says whose figures they are (我们是小学), its facets."""
        if quantities(clause) or self.turns.content(clause):
            return clause
        return ",".join(self.turns.facets(clause)[0].values())

    @staticmethod
    def _has_noted(state: State) -> bool:
        return any(quantities(item.value) for item in state.known)

    def introduces(self, typed: str) -> bool:
        """A turn that only tells of the school how large it is (我校是初中,学生760人; 小学29个班)."""
        text = self.turns.plain(typed)
        labels = self.turns.language.data["turns"]["labels"]
        told = [label for label, value in self.told(text) if quantities(value)]
        only_classes = told == [labels["classes"]] and not self.turns.content(_NUMERALS.sub("", self.turns.bare(text)))
        of_school = self._names_students(text) or "stage" in self.turns.facets(text)[0]
        return self.only_tells(text) and (
            only_classes or (of_school and {*told} - {labels["classes"]} == {labels["students"]})
        )

    def noted(self, typed: str) -> str:
        """The figures a turn tells of the own school without asking anything, for a question back; else ''."""
        text = self.turns.plain(typed)
        own = self.turns.language.says("own_figures", text) or self._names_students(text) or self.introduces(text)
        values = [value for _, value in self.told(text) if quantities(value)]
        return "、".join(values) if own and self.only_tells(text) else ""

    def _asks(self, text: str) -> bool:
        language = self.turns.language
        return language.says("asks", text) or language.says("yes_no", text) or bool(language.sums_asked(text))

    def _tells_students(self, clause: str) -> bool:
        return self._names_students(clause) and any(q.unit == _PEOPLE for q in quantities(clause))

    def _tells_of_students(self, clause: str) -> bool:
        """The same, and a number of people alone (我们是小学,400人)."""
        label = self.turns.language.data["turns"]["labels"]["students"]
        return self._tells_students(clause) or any(noun == label for noun, _ in self._figures_of(clause))

    def _names_students(self, text: str) -> bool:
        words: list[str] = self.turns.language.data["calculation"]["students"]
        return any(word in text for word in words)

    # --- corrections ------------------------------------------------------------------------------

    def _corrected(self, text: str, found: Sequence[Quantity], question: str) -> str | None:
        """不对,是12人: each figure takes the place of the one it corrects; None when one has no place."""
        denied = {q.value for q in found if text[: q.start].endswith("不是")}
        new = [q for q in found if not text[: q.start].endswith("不是")]
        for figure in new:
            target = self._target(text, figure, question, denied)
            if target is None:
                return None
            raw = figure.raw if figure.unit not in _VAGUE else _NUMERAL.match(figure.raw)
            if not isinstance(raw, str):
                raw = (raw[0] if raw else figure.raw) + _NUMERAL.sub("", target.raw)
            question = question[: target.start] + raw + question[target.end :]
        beside = [clause for clause in _clauses(text) if not quantities(clause) and "不是" not in clause]
        facets, _ = self.turns.facets(",".join(beside))
        return self.turns.exchanged(facets, question) if new else None

    def _target(self, text: str, figure: Quantity, question: str, denied: set[Fraction]) -> Quantity | None:
        """The figure corrected: the one denied, else that of the same noun, else of the same unit, else the last."""
        old = quantities(question)
        was = [q for q in old if q.value in denied]
        if was:
            return was[-1]
        noun = self._noun(text, figure)
        if self._names_students(noun + figure.raw):
            return self._students_of(question, old)
        fits = [q for q in old if q.unit == figure.unit or figure.unit in _VAGUE or q.unit in _VAGUE]
        if noun:
            return _beside(noun, question, fits)
        # 毕业的我看错了,是240: what it counts may be told in the clause before.
        told_before = [self._stripped(clause) for clause in _CLAUSES.split(text[: figure.start])[-2:-1]]
        named = next((found for noun in told_before if (found := _beside(noun, question, fits))), None)
        if named is not None:
            return named
        return min(reversed(fits), key=lambda q: _apart(q, figure)) if fits else None

    def _students_of(self, question: str, old: Sequence[Quantity]) -> Quantity | None:
        """The figure told for the students: beside one of their words, else the largest number of people."""
        named = [q for q in old if self._names_students(_around(question, q))]
        people = named or [q for q in old if q.unit == _PEOPLE]
        return max(people, key=lambda q: q.value, default=None)

    def _noun(self, text: str, figure: Quantity) -> str:
        """What a figure counts: the words before it in its clause, else those right after it."""
        before = _CLAUSES.split(text[: figure.start])[-1]
        after = _CLAUSES.split(text[figure.end :])[0]
        noun = self._stripped(before) or self._stripped(self.turns.bare(after))
        return noun or next(iter(self.turns.facets(before)[0].values()), "")

    def _stripped(self, text: str) -> str:
        text = self.turns.facets(text)[1].split("|")[-1].strip(_EDGES)
        words = self.turns.language.data["turns"]["around_figures"]
        changed = True
        while changed:
            changed = False
            for word in words:
                if text.startswith(word):
                    text, changed = text[len(word) :].strip(_EDGES), True
                if text.endswith(word):
                    text, changed = text[: -len(word)].strip(_EDGES), True
        return text

    # --- what is known ----------------------------------------------------------------------------

    def _figures_of(self, clause: str) -> list[tuple[str, str]]:
        """Figures of one clause by what they count: ``(label, words)``."""
        told: list[tuple[str, str]] = []
        start = 0
        figures = [q for q in quantities(clause) if q.unit not in NO_FIGURES]
        for figure, following in zip_longest(figures, figures[1:]):
            end = following.start if following is not None else len(clause)
            noun, value = self._counted(clause, figure, start, end)
            if figure.unit == _PEOPLE and self._of_school(clause[figure.end : end]):
                noun, value = "", figure.raw
            named = bool(noun) and self._names_students(noun + figure.raw)
            if figure.unit in (_PEOPLE, *_VAGUE) and (named or (not noun and figure.unit == _PEOPLE)):
                noun = self.turns.language.data["turns"]["labels"]["students"]
            if figure.unit == _CLASSES and not noun:
                noun = self.turns.language.data["turns"]["labels"]["classes"]
            start = figure.end
            if 1 < len(noun) <= _LONGEST_LABEL and figure.value != 1 and not self._asks(value):
                told.append((noun, value))
        return told

    def _of_school(self, after: str) -> bool:
        """1100人的小学: the number is that of the school named behind it."""
        schools: Mapping[str, int] = self.turns.language.data["calculation"]["students_beside"]
        return after.startswith(tuple(f"的{school}" for school in schools))

    def _counted(self, clause: str, figure: Quantity, start: int, end: int) -> tuple[str, str]:
        """What a figure counts, and the words from the noun to the figure (or from the figure to the noun)."""
        before = self._stripped(clause[start : figure.start])
        if before:
            return before, clause[clause.rindex(before, start, figure.start) : figure.end]
        after = self._stripped(self.turns.bare(clause[figure.end : end]))
        if after and after in clause[figure.end : end]:
            return after, clause[figure.start : clause.index(after, figure.end) + len(after)]
        return "", figure.raw


def _clauses(text: str) -> list[str]:
    return [clause for clause in _CLAUSES.split(text) if clause]


def _beside(noun: str, question: str, figures: Sequence[Quantity]) -> Quantity | None:
    """The last figure that a noun, or its beginning or end, stands beside."""
    if len(noun) == 1:  # 扣6分; 拿 in 最少拿几分 counts nothing
        return next((figure for figure in reversed(figures) if question.endswith(noun, 0, figure.start)), None)
    around = [(figure, _around(question, figure)) for figure in figures] if noun else []
    near = [figure for figure, words in around if noun[-_NOUN:] in words or noun[:_NOUN] in words]
    return near[-1] if near else None


def _around(question: str, figure: Quantity) -> str:
    """What stands beside a figure in its clause."""
    before = _CLAUSES.split(question[max(0, figure.start - _NEAR_BEFORE) : figure.start])[-1]
    return before + figure.raw + _CLAUSES.split(question[figure.end : figure.end + _NEAR_AFTER])[0]


_FAR = 10**12
"""A ratio beyond which two figures are as far apart as they can be."""


def _apart(one: Quantity, other: Quantity) -> float:
    """How far two figures are apart, as a ratio: who corrects a number seldom changes its order of magnitude."""
    if one.value <= 0 or other.value <= 0:
        return float("inf")
    ratio = max(one.value / other.value, other.value / one.value)
    return float(min(ratio, Fraction(_FAR)))  # what is typed may be too large for a float
