"""Formulas of the corpus with the inputs a question tells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from assistant.calculation.expressions import UnusableNumbers, evaluate, steps
from assistant.knowledge.cards import Card, Formula, Threshold
from assistant.records import Evidence, Statement, ToolCall
from assistant.text.numerals import Quantity, shown
from assistant.tools.base import Request
from assistant.tools.binding import Bound, bind
from assistant.tools.calculator.desk import NAME, Desk, limit_for, stages_of
from assistant.understanding.frame import Frame

NEAR_RANK, ASK_RANK = 6, 1
COUNTED = 5000
"""Counts below this are people or things and are rounded up; larger ones are yuan."""
_SHARE = re.compile(r"(\w+) / (\w+) \* 100")


@dataclass(frozen=True)
class Formulas:
    """Computes a formula whose inputs are told, with its verdict when one is asked for."""

    desk: Desk

    def attempt(self, request: Request, figures: Sequence[Quantity]) -> Evidence | None:
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
                sure = bool(frame.flags & {"own_figures", "total_rescale"}) or len(bound) > 1
                if (
                    asked is None
                    and len(missing) == 1
                    and near
                    and told
                    and bound
                    and sure
                    and (named or rank < ASK_RANK)
                ):
                    text = self.desk.language.text("clarify_missing", missing=missing[0].name)
                    asked = Evidence(ToolCall(NAME, {"id": card.id}), ask_back=text)
                continue
            if (
                len([i for i in formula.inputs if i.default is None]) == 1
                and not named
                and not ("required_amount" in frame.flags and rank < NEAR_RANK)
            ):
                continue
            stages = stages_of(card)
            fits = not stages or bool(stages & frame.facets.get("stage", frozenset()))
            merit = 0.5 * named + fits + 0.6 * len(bound) - 0.2 * rank
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
            card = self.desk.cards[card_id]
            if card.formula is not None:
                yield rank, card
            for target in card.links.get("see_also", ()):
                if target not in order and self.desk.cards[target].formula is not None:
                    yield len(order) + rank, self.desk.cards[target]

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
                statements += self._results(frame, self.desk.cards[partner], values, bound)
        except UnusableNumbers:
            return None
        arguments = {"id": card.id, **{key: str(number) for key, number in values.items()}}
        return Evidence(ToolCall(NAME, arguments), tuple(statements))

    def _results(
        self, frame: Frame, card: Card, values: Mapping[str, Fraction], bound: Mapping[str, Bound]
    ) -> list[Statement]:
        """The result of one formula, its verdict before it when one is asked for."""
        formula = card.formula
        assert formula is not None
        value = evaluate(formula.expression, values)
        name = "computed_whole" if "ceil" in formula.expression else "computed"
        working = steps(formula.expression, values)
        text = self.desk.language.text(
            name, result=formula.result, value=self.desk.about(value), unit=formula.unit, steps=working
        )
        shared = self._shared(frame, formula, value, bound)
        if shared is not None:
            scale = 10_000 if "万" in shared.raw else 1
            text = self.desk.language.text(
                "computed_share",
                result=formula.result,
                value=self.desk.about(value),
                steps=working,
                amount=shown(shared.value / scale, 2),
                part=self.desk.about(shared.value * value / 100 / scale),
                unit=("万" if scale > 1 else "") + shared.unit,
            )
        verdict = self._verdict_of(frame, card, values, value)
        return [*([verdict] if verdict else []), self.desk.statement(card, text, formula.result)]

    @staticmethod
    def _shared(frame: Frame, formula: Formula, value: Fraction, bound: Mapping[str, Bound]) -> Quantity | None:
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

    def _verdict_of(
        self, frame: Frame, card: Card, values: Mapping[str, Fraction], value: Fraction
    ) -> Statement | None:
        """The limit the result is held against: the card's own, or the one it is linked to."""
        formula = card.formula
        assert formula is not None
        always = [self.desk.cards[target] for target in card.links.get("verdict", ())]
        linked = [self.desk.cards[target] for relation in card.links.values() for target in relation]
        wanted = any(word in frame.text for word in self.desk.words("verdict_words"))
        for owner in (*always, card, *linked) if wanted else always:
            threshold = owner.threshold
            if threshold is None or threshold.per or threshold.unit != formula.unit or not formula.unit:
                continue
            judged = self.desk.judged(owner, threshold, value, None, self.desk.stage(frame, threshold))
            return self._in_things(judged, formula, threshold, values, value, self.desk.stage(frame, threshold))
        return None

    def _in_things(
        self, judged: Statement, formula: Formula, threshold: Threshold, values: Mapping[str, Fraction],
        value: Fraction, stage: str,
    ) -> Statement:  # fmt: skip
        """For a share in percent of two counts: the gap in people or yuan, not only in points."""
        parts = _SHARE.fullmatch(formula.expression)
        limit = Fraction(limit_for(threshold, stage))
        if parts is None or threshold.op != ">=" or value >= limit:
            return judged
        top, bottom = values[parts[1]], values[parts[2]]
        needed = limit * bottom / 100
        counted = top.denominator == bottom.denominator == 1 and top < COUNTED
        gap = Fraction(ceil(needed)) - top if counted else needed - top
        what = next(item.name for item in formula.inputs if item.key == parts[1])
        text = self.desk.language.text(
            "short_in_things",
            said=judged.text.removesuffix("。"),
            what=what,
            gap=shown(gap),
            steps=f"{shown(limit)}% × {shown(bottom)} = {shown(needed)}",
        )
        return Statement(text, judged.source, judged.passage, judged.quote, text + judged.basis, judged.role)
