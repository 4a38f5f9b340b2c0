"""Lines that the standards draw for coefficients of variation, and a coefficient held against one."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.knowledge.cards import Card
from assistant.records import Statement
from assistant.tools.calculator.desk import Desk, limit_for, limit_of

COMPOSITE, LIMIT = "variation-composite", "variation-limit-basic"


def coefficient_lines(desk: Desk) -> Sequence[Card]:
    """Cards of the standards that hold a line for coefficients."""
    words = set(desk.words("variation"))
    return [card for card in desk.limited if card.family == "standards" and words & set(limit_of(card).words)]


def against_line(desk: Desk, card: Card, stage: str, coefficient: str, *, met: bool, words: str = "cv") -> Statement:
    """A coefficient, as it is said, against the line of a stage; ``words`` begin the name of the sentence."""
    limit = limit_for(limit_of(card), stage)
    text = desk.language.text(
        f"{words}_met" if met else f"{words}_not_met",
        cv=coefficient,
        standard=desk.standard(card),
        who=stage,
        limit=limit,
    )
    return desk.statement(card, text, limit, role="support")


def of_a_mean(desk: Desk, text: str, card: Card) -> bool:
    """Is a mean of coefficients told, where the card has a line for single ones? Only the composite has one for it."""
    return card.id != LIMIT and card in coefficient_lines(desk) and desk.says("averaged", text)
