"""Cell values as text and numbers, whatever type the file gave them.

>>> plain("身份证号码（18位）*")
'身份证号码18位'
>>> text(35.0)
'35'
>>> number("98.5%")
98.5
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import lru_cache

from assistant.registers.workbook import Value
from assistant.text.numerals import han_number

FULL_WIDTH = re.compile(r"[０-９Ａ-Ｚａ-ｚ]")
APOSTROPHE = re.compile(r"['‘’`´](?=[GLJ]?[0-9])")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_INSIDE = re.compile(r"[（(【\[［〔].*?[)）】\]］〕]")
_GRADE_DIGIT = re.compile(r"(?<![0-9])([1-9])年级")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]+)?")
_WITH_UNIT = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?)\s*(?:[^\W\d_]{1,3}|%)")
_HAN_DIGITS = "零一二三四五六七八九"


@lru_cache(maxsize=8192)
def plain(words: str) -> str:
    """Comparison form of a heading: half width, letters and digits only, 1年级 as 一年级."""
    kept = words.lower()
    if not (kept.isalnum() and unicodedata.is_normalized("NFKC", words)):  # what a name is mostly
        kept = "".join(c for c in unicodedata.normalize("NFKC", words).lower() if c.isalnum())
    return _GRADE_DIGIT.sub(lambda m: f"{_HAN_DIGITS[int(m[1])]}年级", kept)


def bare(words: str) -> str:
    """Comparison form of a heading without what it says in brackets."""
    return plain(_INSIDE.sub("", words))


def narrow(words: str) -> str:
    """Half width, no white space around, nothing that nobody can see (a zero-width space copied from a page), and no
    apostrophe in front of a number (by which a spreadsheet program is told that it is a text)."""
    half = words if words.isascii() else _UNSEEN.sub("", unicodedata.normalize("NFKC", words))
    half = half.strip()
    return half[1:] if APOSTROPHE.match(half) else half


def text(value: Value) -> str:
    """A cell as people would write it; blank is ''."""
    if value is None:
        return ""
    if isinstance(value, str):
        return narrow(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    return str(value)


def number(value: Value) -> float | None:
    """The number in a cell (a text of digits, thousands commas or a percent sign too); None when it is none."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return float(value) if value == value and abs(value) != float("inf") else None
    if not isinstance(value, str):
        return None
    words = narrow(value).removesuffix("%").rstrip()
    if not words or not _NUMBER.fullmatch(words) or not words[-1].isdigit():
        return None
    return float(words.replace(",", ""))


def counted(value: Value) -> float | None:
    """The number of a cell that counts rows: also 三, 十二 and 一百零五."""
    found = number(value)
    if found is not None or not isinstance(value, str):
        return found
    han = han_number(narrow(value))
    return float(han) if han is not None else None


def number_with_unit(value: Value) -> float | None:
    """The number of a text such as ``35人``; None when there is more around it."""
    match = _WITH_UNIT.fullmatch(narrow(value)) if isinstance(value, str) else None
    return float(match[1]) if match else None


def decimals(value: Value) -> int:
    """Digits after the point, as the cell shows them."""
    words = text(value).removesuffix("%").rstrip()
    return len(words.partition(".")[2]) if "e" not in words.lower() else 12


def shown_number(value: float, places: int = 2) -> str:
    """A number for people: at most ``places`` decimals, no trailing zeros."""
    words = f"{value or 0.0:.{places}f}"
    return words.rstrip("0").rstrip(".") if "." in words else words
