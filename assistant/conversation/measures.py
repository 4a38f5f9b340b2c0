"""Numbers of a question held against numbers of a fact: the same, another one, or nothing to compare.

A number is compared with those of its unit and its stage. One that a rule is said to want (要45人, 80分就行) must be
the fact's own; one that somebody has (48人的班) is held against the fact's bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.conversation.claims import CLAUSE, Amount, Contrasts, amounts
from assistant.knowledge.language import Language
from assistant.records import Fact
from assistant.text.numerals import UNITS, han_number, quantities
from assistant.text.tokens import pairs

STAGES = ("小学", "初中", "高中")
_RATIO = re.compile(r"(?<![0-9.])1\s*[:∶比/]\s*([0-9]+(?:\.[0-9]+)?)(?![0-9]*[-:∶])")
_COUNTED = re.compile(
    r"(?<!第)(?<![0-9.])([0-9]+|[二两三四五六七八九十]+)(?:大|个|小)?(卷|种|栏|位|类|样|处|步|支|层|枚|米|克|小时|次|学期|(?<=[分共有是成做要就设][二两三四五六七八九十0-9])[级档])"
)
_PIECE = re.compile(r"[^。；;，,：:、\n!?]+")
_TWICE = re.compile(r"[一每][\u4e00-\u9fff]\s*$")
_PER = re.compile(r"每\s*$")
_STANDARD = re.compile(r"(?:九|9|十二|12)年(?=一贯制)|[A-Za-z]+(?:/[A-Za-z])?\s*[0-9]+(?:[-.—][0-9]+)*", re.IGNORECASE)
_ONE_OF = frozenset("班 所 个 盒 人 项 次 份".split())
_NO_FIGURE = re.compile(r"^不[多少]|^一[张份本册次人]")
_UNSAID = re.compile(r"(?:不是|并非|不用|不必|不需要|没有|用不着)[要有到]?\s*$")
_CALENDAR = range(1900, 2100)
_LIKE = frozenset(("个", "项", "条", "室", "间", "类", "份", "种", "样"))
_SAME = ({"条", "项"}, {"册", "本"})
_PURE = frozenset(("系数", "差异系数", "比例"))
_OF_SOMETHING = re.compile(r"^[\u4e00-\u9fff]{0,1}的[\u4e00-\u9fff]{0,4}(?:班|校|县|教师|教学点|盒|村)")


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with its unit, the stages it is of (none: any), its bound (1 at least, -1 at most) and its clause."""

    value: Fraction
    unit: str
    stages: frozenset[str]
    bound: int
    clause: str
    before: str = ""
    after: str = ""
    piece: str = ""
    until: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Vote:
    """A number of the question: the fact's own (True), another (False) or nothing to compare.

    ``sure``: the fact holds just one such number; ``wanted``: a rule is said to want it.
    """

    told: bool | None
    sure: bool
    wanted: bool

    @property
    def against(self) -> bool:
        """A rule is quoted with another number than the fact's only one."""
        return self.told is False and self.sure and self.wanted


def measures(text: str, contrasts: Contrasts) -> list[Measure]:
    """The numbers of a text; years of the calendar, numbers per so many (每12个班) and denied ones are left out."""
    text = _STANDARD.sub(lambda match: " " * len(match[0]), text)
    ratios = [_ratio(text, match, contrasts) for match in _RATIO.finditer(text)]
    rest = _RATIO.sub("|", text)
    return [*ratios, *_amounts(rest, contrasts), *_counted(rest)]


def _ratio(text: str, match: re.Match[str], contrasts: Contrasts) -> Measure:
    stage = [value for _, end, group, value in contrasts.found(text) if group == "stage" and end <= match.start()]
    around = text[max(0, match.start() - 16) : match.start()], text[match.end() :][:16]
    return Measure(Fraction(match[1]), "比", frozenset(stage[-1:]), 0, _clause(text, match.start()), *around)


def _amounts(text: str, contrasts: Contrasts) -> Iterator[Measure]:
    place = 0
    for amount in amounts(text, contrasts):
        place = text.find(amount.raw, place)
        before, after = text[max(0, place - 16) : place], text[place + len(amount.raw) :][:16]
        clause, piece = _clause(text, place), _clause(text, place, _PIECE)
        place += len(amount.raw)
        one = amount.raw.startswith("一") and (
            amount.unit in _ONE_OF or _TWICE.search(before) or _NO_FIGURE.match(after)
        )
        if not (one or _calendar(amount) or _PER.search(before) or _UNSAID.search(before)):
            stages = frozenset(amount.of.get("stage", ())) & frozenset(STAGES)
            yield Measure(amount.value, _unit(amount), stages, amount.bound, clause, before, after, piece, amount.until)


def _unit(amount: Amount) -> str:
    """条 and 项 are one unit to the calculator; 22项、88条 are two counts."""
    return "条" if amount.raw.endswith("条") else amount.unit


def _counted(text: str) -> Iterator[Measure]:
    for match in _COUNTED.finditer(text):
        value = Fraction(match[1]) if match[1].isdecimal() else han_number(match[1])
        if value is not None and not quantities(match[0])[:1] and not _PER.search(text[: match.start()]):
            around = text[max(0, match.start() - 16) : match.start()], text[match.end() :][:16]
            yield Measure(value, match[2], frozenset(), 0, _clause(text, match.start()), *around)


