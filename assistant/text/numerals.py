"""Numbers as people write them, read as exact fractions.

>>> [(str(q.value), q.unit) for q in quantities("一千二百名学生,场馆9000平,4万5元,占二成半")]
[('1200', '人'), ('9000', '平方米'), ('45000', '元'), ('25', '%')]
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache

_UNIT_WORDS: dict[str, str] = {
    "平方米": "平方米 平方 平米 平 个平方米 个平方 个平米 个平 m2 ㎡ 平米/生 亩 公顷",
    "人": "名 位 个人 个学生 个小学生 个初中生 个中学生 个高中生 个女生 个男生"
    " 个毕业生 个孩 个小孩 个伢 个崽 个学童 个小朋友 个生 人次 个老师 个教师 个娃 个孩子 人 娃 口 号人 个残疾儿童"
    " 个小学学生 个初中学生 个小学娃 个初中娃",
    "台": "台",
    "间": "间 室 个房间",
    "册": "册 本",
    "元": "元 块钱 块",
    "分": "分",
    "班": "个班 班",
    "轨": "轨",
    "所": "所 个学校",
    "岁": "岁 周岁",
    "%": "% 个百分点",
    "年": "年 学年",
    "页": "页 张",
    "盒": "盒 个盒 个盒子",
    "项": "项 条",
    "个": "个",
    "米": "米",
    "支": "支 根 盏",
    "克": "克",
    "毫米": "毫米 mm",
    "厘米": "厘米 cm",
    "天": "天",
    "倍": "倍",
    "学时": "学时 课时",
    "县": "县 个县",
    "门": "门",
    "瓦": "瓦 W w",
    "公里": "公里 里路 里地",
    "分钟": "分钟",
    "小时": "小时",
    "月": "个月",
    "周": "周 个星期",
    "村": "个自然村 自然村 个行政村",
    "次": "次 趟 遍",
    "辆": "辆",
    "扇": "扇",
    "栋": "栋 幢",
    "层": "层",
    "桶": "桶",
    "斤": "斤",
    "点": "点 点钟",
}
UNITS: dict[str, str] = {word: unit for unit, spoken in _UNIT_WORDS.items() for word in spoken.split()}
"""Unit as typed -> unit as computed with. Units are language, not facts of the field."""
WORTH: dict[str, Fraction] = {"亩": Fraction(2000, 3), "公顷": Fraction(10_000)}
"""Units as typed that are worth several of the unit computed with (15 亩 are one hectare)."""

_DIGITS = "零〇一二两三四五六七八九"
_HAN_NUMBER = f"[{_DIGITS}十百千万亿]+(?:点[{_DIGITS}]+)?"
_MIXED = r"[0-9]+[亿万千百](?:[0-9]+[万千百十])+(?:[0-9]{1,2}(?![0-9.]))?"
_PLAIN = r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
_UNIT = "|".join(re.escape(u) for u in sorted(UNITS, key=len, reverse=True))
# What only looks like a number: words, the hundred of "per hundred", estimates.
_WORD = (
    r"[A-Za-z]{2,3}/[A-Za-z]\s?[0-9]+(?:\.[0-9]+)?(?:-[0-9]{2,4})?|"  # a standard: GB/T 9705-2008
    rf"(?:千万|万千|万一)(?!{_UNIT}|[{_DIGITS}十百千万亿])"
    rf"|(?<=[初高])[一二三](?=[{_DIGITS}十百千])"  # 初一三百人: the year of a class, not part of the number
    r"|[一二三四五六七八九]{2,}(?=年级)"  # 七八九年级: three of them
    r"|百分(?=[制比率数位点])"
    r"|(?<![得打考给扣加减满共占足为是了分])十分"
    rf"|(?<=[几数每上近成好])[十百千万亿]+(?![{_DIGITS}])"
    rf"|(?<![{_DIGITS}])(?:一两|一二(?!年)|两三|二三|三四|三五|四五|五六|六七|七八|八九)(?![{_DIGITS}])[十百千万亿]*"
)
_QUANTITY = (
    rf"(?P<word>{_WORD})"
    rf"|(?P<percent>百分之(?P<of>{_HAN_NUMBER}|{_PLAIN}))"
    rf"|(?P<tenths>(?P<tenth>[一二三四五六七八九]|[0-9])成(?P<half>半|[一二三四五六七八九](?![{_DIGITS}十百千万年月个名人间级]))?)"
    rf"|(?P<reduced>(?:打)?(?P<fold>[一二三四五六七八九]{{1,2}}|[0-9]{{2}}|[0-9]\.[0-9])折(?=[,。;?!的那这线底]|$))"
    rf"|(?:\((?P<column>[万千百亿]?(?:{_UNIT}))\)\s*[:是为]?\s*(?=-?[0-9]))?"
    rf"(?<![A-Za-z]-)(?<![A-Za-z]−)(?<!m)(?P<sign>(?<![0-9A-Za-z〕])-)?(?P<number>{_MIXED}|{_PLAIN}|{_HAN_NUMBER})"
    rf"\s*(?P<open>\()?(?P<scale>[万千百亿](?![0-9]{{4}}))?"
    rf"(?P<tail>(?<=[万千百])[0-9一二三四五六七八九](?![0-9十百千万]))?\s*(?P<more>多|余|来)?(?P<unit>(?!平不平|平衡|(?<=\s)年[末初底终内])(?:{_UNIT})(?![级之]))?(?(open)\))"
    rf"(?P<dimes>(?<=[块元])(?:[0-9一二三四五六七八九][毛角](?:[0-9一二三四五六七八九](?:分|(?=[的钱,。;?!/)]|$)))?"
    rf"|(?<=块)[0-9一二三四五六七八九](?=[的钱一每,。;?!/)]|$)))?"
)
"""Compiled when the first text is read: what only writes numbers does not wait for it."""
_PLAIN_NUMBER, _MIXED_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?"), re.compile(_MIXED)
# Numerals as on cheques; one such character alone is a surname or a word.
_PLAINLY = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_FORMAL = re.compile("[壹贰叁肆伍陆柒捌玖拾佰仟][壹贰叁肆伍陆柒捌玖拾佰仟零万亿]+")
_SCALE = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_VALUE = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_PLACE = {"十": 10, "百": 100, "千": 1000}
_AMBIGUOUS = frozenset("一两三四五六七八九十百千万亿〇零二")


def _hundredths(said: str | None) -> int:
    """What stands behind the tenths: 四成半, 四成八."""
    return 5 if said == "半" else _VALUE.get(said or "", 0)


def _dimes(said: str) -> Fraction:
    """What stands behind the yuan: 38块5, 三块五毛, 2元3角5分."""
    digits = [number(one) or Fraction(0) for one in said if one.isdecimal() or one in _VALUE]
    return sum((digit / 10**place for place, digit in enumerate(digits, 1)), Fraction(0))


def _reduced(fold: str) -> Fraction:
    """What a price cut leaves, in percent: 八五折, 85折, 8.5折 and 八折."""
    digits = "".join(str(_VALUE.get(one, one)) for one in fold.replace(".", ""))
    return Fraction(digits.ljust(2, "0"))


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text: exact value, unit ('' when none), place, and how it was written."""

    value: Fraction
    unit: str
    start: int
    end: int
    raw: str


