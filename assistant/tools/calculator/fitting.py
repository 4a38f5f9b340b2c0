"""Fitting: which relation explains the figures of a question, and which figure is which of its inputs.

Every relation with a word in the question is filled; the one that explains most figures, is named, belongs to the
standard meant and stands near the top of the ranking is taken. Others of its standard may explain what is left.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from assistant.tools.base import Request
from assistant.tools.binding import Reading
from assistant.tools.calculator.desk import Desk
from assistant.tools.calculator.filling import Filling
from assistant.tools.calculator.fits import Fit
from assistant.tools.calculator.goals import Goals
from assistant.tools.calculator.meaning import Meaning
from assistant.tools.calculator.merits import Merits
from assistant.tools.calculator.relations import STUDENTS, Relation

_YEAR = re.compile("(?<![0-9])(?:19|20)[0-9]{2}(?=年)")


@dataclass(frozen=True)
class Fitter:
    """Fits relations to one question."""

    desk: Desk
    request: Request
    reading: Reading
    goals: Goals

    def fits(self, among: Collection[Relation] = ()) -> list[Fit]:
        """All relations (those ``among`` some) with a noun or a name in the question, best first."""
        meaning = Meaning(self.desk, self.request, self.reading)
        filling = Filling(self.desk, self.request, self.reading, meaning)
        meant = (one for one in meaning.meant(among) if not (self._is_of_later(one) or self._leaves_a_part_out(one)))
        found = [fit for relation in meant if (fit := filling.fit(relation)) is not None]
        found = [
            fit
            for fit in found
            if not any(other(fit, found) for other in (_comes_about, _is_told_itself, _is_anothers, _gives_all_to_one))
        ]
        explained: dict[str, set[int]] = {}
        for fit in found:
            for standard in fit.standards if not fit.missing else ():
                explained.setdefault(standard, set()).update(fit.starts)
        merits = Merits(self.desk, self.request, self.reading, self.goals, meaning)
        found = [replace(fit, merit=merits.merit(fit, explained)) for fit in found]
        return sorted(found, key=lambda fit: -fit.merit)

    def _leaves_a_part_out(self, relation: Relation) -> bool:
        """Does it share out among the parts of a school, and the question name one more part (高中) than it knows?"""
        if relation.formula is None or not relation.formula.shares:
            return False
        known = {role.key for role in relation.roles}
        sharing = (one for one in self.desk.relations if one.formula is not None and one.formula.shares)
        others = (role for one in sharing for role in one.roles if role.key not in known)
        return any(word in self.reading.text for role in others for word in role.words)

    def _is_of_later(self, relation: Relation) -> bool:
        """Does its card speak of what holds since a year, and the question of a year before, or of what held once?"""
        since = [int(year) for year in relation.card.facets.get("year", ()) if year.isdigit()]
        if not since or relation.formula is None:
            return False
        text = self.reading.text
        asked = [int(year) for year in _YEAR.findall(text)]
        once = any(word in text for word in self.desk.words("held_once"))
        return (once and max(asked, default=0) < min(since)) or (bool(asked) and max(asked) < min(since))


def _comes_about(told: Fit, fits: Sequence[Fit]) -> bool:
    """The figure is not the result told, but what the result asked for is computed from (实得83分,折算)."""
    return told.relation.told and any(
        fit.relation.judge is told.relation.judge and fit.relation.card is not told.relation.card and fit.named
        for fit in fits
    )


def _is_anothers(bare: Fit, fits: Sequence[Fit]) -> bool:
    """Taken without its noun for what was spoken of before, but told of something else (音体美教师4人)."""
    unnamed = {
        bound.quantity.start
        for key, found in bare.bound.items()
        for bound in found
        if key != STUDENTS and not (bound.word or bound.change)
    }
    return bare.relation.per_student and any(
        bound.word and bound.quantity.start in unnamed
        for fit in fits
        if fit.relation.card is not bare.relation.card and not fit.missing and {*fit.standards} & {*bare.standards}
        for key, found in fit.bound.items()
        if key != STUDENTS
        for bound in found
    )


def _gives_all_to_one(whole: Fit, fits: Sequence[Fit]) -> bool:
    """The amount of a school of several stages taken for the students of one (小学部300、初中部300,操场6300平)."""
    if not whole.relation.per_student or whole.missing:
        return False
    students = {bound.quantity.start for bound in whole.bound.get(STUDENTS, ())}
    shared = (fit for fit in fits if fit.relation.formula is not None and fit.relation.formula.shares)
    return any(
        fit.named
        and not fit.missing
        and students < fit.own_starts
        and any(bound.quantity.start in whole.starts for bound in fit.held.values())
        for fit in shared
    )


def _is_told_itself(derived: Fit, fits: Sequence[Fit]) -> bool:
    """What the input may be computed from is told, but so is the input (发500份,收回480份)."""
    relation = derived.relation
    return bool(relation.derived) and any(
        fit.relation.card is relation.card
        and fit.relation.result == relation.result
        and not (fit.relation.derived or fit.missing)
        and len(fit.starts) >= len(derived.starts)
        for fit in fits
    )
