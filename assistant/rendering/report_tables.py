"""What a report of a score shows in tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.standards.pairing import GONE, coefficient_key, paired

Told = Mapping[str, Any]
Table = tuple[str, tuple[str, ...], list[list[Any]]]
"""Title, headings, rows."""
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MET = {True: "达标", False: "不达标", None: ""}


def printable(text: str) -> str:
    """Without what the XML of office files cannot hold."""
    return _UNPRINTABLE.sub("", text)


def tables(told: Told) -> list[Table]:
    """Everything a report shows in tables: coefficients, what-if, schools item by item, findings."""
    made = [_coefficients(told), _changes(told), _schools(told), _findings(told)]
    return [table for table in made if table[2]]


def _row(values: Sequence[Any]) -> list[Any]:
    return ["" if value is None else printable(value) if isinstance(value, str) else value for value in values]


def _coefficients(told: Told) -> Table:
    rows = [
        _row([line["stage"], line["indicator"], line["mean"], line["sd"], line["cv"], line["limit"], _MET[line["met"]]])
        for line in told["county"]
    ]
    rows += [
        _row([mean["stage"], "综合差异系数", None, None, mean["cv"], mean["limit"], _MET[mean["met"]]])
        for mean in told["composite"]
    ]
    return "差异系数", ("学段", "指标", "全县均值", "标准差", "差异系数", "线", "结论"), rows


def _changes(told: Told) -> Table:
    rows: list[list[Any]] = []
    if "what_if" in told:
        before, after = told["what_if"]["before"], told["what_if"]["after"]
        rows = [
            _two(one, two)
            for kind in ("county", "composite")
            for one, two in paired(before[kind], after[kind], coefficient_key)
        ]
    return "改动前后", ("学段", "指标", "改动前", "改动后", "改动后结论"), rows


def _two(one: Told | None, two: Told | None) -> list[Any]:
    """A coefficient before and after; None where its stage has no schools on that side."""
    known = one or two or {}
    now = GONE if two is None else _MET[two["met"]]
    cvs = (None if side is None else side["cv"] for side in (one, two))
    return _row([known["stage"], known.get("indicator", "综合差异系数"), *cvs, now])


def _schools(told: Told) -> Table:
    heads = ("学校", "学段", "结论", "编号", "指标", "值", "规定值", "达标", "差", "算式", "数据所在格")
    return "逐校逐项", heads, [row for school in told["schools"] for row in _items(school)]


def _items(school: Told) -> Iterator[list[Any]]:
    for item in school["indicators"]:
        short = item["short_by"] if item["met"] is False else None
        yield _row([
            school["name"], school["stage"], school["verdict"], item["id"], item["name"], item["value"],
            item["threshold"], _MET[item["met"]], short, item["arithmetic"], "、".join(item["cells"]),
        ])  # fmt: skip


def _findings(told: Told) -> Table:
    heads = ("程度", "工作表", "单元格", "问题", "怎么改")
    rows = [_row([f["severity"], f["sheet"], f["cell"], f["message"], f["fix"]]) for f in told["findings"]]
    return "数据里的问题", heads, rows