def han_number(text: str) -> Fraction | None:
    """Read a Chinese numeral (``一千二百``, ``四万五``, ``二点五``); None when it is none.

    A lone digit after a larger place is that place's tenth, as spoken: 四万五 is 45 000, 三百二 is 320.

    >>> han_number("四万五"), han_number("十二"), han_number("二〇一二"), han_number("三百二")
    (Fraction(45000, 1), Fraction(12, 1), Fraction(2012, 1), Fraction(320, 1))
    """
    whole, point, decimals = text.partition("点")
    if point:
        base = han_number(whole)
        if base is None or not decimals or any(c not in _VALUE for c in decimals):
            return None
        return base + Fraction(_in_row(decimals), 10 ** len(decimals))
    if not whole or any(c not in _VALUE and c not in _SCALE for c in whole):
        return None
    return Fraction(_in_row(whole)) if all(c in _VALUE for c in whole) else _with_places(whole)


def _in_row(digits: str) -> int:
    return int("".join(str(_VALUE[c]) for c in digits))


def _with_places(text: str) -> Fraction | None:
    total = section = 0
    digit: int | None = None
    last_place, after_zero = 1, False
    for char in text:
        if char in _VALUE:
            if digit:  # 三四十 is an estimate, not one number
                return None
            digit, after_zero = _VALUE[char], after_zero or _VALUE[char] == 0
            continue
        if char in _PLACE:
            section += (digit or 1) * _PLACE[char]
        else:
            # 万 and 亿 close a section: all before them counts that many times, but 万 leaves what 亿 closed.
            ones = section + (digit or 0) or (0 if total or digit is not None else 1)
            closed = total if char == "万" and total >= _SCALE["亿"] else 0
            total, section = closed + (total - closed + ones) * _SCALE[char], 0
        digit, last_place, after_zero = None, _SCALE[char], False
    spoken = last_place // 10 if last_place >= 100 and not after_zero else 1
    return Fraction(total + section + (digit or 0) * spoken)


