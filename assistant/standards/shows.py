"""A score as JSON for programs: the shapes of ``score``. Numbers are whole, what decides is never rounded."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from assistant.knowledge.measures import Measure
from assistant.standards.cells import Number
from assistant.standards.county import Composite, Line, pulls
from assistant.standards.findings import Finding
from assistant.standards.headings import unknown
from assistant.standards.judging import Judged, Result
from assistant.standards.least import Least
from assistant.standards.pairing import GONE, NEW, paired
from assistant.standards.rubric import Form, Item, RubricScore
from assistant.standards.scoring import Score
from assistant.standards.tables import Table
from assistant.text.numerals import shown

_BRIEF = ("stage", "indicator", "id", "mean", "sd", "cv", "limit", "met")
SOURCE = "学校办学条件数据表填表说明"
WEIGHTED, PLAIN = "按学生数加权", "不加权（简单标准差）"


def score_json(score: Score) -> dict[str, Any]:
    """The score; everything that is no number, text or truth is None."""
    return {
        "standard": score.measure.id,
        "method": WEIGHTED if score.weighted else PLAIN,
        "schools": _schools(score.schools),
        "county": [_line(line) for line in score.county],
        "composite": [composite_json(mean) for mean in score.composites],
        "averages": [{"stage": mean.stage, "cv": mean.value} for mean in score.averages],
        "verdict": score.verdict,
        "reasons": list(score.reasons),
        "rulings": [
            {"id": r.id, "name": r.name, "verdict": r.verdict, "reasons": list(r.reasons)} for r in score.rulings
        ],
        "stricter": [
            {"name": held.stricter.name, "applies_to": held.stricter.applies_to, "stage": held.stage,
             "limit": float(held.stricter.limits[held.stage]), "met": held.met,
             "source": held.stricter.trust.source, "confidence": held.stricter.trust.confidence}
            for held in score.stricter
        ],
        "sizes": [
            {"name": one.school, "students": one.students, "limit": one.limit, "cells": list(one.cells)}
            for one in score.sized
        ],
        "left_out": [{"name": left.name, "why": left.why} for left in score.left],
        "counts": [
            {"who": rule.kind or rule.other, "say": rule.say, "source": rule.trust.source,
             "confidence": rule.trust.confidence}
            for rule in score.measure.counts
        ],
        "notes": list(score.notes),
        "checklist": [
            {"part": part.part, "say": part.say, "source": part.trust.source, "confidence": part.trust.confidence}
            for part in score.measure.checklist
        ],
        "findings": [finding_json(finding) for finding in score.findings],
        "source": _source(score.measure),
        "rules": score.version,
    }  # fmt: skip


def _schools(schools: Sequence[Judged]) -> list[dict[str, Any]]:
    heads: dict[str, list[_Head]] = {}
    for school in schools:
        if school.part.stage not in heads:
            heads[school.part.stage] = [_head(result) for result in school.results]
    return [_school(school, heads[school.part.stage]) for school in schools]


_Head = tuple[str, str, int | float | None, int | float | None]
"""Id, name, limit and floor of one indicator in one stage."""


def _head(result: Result) -> _Head:
    limit, floor = result.limit, result.floor
    return (
        result.indicator.id,
        result.indicator.name,
        None if limit is None else number(limit),
        None if floor is None else number(floor),
    )


def _school(school: Judged, heads: Sequence[_Head]) -> dict[str, Any]:
    part, results = school.part, school.results
    told = [_result(result, head) for result, head in zip(results, heads, strict=True)]
    return {
        "name": part.school.name,
        "stage": part.stage,
        "kind": part.school.kind,
        "students": part.students,
        "counted": part.compared,
        "joined": list(part.school.joined),
        "indicators": told,
        "verdict": school.verdict,
        "reasons": list(school.reasons),
    }


def _result(result: Result, head: _Head) -> dict[str, Any]:
    _, value, _, _, met, _, short, arithmetic, cells, _, addition = result
    id, name, limit, floor = head
    told: dict[str, Any] = {
        "id": id,
        "name": name,
        "value": None if value is None else value[0] / value[1],
        "threshold": limit,
        "floor": floor,
        "met": met,
        "short_by": 0 if met else None if short is None else number(short),
        "arithmetic": arithmetic,
        "cells": cells,
    }
    if addition is not None:
        told["short_school"] = {"amount": number(addition.amount), "arithmetic": addition.arithmetic}
    return told


def number(value: Number) -> int | float:
    """A fraction as a number of JSON, whole where it is."""
    if type(value) is int:
        return value
    return value.numerator if value.denominator == 1 else value.numerator / value.denominator


def _line(line: Line) -> dict[str, Any]:
    found, per = line.found, line.indicator.per
    cv = None if found is None else found.value
    mean = None if found is None else per * found.mean[0] / found.mean[1]
    return {
        "stage": line.stage,
        "indicator": line.indicator.name,
        "id": line.indicator.id,
        "mean": mean,
        "sd": None if cv is None or mean is None else cv * mean,
        "cv": cv,
        "limit": None if line.limit is None else float(line.limit),
        "met": line.met,
        "schools": len(line.parts),
        "lacking": list(line.lacking),
        "pulls": [
            {"school": p.school, "value": p.value, "share": p.share, "above": p.above, "students": p.students}
            for p in pulls(line)
        ],
    }


def composite_json(mean: Composite) -> dict[str, Any]:
    """One composite coefficient."""
    limit = None if mean.limit is None else float(mean.limit)
    return {"stage": mean.stage, "cv": mean.value, "limit": limit, "met": mean.met}


def finding_json(finding: Finding) -> dict[str, Any]:
    """One finding, in the shape of the register desk's."""
    return {
        "rule": finding.rule, "severity": finding.severity, "sheet": finding.sheet, "cell": finding.cell,
        "observed": finding.observed, "expected": finding.expected, "message": finding.message, "fix": finding.fix,
        "source": SOURCE, "related": list(finding.related),
    }  # fmt: skip


