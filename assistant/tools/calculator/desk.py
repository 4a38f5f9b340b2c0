"""The desk every kind of calculation works at: words, standards, stages, verdicts, sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.calculation.limits import Judged, below_shown, judge
from assistant.knowledge.cards import Card, Threshold
from assistant.knowledge.language import Language
from assistant.records import Statement
from assistant.text.numerals import Quantity, exact, shown
from assistant.tools.binding import Bound
from assistant.understanding.frame import Frame

NAME = "calculator"
STUDENTS = "students"
STAGES = ("小学", "初中")
SAME_UNITS = {"间": {"间", "室", "个"}, "室": {"室", "间", "个"}, "系数": {""}, "人": {"人", "个"}, "台": {"台", "个"}}


def limit_of(card: Card) -> Threshold:
    assert card.threshold is not None
    return card.threshold


def stages_of(card: Card) -> frozenset[str]:
    return frozenset(card.facets.get("stage", ()))


def limit_for(threshold: Threshold, stage: str) -> str:
    """The limit as written, for a stage or for all."""
    return threshold.limits.get(stage) or threshold.limits["all"]


@dataclass(frozen=True)
class Desk:
    """Cards and language, and what every kind of calculation needs of them."""

    cards: Mapping[str, Card]
    language: Language

    def words(self, name: str) -> list[str]:
        """A list of ``corpus/language/calculation.yaml``."""
        words: list[str] = self.language.data["calculation"][name]
        return words

    def wants_verdict(self, frame: Frame) -> bool:
        """Does the question ask whether a line is met, or by how much it is missed?"""
        return any(word in frame.text for word in self.words("verdict_words"))

    def standards(self, frame: Frame) -> list[str]:
        """Standards to hold figures against, first choice first: those named, else all."""
        named = frame.facets.get("standard", frozenset())
        return [standard for standard in self.words("standard_order") if not named or standard in named]

    def with_threshold(self, standard: str) -> list[Card]:
        """Cards of a standard that hold a limit."""
        return [c for c in self.cards.values() if c.threshold is not None and standard in c.facets.get("standard", ())]

    def standard(self, card: Card) -> str:
        """How the card's standard is named to the user."""
        names: Mapping[str, str] = self.language.data["facets"]["names"]
        standards = card.facets.get("standard", ())
        return next((names[s] for s in standards if s in names), card.source.document)

    @staticmethod
    def about(value: Fraction) -> str:
        return shown(value) if exact(value) else "约" + shown(value)

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

    def with_students(self, frame: Frame, figures: Sequence[Quantity], bound: dict[str, Bound]) -> dict[str, Bound]:
        """The students are the largest number of people that is nothing else (小学450人, 三百二十个娃)."""
        used = {b.quantity.start for b in bound.values()}
        free = [q for q in figures if q.unit == "人" and q.start not in used]
        if free and STUDENTS not in bound:
            largest = max(free, key=lambda q: q.value)
            return {**bound, STUDENTS: Bound(STUDENTS, "", largest, 0)}
        return bound

    @staticmethod
    def judge(threshold: Threshold, stage: str, amount: Fraction, students: Fraction | None) -> Judged:
        return judge(
            amount,
            students,
            limit=Fraction(limit_for(threshold, stage)),
            op=threshold.op,
            per=threshold.per if students else 0,
            whole=threshold.whole and bool(students),
            floor=None if threshold.floor is None else Fraction(threshold.floor),
        )

    def judged(
        self, card: Card, threshold: Threshold, amount: Fraction, students: Fraction | None, stage: str
    ) -> Statement:
        """One figure's verdict as a sentence, verdict first."""
        judged = self.judge(threshold, stage, amount, students)
        rising = threshold.op in (">=", ">")
        limit = limit_for(threshold, stage)
        value = below_shown(judged.value, judged.limit)
        working = f"{shown(amount, 4)} ÷ {shown(students)}" if students else f"{value} 对 {limit}"
        if students and threshold.per == 100:
            working += " × 100"
        if students and not judged.met:
            each = f"{limit} × {shown(students)}" + (" ÷ 100" if threshold.per == 100 else "")
            whole = "，进一取整" if threshold.whole and not exact(Fraction(limit) * students / threshold.per, 0) else ""
            working += f"；应有 {each} = {shown(judged.needed, 4)}{whole}"
        gap = self.language.text(
            "short_by" if rising else "over_by", amount=shown(judged.short_by, 4), unit=threshold.unit
        )
        relation = {(True, True): "不低于", (True, False): "低于", (False, True): "没有超过", (False, False): "超过"}
        words = f"met_words_{threshold.unit}"
        verdict = self.language.text(words if words in self.language.data["texts"] else "met_words").split("/")
        text = self.language.text(
            "met_per" if judged.met else "not_met_per",
            verdict=verdict[0 if judged.met else 1],
            who=stage if stage in STAGES and stage not in threshold.quantity else "",
            quantity=threshold.quantity,
            value=value if value == shown(judged.value) and exact(judged.value) else "约" + value,
            unit=threshold.unit.replace("系数", ""),
            relation=relation[(rising, judged.met)],
            standard=self.standard(card),
            limit=limit,
            gap=gap,
            steps=working,
        )
        return self.statement(card, text, limit)

    @staticmethod
    def statement(card: Card, text: str, told_by: str, role: str = "lead") -> Statement:
        """A computed sentence; its quote is the fact of the card that holds the limit or the formula."""
        quote = next((fact for fact in card.facts if told_by in fact.say), card.facts[0])
        return Statement(text, quote.source, card.id, quote.say, text + quote.say, role)
