"""A filled form with points: items, bands, items that do not apply, and a total that may only be known in part.

What is decided is decided for certain: points lost on known items can already rule out the pass line, and nothing
else is said of a total whose items are not all there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from assistant.errors import BadRequest
from assistant.knowledge.measures import Measure, Measures, Rubric
from assistant.standards.cells import read_cell
from assistant.standards.findings import Finding, Findings
from assistant.standards.judging import FAILED, MET, OPEN, worst
from assistant.standards.tables import Table
from assistant.text.numerals import shown

_NUMBER = re.compile(r"[（(]?([0-9]{1,2}[.．][0-9]{1,2})[)）]?\s*(.*)", re.DOTALL)
_CODE = re.compile(
    r"(?:[A-Za-zＡ-Ｚ]?[0-9]{1,2}(?:[、.．]|(?=[^0-9.．]))|[（(][0-9一二三四五六七八九十]{1,3}[)）]|[①-⑳])[、.．]?\s*(?=\D)"
)
"""What counts an item otherwise than 1.1: B1, （一）, 3、"""
_IN_BRACKETS = re.compile(r"\s*[（(]\s*(?:共|计|满分)?\s*([0-9]{1,3}(?:[.．][0-9]+)?)\s*分\s*[)）]")
_BAND = re.compile(r"[一二三四五]档[^0-9一二三四五]{0,6}([0-9]{1,9}(?:\.[0-9]{1,9})?)\s*分")
_SCHOOL = re.compile(r"学校(?:名称)?\s*(?:[（(][^）)]*[)）])?\s*[:：]\s*([^\s:：（(]+)(?=\s|$|[（(])")
_KIND = re.compile(r"类别\s*[:：]\s*(小学|初中)")
_UNIT = "分"


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a form. ``score`` None: not there or not usable; ``applies`` False: it is not counted."""

    id: str
    name: str
    group: str
    points: Fraction
    bands: tuple[Fraction, ...]
    score: Fraction | None = None
    applies: bool = True
    basis: str = ""
    cells: tuple[str, ...] = ()

    @property
    def lost(self) -> Fraction | None:
        """Points lost; None where there is no score."""
        return None if self.score is None else self.points - self.score


@dataclass(frozen=True, slots=True)
class Total:
    """The sums of one form. ``scaled`` is None until every point is accounted for."""

    got: Fraction
    lost: Fraction
    excused: Fraction
    """Points of items that do not apply."""
    listed: Fraction
    full: Fraction

    @property
    def open(self) -> Fraction:
        """Points nothing is known of."""
        return self.full - self.excused - self.got - self.lost

    @property
    def worst(self) -> Fraction:
        """The total if everything open is lost."""
        return self.got * 100 / (self.full - self.excused)

    @property
    def best(self) -> Fraction:
        """The total if nothing open is lost; further items that do not apply could only lower it."""
        return (self.full - self.excused - self.lost) * 100 / (self.full - self.excused)

    @property
    def scaled(self) -> Fraction | None:
        """The total in a hundred points; also None where no item applies."""
        return self.worst if self.full > self.excused and self.open == 0 else None


@dataclass(frozen=True, slots=True)
class Form:
    """One school's form judged."""

    school: str
    stage: str
    items: tuple[Item, ...]
    total: Total
    verdict: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RubricScore:
    """All forms of an upload."""

    measure: Measure
    forms: tuple[Form, ...]
    findings: tuple[Finding, ...]
    version: str

    @property
    def verdict(self) -> str:
        """The worst of all forms."""
        return worst([form.verdict for form in self.forms])


def score_forms(
    tables: Sequence[Table], measure: Measure, measures: Measures, local: Sequence[Table] = (), name: str = ""
) -> RubricScore:
    """Judge filled forms.

    Args:
        local: a bureau's complete rubric, whose points and bands go before what the forms say.
        name: of the school, where the form says none.

    Raises:
        BadRequest: no item of the bureau's rubric says what it is worth.
    """
    rubric = measure.rubric
    assert rubric is not None
    findings = Findings(measures.findings)
    whole = [item for table in local for item in _Reading(table, rubric, Findings(measures.findings), {}).items()]
    if local and not whole:
        raise BadRequest("本县的评估表里没有一项写明分值：请在“分值”一栏写分，或在项名后写（5分），再算一次。")
    forms = [_form(table, rubric, findings, whole, name) for table in tables]
    return RubricScore(measure, tuple(forms), findings.folded(), measures.version)


