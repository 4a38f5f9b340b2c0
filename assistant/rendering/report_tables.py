"""What a report of a score shows in tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

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
        pairs = [zip(told["what_if"]["before"][k], told["what_if"]["after"][k], strict=True)
                 for k in ("county", "composite")]  # fmt: skip
        rows = [
            _row([one["stage"], one.get("indicator", "综合差异系数"), one["cv"], two["cv"], _MET[two["met"]]])
            for pair in pairs for one, two in pair
        ]  # fmt: skip
    return "改动前后", ("学段", "指标", "改动前", "改动后", "改动后结论"), rows


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