def _calendar(amount: Amount) -> bool:
    return amount.unit in ("年", "") and amount.value in _CALENDAR and len(amount.raw.strip("年 ")) == len("2020")


def _clause(text: str, place: int, parts: re.Pattern[str] = CLAUSE) -> str:
    return next((match[0] for match in parts.finditer(text) if match.start() <= place < match.end()), text)


def told(fact: Fact, contrasts: Contrasts) -> tuple[list[Measure], list[Measure]]:
    """What the fact is known to say (its value, by stage), and all numbers of its sentence."""
    said = measures(fact.say, contrasts)
    return list(_value(fact, said)), said


def _value(fact: Fact, said: Sequence[Measure]) -> Iterator[Measure]:
    value = fact.value or {}
    named = value.get("unit", "")
    unit = "" if named in _PURE else named if named == "条" else UNITS.get(named, named)
    for key in (*STAGES, "all", "number"):
        for number in _numbers(value.get(key, "")):
            known = next((one for one in said if one.value == number), None)
            stages = frozenset((key,)) if key in STAGES else frozenset()
            yield Measure(number, unit, stages, known.bound if known else 0, fact.say)


def _numbers(text: str) -> Iterator[Fraction]:
    ratio = _RATIO.fullmatch(text)
    if ratio:
        yield Fraction(ratio[1])
    elif re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", text) and int(float(text)) not in _CALENDAR:
        yield Fraction(text)


@dataclass(frozen=True)
class Weighing:
    """Holds the numbers of one question against one fact."""

    language: Language
    contrasts: Contrasts
    stages: frozenset[str]

    def votes(self, text: str, fact: Fact) -> Iterator[Vote]:
        """What every number of a question says of the fact."""
        value, said = told(fact, self.contrasts)
        asked = measures(text, self.contrasts)
        alone = all(not one.unit and (one.stages or len(asked) == 1) for one in asked)
        told_right: set[str] = set()
        kept = self._of_fact(asked, fact)
        for one in asked:
            if one not in kept:
                yield Vote(None, sure=False, wanted=False)
                continue
            known = [] if one.until else self._comparable(one, value, bare=alone, exact=False)
            spoken = self._comparable(one, said, bare=False, exact=True)
            known = spoken if any(one.value == other.value for other in spoken) else known or spoken
            vote = self._vote(one, known)
            told_right |= {one.unit} if vote else set()
            sure = len({(other.value, other.until) for other in known if not one.until or other.until}) == 1
            sure = sure and (bool(one.stages or one.until) or one.unit not in told_right)
            yield Vote(vote, sure, self._wanted(one))

    def _of_fact(self, asked: Sequence[Measure], fact: Fact) -> list[Measure]:
        """Of several numbers of one unit (音乐96平、美术90平), those told with most of the fact's words."""
        kept = []
        said = set(pairs(fact.say))
        for one in asked:
            near = [len(said & set(pairs(other.piece))) for other in asked if other.unit == one.unit]
            if not pairs(one.piece) or len(said & set(pairs(one.piece))) >= max(near):
                kept.append(one)
        return kept

    def _comparable(self, one: Measure, known: Sequence[Measure], *, bare: bool, exact: bool) -> list[Measure]:
        """Those of the same unit and stage.

        ``exact``: of the very unit. A number without a unit is compared with the fact's value where it stands alone
        (``bare``), else only found again.
        """
        stages = one.stages or (self.stages if len(self.stages) == 1 else frozenset())
        near = [other for other in known if one.unit == other.unit] or [
            other
            for other in known
            if (exact and {one.unit, other.unit} in _SAME)
            or (not exact and fits(one.unit, other.unit))
            or (not one.unit and (not exact and bare or one.value == other.value))
        ]
        return [other for other in near if not stages or not other.stages or stages & other.stages]

    def _vote(self, one: Measure, known: Sequence[Measure]) -> bool | None:
        if one.until is not None:
            ranges = [other for other in known if other.until is not None]
            return any((one.value, one.until) == (other.value, other.until) for other in ranges) if ranges else None
        if any(one.value == other.value for other in known):
            return True
        if not known or any(other.until is not None and other.value <= one.value <= other.until for other in known):
            return None
        kept = any(_keeps(one.value, other) for other in known)
        if self._had(one):
            return False if any(other.bound for other in known) and not kept else None
        return None if kept and not self._wanted(one) else False

    def _had(self, one: Measure) -> bool:
        """Somebody has so many, no rule wants them."""
        return bool(_OF_SOMETHING.match(one.after)) or (
            self.language.says("own_figures", one.clause) and not self._wanted(one)
        )

    def _wanted(self, one: Measure) -> bool:
        return self.language.says("rule_before", one.before) or self.language.says("rule_after", one.after)


def fits(asked: str, known: str) -> bool:
    return asked == known or (asked in ("个", "项", "样") and known in _LIKE) or {asked, known} in _SAME


def _keeps(value: Fraction, limit: Measure) -> bool:
    return bool(limit.bound) and (value >= limit.value if limit.bound > 0 else value <= limit.value)