def _form(table: Table, rubric: Rubric, findings: Findings, whole: Sequence[Item], name: str) -> Form:
    by_key = {key: item for item in whole for key in (item.id, item.name) if key}
    read = list(_Reading(table, rubric, findings, by_key).items())
    there = {key for item in read for key in (item.id, item.name)}
    items = read + [replace(item, score=None, cells=()) for item in whole if not {item.id, item.name} & there]
    total = _total(items, rubric)
    if total.listed > total.full:
        findings.add("rubric-total", table.sheet, f"A{table.heading}", shown(total.listed), shown(total.full))
    school = _SCHOOL.search(table.above)
    kind = _KIND.search(table.above)
    verdict, reasons = _judge(items, total, rubric)
    return Form(
        school[1] if school else name or table.sheet,
        kind[1] if kind else "",
        tuple(items),
        total,
        verdict,
        tuple(reasons),
    )


class _Reading:
    """One table as items."""

    def __init__(self, table: Table, rubric: Rubric, findings: Findings, local: Mapping[str, Item]) -> None:
        self.table, self.rubric, self.findings, self.local = table, rubric, findings, local
        self.known = {key: item for item in rubric.items for key in (item.id, item.name)}

    def items(self) -> Iterator[Item]:
        """Every item once."""
        group = ""
        seen: dict[str, int] = {}
        for row, number in enumerate(self.table.numbers):
            group = self._text("group", row) or group
            title = self._text("item", row)
            if not title:
                continue
            if title in seen:
                self._say("rubric-twice", row, "item", title, other=str(seen[title]))
                continue
            seen[title] = number
            item = self._item(row, group, title)
            if item is not None:
                yield item

    def _text(self, column: str, row: int) -> str:
        cells = self.table.values.get(column)
        return " ".join(str(cells[row] or "").split()) if cells else ""

    def _say(
        self, rule: str, row: int, at: str, title: str, observed: str = "", expected: str = "", **words: Any
    ) -> None:
        cell = self.table.cell(row, at) if at in self.table.columns else f"A{self.table.numbers[row]}"
        self.findings.add(rule, self.table.sheet, cell, observed, expected, item=title, **words)

    def _item(self, row: int, group: str, title: str) -> Item | None:
        said = _IN_BRACKETS.search(title)
        words = _IN_BRACKETS.sub("", title, count=1)
        match = _NUMBER.fullmatch(words)
        id, name = (match[1].replace("．", "."), match[2].strip()) if match else ("", _CODE.sub("", words, count=1))
        known = self.known.get(id) or self.known.get(name)
        local = self.local.get(id) or self.local.get(name)
        if known is not None and not id and known.name == name:
            id = known.id
        told = Fraction(said[1].replace("．", ".")) if said else None
        points = self._points(row, title, told, local.points if local else None, known.points if known else None)
        if points is None:
            return None
        written = tuple(map(Fraction, _BAND.findall(self._text("method", row))))
        bands = (local.bands if local else ()) or written
        if not bands and known is not None and known.points == points:
            bands = self.rubric.bands.get(points, ())
        cells = tuple(self.table.cell(row, c) for c in ("score", "points") if c in self.table.columns)
        item = Item(id, name or title, group, points, bands, basis=self._text("basis", row), cells=cells)
        return self._scored(item, row, title)

    def _points(
        self, row: int, title: str, told: Fraction | None, local: Fraction | None, known: Fraction | None
    ) -> Fraction | None:
        """What an item is worth: in the bureau's rubric, in its cell, or (``told``) behind its name."""
        if local is not None:
            return local
        cells = self.table.values.get("points")
        read = read_cell(cells[row], _UNIT) if cells else None
        points = told if read is None or read.value is None else Fraction(read.value)
        if points is None:
            if known is None:
                self._say("rubric-no-points", row, "points", title)
            return known
        if known is not None and points != known:
            self._say("rubric-points", row, "points", title, shown(points), shown(known))
        return points

    def _scored(self, item: Item, row: int, title: str) -> Item:
        cells = self.table.values.get("score")
        cell = cells[row] if cells else None
        words = self._text("score", row)
        if words in self.rubric.not_applicable:
            if item.id in self.known:  # the known items are about neither boarding nor meals
                self._say("rubric-applies", row, "score", title, words)
                return item
            return replace(item, applies=False)
        read = read_cell(cell, _UNIT)
        if read.value is None:
            rule = "rubric-empty" if cell is None else read.trouble
            self._say(rule, row, "score", title, words, column=title)
            return item
        score = Fraction(read.value)
        if score > item.points:
            self._say("rubric-over", row, "score", title, shown(score), limit=shown(item.points))
            return item
        if item.bands and score not in item.bands:
            self._say("rubric-band", row, "score", title, shown(score), "、".join(f"{shown(b)}分" for b in item.bands))
            return item
        return replace(item, score=score)


