"""What a text claims, in a form that can be held against another text: amounts with what they are of.

An amount is a number with its unit, the words that govern it (小学, 优质均衡) and whether it bounds from
below (不少于) or from above (不超过). Words that exclude one another are language data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assistant.text.numerals import Quantity, han_number, quantities
from assistant.text.tokens import pairs

_SENTENCE = re.compile(r"[^。；;\n!?]+")
CLAUSE = re.compile(r"[^。；;，,：:\n!?]+")
_LIST = re.compile(r"[、和与及或/跟·]*(?:以及|或者)?")
_MEASURES = "月日号周卷层级份件次组米步届期章节款幢栋排"
_COUNTED = frozenset("个 项 室 间 类 份 件 次 种 条 门 所 人 台 册 盒 卷 班".split())
_ORDINAL = re.compile(r"第\s*([0-9一二三四五六七八九十百零〇]+)\s*([条款项章节类卷部编页层届次期号]?)")
_DOCUMENT = re.compile(r"([\u4e00-\u9fff]{0,10})〔([0-9X]{4})〕([0-9X]+)号")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-.][A-Za-z0-9]+)*")
_RANGE = re.compile(r"\s*(?:-|~|至|到)\s*")
_AT_LEAST = re.compile(
    r"(?:[不未没](?:得|能|应|可|许|会|有)?(?:少于|低于|小于|短于)|至少|最少|最低|起码|达到|(?<![不未])超过|(?<![不未得])高于|(?<![不未得])多于"
    r"|(?<![不未得])大于|≥|>=|>)[^,。;、]{0,3}$"
)
_AT_MOST = re.compile(
    r"(?:[不未没](?:得|能|应|可|许|会|有)?(?:超过|高于|多于|大于|长于)|至多|最多|最高|(?<![不未得能应])低于|(?<![不未得能应])少于"
    r"|(?<![不未得能应])小于|不足|不到|≤|<=|<)[^,。;、]{0,3}$"
)
_FAILS = re.compile(r"^[^。;]{0,9}?(?:不|未|没有?)(?:合格|达标|过|算|通过|够|行|予|能|得|要求)")
_COMPARED = re.compile(
    r"(?P<denied>[不未没](?:得|能|应|可|许|会|有)?)?(?:(?P<up>高于|大于|多于|超过|超出)|(?P<down>低于|小于|少于))(?P<than>[^,。;、:]{2})"
    r"|(?=(?P<from>[^,。;、:]{2})(?:及|含)?以(?:(?P<above>上)|(?P<below>下|内)))"
)
_LABEL = re.compile(
    r"([\u4e00-\u9fff]{2})(?:是|为|有|约|共|各|达到?|到|得|占|存|要|计|:|不|少于|低于|超过|至少|最多|\(|\s)*$"
)
_OR_MORE = re.compile(r"^[\u4e00-\u9fff]{0,2}?(?:及以上|以上|及其以上|起)")
_OR_LESS = re.compile(r"^[\u4e00-\u9fff]{0,2}?(?:及以下|以下|以内|之内)")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number and what it is of. ``bound``: 1 at least, -1 at most, 0 not said."""

    value: Fraction
    unit: str
    raw: str
    bound: int
    of: Mapping[str, frozenset[str]]
    label: str = ""
    until: Fraction | None = None

    def displaces(self, other: Amount) -> bool:
        """True when the other stands behind the same words, in the same unit, with another value."""
        return bool(self.label) and self.label == other.label and self.unit == other.unit and self.value != other.value

    def told_by(self, other: Amount) -> bool:
        """True when nothing of this amount contradicts the other."""
        return (
            _same_number(self, other)
            and (self.until is None or self.until == other.until)
            and (not self.bound or not other.bound or self.bound == other.bound)
            and all(not names or not other.of.get(group) or names & other.of[group] for group, names in self.of.items())
        )


def _same_number(one: Amount, other: Amount) -> bool:
    if one.value == other.value:
        units = {one.unit, other.unit}
        return len(units) == 1 or "" in units or ("个" in units and units <= _COUNTED)
    if one.unit == "%" and not other.unit:
        return one.value == other.value * 100
    return other.unit == "%" and not one.unit and one.value * 100 == other.value


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: its pairs of characters without the contrasting words, and those words."""

    text: str
    pairs: frozenset[str]
    of: Mapping[str, frozenset[str]]


class Contrasts:
    """Words that exclude one another, by group: word -> what it names; and counting words that do not."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._named: dict[str, tuple[tuple[str, str], ...]] = {}
        named: dict[str, list[tuple[str, str]]] = {}
        for group, values in data.get("groups", {}).items():
            for value, words in values.items():
                for word in words:
                    named.setdefault(word, []).append((group, value))
        self._named = {word: tuple(pairs) for word, pairs in named.items()}
        self.firm = frozenset(data.get("firm", ()))
        self.counters = tuple(frozenset(words) for words in data.get("counters", ()))
        longest = "|".join(re.escape(word) for word in sorted(named, key=len, reverse=True))
        self._pattern = re.compile(longest or r"(?!)")

    def found(self, text: str) -> Iterator[tuple[int, int, str, str]]:
        """``(start, end, group, value)`` of every such word, in order."""
        for match in self._pattern.finditer(text):
            for group, value in self._named[match[0]]:
                yield match.start(), match.end(), group, value

    def without(self, text: str) -> str:
        return self._pattern.sub("|", text)


