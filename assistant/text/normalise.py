"""One spelling for what people type: width, script, brackets, control characters.

>>> clean("檔案盒標籤用什麼字體？ ")
'档案盒标签用什么字体?'
>>> clean("豫政办[2012]131号")
'豫政办〔2012〕131号'
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

LONGEST = 2000
"""Characters of a question that are read; the rest cannot belong to one question."""

_SPACES = re.compile(r"\s+")
_YEAR_BRACKETS = re.compile(r"[\[(【{﹝]\s*((?:19|20)[0-9Xx]{2})\s*[\])】}﹞](?=\s*第?\s*[0-9Xx]+\s*号)")
_LOOSE_NUMBER = re.compile(r"〔((?:19|20)[0-9X]{2})〕\s*第?\s*([0-9]+)\s*号")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_BETWEEN_HAN = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_FIGURES_APART = re.compile(
    r"([\u4e00-\u9fff] ?[0-9][0-9.,]* ?[万千百]? ?(?:平方米|平米|[人名个位间台册元平㎡亩套本])?) "
    r"(?=[\u4e00-\u9fff]{2,12} ?[0-9])"
)
"""初中 1500 人 本科 75 人: figures with their nouns, and nothing but spaces between them."""
_TOPIC_PAUSE = re.compile(
    r"(?<=[\u4e00-\u9fff])(?<![年月日天中学校里级部])呢[,?!。 ]+[有是]?(?=[0-9一二两三四五六七八九十])"
)
"""骨干呢?有9人: the thing first, and its figure behind the pause."""
_PICTURES = re.compile(r"[\u2190-\u21ff\u2300-\u27bf\u2900-\u2bff\ufe00-\ufe0f\U0001f000-\U0001faff]+")
_BROKEN = re.compile(r"[\u4e00-\u9fff](?:([.*_|^`~-])[\u4e00-\u9fff])(?:\1[\u4e00-\u9fff])+")
_SHORT_YEAR = re.compile(
    r"(?<![0-9一二三四五六七八九十〇零年])(1[1-9]|2[0-9]|[一二][〇零一二三四五六七八九])年"
    r"(?=[春秋底初]|头一?批|第[一二]批|上半|下半|起|以[前后来]|认定|公布|印发|发布|那[批次年个]|的?(?:通知|文件|办法))"
)
_HAN_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_SAME = {"：": ":", "；": ";", "，": ",", "〈": "《", "〉": "》", "—": "-", "－": "-", "–": "-", "～": "~", "〜": "~"}
_TABLE = str.maketrans(_SAME)


@lru_cache(maxsize=1)
def _converter() -> Any:
    """OpenCC's table, loaded at the first question that needs it."""
    from opencc import OpenCC

    return OpenCC("t2s")


def _all_simplified(text: str) -> bool:
    """True when GB 2312, the set of simplified characters, holds every one: nothing to convert, no table to load."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def simplified(text: str) -> str:
    """Text of any length in simplified script; the table is loaded only when there is something to convert."""
    return text if _all_simplified(text) or not _HAN.search(text) else str(_converter().convert(text))


@lru_cache(maxsize=1024)
def clean(text: str) -> str:
    """Return text in half width, simplified script, plain punctuation, without control characters."""
    # Controls go first: what stood on either side of one may compose (e + U+0301), and a second reading must not.
    text = "".join(c for c in text[: LONGEST * 2] if c in "\n\t" or unicodedata.category(c)[0] != "C")
    text = _PICTURES.sub(" ", text)
    text = _SPACES.sub(" ", unicodedata.normalize("NFKC", text))[: LONGEST * 2]
    # Marks that composed with nothing say nothing.
    text = "".join(c for c in text if not unicodedata.combining(c)) if not text.isascii() else text
    text = simplified(text)
    text = text.translate(_TABLE)
    text = _TOPIC_PAUSE.sub("", _FIGURES_APART.sub(r"\1,", text))
    text = _BETWEEN_HAN.sub("", text)
    text = _BROKEN.sub(lambda m: m[0].replace(m[1], ""), text)
    text = _SHORT_YEAR.sub(lambda m: f"20{m[1].translate(_HAN_DIGITS)}年", text)
    text = _YEAR_BRACKETS.sub(lambda m: f"〔{m[1].upper()}〕", text)
    return _LOOSE_NUMBER.sub(r"〔\1〕\2号", text).strip()[:LONGEST].rstrip()


def folded(text: str) -> str:
    """Return the comparison form: clean, lower case, without any space or punctuation."""
    return "".join(c for c in clean(text).lower() if c.isalnum() or c in "〔〕.%")
