"""Published coefficients judged by the lines of a standard: what a county's notice or table gives, without its schools.

The numbers are taken as they are written. A published number is rounded, so one that stands right at its line is told.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assistant.calculation.limits import below_shown
from assistant.errors import BadRequest
from assistant.knowledge.measures import Measure, Measures, Rule
from assistant.standards.judging import FAILED, MET, OPEN, SAID, worst
from assistant.standards.sums import mean_within
from assistant.text.numerals import shown

_SHAPE = '每一段应为 {"standard": "basic-2012", "stage": "小学", "cvs": [0.31, …]}。'
_WRITTEN = re.compile(r"[0-9]{1,20}(?:\.[0-9]{1,60})?(?:[eE][+-]?[0-9]{1,2})?")
"""Longer numbers are no coefficients, and exact ones with such powers would fill the memory."""


@dataclass(frozen=True, slots=True)
class Published:
    """Coefficients of one stage in the standard's order; None where one is not given."""

    measure: Measure
    stage: str
    cvs: tuple[Fraction | None, ...]
    places: int
    """Most decimals that were written."""


def read_published(text: str, measures: Measures, standard: str | None = None) -> list[Published]:
    """``{"standard", "stage", "cvs": [...]}``, or a list of such.

    Raises:
        BadRequest: it is something else, with what it should be.
    """
    try:
        told = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise BadRequest(
            '--values 的文件不是 JSON，应为 {"standard": …, "stage": "小学", "cvs": [0.31, …]}。'
        ) from error
    entries = told if isinstance(told, list) else [told]
    if not entries:
        raise BadRequest("--values 的文件里没有系数。")
    return [_read(entry, measures, standard) for entry in entries]


def _read(entry: object, measures: Measures, standard: str | None) -> Published:
    if not isinstance(entry, dict):
        raise BadRequest(_SHAPE)
    name = entry.get("standard", standard)
    measure = measures.measures.get(name) if isinstance(name, str) else None
    if measure is None or not measure.indicators:
        names = "、".join(id for id, one in measures.measures.items() if one.indicators)
        raise BadRequest(f"standard 应为以下之一：{names}。")
    if standard is not None and name != standard:
        raise BadRequest(f"文件里的 standard 是 {name}，和 --standard {standard} 不一致。")
    stage = entry.get("stage")
    if stage not in measure.stages:
        raise BadRequest(f"stage 应为以下之一：{'、'.join(measure.stages)}。")
    written = _in_order(entry.get("cvs"), measure)
    places = max((len(one.partition(".")[2]) for one in written if one is not None), default=0)
    return Published(measure, stage, tuple(None if one is None else Fraction(one) for one in written), places)


def _in_order(found: object, measure: Measure) -> list[str | None]:
    names = [indicator.name for indicator in measure.indicators]
    if isinstance(found, dict):
        unknown = [name for name in found if name not in names]
        if unknown:
            raise BadRequest(f"没有叫“{unknown[0][:40]}”的指标，应为：{'、'.join(names)}。")
        found = [found.get(name) for name in names]
    if not isinstance(found, list) or len(found) != len(names):
        raise BadRequest(f"cvs 应为{len(names)}个数，依次是：{'、'.join(names)}；没有的写 null。")
    for index, one in enumerate(found):
        if one is not None and not (isinstance(one, str) and _WRITTEN.fullmatch(one)):
            raise BadRequest(f"cvs 第{index + 1}个（{names[index]}）应为不小于0的数，没有的写 null。")
    return found


def published_json(given: Sequence[Published], version: str) -> dict[str, Any]:
    """The verdict in the shape of a score; means and deviations are not known."""
    stages = [_stage_json(one) for one in given]
    verdict = worst([stage["verdict"] for stage in stages])
    measure = given[0].measure
    rest = [part.part for part in measure.checklist]
    if measure.rule("n-of-m-with-floor"):
        rest.insert(0, "逐校达标")
    reasons = [reason for stage in stages for reason in stage["reasons"]]
    return {
        "standard": measure.id,
        "schools": [],
        "county": [line for stage in stages for line in stage["county"]],
        "composite": [line for stage in stages for line in stage["composite"]],
        "averages": [line for stage in stages for line in stage["averages"]],
        "stricter": [line for stage in stages for line in stage["stricter"]],
        "verdict": verdict,
        "reasons": [*reasons, f"按给出的系数判；{'、'.join(rest)}没有数据，没有判。"],
        "findings": [],
        "rules": version,
    }


