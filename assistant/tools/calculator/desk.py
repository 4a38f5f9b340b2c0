"""The desk every kind of calculation works at: words, units, standards, stages, verdicts, sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from assistant.calculation.limits import Judged, below_shown, judge
from assistant.knowledge.cards import Card, Threshold
from assistant.knowledge.language import Language
from assistant.records import Statement
from assistant.text.numerals import exact, shown
from assistant.text.phrases import Phrases
from assistant.tools.binding import Slot
from assistant.tools.calculator.figures import UNTOLD_UNITS
from assistant.tools.calculator.goals import Goals, goals_of, patterns_of
from assistant.tools.calculator.relations import STUDENTS, Relation, nouns, relations
from assistant.understanding.frame import Frame

NAME = "calculator"
STAGES = ("小学", "初中")
BARE = 5
_CLAUSE = re.compile(r"[,;。!?]")
_YEAR = re.compile("(?<![0-9〔])(?:19|20)[0-9]{2}(?![0-9〕])")


def limit_of(card: Card) -> Threshold:
    assert card.threshold is not None
    return card.threshold


def limit_for(threshold: Threshold, stage: str) -> str:
    """The limit as written, for a stage or for all."""
    return threshold.limits.get(stage) or threshold.limits["all"]


def written(limit: str) -> str:
    """A limit for people: 1/6 is said 1:6."""
    return limit.replace("/", ":")


def staged(quantity: str, stage: str) -> str:
    """A quantity with its stage, behind whose it is: 河南评估表的小学生均用地面积."""
    if stage not in STAGES or stage in quantity:
        return quantity
    whose, of, name = quantity.rpartition("的")
    return f"{whose}{of}{stage}{name}"


@dataclass(frozen=True)
class Desk:
    """Cards and language, and what every kind of calculation needs of them."""

    cards: Mapping[str, Card]
    language: Language
    home: str = "河南"

    @cached_property
    def data(self) -> Mapping[str, Any]:
        """``corpus/language/calculation.yaml``."""
        found: Mapping[str, Any] = self.language.data["calculation"]
        return found

    @cached_property
    def relations(self) -> Sequence[Relation]:
        return relations(self.cards, self.language)

    @cached_property
    def nouns(self) -> Phrases:
        """Every word a figure may stand beside."""
        return Phrases(
            [*nouns(self.relations), *self.data["students"], *self.data["students_beside"], *self.data["other_nouns"]]
        )

    @cached_property
    def names(self) -> Phrases:
        """Every name of a relation."""
        return Phrases([name for relation in self.relations for name in relation.names])

    @cached_property
    def others(self) -> frozenset[str]:
        """Nouns of people who are not all the students: 专任教师, 残疾儿童."""
        known, people = {*self.data[STUDENTS], *self.data["students_beside"]}, self.units(self.data["people"])
        roles = (role for relation in self.relations for role in relation.roles if role.key != STUDENTS)
        return frozenset(word for role in roles if role.unit in people for word in role.words) - known

    @cached_property
    def per_student(self) -> frozenset[str]:
        """Nouns of people told for each student: 骨干教师, 高学历教师."""
        people = self.units(self.data["people"])
        relations = (relation for relation in self.relations if relation.per_student)
        roles = (role for relation in relations for role in relation.roles if role.key != STUDENTS)
        return frozenset(word for role in roles if role.unit in people for word in role.words)

    @cached_property
    def rare(self) -> Mapping[frozenset[str], Sequence[Relation]]:
        """Relations over units that mostly count no amount, by those units (岁 and 年 for 教龄)."""
        found: dict[frozenset[str], list[Relation]] = {}
        for relation in self.relations:
            units = frozenset(role.unit for role in relation.roles) & set(UNTOLD_UNITS)
            if units and not relation.told:
                found.setdefault(units, []).append(relation)
        return found

    @cached_property
    def by_word(self) -> Mapping[str, Sequence[int]]:
        """Places of the relations a noun of their own or a name points at; the students are no sign of any."""
        found: dict[str, list[int]] = {}
        for place, relation in enumerate(self.relations):
            for word in relation.words | relation.names:
                found.setdefault(word, []).append(place)
        return found

    @cached_property
    def by_card(self) -> Mapping[str, Sequence[int]]:
        """Places of the relations of a card."""
        found: dict[str, list[int]] = {}
        for place, relation in enumerate(self.relations):
            found.setdefault(relation.card.id, []).append(place)
        return found

    @cached_property
    def _slots(self) -> Mapping[int, Mapping[str, Slot]]:
        return {id(relation): self._of(relation) for relation in self.relations}

    def slots(self, relation: Relation) -> Mapping[str, Slot]:
        """What each input of a relation accepts."""
        return self._slots[id(relation)]

    def _of(self, relation: Relation) -> Mapping[str, Slot]:
        beside: Mapping[str, int] = self.data["students_beside"]
        return {
            role.key: Slot(
                frozenset(role.words),
                self.units(role.unit) if role.unit else None,
                beside if role.key == STUDENTS and relation.per_student else {},
                role.many,
                loose=True,
            )
            for role in relation.roles
        }

    @cached_property
    def _units(self) -> Mapping[str, frozenset[str]]:
        return {unit: frozenset({unit, *others}) for unit, others in self.data["same_units"].items()}

    def units(self, unit: str) -> frozenset[str]:
        """Units a figure may be told in where ``unit`` is wanted."""
        return self._units.get(unit) or frozenset({unit})

    def words(self, name: str) -> list[str]:
        """A list of ``corpus/language/calculation.yaml``."""
        words: list[str] = self.data[name]
        return words

    def goals(self, frame: Frame) -> Goals:
        return goals_of(frame.text, self._goals)

    @cached_property
    def _goals(self) -> Mapping[str, re.Pattern[str]]:
        return patterns_of(self.data["goals"])

    def named(self, frame: Frame) -> frozenset[str]:
        """The standards named; several years told side by side (2012和2017) name one each."""
        named = frame.facets.get("standard", frozenset())
        years: Mapping[str, str] = self.data["standard_years"]
        told = {match[0] for match in _YEAR.finditer(frame.text)} & set(years)
        return named | {years[year] for year in told} if len(told) > 1 else named

    def standards(self, frame: Frame) -> list[str]:
        """Standards to hold figures against, first choice first: those named, else all."""
        named = self.named(frame)
        return [standard for standard in self.words("standard_order") if not named or standard in named]

    def with_threshold(self, standard: str) -> list[Card]:
        """Cards of a standard that hold a limit."""
        return [card for card in self.limited if standard in card.facets.get("standard", ())]

    def says(self, name: str, text: str) -> bool:
        """Does a word of a list of the language data stand in the text?"""
        return any(word in text for word in self.words(name))

    @cached_property
    def limited(self) -> Sequence[Card]:
        """Cards that hold a limit."""
        return [card for card in self.cards.values() if card.threshold is not None]

    @cached_property
    def scaled(self) -> Sequence[Card]:
        """Cards that hold a scale."""
        return [card for card in self.cards.values() if card.scale]

    def standard(self, card: Card) -> str:
        """How the card's standard is named to the user."""
        if card.threshold is not None and card.threshold.whose:
            return card.threshold.whose
        names: Mapping[str, str] = self.language.data["facets"]["names"]
        standards = card.facets.get("standard", ())
        return next((names[s] for s in standards if s in names), card.source.document)

    @staticmethod
    def about(value: Fraction, places: int = 2) -> str:
        return ("" if exact(value, places) else "约") + shown(value, places)

    def whole(self, unit: str) -> bool:
        """Is it a unit of things that cannot be halved?"""
        return unit in self.data["whole_units"]

    @staticmethod
    def clause_before(text: str, start: int) -> str:
        """What stands before a place in its own clause."""
        return _CLAUSE.split(text[:start])[-1]

    @staticmethod
    def clause_behind(text: str, end: int) -> str:
        """What stands behind a place in its own clause."""
        return _CLAUSE.split(text[end:])[0]

    @staticmethod
    def nearly_bare(text: str, figure: Any) -> bool:
        """A number that is nearly all its clause says (我校9.1) is meant for what was asked before."""
        before = _CLAUSE.split(text[: figure.start])[-1]
        after = _CLAUSE.split(text[figure.end :])[0]
        return len(before) + len(after) <= BARE

    def stage(self, frame: Frame, threshold: Threshold) -> str:
        return self.stages(frame, threshold)[0]

    @staticmethod
    def stages(frame: Frame, threshold: Threshold) -> list[str]:
        """The stages to judge by: the one named, or every one whose limit differs."""
        named = [s for s in STAGES if s in frame.facets.get("stage", ()) and s in threshold.limits]
        if named:
            return named
        stages = [s for s in STAGES if s in threshold.limits]
        if len({threshold.limits[s] for s in stages}) == 1:
            return stages[:1]
        return stages or ["all"]

    @staticmethod
    def judge(threshold: Threshold, stage: str, value: Fraction) -> Judged:
        """A value against the limit, both per student where the limit is."""
        return judge(
            value,
            None,
            limit=Fraction(limit_for(threshold, stage)),
            op=threshold.op,
            per=0,
            whole=False,
            floor=None if threshold.floor is None else Fraction(threshold.floor),
        )

    def verdict(self, card: Card, stage: str, judged: Judged, quantity: str, gap: str, working: str) -> Statement:
        """A value's verdict as a sentence, verdict first; ``gap`` is what is said of the shortfall."""
        threshold = limit_of(card)
        limit = limit_for(threshold, stage)
        rising = threshold.op in (">=", ">")
        relation = {(True, True): "不低于", (True, False): "低于", (False, True): "没有超过", (False, False): "超过"}
        at_line = judged.value == judged.limit and not judged.met
        if at_line:
            gap = self.language.text("at_line", relation="高于" if rising else "低于")
        words = f"met_words_{threshold.unit}"
        said = self.language.text(words if words in self.language.data["texts"] else "met_words").split("/")
        text = self.language.text(
            "met_per" if judged.met else "not_met_per",
            verdict=said[0 if judged.met else 1],
            quantity=staged(quantity, stage),
            value=self.valued(card, judged),
            unit=threshold.unit.replace("系数", ""),
            relation=("没有高于" if rising else "没有低于") if at_line else relation[(rising, judged.met)],
            standard=self.standard(card),
            limit=written(limit),
            gap=gap,
            steps=working,
        )
        return self.statement(card, text, limit)

    @staticmethod
    def valued(card: Card, judged: Judged | None) -> str:
        """A value with the unit of its limit, never rounded so that it looks met."""
        if judged is None:
            return ""
        value = below_shown(judged.value, judged.limit)
        about = "" if value == shown(judged.value) and exact(judged.value) else "约"
        return about + value + limit_of(card).unit.replace("系数", "")

    @staticmethod
    def statement(card: Card, text: str, told_by: str, role: str = "lead") -> Statement:
        """A computed sentence; its quote is the fact of the card that holds the limit or the formula."""
        quote = next((fact for fact in card.facts if told_by in fact.say), card.facts[0])
        return Statement(text, quote.source, card.id, quote.say, text + quote.say, role)
