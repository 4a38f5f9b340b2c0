"""The calculator: what fits in a sentence, computed exactly, with its steps.

Which formulas and limits exist is data (``formula`` and ``threshold`` of the cards); this file knows only
the kinds: a formula with its inputs, a figure against a limit, the amount a limit asks for, the
coefficient of variation of a short list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from math import ceil

from assistant.calculation.expressions import UnusableNumbers, evaluate, steps
from assistant.calculation.limits import Judged, below_shown, judge
from assistant.calculation.variation import variation
from assistant.knowledge.cards import Card, Formula, Threshold
from assistant.knowledge.language import Language
from assistant.records import Evidence, Statement, ToolCall
from assistant.text.numerals import Quantity, exact, shown
from assistant.tools.base import Request
from assistant.tools.binding import Bound, bind
from assistant.understanding.frame import Frame

STUDENTS = "students"
SHORTEST_LIST = 3
NEAR_RANK = 6
ASK_RANK = 3
COUNTED = 5000
"""Counts below this are people or things and are rounded up; larger ones are yuan."""
_SHARE = re.compile(r"(\w+) / (\w+) \* 100")
_STAGES = ("小学", "初中")
_SAME_UNITS = {"间": {"间", "室", "个"}, "室": {"室", "间", "个"}, "系数": {""}, "人": {"人", "个"}, "台": {"台", "个"}}


@dataclass(frozen=True)
class Calculator:
    """Computes from the figures of a question; empty evidence when there is nothing to compute."""

    cards: Mapping[str, Card]
    language: Language
    name: str = "calculator"
    describes: str = "折算得分、生均值与门槛比较、缺口取整、占比、巩固率、一串数的差异系数"

    def run(self, request: Request) -> Evidence:
        frame = request.frame
        figures = [quantity for quantity in frame.quantities if not _is_year(quantity, frame.text)]
        if not figures:
            return self._nothing()
        for attempt in (self._variation, self._per_student, self._formula, self._limits, self._needed):
            evidence = attempt(request, figures)
            if evidence is not None:
                return evidence
        return self._nothing()

    def _nothing(self) -> Evidence:
        return Evidence(ToolCall(self.name, {}))

    def _words(self, name: str) -> list[str]:
        words: list[str] = self.language.data["calculation"][name]
        return words

    def _standard(self, card: Card) -> str:
        names: Mapping[str, str] = self.language.data["facets"]["names"]
        standards = card.facets.get("standard", ())
        return next((names[s] for s in standards if s in names), card.source.document)

    # --- a formula and its inputs -----------------------------------------------------------------

    def _formula(self, request: Request, figures: Sequence[Quantity]) -> Evidence | None:
        """The best formula whose inputs are all told; asks back when one named lacks a single input."""
        frame = request.frame
        best: tuple[float, Card, dict[str, Bound]] | None = None
        asked: Evidence | None = None
        for rank, card in self._formula_cards(request):
            formula = card.formula
            assert formula is not None
            bound = bind(frame.text, figures, {item.key: item.words for item in formula.inputs})
            missing = [item for item in formula.inputs if item.default is None and item.key not in bound]
            named = any(name in frame.text for name in (formula.result, *card.names))
            near = named or rank < NEAR_RANK
            rest = [q for q in figures if q.start not in {b.quantity.start for b in bound.values()}]
            if len(missing) == 1 and request.about is not None and rest and near and bound:
                bound[missing[0].key] = Bound(missing[0].key, "", rest[-1], 0)
                missing = []
            if missing:
                told = len(bound) >= max(1, len([i for i in formula.inputs if i.default is None]) - 1)
                sure = "own_figures" in frame.flags or len(bound) > 1
                if asked is None and len(missing) == 1 and near and told and bound and sure and rank < ASK_RANK:
                    text = self.language.text("clarify_missing", missing=missing[0].name)
                    asked = Evidence(ToolCall(self.name, {"id": card.id}), ask_back=text)
                continue
            if len(formula.inputs) == 1 and not named and not (
                "required_amount" in frame.flags and rank < NEAR_RANK
            ):
                continue
            stages = _stages_of(card)
            fits = not stages or bool(stages & frame.facets.get("stage", frozenset()))
            merit = 0.5 * named + fits + 0.6 * len(bound) - 0.12 * rank
            if best is None or merit > best[0]:
                best = merit, card, bound
        if best is None:
            return None if "claim" in frame.flags else asked
        _, card, bound = best
        return self._computed(frame, card, bound)

    def _formula_cards(self, request: Request) -> Iterator[tuple[int, Card]]:
        """Formula cards the ranking or a name points at, best first."""
        order = dict.fromkeys([hit.card.id for hit in request.hits])
        order.update(dict.fromkeys(sorted(request.frame.linked_cards)))
        for rank, card_id in enumerate(order):
            card = self.cards[card_id]
            if card.formula is not None:
                yield rank, card
            for target in card.links.get("see_also", ()):
                if target not in order and self.cards[target].formula is not None:
                    yield len(order) + rank, self.cards[target]

    def _computed(self, frame: Frame, card: Card, bound: Mapping[str, Bound]) -> Evidence | None:
        formula = card.formula
        assert formula is not None
        values = {
            item.key: bound[item.key].quantity.value if item.key in bound else Fraction(item.default or "0")
            for item in formula.inputs
        }
        try:
            statements = self._results(frame, card, values, bound)
            for partner in card.links.get("pair", ()):
                statements += self._results(frame, self.cards[partner], values, bound)
        except UnusableNumbers:
            return None
        arguments = {"id": card.id, **{key: str(number) for key, number in values.items()}}
        return Evidence(ToolCall(self.name, arguments), tuple(statements))

    def _results(
        self, frame: Frame, card: Card, values: Mapping[str, Fraction], bound: Mapping[str, Bound]
    ) -> list[Statement]:
        """The result of one formula, its verdict before it when one is asked for."""
        formula = card.formula
        assert formula is not None
        value = evaluate(formula.expression, values)
        name = "computed_whole" if "ceil" in formula.expression else "computed"
        working = steps(formula.expression, values)
        text = self.language.text(
            name, result=formula.result, value=self._about(value), unit=formula.unit, steps=working
        )
        shared = self._shared(frame, formula, value, bound)
        if shared is not None:
            scale = 10_000 if "万" in shared.raw else 1
            text = self.language.text(
                "computed_share",
                result=formula.result,
                value=self._about(value),
                steps=working,
                amount=shown(shared.value / scale, 2),
                part=self._about(shared.value * value / 100 / scale),
                unit=("万" if scale > 1 else "") + shared.unit,
            )
        verdict = self._verdict_of(frame, card, values, value)
        return [*([verdict] if verdict else []), self._statement(card, text, formula.result)]

    @staticmethod
    def _shared(
        frame: Frame, formula: Formula, value: Fraction, bound: Mapping[str, Bound]
    ) -> Quantity | None:
        """The amount a share is applied to: a figure told beside one of its words and used for nothing else."""
        if not formula.shares:
            return None
        used = {b.quantity.start for b in bound.values()}
        rest = [
            q
            for q in frame.quantities
            if q.start not in used and q.unit not in ("人", "年", "%") and (q.unit or "万" in q.raw)
        ]
        found = bind(frame.text, rest, {"amount": formula.shares})
        if "amount" in found:
            return found["amount"].quantity
        return rest[0] if len(rest) == 1 else None

    @staticmethod
    def _about(value: Fraction) -> str:
        return shown(value) if exact(value) else "约" + shown(value)

    def _verdict_of(
        self, frame: Frame, card: Card, values: Mapping[str, Fraction], value: Fraction
    ) -> Statement | None:
        """The limit the result is held against: the card's own, or the one it is linked to."""
        formula = card.formula
        assert formula is not None
        always = [self.cards[target] for target in card.links.get("verdict", ())]
        linked = [self.cards[target] for relation in card.links.values() for target in relation]
        wanted = any(word in frame.text for word in self._words("verdict_words"))
        for owner in (*always, card, *linked) if wanted else always:
            threshold = owner.threshold
            if threshold is None or threshold.per or threshold.unit != formula.unit or not formula.unit:
                continue
            judged = self._judged(owner, threshold, value, None, self._stage(frame, threshold))
            return self._in_things(judged, formula, threshold, values, value, self._stage(frame, threshold))
        return None

    def _in_things(
        self, judged: Statement, formula: Formula, threshold: Threshold, values: Mapping[str, Fraction],
        value: Fraction, stage: str,
    ) -> Statement:  # fmt: skip
        """For a share in percent of two counts: the gap in people or yuan, not only in points."""
        parts = _SHARE.fullmatch(formula.expression)
        limit = Fraction(threshold.limits.get(stage) or threshold.limits["all"])
        if parts is None or threshold.op != ">=" or value >= limit:
            return judged
        top, bottom = values[parts[1]], values[parts[2]]
        needed = limit * bottom / 100
        counted = top.denominator == bottom.denominator == 1 and top < COUNTED
        gap = Fraction(ceil(needed)) - top if counted else needed - top
        what = next(item.name for item in formula.inputs if item.key == parts[1])
        text = self.language.text(
            "short_in_things",
            said=judged.text.removesuffix("。"),
            what=what,
            gap=shown(gap),
            steps=f"{shown(limit)}% × {shown(bottom)} = {shown(needed)}",
        )
        return Statement(text, judged.source, judged.passage, judged.quote, text + judged.basis, judged.role)

    # --- figures against limits -------------------------------------------------------------------

    def _per_student(self, request: Request, figures: Sequence[Quantity]) -> Evidence | None:
        """Figures whose limit is per student, with the students told: the commonest question."""
        return self._limits(request, figures, per_student=True)

    def _limits(
        self, request: Request, figures: Sequence[Quantity], *, per_student: bool = False
    ) -> Evidence | None:
        frame = request.frame
        quoted = any(word in frame.text for word in self._words("rule_words")) and "own_figures" not in frame.flags
        wanted = any(word in frame.text for word in self._words("verdict_words"))
        claimed = "claim" in frame.flags and "own_figures" not in frame.flags and not per_student
        if quoted or claimed or not (wanted or "own_figures" in frame.flags or "yes_no" in frame.flags):
            return None
        listed = self._listed(frame, figures)
        if listed is not None:
            return listed
        group, bound = self._best_group(frame, figures)
        if not bound.keys() - {STUDENTS} and request.about is not None:
            group, bound = self._held_against(request.about, frame, figures, bound)
        students = bound.pop(STUDENTS, None)
        if per_student and students is not None and not bound and wanted and not request.about:
            return self._amount_missing(frame, figures)
        if per_student:
            bound = {key: value for key, value in bound.items() if _threshold(group[key]).per}
            if students is None:
                return None
        if not bound:
            return None
        statements: list[Statement] = []
        missing = False
        verdicts: list[tuple[str, bool]] = []
        for card_id, figure in sorted(bound.items(), key=lambda item: item[1].quantity.start):
            card = group[card_id]
            threshold = card.threshold
            assert threshold is not None
            per_given = any(word in frame.text for word in self._words("already_per"))
            if threshold.per and students is None and not per_given:
                missing = "own_figures" in frame.flags
                continue
            count = None if per_given or students is None else students.quantity.value
            for stage in self._stages(frame, threshold):
                judged = self._judge(threshold, stage, figure.quantity.value, count)
                statements.append(self._judged(card, threshold, figure.quantity.value, count, stage))
                verdicts.append((threshold.quantity, judged.met))
                if judged.floor is not None and (not judged.met or "底线" in frame.text or "85%" in frame.text):
                    floor = shown(judged.floor, 3)
                    name = "floor_kept" if judged.floor_met else "floor_lost"
                    text = self.language.text(name, floor=floor, unit=threshold.unit)
                    statements.append(self._statement(card, text, "85", role="support"))
        call = ToolCall(
            self.name,
            {"ids": sorted(bound), "figures": {k: str(b.quantity.value) for k, b in bound.items()}},
        )
        if not missing and not statements:
            return None
        if missing and not statements:
            name = self.language.text("clarify_missing", missing="学生人数")
            return Evidence(call, ask_back=name)
        return Evidence(call, tuple(self._summed_up(verdicts, statements)))

    def _best_group(
        self, frame: Frame, figures: Sequence[Quantity]
    ) -> tuple[dict[str, Card], dict[str, Bound]]:
        """Cards of one standard and the figures bound to them: the standard named, else the one that takes most."""
        named = frame.facets.get("standard", frozenset())
        best: tuple[dict[str, Card], dict[str, Bound]] = {}, {}
        for standard in self._words("standard_order"):
            if named and standard not in named:
                continue
            group = {
                card.id: card
                for card in self.cards.values()
                if card.threshold is not None
                and standard in card.facets.get("standard", ())
                and not (set(card.facets.get("province", ())) - {"河南"} - frame.facets.get("province", frozenset()))
            }
            roles: dict[str, Sequence[str]] = {STUDENTS: self._words(STUDENTS)}
            units = {STUDENTS: frozenset({"人"})}
            for card in group.values():
                threshold = card.threshold
                assert threshold is not None
                roles[card.id] = [self.language.plain(word) for word in (*threshold.words, threshold.quantity)]
                units[card.id] = frozenset(_SAME_UNITS.get(threshold.unit, {threshold.unit}))
            bound = self._with_students(frame, figures, bind(frame.text, figures, roles, units))
            if len(bound.keys() - {STUDENTS}) > len(best[1].keys() - {STUDENTS}):
                best = group, bound
        return best

    def _amount_missing(self, frame: Frame, figures: Sequence[Quantity]) -> Evidence | None:
        """Students told, an indicator named, its amount not: ask for it."""
        if len(figures) > 1:
            return None
        named = frame.facets.get("standard", frozenset())
        for standard in self._words("standard_order"):
            if named and standard not in named:
                continue
            for card in self.cards.values():
                threshold = card.threshold
                if threshold is None or not threshold.per or standard not in card.facets.get("standard", ()):
                    continue
                words = [self.language.plain(word) for word in threshold.words]
                if any(word in frame.text for word in words):
                    text = self.language.text("clarify_missing", missing=threshold.words[0])
                    return Evidence(ToolCall(self.name, {"id": card.id}), ask_back=text)
        return None

    def _listed(self, frame: Frame, figures: Sequence[Quantity]) -> Evidence | None:
        """A list of figures of one kind against an upper limit: how many are over, the worst by how much."""
        lists = [g for g in _lists(frame.text, figures) if len(g) >= SHORTEST_LIST and g[-1].unit in ("人", "")]
        if not lists:
            return None
        named = frame.facets.get("standard", frozenset())
        for standard in self._words("standard_order"):
            for card in self.cards.values():
                threshold = card.threshold
                if threshold is None or threshold.per or threshold.op != "<=" or threshold.unit != "人":
                    continue
                if standard not in card.facets.get("standard", ()) or (named and standard not in named):
                    continue
                if not any(word in frame.text and "班" in word for word in threshold.words):
                    continue
                stage = self._stage(frame, threshold)
                limit = threshold.limits.get(stage) or threshold.limits["all"]
                over = [q.value for q in lists[0] if q.value > Fraction(limit)]
                text = self.language.text(
                    "listed_over" if over else "listed_kept",
                    count=len(lists[0]),
                    failed=len(over),
                    standard=self._standard(card),
                    who=stage if stage in _STAGES else "",
                    limit=limit,
                    unit=threshold.unit,
                    names="、".join(shown(value) for value in over),
                    gap=shown(max(over) - Fraction(limit)) if over else "0",
                )
                call = ToolCall(self.name, {"id": card.id, "values": [str(q.value) for q in lists[0]]})
                return Evidence(call, (self._statement(card, text, limit),))
        return None

    def _held_against(
        self, card: Card, frame: Frame, figures: Sequence[Quantity], bound: dict[str, Bound]
    ) -> tuple[dict[str, Card], dict[str, Bound]]:
        """A bare figure after an answer about a limit is held against that limit."""
        linked = [self.cards[target] for relation in card.links.values() for target in relation]
        card = next((owner for owner in (card, *linked) if owner.threshold is not None), card)
        threshold = card.threshold
        if threshold is None:
            return {}, bound
        students = bound.get(STUDENTS)
        units = {threshold.unit, "", *_SAME_UNITS.get(threshold.unit, ())}
        free = [q for q in figures if q.unit in units and (students is None or q.start != students.quantity.start)]
        if threshold.per == 0 and not free and students is not None and threshold.unit == "人":
            free, bound = [students.quantity], {}
        if not free:
            return {}, bound
        return {card.id: card}, {**bound, card.id: Bound(card.id, "", free[-1], 0)}

    def _with_students(
        self, frame: Frame, figures: Sequence[Quantity], bound: dict[str, Bound]
    ) -> dict[str, Bound]:
        """The students are the largest number of people that is nothing else (小学450人, 三百二十个娃)."""
        used = {b.quantity.start for b in bound.values()}
        free = [q for q in figures if q.unit == "人" and q.start not in used]
        if free and STUDENTS not in bound:
            largest = max(free, key=lambda q: q.value)
            return {**bound, STUDENTS: Bound(STUDENTS, "", largest, 0)}
        return bound

    @staticmethod
    def _judge(threshold: Threshold, stage: str, amount: Fraction, students: Fraction | None) -> Judged:
        return judge(
            amount,
            students,
            limit=Fraction(threshold.limits.get(stage) or threshold.limits["all"]),
            op=threshold.op,
            per=threshold.per if students else 0,
            whole=threshold.whole and bool(students),
            floor=None if threshold.floor is None else Fraction(threshold.floor),
        )

    def _judged(
        self, card: Card, threshold: Threshold, amount: Fraction, students: Fraction | None, stage: str
    ) -> Statement:
        """One figure's verdict as a sentence, verdict first."""
        judged = self._judge(threshold, stage, amount, students)
        rising = threshold.op in (">=", ">")
        limit = threshold.limits.get(stage) or threshold.limits["all"]
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
            who=stage if stage in _STAGES and stage not in threshold.quantity else "",
            quantity=threshold.quantity,
            value=value if value == shown(judged.value) and exact(judged.value) else "约" + value,
            unit=threshold.unit.replace("系数", ""),
            relation=relation[(rising, judged.met)],
            standard=self._standard(card),
            limit=limit,
            gap=gap,
            steps=working,
        )
        return self._statement(card, text, limit)

    def _summed_up(
        self, verdicts: Sequence[tuple[str, bool]], statements: list[Statement]
    ) -> list[Statement]:
        """Several figures: first say how many fail and which."""
        if len(verdicts) < 2:
            return statements
        failed = list(dict.fromkeys(name for name, met in verdicts if not met))
        if failed:
            text = self.language.text(
                "several_failed", count=len(verdicts), failed=len(failed), names="、".join(failed)
            )
        else:
            text = self.language.text("several_met", count=len(verdicts))
        first = statements[0]
        basis = " ".join(statement.text for statement in statements) + text
        return [Statement(text, first.source, first.passage, first.quote, basis, "lead"), *statements]

    def _stage(self, frame: Frame, threshold: Threshold) -> str:
        return self._stages(frame, threshold)[0]

    @staticmethod
    def _stages(frame: Frame, threshold: Threshold) -> list[str]:
        """The stages to judge by: the one named, or every one whose limit differs."""
        named = [s for s in _STAGES if s in frame.facets.get("stage", ()) and s in threshold.limits]
        if named:
            return named
        stages = [s for s in _STAGES if s in threshold.limits]
        if len({threshold.limits[s] for s in stages}) == 1:
            return stages[:1]
        return stages or ["all"]

    # --- what a limit asks for --------------------------------------------------------------------

    def _needed(self, request: Request, figures: Sequence[Quantity]) -> Evidence | None:
        frame = request.frame
        if "required_amount" not in frame.flags:
            return None
        bound = bind(frame.text, figures, {STUDENTS: self._words(STUDENTS)}, {STUDENTS: frozenset({"人"})})
        students = self._with_students(frame, figures, bound).get(STUDENTS)
        named = frame.facets.get("standard", frozenset())
        if students is None:
            return None
        for standard in self._words("standard_order"):
            if named and standard not in named:
                continue
            for card in self.cards.values():
                threshold = card.threshold
                if threshold is None or not threshold.per or standard not in card.facets.get("standard", ()):
                    continue
                if not any(self.language.plain(word) in frame.text for word in threshold.words):
                    continue
                statements = [
                    self._amount(card, threshold, stage, students.quantity.value)
                    for stage in self._stages(frame, threshold)
                ]
                call = ToolCall(self.name, {"id": card.id, STUDENTS: str(students.quantity.value)})
                return Evidence(call, tuple(statements))
        return None

    def _amount(self, card: Card, threshold: Threshold, stage: str, students: Fraction) -> Statement:
        judged = self._judge(threshold, stage, Fraction(0), students)
        limit = threshold.limits.get(stage) or threshold.limits["all"]
        per = " ÷ 100" if threshold.per == 100 else ""
        working = f"{limit} × {shown(students)}{per} = {shown(Fraction(limit) * students / threshold.per, 4)}"
        if threshold.whole:
            working += "，进一取整"
        text = self.language.text(
            "needed_amount",
            amount=("至少" if threshold.op in (">=", ">") else "最多") + shown(judged.needed, 4),
            unit=threshold.unit,
            who=f"{self._standard(card)}{stage if stage in _STAGES else ''}",
            quantity=threshold.quantity,
            limit=limit,
            limit_unit=threshold.unit,
            steps=working,
        )
        return self._statement(card, text, limit)

    # --- a short list -----------------------------------------------------------------------------

    def _variation(self, request: Request, figures: Sequence[Quantity]) -> Evidence | None:
        frame = request.frame
        if not any(word in frame.text for word in self._words("variation")):
            return None
        lists = [group for group in _lists(frame.text, figures) if len(group) >= SHORTEST_LIST]
        pairs = _pairs(figures)
        if not lists and not pairs:
            return None
        if lists and len(lists[0]) == len(self._composite_inputs()) and lists[0][0].unit == "":
            return self._composite(frame, [quantity.value for quantity in lists[0]])
        students, amounts = pairs or self._which_is_students(frame.text, lists)
        if students is not None and self._told_per_student(frame.text, lists, amounts):
            amounts = [value * count for value, count in zip(amounts, students, strict=True)]
        try:
            result = variation(amounts, students)
        except ValueError:
            return None
        card = self.cards["variation-cv"]
        text = self.language.text(
            "cv_plain" if students is None else "cv_weighted",
            cv=result.coefficient(),
            count=len(amounts),
            mean=shown(result.mean),
            sd=result.deviation(2),
        )
        statements = [self._statement(card, text, "标准差")]
        for limit_card in self._variation_limits(frame):
            threshold = _threshold(limit_card)
            for stage in self._stages(frame, threshold):
                limit = threshold.limits.get(stage) or threshold.limits["all"]
                statements.append(self._cv_verdict(limit_card, result.coefficient(), result.within(Fraction(limit)), stage))
        call = ToolCall(self.name, {"values": [str(amount) for amount in amounts], "weighted": students is not None})
        return Evidence(call, tuple(statements))

    def _told_per_student(
        self, text: str, lists: Sequence[Sequence[Quantity]], amounts: Sequence[Fraction]
    ) -> bool:
        """True when the list of amounts stands right behind 生均 or its like."""
        for group in lists:
            if [quantity.value for quantity in group] == list(amounts):
                before = text[max(0, group[0].start - 8) : group[0].start]
                return any(word in before for word in self._words("already_per"))
        return False

    def _cv_verdict(self, card: Card, coefficient: str, met: bool, stage: str) -> Statement:
        threshold = _threshold(card)
        limit = threshold.limits.get(stage) or threshold.limits["all"]
        text = self.language.text(
            "cv_met" if met else "cv_not_met", cv=coefficient, standard=self._standard(card), who=stage, limit=limit
        )
        return self._statement(card, text, limit, role="support")

    def _composite_inputs(self) -> Sequence[object]:
        formula = self.cards["variation-composite"].formula
        return formula.inputs if formula else ()

    def _composite(self, frame: Frame, values: Sequence[Fraction]) -> Evidence:
        """Eight single coefficients: their mean, and the verdict on it."""
        mean = sum(values, Fraction(0)) / len(values)
        card = self.cards["variation-composite"]
        text = self.language.text(
            "cv_composite",
            cv=self._about(mean),
            steps=f"({' + '.join(shown(value, 4) for value in values)}) ÷ {len(values)}",
        )
        limit_card = self.cards["variation-limit-basic"]
        threshold = _threshold(limit_card)
        statements = [
            self._cv_verdict(
                limit_card,
                self._about(mean),
                mean <= Fraction(threshold.limits.get(stage) or threshold.limits["all"]),
                stage,
            )
            for stage in self._stages(frame, threshold)
        ]
        call = ToolCall(self.name, {"id": card.id, "values": [str(value) for value in values]})
        return Evidence(call, (self._statement(card, text, "平均"), *statements))

    def _variation_limits(self, frame: Frame) -> list[Card]:
        """Limits on coefficients of the standard named; none when no verdict is asked for."""
        if not any(word in frame.text for word in self._words("verdict_words")):
            return []
        named = frame.facets.get("standard", frozenset()) or {"quality-2017"}
        words = set(self._words("variation"))
        return [
            card
            for card in self.cards.values()
            if card.threshold is not None
            and card.family == "standards"
            and words & set(card.threshold.words)
            and named & set(card.facets.get("standard", ()))
        ]

    def _which_is_students(
        self, text: str, lists: Sequence[Sequence[Quantity]]
    ) -> tuple[list[Fraction] | None, list[Fraction]]:
        values = [[quantity.value for quantity in group] for group in lists]
        if len(lists) < 2 or len(values[0]) != len(values[1]):
            return None, values[0]
        for index in (0, 1):
            before = text[: lists[index][0].start]
            recent = before[-10:]
            if any(word in recent for word in self._words(STUDENTS)) or lists[index][0].unit == "人":
                return values[index], values[1 - index]
        return None, values[0]

    # --- statements -------------------------------------------------------------------------------

    @staticmethod
    def _statement(card: Card, text: str, told_by: str, role: str = "lead") -> Statement:
        """A computed sentence; its quote is the fact of the card that holds the limit or the formula."""
        quote = next((fact for fact in card.facts if told_by in fact.say), card.facts[0])
        return Statement(text, quote.source, card.id, quote.say, text + quote.say, role)


