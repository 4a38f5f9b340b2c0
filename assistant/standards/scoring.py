"""Schools under one standard: every school judged, every coefficient, and what the verdict rests on.

The engine knows kinds of rules (``knowledge/measures.py``), not standards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.knowledge.measures import Measure, Measures, SchoolTable, Stricter
from assistant.standards.county import Composite, Line, composite, stage_lines
from assistant.standards.findings import Finding
from assistant.standards.judging import FAILED, OPEN, SAID, Judged, judge_schools, worst
from assistant.standards.parts import Entered, Left, enter, join_points, rulers
from assistant.standards.schools import Roll
from assistant.standards.sums import beside, coefficients_within
from assistant.text.numerals import shown

_NAMED = 5


@dataclass(frozen=True, slots=True)
class Ruling:
    """What one rule of the standard comes to."""

    id: str
    name: str
    verdict: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A stricter line held against a stage."""

    stricter: Stricter
    stage: str
    met: bool | None


@dataclass(frozen=True, slots=True)
class Sized:
    """A school with more students than its kind should have."""

    school: str
    students: int
    limit: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Everything the desk says of one county, or of one school of it, under one standard."""

    measure: Measure
    schools: tuple[Judged, ...]
    county: tuple[Line, ...]
    composites: tuple[Composite, ...]
    averages: tuple[Composite, ...]
    """Means of coefficients that no rule is about."""
    rulings: tuple[Ruling, ...]
    stricter: tuple[Held, ...]
    verdict: str
    reasons: tuple[str, ...]
    sized: tuple[Sized, ...]
    left: tuple[Left, ...]
    notes: tuple[str, ...]
    findings: tuple[Finding, ...]
    weighted: bool
    version: str


def score_schools(roll: Roll, measure: Measure, measures: Measures, *, weighted: bool = True) -> Score:
    """Judge all schools of a roll.

    Args:
        weighted: False computes the plain coefficients, which is told.
    """
    joined, orphans = join_points(roll.schools, measures.schools)
    entered = enter(joined, orphans, measure, measures.schools)
    ready = rulers(measure, measures.schools)
    judged = {
        stage: iter(judge_schools([part for part in entered.parts if part.stage == stage], ready[stage], measure))
        for stage in measure.stages
    }
    schools = tuple(next(judged[part.stage]) for part in entered.parts)
    lost = tuple(f"{name}（{why}）" for name, why in roll.lost.items())
    stages = [stage for stage in measure.stages if any(p.stage == stage and p.compared for p in entered.parts)]
    by_stage = {stage: stage_lines(entered.parts, stage, measure, weighted=weighted, lost=lost) for stage in stages}
    rule = measure.rule("composite-cv")
    means = tuple(composite(lines, rule.limits[stage] if rule else None) for stage, lines in by_stage.items())
    lines = tuple(line for own in by_stage.values() for line in own)
    composites = means if rule else ()
    sized = tuple(_too_large(entered, measure, measures.schools))
    rulings = _rulings(measure, schools, lines, composites)
    verdict = worst([ruling.verdict for ruling in rulings])
    return Score(
        measure, schools, lines, composites, () if rule else means, rulings, _held(measure, composites), verdict,
        _reasons(rulings, measure, stages), sized, entered.left, _notes(entered, measure, sized), roll.findings,
        weighted, measures.version,
    )  # fmt: skip


def _too_large(entered: Entered, measure: Measure, shared: SchoolTable) -> Iterator[Sized]:
    """Schools over the size of their kind: all their students of the stages that are assessed."""
    schools = {id(part.school): part.school for part in entered.parts}
    limits = measure.sizes.limits if measure.sizes else {}
    columns_of = {
        kind: [shared.column(shared.students, stage) for stage in measure.stages if stage in stages]
        for kind, stages in shared.kinds.items()
    }
    for school in schools.values() if limits else ():
        limit, columns = limits.get(school.kind), columns_of[school.kind]
        students = int(sum([school.values.get(column) or 0 for column in columns]))
        if limit is not None and students > limit:
            yield Sized(school.name, students, limit, tuple(school.cells(columns)))


def _rulings(
    measure: Measure, schools: Sequence[Judged], lines: Sequence[Line], composites: Sequence[Composite]
) -> tuple[Ruling, ...]:
    made = []
    for rule in measure.rules:
        if rule.kind == "n-of-m-with-floor":
            judged = [school for school in schools if school.part.judged]
            verdict = worst([school.verdict for school in judged])
            made.append(Ruling(rule.id, rule.name, verdict, tuple(_about_schools(judged))))
        elif rule.kind == "each-cv":
            reasons = tuple(_about_line(line) for line in lines if line.met is not True)
            made.append(Ruling(rule.id, rule.name, worst([SAID[line.met] for line in lines]), reasons))
        else:
            said = tuple(_about_composite(mean, lines) for mean in composites)
            made.append(Ruling(rule.id, rule.name, worst([SAID[mean.met] for mean in composites]), said))
    return tuple(made)


def _about_schools(judged: Sequence[Judged]) -> list[str]:
    said = []
    for verdict in (FAILED, OPEN):
        names = [f"{school.part.school.name}（{school.part.stage}）" for school in judged if school.verdict == verdict]
        if names:
            more = f"等{len(names)}个" if len(names) > _NAMED else ""
            said.append(f"{verdict}：{'、'.join(names[:_NAMED])}{more}。")
    return said


def _about_line(line: Line) -> str:
    """Why a coefficient does not meet its line."""
    name = f"{line.stage}“{line.indicator.name}”"
    if line.found is None:
        return f"{name}的差异系数算不出：{_lacking(line) or '均值是0。'}"
    value = line.found.shown(line.limit)
    if line.met is None:
        return f"{name}的差异系数按有数的{len(line.parts)}所算是{value}，不能作准：{_lacking(line)}"
    assert line.limit is not None
    return f"{name}的差异系数{value}，超过{_limit(line.limit)}。"


def _limit(limit: Fraction) -> str:
    """A limit of coefficients with its two decimals, as the documents write it."""
    return f"{float(limit):.2f}" if (limit * 100).denominator == 1 else shown(limit, 4)


def _lacking(line: Line) -> str:
    if not line.lacking:
        return ""
    more = f"等{len(line.lacking)}所" if len(line.lacking) > _NAMED else ""
    return f"{'、'.join(line.lacking[:_NAMED])}{more}缺数。"


def _about_composite(mean: Composite, lines: Sequence[Line]) -> str:
    assert mean.limit is not None
    limit = _limit(mean.limit)
    if mean.value is not None:
        value = beside(mean.value, float(mean.limit))
        return f"{mean.stage}综合差异系数{value}，{'不超过' if mean.met else '超过'}{limit}。"
    own = [line for line in lines if line.stage == mean.stage and (line.lacking or line.found is None)]
    names = "、".join(line.indicator.name for line in own)
    if mean.met is False:
        return f"{mean.stage}还缺{names}，但其余各项已使综合差异系数超过{limit}。"
    return f"{mean.stage}综合差异系数算不出：{names}缺数。{_lacking(own[0])}"


def _held(measure: Measure, composites: Sequence[Composite]) -> tuple[Held, ...]:
    held = []
    for stricter in measure.stricter:
        for mean in composites:
            limit = stricter.limits.get(mean.stage)
            if limit is not None:
                met = None if mean.value is None else coefficients_within(mean.found, limit)
                held.append(Held(stricter, mean.stage, met))
    return tuple(held)


def _reasons(rulings: Sequence[Ruling], measure: Measure, stages: Sequence[str]) -> tuple[str, ...]:
    said = [f"{ruling.name}：{reason}" for ruling in rulings for reason in ruling.reasons]
    said += [f"表里没有{stage}学校，{stage}没有判。" for stage in measure.stages if stage not in stages]
    said.append(f"只判了{measure.decided}；{'、'.join(part.part for part in measure.checklist)}没有数据，没有判。")
    return tuple(said)


def _notes(entered: Entered, measure: Measure, sized: Sequence[Sized]) -> tuple[str, ...]:
    """Assumptions that this upload makes use of, and who counts."""
    notes = [measure.weighting.say] if measure.weighting.say else []
    if any(part.share is not None and part.share.written for part in entered.parts):
        notes.append(measure.split_say)
    if sized and measure.sizes:
        notes += [measure.sizes.say, measure.sizes.relaxed]
    return (*notes, *entered.notes, *(rule.say for rule in measure.counts))