def _stage_json(one: Published) -> dict[str, Any]:
    measure, known = one.measure, [cv for cv in one.cvs if cv is not None]
    each, whole = measure.rule("each-cv"), measure.rule("composite-cv")
    limit = each.limits[one.stage] if each else None
    county: list[dict[str, Any]] = [
        {"stage": one.stage, "indicator": indicator.name, "mean": None, "sd": None,
         "cv": None if cv is None else float(cv), "limit": None if limit is None else float(limit),
         "met": None if cv is None or limit is None else cv <= limit}
        for indicator, cv in zip(measure.indicators, one.cvs, strict=True)
    ]  # fmt: skip
    mean = sum(known, Fraction(0)) / len(one.cvs) if len(known) == len(one.cvs) else None
    entry = _mean_json(one, mean, known, whole)
    verdict, reasons = _each(one, county, limit) if limit is not None else _composite(one, entry, mean)
    return {
        "county": county,
        "composite": [entry] if whole else [],
        "averages": [] if whole else [{"stage": one.stage, "cv": entry["cv"]}],
        "stricter": _stricter(one, mean),
        "verdict": verdict,
        "reasons": reasons,
    }


def _mean_json(one: Published, mean: Fraction | None, known: Sequence[Fraction], rule: Rule | None) -> dict[str, Any]:
    limit = rule.limits[one.stage] if rule else None
    met: bool | None = None
    if limit is not None:
        squares = [(cv.numerator**2, cv.denominator**2) for cv in known]
        within = mean_within(squares, limit, len(one.cvs)) if squares else True
        met = within if mean is not None or not within else None
    return {"stage": one.stage, "cv": None if mean is None else float(mean),
            "limit": None if limit is None else float(limit), "met": met}  # fmt: skip


def _each(one: Published, county: Sequence[Mapping[str, Any]], limit: Fraction) -> tuple[str, list[str]]:
    said, at = [], f"{float(limit):.2f}"
    for line, cv in zip(county, one.cvs, strict=True):
        name = f"{one.stage}“{line['indicator']}”"
        if cv is None:
            said.append(f"{name}没有给出差异系数。")
        elif cv > limit:
            said.append(f"{name}的差异系数{shown(cv, 6)}，超过{at}。")
        elif _at_the_line(cv, limit, one.places):
            said.append(f"{name}的差异系数{shown(cv, 6)}正好在线上，公布数是舍入过的，请用没有舍入的数核对。")
    verdict = worst([SAID[line["met"]] for line in county])
    return verdict, said or [f"{one.stage}{len(county)}项差异系数都不超过{at}。"]


def _at_the_line(cv: Fraction, limit: Fraction, places: int) -> bool:
    return abs(cv - limit) < Fraction(1, 2 * 10 ** max(places, 2))


def _composite(one: Published, entry: Mapping[str, Any], mean: Fraction | None) -> tuple[str, list[str]]:
    at = f"{entry['limit']:.2f}"
    missing = sum(cv is None for cv in one.cvs)
    if mean is None:
        if entry["met"] is False:
            return FAILED, [f"{one.stage}还缺{missing}项，但其余各项已使综合差异系数超过{at}。"]
        return OPEN, [f"{one.stage}缺{missing}项差异系数，综合差异系数算不出。"]
    total = shown(mean * len(one.cvs), 6)
    limit = Fraction(at)
    result = below_shown(mean, limit, 3) if mean > limit else shown(mean, 3)
    said = f"{one.stage}综合差异系数 {total} ÷ {len(one.cvs)} = {result}，{'不超过' if entry['met'] else '超过'}{at}。"
    verdict = MET if entry["met"] else FAILED
    if entry["met"] and _at_the_line(mean, limit, one.places):
        said += "它很靠近线，公布数是舍入过的，请用没有舍入的数核对。"
    return verdict, [said]


def _stricter(one: Published, mean: Fraction | None) -> list[dict[str, Any]]:
    return [
        {"name": line.name, "applies_to": line.applies_to, "stage": one.stage, "limit": float(line.limits[one.stage]),
         "met": None if mean is None else mean <= line.limits[one.stage], "source": line.trust.source,
         "confidence": line.trust.confidence}
        for line in one.measure.stricter if one.stage in line.limits
    ]  # fmt: skip
