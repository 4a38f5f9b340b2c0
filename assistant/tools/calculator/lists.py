"""Short lists of class sizes: how many are over the line, how many are large, the worst by how much."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.knowledge.cards import Card
from assistant.records import Evidence, Statement, ToolCall
from assistant.text.numerals import Quantity, shown
from assistant.tools.base import Request
from assistant.tools.calculator.desk import NAME, STAGES, Desk, limit_for, limit_of
from assistant.tools.calculator.figures import class_labels, runs
from assistant.understanding.frame import Frame

SHORTEST_LIST = 3
_FEWEST_NAMED = 2
_JOINED = re.compile("[^0-9]*")


@dataclass(frozen=True)
class Lists:
    """Computes from a run of class sizes."""

    desk: Desk

    def over_limit(self, request: Request, figures: Sequence[Quantity]) -> Evidence | None:
        """Class sizes in a row, told with or without the names of the classes, against the upper limit."""
        frame = request.frame
        labels = class_labels(frame.text)
        sizes = [figure for figure in figures if figure.unit in ("人", "")]
        rows = [row for row in runs(_blanked(frame.text, labels), sizes) if len(row) >= self._shortest(labels)]
        if not rows:
            return None
        row = max(rows, key=len)
        names = [self._name(frame.text, figure, labels) for figure in row]
        values = [figure.value for figure in row]
        return self._graded(frame, names, values) or self._judged(frame, names, values, bool(labels))

    @staticmethod
    def _shortest(labels: Sequence[tuple[int, int]]) -> int:
        return _FEWEST_NAMED if labels else SHORTEST_LIST

    @staticmethod
    def _name(text: str, figure: Quantity, labels: Sequence[tuple[int, int]]) -> str:
        """一班47人: the size with the name of its class."""
        before = [text[start:end] for start, end in labels if end <= figure.start]
        return (before[-1] if before else "") + shown(figure.value)

    def _graded(self, frame: Frame, names: Sequence[str], values: Sequence[Fraction]) -> Evidence | None:
        """大班额有几个: how many stand on each step of the scale that is named."""
        for card in self.desk.scaled:
            if card.family != "rubric" and any(name in frame.text for name in card.scale):
                call = ToolCall(NAME, {"id": card.id, "values": [str(value) for value in values]})
                said = [self._counted(card, name, start, names, values) for name, start in card.scale.items()]
                return Evidence(call, tuple(said))
        return None

    def _counted(
        self, card: Card, step: str, start: str, names: Sequence[str], values: Sequence[Fraction]
    ) -> Statement:
        there = [name for name, value in zip(names, values, strict=True) if value >= Fraction(start)]
        text = self.desk.language.text(
            "graded" if there else "graded_none",
            step=step,
            start=start,
            count=len(there),
            all=len(values),
            names="、".join(there),
        )
        return self.desk.statement(card, text, start)

    def _judged(
        self, frame: Frame, names: Sequence[str], values: Sequence[Fraction], labelled: bool
    ) -> Evidence | None:
        if not self.desk.goals(frame).judged:
            return None
        for standard in self.desk.standards(frame):
            for card in self.desk.with_threshold(standard):
                threshold = limit_of(card)
                classes = any("班" in word for word in threshold.words)
                named = classes and (labelled or any(word in frame.text and "班" in word for word in threshold.words))
                if named and threshold.op == "<=" and threshold.unit == "人" and not threshold.per:
                    return counted_over(self.desk, frame, card, names, values)
        return None


def _blanked(text: str, labels: Sequence[tuple[int, int]]) -> str:
    """The text with the names of the classes, and what joins them to their size, taken out."""
    for start, end in labels:
        joined = _JOINED.match(text, end)
        end = joined.end() if joined else end
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def counted_over(desk: Desk, frame: Frame, card: Card, names: Sequence[str], values: Sequence[Fraction]) -> Evidence:
    """How many of some values are over the limit of a card, for every stage meant."""
    call = ToolCall(NAME, {"id": card.id, "values": [str(value) for value in values]})
    stages = desk.stages(frame, limit_of(card))
    return Evidence(call, tuple(_over_in(desk, card, stage, names, values) for stage in stages))


def _over_in(desk: Desk, card: Card, stage: str, names: Sequence[str], values: Sequence[Fraction]) -> Statement:
    threshold = limit_of(card)
    limit = limit_for(threshold, stage)
    over = [(name, value) for name, value in zip(names, values, strict=True) if value > Fraction(limit)]
    text = desk.language.text(
        "listed_over" if over else "listed_kept",
        count=len(values),
        failed=len(over),
        standard=desk.standard(card),
        who=stage if stage in STAGES else "",
        limit=limit,
        unit=threshold.unit,
        names="、".join(name for name, _ in over),
        gap=shown(max((value for _, value in over), default=Fraction(limit)) - Fraction(limit), 4),
    )
    return desk.statement(card, text, limit)