def _mixed_number(text: str) -> Fraction | None:
    """Digits with places between them (``1万2千``, ``3百5``); None when the places do not fall."""
    total, last = 0, None
    for digits, place in re.findall(r"([0-9]+)([亿万千百十]?)", text):
        weight = _SCALE.get(place) or (last // 10 if last and len(digits) == 1 else 1)
        if last is not None and weight >= last:
            return None
        total, last = total + int(digits) * weight, weight
    return Fraction(total)


def number(text: str) -> Fraction | None:
    """Read one number in digits or Chinese numerals; None when it is none."""
    text = text.replace(",", "").strip()
    if _PLAIN_NUMBER.fullmatch(text):
        return Fraction(text)
    if _MIXED_NUMBER.fullmatch(text):
        return _mixed_number(text)
    return han_number(text) if text else None


def quantities(text: str) -> list[Quantity]:
    """Find every number with its unit in normalised text, in order.

    A lone Chinese digit without a unit is usually part of a word (一般, 三证) and is left out, and so are
    estimates (两三个, 几百册) and words that hold numerals (十分, 万一, 每百名).
    """
    return list(_quantities(text))


_BEFORE_ARTICLE = "第法例则定程"
"""The last character of what an article is of: 义务教育法32条, 档案法实施条例20条."""


def amounts(text: str) -> list[Quantity]:
    """The quantities that count something: not those that name a place (第三十二条, 32条, 第2款)."""
    return [one for one in quantities(text) if not (one.raw.endswith("条") or text[: one.start].endswith("第"))]


def points_at_an_article(text: str) -> bool:
    """Does it name an article (第三十二条, 义务教育法32条), and nothing that is counted (这四条)?"""
    named = (one for one in quantities(text) if one.raw.endswith("条"))
    return any(not one.start or text[one.start - 1] in _BEFORE_ARTICLE for one in named) and not amounts(text)


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(_QUANTITY)


@lru_cache(maxsize=256)
def _quantities(text: str) -> tuple[Quantity, ...]:
    """The same; a turn, and the sentences it may be answered with, are read from many sides."""
    found = map(_quantity, _pattern().finditer(_FORMAL.sub(lambda match: match[0].translate(_PLAINLY), text)))
    return tuple(quantity for quantity in found if quantity is not None)


def _share(match: re.Match[str]) -> Fraction | None:
    """百分之三十, 四成半 and 八五折 in percent."""
    if match["percent"]:
        return number(match["of"])
    if match["reduced"]:
        return _reduced(match["fold"])
    tenth = number(match["tenth"])
    return None if tenth is None else tenth * 10 + _hundredths(match["half"])


def _quantity(match: re.Match[str]) -> Quantity | None:
    if match["word"]:
        return None
    start, end, raw = match.start(), match.end(), match[0]
    if match["percent"] or match["tenths"] or match["reduced"]:
        share = _share(match)
        return None if share is None else Quantity(share, "%", start, end, raw)
    typed = match["number"]
    value = number(typed)
    if value is None:
        return None
    if set(typed) <= set(_SCALE) and match.string[:start].endswith("("):  # a column's unit: 设备值(万元)
        return None
    column = "" if match["unit"] or match["scale"] else match["column"] or ""
    written = match["unit"] or column.removeprefix(column[:1] if column[:1] in _SCALE else "")
    unit = UNITS.get(written, "")
    if not unit and not match["scale"] and set(typed) <= _AMBIGUOUS and len(typed) < 2:
        return None
    if match["scale"]:
        value *= _SCALE[match["scale"]]
        if match["tail"]:
            value += (number(match["tail"]) or Fraction(0)) * _SCALE[match["scale"]] / 10
    value *= _SCALE.get(column[:1], 1) * WORTH.get(written, Fraction(1))
    if match["dimes"]:
        value += _dimes(match["dimes"])
    return Quantity(-value if match["sign"] else value, unit, start, end, raw)


def in_unit(value: Fraction, typed: str) -> Fraction | None:
    """An amount in a unit as people type it (15600 平方米 in 亩: 23.4); None where it is no multiple of another."""
    return value / WORTH[typed] if typed in WORTH else None


def converted(quantity: Quantity) -> bool:
    """Was it told in another unit than it is computed with (30亩)?"""
    return quantity.raw.endswith(tuple(WORTH))


def shown(value: Fraction, places: int = 2) -> str:
    """Write a fraction for people: at most ``places`` decimals, half up, no trailing zeros.

    >>> shown(Fraction(86 * 100, 94)), shown(Fraction(9000)), shown(Fraction(1, 3), 3)
    ('91.49', '9000', '0.333')
    """
    scaled = abs(value) * 10**places
    rounded = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    whole, rest = divmod(rounded, 10**places)
    decimals = str(rest).rjust(places, "0").rstrip("0") if places else ""
    return ("-" if value < 0 and rounded else "") + str(whole) + ("." + decimals if decimals else "")


def exact(value: Fraction, places: int = 2) -> bool:
    """True when :func:`shown` loses nothing."""
    return Fraction(value * 10**places).denominator == 1


_HAN_COUNT = re.compile(r"[一二两三四五六七八九十百千万]+(?=[年个项类人间室分册台条份盒卷岁级门所轨])")


def numbers_in(text: str) -> set[str]:
    """Numbers of a text in one spelling: digits as they are, counted Chinese numerals as digits.

    >>> sorted(numbers_in("四个方面、十七项，85分，0.50"))
    ['0.5', '17', '4', '85']
    """
    text = unicodedata.normalize("NFKC", text)
    found = {_one_spelling(number) for number in _PLAIN_NUMBER.findall(text)}
    for numeral in _HAN_COUNT.findall(text):
        value = han_number(numeral)
        if value is not None:
            found.add(str(value))
    return found


def _one_spelling(number: str) -> str:
    """0.50 and 0.5 are one number; 0001 is not 1."""
    return number.rstrip("0").rstrip(".") if "." in number else number
