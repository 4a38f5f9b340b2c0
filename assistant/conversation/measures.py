"""The numbers of a text with their units, stages and surroundings, to be held against those of another text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from assistant.conversation.claims import CLAUSE, Amount, Contrasts, amounts
from assistant.records import Fact
from assistant.text.numerals import UNITS, han_number, quantities

STAGES = ("小学", "初中", "高中")
_RATIO = re.compile(r"(?<![0-9.])1\s*[:∶比/]\s*([0-9]+(?:\.[0-9]+)?)(?![0-9]*[-:∶])")
_COUNTED = re.compile(
    r"(?<!第)(?<![0-9.])([0-9]+|[二两三四五六七八九十]+)(?:大|个|小)?"
    r"(卷|种|栏|列|款|道|位|类|样|处|步|支|层|枚|米|克|小时|次|学期|(?<=两)级|级(?=目录)"
    r"|(?<=[分共有是成做要就设弄搞建编成][二两三四五六七八九十0-9])[级档])"
)
_COUNTER = re.compile("[种栏列道类样处步支枚](?!下)")
_PIECE = re.compile(r"[^。；;，,：:、\n!?]+")
_TWICE = re.compile(r"[一每][\u4e00-\u9fff]\s*$")
_IN_LIST = re.compile(r"[、和与及或/~至到\-—\s]*")
_PER = re.compile(r"每(?:隔|满)?\s*$")
_STANDARD = re.compile(r"(?:九|9|十二|12)年(?=一贯制)|[A-Za-z]+(?:/[A-Za-z])?\s*[0-9]+(?:[-.—][0-9]+)*", re.IGNORECASE)
_ONE_OF = frozenset("班 所 个 盒 人 项 次 份 室 间".split())
_DIGITS = ("小数", "数字")
_NO_FIGURE = re.compile(r"^不[多少]|^一[张份本册次人]")
_UNSAID = re.compile(r"(?:(?<!是)不是|并非|不用|不必|不需要|(?<!有)没有|用不着)[要有到]?\s*$")
_EXAMPLE = re.compile("比如|例如")
_RHETORICAL = re.compile(r"不是有?\s*$")
_ASKED = re.compile(r"^[^,。]{0,6}[吗么嘛](?:$|[,。?!])")
_CALENDAR = range(1900, 2100)
_PURE = frozenset(("系数", "差异系数", "比例"))


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with its unit, the stages it is of (none: any), its bound (1 at least, -1 at most) and its clause.

    A number per so many (每12个班) has a unit of its own (每班). ``words``: what stands between the number before and
    the one behind, on its side of the next mark.
    """

    value: Fraction
    unit: str
    stages: frozenset[str]
    bound: int
    clause: str
    before: str = ""
    after: str = ""
    piece: str = ""
    until: Fraction | None = None
    start: int = 0
    end: int = 0
    words: str = ""


def measures(text: str, contrasts: Contrasts) -> list[Measure]:
    """The numbers of a text, ratios first; years of the calendar and denied ones are left out."""
    return list(_measures(text, contrasts))


@lru_cache(maxsize=4096)
def _measures(text: str, contrasts: Contrasts) -> tuple[Measure, ...]:
    """The same; a turn is held against many sentences, and a sentence of the corpus against many turns."""
    text = _STANDARD.sub(lambda match: " " * len(match[0]), text)
    ratios = [_ratio(text, match, contrasts) for match in _RATIO.finditer(text)]
    rest = _RATIO.sub(lambda match: "|" * len(match[0]), text)
    return tuple(_with_words(text, [*ratios, *_amounts(rest, contrasts), *_counted(rest)]))


def _with_words(text: str, found: Sequence[Measure]) -> list[Measure]:
    """Each with the words around it; those of a list (20、30、40毫米) share what stands before its first."""
    end, before, placed = 0, "", {}
    for one in sorted(found, key=lambda one: one.start):
        between = text[end : one.start]
        before = before if end and _IN_LIST.fullmatch(between) else between
        end, placed[one] = one.end, before
    starts = sorted(one.start for one in found)
    return [replace(one, words=placed[one] + "|" + _behind(text, one, starts)) for one in found]


def _behind(text: str, one: Measure, starts: Sequence[int]) -> str:
    until = min((start for start in starts if start >= one.end), default=len(text))
    piece = _PIECE.match(text[one.end : until])
    return piece[0] if piece else ""