def _threshold(card: Card) -> Threshold:
    assert card.threshold is not None
    return card.threshold


def _stages_of(card: Card) -> frozenset[str]:
    return frozenset(card.facets.get("stage", ()))


def _is_year(quantity: Quantity, text: str) -> bool:
    """2012年, 近三年, 第12条, 〔2012〕, 一百个学生: numbers that are no figures."""
    before = text[max(0, quantity.start - 1) : quantity.start]
    if before in ("第", "〔", "近"):
        return True
    if quantity.unit == "人" and quantity.value in (1, 100):
        return True
    return quantity.unit == "年" or (not quantity.unit and 1900 <= quantity.value <= 2100 and len(quantity.raw) == 4)


def _lists(text: str, figures: Sequence[Quantity]) -> list[list[Quantity]]:
    """Runs of numbers of one unit with nothing but separators between them."""
    run = 0
    keys = [0]
    for before, figure in zip(figures, figures[1:], strict=False):
        between = text[before.end : figure.start].strip(" ,、;和及/|")
        mixed = before.unit != figure.unit and "" not in (before.unit, figure.unit)
        run += bool(between) or mixed
        keys.append(run)
    numbered = zip(keys, figures, strict=True)
    return [[quantity for _, quantity in group] for _, group in groupby(numbered, key=lambda item: item[0])]


def _pairs(figures: Sequence[Quantity]) -> tuple[list[Fraction], list[Fraction]] | None:
    """Students and amounts told school by school: 500人30个, 300人12个."""
    rest = [figure for figure in figures if figure.unit not in ("所", "项", "县")]
    students, amounts = rest[::2], rest[1::2]
    if len(students) < 2 or len(students) != len(amounts):
        return None
    if {q.unit for q in students} != {"人"} or len({q.unit for q in amounts}) != 1 or amounts[0].unit == "人":
        return None
    return [q.value for q in students], [q.value for q in amounts]
