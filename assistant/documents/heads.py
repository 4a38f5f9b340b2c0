"""What a paper tells of itself: its number, who issued it and when, whose it is, and what it repeals.

Office papers are built alike (GB/T 9704): the number stands under the red head, and issuer and date below the text.
Where that signature stands, it tells more than any date in a sentence (自…起施行) or of the page it was published on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.documents.cleaning import ARTICLE_LINE
from assistant.text.numerals import han_number

_HEAD_LINES, _TAIL_LINES = 14, 6
_SHORT, _LONG = 24, 150
_SIGNED = 3
"""Offices that sign one paper together, at most."""
_NUMERAL = "〇○零一二三四五六七八九十百千0-9"
DATE = re.compile(r"((?:19|20)[0-9]{2})\s*[年.\-/]\s*([01]?[0-9])\s*[月.\-/]\s*([0-3]?[0-9])\s*(?:日|号)?")
_HAN_DATE = re.compile(
    r"([二一][〇○零Oo一二三四五六七八九]{3})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_MONTH = re.compile(r"((?:19|20)[0-9]{2})\s*年\s*([01]?[0-9])\s*月")
_ZERO = str.maketrans("○零Oo", "〇〇〇〇")
_SEVERAL = re.compile(r"[ 、,，]+")


@dataclass(frozen=True, slots=True)
class Told:
    """The fields; None where the paper does not tell. ``date`` is YYYY-MM-DD, or YYYY-MM where no day stands there."""

    number: str | None
    issuer: str | None
    date: str | None
    place: str | None
    repeals: tuple[str, ...]


def title_key(title: str, country: str = "") -> str:
    """A title in one spelling: for telling two versions of one document."""
    title = re.sub(r"[《》〈〉“”\"\s]", "", title)
    title = re.sub(r"[(（](?:[^()（）]*(?:修订|修正|征求意见|试行|全文|[0-9]{4})[^()（）]*)[)）]$", "", title)
    return title.removeprefix(country) if country else title


def told_fields(title: str, paragraphs: Sequence[str], name: str, rules: Mapping[str, Any]) -> Told:
    """The fields of a cleaned paper.

    Args:
        title: what it is called.
        paragraphs: cleaned, headings marked by ``#``.
        name: the file's name without its ending; may hold the date in brackets.
        rules: ``fields`` of the language data.
    """
    first = next(
        (i for i, p in enumerate(paragraphs) if ARTICLE_LINE.match(p + " ") or len(p) > _LONG), len(paragraphs)
    )
    head = [p.lstrip("# ") for p in paragraphs[: min(max(first, 1), _HEAD_LINES)] if len(p) <= _LONG]
    tail = [p for p in paragraphs[-_TAIL_LINES:] if len(p) <= 40]
    offices, signed = _signature(paragraphs, rules)
    issuer = _labelled(head, tail, rules) or offices or _issuer(title, head, tail, rules)
    text = "\n".join(paragraphs)
    return Told(
        number=_own_number((*head, *tail), rules["number"]),
        issuer=issuer,
        date=signed or _date(head, tail, name, rules),
        place=_place_of(issuer, rules) or _place([title, *head, *paragraphs[:3]], rules),
        repeals=tuple(dict.fromkeys((*_titles_repealed(text, rules), *_numbers_repealed(text, rules)))),
    )


def _titles_repealed(text: str, rules: Mapping[str, Any]) -> Iterator[str]:
    return (title_key(found, rules["country"]) for found in re.findall(rules["repealed"], text))


def _numbers_repealed(text: str, rules: Mapping[str, Any]) -> Iterator[str]:
    """Papers repealed by their number alone (原岚教发〔2017〕14号文件同时废止)."""
    for sentence in re.findall(rules["repealed_by_number"], _brackets(text)):
        yield from (
            re.sub("^(?:原|原有的?|此前的?|以前的?)", "", found[0]) for found in re.finditer(rules["number"], sentence)
        )


def _signature(paragraphs: Sequence[str], rules: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Who signed last below a text, and when."""
    last = max(signatures(paragraphs, rules), key=lambda lines: lines.stop, default=range(0))
    if not last:
        return None, None
    offices = [str(_offices(paragraphs[at], rules)) for at in last[:-1]]
    return "、".join(offices), next(_dates_in(paragraphs[last[-1]]), None)


def signatures(paragraphs: Sequence[str], rules: Mapping[str, Any]) -> list[range]:
    """The lines of each signature: a date alone in its line, and the offices right above it."""
    found = []
    for at, line in enumerate(paragraphs):
        start = at
        while start and at - start < _SIGNED and len(line) <= _SHORT and _offices(paragraphs[start - 1], rules):
            start -= 1
        if start < at and _is_date(line):
            found.append(range(start, at + 1))
    return found