def _total(items: Sequence[Item], rubric: Rubric) -> Total:
    scored = [item for item in items if item.applies and item.score is not None]
    got = sum((item.score or Fraction(0) for item in scored), Fraction(0))
    lost = sum((item.lost or Fraction(0) for item in scored), Fraction(0))
    excused = sum((item.points for item in items if not item.applies), Fraction(0))
    return Total(got, lost, excused, sum((item.points for item in items), Fraction(0)), rubric.full)


def _judge(items: Sequence[Item], total: Total, rubric: Rubric) -> tuple[str, list[str]]:
    if total.excused == total.listed == total.full:
        return OPEN, ["没有一项适用，总评算不出。"]
    if total.listed > total.full or total.excused >= total.full:
        return OPEN, [f"各项分值合计{shown(total.listed)}分，和满分{shown(total.full)}分对不上，总评算不出。"]
    line = shown(rubric.passed)
    scaled = total.scaled
    if scaled is not None:
        met = scaled >= rubric.passed
        said = f"总评 {written(total)} = {scaled_shown(scaled, rubric)}分，{'不低于' if met else '低于'}{line}分。"
        return (MET if met else FAILED), [said, *_lost(items)]
    said = f"有分的各项得{shown(total.got)}分、失{shown(total.lost)}分，还有{shown(total.open)}分没有数据。"
    if total.best < rubric.passed:
        best = f"没有数据的各项就算全得满分，总评也只有{scaled_shown(total.best, rubric)}分，低于{line}分。"
        return FAILED, [said, best, *_lost(items)]
    if total.worst >= rubric.passed:
        return MET, [said, f"没有数据的各项就算一分不得，总评也有{shown(total.worst)}分，不低于{line}分。"]
    return OPEN, [said, rubric.missing_say if total.listed < total.full else "补齐没有得分的项后再算。", *_lost(items)]


def written(total: Total) -> str:
    """The arithmetic of the total."""
    if not total.excused:
        return shown(total.got)
    return f"{shown(total.got)} ÷ ({shown(total.full)} − {shown(total.excused)}) × 100"


def scaled_shown(value: Fraction, rubric: Rubric) -> str:
    """A total with two decimals; with more where rounding would lift it to the pass line."""
    places = 2
    while value < rubric.passed and Fraction(shown(value, places)) >= rubric.passed:
        places += 1
    return shown(value, places)


def _lost(items: Sequence[Item]) -> list[str]:
    """Items that lost points, the most first."""
    losing = sorted((item for item in items if item.lost), key=lambda item: -(item.lost or 0))
    if not losing:
        return []
    return [
        "失分的项：" + "、".join(f"{item.id}{item.name}失{shown(item.lost or Fraction(0))}分" for item in losing) + "。"
    ]
