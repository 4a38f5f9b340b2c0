"""School years that the name of a file speaks of, in the styles people write them.

2013-2014学年度第一学期, 13-14学年, 2013年9月, 2013.9, 20130905, 2013年秋, 二〇一三, 2011-2014. A school year runs from
1 September to 31 August (中国基础教育统计指标解释). A year without a month may mean two school years: both are given
and :attr:`Dated.sure` is false.

>>> find_years("2013.9三年级成绩").years, find_years("二〇一三年春季课表").years
(('2013-2014',), ('2012-2013',))
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

_HAN = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_HAN_YEAR = re.compile(
    r"(?<![0-9])[一二12][〇零○九0-9][〇零○一二三四五六七八九0-9]{2}(?=年|学年|[-至到—–~～一])|[二][〇零○][〇零○一二三四五六七八九]{2}"
)
_MONTHS = {
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
    "十一": 11,
    "十二": 12,
}
_Y = r"((?:19|20)[0-9]{2})"
_DASH = r"\s*(?:学?年度?|级)?\s*[-‐‑‒–—―~〜～/_至到]+\s*"
_FIRST = r"(?:第?[一1]学期|上学期|上期|上册|秋季|秋期|秋)"
_SECOND = r"(?:第?[二2]学期|下学期|下期|下册|春季|春期|春)"
_TERM = {1: re.compile(_FIRST), 2: re.compile(_SECOND)}
_OF_MONTH = r"(?:\s*[./-]?\s*[0-3]?[0-9]\s*日?(?![0-9年学]))?"
_DOTTED = rf"(?<![0-9]){_Y}\s*[.年/_-]\s*(1[0-2]|0?[1-9])(?![0-9])(?:\s*月份?)?{_OF_MONTH}"
_DIGIT = re.compile("[0-9]")
_FULL_DAY = rf"(?<![0-9]){_Y}([-./_])(1[0-2]|0?[1-9])\2(?:3[01]|[12][0-9]|0?[1-9])(?![0-9年学])"
_YY = r"(0[5-9]|[12][0-9])"
_SHORT_DAY = rf"(?<![0-9a-zA-Z.]){_YY}\.(1[0-2]|0?[1-9])\.(?:3[01]|[12][0-9]|0?[1-9])(?![0-9.])"
_SHORT_DAY_PADDED = rf"(?<![0-9a-zA-Z._-]){_YY}([-_]?)(0[1-9]|1[0-2])\2(?:3[01]|[12][0-9]|0[1-9])(?![0-9._-]|号)"
_AUTUMN, _SPRING = r"秋(?:季学期|季|期|学期)?", r"春(?:季学期|季|期|学期)?"
_MONTH = re.compile(r"(?<![0-9])(1[0-2]|[1-9])月")
_RINGED = re.compile("[\u2460-\u249b\u24ea-\u24ff\u2776-\u2793\u3220-\u3229\u3280-\u3289]")
_OF_YEAR = r"\s*(?:[年秋春级届]|学年|[-—–~至]\s*(?:20)?[0-3][0-9])"
_NUMBERED = re.compile(
    rf"^\s*[0-9]{{1,2}}(?:\s*[_.、．，,]\s*(?=(?:0[5-9]|[12][0-9]){_OF_YEAR})|\s*[_.、．，,]?\s*(?={_Y}{_OF_YEAR}))"
)
_NOT_COUNTED = r"(?!\s*(?:人|元|万|班|年级|号|册|本|套|分|%|周|天|期|项|条))"


@dataclass(frozen=True, slots=True)
class Dated:
    """School years (``2013-2014``) in order, terms (1, 2; none: not said), what is left of the text, and how sure."""

    years: tuple[str, ...]
    terms: tuple[int, ...]
    rest: str
    sure: bool = True
    said: str = ""
    """The words that the years were read from."""
    as_school_year: bool = False
    """Whether it is written as a school year (2013-2014, 13学年), not as a day or a term."""
    beside: tuple[str, ...] = ()
    """School years that it may reach into besides: 2011-2013年 may be three calendar years."""


_SUMMER, _FIRST_MONTH = (7, 8), 9


@dataclass(slots=True)
class _Found:
    text: str
    years: dict[int, None] = field(default_factory=dict)
    terms: set[int] = field(default_factory=set)
    said: list[str] = field(default_factory=list)
    sure: bool = True
    beside: set[int] = field(default_factory=set)
    ahead: bool = False
    """Whether July and August belong to the school year that comes."""
    as_school_year: bool = False

    def take(
        self,
        pattern: re.Pattern[str],
        read: Callable[[re.Match[str]], Iterable[int] | None],
        *,
        as_school_year: bool = False,
    ) -> None:
        """Cut out what a pattern finds and reads as school years, given by their first years."""
        kept: list[str] = []
        at = 0
        for match in pattern.finditer(self.text):
            years = read(match)
            if years is None:
                continue
            self.years.update(dict.fromkeys(years))
            self.as_school_year |= as_school_year
            self.said.append(match[0].strip())
            kept.append(self.text[at : match.start()])
            at = match.end()
        self.text = " ".join([*kept, self.text[at:]])

    def month(self, year: int, month: int) -> list[int]:
        """The school year of a month; its term is kept."""
        if self.ahead and month in _SUMMER:
            month = _FIRST_MONTH
        self.terms.add(2 if 2 <= month <= 8 else 1)
        return [start_of(year, month)]


def school_year(start: int) -> str:
    """``2013-2014`` for 2013."""
    return f"{start}-{start + 1}"


def start_of(year: int, month: int) -> int:
    """The first year of the school year that a month lies in."""
    return year if month >= 9 else year - 1


def find_years(text: str, ends: Sequence[str] = (), begins: Sequence[str] = (), summer: Sequence[str] = ()) -> Dated:
    """The school years of a text.

    Args:
        text: a name or title.
        ends: words beside which a bare year is the end of a school year (毕业).
        begins: words beside which it is the beginning (新生).
        summer: words beside which July and August belong to the school year that comes (招生).
    """
    plain = _digits(_unnumbered(text))
    found = _Found(plain, ahead=_says(plain, summer) and not _says(plain, ends))
    if _DIGIT.search(plain):
        _take_years(found, plain, ends, begins)
    rest = found.text
    for term, words in _TERM.items():
        if words.search(rest):
            found.terms.add(term)
            rest = words.sub(" ", rest)
    years = tuple(school_year(start) for start in sorted(found.years))
    beside = tuple(school_year(start) for start in sorted(found.beside - found.years.keys()))
    terms, said = tuple(sorted(found.terms)), "、".join(found.said)
    return Dated(years, terms, rest, found.sure, said, found.as_school_year, beside)


def _take_years(found: _Found, plain: str, ends: Sequence[str], begins: Sequence[str]) -> None:
    """Every style in turn, the surest first; each holds a digit at least."""
    _ranges_of_months(found)
    found.take(re.compile(_FULL_DAY), lambda m: found.month(int(m[1]), int(m[3])))
    found.take(re.compile(_SHORT_DAY), lambda m: found.month(2000 + int(m[1]), int(m[2])))
    found.take(
        re.compile(rf"(?<![0-9]){_Y}{_DASH}{_Y}(?![0-9])\s*(学年度?|年度?)?"),
        lambda m: _span(found, m),
        as_school_year=True,
    )
    found.take(
        re.compile(rf"(?<![0-9]){_Y}{_DASH}([0-9]{{2}})(?![0-9.月年]|[-/][0-9])\s*(学年度?|年度?)?"),
        _short_span,
        as_school_year=True,
    )
    found.take(
        re.compile(
            rf"(?<![0-9.])([0-3][0-9])\s*(?:学?年)?[-‐‑‒–—―~～/至到]\s*([0-3][0-9])(?![0-9.])\s*(学年度?|年度?)?{_NOT_COUNTED}"
        ),
        _two_digits,
        as_school_year=True,
    )
    found.take(re.compile(r"(?<![0-9])(?:19|20)[0-9]{6}(?![0-9])"), lambda m: _day(found, m))
    found.take(re.compile(_DOTTED), lambda m: found.month(int(m[1]), int(m[2])))
    found.take(re.compile(rf"(?<![0-9]){_Y}(0[1-9]|1[0-2])(?![0-9])"), lambda m: found.month(int(m[1]), int(m[2])))
    found.take(re.compile(_SHORT_DAY_PADDED), lambda m: found.month(2000 + int(m[1]), int(m[3])))
    found.take(re.compile(rf"(?<![0-9]){_Y}\s*年?度?\s*第?([一二四124])季度"), _quarter(found))
    found.take(re.compile(rf"(?<![0-9]){_Y}\s*年?度?\s*{_AUTUMN}"), _with_term(found, 1, 0))
    found.take(re.compile(rf"(?<![0-9]){_Y}\s*年?度?\s*{_SPRING}"), _with_term(found, 2, -1))
    found.take(re.compile(rf"(?<![0-9]){_Y}\s*年?度?\s*上半年"), _with_term(found, 2, -1))
    found.take(re.compile(rf"(?<![0-9]){_Y}\s*年?度?\s*下半年"), _with_term(found, 1, 0))
    # 2013第一学期 is the autumn's; 2013第二学期 may be either spring's.
    found.take(re.compile(rf"(?<![0-9]){_Y}\s*年?度?\s*第[一1]学期"), _with_term(found, 1, 0))
    found.take(re.compile(rf"(?<![0-9]){_Y}\s*学年度?"), lambda m: [int(m[1])], as_school_year=True)
    found.take(
        re.compile(r"(?<![-0-9.~—–/至到])(0[5-9]|[12][0-9])\s*学年度?"),
        lambda m: [2000 + int(m[1])],
        as_school_year=True,
    )
    found.take(
        re.compile(r"(?<![0-9.])(0[5-9]|[12][0-9])\.(1[0-2]|0?[1-9])(?![0-9.])(?!\s*[万元平米%])"),
        lambda m: found.month(2000 + int(m[1]), int(m[2])),
    )
    found.take(
        re.compile(r"(?<![0-9.])(0[5-9]|[12][0-9])年\s*(1[0-2]|0?[1-9])月(?:[0-3]?[0-9]日)?"),
        lambda m: found.month(2000 + int(m[1]), int(m[2])),
    )
    found.take(
        re.compile(rf"(?<![0-9.]){_YY}(?:年度?)?\s*(?:{_AUTUMN}|(?<=[年度])下半年)"),
        lambda m: _short_term(found, m, 1, 0),
    )
    found.take(
        re.compile(rf"(?<![0-9.]){_YY}(?:年度?)?\s*(?:{_SPRING}|(?<=[年度])上半年)"),
        lambda m: _short_term(found, m, 2, -1),
    )
    _bare(found, plain, ends, begins)


def _unnumbered(text: str) -> str:
    """In plain signs, without the number in a list, which would run into a year: ⑤2013年, 2.13年下半年."""
    return _NUMBERED.sub(" ", unicodedata.normalize("NFKC", _RINGED.sub(" ", text)), count=1)


def _says(text: str, words: Sequence[str]) -> bool:
    return any(word in text for word in words)


def _digits(text: str) -> str:
    """Years in Chinese digits, and the month after them, as 2013年9月."""
    text = text.replace("元月", "1月")
    text = re.sub(r"(?<=[一二])[oO](?=[一二三四五六七八九oO])", "0", text)
    text = _HAN_YEAR.sub(lambda m: m[0].translate(_HAN), text)
    return re.sub(
        r"((?:19|20)[0-9]{2}年)(十[一二]?|[一二三四五六七八九])(?=月)", lambda m: f"{m[1]}{_MONTHS[m[2]]}", text
    )


def _ranges_of_months(found: _Found) -> None:
    """2013.9-2014.7, 201309-201407, 2013年9-12月: all school years from the first to the last."""

    def read(match: re.Match[str]) -> Iterable[int] | None:
        year, month, until, last = (int(piece) if piece else 0 for piece in match.groups())
        first, end = start_of(year, month), start_of(until or year, last)
        return range(first, end + 1) if first <= end <= first + 12 else None

    sep, month, day = r"\s*[.年/_-]\s*", r"(1[0-2]|0?[1-9])", r"(?:\s*月)?(?:[./-]?[0-3]?[0-9]日?)?"
    to = r"\s*[-–—~～至到]+\s*"
    found.take(re.compile(rf"(?<![0-9]){_Y}{sep}{month}{day}{to}{_Y}{sep}{month}{day}(?![0-9])"), read)
    found.take(re.compile(rf"(?<![0-9]){_Y}(0[1-9]|1[0-2]){to}{_Y}(0[1-9]|1[0-2])(?![0-9])"), read)
    found.take(re.compile(rf"(?<![0-9]){_Y}\s*[.年]\s*{month}月?{to}()(1[0-2]|[1-9])月"), read)


def _span(found: _Found, match: re.Match[str]) -> Iterable[int] | None:
    """2013-2014 is a school year; 2011-2014 are the three between, and 2011-2014年 may reach into the two beside."""
    first, last = int(match[1]), int(match[2])
    if not first < last <= first + 12:
        return None
    if last - first > 1 and not (match[3] or "").startswith("学年"):
        found.beside |= {first - 1, last}
    return range(first, last)


def _short_span(match: re.Match[str]) -> Iterable[int] | None:
    first = int(match[1])
    last = first // 100 * 100 + int(match[2])
    # 2013-09 is a month, which is read later.
    if not match[3] and int(match[2]) <= 12 and last != first + 1:
        return None
    return range(first, last) if first < last <= first + 12 else None


def _two_digits(match: re.Match[str]) -> Iterable[int] | None:
    first, last = int(match[1]), int(match[2])
    return [2000 + first] if last == first + 1 and first >= 5 else None


def _day(found: _Found, match: re.Match[str]) -> Iterable[int] | None:
    year, month, day = int(match[0][:4]), int(match[0][4:6]), int(match[0][6:])
    if 1 <= month <= 12 and 1 <= day <= 31:
        return found.month(year, month)
    return [year] if int(match[0][4:]) == year + 1 else None


def _with_term(found: _Found, term: int, shift: int) -> Callable[[re.Match[str]], Iterable[int]]:
    def read(match: re.Match[str]) -> Iterable[int]:
        found.terms.add(term)
        return [int(match[1]) + shift]

    return read


def _quarter(found: _Found) -> Callable[[re.Match[str]], Iterable[int]]:
    """All quarters but the third, in which a school year ends and the next begins."""
    return lambda match: found.month(int(match[1]), {"一": 2, "1": 2, "二": 5, "2": 5}.get(match[2], 11))


def _short_term(found: _Found, match: re.Match[str], term: int, shift: int) -> Iterable[int]:
    found.terms.add(term)
    return [2000 + int(match[1]) + shift]


def _bare(found: _Found, whole: str, ends: Sequence[str], begins: Sequence[str]) -> None:
    """A year alone: beside 毕业 it ends a school year, beside 新生 it begins one, else both may be meant."""

    def read(match: re.Match[str]) -> Iterable[int]:
        year = int(match[1])
        if match[2] == "届" or (match[2] != "级" and any(word in whole for word in ends if word != "届")):
            return [year - 1]
        if match[2] == "级" or any(word in whole for word in begins if word != "级"):
            return [year]
        if month := _MONTH.search(whole.replace(match[0], " ", 1)):
            return found.month(year, int(month[1]))
        found.sure = False
        return [year - 1, year]

    found.take(re.compile(rf"(?<![0-9.]){_Y}(?![0-9.])\s*(年度?|级|届)?"), read)
    if found.years:
        return
    found.take(re.compile(r"(?<![0-9.])((?:0[5-9]|[12][0-9]))()年(?!级)"), lambda m: _short_bare(found, m))
    found.take(re.compile(r"(?<![0-9.])(0[5-9]|1[0-9])级"), lambda m: [2000 + int(m[1])])
    found.take(re.compile(r"(?<![0-9.])(0[5-9]|1[0-9])届"), lambda m: [1999 + int(m[1])])


def _short_bare(found: _Found, match: re.Match[str]) -> Iterable[int]:
    found.sure = False
    year = 2000 + int(match[1])
    return [year - 1, year]
