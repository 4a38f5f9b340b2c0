"""Figures against limits: met or not, short by how much, and what a limit asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.knowledge.cards import Card, Threshold
from assistant.records import Evidence, Statement, ToolCall
from assistant.text.numerals import Quantity, shown
from assistant.tools.base import Request
from assistant.tools.binding import Bound, bind
from assistant.tools.calculator.desk import NAME, SAME_UNITS, STAGES, STUDENTS, Desk, limit_for, limit_of
from assistant.understanding.frame import Frame

HOME = "河南"
NEAR_BEFORE = 12
BARE = 5


@dataclass(frozen=True)
class Verdict:
    """One figure held against one limit, with what is said about it."""

    quantity: str
    met: bool
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Limits:
    """Holds figures against the limits of one standard."""

    desk: Desk

    def per_student(self, request: Request, figures: Sequence[Quantity]) -> Evidence | None:
        """Figures whose limit is per student, with the students told: the commonest question."""
        if not self._about_own_figures(request, sure=True):
            return None
        group, bound = self._bound(request, figures)
        students = bound.pop(STUDENTS, None)
        if students is None:
            return None
        wanted = self.desk.wants_verdict(request.frame)
        if not bound and wanted and request.about is None and len(figures) == 1:
            return self._ask_for_amount(request.frame)
        bound = {card_id: figure for card_id, figure in bound.items() if limit_of(group[card_id]).per}
        return self._judged(request.frame, group, bound, students) if bound else None

    def attempt(self, request: Request, figures: Sequence[Quantity]) -> Evidence | None:
        """Any figure with a limit; asks back for the students where they are needed."""
        if not self._about_own_figures(request, sure=False):
            return None
        group, bound = self._bound(request, figures)
        students = bound.pop(STUDENTS, None)
        return self._judged(request.frame, group, bound, students) if bound else None

    def needed(self, request: Request, figures: Sequence[Quantity]) -> Evidence | None:
        """What a limit asks of a school of so many students."""
        frame = request.frame
        if "required_amount" not in frame.flags:
            return None
        told = bind(frame.text, figures, {STUDENTS: self.desk.words(STUDENTS)}, {STUDENTS: frozenset({"人"})})
        students = self.desk.with_students(frame, figures, told).get(STUDENTS)
        if students is None:
            return None
        for card in self._named_per_student(frame):
            threshold = limit_of(card)
            count = students.quantity.value
            statements = [self._amount(card, threshold, stage, count) for stage in self.desk.stages(frame, threshold)]
            return Evidence(ToolCall(NAME, {"id": card.id, STUDENTS: str(count)}), tuple(statements))
        return None

    # --- is it a question about one's own figures, and which --------------------------------------

    def _about_own_figures(self, request: Request, *, sure: bool) -> bool:
        """A rule quoted, or claimed to be so, is looked up instead; ``sure``: students are told too."""
        frame = request.frame
        own = "own_figures" in frame.flags or request.about is not None
        if any(word in frame.text for word in self.desk.words("rule_words")) and not own:
            return False
        if "claim" in frame.flags and not own and not sure:
            return False
        return own or "yes_no" in frame.flags or self.desk.wants_verdict(frame)

    def _bound(self, request: Request, figures: Sequence[Quantity]) -> tuple[dict[str, Card], dict[str, Bound]]:
        group, bound = self._best_group(request.frame, figures)
        if not bound.keys() - {STUDENTS} and request.about is not None:
            return self._held_against(request.about, request.frame.text, figures, bound)
        return group, bound

    def _best_group(self, frame: Frame, figures: Sequence[Quantity]) -> tuple[dict[str, Card], dict[str, Bound]]:
        """Cards of one standard and the figures bound to them: the standard named, else the one that takes most."""
        best: tuple[dict[str, Card], dict[str, Bound]] = {}, {}
        for standard in self.desk.standards(frame):
            group = {card.id: card for card in self.desk.with_threshold(standard) if _of_here(card, frame)}
            roles: dict[str, Sequence[str]] = {STUDENTS: self.desk.words(STUDENTS)}
            units = {STUDENTS: frozenset({"人"})}
            for card in group.values():
                threshold = limit_of(card)
                roles[card.id] = [self.desk.language.plain(word) for word in (*threshold.words, threshold.quantity)]
                units[card.id] = frozenset(SAME_UNITS.get(threshold.unit, {threshold.unit}))
            bound = self.desk.with_students(frame, figures, bind(frame.text, figures, roles, units))
            if not best[1] or len(bound.keys() - {STUDENTS}) > len(best[1].keys() - {STUDENTS}):
                best = group, bound
        return best

    def _held_against(
        self, card: Card, text: str, figures: Sequence[Quantity], bound: dict[str, Bound]
    ) -> tuple[dict[str, Card], dict[str, Bound]]:
        """A bare figure after an answer about a limit is held against that limit."""
        linked = [self.desk.cards[target] for relation in card.links.values() for target in relation]
        owner = next((one for one in (card, *linked) if one.threshold is not None), None)
        if owner is None:
            return {}, bound
        threshold = limit_of(owner)
        students = bound.get(STUDENTS)
        units = {threshold.unit, *SAME_UNITS.get(threshold.unit, ())}
        free = [
            q
            for q in figures
            if (q.unit in units or (not q.unit and _nearly_bare(text, q)))
            and (students is None or q.start != students.quantity.start)
        ]
        if threshold.per == 0 and not free and students is not None and threshold.unit == "人":
            free, bound = [students.quantity], {}
        if not free:
            return {}, bound
        return {owner.id: owner}, {**bound, owner.id: Bound(owner.id, "", free[-1], 0)}

    def _named_per_student(self, frame: Frame) -> Iterator[Card]:
        """Cards with a limit per student that the question names, by standard."""
        for standard in self.desk.standards(frame):
            for card in self.desk.with_threshold(standard):
                words = limit_of(card).words
                if limit_of(card).per and any(self.desk.language.plain(word) in frame.text for word in words):
                    yield card

    def _ask_for_amount(self, frame: Frame) -> Evidence | None:
        """Students told, an indicator named, its amount not: ask for it."""
        for card in self._named_per_student(frame):
            text = self.desk.language.text("clarify_missing", missing=limit_of(card).words[0])
            return Evidence(ToolCall(NAME, {"id": card.id}), ask_back=text)
        return None

    # --- verdicts ---------------------------------------------------------------------------------

    def _judged(
        self, frame: Frame, group: Mapping[str, Card], bound: Mapping[str, Bound], students: Bound | None
    ) -> Evidence | None:
        """All figures against their limits, those that fail first."""
        verdicts: list[Verdict] = []
        missing = False
        for card_id, figure in sorted(bound.items(), key=lambda item: item[1].quantity.start):
            threshold = limit_of(group[card_id])
            already = self._per_already(frame, figure, students)
            count = None if already or students is None else students.quantity.value
            if threshold.per and count is None and not already:
                missing = "own_figures" in frame.flags
                continue
            for stage in self.desk.stages(frame, threshold):
                verdicts.append(self._verdict(frame, group[card_id], figure.quantity.value, count, stage))
        call = ToolCall(
            NAME, {"ids": sorted(bound), "figures": {key: str(b.quantity.value) for key, b in bound.items()}}
        )
        if verdicts:
            return Evidence(call, tuple(self._in_order(verdicts)))
        if missing:
            return Evidence(call, ask_back=self.desk.language.text("clarify_missing", missing="学生人数"))
        return None

    def _per_already(self, frame: Frame, figure: Bound, students: Bound | None) -> bool:
        """The figure itself is told per student: 生均 stands before it, or anywhere when no students are told."""
        before = frame.text[max(0, figure.quantity.start - NEAR_BEFORE) : figure.quantity.start]
        place = frame.text if students is None else before
        return any(word in place for word in self.desk.words("already_per"))

    def _verdict(self, frame: Frame, card: Card, amount: Fraction, students: Fraction | None, stage: str) -> Verdict:
        threshold = limit_of(card)
        judged = self.desk.judge(threshold, stage, amount, students)
        said = [self.desk.judged(card, threshold, amount, students, stage)]
        if judged.floor is not None and (not judged.met or "底线" in frame.text or "85%" in frame.text):
            name = "floor_kept" if judged.floor_met else "floor_lost"
            text = self.desk.language.text(name, floor=shown(judged.floor, 3), unit=threshold.unit)
            said.append(self.desk.statement(card, text, "85", role="support"))
        return Verdict(threshold.quantity, judged.met, tuple(said))

    def _in_order(self, verdicts: Sequence[Verdict]) -> list[Statement]:
        """Several indicators: first how many fail and which, then the failing ones, then the rest."""
        ordered = sorted(verdicts, key=lambda verdict: verdict.met)
        statements = [statement for verdict in ordered for statement in verdict.statements]
        names = list(dict.fromkeys(verdict.quantity for verdict in verdicts))
        if len(names) < 2:
            return statements
        failed = list(dict.fromkeys(verdict.quantity for verdict in ordered if not verdict.met))
        language = self.desk.language
        text = (
            language.text("several_failed", count=len(names), failed=len(failed), names="、".join(failed))
            if failed
            else language.text("several_met", count=len(names))
        )
        first = statements[0]
        basis = " ".join(statement.text for statement in statements) + text
        return [Statement(text, first.source, first.passage, first.quote, basis, "lead"), *statements]

    def _amount(self, card: Card, threshold: Threshold, stage: str, students: Fraction) -> Statement:
        judged = self.desk.judge(threshold, stage, Fraction(0), students)
        limit = limit_for(threshold, stage)
        per = " ÷ 100" if threshold.per == 100 else ""
        working = f"{limit} × {shown(students)}{per} = {shown(Fraction(limit) * students / threshold.per, 4)}"
        text = self.desk.language.text(
            "needed_amount",
            amount=("至少" if threshold.op in (">=", ">") else "最多") + shown(judged.needed, 4),
            unit=threshold.unit,
            who=f"{self.desk.standard(card)}{stage if stage in STAGES else ''}",
            quantity=threshold.quantity,
            limit=limit,
            limit_unit=threshold.unit,
            steps=working + ("，进一取整" if threshold.whole else ""),
        )
        return self.desk.statement(card, text, limit)


def _nearly_bare(text: str, figure: Quantity) -> bool:
    """A number that is nearly all its clause says (我校9.1) is meant for what was asked before."""
    before = re.split(r"[,;。!?]", text[: figure.start])[-1]
    after = re.split(r"[,;。!?]", text[figure.end :])[0]
    return len(before) + len(after) <= BARE


def _of_here(card: Card, frame: Frame) -> bool:
    """Limits of another province hold only where it is named."""
    elsewhere = set(card.facets.get("province", ())) - {HOME}
    return not elsewhere - frame.facets.get("province", frozenset())
