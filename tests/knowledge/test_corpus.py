"""What the loader cannot see in one place: the numbers and formulas of the real corpus can be computed with."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest

from assistant.calculation.expressions import UnusableNumbers, evaluate, names
from assistant.knowledge.cards import Card, Corpus
from assistant.knowledge.loader import corpus_folder, load_corpus


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus(corpus_folder())


@pytest.fixture(scope="module")
def cards(corpus: Corpus) -> list[Card]:
    return list(corpus.cards.values())


def test_every_threshold_is_a_number(cards: list[Card]) -> None:
    for card in cards:
        if card.threshold is not None:
            assert all(Fraction(limit) > 0 for limit in card.threshold.limits.values()), card.id
            assert card.threshold.floor is None or 0 < Fraction(card.threshold.floor) <= 1, card.id
            assert card.threshold.words, card.id


def test_every_formula_uses_its_inputs_and_nothing_else(cards: list[Card]) -> None:
    for card in cards:
        if card.formula is not None:
            keys = [item.key for item in card.formula.inputs]
            assert Counter(keys) == Counter(names(card.formula.expression)), card.id


def test_every_formula_can_be_computed(cards: list[Card]) -> None:
    for card in cards:
        if card.formula is not None:
            values = {
                item.key: Fraction(next(iter(item.default.values()), str(7 + i)))
                for i, item in enumerate(card.formula.inputs)
            }
            try:
                evaluate(card.formula.expression, values)
            except UnusableNumbers:
                pytest.fail(card.id)


def test_no_two_facts_of_a_card_say_the_same(cards: list[Card]) -> None:
    for card in cards:
        assert Counter(fact.say for fact in card.facts).most_common(1)[0][1] == 1, card.id


def test_every_list_of_members_names_each_once_a_stage(cards: list[Card]) -> None:
    for card in cards:
        assert Counter((member.stage, member.name) for member in card.members).total() == len(
            {(member.stage, member.name) for member in card.members}
        ), card.id
