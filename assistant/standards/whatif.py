"""What if: figures of some schools changed, and everything computed again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from assistant.errors import BadRequest
from assistant.knowledge.measures import Measure
from assistant.standards.cells import Number, read_cell
from assistant.standards.schools import Roll, School, number_shown
from assistant.standards.tables import TEXTS, Table

_WRITTEN = re.compile(r"(.+)[:：]([^:：]+)[:：]\s*([+＋\-−–=＝])\s*([^:：]+)")
_SIGNS = {"+": "+", "＋": "+", "-": "-", "−": "-", "–": "-", "=": "=", "＝": "="}
_INSIDE = re.compile(r"[（(].*?[)）]")
EVERY = "*"


@dataclass(frozen=True, slots=True)
class Change:
    """``column`` of one school, or of every one (``*``), made larger, smaller or set."""

    school: str
    column: str
    sign: str
    amount: Number

    @property
    def written(self) -> str:
        """As it may be typed."""
        return f"{self.school}:{self.column}:{self.sign}{number_shown(self.amount)}"


def read_change(words: str) -> Change:
    """``学校:指标列:+10``; + more, − less, = set.

    Raises:
        BadRequest: it is written otherwise.
    """
    match = _WRITTEN.fullmatch(words.strip())
    read = read_cell(match[4], "") if match else None
    if match is None or read is None or read.value is None:
        raise BadRequest(
            f"看不懂“{words[:60]}”，请写成 学校:栏名:+10（加）、:-3（减）或 :=50（改成）；学校写 * 表示全部。"
        )
    return Change(match[1].strip(), match[2].strip(), _SIGNS[match[3]], read.value)


def column_names(tables: Sequence[Table], measure: Measure) -> dict[str, str]:
    """Every name a column goes by -> its id: its heading with and without brackets, and what indicators call it."""
    names: dict[str, str] = {}
    for table in tables:
        for id, at in table.columns.items():
            own = table.names.get(id, at.label)
            for name in (id, at.label, _INSIDE.sub("", at.label), own, _INSIDE.sub("", own)):
                names.setdefault(name, id)
    for indicator in measure.indicators:
        if len(indicator.amount) == 1 and indicator.shared:
            for name in (indicator.name, indicator.amount_name):
                names.setdefault(name, next(iter(indicator.amount)))
    return names


def changed(roll: Roll, changes: Iterable[Change], names: Mapping[str, str]) -> Roll:
    """The roll with the changes made one after the other.

    Raises:
        BadRequest: no such school or column of figures, nothing to add to, or fewer than none would be left.
    """
    schools = list(roll.schools)
    for change in changes:
        column = names.get(change.column)
        if column is None or column in TEXTS:
            known = "、".join(dict.fromkeys(name for name, id in names.items() if name != id and id not in TEXTS))
            raise BadRequest(f"没有“{change.column[:40]}”这一栏，可写：{known[:400]}。")
        for index in _named(change.school, schools):
            # Of all schools those that have the figure: it is no figure of schools of another stage.
            if change.school != EVERY or schools[index].values.get(column) is not None:
                schools[index] = _with(schools[index], column, change)
    return replace(roll, schools=tuple(schools))


def _named(name: str, schools: Sequence[School]) -> list[int]:
    """The school of that name, else the only one whose name holds it."""
    if name == EVERY:
        return [index for index, school in enumerate(schools) if school.name]
    found = [index for index, school in enumerate(schools) if school.name == name]
    found = found or [index for index, school in enumerate(schools) if name in school.name]
    if len(found) != 1:
        near = "、".join(schools[index].name for index in found[:5])
        raise BadRequest(
            f"{'有几所学校都叫' if found else '表里没有'}“{name[:40]}”，{near or '请按表里的学校名称写'}。"
        )
    return found


def _with(school: School, column: str, change: Change) -> School:
    old = school.values.get(column)
    if change.sign != "=" and old is None:
        raise BadRequest(f"{school.name}的“{change.column}”缺数，不能加减，请用 = 写出改成多少。")
    amount = {"+": (old or 0) + change.amount, "-": (old or 0) - change.amount, "=": change.amount}[change.sign]
    if amount < 0:
        raise BadRequest(
            f"{school.name}的“{change.column}”只有{number_shown(old or 0)}，减不了{number_shown(change.amount)}。"
        )
    whole = Fraction(amount).denominator == 1
    return replace(school, values={**school.values, column: int(amount) if whole else amount})
