"""Standards to compute with: what ``corpus/measures/`` says, as records the engine of ``standards/`` reads.

The engine knows kinds of rules, not standards: a province's standard is a YAML file. Numbers are exact fractions of
the decimals as they are written there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from assistant.errors import BadRequest

RuleKind = Literal["composite-cv", "each-cv", "n-of-m-with-floor"]
Severity = Literal["错误", "待核实", "提示"]
Limits = Mapping[str, Fraction]
"""Stage -> limit."""


@dataclass(frozen=True, slots=True)
class Trust:
    """Where a statement comes from, and how sure it is (``sourced`` or ``convention``)."""

    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """A value of a school: ``amount`` ÷ students × ``per``.

    ``amount`` is a sum of columns, column -> +1 or −1; ``shared``: the stages of a combined school use it together,
    so that it is split. ``whole``: it is counted in whole things. ``limits`` is empty where no school has to reach one.
    """

    id: str
    name: str
    unit: str
    per: int
    amount: Mapping[str, int]
    amount_name: str
    amount_unit: str
    shared: bool
    whole: bool
    limits: Limits
    trust: Trust


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the verdict.

    ``composite-cv``: the mean of all coefficients of a stage is at most its limit. ``each-cv``: every coefficient is.
    ``n-of-m-with-floor``: every school reaches the limits of at least ``least`` indicators, and what it misses is at
    least ``floor`` times the limit.
    """

    kind: RuleKind
    id: str
    name: str
    limits: Limits
    least: int
    floor: Fraction
    say: str
    trust: Trust


@dataclass(frozen=True, slots=True)
class Stricter:
    """A stricter line of a province or city, told beside the verdict and never part of it."""

    name: str
    applies_to: str
    rule: str
    limits: Limits
    trust: Trust


@dataclass(frozen=True, slots=True)
class Counted:
    """Who counts: a kind of school that stands alone (``under``: with fewer students), or a statement about others."""

    kind: str
    other: str
    under: int | None
    coefficient: bool
    school: bool
    say: str
    doubt: str
    trust: Trust


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an assessment that figures of schools do not decide."""

    part: str
    say: str
    trust: Trust


@dataclass(frozen=True, slots=True)
class Sizes:
    """Most students of a kind of school, told beside the verdict; exceptions are said, not applied."""

    limits: Mapping[str, int]
    say: str
    relaxed: str
    trust: Trust


@dataclass(frozen=True, slots=True)
class RubricItem:
    """A known item of a form with points."""

    id: str
    name: str
    group: str
    points: Fraction


@dataclass(frozen=True, slots=True)
class Rubric:
    """Points with bands. ``bands``: points of an item -> the points of its bands, best first."""

    full: Fraction
    passed: Fraction
    items_count: int
    pass_say: str
    not_applicable: tuple[str, ...]
    not_applicable_say: str
    missing_say: str
    bands: Mapping[Fraction, tuple[Fraction, ...]]
    items: tuple[RubricItem, ...]
    trust: Trust


@dataclass(frozen=True, slots=True)
class Refers:
    """Where the corpus tells of the parts of a standard, by their ids (``verdict`` is the whole).

    ``cards``: the card that tells of it. ``archives``: the items of the school archive that hold what its figures come
    from; parts that are not there have none in the material.
    """

    cards: Mapping[str, str]
    archives: Mapping[str, tuple[str, ...]]
    trust: Trust


@dataclass(frozen=True, slots=True)
class Measure:
    """One standard. ``rubric`` is None for standards of a county, which have indicators and rules."""

    id: str
    name: str
    document: str
    number: str
    effective_from: str
    validity: str
    form: str
    stages: tuple[str, ...]
    decided: str
    """What the verdict is about."""
    trust: Trust
    weighting: Part
    weights: Mapping[str, Mapping[str, Fraction]]
    """Kind of combined school -> stage -> what one student of it weighs when shared amounts are split."""
    split_say: str
    split_trust: Trust
    indicators: tuple[Indicator, ...]
    rules: tuple[Rule, ...]
    stricter: tuple[Stricter, ...]
    counts: tuple[Counted, ...]
    schools_say: str
    sizes: Sizes | None
    checklist: tuple[Part, ...]
    rubric: Rubric | None
    refers: Refers

    def rule(self, kind: RuleKind) -> Rule | None:
        """The rule of that kind."""
        return next((rule for rule in self.rules if rule.kind == kind), None)


@dataclass(frozen=True, slots=True)
class WholePart:
    """Two columns of which one is a part of the other; where it is larger, ``unusable`` are not used."""

    part: str
    whole: str
    unusable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Myriad:
    """A column of 元 that may hold 万元: it looks so ``below`` so much a student, up to ``most`` once multiplied."""

    column: str
    below: Fraction
    most: Fraction


@dataclass(frozen=True, slots=True)
class SumOf:
    """A column that a table may lack, and the columns that make it up together."""

    column: str
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SchoolTable:
    """What all county standards share. Columns of a stage are named ``students_primary``."""

    stages: Mapping[str, str]
    students: str
    shared: tuple[str, ...]
    staged: tuple[str, ...]
    kinds: Mapping[str, tuple[str, ...]]
    point: str
    """The kind that may be joined to another school."""
    parts: tuple[WholePart, ...]
    myriads: tuple[Myriad, ...]
    sums: tuple[SumOf, ...]

    def column(self, name: str, stage: str) -> str:
        """Column of a figure for a stage."""
        return f"{name}_{self.stages[stage]}" if name in self.staged else name


@dataclass(frozen=True, slots=True)
class FindingText:
    """What a finding of one rule says; its templates take words in braces."""

    id: str
    severity: Severity
    message: str
    fix: str


@dataclass(frozen=True, slots=True, eq=False)
class Measures:
    """All of ``corpus/measures/``."""

    version: str
    schools: SchoolTable
    findings: Mapping[str, FindingText]
    measures: Mapping[str, Measure]

    def named(self, names: Sequence[str]) -> list[Measure]:
        """Standards by id; all of them read the same form.

        Raises:
            BadRequest: there is no such standard, or they read different forms.
        """
        unknown = next((name for name in names if name not in self.measures), None)
        if unknown is not None or not names:
            raise BadRequest(f"没有叫“{(unknown or '')[:40]}”的标准，可选：{'、'.join(self.measures)}。")
        chosen = [self.measures[name] for name in dict.fromkeys(names)]
        if len({measure.form for measure in chosen}) > 1:
            raise BadRequest("这几个标准用的不是同一种表，请分开算。")
        return chosen