def _is_date(line: str) -> bool:
    return bool(DATE.fullmatch(line) or _HAN_DATE.fullmatch(line) or _MONTH.fullmatch(line))


def _offices(line: str, rules: Mapping[str, Any]) -> str | None:
    """The offices a line names and nothing else, joined as in a sentence."""
    parts = [part for part in _SEVERAL.split(line.lstrip("# ")) if part]
    told = parts and len(line) <= 2 * _SHORT and all(re.fullmatch(rules["issuer"], part) for part in parts)
    return "、".join(parts) if told else None


def _own_number(lines: Sequence[str], pattern: str) -> str | None:
    """A document number that stands (nearly) alone in its line: one inside a sentence is somebody else's."""
    for line in map(_brackets, lines):
        found = re.search(pattern, line)
        if found and len(re.sub(r"\W", "", DATE.sub("", line.replace(found[0], "")))) <= 12:
            return found[0]
    return None


def _brackets(line: str) -> str:
    return re.sub(r"[\[(【﹝（〔]\s*((?:19|20)[0-9]{2})\s*[\])】﹞）〕]\s*(?:第\s*)?([0-9]+)\s*号", r"〔\1〕\2号", line)


def _date(head: Sequence[str], tail: Sequence[str], name: str, rules: Mapping[str, Any]) -> str | None:
    """The latest date of the head (a law lists its revisions), a labelled one, the file's name, a line below."""
    head, tail = [[line for line in lines if not line.endswith("。")] for lines in (head, tail)]
    told = [
        line for line in head if re.search(rules["date_label"] + "|" + rules["passed"], line) or len(line) <= _SHORT
    ]
    dates = [d for line in (*told, name) for d in _dates_in(line)]
    if not dates:
        dates = [d for line in tail if len(line) <= _SHORT for d in _dates_in(line)]
    return max(dates, default=None)


def _dates_in(line: str) -> Iterator[str]:
    for year, month, day in (*DATE.findall(line), *map(_in_digits, _HAN_DATE.findall(line))):
        if 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
            yield f"{year}-{int(month):02d}-{int(day):02d}"
    alone = _MONTH.fullmatch(line)
    if alone and 1 <= int(alone[2]) <= 12:
        yield f"{alone[1]}-{int(alone[2]):02d}"


def _in_digits(han: tuple[str, str, str]) -> tuple[str, str, str]:
    """二〇二五年七月八日 as digits."""
    year, month, day = (han_number(part.translate(_ZERO)) or 0 for part in han)
    return str(year), str(month), str(day)


def _labelled(head: Sequence[str], tail: Sequence[str], rules: Mapping[str, Any]) -> str | None:
    label, office = re.compile(rules["issuer_label"]), re.compile(rules["issuer"])
    for line in (*head, *tail):
        told = label.match(line)
        found = office.match(line, told.end()) if told else None
        if found:
            return found[0]
    return None


def _issuer(title: str, head: Sequence[str], tail: Sequence[str], rules: Mapping[str, Any]) -> str | None:
    """Who passed a law; an office alone in a line; the office a title begins with (…教育局关于…, …教育局会议纪要)."""
    for line in reversed(head):
        passed = re.search(rules["passed_by"], line) if re.search(rules["passed"], line) else None
        if passed:
            return re.sub(rf"第[{_NUMERAL}]+届", "", passed[1])
    alone = next(
        (told for line in (*tail, *head[:4]) if len(line) <= 2 * _SHORT and (told := _offices(line, rules))), None
    )
    if alone:
        return alone
    begins = re.match(rules["issuer_begins"], title)
    return begins[1] if begins else None


def _place_of(issuer: str | None, rules: Mapping[str, Any]) -> str | None:
    """The place an office is of: the nearest it names (河洲区 for 临汀市河洲区教育局)."""
    last = re.split("、", issuer or "")[0]
    place = None
    while found := _place([last], rules):
        place, last = found, last[last.index(found) + len(found) :]
    return place


def _place(lines: Sequence[str], rules: Mapping[str, Any]) -> str | None:
    """The first place named, the title before all; words that only look like one are left out."""
    generic = set(rules["generic_place"])
    for line in lines:
        for found in re.finditer(rules["place"], line[:80]):
            name = re.sub(rules["before_place"], "", found[0])
            if len(name) > 2 and name not in generic and not any(name.endswith(g) for g in generic if len(g) > 1):
                return name
    return None
