"""Numbers of a question held against numbers of a fact: the same, another one, or nothing to compare.

A number is compared with those of its unit and its stage. One that a rule is said to want (要45人, 80分就行) must be
the fact's own; one that somebody has (48人的班) is held against the fact's bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.conversation.claims import Contrasts, named
from assistant.conversation.measures import Measure, measures, told
from assistant.knowledge.language import Language
from assistant.records import Fact
from assistant.text.tokens import pairs

_OF_SOMETHING = re.compile(r"^[\u4e00-\u9fff]{0,1}的[\u4e00-\u9fff]{0,4}(?:班|校|县|教师|教学点|盒|村)")
_NOTHING_BEHIND = re.compile(r"^(?:$|[,。?!;]|[就才吧对行呢])")
_MARKS = re.compile("[，；,:：;。?!]")
_DATES = ("月", "日", "号")
_EXACT_COUNTERS = ({"条", "项"}, {"册", "本"})
_POINTING = ("那", "这")
_LARGE = 1000
_SAME_THING = 2
"""How many pairs of characters the clause of a number shares with a fact that counts the same thing, at least."""
_SAME_WORDS = 3
"""How many pairs of characters a number must share with the question to be the one that the question means."""


@dataclass(frozen=True, slots=True)
class Vote:
    """A number of the question: the fact's own (True), another (False) or nothing to compare.

    ``sure``: the fact holds just one such number; ``wanted``: a rule is said to want it.
    """

    told: bool | None
    sure: bool
    wanted: bool
    clause: str = ""

    @property
    def against(self) -> bool:
        """A rule is quoted with another number than the fact's only one."""
        return self.told is False and self.sure and self.wanted


_NOTHING = Vote(None, sure=False, wanted=False)