def named(text: str, contrasts: Contrasts) -> dict[str, frozenset[str]]:
    """What the contrasting words of a text name, by group."""
    found: dict[str, set[str]] = {}
    for _, _, group, value in contrasts.found(text):
        found.setdefault(group, set()).add(value)
    return {group: frozenset(values) for group, values in found.items()}


def clauses(text: str, contrasts: Contrasts) -> list[Clause]:
    """The clauses that name something of a contrasting group, and those that could be mistaken for them."""
    return [
        Clause(match[0], frozenset(pairs(contrasts.without(match[0]))), named(match[0], contrasts))
        for match in CLAUSE.finditer(text)
    ]


def documents(text: str) -> list[tuple[str, str, str, str]]:
    """Document numbers as ``(whole, issuer with what stands before it, year, number)``."""
    return [(match[0], match[1], match[2], match[3]) for match in _DOCUMENT.finditer(text)]


def ordinals(text: str) -> dict[tuple[str, str], str]:
    """Ordinals (第三十二条) as ``(number, unit) -> as written``."""
    found: dict[tuple[str, str], str] = {}
    for match in _ORDINAL.finditer(text):
        value = match[1] if match[1].isdecimal() else han_number(match[1])
        if value is not None:
            found[str(value), match[2]] = match[0]
    return found


def comparisons(text: str) -> Iterator[tuple[str, int, str]]:
    """``(what is compared with, 1 above or -1 below, as written)``: 不低于当地 is above, 县级以上 too."""
    for match in _COMPARED.finditer(text):
        if _FAILS.match(text[match.end() : match.end() + 14]):
            continue
        sense = 1 if match["up"] or match["above"] else -1
        than = match["than"] or match["from"]
        yield than, -sense if match["denied"] else sense, match[0] or than + "以" + (match["above"] or match["below"])


def latin(text: str) -> dict[str, str]:
    """Codes and foreign words in lower case, as written: A5, Excel."""
    return {found.lower(): found for found in _LATIN.findall(text)}


def amounts(text: str, contrasts: Contrasts) -> Iterator[Amount]:
    """Every amount of a text in one spelling; document numbers and ordinals are none."""
    text = _DOCUMENT.sub(lambda m: "〔" + " " * (len(m[0]) - 2) + "〕", text)
    for match in _SENTENCE.finditer(text):
        sentence = match[0]
        words = list(contrasts.found(sentence))
        found = [q for q in quantities(sentence) if not (q.start and sentence[q.start - 1] == "第")]
        for place, quantity in enumerate(found):
            following = found[place + 1] if place + 1 < len(found) else None
            until = following if following and _RANGE.fullmatch(sentence[quantity.end : following.start]) else None
            yield Amount(
                quantity.value,
                _unit(sentence, quantity) or (_unit(sentence, until) if until else ""),
                quantity.raw,
                _bound(sentence, quantity),
                _governing(sentence, quantity, words),
                label[1] if (label := _LABEL.search(sentence[max(0, quantity.start - 12) : quantity.start])) else "",
                until.value if until else None,
            )


def _unit(sentence: str, quantity: Quantity) -> str:
    """The unit, or the measure word that follows where it is none that is computed with."""
    after = sentence[quantity.end : quantity.end + 1]
    return quantity.unit or (after if after and after in _MEASURES else "")


def _bound(sentence: str, quantity: Quantity) -> int:
    before, after = sentence[max(0, quantity.start - 9) : quantity.start], sentence[quantity.end : quantity.end + 14]
    if _FAILS.match(after):  # what is below fails: says that it must not be below
        return 0
    if _AT_LEAST.search(before) or _OR_MORE.match(after):
        return 1
    return -1 if _AT_MOST.search(before) or _OR_LESS.match(after) else 0


def _governing(sentence: str, quantity: Quantity, words: list[tuple[int, int, str, str]]) -> dict[str, frozenset[str]]:
    """For every group the word before the amount (several, where they are a list), or in brackets behind it."""
    of: dict[str, set[str]] = {}
    starts: dict[str, int] = {}
    behind = re.match(r"[^,。;(]{0,3}[(]([^)]*)[)]", sentence[quantity.end :])
    for start, end, group, value in words:
        if start < quantity.start:
            joined = group in of and _LIST.fullmatch(sentence[starts[group] : start])
            of[group] = of[group] | {value} if joined else {value}
            starts[group] = end
        elif behind and start < quantity.end + behind.end() and group == "stage":
            of[group] = {value}
    return {group: frozenset(values) for group, values in of.items()}
