"""Relations: every formula and threshold of the corpus in one shape, ready to be filled with figures.

A card with a formula gives its arithmetic, a card with a limit per student the division, and a card with any limit
also the figure told as it is (巩固率94.9%). Nothing here knows which formulas exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from assistant.knowledge.cards import Card, Formula, FormulaInput, Threshold
from assistant.knowledge.language import Language

STUDENTS, AMOUNT, VALUE = "students", "amount", "value"
EVERY = "all"


@dataclass(frozen=True)
class Relation:
    """Arithmetic with its inputs in plain words, and the card whose limit judges the result.

    ``told``: the result itself is what the asker tells. ``always``: judged even when no verdict is asked for.
    ``naming``: computed only when one of ``names`` stands in the question. ``only_with``: only when a figure is told
    for one of these inputs. ``derived``: inputs that stand for one that is not told itself.
    """

    card: Card
    result: str
    unit: str
    expression: str
    roles: tuple[FormulaInput, ...]
    names: frozenset[str]
    judge: Card | None = None
    always: bool = False
    told: bool = False
    naming: bool = False
    formula: Formula | None = None
    only_with: frozenset[str] = frozenset()
    derived: frozenset[str] = frozenset()

    @property
    def threshold(self) -> Threshold | None:
        return None if self.judge is None else self.judge.threshold

    @property
    def held(self) -> tuple[FormulaInput, ...]:
        return () if self.formula is None else self.formula.held

    @property
    def stated(self) -> tuple[FormulaInput, ...]:
        return () if self.formula is None else self.formula.stated

    @property
    def beside(self) -> tuple[FormulaInput, ...]:
        """Amounts that are told to be compared with the result."""
        return (*self.held, *self.stated)

    @property
    def needed(self) -> tuple[FormulaInput, ...]:
        """Inputs that stand for nothing when they are not told."""
        return tuple(role for role in self.roles if not role.default)

    @cached_property
    def words(self) -> frozenset[str]:
        """The nouns of its inputs, but for the students, whom most relations share."""
        roles = [role for role in (*self.roles, *self.beside) if role.key != STUDENTS or len(self.roles) == 1]
        return frozenset(word for role in roles for word in role.words)

    @cached_property
    def limits(self) -> frozenset[Fraction]:
        """The numbers of its limit, for all stages."""
        return frozenset(Fraction(limit) for limit in (self.threshold.limits.values() if self.threshold else ()))

    @property
    def groups(self) -> frozenset[str]:
        return frozenset(role.group for role in self.roles if role.group)

    @property
    def per_student(self) -> bool:
        return any(role.key == STUDENTS for role in self.roles) and len(self.roles) > 1

    @property
    def lever(self) -> FormulaInput:
        """The input to change when the limit is missed."""
        named = self.formula.lever if self.formula is not None else ""
        return next((role for role in self.roles if role.key == named), self.roles[0])

    def default(self, role: FormulaInput, stage: str) -> Fraction | None:
        found = role.default.get(stage, role.default.get(EVERY))
        return None if found is None else Fraction(found)


def relations(cards: Mapping[str, Card], language: Language) -> list[Relation]:
    """All relations of the corpus."""
    found = [relation for card in cards.values() for relation in _of_card(card, cards, language)]
    return [*found, *(_moved(relation, language) for relation in found if relation.per_student and relation.judge)]


def _moved(relation: Relation, language: Language) -> Relation:
    """The same relation for the students after some have come or gone (原来900人,转走60人)."""
    moved = [FormulaInput(**role) for role in language.data["calculation"]["students_moved"]]
    others = [_plain(role, language) for role in moved]
    signs = " ".join(f"{'-' if role.key.endswith('out') else '+'} {role.key}" for role in others)
    expression = re.sub(rf"\b{STUDENTS}\b", f"({STUDENTS} {signs})", relation.expression)
    return replace(
        relation,
        expression=expression,
        roles=(*relation.roles, *others),
        only_with=frozenset(role.key for role in others),
    )


def nouns(found: Iterable[Relation]) -> list[str]:
    """Every word a figure may stand beside."""
    every = (word for relation in found for role in (*relation.roles, *relation.beside) for word in role.words)
    shares = (word for relation in found if relation.formula for word in relation.formula.shares)
    return list(dict.fromkeys([*every, *shares]))


def _of_card(card: Card, cards: Mapping[str, Card], language: Language) -> Iterator[Relation]:
    if card.formula is not None:
        computed = _computed(card, card.formula, cards, language)
        yield computed
        yield from _instead(computed, language)
    for formula in card.formulas:
        further = replace(_computed(card, formula, {}, language), names=_names(language, *formula.names))
        yield further
        yield from _instead(further, language)
    if card.threshold is not None:
        if card.threshold.per and card.formula is None:
            yield _per_student(card, card.threshold, language)
        yield _told(card, card.threshold, language)


def _computed(card: Card, formula: Formula, cards: Mapping[str, Card], language: Language) -> Relation:
    linked = [cards[target] for target in card.links.get("verdict", ()) if target in cards]
    own = [card] if card.threshold is not None and formula is card.formula else []
    own = [replace(card, threshold=formula.threshold)] if formula.threshold is not None else own
    judge = next(iter([*linked, *own]), None)
    amounts = {
        key: tuple(_plain(role, language) for role in roles)
        for key, roles in (("held", formula.held), ("stated", formula.stated))
    }
    formula = replace(formula, held=amounts["held"], stated=amounts["stated"])
    return Relation(
        card=card,
        result=formula.result,
        unit=formula.unit,
        expression=formula.expression,
        roles=tuple(_plain(role, language) for role in formula.inputs),
        names=_names(language, formula.result, *formula.names, *card.names),
        judge=judge,
        always=bool(linked) or bool(own and own[0].threshold and (own[0].threshold.per or formula.threshold)),
        naming=bool(formula.names),
        formula=formula,
    )


def _instead(relation: Relation, language: Language) -> Iterator[Relation]:
    """The same relation with an input replaced by what it can be computed from."""
    for role in relation.roles:
        if role.instead:
            others = tuple(_plain(other, language) for other in role.instead_inputs)
            rest = tuple(one for one in relation.roles if one.key != role.key)
            expression = re.sub(rf"\b{role.key}\b", f"({role.instead})", relation.expression)
            keys = frozenset(other.key for other in others)
            yield replace(relation, expression=expression, roles=(*rest, *others), derived=keys)


def _per_student(card: Card, threshold: Threshold, language: Language) -> Relation:
    words = language.data["calculation"]
    amount = FormulaInput(AMOUNT, threshold.words[0], threshold.words, {}, threshold.unit)
    students = FormulaInput(STUDENTS, words["students_name"], tuple(words[STUDENTS]), {}, words["people"])
    return Relation(
        card=card,
        result=threshold.quantity,
        unit=threshold.unit,
        expression=f"{AMOUNT} / {STUDENTS}" + (" * 100" if threshold.per == 100 else ""),
        roles=(_plain(amount, language), students),
        names=_names(language, threshold.quantity, *threshold.words, *card.names),
        judge=card,
        always=True,
    )


def _told(card: Card, threshold: Threshold, language: Language) -> Relation:
    value = FormulaInput(VALUE, threshold.quantity, (*threshold.words, threshold.quantity), {}, threshold.unit)
    return Relation(
        card=card,
        result=threshold.quantity,
        unit=threshold.unit,
        expression=VALUE,
        roles=(_plain(value, language),),
        names=_names(language, threshold.quantity, *threshold.words, *card.names),
        judge=card,
        always=True,
        told=True,
    )


def _plain(role: FormulaInput, language: Language) -> FormulaInput:
    known = language.data["calculation"]
    words = _other_nouns([language.plain(word) for word in role.words], known, language)
    if role.key == STUDENTS:
        words = list(dict.fromkeys([*words, *known[STUDENTS]]))
        role = replace(role, unit=known["people"])
    return replace(role, words=tuple(words))


def _other_nouns(words: Sequence[str], known: Mapping[str, Any], language: Language) -> list[str]:
    """The words with all others that are said for one of them."""
    others = [
        language.plain(word)
        for said in known["same_nouns"]
        if not {language.plain(word) for word in said["of"]}.isdisjoint(words)
        for word in said["others"]
    ]
    return list(dict.fromkeys([*words, *others]))


def _names(language: Language, *names: str) -> frozenset[str]:
    return frozenset(language.plain(name) for name in names)