@dataclass(frozen=True)
class Weighing:
    """Holds the numbers of one question against one fact. ``claimed``: it states and asks for a yes (…没错吧)."""

    language: Language
    contrasts: Contrasts
    stages: frozenset[str]
    claimed: bool = False

    def votes(self, text: str, fact: Fact) -> Iterator[Vote]:
        """What every number of a question says of the fact."""
        asked = _without_ends(measures(text, self.contrasts))
        if not asked:
            return
        whole, spoken = told(fact, self.contrasts)
        alone = all(not one.unit and (one.stages or len(asked) == 1) for one in asked)
        told_right: set[str] = set()
        kept = self._of_fact(asked, fact)
        for one in asked:
            names_card = not one.unit and text[one.start : one.end] in fact.card
            if one not in kept or names_card:
                yield _NOTHING
                continue
            value, said = self._left(one, asked, whole), self._left(one, asked, spoken)
            known = self._known(one, value, said, bare=alone)
            if not known and one.unit.startswith("每"):
                continue
            known = known if one.until else self._meant(one, known, value, text)
            if self._swapped(one, known, (*whole, *spoken)):
                yield Vote(False, sure=True, wanted=True, clause=one.clause)
                continue
            vote = self._vote(one, known)
            told_right |= {one.unit} if vote else set()
            sure = len({(other.value, other.until) for other in known if not one.until or other.until}) == 1
            first = one.unit not in told_right or (len(said) < len(spoken) and self._wanted(one))
            sure = sure and (bool(one.stages or one.until) or first)
            yield Vote(vote, sure, self._wanted(one), one.clause)

    def _known(self, one: Measure, value: Sequence[Measure], said: Sequence[Measure], *, bare: bool) -> list[Measure]:
        """What the number is held against: those of the fact's sentence where it stands among them, else its value."""
        known = [] if one.until else self._comparable(one, value, bare=bare, exact=False)
        spoken = self._comparable(one, said, bare=False, exact=True)
        return spoken if any(one.value == other.value for other in spoken) else known or spoken

    def _left(self, one: Measure, asked: Sequence[Measure], known: Sequence[Measure]) -> list[Measure]:
        """Those that no other number beside it (七项里五项) tells."""
        beside = {
            (other.value, other.unit)
            for other in asked
            if other is not one and other.piece == one.piece and other.stages == one.stages
        }
        return [other for other in known if other.value == one.value or (other.value, other.unit) not in beside]

    def supposed(self, text: str, fact: Fact, *, about: bool = False) -> bool:
        """Does an open question speak of so many (那四条注) where the fact counts otherwise?

        Parts of a count, and what somebody has, are no count of the whole. ``about``: the fact's card is named.
        """
        asked = measures(text, self.contrasts)
        if not asked:
            return False
        value, said = told(fact, self.contrasts)
        found = False
        for one in asked:
            named = about or self.language.says("rule_named", one.before)
            alike = len(set(pairs(one.piece)) & set(pairs(fact.say)))
            if self._counts(one, asked, text) and alike >= (1 if named else _SAME_THING):
                known = self._comparable(one, value or said, bare=False, exact=False)
                equal = [other for other in said if self._fits(one.unit, other.unit) and one.value == other.value]
                known = self._meant(one, [*known, *equal], value, text)
                found = found or len({other.value for other in known} | {one.value}) > len(_values(known)) == 1
        return found

    def _counts(self, one: Measure, asked: Sequence[Measure], text: str) -> bool:
        """Is it told as the count of something whole, or as what a rule wants, in no sum of somebody's own?"""
        says = self.language.says
        if not one.unit or one.until is not None or says("part_of_count", one.before) or self._had(one):
            return False
        if says("rule_named", one.before):
            return True
        counted = any(one.unit in group for group in self.contrasts.counters)
        definite = says("supposed_before", one.before) or says("supposed_after", one.after)
        pointed = len(asked) == 1 and one.before.endswith(_POINTING)
        return counted and definite and (pointed or not self.language.sums_asked(text))

    def _meant(self, one: Measure, known: list[Measure], value: Sequence[Measure], text: str) -> list[Measure]:
        """The numbers that the question means, by the words around them, where the fact has its number too.

        A fact may say this very number of another thing (一般学校最多2000人，一贯制学校2500人): then it is held
        against the one of its own thing, or against none where that is not plain.
        """
        equal = [other for other in known if other.value == one.value]
        others = [other for other in (*value, *known) if other.value != one.value and other.unit in _units(equal)]
        rivals = self._of_stage(one, others)
        typed = [other for other in rivals if other in value]
        own, theirs = self._nearness(one, equal, rivals, text)
        if theirs <= own or one.value in _values(self._of_stage(one, value)):
            return known
        return (typed or rivals) if own == 0 and (typed or theirs >= _SAME_WORDS) else []

    def _nearness(
        self, one: Measure, equal: Sequence[Measure], rivals: Sequence[Measure], text: str
    ) -> tuple[int, int]:
        """How many pairs of the question stand only by the number itself, and only by the others."""
        if not rivals or not equal or any(not pairs(other.words) for other in equal):
            return 0, 0
        here, there = (set(pairs("|".join(other.words for other in group))) for group in (equal, rivals))
        for asked in (set(pairs(one.piece)), set(pairs(text))):
            own, others = len(asked & (here - there)), len(asked & (there - here))
            if own or others:
                return own, others
        return 0, 0

    def _of_fact(self, asked: Sequence[Measure], fact: Fact) -> list[Measure]:
        """Of several numbers of one unit (音乐96平、美术90平), those told with most of the fact's words."""
        kept = []
        said = set(pairs(fact.say))
        ranges = {(known.value, known.until) for known in measures(fact.say, self.contrasts)}
        for one in asked:
            if one.until and (one.value, one.until) in ranges:
                kept.append(one)
                continue
            near = [len(said & set(pairs(other.piece))) for other in asked if other.unit == one.unit]
            if not pairs(one.piece) or len(said & set(pairs(one.piece))) >= max(near):
                kept.append(one)
        return kept

    def _comparable(self, one: Measure, known: Sequence[Measure], *, bare: bool, exact: bool) -> list[Measure]:
        """Those of the same unit and stage.

        ``exact``: of the very unit. A number without a unit is compared with the fact's value where it stands alone
        (``bare``), else only found again.
        """
        near = [other for other in known if one.unit == other.unit] or [
            other
            for other in known
            if (exact and {one.unit, other.unit} in _EXACT_COUNTERS)
            or (not exact and (self._fits(one.unit, other.unit) or _is_bare(one)))
            or (not one.unit and (not exact and bare or one.value == other.value))
        ]
        return self._of_stage(one, near)

    def _of_stage(self, one: Measure, known: Sequence[Measure]) -> list[Measure]:
        stages = one.stages or (self.stages if len(self.stages) == 1 else frozenset())
        return [other for other in known if not stages or not other.stages or stages & other.stages]

    def _fits(self, asked: str, known: str) -> bool:
        return asked == known or any(asked in group and known in group for group in self.contrasts.counters)

    def _vote(self, one: Measure, known: Sequence[Measure]) -> bool | None:
        if one.until is not None:
            ranges = [other for other in known if other.until is not None]
            return any((one.value, one.until) == (other.value, other.until) for other in ranges) if ranges else None
        if self._of_one_stage(one, known):
            return False
        if any(one.value == other.value for other in known):
            return True
        if not known or any(_in_range(one, other) or _rounded(one, other) for other in known):
            return None
        kept = any(_keeps(one.value, other) for other in known)
        if one.unit in _DATES and not self._wanted(one):  # somebody's birthday
            return None
        if self._had(one):
            failed = any(other.bound for other in known) and not kept
            return False if failed and not self._denied(one) else None
        return None if kept and not self._wanted(one) else False

    def _of_one_stage(self, one: Measure, known: Sequence[Measure]) -> bool:
        """Told of several stages (中小学都是六年), and one of them has another number."""
        values = [_values([other for other in known if stage in other.stages]) for stage in one.stages]
        return len(values) > 1 and all(values) and any(one.value not in of_stage for of_stage in values)

    def _denied(self, one: Measure) -> bool:
        """The question itself says that it is not so (48人的班不算大班额)."""
        return self.language.says("denial", self.language.without("no_denial", one.clause))

    def _had(self, one: Measure) -> bool:
        """Somebody has so many, no rule wants them."""
        return bool(_OF_SOMETHING.match(one.after)) or (
            self.language.says("own_figures", one.clause) and not self._wanted(one)
        )

    def _wanted(self, one: Measure) -> bool:
        says = self.language.says
        quoted = says("rule_before", one.before) or says("rule_after", one.after)
        return one.unit.startswith("每") or quoted or self._of_rule(one)

    def _of_rule(self, one: Measure) -> bool:
        """Told of a standard itself (优质均衡残疾儿童入学率80%) or as a rule, not of somebody's school."""
        if self._own(one):
            return False
        return self.claimed or "standard" in named(_MARKS.split(one.before)[-1], self.contrasts)

    def _own(self, one: Measure) -> bool:
        return self.language.says("own_figures", one.clause) or bool(self.language.sums_asked(one.clause))

    def _swapped(self, one: Measure, known: Sequence[Measure], told: Sequence[Measure]) -> bool:
        """Told of one stage (小学5.8平) what the fact says of another."""
        if self._own(one) or len(one.stages) != 1 or not known or one.value in _values(known):
            return False
        others = [other for other in told if other.stages and not other.stages & one.stages]
        return any(other.value == one.value and other.unit in ("", one.unit) for other in others)


