"""Fits: a relation with the figures of a question in their places, and the others that may be told beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from assistant.knowledge.cards import FormulaInput
from assistant.tools.binding import Bound
from assistant.tools.calculator.relations import STUDENTS, Relation

NEAR_RANK, RANKS = 6, 12


@dataclass(frozen=True)
class Fit:
    """A relation with the figures found for its inputs, those still missing, and how well it fits."""

    relation: Relation
    bound: Mapping[str, Sequence[Bound]]
    missing: tuple[FormulaInput, ...]
    merit: float = 0.0
    named: bool = False
    rank: int = RANKS
    held: Mapping[str, Bound] = field(default_factory=dict)

    @property
    def starts(self) -> set[int]:
        """Places of the figures it explains."""
        held = {bound.quantity.start for bound in self.held.values()}
        return held | {bound.quantity.start for found in self.bound.values() for bound in found}

    @property
    def keys(self) -> frozenset[str]:
        """What its figures are taken for."""
        return frozenset(key for key, found in self.bound.items() if found)

    @property
    def standards(self) -> tuple[str, ...]:
        return self.relation.card.facets.get("standard", ())

    @property
    def own_starts(self) -> set[int]:
        """The same without the students, which many relations share."""
        return self.starts - {bound.quantity.start for bound in self.bound.get(STUDENTS, ())}

    def values(self, stage: str) -> dict[str, Fraction]:
        """A number for every input that has one; figures told for one input are added up."""
        values: dict[str, Fraction] = {}
        for role in self.relation.roles:
            default = self.relation.default(role, stage)
            if role.key in self.bound:
                total = sum((bound.quantity.value for bound in self.bound[role.key]), Fraction(0))
                least = role.least.get(stage)
                values[role.key] = total if least is None else max(total, Fraction(least))
            elif default is not None:
                values[role.key] = default
        return values


def companions(best: Fit, fits: Sequence[Fit]) -> Iterator[Fit]:
    """The best fit, and others of its standard that explain figures it leaves."""
    yield best
    used, cards = set(best.own_starts), {best.relation.card.id}
    standards = set(best.relation.card.facets.get("standard", ()))
    for fit in fits:
        same = standards & set(fit.relation.card.facets.get("standard", ()))
        # What only divides (500 students under 8 teachers) is told for the others' sake, not to be judged itself.
        fresh = fit.own_starts - used - best.starts
        shared = fit.own_starts & used
        single = single_beside_average(best, fit)
        if (
            (fit.relation.card.id in cards and not single)
            or not same
            or not fresh
            or fit.missing
            or (shared and not _chained(best, fit))
        ):
            continue
        # What is told itself (最大班50人) goes with values of a school, and with what is there beside what should be.
        alike = fit.relation.told == best.relation.told or best.relation.per_student or best.held
        if not alike and not single:
            continue
        cards.add(fit.relation.card.id)
        used |= fit.own_starts
        yield fit


def single_beside_average(best: Fit, fit: Fit) -> bool:
    """One class told beside the average of all: it has to keep the line by itself."""
    threshold = fit.relation.threshold
    single = fit.relation.told and not best.relation.told and threshold is not None and not threshold.per
    return single and fit.relation.card is best.relation.card and not fit.starts & best.starts


def _chained(best: Fit, fit: Fit) -> bool:
    """Two formulas that share an input and each have one of their own (交流的教师, 其中的骨干)."""
    keys = {role.key for role in fit.relation.roles} & {role.key for role in best.relation.roles}
    return len(fit.bound) > 1 and any(
        {one.quantity.start for one in fit.bound.get(key, ())} & {one.quantity.start for one in best.bound.get(key, ())}
        for key in keys
    )
