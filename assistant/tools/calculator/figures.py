"""Numbers of a question sorted out: figures, runs of a list, school by school pairs."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import groupby, takewhile

from assistant.text.grades import grade_in, stage_of
from assistant.text.numerals import Quantity, quantities
from assistant.understanding.frame import Frame

UNTOLD_UNITS = tuple("项 年 县 所 倍 天 岁 学时 月 周 村 次 辆 扇 栋 层 桶 斤 点".split())
_ONE = re.compile("一[^0-9百千万两十]*")
_MYRIAD = 10_000
_FIRST_YEAR = 1900
_ROW, _EITHER = 3, 6
"""Characters between two numbers with 还是 among them that make a choice of them."""
_BOTH = 2
_BEHIND = 3
"""Characters between a class and the number of its pupils."""
_PAST = 6
"""Characters between a bracket and a figure in which the year of it is told."""
_TEACHERS = 3
"""Fewer students than this for each of the people beside them are no school and its teachers."""
_CLAUSE_END = ("", *",。;、?!")
_WITHIN = ("里", "内", "中")
_BOUND = re.compile("[及或]?(?:以[上下内]|往[上下]|朝[上下])")
"""Behind a number that bounds something (56人以上) and amounts to nothing itself."""
_CLAUSES = re.compile("[,;。!?]")
_CLASS = re.compile(
    "(?:(?:初|高)?[一二三四五六七八九]?\\([0-9一二三四五六七八九十]{1,2}\\)|[0-9]{1,2}|[一二三四五六七八九十]{1,3})班"
    "(?=[:是有为]*[0-9一二三四五六七八九])"
)
_CLASS_OF_GRADE = re.compile(
    "(?:[一二三四五六七八九1-9]年级|[初高][一二三])[(]?[0-9一二三四五六七八九十]{1,3}[)]?班(?!级)"
    "|(?<=[初高])[一二三]班(?!级)"
)
_CONVERSION = re.compile("1(?:亩|公顷)[=等于合是算按折]{0,3}[0-9.]+平")
"""What a unit is worth, told by the way (按1亩666.67平算)."""
_RECENT = re.compile("(?<!就)近$")
"""Before a number of years (近三年); 就近926 counts who goes to the school near by."""
_YEARS = frozenset("年版办届级度秋春建文")
_ONE_OF = re.compile("[:∶比][0-9一二两三四五六七八九十几多]")
"""Behind the one of a ratio (1:19, 1比13.5, 1比几)."""
_NUMBER_OF_PAPER = re.compile("号(?!人)")
"""Behind the number of a paper, a table, a room (74号文)."""


Pairs = Sequence[tuple[Quantity, Quantity]]
"""Students and an amount, school by school."""


def rare_figures(frame: Frame, units: Collection[str]) -> list[Quantity]:
    """The figures in units that mostly count no amount (35岁, 275学时), with all that have no unit."""
    told = [
        one
        for one in frame.quantities
        if (one.unit in units or not one.unit)
        and one.value < _FIRST_YEAR
        and not frame.text.endswith("第", 0, one.start)
    ]
    return told if any(one.unit in UNTOLD_UNITS for one in told) else []


def figures_of(frame: Frame, words: Mapping[str, Sequence[str]]) -> list[Quantity]:
    """The figures of a question, 近三年 and the like left out; .60 is read with its point.

    ``words`` holds ``counted`` (nouns behind numbers that count no amount: 三个村小), ``apart`` (nouns before numbers
    that do not count), ``counted_in`` (in a bracket: counted already), ``missing_by`` (words before a number that
    is a shortfall already: 少两间), ``ten_thousands`` (that a figure is told in 万元), ``numbered`` (before a number of
    a clause: 评估表1.4), ``pointing`` (before 一个 that points at something), ``left_out`` (ends a clause
    whose figure does not count: 3间旧的不算), ``one_who`` (behind 一个 that is a
    figure: 一个没来) and ``either`` (between two numbers that are both only asked about: 3份还是5份).
    """
    labels = _no_amounts(frame.text)
    told = [one for one in frame.quantities if not any(one.start < end and start < one.end for start, end in labels)]
    either = {
        one.start
        for a, b in zip(told, told[1:], strict=False)
        if len(gap := frame.text[a.end : b.start].strip()) <= _EITHER and any(word in gap for word in words["either"])
        for one in (a, b)
    }
    found = (_pointed(quantity, frame.text) for quantity in told if quantity.start not in either)
    listed = _listed(frame.text, told)
    figures = [one for one in found if not _is_no_figure(one, frame.text, words, listed)]
    figures = [figure for figure in figures if not _is_the_hundred(figure, figures)]
    figures = [figure for figure in figures if not _is_past(figure, figures, frame.text, words)]
    return _in_ten_thousands(figures, frame.text, words["ten_thousands"])


def class_labels(text: str) -> list[tuple[int, int]]:
    """一班47,七(2)班45: where classes are named, each with a number behind it; several, or none."""
    labels = [match.span() for match in _CLASS.finditer(text)]
    return labels if len(labels) > 1 else []


def with_class(frame: Frame, one_class: str) -> Frame:
    """四年级二班48人 as one class of 48: where a single class is named and a number of people stands behind it."""
    labels = [*_CLASS.finditer(frame.text), *_CLASS_OF_GRADE.finditer(frame.text)]
    ends = {match.end() for match in labels}
    behind = [one for one in frame.quantities if any(0 <= one.start - end <= _BEHIND for end in ends)]
    if len(ends) != 1 or len(behind) != 1 or behind[0].unit not in ("人", ""):
        return frame
    start = min(match.start() for match in labels)
    text = f"{frame.text[:start]}{one_class}{frame.text[labels[0].end() :]}"
    facets = frame.facets
    grade = grade_in(frame.text[start : labels[0].end()])
    if grade is not None and "stage" not in facets:
        facets = {**facets, "stage": frozenset((stage_of(grade),))}
    return replace(frame, text=text, quantities=tuple(quantities(text)), facets=facets)


def _no_amounts(text: str) -> list[tuple[int, int]]:
    """Where classes are named, and where it is told what a unit is worth."""
    found = (match.span() for pattern in (_CLASS_OF_GRADE, _CONVERSION) for match in pattern.finditer(text))
    return [*class_labels(text), *found]


def _is_past(quantity: Quantity, told: Sequence[Quantity], text: str, words: Mapping[str, Sequence[str]]) -> bool:
    """77分(去年才71), 去年0.63今年0.58: a figure of another year, told beside that of this one."""
    others = [one for one in told if one is not quantity and (one.unit == quantity.unit or not quantity.unit)]
    before = text[: quantity.start]
    _, bracket, aside = before.rpartition("(")
    if bracket and ")" not in aside and len(aside) <= _PAST and any(word in aside for word in words["past"]):
        return bool(others)
    now = any(text[: one.start].endswith(tuple(words["present"])) for one in others)
    return now and before.endswith(tuple(words["past"]))


def _is_the_hundred(quantity: Quantity, told: Sequence[Quantity]) -> bool:
    """一百个学生配几名: a hundred of any; beside other people it is a school of its own."""
    hundred = quantity.unit == "人" and quantity.value == 100 and not quantity.raw[0].isdigit()
    return hundred and not any(one.unit == "人" and one is not quantity for one in told)


def sign_of_change(text: str, figure: Quantity, words: Mapping[str, Sequence[str]]) -> int:
    """1 for 再招2个, -1 for 报废3台, 0 for a figure that stands for itself; ``words`` as in :func:`changes`."""
    before, after = _CLAUSES.split(text[: figure.start])[-1], text[figure.end :]
    if any(re.search(f"(?:{cue})$", before) for cue in words["more"]):
        return 1
    fewer = any(re.search(f"(?:{cue})$", before) for cue in words["fewer"])
    return -1 if fewer or any(re.match(cue, after) for cue in words["gone"]) else 0


def changes(text: str, figures: Sequence[Quantity], words: Mapping[str, Sequence[str]]) -> dict[int, int]:
    """再招2个, 报废3台: place of every figure that changes another of its unit -> 1 or -1.

    ``words`` holds ``more`` and ``fewer`` (before the figure) and ``gone`` (behind it), as regular expressions.
    """
    signs = {figure.start: sign_of_change(text, figure, words) for figure in figures}
    found = {start: sign for start, sign in signs.items() if sign}
    steady = {figure.unit for figure in figures if figure.start not in found}
    return {
        figure.start: found[figure.start]
        for figure in figures
        if figure.start in found and (figure.unit in steady or figure.unit in ("", "个"))
    }


def _in_ten_thousands(figures: list[Quantity], text: str, said: Sequence[str]) -> list[Quantity]:
    """填的是128,单位万元: the figure nearest to the words that name its scale."""
    match = re.search("|".join(said), text)
    plain = [figure for figure in figures if not figure.unit and "万" not in figure.raw]
    if match is None or not plain:
        return figures
    meant = min(plain, key=lambda one: min(abs(match.start() - one.end), abs(one.start - match.end())))
    scaled = replace(meant, value=meant.value * _MYRIAD, unit="元", raw=meant.raw + "万元")
    return [scaled if figure is meant else figure for figure in figures]


def _listed(text: str, told: Sequence[Quantity]) -> frozenset[int]:
    """Places of the numbers in a row (1800、2000、2200) that are no years: nothing behind the last says so."""
    rows = (row for row in runs(text, told) if len(row) >= _ROW and text[row[-1].end :][:1] not in _YEARS)
    return frozenset(one.start for row in rows for one in row)


def _is_no_figure(
    quantity: Quantity, text: str, words: Mapping[str, Sequence[str]], listed: Collection[int] = ()
) -> bool:
    """2012年, 近三年, 第12条, 〔2012〕, 每百人, 两项, 五(1)班, 一个班, 三个村小: numbers that are no figures."""
    before, after = text[: quantity.start], text[quantity.end :]
    if before.count("《") > before.count("》") or (quantity.value == 1 and _ONE_OF.match(after)):
        return True
    if not quantity.unit and _NUMBER_OF_PAPER.match(after):
        return True
    # 表3 is a table, 报表4200平 an amount.
    numbered = words["numbered"] if not quantity.unit else ()
    missing = before.endswith(tuple(words["missing_by"])) and not before.endswith(tuple(words["measured_by"]))
    if missing or _RECENT.search(before) or before.endswith(("第", "〔", *numbered)) or _BOUND.match(after):
        return True
    counts = quantity.unit == "个" and after.startswith(tuple(words["counted"]))
    if quantity.unit in UNTOLD_UNITS or counts:
        return True
    if quantity.unit in words["listed"] and after[:1] in _WITHIN:
        return True  # 算在九室里
    if before.endswith("(") and (after.startswith(")班") or quantity.raw[0] in "百千万"):
        return True
    if (
        _is_aside(before, after, words)
        or (quantity.unit != "分" and _is_left_out(after, words["left_out"]))
        or _is_generic(quantity, before, after, words)
        or _is_of_both(quantity, before, after, words["of_both"])
    ):
        return True
    return quantity.start not in listed and _is_year(quantity, before, after)


def _is_aside(before: str, after: str, words: Mapping[str, Sequence[str]]) -> bool:
    """(智障4个算在里头), 自费上民办的58: counted in another figure already, or none of those that count."""
    if before.endswith(tuple(f"{noun}{tie}" for noun in words["apart"] for tie in ("", "的", "有", "的有"))):
        return True
    clause = f"{_CLAUSES.split(before)[-1].rpartition('(')[2]}{re.split('[,;。!?)]', after)[0]}"
    return before.count("(") > before.count(")") and any(word in clause for word in words["counted_in"])


def _is_left_out(after: str, words: Sequence[str]) -> bool:
    """书法教师1个但教的是语文不算; 还有3间旧的,不能算: its clause, or the whole of the next, leaves it out."""
    rest, behind = _parted(after)
    said = "|".join(words)
    follows = rf"(?:(?:但|可|不过)[^0-9]*(?<!的))?(?:{said})"
    return bool(re.search(f"(?:{said})$", rest) or re.fullmatch(follows, _parted(behind)[0]))


def _parted(text: str) -> tuple[str, str]:
    """A text up to the end of its first clause, and what comes behind the mark."""
    end = _CLAUSES.search(text)
    return (text[: end.start()], text[end.end() :]) if end else (text, "")


def _is_generic(quantity: Quantity, before: str, after: str, words: Mapping[str, Sequence[str]]) -> bool:
    """一个班, 每百人: one or a hundred of anything; 骨干一名 at the end of its clause is a figure."""
    if quantity.raw[0].isdigit():
        return False
    a_change = before.endswith(tuple(words["one_more"]))
    if (
        _ONE.fullmatch(quantity.raw)
        and quantity.value == 1
        and not (a_change or after.startswith(tuple(words["one_who"])))
    ):
        return after[:1] not in _CLAUSE_END or not before[-1:].isalpha() or before[-1:] in words["pointing"]
    return quantity.unit == "人" and quantity.value == 100 and before.endswith(tuple(words["each"]))


def _is_of_both(quantity: Quantity, before: str, after: str, words: Sequence[str]) -> bool:
    """两个差多少 at the beginning of a clause: the two things spoken of, no amount."""
    both = quantity.value == _BOTH and quantity.raw.startswith("两") and quantity.unit in ("", "个")
    return both and before[-1:] in _CLAUSE_END and after.startswith(tuple(words))


def _is_year(quantity: Quantity, before: str, after: str) -> bool:
    plain = not quantity.unit and 1900 <= quantity.value <= 2100 and len(quantity.raw) == 4
    return plain and (after[:1] in _YEARS or not before[-1:].isalpha())


def _pointed(quantity: Quantity, text: str) -> Quantity:
    """.60 as it is meant: the point stands before the number that was read."""
    start = quantity.start
    point = start and text[start - 1] == "." and not text[max(0, start - 2)].isdigit() and quantity.raw[:1].isdigit()
    if not point or quantity.value.denominator != 1:
        return quantity
    digits = re.match("[0-9]+", quantity.raw)
    assert digits is not None
    return replace(quantity, value=Fraction("0." + digits[0]), start=start - 1)


def runs(text: str, figures: Sequence[Quantity]) -> list[list[Quantity]]:
    """Runs of numbers of one unit with nothing but separators between them."""
    run = 0
    keys = [0][: len(figures)]
    for before, figure in zip(figures, figures[1:], strict=False):
        between = text[before.end : figure.start].strip(" ,、;和及/|")
        mixed = before.unit != figure.unit and "" not in (before.unit, figure.unit)
        run += bool(between) or mixed
        keys.append(run)
    numbered = zip(keys, figures, strict=True)
    return [[quantity for _, quantity in group] for _, group in groupby(numbered, key=lambda item: item[0])]


def school_pairs(figures: Sequence[Quantity]) -> Pairs | None:
    """Students and amounts told school by school: 500人30个, 300人12个; what is told behind them is left."""
    rest = [figure for figure in figures if figure.unit not in ("所", "项", "县")]
    pairs = list(zip(rest[::2], rest[1::2], strict=False))
    unit = pairs[0][1].unit if pairs else ""
    pairs = list(takewhile(lambda pair: pair[0].unit == "人" and pair[1].unit == unit, pairs))
    if len(pairs) < 2 or any(figure.unit == "人" for figure in rest[2 * len(pairs) :]):
        return None
    if unit == "人" and any(amount.value * _TEACHERS > students.value for students, amount in pairs):
        return None
    return pairs