def _ratio(text: str, match: re.Match[str], contrasts: Contrasts) -> Measure:
    stage = [value for _, end, group, value in contrasts.found(text) if group == "stage" and end <= match.start()]
    return _measure(text, match.start(), match.end(), Fraction(match[1]), "比", stages=frozenset(stage[-1:]))


def _measure(
    text: str, start: int, end: int, value: Fraction, unit: str, *, stages: frozenset[str] = frozenset()
) -> Measure:
    before, after = text[max(0, start - 16) : start], text[end:][:16]
    clause, piece = _clause(text, start), _clause(text, start, _PIECE)
    return Measure(value, unit, stages, 0, clause, before, after, piece, start=start, end=end)


def _amounts(text: str, contrasts: Contrasts) -> Iterator[Measure]:
    place = 0
    for amount in amounts(text, contrasts):
        start = text.find(amount.raw, place)
        place = start + len(amount.raw)
        stages = frozenset(amount.of.get("stage", ())) & frozenset(STAGES)
        one = _measure(text, start, place, amount.value, _unit(amount), stages=stages)
        if not (_only_a_word(amount, one) or _calendar(amount) or _unsaid(one)):
            per = "每" if _PER.search(one.before) else ""
            unit = one.unit or _counter(one.after)
            yield replace(one, unit=per + unit, bound=amount.bound, until=amount.until)


def _counter(after: str) -> str:
    """The counting word behind a number, where it is none that is computed with (15栏)."""
    found = _COUNTER.match(after)
    return found[0] if found else ""


def _only_a_word(amount: Amount, one: Measure) -> bool:
    """一个 and the like, that count nothing."""
    return (
        amount.value == 1
        and amount.raw.startswith("一")
        and bool(
            (amount.unit in _ONE_OF and not one.after.startswith(_DIGITS))
            or _TWICE.search(one.before)
            or _NO_FIGURE.match(one.after)
        )
    )


def _unsaid(one: Measure) -> bool:
    """Denied (不是三年), and not in a question that means the contrary (不是有六个么)."""
    rhetorical = _RHETORICAL.search(one.before) and _ASKED.match(one.after)
    return bool(_UNSAID.search(one.before)) and not rhetorical


def _unit(amount: Amount) -> str:
    """条 and 项 are one unit to the calculator; 22项、88条 are two counts."""
    return "条" if amount.raw.endswith("条") else amount.unit


def _counted(text: str) -> Iterator[Measure]:
    for match in _COUNTED.finditer(text):
        value = Fraction(match[1]) if match[1].isdecimal() else han_number(match[1])
        if value is not None and not quantities(match[0])[:1] and not _PER.search(text[: match.start()]):
            yield _measure(text, match.start(), match.end(), value, match[2])


def _calendar(amount: Amount) -> bool:
    # A range is asked for a whole number at once, for a fraction one by one.
    whole = amount.value.denominator == 1 and amount.value.numerator in _CALENDAR
    return amount.unit in ("年", "") and whole and len(amount.raw.strip("年 ")) == len("2020")


def _clause(text: str, place: int, parts: re.Pattern[str] = CLAUSE) -> str:
    return next((match[0] for match in parts.finditer(text) if match.start() <= place < match.end()), text)


def told(fact: Fact, contrasts: Contrasts) -> tuple[list[Measure], list[Measure]]:
    """What the fact is known to say (its value, by stage), and all numbers of its sentence but those of an example."""
    said = [one for one in measures(fact.say, contrasts) if not _EXAMPLE.search(one.before)]
    return list(_value(fact, said)), said


def _value(fact: Fact, said: Sequence[Measure]) -> Iterator[Measure]:
    value = fact.value or {}
    named = value.get("unit", "")
    unit = "" if named in _PURE else named if named == "条" else UNITS.get(named, named)
    for key in (*STAGES, "all", "number"):
        for number in _numbers(value.get(key, "")):
            known = next((one for one in said if one.value == number), None)
            stages = frozenset((key,)) if key in STAGES else frozenset()
            per = "每" if known and known.unit.startswith("每") else ""
            bound, words = (known.bound, known.words) if known else (0, "")
            yield Measure(number, per + unit, stages, bound, fact.say, words=words)


def _numbers(text: str) -> Iterator[Fraction]:
    ratio = _RATIO.fullmatch(text)
    if ratio:
        yield Fraction(ratio[1])
    elif re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", text) and int(Fraction(text)) not in _CALENDAR:
        yield Fraction(text)