def _without_ends(asked: Sequence[Measure]) -> list[Measure]:
    """Without the numbers that only end a range (1到4轨)."""
    starts = sorted(one.start for one in asked)
    ends = {(one.until, starts[starts.index(one.start) + 1 :][:1][0]) for one in asked if _has_end(one, starts)}
    return [one for one in asked if (one.value, one.start) not in ends]


def _has_end(one: Measure, starts: Sequence[int]) -> bool:
    return one.until is not None and one.start < starts[-1]


def _in_range(one: Measure, other: Measure) -> bool:
    return other.until is not None and other.value <= one.value <= other.until


def _rounded(one: Measure, other: Measure) -> bool:
    """A large number told in fewer digits (997万, 997.1万)."""
    # Near first: what somebody types may be too large for a float, what is near a fact's number is not.
    if other.value < _LARGE or abs(one.value - other.value) * 100 >= other.value:
        return False
    digits, exact = (len(f"{float(number.value):.12g}".replace(".", "").strip("0")) for number in (one, other))
    return digits < exact


def _is_bare(one: Measure) -> bool:
    """A count that names nothing behind it (要配5个)."""
    return one.unit == "个" and bool(_NOTHING_BEHIND.match(one.after))


def _values(known: Sequence[Measure]) -> set[Fraction]:
    return {one.value for one in known}


def _units(known: Sequence[Measure]) -> set[str]:
    return {one.unit for one in known}


def _keeps(value: Fraction, limit: Measure) -> bool:
    return bool(limit.bound) and (value >= limit.value if limit.bound > 0 else value <= limit.value)