def unmapped_json(tables: Sequence[Table]) -> list[Mapping[str, str | None]]:
    """Headings that no column of the form goes by; ``proposal`` is the missing column that it looks like."""
    return [
        {"sheet": one.sheet, "cell": one.cell, "heading": one.heading, "proposal": one.label or None}
        for one in unknown(tables)
    ]


def what_if_json(changes: Sequence[str], before: Score, after: Score) -> dict[str, Any]:
    """Two scores side by side: coefficients, and the schools whose figures change, with their verdicts.

    A part that is on one side only has 不再计入 or 新计入 for the verdict it lacks.
    """
    pairs = paired(before.schools, after.schools, _row_of)
    return {
        "changes": list(changes),
        "before": _brief(before),
        "after": _brief(after),
        "schools": [changed for one, two in pairs if (changed := _changed(one, two, after)) is not None],
    }


def _row_of(school: Judged) -> Hashable:
    """Names may come twice: the row where a school stands, too, and the stage."""
    part = school.part
    return part.school.name, part.stage, tuple((id(place.table), place.number) for place in part.school.places[:1])


def _changed(one: Judged | None, two: Judged | None, after: Score) -> dict[str, Any] | None:
    """One school of one stage before and after; None where its figures are the same."""
    if one is not None and two is not None and one.part.school.values == two.part.school.values:
        return None
    there = two if one is None else one
    assert there is not None
    name = there.part.school.name
    return {
        "name": name,
        "stage": there.part.stage,
        "before": NEW if one is None else one.verdict,
        "after": GONE if two is None else two.verdict,
        "reasons": list(two.reasons) if two is not None else [left.why for left in after.left if left.name == name],
    }


def _brief(score: Score) -> dict[str, Any]:
    county = [_line(line) for line in score.county]
    return {
        "verdict": score.verdict,
        "reasons": list(score.reasons),
        "county": [{key: line[key] for key in _BRIEF} for line in county],
        "composite": [composite_json(mean) for mean in score.composites],
    }


def least_json(least: Least) -> dict[str, Any]:
    """The least additions of one indicator."""
    return {
        "stage": least.stage, "indicator": least.indicator.name, "id": least.indicator.id,
        "unit": least.indicator.amount_unit, "total": number(least.total), "level": least.level,
        "cv_before": least.before, "cv_after": least.after, "optimal": least.optimal,
        "schools": [{"school": one.school, "add": number(one.amount)} for one in least.additions],
    }  # fmt: skip


def rubric_json(score: RubricScore) -> dict[str, Any]:
    """Filled forms in the shape of a score: there is no county, and a total instead of coefficients."""
    rubric, measure = score.measure.rubric, score.measure
    assert rubric is not None
    return {
        "standard": measure.id,
        "schools": [_form(form) for form in score.forms],
        "county": [],
        "composite": [],
        "averages": [],
        "stricter": [],
        "verdict": score.verdict,
        "reasons": [reason for form in score.forms for reason in form.reasons],
        "notes": [rubric.pass_say, rubric.not_applicable_say],
        "checklist": [
            {"part": part.part, "say": part.say, "source": part.trust.source, "confidence": part.trust.confidence}
            for part in measure.checklist
            if any(form.total.listed < form.total.full for form in score.forms)
        ],
        "findings": [finding_json(finding) for finding in score.findings],
        "source": _source(measure),
        "rules": score.version,
    }


def _form(form: Form) -> dict[str, Any]:
    total = form.total
    return {
        "name": form.school,
        "stage": form.stage,
        "indicators": [_item(item) for item in form.items],
        "total": {
            "got": number(total.got), "lost": number(total.lost), "not_applicable": number(total.excused),
            "open": number(total.open), "listed": number(total.listed), "full": number(total.full),
            "scaled": None if total.scaled is None else number(total.scaled),
        },
        "verdict": form.verdict,
        "reasons": list(form.reasons),
    }  # fmt: skip


def _item(item: Item) -> dict[str, Any]:
    lost = item.lost
    points, score = item.points, item.score
    said = "没有得分" if item.applies else "不适用，不计分"
    return {
        "id": item.id, "name": item.name, "group": item.group, "value": None if score is None else number(score),
        "threshold": number(points), "floor": None, "applies": item.applies,
        "met": None if lost is None else not lost, "short_by": None if lost is None else number(lost),
        "arithmetic": said if lost is None else f"满分{shown(points)}，失{shown(lost)}，得{shown(points - lost)}",
        "basis": item.basis, "cells": list(item.cells),
    }  # fmt: skip


def _source(measure: Measure) -> dict[str, Any]:
    return {
        "document": measure.document, "number": measure.number, "validity": measure.validity,
        "effective_from": measure.effective_from, "confidence": measure.trust.confidence,
    }  # fmt: skip
